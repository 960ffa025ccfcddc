"""What a report is given: the tables of one run and what a reader needs beside them. Nothing is computed here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from models.tables import ACADEMIC_YEAR, RUN_TABLES, Contract, number, text
from models.vocabulary import NEEDS, PHASES
from sufficiency.quality import Quality

ALL = "all"
"""Code of a total over a key column."""

CONTEXT_KEYS = ("scenario", "title", "question", "author", "authority", "base_census_year", "seed", "draws")
"""What ``RunView.context`` must hold; ``folder`` may be added: where the files are, as a person would type it."""

RANGES = Contract(
    "ranges",
    (
        text("measure"),
        ACADEMIC_YEAR,
        text("area"),
        text("phase", (ALL, *PHASES)),
        text("need", (ALL, *NEEDS)),
    ),
    (number("p10", ""), number("p90", "")),
)
"""Quantiles over draws of totals that were aggregated inside each draw. Measures: ``required`` (learners who
require a base or a special school), ``inmss``, ``displaced``, ``in_county``, ``unplaced``, ``over_capacity``
(learners), and ``inmss_gbp``, ``state_gbp`` (pounds in the financial year that starts in the first year of the
academic year)."""


def no_ranges() -> pd.DataFrame:
    """Return an empty table of ranges: every total then shows the summed range of its cells, and says so."""
    return pd.DataFrame(columns=RANGES.column_names)


@dataclass(frozen=True)
class RunView:
    """One run, as a report sees it.

    ``tables`` by the names of ``RUN_TABLES``; ``providers`` as in the pack (``provider_id``, ``provision``,
    ``area``); ``history`` has ``census_year``, ``plans`` (published); ``areas`` has ``area``, ``name``;
    ``boundaries`` is a GeoJSON file with a property ``area``, or None; ``manifest`` is shown as provenance;
    ``ranges`` meets the contract ``RANGES``; ``quality`` is what the checks of the pack found.

    Raises
    ------
    ValueError
        Naming every table or context key that is missing.
    """

    tables: Mapping[str, pd.DataFrame]
    providers: pd.DataFrame
    history: pd.DataFrame
    areas: pd.DataFrame
    boundaries: Path | None
    context: Mapping[str, str | int | float]
    manifest: Mapping[str, object] = field(default_factory=dict)
    ranges: pd.DataFrame = field(default_factory=no_ranges)
    quality: Quality = field(default_factory=Quality)

    def __post_init__(self) -> None:
        missing = [contract.name for contract in RUN_TABLES if contract.name not in self.tables]
        missing += [key for key in CONTEXT_KEYS if key not in self.context]
        if missing:
            raise ValueError(f"a report needs {', '.join(missing)}")


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table as plain dictionaries, by column."""
    return [{str(column): value for column, value in row.items()} for row in frame.to_dict("records")]
