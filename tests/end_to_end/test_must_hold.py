"""What must hold of the main job, on the shipped Hampshire figures and on a tiny authority."""

import csv
import hashlib
import re
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from hampshire_runs import INMSS, PACK, hampshire_run, placements, run_forecast, shipped_providers, table
from markupsafe import escape
from small_world import PULP_LOOKS_AHEAD
from tiny_pack import without_need, write_tiny_pack

from models.vocabulary import academic_year
from sufficiency.running import run_scenario
from sufficiency.scenario.loader import load_scenario

pytestmark = [
    pytest.mark.end_to_end,
    pytest.mark.filterwarnings(PULP_LOOKS_AHEAD),
]

DRAWS = 2
BASE = 2025
OPENING = "2026/27"
"""September in which the first of the 450 places open."""
CELL = ["academic_year", "area", "phase", "need", "requirement"]


@pytest.fixture(scope="session")
def baseline() -> Path:
    return hampshire_run("baseline", DRAWS)


def published(name: str, *keys: str) -> pd.Series:
    """Published plans of the base census by ``keys``; those not recorded are left out."""
    counts = pd.read_csv(PACK / f"{name}.csv")
    counts = counts[counts["census_year"] == BASE]
    for key in keys:
        counts = counts[counts[key] != "not_recorded"]
    return counts.groupby(list(keys))["plans"].sum()


def forecast(run: Path, level: str) -> pd.Series:
    totals = table(run, "forecast_totals")
    return totals[(totals["census_year"] == BASE) & (totals["level"] == level)].set_index("code")["plans"]


def hashes(run: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(run.glob("*.csv"))}


def by_year(frame: pd.DataFrame) -> pd.Series:
    return frame.groupby("academic_year")["learners"].sum()


# 1. The base year is the published one.


def test_the_base_year_has_the_published_17784_plans(baseline):
    assert forecast(baseline, "authority").tolist() == pytest.approx([17_784], abs=0.01)


def test_the_base_year_has_the_published_plans_of_each_age_band(baseline):
    bands = published("plans_by_age_band", "age_band").drop("total")
    assert forecast(baseline, "age_group").round(2).to_dict() == bands.to_dict()


def test_the_base_year_has_the_published_plans_of_each_single_age():
    joint = pd.read_csv(PACK / "plans_joint.csv").groupby("age")["plans"].sum()
    everyone = pd.read_csv(PACK / "plans_by_age_provision.csv")
    ages = everyone[everyone["census_year"] == BASE].groupby("age")["plans"].sum()
    assert joint.round(2).to_dict() == ages.to_dict()


def test_the_base_year_has_the_published_plans_of_each_need(baseline):
    """Two learners whose need is not recorded are spread in proportion: less than one to any need."""
    needs = published("plans_by_need_provision", "need")
    more = forecast(baseline, "need").reindex(needs.index) - needs
    assert more.between(-0.01, 1).all()
    assert forecast(baseline, "need").drop(needs.index).sum() == 0


def test_the_base_year_has_the_published_learners_in_each_provision(baseline):
    placed = placements(baseline)
    placed = placed[placed["academic_year"] == academic_year(BASE)].groupby("provision")["learners"].sum()
    assert placed.round().to_dict() == {
        "state_special": 3_758,
        "independent_special": 1_252,
        "non_maintained_special": 102,
        "independent_mainstream": 195,
        "specialist_base": 511,
    }


def test_about_290_residents_are_in_other_authorities_special_schools_and_290_places_are_held_by_theirs(baseline):
    placed = placements(baseline)
    away = placed[(placed["academic_year"] == academic_year(BASE)) & ~placed["at_home"]]
    assert away[away["provision"] == "state_special"]["learners"].sum() == pytest.approx(290, abs=5)
    places = pd.read_csv(PACK / "places.csv", dtype={"provider_id": str}).merge(shipped_providers(), on="provider_id")
    county = places[(places["provision"] == "state_special") & places["at_home"]]
    now = county[county["academic_year"] == academic_year(BASE)]
    assert now["places"].sum() == pytest.approx(3_434, abs=0.5)
    assert now["reserved"].sum() == pytest.approx(290, abs=5)


def test_the_county_starts_over_capacity(baseline):
    use = table(baseline, "schools")
    over = use[(use["academic_year"] == academic_year(BASE)) & (use["provision"] == "state_special")]["over_capacity"]
    assert over.sum() == pytest.approx(3_758 - 3_434, abs=2), "290 go out and 290 come in"
    assert "starts over capacity" in set(table(baseline, "checks")["check"])


def test_the_base_year_places_everybody(baseline):
    assert academic_year(BASE) not in set(table(baseline, "unplaced")["academic_year"])


# 2. Learners are conserved.


