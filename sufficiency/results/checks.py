"""The table of checks of a run: one small function each, which returns rows for the report. An error stops the run."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from models.demand.growth import breaks, usable_counts
from models.programme.certificate import LARGEST_GAP
from models.vocabulary import academic_year
from sufficiency.errors import ModelError
from sufficiency.packs.small_numbers import NOT_FOR_PUBLICATION, counted_tables
from sufficiency.results.check_rows import PLANS_TOLERANCE, Row, at_most, law, row
from sufficiency.results.checks_of_new_places import new_schools_stand_in_their_area, places_can_be_taken
from sufficiency.results.checks_of_places import (
    learners_and_places_foot,
    schools_are_no_fuller_than_places,
    shares_of_state_places_hold,
    state_places_follow_a_rule,
)
from sufficiency.results.checks_of_ranges import (
    cells_are_inside,
    central_figures_are_inside,
    ranges_are_not_capped,
    ranges_have_draws,
)
from sufficiency.results.shapes import Made, ResultTable, academic_years
from sufficiency.scenario.checks.believable import doubts
from sufficiency.tables.contracts import free_text, number, text

MOST_TIMES, HARDLY = 1.5, 0.0005
"""Times the base year's rate of new plans, either way, beyond which that is a warning; rates that are alike (A-331)."""


def checks(made: Made) -> pd.DataFrame:
    """Run every check.

    Raises
    ------
    ModelError
        When a law of the tables is broken: nothing of such a run may be published.
    """
    rows = [found for one in CHECKS_OF_A_RUN for found in one(made)]
    broken = [str(found["message"]) for found in rows if found["severity"] == "error"]
    if broken:
        raise ModelError("the run breaks a law of its tables and is not written: " + "; ".join(broken))
    return pd.DataFrame(rows, columns=CHECKS.column_names)


def learners_are_conserved(made: Made) -> list[Row]:
    """For each year, area, phase, need and requirement: required = placed + unmet + unplaced."""
    key = ["academic_year", "area", "phase", "need", "requirement"]
    required = made.tables["requirement"].assign(
        academic_year=made.tables["requirement"]["census_year"].map(academic_year)
    )
    left = required.groupby(key)["learners"].sum()
    for name in ("placements", "unmet", "unplaced"):
        left = left.sub(made.tables[name].groupby(key)["learners"].sum(), fill_value=0.0)
    miss = float(left.abs().max()) if len(left) else 0.0
    return law(
        "learners are conserved",
        "every cell and year",
        miss,
        f"required less placed, unmet and unplaced leaves {at_most(miss)}",
    )


def flows_close(made: Made) -> list[Row]:
    """Closing = opening + new plans - ceased + net transfers."""
    flow = made.tables["flows"]
    left = flow["closing"] - flow["opening"] - flow["new_plans"] + flow["ceased"] - flow["net_transfers"]
    miss = float(left.abs().max())
    return law("flows close", "every need, age group and year", miss, f"identity of flows misses by {at_most(miss)}")


def journeys_are_described(made: Made) -> list[Row]:
    """How journeys were worked out, where the authority gives some of its own."""
    measured = made.run.instance.journeys
    rows = []
    if measured.given:
        words = f"{measured.given:,} journeys of an area, phase and provider are the authority's own (journeys.csv)"
        rows.append(row("journeys as given", "information", "journeys", (measured.given, 0), words))
    if measured.by_road:
        words = f"journeys to {len(measured.by_road)} providers follow the road network; nodes that nothing joins: "
        words += f"{measured.left_out}"
        rows.append(row("journeys by road", "information", "road network", (len(measured.by_road), 0), words))
    if measured.off_network:
        some = ", ".join(measured.off_network[:5])
        words = f"{len(measured.off_network)} providers are far from every road, so a straight line stands in: {some}"
        rows.append(row("off the road network", "warning", "road network", (len(measured.off_network), 0), words))
    return rows


def levels_agree(made: Made) -> list[Row]:
    """Areas, phases, needs and age groups each add to the authority's total."""
    totals = made.tables["forecast_totals"].groupby(["census_year", "level"])["plans"].sum().reset_index()
    wide = totals.pivot_table(index="census_year", columns="level", values="plans")
    miss = float(wide.sub(wide["authority"], axis=0).abs().to_numpy().max())
    return law(
        "levels agree", "forecast totals", miss, f"levels differ from the authority by {at_most(miss, ' plans')}"
    )


def base_year_is_published(made: Made) -> list[Row]:
    """The base year's total is the published one."""
    bands = made.inputs.tables["plans_by_age_band"]
    base = made.run.authority.base_census_year
    published = float(bands[(bands["census_year"] == base) & (bands["age_band"] == "total")]["plans"].iloc[0])
    miss = abs(float(made.run.authority.joint.sum()) - published)
    words = f"the base year has {made.run.authority.joint.sum():,.0f} plans, published are {published:,.0f}"
    return law("base year is published", str(base), miss, words, PLANS_TOLERANCE)


def solutions_are_certified(made: Made) -> list[Row]:
    """Every September's duality gap, as certified outside the solver."""
    gap = max(year.gap for year in made.run.central.years)
    words = "every plan costs within a ten-millionth of the least that is possible"
    if gap > LARGEST_GAP:
        words = f"a plan may cost more than the least by {gap:.6%} of it"
    return law("solutions are certified", "linear programmes", gap, words, LARGEST_GAP)


