"""Writes the section "Where learners are" of docs/accuracy.md: python benchmarks/placements.py FOLDER.

FOLDER holds the DfE's releases of 2022 and 2025 as published (zips). The shipped panel is scored; the two releases give
the longer panel, January 2010 to 2025, for the years that the rule was not chosen from. Takes about a minute.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd
from backtest import MISSES, PAGE, PICTURES, fill

from models.demand.practised import INMSS, KINDS, PLANS, STATE, Diversion, elasticities
from models.demand.practised_errors import estimate_practised_errors, hindcast_misses
from models.parameters.practised import PractisedParameters
from sufficiency.backtest.past_misses import misses_of_placements, renew
from sufficiency.backtest.placements.diversion import SPANS, read_diversion
from sufficiency.backtest.placements.gates import NAMES, judge_placements
from sufficiency.backtest.placements.known import ALL, Known, known_at, plans_as_counted
from sufficiency.backtest.placements.ours import METHOD, outcomes, outcomes_with_places, practised
from sufficiency.backtest.placements.pictures import placement_pictures
from sufficiency.backtest.placements.report import (
    england_table,
    gates_table,
    methods_table,
    ours_table,
    split_table,
)
from sufficiency.backtest.placements.rivals import england_growth
from sufficiency.backtest.placements.rolling import SETTINGS, origins_of, roll_placements
from sufficiency.backtest.placements.scores import coverage_by, score_placements
from sufficiency.backtest.placements.tables import PlacementCounts, read_counts
from sufficiency.backtest.references import REFERENCE_FOLDER
from sufficiency.backtest.report import as_markdown
from sufficiency.importers.open_data.placements import import_placements
from sufficiency.tables.folders import put_file

PARAMETERS = PractisedParameters()
EARLIER = {"2017 to 2020": [2017, 2018, 2019, 2020], "2014 to 2016": [2014, 2015, 2016], "2012 and 2013": [2012, 2013]}
VARIANTS: dict[str, dict[str, float]] = {
    "as shipped": {},
    "w = 0": {"own_weight": 0.0},
    "w = 0.1": {"own_weight": 0.1},
    "w = 0.3": {"own_weight": 0.3},
    "England read over 1 year": {"reading_years": 1},
    "England read over 2 years": {"reading_years": 2},
    "other special: reading not believed": {"inmss_special_believed": 0.0},
    "other special: reading believed": {"inmss_special_believed": 1.0},
    "state special: reading half believed": {"state_special_believed": 0.5},
}
PULLS, SMOOTHINGS, MIXES = (0.02, 0.04), (0.2, 0.4), (0.25, 0.5)
SOURCE = "dfe_ehc_2025"
DIVERSIONS = (0.0, 0.1, 0.2, 0.3)


def forecasts_of(counts: PlacementCounts, parameters: PractisedParameters) -> dict[int, dict[str, pd.DataFrame]]:
    """Central forecasts with plans known, by origin and series."""
    made = {}
    for origin in origins_of(counts):
        ahead = plans_as_counted(counts, origin, min(4, counts.years[-1] - origin))
        found = outcomes(practised(known_at(counts, origin), ahead, parameters))
        made[origin] = {series: outcome.forecast for series, outcome in found.items()}
    return made


def errors(counts: PlacementCounts, made: dict[int, dict[str, pd.DataFrame]]) -> pd.Series:
    """Mean absolute % error by series and horizon."""
    parts = [
        frame.rename_axis("authority")
        .reset_index()
        .melt("authority", var_name="year", value_name="forecast")
        .assign(origin=origin, series=series, horizon=lambda rows, origin=origin: rows["year"].astype(int) - origin)
        for origin, every in made.items()
        for series, frame in every.items()
    ]
    nothing = {"setting": SETTINGS[0], "method": METHOD, "p10": np.nan, "p90": np.nan, "actual": np.nan}
    table = score_placements(pd.concat(parts, ignore_index=True).dropna(subset="forecast").assign(**nothing), counts)
    return table[table["measure"] == "mape"].set_index(["series", "horizon"])["value"]


def moved(counts: PlacementCounts, made: dict[int, dict[str, pd.DataFrame]], how: object) -> dict:
    """Forecasts of the two kinds of special school, each changed by ``how(known, kind, frame)``, and of both."""
    found = {}
    for origin, every in made.items():
        known = known_at(counts, origin)
        changed = {kind: how(known, kind, every[kind]) for kind in (STATE, INMSS)}
        found[origin] = {**changed, ALL: changed[STATE] + changed[INMSS]}
    return found


def pulled(strength: float):  # noqa: ANN201 - a way of changing a forecast
    """A pull of an authority's share of plans towards England's."""

    def how(known: Known, kind: str, frame: pd.DataFrame) -> pd.DataFrame:
        now, plans = known.learners[kind], known.panel[PLANS][known.origin]
        gap = np.log((now.where(now > 0) / plans) / (now.sum() / plans[now.notna()].sum()))
        left = {year: (1 - strength) ** (year - known.origin) for year in frame}
        return pd.DataFrame({year: frame[year] * np.exp(-gap * (1 - left[year])) for year in frame})

    return how


def smoothed(weight: float):  # noqa: ANN201 - a way of changing a forecast
    """A start from the last two shares of plans, not the last alone."""

    def how(known: Known, kind: str, frame: pd.DataFrame) -> pd.DataFrame:
        plans, learners = known.panel[PLANS], known.panel[kind].where(known.panel[kind] > 0)
        used = elasticities(known.panel, known.origin, PARAMETERS).loc[kind, "elasticity"]
        last, before = known.origin, known.origin - 1
        expected = np.log(learners[before]) + used * np.log(plans[last] / plans[before])
        step = expected - np.log(learners[last])
        return frame.mul(np.exp(weight * step.where(step.notna(), 0.0)), axis=0)

    return how


def mixed(counts: PlacementCounts, weight: float):  # noqa: ANN201 - a way of changing a forecast
    """A mean, in logs, with England's own growth of the kind."""

    def how(known: Known, kind: str, frame: pd.DataFrame) -> pd.DataFrame:
        ahead = plans_as_counted(counts, known.origin, frame.shape[1])
        other = england_growth(known, kind, ahead)
        return frame ** (1 - weight) * other**weight

    return how


