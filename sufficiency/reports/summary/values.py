"""The frozen values that every report shows. A report computes nothing of its own."""

from dataclasses import dataclass, field

from models.vocabulary import financial_year
from sufficiency.reports.summary.border import Border
from sufficiency.reports.summary.changes.values import Changes
from sufficiency.reports.summary.estimate import Estimate
from sufficiency.reports.summary.maps.values import MapsShown
from sufficiency.reports.summary.money.values import MoneyShown
from sufficiency.reports.summary.plans.values import MissHere, PastMiss, PlansOf
from sufficiency.reports.summary.schools.values import IndependentShown, SchoolsOfKind
from sufficiency.reports.summary.trust.trust import TrustShown
from sufficiency.results.diversion import AssumedDiversion
from sufficiency.tables.contracts import ALL


@dataclass(frozen=True)
class Identity:
    """Which run this is; ``small_numbers``: its pack holds some, so that it may not be published."""

    scenario: str
    title: str
    question: str
    author: str
    authority: str
    base_census_year: int
    seed: int
    draws: int
    folder: str
    small_numbers: bool = False

    @property
    def price_year(self) -> str:
        """The financial year whose prices real pounds have: that in which the base census falls."""
        return financial_year(self.base_census_year - 1)


@dataclass(frozen=True)
class Plans:
    """Plans on census day; ``published`` where the figure is history and not forecast."""

    census_year: int
    plans: Estimate
    published: bool


@dataclass(frozen=True)
class Missing:
    """Places missing, which are learners above the places of their school, in INMSS for want of a place, and unmet."""

    total: Estimate
    above_places: Estimate
    inmss_for_want: Estimate
    unmet: Estimate

    @property
    def parts(self) -> tuple[float, float, float]:
        """The central figures that add up to the total."""
        return (self.above_places.central, self.inmss_for_want.central, self.unmet.central)


@dataclass(frozen=True)
class Balance:
    """Learners who require a base or a special school, and where they are; ``all`` where a key is summed over.

    ``required = places_now + places_committed + reallocated + missing + inmss_otherwise + unplaced``, centrally, with
    the places of the base year that are still there, those on top, and what the plan uses beyond or below both.
    """

    academic_year: str
    required: Estimate
    places_now: float
    places_committed: float
    reallocated: float
    missing: Missing
    inmss_otherwise: float
    unplaced: float
    area: str = ALL
    phase: str = ALL
    need: str = ALL

    @property
    def places(self) -> float:
        """Places available: those there now and those committed."""
        return self.places_now + self.places_committed

    @property
    def inside(self) -> float:
        """Learners in state special schools and bases: within their places, and above them."""
        return self.places + self.reallocated + self.missing.above_places.central

    @property
    def gap(self) -> Estimate:
        """Places missing."""
        return self.missing.total


@dataclass(frozen=True)
class CellGap:
    """Places missing in one cell of the table of place need, and the central figures that add up to it."""

    academic_year: str
    area_name: str
    phase: str
    need: str
    requirement: str
    gap: Estimate
    above_places: float
    inmss_for_want: float
    unmet: float


@dataclass(frozen=True)
class OfKind:
    """Learners of one kind of provision, or in none: as ``counted`` each January to the base year, and forecast.

    Both are by academic year; the forecast starts with the base year.
    """

    kind: str
    counted: tuple[tuple[str, float], ...]
    forecast: tuple[tuple[str, Estimate], ...]

    def in_year(self, academic_year: str) -> Estimate | None:
        """Learners of a year: forecast, or as counted before the base year; None where there is no figure."""
        counted = {year: Estimate(learners) for year, learners in self.counted}
        return {**counted, **dict(self.forecast)}.get(academic_year)


@dataclass(frozen=True)
class Travelled:
    """Learners with a specialist place, those whose journey is over the limit of their phase, and those who board.

    ``stated`` are those in the independent market, whose journeys nobody knows; ``limits`` are the least and the most
    minutes of any phase. ``minutes`` are those one way of all who travel daily: the mean, and what 19 in 20 are within;
    None where nobody does.
    """

    academic_year: str
    learners: float
    over_limit: float
    residential: float
    stated: float
    limits: tuple[float, float]
    minutes: tuple[float, float] | None = None


