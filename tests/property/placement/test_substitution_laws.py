"""Laws of the substitution table: it only opens, and what is opened never costs more."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_world import PULP_LOOKS_AHEAD

from models.demand.requirement import Cells
from models.parameters.method import AllocationParameters
from models.parameters.substitution import MAY_OPEN, opened
from models.places.eligibility import Eligible, Providers, eligible_pairs, read_providers, with_substitutes
from models.places.travel import Journeys
from models.programme.allocation import build, solve
from models.programme.structure import Structure
from models.vocabulary import PHASES, PROVISIONS, REQUIREMENTS

pytestmark = [pytest.mark.property, pytest.mark.filterwarnings(PULP_LOOKS_AHEAD)]

KINDS = ("specialist_base", "state_special", "independent_special", "independent_mainstream")
COST = {"specialist_base": 10.0, "state_special": 20.0, "independent_special": 80.0, "independent_mainstream": 30.0}
tables = st.fixed_dictionaries({kind: st.lists(st.sampled_from(may), unique=True) for kind, may in MAY_OPEN.items()})


def drawn_providers(random: np.random.Generator) -> Providers:
    return read_providers(
        pd.DataFrame(
            [
                {
                    "provider_id": f"school {number}",
                    "provision": str(random.choice(KINDS)),
                    "area": "north",
                    "min_age": int(random.choice([4, 11])),
                    "max_age": int(random.choice([10, 15])),
                    "needs": str(random.choice(["ASD", "SEMH", "ASD SEMH"])),
                    "requirements": str(random.choice(["base", "special", "special independent_only"])),
                    "elastic": "no",
                }
                for number in range(5)
            ]
        )
    )


def cost(cells: Cells, providers: Providers, pairs: Eligible, entrants: np.ndarray, room: np.ndarray) -> float:
    structure = Structure(
        cells.labels(("north",)),
        providers.ids,
        pairs.cell,
        pairs.provider,
        np.array([COST.get(PROVISIONS[kind], 80.0) for kind in providers.provision[pairs.provider]]),
        pairs.miles,
    )
    prices = AllocationParameters(unplaced_penalty_gbp=300.0, over_penalty_gbp=150.0)
    return solve(build(structure, prices), entrants, room, place_values=False).objective_gbp


@settings(max_examples=40)
@given(seed=st.integers(0, 10**9), table=tables)
def test_a_substitution_takes_no_pair_away_and_never_costs_more(seed: int, table: dict[str, list[str]]):
    random = np.random.default_rng(seed)
    providers = drawn_providers(random)
    phase, need, kind = (axis.ravel() for axis in np.meshgrid([1, 2], [0, 1], range(len(REQUIREMENTS))))
    cells = Cells(np.zeros_like(phase), phase, need, kind)
    miles = np.broadcast_to(random.choice([5.0, 99.0], len(providers.ids)), (1, len(PHASES), len(providers.ids)))
    travel = Journeys(miles, miles)
    evidence = (random.random((phase.size, len(PROVISIONS))) < 0.1) * 1.0
    wider = with_substitutes(providers, opened({name: tuple(kinds) for name, kinds in table.items()}))
    is_open = np.ones(len(providers.ids), dtype=np.bool_)
    before, after = (eligible_pairs(cells, given, travel, 60.0, evidence, is_open) for given in (providers, wider))
    entrants, room = random.integers(0, 5, phase.size) * 1.0, random.integers(0, 7, len(providers.ids)) * 1.0
    pairs = [set(zip(found.cell.tolist(), found.provider.tolist(), strict=True)) for found in (before, after)]
    assert pairs[0] <= pairs[1]
    for cell, provider in pairs[1] - pairs[0]:
        assert PROVISIONS[providers.provision[provider]] in table[REQUIREMENTS[cells.requirement[cell]]]
    assert cost(cells, wider, after, entrants, room) <= cost(cells, providers, before, entrants, room) + 1e-6
