"""Carries out ``backtest placements``: reads, checks what was asked, runs, writes, and reports in a few lines."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from models.demand.practised import Diversion
from models.parameters.practised import PractisedParameters
from sufficiency.backtest.panel import read_panel
from sufficiency.backtest.placements.report import methods_table, placement_report
from sufficiency.backtest.placements.rolling import FIRST_ORIGIN_AFTER, PLACEMENT_FORECASTS, origins_of, roll_placements
from sufficiency.backtest.placements.scores import PLACEMENT_ACCURACY, score_placements
from sufficiency.backtest.placements.tables import PlacementCounts, read_counts
from sufficiency.backtest.report import as_markdown
from sufficiency.errors import Fault, InputError
from sufficiency.packs.england.contracts import PLACEMENTS_DIVERSION
from sufficiency.tables.contracts import check
from sufficiency.tables.files import frame_text, read_table
from sufficiency.tables.outputs import refuse_foreign, write_output

MADE_BY = "backtest placements"


@dataclass(frozen=True)
class PlacementsRequest:
    """What a person asked of ``backtest placements``; ``plans`` is a panel with longer histories of plans."""

    panel: Path
    out: Path
    reference: Path
    origins: list[int] | None = None
    plans: Path | None = None


def run_placements_backtest(request: PlacementsRequest) -> Iterator[str]:
    """Run the backtest and write its folder; yield the lines to print.

    Raises
    ------
    InputError
        When a panel, a reference table or the origins asked cannot be used.
    """
    counts = read_counts(request.panel, request.reference)
    diversion, faults = read_table(request.reference / f"{PLACEMENTS_DIVERSION.name}.csv", PLACEMENTS_DIVERSION)
    if faults:
        raise InputError(faults)
    plans = read_panel(request.plans, counts.references) if request.plans else None
    origins = _origins(request, counts)
    refuse_foreign(request.out, MADE_BY)
    forecasts = roll_placements(counts, PractisedParameters(), Diversion.from_table(diversion), origins, plans)
    accuracy = score_placements(forecasts, counts)
    tables = ((forecasts, PLACEMENT_FORECASTS), (accuracy, PLACEMENT_ACCURACY))
    files = {f"{contract.name}.csv": frame_text(check(table, contract), 3) for table, contract in tables}
    report = placement_report(forecasts, accuracy, counts, _command(request, origins))
    write_output(request.out, files | report, MADE_BY)
    yield f"mean absolute % error, plans known; forecasts from {', '.join(map(str, origins))}"
    yield as_markdown(methods_table(accuracy, "plans_known", "mape"))
    yield f"forecasts, accuracy and report: {request.out}"


def _origins(request: PlacementsRequest, counts: PlacementCounts) -> list[int]:
    usable = origins_of(counts)
    asked = usable if request.origins is None else request.origins
    strange = [year for year in asked if year not in usable]
    if strange:
        words = (
            f"{', '.join(map(str, strange))}: not between {usable[0]} and {usable[-1]}; {FIRST_ORIGIN_AFTER} Januaries "
            "must lie before an origin and one after it"
        )
        raise InputError([Fault(request.panel.name, 0, 0, "--origins", words)])
    return asked


def _command(request: PlacementsRequest, origins: list[int]) -> str:
    plans = f" --plans {request.plans.name}" if request.plans else ""
    return f"sufficiency backtest placements {request.panel.name} --origins {origins[0]}-{origins[-1]}{plans}"
