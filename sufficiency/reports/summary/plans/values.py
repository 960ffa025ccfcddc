"""The frozen values of the part on plans: plans of each age band, phase, need and area, and past misses."""

from dataclasses import dataclass

from sufficiency.reports.summary.estimate import Estimate


@dataclass(frozen=True)
class PlansOf:
    """Plans of one age band, phase, need or area.

    ``published`` are counts by census year before the base census; ``forecast`` starts with the base census.
    """

    level: str
    code: str
    published: tuple[tuple[int, float], ...]
    forecast: tuple[tuple[int, Estimate], ...]

    @property
    def now(self) -> float:
        """Plans at the base census."""
        return self.forecast[0][1].central

    @property
    def last(self) -> Estimate:
        """Plans in the last January of the forecast."""
        return self.forecast[-1][1]

    def at(self, census_year: int) -> Estimate | None:
        """Plans in a January of the forecast, the base census among them; None where the run has no figure."""
        return dict(self.forecast).get(census_year)


@dataclass(frozen=True)
class PastMiss:
    """How far forecasts of a series missed so many years ahead, in percent of what was counted later.

    ``missed`` is a mean without its sign, ``leaned`` a mean with it (plus: too many were forecast), ``together``
    that of all the authorities' learners added up, ``inside`` the percent of counts inside the 80% range; None: not
    scored.
    The forecasts are of so many ``authorities``, from each January of ``first_january`` to ``last_january``.
    """

    series: str
    years_ahead: int
    missed: float
    leaned: float
    together: float | None
    inside: float | None
    authorities: int
    first_january: int
    last_january: int


@dataclass(frozen=True)
class MissHere:
    """A past miss of the farthest year that could be scored, beside what this run forecasts for that January.

    ``either_way`` is what the mean miss would be of that ``forecast``.
    """

    miss: PastMiss
    census_year: int
    forecast: float
    either_way: float