@dataclass(frozen=True)
class NearHome:
    """Learners who have a specialist place, by where it is; ``in_area_state``: state-funded, in the area they live in.

    A place in the market stands nowhere that is known: ``out_of_authority`` is the least that can be out of area, and
    ``most_out`` the most.
    """

    academic_year: str
    learners: float
    in_area_state: float
    in_authority: float
    out_of_authority: float
    in_market: float
    need: str = ALL

    @property
    def share_in_area(self) -> float:
        """Share in a state-funded school or base of the area that they live in."""
        return self.share_of(self.in_area_state)

    @property
    def elsewhere_in_authority(self) -> float:
        """Learners placed in the authority, and not in a state-funded school or base of the area they live in."""
        return self.in_authority - self.in_area_state

    def share_of(self, learners: float) -> float:
        """The share that some learners are of all who have a specialist place."""
        return learners / self.learners if self.learners else 0.0

    @property
    def most_out(self) -> float:
        """Learners out of area if every place of the market were."""
        return self.out_of_authority + self.in_market


@dataclass(frozen=True)
class Spend:
    """Pounds of one financial year at the prices of the base financial year; building costs are left out.

    ``high_needs`` is the whole block, ``inmss`` the fees that it pays to independent and non-maintained schools,
    ``state`` places and top-ups of state special schools, ``mainstream`` top-ups there and in bases, with their places.
    ``transport`` is the council's, and no part of the block.
    """

    financial_year: str
    high_needs: Estimate
    inmss: Estimate
    state: Estimate
    mainstream: Estimate
    transport: Estimate


@dataclass(frozen=True)
class Check:
    """One finding of the checks."""

    check: str
    severity: str
    subject: str
    value: float | None
    threshold: float | None
    message: str


@dataclass(frozen=True)
class Displaced:
    """Learners at INMSS whose need a state place could meet, in one academic year, and why they are there."""

    academic_year: str
    at_inmss: float
    directed: float
    out_of_reach: float
    displaced: Estimate


@dataclass(frozen=True)
class PlaceValue:
    """What one more place for learners of one need, phase and area would save in the year, in money.

    ``saving`` is before the funding of the place; ``break_even`` is the diversion from which it saves more than that.
    """

    area_name: str
    phase: str
    need: str
    requirement: str
    saving: Estimate
    place_funding: float
    break_even: float | None

    @property
    def net(self) -> Estimate:
        """What it saves, its funding paid; below zero, it costs more than it saves."""
        return self.saving.minus(self.place_funding)


@dataclass(frozen=True)
class Pocket:
    """A re-designation that would fill places to spare with learners who are short of one, and what it would save.

    ``short`` are learners short of a local place, ``placed`` those it would place in the year. The saving is None
    while fees are not known by need.
    """

    academic_year: str
    provider: str
    unused: float
    takes: str
    need: str
    phases: tuple[str, ...]
    area_names: tuple[str, ...]
    short: float
    placed: float
    saving_gbp: float | None


@dataclass(frozen=True)
class Stability:
    """What it would save in a year, and how many it would move, if everyone were placed anew. It is never done.

    ``unserved`` need a base or a special school and have no state place.
    """

    academic_year: str
    saving_gbp: float
    moved: float
    incumbents: float
    unserved: float
    unserved_anew: float
    above_places: float
    above_places_anew: float


@dataclass(frozen=True)
class Access:
    """How near the specialist places of an area's learners are, in one academic year; ``area`` may be ``all``."""

    area: str
    state_required: float
    share_within_reach: float
    share_in_reach: float
    mean_minutes: float
    p95_minutes: float
    over_limit: float


