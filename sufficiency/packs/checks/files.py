"""Checks of the files themselves: contracts, particulars, boundaries, sources, codes, references between tables."""

import difflib
import json
import re
from collections.abc import Iterable
from pathlib import Path

import pandas as pd
import yaml

from models.vocabulary import NEED_ALIASES, NEEDS, REQUIREMENTS, census_year
from sufficiency.packs.checks.rows import Pack, Registered, Row, Severity, line
from sufficiency.packs.lookups import current_codes, lookup

PARTICULARS = ("id", "name", "ons_code", "base_census_year", "area_kind")
RETIRED_NEEDS = {str(alias): str(need) for alias, need in NEED_ALIASES.items()} | {
    "BESD": "SEMH",
    "EBD": "SEMH",
    "SEBD": "SEMH",
}
"""Codes of returns up to 2014, and of everyday speech, for the need that the tool writes."""
COUNTED = ("plans_by_age_band", "plans_by_age_provision", "plans_by_age_need", "plans_by_need_provision")
EVENTS = ("new_plans", "new_plans_by_need", "ceased_plans")
ASSUMED = r"\bA-\d+\b"
"""An assumption in a row's source: the figure is worked out, so it need not be whole."""


def tables_meet_their_contracts(pack: Pack) -> list[Row]:
    """Every fault of every table, with its line, column, value and what is allowed."""
    return [
        Row(
            "tables meet their contracts",
            Severity.WARNING if problem.harmless else Severity.ERROR,
            line(table, problem.line, problem.column) if problem.line else f"{table}.csv",
            problem.value or "blank" if problem.line else problem.value,
            problem.allowed,
            problem.remedy,
        )
        for table, problems in pack.problems.items()
        for problem in problems
    ]


def particulars_are_given(pack: Pack) -> list[Row]:
    """What ``pack.yaml`` must say, and the code by which registers know the authority."""
    rows = [
        _row("particulars are given", Severity.ERROR, f"pack.yaml, {key}", ("", "a value", "write the missing line"))
        for key in PARTICULARS
        if not pack.about.get(key)
    ]
    if not str(pack.about.get("dfe_code", "")).isdigit():
        words = (str(pack.about.get("dfe_code", "")), "three figures in quotation marks, such as '850'")
        action = "write dfe_code; import gias finds the authority's schools by it"
        rows.append(_row("particulars are given", Severity.WARNING, "pack.yaml, dfe_code", (*words, action)))
    return rows


def every_area_has_its_boundary(pack: Pack) -> list[Row]:
    """The areas of ``areas.csv`` and those of ``areas.geojson`` are the same."""
    drawn = _drawn_areas(pack.folder / "areas.geojson")
    if drawn is None:
        words = ("", "a GeoJSON with one feature an area", "import the pack again")
        return [_row("every area has its boundary", Severity.ERROR, "areas.geojson", words)]
    listed = set(pack.tables["areas"]["area"])
    rows = []
    for area in sorted(listed ^ drawn):
        known, lacking = ("areas.csv", "areas.geojson") if area in listed else ("areas.geojson", "areas.csv")
        words = (area, f"the areas of {known}", f"add the area to {lacking}, or take it out of {known}")
        rows.append(_row("every area has its boundary", Severity.ERROR, lacking, words))
    return rows


def _drawn_areas(path: Path) -> set[str] | None:
    try:
        features = json.loads(path.read_text(encoding="utf-8"))["features"]
        return {str(feature["properties"]["area"]) for feature in features}
    except (OSError, ValueError, KeyError, TypeError):
        return None


def sources_are_listed(pack: Pack) -> list[Row]:
    """A row's source that looks like the name of a file read stands in ``sources.yaml``."""
    path = pack.folder / "sources.yaml"
    try:
        listed = set(yaml.safe_load(path.read_text(encoding="utf-8")) or {})
    except (OSError, yaml.YAMLError):
        words = ("", "a list of the files read", "import the pack again")
        return [_row("sources are listed", Severity.WARNING, "sources.yaml", words)]
    rows = []
    for table, frame in pack.tables.items():
        if "source" not in frame.columns:
            continue
        names = frame["source"].str.extract(r"^([a-z][a-z0-9]*(?:_[a-z0-9-]+)+)", expand=False).dropna()
        for name in sorted(set(names) - listed):
            first = line(table, names.index[names == name][0], "source")
            action = "add the file to sources.yaml: title, publisher, date, licence"
            words = (name, f"one of {', '.join(sorted(listed)) or 'no file'}", action)
            rows.append(_row("sources are listed", Severity.WARNING, first, words))
    return rows


