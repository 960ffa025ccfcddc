"""A run as ``explore`` opens it, made by hand: a table of every kind of column, with names that were made to attack."""

from itertools import cycle
from pathlib import Path

import numpy as np
import pandas as pd
from payloads import PAYLOADS, SCRIPTS

from sufficiency.harmless import visible
from sufficiency.reports.explore.opened import OpenRun, OpenTable
from sufficiency.results.as_files import named_text, with_names
from sufficiency.tables.contracts import AREA, CENSUS_YEAR, Contract, number

TEXTS = [*PAYLOADS, *SCRIPTS]
NAMES = {"area": {f"a{at:03}": text for at, text in enumerate(TEXTS)}}
CONTRACT = Contract(
    "small",
    (CENSUS_YEAR, AREA),
    (number("learners", "learners", 0), number("cost_gbp", "pounds a year", optional=True), number("share", "share")),
)
MANIFEST = {
    "authority": "=1+1",
    "title": "@SUM(1+1)",
    "scenario": "tiny-baseline",
    "question": "-1+1",
    "author": "+1",
    "version": "0.1",
    "commit": "0" * 40,
    "seed": 7,
    "draws": 50,
    "holds_small_numbers": False,
}


def small_table(name: str = "small", rows: int = len(TEXTS)) -> OpenTable:
    """A table whose areas are named by every payload."""
    codes = cycle(NAMES["area"])
    frame = pd.DataFrame(
        {
            "census_year": [2025 + at // len(TEXTS) for at in range(rows)],
            "area": [next(codes) for _ in range(rows)],
            "learners": np.arange(rows) / 4,
            "cost_gbp": [np.nan if at % 3 else 1234.0 * at for at in range(rows)],
            "share": np.linspace(0, 1, rows),
        }
    )
    contract = Contract(name, CONTRACT.key, CONTRACT.values)
    named = with_names(contract)
    written = frame.assign(area_name=[visible(NAMES["area"][code]) for code in frame["area"]])
    codes_of = {column.name: column for column in contract.columns}
    content = named_text(frame, contract, NAMES).encode()
    return OpenTable(named, codes_of, "Learners of `small.csv`. And more.", written[named.column_names], content)


def small_run(*tables: OpenTable) -> OpenRun:
    """A run of nothing but tables and a manifest."""
    return OpenRun(Path("runs/tiny-baseline"), MANIFEST, tables, None, None)
