import numpy as np
import pandas as pd
import pytest

from models.places.capacity import KEPT_FOR, PhaseRows, added_places, dated_places_by_phase, market_places
from models.vocabulary import PHASES

pytestmark = pytest.mark.unit

YEARS = ["2024/25", "2025/26", "2026/27", "2027/28"]


def rows(*cells: tuple[str, str, str, float]) -> pd.DataFrame:
    return pd.DataFrame(cells, columns=["provider_id", "academic_year", "phase", "places"])


def places(*cells: tuple[str, str, str, float], of: str = "oak") -> list[float]:
    return dated_places_by_phase(rows(*cells), [of], YEARS, "places").sum(axis=2)[:, 0].tolist()


def test_places_hold_until_the_next_dated_row():
    assert places(("oak", "2024/25", "all", 30), ("oak", "2026/27", "all", 50)) == [30, 30, 50, 50]


def test_a_school_that_opens_later_has_no_places_before():
    assert places(("oak", "2026/27", "all", 50)) == [0, 0, 50, 50]


def test_a_school_that_closes_has_none_from_then_on():
    assert places(("oak", "2024/25", "all", 30), ("oak", "2026/27", "all", 0)) == [30, 30, 0, 0]


def test_a_row_from_before_the_first_year_is_in_force():
    assert places(("oak", "2019/20", "all", 30), ("oak", "2025/26", "all", 40)) == [30, 40, 40, 40]


def test_a_row_after_the_last_year_changes_nothing():
    assert places(("oak", "2024/25", "all", 30), ("oak", "2030/31", "all", 99)) == [30, 30, 30, 30]


def test_each_phase_holds_until_its_own_next_row_and_phases_add_up():
    dated = [
        ("oak", "2024/25", "primary", 20),
        ("oak", "2024/25", "secondary", 10),
        ("oak", "2026/27", "secondary", 40),
        ("oak", "2027/28", "primary", 0),
    ]
    assert places(*dated) == [30, 30, 60, 40]


def test_providers_come_in_the_order_asked_and_one_without_rows_has_no_places():
    dated = rows(("oak", "2024/25", "all", 30), ("elm", "2024/25", "all", 12))
    found = dated_places_by_phase(dated, ["oak", "ash", "elm"], YEARS[:1], "places").sum(axis=2)
    assert found.tolist() == [[30, 0, 12]]


def test_the_order_of_rows_changes_nothing():
    dated = [("oak", "2024/25", "all", 30), ("oak", "2025/26", "all", 35), ("oak", "2026/27", "all", 50)]
    assert places(*dated) == places(*reversed(dated))


def test_additions_hold_from_their_september_on_beside_each_other():
    changes = pd.DataFrame(
        [("oak", "all", "2025/26", 30), ("oak", "all", "2026/27", -10), ("elm", "primary", "2027/28", 5)],
        columns=["provider_id", "phase", "academic_year", "add"],
    )
    by_phase = added_places(changes, ["elm", "oak"], YEARS)
    found = by_phase.sum(axis=2)
    assert by_phase[3, 0].tolist() == [0, 0, 5, 0, 0, 0]
    assert found.tolist() == [[0, 0], [0, 30], [0, 20], [5, 20]]


def test_no_additions_add_nothing():
    nothing = pd.DataFrame({"provider_id": [], "phase": [], "academic_year": [], "add": []})
    assert not added_places(nothing, ["oak"], YEARS).any()


def test_the_market_offers_its_base_and_the_compound_growth_of_all_that_is_bought():
    found = market_places(np.array([10.0, 0.0]), np.array([100.0, 40.0]), np.full((3, 2), 0.1))
    assert found[:, 0] == pytest.approx([10, 20, 31, 43.1])
    assert found[:, 1] == pytest.approx([0, 4, 8.4, 13.24])


def test_each_year_of_the_market_has_its_own_growth():
    found = market_places(np.array([10.0]), np.array([100.0]), np.array([[0.5], [0.0], [0.1]]))[:, 0]
    assert found == pytest.approx([10, 60, 60, 75])


def test_a_market_without_growth_stays_as_it_is():
    assert market_places(np.array([10.0]), np.array([100.0]), np.zeros((2, 1)))[:, 0].tolist() == [10, 10, 10]


def test_a_phase_has_the_places_open_to_any_phase_until_the_september_in_which_places_are_kept_for_it():
    primary, secondary = (PHASES.index(phase) for phase in ("primary", "secondary"))
    rows = PhaseRows(np.array([0, 0]), np.array([primary, secondary]), np.array([0, 1]))
    by_phase = np.zeros((2, 1, len(KEPT_FOR)))
    by_phase[0, 0, KEPT_FOR.index("all")] = 10.0
    by_phase[1, 0, [KEPT_FOR.index("primary"), KEPT_FOR.index("secondary")]] = [6.0, 4.0]
    assert rows.places(by_phase).tolist() == [[10.0, 10.0], [6.0, 4.0]]
