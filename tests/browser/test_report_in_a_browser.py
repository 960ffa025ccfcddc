"""The pages of a run and a comparison open in Chromium with the network cut; the browser complains of nothing."""

import re
import shutil
import subprocess

import pytest
from comparison_fixture import comparison
from money_fixture import GRANT, view_with_money
from page_reader import read_page
from report_fixture import run_view, squares

from sufficiency.reports.comparison.page import render_comparison
from sufficiency.reports.report.page import render_page
from sufficiency.reports.summary.summary import summarise

pytestmark = pytest.mark.browser

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
OPTIONS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--dump-dom",
    "--enable-logging=stderr",
    "--proxy-server=127.0.0.1:9",
]
"""The proxy does not exist: whatever the page asks of a network fails and is logged."""


def made(kind: str) -> tuple[str, int]:
    """A page and how many pictures it has."""
    if kind == "comparison":
        return render_comparison(comparison()), 2
    view = view_with_money(GRANT) if kind == "run with money" else run_view(squares())
    return render_page(view, summarise(view)), 10 if kind == "run with money" else 8


@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
@pytest.mark.parametrize("kind", ["run", "run with money", "comparison"])
def test_a_page_opens_without_network_or_complaint(kind, tmp_path):
    html, pictures = made(kind)
    page = tmp_path / "page.html"
    page.write_text(html, encoding="utf-8")
    command = [CHROMIUM, *OPTIONS, f"--user-data-dir={tmp_path / 'profile'}", page.as_uri()]
    opened = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert re.findall(r".*CONSOLE.*", opened.stderr) == []
    dom = read_page(opened.stdout)
    assert len(dom.having("svg")) == pictures
    assert "script" not in dom.names
