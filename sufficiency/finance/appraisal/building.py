"""What a set of new places costs to build in each financial year of a run."""

from pathlib import Path

import numpy as np

from models.arrays import Floats
from models.money.lines import LINES
from models.vocabulary import financial_year
from sufficiency.errors import Fault, InputError
from sufficiency.finance.books import Books
from sufficiency.finance.inputs import MoneyInputs
from sufficiency.finance.sets import PlaceSet, PlaceSets, read_sets
from sufficiency.tables.rounding import PENCE


def read_one_set(path: Path) -> PlaceSets:
    """Read a file of places that holds one set alone.

    Raises
    ------
    InputError
        With every fault of the file, or when it holds several options.
    """
    read = read_sets(path)
    if len(read.options) > 1:
        names = ", ".join(option.name for option in read.options)
        words = f"holds {len(read.options)} options ({names}); a run has one: name a file of one set of places"
        raise InputError([Fault(str(path), 0, 0, "options", words)])
    return read


def building(built: PlaceSet | None, books: Books, money: MoneyInputs) -> Floats:
    """Nominal pounds of building, optimism bias included, in the financial years of a run, (financial years,).

    Raises
    ------
    InputError
        When the set spends in a year that the run does not have.
    """
    if built is None:
        return np.zeros(len(books.years))
    outside = [financial_year(year) for year, share in built.capital.profile if share and year not in books.years]
    if outside:
        span = f"{financial_year(books.years[0])} to {financial_year(books.years[-1])}"
        words = f"spends in {', '.join(outside)}, and {books.name} has the years {span}"
        raise InputError([Fault("--set", 0, 0, "capital.profile", words)])
    index, stated = LINES["capital"].index, built.capital.price_year
    factors = np.array([money.indices.factor(index, stated, year) for year in books.years])
    return np.asarray(np.round(built.capital_by_financial_year(books.years) * factors, PENCE))
