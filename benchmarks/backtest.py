"""Writes the figures of docs/accuracy.md: python benchmarks/backtest.py PANEL [FOLDER of a finished backtest].

Runs every method over every origin (the slow ones take a quarter of an hour on two cores), unless a folder that
``sufficiency backtest PANEL --methods all`` wrote is given; then fills the marked parts of docs/accuracy.md, renews
the rows of plans in data/reference/past_misses.csv and redraws docs/pictures/accuracy-*.svg. Takes about two minutes
more for the table of choices.
"""

import re
import sys
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd

from models.parameters.demand import GrowthParameters
from sufficiency.backtest.gates import judge
from sufficiency.backtest.ours import METHOD, OurMethod, actual_plans, central_at, errors_at, with_misses
from sufficiency.backtest.panel import AGE_BANDS, ENGLAND, TOTAL, Panel, read_panel
from sufficiency.backtest.past_misses import misses_of_plans, renew
from sufficiency.backtest.pictures import pictures
from sufficiency.backtest.references import REFERENCE_FOLDER, References, read_references
from sufficiency.backtest.report import as_markdown, bands_table, measures_table, methods_table, sets_table, split_table
from sufficiency.backtest.run import Request, run_backtest
from sufficiency.backtest.scores import authority_sets, score
from sufficiency.tables.folders import put_file

PAGE = Path("docs/accuracy.md")
MISSES = REFERENCE_FOLDER / "past_misses.csv"
SOURCE = "dfe_age_bands"
PICTURES = Path("docs/pictures")
WEIGHTS, CONVERGENCES, DAMPINGS = (0.0, 0.25, 0.5), (0.0, 0.03, 0.06, 0.09), (0.95, 0.97, 1.0)
NAMED = {"E92000001": "England", "E10000014": "Hampshire", "E10000015": "Hertfordshire", "E06000001": "Hartlepool"}


def gates_table(accuracy: pd.DataFrame) -> pd.DataFrame:
    """Every gate with what was measured."""
    rows = [
        (gate.name, gate.value, _span(gate.gate), "yes" if gate.passed else "NO", _span(gate.aim), gate.aim_met)
        for gate in judge(accuracy)
    ]
    table = pd.DataFrame(rows, columns=["measure", "measured", "gate", "passed", "aim", "aim met"])
    return table.assign(**{"aim met": table["aim met"].map({True: "yes", False: "no"})})


def future_table(forecasts: pd.DataFrame) -> pd.DataFrame:
    """Forecasts from the last year, of England and the three authorities that have packs."""
    ours = forecasts[(forecasts["method"] == METHOD) & (forecasts["series"] == TOTAL)]
    latest = ours[(ours["origin"] == ours["origin"].max()) & ours["authority"].isin(NAMED)]
    latest = latest[latest["horizon"].isin([1, 3])].sort_values(["authority", "horizon"], ascending=[False, True])
    return pd.DataFrame(
        {
            "authority": latest["authority"].map(NAMED),
            "January": (latest["origin"] + latest["horizon"]).astype(str),
            "forecast": latest["forecast"].map("{:,.0f}".format),
            "80% band": [f"{low:,.0f} to {high:,.0f}" for low, high in zip(latest["p10"], latest["p90"], strict=True)],
            "95% band": [
                f"{low:,.0f} to {high:,.0f}" for low, high in zip(latest["p2_5"], latest["p97_5"], strict=True)
            ],
        }
    )


def choices(panel: Panel, references: References) -> pd.DataFrame:
    """Mean absolute % error of the total for each choice of the three numbers, by origin and horizon."""
    totals = Panel({TOTAL: panel.counts[TOTAL]}, panel.england).without(references.faulty)
    complete = authority_sets(panel)
    kept = complete[complete == "complete"].index
    parts = []
    for weight, convergence, damping in product(WEIGHTS, CONVERGENCES, DAMPINGS):
        parameters = GrowthParameters(own_weight=weight, convergence=convergence, england_damping=damping)
        settings = OurMethod(references, parameters)
        for origin in panel.years[6:-1]:
            rows = central_at(totals.up_to(origin), settings)
            rows = rows[rows["authority"].isin(kept)]
            error = (rows["forecast"] / actual_plans(rows, totals) - 1).abs() * 100
            mean = error.groupby(rows["horizon"]).mean().rename("error").reset_index()
            parts.append(mean.assign(origin=origin, weight=weight, convergence=convergence, damping=damping))
    return pd.concat(parts, ignore_index=True).dropna()


def sensitivity_table(errors: pd.DataFrame) -> pd.DataFrame:
    """Error over all origins from 2017, one number of the three changed at a time."""
    scored = errors[(errors["origin"] >= 2017) & errors["horizon"].isin([1, 2, 3, 5])]
    wide = scored.pivot_table(index=["weight", "convergence", "damping"], columns="horizon", values="error")
    rows = [(w, 0.06, 0.97) for w in WEIGHTS] + [(0.25, c, 0.97) for c in CONVERGENCES if c != 0.06]
    rows += [(0.25, 0.06, d) for d in DAMPINGS if d != 0.97]
    found = wide.loc[rows].rename(columns="h = {}".format).reset_index()
    names = {"weight": "own weight", "convergence": "convergence", "damping": "England's damping"}
    return found.rename(columns=names)


