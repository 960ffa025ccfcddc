"""Pictures of money: why the block's spend changes, and what a learner costs in each kind of provision."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from sufficiency.reports.pictures.style import BLUE, INK, ORANGE, PALE_ORANGE, RULE, SOFT, blank, styled, svg, width_of
from sufficiency.reports.summary.money.values import Bridge, MoneyShown
from sufficiency.reports.words import FACTOR_NAMES, KIND_OF_PLACE, PAYER_NAMES, millions, pounds, signed_millions

ROW = 44.0
"""Height of a bar and of what stands between it and the next, in hundredths of an inch."""
OUTLINE = 0.7
"""Width of the line around a part, so that neighbours of like lightness, and the palest on white, are told apart."""
COLOURS = {"block": BLUE, "place": SOFT, "transport": ORANGE, "health_and_care": PALE_ORANGE}


def bridge_chart(bridge: Bridge, title: str, description: str) -> str:
    """Draw the block's spend of two years, and between them what adds to it or takes off."""
    with styled():
        return svg(bridge_figure(bridge), "bridge", title, description)


def bridge_figure(bridge: Bridge) -> Figure:
    """Bars from the spend of the first year to that of the last, from top to bottom."""
    ends = [(0.0, bridge.before), (0.0, bridge.after)]
    at, bars = bridge.before, []
    for _, _, gbp in bridge.steps:
        bars.append((at, gbp))
        at += gbp
    shown = [ends[0], *bars, ends[1]]
    labels = [f"Spend of {bridge.first}", *map(_label, bridge.steps), f"Spend of {bridge.last}"]
    figures = [millions(bridge.before), *(signed_millions(gbp) for _, gbp in bars), millions(bridge.after)]
    figure, axes = _rows(labels, left=375.0)
    for place, ((start, gbp), words) in enumerate(zip(shown, figures, strict=True)):
        end = place in (0, len(shown) - 1)
        axes.barh([place], [gbp], left=start, height=0.66, color=INK if end else BLUE if gbp >= 0 else ORANGE)
        _annotate(axes, max(start, start + gbp), place, words)
    for place, (start, gbp) in enumerate(shown[:-1]):
        reached = start + gbp
        axes.plot([reached, reached], [place - 0.33, place + 1.33], color=RULE, linewidth=1, zorder=0)
    axes.set_xlim(0, 1.02 * max(start + max(gbp, 0.0) for start, gbp in shown))
    return figure


def _label(step: tuple[str, str, float]) -> str:
    line, factor, _ = step
    return f"{line}\n{FACTOR_NAMES[factor]}" if factor else line


def kinds_cost_chart(money: MoneyShown, title: str, description: str) -> str:
    """Draw what a learner costs in each kind of provision, by who pays."""
    with styled():
        return svg(kinds_cost_figure(money), "kinds-cost", title, description)


def kinds_cost_figure(money: MoneyShown) -> Figure:
    """A bar a kind, of what each pays."""
    figure, axes = _rows([KIND_OF_PLACE[kind.provision] for kind in money.kinds], left=265.0, top=40.0)
    for place, kind in enumerate(money.kinds):
        start = 0.0
        for name, colour in COLOURS.items():
            gbp = float(getattr(kind, name))
            if gbp:
                axes.barh([place], [gbp], left=start, height=0.66, color=colour, edgecolor=INK, linewidth=OUTLINE)
            start += gbp
        _annotate(axes, start, place, pounds(kind.average))
    axes.set_xlim(0, 1.02 * max(kind.average for kind in money.kinds))
    _legend(figure)
    return figure


def _legend(figure: Figure) -> None:
    """Who pays, each with its colour, above the bars."""
    wide, high = (100 * side for side in figure.get_size_inches())
    at = 10.0
    for name, colour in COLOURS.items():
        words = PAYER_NAMES[name]
        size = (14 / wide, 14 / high)
        square = Rectangle((at / wide, 1 - 30 / high), *size, transform=figure.transFigure)
        square.set(facecolor=colour, edgecolor=INK, linewidth=OUTLINE)
        figure.add_artist(square)
        figure.text((at + 22) / wide, 1 - 28 / high, words, color=INK)
        at += 22 + width_of(words) + 24


def _rows(labels: list[str], left: float, top: float = 10.0) -> tuple[Figure, Axes]:
    """An empty picture of bars, one under the other, each with its label on the left."""
    figure, axes = blank(820, ROW * len(labels) + top + 10, (left, 90, 10, top))
    axes.spines[["top", "right", "bottom", "left"]].set_visible(False)
    axes.set_xticks([])
    axes.set_yticks(range(len(labels)), labels)
    axes.tick_params(length=0, pad=8, labelcolor=INK)
    axes.set_ylim(len(labels) - 0.5, -0.5)
    return figure, axes


def _annotate(axes: Axes, end: float, place: int, words: str) -> None:
    label = axes.annotate(words, (end, place), (6, 0), textcoords="offset points", va="center")
    label.set_annotation_clip(False)
