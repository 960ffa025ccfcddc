"""The summary of the invented run, as a person reads it."""

from pathlib import Path

import pytest
from report_fixture import run_summary

from sufficiency.reports.text import render_text

pytestmark = pytest.mark.golden


def test_the_summary_of_the_invented_run_reads_as_agreed():
    agreed = (Path(__file__).parent / "summary_invented.txt").read_text(encoding="utf-8")
    assert render_text(run_summary()) == agreed
