"""Prices as packs had them before each had its own index: how they are known, and what they become."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import pandas as pd

from models.money.lines import CASH, FEES, TOP_UP, TRANSPORT
from sufficiency.errors import Fault, Severity
from sufficiency.packs.contracts import PRICES
from sufficiency.tables.contracts import Contract, integer

OLD_YEAR, YEAR = "base_year", "price_year"
NEW_COLUMNS = ("phase", YEAR, "index")
INDEX_OF_ITEM: Mapping[str, str] = {
    "place_funding": CASH,
    "place_funding_empty": CASH,
    "top_up": TOP_UP,
    "fee": FEES,
    "residential_fee": FEES,
    "transport_fixed": TRANSPORT,
    "transport_mile": TRANSPORT,
}
"""Index of every item that prices of the old form could have."""
OLD_PRICES = Contract(
    PRICES.name,
    tuple(column for column in PRICES.key if column.name not in NEW_COLUMNS),
    tuple(
        integer(OLD_YEAR, column.unit, 2010, 2100) if column.name == YEAR else column
        for column in PRICES.values
        if column.name != "index"
    ),
)


def is_old(faults: Iterable[Fault]) -> bool:
    """Whether the faults of ``prices.csv`` are those of a table of the old form."""
    named = {fault.where for fault in faults if fault.line == 1}
    return {OLD_YEAR, YEAR} <= named


def in_one_fault(path: Path, faults: tuple[Fault, ...]) -> tuple[Fault, ...]:
    """Put all that is to be said of the columns of the old form into one fault; other faults of the file stay."""
    if not is_old(faults):
        return faults
    by_index: dict[str, list[str]] = {}
    for item, index in INDEX_OF_ITEM.items():
        by_index.setdefault(index, []).append(item)
    indices = "; ".join(f"{index} for {', '.join(items)}" for index, items in by_index.items())
    remedy = (
        "the prices are of an earlier form: make the pack again (sufficiency import open-data; your own rows stay), or "
        f"call the column {OLD_YEAR} {YEAR}, and add the columns phase ('any' in every row) and index: {indices}"
    )
    allowed = f"the columns {', '.join(PRICES.column_names)}"
    fault = Fault(str(path), 1, 0, OLD_YEAR, severity=Severity.ERROR, value=OLD_YEAR, allowed=allowed, remedy=remedy)
    return (fault, *(other for other in faults if other.line != 1))


def renewed(old: pd.DataFrame) -> pd.DataFrame:
    """Return prices of the old form in the new one: any phase, and the index of the item (fees where it is unknown)."""
    table = old.rename(columns={OLD_YEAR: YEAR})
    table = table.assign(phase="any", index=table["item"].map(dict(INDEX_OF_ITEM)).fillna(FEES))
    return table[PRICES.column_names]
