"""Checks the words of a return and turns them into dates, flags and codes.

Every fault is described by its line and column. None holds a word of the return: a name may stand in any column by
mistake.
"""

import numpy as np
import pandas as pd

from sufficiency.errors import Fault
from sufficiency.importers.opening.days import days_of
from sufficiency.importers.sen2.layout import FALSE, MODULES, TRUE, Field, Module
from sufficiency.importers.sen2.text import LINE, faults_at, lines_in_words

FIRST_DAY, LAST_DAY = pd.Timestamp("1980-01-01"), pd.Timestamp("2100-01-01")
Words = dict[str, tuple[str, pd.DataFrame]]
"""File and words of each module."""


def typed_modules(
    words: Words, *, without_unclosed: bool = False
) -> tuple[dict[str, pd.DataFrame], list[Fault], list[str]]:
    """Return the typed records of each module, every fault, and notes; records with faults are not to be used.

    ``without_unclosed``: plans that have a reason to have ended and no day are left out and told.
    """
    typed: dict[str, pd.DataFrame] = {}
    faults: list[Fault] = []
    for name, (file, raw) in words.items():
        typed[name], found = _typed(file, raw, MODULES[name])
        faults += [*found, *_id_faults(file, typed[name], MODULES[name])]
    notes = _left_out(words, typed) if without_unclosed and "namedplan" in typed else []
    for name in words:
        faults += _parent_faults(words[name][0], typed, MODULES[name])
    faults += _heading_faults(words, typed)
    return typed, [*faults, *_order_faults(words, typed)], notes


def _undated(plans: pd.DataFrame) -> pd.Series:
    """Whether each plan has a reason to have ended, and no day."""
    return (plans["ceasereason"] != "") & plans["ceasedate"].isna()


def _left_out(words: Words, typed: dict[str, pd.DataFrame]) -> list[str]:
    """Take plans without the day of their end out of ``typed``, with the settings that they name; say which."""
    plans = typed["namedplan"]
    out = plans[_undated(plans)]
    if out.empty:
        return []
    typed["namedplan"] = plans.drop(index=out.index)
    if "plandetail" in typed:
        details = typed["plandetail"]
        typed["plandetail"] = details[~details["namedplantableid"].isin(out["namedplantableid"])]
    where = f"{words['namedplan'][0]}, {lines_in_words(out[LINE])}"
    return [f"plans with a reason to have ended and no day, left out ({where}): {len(out):,}"]


def _typed(file: str, raw: pd.DataFrame, module: Module) -> tuple[pd.DataFrame, list[Fault]]:
    columns: dict[str, pd.Series] = {}
    faults: list[Fault] = []
    for field in module.all_fields:
        given = raw[field.name] if field.name in raw.columns else pd.Series("", index=raw.index, dtype=object)
        places, different = pd.factorize(given.astype(object))
        text = pd.Series(different, dtype=object).str.strip()
        values, wrong, expected = _read(text, field)
        columns[field.name] = values.iloc[places].set_axis(raw.index)
        faults += faults_at(file, raw[LINE], wrong.iloc[places].set_axis(raw.index), field.name, expected)
        if field.needed:
            blank = (text == "").iloc[places].set_axis(raw.index)
            faults += faults_at(file, raw[LINE], blank, field.name, "is blank; a value is needed")
    return pd.DataFrame(columns | {LINE: raw[LINE]}), faults


def _read(text: pd.Series, field: Field) -> tuple[pd.Series, pd.Series, str]:
    """Return values, where they are wrong, and what is expected; ``text`` has each word once, bare of spaces."""
    present = text != ""
    if field.kind == "date":
        days = days_of(text)
        bounds = days.between(FIRST_DAY, LAST_DAY)
        return days, present & ~bounds, "is no date from 1980 on, such as 2025-01-16"
    if field.kind == "flag":
        upper = text.str.upper()
        return upper.isin(TRUE), ~upper.isin((*TRUE, *FALSE)), "is neither 1 nor 0 (true or false, Y or N)"
    if field.kind == "digits":
        figures = text.str.removesuffix(".0")
        wrong = present & ~figures.str.fullmatch(rf"\d{{{field.length}}}").astype(bool)
        return figures, wrong, f"has not {field.length} figures"
    if field.kind == "code":
        upper = text.str.upper().str.removesuffix(".0")
        return upper, present & ~upper.isin(field.allowed), f"is not one of {', '.join(field.allowed)}"
    return text, ~present & present, ""


def _id_faults(file: str, records: pd.DataFrame, module: Module) -> list[Fault]:
    own = records[module.id_field]
    doubled = own.duplicated() & (own != "")
    faults = faults_at(file, records[LINE], doubled, module.id_field, "has the id of an earlier line")
    if module.single:
        parent = records[module.parent_field]
        second = parent.duplicated() & (parent != "") & ~doubled
        message = f"has the {module.parent} of an earlier line, which has at most one {module.name}"
        faults += faults_at(file, records[LINE], second, module.parent_field, message)
    return faults


def _parent_faults(file: str, typed: dict[str, pd.DataFrame], module: Module) -> list[Fault]:
    if not module.parent or module.parent not in typed:
        return []
    records, parents = typed[module.name], typed[module.parent][f"{module.parent}tableid"]
    given = records[module.parent_field]
    orphaned = ~given.isin(parents) & (given != "")
    return faults_at(file, records[LINE], orphaned, module.parent_field, f"is no id of the module {module.parent}")


def _heading_faults(words: Words, typed: dict[str, pd.DataFrame]) -> list[Fault]:
    if "sen2" not in words:
        return []
    file, raw = words["sen2"]
    if len(raw) != 1:
        return [Fault(file, 0, 0, "", f"has {len(raw)} records; a return has one heading")]
    day = typed["sen2"]["referencedate"].iloc[0]
    if pd.notna(day) and day.month != 1:
        message = "is not in January, when the census is taken"
        return [Fault(file, int(raw[LINE].iloc[0]), 0, "referencedate", message)]
    return []


def _order_faults(words: Words, typed: dict[str, pd.DataFrame]) -> list[Fault]:
    """Episodes that end before they start, reasons without an end, persons born after the census."""
    faults: list[Fault] = []
    for name, start, end in (("namedplan", "startdate", "ceasedate"), ("placementdetail", "entrydate", "leavingdate")):
        if name in words:
            records = typed[name]
            wrong = records[end] < records[start]
            faults += faults_at(words[name][0], records[LINE], wrong, end, f"is earlier than {start}")
    if "namedplan" in words:
        plans = typed["namedplan"]
        message = "stands without a ceasedate; --leave-out-unclosed goes on without such plans"
        faults += faults_at(words["namedplan"][0], plans[LINE], _undated(plans), "ceasereason", message)
    if "person" in words and "sen2" in words and len(typed["sen2"]) == 1:
        born = typed["person"]["personbirthdate"]
        census = typed["sen2"]["referencedate"].iloc[0]
        wrong = pd.Series(np.asarray(born > census, dtype=bool), index=born.index)
        faults += faults_at(
            words["person"][0], typed["person"][LINE], wrong, "personbirthdate", "is later than the census"
        )
    faults += _rank_faults(words, typed)
    return faults


def _rank_faults(words: Words, typed: dict[str, pd.DataFrame]) -> list[Fault]:
    if "senneed" not in words:
        return []
    needs = typed["senneed"]
    second = needs.duplicated(["activeplanstableid", "sentyperank"])
    message = "stands twice for one active plan"
    return faults_at(words["senneed"][0], needs[LINE], second, "sentyperank", message)
