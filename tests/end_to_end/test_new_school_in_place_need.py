"""A planner opens a school in Winchester: its places show in Winchester, for the need and phase it is opened for."""

import shutil

import pytest
import yaml
from hampshire_runs import REPOSITORY, run_forecast, table

pytestmark = [pytest.mark.end_to_end, pytest.mark.slow]

WINCHESTER = "E07000094"
SCHOOL = {
    "name": "A new school for SEMH",
    "provision": "state_special",
    "area": WINCHESTER,
    "needs": ["SEMH"],
    "ages": [11, 15],
    "easting": 448_000,
    "northing": 129_500,
    "source": "invented",
}
PLACES = {
    "new_providers": {"winchester-semh": SCHOOL},
    "changes": {"opens": {"provider": "winchester-semh", "from": "2026/27", "add": 60, "source": "invented"}},
}
HEAD = {"title": "A school", "question": "Where do its places show?", "author": "Tests", "extends": "baseline.yaml"}
KEY = ["academic_year", "area", "phase", "need", "requirement"]


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """Place need of the baseline and of the same with sixty places in a new school of Winchester, two draws each."""
    root = tmp_path_factory.mktemp("winchester")
    shutil.copytree(REPOSITORY / "scenarios" / "hampshire", root / "scenarios" / "hampshire")
    (root / "data").symlink_to(REPOSITORY / "data")
    with_school = root / "scenarios" / "hampshire" / "winchester.yaml"
    with_school.write_text(yaml.safe_dump({**HEAD, "places": PLACES}, sort_keys=False), encoding="utf-8")
    found = []
    for scenario in (with_school.with_name("baseline.yaml"), with_school):
        run_forecast(scenario, "--draws", 2, "--out", root / "runs", "--exact", folder=root)
        found.append(table(root / "runs" / f"hampshire-{scenario.stem}", "place_need").set_index(KEY))
    return found


def test_sixty_places_in_winchester_show_as_sixty_there_and_nowhere_else(runs):
    baseline, with_school = runs
    added = (with_school["places_committed"] - baseline["places_committed"]).round(6)
    years = [year for year in baseline.index.levels[0] if year >= "2026/27"]
    assert added[added != 0].to_dict() == {(year, WINCHESTER, "secondary", "SEMH", "special"): 60.0 for year in years}
    assert (with_school["places_now"] - baseline["places_now"]).abs().max() == 0


def test_the_places_of_the_new_school_make_the_gap_smaller(runs):
    baseline, with_school = (need["gap"].groupby("academic_year").sum() for need in runs)
    assert with_school["2025/26"] == pytest.approx(baseline["2025/26"])
    assert with_school["2029/30"] < baseline["2029/30"] - 20
