"""Laws of controlled rounding: what is printed adds up, within one of its figure each, and nought stays nought."""

from dataclasses import replace
from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sufficiency.returns.exports import Cell, Export
from sufficiency.returns.rounding import nearest_whole
from sufficiency.returns.turning import turned
from sufficiency.returns.whole_exports import equations, whole_exports

pytestmark = pytest.mark.property

FIGURE = st.one_of(st.just(0.0), st.integers(0, 40).map(float), st.floats(0, 40).map(lambda value: round(value, 4)))


@st.composite
def tables(draw, ways: int, most: int = 4):
    """A table with every total, in the long form of an export: figures of its inner cells are drawn."""
    shape = tuple(draw(st.integers(1, most)) for _ in range(ways))
    size = int(np.prod(shape))
    return with_totals(np.array(draw(st.lists(FIGURE, min_size=size, max_size=size))).reshape(shape))


def with_totals(inner: np.ndarray) -> Export:
    whole = inner
    for axis in range(inner.ndim):
        whole = np.concatenate([whole, whole.sum(axis=axis, keepdims=True)], axis=axis)
    names = [f"way_{axis}" for axis in range(inner.ndim)]
    labels = [[*map(str, range(size)), "all"] for size in inner.shape]
    rows = [dict(zip(names, row, strict=True)) for row in product(*labels)]
    frame = pd.DataFrame(rows).assign(academic_year="2024/25", learners=whole.ravel())
    return Export("table", frame, ("academic_year", *names), ("learners",))


def foots(export: Export) -> bool:
    values = export.frame[list(export.counts)].to_numpy().ravel()
    return all(
        values[total] == sum(sign * values[place] for place, sign in parts) for total, parts in equations([export])
    )


def values_of(export: Export) -> np.ndarray:
    return export.frame["learners"].to_numpy()


@settings(max_examples=12)
@given(tables(ways=2, most=6))
def test_a_table_of_two_ways_foots_and_every_number_is_within_one(table):
    rounded = whole_exports([table])
    exact, whole = values_of(table), values_of(rounded.exports[0])
    assert foots(rounded.exports[0])
    assert np.abs(whole - exact).max() < 1
    assert rounded.farthest == np.abs(whole - exact).max()
    assert (whole[exact == np.round(exact)] == exact[exact == np.round(exact)]).all()


@settings(max_examples=12)
@given(tables(ways=2, most=6))
def test_the_grand_total_of_two_ways_is_the_nearest_whole_number(table):
    whole = values_of(whole_exports([table]).exports[0])
    assert abs(whole[-1] - values_of(table)[-1]) <= 0.5 + 1e-6


@settings(max_examples=12)
@given(tables(ways=3, most=3))
def test_a_table_of_three_ways_foots_and_its_inner_cells_are_within_one(table):
    whole = whole_exports([table]).exports[0]
    inner = ~(table.frame[["way_0", "way_1", "way_2"]] == "all").any(axis=1).to_numpy()
    assert foots(whole)
    assert np.abs(values_of(whole) - values_of(table))[inner].max() < 1
    assert (values_of(whole)[values_of(table) == 0] == 0).all()


@settings(max_examples=12)
@given(tables(ways=2, most=4))
def test_the_same_table_gives_the_same_numbers(table):
    assert (
        values_of(whole_exports([table]).exports[0]).tolist() == values_of(whole_exports([table]).exports[0]).tolist()
    )


@settings(max_examples=12)
@given(tables(ways=2, most=2))
def test_no_other_whole_numbers_are_nearer_than_those_found(table):
    """An oracle: every way of rounding the inner cells up or down, one by one."""
    exact = values_of(table)
    found = values_of(whole_exports([table]).exports[0])
    every = [sum_of_ways(table, ups) for ups in product((0, 1), repeat=inner_cells(table))]
    allowed = [one for one in every if np.abs(one - exact).max() < 1]
    nearest_grand = min(abs(one[-1] - exact[-1]) for one in allowed)
    of_those = [np.abs(one - exact).sum() for one in allowed if abs(one[-1] - exact[-1]) <= nearest_grand + 1e-6]
    assert np.abs(found - exact).sum() <= min(of_those) + 1e-3


def inner_cells(table: Export) -> int:
    return int((~(table.frame[["way_0", "way_1"]] == "all").any(axis=1)).sum())


