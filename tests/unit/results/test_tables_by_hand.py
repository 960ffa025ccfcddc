"""Figures of tables that can be worked out from the tiny authority's prices and places, or from other tables."""

from dataclasses import replace
from io import StringIO

import numpy as np
import pandas as pd
import pytest
from books_by_hand import place_of
from small_world import PULP_LOOKS_AHEAD
from tiny_pack import BASE, HORIZON, PRICES, REPOSITORY, WITHOUT_PRACTICE, run_tiny, table_of, write_tiny_pack

from models.vocabulary import PROVISIONS, academic_year
from sufficiency.results.access import ACCESS
from sufficiency.results.cross_border import CROSS_BORDER
from sufficiency.results.drivers import DRIVERS
from sufficiency.results.every_table import make_tables
from sufficiency.results.headlines import CENTRAL, IN_POUNDS, draws_text
from sufficiency.results.learners_by_kind import EVERY_KIND, LEARNERS_BY_KIND
from sufficiency.results.placements import PLACEMENTS
from sufficiency.results.spend import SPEND
from sufficiency.results.spend_by_academic_year import before_the_base

pytestmark = [pytest.mark.unit, pytest.mark.filterwarnings(PULP_LOOKS_AHEAD)]

TOP_UP, BASE_TOP_UP = PRICES["top_up", "state_special"], PRICES["top_up", "specialist_base"]
FEE = PRICES["fee", "independent_special"]
SCHOOLS = ("mainstream", "specialist_base")
SHIPPED = {"hampshire": "E10000014", "hertfordshire": "E10000015", "hartlepool": "E06000001"}
CHARGE = {"oak": TOP_UP, "elm": TOP_UP, "ash-base": BASE_TOP_UP, "yew": FEE, "market-SEMH": FEE, "market-ASD": FEE}


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    return run_tiny(write_tiny_pack(tmp_path_factory.mktemp("tiny")))


@pytest.fixture(scope="module")
def tables(ran):
    return make_tables(*ran)


def test_a_placement_costs_charge_and_journey_of_all_its_learners(tables):
    rows = tables["placements"]
    journey = PRICES["transport_fixed", "any"] + PRICES["transport_mile", "any"] * rows["miles"]
    by_hand = rows["learners"] * (rows["provider_id"].map(CHARGE) + journey)
    assert rows["cost_gbp"].to_numpy() == pytest.approx(by_hand.to_numpy())


def test_journeys_are_of_everybody_who_has_a_place_incumbents_and_all_in_every_year(tables):
    key = ["academic_year", "area", "phase"]
    placed = tables["placements"].groupby(key)["learners"].sum()
    travelled = tables["journeys"].set_index(key)["learners"]
    pd.testing.assert_series_equal(travelled.sort_index(), placed.sort_index(), check_exact=False)


def test_the_money_that_a_place_saves_is_no_more_than_its_shadow_price_and_not_the_same(tables):
    rows = tables["schools"].dropna(subset=["place_saving_gbp"])
    assert (rows["place_saving_gbp"] <= rows["place_shadow_price_gbp"] + 1e-6).all()
    assert (rows["place_saving_gbp"] < rows["place_shadow_price_gbp"] - 1_000.0).any(), "weights are nobody's money"


def test_requests_and_assessments_are_as_many_a_plan_as_were_published_a_calendar_year_before_each_census(tables):
    """Sixty requests and forty assessments stood behind 31 plans."""
    rows = tables["funnel"]
    assert rows["calendar_year"].tolist() == list(range(BASE, HORIZON))
    for end in ("", "_p10", "_p90"):
        assert rows[f"requests{end}"].to_numpy() == pytest.approx(rows[f"new_plans{end}"].to_numpy() * 60 / 31)
    assert rows["assessments"].to_numpy() == pytest.approx(rows["new_plans"].to_numpy() * 40 / 31)
    started = tables["flows"].groupby("census_year")["new_plans"].sum()
    assert rows["new_plans"].to_numpy() == pytest.approx(started.to_numpy(), abs=1e-6)


