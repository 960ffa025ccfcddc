"""Text that a person wrote never becomes a formula or a link of the tables of finance, in the workbook or in a CSV."""

import csv
import io
import zipfile
from dataclasses import replace
from functools import cache

import openpyxl
import pandas as pd
import pytest
from finance_by_hand import CONTRACTS, FACTS, given, tables
from payloads import PAYLOADS

from sufficiency.harmless import uncelled, visible
from sufficiency.reports.finance.files import finance_files
from sufficiency.reports.finance.names import named_csv
from sufficiency.reports.finance.workbook import finance_workbook
from sufficiency.tables.contracts import Contract, free_text, number
from sufficiency.tables.files import frame_text, table_text

pytestmark = pytest.mark.unit

SIGNS = tuple("=+-@\uff1d\uff0b\uff0d\uff20")
CUTS = [",", ";", "\t", "|"]


def test_there_are_forty_payloads_and_more():
    assert len(set(PAYLOADS)) >= 40


def formulas(data: bytes) -> dict[tuple[str, str], str]:
    book = openpyxl.load_workbook(io.BytesIO(data))
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }


@cache
def harmless() -> dict[tuple[str, str], str]:
    made = given(text="Oak")
    return formulas(finance_workbook(made, tables(made), CONTRACTS, FACTS))


def with_prices(words: list[str]) -> bytes:
    """A workbook with a price, a setting and a code for each text, and the text in each of them."""
    made = given(text="Oak")
    rows = [(f"item_{at}", "any", "any", "any", 1.0, text, 2024, "cash", text, text) for at, text in enumerate(words)]
    more = pd.DataFrame(rows, columns=made.money.prices.columns)
    prices = pd.concat([made.money.prices, more], ignore_index=True)
    facts = {**FACTS, "settings": {f"cost.{text}": {"value": text, "set_by": text} for text in words}}
    held = tables(made)
    ledger = held["ledger"]
    needs = [words[at % len(words)] for at in range(len(ledger))]
    told = {**held, "ledger": ledger.assign(need=needs)}
    return finance_workbook(replace(made, money=replace(made.money, prices=prices)), told, CONTRACTS, facts)


def test_in_prices_settings_and_codes_every_text_is_text():
    data = with_prices(PAYLOADS)
    written = formulas(data)
    prices = {cell: formula for cell, formula in written.items() if cell[0] == "Assumptions"}
    elsewhere = {cell for cell in written if cell[0] != "Assumptions"}
    assert elsewhere == {cell for cell in harmless() if cell[0] != "Assumptions"}
    assert len(prices) == len([cell for cell in harmless() if cell[0] == "Assumptions"]) + len(PAYLOADS)
    sheet = openpyxl.load_workbook(io.BytesIO(data))["Assumptions"]
    for text in PAYLOADS:
        cells = [cell for row in sheet.iter_rows() for cell in row if cell.value == visible(text)]
        assert len(cells) >= 5, text
        assert {cell.data_type for cell in cells} == {"s"}
        assert not [cell for cell in cells if cell.hyperlink]


def poisoned(text: str) -> bytes:
    """A workbook with a text wherever a person may have written, and as a code too, which no pack may have."""
    made = given(text=text, source=text)
    facts = {**FACTS, "question": text, "author": text, "version": text, "commit": text}
    facts["settings"] = {"parameters.costs.x": {"value": text, "set_by": text}}
    held = tables(made)
    need = held["ledger"]["need"].replace("any", text)
    return finance_workbook(made, {**held, "ledger": held["ledger"].assign(need=need)}, CONTRACTS, facts)


@pytest.mark.slow
@pytest.mark.parametrize("text", PAYLOADS)
def test_in_the_workbook_it_is_text_wherever_it_stands(text: str):
    data = poisoned(text)
    assert formulas(data) == harmless()
    book = openpyxl.load_workbook(io.BytesIO(data))
    held = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value == visible(text)]
    assert {cell.data_type for cell in held} == {"s"}
    assert {cell.parent.title for cell in held} >= {"Cover", "Assumptions", "Ledger"}
    links = [cell.hyperlink for sheet in book for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    assert {link.target for link in links} == {None}
    names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    assert not [name for name in names if "externalLink" in name or "connections" in name or "vba" in name]


def as_named(frame: pd.DataFrame, contract: Contract) -> str:
    return named_csv(frame, contract)


def as_table(frame: pd.DataFrame, contract: Contract) -> str:
    return table_text(frame, contract)


def as_frame(frame: pd.DataFrame, _: Contract) -> str:
    return frame_text(frame, 2)


@pytest.mark.parametrize("write", [as_named, as_table, as_frame])
@pytest.mark.parametrize("text", PAYLOADS)
def test_in_a_csv_it_begins_no_formula_however_the_file_is_cut_and_comes_back_as_it_was(text: str, write):
    contract = Contract("names", (free_text("name"), free_text("source")), (number("amount_gbp", "pounds"),))
    written = write(pd.DataFrame({"name": [text], "source": [f"x {text}"], "amount_gbp": [-5.0]}), contract)
    rows = list(csv.reader(io.StringIO(written, newline="")))
    assert uncelled(rows[1][0]) == visible(text)
    assert float(rows[1][2]) == -5.0
    for cut in CUTS:
        for cell in (cell for row in csv.reader(io.StringIO(written, newline=""), delimiter=cut) for cell in row):
            assert not begins_a_formula(cell), (cut, cell)


def begins_a_formula(cell: str) -> bool:
    """Whether a spreadsheet may take a cell for a formula: a sign that starts one, after what it may drop."""
    bare = cell.lstrip(' \t\r\n"\u00a0\u200b\ufeff\u201c')
    return bare.startswith(SIGNS) and bare != "-5.00"


def test_the_csvs_of_finance_have_names_beside_codes_and_foot_to_the_penny():
    made = given()
    held = tables(made)
    files = finance_files(made, held, CONTRACTS, FACTS)
    assert sorted(files) == sorted([*(f"{table.name}.csv" for table in CONTRACTS), "finance.xlsx"])
    rows = list(csv.DictReader(io.StringIO(files["bridge.csv"])))
    fees = [row for row in rows if (row["s251_line"], row["from"], row["to"]) == ("inmss_fees", "2024-25", "2025-26")]
    assert {row["s251_line_name"] for row in fees} == {"Fees: independent and non-maintained schools"}
    pence = sum(round(100 * float(row["fair_gbp"])) for row in fees if row["fair_gbp"])
    assert pence == round(100 * (139 * 60_000 * 1.04 - 127 * 60_000))
