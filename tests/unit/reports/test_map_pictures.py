"""Pictures of maps: nobody is lost, no label is clipped or on another, and every figure is that of the summary."""

from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest
from map_fixture import HOSTILE, crowd, located_view, rows_of_squares, shown_of
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.figure import Figure
from page_reader import read_page
from report_fixture import squares
from tiny_pack import REPOSITORY

from sufficiency.packs.boundaries import read_boundaries
from sufficiency.reports.pictures.atlas.choropleths import area_maps, area_maps_figure, shade
from sufficiency.reports.pictures.atlas.insets import insets_of
from sufficiency.reports.pictures.atlas.journeys_map import NUMBERED, journeys_map, journeys_map_figure
from sufficiency.reports.pictures.atlas.school_map import figures, school_map, school_map_figure
from sufficiency.reports.pictures.atlas.school_marks import PALE, RINGED, STRONG, fullness, radius
from sufficiency.reports.pictures.style import printable, styled
from sufficiency.reports.summary.maps.values import MapsShown
from sufficiency.reports.words import percent, whole, with_span

pytestmark = pytest.mark.unit
FIGURES = {"areas": area_maps_figure, "schools": school_map_figure, "journeys": journeys_map_figure}
PICTURES = {"areas": area_maps, "schools": school_map, "journeys": journeys_map}
LONG = ("Special school places in a Town of an Uncommonly Long Name by the Sea", "St Mary's", "Woolgrove School")


@cache
def cases() -> dict[str, tuple[MapsShown, dict]]:
    """What is drawn, and on which areas."""
    one, many = rows_of_squares(1), rows_of_squares(16)
    return {
        "the invented run": (shown_of(located_view()), squares()),
        "sixty schools in a small square": (crowd(many, 60, part=0.15), many),
        "one area": (crowd(one, 12, part=0.5), one),
        "sixteen areas": (crowd(many, 20), many),
        "long names": (crowd(many, 40, LONG), many),
        "hostile names": (crowd(many, 25, HOSTILE), many),
        "nobody": (replace(crowd(one, 0), lines=()), one),
    }


EVERYWHERE = ("the invented run", "sixteen areas", "hostile names", "nobody")
DRAWN = [
    *(("schools", case) for case in cases()),
    *((picture, case) for picture in ("areas", "journeys") for case in (*EVERYWHERE, "one area")),
]


@cache
def figure_of(picture: str, case: str) -> Figure:
    """Each picture of a case, made once."""
    with styled():
        return FIGURES[picture](*cases()[case])


def texts(figure: Figure) -> list:
    return [text for text in figure.axes[0].texts if text.get_text()]


def words_of(picture: str, case: str) -> list[str]:
    return [text.get_text() for text in texts(figure_of(picture, case))]


def faults(figure: Figure) -> list[str]:
    """Labels that leave the picture, and pairs that lie on each other."""
    room, drawer = figure.bbox, RendererAgg(1, 1, figure.dpi)
    labels = [(text.get_text(), text.get_window_extent(drawer)) for text in texts(figure)]
    west, south, east, north = np.array([box.extents for _, box in labels]).T
    outside = (west < room.x0) | (east > room.x1 + 0.5) | (south < room.y0) | (north > room.y1)
    across = (west[:, None] < east[None, :]) & (west[None, :] < east[:, None])
    meets = np.triu(across & (south[:, None] < north[None, :]) & (south[None, :] < north[:, None]), 1)
    clipped = [f"{labels[at][0]} outside" for at in np.flatnonzero(outside)]
    return clipped + [f"{labels[one][0]} on {labels[other][0]}" for one, other in np.argwhere(meets)]


@pytest.mark.parametrize(("picture", "case"), DRAWN)
def test_no_label_is_clipped_or_on_another(picture, case):
    with styled():
        assert faults(figure_of(picture, case)) == []


@pytest.mark.slow
@pytest.mark.parametrize("authority", ["hampshire", "hartlepool", "hertfordshire"])
def test_labels_of_areas_that_ship_stand_apart(authority):
    folder = REPOSITORY / "data" / authority
    shapes = dict(read_boundaries(folder).shapes)
    names = dict(pd.read_csv(folder / "areas.csv").itertuples(index=False, name=None))
    invented = crowd(shapes, 50)
    areas = tuple(replace(one, name=names[one.area]) for one in invented.areas)
    with styled():
        for figure in FIGURES.values():
            assert faults(figure(replace(invented, areas=areas), shapes)) == []


@pytest.mark.parametrize("picture", PICTURES)
def test_a_picture_of_hostile_names_is_sound_and_small(picture):
    drawn = PICTURES[picture](*cases()["hostile names"], "Title", "Description")
    read = read_page(drawn)
    assert read.faults == []
    assert "script" not in read.names
    assert len(drawn) < 250_000
    assert printable(drawn.replace("\n", "")) == drawn.replace("\n", "")


