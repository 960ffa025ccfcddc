"""The command ``place-need`` on runs of a tiny authority and of Hartlepool: what it writes, and what it refuses."""

import io
import json
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from tiny_pack import REPOSITORY
from tiny_runs import BASELINE as RUN
from tiny_runs import done, invoke, own_project, rows

from sufficiency.returns.audience import HIDDEN, INTERNAL_MARK

pytestmark = [pytest.mark.end_to_end, pytest.mark.slow]
PUBLIC, INTERNAL = RUN / "place-need", RUN / "place-need-internal"
MOST_LINES, WIDEST = 40, 100
OVER = ("area", "phase", "need_group", "requirement")
LEARNERS = ("required", "gap", "above_places", "inmss_for_want", "unmet", "to_spare", "to_build")
MOST_OFF = 6
"""A count that is the sum of five parts, each rounded within one of its figure."""
COUNTED = ("required", "on_roll", "gap", "above_places", "inmss_for_want", "unmet", "inmss_otherwise", "unplaced")
COSTS = """base:
  benchmark_gbp: 50000
  source: the last three bases
special:
  low_gbp: 80000
  high_gbp: 95000
  benchmark_gbp: 74000
  source: the last two schools
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with a tiny pack and a run of it."""
    folder = tmp_path_factory.mktemp("place_need")
    own_project(folder, draws=10)
    return folder


