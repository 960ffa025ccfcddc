"""The part on trust: what the data rest on, which assumptions matter most, and how well each is supported."""

import re
from dataclasses import replace

import pytest
from page_reader import read_page
from report_fixture import run_view
from swings_by_hand import OWN, ROWS, swings_table
from tiny_pack import REPOSITORY

from sufficiency.errors import Fault
from sufficiency.packs.quality import rows_by_basis
from sufficiency.reports.report import page as whole_page
from sufficiency.reports.report.trust import (
    BASIS_TABLES,
    IMPACT_WORDS,
    PART,
    QUALITY_WORDS,
    between_ends,
    swings_title,
    why_no_swings,
)
from sufficiency.reports.summary.named import finding_in_words
from sufficiency.reports.summary.summary import summarise
from sufficiency.reports.summary.trust.assumptions import assumptions_cited, assumptions_swung
from sufficiency.reports.summary.trust.swings import LESS_THAN_RATED, MORE_THAN_RATED, swings_shown
from sufficiency.reports.summary.view import RunView
from sufficiency.tables.assumptions_log import read_log

pytestmark = pytest.mark.unit

LOG = read_log(REPOSITORY)


def view_with(rows=None, own=None, **changes) -> RunView:
    view = run_view()
    tables = {**view.tables, "swings": swings_table(rows, own)}
    return replace(view, tables=tables, log=LOG, cited=("A-06", "A-26", "A-135"), **changes)


def page_of(view: RunView) -> str:
    """The part alone: the other parts of the page take their time."""
    summary = summarise(view)
    return whole_page._rendered(PART, {**whole_page._common(summary), **PART.gather(view, summary)}).html


@pytest.fixture(scope="module")
def html() -> str:
    """The part of the run as it is swung."""
    return page_of(view_with())


def section(html: str) -> str:
    """The part as text, spaces as one."""
    return " ".join(re.sub(r"<svg.*?</svg>|<[^>]*>", " ", html, flags=re.DOTALL).split())


def test_the_assumption_that_moves_the_places_missing_most_is_named_first():
    swings = swings_shown(view_with())
    assert [swing.assumption for swing in swings.moving] == ["A-41", "A-170", "A-06"]
    assert [swing.assumption for swing in swings.still] == ["A-175", "A-15"]
    assert swings_title(swings) == (
        "Of all assumptions, how much of England's growth is left each year moves the places missing in 2029/30 most: "
        "700 to 1,320, against 1,000 as the run has it"
    )


def test_what_moves_nothing_is_named_with_its_range(html):
    text = section(html)
    assert "Growth of prices beyond that of each index: −1% a year to 2% a year" in text
    assert "Learners in new state places who would be in INMSS: 0% to 30%" in text


def test_every_figure_of_the_table_is_that_of_the_run(html):
    page = read_page(html)
    text = section(html)
    assert page.faults == []
    for figures in ("700 to 1,320", "18,000 to 22,100", "180.0 to 222.0", "228.0 to 265.0", "798 to 804"):
        assert figures in text


def test_the_financial_year_of_the_block_is_named_as_it_is_not_that_of_the_answer(html):
    """A swing of 2029/30 reads the block of the year after its census: spend of 2030-31."""
    swings = swings_shown(view_with())
    assert (swings.academic_year, swings.financial_year) == ("2029/30", "2030-31")
    assert "The block is that of 2030-31," in section(html)


def test_ratings_are_those_of_the_log_in_words_with_a_colour(html):
    for name in ("A-41", "A-170", "A-06", "A-15", "A-175", "A-26", "A-135"):
        row = re.search(rf'<tr><th scope="row">{name}</th>.*?</tr>', html, re.DOTALL)[0]
        ratings = re.findall(r'class="rate rate-(\w+)"></span>([^<]*)', row)
        quality, impact = LOG[name].quality, LOG[name].impact
        assert ratings == [(quality, QUALITY_WORDS[quality]), (impact, IMPACT_WORDS[impact])]


