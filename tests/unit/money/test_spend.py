"""Oracle: one academic year of a few schools, added up by hand."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from books_by_hand import place_of
from test_prices import AFTER_16, ASD, BASE, NON_MAINTAINED, PRICES, PRIVATE, SEMH, STATE, read

from models.money.financial_years import financial_years, nominal_factors, old_share
from models.money.indices import PriceIndices
from models.money.lines import ITEMS, LINES, Follows, Ledger, of_ledger, of_line, outturn_columns
from models.money.outturn import last_outturn, with_outturn
from models.money.spend import Commissioned, Taken, academic_year_spend
from models.parameters.method import CostParameters
from models.vocabulary import NEEDS, PROVISIONS

pytestmark = pytest.mark.unit

MAINSTREAM = PROVISIONS.index("mainstream")
NOBODY = Commissioned(np.array([], dtype=np.intp), np.zeros(0), np.zeros(0), 0.0, 0.0)


def taken(*learners: tuple[int, int, float, float, float]) -> Taken:
    """Learners of (provision, need, number, charge, journey), three of four of whom are carried."""
    plans, charged, transported = (np.zeros((len(PROVISIONS), len(NEEDS))) for _ in range(3))
    for provision, need, number, charge, journey in learners:
        plans[provision, need] += number
        charged[provision, need] += number * charge
        transported[provision, need] += number * journey
    return Taken(plans, charged, transported, 0.75 * plans)


def schools(provision: int, *places_and_rolls: tuple[float, float], imports: float = 0.0, exports: float = 0.0):
    places, rolls = (np.array(column, dtype=float) for column in zip(*places_and_rolls, strict=True))
    return Commissioned(np.full(len(places), provision, dtype=np.intp), places, rolls, imports, exports)


def spent(of: Taken, places: Commissioned = NOBODY, prices=None, funded: float = 1.0):
    """Units and pounds of items that have any, by name."""
    units, gbp = academic_year_spend(prices or read(), 7_632.0, of, places, funded)
    return {item.name: (units[at], gbp[at]) for at, item in enumerate(ITEMS) if units[at] or gbp[at]}


def test_a_special_school_is_paid_for_every_place_and_for_learners_above_them():
    found = spent(taken(), schools(STATE, (24, 20), (24, 30)))
    assert found == {"place_special:state_special:any": (48 + 6, 10_000 * 54)}


def test_learners_above_places_bring_the_share_that_is_funded():
    found = spent(taken(), schools(STATE, (24, 30)), funded=0.5)
    assert found == {"place_special:state_special:any": (27, 270_000)}


def test_a_base_is_paid_one_rate_for_filled_places_another_for_empty_ones_and_nothing_above_them():
    found = spent(taken(), schools(BASE, (12, 9), (12, 14)))
    assert found == {"place_bases:specialist_base:any": (24, 9 * 6_000 + 3 * 10_000 + 12 * 6_000)}


def test_learners_who_cross_the_border_move_six_thousand_pounds_of_grant():
    found = spent(taken(), schools(STATE, (0, 0), imports=290, exports=200))
    assert found["cross_border:state_special:any"] == (-90, -540_000)


def test_the_block_pays_a_fee_less_what_health_care_and_dfe_pay_of_it():
    rows = [
        ("fee_health", "independent_special", "any", "any", 3_000.0),
        ("fee_care", "independent_special", "any", "any", 4_000.0),
        ("fee_place_funding", "non_maintained_special", "any", "any", 10_000.0),
        ("place_funding", "non_maintained_special", "any", "any", 10_000.0),
    ]
    of = taken((PRIVATE, SEMH, 2, 80_000, 11_000), (NON_MAINTAINED, ASD, 3, 60_000, 0))
    found = spent(of, prices=read([*PRICES, *rows]))
    assert found == {
        "inmss_fees:independent_special:SEMH": (2, 2 * 73_000),
        "inmss_fees:non_maintained_special:ASD": (3, 3 * 50_000),
        "fee_health:independent_special:any": (2, 6_000),
        "fee_care:independent_special:any": (2, 8_000),
        "fee_health:non_maintained_special:any": (3, 0),
        "fee_care:non_maintained_special:any": (3, 0),
        "place_non_maintained:non_maintained_special:any": (3, 30_000),
        "sen_transport:independent_special:any": (1.5, 22_000),
        "sen_transport:non_maintained_special:any": (2.25, 0),
    }
    together = sum(gbp for name, (_, gbp) in found.items() if not name.startswith(("sen_", "place_")))
    assert together == 2 * 80_000 + 3 * 50_000  # nothing of a fee is lost, and nothing paid twice


def test_mainstream_has_one_top_up_and_a_base_what_it_charges():
    of = taken((MAINSTREAM, ASD, 10, 0, 0), (BASE, ASD, 4, 6_723, 3_000), (STATE, SEMH, 1, 13_447, 0))
    found = spent(of)
    assert found["top_up_schools:mainstream:ASD"] == (10, 76_320)
    assert found["top_up_schools:specialist_base:ASD"] == (4, 26_892)
    assert found["top_up_special:state_special:SEMH"] == (1, 13_447)
    assert found["sen_transport:specialist_base:any"] == (3, 12_000)


OUTTURN = pd.DataFrame(
    {
        "financial_year": ["2020-21", "2022-23", "2022-23", "2022-23", "2023-24"],
        "line": ["sen_support", "sen_support", "top_up_post_school", "place_ap", "sen_support"],
        "kind": ["outturn", "outturn", "outturn", "outturn", "budget"],
        "amount_gbp": [1.0, 100_000.0, 400_000.0, 30_000.0, 9.0],
        "learners": [np.nan, np.nan, 100.0, np.nan, np.nan],
    }
)
GROWTH = {"services": {2023: 0.03}, "top_up": {2023: 0.10}, "fees": {2023: 0.2}, "transport": {2023: 0.04}}
INDICES = PriceIndices(GROWTH, base=2024)


def test_lines_that_no_placement_explains_follow_their_last_outturn():
    prices = with_outturn(read(), OUTTURN, INDICES, 2024)
    of = taken((PROVISIONS.index("further_education"), ASD, 50, 0, 0), (AFTER_16, ASD, 4, 0, 0))
    found = spent(of, prices=prices)
    assert found["sen_support:any:any"][1] == pytest.approx(100_000 * 1.03**2)
    assert found["place_ap:any:any"][1] == 30_000  # flat in cash
    after_school = found["top_up_post_school:further_education:any"]
    assert after_school == pytest.approx((50, 50 * 4_000 * 1.1**2))
    assert found["top_up_post_school:specialist_post_16:any"][1] == pytest.approx(4 * 4_000 * 1.1**2)
    assert found["inmss_post_school:specialist_post_16:any"] == (4, 0)  # no outturn, so no unit


def test_the_last_outturn_is_found_by_year_and_never_a_budget():
    assert last_outturn(OUTTURN).loc["sen_support", ["year", "amount_gbp"]].tolist() == [2022, 100_000]
    assert len(last_outturn(OUTTURN[:0])) == 0


def test_a_financial_year_has_of_the_old_academic_year_what_its_line_is_billed_for():
    old = old_share(CostParameters())
    academic = np.zeros((2, len(ITEMS)))
    academic[0], academic[1] = 1_200.0, 2_400.0
    found = financial_years(academic, old)[0]
    assert found[place_of("place_special", "state_special")] == pytest.approx(500 + 1_400)
    assert found[place_of("inmss_fees", "independent_special", "ASD")] == pytest.approx(500 + 1_400)
    assert found[place_of("sen_transport", "state_special")] == pytest.approx((66 * 1_200 + 124 * 2_400) / 190)
    assert found[place_of("cross_border", "state_special")] == 1_200
    by_term = old_share(CostParameters(fees_billed="by_term"))
    assert financial_years(academic, by_term)[0][place_of("fee_care", "independent_special")] == pytest.approx(2_000)
    assert financial_years(academic, by_term)[0][place_of("place_special", "state_special")] == pytest.approx(1_900)


def test_financial_years_of_fees_are_those_of_the_yardstick():
    academic = np.array([[111_085_888.05], [142_365_456.55]])
    assert financial_years(academic, np.array([5 / 12]))[0, 0] == pytest.approx(129_332_303.01, abs=0.005)
    assert financial_years(academic, np.array([1 / 3]))[0, 0] == pytest.approx(131_938_933.72, abs=0.005)


def test_nominal_pounds_move_by_the_index_of_their_line_and_place_funding_stays():
    factors = nominal_factors(INDICES, 2024, (2024, 2026))
    assert (factors[0] == 1).all()
    assert factors[1, place_of("inmss_fees", "independent_special", "ASD")] == pytest.approx(1.2**2)
    assert factors[1, place_of("sen_support")] == pytest.approx(1.03**2)
    assert factors[1, place_of("place_special", "state_special")] == 1


def test_every_item_stands_once_and_belongs_to_one_ledger():
    assert len({item.name for item in ITEMS}) == len(ITEMS)
    assert sum(of_ledger(ledger).astype(int) for ledger in Ledger).tolist() == [1] * len(ITEMS)
    assert {item.line for item in ITEMS} == {code for code, line in LINES.items() if line.follows is not Follows.APART}
    assert of_line("inmss_fees").sum() == 3 * len(NEEDS)


def test_no_published_column_is_counted_twice():
    columns = [column for published, _ in outturn_columns().values() for column in published]
    assert len(set(columns)) == len(columns) == 24
    assert {line for line, (_, sign) in outturn_columns().items() if sign < 0} == {"top_up_income", "inmss_income"}


def test_more_prices_change_no_units():
    of = taken((PRIVATE, ASD, 3, 80_000, 1_000))
    dearer = replace(read(), learner=2 * read().learner)
    assert [units for units, _ in spent(of).values()] == [units for units, _ in spent(of, prices=dearer).values()]
