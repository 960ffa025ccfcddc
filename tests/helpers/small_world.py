"""Cells, providers and years small enough to count by hand, for tests of the pathway."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from models.demand.requirement import Cells
from models.parameters.method import AllocationParameters
from models.parameters.placement import CapacityParameters
from models.placement.course import Course
from models.placement.moves import Moves
from models.placement.years import YearOfPlacement, follow_years
from models.places.eligibility import Eligible, Providers, by_age_and_sex, eligible_pairs, read_providers
from models.places.travel import Journeys
from models.programme.allocation import build
from models.programme.learners_at_pairs import AtPairs
from models.programme.steps import Steps
from models.programme.structure import Structure
from models.september.asked import UsablePlaces
from models.september.crowding import levels_of
from models.september.elsewhere import Elsewhere, fair_shares, groups_of
from models.september.intake import PractisedByCell
from models.september.stages import Stage, TwoStages
from models.vocabulary import PHASES, PROVISIONS, REQUIREMENTS, Requirement

STATE, PRIVATE = PROVISIONS.index("state_special"), PROVISIONS.index("independent_special")
PRIMARY, SECONDARY = PHASES.index("primary"), PHASES.index("secondary")
SPECIAL, ONLY = REQUIREMENTS.index("special"), REQUIREMENTS.index("independent_only")
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
        nobody, none = np.zeros(len(self.cells.area)), np.zeros(len(self.providers.ids))
        held = AtPairs.of(np.array(base, dtype=float))
        learners = (held, held.everywhere, 0 * held.everywhere, nobody)
        start = YearOfPlacement(*learners, none, none, None, 0.0, unmet=nobody)
        everything = np.arange(len(self.pairs.cell))
        stages = TwoStages(self._stage(everything, None), None)
        if course.elsewhere is not None:
            left = np.where(course.elsewhere.only, 600_000.0, 300_000.0)[:, None]
            state = self._stage(everything[~course.elsewhere.inmss], STATE_STEPS)
            stages = TwoStages(state, self._stage(everything[course.elsewhere.inmss], Steps(left, (150_000.0,))))
        return follow_years([stages] * len(course.required), self.pairs, start, course, place_values=False)

    def _stage(self, at: np.ndarray, steps: Steps | None) -> Stage:
        rows = self.pairs.rows
        structure = Structure(
            cells=self.cells.labels(("north",)),
            providers=self.providers.ids,
            cell=self.pairs.cell[at],
            provider=self.pairs.provider[at],
            cost_gbp=np.array([COST[kind] for kind in self.providers.provision[self.pairs.provider[at]]]),
            miles=self.pairs.miles[at],
            phase_rows=rows.labels,
            phase_row_provider=rows.provider,
            phase_row=rows.of_pair[at],
        )
        programme = build(structure, AllocationParameters(mile_weight_gbp=1.0), steps=steps)
        return Stage(programme, at, len(self.pairs.cell), None)


STATE_STEPS = Steps((100_000.0, 140_000.0), (30_000.0, 110_000.0, 150_000.0))
"""Prices of a learner without a state place, and of crowding."""


def world(
    phases: list[int],
    *providers: tuple[str, int, int, int, float],
    split: tuple[str, ...] = (),
    by_age: bool = False,
    girls: tuple[str, ...] = (),
    only: tuple[int, ...] = (),
) -> World:
    """One area and need; a provider is (id, provision, youngest, oldest, miles).

    ``split`` have places by phase; ``by_age``: providers take single ages, and ``girls`` girls alone. Cells require a
    special school, or a private one where they are among ``only``.
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
                "requirements": "special" if kind == STATE else "special independent_only",
                "elastic": "no",
            }
            for name, kind, low, high, _ in providers
        ]
    )
    size = len(phases)
    kinds = [ONLY if cell in only else SPECIAL for cell in range(size)]
    cells = Cells(*(np.array(axis) for axis in ([0] * size, phases, [0] * size, kinds)))
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


def as_practised(
    small: World,
    base: list[float],
    asked: Course,
    practised: PractisedByCell,
    *,
    capacity: CapacityParameters | None = None,
    usual_directed: float = 0.0,
    places_now: np.ndarray | None = None,
) -> Course:
    """The course where INMSS takes as many as practice has it take.

    ``places_now`` (providers,) are those of the base year; None: as many as in the first year ahead. Who is there in
    the base year is who required a place then.
    """
    pairs, kinds = small.pairs, small.providers.provision
    held, state = AtPairs.of(np.array(base, dtype=float)), kinds == STATE
    known = np.zeros((len(small.cells.area), len(PROVISIONS)))
    np.add.at(known, (pairs.cell, kinds[pairs.provider]), held.everywhere)
    required = np.vstack([known.sum(axis=1), asked.required])
    places = np.vstack([asked.usable_places[0] if places_now is None else places_now, asked.usable_places])
    rows = np.zeros((len(places), 0))
    if asked.usable_row_places is not None:
        rows = np.vstack([asked.usable_row_places[:1], asked.usable_row_places])
    allowed = capacity or CapacityParameters()
    levels = levels_of(places, held.total(pairs.provider, len(kinds)), state, allowed)
    row_levels = levels_of(rows, pairs.rows.held(held), state[pairs.rows.provider], allowed)
    fair = fair_shares(small.cells, known, required, {Requirement.SPECIAL: levels[1][:, state].sum(axis=1)})
    elsewhere = Elsewhere(
        practised=practised,
        special=small.cells.requires(Requirement.SPECIAL),
        only=small.cells.requires(Requirement.INDEPENDENT_ONLY),
        inmss=(kinds == PRIVATE)[pairs.provider],
        usual_directed=np.full(asked.required.shape, usual_directed),
        newly=np.maximum(required[1:] - asked.moves.stay * required[:-1], 0.0),
        fair=fair[1:],
        group=groups_of(small.cells),
        levels=levels[:, 1:],
        row_levels=row_levels[:, 1:],
        unserved_gbp=np.zeros(asked.required.shape),
        inmss_takes=np.ones(asked.required.shape, dtype=bool),
    )
    return replace(asked, elsewhere=elsewhere)


def everywhere(places: np.ndarray) -> UsablePlaces:
    """Places of providers that keep none for a phase."""
    return UsablePlaces(places, np.zeros(0))
