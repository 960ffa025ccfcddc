"""How far the rates of the cohort may be off: errors of ages and needs within the total, drawn once a path.

The total's error says how many plans there will be, not of whom. Each path therefore has its own rates::

    odds of ceasing[a, n]  *  exp(leaving_error * u[g(a)]),  from age 20 on leaving_error_adults
    new plans[a, n]        *  exp(starting_error * v[g(a)] + need_error * w[n]),  at the same new plans in all

with u, v, w standard normal for each age group g and need n. They add nothing to the total of the governed years, which
the request-rate index still meets, and grow along the path as cohorts pass through the rates that are off. How large
they are, and what that does to bands: ``docs/accuracy.md`` (A-122, A-123).
"""

from dataclasses import replace

import numpy as np

from models.cohort import OPEN_AGE, Rates
from models.demand_parameters import CohortParameters
from models.sampling import Floats, normals
from models.vocabulary import AGE_GROUPS, AGES, age_group_of_age

GROUP = np.array([AGE_GROUPS.index(age_group_of_age(age)) for age in AGES])
"""Age group of each age."""


def drawn_rates(rates: Rates, persons: Floats, parameters: CohortParameters, seed: int, draws: int) -> Rates:
    """Rates of each draw, (draws, ages, needs); ``persons`` (ages,) at which new plans in all stay as they are."""
    groups, needs = len(AGE_GROUPS), rates.incidence.shape[1]
    leaving, starting = (
        np.ascontiguousarray(normals(seed, draws, f"rates/{what}", groups)[:, GROUP])
        for what in ("leaving", "starting")
    )  # sums over an array depend on how it lies in memory, and a draw must not depend on how many there are
    need = normals(seed, draws, "rates/need", needs)
    ceasing = 1.0 - rates.survival
    sizes = np.where(np.array(AGES) < OPEN_AGE, parameters.leaving_error, parameters.leaving_error_adults)
    moved = ceasing * np.exp(sizes * leaving)[..., None]
    tilted = rates.incidence * np.exp(parameters.starting_error * starting)[..., None]
    tilted = tilted * np.exp(parameters.need_error * need)[:, None, :]
    before, after = ((part * persons[:, None]).sum(axis=(-2, -1)) for part in (rates.incidence, tilted))
    share = np.where(after > 0, before / np.where(after > 0, after, 1.0), 1.0)
    return replace(
        rates, survival=1.0 - moved / (rates.survival + moved), incidence=tilted * np.asarray(share)[:, None, None]
    )
