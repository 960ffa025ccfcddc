"""Carries out ``backtest`` and ``calibrate``: reads, checks the request, runs, writes, and reports in a few lines."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from models.demand.growth_errors import GrowthErrors
from models.parameters.demand import GrowthParameters
from sufficiency.backtest.ours import QUANTILES, OurMethod, central_at, errors_at, with_misses
from sufficiency.backtest.panel import AGE_BANDS, TOTAL, Panel, read_panel
from sufficiency.backtest.references import (
    GROWTH_AGE_ERRORS,
    GROWTH_ENGLAND,
    GROWTH_ERRORS,
    References,
    read_references,
)
from sufficiency.backtest.report import REMARKS, as_markdown, methods_table, remarks, report_files
from sufficiency.backtest.rolling import FORECASTS, METHODS, OWN_FORECASTS, QUICK, default_origins, roll, with_actual
from sufficiency.backtest.scores import ACCURACY, score
from sufficiency.errors import Fault, InputError
from sufficiency.importers.pack.writer import write_reference_files
from sufficiency.tables.contracts import ContractError, check
from sufficiency.tables.files import frame_text
from sufficiency.tables.outputs import refuse_foreign, write_output

MADE_BY = "backtest"


@dataclass(frozen=True)
class Request:
    """What a person asked of ``backtest``."""

    panel: Path
    out: Path
    reference: Path
    origins: list[int] | None = None
    horizons: tuple[int, ...] | list[int] = (1, 2, 3, 4, 5)
    methods: str | None = None
    forecasts: tuple[Path, ...] = ()
    exclude: tuple[str, ...] = ()
    workers: int = 2


def run_backtest(request: Request) -> Iterator[str]:
    """Run the backtest and write its folder; yield the lines to print.

    Raises
    ------
    InputError
        When the panel, the person's forecasts or what was asked cannot be used.
    """
    references = _with_excluded(read_references(request.reference), request.exclude)
    panel = read_panel(request.panel, references)
    origins = _origins(request, panel)
    refuse_foreign(request.out, MADE_BY)
    methods = _methods(request.methods)
    ours = OurMethod(references, GrowthParameters(), max(request.horizons))
    theirs = [read_forecasts(path) for path in request.forecasts]
    yield f"{len(panel.counts['total'])} authorities, {panel.years[0]} to {panel.years[-1]}: {', '.join(methods)}"
    forecasts = roll(panel, origins, methods, ours, request.workers)
    forecasts = forecasts[forecasts["horizon"].isin(request.horizons)]
    forecasts = pd.concat([forecasts, *(with_actual(own, panel) for own in theirs)], ignore_index=True)
    accuracy = score(forecasts, panel, references.faulty)
    known = remarks(panel, ours)
    tables = ((forecasts, FORECASTS), (accuracy, ACCURACY), (known, REMARKS))
    files = {f"{contract.name}.csv": frame_text(check(table, contract), 3) for table, contract in tables}
    write_output(request.out, files | report_files(accuracy, known, _command(request, origins, methods)), MADE_BY)
    if len(accuracy):
        yield as_markdown(methods_table(accuracy, "mape"))
    yield f"forecasts, accuracy and report: {request.out}"


def run_calibration(path: Path, source: str, exclude: tuple[str, ...], out: Path, reference: Path) -> Iterator[str]:
    """Estimate the reference tables of growth again; yield the lines to print.

    Raises
    ------
    InputError
        When the panel cannot be used, or is too short to have missed anything.
    """
    references = _with_excluded(read_references(reference), exclude)
    panel = read_panel(path, references)
    if len(panel.years) < 4:
        raise InputError(
            [Fault(path.name, 0, 0, "year", "four years at least are needed to say how far forecasts missed")]
        )
    for series, errors in calibrate(panel, OurMethod(references, GrowthParameters()), source, out).items():
        common, persistent, own = (part[0] for part in (errors.common, errors.persistent, errors.own))
        sizes = f"common {common:.4f}, persistent {persistent:.4f}, own {own:.4f}, size {errors.size_plans:.0f}"
        yield f"{series}: one year ahead {sizes}"


def calibrate(panel: Panel, ours: OurMethod, source: str, out: Path) -> dict[str, GrowthErrors]:
    """Estimate England's totals and how far forecasts missed; return the sizes by series.

    Writes ``growth_england``, ``growth_errors`` and ``growth_age_errors`` into ``out``.
    """
    visible = panel.without(ours.references.faulty)
    origins = [year for year in panel.years[1:-1] if (panel.england.index <= year).sum() > 1]
    central = pd.concat([central_at(visible.up_to(origin), ours) for origin in origins], ignore_index=True)
    errors = errors_at(with_misses(central, visible), panel.years[-1], ours)
    totals = panel.england.astype(np.int64) if (panel.england % 1 == 0).all() else panel.england
    england = pd.DataFrame({"census_year": totals.index, "plans": totals.to_numpy(), "source": source})
    tables = [(england, GROWTH_ENGLAND, 3), (errors[TOTAL].table(), GROWTH_ERRORS, 6)]
    bands = [errors[band].table().assign(series=band) for band in AGE_BANDS if band in panel.counts]
    if bands:
        tables.append((pd.concat(bands, ignore_index=True), GROWTH_AGE_ERRORS, 6))
    files = {f"{one.name}.csv": frame_text(check(table, one), places) for table, one, places in tables}
    write_reference_files(out, files)
    return errors


def read_forecasts(path: Path) -> pd.DataFrame:
    """Read a person's own forecasts: the columns of forecasts.csv; series and quantiles may be left out.

    Raises
    ------
    InputError
        When they break the contract, or use the name of one of our methods.
    """
    try:
        frame = pd.read_csv(path, encoding="utf-8-sig")
    except (ValueError, OSError) as reason:
        raise InputError([Fault(str(path), 0, 0, "", f"is not a readable UTF-8 CSV file ({reason})")]) from reason
    missing = {name: float("nan") for name in QUANTILES if name not in frame}
    frame = frame.assign(**missing) if "series" in frame else frame.assign(series="total", **missing)
    try:
        checked = check(frame, OWN_FORECASTS)
    except ContractError as breach:
        raise InputError([Fault(path.name, 0, 0, "", str(breach))]) from breach
    taken = sorted(set(checked["method"]) & set(METHODS))
    if taken:
        words = f"{', '.join(taken)} is the name of a method of ours; give yours another"
        raise InputError([Fault(path.name, 0, 0, "method", words)])
    return checked


def _origins(request: Request, panel: Panel) -> list[int]:
    asked = default_origins(panel) if request.origins is None else request.origins
    england = panel.england.index
    unusable = [year for year in asked if year not in panel.years or (england <= year).sum() < 2]
    if unusable:
        years = f"{panel.years[0]} to {panel.years[-1]}"
        words = f"{', '.join(map(str, unusable))}: no counts to forecast from; the panel has {years}"
        raise InputError([Fault(request.panel.name, 0, 0, "--origins", words)])
    if (england <= panel.years[-1]).sum() < 2:
        words = "England's totals are needed for two years at least; add rows of E92000001"
        raise InputError([Fault(request.panel.name, 0, 0, "year", words)])
    return sorted({*asked, panel.years[-1]})


def _methods(names: str | None) -> list[str]:
    if names is None:
        return list(QUICK)
    asked = list(METHODS) if names.strip() == "all" else [name.strip() for name in names.split(",")]
    unknown = [name for name in asked if name not in METHODS]
    if unknown:
        words = f"{', '.join(unknown)} is not one of {', '.join(METHODS)}"
        raise InputError([Fault("--methods", 0, 0, "", words)])
    return list(dict.fromkeys(asked))


def _with_excluded(references: References, exclude: tuple[str, ...]) -> References:
    rows = []
    for pair in exclude:
        authority, _, year = pair.partition(":")
        if not authority or not year.isdigit():
            raise InputError([Fault("--exclude", 0, 0, "", f"{pair!r} is not AUTHORITY:YEAR, such as E09000025:2025")])
        rows.append(
            {"authority": authority, "census_year": int(year), "reason": "excluded by hand", "source": "--exclude"}
        )
    faulty = pd.concat([references.faulty, pd.DataFrame(rows)], ignore_index=True) if rows else references.faulty
    return replace(references, faulty=faulty.drop_duplicates(["authority", "census_year"]))


def _command(request: Request, origins: list[int], methods: list[str]) -> str:
    horizons = f"{min(request.horizons)}-{max(request.horizons)}"
    excluded = "".join(f" --exclude {pair}" for pair in request.exclude)
    return (
        f"sufficiency backtest {request.panel.name} --origins {origins[0]}-{origins[-1]} --horizons {horizons} "
        f"--methods {','.join(methods)}{excluded}"
    )
