"""Who of the learners of one year have a place in the next, before anybody is placed.

For a pair of cell d and provider j, x learners of one year lead to the incumbents of the next::

    incumbents[d, j] = stay[d] * x[d, j] + onward[d-] * x[d-, j]

where ``stay`` is the share who are not in the phase's last age and whose plan goes on, and ``onward`` the share of
the previous phase's cell d- who are in its last age, whose plan goes on and who still need the same kind of place:
all-through providers keep them, everyone else is placed anew in the next phase.
"""

from dataclasses import dataclass

import numpy as np

from models.arrays import Floats
from models.demand.requirement import Cells, by_phase
from models.places.eligibility import Eligible
from models.programme.learners_at_pairs import AtPairs
from models.vocabulary import PHASES, ages_of_phase


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