def starts_over_capacity(made: Made) -> list[Row]:
    """Whether the authority starts with more learners than places."""
    over = float(made.run.central.years[0].over_capacity.sum())
    if over < 0.5:
        return []
    need = made.tables["place_need"]
    state = float(need.loc[need["academic_year"] == academic_years(made.run)[0], "above_places"].sum())
    words = f"the base year starts with {over:,.0f} learners above the places of their providers, {state:,.0f} of"
    words += " them in state schools and bases"
    return [
        row("starts over capacity", "warning", academic_year(made.run.authority.base_census_year), (over, 0.0), words)
    ]


def nobody_is_left_out(made: Made) -> list[Row]:
    """Unplaced learners of the central forecast, by year."""
    years = range(made.run.authority.base_census_year, made.run.scenario.horizon + 1)
    found = [(year, float(placed.unplaced.sum())) for year, placed in zip(years, made.run.central.years, strict=True)]
    return [
        row("nobody is left out", "warning", academic_year(year), (count, 0.0), f"{count:,.1f} learners have no place")
        for year, count in found
        if count >= 0.05
    ]


def request_rates_are_believable(made: Made) -> list[Row]:
    """How far from the base year's rate new plans run in each year, as levers leave them."""
    base, flows = made.run.authority.base_census_year, made.run.flows
    persons = made.run.authority.population[1:].sum(axis=1)
    at_base_rate = (made.run.demand.rates.incidence * persons[..., None]).sum(axis=(1, 2))
    index = flows.new_plans[0].sum(axis=(1, 2)) / np.maximum(at_base_rate, 1e-9)
    unsteered = flows.index[0]
    return [
        row(
            "request rates are believable",
            "warning" if abs(np.log(max(rate, 1e-9))) > np.log(MOST_TIMES) else "information",
            str(base + ahead),
            (float(rate), MOST_TIMES),
            f"new plans in {base + ahead - 1} run at {100 * rate:.0f}% of the rate of {base - 1}"
            + (f", and at {100 * before:.0f}% without levers" if abs(rate - before) > HARDLY else ""),
        )
        for ahead, (rate, before) in enumerate(zip(index, unsteered, strict=True), start=1)
    ]


def amounts_are_believable(made: Made) -> list[Row]:
    """Amounts of the scenario far outside what authorities have shown, and texts of it that are cut short."""
    providers = made.run.supply.providers
    kinds = dict(zip(providers["provider_id"].astype(str), providers["provision"].astype(str), strict=True))
    scenario = made.run.scenario
    found = [
        row("amounts are believable", "warning", doubt.path, (doubt.amount, doubt.nearest), doubt.words)
        for doubt in doubts(scenario, kinds)
    ]
    cut = [row("texts are whole", "warning", one.where, (np.nan, np.nan), one.message) for one in scenario.warnings]
    return found + cut


def history_can_be_read(made: Made) -> list[Row]:
    """Whether the authority's own growth could be read from its history, and across which years it was not."""
    parameters, own = made.run.scenario.parameters.growth, made.run.authority.history
    counts = len(usable_counts(own, parameters)[0])
    rows = []
    if counts < parameters.shortest_history:
        words = f"only {counts} counts of plans can be used: plans grow as England's do, with wider ranges"
        rows.append(row("history can be read", "warning", "plans", (counts, parameters.shortest_history), words))
    for year in breaks(own, parameters):
        words = f"plans of {year} are too far from those of the count before: growth is not read across"
        rows.append(row("history can be read", "warning", str(year), (float(own[year]), parameters.break_ratio), words))
    left_out = sorted(set(parameters.excluded_years) & set(own.index))
    words = "this census is left out"
    return rows + [row("history can be read", "information", str(y), (float(own[y]), 0.0), words) for y in left_out]


def needs_change_as_counted(made: Made) -> list[Row]:
    """Whether survivors change need by the pack's own counts, and how many of those counted did."""
    counts = made.run.authority.need_counts
    if counts is None:
        return []
    followed, kept = float(counts.sum()), float(np.trace(counts.sum(axis=0)))
    words = f"{followed:,.0f} plans were followed from one January to the next; {followed - kept:,.0f} changed need"
    return [row("needs change as counted", "information", "need_changes", (followed - kept, 0.0), words)]


def small_numbers_are_named(made: Made) -> list[Row]:
    """Whether the pack holds small numbers, and in which tables: then nothing of the run may be published."""
    if not made.inputs.small_numbers:
        return []
    named = counted_tables(made.inputs.tables)
    words = NOT_FOR_PUBLICATION + (f" ({', '.join(named)})" if named else "")
    return [row("small numbers are named", "warning", "pack", (len(named), 0.0), words)]


CHECKS_OF_A_RUN: tuple[Callable[[Made], list[Row]], ...] = (
    learners_are_conserved,
    learners_and_places_foot,
    flows_close,
    levels_agree,
    base_year_is_published,
    solutions_are_certified,
    starts_over_capacity,
    journeys_are_described,
    nobody_is_left_out,
    places_can_be_taken,
    new_schools_stand_in_their_area,
    request_rates_are_believable,
    amounts_are_believable,
    history_can_be_read,
    small_numbers_are_named,
    needs_change_as_counted,
    state_places_follow_a_rule,
    schools_are_no_fuller_than_places,
    shares_of_state_places_hold,
    ranges_have_draws,
    ranges_are_not_capped,
    central_figures_are_inside,
    cells_are_inside,
)
CHECKS = ResultTable(
    "checks",
    (text("check"), text("severity", ("error", "warning", "information")), free_text("subject")),
    (number("value", "", optional=True), number("threshold", "", optional=True), free_text("message")),
    words="What was checked of the run and its pack, the value found and the threshold, and what it means.",
    make=checks,
)