def sum_of_ways(table: Export, ups: tuple[int, ...]) -> np.ndarray:
    inner = ~(table.frame[["way_0", "way_1"]] == "all").any(axis=1)
    figures = np.floor(table.frame.loc[inner, "learners"].to_numpy()) + np.array(ups)
    shape = (table.frame.loc[inner, "way_0"].nunique(), table.frame.loc[inner, "way_1"].nunique())
    return values_of(with_totals(figures.reshape(shape)))


@settings(max_examples=12)
@given(st.lists(st.tuples(FIGURE, FIGURE, FIGURE), min_size=1, max_size=5))
def test_identities_of_a_row_hold_among_whole_numbers(rows):
    frame = pd.DataFrame(rows, columns=["base", "special", "away"]).assign(
        academic_year=[str(row) for row in range(len(rows))]
    )
    frame["required"] = frame["base"] + frame["special"] - frame["away"]
    export = Export(
        "rows",
        frame,
        ("academic_year",),
        ("required", "base", "special", "away"),
        identities=(("required", (("base", 1), ("special", 1), ("away", -1))),),
    )
    whole = whole_exports([export]).exports[0].frame
    assert (whole["required"] == whole["base"] + whole["special"] - whole["away"]).all()
    assert (np.abs(whole[list(export.counts)] - frame[list(export.counts)]).to_numpy() < 1).all()


@settings(max_examples=12)
@given(st.lists(FIGURE, min_size=2, max_size=6), st.lists(FIGURE, min_size=1, max_size=4))
def test_a_link_holds_between_two_tables(of_one, others):
    """The total of one table, and other parts, are the total of another."""
    at = {name: (("academic_year", "2024/25"), ("part", name)) for name in ("all", "one")}
    bound = ((Cell("one", at["all"], "learners"), 1), (Cell("two", at["one"], "learners"), -1))
    one = of_parts("one", of_one)
    two = of_parts("two", [sum(of_one), *others], ["one", *map(str, range(len(others)))], links=(bound,))
    first, second = (export.frame.set_index("part")["learners"] for export in whole_exports([one, two]).exports)
    assert first["all"] == second["one"]


def of_parts(name, figures, labels=None, links=()) -> Export:
    labels = labels or [str(place) for place in range(len(figures))]
    frame = pd.DataFrame({"part": [*labels, "all"], "learners": [*figures, sum(figures)]}).assign(
        academic_year="2024/25"
    )
    return Export(name, frame, ("academic_year", "part"), ("learners",), links=links)


def test_where_three_ways_have_no_whole_numbers_only_totals_lie_further():
    """Halves in a table whose every line holds two of them or none, so that each total is one."""
    inner = np.zeros((3, 3, 3))
    for row, (first, second) in enumerate(((0, 1), (1, 2), (2, 0))):
        inner[row, first, first] = inner[row, second, first] = inner[row, first, second] = 0.5
        inner[row, second, second] = 0.5
    table = with_totals(inner)
    whole = whole_exports([table])
    assert foots(whole.exports[0])
    assert values_of(whole.exports[0])[values_of(table) == 0].sum() == 0
    assert whole.farthest == 1


def test_a_large_table_of_four_ways_foots_with_inner_cells_within_one_and_totals_within_two():
    generator = np.random.default_rng(1)
    table = with_totals(generator.gamma(0.5, 4, (6, 4, 6, 3)) * (generator.random((6, 4, 6, 3)) < 0.8))
    whole = whole_exports([table])
    inner = ~(table.frame[[f"way_{axis}" for axis in range(4)]] == "all").any(axis=1).to_numpy()
    assert foots(whole.exports[0])
    assert np.abs(values_of(whole.exports[0]) - values_of(table))[inner].max() < 1
    assert whole.farthest < 2
    assert (values_of(whole.exports[0])[values_of(table) == 0] == 0).all()


@settings(max_examples=12)
@given(tables(ways=3, most=3))
def test_turning_one_by_one_keeps_the_equations_and_inner_cells_within_one(table):
    whole = turned(np.round(values_of(table), 6), [*equations([table])])
    inner = ~(table.frame[["way_0", "way_1", "way_2"]] == "all").any(axis=1).to_numpy()
    assert foots(replace(table, frame=table.frame.assign(learners=whole)))
    assert np.abs(whole - values_of(table))[inner].max() < 1


def test_figures_that_do_not_add_up_are_refused():
    with pytest.raises(ValueError, match="not the sum of their parts"):
        nearest_whole(np.array([3.0, 1.0, 1.0]), [(0, ((1, 1), (2, 1)))])
