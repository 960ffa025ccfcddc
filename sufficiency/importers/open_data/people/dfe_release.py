"""Gives the plan tables of a pack from DfE's release *Education, health and care plans* (``release_reading``).

Ages are on 31 August before the academic year; ``under 3`` stands as age 2. New and ceased plans are by calendar
year and by age at the event. The release leaves out lines that are nought, so an age that is absent holds nobody.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from sufficiency.importers.open_data.people.release_layout import (
    ALL,
    BY_AGE,
    BY_PLACEMENT,
    CENSUS_AGES,
    EVENT_AGES,
    LOCAL,
    REGIONAL,
    placements,
)
from sufficiency.importers.open_data.people.release_reading import ENGLAND, read_tables
from sufficiency.packs.lookups import mapping


def source_of(base_year: int) -> str:
    """Name in the packs of the release about a January."""
    return f"dfe_ehc_{base_year}"


@dataclass(frozen=True)
class Release:
    """The tables of a release: ``year``, ``authority``, ``kind`` of topic, ``label``, ``age``, and numbers.

    base_year : the newest January, which a pack starts from. notes : what a person should know of how it was read.
    """

    file: str
    tables: dict[str, pd.DataFrame]
    base_year: int
    notes: tuple[str, ...] = ()

    @property
    def source(self) -> str:
        """Name of the release in the packs."""
        return source_of(self.base_year)

    @property
    def regional(self) -> str:
        """Source of new plans of a year that are added up from their ages, as the release gives the whole region's."""
        return f"{self.source} A-110"

    def rows(self, table: str, authority: str, kind: str, year: int | None = None) -> pd.DataFrame:
        """Rows of a table for one authority (DfE's three figures, or ``England``), by kind of topic and year."""
        frame = self.tables[table]
        wanted = (frame["authority"] == authority) & (frame["kind"] == kind)
        return frame[wanted if year is None else wanted & (frame["year"] == year)]

    def years(self, table: str, kind: str) -> list[int]:
        """Years that England has in a table, ascending."""
        return sorted(set(self.rows(table, ENGLAND, kind)["year"]))

    def authorities(self) -> pd.DataFrame:
        """Every authority of the base year: ``dfe_code``, ``name`` and ONS ``ons_code``, sorted by name."""
        frame = self.tables["caseload"]
        here = frame[(frame["level"] == LOCAL) & (frame["year"] == self.base_year)]
        named = here.rename(columns={"authority": "dfe_code", "la_name": "name"})
        return (
            named[["dfe_code", "name", "ons_code"]].drop_duplicates("dfe_code").sort_values("name", ignore_index=True)
        )

    @property
    def counts_of_authorities(self) -> pd.DataFrame:
        """Lines of the caseload of every authority and January, all plans together."""
        frame = self.tables["caseload"]
        return frame[(frame["level"] == LOCAL) & (frame["kind"] == ALL)]


def read_release(archive: Path) -> Release:
    """Read the release from its zip, or from the folder that it was unzipped into.

    Raises
    ------
    InputError
        With every table, column, topic, period and breakdown that is not as ``release_layout`` states it.
    """
    read, base_year = read_tables(archive)
    notes = tuple(note for one in read.values() for note in one.notes)
    return Release(archive.name, {name: one.frame for name, one in read.items()}, base_year, notes)


def _codes(rows: pd.DataFrame, table: str, code: str) -> dict[str, str]:
    """Code by column, for the columns that this release has."""
    return {column: to for column, to in mapping(table, "column", code).items() if column in rows}


def _long(rows: pd.DataFrame, codes: dict[str, str], ages: tuple[int, ...], name: str) -> pd.DataFrame:
    """Sum columns into codes, by age; an age without a line holds nobody, unless no age at all has one."""
    aged = rows[rows["age"].isin(ages)].dropna(subset=list(codes), how="all")
    sums = {
        code: aged.set_index("age")[[column for column, to in codes.items() if to == code]].sum(axis=1)
        for code in dict.fromkeys(codes.values())
    }
    present = ages if len(aged) else ()
    table = pd.DataFrame(sums).reindex(pd.Index(present, name="age"), fill_value=0.0).reset_index()
    long = table.melt(id_vars="age", var_name=name, value_name="plans")
    return long.astype({"age": "int64", "plans": "float64"})


def _by_year(
    release: Release, rows: pd.DataFrame, codes: dict[str, str], ages: tuple[int, ...], names: tuple[str, str]
) -> pd.DataFrame:
    """The same for each year that there is; ``names`` are those of the columns of codes and of years."""
    code, period = names
    years = sorted(set(rows["year"]))
    parts = [_long(rows[rows["year"] == year], codes, ages, code).assign(**{period: int(year)}) for year in years]
    empty = _long(rows.iloc[:0], codes, ages, code).assign(**{period: 0})
    return pd.concat(parts or [empty], ignore_index=True).assign(source=release.source)


def plans_by_age_provision(release: Release, authority: str) -> pd.DataFrame:
    """Plans on census day by single age and provision, the January of the base year and the one before."""
    rows = release.rows("caseload", authority, BY_AGE)
    rows = rows[rows["year"] >= release.base_year - 1]
    codes = _codes(rows, "placements", "provision")
    return _by_year(release, rows, codes, CENSUS_AGES, ("provision", "census_year"))


def plans_by_age_need(release: Release, authority: str) -> pd.DataFrame:
    """Plans on census day of the base year by single age and need."""
    rows = release.rows("sen_needs_all_plans", authority, BY_AGE, release.base_year)
    return _by_year(release, rows, _codes(rows, "needs", "need"), CENSUS_AGES, ("need", "census_year"))


