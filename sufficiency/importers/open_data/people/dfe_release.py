"""Reads DfE's *Education, health and care plans* release of 2025 as published, and gives the plan tables of a pack.

Ages are on 31 August before the academic year; ``under 3`` stands as age 2. New and ceased plans are by calendar
year and by age at the event. The release leaves out lines that are nought, so an age that is absent holds nobody.
"""

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import numpy as np
import pandas as pd

from sufficiency.errors import Fault, InputError
from sufficiency.importers.opening.published_csv import numbers, read_words
from sufficiency.importers.opening.zips import read_member
from sufficiency.packs.lookups import lookup, mapping

SOURCE = "dfe_ehc_2025"
REGIONAL = f"{SOURCE} A-110"
"""Source of new plans of a year that are added up from their ages, as the release gives the whole region's."""
NEW_BY_AGE = "Age when plan started"
BASE_CENSUS_YEAR = 2025
CENSUS_AGES = tuple(range(2, 26))
EVENT_AGES = tuple(range(2, 21))
KEYS = ("time_period", "geographic_level", "new_la_code", "old_la_code", "la_name", "breakdown_topic", "breakdown")
NATIONAL = "England"
BY_AGE = "Child or young persons age"


def _columns() -> dict[str, tuple[str, ...]]:
    placements = tuple(lookup("placements")["column"])
    needs = tuple(lookup("needs")["column"])
    return {
        "caseload": ("ehcplans", *placements),
        "sen_needs_all_plans": ("ehc_plans", *needs),
        "sen_need_newplans": ("ehc_plans", *needs),
        "newplans": ("new_ehc_plans",),
        "ceased_plans": tuple(lookup("cease_reasons")["column"]),
        "requests": ("requests_received_in_year",),
        "assessments": ("assess_in_year",),
    }


@dataclass(frozen=True)
class Release:
    """The tables of a release as published: words for the keys, numbers for the rest."""

    file: str
    tables: dict[str, pd.DataFrame]

    def rows(self, table: str, authority: str, topic: str, period: str | None = None) -> pd.DataFrame:
        """Rows of a table for one authority (DfE's three figures, or ``England``), by topic and period."""
        frame = self.tables[table]
        place = frame["geographic_level"].eq("National") if authority == NATIONAL else frame["old_la_code"] == authority
        wanted = place & (frame["breakdown_topic"] == topic)
        return frame[wanted if period is None else wanted & (frame["time_period"] == period)]

    def authorities(self) -> pd.DataFrame:
        """Every authority of the base year: ``dfe_code``, ``name`` and ONS ``ons_code``, sorted by name."""
        frame = self.tables["caseload"]
        here = frame[(frame["geographic_level"] == "Local authority") & (frame["time_period"] == "202425")]
        named = here.rename(columns={"old_la_code": "dfe_code", "la_name": "name", "new_la_code": "ons_code"})
        return named[["dfe_code", "name", "ons_code"]].drop_duplicates().sort_values("name", ignore_index=True)


def read_release(archive: Path) -> Release:
    """Read the release from its zip.

    Raises
    ------
    InputError
        When the zip or one of its tables is not as published: missing member or column, no number where one belongs.
    """
    tables = {}
    for table, columns in _columns().items():
        member = f"data/{table}.csv"
        name = f"{archive.name}/{member}"
        frame = read_words(BytesIO(read_member(archive, member)), name, (*KEYS, *columns))
        keys = {key: frame[key].str.strip() for key in KEYS}
        _refuse_doubles(pd.DataFrame(keys), name)
        values = {column: numbers(frame, column, name) for column in columns}
        tables[table] = pd.DataFrame(keys | values)
    return Release(archive.name, tables)


