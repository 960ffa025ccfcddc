"""What is hidden in the base year is hidden in every year (A-499)."""

import pandas as pd

from sufficiency.returns.disclosure.base_year import labels_of
from sufficiency.returns.exports import Export


def in_every_year(export: Export, pattern: pd.DataFrame) -> pd.DataFrame:
    """Return which counts of each row are hidden, with the index of the frame.

    pattern : whether each count is hidden, by the labels of the base year (its index). A row that the base year does
    not have rests on nobody and is shown.
    """
    labels = labels_of(export, export.frame)
    if not len(labels.columns):
        hidden = pattern.reindex([0] * len(labels))
    else:
        hidden = pattern.reindex(pd.MultiIndex.from_frame(labels))
    return hidden.set_axis(export.frame.index).eq(True)
