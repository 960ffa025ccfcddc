"""The exports of a run as they are printed: in whole numbers that add up, and for the public with small ones hidden."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sufficiency.returns.audience import Audience
from sufficiency.returns.dfe.exports import exports_of
from sufficiency.returns.dfe.facts import ReturnFacts
from sufficiency.returns.disclosure import hide
from sufficiency.returns.exports import Export
from sufficiency.returns.whole_exports import whole_exports


@dataclass(frozen=True)
class ShownReturns:
    """Tables by name as they are printed, and how far the number that is furthest off is from its figure."""

    tables: Mapping[str, pd.DataFrame]
    farthest: float


def shown_returns(facts: ReturnFacts, every: tuple[Export, ...], audience: Audience) -> ShownReturns:
    """The returns of a run as ``audience`` may see them.

    every : all exports of the run in whole numbers, which are hidden together for the public; officers need none.
    """
    exact = exports_of(facts)
    if audience is Audience.INTERNAL:
        rounded = whole_exports(exact)
        return ShownReturns({one.name: one.frame for one in rounded.exports}, rounded.farthest)
    whole, hidden = {one.name: one for one in every}, hide(every)
    furthest = max((_furthest(one, whole[one.name]) for one in exact), default=0.0)
    return ShownReturns({one.name: hidden[one.name] for one in exact}, furthest)


def _furthest(exact: Export, whole: Export) -> float:
    values, printed = (one.frame[list(one.counts)].to_numpy(dtype=np.float64) for one in (exact, whole))
    return float(np.abs(values - printed).max(initial=0.0))