def tried_table(counts: PlacementCounts) -> pd.DataFrame:
    """What was tried, with its error for special schools one to four years ahead."""
    shipped = forecasts_of(counts, PARAMETERS)
    found = {
        name: errors(counts, forecasts_of(counts, PARAMETERS.model_copy(update=change)))
        for name, change in VARIANTS.items()
    }
    ways = {f"pull to England's share, {100 * pull:g}% a year": pulled(pull) for pull in PULLS}
    ways |= {f"start {100 * weight:g}% from the share before": smoothed(weight) for weight in SMOOTHINGS}
    ways |= {f"{100 * weight:g}% England's own growth of the kind": mixed(counts, weight) for weight in MIXES}
    found |= {name: errors(counts, moved(counts, shipped, how)) for name, how in ways.items()}
    rows = [
        (name, *(" / ".join(_figure(values[series, str(h)]) for h in range(1, 5)) for series in (ALL, STATE, INMSS)))
        for name, values in found.items()
    ]
    return pd.DataFrame(rows, columns=["changed", "all special", "state special", "other special"])


def diversion_errors_table(counts: PlacementCounts) -> pd.DataFrame:
    """Error of other special schools with plans and state places known, for several diversions."""
    rows = []
    for share in DIVERSIONS:
        made = {}
        for origin in origins_of(counts):
            ahead = plans_as_counted(counts, origin, min(4, counts.years[-1] - origin))
            found = practised(known_at(counts, origin), ahead, PARAMETERS)
            state = counts.usable[STATE].reindex(columns=ahead.plans.columns[1:])
            given = outcomes_with_places(found, state, Diversion(share, share, share))
            made[origin] = {INMSS: given[INMSS].forecast}
        rows.append((f"{share:.1f}", *errors(counts, made)[INMSS].loc[["1", "2", "3", "4"]]))
    return pd.DataFrame(rows, columns=["diversion", *(f"h = {horizon}" for horizon in range(1, 5))])


def readings_table(counts: PlacementCounts, longer: PlacementCounts) -> pd.DataFrame:
    """The diversion read over several spans of years, from the shipped panel and from the longer one."""
    rows = []
    for span in SPANS:
        readings = [read_diversion(one.usable, span, PARAMETERS) for one in (counts, longer)]
        rows.append((str(span), *(f"{one.diversion:.3f} ({one.standard_error:.3f})" for one in readings if one)))
    first, last = longer.years[0], longer.years[-1]
    return pd.DataFrame(rows, columns=["years", f"January {counts.years[0]} to {last}", f"January {first} to {last}"])


def elasticities_table(longer: PlacementCounts) -> pd.DataFrame:
    """How learners of each kind followed plans, as read at each January, and England's growth of plans behind it."""
    rows = []
    for kind in KINDS:
        read = [elasticities(longer.usable, year, PARAMETERS).loc[kind, "elasticity_read"] for year in _late(longer)]
        rows.append((NAMES.get(kind, "independent mainstream schools"), *read))
    return pd.DataFrame(rows, columns=["kind", *map(str, _late(longer))])


