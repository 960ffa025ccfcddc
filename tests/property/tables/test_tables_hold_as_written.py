"""Laws of tables as they are written for people: each keeps its own contract, adds up, and is read back."""

from itertools import islice, product
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sufficiency.results.as_files import file_of
from sufficiency.results.every_table import EVERY_TABLE
from sufficiency.results.shapes import ResultTable
from sufficiency.tables.contracts import Column, check
from sufficiency.tables.files import read_table, table_text
from sufficiency.tables.rounding import rounded

pytestmark = pytest.mark.property

ROWS = 40
BALANCED = [table for table in EVERY_TABLE if table.balance and table.name != "stability"]
"""Tables whose columns follow from others, but for the one that does so in whole pounds, which may fall below zero."""
SEEDS = st.integers(0, 2**32 - 1)
USUAL = st.sampled_from([0.004, 0.02, 3.0])
"""What a cell holds about: a part of a hundredth, some hundredths, some learners."""


def key_of(column: Column, name: str) -> list[object]:
    """Some values of a key column; of the first, two years."""
    if column.kind == "integer":
        return [int(column.minimum or 0) + step for step in range(12)]
    return [*(column.allowed[:4] or [f"{name}{step:02}" for step in range(12)])]


def value_of(column: Column, size: float, luck: np.random.Generator) -> list[object]:
    """As many values as there are rows: half of the numbers are nothing."""
    if column.kind == "text":
        return [(column.allowed or ("one",))[0]] * ROWS
    if column.kind == "integer":
        return [int(column.minimum or 0)] * ROWS
    drawn = np.where(luck.random(ROWS) < 0.5, 0.0, luck.exponential(size, ROWS))
    return list(np.minimum(drawn, np.inf if column.maximum is None else column.maximum))


def made(table: ResultTable, size: float, seed: int) -> pd.DataFrame:
    """A table that keeps its contract and balance, in which what is left of parts is often nothing at all."""
    luck = np.random.default_rng(seed)
    first, *others = (key_of(column, column.name) for column in table.key)
    columns = {column.name: column for column in table.columns}
    each = list(islice(product(*others), ROWS // 2)) or [()]
    keys = [(year, *rest) for year in first[:2] for rest in each]
    frame = pd.DataFrame(keys, columns=table.key_names)
    for column in table.values:
        frame[column.name] = value_of(column, size, luck)[: len(frame)]
    for name, signs in table.balance.items():
        adding = [part for part, sign in signs.items() if sign > 0 and columns[part].minimum is not None]
        taking = [part for part in signs if part not in adding]
        left = frame[adding].sum(axis=1).to_numpy()
        for part in taking if columns[name].minimum is not None else ():
            taken = left * np.where(luck.random(len(frame)) < 0.5, 1.0, luck.random(len(frame)))
            left = left - taken
            frame[part] = -signs[part] * taken
        frame[name] = sum(sign * frame[part] for part, sign in signs.items())
        if columns[name].minimum is not None:
            frame[name] = np.maximum(frame[name], 0.0)
    return check(frame, table)


@pytest.mark.parametrize("table", BALANCED, ids=lambda table: table.name)
@settings(max_examples=8)
@given(USUAL, SEEDS)
def test_a_table_written_for_people_keeps_its_contract_and_is_read_back(table, size, seed):
    written = rounded(made(table, size, seed), table, table.balance)
    check(written, table)
    with TemporaryDirectory() as folder:
        path = Path(folder) / file_of(table)
        path.write_text(table_text(written, table, for_people=True), encoding="utf-8")
        assert read_table(path, table)[1] == []


@pytest.mark.parametrize("table", BALANCED, ids=lambda table: table.name)
@settings(max_examples=8)
@given(USUAL, SEEDS)
def test_what_follows_from_parts_does_so_as_written_and_parts_stay_near_their_figures(table, size, seed):
    exact = made(table, size, seed)
    written = rounded(exact, table, table.balance)
    for name, signs in table.balance.items():
        assert np.abs(sum(sign * written[part] for part, sign in signs.items()) - written[name]).max() < 1e-6
        parts = [part for part in signs if part not in table.balance]
        missed = (written[parts] - exact[parts]).abs()
        assert not missed.gt(0.03).any(axis=None)
