"""The tables of a run: what they hold, that ranges are aggregated inside each draw, and that draws stand alone."""

import numpy as np
import pandas as pd
import pytest
from small_world import PULP_LOOKS_AHEAD
from tiny_pack import BASE, HORIZON, PRICES, demand_of_draws, every_draw, run_tiny, write_tiny_pack

from models.outcome import outcome
from models.outcome.year_groups import in_no_specialist_place
from models.vocabulary import INMSS, NEEDS, PHASES, PROVISIONS, academic_year
from sufficiency.results.every_table import EVERY_TABLE, make_tables
from sufficiency.tables.contracts import check

pytestmark = [pytest.mark.unit, pytest.mark.filterwarnings(PULP_LOOKS_AHEAD)]


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    return run_tiny(write_tiny_pack(tmp_path_factory.mktemp("tiny"), scenario={"draws": 5}))


@pytest.fixture(scope="module")
def made(ran):
    return ran[0]


@pytest.fixture(scope="module")
def drawn(ran):
    return demand_of_draws(*ran)


@pytest.fixture(scope="module")
def tables(ran):
    return make_tables(*ran)


def test_every_table_is_made_in_its_contract(tables):
    assert list(tables) == [table.name for table in EVERY_TABLE]
    for table in EVERY_TABLE:
        pd.testing.assert_frame_equal(check(tables[table.name], table), tables[table.name])


def test_tables_reach_from_the_base_year_to_the_horizon(tables):
    years = list(range(BASE, HORIZON + 1))
    assert sorted(tables["forecast"]["census_year"].unique()) == years
    assert sorted(tables["flows"]["census_year"].unique()) == years[1:]
    assert sorted(tables["schools"]["academic_year"].unique()) == [academic_year(year) for year in years]
    assert sorted(tables["spend"]["financial_year"].unique()) == ["2025-26", "2026-27", "2027-28", "2028-29"]


def test_the_base_year_has_no_range(tables):
    base = tables["forecast"][tables["forecast"]["census_year"] == BASE]
    for quantile in ("p10", "p50", "p90"):
        assert base[f"plans_{quantile}"].to_numpy() == pytest.approx(base["plans"].to_numpy())


def test_quantiles_are_in_order(tables):
    totals = tables["forecast_totals"]
    assert (totals["plans_p10"] <= totals["plans_p50"]).all()
    assert (totals["plans_p50"] <= totals["plans_p90"]).all()
    assert (tables["spend"]["real_gbp_p10"] <= tables["spend"]["real_gbp_p90"]).all()


def test_a_range_of_a_total_is_aggregated_in_each_draw_before_the_quantile(made, tables):
    drawn = every_draw(made).plans[:, -1].sum(axis=(1, 2))
    totals = tables["forecast_totals"]
    last = totals[(totals["census_year"] == HORIZON) & (totals["level"] == "authority")].iloc[0]
    assert last["plans_p90"] == pytest.approx(np.quantile(drawn, 0.9))
    needs = totals[(totals["census_year"] == HORIZON) & (totals["level"] == "need")].set_index("code")
    semh = every_draw(made).plans[:, -1, :, NEEDS.index("SEMH")].sum(axis=1)
    assert needs.loc["SEMH", "plans_p10"] == pytest.approx(np.quantile(semh, 0.1))


def test_areas_and_needs_agree_in_every_draw(made, drawn):
    every = every_draw(made)
    assert np.abs(drawn.by_area.by_area().sum(axis=2) - every.plans).max() <= 1e-6
    assert np.abs(every.plans_by_phase.sum(axis=(2, 3)) - every.plans.sum(axis=2)).max() <= 1e-6
    assert np.abs(drawn.flows.closing - every.plans[:, 1:]).max() <= 1e-6


def test_the_share_of_an_area_is_uncertain_and_more_so_the_further_ahead(made, drawn):
    north = drawn.by_area.by_area()[:, :, 0].sum(axis=(2, 3))
    share = north / every_draw(made).plans.sum(axis=(2, 3))
    assert share[:, 0] == pytest.approx(0.6)
    assert share[:, 1].std() > 0.001
    assert share[:, -1].std() > share[:, 1].std()


def test_everyone_required_is_placed_unmet_or_unplaced_in_every_draw(made):
    outcomes = every_draw(made)
    placed = outcomes.inmss + outcomes.in_county
    without = outcomes.unmet.sum(axis=2) + outcomes.unplaced.sum(axis=2)
    missed = outcomes.required.sum(axis=2) - placed - without
    assert np.abs(missed).max() <= 1e-6, "all state places are in the county"


