"""The table of learners by kind of provision: counted up to the base year, forecast after it."""

from functools import partial

import numpy as np
import pandas as pd

from models.arrays import Floats
from models.demand.practised import KINDS, PROVISIONS_OF_KIND
from models.placement.years import YearOfPlacement
from models.vocabulary import PROVISIONS, academic_year
from sufficiency.forecast.kept import Drawn
from sufficiency.forecast.pipeline import Run
from sufficiency.forecast.practice import own_counts
from sufficiency.results.shapes import Made, ResultTable, academic_years
from sufficiency.tables.contracts import ACADEMIC_YEAR, number, text

UNMET_KIND = "unmet_in_mainstream"
"""Stands for those who are in mainstream though they need another place."""
KIND_NAMES = {
    "state_special": "in state special schools",
    "base": "in specialist bases",
    "inmss_special": "in independent and non-maintained special schools",
    "independent_mainstream": "in independent mainstream schools",
    UNMET_KIND: "unmet in mainstream",
}
"""Where the learners of each kind are, in words."""


def learners_by_kind(made: Made) -> pd.DataFrame:
    """Learners of every kind and year: what England's panel has of the authority, then the run."""
    run = made.run
    years, counts = academic_years(run), own_counts(made.inputs)
    held = np.array([_by_provision(run, year) for year in run.central.years])
    central = {kind: held[:, _columns(kind)].sum(axis=1) for kind in KINDS}
    central[UNMET_KIND] = np.array([year.unmet.sum() for year in run.central.years])
    rows = []
    for kind, learners in central.items():
        low, high = run.draws.ranges(partial(_learners, kind), (0.1, 0.9))
        for label, value, p10, p90 in zip(years, learners, low, high, strict=True):
            rows.append((label, kind, np.nan, value, p10, p90))
    frame = pd.DataFrame(rows, columns=["academic_year", "kind", *VALUES])
    counted = [
        (academic_year(census), kind, float(learners))
        for kind in KINDS
        for census, learners in zip(
            map(int, counts[kind].columns), counts[kind].sum(min_count=1).to_numpy(), strict=True
        )
        if census <= run.authority.base_census_year and not np.isnan(learners)
    ]
    history = pd.DataFrame(counted, columns=["academic_year", "kind", "counted"]).astype({"counted": np.float64})
    return frame.drop(columns="counted").merge(history, on=["academic_year", "kind"], how="outer", validate="1:1")


def _learners(kind: str, drawn: Drawn) -> Floats:
    """Learners of a kind in some draws, (draws, years + 1)."""
    if kind == UNMET_KIND:
        return np.asarray(drawn.unmet.sum(axis=2))
    return np.asarray(drawn.by_provision[:, :, _columns(kind)].sum(axis=2))


def _by_provision(run: Run, year: YearOfPlacement) -> Floats:
    """Learners of a year of the central run in each kind of provision, (provisions,)."""
    of_pair = run.instance.providers.provision[run.instance.pairs.provider]
    return year.held.total(of_pair, len(PROVISIONS))


def _columns(kind: str) -> list[int]:
    return [PROVISIONS.index(provision) for provision in PROVISIONS_OF_KIND[kind]]


VALUES = ["counted", "learners", "learners_p10", "learners_p90"]
LEARNERS_BY_KIND = ResultTable(
    "learners_by_kind",
    (ACADEMIC_YEAR, text("kind", (*KINDS, UNMET_KIND))),
    tuple(number(name, "learners", 0, optional=True) for name in VALUES),
    words="Learners in bases, state special schools, independent and non-maintained special schools, and independent"
    " mainstream schools, and those unmet in mainstream: counted each January up to the base year, then forecast,"
    " with the range of the draws (p10 to p90).",
    make=learners_by_kind,
)
