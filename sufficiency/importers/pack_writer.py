"""Writes a pack all at once: the same tables give the same bytes, and a broken import leaves the old pack alone."""

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from models.tables import Contract, check

DECIMALS = {"plans_joint": 6, "population": 2, "demand_points": 1, "providers": 2, "places": 2, "prices": 2}
"""Decimals of a number column that is not whole throughout; three elsewhere."""


def table_text(frame: pd.DataFrame, contract: Contract) -> str:
    """Return a table as CSV text, checked, sorted by key, with fixed decimals.

    Raises
    ------
    models.tables.ContractError
        When the table breaks its contract.
    """
    ordered = check(frame, contract)
    words = {column.name: _words(ordered[column.name], column.kind, contract.name) for column in contract.columns}
    return str(pd.DataFrame(words, columns=contract.column_names).to_csv(index=False, lineterminator="\n"))


def write_folder(destination: Path, files: Mapping[str, str]) -> None:
    """Replace ``destination`` by a folder of exactly ``files``; until all are written the old folder stands."""
    destination.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=destination.parent, prefix=f".{destination.name}-") as workshop:
        fresh = Path(workshop) / "fresh"
        fresh.mkdir()
        for name in sorted(files):
            (fresh / name).write_text(files[name], encoding="utf-8", newline="\n")
        if destination.exists():
            shutil.move(destination, Path(workshop) / "old")
        shutil.move(fresh, destination)


def _words(values: pd.Series, kind: str, table: str) -> pd.Series:
    if kind == "text":
        return values
    blank = values.isna()
    whole = kind == "integer" or bool((values[~blank] % 1 == 0).all())
    decimals = 0 if whole else DECIMALS.get(table, 3)
    rounded = values[~blank].astype("float64").round(decimals) + 0.0
    return rounded.map(lambda value: f"{value:.{decimals}f}").reindex(values.index).astype(object).where(~blank, "")
