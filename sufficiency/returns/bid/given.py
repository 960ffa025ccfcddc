"""What the evidence of a bid is made of: the project, saved runs beside one another, and what vouches for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from models.vocabulary import academic_year
from sufficiency.errors import Fault
from sufficiency.finance.appraisal.options import Appraised
from sufficiency.returns.audience import Audience
from sufficiency.returns.bid.need_facts import BidCells, NeedFacts, cells_of
from sufficiency.returns.bid.project import YEARS_OF_PHASING, BidProject


@dataclass(frozen=True)
class BidRun:
    """A saved run: what it is called, how many draws its ranges are from, and its place need."""

    scenario: str
    title: str
    draws: int
    facts: NeedFacts


@dataclass(frozen=True)
class Vouched:
    """What stands behind the figures: rows of words for each table of the bid's last part.

    ``assumptions`` are id, what is assumed, value, quality and impact; ``sources`` are publisher, title, date, licence
    and the beginning of the sha256; ``accuracy`` are measure, measured and gate; ``checks`` are faults of pack and run.
    """

    assumptions: Sequence[tuple[str, str, str, str, str]]
    log_found: bool
    sources: Sequence[tuple[str, str, str, str, str]]
    accuracy: Sequence[tuple[str, str, str]]
    checks: Sequence[Fault]
    pack_state: str
    pack: str
    fingerprint: str
    unexplained: Sequence[str]
    provenance: Mapping[str, str]


@dataclass(frozen=True)
class BidGiven:
    """Everything that a bid is made of.

    ``main`` is the run without the project's places; ``with_project`` that with them, where one is given.
    ``schools`` is the export of that name with the schools' names; ``market`` is that of the market position; ``needs``
    is the run's ``place_need``, where single needs may be shown; ``by_age`` has learners of the base year by year
    group, need and provision, exact; ``few`` are kinds of provision with so few learners that no mean of them is shown.
    """

    project: BidProject
    audience: Audience
    authority: str
    area_names: Mapping[str, str]
    main: BidRun
    unmitigated: BidRun | None
    with_project: BidRun | None
    appraised: Appraised
    schools: pd.DataFrame
    market: pd.DataFrame
    by_age: pd.DataFrame
    needs: pd.DataFrame | None
    few: frozenset[str]
    vouched: Vouched

    @property
    def asked(self) -> BidCells:
        """The cells that the project is for."""
        return cells_of(self.project)

    @property
    def years(self) -> tuple[str, ...]:
        """Academic years of the main run, the base year first."""
        return self.main.facts.years

    @property
    def opening(self) -> str:
        """The academic year in which the project opens, or the last of the run where that is earlier."""
        return min(academic_year(self.project.option.opens + 1), self.years[-1])

    @property
    def full(self) -> str:
        """The first academic year with as many learners as the project ever has, or the last of the run."""
        fills = self.project.option.fills[:YEARS_OF_PHASING]
        steps = fills.index(max(fills)) if fills else 0
        return min(academic_year(self.project.option.opens + 1 + steps), self.years[-1])

    def learners(self, year: str) -> float:
        """Learners of the project in an academic year."""
        option = self.project.option
        steps = int(year[:4]) - option.opens
        return 0.0 if steps < 0 else float(option.fills[min(steps, len(option.fills) - 1)])
