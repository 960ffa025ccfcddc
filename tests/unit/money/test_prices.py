"""Oracle: which row of a price table goes first, and prices of other years by hand."""

import numpy as np
import pandas as pd
import pytest

from models.money.indices import PriceIndices, indices_of
from models.money.prices import read_prices
from models.vocabulary import NEEDS, PHASES, PROVISIONS

pytestmark = pytest.mark.unit

STATE, BASE, PRIVATE, NON_MAINTAINED, AFTER_16 = (
    PROVISIONS.index(name)
    for name in (
        "state_special",
        "specialist_base",
        "independent_special",
        "non_maintained_special",
        "specialist_post_16",
    )
)
ASD, SEMH = NEEDS.index("ASD"), NEEDS.index("SEMH")
PRIMARY, POST_16 = PHASES.index("primary"), PHASES.index("post_16")
PRICES = [
    ("place_funding", "state_special", "any", "any", 10_000.0),
    ("place_funding", "specialist_base", "any", "any", 6_000.0),
    ("place_funding_empty", "specialist_base", "any", "any", 10_000.0),
    ("top_up", "any", "any", "any", 9_000.0),
    ("top_up", "any", "any", "SEMH", 11_000.0),
    ("top_up", "state_special", "any", "any", 12_000.0),
    ("top_up", "state_special", "any", "ASD", 14_000.0),
    ("fee", "any", "any", "any", 60_000.0),
    ("fee", "independent_special", "any", "any", 80_000.0),
    ("transport_fixed", "any", "any", "any", 3_000.0),
    ("transport_mile", "any", "any", "any", 400.0),
]
INDICES = PriceIndices({"fees": {2023: 0.10, 2024: 0.05}, "transport": {2024: 0.03}}, base=2024)


def table(rows=PRICES, index: str = "cash", year: int = 2024) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["item", "provision", "phase", "need", "value"])
    return frame.assign(index=index, price_year=year)


def read(rows=PRICES, **of):
    return read_prices(table(rows, **of), INDICES, 2024)


def test_the_price_of_the_need_and_provision_goes_before_one_for_any():
    learner = read().learner
    assert learner[STATE, ASD] == 14_000  # named both
    assert learner[STATE, SEMH] == 12_000  # the provision goes before the need
    assert learner[BASE, SEMH] == 11_000
    assert learner[BASE, ASD] == 9_000
    assert learner[PRIVATE, ASD] == 80_000
    assert learner[PROVISIONS.index("independent_mainstream"), ASD] == 60_000


def test_the_order_of_prices_changes_nothing():
    assert (read().learner == read(PRICES[::-1]).learner).all()


def test_an_empty_place_costs_as_a_filled_one_unless_it_has_its_own_price():
    prices = read()
    assert (prices.filled[STATE], prices.empty[STATE]) == (10_000, 10_000)
    assert (prices.filled[BASE], prices.empty[BASE]) == (6_000, 10_000)
    assert prices.filled[PRIVATE] == prices.empty[PRIVATE] == 0


def test_place_funding_for_any_provision_holds_for_the_places_of_the_state():
    rows = [row for row in PRICES if not row[0].startswith("place_funding")]
    any_place = ("place_funding", "any", "any", "any", 9_000.0)
    prices = read([*rows, any_place])
    assert (prices.filled[STATE], prices.filled[BASE], prices.empty[BASE]) == (9_000, 9_000, 9_000)
    assert prices.filled[PRIVATE] == prices.direct.sum() == 0
    base, empty = (
        ("place_funding", "specialist_base", "any", "any", 6_000.0),
        ("place_funding_empty", "any", "any", "any", 8_000.0),
    )
    prices = read([*rows, any_place, base, empty])
    assert (prices.filled[STATE], prices.filled[BASE], prices.empty[STATE]) == (9_000, 6_000, 8_000)


def test_places_that_dfe_funds_itself_are_none_of_the_authoritys():
    rows = [
        ("place_funding", "non_maintained_special", "any", "any", 10_000.0),
        ("place_funding", "specialist_post_16", "any", "any", 10_000.0),
    ]
    prices = read([*PRICES, *rows])
    assert prices.filled[[NON_MAINTAINED, AFTER_16]].tolist() == [0.0, 0.0]
    assert np.flatnonzero(prices.direct).tolist() == sorted([NON_MAINTAINED, AFTER_16])


