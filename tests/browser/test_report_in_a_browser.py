"""The report opens in Chromium with the network cut, and the browser has nothing to complain of."""

import re
import shutil
import subprocess

import pytest
from page_reader import read_page
from report_fixture import run_view, write_boundaries

from sufficiency.reports.page import render_page
from sufficiency.reports.summary import summarise

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


@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
def test_the_report_opens_without_network_or_complaint(tmp_path):
    view = run_view(write_boundaries(tmp_path / "areas.geojson"))
    report = tmp_path / "report.html"
    report.write_text(render_page(view, summarise(view)), encoding="utf-8")
    command = [CHROMIUM, *OPTIONS, f"--user-data-dir={tmp_path / 'profile'}", report.as_uri()]
    opened = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert re.findall(r".*CONSOLE.*", opened.stderr) == []
    dom = read_page(opened.stdout)
    assert len(dom.having("svg")) == 5
    assert "script" not in dom.names
