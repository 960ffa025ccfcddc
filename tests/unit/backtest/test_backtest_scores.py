import pandas as pd
import pytest
from made_panel import made_panel, made_references

from models.parameters.demand import GrowthParameters
from sufficiency.backtest.gates import judge
from sufficiency.backtest.ours import OurMethod
from sufficiency.backtest.panel import TOTAL, make_panel
from sufficiency.backtest.report import as_markdown, sections
from sufficiency.backtest.rolling import roll
from sufficiency.backtest.scores import authority_sets, score

pytestmark = pytest.mark.unit

NOTHING_FAULTY = made_references().faulty


def two_authorities() -> pd.DataFrame:
    rows = [(name, year, TOTAL, 1000.0) for name in ("A", "B") for year in (2040, 2041)]
    rows += [("C", 2041, TOTAL, 1000.0), ("D", 2040, TOTAL, 50.0), ("D", 2041, TOTAL, 120.0)]
    return pd.DataFrame(rows, columns=["authority", "year", "series", "plans"])


def forecast(authority: str, value: float, spread: float, actual: float = 1000.0) -> dict[str, object]:
    quantiles = {"p10": value - spread, "p90": value + spread, "p2_5": value - 2 * spread, "p97_5": value + 2 * spread}
    key = {"authority": authority, "origin": 2040, "horizon": 1, "method": "sufficiency", "series": TOTAL}
    return {**key, "forecast": value, **quantiles, "actual": actual}


def scored(*rows: dict[str, object], faulty: pd.DataFrame = NOTHING_FAULTY) -> pd.DataFrame:
    return score(pd.DataFrame(rows), make_panel(two_authorities(), made_references()), faulty)


def value(table: pd.DataFrame, measure: str, authorities: str = "complete") -> float:
    chosen = table[(table["authorities"] == authorities) & (table["split"] == "all") & (table["horizon"] == "1")]
    return float(chosen.set_index("measure")["value"][measure])


def test_errors_are_signed_as_the_department_signs_them_and_averaged_without_sign():
    table = scored(forecast("A", 900.0, 150.0), forecast("B", 1060.0, 150.0))
    assert value(table, "bias") == pytest.approx(-2.0)
    assert value(table, "mape") == pytest.approx(8.0)


def test_coverage_counts_what_lies_inside_and_width_is_of_the_forecast():
    table = scored(forecast("A", 1000.0, 10.0), forecast("B", 1150.0, 100.0))
    assert value(table, "cover_80") == pytest.approx(50.0)
    assert value(table, "cover_95") == pytest.approx(100.0)
    assert value(table, "width_80") == pytest.approx((2.0 + 100 * 200 / 1150) / 2)


def test_the_pinball_loss_is_the_mean_over_five_quantiles():
    table = scored(forecast("A", 1000.0, 100.0))
    by_hand = (0.025 * 200 + 0.1 * 100 + 0 + 0.1 * 100 + 0.025 * 200) / 5 / 1000 * 100
    assert value(table, "pinball") == pytest.approx(by_hand)


def test_short_and_small_authorities_are_scored_apart():
    sets = authority_sets(make_panel(two_authorities(), made_references()))
    assert sets.to_dict() == {"A": "complete", "B": "complete", "C": "short", "D": "small", "E92000001": "england"}
    table = scored(forecast("A", 1000.0, 1.0), forecast("C", 2000.0, 1.0), forecast("D", 60.0, 1.0, 120.0))
    assert value(table, "mape") == 0.0
    assert value(table, "mape", "short") == pytest.approx(100.0)
    assert value(table, "mape", "small") == pytest.approx(50.0)


def test_a_faulty_count_is_scored_only_among_every_count():
    faulty = pd.DataFrame({"authority": ["B"], "census_year": [2041]})
    table = scored(forecast("A", 1000.0, 1.0), forecast("B", 2000.0, 1.0), faulty=faulty)
    assert value(table, "mape") == 0.0
    assert value(table, "mape", "complete, every count") == pytest.approx(50.0)


def test_what_has_not_been_counted_is_not_scored():
    table = scored(forecast("A", 1000.0, 1.0), forecast("B", 2000.0, 1.0, float("nan")))
    assert table["cells"].max() == 1


def test_a_report_without_any_score_says_so():
    assert "No forecast could be scored" in sections(pd.DataFrame())[0]


def test_a_method_without_bands_has_no_coverage():
    row = {**forecast("A", 1000.0, 1.0), **dict.fromkeys(("p10", "p90", "p2_5", "p97_5"), float("nan"))}
    assert set(scored(row)["measure"]) == {"mape", "bias"}


def test_numbers_are_written_with_two_decimals_below_ten_and_one_above():
    assert as_markdown(pd.DataFrame({"a": [9.994, 9.996], "b": ["x", "y"]})).splitlines()[2:] == [
        "| 9.99 | x |",
        "| 10.0 | y |",
    ]


def test_every_gate_is_read_from_an_accuracy_table():
    panel = made_panel()
    settings = OurMethod(made_references(), GrowthParameters())
    found = roll(panel, [2035, 2036], ["sufficiency", "drift"], settings, 1)
    gates = judge(score(found, panel, NOTHING_FAULTY))
    assert len(gates) == 18
    assert all(gate.aim[0] >= gate.gate[0] and gate.aim[1] <= gate.gate[1] for gate in gates)
