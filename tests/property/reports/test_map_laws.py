"""Laws of labels on maps: nobody is lost, no label lies on another or outside, and marks do not cover each other."""

import math
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sufficiency.reports.pictures.atlas.placing import Room, Wanted, passes, place, side_by_side

pytestmark = pytest.mark.property

ROOM = (0.0, 0.0, 400.0, 300.0)
NUMBER = (16.0, 10.0)
INSIDE = st.tuples(st.floats(0, 400), st.floats(0, 300))
WORDS = st.tuples(st.floats(5, 500), st.floats(8, 40))
LABEL = st.builds(
    lambda at, radius, words: Wanted(at, radius, (words, NUMBER), (60.0, 30.0)), INSIDE, st.floats(0, 15), WORDS
)


def meet(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    """Whether two boxes lie on each other, by their overlap along each side."""
    across = min(one[2], other[2]) - max(one[0], other[0])
    along = min(one[3], other[3]) - max(one[1], other[1])
    return across > 1e-9 and along > 1e-9


@given(st.lists(LABEL, max_size=40))
def test_every_label_stands_somewhere_and_on_no_other(labels):
    marks = [(label.at[0] - 1, label.at[1] - 1, label.at[0] + 1, label.at[1] + 1) for label in labels]
    spots = place(labels, Room(ROOM, list(marks)))
    assert None not in spots
    boxes = [spot.box for spot in spots]
    assert not any(meet(one, other) for one, other in combinations(boxes, 2))
    assert not any(meet(box, mark) for box in boxes for mark in marks)
    for label, spot in zip(labels, spots, strict=True):
        west, south, east, north = spot.box
        assert (east - west, north - south) == pytest.approx(label.forms[spot.form])
        assert min(west, south) >= -1e-9
        assert east <= ROOM[2] + 1e-9
        assert north <= ROOM[3] + 1e-9


@given(LABEL)
def test_a_line_leads_from_the_edge_of_the_mark_to_the_label(label):
    (spot,) = place([label], Room(ROOM))
    x, y = label.at
    nearest = (min(max(x, spot.box[0]), spot.box[2]), min(max(y, spot.box[1]), spot.box[3]))
    away = math.dist(label.at, nearest)
    if spot.leader is None:
        assert away <= label.radius + 5.0 + 1e-9
    else:
        assert spot.leader[1] == pytest.approx(nearest)
        assert math.dist(label.at, spot.leader[0]) == pytest.approx(label.radius)


@given(INSIDE, INSIDE, INSIDE, st.floats(1, 60), st.floats(1, 60))
def test_a_line_passes_through_a_box_where_a_point_of_it_is_inside(one, other, corner, width, height):
    box = (corner[0], corner[1], corner[0] + width, corner[1] + height)
    steps = [part / 400 for part in range(401)]
    points = [(one[0] + (other[0] - one[0]) * part, one[1] + (other[1] - one[1]) * part) for part in steps]
    inside = any(box[0] < x < box[2] and box[1] < y < box[3] for x, y in points)
    assert passes(np.array([[*one, *other]]), np.array([box]))[0, 0] or not inside


@given(st.lists(st.tuples(st.floats(100, 300), st.floats(100, 200), st.floats(1, 8)), min_size=1, max_size=12))
def test_marks_stand_side_by_side_and_stay_where_they_are_if_they_do_already(marks):
    points, radii = [(x, y) for x, y, _ in marks], [radius for _, _, radius in marks]
    moved = side_by_side(points, radii, ROOM)
    for (one, a), (other, b) in combinations(list(zip(moved, radii, strict=True)), 2):
        assert math.dist(one, other) >= 0.8 * (a + b)
    for (x, y), radius in zip(moved, radii, strict=True):
        assert radius - 1e-9 <= x <= ROOM[2] - radius + 1e-9
        assert radius - 1e-9 <= y <= ROOM[3] - radius + 1e-9
    pairs = zip(combinations(points, 2), combinations(radii, 2), strict=True)
    if all(math.dist(*pair) >= sum(both) for pair, both in pairs):
        assert moved == points
