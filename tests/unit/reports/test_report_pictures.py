"""Pictures: the map's shades and its grid, and SVG that shares a page with others."""

import pyproj
import pytest
from page_reader import read_page
from report_fixture import run_view, write_boundaries

from sufficiency.reports.pictures.charts import drivers_chart
from sufficiency.reports.pictures.maps import NONE, SPARE, gap_map, shade
from sufficiency.reports.pictures.style import apart, blank, printable, styled, svg
from sufficiency.reports.summary.drivers import NAMES
from sufficiency.reports.summary.summary import summarise
from sufficiency.reports.summary.values import Estimate
from sufficiency.reports.words import whole

pytestmark = pytest.mark.unit


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


def test_labels_that_would_meet_are_moved_up():
    assert apart([0.0, 1.0, 10.0], 4.0) == [0.0, 4.0, 10.0]
    assert apart([3.0, 0.0], 2.0) == [3.0, 0.0]
    assert apart([], 2.0) == []


def test_the_map_names_every_area_with_its_figure_and_asks_no_network(tmp_path):
    summary = summarise(run_view())
    drawn = read_page(gap_map(summary, write_boundaries(tmp_path / "areas.geojson"), "Title", "Description"))
    words = " ".join("".join(drawn.text).split())
    for area, name in summary.area_names:
        gap = next(row.gap for row in summary.by_area if row.area == area)
        assert name in words
        assert f"{round(gap.central):,} (" in words
    assert not pyproj.network.is_network_enabled()


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
