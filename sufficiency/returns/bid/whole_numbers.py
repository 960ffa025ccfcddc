"""Whole numbers for the rows that a bid shows: they add up as their figures do, and what is hidden stays hidden."""

from collections.abc import Collection, Mapping
from dataclasses import replace

import pandas as pd

from sufficiency.returns.audience import HIDDEN
from sufficiency.returns.exports import Export
from sufficiency.returns.whole_exports import whole_exports

Kept = Mapping[str, Collection[str]]
"""Codes that are kept, by key column."""


def whole_rows(export: Export, hidden: pd.DataFrame | None, kept: Kept) -> pd.DataFrame:
    """Return an export in which the rows with the kept codes have whole counts; ``hidden`` is it as it is published.

    What is hidden was found from the figures themselves, so that rounding neither hides nor shows a count.
    """
    mine = pd.Series(data=True, index=export.frame.index)
    for column, codes in kept.items():
        mine &= export.frame[column].isin(list(codes))
    frames = [_whole(export, of_year) for _, of_year in export.frame[mine].groupby(export.year, sort=False)]
    frame = pd.concat([*frames, export.frame[~mine]], ignore_index=True)
    return frame if hidden is None else _as_published(export, frame, hidden)


def _whole(export: Export, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of one year with whole counts."""
    alone = replace(export, frame=rows.reset_index(drop=True), links=())
    return whole_exports((alone,)).exports[0].frame


def _as_published(export: Export, frame: pd.DataFrame, hidden: pd.DataFrame) -> pd.DataFrame:
    """A frame of exact or whole counts with what is hidden in its place, rates too."""
    key = list(export.key)
    published = hidden.set_index(key).reindex(pd.MultiIndex.from_frame(frame[key]))
    columns = {name: published[name].to_numpy(dtype=object) for name in (*export.counts, *export.rates)}
    shown = {
        name: frame[name].astype(object).mask(pd.Series(column == HIDDEN, index=frame.index), HIDDEN)
        for name, column in columns.items()
    }
    return frame.assign(**shown)
