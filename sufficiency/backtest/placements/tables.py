"""Reads the panel of placements, and the reference tables that go with it."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from sufficiency.backtest.references import References, read_references
from sufficiency.errors import Fault, InputError
from sufficiency.packs.england.contracts import PLACEMENTS_KNOWN_FAULTS, PLACEMENTS_PANEL
from sufficiency.packs.placements import Panel, placements_by_year, usable_placements
from sufficiency.tables.files import read_table

FEWEST_JANUARIES = 4
"""Januaries that a panel must have: one growth is read from two, a forecast of a year is scored in a third."""


@dataclass(frozen=True)
class PlacementCounts:
    """Counts as ``published`` and those of them that are ``usable``, by series; and the ``growth_`` tables."""

    published: Panel
    usable: Panel
    references: References

    @property
    def years(self) -> list[int]:
        """Every census year, ascending."""
        return [int(year) for year in self.published["plans"].columns]


def read_counts(panel: Path, reference: Path) -> PlacementCounts:
    """Read a panel (the layout of ``placements_panel``) and the reference tables; histories across codes are joined.

    An authority that changed its code is known by the latest one in the panel.

    Raises
    ------
    InputError
        With every fault of every table, or when the panel has too few Januaries.
    """
    references = read_references(reference)
    table, faults = read_table(panel, PLACEMENTS_PANEL)
    faulty, more = read_table(reference / f"{PLACEMENTS_KNOWN_FAULTS.name}.csv", PLACEMENTS_KNOWN_FAULTS)
    if faults or more:
        raise InputError([*faults, *more])
    years = table["census_year"].nunique()
    if years < FEWEST_JANUARIES:
        words = f"{years} Januaries; {FEWEST_JANUARIES} at least are needed to forecast from some and score by others"
        raise InputError([Fault(panel.name, 0, 0, "census_year", words)])
    codes = latest_codes(table, references.recoded)
    published = placements_by_year(table, codes)
    return PlacementCounts(published, usable_placements(published, faulty, codes), references)


def latest_codes(table: pd.DataFrame, recoded: pd.DataFrame) -> dict[str, str]:
    """The latest code in ``table`` of each authority that had several, by every code of it."""
    names = dict(zip(recoded["code"], recoded["authority"], strict=True))
    there = table[table["authority"].isin(names)].sort_values(["census_year", "authority"])["authority"]
    latest = {names[code]: code for code in there}
    return {code: latest[names[code]] for code in there.unique()}
