"""Writes a folder that looks to the readers of finance like the run of some books, without running anything."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from models.money.lines import ITEMS
from models.vocabulary import academic_year
from sufficiency.finance.books import Books
from sufficiency.results.headlines import CENTRAL
from sufficiency.results.saved import NEEDED
from sufficiency.results.spend_by_academic_year import IN_FULL, UNITS_IN_FULL
from sufficiency.tables.outputs import sha256, write_output

ITEM_NAMES = [item.name for item in ITEMS]
SETTINGS: Mapping[str, object] = {
    "title": "By hand",
    "question": "What does it cost?",
    "author": "Tests",
    "authority": "tiny",
    "seed": 1,
    "draws": 12,
    "horizon": 2027,
}


def write_saved_books(
    folder: Path,
    books: Books,
    settings: Mapping[str, object] | None = None,
    prices: Path | None = None,
    leave_out: tuple[str, ...] = (),
) -> Path:
    """Write the files of a run that finance reads, and empty ones for the others; return the folder.

    ``prices`` is the pack's table of prices as the run read it, ``leave_out`` are files that an older version lacks.
    """
    files: dict[str, str | bytes] = dict.fromkeys(NEEDED, "") | {
        IN_FULL: _amounts(books),
        UNITS_IN_FULL: _by_year(books.units, books.academic).to_csv(index=False),
        "forecast_totals.csv": _plans(books),
    }
    kept = {name: content for name, content in files.items() if name not in leave_out}
    write_output(folder, kept, "run scenarios/tiny/by-hand.yaml", _facts(books, settings or {}, prices))
    return folder


def _facts(books: Books, settings: Mapping[str, object], prices: Path | None) -> dict[str, object]:
    known = {**SETTINGS, "draws": max(len(books.draws), 1), **settings}
    return {
        "scenario": books.name,
        "title": books.title,
        "question": "What does it cost?",
        "author": "Tests",
        "authority": books.authority,
        "holds_small_numbers": False,
        "commit": "unknown",
        "seed": 1,
        "draws": known["draws"],
        "settings": {path: {"value": value, "set_by": "default"} for path, value in known.items()},
        "inputs": {},
        "pack_files": {"prices.csv": sha256(prices)} if prices else {},
        "scenario_files": {},
    }


def _amounts(books: Books) -> str:
    paths = {CENTRAL: books.central, **dict(enumerate(books.draws))}
    frames = [_by_year(amounts, books.academic).assign(draw=draw) for draw, amounts in paths.items()]
    return pd.concat(frames)[["draw", "academic_year", *ITEM_NAMES]].to_csv(index=False)


def _by_year(amounts: np.ndarray, academic: tuple[int, ...]) -> pd.DataFrame:
    frame = pd.DataFrame(amounts, columns=ITEM_NAMES)
    years = pd.DataFrame({"academic_year": [academic_year(year) for year in academic[: len(amounts)]]})
    return pd.concat([years, frame], axis=1)


def _plans(books: Books) -> str:
    """Plans from the base year on; those of the year before stand in the panel alone."""
    rows = [f"{year},authority,all,{plans}" for year, plans in zip(books.academic, books.plans, strict=True)]
    return "\n".join(["census_year,level,code,plans", *rows[1:], ""])
