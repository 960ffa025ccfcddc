"""Joins the invoices of a learner at a school into one stay, takes off credit notes, and drops who the learner is."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

from models.money.fees import year_part
from sufficiency.errors import Fault, InputError
from sufficiency.importers.invoices.files import Invoice
from sufficiency.importers.invoices.split import PaidBy
from sufficiency.importers.invoices.words import MOST_GBP, SCHOOL_YEAR

BOARDING = "residential"
"""Kind of a residential stay, of whatever school: one price is asked of it."""
_COLUMNS = ["kind", "need", "part", "gbp", "education_gbp", "health_gbp", "care_gbp"]
_Key = tuple[object, ...]


@dataclass(frozen=True)
class Stays:
    """A row a learner and school: kind, need, part of a year, pounds, who pays what (missing: not said); and notes."""

    table: pd.DataFrame
    notes: tuple[str, ...]


def stays_of(invoices: Sequence[Invoice]) -> Stays:
    """Return what each learner's place at each school cost in the year.

    Raises
    ------
    InputError
        Listing rows that stand there twice, credit notes that belong to no invoice or leave less than nothing, and
        stays whose weeks would make a year dearer than any place is.
    """
    faults = _twice(invoices)
    groups: dict[_Key, list[Invoice]] = defaultdict(list)
    for one in invoices:
        if one.gbp > 0:
            groups[_key(one)].append(one)
    for credit in (one for one in invoices if one.gbp < 0):
        at = _invoices_of(credit, groups)
        if len(at) == 1:
            groups[at[0]].append(credit)
        else:
            faults.append(credit.fault("amount", _no_home(credit, len(at))))
    rows, paid_back = [], 0
    for group in groups.values():
        total = sum(one.gbp for one in group)
        wrong = _wrong(group, total)
        faults += wrong
        paid_back += abs(total) < 0.005
        if not wrong and total >= 0.005:
            rows.append(_row(group, total))
    if faults:
        raise InputError(faults)
    return Stays(pd.DataFrame(rows, columns=_COLUMNS), tuple(_notes(invoices, paid_back)))


def _key(one: Invoice) -> _Key:
    """What invoices of one stay share; without a learner each row is a stay."""
    own = one.learner or (one.label, one.row)
    return own, one.provider, one.need, one.place.boards, one.place.weeks


def _invoices_of(credit: Invoice, groups: Iterable[_Key]) -> list[_Key]:
    """Return the stays that a credit note may belong to: the learner's there, else those of its school and need."""
    if credit.learner:
        own = [key for key in groups if key[:2] == (credit.learner, credit.provider)]
        same = [key for key in own if key == _key(credit)]
        return same or own
    return [key for key in groups if key[1:4] == (credit.provider, credit.need, credit.place.boards)]


def _no_home(credit: Invoice, fitting: int) -> str:
    there = f"{fitting} invoices of that school, need and kind of place" if fitting else "no invoice"
    return (
        f"'{credit.gbp:,.2f}' is a credit note that fits {there}; "
        "take it off its invoice, or give a column Learner (which is kept nowhere)"
    )


def _twice(invoices: Iterable[Invoice]) -> list[Fault]:
    """Rows of one learner that are the same in everything; without a learner they may be two who pay the same."""
    first: dict[_Key, Invoice] = {}
    faults = []
    for one in invoices:
        if not one.learner:
            continue
        earlier = first.setdefault((*_key(one), one.weeks, one.gbp, one.parts, one.number), one)
        if earlier is not one:
            sheet = "" if earlier.label == one.label else f" of {earlier.label}"
            message = f"is row {earlier.row}{sheet} again; take one out, or tell them apart in a column Invoice number"
            faults.append(one.fault("", message))
    return faults


def _wrong(group: Sequence[Invoice], total: float) -> list[Fault]:
    first = group[0]
    if total < -0.005:
        return [group[-1].fault("amount", f"credit notes leave {total:,.2f} of the invoices; correct them")]
    year = total / _part(group)
    if year > MOST_GBP:
        message = (
            f"{total:,.2f} for {_weeks(group) or SCHOOL_YEAR:g} weeks is \u00a3{year:,.0f} a year; correct one or other"
        )
        return [first.fault("weeks", message)]
    return []


def _row(group: Sequence[Invoice], total: float) -> tuple[object, ...]:
    first = group[0]
    said = [one.parts for one in group if one.parts is not None]
    known = len(said) == len(group)
    parts = PaidBy(*(sum(paid) for paid in zip(*said, strict=True))) if known else (None, None, None)
    kind = BOARDING if first.place.boards else str(first.provision)
    return kind, first.need, _part(group), total, *parts


def _part(group: Sequence[Invoice]) -> float:
    """Part of a year that a stay was paid for: its weeks together, of a whole year of such a place (A-420)."""
    weeks, first = _weeks(group), group[0]
    whole = first.place.weeks or (weeks if weeks and weeks > SCHOOL_YEAR + 2 else SCHOOL_YEAR)
    return year_part(weeks, whole)


def _weeks(group: Sequence[Invoice]) -> float | None:
    """Weeks of the invoices of a stay together; None where one does not say, which is then a whole year."""
    weeks = [one.weeks for one in group if one.gbp > 0]
    return None if None in weeks else sum(one for one in weeks if one is not None)


def _notes(invoices: Sequence[Invoice], paid_back: int) -> Iterable[str]:
    """Say what was taken for granted, and of how many rows (A-422)."""
    paid = [one for one in invoices if one.gbp > 0]
    nameless = Counter((*_key(one)[1:], one.weeks, one.gbp, one.parts, one.number) for one in paid if not one.learner)
    alike = sum(count - 1 for count in nameless.values())
    unsaid = sum(one.parts is None for one in paid)
    blank = sum(one.weeks is None for one in paid)
    if blank:
        yield f"{blank:,} invoices without weeks are taken for whole years"
    if 0 < unsaid < len(paid):
        yield f"{unsaid:,} invoices do not say who pays; health and care take the shares of those that do"
    if alike:
        yield f"{alike:,} rows are like another; without a column Learner they count as different learners"
    if paid_back:
        yield f"{paid_back:,} invoices were credited in full and count for nobody"
