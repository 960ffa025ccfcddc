"""Academic years into financial years, and constant prices into those of the year.

    FY[l] = a[l] AY[y-1] + (1 - a[l]) AY[y]        nominal = real prod(1 + index[l, year])

``a`` is the share of the old academic year: five months of twelve for places and top-ups, a term of three for fees that
are billed by term, school days from April for transport, and all of it for what the census of the old year sets.
"""

import numpy as np

from models.arrays import Floats
from models.money.indices import PriceIndices
from models.money.lines import ITEMS, LINES, Billing
from models.parameters.method import BY_TERM, CostParameters

MONTHS, TERM, CENSUS = 5 / 12, 1 / 3, 1.0


def old_share(parameters: CostParameters) -> Floats:
    """Share of a financial year's spend that is of the academic year which ends in it, (items,)."""
    shares = {
        Billing.MONTHS: MONTHS,
        Billing.FEES: TERM if parameters.fees_billed == BY_TERM else MONTHS,
        Billing.SCHOOL_DAYS: parameters.school_days_from_april,
        Billing.CENSUS: CENSUS,
    }
    return np.array([shares[LINES[item.line].billing] for item in ITEMS])


def financial_years(academic: Floats, old: Floats) -> Floats:
    """Amounts of academic years (..., years, items) to the financial years between them, (..., years - 1, items).

    ``old`` (items,) is the share of the academic year that ends in each.
    """
    return np.asarray(old * academic[..., :-1, :] + (1.0 - old) * academic[..., 1:, :])


def nominal_factors(indices: PriceIndices, base: int, years: tuple[int, ...]) -> Floats:
    """What amounts at prices of financial year ``base`` are multiplied by to be those of ``years``, (years, items)."""
    return np.array([[indices.factor(LINES[item.line].index, base, year) for item in ITEMS] for year in years])
