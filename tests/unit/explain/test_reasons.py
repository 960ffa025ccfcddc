"""Why learners have no place, in words and numbers: checked against the run's own tables, provider by provider."""

import re
from dataclasses import replace

import numpy as np
import pytest
from small_world import PULP_LOOKS_AHEAD
from tiny_pack import PROVIDERS, WITHOUT_PRACTICE, run_tiny, table_of, without_need, write_tiny_pack

from models.explain.reasons import reason, years_of
from sufficiency.results.unplaced import UNPLACED

pytestmark = [pytest.mark.unit, pytest.mark.filterwarnings(PULP_LOOKS_AHEAD)]

NAMES = dict(zip(PROVIDERS["provider_id"], PROVIDERS["name"], strict=True))
IDS = {name: provider for provider, name in NAMES.items()}
NOBODY_ABOVE = {"draws": 2, "parameters": {"allocation": {"over_penalty_gbp": 400_000.0}, **WITHOUT_PRACTICE}}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The tiny authority where going unplaced is cheaper than going above a school's places."""
    return run_tiny(write_tiny_pack(tmp_path_factory.mktemp("tiny"), scenario=NOBODY_ABOVE))[0]


@pytest.fixture(scope="module")
def without_sld(tmp_path_factory):
    changes, scenario = {"providers": without_need("SLD")}, {"draws": 1, "horizon": 2026}
    return run_tiny(write_tiny_pack(tmp_path_factory.mktemp("without"), changes, scenario))[0]


def labelled(made, label: str) -> int:
    return made.instance.cells.labels(made.instance.areas).index(label)


def test_who_is_unplaced_is_told_which_schools_are_full_with_their_numbers(made):
    table = table_of(made, UNPLACED)
    full = table[(table["learners"] > 0) & table["reason"].str.startswith("every provider that takes")]
    assert len(full) > 5
    for row in full.itertuples():
        place = made.instance.years.tolist().index(int(row.academic_year[:4]) + 1)
        year, pairs = made.central.years[place], made.instance.pairs
        told = re.findall(r"([A-Z][\w ,]*?) \((\d+) places, (\d+) learners", row.reason)
        assert 1 <= len(told) <= 3
        for name, places, learners in told:
            provider = made.instance.providers.ids.index(IDS[name.removeprefix(", ")])
            at = pairs.provider == provider
            if pairs.rows.of_pair[at].max() < 0:
                assert int(learners) == round(year.learners[at].sum())
                assert int(places) == round(made.central.steered.usable_places[place, provider])
            assert int(learners) >= int(places) - 1, "it is said to be full"


def test_the_nearest_are_named_first_and_the_rest_counted(made):
    words = reason(
        made.instance, NAMES, years_of(made.instance, made.central)[2], labelled(made, "south primary SEMH special")
    )
    assert words.index("Elm School") < words.index("Yew House") < words.index("Oak School")
    assert words.endswith("and 1 more")


@pytest.mark.parametrize(
    ("free", "told"), [(0.04, "every provider that takes"), (0.3, "places are free, but cost more")]
)
def test_a_part_of_a_place_is_free_but_for_a_trifle(made, free, told):
    cell, year = labelled(made, "south primary SEMH special"), years_of(made.instance, made.central)[2]
    held = year.learners.total(made.instance.pairs.provider, len(made.instance.providers.ids))
    year = replace(year, usable_places=held + free, unplaced=np.ones(year.unplaced.size))
    assert reason(made.instance, NAMES, year, cell).startswith(told)


def test_places_kept_for_a_phase_are_those_told(made):
    year = replace(years_of(made.instance, made.central)[0], unplaced=made.central.years[0].unplaced + 1.0)
    words = reason(made.instance, NAMES, year, labelled(made, "north secondary ASD base"))
    assert re.search(r"Ash base \(4 places, \d+ learners\)", words)


def test_learners_there_by_order_are_counted_apart(made):
    year = years_of(made.instance, made.central)[1]
    market = made.instance.providers.provision[made.instance.pairs.provider] == 5
    crowded = replace(year, directed=year.learners.times(market[year.learners.pairs]), unplaced=year.unplaced + 1.0)
    words = reason(made.instance, NAMES, crowded, labelled(made, "south primary SEMH special"))
    assert re.search(r"Yew House \(\d+ places, (\d+) learners, \1 of them by order or preference\)", words)


def test_a_need_that_nobody_takes_is_said_to_be_one(without_sld):
    year = years_of(without_sld.instance, without_sld.central)[1]
    cell = labelled(without_sld, "north primary SLD special")
    assert reason(without_sld.instance, NAMES, year, cell) == "no provider takes SLD in primary (special)"


def test_those_out_of_reach_closed_or_too_dear_are_told_apart(made):
    year = years_of(made.instance, made.central)[1]
    cell = labelled(made, "north primary SLD special")

    def told(**changes) -> str:
        return reason(made.instance, NAMES, replace(year, unplaced=year.unplaced + 1.0, **changes), cell)

    assert told(usable_places=0 * year.usable_places) == (
        "no provider that takes SLD in primary (special) has places in 2025/26: Oak School, Elm School"
    )
    assert told(limit_miles=np.full(year.learners.count, 0.1)) == (
        "no provider within 0.1 miles, the scenario's limit of 2025/26, takes SLD in primary (special)"
    )
    assert told(usable_places=year.usable_places + 50.0).startswith(
        "places are free, but cost more than the penalty of an unplaced learner: Oak School (74 places, "
    )
    everybody = replace(year, unplaced=0 * year.unplaced)
    assert reason(made.instance, NAMES, everybody, cell).startswith(
        "all have a place in the central run; in some draws"
    )
