"""The command ``returns`` on shipped runs: yardsticks of Hampshire, what it refuses, what the public sees."""

import shutil
from pathlib import Path

import pytest
from click.testing import Result
from hampshire_runs import REPOSITORY, shipped_run
from tiny_runs import done, invoke, rows

pytestmark = [pytest.mark.end_to_end, pytest.mark.slow]


def returns(run: Path, *arguments: object) -> Result:
    return invoke("returns", run, "--scenarios", REPOSITORY / "scenarios", *arguments)


@pytest.fixture
def run(tmp_path: Path) -> Path:
    return shutil.copytree(shipped_run("hartlepool", "baseline", draws=10), tmp_path / "hartlepool-baseline")


def test_the_base_year_of_hampshire(tmp_path: Path):
    run = shutil.copytree(shipped_run("hampshire", "baseline", draws=10), tmp_path / "hampshire-baseline")
    result = returns(run, "--internal")
    assert result.exit_code == 0, result.output
    folder = run / "returns-internal"
    base = {
        (row["kind"], row["phase"]): int(row["total"])
        for row in rows(folder / "scap.csv")
        if row["academic_year"] == "2024/25"
    }
    assert [base[kind, "primary"] for kind in ("UR", "IN", "SS", "AP")] == [311, 317, 1487, 0]
    assert [base[kind, "secondary"] for kind in ("UR", "IN", "SS", "AP")] == [189, 997, 2077, 70]
    special = [
        int(row["sign"]) * int(row["learners"])
        for row in rows(folder / "reconciliation.csv")
        if row["academic_year"] == "2024/25" and row["equation"].startswith("Special schools")
    ]
    assert special == [1487, 2077, 296, -102, 0, -3758]
    ages = [row for row in rows(folder / "reconciliation.csv") if row["academic_year"] == "2024/25"]
    turned = [int(row["learners"]) for row in ages if "age turned in the year" in row["term"]]
    at_31_august = [
        int(row["learners"]) for row in ages if row["equation"].startswith("Ages") and "31 August" in row["term"]
    ]
    assert at_31_august == [818, 5908, 6828, 3308, 922]
    assert turned == [114, 5381, 6781, 4078, 1430]


def test_the_public_export_hides_small_numbers_and_says_how_to_send_them_to_dfe(run: Path):
    result = returns(run)
    assert result.exit_code == 0, result.output
    assert "DfE collects whole numbers" in result.output
    assert "--internal" in result.output
    totals = {(row["kind"], row["phase"], row["academic_year"]): row["total"] for row in rows(run / "returns/scap.csv")}
    assert totals["IN", "primary", "2024/25"] == "c"
    assert totals["UR", "primary", "2024/25"] != "c"


def test_a_run_with_its_returns_is_whole_and_they_are_made_again(run: Path):
    assert returns(run, "--internal").exit_code == 0
    first = (run / "returns-internal" / "returns.xlsx").read_bytes()
    assert returns(run, "--internal").exit_code == 0
    assert (run / "returns-internal" / "returns.xlsx").read_bytes() == first
    done("verify", run)


def test_one_return_alone(run: Path):
    assert returns(run, "--internal", "--kind", "scap").exit_code == 0
    there = {path.name for path in (run / "returns-internal").iterdir()}
    assert "scap.csv" in there
    assert "reform_plan.csv" not in there


def test_quarters_against_the_plan_go_with_internal_alone(run: Path, tmp_path: Path):
    file = tmp_path / "actuals.csv"
    file.write_text("table,row,year,quarter,actual\n5.1,Total,2025,4,1080\n")
    assert returns(run, "--plan", file).exit_code == 2
    assert not (run / "returns").exists()
    assert returns(run, "--plan", file, "--internal").exit_code == 0
    beside = rows(run / "returns-internal" / "reform_plan_monitoring.csv")
    assert [row["actual"] for row in beside] == ["1080"]


def test_faults_of_a_plan_end_with_code_2_and_nothing_is_written(run: Path, tmp_path: Path):
    file = tmp_path / "actuals.csv"
    file.write_text("table,row,year,quarter,actual\n5.1,Totale,2025,4,1080\n6,Total,2025,9,1\n")
    result = returns(run, "--plan", file, "--internal")
    assert result.exit_code == 2
    assert "actuals.csv" in result.output
    assert not (run / "returns-internal").exists()
