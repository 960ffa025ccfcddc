"""Compares the rows of a table before and after an import, and replaces the rows of a period by those of a return."""

from dataclasses import replace
from typing import Any

import pandas as pd

from sufficiency.importers.pack.report import Change
from sufficiency.importers.pack.writer import PACK_DECIMALS
from sufficiency.tables.contracts import Contract, records

PERIODS = ("census_year", "calendar_year")
AMOUNTS = ("plans", "learners", "new_plans", "persons", "places", "value")
"""Columns whose change says how much a row changes: the first that a table has."""
ORIGIN = ("basis", "source")
"""Columns that say where a row is from."""
KNOWN_BY = ("name", "provision", *AMOUNTS, "reserved", "relation", *ORIGIN)
"""Columns by which a person knows a new row."""
TOTALS = {"age_band": "total", "reason": "all"}
"""Rows that hold the sum of the others, and are left out when a table is added up."""
MOST = 3
"""Rows in words for each part of a long table."""


def change_of(old: pd.DataFrame, new: pd.DataFrame, contract: Contract, most: int | None = None) -> Change:
    """Compare two states of a table, numbers as they are written.

    ``most`` limits the rows in words to those whose amount moves most, by 1 or more; a table that is new has none
    then. Without it every row that changes is there, in the order of the key.
    """
    keys = contract.key_names
    both = _plain(old, contract).merge(
        _plain(new, contract), on=keys, how="outer", suffixes=("_old", "_new"), indicator=True, validate="one_to_one"
    )
    matched = both["_merge"] == "both"
    values, origin = (_differs(both, contract, origin=origin) & matched for origin in (False, True))
    moved = both[values | origin | ~matched]
    if most is not None:
        moved = _largest(moved, contract, most) if len(old) else moved.iloc[:0]
    return Change(
        contract.name,
        added=int((both["_merge"] == "right_only").sum()),
        dropped=int((both["_merge"] == "left_only").sum()),
        changed=int(values.sum()),
        restated=int((origin & ~values).sum()),
        same=int((matched & ~values & ~origin).sum()),
        differences=tuple(_words(row, contract) for row in records(moved)),
    )


def replaced(old: pd.DataFrame | None, new: pd.DataFrame, contract: Contract) -> tuple[pd.DataFrame, list[Change]]:
    """Return ``old`` with the rows of ``new``'s periods replaced by ``new``, and what changes, period by period.

    A table's period is its census year or its calendar year; a table without one is replaced whole. Rows of other
    periods stay as they are, with the source that they have.
    """
    names = contract.column_names
    period = next((name for name in PERIODS if name in contract.key_names), None)
    there = new[names].iloc[:0] if old is None else old[names]
    if period is None:
        return new[names], [_added_up(there, new[names], contract)]
    years = sorted(set(new[period]))
    kept = [part for part in (there[~there[period].isin(years)], new[names]) if len(part)]
    table = pd.concat(kept, ignore_index=True) if kept else new[names]
    parts = [(there[there[period] == year], new.loc[new[period] == year, names]) for year in years]
    changes = [_added_up(*part, contract) for part in parts]
    return table, [replace(change, part=str(year)) for year, change in zip(years, changes, strict=True)]


def _added_up(old: pd.DataFrame, new: pd.DataFrame, contract: Contract) -> Change:
    amount = next(name for name in AMOUNTS if name in contract.column_names)
    before, after = (_total(rows, amount) if len(rows) else None for rows in (old, new))
    change = change_of(old, new, contract, MOST)
    return replace(change, before=before, after=after or 0.0, unit=amount.replace("_", " "))


def _total(rows: pd.DataFrame, amount: str) -> float:
    for column, total in TOTALS.items():
        rows = rows[rows[column] != total] if column in rows.columns else rows
    return float(rows[amount].sum())


def _plain(frame: pd.DataFrame, contract: Contract) -> pd.DataFrame:
    """Return the contract's columns, words as plain words and empty where there are none, numbers as numbers."""
    kinds = {"text": "object", "integer": "int64", "number": "float64"}
    plain = {column.name: frame[column.name] for column in contract.columns}
    words = {column.name: plain[column.name].fillna("") for column in contract.columns if column.kind == "text"}
    return pd.DataFrame(plain | words).astype({column.name: kinds[column.kind] for column in contract.columns})


def _differs(both: pd.DataFrame, contract: Contract, *, origin: bool) -> pd.Series:
    """Whether a row's origin, or any other of its values, differs: numbers by more than the decimals written."""
    differs = pd.Series(data=False, index=both.index)
    written = 0.6 * 10.0 ** -PACK_DECIMALS.get(contract.name, 3)
    for column in contract.values:
        if (column.name in ORIGIN) != origin:
            continue
        old, new = both[f"{column.name}_old"], both[f"{column.name}_new"]
        if column.kind == "text":
            differs |= old != new
        else:
            differs |= ((old - new).abs() > written) | (old.isna() != new.isna())
    return differs


def _largest(moved: pd.DataFrame, contract: Contract, most: int) -> pd.DataFrame:
    """Return the rows whose amount moves most, by 1 or more; the first ones of a table without an amount."""
    amount = next((name for name in AMOUNTS if name in contract.column_names), None)
    if amount is None:
        return moved.head(most)
    step = (moved[f"{amount}_new"].fillna(0.0) - moved[f"{amount}_old"].fillna(0.0)).abs()
    return moved.loc[step[step >= 1].sort_values(ascending=False, kind="stable").index[:most]]


def _words(row: dict[str, Any], contract: Contract) -> str:
    name = f"{contract.name} {' '.join(_word(row[key]) for key in contract.key_names)}"
    old, new = (
        {column.name: _word(row[f"{column.name}_{side}"]) for column in contract.values} for side in ("old", "new")
    )
    if row["_merge"] == "right_only":
        return f"+ {name}: {_known_by(new)}"
    if row["_merge"] == "left_only":
        return f"- {name}: {_known_by(old)}"
    fields = [f"{one} {old[one] or '(blank)'} -> {new[one] or '(blank)'}" for one in old if old[one] != new[one]]
    return f"~ {name}: {'; '.join(fields)}"


def _word(value: object) -> str:
    if pd.isna(value):  # type: ignore[call-overload]
        return ""
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def _known_by(row: dict[str, str]) -> str:
    return ", ".join(row[one] if one == "name" else f"{one} {row[one]}" for one in KNOWN_BY if row.get(one))