def test_everyone_required_is_placed_unmet_or_unplaced_in_the_written_tables(baseline):
    required = table(baseline, "requirement")
    required["academic_year"] = required["census_year"].map(academic_year)
    left = required.groupby(CELL)["learners"].sum()
    for name in ("placements", "unmet", "unplaced"):
        left = left.sub(table(baseline, name).groupby(CELL)["learners"].sum(), fill_value=0.0)
    assert left.abs().max() <= 1e-6


def test_entrants_and_incumbents_are_the_learners_of_each_placement_and_provider(baseline):
    placed, use = table(baseline, "placements"), table(baseline, "schools")
    assert (placed["entrants"] + placed["incumbents"] - placed["learners"]).abs().max() <= 1e-6
    keys = ["academic_year", "provider_id"]
    there = use.set_index(keys)[["incumbents", "entrants"]].sum(axis=1)
    assert there.sub(placed.groupby(keys)["learners"].sum(), fill_value=0.0).abs().max() <= 1e-5
    assert (there.to_numpy() - use["learners"]).abs().max() <= 1e-6
    over = (there.to_numpy() - use["usable_places"]).clip(lower=0.0)
    assert (over - use["over_capacity"]).abs().max() <= 1e-6


def test_places_of_every_school_and_origins_of_its_learners_foot_in_the_written_tables(baseline):
    use, placed, origins = (table(baseline, name) for name in ("schools", "placements", "school_origins"))
    parts = ["places_agreed", "places_committed", "places_scenario", "places_grown"]
    assert (use["places"] - use[parts].sum(axis=1)).abs().max() <= 1e-6
    assert (use["places"] - use["reserved"] - use["usable_places"]).abs().max() <= 1e-6
    keys = ["academic_year", "provider_id", "area"]
    left, right = (rows.groupby(keys)[["learners", "entrants"]].sum() for rows in (origins, placed))
    assert (left - right).abs().max(axis=None) <= 1e-6
    now = use[
        (use["academic_year"] == academic_year(BASE)) & use["provision"].eq("state_special") & use["area"].notna()
    ]
    assert now["places_agreed"].sum() == pytest.approx(3_434, abs=0.5)


def test_areas_phases_needs_and_ages_add_up_to_the_authority_in_every_year(baseline):
    totals = table(baseline, "forecast_totals").pivot_table("plans", "census_year", "level", aggfunc="sum")
    assert totals.sub(totals["authority"], axis=0).abs().to_numpy().max() <= 1e-6
    cells = table(baseline, "forecast").groupby("census_year")["plans"].sum()
    assert (cells - totals["authority"]).abs().max() <= 1e-5


# 3. Flows close exactly.


def test_the_flow_identity_closes_to_the_last_written_digit(baseline):
    flows = pd.read_csv(baseline / "flows.csv", dtype=str)
    terms = {name: flows[name].map(Decimal) for name in ("opening", "new_plans", "ceased", "net_transfers", "closing")}
    miss = terms["opening"] + terms["new_plans"] - terms["ceased"] + terms["net_transfers"] - terms["closing"]
    assert len(flows) == 10 * 13 * 5
    assert set(miss) == {Decimal("0E-8")}


def test_each_year_opens_with_what_the_year_before_closed_with(baseline):
    years = table(baseline, "flows").groupby("census_year")[["opening", "closing"]].sum()
    assert (years["opening"].iloc[1:].to_numpy() - years["closing"].iloc[:-1].to_numpy()) == pytest.approx(0, abs=1e-5)
    assert years["opening"].iloc[0] == pytest.approx(17_784, abs=0.01)


# 4. Same inputs, same bytes.


@pytest.mark.slow
def test_two_runs_in_different_folders_with_one_and_two_workers_write_the_same_bytes(baseline):
    again = hampshire_run("baseline", DRAWS, workers=2)
    assert again.parent != baseline.parent
    assert len(hashes(baseline)) >= 10
    assert hashes(again) == hashes(baseline)


@pytest.mark.slow
def test_a_tiny_run_writes_the_same_bytes_in_another_folder_process_and_number_of_workers(tmp_path):
    here, elsewhere = (write_tiny_pack(tmp_path / name) for name in ("here", "elsewhere"))
    run_scenario(load_scenario(here.scenario), tmp_path / "run", 1, lambda _step: None)
    run_forecast(elsewhere.scenario, "--workers", 2, "--out", tmp_path / "runs", folder=tmp_path)
    assert hashes(tmp_path / "runs" / "tiny-baseline") == hashes(tmp_path / "run")


# 5. What cannot be is told.


