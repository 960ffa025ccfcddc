"""No text of a person becomes a formula in a spreadsheet, or an order to a screen."""

import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sufficiency.harmless import PLAIN_NUMBER, begins_a_formula, cell, uncelled, visible, why_no_code, why_no_words

FORMULAS = [
    "=1+1",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "\t1",
    " =1",
    "'=1",
    '"=1',
    "\u201c=1\u201d",
    "\u00a0=1",
    "\u200b=1",
    "\ufeff=1",
    "\uff1d1+1",
    "\uff0b1",
    "\uff0d1",
    "\uff20SUM(A1)",
    '=WEBSERVICE("http://example.org/")',
    '=DDE("soffice";"x";"y")',
    "-",
    "@Home",
]
ORDERS = [
    "\x1b[31m",
    "\x1b]8;;http://example.org\x07link\x1b]8;;\x07",
    "a\rb",
    "a\x08b",
    "\x7f",
    "\x9b31m",
    "\u202eabc",
    "\u2066abc\u2069",
    "\u200fabc",
    "a\u2028b",
    "a\x00b",
    "\ud800",
    "\uffff",
]


@pytest.mark.unit
@pytest.mark.parametrize("text", FORMULAS)
def test_what_a_spreadsheet_takes_for_a_formula_is_refused_as_a_code_and_shown_as_text(text: str):
    assert begins_a_formula(text)
    assert why_no_code(text)
    assert cell(text).startswith(("'", "\\r"))
    assert uncelled(cell(text)) == visible(text)


@pytest.mark.unit
@pytest.mark.parametrize(
    "text", ["oak", "E07000084", "450-places", "a=b", "x@y", "Year 7+", "", "\u22125", "\u00e9cole"]
)
def test_what_is_no_formula_stays_as_it_is(text: str):
    assert not begins_a_formula(text)
    assert not why_no_code(text)
    assert cell(text) == text


@pytest.mark.unit
@pytest.mark.parametrize("number", ["-5", "-0.25", "+1e-9", "-1.5E+3", "12"])
def test_a_number_stays_a_number(number: str):
    assert cell(number) == number


@pytest.mark.unit
@pytest.mark.parametrize("text", ORDERS)
def test_what_a_screen_would_obey_is_shown_and_refused(text: str):
    assert visible(text).isprintable()
    assert why_no_words(text)
    assert why_no_code(text)
    assert cell(text).isprintable()


@pytest.mark.unit
def test_words_may_have_lines_and_tabs_and_codes_may_not():
    assert visible("one\n\ttwo") == "one\n\ttwo"
    assert not why_no_words("one\n\ttwo")
    assert why_no_code("one\ntwo")
    assert why_no_code("one\ttwo")


@pytest.mark.unit
@pytest.mark.parametrize("cut", [";", "|", "\t"])
@pytest.mark.parametrize("formula", [*FORMULAS, "=cmd|'/C calc'!A0", '=HYPERLINK("http://example.org","x")'])
def test_no_formula_begins_where_another_program_cuts_a_line(formula: str, cut: str):
    text = f"Oak{cut}{formula}\n{formula}"
    assert uncelled(cell(text)) == visible(text)
    written = f"1,{cell(text)},{cell(formula)}\n"
    begun = [one for row in csv.reader(io.StringIO(written), delimiter=cut) for one in row]
    bare = [one.lstrip('\t\r\n "\u00a0\u200b\ufeff\u201c') for one in begun]
    assert [one for one in bare if one.startswith(tuple("=+-@\uff1d\uff0b\uff0d\uff20"))] == []


@pytest.mark.unit
@pytest.mark.parametrize("text", ["Oak; an academy", "a|b", "one\ntwo", "Year 7;8", "x; a = b"])
def test_words_after_a_cut_that_are_no_formula_stay_as_they_are(text: str):
    assert cell(text) == text


@pytest.mark.property
@given(st.text(st.characters() | st.sampled_from("=+-@'\" \t\r\n;|\uff1d\x1b"), max_size=8))
def test_every_text_comes_back_from_a_cell_that_is_no_formula(text: str):
    written = cell(text)
    assert uncelled(written) == visible(text)
    assert written.startswith("'") or not begins_a_formula(written) or re.fullmatch(PLAIN_NUMBER, written)
