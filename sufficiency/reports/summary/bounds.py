"""The range of each figure: over the draws where the run has that, and else added up from its parts."""

from collections.abc import Mapping
from dataclasses import dataclass

from sufficiency.reports.summary.values import Estimate
from sufficiency.reports.summary.view import RunView
from sufficiency.results.ranges import RANGES
from sufficiency.tables.contracts import ALL

Key = tuple[str, str, str, str, str]


@dataclass(frozen=True)
class Bounds:
    """The ranges of a run by their key. ``drawn`` is false for a run without draws, which has no ranges."""

    drawn: bool
    exact: Mapping[Key, tuple[float, float]]

    def given(self, central: float, low: float | None, high: float | None) -> Estimate:
        """Return an estimate with the range that a table of the run gives for this figure itself."""
        return Estimate(central, low, high) if self.drawn else Estimate(central)

    def total(self, central: float, key: Key, low: float | None = None, high: float | None = None) -> Estimate:
        """Return an estimate of a total, with the range of ``key`` if there is one and else the one given, a sum."""
        if not self.drawn or key in self.exact:
            return self.given(central, *self.exact.get(key, (None, None)))
        return Estimate(central, low, high, summed=high is not None)


def bounds_of(view: RunView) -> Bounds:
    """Read the ranges of ``view``; a total that has none shows the summed range of its cells, and says so."""
    rows = view.tables["ranges"][RANGES.column_names].itertuples(index=False, name=None)
    exact = {(measure, year, area, phase, need): (p10, p90) for measure, year, area, phase, need, p10, p90 in rows}
    return Bounds(drawn=int(view.context["draws"]) > 1, exact=exact)


def key_of(measure: str, academic_year: str, area: str = ALL, phase: str = ALL, need: str = ALL) -> Key:
    """Return the key of a total; what is not named is summed over."""
    return (measure, academic_year, area, phase, need)
