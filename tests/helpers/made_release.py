"""A release of *Education, health and care plans* made here, in the layouts of 2025 and 2026: England, Hartlepool."""

import zipfile
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from sufficiency.importers.open_data.people.release_layout import (
    ACADEMIES,
    ALL,
    BY_PLACEMENT,
    CENSUS,
    TABLES,
    TOGETHER,
    Table,
)
from sufficiency.packs.lookups import lookup

LAYOUT = {table.name: table for table in TABLES}
AGES, AGE_AT_START = "Child or young persons age", "Age when plan started"
HARTLEPOOL = {
    "geographic_level": "Local authority",
    "new_la_code": "E06000001",
    "old_la_code": "805",
    "la_name": "Hartlepool",
}
ENGLAND = {"geographic_level": "National", "new_la_code": "", "old_la_code": "", "la_name": ""}
Row = dict[str, object]


def release_row(table: str, period: str, topic: str, breakdown: str, **values: int | str) -> Row:
    """One line of a release's table; what is not named is nought."""
    layout = LAYOUT[table]
    empty = dict.fromkeys((*layout.columns, *(column for column in layout.optional if column == "not_rec")), 0)
    keys = HARTLEPOOL | {"time_period": period, "breakdown_topic": topic, "breakdown": breakdown}
    return keys | empty | values


TINY_RELEASE: dict[str, list[Row]] = {
    "caseload": [
        release_row("caseload", "202425", "All EHC plans", "All EHC plans", ehcplans=10, special_academy_free=4),
        release_row("caseload", "202425", AGES, "under 3", ehcplans=1, nm_early_years=1),
        release_row(
            "caseload",
            "202425",
            AGES,
            "age 11",
            ehcplans=9,
            special_la_maintained=3,
            special_academy_free=1,
            mainstream_academy=2,
            mainstream_academy_senunit=1,
            neet_other_csa=1,
            placement_unknown=1,
        ),
    ],
    "sen_needs_all_plans": [
        release_row("sen_needs_all_plans", "202425", "All EHC plans", "All EHC plans", ehc_plans=9, number_asd=9),
        release_row("sen_needs_all_plans", "202425", AGES, "age 11", number_asd=8, number_need_unknown=1),
        release_row("sen_needs_all_plans", "202425", "Type of placement", ACADEMIES, number_asd=1),
        release_row("sen_needs_all_plans", "202425", "Type of placement", "Special - LA maintained", number_asd=3),
        release_row("sen_needs_all_plans", "202425", "Type of placement", "Special - total", number_asd=4),
    ],
    "sen_need_newplans": [release_row("sen_need_newplans", "2024", AGES, "age 4", number_slcn=2)],
    "newplans": [
        release_row("newplans", "2024", AGE_AT_START, "age 20 and over", new_ehc_plans=1),
        release_row("newplans", "2024", "New EHC plans", "New EHC plans", new_ehc_plans=1),
    ],
    "ceased_plans": [
        release_row("ceased_plans", "2024", "Age plan ceased", "age 19", he=2, total_ceased=3, employ=1),
    ],
    "requests": [
        release_row("requests", "2024", "All requests for EHC needs assessments", "All", requests_received_in_year=5),
        release_row("requests", "2023", "All requests for EHC needs assessments", "All", requests_received_in_year=4),
    ],
    "assessments": [release_row("assessments", "2024", "All EHC needs assessments", "All", assess_in_year="x")],
}


def england(table: Table) -> list[Row]:
    """Lines of England in the newest period: one learner in each column at each age, and in each placement."""
    period = "202425" if table.period == CENSUS else "2024"
    counted = [column for column in (*table.parts, *table.columns[1:], *table.optional) if column != "number_ds"]
    ones = dict.fromkeys(counted, 1)
    total = {table.columns[0]: max(len(ones), 1)}
    placed = len(lookup("placements")) if BY_PLACEMENT in table.kinds.values() else 0
    everyone = placed or max((len(topic.ages) for topic in table.topics), default=0) or 1
    rows: list[Row] = []
    for topic in table.topics:
        if topic.kind == ALL:
            labels, times = [topic.labels[0]], everyone
        elif topic.kind == BY_PLACEMENT:
            labels, times = list(lookup("placements")["label"]), 1
        else:
            labels, times = ["under 3" if age == 2 else f"age {age}" for age in topic.ages], 1
        keys = ENGLAND | {"time_period": period, "breakdown_topic": topic.labels[0]}
        topic_rows = [
            keys | {"breakdown": label} | {c: n * times for c, n in (total | ones).items()} for label in labels
        ]
        rows += topic_rows
    return rows


def made_tables(**changed: list[Row]) -> dict[str, pd.DataFrame]:
    """The release of one authority as tables in the layout of 2025; tables named are changed, England stays."""
    tables = TINY_RELEASE | changed
    return {name: pd.DataFrame([*tables[name], *england(LAYOUT[name])]).astype(str) for name in LAYOUT}


