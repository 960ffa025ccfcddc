"""Says for which learners a provider's places stand, so that places can be set against requirement and stand still.

A provider's places stand for the cells of the base year's use, in every year and whatever a year's plan does with them
(A-180). With ``x[d,j]`` the learners of the base year and ``P[j,t]`` the places of provider ``j``, or of its phase
where it keeps them for phases::

    stands[d,j,t] = P[j,t] x[d,j] / sum_d x[d,j]
    now[d,t] = sum_j min(stands[d,j,0], stands[d,j,t]),  committed[d,t] = sum_j max(stands[d,j,t] - stands[d,j,0], 0)

Places that nobody used in the base year, such as those of a new school, stand for the learners of the provider's own
area, of the needs and phases that it takes, in proportion to the learners who required such a place in the base year;
where nobody there did, for everyone whom it takes (A-181). State places stand for those who need a base or a special
school, places at independent and non-maintained schools only for those whom no state place could serve.
"""

from dataclasses import dataclass

import numpy as np

from models.arrays import Flags, Floats, Indices
from models.demand.requirement import Cells
from models.places.eligibility import Eligible, Providers
from models.vocabulary import IN_COUNTY, INMSS, STATE_REQUIREMENTS, Requirement


@dataclass(frozen=True)
class Standing:
    """Shares of places that stand for cells, over some pairs; every array but the last has shape (pairs,).

    cell, provider, row : of each pair; the row is -1 where its provider keeps no places for a phase.
    of_provider, of_row : share of the provider's places, and of those of the row.
    for_any_phase : (years + 1, providers) whether the provider's places are for all phases together in the year.
    """

    cell: Indices
    provider: Indices
    row: Indices
    of_provider: Floats
    of_row: Floats
    for_any_phase: Flags

    def by_cell(self, usable: Floats, row_places: Floats, cells: int) -> tuple[Floats, Floats]:
        """Places of the base year that are still there, and those that came on top, (years + 1, ``cells``) each.

        ``usable`` (years + 1, providers) and ``row_places`` (years + 1, rows) are places, the base year first.
        """
        by_pair = np.where(
            (self.row < 0) | self.for_any_phase[:, self.provider],
            usable[:, self.provider] * self.of_provider,
            np.append(row_places, np.zeros((len(usable), 1)), axis=1)[:, self.row] * self.of_row,
        )
        now = np.minimum(by_pair, by_pair[0])
        committed = np.maximum(by_pair - by_pair[0], 0.0)
        return self._summed(now, cells), self._summed(committed, cells)

    def _summed(self, by_pair: Floats, cells: int) -> Floats:
        return np.array([np.bincount(self.cell, year, cells) for year in by_pair], dtype=np.float64)


@dataclass(frozen=True)
class Used:
    """What places are shared by.

    learners : (pairs,) of the base year; ``required`` (cells,) who required a place then.
    area : (providers,) where each stands, an index of areas, -1 outside the authority.
    """

    learners: Floats
    required: Floats
    area: Indices


def standing_of(cells: Cells, providers: Providers, pairs: Eligible, used: Used, for_any_phase: Flags) -> Standing:
    """Work out the shares by the equation of the module; ``for_any_phase`` as :class:`Standing` has it."""
    row = pairs.rows.of_pair
    everyone = used.required[pairs.cell]
    meant = providers.requirements[pairs.provider, cells.requirement[pairs.cell]]
    near = cells.area[pairs.cell] == used.area[pairs.provider]
    weights = (used.learners, everyone * meant * near, everyone * meant)
    of_provider = _shares(pairs.provider, weights)
    of_row = _shares(np.where(row < 0, len(pairs.rows.provider), row), weights)
    at = np.flatnonzero(_stands(cells, providers, pairs) & (of_provider + of_row > 0))
    return Standing(pairs.cell[at], pairs.provider[at], row[at], of_provider[at], of_row[at], for_any_phase)


def _shares(group: Indices, weights: tuple[Floats, ...]) -> Floats:
    """Share of each pair in its ``group`` by the first of the ``weights`` that anybody of the group has, (pairs,)."""
    share = np.zeros(len(group))
    for weight in reversed(weights):
        total = np.bincount(group, weight)[group]
        share = np.where(total > 0, weight / np.where(total > 0, total, 1.0), share)
    return share


def _stands(cells: Cells, providers: Providers, pairs: Eligible) -> Flags:
    """Whether a place of the pair's provider can stand for the pair's cell, (pairs,)."""
    state, independent = (providers.of_kind(kinds)[pairs.provider] for kinds in (IN_COUNTY, INMSS))
    of_state = cells.requires(*STATE_REQUIREMENTS)[pairs.cell]
    alone = cells.requires(Requirement.INDEPENDENT_ONLY)[pairs.cell]
    return np.asarray((state & of_state) | (independent & alone))
