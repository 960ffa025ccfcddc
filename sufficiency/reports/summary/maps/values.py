"""The frozen values that the maps of a report show. Positions are metres of the British National Grid."""

from dataclasses import dataclass

from models.vocabulary import IN_COUNTY
from sufficiency.reports.summary.estimate import Estimate
from sufficiency.reports.summary.schools.values import FULL_PERCENT, in_percent

Position = tuple[float, float]
"""Easting and northing."""
Ground = tuple[float, float, float, float]
"""A part of the country: its west, south, east and north."""
OVER, FAR_OVER = 100, FULL_PERCENT
"""Per cent of its places, as printed, above which a school is full, and far too full (A-513)."""


@dataclass(frozen=True)
class AreaFigures:
    """The figures of an area that four maps show, of the focus year.

    ``required`` are learners who require a base or a special school, ``missing`` places. ``share_in_area`` is of
    learners with a specialist place the share in a state school or base of the area that they live in, ``minutes`` the
    mean journey one way of those who travel daily; both are None where nobody does.
    """

    area: str
    name: str
    required: Estimate
    missing: Estimate
    share_in_area: float | None
    minutes: float | None


@dataclass(frozen=True)
class SchoolPoint:
    """A school, or bases of an area that stand together (``members`` of them), in the focus year.

    ``places_now`` are those of the base year; ``reserved`` places are filled by learners of other authorities;
    ``learners`` are the authority's own. ``area`` is empty outside the authority.
    """

    providers: tuple[str, ...]
    name: str
    kind: str
    area: str
    at: Position
    places_now: float
    places: float
    reserved: float
    learners: float

    @property
    def members(self) -> int:
        """How many schools or bases stand here."""
        return len(self.providers)

    @property
    def is_state(self) -> bool:
        """Whether it is a state school or base; of any other the authority has no places, but learners."""
        return self.kind in IN_COUNTY

    @property
    def size(self) -> float:
        """What its mark is as large as: places, or learners where it has no places of the authority."""
        return self.places if self.is_state else self.learners

    @property
    def occupancy(self) -> float | None:
        """Learners, those of others too, over places; None where there is no place of the state."""
        return (self.learners + self.reserved) / self.places if self.places > 0 and self.is_state else None

    @property
    def per_cent(self) -> int | None:
        """Occupancy as it is printed."""
        return None if self.occupancy is None else in_percent(self.occupancy)

    @property
    def added(self) -> int:
        """Whole places more than in the base year; below zero fewer."""
        return round(self.places) - round(self.places_now)

    @property
    def is_new(self) -> bool:
        """Whether it has its first places after the base year."""
        return round(self.places_now) == 0 < round(self.places)


@dataclass(frozen=True)
class JourneyLine:
    """Learners who live in an area and have their place at a school; ``across``: it is not in that area."""

    area: str
    school: SchoolPoint
    learners: float

    @property
    def across(self) -> bool:
        """Whether they cross the border of the area that they live in."""
        return self.school.area != self.area


@dataclass(frozen=True)
class LeftOut:
    """Learners with a specialist place whom no line shows.

    ``few`` would be in lines of too few learners, ``beyond`` go to schools beyond the map, ``nowhere`` to places that
    nobody has named: the independent market, independent mainstream schools, and schools of other authorities that
    the run holds together.
    """

    few: float
    beyond: float
    nowhere: float


@dataclass(frozen=True)
class MapsShown:
    """What the maps of one academic year show; places are more or fewer than in ``base_year``.

    ``ground`` is the part of the country that the maps of schools show; ``beyond`` are schools outside it. Lines begin
    with the most learners.
    """

    academic_year: str
    base_year: str
    areas: tuple[AreaFigures, ...]
    ground: Ground | None
    schools: tuple[SchoolPoint, ...]
    beyond: tuple[SchoolPoint, ...]
    lines: tuple[JourneyLine, ...]
    left_out: LeftOut

    @property
    def across(self) -> tuple[JourneyLine, ...]:
        """The lines across a border, those of the most learners first."""
        return tuple(line for line in self.lines if line.across)
