"""The shipped Hampshire pack in memory, with one table changed, for tests of single checks."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import pandas as pd

from sufficiency.packs.checks.rows import Pack, Row
from sufficiency.packs.checks.runner import read_pack

DATA = Path(__file__).parents[1] / "data"
Change = Callable[[pd.DataFrame], pd.DataFrame]


@cache
def hampshire() -> Pack:
    """Return the pack as shipped."""
    return read_pack(DATA / "hampshire")


def changed(pack: Pack | None = None, **changes: Change) -> Pack:
    """Return the pack with tables changed, each by a function of its table."""
    start = pack or hampshire()
    new = {name: change(start.tables[name].copy()) for name, change in changes.items()}
    return replace(start, tables={**start.tables, **new}, readable={**start.readable, **new})


def without(pack: Pack, table: str) -> Pack:
    """Return the pack without a table, as where it breaks its contract."""
    return replace(pack, tables={name: frame for name, frame in pack.tables.items() if name != table})


def set_where(column: str, value: object, **keys: object) -> Change:
    """Set a column where other columns have these values."""

    def change(table: pd.DataFrame) -> pd.DataFrame:
        wanted = pd.Series(data=True, index=table.index)
        for key, wish in keys.items():
            wanted &= table[key] == wish
        assert wanted.any(), keys
        if table[column].dtype.kind == "i" and not isinstance(value, int):
            table[column] = table[column].astype("float64")
        table.loc[wanted, column] = value
        return table

    return change


def scaled(column: str, factor: float, **keys: object) -> Change:
    """Scale a column where other columns have these values."""

    def change(table: pd.DataFrame) -> pd.DataFrame:
        wanted = pd.Series(data=True, index=table.index)
        for key, wish in keys.items():
            wanted &= table[key] == wish
        assert wanted.any(), keys
        return table.assign(**{column: table[column].where(~wanted, table[column] * factor)})

    return change


def news(check: Callable[[Pack], list[Row]], pack: Pack) -> list[Row]:
    """Findings of a check that the pack as shipped does not have."""
    known = check(hampshire())
    return [row for row in check(pack) if row not in known]
