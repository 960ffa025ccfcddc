"""Learners displaced to independent schools: counted by hand, and by giving them room."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from small_world import PRIMARY, PRIVATE, PULP_LOOKS_AHEAD, SECONDARY, STATE, course, world
from tiny_pack import every_draw, run_tiny, table_of, write_tiny_pack

from models.outcome.place_need import inmss_learners
from models.parameters.method import TravelParameters
from models.placement.displaced import at_inmss, directed_learners, within_reach
from models.places.travel import limit_minutes
from models.programme.learners_at_pairs import AtPairs
from models.vocabulary import PHASES, PROVISIONS, REQUIREMENTS
from sufficiency.results.displaced import DISPLACED

pytestmark = [pytest.mark.unit, pytest.mark.filterwarnings(PULP_LOOKS_AHEAD)]


def sent_there(small, inmss, years, given, share):
    """Learners at INMSS by order, where a share of those of the base year and of every September's entrants is."""
    ordered = replace(given, directed_share=np.full((1, 1), share))
    return directed_learners(small.pairs, inmss, years, ordered, np.full(1, share))


def test_directed_learners_stay_as_incumbents_do_and_every_september_adds_a_share():
    """Base year: 10 of 40 learners at Yew, a tenth of all (4) by order. Half stay; 30 are required, so 10 enter.

    Oak has room for 2 more, so Yew takes 8 of the 10, a tenth of the 10 (1) by order: 4 / 2 + 1 = 3.
    """
    small = world([PRIMARY], ("oak", STATE, 4, 10, 5.0), ("yew", PRIVATE, 4, 10, 5.0))
    given = course([[30.0]], [[17.0, 50.0]])
    years = small.follow([30.0, 10.0], given)
    inmss = np.array([False, True])
    assert small.at(years[1], 0) == [17.0, 13.0]
    sent = sent_there(small, inmss, years, given, 0.1)
    assert [year.everywhere.tolist() for year in sent] == [[0.0, 4.0], [0.0, 3.0]]
    none_sent = sent_there(small, inmss, years, given, 0.0)
    assert not any(year.learners.any() for year in none_sent)


def test_who_has_no_place_in_the_base_year_counts_among_those_of_whom_a_share_is_directed():
    """Ten more than in the test before had no place at first, so a tenth of fifty was sent: 5 / 2 + 1 = 3.5."""
    small = world([PRIMARY], ("oak", STATE, 4, 10, 5.0), ("yew", PRIVATE, 4, 10, 5.0))
    given = course([[30.0]], [[17.0, 50.0]])
    base, year = small.follow([30.0, 10.0], given)
    sent = sent_there(small, np.array([False, True]), [replace(base, unplaced=np.array([10.0])), year], given, 0.1)
    assert [year.everywhere.tolist() for year in sent] == [[0.0, 5.0], [0.0, 3.5]]


def test_at_most_those_who_are_at_inmss_were_sent_there():
    small = world([PRIMARY], ("oak", STATE, 4, 10, 5.0), ("yew", PRIVATE, 4, 10, 5.0))
    given = course([[30.0]], [[30.0, 50.0]])
    years = small.follow([38.0, 2.0], given)
    sent = sent_there(small, np.array([False, True]), years, given, 0.5)
    assert [year.everywhere.tolist() for year in sent] == [[0.0, 2.0], [0.0, 1.0]]


def test_a_closure_takes_directed_learners_with_it():
    small = world([PRIMARY], ("oak", STATE, 4, 10, 5.0), ("yew", PRIVATE, 4, 10, 5.0), ("elm", PRIVATE, 4, 10, 9.0))
    given = course([[40.0]], [[60.0, 0.0, 50.0]])
    years = small.follow([20.0, 20.0, 0.0], given)
    sent = sent_there(small, np.array([False, True, True]), years, given, 0.25)
    assert sent[0].everywhere.tolist() == [0.0, 10.0, 0.0]
    assert sent[1].everywhere[1] == 0.0


