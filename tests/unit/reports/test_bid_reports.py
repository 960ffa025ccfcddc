"""A bid as page, workbook and screen: they say the same, mark what is internal, and hold no formula and no script."""

import io
import re

import openpyxl
import pytest
from bid_by_hand import GAP, given, poisoned
from test_finance_injection import PAYLOADS, formulas

from sufficiency.harmless import visible
from sufficiency.reports.returns.bid.page import bid_page
from sufficiency.reports.returns.bid.screen import bid_screen
from sufficiency.reports.returns.bid.workbook import SHEETS, bid_workbook
from sufficiency.returns.audience import INTERNAL_MARK, Audience
from sufficiency.returns.bid.whole import bid_sections

pytestmark = pytest.mark.unit

MARKUP = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'><b>"


def page_of(made) -> str:
    return bid_page(made, bid_sections(made), ())


def book_of(made) -> bytes:
    return bid_workbook(made, bid_sections(made), ())


def test_page_workbook_and_screen_have_the_same_gap():
    made = given()
    assert f">{GAP:.0f}</dt><dd>places are missing in 2029/30" in page_of(made)
    rows = list(openpyxl.load_workbook(io.BytesIO(book_of(made)))["Gap"].values)
    assert next(row for row in rows if row[0] == "2029/30")[4] == GAP
    assert re.search(rf"2029/30 .* {GAP:.0f} ", bid_screen(made, bid_sections(made), ()))


def test_every_table_has_a_sheet_of_its_own_and_stands_on_the_page():
    made = given(audience=Audience.INTERNAL)
    named = [table.name for section in bid_sections(made) for table in section.tables]
    assert set(named) <= set(SHEETS)
    assert len({SHEETS[name] for name in named}) == len(named)
    page = page_of(made)
    assert all(f'id="table-{name}"' in page for name in named)
    assert page.count("<caption>") == page.count("<table") == len(named)


def test_an_empty_box_is_to_be_written_and_a_filled_one_has_its_words():
    page = page_of(given())
    assert page.count('<p class="empty">to be written</p>') == 6
    assert "(An example.) Learners with SEMH" in page


def test_what_is_internal_says_so_on_every_sheet_and_at_the_top_of_the_page():
    made = given(audience=Audience.INTERNAL)
    page = page_of(made)
    assert page.index(INTERNAL_MARK) < page.index("<h1>")
    book = openpyxl.load_workbook(io.BytesIO(book_of(made)))
    for sheet in book:
        head = [str(cell) for row in sheet.iter_rows(max_row=4, values_only=True) for cell in row]
        assert any(INTERNAL_MARK in cell for cell in head), sheet.title
    assert bid_screen(made, bid_sections(made), ()).startswith(INTERNAL_MARK)


def test_what_is_public_bears_no_mark():
    made = given()
    assert INTERNAL_MARK not in page_of(made)
    assert INTERNAL_MARK not in bid_screen(made, bid_sections(made), ())


def test_the_page_needs_nothing_from_elsewhere():
    page = page_of(given())
    assert "<script" not in page
    assert not re.search(r'(src|href)="(https?:|//)', page)
    assert "default-src 'none'" in page
    assert 'lang="en-GB"' in page


def test_markup_of_a_person_stays_words():
    page = page_of(poisoned(MARKUP))
    assert "<script" not in page
    assert "<img" not in page
    assert page.count("&lt;script&gt;") > 20


def test_in_the_workbook_every_payload_is_text():
    for text in PAYLOADS[::15]:
        data = book_of(poisoned(text))
        assert formulas(data) == {}, text


@pytest.mark.slow
@pytest.mark.parametrize("text", PAYLOADS)
def test_a_payload_anywhere_is_no_formula_no_link_and_no_script(text):
    made = poisoned(text)
    data = book_of(made)
    assert formulas(data) == {}
    book = openpyxl.load_workbook(io.BytesIO(data))
    held = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value == visible(text)]
    assert {cell.data_type for cell in held} == {"s"}
    assert {"Cover", "Risks", "Commissioners", "Officer's words"} <= {cell.parent.title for cell in held}
    links = [cell.hyperlink for sheet in book for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    assert {link.target for link in links} == {None}
    page = page_of(made)
    assert "<script" not in page
    assert visible(bid_screen(made, bid_sections(made), ())).count("\x1b") == 0


def test_the_same_bid_gives_the_same_bytes():
    assert book_of(given()) == book_of(given())
    assert page_of(given()) == page_of(given())
