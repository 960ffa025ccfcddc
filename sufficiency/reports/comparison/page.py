"""A comparison of runs as one page of HTML that needs nothing but itself, and the folder with its other forms."""

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from sufficiency.harmless import visible
from sufficiency.packs.small_numbers import NOT_FOR_PUBLICATION
from sufficiency.reports.comparison.text import shown_years
from sufficiency.reports.comparison.values import Comparison, WorthOfChange, comparison_of
from sufficiency.reports.comparison.workbook import comparison_workbook
from sufficiency.reports.environment import environment
from sufficiency.reports.pictures.charts import Line, band
from sufficiency.reports.pictures.style import (
    BLUE,
    INK,
    ORANGE,
    PALE_BLUE,
    PALE_ORANGE,
    RULE,
    SOFT,
    blank,
    label_ends,
    plain,
    short,
    styled,
    svg,
)
from sufficiency.reports.summary.beside.measured import LEAST, MeasuredValue
from sufficiency.reports.summary.estimate import Estimate
from sufficiency.reports.words import in_millions, range_name, range_sentence, span, whole, with_range
from sufficiency.studies.attribution import INTERACTION, TOTAL, Split
from sufficiency.studies.compare import KEY, SavedRun, ranged
from sufficiency.tables.files import IN_POUNDS, frame_text
from sufficiency.tables.outputs import Readme, write_output
from sufficiency.tables.rounding import FOR_PEOPLE, POUNDS_FOR_PEOPLE, running

MILLION = 1e6
FILES = Readme(
    {
        "comparison.html": "The comparison as a page; open it in a browser, it needs no network.",
        "comparison.txt": "The same on one screen.",
        "comparison.xlsx": "The same as a workbook, a table a sheet.",
        "comparison.csv": "Totals of each run by census year, central and p10 to p90, and differences from the first.",
        "changes.csv": "What each change between two runs is worth by year, alone and as a fair share (Shapley).",
        "changes_totals.csv": "What all changes are worth together, by year.",
    }
)
COLOURS = ((BLUE, PALE_BLUE), (ORANGE, PALE_ORANGE), (INK, RULE), (SOFT, RULE))


def render_comparison(comparison: Comparison) -> str:
    """Return the page; the same bytes for the same comparison."""
    page = (
        environment()
        .get_template("comparison.html.j2")
        .render(
            comparison=comparison,
            runs=comparison.runs,
            heading=_heading(comparison),
            ranges=range_sentence(comparison.draws),
            range_name=range_name(comparison.draws),
            same_luck=len({(run.seed, run.draws) for run in comparison.runs}) == 1,
            answers=[
                (measure, year)
                for measure in comparison.measures
                for year in measure.years
                if year.census_year == comparison.focus
            ],
            pictures={
                measure.name: difference_chart(comparison, measure)
                for measure in comparison.measures
                if measure.differs
            },
            split=list(_split(comparison)),
            split_years=_split_years(comparison),
            interaction=INTERACTION,
            total=TOTAL,
            signed=signed,
            written=written,
            figure_and_range=figure_and_range,
            not_for_publication=NOT_FOR_PUBLICATION,
        )
    )
    return visible(page)


def _heading(comparison: Comparison) -> str:
    first, *others = comparison.runs
    return f"{', '.join(run.title for run in others)} against {first.title}"


def written(value: float, measure: MeasuredValue) -> str:
    """A figure in the unit of its measure: whole, or millions of pounds."""
    return in_millions(value) if measure.in_pounds else whole(round(value) + 0)


def signed(value: float, measure: MeasuredValue) -> str:
    """A difference with its sign, plus too."""
    shown = written(value, measure)
    return shown if shown.startswith("−") or not shown.strip("0.") else f"+{shown}"


def figure_and_range(estimate: Estimate | None, measure: MeasuredValue, sign: bool = False) -> tuple[str, str]:
    """A figure and the words of its range, each empty where there is none."""
    if estimate is None:
        return "", ""
    write = signed if sign else written
    return write(estimate.central, measure), span(estimate, lambda value: write(value, measure))


