"""Changes of primary need from one January to the next, from plans that were followed person by person.

For an age group g and needs k (before) and n (after), with c the plans counted and k0 ``need_change_pull`` plans that
keep their need::

    D[g, k, n] = (c[g, k, n] + k0 * [k = n]) / (sum_n c[g, k, n] + k0)

so that a handful of plans says little, a need that nobody was counted with keeps itself, and every row adds to 1.
"""

import numpy as np

from models.sampling import Floats
from models.vocabulary import AGE_GROUPS, AgeGroup, ages_of_group


def need_change(counts: Floats, pull: float) -> Floats:
    """Share of each need's survivors who have each need a year on, (ages, needs, needs), ages at the later census.

    ``counts`` is (age groups, needs before, needs after) plans; ``pull`` plans are put to each row that keep it.
    """
    needs = counts.shape[1]
    pulled = counts + pull * np.eye(needs)
    total = pulled.sum(axis=2, keepdims=True)
    shares = np.where(total > 0, pulled / np.where(total > 0, total, 1.0), np.eye(needs))
    sizes = [len(ages_of_group(AgeGroup(group))) for group in AGE_GROUPS]
    return np.repeat(shares, sizes, axis=0)
