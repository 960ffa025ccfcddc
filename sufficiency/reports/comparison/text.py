"""A comparison of runs as text tables."""

from collections.abc import Sequence

import pandas as pd

from sufficiency.reports.words import range_name
from sufficiency.results.headlines import MEASURES
from sufficiency.studies.attribution import INTERACTION, Split
from sufficiency.tables.aligned import TextColumn, aligned

MOST_YEARS = 5
LABEL, CELL = 36, 27
SPLIT_CELL = 12


def comparison_text(table: pd.DataFrame, draws: int, rests_on: Sequence[str]) -> str:
    """Return each measure with a line a run: its total, and under it the difference from the first run.

    ``rests_on`` are lines that stand under every measure of money.
    """
    years = shown_years([int(year) for year in sorted(table["census_year"].unique())])
    names = list(dict.fromkeys(table["scenario"]))
    ranged = f", central ({range_name(draws)})" if draws > 1 else ""
    lines = [f"Totals by January census{ranged}; under each the difference from the first run."]
    for measure, about in MEASURES.items():
        in_millions = measure.endswith("gbp")
        lines += ["", f"{measure}: {about}" + (", millions of pounds" if in_millions else "")]
        rows = []
        for place, name in enumerate(names):
            own = table[(table["measure"] == measure) & (table["scenario"] == name)].set_index("census_year")
            found = [own.loc[year] if year in own.index else None for year in years]
            rows.append([f"  {name}", *_cells(found, "value", "", in_millions=in_millions)])
            if place:
                rows.append(["    difference", *_cells(found, "difference", "difference_", in_millions=in_millions)])
        columns = (TextColumn(width=LABEL), *(TextColumn(str(year), CELL, right=True) for year in years))
        lines += aligned(columns, rows)
        lines += [f"  {line}" for line in rests_on if in_millions]
    return "\n".join(lines) + "\n"


def shown_years(years: list[int]) -> list[int]:
    """At most five years: the first, the last, and those evenly between."""
    steps = min(MOST_YEARS, len(years)) - 1
    return sorted({years[round(step * (len(years) - 1) / max(steps, 1))] for step in range(steps + 1)})


def _cells(rows: list[pd.Series | None], value: str, prefix: str, *, in_millions: bool) -> list[str]:
    cells = []
    for row in rows:
        if row is None:
            cells.append("")
            continue
        low, high = row[f"{prefix}p10"], row[f"{prefix}p90"]
        span = "" if pd.isna(low) else f" ({amount(low, in_millions)} to {amount(high, in_millions)})"
        cells.append(amount(row[value], in_millions) + span)
    return cells


def amount(value: float, in_millions: bool) -> str:
    """A whole number with commas, or millions with one decimal; never minus nothing."""
    if in_millions:
        return f"{round(value / 1e6, 1) + 0.0:,.1f}"
    return f"{round(value) + 0:,}"


def split_text(split: Split, measures: list[str], years: list[int], rests_on: Sequence[str]) -> str:
    """Return what each change is worth, for some measures and years; ``rests_on`` as :func:`comparison_text`."""
    names = list(dict.fromkeys(split.alone.index.get_level_values("change")))
    wide = max(len(name) for name in names) + 4
    lines = ["What each change is worth on the central forecast", f"({split.method})."]
    lines += [f"Alone: made by itself; what is left over is the {INTERACTION}. Fair share: the Shapley value."]
    for measure in measures:
        in_millions = measure.endswith("gbp")
        heads = [f"{year} alone" for year in years] + [f"{year} fair" for year in years]
        lines += ["", measure + (", millions of pounds" if in_millions else "")]
        columns = (TextColumn(width=wide), *(TextColumn(head, SPLIT_CELL, right=True) for head in heads))
        tables = (split.alone, split.shapley)
        worths = ([_worth(table, name, year, measure) for table in tables for year in years] for name in names)
        lines += aligned(columns, [[f"  {name}", *cells] for name, cells in zip(names, worths, strict=True)])
        lines += [f"  {line}" for line in rests_on if in_millions]
    return "\n".join(lines) + "\n"


def _worth(table: pd.DataFrame, name: str, year: int, measure: str) -> str:
    if (name, year) not in table.index:
        return ""
    value = float(str(table.loc[(name, year), measure]))
    return "" if pd.isna(value) else amount(value, measure.endswith("gbp"))
