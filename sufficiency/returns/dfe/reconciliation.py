"""How the returns agree: each difference between them as an equation whose terms are counted, and which adds up.

sum of sign x term = result, for every year that both sides hold
"""

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from models.outcome.year_groups import SCAP_KINDS, UNMET
from models.vocabulary import AGE_GROUPS, YEAR_GROUPS, AgeGroup, Phase, Provision
from sufficiency.returns.dfe.counting import LEARNERS, YEAR, cell, chosen
from sufficiency.returns.dfe.facts import ReturnFacts
from sufficiency.returns.dfe.mapping import (
    AGE_GROUP_NAMES,
    AT_31_AUGUST,
    GROUP_NAMES,
    KNOWN_LINES,
    OTHER_GROUP,
    SCAP_YEAR_GROUPS,
    TURNED,
    WHERE_OF,
    age_group_in,
)
from sufficiency.returns.dfe.reform_plan import AGES, LINES, NEEDS
from sufficiency.returns.dfe.scap import SCAP, scap_years
from sufficiency.returns.exports import Cell, Export, Link
from sufficiency.tables.contracts import ALL

RECONCILIATION = "returns_reconciliation"
EQUATION, TERM = "equation", "term"
SAME_TOTAL = "The reform plan's total is every plan of the run"
_NMSS = Provision.NON_MAINTAINED_SPECIAL


@dataclass(frozen=True)
class Term:
    """One term of an equation: learners who are in these places and of these year groups (None: all), and its sign.

    ``of`` is the export, and the labels of the row in it, in which the same count stands.
    """

    words: str
    sign: int
    where: tuple[str, ...] | None
    groups: tuple[int, ...] | None
    of: tuple[str, tuple[tuple[str, str], ...]] | None = None

    def cell(self, year: str) -> Cell | None:
        """The cell of another export in which the same count stands."""
        return None if self.of is None else cell(self.of[0], year, **dict(self.of[1]))


@dataclass(frozen=True)
class Agreement:
    """An equation: its terms add up to its result."""

    title: str
    terms: tuple[Term, ...]
    result: Term

    @property
    def all_terms(self) -> tuple[Term, ...]:
        """Terms and result, the result with the sign that brings the sum to nought."""
        return (*self.terms, self.result)


def _scap(code: str) -> Iterator[Term]:
    """The two phases of a kind of SCAP, and learners of the other ages."""
    for phase, groups in SCAP_YEAR_GROUPS.items():
        at = (("kind", code), ("phase", str(phase)), ("year_group", ALL))
        yield Term(f"SCAP {code}, {phase}", 1, SCAP_KINDS[code], groups, (SCAP, at))
    others = tuple(group for group in YEAR_GROUPS if not 0 <= group <= 11)
    yield Term("other ages: before Reception and after Year 11", 1, SCAP_KINDS[code], others)


def _line(code: str, sign: int = -1) -> Term:
    line = next(line for line in KNOWN_LINES if line.code == code)
    where = tuple(place for one in line.provisions for place in WHERE_OF[one])
    return Term(f"reform plan table 6, {line.name}", sign, where, None, (LINES, (("line", code),)))


def _nmss(sign: int) -> Term:
    words = "non-maintained special schools, which SCAP counts with the state's"
    return Term(words, sign, (str(_NMSS),), None)


def _unmet(code: str, place: str) -> Term:
    where = tuple(one for one in SCAP_KINDS[code] if one in UNMET)
    return Term(f"learners in mainstream who require a {place}: SCAP counts what they require", -1, where, None)


def _age_total(basis: str, group: str, groups: tuple[int, ...] | None, sign: int) -> Term:
    name = AGE_GROUP_NAMES[AgeGroup(group)] if group != ALL else "total"
    words = (
        f"reform plan table 5.1, {name}, {'age at 31 August' if basis == AT_31_AUGUST else 'age turned in the year'}"
    )
    return Term(words, sign, None, groups, (AGES, (("basis", basis), ("age_group", group))))


def _need_total(group: str, sign: int) -> Term:
    if group == ALL:
        return Term("reform plan table 7, total", sign, None, None, (NEEDS, (("group", ALL), ("need", ALL))))
    table = "elsewhere, in no table 7.1 to 7.7" if group == OTHER_GROUP else f"table {group}, {GROUP_NAMES[group]}"
    lines = [line for line in KNOWN_LINES if (line.group or OTHER_GROUP) == group]
    kinds = tuple(place for line in lines for one in line.provisions for place in WHERE_OF[one])
    return Term(table, sign, kinds, None, (NEEDS, (("group", group), ("need", ALL))))


