"""What a sweep says: one table of all its amounts, of the totals by which runs are compared."""

import re
import textwrap
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd

from sufficiency.results.headlines import MEASURES
from sufficiency.scenario.values import Scenario
from sufficiency.studies.compare import FOCUS, KEY, SavedRun, ranged, side_by_side
from sufficiency.tables.aligned import TextColumn, aligned

SHOWN = {
    "plans": "plans",
    "required_learners": "require a place",
    "missing_places": "places missing",
    "inmss_learners": "in INMSS",
    "unmet_learners": "unmet",
    "high_needs_gbp": "block, £m",
}
"""Measures of the table on the screen, and their headings."""
VALUE, WIDTH = "value", 100
"""Column of the central figures of a comparison, and columns of a line."""


def paths_of(sweeps: Sequence[str]) -> tuple[str, ...]:
    """Return the paths that are swept, of sweeps such as ``path=a,b,c``."""
    return tuple(sweep.partition("=")[0].strip() for sweep in sweeps)


def titled(scenario: Scenario, paths: Sequence[str]) -> Scenario:
    """A scenario of a sweep, whose title says which it is."""
    amounts = [f"{path} = {_amount(scenario, path)}" for path in paths]
    return replace(scenario, title=", ".join([scenario.title, *amounts]))


def _amount(scenario: Scenario, path: str) -> str:
    return _plain(scenario.set_values[path].value)


def sweep_folder(out: Path, scenario: Scenario, paths: Sequence[str]) -> Path:
    """Where the table of a sweep stands, beside its runs."""
    words = "--".join(re.sub(r"[^a-zA-Z0-9.]+", "-", path.split(".", 1)[-1]) for path in paths)
    return out / f"{scenario.scenario_id}--sweep--{words}"


def sweep_table(swept: Sequence[Scenario], runs: list[SavedRun], paths: Sequence[str]) -> pd.DataFrame:
    """One row a run and census year: its amounts, and every measure, central and the ends of its range.

    The ends are blank where the runs have too few draws for a range.
    """
    found = ranged(side_by_side(runs), min(int(str(run.manifest["draws"])) for run in runs))
    wide = found.pivot_table(index=KEY[:2], columns=KEY[2], values=[VALUE, "p10", "p90"], dropna=False, sort=False)
    columns = {
        measure if end == VALUE else f"{measure}_{end}": wide[(end, measure)]
        for measure in MEASURES
        for end in (VALUE, "p10", "p90")
    }
    table = pd.DataFrame(columns).reset_index()
    for place, path in enumerate(paths):
        amounts = {scenario.scenario_id: _amount(scenario, path) for scenario in swept}
        table.insert(place, path, table["scenario"].map(amounts))
    return table


def sweep_text(table: pd.DataFrame, title: str, paths: Sequence[str]) -> str:
    """The table of one census year as text, central figures, a line an amount."""
    years = sorted(int(year) for year in table.dropna(subset=["high_needs_gbp"])["census_year"].unique())
    year = FOCUS if FOCUS in years else years[-1]
    rows = [
        [str(row[path]) for path in paths] + [_written(measure, float(row[measure])) for measure in SHOWN]
        for _, row in table[table["census_year"] == year].iterrows()
    ]
    columns = [TextColumn(heading) for heading in _headings(paths)] + [
        TextColumn(heading, right=True) for heading in SHOWN.values()
    ]
    head = f"{title}: January {year} by amount of {' and '.join(paths)}, central figures; spend of the financial year"
    return "\n".join(
        [
            *textwrap.wrap(f"{head} from April {year}.", WIDTH, break_on_hyphens=False),
            "",
            *aligned(columns, rows, indent="  ", gap="  "),
        ]
    )


def _headings(paths: Sequence[str]) -> list[str]:
    """What stands above the amounts: each path without its first word, or its last alone where those take much room."""
    whole, last = ([path.partition(".")[2] or path for path in paths], [path.rpartition(".")[2] for path in paths])
    long = sum(map(len, whole)) > WIDTH // 3
    return last if long and len(set(last)) == len(last) else whole


def _plain(value: object) -> str:
    """An amount as a person writes it: 4, not 4.0."""
    if isinstance(value, tuple):
        return ", ".join(map(_plain, value))
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def _written(measure: str, value: float) -> str:
    return f"{value / 1e6:,.1f}" if measure.endswith("_gbp") else f"{round(value):,}"
