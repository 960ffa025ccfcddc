"""Dated places: how many each provider has in each academic year, and how the independent market grows.

A provider's places hold from their academic year until its next dated row. An elastic provider is the market
for one need: beyond the places that the named providers have, it offers in the k-th year after the base year::

    places[k] = base_places + purchased * ((1 + growth[1]) * ... * (1 + growth[k]) - 1)

where ``purchased`` is all the learners of that need in independent and non-maintained places in the base year.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def dated_places(places: pd.DataFrame, provider_ids: list[str], academic_years: list[str], value: str) -> Floats:
    """Places in force, shape (academic years, providers).

    Parameters
    ----------
    places : rows provider_id, academic_year, phase, and the column ``value``; each phase holds until its own next row.
    provider_ids : order of the result's second axis.
    academic_years : order of the result's first axis, ascending.
    value : ``places`` or ``reserved``.
    """
    dated = places.pivot_table(index=["provider_id", "phase"], columns="academic_year", values=value, aggfunc="sum")
    years = sorted(set(dated.columns) | set(academic_years))
    in_force = dated.reindex(columns=years).ffill(axis=1).groupby("provider_id").sum().reindex(index=provider_ids)
    opened = in_force.where(in_force.notna(), 0.0)
    return opened[academic_years].to_numpy(dtype=np.float64).T


def added_places(changes: pd.DataFrame, provider_ids: list[str], academic_years: list[str]) -> Floats:
    """Places that dated additions bring, beside every other change; shape (academic years, providers).

    ``changes`` has provider_id, academic_year (from whose September it holds) and add (below zero: taken away).
    """
    holds = np.greater_equal.outer(np.array(academic_years), changes["academic_year"].to_numpy(dtype=str))
    column = np.array([provider_ids.index(provider) for provider in changes["provider_id"]], dtype=np.intp)
    added = np.zeros((len(academic_years), len(provider_ids)))
    for change, provider in enumerate(column):
        added[:, provider] += holds[:, change] * float(changes["add"].iloc[change])
    return added


def market_places(base: Floats, purchased: Floats, growth: Floats) -> Floats:
    """Places that the market offers, shape (years + 1, markets), by the equation of the module.

    ``base`` and ``purchased`` are (markets,); ``growth`` is (years,), from each year to the next.
    """
    factor = np.concatenate([[1.0], np.cumprod(1.0 + growth)]) - 1.0
    return np.asarray(base[None, :] + factor[:, None] * purchased[None, :])
