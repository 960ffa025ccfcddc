"""Amounts of a run as the pounds of each financial year: its items by its indices, never added to real ones."""

from models.arrays import Floats
from models.money.financial_years import nominal_factors
from models.money.indices import PriceIndices
from sufficiency.finance.books import Books

PENCE = 2


def nominal(books: Books, indices: PriceIndices, real_gbp: Floats) -> Floats:
    """Real pounds of academic years (..., years, items) as nominal ones of financial years (..., years, items)."""
    return books.financial(real_gbp) * nominal_factors(indices, books.base, books.years)
