"""Somebody edits a cell of the Assumptions: LibreOffice works it all out again, and it gives what the rule gives."""

import io
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from finance_by_hand import CONTRACTS, FACTS, GRANT, given, tables
from openpyxl.worksheet.worksheet import Worksheet

from sufficiency.reports.finance.workbook import finance_workbook

SOFFICE = shutil.which("soffice")
pytestmark = [
    pytest.mark.unit,
    pytest.mark.slow,
    pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not installed"),
]
LEARNERS = [127.0, 139.0, 151.0]
"""In independent special schools by financial year: five twelfths of the old academic year and seven of the new."""
LATER = [("2025-26", "opening_balance", -2_000_000.0)]


def cell_of(sheet: Worksheet, column: str, **words: object):
    """The cell under a heading in the row whose cells under other headings are ``words``."""
    for top in sheet.iter_rows():
        heads = {str(cell.value): cell.column for cell in top if cell.value is not None}
        if column not in heads or not set(words) <= {name.replace(" ", "_") for name in heads}:
            continue
        places = {name.replace(" ", "_"): place for name, place in heads.items()}
        for row in range(top[0].row + 1, sheet.max_row + 1):
            if all(sheet.cell(row, places[name]).value == word for name, word in words.items()):
                return sheet.cell(row, heads[column])
    raise AssertionError(f"no {words} under {column}")


def nothing(book: openpyxl.Workbook) -> None:
    """Leave it as it is: what was cached is dropped all the same."""


def dearer_fee(book: openpyxl.Workbook) -> None:
    cell_of(book["Assumptions"], "Value", Item="fee", Provision="Independent special school").value = 72_500.0


def faster_fees(book: openpyxl.Workbook) -> None:
    cell_of(book["Assumptions"], "fees", Financial_year="2025-26").value = 0.10


def grants(book: openpyxl.Workbook) -> None:
    for year, grant in ((2025, 20e6), (2026, 21e6)):
        cell_of(book["Assumptions"], "Grant (£)", Starts_in_April=year).value = grant


EDITS: dict[str, tuple[Callable[[openpyxl.Workbook], None], list]] = {
    "unchanged": (nothing, GRANT),
    "dearer_fee": (dearer_fee, GRANT),
    "faster_fees": (faster_fees, GRANT),
    "grants": (grants, LATER),
}


def made(grant: list) -> bytes:
    of = given(grant=grant)
    return finance_workbook(of, tables(of), CONTRACTS, FACTS)


@pytest.fixture(scope="module")
def recalculated(tmp_path_factory) -> dict[str, openpyxl.Workbook]:
    """Each edited workbook, worked out anew: openpyxl keeps no cached values, so that none can be left over."""
    folder: Path = tmp_path_factory.mktemp("recalculated")
    for name, (edit, grant) in EDITS.items():
        book = openpyxl.load_workbook(io.BytesIO(made(grant)))
        edit(book)
        book.save(folder / f"{name}.xlsx")
    own = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    files = [str(folder / f"{name}.xlsx") for name in EDITS]
    command = [str(SOFFICE), own, "--headless", "--convert-to", "xlsx", "--outdir", str(folder / "out"), *files]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return {name: openpyxl.load_workbook(folder / "out" / f"{name}.xlsx", data_only=True) for name in EDITS}


def column(book: openpyxl.Workbook, heading: str) -> list[float]:
    sheet = book["Block summary"]
    years = ("2024-25", "2025-26", "2026-27")
    return [cell_of(sheet, heading, Financial_year=year).value for year in years]


def test_worked_out_anew_every_formula_gives_the_value_that_was_written_with_it(recalculated):
    formulas, cached = (openpyxl.load_workbook(io.BytesIO(made(GRANT)), data_only=of) for of in (False, True))
    seen = 0
    for sheet in formulas:
        for cell in (cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"):
            written = cached[sheet.title][cell.coordinate].value
            anew = recalculated["unchanged"][sheet.title][cell.coordinate].value
            assert anew == (written if written is None else pytest.approx(written, abs=0.005)), cell
            seen += 1
    assert seen > 200


@pytest.mark.parametrize("name", EDITS)
def test_no_formula_ends_in_an_error(recalculated, name):
    errors = [
        cell
        for sheet in recalculated[name]
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "e" or str(cell.value).startswith(("#", "Err:"))
    ]
    assert errors == []


def test_a_dearer_fee_moves_spend_and_every_balance_after_it(recalculated):
    """10,000 more a learner at the prices of 2023-24 are 10,400 at those of 2024-25, and grow by 4% a year."""
    before, after = (column(recalculated[name], "Spend (£)") for name in ("unchanged", "dearer_fee"))
    added = [learners * 10_400 * 1.04**ahead for ahead, learners in enumerate(LEARNERS)]
    assert after == pytest.approx([one + more for one, more in zip(before, added, strict=True)], abs=0.006)
    moved = column(recalculated["dearer_fee"], "Change since the run (£)")
    assert moved == pytest.approx([-sum(added[: place + 1]) for place in range(3)], abs=0.02)
    fees = cell_of(recalculated["dearer_fee"]["Summary (real)"], "2024-25 (£)", Line="inmss_fees").value
    assert fees == pytest.approx(127 * 70_400, abs=0.005)


def test_faster_growth_moves_the_years_from_its_own_on(recalculated):
    before, after = (column(recalculated[name], "Spend (£)") for name in ("unchanged", "faster_fees"))
    of_fees = [LEARNERS[0] * 60_000, LEARNERS[1] * 60_000 * 1.04, LEARNERS[2] * 60_000 * 1.04**2]
    grown = [of_fees[0], of_fees[1] / 1.04 * 1.10, of_fees[2] / 1.04 * 1.10]
    expected = [spend - old + new for spend, old, new in zip(before, of_fees, grown, strict=True)]
    assert after == pytest.approx(expected, abs=0.006)


def test_a_grant_typed_where_there_was_none_gives_a_balance(recalculated):
    spend = column(recalculated["grants"], "Spend (£)")
    first = -2e6 + 20e6 - spend[1]
    assert column(recalculated["grants"], "Closing (£)") == [
        None,
        pytest.approx(first, abs=0.006),
        pytest.approx(first + 21e6 - spend[2], abs=0.012),
    ]
