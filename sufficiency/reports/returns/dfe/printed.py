"""The tables of the returns as they are printed, each with the return that it belongs to."""

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from sufficiency.packs.contracts import NOT_RECORDED
from sufficiency.returns.agreed_places import with_agreed_places
from sufficiency.returns.audience import Audience
from sufficiency.returns.dfe.facts import ReturnFacts
from sufficiency.returns.dfe.free_school import GRID, LAST, commissioners, grid_wide, openings
from sufficiency.returns.dfe.kinds import ReturnKind
from sufficiency.returns.dfe.monitoring import monitoring, template
from sufficiency.returns.dfe.place_change import PackPlaces, changes_alone, place_changes
from sufficiency.returns.dfe.published import against_published
from sufficiency.returns.dfe.reconciliation import RECONCILIATION
from sufficiency.returns.dfe.reform_plan import FIRST_YEAR, LAST_YEAR, reform_plan_rows
from sufficiency.returns.dfe.scap import SCAP, scap_wide
from sufficiency.returns.dfe.shown import ShownReturns
from sufficiency.tables.contracts import ALL


@dataclass(frozen=True)
class ReturnsAsked:
    """What returns are made of: the run's facts, what is shown of them to whom, and what else was read.

    ``published`` are the pack's plans of the base year by provision; ``actuals`` what was counted by quarter, or None.
    """

    facts: ReturnFacts
    shown: ShownReturns
    audience: Audience
    basis: str
    kinds: tuple[ReturnKind, ...]
    pack: PackPlaces
    published: pd.DataFrame
    actuals: pd.DataFrame | None = None

    @property
    def whole_plan(self) -> pd.DataFrame:
        """The reform plan with the base year in front of its columns."""
        return reform_plan_rows(self.shown.tables, self.basis)


@dataclass(frozen=True)
class PrintedTable:
    """A table of a return: its file, what it is in words, and its rows as they are written."""

    name: str
    kind: ReturnKind
    words: str
    frame: pd.DataFrame


def printed_tables(asked: ReturnsAsked) -> tuple[PrintedTable, ...]:
    """Every table of the returns asked for, in their order."""
    makers = {
        ReturnKind.SCAP: _scap,
        ReturnKind.REFORM_PLAN: _reform_plan,
        ReturnKind.PLACE_CHANGE: _place_change,
        ReturnKind.FREE_SCHOOL: _free_school,
        ReturnKind.RECONCILIATION: _reconciliation,
    }
    return tuple(table for kind in asked.kinds for table in makers[kind](asked))


def _scap(asked: ReturnsAsked) -> Iterator[PrintedTable]:
    words = "Pupils with an EHC plan who require a specialist place by academic year, kind, phase and year group."
    yield PrintedTable("scap", ReturnKind.SCAP, words, scap_wide(asked.shown.tables[SCAP]))


def _reform_plan(asked: ReturnsAsked) -> Iterator[PrintedTable]:
    whole = asked.whole_plan
    plan = whole[whole["year"].between(FIRST_YEAR, LAST_YEAR)].reset_index(drop=True)
    words = "Plans by age group, provision and need, and requests, assessments and new plans, by calendar year."
    yield PrintedTable("reform_plan", ReturnKind.REFORM_PLAN, words, plan)
    if asked.actuals is not None:
        words = "The plan beside what was counted by the end of a quarter."
        beside = monitoring(whole, asked.actuals)
        yield PrintedTable("reform_plan_monitoring", ReturnKind.REFORM_PLAN, words, beside)
    elif asked.audience is Audience.INTERNAL and len(plan):
        words = "To fill in with actual figures by quarter and give to --plan."
        empty = template(plan, int(plan["year"].min()))
        yield PrintedTable("reform_plan_actuals", ReturnKind.REFORM_PLAN, words, empty)


def _place_change(asked: ReturnsAsked) -> Iterator[PrintedTable]:
    whole = place_changes(asked.facts, asked.pack, by_learners=asked.audience is Audience.INTERNAL)
    whole = whole[whole["provider_id"].isin(_shown_schools(asked))].reset_index(drop=True)
    words = "State special schools and bases whose places change, by academic year."
    yield PrintedTable("place_change", ReturnKind.PLACE_CHANGE, words, changes_alone(whole))
    yield PrintedTable(
        "places", ReturnKind.PLACE_CHANGE, "Places of every such school and base, changed or not.", whole
    )


def _shown_schools(asked: ReturnsAsked) -> frozenset[str]:
    """The schools and bases whose places may be shown: for the public those that were agreed."""
    schools = asked.facts.tables["schools"]
    if asked.audience is Audience.INTERNAL:
        return frozenset(schools["provider_id"].astype(str))
    return with_agreed_places(schools)


def _free_school(asked: ReturnsAsked) -> Iterator[PrintedTable]:
    grids, holders = [], []
    shown = _shown_schools(asked)
    for opening in (one for one in openings(asked.facts) if one.provider in shown):
        code = opening.provider
        first = {"urn": asked.pack.urns.get(code, ""), "provider_id": code, "school": opening.name}
        first |= {"opens": opening.opens}
        grids.append(_numbered(grid_wide(asked.shown.tables[GRID], asked.facts, opening), first))
        holders.append(_numbered(commissioners(asked.facts, opening), first))
    words = "Learners of new and larger schools by stage, from the year of opening to six years on."
    yield PrintedTable("free_school", ReturnKind.FREE_SCHOOL, words, _stacked(grids, "stage"))
    words = "Places of new and larger schools by who holds them."
    yield PrintedTable("commissioners", ReturnKind.FREE_SCHOOL, words, _stacked(holders, "commissioner"))


OFFSETS = ("opening", *(f"plus_{year}" for year in range(1, LAST + 1)))


def _numbered(wide: pd.DataFrame, first: dict[str, str]) -> pd.DataFrame:
    """A grid whose columns are years after opening, behind the school that it is of."""
    words, *years = wide.columns
    renamed = wide.rename(columns=dict(zip(years, OFFSETS, strict=False)))
    return renamed.assign(**first)[[*first, words, *OFFSETS[: len(years)]]]


def _stacked(grids: list[pd.DataFrame], words: str) -> pd.DataFrame:
    columns = ["urn", "provider_id", "school", "opens", words, *OFFSETS]
    rows = [[row.get(name) for name in columns] for grid in grids for row in grid.to_dict("records")]
    return pd.DataFrame(rows, columns=columns, dtype=object)


def _reconciliation(asked: ReturnsAsked) -> Iterator[PrintedTable]:
    words = "The returns against each other: terms with their signs add up to nought."
    frame = asked.shown.tables[RECONCILIATION].astype(object)
    yield PrintedTable("reconciliation", ReturnKind.RECONCILIATION, words, frame)
    published = against_published(asked.facts, asked.published)
    if asked.audience is Audience.PUBLIC:
        published = published[published["provision"] == ALL]
    words = "Plans of the base year as published, and how those without a recorded provision were shared out."
    shown = published.replace({NOT_RECORDED: "not recorded"}).reset_index(drop=True)
    yield PrintedTable("published", ReturnKind.RECONCILIATION, words, shown.astype(object))
