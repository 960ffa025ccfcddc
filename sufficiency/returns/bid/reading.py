"""Reads everything that a bid is made of: the project, its runs, their pack, and what is hidden where it is public."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from sufficiency.errors import Fault, InputError
from sufficiency.finance.appraisal.of_run import read_run_money
from sufficiency.finance.appraisal.options import appraised, doubts_beside
from sufficiency.results.checks import CHECKS
from sufficiency.results.learners_by_year_group import LEARNERS_BY_YEAR_GROUP
from sufficiency.results.place_need import PLACE_NEED
from sufficiency.results.place_need_totals import PLACE_NEED_TOTALS
from sufficiency.results.saved import load
from sufficiency.returns.audience import HIDDEN, Audience
from sufficiency.returns.bid.given import BidGiven, BidRun
from sufficiency.returns.bid.need_facts import need_facts
from sufficiency.returns.bid.project import BidProject
from sufficiency.returns.bid.project_reading import read_project
from sufficiency.returns.bid.vouching import vouched
from sufficiency.returns.dfe.reading import read_facts
from sufficiency.returns.dfe.shown import whole_returns
from sufficiency.returns.disclosure import hide
from sufficiency.returns.every_export import together
from sufficiency.returns.place_need.exports import MARKET, NEED, SCHOOLS
from sufficiency.returns.place_need.reading import SavedNeed, read_need
from sufficiency.tables.contracts import ALL

FEW = (0.5, 4.5)
"""Learners of a kind of provision in the base year of whom no mean is shown, where the bid is public."""


@dataclass(frozen=True)
class ReadBid:
    """What a bid is made of, the run in which it stands, those beside it, and what of the project is doubtful."""

    given: BidGiven
    run: SavedNeed
    beside: Mapping[str, SavedNeed]
    doubts: tuple[Fault, ...]


@dataclass(frozen=True)
class _Runs:
    """RUN, and those that the project's file names."""

    run: SavedNeed
    unmitigated: SavedNeed | None
    mitigated: SavedNeed | None

    @property
    def main(self) -> SavedNeed:
        """The run without the project's places: the mitigated one that the file names, else RUN itself."""
        return self.mitigated or self.run


def read_bid(folder: Path, file: Path, scenarios: Path, audience: Audience) -> ReadBid:
    """Read the project of a file and the saved runs that its evidence is from.

    Raises
    ------
    InputError
        With every fault of the project's file, of the file of places that it names, and of the runs.
    """
    faults: list[Fault] = []
    project, run = None, None
    try:
        project = read_project(file)
    except InputError as error:
        faults += error.faults
    try:
        run = read_need(folder, scenarios)
    except InputError as error:
        faults += error.faults
    if project is None or run is None:
        raise InputError(faults)
    runs = _beside(project, run, scenarios, file)
    return _read(project, runs, scenarios, audience, file)


def _beside(project: BidProject, run: SavedNeed, scenarios: Path, file: Path) -> _Runs:
    """The runs that the project's file names, with every fault of them and of its areas at once."""
    faults = [*_unknown_areas(project, run, file)]
    found: dict[str, SavedNeed | None] = {}
    for key, folder in (("unmitigated", project.unmitigated), ("mitigated", project.mitigated)):
        try:
            found[key] = None if folder is None else _one(folder, run, scenarios)
        except InputError as error:
            faults += error.faults
    if faults:
        raise InputError(faults)
    return _Runs(run, found["unmitigated"], found["mitigated"])


def _one(folder: Path, run: SavedNeed, scenarios: Path) -> SavedNeed | None:
    if folder.resolve() == run.folder.resolve():
        return None
    other = read_need(folder, scenarios)
    if other.authority != run.authority:
        words = f"is of {other.authority}, not of {run.authority}; name a run of the same authority"
        raise InputError([Fault(str(folder), 0, 0, "", words)])
    return other


def _unknown_areas(project: BidProject, run: SavedNeed, file: Path) -> Iterator[Fault]:
    known = sorted(run.inputs.tables["areas"]["area"].astype(str))
    for area in project.areas:
        if area not in known:
            yield Fault(str(file), 0, 0, "areas", f"{area} is no area of {run.authority}; allowed: {', '.join(known)}")


def _read(project: BidProject, runs: _Runs, scenarios: Path, audience: Audience, file: Path) -> ReadBid:
    money = read_run_money(runs.main.folder, scenarios)
    main = _exports(runs.main, audience)
    by_age, place_need, checks = _more_tables(runs.main.folder)
    given = BidGiven(
        project=project,
        audience=audience,
        authority=runs.run.authority,
        area_names=dict(runs.run.names["area"]),
        main=_bid_run(runs.main, main),
        unmitigated=_named(runs.unmitigated, audience),
        with_project=_named(runs.run, audience) if runs.mitigated is not None else None,
        appraised=appraised(project.sets, money),
        schools=_with_names(main[SCHOOLS], runs.main),
        market=main[MARKET],
        by_age=by_age,
        needs=place_need if audience is Audience.INTERNAL else None,
        few=_few(by_age, main[SCHOOLS], audience),
        vouched=vouched(runs.main.manifest, checks, runs.main.inputs.folder, scenarios),
    )
    named = {"unmitigated": runs.unmitigated, "mitigated": runs.mitigated}
    beside = {name: one for name, one in named.items() if one is not None}
    return ReadBid(given, runs.run, beside, (*project.warnings, *doubts_beside(project.sets, money, str(file))))


def _exports(saved: SavedNeed, audience: Audience) -> Mapping[str, pd.DataFrame]:
    """Exports of a run by name, in whole learners; where it is public, with small numbers hidden in all together."""
    every = together(whole_returns(read_facts(saved.folder)).exports, saved.whole)
    return hide(every) if audience is Audience.PUBLIC else {export.name: export.frame for export in every}


def _named(saved: SavedNeed | None, audience: Audience) -> BidRun | None:
    return None if saved is None else _bid_run(saved, _exports(saved, audience))


def _bid_run(saved: SavedNeed, exports: Mapping[str, pd.DataFrame]) -> BidRun:
    facts, totals = saved.manifest, saved.tables[PLACE_NEED_TOTALS.name]
    return BidRun(str(facts["scenario"]), str(facts["title"]), int(facts["draws"]), need_facts(exports[NEED], totals))


def _more_tables(folder: Path) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    tables = load(folder, (LEARNERS_BY_YEAR_GROUP, PLACE_NEED, CHECKS)).tables
    return tables[LEARNERS_BY_YEAR_GROUP.name], tables[PLACE_NEED.name], tables[CHECKS.name]


def _with_names(schools: pd.DataFrame, saved: SavedNeed) -> pd.DataFrame:
    """Schools alone, without the sums of their kinds, and their names."""
    alone = schools[schools["provider_id"] != ALL]
    names = saved.names["provider_id"]
    return alone.assign(name=[names.get(code, code) for code in alone["provider_id"]])


def _few(by_age: pd.DataFrame, schools: pd.DataFrame, audience: Audience) -> frozenset[str]:
    """Kinds of provision of which no mean is shown: it would be that of a few children, or their number is hidden."""
    if audience is Audience.INTERNAL:
        return frozenset()
    base = by_age[by_age["academic_year"] == by_age["academic_year"].min()]
    learners = base.groupby("provision")["learners"].sum()
    hidden = schools[(schools["provider_id"] == ALL) & (schools["learners"] == HIDDEN)]["provision"]
    few = learners[(learners > FEW[0]) & (learners < FEW[1])].index
    return frozenset(map(str, [*few, *hidden.unique()]))
