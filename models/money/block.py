"""The position of the high needs block: what is left of the grant, what stands in the balance, what a deficit costs.

    in_year  = grant - spend
    closing  = opening + in_year + stability_grant          the closing balance of a year opens the next
    interest = mean deficit of the year's two ends * rate   borne by the general fund, no part of the balance

Pounds are nominal; a deficit is below zero. Arrays may have any leading axes, such as draws. docs/money.md has the
sources.
"""

import numpy as np

from models.arrays import Floats, product

STABILITY_SHARE = 0.9
"""Of the eligible deficit; DfE and MHCLG, High Needs Stability Grant, explanatory note of 9 February 2026."""
WORST = 0.2


def in_year(grant_gbp: Floats, spend_gbp: Floats) -> Floats:
    """What a year leaves of its grant; below zero where it spends more."""
    return np.asarray(grant_gbp - spend_gbp)


def closing(opening_gbp: Floats, in_year_gbp: Floats, stability_gbp: Floats) -> Floats:
    """The balance at 31 March from that at 1 April."""
    return np.asarray(opening_gbp + in_year_gbp + stability_gbp)


def positions(opening_gbp: float, grant_gbp: Floats, spend_gbp: Floats, stability_gbp: Floats) -> Floats:
    """Closing balance of each year, (..., years), from the first year's opening and ``spend_gbp`` (..., years).

    ``grant_gbp`` and ``stability_gbp`` are (years,).
    """
    balance = np.full(spend_gbp.shape[:-1], opening_gbp)
    closings = np.empty(spend_gbp.shape)
    for year, left in enumerate(np.moveaxis(in_year(grant_gbp, spend_gbp), -1, 0)):
        balance = closings[..., year] = closing(balance, left, stability_gbp[year])
    return closings


def openings(opening_gbp: float, closing_gbp: Floats) -> Floats:
    """Opening balance of each year, (..., years): the first year's, then the closing one of the year before."""
    first = np.full((*closing_gbp.shape[:-1], 1), opening_gbp)
    return np.concatenate([first, closing_gbp[..., :-1]], axis=-1)


def carry_cost(opening_gbp: Floats, closing_gbp: Floats, rate: Floats) -> Floats:
    """Interest of a year on the mean of the deficits at its two ends; a surplus counts as none, so never below zero.

    ``rate`` is a share a year. The council's cash is gone whether or not the deficit is kept off its accounts.
    """
    return np.asarray(rate * (np.maximum(-opening_gbp, 0.0) + np.maximum(-closing_gbp, 0.0)) / 2.0)


def stability_grant(eligible_deficit_gbp: float, share: float = STABILITY_SHARE) -> float:
    """The High Needs Stability Grant on an eligible deficit, which is stated above zero; none where there is none.

    It is paid only to an authority whose local SEND reform plan is approved.
    """
    return share * max(eligible_deficit_gbp, 0.0)


def chance_below_zero(closing_gbp: Floats) -> Floats:
    """Share of draws (draws, ...) that end in deficit, (...); not a number without draws."""
    if not len(closing_gbp):
        return np.full(closing_gbp.shape[1:], np.nan)
    return np.asarray((closing_gbp < 0.0).mean(axis=0))


def mean_of_worst(closing_gbp: Floats, share: float = WORST) -> Floats:
    """Mean of the worst ``share`` of draws (draws, ...), (...); not a number without draws.

    A draw that the share cuts through counts for the part of it that is inside.
    """
    draws = len(closing_gbp)
    if not draws:
        return np.full(closing_gbp.shape[1:], np.nan)
    weight = np.clip(share * draws - np.arange(draws), 0.0, 1.0)
    worst_first = np.moveaxis(np.sort(closing_gbp, axis=0), 0, -1)
    return np.asarray(product(worst_first, weight) / weight.sum())
