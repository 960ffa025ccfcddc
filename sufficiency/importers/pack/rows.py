"""Puts the rows of a better source in the place of a weaker source's rows of the same period, and says what changed.

A table's period is its census year or its calendar year; a table without one is replaced whole. Rows of other periods
stay as they are, with the source that they have.
"""

from dataclasses import dataclass

import pandas as pd

from sufficiency.tables.contracts import Contract

PERIODS = ("census_year", "calendar_year")
AMOUNTS = ("plans", "learners", "new_plans")
"""Columns that a table's total is told by, the first that it has."""
WRITTEN = 0.0006
"""Difference that a pack's decimals can make: three are written of numbers that are not whole."""
WHOLE = {"age_band": "total", "reason": "all"}
"""Rows that hold the sum of the others, and are left out of a table's total."""


@dataclass(frozen=True)
class Change:
    """What a replacement does to a table in one period (nought: a table without): rows by fate, total before and after.

    changed : rows with other numbers; restated : rows with the same numbers from another source.
    before : total, missing where there was nothing; largest : which cells move most, in words.
    """

    table: str
    period: int
    changed: int
    restated: int
    added: int
    dropped: int
    same: int
    before: float | None
    after: float
    largest: tuple[str, ...]

    @property
    def is_none(self) -> bool:
        """Whether the table stays as it is."""
        return self.changed + self.restated + self.added + self.dropped == 0


def replaced(old: pd.DataFrame | None, new: pd.DataFrame, contract: Contract) -> tuple[pd.DataFrame, list[Change]]:
    """Return ``old`` with the rows of ``new``'s periods replaced by ``new``, and what changes, period by period."""
    names = contract.column_names
    period = next((name for name in PERIODS if name in contract.key_names), None)
    there = new[names].iloc[:0] if old is None else old[names]
    if period is None:
        return new[names], [_change(there, new[names], contract, 0)]
    years = sorted(set(new[period]))
    kept = [part for part in (there[~there[period].isin(years)], new[names]) if len(part)]
    table = pd.concat(kept, ignore_index=True) if kept else new[names]
    changes = [_change(there[there[period] == year], new[new[period] == year], contract, int(year)) for year in years]
    return table, changes


def _change(old: pd.DataFrame, new: pd.DataFrame, contract: Contract, period: int) -> Change:
    amount, keys = next(name for name in AMOUNTS if name in contract.column_names), contract.key_names
    both = old.merge(new, on=keys, how="outer", suffixes=("_old", "_new"), indicator=True, validate="one_to_one")
    matched = both[both["_merge"] == "both"]
    changed, restated = (_differs(matched, contract, text=text) for text in (False, True))
    return Change(
        contract.name,
        period,
        int(changed.sum()),
        int((restated & ~changed).sum()),
        int((both["_merge"] == "right_only").sum()),
        int((both["_merge"] == "left_only").sum()),
        int((~changed & ~restated).sum()),
        _total(old, amount) if len(old) else None,
        _total(new, amount),
        _largest(both, keys, amount) if len(old) else (),
    )


def _total(rows: pd.DataFrame, amount: str) -> float:
    parts = rows
    for column, whole in WHOLE.items():
        parts = parts[parts[column] != whole] if column in parts.columns else parts
    return float(parts[amount].sum())


def _differs(rows: pd.DataFrame, contract: Contract, *, text: bool) -> pd.Series:
    """Whether a row's words (``text``) or its numbers differ, numbers by more than a pack's decimals."""
    differs = pd.Series(data=False, index=rows.index)
    for column in contract.values:
        old, new = rows[f"{column.name}_old"], rows[f"{column.name}_new"]
        if text and column.kind == "text":
            differs |= old != new
        elif not text and column.kind != "text":
            differs |= ((old - new).abs() > WRITTEN) | (old.isna() != new.isna())
    return differs


def _largest(both: pd.DataFrame, keys: list[str], amount: str) -> tuple[str, ...]:
    """The three cells whose amount moves most, by one or more."""
    before, after = (both[f"{amount}_{side}"].where(both[f"{amount}_{side}"].notna(), 0.0) for side in ("old", "new"))
    moved = both[keys].assign(before=before, after=after, step=(after - before).abs())
    top = moved[moved["step"] >= 1].sort_values("step", ascending=False, kind="stable").head(3)
    return tuple(
        f"{' '.join(str(row[key]) for key in keys)}: {row['before']:,.0f} to {row['after']:,.0f}"
        for row in top.to_dict("records")
    )
