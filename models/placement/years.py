"""Years in sequence: incumbents stay, entrants are placed.

Incumbents (:mod:`models.placement.moves`) never exceed the learners who require the place. Those who are required
beyond the incumbents are the entrants of September, placed by the linear programme into the places that incumbents
leave free. A provider that closes keeps nobody, nor does a phase whose places close. Where places are kept for phases,
incumbents take up room in those of their own phase.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from models.arrays import Flags, Floats, Indices
from models.placement.course import Course, Turn, carried, placed
from models.placement.policies import after_review
from models.places.eligibility import Eligible
from models.programme.learners_at_pairs import AtPairs
from models.september.asked import UsablePlaces
from models.september.stages import Placed, TwoStages


@dataclass(frozen=True)
class YearOfPlacement:
    """One academic year: ``incumbents`` and ``entrants`` by pair, ``unplaced`` by cell, the rest by provider.

    ``held`` are both together, where there are any; ``unmet`` (cells,) are in mainstream though they need another
    place. ``place_value_gbp`` is what one more usable place would be worth to the allocator (None: not asked for),
    ``place_money_gbp`` the money in it, ``gap`` the certified duality gap. ``learner_value_gbp`` and
    ``learner_money_gbp`` (cells,) are what one learner fewer to place would save. ``kept`` (pairs,) is the share of the
    learners due to stay from the year before who do, after closures, a shrinking requirement and reviews (empty in the
    base year).
    """

    held: AtPairs
    incumbents: Floats
    entrants: Floats
    unplaced: Floats
    usable_places: Floats
    over_capacity: Floats
    place_value_gbp: Floats | None
    gap: float
    learner_value_gbp: Floats | None = None
    learner_money_gbp: Floats | None = None
    place_money_gbp: Floats | None = None
    unmet: Floats = field(default_factory=lambda: np.zeros(0))
    kept: Floats = field(default_factory=lambda: np.zeros(0))

    @property
    def learners(self) -> Floats:
        """Incumbents and entrants, by pair."""
        return self.held.everywhere


def follow_years(
    programmes: Sequence[TwoStages], pairs: Eligible, base: YearOfPlacement, course: Course, *, place_values: bool
) -> tuple[YearOfPlacement, ...]:
    """Placements of the base year and of every year ahead.

    Parameters
    ----------
    programmes : the allocation of each September, solved from its own last basis: one for all years of a single path,
        one for each year where many paths follow, since a year of one path is close to the same year of another.
    pairs : eligible pairs, in the programmes' order.
    base : placements of the base year.
    course : what the path demands.
    place_values : whether to work out what one more place saves, which takes time.
    """
    years, decided = [base], np.zeros(course.required.shape[1])
    for year, required in enumerate(course.required):
        places, before = course.places_of(year), years[-1]
        due = AtPairs.of(course.moves.from_year(pairs, year, before.held))
        stay = _within(due.times(open_pairs(pairs, places, due.pairs)), pairs, required)
        incumbents = after_review(stay, course.reviews, year)
        reviewed = stay.total(pairs.cell, required.size) - incumbents.total(pairs.cell, required.size)
        turn = Turn(year, before.held, incumbents, carried(course, pairs, year, before.held, decided), reviewed)
        found, decided = placed(course, programmes[year], pairs, turn, place_values=place_values)
        kept = np.zeros(due.count)
        kept[due.pairs] = incumbents.learners / due.learners
        years.append(year_of_placement(pairs, incumbents.everywhere, found, places, kept))
    return tuple(years)


def above_places(pairs: Eligible, learners: AtPairs, places: UsablePlaces) -> Floats:
    """Learners above places by provider, each counted once: above those of a phase first, then of the provider."""
    rows, whole = pairs.rows, places.of_providers
    above = np.bincount(rows.provider, rows.above(learners, places.of_rows), len(whole))
    return np.asarray(above + np.maximum(learners.total(pairs.provider, len(whole)) - above - whole, 0.0))


def above_places_by_cell(
    pairs: Eligible, learners: AtPairs, places: UsablePlaces, counted: Flags, cells: int
) -> Floats:
    """Learners above the places of the ``counted`` (providers,), each with the cell that has them there; (cells,).

    Those above the places of a phase are of the phase, the others of the whole provider, in proportion to its learners.
    """
    rows, at, provider = pairs.rows, learners.pairs, pairs.provider[learners.pairs]
    of_rows = _share_above(rows.held(learners), places.of_rows)
    first = learners.learners * np.append(of_rows, 0.0)[rows.of_pair[at]]
    within = learners.learners - first
    held = AtPairs(at, within, learners.count).total(pairs.provider, len(counted))
    above = (first + within * _share_above(held, places.of_providers)[provider]) * counted[provider]
    return AtPairs(at, above, learners.count).total(pairs.cell, cells)


def _share_above(held: Floats, places: Floats) -> Floats:
    return np.divide(np.maximum(held - places, 0.0), held, out=np.zeros(len(held)), where=held > 0)


def open_pairs(pairs: Eligible, places: UsablePlaces, some: Indices | slice = slice(None)) -> Flags:
    """Whether all or ``some`` pairs have a provider with places, for their phase where it keeps them for phases."""
    is_open = (places.of_providers > 0)[pairs.provider[some]]
    if not places.of_rows.size:
        return np.asarray(is_open)
    return np.asarray(is_open & np.append(places.of_rows > 0, True)[pairs.rows.of_pair[some]])


def _within(incumbents: AtPairs, pairs: Eligible, required: Floats) -> AtPairs:
    """Scale the incumbents of a cell down to the learners who require the place."""
    held = incumbents.total(pairs.cell, len(required))
    share = np.where(held > required, required / np.where(held > 0, held, 1.0), 1.0)
    return incumbents.times(share[pairs.cell[incumbents.pairs]])


def year_of_placement(
    pairs: Eligible, incumbents: Floats, found: Placed, places: UsablePlaces, kept: Floats
) -> YearOfPlacement:
    """Put incumbents and the answer of the allocator together; above-places follows from both."""
    september = found.solution
    held = AtPairs.of(incumbents + september.learners)
    return YearOfPlacement(
        held=held,
        incumbents=incumbents,
        entrants=september.learners,
        unplaced=september.unplaced,
        usable_places=places.of_providers,
        over_capacity=above_places(pairs, held, places),
        place_value_gbp=september.place_value_gbp,
        gap=september.gap,
        learner_value_gbp=september.learner_value_gbp,
        learner_money_gbp=september.learner_money_gbp,
        place_money_gbp=september.place_money_gbp,
        unmet=found.unmet,
        kept=kept,
    )
