"""The workbook of finance: its tables are the run's, its formulas hold what they would give, and it says what it is."""

import io
from functools import cache
from itertools import pairwise

import openpyxl
import pytest
from finance_by_hand import CONTRACTS, FACTS, given, tables

from models.vocabulary import start_of
from sufficiency.reports.finance.sheets.table_sheets import FIRST, TITLES
from sufficiency.reports.finance.workbook import finance_workbook

pytestmark = pytest.mark.unit

MADE = given()
COUNTING = ["Block summary", "Summary (nominal)", "Summary (real)", "Workings"]


def opened(made=MADE, facts=FACTS, *, values=True) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(finance_workbook(made, tables(made), CONTRACTS, facts)), data_only=values)


@cache
def as_shown() -> openpyxl.Workbook:
    return opened(MADE)


def rows_below(sheet, heading: str) -> list[dict]:
    """The rows under the headings of which the first is ``heading``, up to the first row without a first cell."""
    rows = list(sheet.iter_rows(values_only=True))
    top = next(at for at, row in enumerate(rows) if row[0] == heading)
    below = []
    for row in rows[top + 1 :]:
        if row[0] is None:
            break
        below.append(dict(zip(rows[top], row, strict=True)))
    return below


def test_the_sheets_stand_in_the_order_of_the_contents_and_every_link_leads_to_one():
    book = as_shown()
    listed = [row["Sheet"] for row in rows_below(book["Contents"], "Sheet")]
    assert [name for name in book.sheetnames if name != "Contents"] == listed
    links = [cell.hyperlink for sheet in book for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    assert len(links) > len(listed)
    assert {link.location.split("!")[0].strip("'") for link in links} <= set(book.sheetnames)
    assert not [link for link in links if link.target]


def test_each_table_has_a_sheet_with_its_figures_and_names_beside_its_codes():
    book, held = as_shown(), tables(MADE)
    for table in CONTRACTS:
        sheet, frame = book[TITLES[table.name]], held[table.name]
        heads = [cell.value for cell in sheet[FIRST]]
        rows = list(sheet.iter_rows(min_row=FIRST + 1, max_col=len(heads), values_only=True))
        assert len(rows) == len(frame)
        pounds = [column.name for column in table.values if column.name.endswith("_gbp")]
        for name in pounds:
            place = [column for column in range(len(heads)) if heads[column] == name_in_words(name)]
            assert len(place) == 1, name
            written = sum(row[place[0]] or 0.0 for row in rows)
            assert written == pytest.approx(frame[name].sum(), abs=0.005)
        assert sheet.freeze_panes
        assert sheet.tables
    named = {row[:2] for row in book["Reconciliation"].iter_rows(min_row=FIRST + 1, values_only=True)}
    assert ("inmss_fees", "Fees: independent and non-maintained schools") in named


def name_in_words(name: str) -> str:
    words = name.removesuffix("_gbp").replace("_", " ")
    return {"unit_gbp": "Unit cost (£)"}.get(name, f"{words[0].upper()}{words[1:]} (£)")


def test_the_summary_has_what_the_ledger_adds_up_to_by_line_and_year():
    book, ledger = as_shown(), tables(MADE)["ledger"]
    for sheet, column in (("Summary (nominal)", "nominal_gbp"), ("Summary (real)", "real_gbp")):
        rows = rows_below(book[sheet], "Line")
        assert {row["Line"] for row in rows} >= {"inmss_fees", "place_special", "sen_support", "Total"}
        for row in rows[:-1]:
            for year in ("2024-25", "2025-26", "2026-27"):
                same = ledger[(ledger["s251_line"] == row["Line"]) & (ledger["financial_year"] == year)]
                assert row[f"{year} (£)"] == pytest.approx(same[column].sum(), abs=0.005), (row["Line"], year)


def test_the_block_summary_is_the_block_of_the_run_to_the_penny():
    block = tables(MADE)["block"]
    own = block[block["run"] == "this_run"].set_index("financial_year")
    rows = rows_below(as_shown()["Block summary"], "Financial year")
    assert [row["Financial year"] for row in rows] == list(own.index)
    words = {"Opening (£)": "opening_gbp", "Grant (£)": "grant_gbp", "Spend (£)": "spend_gbp"}
    words |= {"In year (£)": "in_year_gbp", "Stability Grant (£)": "stability_grant_gbp", "Closing (£)": "closing_gbp"}
    words |= {"Interest, general fund (£)": "interest_gbp"}
    for row in rows:
        for heading, column in words.items():
            assert row[heading] == pytest.approx(own.loc[row["Financial year"], column], abs=0.001), heading
        assert row["Change since the run (£)"] == 0.0
        assert row["Adjustment (£)"] == 0.0
    for before, after in pairwise(rows):
        assert after["Opening (£)"] == before["Closing (£)"]


def test_block_and_summary_by_hand():
    """2024-25: 127 learners of INMSS at 60,000; 240 places at 10,000, 235 top-ups at 12,000; 635 at 6,000; 1.2m."""
    book = as_shown()
    spend = 127 * 60_000 + 240 * 10_000 + 235 * 12_000 + 635 * 6_000 + 1_200_000
    first, second, _ = rows_below(book["Block summary"], "Financial year")
    assert first["Spend (£)"] == spend
    assert first["Closing (£)"] == -1_000_000 + 18_000_000 - spend
    later = (139 * 60_000 * 1.04) + (247 * 10_000) + (247 * 12_000 + 695 * 6_000 + 1_200_000) * 1.03
    assert second["Spend (£)"] == pytest.approx(later, abs=0.005)


def test_a_unit_price_is_made_of_the_prices_of_the_pack_at_base_year_prices():
    rows = rows_below(as_shown()["Assumptions"], "Line")
    prices = {(row["Line"], row["Provision"]): row["Unit price (£)"] for row in rows}
    assert prices["inmss_fees", "Independent special school"] == pytest.approx(62_500 * 1.04 - 3_000 - 2_000)
    assert prices["top_up_special", "State special school"] == pytest.approx(12_000), "nobody has the other need"
    assert prices["sen_support", "Any provision"] == pytest.approx(1_200_000)


def test_without_a_grant_the_block_has_its_spend_alone_and_cells_that_wait_for_one():
    made = given(grant=[("2025-26", "opening_balance", -2_000_000.0)])
    book = opened(made)
    first, second, _ = rows_below(book["Block summary"], "Financial year")
    assert first["Spend (£)"] > 0
    assert first["Grant (£)"] is None
    assert first["Closing (£)"] is None
    assert second["Opening (£)"] == -2_000_000.0
    assert "Charts" in book.sheetnames, "those that need no grant"


def test_what_is_unexplained_and_what_may_not_be_published_stands_on_every_sheet_that_quotes_money():
    book = opened(facts={**FACTS, "holds_small_numbers": True})
    for sheet in book.worksheets:
        words = " ".join(str(cell.value) for row in sheet.iter_rows(max_row=8) for cell in row if cell.value)
        if sheet.title != "Contents":
            assert "Not for publication" in words, sheet.title
            assert "Unexplained" in words, sheet.title


def test_the_cover_says_which_run_and_which_pounds():
    cells = {row[1]: row[2] for row in as_shown()["Cover"].iter_rows(min_row=5, max_col=3, values_only=True)}
    assert cells["Authority"] == "smallshire"
    assert cells["Base year"] == "2024-25"
    assert cells["Set beside"] == "Nothing done"
    assert cells["Real pounds"] == "at the prices of 2024-25 throughout"
    assert "seed 7" in cells["Made with"]


def test_every_sheet_prints_landscape_on_one_page_across_and_repeats_its_headings():
    for sheet in as_shown().worksheets:
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToWidth in {None, 1}, "one page across, as is understood where nothing is said"
        if sheet.title in {*TITLES.values(), *COUNTING}:
            assert sheet.print_title_rows


def test_figures_are_figures_and_pounds_have_no_pence():
    book = as_shown()
    for sheet in [*TITLES.values(), *COUNTING]:
        for row in book[sheet].iter_rows(min_row=FIRST + 1):
            for cell in row:
                head = str(book[sheet].cell(FIRST, cell.column).value)
                if "(£)" in head and cell.value is not None:
                    assert cell.data_type == "n"
                    assert cell.number_format.startswith("£#,##0;")
                if "(%)" in head and cell.value is not None:
                    assert cell.number_format == "0.0%"


def drawn() -> dict[str, dict[str, tuple]]:
    """What each chart draws: rows by category under the title of its grid."""
    grids: dict[str, dict[str, tuple]] = {}
    title = ""
    for first, *others in as_shown()["Chart data"].iter_rows(min_row=FIRST, values_only=True):
        if first and not any(others):
            title = first
            grids[title] = {}
        elif first:
            grids[title][first] = tuple(value for value in others if value is not None)
    return grids


def test_there_are_charts_of_the_block_of_the_kinds_of_place_and_of_both_bridges():
    grids = drawn()
    assert len(as_shown()["Charts"]._charts) == len(grids) == 4
    balances, costs, by_year, by_run = grids.values()
    block = tables(MADE)["block"].set_index(["financial_year", "run"])["closing_gbp"]
    assert {year: row[0] for year, row in balances.items()} == block.xs("this_run", level="run").to_dict()
    assert {year: row[3] for year, row in balances.items()} == block.xs("unmitigated", level="run").to_dict()
    assert costs["Independent special school"][0] == pytest.approx(60_000)
    bridge = tables(MADE)["bridge"]
    in_block = bridge[bridge["ledger"] == "dsg_high_needs"]
    for grid, kind, ahead in ((by_year, "year", 1), (by_run, "scenario", 0)):
        assert grid
        for to, added in grid.items():
            starts = in_block["from"].map(start_of) == start_of(to) - ahead
            same = in_block[(in_block["kind"] == kind) & starts & (in_block["to"] == to)]
            assert sum(added) == pytest.approx(same["fair_gbp"].sum(), abs=0.005)


def test_the_same_tables_give_the_same_bytes():
    once, again = (finance_workbook(MADE, tables(MADE), CONTRACTS, FACTS) for _ in range(2))
    assert once == again
    assert openpyxl.load_workbook(io.BytesIO(once)).properties.created.year == 2025
