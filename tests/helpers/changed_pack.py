"""The shipped Hampshire pack in memory, with one table changed, for tests of single checks."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

import pandas as pd

from sufficiency.errors import Fault
from sufficiency.packs.checks.register import RegisteredCheck
from sufficiency.packs.england.check_ranges import read_ranges
from sufficiency.packs.particulars import Particulars
from sufficiency.packs.reading import Pack, read_pack

DATA = Path(__file__).parents[2] / "data"
Change = Callable[[pd.DataFrame], pd.DataFrame]


@cache
def hampshire() -> Pack:
    """Return the pack as shipped."""
    return replace(read_pack(DATA / "hampshire"), ranges=read_ranges(DATA / "reference"))


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


def pack_of(folder: Path, tables: Mapping[str, pd.DataFrame]) -> Pack:
    """Return a pack of tables whose rows stand from line 2 on."""
    lined = {name: table.set_axis(range(2, len(table) + 2)) for name, table in tables.items()}
    return Pack(folder, Particulars({}), 0, lined, lined, dict.fromkeys(lined, ()))


def news(check: RegisteredCheck, pack: Pack) -> list[Fault]:
    """Findings of a check that the pack as shipped does not have."""
    known = check(hampshire())
    return [row for row in check(pack) if row not in known]
