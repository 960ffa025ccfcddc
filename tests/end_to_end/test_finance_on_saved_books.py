"""The command ``finance`` on folders that look like runs: quick, and with figures that can be added up by hand."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from books_by_hand import books_by_hand
from click.testing import CliRunner
from saved_books import write_saved_books
from tiny_pack import write_tiny_pack

from sufficiency.cli import cli
from sufficiency.results.spend_by_academic_year import UNITS_IN_FULL

pytestmark = pytest.mark.end_to_end
SEVERAL = Path(__file__).parents[2] / "docs" / "sets" / "semh-60-places.yaml"
BOOKS = books_by_hand(draws=tuple(np.linspace(0.8, 1.2, 12)))


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    pack = write_tiny_pack(tmp_path)
    monkeypatch.chdir(tmp_path)
    return write_saved_books(Path("runs/by-hand"), BOOKS, prices=pack.table("prices"))


def invoke(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(cli, ["finance", *map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


def test_the_block_of_the_base_year_is_the_sum_by_hand(run):
    code, screen = invoke(run)
    assert code == 0, screen
    spent = 5 / 12 * (7_200 + 2_400 + 2_736 + 3_600) + 7 / 12 * (7_920 + 2_400 + 2_880 + 3_960) + 1_200
    line = next(line for line in screen.splitlines() if "High needs block: spend" in line)
    assert line.split()[4] == f"{spent / 1e3:.1f}"
    assert (run / "finance" / "finance.xlsx").exists()


@pytest.mark.usefixtures("run")
def test_a_run_of_an_older_version_is_refused():
    folder = write_saved_books(Path("runs/older"), BOOKS, leave_out=(UNITS_IN_FULL,))
    code, told = invoke(folder)
    assert code == 2
    assert f"does not list {UNITS_IN_FULL}" in told
    assert "make the run again" in told


def test_a_folder_of_scenarios_without_packs_beside_it_is_refused(run, tmp_path):
    code, told = invoke(run, "--scenarios", tmp_path / "elsewhere" / "scenarios")
    assert code == 2
    assert "the pack of runs/by-hand is not here" in told
    assert "--scenarios" in told
    assert not (run / "finance").exists()


SET = """title: Ten places
places: 10
provision: state_special
opens: 2026/27
fills: [5, 10]
capital:
  cost_gbp: 1000000
  optimism_bias: 0.2
  profile: {2025-26: 0.25, 2026-27: 0.75}
  price_year: 2024
  source: invented
"""


def test_what_a_set_costs_to_build_stands_in_the_ledger(run):
    Path("set.yaml").write_text(SET)
    code, screen = invoke(run, "--set", "set.yaml")
    assert code == 0, screen
    ledger = pd.read_csv(run / "finance" / "ledger.csv")
    built = ledger[ledger["s251_line"] == "capital"].set_index("financial_year")
    assert built["real_gbp"].to_dict() == pytest.approx({"2025-26": 300_000, "2026-27": 900_000})
    assert built.loc["2026-27", "nominal_gbp"] > 900_000
    assert "Building" in screen


def test_a_set_that_spends_in_a_year_the_run_does_not_have_is_refused(run):
    Path("set.yaml").write_text(SET.replace("2026-27: 0.75", "2031-32: 0.75").replace("2026/27", "2032/33"))
    code, told = invoke(run, "--set", "set.yaml")
    assert code == 2
    assert "spends in 2031-32, and by-hand has the years 2024-25 to 2026-27" in told


def test_a_file_of_several_options_is_refused(run):
    code, told = invoke(run, "--set", SEVERAL)
    assert code == 2
    assert "name a file of one set of places" in told


def test_of_two_runs_the_second_is_built_and_the_first_is_not(run, tmp_path):
    Path("set.yaml").write_text(SET)
    other = write_saved_books(
        Path("runs/other"), books_by_hand(title="Other", draws=()), prices=tmp_path / "data" / "tiny" / "prices.csv"
    )
    code, screen = invoke(run, other, "--set", "set.yaml")
    assert code == 0, screen
    built = ["capital" in set(pd.read_csv(one / "finance" / "ledger.csv")["s251_line"]) for one in (run, other)]
    assert built == [False, True]