def test_swung_assumptions_stand_first_in_the_order_of_their_swing_and_each_once():
    view = view_with()
    swings = swings_shown(view)
    assert [row.assumption for row in assumptions_swung(view, swings)] == ["A-41", "A-170", "A-06", "A-175", "A-15"]
    assert [row.assumption for row in assumptions_cited(view, swings)] == ["A-26", "A-135"]


def test_a_swing_that_disagrees_strongly_with_the_rated_impact_is_marked():
    """A-186 is rated small and moves INMSS by a tenth here; A-175 is rated large and moves nothing by 1%."""
    own_growth = ("parameters.practised.own_weight", "Own growth", "A-186", "A-521", ("0", "0.2", "0.5"))
    view = view_with([*ROWS, (*own_growth, {"inmss_learners": (-40.0, 80.0)})])
    marks = {row.assumption: row.mark for row in assumptions_swung(view, swings_shown(view))}
    assert (LOG["A-186"].impact, LOG["A-175"].impact) == ("green", "red")
    unmarked = dict.fromkeys(("A-41", "A-170", "A-06", "A-15"), "")
    assert marks == {**unmarked, "A-186": MORE_THAN_RATED, "A-175": LESS_THAN_RATED}
    assert section(page_of(view)).count(MORE_THAN_RATED) == 1


def test_a_run_that_nobody_swung_says_why():
    view = view_with([])
    assert swings_shown(view) is None
    text = section(page_of(view))
    assert "as it is one of a sweep" in text
    few = replace(view, context={**view.context, "draws": 9})
    assert why_no_swings(9) in section(page_of(few))
    assert "a run of 1 draw is a trial" in why_no_swings(1)


def test_where_nothing_is_missing_and_nothing_moves_there_is_no_picture():
    nothing = {**OWN, "missing_places": 0.0}
    view = view_with([ROWS[0]], nothing)
    html = page_of(view)
    assert "No assumption that was varied moves the places missing in 2029/30 by half a per cent" in section(html)
    assert "tornado-title" not in html


def test_without_the_log_the_page_says_that_nothing_is_rated():
    text = section(page_of(replace(view_with(), log={})))
    assert "The assumptions log is not at hand" in text
    assert "not in the log" in text


def test_data_come_first_then_assumptions_checks_and_provenance():
    html = page_of(view_with(bases={"places": {"published": 3, "scaled": 1200, "estimated": 5}}))
    places = [html.index(f'id="{name}"') for name in ("quality", "assumptions", "checks", "provenance")]
    assert places == sorted(places)
    assert f"{BASIS_TABLES['places']} 3 1,200 5" in section(html)


def test_rows_are_counted_by_what_they_rest_on():
    tables = run_view().tables
    place = tables["schools"].iloc[:3].assign(basis=["published", "estimated", "estimated"])
    counted = rows_by_basis({"places": place, "areas": run_view().areas})
    assert counted == {"places": {"published": 1, "scaled": 0, "estimated": 2}}


@pytest.mark.parametrize("payload", ["<script>alert(1)</script>", "</text></svg><b>", "a\x07b {{ 1 }}"])
def test_the_name_of_a_lever_stays_text(payload):
    row = ("levers.x.multiply", f"This scenario's lever {payload}", "", "", ("1", "2", "3"), ROWS[1][5])
    page = read_page(page_of(view_with([row])))
    assert page.faults == []
    assert "script" not in page.names


def test_a_finding_of_the_pack_names_its_area_and_its_ages():
    found = finding_in_words(
        Fault(
            "population.csv",
            4,
            0,
            where="E07000094, 2028 to 2029",
            value="20_to_25: 1,059 to 663, -37.4%",
            allowed="from -14% to +33%",
        ),
        {"E07000094": "Winchester (E07000094)"},
    )
    assert found.where == "Winchester (E07000094), 2028 to 2029"
    assert found.value == "ages 20 to 25: 1,059 to 663, −37.4%"
    assert found.allowed == "from −14% to +33%"


def test_a_choice_without_figures_is_one_or_the_other():
    (swing, *_) = swings_shown(view_with()).every
    assert between_ends(replace(swing, low="they do not", high="they stay so")) == "they do not or they stay so"
    assert between_ends(replace(swing, low="0%", high="50%")) == "0% to 50%"