@pytest.mark.slow
def test_a_need_that_nobody_takes_is_unplaced_with_the_reason_or_unmet_in_mainstream(tmp_path):
    pack = write_tiny_pack(tmp_path, {"providers": without_need("SEMH")})
    run = tmp_path / "run"
    run_scenario(load_scenario(pack.scenario), run, 1, lambda _step: None, exact=True)
    unplaced, required = table(run, "unplaced"), table(run, "requirement")
    required["academic_year"] = required["census_year"].map(academic_year)
    semh = required[(required["need"] == "SEMH") & (required["learners"] > 1e-6)].groupby(CELL)["learners"].sum()
    without = pd.concat([unplaced, table(run, "unmet")])
    found = without[without["need"] == "SEMH"].groupby(CELL)["learners"].sum()
    assert len(semh) > 0
    assert found.reindex(semh.index).to_numpy() == pytest.approx(semh.to_numpy(), abs=1e-6)
    primary = unplaced[(unplaced["need"] == "SEMH") & (unplaced["phase"] == "primary")]
    assert set(primary[primary["requirement"] == "special"]["reason"]) == {
        "no provider takes SEMH in primary (special)"
    }
    assert "SEMH" not in set(table(run, "placements")["need"])
    warned = table(run, "checks").set_index("check").loc[["nobody is left out"]]
    assert warned["subject"].tolist() == sorted(set(unplaced["academic_year"]))


# 6. More places never leave more out.


@pytest.mark.slow
def test_without_new_places_no_fewer_are_unplaced_unmet_or_in_inmss_than_with_450():
    none, planned = (hampshire_run(name, 1) for name in ("no-new-places", "450-places"))
    for count in (unplaced_by_year, unmet_by_year, inmss_by_year):
        fewer = count(planned) - count(none)
        assert (fewer[fewer.index >= OPENING] <= 1e-6).all(), f"{count.__name__}: {fewer.round(3).to_dict()}"
    for count in (unmet_by_year, inmss_by_year):
        assert count(planned).loc["2028/29"] < count(none).loc["2028/29"]


@pytest.mark.slow
def test_before_the_first_opening_the_planned_places_change_nobody_s_place(baseline):
    before = [academic_year(BASE), academic_year(BASE + 1)]
    placed = [table(run, "placements") for run in (baseline, hampshire_run("450-places", 1))]
    kept = [frame[frame["academic_year"].isin(before)].reset_index(drop=True) for frame in placed]
    pd.testing.assert_frame_equal(*kept)


@pytest.mark.slow
def test_a_tiny_authority_with_a_bigger_school_buys_no_more_independent_places(tmp_path):
    more = {"more": {"provider": "elm", "from": "2025/26", "add": 15, "source": "assumed"}}
    bought, unmet = [], []
    for name, places in (("none", {"committed": False}), ("planned", {"changes": more})):
        pack = write_tiny_pack(tmp_path / name, scenario={"places": places})
        run = tmp_path / name / "run"
        run_scenario(load_scenario(pack.scenario), run, 1, lambda _step: None, exact=True)
        placed = table(run, "placements")
        bought.append(by_year(placed[~placed["provider_id"].isin(["oak", "elm", "ash-base"])]))
        unmet.append(unmet_by_year(run))
        assert table(run, "unplaced").empty
    assert (unmet[1] <= unmet[0] + 1e-6).all()
    assert (bought[1] <= bought[0] + 1e-6).all()
    assert bought[1].iloc[-1] < bought[0].iloc[-1]


def unplaced_by_year(run: Path) -> pd.Series:
    return without_by_year(run, "unplaced")


def unmet_by_year(run: Path) -> pd.Series:
    return without_by_year(run, "unmet")


def without_by_year(run: Path, name: str) -> pd.Series:
    years = table(run, "requirement")["census_year"].unique()
    return by_year(table(run, name)).reindex([academic_year(year) for year in years], fill_value=0.0)


def inmss_by_year(run: Path) -> pd.Series:
    placed = placements(run)
    return by_year(placed[placed["provision"].isin(INMSS)])


# 7. The headline table is under tests/golden.


def as_shown(found: str) -> str:
    """What a check found, as a page writes it: an age band by name, a true minus sign."""
    named = re.sub(r"\b(\d+)_to_(\d+)\b", r"ages \1 to \2", found)
    return re.sub(r"(?<!\S)-(?=\d)", "−", named)


def test_the_report_shows_what_the_checks_of_the_pack_found(baseline):
    page = (baseline / "report.html").read_text(encoding="utf-8")
    with (PACK / "quality.csv").open(encoding="utf-8", newline="") as file:
        warnings = [row for row in csv.DictReader(file) if row["severity"] == "warning"]
    assert len(warnings) > 0
    assert all(escape(as_shown(row["value"])) in page and escape(row["action"]) in page for row in warnings)
    assert "has changed since it was checked" not in page
