"""The files of the command ``finance`` that show its tables: each as CSV with names beside codes, and the workbook."""

from collections.abc import Mapping, Sequence

import pandas as pd

from sufficiency.finance.shapes import FinanceTable, Given
from sufficiency.reports.finance.names import named_csv
from sufficiency.reports.finance.workbook import finance_workbook

WORKBOOK = "finance.xlsx"


def finance_files(
    given: Given,
    tables: Mapping[str, pd.DataFrame],
    contracts: Sequence[FinanceTable],
    facts: Mapping[str, object],
) -> dict[str, str | bytes]:
    """Return the files by name: a CSV for each table of ``contracts`` that there is, and ``finance.xlsx``."""
    texts = {f"{one.name}.csv": named_csv(tables[one.name], one) for one in contracts if one.name in tables}
    return {**texts, WORKBOOK: finance_workbook(given, tables, contracts, facts)}