@dataclass(frozen=True)
class Explained:
    """What the tables of explanations say; each part by year or of the focus year.

    ``by_need``: whether fees are known by need, so that a saving may be printed by need.

    ``place_values`` are those of the cells that lack the most places, in their order; ``diversion`` is what every
    saving rests on.
    """

    diversion: AssumedDiversion | None = None
    displaced: tuple[Displaced, ...] = ()
    place_values: tuple[PlaceValue, ...] = ()
    pockets: tuple[Pocket, ...] = ()
    stability: tuple[Stability, ...] = ()
    access: tuple[Access, ...] = ()
    by_need: bool = True

    def displaced_in(self, academic_year: str) -> Displaced | None:
        """Return the row of a year."""
        return next((row for row in self.displaced if row.academic_year == academic_year), None)

    def stability_in(self, academic_year: str) -> Stability | None:
        """Return the row of a year."""
        return next((row for row in self.stability if row.academic_year == academic_year), None)


@dataclass(frozen=True)
class DriverStep:
    """Plans that one driver adds since the base year, in every forecast January; years and plans run together."""

    driver: str
    years: tuple[int, ...]
    plans: tuple[float, ...]

    def by(self, census_year: int) -> float:
        """Plans added by a January of the forecast."""
        return self.plans[self.years.index(census_year)]


@dataclass(frozen=True)
class Summary:
    """What a run says.

    ``key_years`` are the academic years that a short table shows: the first, ``focus_year`` and the last.
    ``by_phase`` has every year, and totals under the phase ``all``; the other balances are of ``focus_year``.
    ``drivers`` add to the change of plans exactly; empty where the run has no table of them.
    ``money`` is what the section on money shows; None where the run was not made with its books.
    ``schools`` are state schools and bases by kind, with every year; empty without such a table. ``independent`` are
    independent and non-maintained schools, those with the most learners first.
    ``near_home`` has every year, ``near_home_by_need`` the key years; both are empty where nobody counted, and so is
    ``travelled`` (every year).
    ``changes`` are what the scenario changes, and the places that are dated.
    ``plans_by`` has every age band, phase, need and area; ``past_misses`` and ``misses_here`` may be empty.
    ``maps`` are what maps show of the focus year, ``trust`` what the run rests on.
    ``travelled`` (every year). ``border`` is what crosses it, None where nothing does.
    """

    identity: Identity
    plans: tuple[Plans, ...]
    history: tuple[Plans, ...]
    drivers: tuple[DriverStep, ...]
    key_years: tuple[str, ...]
    focus_year: str
    by_phase: tuple[Balance, ...]
    by_need: tuple[Balance, ...]
    by_need_phase: tuple[Balance, ...]
    by_area: tuple[Balance, ...]
    area_names: tuple[tuple[str, str], ...]
    largest_gaps: tuple[CellGap, ...]
    kinds: tuple[OfKind, ...]
    schools: tuple[SchoolsOfKind, ...]
    near_home: tuple[NearHome, ...]
    near_home_by_need: tuple[NearHome, ...]
    travelled: tuple[Travelled, ...]
    spend: tuple[Spend, ...]
    explained: Explained
    checks: tuple[Check, ...]
    money: MoneyShown | None = None
    changes: Changes = field(default_factory=Changes)
    independent: tuple[IndependentShown, ...] = ()
    plans_by: tuple[PlansOf, ...] = ()
    past_misses: tuple[PastMiss, ...] = ()
    misses_here: tuple[MissHere, ...] = ()
    maps: MapsShown | None = None
    trust: TrustShown = field(default_factory=TrustShown)
    border: Border | None = None

    def of_kind(self, kind: str) -> OfKind | None:
        """Learners of a kind of provision; None where the run has no such table."""
        return next((row for row in self.kinds if row.kind == kind), None)

    def added_by(self, census_year: int) -> float:
        """Plans that all drivers together add by a January of the forecast."""
        return sum(step.by(census_year) for step in self.drivers)

    def total_in(self, academic_year: str) -> Balance:
        """The balance of a year over all phases."""
        return next(row for row in self.by_phase if row.phase == ALL and row.academic_year == academic_year)

    def spend_in(self, academic_year: str) -> Spend | None:
        """Spend of the financial year that starts in an academic year's first year, if the run has it."""
        wanted = academic_year.replace("/", "-")
        return next((row for row in self.spend if row.financial_year == wanted), None)
