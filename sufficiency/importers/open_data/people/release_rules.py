"""What must hold of a table of the release: the topics, periods, ages and placements stated are there."""

from collections.abc import Iterable, Iterator

import pandas as pd

from models.vocabulary import academic_year
from sufficiency.errors import Fault
from sufficiency.importers.open_data.people.release_layout import (
    ALL,
    BY_PLACEMENT,
    CENSUS,
    LOCAL,
    NATIONAL,
    Table,
    Topic,
    as_published,
    placements,
    wanted_placements,
)
from sufficiency.importers.opening.nearest import nearest

ADDS_UP = 0.02
"""Share by which England's parts may miss its total: authorities that returned a total only (0.6% in January 2024)."""


def broken_rules(table: Table, file: str, frame: pd.DataFrame, base_year: int, unknown: Iterable[str]) -> list[Fault]:
    """Return a fault for everything that the table should hold of its newest period and does not."""
    year = base_year if table.period == CENSUS else base_year - 1
    found = [one for topic in table.topics for one in _topic(table, topic, frame, year, unknown)]
    now = frame[frame["year"] == year]
    if len(now):
        absent = [level for level in table.levels if not (now["level"] == level).any()]
        found += [("geographic_level", f"no line of {level!r} for {_period(table, year)}") for level in absent]
    return [Fault(file, 0, 0, *one) for one in dict.fromkeys(found)]


def _topic(
    table: Table, topic: Topic, frame: pd.DataFrame, year: int, unknown: Iterable[str]
) -> Iterator[tuple[str, str]]:
    """Column and message of each thing that is missing of a topic."""
    rows = frame[frame["kind"] == topic.kind]
    label = " or ".join(map(repr, topic.labels))
    period = _period(table, year)
    if rows.empty:
        yield "breakdown_topic", f"no line of {label}{nearest(topic.labels, unknown)}"
        return
    now = rows[rows["year"] == year]
    if now.empty:
        yield (
            "time_period",
            f"no line of {label} for {period}; the newest that is there: {_period(table, int(rows['year'].max()))}",
        )
        return
    england = now[now["level"] == NATIONAL]
    there = set(frame.loc[frame["year"] == year, "level"]) - set(now["level"])
    if NATIONAL in there:
        yield "breakdown_topic", f"no line of {label} for England in {period}"
    if LOCAL in there and topic.kind == ALL:
        yield "breakdown_topic", f"no line of {label} for any authority in {period}"
    if len(england):
        everyone = frame[(frame["kind"] == ALL) & (frame["level"] == NATIONAL) & (frame["year"] == year)]
        yield from _ages(topic, england, period)
        if topic.kind == BY_PLACEMENT:
            yield from _placements(table.columns[0], england, everyone, period)
        yield from _figures(table, england, f"{period}, {label}")


def _period(table: Table, year: int) -> str:
    return academic_year(year) if table.period == CENSUS else str(year)


def _ages(topic: Topic, england: pd.DataFrame, period: str) -> Iterator[tuple[str, str]]:
    missing = sorted(set(topic.ages) - set(england["age"]))
    if missing:
        ages = ", ".join(str(age) for age in missing)
        yield "breakdown", f"England has no line for {period} of age {ages} ({topic.labels[0]!r})"


def _placements(total: str, england: pd.DataFrame, everyone: pd.DataFrame, period: str) -> Iterator[tuple[str, str]]:
    """Placements without a line, unless the others hold everyone: one that nobody is in has none."""
    known = placements()
    held = england[england["label"].isin(known)]
    if total in england and held[total].sum() >= everyone[total].sum() > 0:
        return
    for options in wanted_placements():
        if not any(option <= set(held["label"]) for option in options):
            least = min(options, key=lambda option: len(option - set(held["label"])))
            lacking = sorted(as_published(label) for label in least - set(held["label"]))
            others = sorted({label for label in england["label"] if label not in known and not label.endswith("total")})
            yield (
                "breakdown",
                f"England has no line for {period} of {' and '.join(map(repr, lacking))}{nearest(lacking, others)}",
            )


def _figures(table: Table, england: pd.DataFrame, what: str) -> Iterator[tuple[str, str]]:
    """England's total is a number, and what should add up to it does."""
    total = table.columns[0]
    if total not in england:
        return
    if not england[total].sum() > 0:
        yield total, f"has no number for England ({what})"
        return
    parts = [column for column in table.parts if column in england]
    if parts and set(table.columns) <= set(england):
        added, whole = float(england[parts].sum().sum()), float(england[total].sum())
        if abs(added - whole) > ADDS_UP * whole:
            blank = [column for column in parts if england[column].isna().all()]
            lost = f"; without a number: {', '.join(blank)}" if blank else ""
            yield total, f"the counts beside it add up to {added:,.0f} of England's {whole:,.0f} ({what}){lost}"
