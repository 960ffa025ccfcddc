"""The values that a report shows, as a file of a run: whoever draws them later reads them back and computes nothing.

Floats are written in full, and what is no number by its name, so that what is read back is equal to what was saved.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from types import MappingProxyType

import pandas as pd
import shapely
from pydantic import TypeAdapter

from sufficiency.errors import Fault, InputError
from sufficiency.packs.quality import Quality
from sufficiency.reports.summary.values import Summary
from sufficiency.reports.summary.view import RunView
from sufficiency.results.every_table import EVERY_TABLE
from sufficiency.results.saved import SHOWN

AGAIN = "is not as this version writes it; make the run again"


@dataclass(frozen=True)
class BesideSummary:
    """What a page needs besides the summary. ``boundaries`` are shapes as well-known binary in hexadecimal, by area."""

    context: dict[str, str | int | float]
    manifest: dict[str, object]
    quality: Quality
    boundaries: dict[str, str] | None
    by_need: bool


@dataclass(frozen=True)
class SavedReport:
    """Everything that the page of a run is made of."""

    summary: Summary
    beside: BesideSummary


def shown_text(view: RunView, summary: Summary) -> str:
    """Everything that the page of a run is made of, as JSON: fields in the order of their declaration."""
    shapes = view.boundaries
    beside = BesideSummary(
        context=dict(view.context),
        manifest=dict(view.manifest),
        quality=view.quality,
        boundaries=None
        if shapes is None
        else {area: shapely.to_wkb(shape, hex=True) for area, shape in shapes.items()},
        by_need=view.by_need,
    )
    return _written(SavedReport(summary, beside))


def _written(report: SavedReport) -> str:
    return json.dumps(_plain(asdict(report)), indent=1, allow_nan=False, default=str) + "\n"


def _plain(value: object) -> object:
    """A value as JSON has it: what is no number becomes its name."""
    if isinstance(value, Mapping):
        return {str(name): _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else f"{'-' if value < 0 else ''}Infinity"
    return value


def read_shown(folder: Path) -> tuple[RunView, Summary]:
    """Read what a run showed, as its page is rendered; the view has no table, for no part of a page reads one.

    Raises
    ------
    InputError
        When the file is missing, or not as it is written now.
    """
    path = folder / SHOWN
    try:
        text = path.read_text(encoding="utf-8")
        read: SavedReport = TypeAdapter(SavedReport).validate_json(text)
        view = _view(read)
    except FileNotFoundError:
        raise InputError([Fault(str(path), 0, 0, "", "is missing; make the run again")]) from None
    except (ValueError, shapely.errors.ShapelyError):  # of a value, of a letter, or of what a view lacks
        raise InputError([Fault(str(path), 0, 0, "", AGAIN)]) from None
    if json.loads(_written(read)) != json.loads(text):  # 0 for 0.0, as a sum of nothing is, is the same figure
        raise InputError([Fault(str(path), 0, 0, "", AGAIN)])
    return view, read.summary


def _view(read: SavedReport) -> RunView:
    """The view of a run as far as a page needs it."""
    nothing, shapes = pd.DataFrame(), read.beside.boundaries
    return RunView(
        tables=MappingProxyType({table.name: nothing for table in EVERY_TABLE}),
        providers=nothing,
        history=nothing,
        areas=nothing,
        boundaries=None if shapes is None else _read_shapes(shapes),
        context=read.beside.context,
        manifest=read.beside.manifest,
        quality=read.beside.quality,
        by_need=read.beside.by_need,
        changes=read.summary.changes,
    )


def _read_shapes(shapes: Mapping[str, str]) -> dict[str, shapely.Geometry]:
    """The shape of each area; ValueError where there is none, or one that encloses nothing."""
    read = {area: shapely.from_wkb(shape) for area, shape in shapes.items()}
    if not read or not all(shape.area > 0 for shape in read.values()):
        raise ValueError("areas without a shape")
    return read