def _refuse_doubles(keys: pd.DataFrame, name: str) -> None:
    """Raise InputError where England or an authority has the same line twice; regions are not used."""
    used = keys[keys["geographic_level"] != "Regional"]
    doubled = used[used.duplicated()]
    if len(doubled):
        faults = [
            Fault(
                name, int(line), 0, "breakdown", f"stands in an earlier line too: {row['la_name']}, {row['breakdown']}"
            )
            for line, row in zip(doubled.index.to_numpy() + 2, doubled.to_dict("records"), strict=True)
        ]
        raise InputError(faults)


def age_of(words: pd.Series) -> pd.Series:
    """Age from ``age 10``, ``Aged 10``, ``under 3``, ``age 2 and under``, ``age 20 and over``; missing otherwise."""
    figure = words.str.lower().str.extract(r"^aged? (\d+)", expand=False)
    return pd.to_numeric(figure.where(words.str.lower() != "under 3", "2"))


def _long(rows: pd.DataFrame, codes: dict[str, str], ages: tuple[int, ...], name: str) -> pd.DataFrame:
    """Sum columns into codes, by age; an age without a line holds nobody, unless no age at all has one."""
    aged = rows.assign(age=age_of(rows["breakdown"]))
    aged = aged[aged["age"].isin(ages)].dropna(subset=list(codes), how="all")
    sums = {
        code: aged.set_index("age")[[column for column, to in codes.items() if to == code]].sum(axis=1)
        for code in dict.fromkeys(codes.values())
    }
    present = ages if len(aged) else ()
    table = pd.DataFrame(sums).reindex(pd.Index(present, name="age"), fill_value=0.0).reset_index()
    long = table.melt(id_vars="age", var_name=name, value_name="plans").assign(source=SOURCE)
    return long.astype({"age": "int64", "plans": "float64"})


def plans_by_age_provision(release: Release, authority: str) -> pd.DataFrame:
    """Plans on census day by single age and provision, January 2024 and 2025."""
    codes = mapping("placements", "column", "provision")
    years = {"202324": 2024, "202425": BASE_CENSUS_YEAR}
    parts = [
        _long(release.rows("caseload", authority, BY_AGE, period), codes, CENSUS_AGES, "provision").assign(
            census_year=year
        )
        for period, year in years.items()
        if len(release.rows("caseload", authority, BY_AGE, period))
    ]
    return pd.concat(parts, ignore_index=True)


def plans_by_age_need(release: Release, authority: str) -> pd.DataFrame:
    """Plans on census day by single age and need, January 2025."""
    rows = release.rows("sen_needs_all_plans", authority, BY_AGE)
    table = _long(rows, mapping("needs", "column", "need"), CENSUS_AGES, "need")
    return table.assign(census_year=BASE_CENSUS_YEAR)


def plans_by_need_provision(release: Release, authority: str) -> pd.DataFrame:
    """Plans on census day by need and provision, January 2025."""
    rows = release.rows("sen_needs_all_plans", authority, "Type of placement")
    labels = mapping("placements", "label", "provision")
    unknown = sorted({label for label in rows["breakdown"] if label not in labels and not label.endswith("- total")})
    if unknown:
        raise InputError([Fault(release.file, 0, 0, "breakdown", f"is no placement: {label!r}") for label in unknown])
    needs = mapping("needs", "column", "need")
    known = rows[rows["breakdown"].isin(labels)].dropna(subset=list(needs), how="all")
    sums = known.groupby(known["breakdown"].map(labels))[list(needs)].sum().rename(columns=needs)
    provisions = list(dict.fromkeys(labels.values())) if len(known) else []
    table = sums.reindex(pd.Index(provisions, name="provision"), fill_value=0.0).reset_index()
    table = table.melt(id_vars="provision", var_name="need", value_name="plans")
    return table.assign(census_year=BASE_CENSUS_YEAR, source=SOURCE).astype({"plans": "float64"})


