"""What binds the exports of place need to those of the returns: both count the same learners, rounded apart.

Non-maintained special schools count with the state's in SCAP alone, and Down syndrome with other needs in the reform
plan alone: whoever holds both tables has those learners by taking away. No table prints these counts; they stand here,
so that they are hidden like any other (A-501).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

import pandas as pd

from models.vocabulary import INMSS_SPECIAL, NEED_GROUP_OF, NEED_GROUPS, Need, NeedGroup, Provision, Requirement
from sufficiency.returns.dfe.mapping import PLAN_NEEDS, SCAP_YEAR_GROUPS
from sufficiency.returns.dfe.reform_plan import LINES, NEEDS
from sufficiency.returns.dfe.scap import SCAP
from sufficiency.returns.exports import Cell, Export, Link
from sufficiency.returns.place_need.exports import INDEPENDENT_ONLY, MARKET, NEED, SCHOOLS
from sufficiency.tables.contracts import ACADEMIC_YEAR, ALL

BETWEEN, WHAT, LEARNERS = "between_tables", "what", "learners"
NON_MAINTAINED, OTHER, DOWN_SYNDROME = "non-maintained", "other", "Down syndrome"
_KINDS = {"base": ("UR", "specialist_bases"), "special": ("SS", "maintained_special")}
"""Kind of place in SCAP, and its line of table 6 of the reform plan."""
_INDEPENDENT = (*INMSS_SPECIAL, Provision.INDEPENDENT_MAINSTREAM)
Signed = tuple[Cell, int]


def bound(exports: Sequence[Export]) -> tuple[Export, ...]:
    """The exports, and one of what binds them that no table prints; where either side is missing, as they are."""
    by_name = {one.name: one for one in exports}
    if not {SCAP, LINES, NEEDS, NEED, INDEPENDENT_ONLY, MARKET, SCHOOLS} <= set(by_name):
        return tuple(exports)
    values = _Values(by_name)
    between = _between(values)
    values = _Values({**by_name, BETWEEN: between})
    links = tuple(link for link in _links() if all(values.has(cell) for cell, _ in link))
    return (*exports, replace(between, nearly=links))


class _Values:
    """Counts of the base year by cell."""

    def __init__(self, exports: Mapping[str, Export]) -> None:
        self.exports = exports
        self._rows = {name: _base_rows(export) for name, export in exports.items()}

    def has(self, cell: Cell) -> bool:
        """Whether an export has the cell."""
        return frozenset(cell.at) in self._rows.get(cell.export, {})

    def of(self, cell: Cell) -> float:
        """The count in a cell, nought where there is none."""
        row = self._rows[cell.export].get(frozenset(cell.at))
        return 0.0 if row is None else float(row[cell.column])


def _base_rows(export: Export) -> dict[frozenset[tuple[str, str]], Mapping[str, float]]:
    year = export.frame[export.year]
    rows = export.frame[year == year.iloc[0]]
    keys = [name for name in export.key if name != export.year]
    labels = rows[keys].astype(str).to_dict("records")
    counts = rows[list(export.counts)].to_dict("records")
    return {
        frozenset((str(key), str(label)) for key, label in at.items()): {str(k): float(v) for k, v in row.items()}
        for at, row in zip(labels, counts, strict=True)
    }


def _cell(export: str, column: str = LEARNERS, **at: str) -> Cell:
    return Cell(export, tuple(at.items()), column)


def _need(column: str, requirement: str = ALL, phase: str = ALL, group: str = ALL) -> Cell:
    return _cell(NEED, column, area=ALL, phase=phase, need_group=group, requirement=requirement)


_THERE: Mapping[str, Callable[[str], tuple[Cell, ...]]] = {
    "7.3": lambda group: (_need("on_roll", "base", group=group),),
    "7.4": lambda group: (_need("on_roll", "special", group=group),),
    "7.5": lambda group: (_cell(MARKET, "in_inmss", area=ALL, need_group=group),),
}
"""The cells of a group of needs that are those of a table of the reform plan."""


def _scap(kind: str, phase: str) -> Cell:
    return _cell(SCAP, kind=kind, phase=phase, year_group=ALL)


def _between(values: _Values) -> Export:
    """What whoever takes one printed table from another has."""
    counts = {**_non_maintained(values), **_down_syndrome(values)}
    year = values.exports[NEED].frame[ACADEMIC_YEAR.name].min()
    frame = pd.DataFrame({ACADEMIC_YEAR.name: year, WHAT: list(counts), LEARNERS: list(counts.values())})
    return Export(BETWEEN, frame, (ACADEMIC_YEAR.name, WHAT), (LEARNERS,), not_added=(WHAT,))


def _down_syndrome(values: _Values) -> dict[str, float]:
    """Learners with Down syndrome by table of needs."""
    found = {}
    for table, there in _THERE.items():
        of_other = sum(values.of(cell) for cell in there(str(NeedGroup.OTHER)))
        found[f"{DOWN_SYNDROME} {table}"] = max(values.of(_cell(NEEDS, group=table, need="OTH")) - of_other, 0.0)
    return found


def _non_maintained(values: _Values) -> dict[str, float]:
    """Learners of non-maintained special schools by phase, and in all."""
    special = str(Requirement.SPECIAL)
    phases = {
        str(phase): values.of(_scap("SS", str(phase)))
        - sum(values.of(_need(name, special, str(phase))) for name in ("on_roll", "unmet"))
        for phase in SCAP_YEAR_GROUPS
    }
    found = {f"{NON_MAINTAINED} {phase}": max(value, 0.0) for phase, value in phases.items()}
    every = values.of(_cell(SCHOOLS, provision=str(Provision.NON_MAINTAINED_SPECIAL), provider_id=ALL))
    found[f"{NON_MAINTAINED} {OTHER}"] = max(every - sum(found.values()), 0.0)
    return {**found, NON_MAINTAINED: sum(found.values())}


def _links() -> Iterator[Link]:
    for phase in map(str, SCAP_YEAR_GROUPS):
        yield from _of_phase(phase)
    for kind, (_, line) in _KINDS.items():
        yield (_cell(LINES, line=line), 1), (_need("on_roll", kind), -1)
    yield from (_of_needs(table, group) for table in _THERE for group in NEED_GROUPS)
    yield from _of_kinds()


def _of_phase(phase: str) -> Iterator[Link]:
    """Each kind of SCAP against place need and the market."""
    beyond = (_cell(BETWEEN, what=f"{NON_MAINTAINED} {phase}"), -1)
    for kind, (code, _) in _KINDS.items():
        state = tuple((_need(name, kind, phase), -1) for name in ("on_roll", "unmet"))
        yield ((_scap(code, phase), 1), *state, *((beyond,) if kind == Requirement.SPECIAL else ()))
    only = _cell(INDEPENDENT_ONLY, "in_inmss", area=ALL, phase=phase, need_group=ALL)
    there = ((_need(name, phase=phase), 1) for name in ("inmss_for_want", "inmss_otherwise"))
    yield (*there, (only, 1), (_scap("IN", phase), -1), beyond)


def _of_needs(table: str, group: NeedGroup) -> Link:
    """A group of needs in a table of the reform plan, which counts Down syndrome with other needs."""
    codes = [code for code in PLAN_NEEDS if NEED_GROUP_OF[Need(code)] is group]
    moved = {NEED_GROUP_OF[Need.DS]: 1, NeedGroup.OTHER: -1}.get(group)
    down = () if moved is None else ((_cell(BETWEEN, what=f"{DOWN_SYNDROME} {table}"), moved),)
    there = ((cell, -1) for cell in _THERE[table](str(group)))
    return (*((_cell(NEEDS, group=table, need=code), 1) for code in codes), *down, *there)


def _of_kinds() -> Iterator[Link]:
    """Schools of a kind against the lines of the reform plan, and those of non-maintained schools by phase."""
    sums = {kind: _cell(SCHOOLS, provision=str(kind), provider_id=ALL) for kind in Provision}
    yield (_cell(LINES, line="specialist_bases"), 1), (sums[Provision.SPECIALIST_BASE], -1)
    yield (_cell(LINES, line="maintained_special"), 1), (sums[Provision.STATE_SPECIAL], -1)
    yield ((_cell(LINES, line="nmss_or_independent"), 1), *((sums[kind], -1) for kind in _INDEPENDENT))
    every = _cell(BETWEEN, what=NON_MAINTAINED)
    yield (sums[Provision.NON_MAINTAINED_SPECIAL], 1), (every, -1)
    phases = (*map(str, SCAP_YEAR_GROUPS), OTHER)
    yield ((every, 1), *((_cell(BETWEEN, what=f"{NON_MAINTAINED} {phase}"), -1) for phase in phases))
