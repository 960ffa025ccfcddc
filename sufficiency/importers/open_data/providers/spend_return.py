"""The section 251 return of 2021-22, and for how many learners its lines were paid.

A financial year is five twelfths of the academic year that ends in it and seven of the next::

    learners = 5/12 January 2021 + 7/12 January 2022

counted by kind of provision in DfE's release. Where one of the two Januaries has no count that may be used, the
plans of January 2021 that the published file prints stand alone, and the source says so (A-414).
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.money.lines import LINES
from sufficiency.importers.opening.published_csv import numbers, read_words
from sufficiency.importers.pack.sources import SourceFile
from sufficiency.packs.placements import Panel

YEAR = "2021-22"
OUTTURN, BUDGET = "outturn_2021_22", "budget_2021_22"
"""How the columns of each kind of amount begin."""
JANUARIES = {2021: 5.0 / 12.0, 2022: 7.0 / 12.0}
"""Share of the financial year that each January stands for."""
FEWEST_LEARNERS, BELIEVABLE_FEE = 20.0, (30_000.0, 150_000.0)
"""Learners of a financial year, and pounds a learner, outside which a fee is not read from the return (A-415)."""
JANUARY_2021_ALONE = ": January 2021 alone"
"""What the source says where January 2022 could not be weighed in."""


@dataclass(frozen=True)
class PaidFor:
    """What a line is paid for: series of England's panel, and the plans of January 2021 that the file prints."""

    series: tuple[str, ...]
    printed: tuple[str, ...]


_AFTER_SCHOOL = PaidFor(("post_16",), ("post16",))
PAID_FOR: Mapping[str, PaidFor] = {
    "top_up_schools": PaidFor(("mainstream", "base"), ("mainstream", "rp_or_sen_unit")),
    "top_up_special": PaidFor(("state_special",), ("state_special",)),
    "inmss_fees": PaidFor(("inmss_special", "independent_mainstream"), ("nmss_or_independent",)),
    "top_up_post_school": _AFTER_SCHOOL,
    "inmss_post_school": _AFTER_SCHOOL,
}


@dataclass(frozen=True)
class Learners:
    """Learners of the financial year, not a number where nobody says; and the source of a unit read from them."""

    number: float
    source: str


@dataclass(frozen=True)
class SpendReturn:
    """The published return for one authority (``dfe_code``).

    ``counted`` are the placements that may be used of it (``ons_code``), and ``release`` is where they stand.
    """

    file: SourceFile
    dfe_code: str
    ons_code: str
    counted: Panel
    release: str

    def amounts(self, names: tuple[str, ...]) -> dict[str, float] | None:
        """Numbers of columns, not a number where one is not published; None where nothing is of the authority.

        Raises
        ------
        InputError
            When the file is not as published.
        """
        words = read_words(self.file.path, self.file.path.name, ("old_la_code", *names))
        own = words[words["old_la_code"] == self.dfe_code]
        if own.empty:
            return None
        return {name: float(numbers(own, name, self.file.path.name).sum(skipna=False)) for name in names}

    def learners(self, line: str) -> Learners:
        """For how many learners a line was paid."""
        counted = sum(self.of_series(series) for series in PAID_FOR[line].series)
        if np.isfinite(counted):
            return Learners(round(counted, 2), f"{self.file.id} {self.release}")
        names = tuple(f"plans_jan2021_{name}" for name in PAID_FOR[line].printed)
        printed = self.amounts(names)
        alone = sum(printed.values()) if printed else np.nan
        return Learners(alone, f"{self.file.id}{JANUARY_2021_ALONE}")

    def of_series(self, series: str) -> float:
        """Learners of the financial year in one series of the panel, not a number where nobody counted them."""
        return sum(share * self._counted(series, year) for year, share in JANUARIES.items())

    def fee_of_the_block(self, mainstream_gbp: float) -> float | None:
        """Pounds that the block paid for a learner in a special school, given those in independent mainstream schools.

        At the prices of then; None where it cannot be read, or too few learners stand behind it (A-415).
        """
        special, mainstream = (self.of_series(kind) for kind in PAID_FOR["inmss_fees"].series)
        if not special >= FEWEST_LEARNERS:
            return None
        spent = self.amounts(tuple(f"{OUTTURN}_{name}" for name in LINES["inmss_fees"].published))
        fee = (sum(spent.values()) - mainstream_gbp * mainstream) / special if spent else np.nan
        return fee if BELIEVABLE_FEE[0] <= fee <= BELIEVABLE_FEE[1] else None

    def _counted(self, series: str, year: int) -> float:
        of = self.counted.get(series, pd.DataFrame())
        here = of.index == self.ons_code
        return float(of.loc[here, year].sum(min_count=1)) if year in of else np.nan

    def unit(self, line: str) -> tuple[float, str] | None:
        """Pounds a learner of the outturn of a line, at the prices of then, and source; None where it has none."""
        spent, learners = (
            self.amounts(tuple(f"{OUTTURN}_{name}" for name in LINES[line].published)),
            self.learners(line),
        )
        pounds = sum(spent.values()) if spent else np.nan
        return (pounds / learners.number, learners.source) if pounds > 0 and learners.number > 0 else None
