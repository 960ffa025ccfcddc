"""The frozen values that the section on schools shows."""

from dataclasses import dataclass
from itertools import groupby

from sufficiency.reports.summary.estimate import Estimate

ABOVE = 0.5
"""A school is above its places by as many learners at least, so that whole figures show it (A-457)."""


@dataclass(frozen=True)
class PlacesUsed:
    """Places of one school, or of a kind together, in one academic year, and who is in them.

    ``learners`` are the authority's own, ``reserved`` places of learners of other authorities.
    """

    places: float
    reserved: float
    learners: Estimate
    occupancy: Estimate | None

    @property
    def is_above(self) -> bool:
        """Whether there are more learners than places."""
        return self.learners.central + self.reserved - self.places >= ABOVE


@dataclass(frozen=True)
class SchoolShown:
    """A school or base: ``now`` is the base year, ``then`` the focus year, ``entrants`` those of the first September.

    ``origins`` are the areas where most of its learners live, with their shares; ``worth_gbp`` is what one more place
    would save in a year before its own funding, None where nobody knows.
    """

    name: str
    area: str
    area_name: str
    needs: tuple[str, ...]
    now: PlacesUsed
    then: PlacesUsed
    entrants: float
    origins: tuple[tuple[str, float], ...]
    worth_gbp: float | None


@dataclass(frozen=True)
class SchoolsOfKind:
    """Schools or bases of one kind, and all of them together."""

    kind: str
    schools: tuple[SchoolShown, ...]

    @property
    def by_area(self) -> tuple[tuple[SchoolShown, ...], ...]:
        """The schools of each area together."""
        return tuple(tuple(schools) for _, schools in groupby(self.schools, key=lambda school: school.area))

    @property
    def reserved(self) -> bool:
        """Whether learners of other authorities are in any of them."""
        return any(school.now.reserved + school.then.reserved >= ABOVE for school in self.schools)

    @property
    def above(self) -> tuple[int, int]:
        """How many have more learners than places, now and then."""
        return sum(school.now.is_above for school in self.schools), sum(school.then.is_above for school in self.schools)

    @property
    def together(self) -> tuple[PlacesUsed, PlacesUsed, float]:
        """Places and learners of all of them now and then, without ranges, and entrants of the first year."""
        now, then = ([getattr(school, year) for school in self.schools] for year in ("now", "then"))
        return _sum(now), _sum(then), sum(school.entrants for school in self.schools)


def _sum(used: list[PlacesUsed]) -> PlacesUsed:
    places, reserved = sum(one.places for one in used), sum(one.reserved for one in used)
    learners = sum(one.learners.central for one in used)
    full = Estimate((learners + reserved) / places) if places > 0 else None
    return PlacesUsed(places, reserved, Estimate(learners), full)
