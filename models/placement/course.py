"""What one path demands of the allocator, year by year, and how a September of it is placed."""

from dataclasses import dataclass, replace

import numpy as np

from models.arrays import Flags, Floats
from models.placement.moves import Moves
from models.placement.policies import Reviewed
from models.places.eligibility import Eligible
from models.programme.allocation import Money, Rules, Solution
from models.programme.learners_at_pairs import AtPairs
from models.programme.steps import Widths
from models.september.ages_and_sex import Parts
from models.september.asked import September, UsablePlaces
from models.september.crowding import of_year, room_and_widths, room_beside
from models.september.elsewhere import Elsewhere, held_to
from models.september.intake import independent_intake, wanted
from models.september.longest_journeys import Fairness, fairly_placed
from models.september.stages import Placed, Stage, TwoStages, placed_in_two


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
    elsewhere : what becomes of those whom no state place takes; None: INMSS takes them all.
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
    elsewhere: Elsewhere | None = None

    def september(self, pairs: Eligible, year: int, before: AtPairs, incumbents: AtPairs) -> September:
        """What the state's places, or all, are asked for in a year, given the ``incumbents``.

        ``before`` are the learners of the year before.
        """
        entrants = self.entrants(pairs, year, incumbents)
        may_enter = None if self.open_to_entrants is None else self.open_to_entrants[year]
        cost = None if self.cost_gbp is None else self.cost_gbp[year]
        if self.elsewhere is None:
            room, row_room = room_beside(pairs, incumbents, self.places_of(year))
            directed = None if self.directed_share is None else self.directed_share[year]
            return September(entrants, room, Rules(phase_room=row_room, directed_share=directed), cost, may_enter)
        asked = np.where(self.elsewhere.only, 0.0, entrants - self.directed(year, entrants))
        due = self._due(self.elsewhere, pairs, year, before, incumbents)
        room, rules = self._state_rules(self.elsewhere, pairs, year, incumbents, (asked, due))
        return September(asked, room, rules, cost, may_enter)

    def everyone(self, pairs: Eligible, year: int, before: AtPairs, sent: AtPairs) -> September:
        """A September of a year with everybody to place, incumbents too; those ``sent`` to INMSS stay there."""
        required = self.required[year]
        directed = np.minimum(sent.total(pairs.cell, required.size), required)
        nobody = AtPairs.of(np.zeros(len(pairs.cell)))
        given = self.september(pairs, year, before, nobody)
        if self.elsewhere is None:
            share = np.divide(directed, required, out=np.zeros_like(required), where=required > 0)
            rules = given.rules if self.directed_share is None else replace(given.rules, directed_share=share)
            return replace(given, rules=rules)
        asked = np.where(self.elsewhere.only, 0.0, required - directed)
        due = self._due(self.elsewhere, pairs, year, before, nobody)
        room, rules = self._state_rules(self.elsewhere, pairs, year, nobody, (asked, due))
        return replace(given, entrants=asked, room=room, rules=rules)

    def _due(self, known: Elsewhere, pairs: Eligible, year: int, before: AtPairs, incumbents: AtPairs) -> Floats:
        """Learners of each cell whom state places would take beside the incumbents if shared as before, (cells,)."""
        had, stay = (_held(pairs, who, ~known.inmss, known.group.size) for who in (before, incumbents))
        return np.asarray(np.maximum(held_to(known.fair[year], known.group, had) - stay, 0.0))

    def _state_rules(
        self, known: Elsewhere, pairs: Eligible, year: int, incumbents: AtPairs, of_cells: tuple[Floats, Floats]
    ) -> tuple[Floats, Rules]:
        """Room that state schools have at no price, and the widths of the steps; ``of_cells`` are asked and due."""
        asked, due = of_cells
        levels = of_year(known.levels, known.row_levels, year)
        room, row_room, crowding = room_and_widths(pairs, incumbents, levels)
        widths = Widths(np.clip(asked - due, 0.0, asked)[:, None], *crowding)
        return room, Rules(phase_room=row_room, widths=widths)

    def market(self, pairs: Eligible, year: int, incumbents: AtPairs) -> September:
        """What INMSS is asked for whatever becomes of the others: those whom it alone can serve."""
        if self.elsewhere is None:
            raise ValueError("a course without practice asks everything of one programme")
        entrants = np.where(self.elsewhere.only, self.entrants(pairs, year, incumbents), 0.0)
        room, row_room = room_beside(pairs, incumbents, self.places_of(year))
        nobody = Widths(np.zeros((entrants.size, 0)), np.zeros((room.size, 1)), np.zeros((row_room.size, 1)))
        cost = None if self.cost_gbp is None else self.cost_gbp[year]
        may_enter = None if self.open_to_entrants is None else self.open_to_entrants[year]
        return September(entrants, room, Rules(phase_room=row_room, widths=nobody), cost, may_enter)

    def entrants(self, pairs: Eligible, year: int, incumbents: AtPairs) -> Floats:
        """Learners to be placed in a year beside the ``incumbents``, (cells,)."""
        required = self.required[year]
        return np.asarray(np.maximum(required - incumbents.total(pairs.cell, len(required)), 0.0))

    def directed(self, year: int, entrants: Floats) -> Floats:
        """Of the entrants of a year, those who go to INMSS by order or preference, (cells,).

        Who asks again, having stayed in mainstream, is not directed once more.
        """
        if self.directed_share is None:
            return np.zeros_like(entrants)
        known, share = self.elsewhere, self.directed_share[year]
        return np.asarray(np.minimum(share * (entrants if known is None else known.newly[year]), entrants))

    def places_of(self, year: int) -> UsablePlaces:
        """Usable places of a year."""
        return UsablePlaces(
            self.usable_places[year], np.zeros(0) if self.usable_row_places is None else self.usable_row_places[year]
        )

    def solved(self, stage: Stage, year: int, september: September, *, place_values: bool = False) -> Solution:
        """Solve a programme of a September of the course, under the cap on minutes where there is one."""
        shares = None if self.part_shares is None else self.part_shares[year]
        known = self.elsewhere
        money = True if known is None else Money(unplaced=known.unserved_gbp[year])

        def place(priced: September, values: bool) -> Solution:
            return stage.placed(priced, shares, place_values=money if values else False)

        if self.fairness is None:
            return place(september, place_values)
        return fairly_placed(place, september, self.fairness, place_values=place_values).solution


