"""What a run rests on, as its report shows it: the basis of its data, and its assumptions with what they move."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sufficiency.reports.summary.trust.assumptions import AssumptionRated, assumptions_cited, assumptions_swung
from sufficiency.reports.summary.trust.swings import SwingsShown, swings_shown
from sufficiency.reports.summary.view import RunView


@dataclass(frozen=True)
class TrustShown:
    """Swings of a run, None where it made none; assumptions swung and cited; rows of the pack by basis, by table.

    ``log_found``: the assumptions log was at hand, so that there are ratings.
    """

    swings: SwingsShown | None = None
    swung: tuple[AssumptionRated, ...] = ()
    cited: tuple[AssumptionRated, ...] = ()
    log_found: bool = False
    bases: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


def trust(view: RunView) -> TrustShown:
    """Read what a run rests on."""
    swings = swings_shown(view)
    return TrustShown(
        swings=swings,
        swung=assumptions_swung(view, swings),
        cited=assumptions_cited(view, swings),
        log_found=bool(view.log),
        bases={table: dict(rows) for table, rows in view.bases.items()},
    )
