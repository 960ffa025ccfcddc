"""The table of everybody with a plan by kind of provision: counted up to the base year, forecast after it.

Kinds add up to the plans of a year. What the release counts by name is taken from it; elsewhere is what is left of the
plans, less those whose placement was not recorded (told apart since January 2023). The run shares the latter out over
all kinds (A-20), so its base year stands a little above the count of a kind where some were not recorded.
"""

from collections.abc import Mapping
from functools import partial

import numpy as np
import pandas as pd

from models.arrays import Floats
from models.demand.practised import KINDS, PLANS, PROVISIONS_OF_KIND
from models.outcome.year_groups import in_no_specialist_place
from models.placement.years import YearOfPlacement
from models.vocabulary import PROVISIONS, Provision, academic_year
from sufficiency.forecast.kept import Drawn
from sufficiency.forecast.pipeline import Run
from sufficiency.forecast.practice import own_counts
from sufficiency.packs.contracts import NOT_RECORDED
from sufficiency.packs.placements import COUNTED_BESIDE
from sufficiency.results.shapes import Made, ResultTable, academic_years
from sufficiency.tables.contracts import ACADEMIC_YEAR, number, text

UNMET_KIND = "unmet_in_mainstream"
"""Stands for those who are in mainstream though they need another place; they are counted in mainstream too."""
MAINSTREAM_KIND, COLLEGE_KIND, ELSEWHERE_KIND = "mainstream", "post_16", "elsewhere"
KIND_NAMES = {
    "state_special": "in state special schools",
    "base": "in specialist bases",
    "inmss_special": "in independent and non-maintained special schools",
    "independent_mainstream": "in independent mainstream schools",
    UNMET_KIND: "unmet in mainstream",
    MAINSTREAM_KIND: "in mainstream schools",
    COLLEGE_KIND: "in colleges and specialist post-16 institutions",
    ELSEWHERE_KIND: "elsewhere",
    NOT_RECORDED: "with a placement that is not recorded",
}
"""Where the learners of each kind are, in words."""
BESIDE_KINDS: dict[str, tuple[Provision, ...]] = {
    MAINSTREAM_KIND: (*COUNTED_BESIDE[MAINSTREAM_KIND], Provision.SUPPORT_BASE),
    COLLEGE_KIND: COUNTED_BESIDE[COLLEGE_KIND],
    ELSEWHERE_KIND: (Provision.ALTERNATIVE_PROVISION, Provision.EARLY_YEARS_SETTING, Provision.ELSEWHERE),
}
"""Kinds that no specialist place is in. Elsewhere: alternative provision, early years settings, educated otherwise or
by other arrangements, not in education, and without a place."""
EVERY_KIND = PROVISIONS_OF_KIND | BESIDE_KINDS
"""Kinds that add up to the plans, and the provision of each."""


def learners_by_kind(made: Made) -> pd.DataFrame:
    """Learners of every kind and year: what England's panel has of the authority, then the run."""
    run, years = made.run, academic_years(made.run)
    everybody = _everybody(run)
    central = {kind: everybody[:, _columns(kind)].sum(axis=1) for kind in EVERY_KIND}
    central[UNMET_KIND] = np.array([year.unmet.sum() for year in run.central.years])
    rows = []
    for kind, learners in central.items():
        low, high = run.draws.ranges(partial(_learners, kind), (0.1, 0.9))
        for label, value, p10, p90 in zip(years, learners, low, high, strict=True):
            rows.append((label, kind, value, p10, p90))
    frame = pd.DataFrame(rows, columns=["academic_year", "kind", *VALUES[1:]])
    history = _history(own_counts(made.inputs), run.authority.base_census_year)
    return frame.merge(history, on=["academic_year", "kind"], how="outer", validate="1:1")


def _history(counts: Mapping[str, pd.DataFrame], base: int) -> pd.DataFrame:
    """Learners of every kind as counted each January up to the base census: academic year, kind, counted."""
    known = {series: table.sum(min_count=1) for series, table in counts.items()}
    named = [kind for kind in EVERY_KIND if kind != ELSEWHERE_KIND]
    listed = pd.DataFrame({kind: known[kind] for kind in named}).sum(axis=1, skipna=False)
    found = {kind: known[kind] for kind in (*named, NOT_RECORDED)}
    found[ELSEWHERE_KIND] = known[PLANS] - listed - known[NOT_RECORDED].fillna(0.0)
    counted = [
        (academic_year(census), kind, float(learners))
        for kind, of_kind in found.items()
        for census, learners in zip(map(int, of_kind.index), of_kind, strict=True)
        if census <= base and learners >= 0
    ]
    return pd.DataFrame(counted, columns=["academic_year", "kind", "counted"]).astype({"counted": np.float64})


def _learners(kind: str, drawn: Drawn) -> Floats:
    """Learners of a kind in some draws, (draws, years + 1)."""
    if kind == UNMET_KIND:
        return np.asarray(drawn.unmet.sum(axis=2))
    if kind in KINDS:
        return np.asarray(drawn.by_provision[:, :, _columns(kind)].sum(axis=2))
    return np.asarray(drawn.by_need[..., _columns(kind)].sum(axis=(2, 3)))


def _everybody(run: Run) -> Floats:
    """Everybody with a plan in each year of the central run by kind of provision, (years + 1, provisions)."""
    whole = in_no_specialist_place(run.instance, run.central).sum(axis=(1, 2))
    whole += np.array([_by_provision(run, year) for year in run.central.years])
    whole[:, PROVISIONS.index(Provision.MAINSTREAM)] += [year.unmet.sum() for year in run.central.years]
    whole[:, PROVISIONS.index(Provision.ELSEWHERE)] += [year.unplaced.sum() for year in run.central.years]
    return np.asarray(whole)


def _by_provision(run: Run, year: YearOfPlacement) -> Floats:
    """Learners of a year of the central run in each kind of specialist provision, (provisions,)."""
    of_pair = run.instance.providers.provision[run.instance.pairs.provider]
    return year.held.total(of_pair, len(PROVISIONS))


def _columns(kind: str) -> list[int]:
    return [PROVISIONS.index(provision) for provision in EVERY_KIND[kind]]


VALUES = ["counted", "learners", "learners_p10", "learners_p90"]
LEARNERS_BY_KIND = ResultTable(
    "learners_by_kind",
    (ACADEMIC_YEAR, text("kind", (*EVERY_KIND, UNMET_KIND, NOT_RECORDED))),
    tuple(number(name, "learners", 0, optional=True) for name in VALUES),
    words="Everybody with a plan by kind of provision: state special schools, bases, independent and non-maintained"
    " special schools, independent mainstream schools, mainstream schools (those unmet among them, who have rows of"
    " their own too), colleges and specialist post-16 institutions, and elsewhere. Counted each January up to the base"
    " year, then forecast, with the range of the draws (p10 to p90).",
    make=learners_by_kind,
)