def test_spend_has_the_lines_that_anything_is_known_of_and_no_others(tables):
    """The pack gives no outturn, so of lines that follow one nothing is known."""
    lines = tables["spend"].groupby("line")["provision"].apply(set)
    assert lines["inmss_fees"] == set(map(str, INMSS))
    assert lines["sen_transport"] == {*map(str, INMSS), "state_special", "specialist_base"}
    assert lines["top_up_schools"] == {"mainstream", "specialist_base"}
    assert {"place_special", "place_bases", "top_up_special"} <= set(lines.index)
    assert not {"sen_support", "top_up_post_school", "inmss_post_school", "place_ap"} & set(lines.index)


def spent(tables, line: str) -> dict[str, float]:
    """Pounds by financial year."""
    spend = tables["spend"]
    rows = spend[spend["line"] == line].groupby("financial_year")["real_gbp"].sum()
    return dict(rows)


def test_place_funding_of_special_schools_is_their_places_and_the_learners_above_them(tables):
    """Oak has 24 places; Elm 14, and 20 from September 2026 on; all are paid, filled or not."""
    price = PRICES["place_funding", "state_special"]
    rows = tables["schools"].query("provider_id in ('oak', 'elm')")
    above = rows.groupby("academic_year")["over_capacity"].sum()
    paid = spent(tables, "place_special")
    assert above["2024/25"] == pytest.approx(3.0), "39 learners and two of other authorities for 38 places"
    assert paid["2025-26"] == pytest.approx((38 + (5 * above["2024/25"] + 7 * above["2025/26"]) / 12) * price)
    later = ((38 + above["2025/26"]) * 5 + (44 + above["2026/27"]) * 7) / 12
    assert paid["2026-27"] == pytest.approx(later * price)


def test_fees_are_learners_times_the_fee_of_each_academic_year(made, tables):
    private = np.isin(made.instance.providers.provision, [PROVISIONS.index(provision) for provision in INMSS])
    fee = PRICES["fee", "independent_special"]
    yearly = [year.learners[private[made.instance.pairs.provider]].sum() * fee for year in made.central.years]
    fees = spent(tables, "inmss_fees")
    assert fees["2025-26"] == pytest.approx((5 * yearly[0] + 7 * yearly[1]) / 12)


def test_every_plan_is_in_one_kind_of_provision(made):
    """Learners of all kinds of provision together are the plans of each year, by need too."""
    others = in_no_specialist_place(made.instance, made.central).sum(axis=1).swapaxes(1, 2)
    taken = [outcome._taken(made.instance, made.central, place, of).plans for place, of in enumerate(others)]
    assert np.array([of.sum(axis=0) for of in taken]) == pytest.approx(made.plans.sum(axis=1))
    published = made.authority.joint.sum(axis=0).T
    assert taken[0] == pytest.approx(published)


def test_the_year_before_the_base_year_costs_as_many_learners_as_were_counted(tables):
    """Nobody counted the learners of this authority by kind, so it stands as the base year does."""
    rows = tables["spend_by_academic_year"].set_index("academic_year")["real_gbp"].groupby("academic_year").sum()
    assert rows["2023/24"] == pytest.approx(rows["2024/25"])
    assert rows["2025/26"] != pytest.approx(rows["2024/25"])


def test_ranges_hold_totals_that_were_added_up_in_each_draw(made, tables):
    table = tables["ranges"].set_index(["measure", "academic_year"])
    last = academic_year(HORIZON)
    assert table.loc[("inmss", last), "p90"] == pytest.approx(np.quantile(every_draw(made).inmss[:, -1], 0.9))
    cells, required = made.instance.cells, every_draw(made).required
    primary_semh = (
        (cells.phase == PHASES.index("primary")) & (cells.need == NEEDS.index("SEMH")) & (cells.requirement < 2)
    )
    drawn = required[:, -1, primary_semh].sum(axis=1)
    totals = tables["place_need_totals"].set_index(["academic_year", "level", "code"])
    assert totals.loc[(last, "phase_need", "primary SEMH"), "required_p10"] == pytest.approx(np.quantile(drawn, 0.1))


def test_a_draw_does_not_depend_on_how_many_are_drawn(made, tmp_path):
    fewer = run_tiny(write_tiny_pack(tmp_path, scenario={"draws": 2}))[0]
    assert (every_draw(fewer).plans == every_draw(made).plans[:2]).all()
    assert (every_draw(fewer).inmss == every_draw(made).inmss[:2]).all()
    assert (fewer.plans == made.plans).all()


def test_another_seed_draws_other_futures_around_the_same_centre(made, tmp_path):
    other = run_tiny(write_tiny_pack(tmp_path, scenario={"draws": 2, "seed": 8}))[0]
    assert (every_draw(other).plans[:, -1] != every_draw(made).plans[:2, -1]).any()
    assert (other.plans == made.plans).all()
