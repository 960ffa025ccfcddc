"""Oracle: the whole ledger of a run, worked out anew from its tables of learners with pandas alone."""

import numpy as np
import pandas as pd
import pytest
from money_oracle import FIRST_YEAR, Oracle
from small_world import PULP_LOOKS_AHEAD
from tiny_pack import run_tiny, write_tiny_pack

from sufficiency.finance.books import books_of
from sufficiency.finance.every_finance_table import make_finance_tables
from sufficiency.finance.inputs import money_of
from sufficiency.finance.shapes import Given
from sufficiency.results.every_table import make_tables

pytestmark = [pytest.mark.unit, pytest.mark.filterwarnings(PULP_LOOKS_AHEAD)]
MORE_PRICES = pd.DataFrame(
    [
        ("carried_share", "any", 0.7),
        ("carried_share", "independent_special", 0.9),
        ("fee_health", "independent_special", 3_000.0),
        ("fee_care", "independent_special", 5_000.0),
        ("top_up", "mainstream", 7_632.0),
    ],
    columns=["item", "provision", "value"],
)
HIGH_NEEDS = """financial_year,line,kind,amount_gbp,learners,basis,source
2024-25,sen_support,outturn,500000,,estimated,invented
2024-25,top_up_post_school,outturn,90000,18,estimated,invented
"""
INDEX_OF = {"fee": "fees", "top_up": "top_up", "transport_fixed": "transport", "transport_mile": "transport"}


def dearer(table: pd.DataFrame) -> pd.DataFrame:
    """The prices of the tiny pack with what others pay of fees, who is carried, and indices."""
    more = MORE_PRICES.assign(**{name: table[name].iloc[0] for name in table.columns if name not in MORE_PRICES})
    whole = pd.concat([table, more], ignore_index=True)
    return whole.assign(index=whole["item"].map(INDEX_OF).fillna("cash"))


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    pack = write_tiny_pack(tmp_path_factory.mktemp("tiny"), {"prices": dearer}, {"draws": 1, "horizon": 2029})
    pack.table("high_needs").write_text(HIGH_NEEDS, encoding="utf-8")
    made, inputs = run_tiny(pack)
    read = {name: pd.read_csv(pack.table(name)) for name in ("prices", "providers", "plans_joint", "high_needs")}
    published = pd.read_csv(pack.folder.parent / "reference" / "price_indices.csv")
    growth = {
        str(index): {int(label[:4]): share for label, share in zip(rows["financial_year"], rows["growth"], strict=True)}
        for index, rows in published.groupby("index")
    }
    books = books_of(made, inputs)
    given = Given(books, money_of(inputs, made.scenario.parameters.costs), np.zeros(len(books.years)))
    return Oracle(make_tables(made, inputs), read, growth).ledger(), make_finance_tables(given)


@pytest.mark.parametrize("pounds", ["real_gbp", "nominal_gbp"])
def test_every_line_of_every_year_is_that_of_the_oracle(ran, pounds):
    oracle, tables = ran
    found = tables["ledger"].groupby(["financial_year", "s251_line"])[pounds].sum()
    assert set(found.index) == set(oracle.index)
    assert (found - oracle[pounds]).abs().max() < 0.10  # some items of a line, each in whole pennies


def test_the_block_the_monitoring_and_the_bridge_add_up_to_the_oracle(ran):
    oracle, tables = ran
    others = ("sen_transport", "fee_health", "fee_care")
    of_block = oracle["nominal_gbp"].drop(list(others), level="s251_line").groupby("financial_year").sum()
    spent = tables["block"].set_index("financial_year")["spend_gbp"]
    assert (spent - of_block).abs().max() < 0.50
    monitored = tables["monitoring"].set_index(["financial_year", "s251_line"])["forecast_gbp"]
    assert (monitored - oracle["nominal_gbp"]).abs().max() < 0.10
    steps = tables["bridge"].query("kind == 'year'").groupby(["from", "to", "s251_line"])["fair_gbp"].sum()
    for (start, end, line), gbp in steps.items():
        moved = oracle.loc[(end, line), "nominal_gbp"] - oracle.loc[(start, line), "nominal_gbp"]
        assert gbp == pytest.approx(moved, abs=0.20), (start, end, line)


def test_the_oracle_has_lines_of_every_ledger_and_a_price_that_grows(ran):
    oracle, _ = ran
    first = oracle.xs(f"{FIRST_YEAR}-{(FIRST_YEAR + 1) % 100}", level="financial_year")
    assert (first["nominal_gbp"] == first["real_gbp"]).all()
    fees = oracle.xs("inmss_fees", level="s251_line")
    assert fees["nominal_gbp"].iloc[1] == pytest.approx(1.047 * fees["real_gbp"].iloc[1])
