"""Every kind of page that the tool makes, of invented runs and of the tiny pack, each made once."""

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import pytest
from bid_by_hand import given
from comparison_fixture import comparison
from hand_made_run import hand_made_summary, hand_made_view
from money_fixture import GRANT, view_with_money
from report_fixture import run_summary, run_view, squares
from tiny_runs import BASELINE, tiny_project

from sufficiency.reports.comparison.page import render_comparison
from sufficiency.reports.report.page import render_page
from sufficiency.reports.returns.bid.page import bid_page
from sufficiency.reports.summary.summary import summarise
from sufficiency.reports.summary.view import RunView
from sufficiency.returns.audience import Audience
from sufficiency.returns.bid.given import BidGiven
from sufficiency.returns.bid.whole import bid_sections


def report_of(view: RunView) -> str:
    """The report of a run."""
    return render_page(view, summarise(view))


def bid_of(made: BidGiven) -> str:
    """The page of a bid."""
    return bid_page(made, bid_sections(made), ())


def tiny_run() -> Path:
    """The folder of a run of the tiny pack, its figures in full."""
    return tiny_project(10, "--exact") / BASELINE


PAGES: Mapping[str, Callable[[], str]] = {
    "run": lambda: report_of(run_view(squares())),
    "run with money": lambda: report_of(view_with_money(GRANT)),
    "tiny run": lambda: (tiny_run() / "report.html").read_text(encoding="utf-8"),
    "comparison": lambda: render_comparison(comparison()),
    "bid": lambda: bid_of(given()),
    "internal bid": lambda: bid_of(given(audience=Audience.INTERNAL)),
}
IN_PART: Mapping[str, Callable[[], str]] = {
    "run without a map": lambda: render_page(run_view(), run_summary()),
    "run by hand": lambda: render_page(hand_made_view(), hand_made_summary()),
}
"""Reports of runs that lack something, which no browser opens."""
FULL = (
    "run with money",
    pytest.param("tiny run", marks=pytest.mark.slow),
    pytest.param("comparison", marks=pytest.mark.slow),
    "internal bid",
)
"""Between them they have all that a page may have; the two that are not slow have most of it."""
UNFOLD = "() => document.querySelectorAll('details').forEach(one => one.open = true)"
"""What opens everything that a page folds away, in a browser."""


@cache
def page(kind: str) -> str:
    """One of ``PAGES`` or ``IN_PART``, made once."""
    return {**PAGES, **IN_PART}[kind]()
