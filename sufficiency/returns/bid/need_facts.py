"""Place need of a run as a bid asks for it: sums over areas, phases, groups of needs and kinds of place, hidden or not.

It is made of the export of place need, in which ``all`` stands for the whole of a column: what is asked for is added up
from as few of its rows as there can be, and is hidden where one of them is. A range is that of the sum where the run
has it; else the ends of its parts are added up (A-485).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

import pandas as pd

from models.vocabulary import (
    NEED_GROUP_OF,
    NEED_GROUPS,
    NEEDS,
    PHASES,
    STATE_REQUIREMENTS,
    NeedGroup,
    Phase,
    Requirement,
)
from sufficiency.returns.audience import HIDDEN
from sufficiency.returns.bid.evidence import BidCell, added
from sufficiency.returns.bid.project import BidProject
from sufficiency.tables.contracts import ALL

KEY = ["academic_year", "area", "phase", "need_group", "requirement"]
PLACES = ("places_agreed", "places_committed", "places_to_close")
MILES = "miles_saved"
_Codes = tuple[str, ...]


@dataclass(frozen=True)
class BidCells:
    """Cells that are added up: areas (none: the whole authority), phases, groups of needs, and kinds of place."""

    areas: tuple[str, ...]
    phases: tuple[Phase, ...]
    need_groups: tuple[NeedGroup, ...]
    requirements: tuple[Requirement, ...] = STATE_REQUIREMENTS

    def rows(self) -> Iterator[_Codes]:
        """Area, phase, group and kind of place of the fewest rows that add up to what is asked."""
        yield from product(
            self.areas or (ALL,),
            _fewest(self.phases, PHASES),
            _fewest(self.need_groups, NEED_GROUPS),
            _fewest(self.requirements, STATE_REQUIREMENTS),
        )

    def parts(self, areas: _Codes) -> Iterator[_Codes]:
        """The same of the smallest rows; ``areas`` are all that there are."""
        groups, kinds = map(str, self.need_groups), map(str, self.requirements)
        yield from product(self.areas or areas, map(str, self.phases), groups, kinds)

    def phases_and_needs(self) -> Iterator[_Codes]:
        """Codes of the phases and needs in the run's table of totals."""
        needs = [need for need in NEEDS if NEED_GROUP_OF[need] in self.need_groups]
        yield from ((f"{phase} {need}",) for phase in self.phases for need in needs)


def _fewest(asked: _Codes, every: _Codes) -> _Codes:
    return (ALL,) if set(asked) == set(every) else tuple(map(str, asked))


@dataclass(frozen=True)
class NeedFacts:
    """Figures of a run's place need by year and row of its export; ``areas`` and ``years`` are those that it has.

    ``of_needs`` are the run's totals by year and ``phase need``, whose ranges are of the sum over all areas.
    """

    years: tuple[str, ...]
    areas: tuple[str, ...]
    rows: Mapping[_Codes, Mapping[str, BidCell]]
    of_needs: Mapping[_Codes, Mapping[str, BidCell]]

    def of(self, measure: str, year: str, asked: BidCells) -> BidCell:
        """A measure summed over what is asked; a row that the run lacks has nobody."""
        return added([row[measure] for row in self._held(year, asked.rows())])

    def places(self, year: str, asked: BidCells) -> BidCell:
        """Places of a year: agreed, and committed since, less those that close."""
        agreed, committed, closing = (self.of(name, year, asked) for name in PLACES)
        return added([agreed, committed, -closing if isinstance(closing, float) else closing])

    def ends(self, measure: str, year: str, asked: BidCells) -> tuple[BidCell, BidCell]:
        """The range of a measure; hidden where the measure is, not known where ends of its parts are hidden."""
        central = self.of(measure, year, asked)
        if central == HIDDEN:
            return HIDDEN, HIDDEN
        low, high = (self._end(f"{measure}_{end}", year, asked) for end in ("p10", "p90"))
        counted = year == self.years[0] and low is not None  # the base year has no range, and whole learners
        return (central, central) if counted else (low, high)

    def _end(self, column: str, year: str, cells: BidCells) -> BidCell:
        """The end of a range, from the fewest parts of which it is known."""
        whole = added([row[column] for row in self._held(year, cells.rows())])
        if whole is None and not cells.areas and cells.requirements == STATE_REQUIREMENTS:
            needs = (self.of_needs.get((year, *code)) for code in cells.phases_and_needs())
            return added([row[column] for row in needs if row is not None])
        if whole is None:
            whole = added([row[column] for row in self._held(year, cells.parts(self.areas))])
        return None if whole == HIDDEN else whole

    def _held(self, year: str, rows: Iterator[_Codes]) -> Iterator[Mapping[str, BidCell]]:
        found = (self.rows.get((year, *codes)) for codes in rows)
        return (row for row in found if row is not None)


def cells_of(project: BidProject) -> BidCells:
    """The cells that a project is for."""
    return BidCells(project.areas, project.phases, project.need_groups)


def need_facts(export: pd.DataFrame, totals: pd.DataFrame) -> NeedFacts:
    """Facts of the export of place need, hidden or not, and of the run's ``place_need_totals``."""
    years, areas = (tuple(sorted(set(export[name]) - {ALL})) for name in (KEY[0], "area"))
    of_needs = totals[totals["level"] == "phase_need"].drop(columns="level")
    return NeedFacts(years, areas, _by_key(export, KEY), _by_key(of_needs, [KEY[0], "code"]))


def _by_key(frame: pd.DataFrame, key: list[str]) -> dict[_Codes, Mapping[str, BidCell]]:
    """Rows of a frame by their labels."""
    figures = [name for name in frame.columns if name not in key]
    labels = zip(*(frame[name].astype(str) for name in key), strict=True)
    values = zip(*(map(cell_of, frame[name]) for name in figures), strict=True)
    return {tuple(label): dict(zip(figures, row, strict=True)) for label, row in zip(labels, values, strict=True)}


def cell_of(value: object) -> BidCell:
    """A value of a frame as a cell of a bid."""
    if isinstance(value, str):
        return value
    return None if pd.isna(value) else float(value)  # type: ignore[call-overload, arg-type]
