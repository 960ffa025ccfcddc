"""Pictures: the map's shades and its grid, and SVG that shares a page with others."""

from dataclasses import replace
from itertools import combinations

import pandas as pd
import pyproj
import pytest
from hand_made_run import hand_made_view
from page_reader import read_page
from report_fixture import run_view, squares
from tiny_pack import REPOSITORY

from sufficiency.packs.boundaries import read_boundaries
from sufficiency.reports.pictures.charts import drivers_chart, kinds_chart, places_chart, smaller_kinds_chart
from sufficiency.reports.pictures.maps import NONE, SPARE, gap_map, map_figure, shade
from sufficiency.reports.pictures.style import apart, blank, extent, printable, styled, svg
from sufficiency.reports.summary.drivers import NAMES
from sufficiency.reports.summary.estimate import Estimate
from sufficiency.reports.summary.summary import summarise
from sufficiency.reports.summary.values import Missing
from sufficiency.reports.words import whole

pytestmark = pytest.mark.unit
MANY = Missing(Estimate(1_740.0, 1_200.0, 2_500.0), Estimate(740.0), Estimate(500.0), Estimate(500.0))


def test_more_places_missing_make_a_darker_area():
    shades = [shade(Estimate(gap), largest=100) for gap in (5, 50, 100)]
    brightness = [sum(int(colour[place : place + 2], 16) for place in (1, 3, 5)) for colour in shades]
    assert brightness == sorted(brightness, reverse=True)
    assert shade(Estimate(-3), largest=100) == SPARE
    assert shade(None, largest=100) == NONE


def test_the_drivers_picture_names_every_driver_with_what_it_adds():
    summary = summarise(run_view())
    drawn = read_page(drivers_chart(summary, "Title", "Description"))
    words = " ".join("".join(drawn.text).split())
    last = summary.plans[-1].census_year
    for step in summary.drivers:
        assert NAMES[step.driver] in words
    assert f"+{whole(summary.drivers[0].by(last))}" in words
    assert whole(summary.drivers[1].by(last)).startswith("−")
    assert whole(summary.drivers[1].by(last)) in words
    assert f"January {last}" in words


@pytest.mark.parametrize("chart", [places_chart, kinds_chart, smaller_kinds_chart])
def test_every_picture_of_learners_starts_with_the_first_count(chart):
    words = " ".join("".join(read_page(chart(summarise(run_view()), "Title", "Description")).text).split())
    assert "2018/19" in words
    assert "2034/35" in words


def test_the_pictures_of_learners_name_every_kind_with_its_last_figure():
    summary = summarise(run_view())
    drawn = [read_page(chart(summary, "T", "D")) for chart in (kinds_chart, smaller_kinds_chart)]
    words = " ".join("".join(text for page in drawn for text in page.text).split())
    for label in ("State special 3,958", "INMSS special 2,554", "Unmet 1,600", "Bases 591", "Ind. mainstream 345"):
        assert label in words


def test_a_run_that_nobody_counted_before_has_a_picture_too():
    summary = summarise(hand_made_view())
    kinds = tuple(replace(of_kind, counted=()) for of_kind in summary.kinds)
    assert read_page(kinds_chart(replace(summary, kinds=kinds), "Title", "Description")).faults == []


def test_labels_that_would_meet_are_moved_up():
    assert apart([0.0, 1.0, 10.0], 4.0) == [0.0, 4.0, 10.0]
    assert apart([3.0, 0.0], 2.0) == [3.0, 0.0]
    assert apart([], 2.0) == []


def test_the_map_names_every_area_with_its_figure_and_asks_no_network():
    summary = summarise(run_view())
    drawn = read_page(gap_map(summary, squares(), "Title", "Description"))
    words = " ".join("".join(drawn.text).split())
    for area, name in summary.area_names:
        gap = next(row.gap for row in summary.by_area if row.area == area)
        assert name in words
        assert f"{round(gap.central):,} (" in words
    assert not pyproj.network.is_network_enabled()


@pytest.mark.parametrize("authority", ["hampshire", "hartlepool", "hertfordshire"])
def test_labels_of_a_map_stand_within_it_and_apart(authority):
    folder = REPOSITORY / "data" / authority
    areas = pd.read_csv(folder / "areas.csv")
    invented, names = summarise(run_view()), tuple(zip(areas["area"], areas["name"], strict=True))
    gaps = tuple(replace(invented.by_area[0], area=area, missing=MANY) for area, _ in names)
    summary = replace(invented, by_area=gaps, area_names=names)
    with styled():
        figure = map_figure(summary, read_boundaries(folder).shapes)
        boxes = [extent(label) for label in figure.axes[0].texts]
    room = figure.bbox
    assert len(boxes) >= 2 * len(areas)
    assert all(room.x0 <= box.x0 < box.x1 <= room.x1 and room.y0 <= box.y0 < box.y1 <= room.y1 for box in boxes)
    assert not any(one.overlaps(other) for one, other in combinations(boxes, 2))


def test_a_picture_keeps_its_ids_to_itself_and_carries_no_date_or_maker():
    with styled():
        figure, axes = blank(200, 100, (20, 20, 20, 20))
        axes.plot([0, 1], [0, 1], "o", clip_on=True)
        axes.text(0, 0, printable("$\\frac{<b>\x07"))
        drawn = svg(figure, "small", "A <title>", "A & description")
    read = read_page(drawn)
    assert read.faults == []
    assert all(name.startswith("small-") for name in read.ids)
    assert "$\\frac{<b>" in "".join(read.text)
    assert "A <title>" in "".join(read.text)
    assert "metadata" not in drawn
    assert "font-family" not in drawn
    assert "<?xml" not in drawn
