"""Dated places: how many each provider has in each academic year, and how the independent market grows.

A provider's places hold from their academic year until its next dated row. They are for all phases together, or kept
for one phase each (:class:`PhaseRows`): a learner above the places of the phase is above the provider's, once.

An elastic provider is the market for one need: beyond the places that the named providers have, it offers in the k-th
year after the base year::

    places[k] = base_places + purchased * ((1 + growth[1]) * ... * (1 + growth[k]) - 1)

where ``purchased`` is all the learners of that need in independent and non-maintained places in the base year.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.arrays import Flags, Floats, Indices
from models.programme.learners_at_pairs import AtPairs
from models.vocabulary import PHASES

KEPT_FOR = ("all", *(str(phase) for phase in PHASES))
"""What places are kept for: learners of any phase, or of one."""


def dated_places_by_phase(
    places: pd.DataFrame, provider_ids: list[str], academic_years: list[str], value: str
) -> Floats:
    """Places in force, shape (academic years, providers, kinds as KEPT_FOR).

    Parameters
    ----------
    places : rows provider_id, academic_year, phase, and the column ``value``; each phase holds until its own next row.
    provider_ids : order of the result's second axis.
    academic_years : order of the result's first axis, ascending.
    value : ``places`` or ``reserved``.
    """
    dated = places.pivot_table(index=["provider_id", "phase"], columns="academic_year", values=value, aggfunc="sum")
    years = sorted(set(dated.columns) | set(academic_years))
    wanted = pd.MultiIndex.from_product([provider_ids, KEPT_FOR])
    in_force = dated.reindex(columns=years).ffill(axis=1).reindex(index=wanted)
    opened = in_force.where(in_force.notna(), 0.0)[academic_years].to_numpy(dtype=np.float64)
    return opened.T.reshape(len(academic_years), len(provider_ids), len(KEPT_FOR))


def added_places(changes: pd.DataFrame, provider_ids: list[str], academic_years: list[str]) -> Floats:
    """Places that dated additions bring on top of every other change; shape (academic years, providers, KEPT_FOR).

    ``changes`` has provider_id, phase, academic_year (from whose September it holds) and add (below zero: taken away).
    """
    added = np.zeros((len(academic_years), len(provider_ids), len(KEPT_FOR)))
    years = np.array(academic_years)
    for provider, phase, since, places in changes[["provider_id", "phase", "academic_year", "add"]].itertuples(
        index=False
    ):
        added[years >= since, provider_ids.index(provider), KEPT_FOR.index(phase)] += float(places)
    return added


@dataclass(frozen=True)
class PhaseRows:
    """Places that providers keep for one phase, the rows of constraint (3).

    provider, phase : (rows,) indices of each row's provider and of its phase, in PHASES.
    of_pair : (pairs,) the row that a pair uses, -1 where its provider's places are for all phases.
    """

    provider: Indices
    phase: Indices
    of_pair: Indices

    @property
    def labels(self) -> tuple[str, ...]:
        """The phase of each row."""
        return tuple(str(PHASES[phase]) for phase in self.phase)

    def held(self, learners: AtPairs) -> Floats:
        """Learners in each row, (rows,)."""
        return learners.total(self.of_pair, self.provider.size)

    def places(self, by_phase: Floats) -> Floats:
        """Most learners of each row, (..., rows): places of the phase and those open to any phase.

        ``by_phase`` is (..., providers, kinds as KEPT_FOR). A provider never has both at once, but may change from
        the one form to the other, and before that September its rows bind nothing.
        """
        return np.asarray(by_phase[..., self.provider, 1 + self.phase] + by_phase[..., self.provider, 0])

    def above(self, learners: AtPairs, places: Floats) -> Floats:
        """Learners above the ``places`` (rows,) of each row, (rows,)."""
        return np.maximum(self.held(learners) - places, 0.0)


def phase_rows(split: Flags, provider: Indices, phase: Indices) -> PhaseRows:
    """Rows of the providers that are ``split`` (providers,), one for each phase in which they have a pair.

    ``provider`` and ``phase`` are those of each pair.
    """
    kept = split[provider]
    key = np.where(kept, provider * len(PHASES) + phase, -1)
    rows = np.unique(key[kept])
    of_pair = np.where(kept, np.searchsorted(rows, key), -1)
    return PhaseRows(rows // len(PHASES), rows % len(PHASES), of_pair)


def market_places(base: Floats, purchased: Floats, growth: Floats) -> Floats:
    """Places that the market offers, shape (years + 1, markets), by the equation of the module.

    ``base`` and ``purchased`` are (markets,); ``growth`` is (years, markets), from each year to the next.
    """
    factor = np.concatenate([np.ones((1, len(base))), np.cumprod(1.0 + growth, axis=0)]) - 1.0
    return np.asarray(base[None, :] + factor * purchased[None, :])
