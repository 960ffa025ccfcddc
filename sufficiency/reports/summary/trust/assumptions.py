"""The assumptions that a run rests on, with their ratings: those that move it most first, then those that it cites."""

from dataclasses import dataclass

from sufficiency.reports.summary.trust.swings import AssumptionSwung, SwingsShown, mark_of
from sufficiency.reports.summary.view import RunView
from sufficiency.tables.assumptions_log import Rated, number_of


@dataclass(frozen=True)
class AssumptionRated:
    """An assumption of a run: its row of the log, its swings, and whether they disagree with its rated impact.

    ``rated`` is None where the log is not at hand, or lacks it.
    """

    assumption: str
    rated: Rated | None
    swings: tuple[AssumptionSwung, ...] = ()
    mark: str = ""


def assumptions_swung(view: RunView, swings: SwingsShown | None) -> tuple[AssumptionRated, ...]:
    """Those that were swung, in the order of their largest swing; an assumption stands once."""
    found: dict[str, list[AssumptionSwung]] = {}
    for swing in swings.every if swings else ():
        if swing.assumption:
            found.setdefault(swing.assumption, []).append(swing)
    return tuple(_rated(view, name, tuple(of)) for name, of in found.items())


def assumptions_cited(view: RunView, swings: SwingsShown | None) -> tuple[AssumptionRated, ...]:
    """Those besides that the pack cites or the scenario sets, in order of number."""
    swung = {swing.assumption for swing in swings.every} if swings else set()
    others = sorted(set(view.cited) - swung, key=number_of)
    return tuple(_rated(view, name, ()) for name in others)


def _rated(view: RunView, name: str, swings: tuple[AssumptionSwung, ...]) -> AssumptionRated:
    rated = view.log.get(name)
    return AssumptionRated(name, rated, swings, mark_of(swings, rated.impact) if rated else "")
