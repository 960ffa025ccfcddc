"""The gates of placements, on the shipped table and on the release: `docs/accuracy.md` says what is measured."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

from models.demand.practised import Diversion
from models.parameters.practised import PractisedParameters
from sufficiency.backtest.gates import Gate
from sufficiency.backtest.placements.calibration import placement_tables
from sufficiency.backtest.placements.gates import judge_placements
from sufficiency.backtest.placements.ours import METHOD
from sufficiency.backtest.placements.report import methods_table, ours_table, split_table
from sufficiency.backtest.placements.rolling import origins_of, roll_placements
from sufficiency.backtest.placements.scores import coverage_by, score_placements
from sufficiency.backtest.placements.tables import PlacementCounts, read_counts
from sufficiency.backtest.report import as_markdown
from sufficiency.commands.imports import import_group
from sufficiency.importers.open_data.placements import import_placements
from sufficiency.tables.files import frame_text

pytestmark = [pytest.mark.end_to_end, pytest.mark.slow]

ROOT = Path(__file__).parents[3]
REFERENCE = ROOT / "data" / "reference"
SHIPPED = REFERENCE / "placements_panel.csv"
SOURCE = "DfE, Education, health and care plans, 2025 release"
DIVERSION = Diversion.from_table(pd.read_csv(REFERENCE / "placements_diversion.csv"))
EXPECTED_GATES = 30


def rolled(counts: PlacementCounts) -> pd.DataFrame:
    return roll_placements(counts, PractisedParameters(), DIVERSION, origins_of(counts))


@pytest.fixture(scope="module")
def counts() -> PlacementCounts:
    return read_counts(SHIPPED, REFERENCE)


@pytest.fixture(scope="module")
def forecasts(counts: PlacementCounts) -> pd.DataFrame:
    return rolled(counts)


@pytest.fixture(scope="module")
def accuracy(forecasts: pd.DataFrame, counts: PlacementCounts) -> pd.DataFrame:
    return score_placements(forecasts, counts)


@pytest.fixture(scope="module")
def gates(accuracy: pd.DataFrame) -> list[Gate]:
    return judge_placements(accuracy)


@pytest.fixture(scope="module")
def imported(published_files: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("imported")
    release = published_files / "dfe" / "education-health-and-care-plans_2025.zip"
    done = CliRunner().invoke(import_group, ["placements", "--from", str(release), "--out", str(folder)])
    assert "7,877 counts" in done.output
    return folder / "placements_panel.csv"


@pytest.mark.parametrize("number", range(EXPECTED_GATES))
def test_a_gate_is_passed(gates: list[Gate], number: int) -> None:
    assert len(gates) == EXPECTED_GATES
    gate = gates[number]
    assert gate.passed, f"{gate.name}: {gate.value:.2f} lies outside {gate.gate}"


def test_every_aim_is_met(gates: list[Gate]) -> None:
    assert [gate.name for gate in gates if not gate.aim_met] == []


def test_the_faulty_counts_hide_no_failed_gate(forecasts: pd.DataFrame, counts: PlacementCounts) -> None:
    every = judge_placements(score_placements(forecasts, counts, every_count=True))
    assert [gate.name for gate in every if not gate.passed] == []


@pytest.mark.national
def test_the_shipped_panel_is_what_the_importer_makes_of_the_release(imported: Path) -> None:
    assert imported.read_bytes() == SHIPPED.read_bytes()


@pytest.mark.national
def test_the_gates_are_passed_on_the_release(imported: Path) -> None:
    counts = read_counts(imported, REFERENCE)
    gates = judge_placements(score_placements(rolled(counts), counts))
    assert len(gates) == EXPECTED_GATES
    assert [gate.name for gate in gates if not gate.passed] == []


@pytest.mark.national
def test_the_rule_beats_held_shares_on_the_years_it_was_not_chosen_from(published_files: Path, tmp_path: Path) -> None:
    for year in (2022, 2025):
        import_placements(published_files / "dfe" / f"education-health-and-care-plans_{year}.zip", tmp_path)
    counts = read_counts(tmp_path / "placements_panel.csv", REFERENCE)
    made = roll_placements(counts, PractisedParameters(), DIVERSION, [2017, 2018, 2019, 2020])
    keys = ["setting", "series", "method", "measure", "horizon"]
    table = score_placements(made, counts).set_index(keys)["value"].sort_index()
    for series in ("state_special", "all_special"):
        ours, held = (table["plans_known", series, method, "mape"].drop("all") for method in (METHOD, "held_share"))
        assert (ours / held < [0.7, 0.6, 0.55, 0.5]).all()
        assert 75 < table["plans_known", series, METHOD, "cover_80", "all"] < 90


def test_our_method_loses_to_no_other_but_by_a_hair(accuracy: pd.DataFrame) -> None:
    rows = accuracy[(accuracy["measure"] == "mape") & (accuracy["setting"] == "plans_known")]
    wide = rows.pivot_table(index=["series", "horizon"], columns="method", values="value")
    best = wide.drop(columns=METHOD).min(axis=1)
    assert (wide[METHOD] < best).loc[["all_special", "state_special"]].all()
    assert (wide[METHOD] < 1.05 * best).all()


def test_bands_hold_about_four_in_five_at_every_origin(forecasts: pd.DataFrame, counts: PlacementCounts) -> None:
    by_origin = coverage_by(forecasts, counts, "origin").loc["plans_known"]
    by_size = coverage_by(forecasts, counts, "size").loc["plans_known"]
    assert by_origin.min(axis=None) > 70
    assert by_origin.max(axis=None) < 90
    assert by_size.min(axis=None) > 75
    assert by_size.max(axis=None) < 90


def test_every_authority_that_was_counted_is_forecast(forecasts: pd.DataFrame, counts: PlacementCounts) -> None:
    ours = forecasts[(forecasts["method"] == METHOD) & (forecasts["setting"] == "all_forecast")]
    for origin in (2021, 2022, 2023, 2024):
        there = counts.published["plans"].index[counts.published["plans"][origin].notna()]
        found = ours[(ours["origin"] == origin) & (ours["horizon"] == 1)]
        for series in ("state_special", "inmss_special", "all_special"):
            assert set(there) == set(found.loc[found["series"] == series, "authority"])


def test_the_settings_differ_in_what_is_given_alone(forecasts: pd.DataFrame) -> None:
    ours = forecasts[forecasts["method"] == METHOD]
    keys = ["authority", "origin", "horizon"]
    wide = ours.pivot_table(index=keys, columns=["setting", "series"], values="forecast")
    known = wide["plans_and_places_known"].dropna()
    state = ours[(ours["setting"] == "plans_known") & (ours["series"] == "state_special")].set_index(keys)["actual"]
    np.testing.assert_allclose(known["all_special"] - known["inmss_special"], state.reindex(known.index), atol=1e-6)


def test_the_shipped_tables_are_those_of_the_panel(counts: PlacementCounts) -> None:
    for name, table in placement_tables(counts, PractisedParameters(), SOURCE).items():
        assert frame_text(table, 6) == (REFERENCE / f"{name}.csv").read_text(encoding="utf-8"), name


def test_the_published_page_holds_these_figures(
    accuracy: pd.DataFrame, forecasts: pd.DataFrame, counts: PlacementCounts
) -> None:
    page = (ROOT / "docs" / "accuracy.md").read_text(encoding="utf-8")
    for setting in ("plans_known", "plans_and_places_known", "all_forecast"):
        assert as_markdown(methods_table(accuracy, setting, "mape")) in page
    assert as_markdown(ours_table(accuracy, "plans_known")) in page
    assert as_markdown(split_table(forecasts, counts, "origin")) in page
