"""What a comparison of runs says, as frozen values that the page and the workbook show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from sufficiency.harmless import visible
from sufficiency.packs.small_numbers import HOLDS_SMALL_NUMBERS
from sufficiency.reports.summary.beside.measured import ComparedRun, ComparedYear, MeasuredValue
from sufficiency.reports.summary.estimate import Estimate
from sufficiency.reports.words import diversion_line, unexplained_line
from sufficiency.results.headlines import MEASURES
from sufficiency.studies.attribution import Split
from sufficiency.studies.compare import FOCUS, SavedRun, ranged


@dataclass(frozen=True)
class WorthOfChange:
    """What one change is worth in one year: made alone, and as a fair share of all together; None: not known."""

    change: str
    census_year: int
    measure: str
    alone: float | None
    fair: float | None


@dataclass(frozen=True)
class Comparison:
    """Runs side by side. ``focus`` is the year of the answer, ``method`` says how the split was got.

    ``rests_on`` says in words what every saving rests on, ``changed`` what each change of the split is, and
    ``unexplained`` what nobody has explained of the outturns of the runs' councils.
    """

    runs: tuple[ComparedRun, ...]
    measures: tuple[MeasuredValue, ...]
    focus: int
    worths: tuple[WorthOfChange, ...] = ()
    method: str = ""
    rests_on: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unexplained: tuple[str, ...] = ()

    @property
    def small_numbers(self) -> bool:
        """Whether a run is of a pack that holds small numbers, so that the comparison may not be published."""
        return any(run.small_numbers for run in self.runs)

    @property
    def draws(self) -> int:
        """Draws of the run that has the fewest."""
        return min(run.draws for run in self.runs)


def comparison_of(runs: Sequence[SavedRun], table: pd.DataFrame, split: Split | None) -> Comparison:
    """Gather what is shown; ``table`` as ``side_by_side`` makes it of the runs."""
    names = [run.name for run in runs]
    table = ranged(table, min(int(str(run.manifest["draws"])) for run in runs))
    measures = tuple(_measured(name, about, table, names) for name, about in MEASURES.items())
    years = sorted({year.census_year for year in measures[0].years})
    return Comparison(
        runs=tuple(_run(run.manifest) for run in runs),
        measures=measures,
        focus=FOCUS if FOCUS in years[:-1] else years[-2],
        rests_on=rests_on(runs),
        unexplained=unexplained(runs),
        worths=() if split is None else tuple(_worths(split)),
        method="" if split is None else split.method,
        changed=() if split is None else split.changed,
    )


def rests_on(runs: Sequence[SavedRun]) -> tuple[str, ...]:
    """What the savings of each run rest on, one line where all rest on the same."""
    return _told_once({run.name: diversion_line(run.diversion) for run in runs if run.diversion is not None})


def unexplained(runs: Sequence[SavedRun]) -> tuple[str, ...]:
    """What is unexplained of the council's outturn, as the manifest of each run says it, in short lines."""
    lines = {run.name: unexplained_line(run.unexplained) for run in runs}
    return _told_once({name: line for name, line in lines.items() if line})


def _told_once(lines: Mapping[str, str]) -> tuple[str, ...]:
    """Lines of runs by name: one where all say the same, else each with its run."""
    if len(set(lines.values())) < 2:
        return tuple(dict.fromkeys(lines.values()))
    return tuple(f"{line.removesuffix('.')} ({name})" for name, line in lines.items())


def _run(manifest: Mapping[str, object]) -> ComparedRun:
    words = {
        key: visible(str(manifest.get(key, "")))
        for key in ("scenario", "title", "question", "author", "version", "commit")
    }
    return ComparedRun(
        **words,
        seed=int(str(manifest["seed"])),
        draws=int(str(manifest["draws"])),
        small_numbers=bool(manifest.get(HOLDS_SMALL_NUMBERS)),
    )


def _measured(name: str, about: str, table: pd.DataFrame, runs: list[str]) -> MeasuredValue:
    rows = table[table["measure"] == name]
    own = [rows[rows["scenario"] == run].set_index("census_year") for run in runs]
    years = tuple(
        ComparedYear(
            census_year=int(year),
            totals=tuple(_estimate(of_run, year, "value", "") for of_run in own),
            differences=tuple(_estimate(of_run, year, "difference", "difference_") for of_run in own[1:]),
        )
        for year in sorted(rows["census_year"].unique())
    )
    return MeasuredValue(name, about, years)


def _estimate(rows: pd.DataFrame, year: int, column: str, prefix: str) -> Estimate | None:
    central = _known(rows, year, column)
    if central is None:
        return None
    return Estimate(central, _known(rows, year, f"{prefix}p10"), _known(rows, year, f"{prefix}p90"))


def _known(rows: pd.DataFrame, at: object, column: str) -> float | None:
    if at not in rows.index:
        return None
    value = float(str(rows.loc[at, column]))  # type: ignore[index]
    return None if pd.isna(value) else value


def _worths(split: Split) -> list[WorthOfChange]:
    alone, fair = split.alone, split.shapley
    return [
        WorthOfChange(
            str(change),
            int(year),
            measure,
            _known(alone, (change, year), measure),
            _known(fair, (change, year), measure),
        )
        for change, year in alone.index
        for measure in MEASURES
    ]
