"""Learners by pair of cell and provider, where only pairs that have any are looked at: 5,000 of Hampshire's 35,000."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from models.arrays import Flags, Floats, Indices


@dataclass(frozen=True, eq=False)
class AtPairs:
    """How many ``learners`` there are at each of some of all ``count`` pairs; nobody is at the others.

    ``pairs`` are ascending, each there once; both have shape (pairs that have learners,).
    """

    pairs: Indices
    learners: Floats
    count: int

    @classmethod
    def of(cls, everywhere: Floats) -> "AtPairs":
        """Learners of all pairs, (count,)."""
        pairs = np.flatnonzero(everywhere > 0)
        return cls(pairs, everywhere[pairs], everywhere.size)

    @cached_property
    def everywhere(self) -> Floats:
        """Learners of all pairs, (count,)."""
        learners = np.zeros(self.count)
        learners[self.pairs] = self.learners
        return learners

    def times(self, share: Floats | Flags) -> "AtPairs":
        """A ``share`` (pairs that have learners,) of these."""
        return AtPairs(self.pairs, self.learners * share, self.count)

    def total(self, group: Indices, groups: int) -> Floats:
        """Learners by the ``group`` (count,) of their pair, -1 for none; (groups,)."""
        return np.bincount(group[self.pairs] + 1, self.learners, groups + 1)[1:].astype(np.float64, copy=False)
