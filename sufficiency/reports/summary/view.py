"""What a report is made from: the tables of one run, and what a reader needs besides. Nothing is computed here."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd
from shapely.geometry.base import BaseGeometry

from sufficiency.packs.quality import Quality
from sufficiency.reports.summary.beside.measured import BesideRuns
from sufficiency.reports.summary.changes.values import Changes
from sufficiency.results.every_table import EVERY_TABLE
from sufficiency.tables.assumptions_log import Rated

CONTEXT_KEYS = ("scenario", "title", "question", "author", "authority", "base_census_year", "seed", "draws")
"""What ``RunView.context`` must hold; ``folder`` may be added: where the files are, as a person would type it."""


@dataclass(frozen=True)
class RunView:
    """One run, as a report sees it.

    ``tables`` by the names of ``EVERY_TABLE``; ``providers`` as in the pack (``provider_id``, ``provision``,
    ``area``); ``history`` has ``census_year``, ``plans`` (published); ``areas`` has ``area``, ``name``;
    ``boundaries`` are the shapes of the areas on the National Grid, or None; ``manifest`` is shown as provenance;
    ``quality`` is what the checks of the pack found. ``finance`` are the tables of
    ``sufficiency.finance.in_report.tables`` by name, or none; ``by_need`` says whether fees are known by need.
    ``changes`` are what the scenario changes, and the places that are dated. ``beside``
    are several runs side by side, this one first; None for a run alone.
    ``places`` are the places of the pack with their ``basis`` and ``source``, or none.
    ``plans_by_age_band`` is that table of the pack, ``past_misses`` that of England; either may be empty.
    ``log`` is the assumptions log by id, ``cited`` the ids that the run rests on; ``bases`` are the rows of each table
    of the pack by what they rest on, of those tables that say so.

    Raises
    ------
    ValueError
        Naming every table or context key that is missing.
    """

    tables: Mapping[str, pd.DataFrame]
    providers: pd.DataFrame
    history: pd.DataFrame
    areas: pd.DataFrame
    boundaries: Mapping[str, BaseGeometry] | None
    context: Mapping[str, str | int | float]
    manifest: Mapping[str, object] = field(default_factory=dict)
    quality: Quality = field(default_factory=Quality)
    finance: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    by_need: bool = True
    changes: Changes = field(default_factory=Changes)
    beside: BesideRuns | None = None
    places: pd.DataFrame = field(default_factory=pd.DataFrame)
    plans_by_age_band: pd.DataFrame = field(default_factory=pd.DataFrame)
    past_misses: pd.DataFrame = field(default_factory=pd.DataFrame)
    log: Mapping[str, Rated] = field(default_factory=dict)
    cited: tuple[str, ...] = ()
    bases: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        missing = [table.name for table in EVERY_TABLE if table.name not in self.tables]
        missing += [key for key in CONTEXT_KEYS if key not in self.context]
        if missing:
            raise ValueError(f"a report needs {', '.join(missing)}")
