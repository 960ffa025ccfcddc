"""Which assumptions matter most to a run: its table of swings, ranked by what the places missing do."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from models.vocabulary import census_year, financial_year
from sufficiency.forecast.swing_list import SWINGS, Swing
from sufficiency.reports.summary.view import RunView
from sufficiency.results.swings import SWUNG_MEASURES
from sufficiency.tables.contracts import records

HEADLINE = "missing_places"
STRONG, HARDLY = 0.05, 0.01
"""Shares of a measure from which a swing is large whatever the log says, and below which it is none (A-527)."""
SHOWN = 0.005
"""Share of the places missing from which a swing is worth a bar (A-527)."""
MORE_THAN_RATED, LESS_THAN_RATED = "moves more than rated", "moves less than rated"
_SHIPPED: Mapping[str, Swing] = {swing.path: swing for swing in SWINGS}


@dataclass(frozen=True)
class MeasureSwung:
    """A measure as the run has it, and at the low and the high value of an assumption."""

    own: float
    low: float
    high: float

    @property
    def changes(self) -> tuple[float, float]:
        """What the low and the high value add to the run's own figure."""
        return self.low - self.own, self.high - self.own

    @property
    def size(self) -> float:
        """The larger of the two changes, whatever its sign."""
        return max(map(abs, self.changes))

    @property
    def share(self) -> float:
        """The same as a share of the run's own figure; nothing of nothing."""
        return self.size / abs(self.own) if self.own else 0.0


@dataclass(frozen=True)
class AssumptionSwung:
    """An assumption, its three values in words, and its measures by name; those that are not known are left out."""

    path: str
    name: str
    assumption: str
    range_from: str
    low: str
    own: str
    high: str
    measures: Mapping[str, MeasureSwung]

    @property
    def headline(self) -> MeasureSwung:
        """The places missing."""
        return self.measures[HEADLINE]

    @property
    def moves(self) -> bool:
        """Whether the places missing move by a whole one, and by a share of them that can be seen."""
        return round(self.headline.size) >= 1 and self.headline.size >= SHOWN * abs(self.headline.own)

    @property
    def share(self) -> float:
        """The largest change of any measure, as a share of it."""
        return max(measure.share for measure in self.measures.values())


@dataclass(frozen=True)
class SwingsShown:
    """The swings of a run in an academic year, the largest first: those that move the places missing, and the rest."""

    academic_year: str
    moving: tuple[AssumptionSwung, ...]
    still: tuple[AssumptionSwung, ...]

    @property
    def every(self) -> tuple[AssumptionSwung, ...]:
        """All of them, in order."""
        return (*self.moving, *self.still)

    @property
    def financial_year(self) -> str:
        """That of the block's pounds: it starts in the April after the census of the academic year."""
        return financial_year(census_year(self.academic_year))

    @property
    def measures(self) -> tuple[str, ...]:
        """Measures that the swings have, in order."""
        return tuple(self.every[0].measures)

    @property
    def missing(self) -> float:
        """The places missing as the run has them."""
        return self.every[0].headline.own


def swings_shown(view: RunView) -> SwingsShown | None:
    """The swings of a run; None where it made none."""
    table = view.tables["swings"]
    rows = sorted((_swung(row) for row in records(table)), key=lambda row: (-row.headline.size, -row.share, row.path))
    if not rows:
        return None
    moving, still = ([row for row in rows if row.moves is moves] for moves in (True, False))
    return SwingsShown(str(table["academic_year"].iloc[0]), tuple(moving), tuple(still))


def _swung(row: Mapping[str, object]) -> AssumptionSwung:
    shipped = _SHIPPED.get(str(row["path"]))
    values = [str(row[end]) for end in ("low", "own", "high")]
    low, own, high = [shipped.written(value) for value in values] if shipped else values
    measures = {name: _measure(row, name) for name in SWUNG_MEASURES}
    return AssumptionSwung(
        path=str(row["path"]),
        name=str(row["name"]),
        assumption=str(row["assumption"]),
        range_from=str(row["range_from"]),
        low=low,
        own=own,
        high=high,
        measures={name: measure for name, measure in measures.items() if not math.isnan(measure.own)},
    )


def _measure(row: Mapping[str, object], name: str) -> MeasureSwung:
    return MeasureSwung(*(float(str(row[f"{name}{end}"])) for end in ("", "_at_low", "_at_high")))


def mark_of(swings: Sequence[AssumptionSwung], impact: str) -> str:
    """Whether what the swings of an assumption do disagrees strongly with its rated impact; nothing if not."""
    if not swings:
        return ""
    most = max(swing.share for swing in swings)
    if impact == "green" and most >= STRONG:
        return MORE_THAN_RATED
    return LESS_THAN_RATED if impact == "red" and most < HARDLY else ""
