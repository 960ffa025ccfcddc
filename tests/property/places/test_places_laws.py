"""Laws of putting agreed places into dated ones, on generated lists."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.places.capacity import dated_places_by_phase
from models.vocabulary import PHASES
from sufficiency.importers.place_list.files import Stated
from sufficiency.importers.place_list.merge import WHOLE, merge_places
from sufficiency.packs.contracts import PLACES

pytestmark = pytest.mark.property

YEARS = ("2024/25", "2025/26", "2026/27", "2027/28")
PROVIDER, OTHER = "oak", "elm"
NUMBERS = st.integers(0, 200).map(float)
PHASE_NUMBERS = st.dictionaries(st.sampled_from([str(phase) for phase in PHASES]), NUMBERS, min_size=1)
A_YEAR = st.one_of(st.fixed_dictionaries({WHOLE: NUMBERS}), PHASE_NUMBERS)
LISTS = st.dictionaries(st.sampled_from(YEARS), A_YEAR, min_size=1)


def table(rows: dict[str, dict[str, float]], provider: str = PROVIDER) -> pd.DataFrame:
    """Dated places of a provider."""
    return pd.DataFrame(
        [
            (provider, year, phase, places, 0.0, "estimated", "A-21")
            for year, parts in rows.items()
            for phase, places in parts.items()
        ],
        columns=PLACES.column_names,
    )


def stated(rows: dict[str, dict[str, float]]) -> dict[Stated, str]:
    """Return a list that states these places."""
    numbers = [(year, phase, places) for year, parts in rows.items() for phase, places in parts.items()]
    return {
        Stated("", "Oak", phase, year, places, None, "list.xlsx", row, 1): PROVIDER
        for row, (year, phase, places) in enumerate(numbers, start=2)
    }


def consistent(rows: dict[str, dict[str, float]]) -> dict[str, dict[str, float]]:
    """Return the years of a table that are in one form: all whole, or all by phase."""
    whole = WHOLE in rows[min(rows)]
    return {year: parts for year, parts in rows.items() if (WHOLE in parts) == whole}


@given(LISTS.map(consistent), LISTS)
def test_in_a_stated_year_the_places_in_force_are_the_stated_ones_and_nothing_counts_twice(before, rows) -> None:
    places, _ = merge_places(
        pd.concat([table(before), table({"2024/25": {WHOLE: 7.0}}, OTHER)]), stated(rows), "places_list"
    )
    force = places.pivot_table(index=["provider_id", "phase"], columns="academic_year", values="places").reindex(
        columns=YEARS
    )
    own = force.ffill(axis=1).loc[PROVIDER]
    for year, parts in rows.items():
        for phase, number in parts.items():
            assert own.loc[phase, year] == number
        whole = float(own[year].get(WHOLE, 0.0))
        single = float(own[year].drop(WHOLE, errors="ignore").sum())
        assert min(0.0 if pd.isna(whole) else whole, single) == 0.0
    assert dated_places_by_phase(places, [OTHER], list(YEARS), "places").sum(axis=2).tolist() == [[7.0]] * 4


@given(LISTS.map(consistent), LISTS)
def test_the_same_list_twice_is_the_same_as_once(before, rows) -> None:
    once, _ = merge_places(table(before), stated(rows), "places_list")
    twice, _ = merge_places(once, stated(rows), "places_list")
    order = ["provider_id", "academic_year", "phase"]
    pd.testing.assert_frame_equal(
        once.sort_values(order, ignore_index=True), twice.sort_values(order, ignore_index=True), check_dtype=False
    )


@given(LISTS, st.randoms())
def test_the_order_of_rows_in_a_list_does_not_matter(rows, draw) -> None:
    shuffled = list(stated(rows).items())
    draw.shuffle(shuffled)
    one, _ = merge_places(table({"2024/25": {WHOLE: 9.0}}), stated(rows), "places_list")
    other, _ = merge_places(table({"2024/25": {WHOLE: 9.0}}), dict(shuffled), "places_list")
    pd.testing.assert_frame_equal(one, other)