@pytest.mark.parametrize("picture", PICTURES)
def test_a_picture_has_the_same_bytes_each_time(picture):
    shown, shapes = cases()["one area"]
    drawn = PICTURES[picture](shown, shapes, "Title", "Description")
    assert drawn == PICTURES[picture](shown, dict(reversed(shapes.items())), "Title", "Description")


@pytest.mark.parametrize("case", ["the invented run", "one area", "sixteen areas"])
def test_every_area_has_its_four_figures_in_the_list_and_on_the_maps(case):
    shown, words = cases()[case][0], words_of("areas", case)
    for one in shown.areas:
        assert {one.name, with_span(one.required), with_span(one.missing)} <= set(words)
        for figure in (whole(one.required.central), whole(one.missing.central)):
            assert figure in words
        share = "–" if one.share_in_area is None else percent(one.share_in_area)
        minutes = "–" if one.minutes is None else whole(one.minutes)
        assert words.count(share) >= 2
        assert words.count(minutes) >= 2
    for number in range(1, len(shown.areas) + 1):
        assert words.count(str(number)) >= 5


@pytest.mark.parametrize("case", ["the invented run", "sixty schools in a small square", "one area"])
def test_every_school_is_named_with_its_figures(case):
    shown, words = cases()[case][0], words_of("schools", case)
    together = " ".join(words)
    for one in shown.schools:
        assert figures(one) in words
        assert one.name in together
    numbers = [word for word in words if word.isdigit() and word not in ("150", "300")]
    listed = len(numbers) // 2
    assert sorted(map(int, numbers)) == sorted([*range(1, listed + 1)] * 2)


def test_figures_of_a_school_say_what_is_new_and_how_full_it_is():
    school = replace(cases()["one area"][0].schools[0], places_now=0.0, places=83.0, learners=87.2)
    assert figures(school) == "new: 83 places, 105%"
    assert figures(replace(school, places_now=53.0)) == "83 places (30 more), 105%"
    assert figures(replace(school, places_now=90.0, reserved=10.0)) == "83 places (7 fewer), 117%"
    assert figures(replace(school, places_now=1.0, places=1.0, learners=1.0)) == "1 place, 100%"
    assert figures(replace(school, kind="non_maintained_special")) == "87 learners"
    assert figures(replace(school, places=0.0, places_now=0.0)) == "0 places"


def test_marks_are_as_large_as_places_and_filled_as_they_are_full():
    assert radius(200.0) / radius(50.0) == pytest.approx(2.0)
    assert [fullness(full) for full in (None, 77, 100, 101, 110, 111)] == [PALE, PALE, PALE, STRONG, STRONG, RINGED]


def test_the_largest_journeys_across_a_border_are_listed_with_their_learners():
    shown, words = cases()["sixteen areas"][0], words_of("journeys", "sixteen areas")
    for number, line in enumerate(shown.across[:NUMBERED], 1):
        assert words.count(str(number)) >= 2
        assert {whole(line.learners), f"{whole(line.learners)} learners"} & set(words)
        assert any(word.endswith(f" to {line.school.name}") for word in words)


def test_only_crowded_parts_of_a_map_are_shown_again_and_none_twice():
    spread = [(1_000.0 * x, 1_000.0 * y) for x in range(0, 100, 20) for y in range(0, 100, 20)]
    ground, main, small = (0.0, 0.0, 100_000.0, 100_000.0), (800.0, 800.0), (280.0, 280.0)
    assert insets_of(spread, ground, main, small) == ()
    crowds = [(x + 300.0 * step, x + 400.0 * step) for x in (20_000.0, 60_000.0) for step in range(5)]
    found = insets_of([*spread, *crowds], ground, main, small)
    assert [inset.letter for inset in found] == ["A", "B"]
    assert found[0].ground[1] > found[1].ground[3]
    assert insets_of([], ground, main, small) == ()
    corner = [(100.0 * step, 50.0 * step) for step in range(6)]
    (inset,) = insets_of(corner, ground, main, (860.0, 280.0))
    assert inset.ground[:2] == (0.0, 0.0)
    assert all(inset.ground[0] <= x <= inset.ground[2] and inset.ground[1] <= y <= inset.ground[3] for x, y in corner)


def test_a_higher_figure_makes_a_darker_area():
    shades = [shade(value, 0.0, 10.0) for value in (0.0, 5.0, 10.0)]
    brightness = [sum(int(colour[place : place + 2], 16) for place in (1, 3, 5)) for colour in shades]
    assert brightness == sorted(brightness, reverse=True)
    assert shade(4.0, 4.0, 4.0) == shade(5.0, 0.0, 10.0)


def test_a_map_needs_ground():
    shown, shapes = cases()["one area"]
    for draw in (school_map_figure, journeys_map_figure):
        with pytest.raises(ValueError, match="needs boundaries"):
            draw(replace(shown, ground=None), shapes)