def published_counts_are_whole(pack: Pack) -> list[Row]:
    """Plans counted by a return are whole numbers; only a row that names an assumption may hold parts."""
    rows = []
    for table in (*COUNTED, *EVENTS):
        plans = pack.column(table, "plans")
        sources = pack.column(table, "source").reindex(plans.index, fill_value="")
        parts = plans[(plans % 1 != 0) & (plans >= 0) & ~sources.str.contains(ASSUMED, regex=True)]
        rows += [
            _row(
                "published counts are whole",
                Severity.ERROR,
                line(table, number, "plans"),
                (f"{value:g}", "a whole number, 0 or more", "write the count itself, or name the assumption in source"),
            )
            for number, value in parts.items()
        ]
    return rows


def codes_are_current(pack: Pack) -> list[Row]:
    """Needs and requirements of providers, reasons of ceased plans, area codes: none unknown, none retired."""
    rows = [
        *_coded(pack.column("providers", "needs"), "needs", [str(need) for need in NEEDS], RETIRED_NEEDS),
        *_coded(pack.column("providers", "requirements"), "requirements", [str(word) for word in REQUIREMENTS], {}),
    ]
    areas = pack.column("areas", "area")
    for number, code in areas[areas.isin(list(current_codes()))].items():
        words = (code, "codes in use today", f"write {current_codes()[code]}, here and in every table with an area")
        rows.append(_row("codes are current", Severity.WARNING, line("areas", number, "area"), words))
    return rows


def _coded(values: pd.Series, column: str, known: list[str], retired: dict[str, str]) -> Iterable[Row]:
    for number, codes in values.items():
        words = str(codes).split()
        for word in dict.fromkeys(words):
            allowed = ", ".join(known)
            if word in retired:
                action = f"is an old code; write {retired[word]}"
            elif word not in known:
                near = difflib.get_close_matches(word.upper(), [one.upper() for one in known], n=1, cutoff=0.6)
                action = "is no code of ours" + (f"; did you mean {_as_known(near[0], known)}?" if near else "")
            elif words.count(word) > 1:
                action = "stands twice; keep one"
            else:
                continue
            yield _row("codes are current", Severity.ERROR, line("providers", number, column), (word, allowed, action))


def _as_known(word: str, known: list[str]) -> str:
    return next(one for one in known if one.upper() == word)


def cease_reasons_are_known(pack: Pack) -> list[Row]:
    """Reasons of ceased plans are those of the return."""
    reasons = pack.column("ceased_plans", "reason")
    known = sorted(set(lookup("cease_reasons")["reason"]))
    strange = reasons[~reasons.isin(known)].drop_duplicates()
    return [
        _row(
            "cease reasons are known",
            Severity.WARNING,
            line("ceased_plans", number, "reason"),
            (str(reason), ", ".join(known), "write the reason of the return, or other"),
        )
        for number, reason in strange.items()
    ]


def academic_years_are_written_so(pack: Pack) -> list[Row]:
    """Academic years are written 2025/26."""
    years = pack.column("places", "academic_year")
    return [
        _row(
            "academic years are written so",
            Severity.ERROR,
            line("places", number, "academic_year"),
            (str(year), "an academic year such as 2025/26", "write both years, the second in two figures"),
        )
        for number, year in years.items()
        if not is_academic_year(str(year))
    ]


def is_academic_year(label: str) -> bool:
    """Whether a label reads as an academic year."""
    if not re.fullmatch(r"\d{4}/\d{2}", label):
        return False
    try:
        census_year(label)
    except ValueError:
        return False
    return True


def references_hold(pack: Pack) -> list[Row]:
    """Areas and providers that a table names exist."""
    areas = set(pack.tables["areas"]["area"])
    known = {"providers": areas | {""}, "population": areas, "demand_points": areas}
    rows = [
        _lost(table, "area", values[~values.isin(areas)], "areas.csv")
        for table, areas in known.items()
        for values in [pack.tables[table]["area"].fillna("")]
    ]
    listed = pack.tables["places"]["provider_id"]
    rows.append(
        _lost("places", "provider_id", listed[~listed.isin(pack.tables["providers"]["provider_id"])], "providers.csv")
    )
    return [row for found in rows for row in found]


def _lost(table: str, column: str, lost: pd.Series, source: str) -> list[Row]:
    return [
        _row(
            "references hold",
            Severity.ERROR,
            line(table, number, column),
            (str(code), f"a code of {source}", f"add it to {source}, or repair the code"),
        )
        for number, code in lost.drop_duplicates().items()
    ]


def _row(check: str, severity: Severity, where: str, words: tuple[str, str, str]) -> Row:
    value, allowed, action = words
    return Row(check, severity, where, value, allowed, action)


CHECKS = (
    Registered(tables_meet_their_contracts, ()),
    Registered(particulars_are_given, ()),
    Registered(every_area_has_its_boundary, ("areas",)),
    Registered(sources_are_listed, ()),
    Registered(published_counts_are_whole, ()),
    Registered(codes_are_current, ()),
    Registered(cease_reasons_are_known, ()),
    Registered(academic_years_are_written_so, ()),
    Registered(references_hold, ("areas", "providers", "places", "population", "demand_points")),
)