@dataclass(frozen=True, eq=False)
class Turn:
    """A year of a course about to be placed: its number, incumbents, and what was ``decided`` beyond practice (cells,).

    ``before`` are the learners of the year before.
    ``reviewed`` (cells,) are the learners whom a review placed anew, who are among the entrants.
    """

    year: int
    before: AtPairs
    incumbents: AtPairs
    decided: Floats
    reviewed: Floats


def placed(
    course: Course, stages: TwoStages, pairs: Eligible, turn: Turn, *, place_values: bool
) -> tuple[Placed, Floats]:
    """Place the entrants of a year, and say what has been decided beyond practice by then, (cells,)."""
    year, incumbents, known = turn.year, turn.incumbents, course.elsewhere
    asked = course.september(pairs, year, turn.before, incumbents)
    first = course.solved(stages.state, year, asked, place_values=place_values)
    if known is None or stages.market is None:
        return Placed(first, np.zeros_like(first.unplaced)), turn.decided
    entrants = course.entrants(pairs, year, incumbents)
    directed = course.directed(year, entrants)
    taken = asked.entrants - first.unplaced
    decided = turn.decided + _decided(known, turn, entrants, directed, taken)
    unserved = np.where(known.only, 0.0, np.maximum(entrants - taken, 0.0))
    for_inmss = unserved * (known.special & known.inmss_takes[year])
    state, inmss = (_held(pairs, incumbents, kind, taken.size) for kind in (~known.inmss, known.inmss))
    would = wanted(known.practised, year, state, inmss, decided) * known.special
    served = taken * known.special
    intake = independent_intake(would, served, for_inmss, directed * known.special, known.practised.diversion)
    market = course.market(pairs, year, incumbents)
    made = placed_in_two(stages, first, market, (intake, unserved), lambda stage, of: course.solved(stage, year, of))
    return made, decided


def _decided(known: Elsewhere, turn: Turn, entrants: Floats, directed: Floats, taken: Floats) -> Floats:
    """What is newly decided beyond practice: more are directed than usual, and reviewed learners moved to the state."""
    kept = (1.0 - known.practised.diversion) * known.special
    share = np.divide(taken, entrants, out=np.zeros_like(taken), where=entrants > 0)
    more = directed - np.minimum(known.usual_directed[turn.year] * known.newly[turn.year], entrants)
    return np.asarray(kept * (more - turn.reviewed * share))


def carried(course: Course, pairs: Eligible, year: int, held: AtPairs, decided: Floats) -> Floats:
    """What was ``decided`` (cells,) a year before and still holds: it leaves as learners at INMSS do."""
    known = course.elsewhere
    if known is None or not decided.any():
        return np.zeros_like(decided)
    there = held.times(known.inmss[held.pairs])
    total = there.total(pairs.cell, len(decided))
    share = np.divide(decided, total, out=np.zeros_like(decided), where=total > 0)
    moved = course.moves.from_year(pairs, year, there.times(share[pairs.cell[there.pairs]]))
    return np.bincount(pairs.cell, moved, len(decided)).astype(np.float64)


def _held(pairs: Eligible, incumbents: AtPairs, kind: Flags, cells: int) -> Floats:
    """Incumbents by cell at the ``kind`` (pairs,) of pairs, (cells,)."""
    return incumbents.times(kind[incumbents.pairs]).total(pairs.cell, cells)
