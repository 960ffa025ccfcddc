"""Years in sequence: incumbents stay, entrants are placed.

For a pair of cell d and provider j, x learners of one year lead to the incumbents of the next::

    incumbents[d, j] = stay[d] * x[d, j] + onward[d-] * x[d-, j]

where ``stay`` is the share who are not in the phase's last age and whose plan goes on, and ``onward`` the share of
the previous phase's cell d- who are in its last age, whose plan goes on and who still need the same kind of place:
all-through providers keep them, everyone else is placed anew in the next phase. Incumbents never exceed the learners
who require the place. Those who are required beyond the incumbents are the entrants of September, placed by the linear
programme into the places that incumbents leave free. A provider that closes keeps nobody, nor does a phase whose places
close. Where places are kept for phases, incumbents take up room in those of their own phase.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from models.arrays import Flags, Floats, Indices
from models.demand.requirement import Cells, by_phase
from models.placement.ages_and_sex import Parts, placed_by_part
from models.placement.longest_journeys import Fairness, fairly_placed
from models.placement.policies import Reviewed, after_review
from models.placement.september import September
from models.places.eligibility import Eligible
from models.programme.allocation import Programme, Rules, Solution, solve
from models.programme.learners_at_pairs import AtPairs
from models.vocabulary import PHASES, ages_of_phase


@dataclass(frozen=True)
class YearOfPlacement:
    """One academic year: ``incumbents`` and ``entrants`` by pair, ``unplaced`` by cell, the rest by provider.

    ``held`` are both together, where there are any.
    ``place_value_gbp`` is what one more usable place would save in the year (None: not asked for), ``gap`` the
    certified duality gap. ``learner_value_gbp`` and ``learner_money_gbp`` (cells,) are what one learner fewer to place
    would save. ``kept`` (pairs,) is the share of the learners due to stay from the year before who do, after closures,
    a shrinking requirement and reviews (empty in the base year).
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
    kept: Floats = field(default_factory=lambda: np.zeros(0))

    @property
    def learners(self) -> Floats:
        """Incumbents and entrants, by pair."""
        return self.held.everywhere


@dataclass(frozen=True)
class Moves:
    """Of the learners of a cell, or of a pair where they are ``by_pair``, who ``stay`` and go ``onward``, as shares.

    (years, cells) or (years, pairs) each.
    """

    stay: Floats
    onward: Floats
    by_pair: bool = False

    def from_year(self, pairs: Eligible, year: int, learners: AtPairs) -> Floats:
        """Incumbents of the next year, (pairs,), by the equation of the module, of the ``learners`` of a year.

        No two pairs lead onward to the same one.
        """
        who = learners.pairs if self.by_pair else pairs.cell[learners.pairs]
        onward = pairs.onward[learners.pairs]
        leads = onward >= 0
        incumbents = np.zeros(learners.count)
        incumbents[learners.pairs] = learners.learners * self.stay[year][who]
        incumbents[onward[leads]] += learners.learners[leads] * self.onward[year][who[leads]]
        return incumbents


def moves(cells: Cells, learners: Floats, survival: Floats, continuing: Floats) -> Moves:
    """Moves from each year to the next.

    Parameters
    ----------
    learners : (years + 1, areas, ages, needs, requirements) learners from the base year on.
    survival : (ages, needs) from the age before.
    continuing : (phases, needs, requirements) who still need the same kind of place in the next phase.
    """
    goes_on = np.zeros(survival.shape)
    goes_on[:-1] = survival[1:]
    last_ages = [ages_of_phase(phase)[-1] for phase in PHASES]
    onward = learners[:-1, :, last_ages] * goes_on[last_ages, :, None] * continuing
    goes_on[last_ages] = 0.0
    whole = by_phase(learners[:-1])
    stay = by_phase(learners[:-1] * goes_on[:, :, None])
    of_cells = (slice(None), cells.area, cells.phase, cells.need, cells.requirement)
    safe = np.where(whole > 0, whole, 1.0)
    return Moves(stay=(stay / safe)[of_cells], onward=(onward / safe)[of_cells])


@dataclass(frozen=True)
class UsablePlaces:
    """UsablePlaces of one year that residents can use: ``of_providers`` (providers,), ``of_rows`` of phases (rows,)."""

    of_providers: Floats
    of_rows: Floats


