"""A figure that stands in several places is the same in each: summary, headlines, frontier, and the tables of a run."""

from dataclasses import replace

import pandas as pd
import pytest
from small_world import PULP_LOOKS_AHEAD
from tiny_pack import run_tiny, write_tiny_pack

from models.vocabulary import STATE_REQUIREMENTS, academic_year
from sufficiency.finance.in_report.tables import money_tables
from sufficiency.reports.summary.summary import summarise
from sufficiency.results.every_table import make_tables
from sufficiency.results.headlines import MEASURES, central_of
from sufficiency.running import manifest_of, view_of
from sufficiency.studies.frontier import frontier

pytestmark = [pytest.mark.unit, pytest.mark.filterwarnings(PULP_LOOKS_AHEAD)]
AHEAD, CENSUS = academic_year(2027), 2027


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    return run_tiny(write_tiny_pack(tmp_path_factory.mktemp("tiny"), scenario={"draws": 1, "horizon": 2028}))


@pytest.fixture(scope="module")
def tables(ran):
    return make_tables(*ran)


@pytest.fixture(scope="module")
def finance(ran):
    return money_tables(*ran)


@pytest.fixture(scope="module")
def summary(ran, tables, finance):
    made, inputs = ran
    view = view_of(made, inputs, tables, manifest_of(made, inputs), "folder/")
    return summarise(replace(view, finance=finance))


@pytest.fixture(scope="module")
def headlines(ran) -> dict[str, float]:
    made, _ = ran
    return {name: float(values[list(made.instance.years).index(CENSUS)]) for name, values in central_of(made).items()}


@pytest.fixture(scope="module")
def shorter(ran) -> pd.Series:
    made, inputs = ran
    own = made.scenario.parameters.allocation.mile_weight_gbp
    return frontier(made.scenario, inputs, (own,), lambda _step: None).set_index("academic_year").loc[AHEAD]


def in_year(table: pd.DataFrame, **keys: str) -> pd.DataFrame:
    chosen = table[table["academic_year"] == AHEAD]
    for column, value in keys.items():
        chosen = chosen[chosen[column] == value]
    return chosen


def same(*figures: float) -> None:
    assert figures == pytest.approx((figures[0],) * len(figures), abs=1e-6)


def test_who_requires_a_state_place(tables, summary, headlines):
    needed = tables["requirement"]
    needed = needed[(needed["census_year"] == CENSUS) & needed["requirement"].isin(STATE_REQUIREMENTS)]
    same(
        headlines["required_learners"],
        summary.total_in(AHEAD).required.central,
        needed["learners"].sum(),
        in_year(tables["access"], area="all")["state_required"].sum(),
        in_year(tables["place_need_totals"], level="authority")["required"].sum(),
    )


def test_places_missing_and_their_parts(tables, summary, headlines, shorter):
    missing, unmet = summary.total_in(AHEAD).missing, summary.of_kind("unmet_in_mainstream").in_year(AHEAD)
    displaced = summary.explained.displaced_in(AHEAD).displaced.central
    assert missing.total.central > 0
    same(headlines["missing_places"], missing.total.central, in_year(tables["place_need"])["gap"].sum())
    same(headlines["over_capacity_learners"], missing.above_places.central, shorter["above_places"])
    same(headlines["displaced_learners"], missing.inmss_for_want.central, displaced)
    same(headlines["unmet_learners"], missing.unmet.central, unmet.central, shorter["unmet"])
    same(headlines["unplaced_learners"], summary.of_kind("unplaced").in_year(AHEAD).central, shorter["unplaced"])


def test_learners_and_their_journeys(tables, summary, headlines, shorter):
    (travelled,) = [row for row in summary.travelled if row.academic_year == AHEAD]
    (near,) = [row for row in summary.near_home if row.academic_year == AHEAD]
    crossing = in_year(tables["cross_border"]).groupby("direction")["learners"].sum()
    kinds = [summary.of_kind(kind) for kind in ("inmss_special", "independent_mainstream")]
    same(headlines["inmss_learners"], sum(of.in_year(AHEAD).central for of in kinds if of is not None))
    same(travelled.learners, near.learners, shorter["learners"])
    assert travelled.stated > 0
    same(travelled.over_limit, shorter["learners_over"], in_year(tables["access"], area="all")["over_limit"].sum())
    same(headlines["learner_miles"], shorter["miles"])
    same(near.in_market, crossing.get("market", 0.0))
    same(near.out_of_authority, crossing.get("export", 0.0))


def test_who_has_no_state_school_near_enough_is_not_counted_as_having_one(tables):
    reached = in_year(tables["access"], area="all").iloc[0]
    out_of_reach = in_year(tables["displaced"])["out_of_reach"].sum()
    assert out_of_reach <= reached["state_required"] - reached["within_reach"] + 1e-9


def test_plans_and_spend(summary, headlines):
    (plans,) = [row.plans.central for row in summary.plans if row.census_year == CENSUS]
    same(headlines["plans"], plans)
    (spend,) = [row for row in summary.spend if row.financial_year == f"{CENSUS}-{CENSUS % 100 + 1}"]
    same(headlines["high_needs_gbp"], spend.high_needs.central)
    same(headlines["transport_gbp"], spend.transport.central)


def test_the_section_on_money_has_the_figures_of_spend_and_its_own_tables(summary, tables, finance):
    year = f"{CENSUS}-{CENSUS % 100 + 1}"
    (spend,) = [row for row in summary.spend if row.financial_year == year]
    (paid,) = [row for row in summary.money.paid if row.financial_year == year]
    for name in ("high_needs", "inmss", "state", "mainstream", "transport"):
        assert getattr(paid, name).central == pytest.approx(getattr(spend, name).central, abs=1.0), name
    ledgers = tables["spend"].query("financial_year == @year").groupby("ledger")["real_gbp"].sum()
    assert paid.health_and_care.central == pytest.approx(
        ledgers.get("health", 0.0) + ledgers.get("social_care", 0.0), abs=1.0
    )
    assert paid.dfe_direct.central == pytest.approx(ledgers.get("dfe_direct", 0.0), abs=1.0)
    against = finance["inmss_against_in_county"].set_index(["financial_year", "provision"])
    for kind in summary.money.kinds:
        assert kind.average == against.loc[(summary.money.kinds_year, kind.provision), "average_gbp"]
    bridge, block = summary.money.bridge, finance["block"].set_index("financial_year")["spend_gbp"]
    assert (bridge.before, bridge.after) == (block[bridge.first], block[bridge.last])
    assert round(sum(line.movement for line in bridge.lines), 2) == round(bridge.after - bridge.before, 2)


def test_every_measure_is_in_words(headlines):
    assert list(headlines) == list(MEASURES)
