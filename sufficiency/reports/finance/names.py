"""Names beside the codes of the tables of finance, and how wide a figure is written."""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

import numpy as np
import pandas as pd

from models.money.lines import ANY, LINES, Ledger
from models.vocabulary import KINDS_OF_PROVISION, NEED_NAMES
from sufficiency.tables.contracts import ALL, Column, Contract, free_text
from sufficiency.tables.files import csv_text
from sufficiency.tables.rounding import PENCE

LINE = "s251_line"
LEDGER_NAMES: dict[str, str] = {
    Ledger.DSG_HIGH_NEEDS: "High needs block (DSG)",
    Ledger.GENERAL_FUND: "General fund of the council",
    Ledger.HEALTH: "Health",
    Ledger.SOCIAL_CARE: "Social care",
    Ledger.DFE_DIRECT: "DfE, directly",
    Ledger.CAPITAL: "Capital",
}
NAMES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        LINE: {**{code: line.name for code, line in LINES.items()}, ALL: "All lines"},
        "ledger": LEDGER_NAMES,
        "provision": {
            **{str(kind): row.name.capitalize() for kind, row in KINDS_OF_PROVISION.items()},
            ANY: "Any provision",
            ALL: "All kinds",
        },
        "need": {**{str(need): name for need, name in NEED_NAMES.items()}, ANY: "Any need", ALL: "All needs"},
    }
)
"""The name of each code, by column."""
OTHER = 4
"""Decimals of a figure that is neither whole nor pounds; those foot to the penny."""
_POUNDS = "_gbp"
_QUANTILES = ("_p10", "_p50", "_p90")
_SHARES = ("_share", "_diversion", "_occupancy", "growth", "chance_of_deficit", "interest_rate")


def named(frame: pd.DataFrame, contract: Contract) -> tuple[pd.DataFrame, Contract]:
    """Return a table sorted by its key, with a column of names after each of codes, and the contract that it has."""
    coded = [column.name for column in contract.columns if column.name in NAMES]
    names = {f"{name}_name": [NAMES[name].get(code, "") for code in frame[name]] for name in coded}
    ordered = frame.assign(**names).sort_values(contract.key_names, kind="stable", ignore_index=True)
    return ordered, contract_with_names(contract)


def contract_with_names(contract: Contract) -> Contract:
    """A contract with a column of names after each of codes."""
    key, values = (tuple(_with_names(columns)) for columns in (contract.key, contract.values))
    return Contract(contract.name, key, values)


def _with_names(columns: Sequence[Column]) -> Iterator[Column]:
    for column in columns:
        yield column
        if column.name in NAMES:
            yield free_text(f"{column.name}_name")


def is_pounds(column: Column) -> bool:
    """Whether a column is of pounds, by its unit or its name."""
    return column.unit.startswith("pounds") or column.name.endswith((_POUNDS, *_QUANTILES))


def is_share(column: Column) -> bool:
    """Whether a column is of shares, by its unit or its name."""
    return not is_pounds(column) and (column.unit.startswith("share") or column.name.endswith(_SHARES))


def named_csv(frame: pd.DataFrame, contract: Contract) -> str:
    """Return a table as CSV with names beside its codes, and pounds to the penny, so that what foots still does."""
    table, whole = named(frame, contract)
    columns = [_words(table[column.name], column) for column in whole.columns]
    return csv_text(whole.column_names, zip(*columns, strict=True))


def _words(values: pd.Series, column: Column) -> list[str]:
    if column.kind == "text":
        return ["" if pd.isna(word) else str(word) for word in values]
    places = 0 if column.kind == "integer" else PENCE if is_pounds(column) else OTHER
    figures = np.round(values.to_numpy(dtype=np.float64), places) + 0.0  # + 0.0: never minus nothing
    return ["" if np.isnan(figure) else f"{figure:.{places}f}" for figure in figures.tolist()]
