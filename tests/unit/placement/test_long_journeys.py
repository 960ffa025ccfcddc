"""Journeys beyond the limits, boarding, and places across the border, in whole runs of the tiny authority."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_world import PULP_LOOKS_AHEAD
from tiny_pack import BASE, WITHOUT_PRACTICE, run_tiny, table_of, write_tiny_pack

from models.explain.access import weighted_quantile
from models.money.costs import with_boarding
from models.money.lines import ITEMS
from models.parameters.method import TravelParameters
from models.places.travel import limit_minutes
from models.vocabulary import INMSS, PHASES, PROVISIONS, academic_year
from sufficiency.forecast.pipeline import Run
from sufficiency.packs.contracts import PROVIDER_REGISTER
from sufficiency.results.cross_border import CROSS_BORDER
from sufficiency.results.journeys import JOURNEYS
from sufficiency.results.placements import PLACEMENTS
from sufficiency.results.schools import SCHOOLS
from sufficiency.results.unplaced import UNPLACED
from sufficiency.tables.files import write_table

pytestmark = [pytest.mark.unit, pytest.mark.filterwarnings(PULP_LOOKS_AHEAD)]

YEW_BOARDS = {"residential": True, "residential_beyond_minutes": 30.0}


def made_with(folder: Path, travel: dict[str, object], register: pd.DataFrame | None = None) -> Run:
    pack = write_tiny_pack(folder, scenario={"draws": 1, "parameters": {"travel": travel}})
    if register is not None:
        write_table(register, PROVIDER_REGISTER, pack.table("provider_register"))
    return run_tiny(pack)[0]


@pytest.fixture(scope="module")
def plain(tmp_path_factory) -> Run:
    return made_with(tmp_path_factory.mktemp("plain"), {"primary_limit_minutes": 20.0, "secondary_limit_minutes": 35.0})


@pytest.fixture(scope="module")
def boarding(tmp_path_factory) -> Run:
    return made_with(tmp_path_factory.mktemp("boarding"), YEW_BOARDS)


def test_the_limits_are_those_of_the_guidance():
    assert dict(zip(map(str, PHASES), limit_minutes(TravelParameters()).tolist(), strict=True)) == {
        "early_years": 45.0,
        "primary": 45.0,
        "secondary": 75.0,
        "post_16": 75.0,
        "post_19": 75.0,
    }


def test_breaches_means_and_percentiles_are_those_that_the_placements_add_up_to(plain: Run):
    placed = table_of(plain, PLACEMENTS)
    table = table_of(plain, JOURNEYS).set_index(["academic_year", "area", "phase"])
    groups = placed.groupby(["academic_year", "area", "phase"])
    assert len(table) == groups.ngroups
    for key, rows in groups:
        said, limit = table.loc[key], 20.0 if key[2] in ("early_years", "primary") else 35.0
        assert said["limit_minutes"] == limit
        assert said["learners"] == pytest.approx(rows["learners"].sum())
        market = rows["provider_id"].str.startswith("market")
        assert said["stated"] == pytest.approx(rows["learners"][market].sum())
        assert said["over_limit"] == pytest.approx(rows["learners"][(rows["minutes"] > limit) & ~market].sum())
        assert said["mean_minutes"] == pytest.approx(np.average(rows["minutes"], weights=rows["learners"]))
        longer = rows["learners"][rows["minutes"] > said["p95_minutes"] + 1e-9].sum()
        assert longer <= 0.05 * rows["learners"].sum() + 1e-9
    assert table["over_limit"].sum() > 1.0
    assert not table["residential"].any()


@pytest.mark.slow
def test_soft_limits_move_nobody(plain: Run, tmp_path: Path):
    other = made_with(tmp_path, {})
    for here, there in zip(plain.central.years, other.central.years, strict=True):
        assert here.learners == pytest.approx(there.learners, abs=1e-9)


def test_a_hard_limit_stops_new_placements_and_lets_incumbents_stay(plain: Run, tmp_path: Path):
    hard = made_with(tmp_path, {"primary_limit_minutes": 20.0, "secondary_limit_minutes": 35.0, "limit_is_hard": True})
    beyond = hard.instance.eligibility.long.beyond
    assert (hard.instance.eligibility.long.beyond == plain.instance.eligibility.long.beyond).all(), (
        "the same pairs, eligible as before"
    )
    assert hard.central.years[0].learners == pytest.approx(plain.central.years[0].learners)
    assert hard.central.years[1].incumbents[beyond].sum() > 0
    for year in hard.central.years[1:]:
        assert year.entrants[beyond].sum() == pytest.approx(0.0, abs=1e-9)
    assert plain.central.years[1].entrants[beyond].sum() > 0
    last, soft_last = (table_of(run, JOURNEYS).query("academic_year == '2028/29'") for run in (hard, plain))
    assert last["over_limit"].sum() < soft_last["over_limit"].sum()


def inmss(run: Run) -> np.ndarray:
    kinds = [PROVISIONS.index(kind) for kind in INMSS]
    return np.isin(run.instance.providers.provision[run.instance.pairs.provider], kinds)


def test_learners_far_from_an_independent_school_board_there_at_the_price_of_boarding(boarding: Run):
    flags, pairs = boarding.instance.eligibility.long.residential, boarding.instance.pairs
    ids = np.array(boarding.instance.providers.ids)[pairs.provider]
    assert set(ids[flags]) == {"yew"}, "nobody knows how far the market is"
    assert (pairs.minutes[flags] > 30.0).all()
    assert boarding.central.cost_gbp[:, flags] == pytest.approx(np.full((5, flags.sum()), 140_000.0))
    table = table_of(boarding, JOURNEYS)
    assert table["residential"].sum() == pytest.approx(
        sum(year.learners[flags].sum() for year in boarding.central.years)
    )
    assert not boarding.instance.eligibility.long.beyond[flags].any(), "who boards makes no daily journey"


def test_a_cap_on_minutes_is_of_those_who_travel_daily_and_not_of_those_who_board(tmp_path):
    parameters = {"travel": YEW_BOARDS, "allocation": {"p95_minutes": 30.0}}
    pack = write_tiny_pack(tmp_path, scenario={"draws": 1, "horizon": 2026, "parameters": parameters})
    made = run_tiny(pack)[0]
    minutes, boards = made.instance.pairs.minutes, made.instance.eligibility.long.residential
    far = made.central.course.fairness.far
    assert boards.any()
    assert far.tolist() == [long > 30.0 and not boarder for long, boarder in zip(minutes, boards, strict=True)]
    assert far.any()


def test_the_spend_on_independent_schools_is_what_their_placements_cost(boarding: Run):
    costs = [
        (year.learners * cost)[inmss(boarding)].sum()
        for year, cost in zip(boarding.central.years, boarding.central.cost_gbp, strict=True)
    ]
    assert spent_on_inmss(boarding).sum(axis=1) == pytest.approx(costs)
    assert spent_on_inmss(boarding).min() >= 0.0
    flags = boarding.instance.eligibility.long.residential
    daily = [
        (year.learners * (3_000.0 + 400.0 * boarding.instance.pairs.miles))[inmss(boarding) & ~flags].sum()
        for year in boarding.central.years
    ]
    transport = spent_on_inmss(boarding)[:, [item.line == "sen_transport" for item in ITEMS if item.provision in INMSS]]
    assert transport.sum(axis=1) == pytest.approx(daily)


def spent_on_inmss(run: Run) -> np.ndarray:
    """Pounds of items of independent and non-maintained schools in every academic year, (years, items)."""
    return run.spend[:, [item.provision in INMSS for item in ITEMS]]


def test_boarding_replaces_the_daily_charge_and_journey_and_moves_as_the_charge_does():
    charge, journey = np.array([[80.0, 50.0], [88.0, 50.0]]), np.array([[7.0, 8.0], [7.0, 8.0]])
    boards = np.array([True, False])
    priced, carried = with_boarding(charge, journey, charge[0], 140.0, boards)
    assert priced == pytest.approx(np.array([[140.0, 50.0], [154.0, 50.0]]))
    assert carried.tolist() == [[0.0, 8.0], [0.0, 8.0]]
    assert with_boarding(charge, journey, charge[0], 140.0, boards & False)[0] is charge


@pytest.mark.slow
def test_a_packs_own_price_of_boarding_goes_first(tmp_path: Path):
    def priced(table: pd.DataFrame) -> pd.DataFrame:
        row = table.iloc[:1].assign(item="residential_fee", provision="any", need="any", value=99_000.0)
        return pd.concat([table, row], ignore_index=True)

    pack = write_tiny_pack(tmp_path, {"prices": priced}, {"draws": 1, "parameters": {"travel": YEW_BOARDS}})
    made = run_tiny(pack)[0]
    assert made.central.cost_gbp[0, made.instance.eligibility.long.residential] == pytest.approx(99_000.0)


@pytest.mark.slow
def test_a_fee_lever_moves_the_price_of_boarding_by_the_same_factor(tmp_path: Path):
    lever = {"what": "fee", "multiply": 1.1, "from": "2026/27", "owner": "O", "evidence": "E"}
    scenario = {"draws": 1, "parameters": {"travel": YEW_BOARDS}, "levers": {"dearer": lever}}
    made = run_tiny(write_tiny_pack(tmp_path, scenario=scenario))[0]
    boards = made.instance.eligibility.long.residential
    assert made.central.cost_gbp[1, boards] == pytest.approx(140_000.0)
    assert made.central.cost_gbp[2, boards] == pytest.approx(154_000.0)


def registered(**boarders: str) -> pd.DataFrame:
    rows = [
        {**dict.fromkeys(PROVIDER_REGISTER.column_names, ""), "urn": name, "part": "school", "provider_id": name}
        | {"relation": "current", "name": name, "type": 10, "status": 1, "boarders": words, "source": "a test"}
        for name, words in boarders.items()
    ]
    empty = ("statutory_low_age", "statutory_high_age", "capacity", "on_roll")
    return pd.DataFrame(rows).assign(**dict.fromkeys(empty, np.nan))


@pytest.mark.slow
def test_nobody_boards_at_a_school_that_the_register_calls_a_day_school(tmp_path: Path):
    made = made_with(tmp_path, YEW_BOARDS, registered(yew="No boarders"))
    ids = np.array(made.instance.providers.ids)[made.instance.pairs.provider]
    assert "yew" not in set(ids[made.instance.eligibility.long.residential])


def test_nobody_boards_unless_the_scenario_makes_it_an_option(plain: Run):
    assert not plain.instance.eligibility.long.residential.any()


def test_places_across_the_border_add_up_with_those_at_home(plain: Run):
    table, placed = table_of(plain, CROSS_BORDER), table_of(plain, PLACEMENTS)
    home = plain.supply.providers.set_index("provider_id")["area"] != ""
    for census in plain.instance.years:
        year = academic_year(int(census))
        mine = table[table["academic_year"] == year]
        here = placed[(placed["academic_year"] == year)]
        at_home = here[here["provider_id"].map(home)]["learners"].sum()
        away = mine[mine["direction"] != "import"]["learners"].sum()
        assert at_home + away == pytest.approx(here["learners"].sum(), abs=1e-6)
        assert mine[mine["direction"] == "import"][["provider_id", "places", "learners"]].to_numpy().tolist() == [
            ["elm", 2.0, 2.0]
        ]
    assert set(table[table["direction"] == "export"]["provider_id"]) == {"yew"}
    assert table["academic_year"].nunique() == len(plain.instance.years)
    assert academic_year(BASE) in set(table["academic_year"])


def test_imports_and_residents_fill_a_school_together(plain: Run):
    table = table_of(plain, CROSS_BORDER).query("direction == 'import'").set_index("academic_year")
    providers = table_of(plain, SCHOOLS).query("provider_id == 'elm'").set_index("academic_year")
    elm = plain.instance.providers.ids.index("elm")
    whole = pd.Series(plain.instance.places[:, elm], index=table.index)
    filled = providers["entrants"] + providers["incumbents"] + table["learners"]
    assert (whole + providers["over_capacity"] - providers["unused"] - filled).abs().max() < 1e-6


@given(st.lists(st.tuples(st.integers(0, 90), st.floats(0.01, 9)), min_size=1, max_size=20), st.floats(0.01, 1.0))
def test_a_quantile_leaves_no_more_than_its_share_above_and_less_than_it_below(pairs, share):
    values, weights = (np.array(column, dtype=float) for column in zip(*pairs, strict=True))
    found = weighted_quantile(values, weights, share)
    assert weights[values <= found].sum() >= share * weights.sum() * (1 - 1e-9)
    assert weights[values < found].sum() <= share * weights.sum() * (1 + 1e-9)


@pytest.mark.slow
def test_who_is_kept_out_by_a_hard_limit_is_told_so(tmp_path: Path):
    limits = {"primary_limit_minutes": 5.0, "secondary_limit_minutes": 5.0, "limit_is_hard": True}
    scenario = {"draws": 1, "parameters": {"travel": limits, **WITHOUT_PRACTICE}}
    made = run_tiny(write_tiny_pack(tmp_path, scenario=scenario))[0]
    said = table_of(made, UNPLACED).query("need == 'SLD'")
    assert len(said) > 0
    assert said["reason"].str.contains("minutes, the scenario's hard limit of").all()
