"""Why plans change: the steps from the base year to a later January, and their picture, a waterfall."""

from sufficiency.reports.pictures.style import BLUE, INK, ORANGE, RULE, blank, plain, styled, svg
from sufficiency.reports.summary.drivers import NAMES
from sufficiency.reports.summary.values import Summary
from sufficiency.reports.words import whole


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
