"""Several runs side by side, as the report of the first of them shows them: from their draws and what each showed."""

from collections.abc import Sequence
from dataclasses import replace

from models.vocabulary import academic_year, census_year
from sufficiency.reports.comparison.values import Comparison, comparison_of, rests_on
from sufficiency.reports.summary.beside.measured import BesideRuns, ComparedRun, ComparedYear, MeasuredValue
from sufficiency.reports.summary.estimate import Estimate
from sufficiency.reports.summary.values import Summary
from sufficiency.reports.words import KIND_TITLES
from sufficiency.studies.compare import SavedRun, side_by_side

MISSING = (
    *("plans", "required_learners", "missing_places", "over_capacity_learners", "displaced_learners"),
    *("unmet_learners", "unplaced_learners", "in_county_learners", "inmss_learners"),
)
POUNDS = ("high_needs_gbp", "transport_gbp")
"""Headline totals that the report shows of several runs, in order: before learners by kind, and after them."""
BY_KIND = ("state_special", "base", "inmss_special", "independent_mainstream")
"""Kinds of provision whose learners it shows; the other kinds are headline totals."""


def beside_runs(runs: Sequence[SavedRun], summaries: Sequence[Summary]) -> BesideRuns:
    """Several runs of one authority and base year; ``summaries`` are what each of them showed."""
    first = summaries[0]
    compared = comparison_of(runs, side_by_side(list(runs)), None)
    by_name = {measure.name: measure for measure in compared.measures}
    kinds = [_of_kind(kind, summaries) for kind in BY_KIND if first.of_kind(kind) is not None]
    return BesideRuns(
        runs=_named(runs, compared),
        changes=tuple(summary.changes.in_one_line for summary in summaries),
        measures=(*(by_name[name] for name in MISSING), *kinds, *(by_name[name] for name in POUNDS)),
        academic_years=tuple(dict.fromkeys((first.focus_year, first.key_years[-1]))),
        same_luck=len({(run.seed, run.draws) for run in compared.runs}) == 1,
        rests_on=rests_on(runs),
    )


def _named(runs: Sequence[SavedRun], compared: Comparison) -> tuple[ComparedRun, ...]:
    """The runs; where two have one title, each is named by its folder too."""
    titles = [run.title for run in compared.runs]
    return tuple(
        replace(run, title=f"{run.title} ({saved.folder.name})") if titles.count(run.title) > 1 else run
        for saved, run in zip(runs, compared.runs, strict=True)
    )


def _of_kind(kind: str, summaries: Sequence[Summary]) -> MeasuredValue:
    """Learners of a kind in every year of the first run, as each run showed them; differences have no range."""
    found = [summary.of_kind(kind) for summary in summaries]
    years = [year for year, _ in found[0].forecast] if found[0] is not None else []
    rows = [(year, [None if one is None else one.in_year(year) for one in found]) for year in years]
    return MeasuredValue(
        name=kind,
        about=f"learners in {KIND_TITLES[kind][0].lower() if kind != 'inmss_special' else 'I'}{KIND_TITLES[kind][1:]}",
        years=tuple(ComparedYear(census_year(year), tuple(of), _less_first(of)) for year, of in rows),
    )


def _less_first(totals: Sequence[Estimate | None]) -> tuple[Estimate | None, ...]:
    first, *others = totals
    return tuple(None if one is None or first is None else Estimate(one.central - first.central) for one in others)


def year_of(measure: MeasuredValue, shown: str) -> ComparedYear | None:
    """A measure in an academic year; pounds are of the financial year that begins in its first April."""
    year = census_year(shown)
    return measure.in_year(year - 1 if measure.in_pounds else year)


def title_of(measure: MeasuredValue, shown: str) -> str:
    """What a measure is called beside the figures of an academic year; of pounds, with their financial year."""
    if measure.in_pounds:
        what = "High needs block" if measure.name == "high_needs_gbp" else "Transport, the council"
        return f"{what}, £ million, {academic_year(census_year(shown)).replace('/', '-')}"
    return measure.title
