"""Why not a specialist base: three ways to serve the gap: bases only, bases and special schools, special schools only.

A base serves learners who require a base, a special school those who require one. What a learner requires is an
assumption: learners require the kind of place in which learners like them were in the base year (A-486).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from models.vocabulary import NEED_GROUP_NAMES, NEED_NAMES, STATE_KIND, Need, Provision, Requirement
from sufficiency.finance.appraisal.of_run import Payers
from sufficiency.finance.sets import BUILDINGS
from sufficiency.returns.audience import HIDDEN, UNVERIFIED
from sufficiency.returns.bid.evidence import (
    BidCell,
    BidHeading,
    BidSection,
    BidTable,
    added,
    added_rows,
    counts,
    figure,
    less,
    millions,
    over,
    pounds,
    words,
)
from sufficiency.returns.bid.given import BidGiven
from sufficiency.returns.bid.need_facts import MILES, BidCells
from sufficiency.returns.bid.words import PHASE_WORDS

_BASE, _SPECIAL = Requirement.BASE, Requirement.SPECIAL
WAYS: Mapping[str, tuple[Requirement, ...]] = {
    "Specialist bases only": (_BASE,),
    "Bases and special schools": (_BASE, _SPECIAL),
    "Special schools only": (_SPECIAL,),
}
"""Each way, and the requirements that it serves."""
BUILDINGS_OF: Mapping[Requirement, tuple[str, str]] = {
    _BASE: ("conversion", "base_extension"),
    _SPECIAL: ("extension", "new_school"),
}
"""The cheapest and the dearest kind of building of each (A-427)."""
HARDEST_TO_MEET = (Need.PMLD, Need.SLD)
"""Needs for which a base is accepted as not enough: profound by DfE's framework, severe alike (A-489)."""
TOLD = (
    "What a learner requires is an assumption, not a fact about a child: learners are taken to require the kind of"
    " place in which learners of their age and need were in the base year, and the places that there were then shaped"
    " where they went. A base that was not there could not be chosen. The table says what follows from that, and no"
    " more; only a review of cases can say how many of those who require a special school could be met in a base"
    " (A-486)."
)


@dataclass(frozen=True)
class WayServed:
    """One way: learners served and unserved, pounds a learner a year, ends of the cost to build, miles saved a day."""

    name: str
    served: BidCell
    unserved: BidCell
    a_year: BidCell
    least: BidCell
    most: BidCell
    miles: BidCell


def base_section(given: BidGiven) -> BidSection:
    """The three ways, what each kind of learner requires, and why a special school may be the answer."""
    return BidSection(
        "bases",
        "Why not a specialist base",
        (TOLD, *_reasons(given)),
        (_ways_table(given), _required(given), *_needs(given)),
        ("why_not_a_base",),
    )


def ways(given: BidGiven) -> list[WayServed]:
    """Every way in the year in which the project is full."""
    return [_way(given, name, kinds) for name, kinds in WAYS.items()]


def _of(given: BidGiven, measure: str, kind: Requirement) -> BidCell:
    asked = BidCells(given.asked.areas, given.asked.phases, given.asked.need_groups, (kind,))
    return given.main.facts.of(measure, given.full, asked)


def _way(given: BidGiven, name: str, kinds: tuple[Requirement, ...]) -> WayServed:
    gaps = {kind: _of(given, "gap", kind) for kind in (_BASE, _SPECIAL)}
    served = added([gaps[kind] for kind in kinds])
    costs = [_times(gaps[kind], pounds_a_year(given, STATE_KIND[kind])) for kind in kinds]
    ends = [added([_times(gaps[kind], BUILDINGS[BUILDINGS_OF[kind][end]][end]) for kind in kinds]) for end in (0, 1)]
    return WayServed(
        name=name,
        served=served,
        unserved=less(added([*gaps.values()]), served),
        a_year=over(added(costs), served),
        least=ends[0],
        most=ends[1],
        miles=added([_of(given, MILES, kind) for kind in kinds]),
    )


def _times(cell: BidCell, amount: BidCell) -> BidCell:
    if HIDDEN in (cell, amount):
        return HIDDEN
    return None if cell is None or amount is None else figure(cell) * figure(amount)


def pounds_a_year(given: BidGiven, kind: Provision) -> BidCell:
    """What a learner in a place of a kind costs all public bodies a year, journey included; hidden of too few."""
    if kind in given.few:
        return HIDDEN
    unit = given.appraised.money.units[Payers.PUBLIC_VALUE, kind]
    return unit.filled + unit.top_up + unit.journey


