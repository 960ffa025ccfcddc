"""The section on money: its figures against sums by hand, its words, and its pictures."""

import re
from dataclasses import replace
from html import unescape

import pytest
from books_by_hand import FEE, INMSS_JOURNEY, JOURNEY, TOP_UP
from comparison_fixture import comparison
from money_fixture import GRANT, view_with_money
from page_reader import read_page
from pages_made import page, report_of
from words_of_figures import assert_words_stand_apart

from sufficiency.reports.comparison.page import render_comparison
from sufficiency.reports.comparison.values import unexplained
from sufficiency.reports.pictures.money import bridge_figure, kinds_cost_figure
from sufficiency.reports.pictures.style import styled
from sufficiency.reports.report.money import block_title, dear_journeys
from sufficiency.reports.report.page import render_page
from sufficiency.reports.summary.money.values import Bridge
from sufficiency.reports.summary.summary import summarise
from sufficiency.reports.text import render_text
from sufficiency.reports.words import MEAN_OF_NEEDS, in_millions, millions, pounds, signed_millions, unexplained_line
from sufficiency.studies.compare import SavedRun

pytestmark = pytest.mark.unit
LINE = "Unexplained of SEN support and inclusion in 2024-25: the model is £0.2m (20.0%) above £1.0m."


@pytest.fixture(scope="module")
def view():
    return view_with_money(GRANT, outturn=True)


@pytest.fixture(scope="module")
def summary(view):
    return summarise(view)


@pytest.fixture(scope="module")
def html(view, summary) -> str:
    return render_page(view, summary)


@pytest.fixture(scope="module")
def section(html) -> str:
    return html[html.index('<section aria-labelledby="money">') : html.index('<section aria-labelledby="trust">')]


def tables_of(section: str) -> list[str]:
    return re.findall(r"<table.*?</table>", section, re.DOTALL)


def test_who_pays_is_what_the_books_add_up_by_hand(summary):
    first, second, _ = summary.money.paid
    fees = (5 * 120 + 7 * 132) / 12 * FEE
    assert (first.financial_year, first.inmss.central) == ("2024-25", fees)
    assert first.state.central == 240 * 10_000 + (5 * 228 + 7 * 240) / 12 * TOP_UP
    assert first.other.central == 1_200_000
    assert first.health_and_care.central == (5 * 120 + 7 * 132) / 12 * 3_000
    parts = (second.inmss, second.state, second.mainstream, second.after_school, second.other)
    assert second.high_needs.central == sum(part.central for part in parts)
    assert second.high_needs.low == pytest.approx(0.84 * second.high_needs.central, abs=0.01), "draws of 0.8 to 1.2"


def test_a_learner_costs_what_each_pays_together(summary):
    by_kind = {kind.provision: kind for kind in summary.money.kinds}
    special, state = by_kind["independent_special"], by_kind["state_special"]
    assert special.block + special.health_and_care == FEE + 3_000
    learners, carried = (5 * 132 + 7 * 144) / 12, (66 * 132 + 124 * 144) / 190
    assert special.transport == pytest.approx(INMSS_JOURNEY * carried / learners)
    assert special.learners == learners
    assert state.empty == pytest.approx(state.average - state.place, rel=1e-6)
    assert state.block + state.transport == pytest.approx(TOP_UP + JOURNEY, rel=0.01)
    for kind in summary.money.kinds:
        assert kind.average == pytest.approx(kind.block + kind.health_and_care + kind.transport + kind.place)


def test_the_bridge_adds_up_to_the_penny_however_it_is_cut(summary):
    bridge = summary.money.bridge
    assert (bridge.first, bridge.last) == ("2024-25", "2026-27")
    movement = round(bridge.after - bridge.before, 2)
    assert round(sum(line.movement for line in bridge.lines), 2) == movement
    assert round(sum(gbp for _, _, gbp in bridge.steps), 2) == movement
    assert round(sum(bridge.of_factor(factor) for factor in ("plans", "share", "price")), 2) == movement
    assert bridge.before == pytest.approx(summary.money.paid[0].high_needs.central), "nothing has grown dearer yet"


def test_the_block_is_shown_from_the_year_whose_grant_and_balance_are_known(summary, section):
    first, second, third = summary.money.block
    assert (first.closing, second.opening, second.grant, second.assumed) == (None, -5e6, 20e6, False)
    assert second.closing.central == round(-5e6 + 20e6 - second.spend, 2)
    assert (third.opening, third.assumed) == (second.closing.central, True)
    assert third.closing.low < third.closing.central < third.closing.high
    assert f"{millions(third.grant)}*" in section
    assert f"The block ends March 2026 with a deficit of {millions(-second.closing.central)}" in section
    assert "The block ends March 2027" not in section  # its grant is nobody's
    assert section.count('<span class="range">assumed</span>') == 1


def test_only_a_journey_at_twice_the_national_mean_is_remarked_on(summary):
    near, far = (replace(summary.money.kinds[0], transport=gbp) for gbp in (16_231.0, 40_800.0))
    told = dear_journeys(replace(summary.money, kinds=(near, far)))
    assert "s at £40,800 a learner are counted as daily journeys" in told
    assert "16,2" not in told
    assert dear_journeys(replace(summary.money, kinds=(near,))) == ""


def test_where_no_balance_is_known_the_last_grant_that_was_given_is_set_against_spend(summary):
    first = replace(summary.money.block[0], closing=None, in_year=-2_000_000.0, assumed=False)
    assumed = replace(first, financial_year="2031-32", in_year=-9_000_000.0, assumed=True)
    assert block_title(replace(summary.money, block=(first, assumed))) == (
        f"The block's balance is not known; of the last grant given, that of {first.financial_year}, £2.0m is lacking"
    )
    unknown = replace(first, in_year=None)
    assert block_title(replace(summary.money, block=(unknown,))) == "The block's balance is not known"


