"""The books of a run: what each item costs in every academic year, centrally and in every draw."""

from dataclasses import dataclass

import numpy as np

from models.arrays import Floats
from models.money.financial_years import financial_years


@dataclass(frozen=True)
class Books:
    """What money of a run is worked out from; pounds are real, at the prices of the financial year ``base``.

    name, title, authority : of the run's scenario.
    base : the base financial year, by the year in which it starts.
    academic : census years, the one before the base year first.
    units, central : (academic years, items) places or learners, and pounds.
    draws : (draws, academic years, items) pounds.
    plans : (academic years,) plans on census day.
    old_share : (items,) share of a financial year that is of the academic year which ends in it.
    """

    name: str
    title: str
    authority: str
    base: int
    academic: tuple[int, ...]
    units: Floats
    central: Floats
    draws: Floats
    plans: Floats
    old_share: Floats

    @property
    def years(self) -> tuple[int, ...]:
        """Financial years by the year in which each starts: that of the outturn first."""
        return self.academic[:-1]

    def financial(self, amounts: Floats) -> Floats:
        """Amounts of academic years (..., years, items) by financial year, (..., years - 1, items)."""
        return financial_years(amounts, self.old_share)

    def in_ranges(self, of: Floats) -> Floats:
        """Tenth, half and nine tenths over draws of ``of`` (draws, ...), (3, ...); not a number without draws."""
        if not len(of):
            return np.full((3, *of.shape[1:]), np.nan)
        return np.quantile(of, (0.1, 0.5, 0.9), axis=0)