def _ways_table(given: BidGiven) -> BidTable:
    unit = given.appraised.money.units[Payers.PUBLIC_VALUE, Provision.STATE_SPECIAL]
    return BidTable(
        "three_ways",
        f"Three ways to serve the gap of {given.full}",
        f"Places missing in {given.full} without the project, by the way in which they might be met. A year: place,"
        " top-up and journey of a learner served, mean of the kinds of place, at the prices of the run. To build:"
        " places of each kind at what such buildings mostly cost (A-427, rough, without optimism bias). Miles: one-way"
        " miles a day that learners in INMSS for want of a place would no longer travel.",
        (
            *words("Way"),
            *counts("Learners served", "Left unserved"),
            *pounds("A learner served, a year"),
            *millions("To build, from", "To build, to"),
            BidHeading("One-way miles saved a day"),
        ),
        tuple((one.name, one.served, one.unserved, one.a_year, one.least, one.most, one.miles) for one in ways(given)),
        notes=(
            (
                f"Who is left unserved stays where the gap has them: in INMSS at {_in_words(_fee(given))} a learner a"
                " year, journey included, above the places of a school, or unmet in mainstream."
            ),
            (
                f"A learner unmet in mainstream costs the block £{unit.mainstream:,.0f} a year in top-up: less than any"
                " place, and not what the learner requires."
            ),
        ),
    )


def _fee(given: BidGiven) -> BidCell:
    if given.few & {Provision.INDEPENDENT_SPECIAL, Provision.NON_MAINTAINED_SPECIAL}:
        return HIDDEN
    unit = given.appraised.money.units[Payers.PUBLIC_VALUE, Provision.STATE_SPECIAL]
    return unit.fee + unit.fee_journey


def _in_words(amount: BidCell) -> str:
    return f"£{amount:,.0f}" if isinstance(amount, float) else f"a fee that is not shown ({HIDDEN})"


def _required(given: BidGiven) -> BidTable:
    rows = [*_rows_of_requirement(given)]
    return BidTable(
        "requirement",
        f"What the learners require in {given.full}, and where they are",
        "Learners by group of needs, phase and kind of place that they require, without the project.",
        (
            *words("Group of needs", "Phase"),
            *counts("Require a base", "of them in a state place", "missing"),
            *counts("Require a special school", "of them in a state place", "missing"),
        ),
        (*rows, added_rows(rows, "Total", 2)),
        totals=1,
    )


def _rows_of_requirement(given: BidGiven) -> Iterator[tuple[BidCell, ...]]:
    facts = given.main.facts
    for group in given.asked.need_groups:
        for phase in given.asked.phases:
            cells = [BidCells(given.asked.areas, (phase,), (group,), (kind,)) for kind in (_BASE, _SPECIAL)]
            figures = [facts.of(name, given.full, cell) for cell in cells for name in ("required", "on_roll", "gap")]
            yield NEED_GROUP_NAMES[group], PHASE_WORDS[phase], *figures


def _needs(given: BidGiven) -> list[BidTable]:
    """By single need, for officers: the needs of a group are not published apart."""
    if given.needs is None:
        return []
    rows = [*_rows_of_needs(given)]
    return [
        BidTable(
            "requirement_by_need",
            f"The same by need in {given.full}",
            "Learners by primary need and kind of place that they require, without the project. Not in the public bid.",
            (
                *words("Need"),
                *counts("Require a base", "Require a special school", "Missing, base", "Missing, special"),
            ),
            (*rows, added_rows(rows, "Total")),
            totals=1,
        )
    ]


def _rows_of_needs(given: BidGiven) -> Iterator[tuple[BidCell, ...]]:
    if given.needs is None:
        return
    held = given.needs[given.needs["academic_year"] == given.full]
    held = held[held["phase"].isin([str(phase) for phase in given.asked.phases])]
    if given.asked.areas:
        held = held[held["area"].isin(given.asked.areas)]
    for need in given.project.all_needs:
        mine = held[held["need"] == str(need)]
        sums = mine.groupby("requirement")[["required", "gap"]].sum()
        figures = [float(sums[name].get(str(kind), 0.0)) for name in ("required", "gap") for kind in (_BASE, _SPECIAL)]
        yield NEED_NAMES[need], *figures


def _reasons(given: BidGiven) -> Iterator[str]:
    """Yield what the needs and the gap say for or against a base."""
    only, both, _ = ways(given)
    if isinstance(only.served, float) and isinstance(both.served, float) and both.served > 0:
        share = only.served / both.served
        yield (
            f"Of {both.served:,.0f} places missing in {given.full}, {only.served:,.0f} ({share:.0%}) are for learners"
            f" taken to require a base. Bases alone would leave {both.served - only.served:,.0f} unserved."
        )
    if hard := [
        NEED_NAMES[need] for need in HARDEST_TO_MEET if need in (given.project.needs or given.project.all_needs)
    ]:
        yield (
            f"The project is for {' and '.join(hard)}. Profound and multiple learning difficulties are named as a"
            " reason that is accepted (DfE's quality framework, in Schools Week, 13 March 2026); severe ones are taken"
            f" alike (A-489) - {UNVERIFIED}."
        )
    elif not given.project.is_base:
        yield (
            "Plans to add places in special schools need a compelling reason why the need cannot be met in specialist"
            f" bases (DfE's quality framework, in Schools Week, 13 March 2026) - {UNVERIFIED}. The needs of this"
            " project are not among those named as accepted: the officer gives the reason below."
        )
    if given.project.is_base:
        yield "The project is itself a specialist base; the table says what it leaves to special schools."
