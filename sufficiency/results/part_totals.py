"""Totals of one area, of one need, or of both, by year on the central forecast; and what is missing, of all or of them.

Missing is what the summary calls so: learners above the places of their school, in independent and non-maintained
schools for want of a place, and unmet in mainstream.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from models.arrays import Flags, Floats
from models.outcome.place_need import place_need_of
from models.vocabulary import IN_COUNTY, INMSS, NEEDS, STATE_REQUIREMENTS
from sufficiency.forecast.pipeline import CentralRun, central_run
from sufficiency.packs.inputs import Inputs
from sufficiency.scenario.values import Scenario


@dataclass(frozen=True)
class Part:
    """Whose totals are asked for: those of an ``area`` and a ``need``, each by its code; empty: of all."""

    area: str = ""
    need: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether it is the whole authority."""
        return not self.area and not self.need

    def named(self, areas: Mapping[str, str]) -> str:
        """As a target has it: `` in Havant for SEMH``; ``areas`` are the names of areas by code."""
        area = areas.get(self.area, self.area)
        return f"{f' in {area}' if area else ''}{f' for {self.need}' if self.need else ''}"


WHOLE = Part()
"""The whole authority."""


def part_totals(scenario: Scenario, inputs: Inputs, part: Part, measure: str) -> pd.Series:
    """A measure of OF_PARTS in a part of the authority by census year."""
    run = central_run(replace(scenario, draws=1), inputs, place_values=False)
    return pd.Series(of_part(run, part, measure), index=pd.Index(run.instance.years, name="census_year"))


def of_part(run: CentralRun, part: Part, measure: str) -> Floats:
    """A measure of OF_PARTS in a part, (years + 1,)."""
    if measure == "plans":
        areas, needs = run.demand.authority.areas, [str(need) for need in NEEDS]
        in_area = [not part.area or area == part.area for area in areas]
        of_need = [not part.need or need == part.need for need in needs]
        return np.asarray(run.demand.by_area.by_phase[0][:, in_area][..., of_need].sum(axis=(1, 2, 3)))
    return np.asarray(_BY_CELL[measure](run)[:, _cells(run, part)].sum(axis=1))


def _cells(run: CentralRun, part: Part) -> Flags:
    """Cells of a part, (cells,)."""
    cells, instance = run.instance.cells, run.instance
    in_area = cells.area == instance.areas.index(part.area) if part.area else np.ones(len(cells.area), dtype=np.bool_)
    of_need = cells.need == [str(need) for need in NEEDS].index(part.need) if part.need else in_area
    return np.asarray(in_area & of_need)


def _placed(run: CentralRun, providers: Flags) -> Floats:
    """Learners at some ``providers`` (providers,), (years + 1, cells)."""
    pairs, cells = run.instance.pairs, len(run.instance.cells.area)
    at = np.where(providers[pairs.provider], pairs.cell, -1)
    return np.array([year.held.total(at, cells) for year in run.path.years])


def _inmss(run: CentralRun) -> Floats:
    return _placed(run, run.instance.providers.of_kind(INMSS))


def _in_county(run: CentralRun) -> Floats:
    providers = run.instance.providers
    return _placed(run, providers.of_kind(IN_COUNTY) & providers.home)


def _gap(run: CentralRun) -> Floats:
    return place_need_of(run.instance, run.path).gap


def _required(run: CentralRun) -> Floats:
    return np.where(run.instance.cells.requires(*STATE_REQUIREMENTS), run.path.required, 0.0)


_BY_CELL: dict[str, Callable[[CentralRun], Floats]] = {
    "missing_places": _gap,
    "required_learners": _required,
    "inmss_learners": _inmss,
    "displaced_learners": lambda run: place_need_of(run.instance, run.path).displaced,
    "in_county_learners": _in_county,
    "unmet_learners": lambda run: place_need_of(run.instance, run.path).unmet,
    "unplaced_learners": lambda run: place_need_of(run.instance, run.path).unplaced,
}
OF_PARTS = ("plans", *_BY_CELL)
"""Measures that are known of an area and of a need."""