def test_spend_of_a_year_of_the_draws_is_of_the_financial_year_that_starts_in_it(ran, tables):
    draws = pd.read_csv(StringIO(draws_text(ran[0])))
    central = draws[draws["draw"] == CENTRAL].set_index("census_year")
    by_year = tables["spend"].groupby(["ledger", "financial_year"])["real_gbp"].sum()
    for measure, ledger in IN_POUNDS.items():
        for year in range(BASE, HORIZON):
            expected = by_year[str(ledger), f"{year}-{(year + 1) % 100}"]
            assert central[measure][year] == pytest.approx(expected, abs=0.1)
        assert np.isnan(central[measure][HORIZON])


def test_places_of_state_special_schools_are_those_in_use_and_those_that_open(tables):
    """Oak has 24; Elm 14 of which others hold two, and 20 of which they hold two from September 2026 on."""
    rows = tables["state_shares"]
    everybody = rows[(rows["area"] == "all") & (rows["need"] == "all")].set_index("academic_year")["places"]
    assert everybody.to_dict() == pytest.approx(
        {"2024/25": 36.0, "2025/26": 36.0, "2026/27": 42.0, "2027/28": 42.0, "2028/29": 42.0}
    )


def test_learners_are_counted_up_to_the_base_year_and_it_is_both_counted_and_forecast(ran):
    """England's panel of Hartlepool, with a January after the base year, beside the forecast from 2025 on."""
    run, inputs = ran
    panel = inputs.reference["placements_panel"].query("authority == 'E06000001'")
    published = panel.query("series == 'state_special'").set_index("census_year")["learners"].loc[:BASE]
    later = panel[panel["census_year"] == BASE].assign(census_year=BASE + 1)
    reference = {**inputs.reference, "placements_panel": pd.concat([panel, later], ignore_index=True)}
    hartlepool = replace(inputs, about={**inputs.about, "ons_code": "E06000001"}, reference=reference)
    table = make_tables(run, hartlepool, [LEARNERS_BY_KIND])["learners_by_kind"]
    counted = table.query("kind == 'state_special'").set_index("academic_year")["counted"].dropna()
    assert counted.to_dict() == {academic_year(int(year)): count for year, count in published.items()}
    assert counted.index[-1] == academic_year(BASE)
    every = table.dropna(subset=["counted"]).pivot_table(index="academic_year", columns="kind", values="counted")
    plans = panel.query("series == 'plans'").set_index("census_year")["learners"].loc[:BASE]
    assert every.sum(axis=1).to_list() == plans.to_list(), "not recorded too, everybody is somewhere"
    listed = panel[~panel["series"].isin(["plans"])].groupby("census_year")["learners"].sum().loc[:BASE]
    assert every["elsewhere"].to_list() == (plans - listed).to_list()


def test_a_january_of_which_many_were_not_recorded_has_no_counts_by_kind(ran):
    run, inputs = ran
    counts = {"plans": 100, "base": 5, "state_special": 20, "inmss_special": 6, "independent_mainstream": 1}
    counts |= {"mainstream": 40, "post_16": 10}
    rows = [("E99", BASE - 1, *row) for row in (counts | {"not_recorded": 6}).items()]
    rows += [("E99", BASE, *row) for row in (counts | {"not_recorded": 4}).items()]
    panel = inputs.reference["placements_panel"]
    reference = {**inputs.reference, "placements_panel": pd.DataFrame(rows, columns=panel.columns)}
    made = replace(inputs, about={**inputs.about, "ons_code": "E99"}, reference=reference)
    table = make_tables(run, made, [LEARNERS_BY_KIND])["learners_by_kind"].dropna(subset=["counted"])
    found = {year: dict(zip(of["kind"], of["counted"], strict=True)) for year, of in table.groupby("academic_year")}
    assert found[academic_year(BASE - 1)] == {"not_recorded": 6.0}
    del counts["plans"]
    assert found[academic_year(BASE)] == counts | {"not_recorded": 4.0, "elsewhere": 14.0}


def test_every_kind_of_provision_is_in_one_kind():
    listed = [provision for provisions in EVERY_KIND.values() for provision in provisions]
    assert sorted(listed) == sorted(PROVISIONS)


