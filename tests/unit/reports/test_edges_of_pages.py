"""What stands at the head and foot of a printed page fits, and obeys nobody who wrote a title."""

import io
import zipfile

import pytest

from sufficiency.reports.workbooks import LONGEST_EDGE, at_edge, new_book

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("text", ["a" * 200, "&" * 200, "a&" * 100, "a" * 149 + "&", "é" * 3_000])
def test_a_long_title_is_cut_short_and_no_order_is_left_of_it(text: str):
    shown = at_edge(text)
    assert len(shown) <= LONGEST_EDGE
    assert shown.endswith("…")
    assert "&" not in shown.replace("&&", "")


@pytest.mark.parametrize("text", ["Oak & Elm", "&P", "&[Picture]", "&K000000 hidden", ""])
def test_a_short_title_stands_as_it_is_with_no_order_in_it(text: str):
    assert at_edge(text).replace("&&", "&") == text
    assert "&" not in at_edge(text).replace("&&", "")


def test_a_year_at_the_start_is_not_the_size_of_the_letters():
    assert at_edge("2029 plan") == " 2029 plan"


def test_a_foot_of_a_long_title_stands_in_the_workbook():
    book, buffer = new_book("a" * 300)
    sheet = book.add_worksheet("A" * 31)
    assert sheet.set_footer(f"&L&8{at_edge('&' * 300)}&C&8{'A' * 31}&R&8Page &P of &N") is None
    book.close()
    page = zipfile.ZipFile(io.BytesIO(buffer.getvalue())).read("xl/worksheets/sheet1.xml").decode()
    assert "<oddFooter>" in page