def test_a_missing_price_is_named():
    with pytest.raises(ValueError, match="no price for transport_mile, any, any"):
        read(PRICES[:-1])
    without_fees = [row for row in PRICES if row[0] != "fee"]
    with pytest.raises(ValueError, match="no price for fee, non_maintained_special, ASD"):
        read(without_fees)


def test_health_and_care_pay_their_part_of_a_fee_and_dfe_the_places_in_it():
    rows = [
        ("fee_health", "independent_special", "any", "any", 3_000.0),
        ("fee_care", "independent_special", "any", "any", 4_000.0),
        ("fee_place_funding", "non_maintained_special", "any", "any", 10_000.0),
    ]
    others = read([*PRICES, *rows]).others_pay
    assert others[PRIVATE, ASD] == 7_000
    assert others[NON_MAINTAINED, ASD] == 10_000
    assert others[PROVISIONS.index("independent_mainstream")].sum() == 0


def test_everyone_is_carried_unless_the_pack_says_who():
    assert (read().carried == 1.0).all()
    rows = [
        ("carried_share", "any", "any", "any", 0.75),
        ("carried_share", "any", "post_16", "any", 0.5),
        ("carried_share", "specialist_base", "any", "any", 0.6),
    ]
    carried = read([*PRICES, *rows]).carried
    assert carried[STATE, [PRIMARY, POST_16]].tolist() == [0.75, 0.5]
    assert carried[BASE, [PRIMARY, POST_16]].tolist() == [0.6, 0.6]


def test_prices_of_another_year_are_brought_to_that_of_the_base_year_by_their_own_index():
    fees = table([row for row in PRICES if row[0] == "fee"], "fees", 2022)
    others = table([row for row in PRICES if row[0] != "fee" and row[0][:9] != "transport"])
    journeys = table([row for row in PRICES if row[0][:9] == "transport"], "transport", 2023)
    prices = read_prices(pd.concat([fees, others, journeys]), INDICES, 2024)
    assert prices.learner[PRIVATE, ASD] == pytest.approx(80_000 * 1.10 * 1.05)
    assert prices.journey == pytest.approx(3_000 * 1.03)
    assert prices.filled[STATE] == 10_000


def test_the_first_growth_stands_for_years_before_it_and_the_last_goes_on():
    assert INDICES.factor("fees", 2020, 2022) == pytest.approx(1.10**2)
    assert INDICES.factor("fees", 2024, 2027) == pytest.approx(1.05**3)
    assert INDICES.factor("fees", 2025, 2022) == pytest.approx(1 / (1.10 * 1.05 * 1.05))


def test_growth_beyond_the_index_is_for_years_ahead_and_never_for_cash():
    faster = PriceIndices(INDICES.growth, base=2024, beyond=0.02)
    assert faster.factor("fees", 2023, 2025) == pytest.approx(1.05 * 1.07)
    assert faster.factor("cash", 2024, 2034) == 1.0


def test_a_growth_of_the_pack_goes_before_that_of_england_in_its_year_alone():
    england = pd.DataFrame(
        {"index": ["fees", "fees", "top_up"], "financial_year": ["2023-24", "2024-25", "2024-25"], "growth": [1, 2, 3]}
    )
    own = pd.DataFrame({"index": ["fees", "fees"], "financial_year": ["2024-25", "2025-26"], "growth": [0.25, 0.5]})
    found = indices_of([england, None, own], 2024)
    assert found.growth == {"fees": {2023: 1, 2024: 0.25, 2025: 0.5}, "top_up": {2024: 3}}


def test_an_index_of_the_pack_that_begins_after_the_base_year_leaves_prices_of_the_base_year_as_they_are():
    england = pd.DataFrame({"index": ["transport"], "financial_year": ["2024-25"], "growth": [0.03]})
    own = pd.DataFrame({"index": ["transport"], "financial_year": ["2025-26"], "growth": [0.06]})
    found = indices_of([england, own], 2024)
    assert found.factor("transport", 2023, 2024) == pytest.approx(1.03)
    assert found.factor("transport", 2024, 2026) == pytest.approx(1.06**2)


def test_place_funding_is_taken_off_fees_of_non_maintained_schools_alone():
    rows = [*PRICES, ("fee_place_funding", "any", "any", "any", 10_000.0)]
    prices = read(rows)
    assert prices.in_fee[NON_MAINTAINED, ASD] == 10_000
    assert prices.in_fee.sum() == 10_000 * len(NEEDS)  # who pays places of independent schools? nobody