def test_everybody_is_of_one_kind_and_all_kinds_add_up_to_the_plans_of_each_year(tables):
    """And they are those of the table by year group, with the ranges that it has of mainstream alone."""
    rows = tables["learners_by_kind"].dropna(subset=["learners"])
    wide = rows[rows["kind"].isin([*EVERY_KIND])].pivot_table(index="academic_year", columns="kind", values="learners")
    plans = tables["forecast_totals"].query("level == 'authority'").set_index("census_year")["plans"]
    ahead = wide.sum(axis=1)
    assert [ahead[academic_year(year)] for year in plans.index] == pytest.approx(plans.to_list())
    totals = tables["learners_by_year_group_totals"].query("level == 'authority'")
    by_kind = {str(provision): kind for kind, of in EVERY_KIND.items() for provision in of}
    sums = totals.assign(kind=totals["provision"].map(by_kind)).groupby(["academic_year", "kind"])["learners"].sum()
    for kind in EVERY_KIND:
        assert wide[kind].to_list() == pytest.approx(sums.xs(kind, level="kind").to_list(), abs=1e-4)
    alone = totals[totals["provision"] == "mainstream"].set_index("academic_year")
    mine = rows[rows["kind"] == "mainstream"].set_index("academic_year")
    for end in ("p10", "p90"):
        expected = alone[f"learners_{end}"].loc[mine.index]
        assert mine[f"learners_{end}"].to_list() == pytest.approx(expected.to_list(), abs=1e-4)


@pytest.mark.parametrize(("name", "code"), SHIPPED.items())
def test_the_pack_starts_at_the_last_count_but_for_those_whose_placement_was_not_recorded(name, code):
    """Each kind has the learners of the published January, and a share of those who were not recorded."""
    joint = pd.read_csv(REPOSITORY / "data" / name / "plans_joint.csv")
    panel = pd.read_csv(REPOSITORY / "data" / "reference" / "placements_panel.csv")
    own = panel[(panel["authority"] == code) & (panel["census_year"] == 2025)]
    counts = own.set_index("series")["learners"].astype(float)
    counts["elsewhere"] = 2 * counts["plans"] - counts.sum()
    unknown, ahead = counts["not_recorded"], joint.groupby("provision")["plans"].sum()
    for kind, provisions in EVERY_KIND.items():
        more = ahead.reindex([str(provision) for provision in provisions]).sum() - counts[kind]
        assert -0.01 <= more <= unknown + 0.01
    assert ahead.sum() == pytest.approx(counts["plans"], abs=0.01)


@pytest.mark.parametrize("beside", [True, False])
def test_the_year_before_the_base_year_has_the_learners_of_each_kind_who_were_counted(ran, beside):
    """Without the series that only money follows, mainstream and colleges go by plans in none of the four kinds."""
    run, inputs = ran
    before = {"plans": 900, "base": 40, "state_special": 190, "inmss_special": 60, "independent_mainstream": 10}
    now = {"plans": 1000, "base": 50, "state_special": 200, "inmss_special": 80, "independent_mainstream": 10}
    if beside:
        before, now = before | {"mainstream": 400, "post_16": 120}, now | {"mainstream": 500, "post_16": 96}
    rows = [("E99", year, *row) for year, of in ((BASE - 1, before), (BASE, now)) for row in of.items()]
    panel = inputs.reference["placements_panel"]
    reference = {**inputs.reference, "placements_panel": pd.DataFrame(rows, columns=panel.columns)}
    ratio = before_the_base(run, replace(inputs, reference=reference))
    found = {provision: ratio[place_of("top_up_schools", provision, "ASD")] for provision in SCHOOLS}
    college = ratio[place_of("top_up_post_school", "further_education")]
    assert found["specialist_base"] == 40 / 50
    assert ratio[place_of("inmss_fees", "non_maintained_special", "ASD")] == 60 / 80
    assert ratio[place_of("sen_support")] == 1.0
    assert (found["mainstream"], college) == ((0.8, 1.25) if beside else (600 / 660, 600 / 660))


def test_only_what_crosses_the_border_is_named(tables):
    rows = tables["cross_border"]
    assert ((rows["places"] > 0) | (rows["learners"] > 0)).all()
    kept = rows[rows["direction"] == "import"]
    assert set(kept["provider_id"]) == {"elm"}
    assert kept["places"].tolist() == [2.0] * 5


def test_a_school_that_closes_keeps_no_places_for_others(tmp_path):
    closed = {"provider": "elm", "from": "2026/27", "set": 0, "source": "a test"}
    scenario = {"draws": 1, "horizon": 2027, "places": {"changes": {"closed": closed}}}
    rows = table_of(run_tiny(write_tiny_pack(tmp_path, scenario=scenario))[0], CROSS_BORDER)
    kept = rows[rows["direction"] == "import"].set_index("academic_year")["places"]
    assert kept.to_dict() == {"2024/25": 2.0, "2025/26": 2.0}


