"""The list of the tables of finance, in the order in which they are made and shown."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

import pandas as pd

from sufficiency.finance.against import AGAINST
from sufficiency.finance.block import BLOCK
from sufficiency.finance.bridge import BRIDGE
from sufficiency.finance.ledger import LEDGER
from sufficiency.finance.monitoring import MONITORING
from sufficiency.finance.reconciliation import RECONCILIATION
from sufficiency.finance.shapes import FinanceTable, Given
from sufficiency.tables.contracts import check

EVERY_FINANCE_TABLE: tuple[FinanceTable, ...] = (
    RECONCILIATION,
    BLOCK,
    LEDGER,
    MONITORING,
    AGAINST,
    BRIDGE,
)


def make_finance_tables(
    given: Given, tables: Iterable[FinanceTable] = EVERY_FINANCE_TABLE
) -> Mapping[str, pd.DataFrame]:
    """Make tables of finance, every one unless some are named: checked and sorted, by name."""
    return MappingProxyType({table.name: check(table.make(given), table) for table in tables})
