"""The range of each figure, over the draws; a run of few draws has none."""

from collections.abc import Mapping
from dataclasses import dataclass

from sufficiency.reports.summary.estimate import Estimate
from sufficiency.reports.summary.view import RunView
from sufficiency.results.checks_of_ranges import FEWEST_DRAWS
from sufficiency.results.ranges import RANGES

Key = tuple[str, str]


@dataclass(frozen=True)
class Bounds:
    """The ranges of totals by measure and academic year. ``enough`` is false for a run of too few draws for a range."""

    enough: bool
    exact: Mapping[Key, tuple[float, float]]

    def given(self, central: float, low: float | None, high: float | None) -> Estimate:
        """Return an estimate with the range that a table of the run gives for this figure itself."""
        return Estimate(central, low, high) if self.enough else Estimate(central)

    def total(self, central: float, measure: str, academic_year: str) -> Estimate:
        """Return an estimate of a total of the authority, with its range where the run has one."""
        return self.given(central, *self.exact.get((measure, academic_year), (None, None)))


def bounds_of(view: RunView) -> Bounds:
    """Read the ranges of the totals of ``view``."""
    rows = view.tables["ranges"][[*RANGES.key_names, "p10", "p90"]].itertuples(index=False, name=None)
    exact = {(measure, year): (p10, p90) for measure, year, p10, p90 in rows}
    return Bounds(enough=int(view.context["draws"]) >= FEWEST_DRAWS, exact=exact)