def test_shares_within_and_in_reach_are_of_those_who_need_a_state_place(tables):
    rows = tables["access"]
    assert (rows["in_reach"] < rows["within_reach"] - 1.0).any()
    for share, learners in (("share_in_reach", "in_reach"), ("share_within_reach", "within_reach")):
        by_hand = np.minimum(rows[learners] / rows["state_required"], 1.0)
        assert rows[share].to_numpy() == pytest.approx(by_hand.to_numpy())


def test_places_that_other_authorities_learners_fill_are_paid_as_filled(tmp_path):
    """The base has 24 places: others fill 8, its own learners some, and an empty one costs 10,000 and not 6,000."""

    def larger(table: pd.DataFrame) -> pd.DataFrame:
        primary = (table["provider_id"] == "ash-base") & (table["phase"] == "primary")
        return table.assign(places=table["places"].mask(primary, 20.0), reserved=table["reserved"].mask(primary, 8.0))

    run = run_tiny(write_tiny_pack(tmp_path, {"places": larger}, {"draws": 1, "horizon": 2026}))[0]
    found = make_tables(run, None, [PLACEMENTS, SPEND])
    held = found["placements"].query("provider_id == 'ash-base'").groupby("academic_year")["learners"].sum()
    assert (held < 15.0).all()
    paid = 6_000.0 * (held + 8.0) + 10_000.0 * (24.0 - 8.0 - held)
    rows = found["spend"].query("line == 'place_bases'")
    assert rows["real_gbp"].tolist() == pytest.approx([(5 * paid["2024/25"] + 7 * paid["2025/26"]) / 12])


def test_learners_whom_only_an_independent_school_could_serve_are_not_among_those_in_reach_of_a_state_one(tmp_path):
    """Oak states that it takes them, and they are cheaper there."""

    def oak_takes_all(table: pd.DataFrame) -> pd.DataFrame:
        oak = table["provider_id"] == "oak"
        return table.assign(requirements=table["requirements"].mask(oak, "special independent_only"))

    pack = write_tiny_pack(
        tmp_path, {"providers": oak_takes_all}, {"draws": 1, "horizon": 2027, "parameters": WITHOUT_PRACTICE}
    )
    found = make_tables(*run_tiny(pack), [PLACEMENTS, ACCESS])
    at_state = found["placements"].query("provider_id in ['oak', 'elm', 'ash-base']")
    served = at_state[at_state["requirement"] != "independent_only"].groupby("academic_year")["learners"].sum()
    assert at_state["learners"].sum() > served.sum() + 0.1
    rows = found["access"].query("area == 'all'").set_index("academic_year")["in_reach"]
    assert rows.to_dict() == pytest.approx(served.to_dict())


def test_learners_in_the_county_are_those_in_state_schools_of_the_authority_itself(tmp_path):
    """Elm stands across the border."""
    changes = {"providers": lambda table: table.assign(area=table["area"].mask(table["provider_id"] == "elm", ""))}
    run = run_tiny(write_tiny_pack(tmp_path, changes, {"draws": 1, "horizon": 2027}))[0]
    placed = table_of(run, PLACEMENTS)
    assert (placed["provider_id"] == "elm").any()
    at_home = placed[placed["provider_id"].isin(["oak", "ash-base"])].groupby("academic_year")["learners"].sum()
    draws = pd.read_csv(StringIO(draws_text(run)))
    central = draws[draws["draw"] == CENTRAL]["in_county_learners"].to_numpy()
    assert central == pytest.approx(at_home.to_numpy(), abs=1e-4)


def test_more_children_than_in_the_base_year_are_told_as_population_from_the_first_year_on(tmp_path):
    def twice_from_2025(population: pd.DataFrame) -> pd.DataFrame:
        more = (population["year"] >= 2025) & (population["age"] == 4)
        return population.assign(persons=population["persons"] * np.where(more, 2.0, 1.0))

    run = run_tiny(write_tiny_pack(tmp_path, {"population": twice_from_2025}, {"draws": 1, "horizon": 2026}))[0]
    split = table_of(run, DRIVERS).query("need == 'all'").set_index("driver")["plans"]
    assert split["population"] > 1.0
    assert split.sum() == pytest.approx(run.plans[-1].sum() - run.plans[0].sum())
