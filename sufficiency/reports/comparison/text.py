"""A comparison of runs as text tables."""

import textwrap
from collections.abc import Sequence
from functools import partial

import pandas as pd

from sufficiency.reports.summary.estimate import Estimate
from sufficiency.reports.words import in_millions as millions_alone
from sufficiency.reports.words import range_name, range_sentence, whole, with_span
from sufficiency.results.headlines import MEASURES
from sufficiency.studies.attribution import INTERACTION, Split
from sufficiency.studies.compare import ranged
from sufficiency.tables.aligned import TextColumn, aligned

MOST_YEARS = 5
WIDTH, LABEL, GAP = 110, 36, "  "
"""Columns of a line, and those that the name of a run may take before it goes on below."""
SPLIT_LABEL = 60
MILLIONS = ", millions of pounds"
LABEL_COLUMN = TextColumn(width=LABEL, folded=True)


def comparison_text(table: pd.DataFrame, draws: int, rests_on: Sequence[str]) -> str:
    """Return each measure with a line a run: its total, and under it the difference from the first run.

    As many years are shown as find room. ``rests_on`` are lines that stand under every measure of money.
    """
    table = ranged(table, draws)
    every = [int(year) for year in sorted(table["census_year"].unique())]
    shown = [_blocks(table, shown_years(every, most)) for most in range(MOST_YEARS, 1, -1)]
    blocks = next((some for some in shown if all(_fits(block) for block in some.values())), shown[-1])
    name = f", central ({range_name(draws)})" if range_name(draws) else ""
    heads = [f"Totals by January census{name}; under each the difference from the first run."]
    lines = heads if name else [*heads, range_sentence(draws)]
    for measure in MEASURES:
        in_millions = measure.endswith("gbp")
        lines += ["", *_heading(measure), *blocks[measure]]
        lines += _under(rests_on) if in_millions else []
    return "\n".join(lines) + "\n"


def _heading(measure: str) -> list[str]:
    """A measure by its code and in words."""
    return textwrap.wrap(f"{measure}: {MEASURES[measure]}{MILLIONS if measure.endswith('gbp') else ''}", WIDTH)


def _blocks(table: pd.DataFrame, years: list[int]) -> dict[str, list[str]]:
    """The lines of each measure, for some years."""
    blocks = {}
    for measure in MEASURES:
        of_measure, in_millions = table[table["measure"] == measure], measure.endswith("gbp")
        rows = []
        for place, name in enumerate(dict.fromkeys(table["scenario"])):
            own = of_measure[of_measure["scenario"] == name].set_index("census_year")
            found = [own.loc[year] if year in own.index else None for year in years]
            rows.append([f"  {name}", *_cells(found, "value", "", in_millions=in_millions)])
            if place:
                rows.append(["    difference", *_cells(found, "difference", "difference_", in_millions=in_millions)])
        columns = (LABEL_COLUMN, *(TextColumn(str(year), right=True) for year in years))
        blocks[measure] = aligned(columns, rows, gap=GAP)
    return blocks


def _under(rests_on: Sequence[str]) -> list[str]:
    """What savings rest on, under a measure of money."""
    return [part for line in rests_on for part in _folded(line)]


def _folded(line: str) -> list[str]:
    return textwrap.wrap(line, WIDTH, initial_indent="  ", subsequent_indent="    ")


def _fits(lines: list[str]) -> bool:
    return max(map(len, lines)) <= WIDTH


def shown_years(years: list[int], most: int = MOST_YEARS) -> list[int]:
    """At most so many years: the first, the last, and those evenly between."""
    steps = min(most, len(years)) - 1
    return sorted({years[round(step * (len(years) - 1) / max(steps, 1))] for step in range(steps + 1)})


def _cells(rows: list[pd.Series | None], value: str, prefix: str, *, in_millions: bool) -> list[str]:
    """Figures with their ranges; a range that is written as its figure is left out."""
    cells = []
    for row in rows:
        if row is None:
            cells.append("")
            continue
        ends = (None if pd.isna(row[f"{prefix}{end}"]) else float(row[f"{prefix}{end}"]) for end in ("p10", "p90"))
        cells.append(with_span(Estimate(float(row[value]), *ends), partial(amount, in_millions=in_millions)))
    return cells


def amount(value: float, in_millions: bool) -> str:
    """A whole number with commas, or millions with one decimal; a true minus sign, and never minus nothing."""
    return millions_alone(value) if in_millions else whole(value)


def split_text(split: Split, measures: list[str], years: list[int], rests_on: Sequence[str]) -> str:
    """Return what each change is worth, for some measures and years; ``rests_on`` as :func:`comparison_text`."""
    names = list(dict.fromkeys(split.alone.index.get_level_values("change")))
    lines = [] if not split.changed else ["What differs, from the first run to the second"]
    for one in split.changed:
        lines += _folded(one)
    lines += ["", "What each change is worth on the central forecast", f"({split.method})."]
    lines += [f"Alone: made by itself; what is left over is the {INTERACTION}. Fair share: the Shapley value."]
    label = TextColumn(width=min(max(map(len, names)) + 2, SPLIT_LABEL), folded=True)
    for measure in measures:
        in_millions = measure.endswith("gbp")
        heads = [f"{year} alone" for year in years] + [f"{year} fair" for year in years]
        lines += ["", *_heading(measure)]
        columns = (label, *(TextColumn(head, right=True) for head in heads))
        tables = (split.alone, split.shapley)
        worths = ([_worth(table, name, year, measure) for table in tables for year in years] for name in names)
        rows = [[name, *cells] for name, cells in zip(names, worths, strict=True)]
        lines += aligned(columns, rows, indent="  ", gap=GAP)
        lines += _under(rests_on) if in_millions else []
    return "\n".join(lines) + "\n"


def _worth(table: pd.DataFrame, name: str, year: int, measure: str) -> str:
    if (name, year) not in table.index:
        return ""
    value = float(str(table.loc[(name, year), measure]))
    return "" if pd.isna(value) else amount(value, measure.endswith("gbp"))
