"""What the report of a run shows of money, worked out while the run is in memory."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from sufficiency.finance.against import AGAINST
from sufficiency.finance.block import BLOCK
from sufficiency.finance.books import Books, books_of, central_books
from sufficiency.finance.bridge import BRIDGE
from sufficiency.finance.every_finance_table import make_finance_tables
from sufficiency.finance.in_report.payers import PAYERS
from sufficiency.finance.inputs import money_of
from sufficiency.finance.reconciliation import RECONCILIATION, unexplained_words
from sufficiency.finance.shapes import FinanceTable, Given
from sufficiency.forecast.pipeline import Run, central_run
from sufficiency.packs.inputs import Inputs
from sufficiency.scenario.values import Scenario

SHOWN: tuple[FinanceTable, ...] = (RECONCILIATION, PAYERS, AGAINST, BRIDGE, BLOCK)
"""Tables of finance that a report shows."""


def money_tables(run: Run, inputs: Inputs) -> Mapping[str, pd.DataFrame]:
    """The tables of finance that the report of a run shows, by name: no building, and no run beside it."""
    return shown_tables(_given(books_of(run, inputs), run.scenario, inputs))


def shown_tables(given: Given) -> Mapping[str, pd.DataFrame]:
    """The tables that a report shows, checked and sorted, by name."""
    return make_finance_tables(given, SHOWN)


def unexplained_of(scenario: Scenario, inputs: Inputs) -> tuple[str, ...]:
    """What is unexplained of the council's outturn, as the central run of a scenario has it."""
    books = central_books(central_run(replace(scenario, draws=1), inputs, place_values=False), scenario, inputs)
    return unexplained_words(
        make_finance_tables(_given(books, scenario, inputs), (RECONCILIATION,))[RECONCILIATION.name]
    )


def _given(books: Books, scenario: Scenario, inputs: Inputs) -> Given:
    """What tables are made of where nothing is built and no run is set beside."""
    return Given(books, money_of(inputs, scenario.parameters.costs), np.zeros(len(books.years)))
