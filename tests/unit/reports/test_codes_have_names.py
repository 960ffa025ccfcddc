"""No code stands on a page without its name: of schools, areas, needs, or of the program's own kinds and columns."""

import re

import pandas as pd
import pytest
from pages_made import FULL, page, tiny_run
from report_fixture import run_view

from models.vocabulary import NEED_NAMES

pytestmark = pytest.mark.unit

OF_THE_PROGRAM = re.compile(r"\b[a-z]+(?:_[a-z0-9]+)+\b")
OF_AREAS = re.compile(r"(?<![\w-])(?:[ENSW]\d{8}|dspl-\d[\w-]*)")
OF_FILES = re.compile(r"\.(?:csv|json|yaml)\b")
"""Who is sent to a file is sent to what is written there."""
ORDINARY = {"independent", "non-maintained"}
"""Codes of the invented run that are words of every page."""


def texts(kind: str) -> list[str]:
    """What a reader sees of a page, piece by piece, but where it comes from, which is the manifest as it is written."""
    shown = re.sub(r"<style>.*?</style>|<head>.*?</head>", "", page(kind), flags=re.DOTALL)
    shown = re.sub(r'<th scope="row">[^<]*</th><td class="hash">.*?</td>|<span class="hash">.*?</span>', "", shown)
    return [text.strip() for text in re.findall(r">([^<]+)<", shown) if text.strip()]


def schools_of(kind: str) -> pd.DataFrame:
    if kind == "tiny run":
        return pd.read_csv(tiny_run() / "schools.csv").rename(columns={"provider_name": "name"})
    return run_view().providers


@pytest.mark.parametrize("kind", FULL)
def test_no_code_of_the_program_or_of_an_area_stands_alone(kind):
    shown = [text for text in texts(kind) if not OF_FILES.search(text)]
    assert len(shown) > 100
    assert [text for text in shown if OF_THE_PROGRAM.search(text)] == []
    assert [text for text in shown for code in OF_AREAS.findall(text) if f"({code})" not in text] == []


@pytest.mark.parametrize("kind", ["run with money", "tiny run"])
def test_a_school_has_its_name_wherever_its_code_is(kind):
    codes = dict(schools_of(kind)[["provider_id", "name"]].itertuples(index=False))
    codes = {code: name for code, name in codes.items() if code not in ORDINARY}
    lone = [(text, code) for text in texts(kind) for code in codes if re.search(rf"(?<![\w-]){code}(?![\w-])", text)]
    assert [text for text, code in lone if f"{codes[code]} ({code})" not in text] == []


@pytest.mark.parametrize("kind", FULL)
def test_a_need_that_stands_as_a_code_has_its_name_on_the_page(kind):
    whole = " ".join(texts(kind))
    codes = [code for code in NEED_NAMES if re.search(rf"\b{code}\b", whole)]
    names = {code: NEED_NAMES[code].partition(" (")[0] for code in codes}
    assert [code for code, name in names.items() if name not in whole] == []