@pytest.fixture(autouse=True)
def _in_the_project(project: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.chdir(project)
    yield
    for folder in (PUBLIC, INTERNAL):
        shutil.rmtree(folder, ignore_errors=True)


def test_every_table_foots_and_the_screen_fits() -> None:
    screen = done("place-need", RUN, "--internal")
    lines = screen.splitlines()
    assert len(lines) <= MOST_LINES
    assert max(map(len, lines)) <= WIDEST
    assert lines[1] == INTERNAL_MARK
    readme = (INTERNAL / "README.txt").read_text(encoding="utf-8")
    assert f"{INTERNAL_MARK}." in readme, "a sentence of its own"
    parts, totals = rows(INTERNAL / "place_need.csv"), rows(INTERNAL / "place_need_totals.csv")
    for total in totals:
        own = [row for row in parts if all(total[name] in ("all", row[name]) for name in ("academic_year", *OVER))]
        for name in LEARNERS:
            assert float(total[name]) == pytest.approx(sum(float(row[name]) for row in own), abs=1e-6)
    for row in (*parts, *totals):
        assert float(row["gap"]) == pytest.approx(float(row["to_spare"]) + float(row["to_build"]), abs=1e-6)
        assert float(row["to_build"]) >= 0


def test_it_agrees_with_the_run() -> None:
    """Figures are rounded in each table by itself: three parts of a gap may be three hundredths off together."""
    done("place-need", RUN, "--internal")
    own = {row["academic_year"]: row for row in rows(RUN / "place_need_totals.csv") if row["level"] == "authority"}
    for row in rows(INTERNAL / "place_need_totals.csv"):
        if row["level"] == "authority":
            for name in ("required", "gap", "above_places", "inmss_for_want", "unmet"):
                assert float(row[name]) == pytest.approx(float(own[row["academic_year"]][name]), abs=0.031)


def test_what_is_for_everybody_hides_and_stands_apart_from_what_is_not() -> None:
    assert INTERNAL_MARK not in done("place-need", RUN)
    done("place-need", RUN, "--internal")
    public, internal = (rows(folder / "place_need.csv") for folder in (PUBLIC, INTERNAL))
    assert len(public) == len(internal)
    hidden = 0
    for shown, own in zip(public, internal, strict=True):
        hidden += sum(value == HIDDEN for value in shown.values())
        for name in COUNTED:
            assert shown[name] == HIDDEN or float(shown[name]) % 1 == 0
            assert shown[name] == HIDDEN or abs(float(shown[name]) - float(own[name])) < MOST_OFF
        if shown["gap"] == HIDDEN:
            assert {shown[name] for name in ("to_spare", "to_build", "inmss_avoided", "build_low_gbp")} == {HIDDEN}
    assert hidden
    assert not any(HIDDEN in row.values() for row in internal)


def test_a_run_with_both_folders_verifies_and_goes_with_them_when_made_again() -> None:
    done("place-need", RUN)
    done("place-need", RUN, "--internal")
    assert "changed" not in done("verify", RUN)
    manifest = json.loads((PUBLIC / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["audience"] == "public"


def test_the_same_run_gives_the_same_bytes() -> None:
    done("place-need", RUN)
    first = {path.name: path.read_bytes() for path in PUBLIC.iterdir()}
    done("place-need", RUN)
    assert {path.name: path.read_bytes() for path in PUBLIC.iterdir()} == first


def test_costs_that_are_given_stand_in_place_of_the_usual_ones() -> None:
    Path("costs.yaml").write_text(COSTS, encoding="utf-8")
    screen = " ".join(done("place-need", RUN, "--cost-a-place", "costs.yaml").split())
    assert "£80,000 to £95,000 to build; benchmark £74,000" in screen
    costs = {row["requirement"]: row for row in rows(PUBLIC / "costs_a_place.csv")}
    assert (costs["base"]["build_low_gbp"], costs["base"]["benchmark_gbp"]) == ("15000", "50000")


def test_faulty_costs_and_a_faulty_run_are_named_at_once_and_nothing_is_written() -> None:
    faulty = "special:\n  low_gbp: 90000\n  high_gbp: 80000\nbasis:\n  low_gbp: 1\n"
    Path("faulty.yaml").write_text(faulty, encoding="utf-8")
    result = invoke("place-need", "runs/none", "--cost-a-place", "faulty.yaml")
    assert result.exit_code == 2
    for words in ("runs/none", "low_gbp: 90,000 is above high_gbp, 80,000", "basis: unknown key", "source: missing"):
        assert words in result.output
    assert not PUBLIC.exists()


def test_a_pack_that_changed_since_is_refused() -> None:
    path = Path("data/tiny/demand_points.csv")
    before = path.read_text(encoding="utf-8")
    try:
        path.write_text(before.replace("451609.3", "451609.4", 1), encoding="utf-8")
        result = invoke("place-need", RUN)
    finally:
        path.write_text(before, encoding="utf-8")
    assert result.exit_code == 2
    assert "demand_points.csv: has changed since" in result.output


def test_the_workbook_has_a_mark_on_every_sheet_and_no_formula_but_its_sums() -> None:
    done("place-need", RUN, "--internal")
    with zipfile.ZipFile(io.BytesIO((INTERNAL / "place_need.xlsx").read_bytes())) as book:
        sheets = [book.read(name).decode() for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
    assert len(sheets) == 8
    assert all(INTERNAL_MARK in sheet for sheet in sheets)
    formulas = [part.partition("</f>")[0] for sheet in sheets for part in sheet.split("<f>")[1:]]
    assert all(formula.startswith("SUM(") for formula in formulas)
    assert not any("mergeCell" in sheet for sheet in sheets)


def test_hartlepool_whose_numbers_are_small(tmp_path: Path) -> None:
    """Twelve small areas: what everybody may see gives no hidden figure back in its own row."""
    scenarios = REPOSITORY / "scenarios"
    done("run", scenarios / "hartlepool" / "baseline.yaml", "--draws", 10, "--workers", 1, "--out", tmp_path)
    run = tmp_path / "hartlepool-baseline"
    lines = done("place-need", run, "--scenarios", scenarios).splitlines()
    assert len(lines) <= MOST_LINES
    assert max(map(len, lines)) <= WIDEST
    shown = rows(run / "place-need" / "place_need.csv") + rows(run / "place-need" / "place_need_totals.csv")
    for row in shown:
        parts = [row[name] for name in ("above_places", "inmss_for_want", "unmet")]
        assert [row["gap"], *parts].count(HIDDEN) != 1
        assert (row["gap"] == HIDDEN) == (row["to_build"] == HIDDEN)
    base = [row for row in shown if row["academic_year"] == "2024/25"]
    assert not any(1 <= round(float(row[name])) <= 4 for row in base for name in COUNTED if row[name] != HIDDEN)
