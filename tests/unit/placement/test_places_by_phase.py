"""Places that a provider keeps for one phase, worked by hand, from the pathway to a whole run."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from changed_pack import pack_of
from small_world import PRIMARY, PULP_LOOKS_AHEAD, SECONDARY, SPECIAL, STATE, course, world
from tiny_pack import NEW_SCHOOL, PLACES, run_tiny, table_of, tiny_tables, write_tiny_pack

from models.placement.base_year import base_year
from models.places.eligibility import eligible_pairs
from models.places.travel import Journeys
from models.programme.learners_at_pairs import AtPairs
from models.september.asked import UsablePlaces
from models.september.crowding import room_beside
from models.vocabulary import PHASES, PROVISIONS
from sufficiency.packs.checks import places as places_checks
from sufficiency.results.schools import SCHOOLS
from sufficiency.scenario.checks.against_pack import faults_against_pack
from sufficiency.scenario.loader import load_scenario

pytestmark = [pytest.mark.unit, pytest.mark.filterwarnings(PULP_LOOKS_AHEAD)]

OAK = ("oak", STATE, 4, 15, 1.0)
FAR = ("far", STATE, 4, 15, 30.0)


def by_phase(required, places, rows, **moves):
    return replace(course(required, places, **moves), usable_row_places=np.array(rows, dtype=float))


def test_a_phase_that_is_full_sends_its_entrants_elsewhere_though_another_phase_has_room():
    school = world([PRIMARY, SECONDARY], OAK, FAR, split=("oak",))
    assert school.pairs.rows.phase.tolist() == [PRIMARY, SECONDARY]
    assert school.pairs.rows.of_pair.tolist() == [0, -1, 1, -1]
    years = school.follow([0.0] * 4, by_phase([[10.0, 1.0]], [[12.0, 50.0]], [[8.0, 4.0]]))
    assert (school.at(years[1], 0), school.at(years[1], 1)) == ([8.0, 2.0], [1.0, 0.0])
    assert years[1].over_capacity.tolist() == [0.0, 0.0]


def test_incumbents_take_up_room_in_their_own_phase_only():
    school = world([PRIMARY, SECONDARY], OAK, FAR, split=("oak",))
    base = [6.0, 0.0, 8.0, 0.0]
    years = school.follow(base, by_phase([[7.0, 4.0]], [[12.0, 50.0]], [[8.0, 4.0]], stay=0.5))
    assert years[1].incumbents.tolist() == [3.0, 0.0, 4.0, 0.0]
    assert school.at(years[1], 0) == [7.0, 0.0], "three stay, four come in: the secondary places do not stop them"


def test_those_above_a_phases_places_leave_the_other_phase_its_room_and_are_counted_once():
    school = world([PRIMARY, SECONDARY], OAK, split=("oak",))
    incumbents, places = np.array([11.0, 1.0]), UsablePlaces(np.array([12.0]), np.array([8.0, 4.0]))
    room, row_room = room_beside(school.pairs, AtPairs.of(incumbents), places)
    assert (room.tolist(), row_room.tolist()) == ([3.0], [0.0, 3.0])
    years = school.follow([11.0, 1.0], by_phase([[11.0, 3.0]], [[12.0]], [[8.0, 4.0]], stay=1.0))
    assert school.at(years[1], 1) == [3.0]
    assert years[1].over_capacity.tolist() == pytest.approx([3.0]), "14 learners, 12 places, 3 above the primary ones"


def test_a_phase_without_places_keeps_nobody():
    school = world([PRIMARY, SECONDARY], OAK, FAR, split=("oak",))
    years = school.follow([5.0, 0.0, 5.0, 0.0], by_phase([[5.0, 5.0]], [[5.0, 50.0]], [[0.0, 5.0]], stay=1.0))
    assert years[1].incumbents.tolist() == [0.0, 0.0, 5.0, 0.0]
    assert school.at(years[1], 0) == [0.0, 5.0]


def test_the_base_year_is_over_capacity_in_the_phase_that_is():
    school = world([PRIMARY, SECONDARY], OAK, split=("oak",))
    learners = np.zeros((2, len(PROVISIONS)))
    learners[:, STATE] = [7.0, 5.0]
    places = UsablePlaces(np.array([12.0]), np.array([8.0, 4.0]))
    base = base_year(school.pairs, school.providers, learners, places, school.cells.labels(("area",)))
    assert base.learners.tolist() == pytest.approx([7.0, 5.0])
    assert base.over_capacity.tolist() == pytest.approx([1.0])


def test_a_provider_without_places_by_phase_has_no_rows():
    cells = world([PRIMARY], OAK).cells
    read = world([PRIMARY], OAK).providers
    miles = np.ones((1, len(PHASES), 1))
    nobody = np.zeros((1, len(PROVISIONS)))
    pairs = eligible_pairs(cells, read, Journeys(miles, miles), 60.0, nobody, np.array([True]))
    assert pairs.rows.labels == ()
    assert cells.requirement.tolist() == [SPECIAL]


def change(provider: str, year: str, **amount: object) -> dict[str, object]:
    return {"provider": provider, "from": year, "source": "a test", **amount}


def test_places_added_to_a_phase_are_used_by_that_phase_in_a_whole_run(tmp_path: Path):
    more = {"more": change("ash-base", "2026/27", add=20, phase="secondary")}
    made, _ = run_tiny(write_tiny_pack(tmp_path, scenario={"draws": 1, "places": {"changes": more}}))
    rows = made.instance.pairs.rows
    assert [made.instance.providers.ids[provider] for provider in rows.provider] == ["ash-base"] * 2
    assert made.instance.usable_row_places[:3].tolist() == [[8.0, 4.0], [8.0, 4.0], [8.0, 24.0]]
    for places, year in zip(made.instance.usable_row_places, made.central.years, strict=True):
        above = year.over_capacity[rows.provider[0]]
        assert rows.held(year.held) - places == pytest.approx(np.minimum(rows.held(year.held) - places, above))
    table = table_of(made, SCHOOLS).set_index("provider_id").loc["ash-base"]
    filled = table["incumbents"] + table["entrants"]
    assert (table["usable_places"] + table["over_capacity"]).to_numpy() == pytest.approx(
        (filled + table["unused"]).to_numpy()
    )
    secondary = rows.held(made.central.years[3].held)[1]
    assert secondary > 4.0, "the new places are taken"


def test_a_school_that_opens_in_forties_over_three_septembers_fills_as_it_opens(tmp_path: Path):
    new = {**NEW_SCHOOL, "needs": ["ASD", "SEMH", "SLD"], "ages": [4, 18]}
    years = ("2025/26", "2026/27", "2027/28")
    opening = {f"wave-{place}": change("rowan", year, add=40) for place, year in enumerate(years)}
    places = {"new_providers": {"rowan": new}, "changes": opening}
    pack = write_tiny_pack(tmp_path, scenario={"draws": 1, "places": places})
    assert faults_against_pack(load_scenario(pack.scenario)) == []
    made, _ = run_tiny(pack)
    rowan = made.instance.providers.ids.index("rowan")
    assert [year.usable_places[rowan] for year in made.central.years] == [0, 40, 80, 120, 120]
    held = [year.learners[made.instance.pairs.provider == rowan].sum() for year in made.central.years]
    assert held[0] == 0.0
    assert 0 < held[1] <= 40
    (_, *opened) = [year.usable_places[rowan] for year in made.central.years]
    assert all(learners <= there + 1e-9 for learners, there in zip(held[1:], opened, strict=True))


def new_school(phase: str, other: str) -> dict[str, object]:
    new = {**NEW_SCHOOL, "needs": ["ASD"]}
    changes = {"a": change("rowan", "2026/27", set=8, phase=phase), "b": change("rowan", "2027/28", add=4, phase=other)}
    return {"draws": 1, "places": {"new_providers": {"rowan": new}, "changes": changes}}


@pytest.mark.parametrize(("phase", "other"), [("primary", "secondary"), ("all", "all")])
def test_a_new_provider_may_have_its_places_by_phase_or_for_all(tmp_path: Path, phase: str, other: str):
    pack = write_tiny_pack(tmp_path, scenario=new_school(phase, other))
    assert faults_against_pack(load_scenario(pack.scenario)) == []


@pytest.mark.parametrize(("phase", "other"), [("all", "primary"), ("primary", "all")])
def test_a_new_provider_may_not_have_both_forms(tmp_path: Path, phase: str, other: str):
    pack = write_tiny_pack(tmp_path, scenario=new_school(phase, other))
    (fault,) = faults_against_pack(load_scenario(pack.scenario))
    assert fault.where == "places.changes.b.phase"


def told(places: pd.DataFrame) -> list[tuple[int, str]]:
    """Errors about places of the tiny pack with other places, each with its row."""
    pack = pack_of(Path("tiny"), {**tiny_tables(), "places": places})
    checks = (places_checks.places_are_counted_once, places_checks.places_of_a_market_are_for_all_phases)
    return [(fault.line, fault.message) for check in checks for fault in check(pack)]


def test_places_for_all_phases_and_for_one_at_once_are_refused_at_the_row():
    both = PLACES.assign(phase=PLACES["phase"].mask(PLACES["academic_year"] == "2026/27", "primary"))
    ((line, message),) = told(both)
    assert line == 4
    assert "14 places for all phases and 20 for single ones from 2026/27" in message


def test_a_pack_may_change_from_the_one_form_to_the_other():
    ended = [("ash-base", "2026/27", phase, 0.0, 0.0) for phase in ("primary", "secondary")]
    rows = pd.DataFrame([*ended, ("ash-base", "2026/27", "all", 15.0, 0.0)], columns=PLACES.columns)
    assert told(pd.concat([PLACES, rows], ignore_index=True)) == []


def test_a_market_has_no_places_by_phase():
    market = PLACES.assign(phase=PLACES["phase"].mask(PLACES["provider_id"] == "market-SEMH", "primary"))
    ((_, message),) = told(market)
    assert "market-SEMH is a market" in message
