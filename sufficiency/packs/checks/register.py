"""How a rule about the data of a pack is registered, and the words in which its findings are written."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from sufficiency.errors import Fault, Severity
from sufficiency.packs.reading import Pack

FILE_READ = r"^[a-z][a-z0-9]*(?:_[a-z0-9-]+)+"
"""A row's source that starts like this names a file that an importer read."""
Rule = Callable[[Pack], Iterable[Fault]]


@dataclass(frozen=True)
class RegisteredCheck:
    """A rule about a pack, registered: a run refuses a pack on the errors; ``check-pack`` shows what every rule finds.

    ``severity`` is that of its gravest findings, ``kind`` the name that they carry in ``quality.csv``. The rule is left
    out where a table that it reads, of ``tables`` or of ``optional``, breaks its contract; a table of ``optional`` need
    not be there.
    """

    rule: Rule
    severity: Severity
    tables: tuple[str, ...]
    optional: tuple[str, ...]
    kind: str

    @property
    def name(self) -> str:
        """Name of the rule in words."""
        return self.rule.__name__.replace("_", " ")

    def can_read(self, pack: Pack) -> bool:
        """Whether every table that the rule reads is sound."""
        unsound = set(pack.faults) - set(pack.tables)
        return set(self.tables) <= set(pack.tables) and not unsound & set(self.optional)

    def __call__(self, pack: Pack) -> list[Fault]:
        """Return what the rule finds in a pack, with the kind and the severity of the rule and the path of each file.

        A finding that the rule itself calls a warning or information stays one.
        """
        return [
            replace(
                fault,
                file=str(pack.folder / Path(fault.file).name) if fault.file else "",
                kind=self.kind or self.name,
                severity=self.severity if fault.severity is Severity.ERROR else fault.severity,
            )
            for fault in self.rule(pack)
        ]


def check(
    severity: Severity, *tables: str, optional: tuple[str, ...] = (), kind: str = ""
) -> Callable[[Rule], RegisteredCheck]:
    """Register a rule: its severity and the tables that it reads. ``kind`` is its name in words unless given."""
    return lambda rule: RegisteredCheck(rule, severity, tables, optional, kind)


class Place(NamedTuple):
    """Where something was found: file, line (0: the file as a whole), and what inside it."""

    file: str
    line: int
    where: str


def line(table: str, number: object, where: str = "") -> Place:
    """Place of one line of a table; ``where`` is the column."""
    return Place(f"{table}.csv", int(str(number)), where)


def of_table(table: str, where: str = "") -> Place:
    """Place of a table as a whole, or of a part of it, such as a year."""
    return Place(f"{table}.csv", 0, where)


def in_time(words: str) -> Place:
    """Place that is a time, not a file: `January 2025`."""
    return Place("", 0, words)


def finding(
    place: Place, value: str, allowed: str, remedy: str, message: str = "", severity: Severity = Severity.ERROR
) -> Fault:
    """Return a finding: what stands there, what is allowed, what to do.

    A run prints ``message``, which is made of the other words unless given. ``severity`` is given where it is milder
    than that of the rule.
    """
    message = message or f"{value or 'nothing stands here'}; allowed: {allowed}; {remedy}"
    words = {"value": value, "allowed": allowed, "remedy": remedy}
    return Fault(place.file, place.line, 0, place.where, message, severity=severity, **words)


def counts(frame: pd.DataFrame, key: str, year: str, value: str = "plans") -> dict[str, dict[int, float]]:
    """Sums by key and year: ``{key: {year: sum}}``, both ascending."""
    sums = frame.groupby([key, year])[value].sum().reset_index()
    result: dict[str, dict[int, float]] = {}
    for row in sums.to_dict("records"):
        result.setdefault(str(row[key]), {})[int(row[year])] = float(row[value])
    return result


def totals(frame: pd.DataFrame, year: str, value: str = "plans") -> dict[int, float]:
    """Sums by year, ascending."""
    sums = frame.groupby(year)[value].sum()
    return {int(str(one)): float(plans) for one, plans in sums.items()}


def total_plans(pack: Pack) -> dict[int, float]:
    """All plans of each January, ascending."""
    bands = pack.tables["plans_by_age_band"]
    return totals(bands[bands["age_band"] == "total"], "census_year")


def count(value: float) -> str:
    """A count in words, whole where it is whole."""
    if math.isinf(value) or math.isnan(value):
        return "not defined"
    return f"{value:,.0f}" if value == round(value) else f"{value:,.1f}"


def percent(share: float) -> str:
    """A share as per cent."""
    return "not defined" if math.isinf(share) or math.isnan(share) else f"{100 * share:.1f}%"
