"""Every kind of page that the tool makes, of invented runs and of the tiny pack, for the tests in a browser."""

import tempfile
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import pytest
from bid_by_hand import given
from click.testing import CliRunner
from comparison_fixture import comparison
from money_fixture import GRANT, view_with_money
from report_fixture import run_view, squares
from tiny_pack import write_tiny_pack

from sufficiency.cli import cli
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


@cache
def tiny_run() -> Path:
    """The folder of a run of the tiny pack, its figures in full; it lasts as long as the process."""
    root = Path(_KEPT.name)
    pack = write_tiny_pack(root, scenario={"draws": 10})
    arguments = ["run", str(pack.scenario), "--workers", "1", "--exact", "--out", str(root / "runs")]
    answer = CliRunner().invoke(cli, arguments)
    assert answer.exit_code == 0, answer.output
    return root / "runs" / "tiny-baseline"


_KEPT = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)

PAGES: Mapping[str, Callable[[], str]] = {
    "run": lambda: report_of(run_view(squares())),
    "run with money": lambda: report_of(view_with_money(GRANT)),
    "tiny run": lambda: (tiny_run() / "report.html").read_text(encoding="utf-8"),
    "comparison": lambda: render_comparison(comparison()),
    "bid": lambda: bid_of(given()),
    "internal bid": lambda: bid_of(given(audience=Audience.INTERNAL)),
}
FULL = (
    "run with money",
    pytest.param("tiny run", marks=pytest.mark.slow),
    pytest.param("comparison", marks=pytest.mark.slow),
    "internal bid",
)
"""Between them they have all that a page may have; the two that are not slow have most of it."""
UNFOLD = "() => document.querySelectorAll('details').forEach(one => one.open = true)"
"""What opens everything that a page folds away, in a browser."""
REPORTS = ("run with money", "tiny run")


@cache
def page(kind: str) -> str:
    """One of ``PAGES``, made once."""
    return PAGES[kind]()
