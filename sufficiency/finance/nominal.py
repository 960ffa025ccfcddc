"""Amounts of a run as the pounds of each financial year: its items by its indices, never added to real ones."""

from models.arrays import Floats
from models.money.financial_years import nominal_factors
from models.money.indices import PriceIndices
from sufficiency.finance.books import Books
from sufficiency.tables.rounding import PENCE


def nominal(books: Books, indices: PriceIndices, real_gbp: Floats) -> Floats:
    """Real pounds of academic years (..., years, items) as nominal ones of financial years (..., years, items)."""
    return books.financial(real_gbp) * nominal_factors(indices, books.base, books.years)


def of_ledger_rows(books: Books, indices: PriceIndices) -> Floats:
    """Central nominal pounds of every item in whole pennies, as the ledger has them, so that sums of them foot."""
    return nominal(books, indices, books.central).round(PENCE)