@dataclass(frozen=True)
class Course:
    """What one path demands, from the year after the base year on.

    required : (years, cells) learners who require a place.
    moves : from each year to the next; row 0 leads from the base year to the first year ahead.
    usable_places : (years, providers) places that residents can use.
    cost_gbp : (years, pairs) marginal cost of a learner-year, where it changes; None: as the programme was built.
    directed_share : (years, cells) least share of entrants who go to the programme's directed pairs; None: no rule.
    reviews : programmes that place incumbents anew.
    usable_row_places : (years, rows) places of each phase row that residents can use; None where there are no rows.
    parts, part_shares : cells split by age and sex, and the (years, parts) share of each in the entrants;
        None: providers serve everyone of a cell. ``open_to_entrants`` (years, pairs) are, with parts, the open pairs
        within the limits: a part that no directed one of them serves is not directed.
    fairness : the cap on the minutes of an area's entrants; None: none.
    """

    required: Floats
    moves: Moves
    usable_places: Floats
    cost_gbp: Floats | None = None
    directed_share: Floats | None = None
    reviews: tuple[Reviewed, ...] = ()
    usable_row_places: Floats | None = None
    parts: Parts | None = None
    part_shares: Floats | None = None
    open_to_entrants: Flags | None = None
    fairness: Fairness | None = None

    def september(self, pairs: Eligible, year: int, incumbents: AtPairs) -> September:
        """What is left to place in a year, given the ``incumbents``."""
        required = self.required[year]
        entrants = np.maximum(required - incumbents.total(pairs.cell, len(required)), 0.0)
        room, row_room = room_beside(pairs, incumbents, self.places_of(year))
        cost = None if self.cost_gbp is None else self.cost_gbp[year]
        may_enter = None if self.open_to_entrants is None else self.open_to_entrants[year]
        return September(entrants, room, self.rules(year, row_room), cost, may_enter)

    def placed(self, programme: Programme, year: int, september: September, *, place_values: bool) -> Solution:
        """Solve a September of the course, under the cap on minutes where there is one."""
        if self.fairness is None:
            return self._placed(programme, year, september, place_values=place_values)

        def place(priced: September, values: bool) -> Solution:
            return self._placed(programme, year, priced, place_values=values)

        return fairly_placed(place, september, self.fairness, place_values=place_values).solution

    def _placed(self, programme: Programme, year: int, september: September, *, place_values: bool) -> Solution:
        if self.parts is not None and self.part_shares is not None:
            return placed_by_part(programme, self.parts, self.part_shares[year], september, place_values=place_values)
        return solve(
            programme,
            september.entrants,
            september.room,
            september.rules,
            september.cost_gbp,
            place_values=place_values,
        )

    def places_of(self, year: int) -> UsablePlaces:
        """Usable places of a year."""
        return UsablePlaces(
            self.usable_places[year], np.zeros(0) if self.usable_row_places is None else self.usable_row_places[year]
        )

    def rules(self, year: int, row_room: Floats) -> Rules:
        """What is fixed for a year, where incumbents leave ``row_room`` (rows,)."""
        return Rules(
            phase_room=row_room, directed_share=None if self.directed_share is None else self.directed_share[year]
        )


def follow_years(
    programmes: Sequence[Programme], pairs: Eligible, base: YearOfPlacement, course: Course, *, place_values: bool
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
    years = [base]
    for year, required in enumerate(course.required):
        places = course.places_of(year)
        carried = AtPairs.of(course.moves.from_year(pairs, year, years[-1].held))
        incumbents = _within(carried.times(open_pairs(pairs, places, carried.pairs)), pairs, required)
        incumbents = after_review(incumbents, course.reviews, year)
        september = course.september(pairs, year, incumbents)
        found = course.placed(programmes[year], year, september, place_values=place_values)
        kept = np.zeros(carried.count)
        kept[carried.pairs] = incumbents.learners / carried.learners
        years.append(year_of_placement(pairs, incumbents.everywhere, found, places, kept))
    return tuple(years)


def above_places(pairs: Eligible, learners: AtPairs, places: UsablePlaces) -> Floats:
    """Learners above places by provider, each counted once: above those of a phase first, then of the provider."""
    rows, whole = pairs.rows, places.of_providers
    above = np.bincount(rows.provider, rows.above(learners, places.of_rows), len(whole))
    return np.asarray(above + np.maximum(learners.total(pairs.provider, len(whole)) - above - whole, 0.0))


def open_pairs(pairs: Eligible, places: UsablePlaces, some: Indices | slice = slice(None)) -> Flags:
    """Whether all or ``some`` pairs have a provider with places, for their phase where it keeps them for phases."""
    is_open = (places.of_providers > 0)[pairs.provider[some]]
    if not places.of_rows.size:
        return np.asarray(is_open)
    return np.asarray(is_open & np.append(places.of_rows > 0, True)[pairs.rows.of_pair[some]])


def room_beside(pairs: Eligible, incumbents: AtPairs, places: UsablePlaces) -> tuple[Floats, Floats]:
    """UsablePlaces that incumbents leave free, by provider and by phase row.

    Incumbents above the places of their phase take up none of another phase's.
    """
    rows, whole = pairs.rows, places.of_providers
    above = np.bincount(rows.provider, rows.above(incumbents, places.of_rows), len(whole))
    held = incumbents.total(pairs.provider, len(whole)) - above
    return np.maximum(whole - held, 0.0), np.maximum(places.of_rows - rows.held(incumbents), 0.0)


def _within(incumbents: AtPairs, pairs: Eligible, required: Floats) -> AtPairs:
    """Scale the incumbents of a cell down to the learners who require the place."""
    held = incumbents.total(pairs.cell, len(required))
    share = np.where(held > required, required / np.where(held > 0, held, 1.0), 1.0)
    return incumbents.times(share[pairs.cell[incumbents.pairs]])


def year_of_placement(
    pairs: Eligible, incumbents: Floats, september: Solution, places: UsablePlaces, kept: Floats
) -> YearOfPlacement:
    """Put incumbents and the answer of the allocator together; above-places follows from both."""
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
        kept=kept,
    )
