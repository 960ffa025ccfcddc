"""The exports of a run as they are printed: in whole numbers that add up, and for the public with small ones hidden."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from sufficiency.returns.audience import HIDDEN, Audience
from sufficiency.returns.dfe.counting import LEARNERS
from sufficiency.returns.dfe.exports import exports_of
from sufficiency.returns.dfe.facts import ReturnFacts
from sufficiency.returns.disclosure import hide
from sufficiency.returns.exports import Export
from sufficiency.returns.whole_exports import Rounded, whole_exports


@dataclass(frozen=True)
class ShownReturns:
    """Tables by name as they are printed, and how far the number that is furthest off is from its figure."""

    tables: Mapping[str, pd.DataFrame]
    farthest: float


def whole_returns(facts: ReturnFacts) -> Rounded:
    """Every export of the returns of a run, in the whole numbers in which returns are sent."""
    return whole_exports(exports_of(facts))


def shown_returns(rounded: Rounded, every: tuple[Export, ...], audience: Audience) -> ShownReturns:
    """The returns of a run as ``audience`` may see them.

    every : all exports of the run in whole numbers, which are hidden together for the public; officers need none.
    """
    frames = {one.name: one.frame for one in rounded.exports}
    if audience is Audience.PUBLIC:
        hidden = hide(every)
        frames = {name: hidden.get(name, _all_hidden(frame)) for name, frame in frames.items()}
    return ShownReturns(frames, rounded.farthest)


def _all_hidden(frame: pd.DataFrame) -> pd.DataFrame:
    """A table that is for officers alone: none of its learners are shown."""
    return frame.assign(**{LEARNERS: HIDDEN})
