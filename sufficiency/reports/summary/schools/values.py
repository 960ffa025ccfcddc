"""The frozen values that the part on schools shows."""

from collections import Counter
from dataclasses import dataclass
from itertools import groupby

from sufficiency.reports.summary.estimate import Estimate

ABOVE = 0.5
"""A school is above its places by as many learners at least, so that whole figures show it (A-457)."""
FULL_PERCENT = 110
"""A school is named when, to the whole per cent, its learners are more than that of its places (A-182, A-540)."""
AGREED, COMMITTED, SCENARIO, GROWN = "agreed", "committed", "scenario", "grown"
PLACES_BY = (AGREED, COMMITTED, SCENARIO, GROWN)
"""Who decided on places: agreed in the base year, committed since, of this scenario, or grown (A-455)."""
ALIKE = 5
"""So many schools at least, and half of their kind, stand at one figure before the report says so (A-541)."""


def in_percent(share: float) -> int:
    """Return a share to the whole per cent, as occupancy is written; half is half, whatever the last digit of a sum."""
    return round(round(100 * share, 6))


@dataclass(frozen=True)
class PlacesUsed:
    """Places of one school, or of a kind together, in one academic year, and who is in them.

    ``learners`` are the authority's own, ``reserved`` places of learners of other authorities; ``by`` are the parts of
    ``places`` by who decided on them, in the order of ``PLACES_BY``.
    """

    places: float
    reserved: float
    learners: Estimate
    occupancy: Estimate | None
    academic_year: str = ""
    by: tuple[float, ...] = (0.0, 0.0, 0.0, 0.0)

    @property
    def is_above(self) -> bool:
        """Whether there are more learners than places."""
        return self.learners.central + self.reserved - self.places >= ABOVE

    @property
    def percent(self) -> int | None:
        """Occupancy as it is written; None where there are no places."""
        return None if self.occupancy is None else in_percent(self.occupancy.central)

    @property
    def is_full(self) -> bool:
        """Whether occupancy, as it is written, is above 110%."""
        return self.percent is not None and self.percent > FULL_PERCENT


