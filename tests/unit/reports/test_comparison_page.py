"""The page of a comparison: offline, sound, every picture with its words and table, no name becomes markup."""

import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
from comparison_fixture import comparison, measured
from page_reader import read_page

from sufficiency.reports.comparison.page import render_comparison, signed, written
from sufficiency.reports.comparison.text import comparison_text
from sufficiency.reports.comparison.values import rests_on
from sufficiency.results.diversion import AssumedDiversion
from sufficiency.results.headlines import MEASURES
from sufficiency.studies.compare import SavedRun

pytestmark = pytest.mark.unit

PAYLOADS = ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7 * 7 }}", "O'Brien & <b>co</b>"]


@pytest.fixture(scope="module")
def html() -> str:
    return render_comparison(comparison())


def test_the_page_is_whole_and_loads_nothing_from_anywhere(html):
    page = read_page(html)
    assert page.faults == []
    assert not {"script", "link", "iframe", "object", "embed", "img", "image", "form"} & set(page.names)
    assert all(value.startswith("#") for name, value in page.attributes() if name in {"href", "xlink:href"})
    assert not [name for name, _ in page.attributes() if name.startswith("on") or name in {"src", "srcset", "action"}]
    assert not re.findall(r"@import|url\((?!#)", html)
    assert "default-src 'none'" in page.having("meta")[2]["content"]


def test_ids_are_single_tables_have_captions_and_ranks_follow_one_another(html):
    page = read_page(html)
    assert len(page.ids) == len(set(page.ids))
    named = [value for name, value in page.attributes() if name in {"aria-labelledby", "aria-describedby"}]
    assert {word for value in named for word in value.split()} <= set(page.ids)
    assert page.names.count("table") == page.names.count("caption") == page.names.count("thead")
    assert {heading.get("scope") for heading in page.having("th")} == {"row", "col"}
    assert [page.names.count(name) for name in ("header", "nav", "main", "footer", "h1")] == [1] * 5
    ranks = [int(name[1]) for name in page.names if re.fullmatch(r"h[1-6]", name)]
    assert all(after - before <= 1 for before, after in pairwise(ranks))
    scrolling = [attributes for _, attributes in page.elements if attributes.get("class") in {"scroll", "picture"}]
    assert all(region["tabindex"] == "0" and region["aria-label"] for region in scrolling)


def test_every_picture_has_words_and_a_table_and_what_does_not_differ_has_no_picture(html):
    page = read_page(html)
    pictures = page.having("svg")
    assert len(pictures) == 2
    assert all(picture["role"] == "img" and len(picture["aria-labelledby"].split()) == 2 for picture in pictures)
    assert page.names.count("details") == 3
    assert "No difference in any year." in html


def test_differences_have_their_sign_their_range_and_their_split(html):
    text = " ".join(read_page(html).text)
    assert "January 2026, side by side" in text
    assert re.search(r"−1\s+\(−3 to \+1\)", text)
    assert re.search(r"−1\.0\s+\(−3\.0 to \+1\.0\)", text)
    assert "exact: every subset was run" in text
    assert "−1.5" in text


def test_a_figure_is_never_minus_nothing():
    money, plans = measured("high_needs_gbp", "spend"), measured("plans", "plans")
    assert (signed(-0.2, plans), signed(0.4, plans), signed(-49_000.0, money)) == ("0", "0", "0.0")
    assert (signed(3.0, plans), signed(-1234.0, plans), signed(1.25e6, money)) == ("+3", "−1,234", "+1.2")
    assert written(2e6, money) == "2.0"


def test_many_runs_stand_side_by_side():
    page = read_page(render_comparison(comparison(6)))
    assert page.faults == []
    assert "Difference, Last" in "".join(page.text)


def test_runs_that_do_not_share_their_luck_are_said_to_have_no_range():
    two = comparison()
    apart = replace(two, runs=(two.runs[0], replace(two.runs[1], seed=8)), worths=(), method="")
    html = render_comparison(apart)
    assert "differ in seed or draws" in html
    assert "What each change is worth" not in html


def test_a_comparison_says_what_every_saving_rests_on_and_calls_few_draws_by_their_number():
    line = "Diversion: 10% (0% to 30%) of learners in new places would else be in INMSS; break-even 23%"
    few = tuple(replace(run, draws=19) for run in comparison().runs)
    html = render_comparison(replace(comparison(), runs=few, rests_on=(line,)))
    assert f"What every saving rests on. {line}." in html
    assert "with the range of 19 draws of each" in html
    assert "80%" not in html


def run_of(name: str, diversion: AssumedDiversion | None) -> SavedRun:
    return SavedRun(Path(name), {"scenario": name}, {}, pd.DataFrame(), diversion)


def test_runs_whose_savings_rest_on_the_same_share_one_line_and_others_are_told_apart():
    one, other = AssumedDiversion(0.1, 0.0, 0.3, 0.23), AssumedDiversion(1.0, 1.0, 1.0, None)
    assert rests_on([run_of("a", one), run_of("b", one)]) == (
        "Diversion: 10% (0% to 30%) of learners in new places would else be in INMSS; break-even 23%",
    )
    assert rests_on([run_of("a", one), run_of("b", other)]) == (
        "Diversion: 10% (0% to 30%) of learners in new places would else be in INMSS; break-even 23% (a)",
        "Diversion: 100% of learners in new places would else be in INMSS (b)",
    )
    assert rests_on([run_of("a", None)]) == ()


def test_what_savings_rest_on_stands_under_every_measure_of_money_and_no_other():
    frame = pd.DataFrame(
        [("tiny", year, measure, 5e6, 4e6, 6e6) for year in (2025, 2026) for measure in MEASURES],
        columns=["scenario", "census_year", "measure", "value", "p10", "p90"],
    )
    lines = comparison_text(frame, 50, ["Diversion: so"]).splitlines()
    assert lines[0] == "Totals by January census, central (80% range); under each the difference from the first run."
    heads = [place for place, line in enumerate(lines) if line.startswith("high_needs_gbp")]
    assert lines.index("  Diversion: so") > heads[0]
    assert lines.count("  Diversion: so") == sum(measure.endswith("gbp") for measure in MEASURES)
    assert "(range of 19 draws)" in comparison_text(frame, 19, []).splitlines()[0]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_name_becomes_markup(payload, html):
    said = dict.fromkeys(("scenario", "title", "question", "author", "version", "commit"), payload)
    whole = comparison()
    poisoned = replace(
        whole,
        runs=tuple(replace(one, **said) for one in whole.runs),
        worths=tuple(replace(one, change=payload if one.change == "lever one" else one.change) for one in whole.worths),
    )
    page = read_page(render_comparison(poisoned))
    assert page.names == read_page(html).names
    assert not [name for name, _ in page.attributes() if name.startswith("on")]
    assert payload in "".join(page.text)


def test_the_same_comparison_gives_the_same_bytes(html):
    assert render_comparison(comparison()) == html
