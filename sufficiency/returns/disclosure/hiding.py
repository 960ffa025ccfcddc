"""Tables as they may be published: the counts that would make children known are hidden."""

from collections.abc import Sequence

import pandas as pd

from models.arrays import Flags
from sufficiency.returns.audience import HIDDEN
from sufficiency.returns.disclosure.base_year import BaseTable, base_tables, sealed_of, totals_of, values_of
from sufficiency.returns.disclosure.equations import equations_of
from sufficiency.returns.disclosure.every_year import in_every_year
from sufficiency.returns.disclosure.first_hidden import first_hidden
from sufficiency.returns.disclosure.rates import hidden_rates
from sufficiency.returns.disclosure.secondary import hidden_counts
from sufficiency.returns.exports import Export


def hide(exports: Sequence[Export]) -> dict[str, pd.DataFrame]:
    """Return the rows of each export with ``c`` in the place of what is hidden, and the rest as it was.

    All exports of a run are given together: what is hidden in one depends on what the others show.

    Raises
    ------
    ValueError
        An export does not foot in its base year, or a link names no cell of the exports.
    """
    tables = base_tables(exports)
    hidden = hidden_counts(equations_of(tables), values_of(tables), totals_of(tables), first_hidden(tables))
    hidden[sealed_of(tables)] = True
    patterns = {table.export.name: _pattern(table, hidden) for table in tables}
    return {export.name: _published(export, patterns[export.name]) for export in exports}


def _pattern(table: BaseTable, hidden: Flags) -> pd.DataFrame:
    """Whether each count of the base year is hidden, by its labels."""
    index = pd.MultiIndex.from_frame(table.labels) if len(table.labels.columns) else None
    return pd.DataFrame(hidden[table.numbers], index=index, columns=list(table.export.counts))


def _follows(export: Export, column: str) -> "pd.Series[bool]":
    """In which rows a column follows its count: where it has a figure that is not public all the same."""
    key, codes = export.open.get(column, (export.year, frozenset()))
    return export.frame[column].notna() & ~export.frame[key].isin(codes)


def _published(export: Export, pattern: pd.DataFrame) -> pd.DataFrame:
    """The rows of an export, with its mark in the place of what is hidden."""
    counts = in_every_year(export, pattern)
    follows = pd.DataFrame(
        {column: counts[count] & _follows(export, column) for column, count in export.follows.items()}
    )
    hidden = pd.concat([counts, follows, hidden_rates(export, counts)], axis=1)
    frame = export.frame.copy()
    for column in hidden.columns[hidden.any()]:
        frame[column] = frame[column].astype(object).mask(hidden[column], HIDDEN)
    return frame
