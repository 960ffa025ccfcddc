"""What a place costs a year, from what was paid for learners in it.

    part of a year = weeks paid / weeks of a whole year, at most 1       (all of it from a week less on)
    annual cost    = sum of pounds / sum of parts

so that the cost of a place times the places filled through the year is what was paid. A mean of few learners is none:
a need with fewer than ``FEWEST`` has no row of its own, and the mean of its kind stands for it.
"""

import numpy as np
import pandas as pd

from models.money.lines import ANY

FEWEST = 5
"""Learners on which a mean must rest (A-421)."""
BY_NEED = "fee"
"""The item of a price table whose rows may name a need once invoices are known."""


def year_part(weeks: float | None, whole: float) -> float:
    """Return the part of a year that ``weeks`` are of ``whole``; all of it where they are not known (A-420)."""
    return 1.0 if weeks is None or weeks >= whole - 1.0 else weeks / whole


def annual_costs(stays: pd.DataFrame, fewest: int = FEWEST) -> pd.DataFrame:
    """Return the yearly cost of a place by kind and need: need ``any`` of every kind, and needs with enough learners.

    ``stays`` has a row a learner: kind, need (``any`` where it is not known), part of a year, gbp, and what of it
    education, health and care pay (missing where nobody said). Columns of the answer: kind, need, learners, gbp,
    health_gbp, care_gbp; the last two are the shares of the stays that say them, missing where none of the kind does.
    A kind of fewer than ``fewest`` is there with its number, for the caller to judge.
    """
    rows: list[tuple[object, ...]] = []
    for kind, of_kind in stays.groupby("kind", sort=True):
        shares = _shares(of_kind, fewest, (np.nan, np.nan))
        rows.append((kind, ANY, *_mean(of_kind, shares)))
        rows += [
            (kind, need, *_mean(of_need, _shares(of_need, fewest, shares)))
            for need, of_need in of_kind.groupby("need", sort=True)
            if need != ANY and len(of_need) >= fewest
        ]
    return pd.DataFrame(rows, columns=["kind", "need", "learners", "gbp", "health_gbp", "care_gbp"])


def _mean(stays: pd.DataFrame, shares: tuple[float, float]) -> tuple[int, float, float, float]:
    gbp = float(stays["gbp"].sum() / stays["part"].sum())
    return len(stays), gbp, gbp * shares[0], gbp * shares[1]


def _shares(stays: pd.DataFrame, fewest: int, otherwise: tuple[float, float]) -> tuple[float, float]:
    """Shares that health and care pay where enough stays say so, else those given."""
    known = stays[stays["education_gbp"].notna()]
    if len(known) < min(len(stays), fewest):
        return otherwise
    total = float(known["gbp"].sum())
    return float(known["health_gbp"].sum() / total), float(known["care_gbp"].sum() / total)
