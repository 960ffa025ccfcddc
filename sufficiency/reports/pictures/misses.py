"""The picture of past misses: how far forecasts were off, by years ahead."""

from collections.abc import Sequence

from matplotlib.figure import Figure

from models.demand.practised import PLANS
from sufficiency.reports.pictures.style import BLUE, INK, ORANGE, RULE, SOFT, blank, label_ends, plain, styled, svg
from sufficiency.reports.summary.plans.values import PastMiss

SHOWN = (
    ("base", "Bases", SOFT, "^"),
    ("inmss_special", "INMSS special", ORANGE, "s"),
    (PLANS, "Plans in all", INK, "o"),
    ("state_special", "State special", BLUE, "D"),
)
"""Series, label, colour and mark of each line."""


def misses_chart(misses: Sequence[PastMiss], title: str, description: str) -> str:
    """Draw the mean miss of plans and of each kind of provision by years ahead."""
    with styled():
        return svg(misses_figure(misses), "misses", title, description)


def misses_figure(misses: Sequence[PastMiss]) -> Figure:
    """Draw the lines, unsaved; in the context of ``styled``."""
    farthest = max(miss.years_ahead for miss in misses)
    figure, axes = blank(820, 330, (55, 235, 55, 40))
    ends = []
    for series, label, colour, mark in SHOWN:
        found = [miss for miss in misses if miss.series == series]
        if not found:
            continue
        years, missed = [miss.years_ahead for miss in found], [miss.missed for miss in found]
        axes.plot([years[-1], farthest], [missed[-1]] * 2, color=RULE, linewidth=1, linestyle=(0, (2, 2)))
        axes.plot(years, missed, color=colour, linewidth=2, marker=mark, markersize=5)
        ends.append((farthest, missed[-1], f"{label} {missed[-1]:.1f}%, {_years(years[-1])}", colour))
    plain(axes, "Missed by, in % of what was counted", write="{:g}%".format)
    axes.set_ylim(0, 1.12 * max(miss.missed for miss in misses if miss.series in {series for series, *_ in SHOWN}))
    label_ends(axes, ends, axes.get_ylim()[1] * 0.07)
    axes.set_xticks(range(1, farthest + 1), [str(year) for year in range(1, farthest + 1)])
    axes.set_xlabel("Years ahead", color=SOFT)
    axes.set_xlim(0.8, farthest + 0.05)
    return figure


def _years(years: int) -> str:
    return f"{years} {'year' if years == 1 else 'years'}"