def plans_by_need(release: Release, authority: str) -> dict[str, float]:
    """Plans on census day by need, January 2025, from the line of all plans."""
    rows = release.rows("sen_needs_all_plans", authority, "All EHC plans")
    return {need: float(rows[column].sum()) for column, need in mapping("needs", "column", "need").items()}


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
    topic = NEW_BY_AGE
    years = sorted(set(release.rows("newplans", authority, topic)["time_period"]))
    parts = [
        _long(release.rows("newplans", authority, topic, year), {"new_ehc_plans": "new"}, EVENT_AGES, "what")
        .drop(columns="what")
        .assign(calendar_year=int(year))
        for year in years
    ]
    return pd.concat(parts, ignore_index=True)


def new_plans_by_need(release: Release, authority: str) -> pd.DataFrame:
    """New plans of 2024 by age when started and need."""
    rows = release.rows("sen_need_newplans", authority, BY_AGE)
    table = _long(rows, mapping("needs", "column", "need"), EVENT_AGES, "need")
    return table.assign(calendar_year=2024)


def ceased_plans(release: Release, authority: str) -> pd.DataFrame:
    """Ceased plans by calendar year, age when ended and reason; reason ``all`` is the published total."""
    topic = "Age plan ceased"
    reasons = mapping("cease_reasons", "column", "reason")
    years = sorted(set(release.rows("ceased_plans", authority, topic)["time_period"]))
    parts = [
        _long(release.rows("ceased_plans", authority, topic, year), reasons, EVENT_AGES, "reason").assign(
            calendar_year=int(year)
        )
        for year in years
    ]
    return pd.concat(parts, ignore_index=True)


def funnel(release: Release, authority: str) -> pd.DataFrame:
    """Requests, assessments decided and new plans by calendar year.

    Assessments are blank where not published; a year without requests or new plans is left out. Where the release
    gives an authority the new plans of its whole region (2022, Yorkshire and The Humber), they are added up from their
    ages (A-110).
    """
    columns = {
        "requests": ("requests", "All requests for EHC needs assessments", "requests_received_in_year"),
        "assessments": ("assessments", "All EHC needs assessments", "assess_in_year"),
        "new_plans": ("newplans", "New EHC plans", "new_ehc_plans"),
    }
    series = {
        name: release.rows(table, authority, topic).set_index("time_period")[column]
        for name, (table, topic, column) in columns.items()
    }
    frame = pd.DataFrame(series).rename_axis("calendar_year").reset_index()
    frame = frame.dropna(subset=["requests", "new_plans"])
    frame["assessments"] = frame["assessments"].astype(np.float64)
    regions = _new_plans_of_regions(release)
    by_age = release.rows("newplans", authority, NEW_BY_AGE).groupby("time_period")["new_ehc_plans"].sum()
    ages = frame["calendar_year"].map(by_age)
    lent = pd.Series(list(zip(frame["calendar_year"], frame["new_plans"], strict=True)), index=frame.index)
    mistaken = lent.isin(regions) & (ages < frame["new_plans"])
    frame["new_plans"] = frame["new_plans"].mask(mistaken, ages)
    source = mistaken.map({True: REGIONAL, False: SOURCE})
    return frame.assign(calendar_year=frame["calendar_year"].astype(int), source=source)


def _new_plans_of_regions(release: Release) -> set[tuple[str, float]]:
    """Period and new plans of every region."""
    frame = release.tables["newplans"]
    rows = frame[(frame["geographic_level"] == "Regional") & (frame["breakdown_topic"] == "New EHC plans")]
    return set(zip(rows["time_period"], rows["new_ehc_plans"].astype(float), strict=True))


def published_counts(release: Release, authority: str) -> dict[str, float]:
    """Plans on census day of the base year, in all and by provision, as published."""
    rows = release.rows("caseload", authority, "All EHC plans", "202425")
    codes = mapping("placements", "column", "provision")
    counts = {"all": float(rows["ehcplans"].sum())}
    for column, code in codes.items():
        counts[code] = counts.get(code, 0.0) + float(rows[column].sum())
    return counts
