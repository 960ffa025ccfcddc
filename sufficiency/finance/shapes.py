"""What the tables of finance have in common: what they are made of, and how one is declared."""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from models.arrays import Floats
from sufficiency.finance.books import Books
from sufficiency.finance.inputs import MoneyInputs
from sufficiency.tables.contracts import Contract


@dataclass(frozen=True)
class Given:
    """What a table of finance is made of.

    ``books`` are those of the run, ``money`` what its pack says. ``unmitigated`` are the books that it is set beside,
    ``last`` those of the run before it; None where there is none. ``capital`` (financial years,) are nominal pounds of
    building, nothing where no set of places is given.
    """

    books: Books
    money: MoneyInputs
    capital: Floats
    unmitigated: Books | None = None
    last: Books | None = None


@dataclass(frozen=True)
class FinanceTable(Contract):
    """A table of finance: its contract, ``words`` that say what a row is, and what makes it.

    The check of the contract sorts the rows.
    """

    words: str
    make: Callable[[Given], pd.DataFrame]
