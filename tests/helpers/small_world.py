"""Cells, providers and years small enough to count by hand, for tests of the pathway."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.demand.requirement import Cells
from models.parameters.method import AllocationParameters
from models.placement.course import Course
from models.placement.moves import Moves
from models.placement.years import YearOfPlacement, follow_years
from models.places.eligibility import Eligible, Providers, by_age_and_sex, eligible_pairs, read_providers
from models.places.travel import Journeys
from models.programme.allocation import build
from models.programme.learners_at_pairs import AtPairs
from models.programme.structure import Structure
from models.september.asked import UsablePlaces
from models.september.stages import Stage, TwoStages
from models.vocabulary import PHASES, PROVISIONS, REQUIREMENTS

STATE, PRIVATE = PROVISIONS.index("state_special"), PROVISIONS.index("independent_special")
PRIMARY, SECONDARY = PHASES.index("primary"), PHASES.index("secondary")
SPECIAL = REQUIREMENTS.index("special")
COST = {STATE: 20_000.0, PRIVATE: 80_000.0}
PULP_LOOKS_AHEAD = "ignore:.*PuLP 4.0:DeprecationWarning"
"""Filter for what PuLP 3 says about its next version, which the pins hold off."""


@dataclass(frozen=True)
class World:
    """Cells and providers with their pairs, and journeys of ``miles`` (providers,)."""

    cells: Cells
    providers: Providers
    pairs: Eligible

    def at(self, year: YearOfPlacement, cell: int) -> list[float]:
        """Learners of a cell by provider."""
        mine = self.pairs.cell == cell
        return np.bincount(self.pairs.provider[mine], year.learners[mine], len(self.providers.ids)).round(9).tolist()

    def follow(self, base: list[float], course: Course) -> tuple[YearOfPlacement, ...]:
        """Years from a base year with ``base`` learners by pair."""
        structure = Structure(
            cells=self.cells.labels(("north",)),
            providers=self.providers.ids,
            cell=self.pairs.cell,
            provider=self.pairs.provider,
            cost_gbp=np.array([COST[kind] for kind in self.providers.provision[self.pairs.provider]]),
            miles=self.pairs.miles,
            phase_rows=self.pairs.rows.labels,
            phase_row_provider=self.pairs.rows.provider,
            phase_row=self.pairs.rows.of_pair,
        )
        nobody, none = np.zeros(len(self.cells.area)), np.zeros(len(self.providers.ids))
        held = AtPairs.of(np.array(base))
        learners = (held, held.everywhere, 0 * held.everywhere, nobody)
        start = YearOfPlacement(*learners, none, none, None, 0.0, unmet=nobody)
        everything = np.arange(len(self.pairs.cell))
        together = Stage(build(structure, AllocationParameters(mile_weight_gbp=1.0)), everything, everything.size, None)
        return follow_years(
            [TwoStages(together, None)] * len(course.required), self.pairs, start, course, place_values=False
        )


def world(
    phases: list[int],
    *providers: tuple[str, int, int, int, float],
    split: tuple[str, ...] = (),
    by_age: bool = False,
    girls: tuple[str, ...] = (),
) -> World:
    """One area and need; a provider is (id, provision, youngest, oldest, miles).

    ``split`` have places by phase; ``by_age``: providers take single ages, and ``girls`` girls alone.
    """
    table = pd.DataFrame(
        [
            {
                "provider_id": name,
                "provision": str(PROVISIONS[kind]),
                "area": "north" if kind == STATE else "",
                "min_age": low,
                "max_age": high,
                "needs": "ASD",
                "requirements": "special",
                "elastic": "no",
            }
            for name, kind, low, high, _ in providers
        ]
    )
    size = len(phases)
    cells = Cells(*(np.array(axis) for axis in ([0] * size, phases, [0] * size, [SPECIAL] * size)))
    read = read_providers(table, np.array([name in split for name, *_ in providers]))
    if by_age:
        read = by_age_and_sex(read, np.array([[name not in girls, True] for name, *_ in providers]))
    miles = np.broadcast_to([far for *_, far in providers], (1, len(PHASES), len(providers))).astype(float)
    evidence = np.zeros((size, len(PROVISIONS)))
    is_open = np.ones(len(providers), dtype=bool)
    return World(cells, read, eligible_pairs(cells, read, Journeys(miles, miles), 60.0, evidence, is_open))


def course(required: list[list[float]], places: list[list[float]], stay: float = 0.5, onward: float = 0.0) -> Course:
    shape = (len(required), len(required[0]))
    rates = Moves(stay=np.full(shape, stay), onward=np.full(shape, onward))
    return Course(np.array(required, dtype=float), rates, np.array(places, dtype=float))


def everywhere(places: np.ndarray) -> UsablePlaces:
    """Places of providers that keep none for a phase."""
    return UsablePlaces(places, np.zeros(0))
