"""Where a new school of a scenario stands, against the map of the pack."""

import json
from pathlib import Path

import pytest
from shapely import box
from smallshire import write_smallshire

from sufficiency.errors import Severity
from sufficiency.packs.boundaries import misplaced
from sufficiency.packs.new_schools import faults_of_scenario
from sufficiency.scenario.loader import load_scenario

pytestmark = pytest.mark.unit

SCENARIO = """\
title: A
question: B
author: C
authority: smallshire
horizon: 2030
places:
  new_providers:
    oak:
      name: Oak School
      provision: state_special
      area: Westham
      needs: [ASC]
      ages: [4, 10]
      {at}
      opens: 2027/28
      places: 60
      source: invented
"""
AREAS = {"E1": (450_000, 120_000), "E2": (460_000, 120_000)}


def square(west: float, south: float) -> list[list[list[float]]]:
    """A square of ten kilometres."""
    east, north = west + 10_000, south + 10_000
    return [[[west, south], [east, south], [east, north], [west, north], [west, south]]]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    providers = ["provider_id,name", "1,Baycroft School"]
    pack = write_smallshire(tmp_path, ["E1,Westham", "E2,Eastham"], providers, ["1,2024/25,all,100"])
    (pack / "postcodes.csv").write_text("postcode,easting,northing\nAB1 2CD,465000,125000\nAB1 2CE,455000,125000\n")
    features = [
        {"type": "Feature", "properties": {"area": area}, "geometry": {"type": "Polygon", "coordinates": square(*at)}}
        for area, at in AREAS.items()
    ]
    crs = {"type": "name", "properties": {"name": "EPSG:27700"}}
    (pack / "areas.geojson").write_text(json.dumps({"type": "FeatureCollection", "crs": crs, "features": features}))
    return tmp_path


def told(project: Path, at: str) -> list[tuple[Severity, str]]:
    path = project / "scenarios" / "one.yaml"
    path.write_text(SCENARIO.format(at=at))
    return [(fault.severity, fault.message) for fault in faults_of_scenario(load_scenario(path))]


def metres(east: float, north: float) -> str:
    return f"easting: {east}\n      northing: {north}"


@pytest.mark.parametrize("at", [metres(455_000, 125_000), metres(449_500, 125_000), "postcode: AB1 2CE"])
def test_a_school_in_its_area_or_at_its_edge_is_as_it_should_be(project, at):
    assert told(project, at) == []


@pytest.mark.parametrize(
    ("at", "severity", "says"),
    [
        (metres(465_000, 125_000), "warning", "5.0 km outside Westham; it lies in Eastham: repair the area, or the"),
        ("postcode: AB1 2CD", "warning", "it lies in Eastham"),
        (
            metres(125_000, 455_000),
            "error",
            "km outside Westham; easting and northing are the wrong way round: swap them",
        ),
        (
            metres(455_000, 100_000),
            "error",
            "in the sea or in another authority, 20.0 km from Westham, the nearest area",
        ),
        (metres(455_000, 117_000), "warning", "in the sea or in another authority, 3.0 km from Westham"),
        (metres(1_200, 1_200), "error", "look the position up"),
    ],
)
def test_a_school_elsewhere_is_warned_about_or_refused(project, at, severity, says):
    ((found, message),) = told(project, at)
    assert found == severity
    assert message.startswith("Oak School stands at ")
    assert says in message


def test_degrees_are_told_of_in_a_pack_where_the_map_does_not_have_the_area():
    found = misplaced(1.31, 51.06, "", {})
    assert found is not None
    assert (found.cannot_be, "degrees" in found.remedy) == (True, True)
    assert misplaced(455_000, 125_000, "E9", {}) is None


@pytest.mark.parametrize("at", [(455, 125), (45_500, 12_500), (55_000, 25_000)])
def test_a_position_without_its_first_or_last_figures_gets_the_one_in_the_area(at):
    found = misplaced(*at, "E1", {"E1": box(450_000, 120_000, 460_000, 130_000)})
    assert found is not None
    assert found.remedy == "look the position up; is it 455000, 125000?"
