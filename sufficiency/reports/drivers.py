"""Why plans change: the steps from the base year to a later January, and their picture, a waterfall."""

from models.drivers import DRIVERS
from sufficiency.reports.pictures import BLUE, INK, ORANGE, RULE, blank, plain, styled, svg
from sufficiency.reports.values import DriverStep, Summary
from sufficiency.reports.view import ALL, RunView
from sufficiency.reports.words import whole

NAMES = {
    "ageing": "Ageing",
    "population": "Population",
    "request_rate": "Request rate",
    "survival": "Survival",
    "need_mix": "Need mix",
    "interaction": "Interaction",
}
MEANINGS = {
    "ageing": "Plans there are move up, end and are replaced, with the residents and rates of the base year",
    "population": "More or fewer residents of each age than in the base year",
    "request_rate": "New plans for each resident above or below the rate of the base year, levers included",
    "survival": "Levers on how many plans go on from year to year",
    "need_mix": "Levers on the mix of needs",
    "interaction": "What these do together beyond each alone, and a prevalence ceiling",
}
"""What each driver stands for, in the order of the split."""


def driver_steps(view: RunView) -> tuple[DriverStep, ...]:
    """Read the split over all needs, driver by driver; empty where the run has none."""
    table = view.tables.get("drivers")
    if table is None:
        return ()
    rows = table[table["need"] == ALL].sort_values("census_year")
    return tuple(
        DriverStep(
            driver,
            tuple(int(year) for year in rows.loc[rows["driver"] == driver, "census_year"]),
            tuple(float(plans) for plans in rows.loc[rows["driver"] == driver, "plans"]),
        )
        for driver in DRIVERS
    )


def drivers_chart(summary: Summary, title: str, description: str) -> str:
    """Draw the plans of the base year, what each driver adds or takes by the last year, and the plans of that year."""
    first, last = summary.plans[0], summary.plans[-1]
    bars = [(NAMES[step.driver], step.by(last.census_year)) for step in summary.drivers]
    labels = [f"January {first.census_year}", *(name for name, _ in bars), f"January {last.census_year}"]
    with styled():
        figure, axes = blank(820, 380, (65, 20, 55, 40))
        axes.bar([0, len(bars) + 1], [first.plans.central, last.plans.central], width=0.7, color=INK)
        top = first.plans.central
        tops = [top]
        for place, (_, added) in enumerate(bars, start=1):
            axes.plot([place - 0.65, place + 0.35], [top, top], color=RULE, linewidth=1)
            axes.bar([place], [added], bottom=top, width=0.7, color=BLUE if added >= 0 else ORANGE)
            top += added
            tops.append(max(top, top - added))
        figures = [whole(first.plans.central), *(_signed(added) for _, added in bars), whole(last.plans.central)]
        for place, (height, words) in enumerate(zip([*tops, last.plans.central], figures, strict=True)):
            axes.annotate(words, (place, height), (0, 4), textcoords="offset points", ha="center")
        plain(axes, "Plans on census day")
        axes.set_ylim(0, 1.12 * max(*tops, last.plans.central, 1.0))
        axes.set_xticks(range(len(labels)), [label.replace(" ", "\n") for label in labels])
        return svg(figure, "drivers", title, description)


def _signed(value: float) -> str:
    return f"+{whole(value)}" if round(value) > 0 else whole(value)