def plans_by_need_provision(release: Release, authority: str) -> pd.DataFrame:
    """Plans on census day of the base year by need and provision."""
    rows = release.rows("sen_needs_all_plans", authority, BY_PLACEMENT, release.base_year)
    labels, needs = placements(), _codes(rows, "needs", "need")
    known = rows[rows["label"].isin(labels)].dropna(subset=list(needs), how="all")
    sums = known.groupby(known["label"].map(labels))[list(needs)].sum().rename(columns=needs)
    provisions = list(dict.fromkeys(labels.values())) if len(known) else []
    table = sums.reindex(pd.Index(provisions, name="provision"), fill_value=0.0).reset_index()
    table = table.melt(id_vars="provision", var_name="need", value_name="plans")
    return table.assign(census_year=release.base_year, source=release.source).astype({"plans": "float64"})


def plans_by_need(release: Release, authority: str) -> dict[str, float]:
    """Plans on census day of the base year by need, from the line of all plans."""
    rows = release.rows("sen_needs_all_plans", authority, ALL, release.base_year)
    return {need: float(rows[column].sum()) for column, need in _codes(rows, "needs", "need").items()}


def plan_tables(release: Release, authority: str) -> dict[str, pd.DataFrame]:
    """Every plan table that the release gives, by its name in a pack."""
    return {
        "plans_by_age_provision": plans_by_age_provision(release, authority),
        "plans_by_age_need": plans_by_age_need(release, authority),
        "plans_by_need_provision": plans_by_need_provision(release, authority),
        "new_plans": new_plans(release, authority),
        "new_plans_by_need": new_plans_by_need(release, authority),
        "ceased_plans": ceased_plans(release, authority),
        "funnel": funnel(release, authority),
    }


def new_plans(release: Release, authority: str) -> pd.DataFrame:
    """New plans by calendar year and age when started (20 stands for 20 and over, 2 for 2 and under)."""
    rows = release.rows("newplans", authority, BY_AGE)
    table = _by_year(release, rows, {"new_ehc_plans": "new"}, EVENT_AGES, ("what", "calendar_year"))
    return table.drop(columns="what")


def new_plans_by_need(release: Release, authority: str) -> pd.DataFrame:
    """New plans of the year before the base year's January, by age when started and need."""
    rows = release.rows("sen_need_newplans", authority, BY_AGE, release.base_year - 1)
    return _by_year(release, rows, _codes(rows, "needs", "need"), EVENT_AGES, ("need", "calendar_year"))


def ceased_plans(release: Release, authority: str) -> pd.DataFrame:
    """Ceased plans by calendar year, age when ended and reason; reason ``all`` is the published total."""
    rows = release.rows("ceased_plans", authority, BY_AGE)
    return _by_year(release, rows, _codes(rows, "cease_reasons", "reason"), EVENT_AGES, ("reason", "calendar_year"))


def funnel(release: Release, authority: str) -> pd.DataFrame:
    """Requests, assessments decided and new plans by calendar year.

    Assessments are blank where not published; a year without requests or new plans is left out. Where the release
    gives an authority the new plans of its whole region (2022, Yorkshire and The Humber), they are added up from their
    ages (A-110).
    """
    columns = {
        "requests": ("requests", "requests_received_in_year"),
        "assessments": ("assessments", "assess_in_year"),
        "new_plans": ("newplans", "new_ehc_plans"),
    }
    series = {
        name: release.rows(table, authority, ALL).set_index("year")[column] for name, (table, column) in columns.items()
    }
    frame = pd.DataFrame(series).rename_axis("calendar_year").reset_index()
    frame = frame.dropna(subset=["requests", "new_plans"])
    frame["assessments"] = frame["assessments"].astype(np.float64)
    regions = _new_plans_of_regions(release)
    by_age = release.rows("newplans", authority, BY_AGE).groupby("year")["new_ehc_plans"].sum()
    ages = frame["calendar_year"].map(by_age)
    lent = pd.Series(list(zip(frame["calendar_year"], frame["new_plans"], strict=True)), index=frame.index)
    mistaken = lent.isin(regions) & (ages < frame["new_plans"])
    frame["new_plans"] = frame["new_plans"].mask(mistaken, ages)
    source = mistaken.map({True: release.regional, False: release.source})
    return frame.assign(calendar_year=frame["calendar_year"].astype(int), source=source)


def _new_plans_of_regions(release: Release) -> set[tuple[int, float]]:
    """Year and new plans of every region."""
    frame = release.tables["newplans"]
    rows = frame[(frame["level"] == REGIONAL) & (frame["kind"] == ALL)]
    return set(zip(rows["year"], rows["new_ehc_plans"].astype(float), strict=True))


def growth_since(release: Release, provision: str, year: int) -> float:
    """England's plans in a provision, the base year over an earlier January; 1 where the release lacks that."""
    before, now = (published_counts(release, ENGLAND, when).get(provision, 0.0) for when in (year, release.base_year))
    return now / before if before > 0 and now > 0 else 1.0


def published_counts(release: Release, authority: str, year: int | None = None) -> dict[str, float]:
    """Plans on census day of a year (the base year), in all and by provision, as published; others are left out."""
    rows = release.rows("caseload", authority, ALL, year or release.base_year)
    counts: dict[str, float] = {}
    for column, code in ({"ehcplans": "all"} | _codes(rows, "placements", "provision")).items():
        if rows[column].notna().any():
            counts[code] = counts.get(code, 0.0) + float(rows[column].sum())
    return counts
