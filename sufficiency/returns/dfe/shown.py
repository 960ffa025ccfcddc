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
    """The returns of a run as ``audience`` may see them; ``every`` export of the run is hidden together."""
    if audience is Audience.INTERNAL:
        return ShownReturns({one.name: one.frame for one in rounded.exports}, rounded.farthest)
    hidden = hide(every)
    return ShownReturns({one.name: _masked(one, hidden[one.name]) for one in rounded.exports}, rounded.farthest)


def _masked(export: Export, hidden: pd.DataFrame) -> pd.DataFrame:
    """An export in whole numbers, hidden where ``hidden`` has it so."""
    key = list(export.key)
    covered = hidden.set_index(key)[LEARNERS].eq(HIDDEN).reindex(pd.MultiIndex.from_frame(export.frame[key]))
    values = export.frame[LEARNERS].astype(object).mask(covered.to_numpy(dtype=bool), HIDDEN)
    return export.frame.assign(**{LEARNERS: values})