def sizes_table(counts: PlacementCounts) -> pd.DataFrame:
    """The sizes of the error as known at each origin, a year ahead."""
    rows = []
    for origin in (*origins_of(counts), counts.years[-1]):
        found = estimate_practised_errors(hindcast_misses(known_at(counts, origin).panel, origin, PARAMETERS))
        if found is None:
            continue
        for kind in (STATE, INMSS, "base"):
            sizes = found.sizes[kind]
            parts = (f"{part[0]:.3f}" for part in (sizes.common, sizes.persistent, sizes.own))
            together = f"{found.with_leading[kind]:.2f}"
            rows.append((str(origin), NAMES[kind], *parts, f"{sizes.size_plans:.0f}", together))
    names = ["known in", "kind", "common", "persistent", "own", "size", "with state special"]
    return pd.DataFrame(rows, columns=names)


def earlier_table(longer: PlacementCounts, diversion: Diversion) -> pd.DataFrame:
    """Error with plans known from origins that the rule was not chosen from."""
    parts = []
    for name, origins in EARLIER.items():
        table = score_placements(roll_placements(longer, PARAMETERS, diversion, origins), longer)
        rows = table[(table["setting"] == SETTINGS[0]) & (table["measure"] == "mape") & (table["horizon"] != "all")]
        rows = rows[
            rows["series"].isin([STATE, INMSS, ALL]) & rows["method"].isin([METHOD, "held_share", "england_growth"])
        ]
        wide = rows.pivot_table(index=["series", "method"], columns="horizon", values="value").rename(
            columns="h = {}".format
        )
        order = [
            (series, method) for series in (STATE, INMSS, ALL) for method in (METHOD, "held_share", "england_growth")
        ]
        parts.append(wide.loc[order].reset_index().assign(origins=name, series=lambda rows: rows["series"].map(NAMES)))
    return pd.concat(parts)[["origins", "series", "method", *(f"h = {horizon}" for horizon in range(1, 5))]]


def main(folder: Path) -> None:
    """Fill the section of docs/accuracy.md, renew the table of past misses and redraw the pictures."""
    counts = read_counts(REFERENCE_FOLDER / "placements_panel.csv", REFERENCE_FOLDER)
    diversion = Diversion.from_table(pd.read_csv(REFERENCE_FOLDER / "placements_diversion.csv"))
    with TemporaryDirectory() as place:
        for year in (2022, 2025):
            import_placements(folder / f"education-health-and-care-plans_{year}.zip", Path(place))
        longer = read_counts(Path(place) / "placements_panel.csv", REFERENCE_FOLDER)
    forecasts = roll_placements(counts, PARAMETERS, diversion, origins_of(counts))
    accuracy = score_placements(forecasts, counts)
    every = score_placements(forecasts, counts, every_count=True)
    by_origin = coverage_by(forecasts, counts, "origin")
    tables = {
        "where: gates": gates_table(judge_placements(accuracy)),
        "where: plans known": methods_table(accuracy, SETTINGS[0], "mape"),
        "where: places known": methods_table(accuracy, SETTINGS[1], "mape"),
        "where: all forecast": methods_table(accuracy, SETTINGS[2], "mape"),
        "where: every count": methods_table(every[every["method"] == METHOD], SETTINGS[0], "mape"),
        "where: ours": ours_table(accuracy, SETTINGS[0]),
        "where: ours all forecast": ours_table(accuracy, SETTINGS[2]),
        "where: england": england_table(forecasts, counts),
        "where: old chain": methods_table(accuracy, SETTINGS[1], "england_error"),
        "where: by origin": split_table(forecasts, counts, "origin"),
        "where: by size": split_table(forecasts, counts, "size"),
        "where: sizes": sizes_table(counts),
        "where: elasticities": elasticities_table(longer),
        "where: tried": tried_table(counts),
        "where: earlier": earlier_table(longer, diversion),
        "where: diversion": readings_table(counts, longer),
        "where: diversion errors": diversion_errors_table(counts),
    }
    for name, text in placement_pictures(accuracy, by_origin).items():
        put_file(PICTURES / f"{name}.svg", text)
    fill(PAGE, {name: as_markdown(table) for name, table in tables.items()})
    renew(MISSES, misses_of_placements(forecasts, counts, SOURCE))


def _late(counts: PlacementCounts) -> list[int]:
    """Every January at which growth can be read over three years."""
    return counts.years[3:]


def _figure(value: float) -> str:
    return f"{value:.{2 if value < 9.995 else 1}f}"


if __name__ == "__main__":
    main(Path(sys.argv[1]))