def test_the_bar_of_what_is_smaller_stands_in_the_table(summary, section):
    name, _, gbp = summary.money.bridge.steps[-1]
    assert name == "All that is smaller"
    row = re.search(f'<tr><th scope="row">{name}, in the picture.*?</tr>', section, re.DOTALL)
    assert (row is None) == (gbp == 0)
    assert row is None or signed_millions(gbp) in row[0]


def test_the_page_with_money_is_sound(html):
    page = read_page(html)
    assert page.faults == []
    assert len(page.ids) == len(set(page.ids))
    named = [value for name, value in page.attributes() if name == "aria-labelledby"]
    wanted = {word for value in named for word in value.split()}
    wanted |= {value[1:] for name, value in page.attributes() if name in {"href", "xlink:href"}}
    assert wanted <= set(page.ids)
    assert len(page.having("svg")) == 17
    assert all(picture["role"] == "img" for picture in page.having("svg"))
    assert page.names.count("table") == page.names.count("caption") == page.names.count("thead")
    assert {heading.get("scope") for heading in page.having("th")} == {"row", "rowgroup", "col"}


def test_every_figure_of_the_values_stands_in_a_table(summary, section):
    words = re.sub(r"<[^>]*>", " ", section)
    money = summary.money
    for row in money.paid:
        for name in ("high_needs", "inmss", "state", "mainstream", "other", "transport", "health_and_care"):
            assert in_millions(getattr(row, name).central) in words
    for kind in money.kinds:
        assert pounds(kind.average) in words
    for line in money.bridge.lines:
        assert line.name in words
        assert signed_millions(line.movement) in words
    for row in money.block:
        assert millions(row.spend) in words


def test_each_table_says_whether_its_pounds_are_real_or_nominal_and_none_is_both(section):
    captions = [re.search(r"<caption>(.*?)</caption>", table, re.DOTALL)[1] for table in tables_of(section)]
    assert len(captions) == 5
    assert all(("real" in caption) != ("nominal" in caption) for caption in captions)


def test_without_a_grant_the_section_says_how_to_give_one():
    view = view_with_money()
    html = unescape(report_of(view))
    assert "The block's balance is not known" in html
    assert "with an item grant for each year and opening_balance of one" in html
    assert read_page(html).faults == []


def test_what_is_unexplained_stands_on_every_page_that_quotes_money(summary, html):
    assert unexplained_line(summary.money.unexplained) == LINE
    assert html.count(LINE) >= 3
    text = render_text(summary)
    assert LINE in text.splitlines()
    assert len(text.splitlines()) <= 40
    assert max(map(len, text.splitlines())) <= 100
    page = render_comparison(replace(comparison(), unexplained=(LINE,)))
    assert LINE in page


def test_a_comparison_reads_what_is_unexplained_from_manifests(tmp_path):
    long = f"{LINE.removesuffix('.')}, most of it in Top-ups (+£8.9m)."
    manifests = [{"scenario": name, "unexplained_money": [long, long]} for name in ("a", "b")]
    runs = [SavedRun(tmp_path, manifest, {}, None, None) for manifest in manifests]
    assert unexplained(runs) == (f"{LINE.removesuffix('.')} (and 1 more).",)
    other = replace(runs[1], manifest={"scenario": "b", "unexplained_money": ["Not reconciled."]})
    assert unexplained([runs[0], other])[1] == "Not reconciled (b)"
    assert unexplained([replace(runs[0], manifest={"scenario": "a"})]) == ()


def test_lines_without_an_outturn_are_named(section):
    assert "Lines of the block of which no outturn is known: " in section
    assert "Places: state special schools" in section
    assert "; SEN support and inclusion" not in section


def test_no_saving_by_need_is_shown_until_fees_are_known_by_need(view):
    known, unknown = (summarise(replace(view, by_need=by_need)) for by_need in (True, False))
    assert {value.need for value in unknown.explained.place_values} == {"all"}
    assert len(unknown.explained.place_values) <= len(known.explained.place_values)
    assert all(pocket.saving_gbp is None for pocket in unknown.explained.pockets)
    page, text = render_page(replace(view, by_need=False), unknown), " ".join(render_text(unknown).split())
    assert MEAN_OF_NEEDS in page
    assert MEAN_OF_NEEDS in text
    assert MEAN_OF_NEEDS not in render_text(known)
    assert len(render_text(unknown).splitlines()) <= 40


def test_a_run_without_books_has_the_section_that_its_ranges_give():
    html = page("run without a map")
    assert 'id="money"' in html
    assert 'id="bridge"' not in html


LONGEST = "Fees: independent and non-maintained schools"
LONG = Bridge(
    "2024-25",
    "2029-30",
    280_300_000.0,
    473_500_000.0,
    (),
    (
        *((LONGEST, factor, gbp) for factor, gbp in (("plans", 155.4e6), ("share", -60e6), ("price", 34.1e6))),
        ("All that is smaller", "", 63.7e6),
    ),
)


def test_no_words_of_the_pictures_are_cut_off_or_meet(summary):
    with styled():
        for figure in (bridge_figure(LONG), bridge_figure(summary.money.bridge), kinds_cost_figure(summary.money)):
            axes = figure.axes[0]
            assert_words_stand_apart(figure, [*axes.texts, *axes.get_yticklabels(), *figure.texts])
