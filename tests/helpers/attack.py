"""An attack on what is published, without the code that hides: what anybody may work out of every table together.

Each count of the base year is an unknown of a linear programme. What is shown is known; totals, identities and links
are its equations; no count is below nought. The least and the most of each hidden count is what an attacker learns.
Tables of two scenarios of one pack have the same unknowns; those of two dates have not.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
import pandas as pd
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

from sufficiency.returns.exports import Export

Unknown = tuple[str, str, frozenset[tuple[str, str]], str]
"""Year, table, labels, column."""
HIDDEN = "c"
TOO_NARROW = 4.0
"""From 2 below to 2 above."""


@dataclass(frozen=True)
class Leak:
    """A hidden count that is known too well."""

    of: Unknown
    least: float
    most: float


class System:
    """Everything that is published, as equations over one set of unknowns."""

    def __init__(self) -> None:
        self.known: dict[Unknown, float] = {}
        self.hidden: dict[Unknown, None] = {}
        self.equations: list[dict[Unknown, float]] = []

    def read(self, exports: Sequence[Export], published: dict[str, pd.DataFrame]) -> None:
        """Take in the tables of one run: of an export only what a reader can see, its columns and what adds up."""
        tables = {export.name: _Table(export, published[export.name]) for export in exports}
        for table in tables.values():
            for unknown, shown in table.cells():
                if shown == HIDDEN:
                    self.hidden[unknown] = None
                else:
                    self.known[unknown] = float(shown)
            self.equations += table.equations()
        for link in (link for export in exports for link in export.links):
            self.equations.append({tables[cell.export].named(dict(cell.at), cell.column): sign for cell, sign in link})

    def leaks(self, every: int = 1) -> list[Leak]:
        """The hidden counts that are known within 2 or to be nought; of very many, every so manieth is asked after."""
        asked = [unknown for unknown in self.hidden if unknown not in self.known][::every]
        given_away = [Leak(one, self.known[one], self.known[one]) for one in self.hidden if one in self.known]
        found = [self.interval(unknown) for unknown in asked]
        return given_away + [leak for leak in found if leak.most - leak.least <= TOO_NARROW or leak.most <= 0]

    def interval(self, unknown: Unknown) -> Leak:
        """The least and the most that a hidden count may be."""
        order, matrix, right = self._stated()
        aim = np.zeros(len(order))
        aim[order[unknown]] = 1
        least, most = (_solved(sign * aim, matrix, right) for sign in (1, -1))
        return Leak(unknown, least, -most)

    def _stated(self):
        if not hasattr(self, "_programme"):
            self._programme = self._state()
        return self._programme

    def _state(self):
        order = {unknown: place for place, unknown in enumerate(one for one in self.hidden if one not in self.known)}
        rows, columns, signs, right = [], [], [], []
        for equation in self.equations:
            unknowns = [one for one in equation if one in order]
            if unknowns:
                rows += [len(right)] * len(unknowns)
                columns += [order[one] for one in unknowns]
                signs += [equation[one] for one in unknowns]
                right.append(-sum(sign * self.known[one] for one, sign in equation.items() if one not in order))
        return order, csr_matrix((signs, (rows, columns)), (len(right), len(order))), np.array(right)


def _solved(aim: np.ndarray, matrix: csr_matrix, right: np.ndarray) -> float:
    equal = {"A_eq": matrix, "b_eq": right} if right.size else {}
    answer = linprog(aim, **equal, bounds=(0, 1e5), method="highs")
    assert answer.status == 0, answer.message
    return float(answer.fun)


class _Table:
    """The base year of a table as it is published."""

    def __init__(self, export: Export, published: pd.DataFrame) -> None:
        self.export = export
        self.year = str(published[export.year].iloc[0])
        self.rows = published[published[export.year].astype(str) == self.year]
        self.keys = [key for key in export.key if key != export.year]

    def named(self, at: dict[str, str], column: str) -> Unknown:
        labels = frozenset((key, str(label)) for key, label in at.items() if key != self.export.year)
        return self.year, self.export.name, labels, column

    def labels(self) -> list[dict[str, str]]:
        return self.rows[self.keys].astype(str).to_dict("records")

    def cells(self) -> Iterator[tuple[Unknown, object]]:
        for column in self.export.counts:
            for at, shown in zip(self.labels(), self.rows[column], strict=True):
                yield self.named(at, column), shown

    def equations(self) -> list[dict[Unknown, float]]:
        found = [equation for key in self.keys if key not in self.export.not_added for equation in self._totals(key)]
        for whole, parts in self.export.identities:
            signed = [(whole, -1), *parts]
            found += [{self.named(at, column): sign for column, sign in signed} for at in self.labels()]
        return found

    def _totals(self, key: str) -> Iterable[dict[Unknown, float]]:
        def others(at: dict[str, str]) -> list[tuple[str, str]]:
            return sorted((name, label) for name, label in at.items() if name != key)

        for _, group in groupby(sorted(self.labels(), key=others), key=others):
            rows = list(group)
            if {"all"} < {row[key] for row in rows}:
                for column in self.export.counts:
                    yield {self.named(row, column): -1.0 if row[key] == "all" else 1.0 for row in rows}


def attacked(*runs: tuple[Sequence[Export], dict[str, pd.DataFrame]]) -> System:
    """The system of the published tables of one run, or of several together."""
    system = System()
    for exports, published in runs:
        system.read(exports, published)
    return system


def only_small_hidden(exports: Sequence[Export]) -> dict[str, pd.DataFrame]:
    """What would be published if counts of 1 to 4 were hidden and nothing else."""
    found = {}
    for export in exports:
        frame = export.frame.copy()
        for column in export.counts:
            frame[column] = frame[column].astype(object).mask(frame[column].between(0.5, 4.5), HIDDEN)
        found[export.name] = frame
    return found
