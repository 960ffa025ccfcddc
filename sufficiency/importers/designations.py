"""Which needs lack places in the schools that are designated for them (A-22).

Designations name primary needs only. Low-incidence needs sit in schools of matching kind always
(``special_schools.widened``). Common needs cross over to other schools only where the schools
designated for a need have too few places for its learners of the base year: a school for the deaf does not fill up with
other learners because it has places free.
"""

from itertools import combinations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.eligibility import takes_phase
from models.vocabulary import NEEDS, PHASES, phase_of_age
from sufficiency.importers.dfe_release import CENSUS_AGES

Floats = NDArray[np.float64]
SHORT_SHARE = 0.05
"""Share of a need's learners beyond the places of the schools designated for it, above which it crosses over (A-22)."""


def short_needs(schools: pd.DataFrame, places: Floats, learners: Floats) -> frozenset[str]:
    """Needs whose learners, even if they came first, do not all fit into the schools designated for them.

    Parameters
    ----------
    schools
        ``designated``, ``min_age`` and ``max_age`` of each.
    places
        Of each school, shape (schools,); raised in proportion where there are fewer than learners.
    learners
        In state special schools in the base year, shape (ages 2-25, needs).
    """
    room = places * max(1.0, float(learners.sum()) / max(float(places.sum()), 1e-12))
    ages = zip(schools["min_age"], schools["max_age"], strict=True)
    phases = np.array([[takes_phase(phase, int(low), int(high)) for phase in PHASES] for low, high in ages])
    of_phase = np.array([[phase_of_age(age) is phase for age in CENSUS_AGES] for phase in PHASES], dtype=np.float64)
    by_phase = of_phase @ learners
    short = []
    for place, need in enumerate(NEEDS):
        takes = np.array([str(need) in codes.split() for codes in schools["designated"]], dtype=bool)
        served = phases[takes].reshape(-1, len(PHASES))
        beyond = _beyond(by_phase[:, place], served, room[takes])
        if not takes.any() or beyond > SHORT_SHARE * by_phase[:, place].sum():
            short.append(str(need))
    return frozenset(short)


def _beyond(learners: Floats, served: NDArray[np.bool_], room: Floats) -> float:
    """Learners (by phase) beyond the places of schools that serve those phases: the worst set of phases decides.

    A phase that no school serves is left out: its learners go to schools that take the need at other ages.
    """
    present = [phase for phase in range(len(learners)) if served[:, phase].any()]
    chosen = [list(group) for size in range(1, len(present) + 1) for group in combinations(present, size)]
    excess = [float(learners[group].sum() - room[served[:, group].any(axis=1)].sum()) for group in chosen]
    return max(excess, default=0.0)
