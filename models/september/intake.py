"""How many of the learners whom no state place takes go to independent and non-maintained special schools.

Practice says how many learners would be in state special schools, ``S*[d]``, and at independent and non-maintained
special schools (INMSS), ``N*[d]``, in each cell ``d`` that needs a special school. Where the state schools have fewer
or more learners than that, the share ``delta`` of the difference is found at INMSS, the rest in mainstream::

    inmss[d] = N*[d] + D[d] + delta (S*[d] - state[d])

With ``I`` and ``S`` the incumbents of both and ``x`` the entrants whom state places take, that asks of September::

    taken = sum_d max(inmss[d] - I[d], 0) = sum_d (wanted[d] - delta x[d]),
    wanted[d] = N*[d] + D[d] - I[d] + delta (S*[d] - S[d])

of those whom no state place takes, ``u[d]``: at least those directed there, at most all of them. The total is kept, so
that one more learner in a state place means ``delta`` fewer at INMSS and ``1 - delta`` fewer in mainstream; cells share
it as they want it. Who is not taken is *unmet in mainstream*: has a plan, asked for a special school, has a mainstream
place, and asks again the next September.

``D`` is what a person decided beyond practice: learners directed to INMSS beyond the usual share, less learners whom a
review moved to a state school. Of both the share ``1 - delta`` stays, because a learner who is moved in takes a place
from another. It leaves as incumbents do.
"""

from dataclasses import dataclass

import numpy as np

from models.arrays import Floats


@dataclass(frozen=True)
class PractisedByCell:
    """What practice has of one path: learners by cell of special schools, state and INMSS, (years, cells) ahead each.

    ``diversion`` is the share of learners newly in a state place who would else be at INMSS.
    """

    state: Floats
    inmss: Floats
    diversion: float


def wanted(practised: PractisedByCell, year: int, state: Floats, inmss: Floats, decided: Floats) -> Floats:
    """Learners whom INMSS would take if no state place took an entrant, by the equation of the module, (cells,).

    ``state`` and ``inmss`` (cells,) are the incumbents, ``decided`` (cells,) what a person decided beyond practice.
    """
    missing = practised.state[year] - state
    return np.asarray(practised.inmss[year] + decided - inmss + practised.diversion * missing)


def independent_intake(would: Floats, placed: Floats, unserved: Floats, least: Floats, diversion: float) -> Floats:
    """Of the ``unserved`` learners of each cell those who go to INMSS, (cells,).

    ``would`` (cells,) as :func:`wanted` has it, ``placed`` (cells,) the entrants in state places, ``least`` (cells,)
    those directed to INMSS, among the unserved.
    """
    asked = would - diversion * placed
    total = float(np.clip(asked.sum(), least.sum(), unserved.sum()))
    first = np.clip(asked, least, unserved)
    return _moved_to(first, least, unserved, total)


def _moved_to(first: Floats, least: Floats, most: Floats, total: float) -> Floats:
    """Move every entry towards its bound, by the same share of the way, until they add up to ``total``."""
    bound = most if total > first.sum() else least
    way = float((bound - first).sum())
    share = min((total - float(first.sum())) / way, 1.0) if way else 0.0
    return np.asarray(first + share * (bound - first))