def _ages(group: AgeGroup) -> Agreement:
    """An age group by age turned: that at 31 August, with those who turn into it and without those who turn out."""
    own = _groups_of(AT_31_AUGUST, group)
    later = _groups_of(TURNED, group)
    terms = [_age_total(AT_31_AUGUST, str(group), own, 1)]
    terms += [_turning(year_group, "in", 1) for year_group in sorted(set(later) - set(own))]
    terms += [_turning(year_group, "out", -1) for year_group in sorted(set(own) - set(later))]
    title = f"Ages {AGE_GROUP_NAMES[group].lower()}: age turned in the year against age at 31 August"
    return Agreement(title, tuple(terms), _age_total(TURNED, str(group), later, -1))


def _turning(year_group: int, way: str, sign: int) -> Term:
    name = "Reception" if year_group == 0 else f"Year {year_group}" if year_group < 14 else f"age {year_group + 4}"
    return Term(f"{name}, who turn {year_group + 5} in the year and so go {way}", sign, None, (year_group,))


def _groups_of(basis: str, group: AgeGroup) -> tuple[int, ...]:
    return tuple(one for one in YEAR_GROUPS if age_group_in(basis, one) is group)


AGREEMENTS: tuple[Agreement, ...] = (
    Agreement(
        "Special schools: SCAP against the reform plan",
        (*_scap("SS"), _nmss(-1), _unmet("SS", "special school")),
        _line("maintained_special"),
    ),
    Agreement(
        "Specialist bases: SCAP against the reform plan",
        (*_scap("UR"), _unmet("UR", "base")),
        _line("specialist_bases"),
    ),
    Agreement(
        "Independent schools: SCAP against the reform plan", (*_scap("IN"), _nmss(1)), _line("nmss_or_independent")
    ),
    Agreement(
        "Alternative provision: SCAP against the reform plan", tuple(_scap("AP")), _line("alternative_provision")
    ),
    Agreement(
        SAME_TOTAL,
        (Term("plans of the run", 1, None, None),),
        Term("reform plan table 6, total", -1, None, None, (LINES, (("line", ALL),))),
    ),
    Agreement(
        "Table 5.1 against table 6",
        (_age_total(AT_31_AUGUST, ALL, None, 1),),
        Term("reform plan table 6, total", -1, None, None, (LINES, (("line", ALL),))),
    ),
    Agreement(
        "Tables 7.1 to 7.7 against table 7",
        tuple(_need_total(group, 1) for group in GROUP_NAMES),
        _need_total(ALL, -1),
    ),
    *(_ages(group) for group in AGE_GROUPS),
)
"""What must hold between the returns."""


def reconciliation_export(facts: ReturnFacts) -> Export:
    """Every term of every equation by year; the terms that stand in other returns are bound to them."""
    years = scap_years(facts, Phase.PRIMARY)
    rows = [
        {YEAR: year, EQUATION: one.title, TERM: term.words, "sign": term.sign, LEARNERS: _value(of_year, term)}
        for year in years
        for of_year in [facts.learners[facts.learners[YEAR] == year]]
        for one in AGREEMENTS
        for term in one.all_terms
    ]
    links = tuple(_links(facts.base))
    return Export(RECONCILIATION, pd.DataFrame(rows), (YEAR, EQUATION, TERM), (LEARNERS,), links=links)


def _value(learners: pd.DataFrame, term: Term) -> float:
    return float(chosen(learners, term.where, term.groups)[LEARNERS].sum())


def _links(base: str) -> Iterator[Link]:
    """Each equation, each term as it stands elsewhere, and terms that two equations share."""
    seen: dict[object, Cell] = {}
    for one in AGREEMENTS:
        own = {term: cell(RECONCILIATION, base, equation=one.title, term=term.words) for term in one.all_terms}
        yield tuple((own[term], term.sign) for term in reversed(one.all_terms))
        for term in one.all_terms:
            elsewhere = term.cell(base)
            if elsewhere is not None:
                yield ((own[term], 1), (elsewhere, -1))
            counted = (term.where, term.groups)
            if counted in seen:
                yield ((own[term], 1), (seen[counted], -1))
            seen.setdefault(counted, own[term])