@dataclass(frozen=True)
class SchoolShown:
    """A school or base: ``now`` is the base year, ``then`` the focus year, ``entrants`` those of the first September.

    ``years`` are all years in order. ``origins`` are the areas where most of its learners live, with their shares;
    ``worth_gbp`` is what one more place would save in a year before its own funding, None where nobody knows.
    ``is_published`` says whether its places of the base year are a published number, None where nobody knows or it
    has none; ``is_pooled`` whether it stands for several schools or bases; ``cites`` are the assumptions behind its
    places.
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
    years: tuple[PlacesUsed, ...] = ()
    is_published: bool | None = None
    is_pooled: bool = False
    cites: tuple[str, ...] = ()

    @property
    def is_full(self) -> bool:
        """Whether it is above 110% in the base year or in the focus year."""
        return self.now.is_full or self.then.is_full

    @property
    def fullest(self) -> int:
        """The higher of its occupancies in those two years, in per cent; 0 without places."""
        return max(self.now.percent or 0, self.then.percent or 0)

    @property
    def full_from(self) -> PlacesUsed | None:
        """The first year in which it is above 110%; None where it never is."""
        return next((used for used in self.years if used.is_full), None)

    @property
    def opens(self) -> PlacesUsed | None:
        """The first year in which it has places, if it had none in the base year."""
        opened = next((used for used in self.years if used.places >= ABOVE), None)
        return None if self.now.places >= ABOVE else opened

    @property
    def closes(self) -> PlacesUsed | None:
        """The first year of those at the end in which it has no places, if it had some before."""
        last = max((at for at, used in enumerate(self.years) if used.places >= ABOVE), default=None)
        return None if last is None or last + 1 == len(self.years) else self.years[last + 1]

    def changed_by(self, used: PlacesUsed) -> tuple[tuple[str, float], ...]:
        """Places of a year more or fewer than in the base year, by who decided; those that are none are left out."""
        changes = zip(PLACES_BY, (then - now for now, then in zip(self.now.by, used.by, strict=True)), strict=True)
        return tuple((who, change) for who, change in changes if abs(change) >= ABOVE)


@dataclass(frozen=True)
class SchoolsOfKind:
    """Schools or bases of one kind, and all of them together: those above 110% first, then the others by area."""

    kind: str
    schools: tuple[SchoolShown, ...]

    @property
    def full(self) -> tuple[SchoolShown, ...]:
        """Those above 110% in the base year or the focus year, the fullest first."""
        return tuple(school for school in self.schools if school.is_full)

    @property
    def others(self) -> tuple[SchoolShown, ...]:
        """Those that are not, by area and name."""
        return tuple(school for school in self.schools if not school.is_full)

    @property
    def by_area(self) -> tuple[tuple[SchoolShown, ...], ...]:
        """The others of each area together."""
        return tuple(tuple(schools) for _, schools in groupby(self.others, key=lambda school: school.area))

    @property
    def reserved(self) -> bool:
        """Whether learners of other authorities are in any of them."""
        return any(school.now.reserved + school.then.reserved >= ABOVE for school in self.schools)

    @property
    def above(self) -> tuple[int, int]:
        """How many have more learners than places, now and then."""
        return sum(school.now.is_above for school in self.schools), sum(school.then.is_above for school in self.schools)

    @property
    def above_full(self) -> tuple[int, int]:
        """How many are above 110%, now and then."""
        return sum(school.now.is_full for school in self.schools), sum(school.then.is_full for school in self.schools)

    @property
    def unpublished(self) -> tuple[SchoolShown, ...]:
        """Those whose places of the base year are scaled or estimated."""
        return tuple(school for school in self.schools if school.is_published is False)

    @property
    def alike(self) -> tuple[int, int] | None:
        """The occupancy of the focus year, in per cent, that most of many schools share, and how many do.

        None where there is no such figure above 100%.
        """
        found = Counter(school.then.percent for school in self.schools if school.then.is_above)
        percent, count = found.most_common(1)[0] if found else (None, 0)
        return (percent, count) if percent and count >= max(ALIKE, len(self.schools) / 2) else None

    @property
    def together(self) -> tuple[PlacesUsed, PlacesUsed, float]:
        """Places and learners of all of them now and then, without ranges, and entrants of the first year."""
        now, then = ([getattr(school, year) for school in self.schools] for year in ("now", "then"))
        return _sum(now), _sum(then), sum(school.entrants for school in self.schools)


@dataclass(frozen=True)
class IndependentShown:
    """Independent or non-maintained schools: one by name, or a row that stands for many; learners now and then.

    ``provision`` is the kind, empty for several kinds; ``count`` is how many rows of the run it sums. ``most`` are
    those whom it could hold then, None where that has not grown.
    """

    name: str
    provision: str
    count: int
    is_pooled: bool
    now: float
    then: Estimate
    most: float | None


@dataclass(frozen=True)
class IndependentTogether:
    """The independent or non-maintained schools that are known by name, or those that are not, and all their learners.

    ``then`` is central: ends of ranges do not add up.
    """

    is_pooled: bool
    schools: tuple[IndependentShown, ...]
    now: float
    then: float


def independent_together(shown: tuple[IndependentShown, ...]) -> tuple[IndependentTogether, ...]:
    """Those known by name, then those that are not; without the one of which there are none."""
    both = [(pooled, tuple(one for one in shown if one.is_pooled == pooled)) for pooled in (False, True)]
    return tuple(
        IndependentTogether(pooled, rows, sum(one.now for one in rows), sum(one.then.central for one in rows))
        for pooled, rows in both
        if rows
    )


def _sum(used: list[PlacesUsed]) -> PlacesUsed:
    places, reserved = sum(one.places for one in used), sum(one.reserved for one in used)
    learners = sum(one.learners.central for one in used)
    full = Estimate((learners + reserved) / places) if places > 0 else None
    return PlacesUsed(places, reserved, Estimate(learners), full)
