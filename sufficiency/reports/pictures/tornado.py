"""The tornado: what each assumption makes of the places missing, the largest swing on top.

Every end carries its words: the value, and the places missing with it. The scale is the largest at which all of these
fit beside their bars.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from sufficiency.reports.pictures.style import (
    BLUE,
    INK,
    ORANGE,
    PALE_BLUE,
    PALE_ORANGE,
    SOFT,
    blank,
    printable,
    styled,
    svg,
    width_of,
)
from sufficiency.reports.summary.trust.swings import AssumptionSwung, SwingsShown
from sufficiency.reports.words import whole

WIDE, LEFT, TOP, BOTTOM, ROW = 820.0, 252.0, 58.0, 8.0, 40.0
GAP, EDGE = 7.0, 4.0
"""Between a bar and its words, and around all of them, in hundredths of an inch."""
NAMED = LEFT - 24.0
"""Room of a line of a name; a longer name takes two lines, the second cut where it must be."""
MOST_BARS = 16
LOW, HIGH = (BLUE, PALE_BLUE, ""), (ORANGE, PALE_ORANGE, "////")
"""Outline, filling and hatching of what the low and the high value make."""


@dataclass(frozen=True)
class End:
    """One end of a swing: what it adds to the places missing, its words, and which of the two it is."""

    added: float
    words: str
    style: tuple[str, str, str]


def tornado_chart(swings: SwingsShown, title: str, description: str) -> str:
    """Draw the swings that move the places missing."""
    with styled():
        return svg(tornado_figure(swings), "tornado", title, description)


def tornado_figure(swings: SwingsShown) -> Figure:
    """A bar an assumption, about a line that is the run's own figure."""
    rows = swings.moving[:MOST_BARS]
    figure, axes = blank(WIDE, TOP + ROW * len(rows) + BOTTOM, (LEFT, EDGE, BOTTOM, TOP))
    axes.set_axis_off()
    axes.set_ylim(len(rows) - 0.5, -0.5)
    ends = [ends_of(row) for row in rows]
    middle, scale = scaled([end for pair in ends for end in pair], WIDE - LEFT - EDGE)
    axes.set_xlim(0, WIDE - LEFT - EDGE)
    axes.plot([middle, middle], [-0.5, len(rows) - 0.5], color=INK, linewidth=1.2, zorder=3)
    for place, (row, pair) in enumerate(zip(rows, ends, strict=True)):
        axes.annotate(in_two_lines(row.name), (0, place), (-8, 0), textcoords="offset points", ha="right", va="center")
        for end, (shift, height) in zip(pair, _lanes(pair), strict=True):
            _draw(axes, end, (middle, place + shift), (scale, height))
    _key(figure, swings)
    return figure


def ends_of(row: AssumptionSwung) -> tuple[End, ...]:
    """The ends of a swing that move the figure; an end that does not has no bar and needs no words."""
    low, high = row.headline.changes
    both = (
        End(low, f"{row.low}: {whole(row.headline.low)}", LOW),
        End(high, f"{row.high}: {whole(row.headline.high)}", HIGH),
    )
    return tuple(end for end in both if round(abs(end.added)) >= 1)


def scaled(ends: Sequence[End], room: float) -> tuple[float, float]:
    """Where the run's own figure stands, and how wide one place is: all bars and their words are in the room."""
    before = [(-end.added, width_of(end.words) + GAP + EDGE) for end in ends if end.added < 0] or [(0.0, EDGE)]
    after = [(end.added, width_of(end.words) + GAP + EDGE) for end in ends if end.added > 0] or [(0.0, EDGE)]
    scale = min(
        (room - left_words - right_words) / (left + right)
        for left, left_words in before
        for right, right_words in after
        if left + right > 0
    )
    return max(left * scale + words for left, words in before), scale


def _lanes(pair: Sequence[End]) -> list[tuple[float, float]]:
    """Where in its row each bar stands and how high it is: two that go the same way stand one above the other."""
    if len(pair) == 2 and pair[0].added * pair[1].added > 0:
        return [(-0.22, 0.36), (0.22, 0.36)]
    return [(0.0, 0.6)] * len(pair)


def _draw(axes: Axes, end: End, at: tuple[float, float], size: tuple[float, float]) -> None:
    (middle, place), (scale, height) = at, size
    edge, filling, hatch = end.style
    axes.barh([place], [end.added * scale], left=middle, height=height, color=filling, edgecolor=edge, hatch=hatch)
    side = 1 if end.added > 0 else -1
    reached = (middle + end.added * scale + side * GAP, place)
    axes.text(*reached, printable(end.words), ha="left" if side > 0 else "right", va="center", color=INK)


def in_two_lines(name: str) -> str:
    """A name in at most two lines, each as wide as there is room."""
    first, rest = _filled(printable(name).split())
    second, left = _filled(rest)
    if left:
        second = f"{second[: _letters(second, NAMED - width_of(' …'))].rstrip()} …"
    return "\n".join(line for line in (first, second) if line)


def _filled(words: list[str]) -> tuple[str, list[str]]:
    """As many words as a line has room for, and those that are left; a word that is too long by itself is cut."""
    taken = 0
    while taken < len(words) and width_of(" ".join(words[: taken + 1])) <= NAMED:
        taken += 1
    if taken or not words:
        return " ".join(words[:taken]), words[taken:]
    letters = _letters(words[0], NAMED)
    return words[0][:letters], [words[0][letters:], *words[1:]]


def _letters(word: str, room: float) -> int:
    """How many letters of a word there is room for, one at least."""
    return bisect_right(range(1, len(word) + 1), room, key=lambda letters: width_of(word[:letters])) or 1


def _key(figure: Figure, swings: SwingsShown) -> None:
    """What the line and the two kinds of bar are, above them."""
    wide, high = (100 * side for side in figure.get_size_inches())
    figure.text(EDGE / wide, 1 - 18 / high, f"Places missing in {swings.academic_year}: value, and figure with it")
    at = EDGE
    for words, (edge, filling, hatch) in (("low value", LOW), ("high value", HIGH)):
        square = Rectangle((at / wide, 1 - 46 / high), 22 / wide, 14 / high, transform=figure.transFigure)
        square.set(facecolor=filling, edgecolor=edge, hatch=hatch)
        figure.add_artist(square)
        figure.text((at + 28) / wide, 1 - 44 / high, words, color=SOFT)
        at += 28 + width_of(words) + 20
    figure.text(at / wide, 1 - 44 / high, f"line: {whole(swings.missing)}, as the run has it", color=SOFT)
