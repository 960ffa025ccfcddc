"""What a report shows is saved whole: read back it is equal, and its page has the same bytes."""

import json
import math
import re
from dataclasses import replace

import pytest
import shapely
from report_fixture import run_view, squares

from sufficiency.errors import Fault, InputError, Severity
from sufficiency.packs.quality import Quality, State
from sufficiency.reports.report.page import render_page
from sufficiency.reports.summary.estimate import Estimate
from sufficiency.reports.summary.saved import read_shown, shown_text
from sufficiency.reports.summary.summary import summarise
from sufficiency.reports.summary.values import Check

pytestmark = pytest.mark.unit
PAYLOADS = ["<script>alert(1)</script>", "\u202eright to left", "tab\tbell\x07", "NaN", "null", "£−…🎓", '"\\ \u2028']


@pytest.fixture(scope="module")
def view():
    finding = Fault("", 0, 0, "places.csv line 3", kind="a check", severity=Severity.WARNING, value="=1+1", remedy="r")
    return replace(run_view(squares()), quality=Quality(State.CURRENT, (finding,)))


@pytest.fixture(scope="module")
def summary(view):
    return summarise(view)


@pytest.fixture
def folder(view, summary, tmp_path):
    (tmp_path / "summary.json").write_text(shown_text(view, summary), encoding="utf-8")
    return tmp_path


def test_what_is_read_back_is_equal_and_makes_the_same_page(view, summary, folder):
    again, read = read_shown(folder)
    assert read == summary
    assert again.quality == view.quality
    assert {area: shape.equals_exact(again.boundaries[area], 0.0) for area, shape in view.boundaries.items()} == (
        dict.fromkeys(view.boundaries, True)
    )
    assert render_page(again, read) == render_page(view, summary)


def test_the_same_run_is_saved_alike_and_as_plain_json(view, summary):
    text = shown_text(view, summary)
    assert text == shown_text(view, summary)
    assert text.isascii()
    assert list(json.loads(text)["summary"])[:3] == ["identity", "plans", "history"]


def test_texts_and_what_is_no_number_come_back_as_they_were(view, summary, tmp_path):
    checks = tuple(Check(text, "warning", text, value, None, text) for text in PAYLOADS for value in (0.1 + 0.2, -0.0))
    odd = replace(
        summary,
        checks=checks,
        identity=replace(summary.identity, title=PAYLOADS[0]),
        spend=(replace(summary.spend[0], inmss=Estimate(math.inf, -math.inf, None)), *summary.spend[1:]),
    )
    (tmp_path / "summary.json").write_text(shown_text(view, odd), encoding="utf-8")
    _, read = read_shown(tmp_path)
    assert read == odd
    blank = replace(summary, spend=(replace(summary.spend[0], inmss=Estimate(math.nan)),))
    (tmp_path / "summary.json").write_text(shown_text(view, blank), encoding="utf-8")
    assert math.isnan(read_shown(tmp_path)[1].spend[0].inmss.central)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"summary"', '"summery"'),
        ('"draws": 50', '"draws": "many"'),
        ('"draws": 50', '"draws": 50, "more": 1'),
        (
            "{",
            "[",
        ),
    ],
)
def test_a_file_that_is_not_as_it_is_written_now_is_refused(folder, old, new):
    path = folder / "summary.json"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError, match="is not as this version writes it; make the run again"):
        read_shown(folder)


def test_a_shape_that_is_none_is_refused(folder):
    path = folder / "summary.json"
    read = json.loads(path.read_text(encoding="utf-8"))
    read["beside"]["boundaries"] = dict.fromkeys(read["beside"]["boundaries"], "0103")
    path.write_text(json.dumps(read, indent=1) + "\n", encoding="utf-8")
    with pytest.raises(InputError, match="make the run again"):
        read_shown(folder)


def test_a_sum_of_nothing_written_without_a_point_is_read(folder):
    path = folder / "summary.json"
    text = path.read_text(encoding="utf-8")
    whole = re.sub(r": (\d+)\.0(?=,?\n)", r": \1", text)
    assert whole != text
    path.write_text(whole, encoding="utf-8")
    read_shown(folder)


POINT = shapely.to_wkb(shapely.Point(1, 2), hex=True)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda beside: beside["context"].clear(),
        lambda beside: beside.update(boundaries={}),
        lambda beside: beside.update(boundaries=dict.fromkeys(beside["boundaries"], POINT)),
    ],
)
def test_what_no_page_could_be_made_of_is_refused(folder, spoil):
    path = folder / "summary.json"
    read = json.loads(path.read_text(encoding="utf-8"))
    spoil(read["beside"])
    path.write_text(json.dumps(read, indent=1) + "\n", encoding="utf-8")
    with pytest.raises(InputError, match="is not as this version writes it; make the run again"):
        read_shown(folder)


def test_a_run_without_the_file_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"summary\.json: is missing; make the run again"):
        read_shown(tmp_path)
