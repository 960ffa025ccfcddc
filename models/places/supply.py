"""The places of a run: providers, and their places year by year."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.arrays import Flags, Floats
from models.places.journeys import GivenWays


@dataclass(frozen=True)
class Supply:
    """Providers (contract PROVIDERS) and, per year from the base year on, their places.

    ``places_by_phase`` and ``reserved_by_phase`` are (years + 1, providers, kinds as KEPT_FOR), their sums over the
    kinds (years + 1, providers); ``reserved`` are held by learners of other authorities. ``pack_places`` (years + 1,
    providers) are the places that the pack has by itself, without what the scenario changes.
    ``sexes`` (providers, boys and girls) say which they take by the register of schools; both where it says nothing.
    ``boards`` (providers,) are those who may have boarders: all but those that the register says have none. ``ways``
    is what the pack says of journeys.
    """

    providers: pd.DataFrame
    places_by_phase: Floats
    pack_places: Floats
    reserved_by_phase: Floats
    sexes: Flags
    boards: Flags
    ways: GivenWays

    @property
    def places(self) -> Floats:
        """Places of all phases together."""
        return np.asarray(self.places_by_phase.sum(axis=2))

    @property
    def reserved(self) -> Floats:
        """Places of all phases together that other authorities' learners hold."""
        return np.asarray(self.reserved_by_phase.sum(axis=2))

    @property
    def usable_places_by_phase(self) -> Floats:
        """Places that the authority's own learners can use, by what they are kept for."""
        return np.maximum(self.places_by_phase - self.reserved_by_phase, 0.0)

    @property
    def usable_places(self) -> Floats:
        """Places that the authority's own learners can use."""
        return np.asarray(self.usable_places_by_phase.sum(axis=2))

    @property
    def split(self) -> Flags:
        """Providers that keep places for one phase in any year, (providers,)."""
        return np.asarray(self.places_by_phase[:, :, 1:].any(axis=(0, 2)))
