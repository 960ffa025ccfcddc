"""Every figure in two places of the report is the same figure: a sentence, a title or a picture, and a table."""

import re
from collections.abc import Iterator
from itertools import combinations, zip_longest

import pytest
from figures_on_page import Said, figures, said_by, value, without_axes
from pages_made import page

from sufficiency.reports.words import about

pytestmark = pytest.mark.unit

KINDS = ("run", "tiny run")
"""The invented run with money has books that are not of the run, so its sentences on money have no table."""
MORE = re.compile(r"\b(more|fewer)\b")
SETTLED = re.compile(
    r"\(80%, from [\d,]+ draws\)"  # how many draws a run has is no figure of a table
    r"|\d+% to \d+%(?= of its places)|scale \d+% to \d+%"  # ends of the axis of small pictures
    r"|for \d+ authorities in England"  # how many were scored stands in the name of a row
)
KEYS = {"school-map-title": {"50 places", "150", "300"}}
"""Sizes of the marks in a key, which are examples."""


def said(kind: str) -> Said:
    return said_by(page(kind))


def without_a_table(texts: list[str], found: Said) -> list[str]:
    """Those of the figures of three digits and more in some texts that no cell has, as it is or to three digits."""
    whole = {figure for cell in found.cells for figure in figures(cell)}
    known = whole | {rounded for figure in whole for rounded in to_three_digits(value(figure))}
    steps = known | {rounded for step in differences(found) for rounded in to_three_digits(step)}
    return [
        f"{figure} in: {text}"
        for text in texts
        for figure in figures(SETTLED.sub("", text))
        if sum(map(str.isdigit, figure)) >= 3 and figure not in (steps if MORE.search(text) else known)
    ]


def to_three_digits(number: float) -> set[str]:
    """How a sentence may say what a table rounds to the nearest whole."""
    return {about(number + part) for part in (-0.499, 0.0, 0.499)}


def differences(found: Said) -> Iterator[float]:
    """What is between the first figures of any two cells of a column, as `12 more ... than` says it."""
    for table in found.tables:
        for column in zip_longest(*table.rows, fillvalue=""):
            firsts = [value(several[0]) for cell in column if (several := figures(cell))]
            yield from (abs(one - other) for one, other in combinations(firsts, 2))


@pytest.mark.parametrize("kind", KINDS)
def test_every_figure_of_a_sentence_or_a_title_is_that_of_a_table(kind):
    found = said(kind)
    texts = [one.words for one in found.sentences if one.part != "trust"]
    assert sum(len(figures(text)) for text in texts) > 20
    assert without_a_table(texts, found) == []


@pytest.mark.parametrize("kind", KINDS)
def test_every_figure_of_a_picture_is_that_of_a_table(kind):
    found = said(kind)
    texts = [one.words for one in without_axes(found.labels) if one.words not in KEYS.get(one.picture, set())]
    assert any(figures(text) for text in texts)
    assert without_a_table(texts, found) == []