def write_release(folder: Path, **changed: list[Row]) -> Path:
    """Write a release of one authority as a zip, in the layout of 2025."""
    return write_tables(folder / "education-health-and-care-plans_2025.zip", made_tables(**changed))


def write_tables(path: Path, tables: Mapping[str, pd.DataFrame]) -> Path:
    """Write tables as a release."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, frame in tables.items():
            bundle.writestr(f"data/{name}.csv", frame.to_csv(index=False))
    return path


def as_of_2026(tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The same figures a year later in the layout of the release of 2026 (words throughout)."""
    later = {name: frame.assign(time_period=frame["time_period"].map(_a_year_later)) for name, frame in tables.items()}
    caseload, new = later["caseload"], later["newplans"]
    renamed = {"All EHC plans": "All EHC plans", AGES: "Age at start of academic year"}
    caseload = caseload.assign(breakdown_topic=caseload["breakdown_topic"].replace(renamed))
    new = new.assign(breakdown_topic=new["breakdown_topic"].replace({"New EHC plans": "All new EHC plans"}))
    ceased = later["ceased_plans"]
    if "not_rec" in ceased:
        ceased = ceased.assign(other=_added(ceased["other"], ceased["not_rec"])).drop(columns="not_rec")
    requests = later["requests"].copy()
    everyone = requests["breakdown_topic"].str.startswith("All") & (requests["geographic_level"] == "Local authority")
    first = requests.index[everyone][0]
    requests.loc[first, "requests_received_in_year"] = "no data"
    at_start = later["sen_need_newplans"]
    at_start = at_start.assign(breakdown_topic=at_start["breakdown_topic"].replace({AGES: "Age on plan start date"}))
    return {
        "caseload": _split(caseload),
        "newplans": _split(new).rename(columns={"await_prov_2022": "await_prov", "perm_ex_2022": "perm_ex"}),
        "ceased_plans": ceased,
        "sen_needs_caseload": _two_periods(later["sen_needs_all_plans"], "202425"),
        "sen_need_newplans": _two_periods(at_start, "2024"),
        "requests": requests,
        "assessments": later["assessments"],
        "phase_transfers": pd.DataFrame({"time_period": ["2025"], "phase_transfers": ["1"]}),
    }


def _a_year_later(period: str) -> str:
    first = int(period[:4]) + 1
    return f"{first}{(first + 1) % 100:02d}" if len(period) == 6 else str(first)


def _added(one: pd.Series, other: pd.Series) -> pd.Series:
    sums = pd.to_numeric(one, errors="coerce").fillna(0) + pd.to_numeric(other, errors="coerce").fillna(0)
    return sums.astype(int).astype(str)


def _split(frame: pd.DataFrame) -> pd.DataFrame:
    """Academies and free schools in two columns, ``x`` in years before the newest; names in small letters."""
    frame = frame.rename(columns=str.lower)
    for whole, (academy, free) in TOGETHER.items():
        if whole not in frame:
            continue
        numbers = pd.to_numeric(frame[whole], errors="coerce")
        known = numbers.notna() & (frame["time_period"] == frame["time_period"].max())
        large = (numbers * 3) // 4
        place = int(frame.columns.get_loc(whole))
        others = ["special_la_maintained", "special_independent", "special_non_maintained"]
        if "special_total" not in frame:
            frame["special_total"] = (
                frame[[*others, whole]].apply(pd.to_numeric, errors="coerce").sum(axis=1).astype(str)
            )
        frame.insert(place + 1, academy, large.where(known).map(_word))
        frame.insert(place + 2, free, (numbers - large).where(known).map(_word))
        frame = frame.drop(columns=whole)
    return frame


def _two_periods(frame: pd.DataFrame, before: str) -> pd.DataFrame:
    """Down's syndrome apart from OTH (``x`` in the period before), placements in parts, and the period before."""
    numbers = pd.to_numeric(frame["number_oth"], errors="coerce")
    known = numbers.notna()
    down = (numbers // 5).map(_word)
    place = int(frame.columns.get_loc("number_asd")) + 1
    now = frame.copy()
    now["number_oth"] = (numbers - numbers // 5).map(_word).where(known, frame["number_oth"])
    now.insert(place, "number_ds", down)
    earlier = frame.copy()
    earlier.insert(place, "number_ds", "x")
    both = pd.concat([earlier.assign(time_period=before), now], ignore_index=True)
    parts = both[both["breakdown"] == ACADEMIES]
    counts = [column for column in both if column.startswith("number_") or column == "ehc_plans"]
    numeric = parts[counts].apply(pd.to_numeric, errors="coerce")
    free = parts.assign(breakdown="Special - Free school", **{c: (numeric[c] // 4).map(_word) for c in counts})
    academy = parts.assign(
        breakdown="Special - Academy", **{c: (numeric[c] - numeric[c] // 4).map(_word) for c in counts}
    )
    return pd.concat([both.drop(parts.index), academy, free], ignore_index=True)


def _word(number: float) -> str:
    return "x" if pd.isna(number) else str(int(number))