def hindsight_table(errors: pd.DataFrame) -> pd.DataFrame:
    """The three numbers that a person would have chosen at a year, and what they would have missed afterwards."""
    keys = ["weight", "convergence", "damping"]
    rows = []
    for year in (2019, 2020, 2021, 2022):
        seen = errors[(errors["origin"] >= 2016) & (errors["origin"] + errors["horizon"] <= year)]
        chosen = seen.groupby([*keys, "horizon"])["error"].mean().groupby(keys).mean().idxmin()
        later = errors[(errors["origin"] >= year) & errors["horizon"].isin([1, 2, 3])]
        wide = later.pivot_table(index=keys, columns="horizon", values="error")
        for name, choice in (("chosen then", chosen), ("shipped", (0.25, 0.06, 0.97))):
            rows.append((str(year), name, ", ".join(map(str, choice)), *wide.loc[choice]))
    return pd.DataFrame(rows, columns=["year", "", "own weight, convergence, damping", "h = 1", "h = 2", "h = 3"])


def error_sizes_table(panel: Panel, references: References) -> pd.DataFrame:
    """The sizes of the error's parts as known at each origin."""
    settings = OurMethod(references, GrowthParameters())
    visible = panel.without(references.faulty)
    totals = Panel({TOTAL: visible.counts[TOTAL]}, panel.england)
    central = pd.concat([central_at(totals.up_to(year), settings) for year in panel.years[1:-1]], ignore_index=True)
    misses = with_misses(central, totals)
    rows = []
    for origin in panel.years[7:]:
        errors = errors_at(misses, origin, settings)[TOTAL]
        seen = misses[(misses["origin"] + misses["horizon"] <= origin) & (misses["authority"] != ENGLAND)]
        sizes = (errors.common[0], errors.persistent[0], errors.own[0])
        rows.append(
            (
                str(origin),
                str(seen["origin"].nunique()),
                *(f"{size:.3f}" for size in sizes),
                f"{errors.size_plans:,.0f}",
            )
        )
    return pd.DataFrame(rows, columns=["known in", "origins behind it", "common", "persistent", "own", "size"])


def band_coverage_table(accuracy: pd.DataFrame) -> pd.DataFrame:
    """Coverage and width of the bands of each age band, all origins and the last three."""
    rows = accuracy[(accuracy["authorities"] == "complete") & (accuracy["method"] == METHOD)]
    rows = rows[rows["series"].isin(AGE_BANDS)]
    every = rows[rows["split"] == "all"].set_index(["series", "measure", "horizon"])["value"]
    by_origin = rows[(rows["split"] == "origin") & (rows["horizon"] == "1")].set_index(["series", "measure", "group"])[
        "value"
    ]
    table = []
    for band in AGE_BANDS:
        last = [by_origin[band, "cover_80", str(year)] for year in (2022, 2023, 2024)]
        covers = [every[band, measure, "all"] for measure in ("cover_80", "cover_95")]
        table.append((band, *covers, float(np.mean(last)), by_origin[band, "width_80", "2024"]))
    columns = [
        "age band",
        "inside 80%",
        "inside 95%",
        "inside 80%, h = 1, 2022 to 2024",
        "width of 80% from 2024, h = 1",
    ]
    return pd.DataFrame(table, columns=columns)


def fill(page: Path, parts: dict[str, str]) -> None:
    """Replace what stands between the marks of each part."""
    text = page.read_text(encoding="utf-8")
    for name, body in parts.items():
        pattern = rf"(<!-- {name} -->\n).*?(<!-- end -->)"
        text, found = re.subn(pattern, lambda marks, body=body: f"{marks[1]}{body}\n{marks[2]}", text, flags=re.DOTALL)
        if found != 1:
            raise ValueError(f"{page} needs the marks of {name} once, found {found}")
    page.write_text(text, encoding="utf-8")


def main(panel_path: Path, folder: Path | None) -> None:
    """Fill docs/accuracy.md, and the rows of plans in the table of past misses."""
    if folder is None:
        folder = Path("runs/backtest")
        for line in run_backtest(Request(panel_path, folder, REFERENCE_FOLDER, methods="all")):
            print(line)
    references = read_references(REFERENCE_FOLDER)
    panel = read_panel(panel_path, references)
    forecasts = pd.read_csv(folder / "forecasts.csv")
    accuracy = score(forecasts, panel, references.faulty)
    errors = choices(panel, references)
    tables = {
        "gates": gates_table(accuracy),
        "methods": methods_table(accuracy, "mape"),
        "pinball": methods_table(accuracy, "pinball"),
        "horizons": measures_table(accuracy),
        "origins": split_table(accuracy, "origin"),
        "sizes": split_table(accuracy, "size"),
        "ages": bands_table(accuracy[accuracy["method"] == METHOD]),
        "age bands": band_coverage_table(accuracy),
        "sets": sets_table(accuracy),
        "error sizes": error_sizes_table(panel, references),
        "sensitivity": sensitivity_table(errors),
        "hindsight": hindsight_table(errors),
        "future": future_table(forecasts),
    }
    for name, picture in pictures(accuracy).items():
        put_file(PICTURES / f"{name}.svg", picture)
    fill(PAGE, {name: as_markdown(table) for name, table in tables.items()})
    renew(MISSES, misses_of_plans(accuracy, SOURCE))


def _span(limits: tuple[float, float]) -> str:
    low, high = limits
    if low == 0:
        return f"at most {high:g}"
    return f"at least {low:g}" if high == 100 else f"{low:g} to {high:g}"


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else None)