@pytest.mark.parametrize(
    ("phase", "minutes", "places", "reached"),
    [
        (PRIMARY, 45.0, 10.0, True),
        (PRIMARY, 45.1, 10.0, False),
        (SECONDARY, 75.0, 10.0, True),
        (SECONDARY, 75.1, 10.0, False),
        (SECONDARY, 45.0, 0.0, False),
    ],
)
def test_a_local_place_is_one_at_an_open_state_school_within_the_journey_limit(phase, minutes, places, reached):
    small = world([phase], ("oak", STATE, 4, 15, 5.0), ("yew", PRIVATE, 4, 15, 5.0))
    pairs, local = replace(small.pairs, minutes=np.array([minutes, 20.0])), np.array([True, False])
    found = within_reach(small.cells, pairs, local, np.array([[places > 0, True]]), limit_minutes(TravelParameters()))
    assert found.tolist() == [[reached]]


def test_learners_at_inmss_are_directed_out_of_reach_or_displaced():
    small = world([PRIMARY, SECONDARY], ("oak", STATE, 4, 15, 5.0), ("yew", PRIVATE, 4, 15, 5.0))
    learners, sent = np.array([9.0, 6.0, 9.0, 8.0]), np.array([0.0, 2.0, 0.0, 3.0])
    inmss = small.providers.provision[small.pairs.provider] == PRIVATE
    split = at_inmss(
        small.cells, small.pairs, inmss, [AtPairs.of(learners)], [AtPairs.of(sent)], np.array([[True, False]])
    )
    assert split.at_inmss.tolist() == [[6.0, 8.0]]
    assert split.directed.tolist() == [[2.0, 3.0]]
    assert split.out_of_reach.tolist() == [[0.0, 5.0]]
    assert split.displaced.tolist() == [[4.0, 0.0]]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return run_tiny(write_tiny_pack(tmp_path_factory.mktemp("tiny")))[0]


def test_the_table_splits_all_who_are_there_and_agrees_with_the_placements(made):
    table = table_of(made, DISPLACED)
    assert (table["at_inmss"] - table[["directed", "out_of_reach", "displaced"]].sum(axis=1)).abs().max() < 1e-9
    assert (table["displaced_p10"] <= table["displaced_p90"]).all()
    instance = made.instance
    for place, year in enumerate(made.central.years):
        by_hand = 0.0
        for pair, learners in enumerate(year.learners):
            kind = REQUIREMENTS[instance.cells.requirement[instance.pairs.cell[pair]]]
            provision = PROVISIONS[instance.providers.provision[instance.pairs.provider[pair]]]
            by_hand += learners * (kind in ("base", "special") and provision == "independent_special")
        label = f"{2024 + place}/{25 + place}"
        assert table.loc[table["academic_year"] == label, "at_inmss"].sum() == pytest.approx(by_hand)
    assert every_draw(made).displaced[:, -1].sum() > 0


def with_room(places: pd.DataFrame) -> pd.DataFrame:
    """999 places at Oak and Elm from September 2025 on."""
    kept = places[places["academic_year"] == "2024/25"]
    more = kept[kept["provider_id"].isin(["oak", "elm"])].assign(academic_year="2025/26", places=999.0)
    return pd.concat([kept, more], ignore_index=True)


def test_with_endless_local_places_no_entrant_is_displaced(tmp_path):
    """The meaning of the count, by brute force: give local schools all the room there is, and look who comes anew."""
    made = run_tiny(write_tiny_pack(tmp_path, {"places": with_room}, {"draws": 1}))[0]
    split = inmss_learners(made.instance, made.central)
    pairs, inmss = made.instance.pairs, made.instance.directed
    special = made.instance.cells.requirement == REQUIREMENTS.index("special")
    near = np.array([PHASES[phase] in ("primary", "secondary") for phase in made.instance.cells.phase]) & special
    for place, year in enumerate(made.central.years[1:], start=1):
        entered = np.bincount(pairs.cell, np.where(inmss, year.entrants, 0.0), len(special))
        all_entered = np.bincount(pairs.cell, year.entrants, len(special))
        ordered = made.central.course.directed(place - 1, all_entered)
        assert entered[near] == pytest.approx(ordered[near], abs=1e-6)
    assert 0 < split.displaced[1, near].sum() < split.displaced[0, near].sum(), "incumbents stay, and leave in time"