def difference_chart(comparison: Comparison, measure: MeasuredValue) -> str:
    """Draw the difference of each run but the first from the first, with its own range, about a line at nothing."""
    scale = MILLION if measure.in_pounds else 1.0
    years = [year for year in measure.years if all(one is not None for one in year.differences)]
    unit = "Millions of pounds" if measure.in_pounds else "Difference"
    description = f"A line a run by year: its difference from {comparison.runs[0].title}"
    description += f"{with_range(comparison.draws)}."
    with styled():
        figure, axes = blank(500, 300, (65, 150, 40, 35))
        at = [year.census_year for year in years]
        lines = [
            Line(
                run.title,
                tuple(_scaled(year.differences[place], scale) for year in years),
                *COLOURS[place % len(COLOURS)],
            )
            for place, run in enumerate(comparison.runs[1:])
        ]
        for line in lines:
            band(axes, at, line.estimates, line.pale)
            axes.plot(at, [one.central for one in line.estimates], color=line.colour, linewidth=2)
        axes.axhline(0, color=INK, linewidth=1)
        plain(axes, unit, from_zero=False, write=short)
        bottom, top = axes.get_ylim()
        ends = [(line, line.estimates[-1].central) for line in lines]
        named = [(at[-1], value, signed(value * scale, measure), line.colour) for line, value in ends]
        label_ends(axes, named, (top - bottom) * 0.09)
        axes.set_xticks(shown_years(at)[::2])
        return svg(figure, f"difference-{measure.name}", f"{measure.about}: difference", description)


def _scaled(estimate: Estimate | None, scale: float) -> Estimate:
    if estimate is None:
        raise AssertionError("only years with a difference are drawn")
    low, high = (None if end is None else end / scale for end in (estimate.low, estimate.high))
    return Estimate(estimate.central / scale, low, high)


def _split_years(comparison: Comparison) -> list[int]:
    """The year of the answer and the last that has every measure, as far as the split goes."""
    years = sorted({worth.census_year for worth in comparison.worths})
    return sorted({year for year in (comparison.focus, *years[-2:-1]) if year in years})


def _split(comparison: Comparison) -> Iterator[tuple[MeasuredValue, list[tuple[str, list[WorthOfChange | None]]]]]:
    """For each measure that a change moves, the changes with what each is worth in the years shown."""
    known = {(worth.change, worth.census_year, worth.measure): worth for worth in comparison.worths}
    changes, years = list(dict.fromkeys(worth.change for worth in comparison.worths)), _split_years(comparison)
    for measure in comparison.measures:
        moved = [worth.alone for worth in comparison.worths if worth.measure == measure.name]
        if any(abs(alone or 0.0) >= LEAST for alone in moved):
            yield measure, [(name, [known.get((name, year, measure.name)) for year in years]) for name in changes]


def write_comparison(out: Path, runs: list[SavedRun], table: pd.DataFrame, text: str, split: Split | None) -> None:
    """Write a comparison in every form: page, workbook, text and tables."""
    comparison = comparison_of(runs, table, split)
    named = ranged(table, comparison.draws).copy()
    named.insert(len(KEY), "measure_name", table["measure"].map({one.name: one.about for one in comparison.measures}))
    files: dict[str, str | bytes] = {
        "comparison.html": render_comparison(comparison),
        "comparison.xlsx": comparison_workbook(comparison),
        "comparison.txt": visible(text),
        "comparison.csv": frame_text(named, FOR_PEOPLE, POUNDS_FOR_PEOPLE),
        **({} if split is None else _changes(split)),
    }
    write_output(out, files, made_by(runs), readme=FILES)


def _changes(split: Split) -> dict[str, str]:
    """What each change is worth, so rounded that they still add up in a year, and all together apart from them."""
    changes = split.alone.add_suffix("_alone").join(split.shapley.add_suffix("_shapley"), how="left").reset_index()
    total = changes["change"] == TOTAL
    parts = changes[~total]
    years = parts["census_year"].to_numpy()
    scales = {name: 100.0 if IN_POUNDS in name else 1.0 for name in parts.columns[2:]}  # whole pounds, 0.01 of others
    worths = {name: by * running(parts[name].to_numpy(dtype=float) / by, years) for name, by in scales.items()}
    return {
        "changes.csv": frame_text(parts.assign(**worths), FOR_PEOPLE, POUNDS_FOR_PEOPLE),
        "changes_totals.csv": frame_text(changes[total], FOR_PEOPLE, POUNDS_FOR_PEOPLE),
    }


def made_by(runs: list[SavedRun]) -> str:
    """What makes a comparison: the runs compared."""
    return f"compare {' '.join(run.name for run in runs)}"
