"""The table of spend: pounds by financial year, provision and line."""

import pandas as pd

from models.money.costs import SPEND_LINES
from models.vocabulary import IN_COUNTY, INMSS, PROVISIONS, financial_year
from sufficiency.results.shapes import Made, ResultTable, census_years, table_of
from sufficiency.tables.contracts import number, text


def spend(made: Made) -> pd.DataFrame:
    """Running cost; lines that a provision never has are left out."""
    low, _, high = made.run.draws.ranges(lambda drawn: drawn.spend)
    years = [financial_year(year) for year in census_years(made.run)[:-1]]
    axes = {"financial_year": years, "provision": PROVISIONS, "line": SPEND_LINES}
    frame = table_of(axes, {"amount_gbp": made.run.spend, "amount_gbp_p10": low, "amount_gbp_p90": high})
    priced = (frame["provision"].isin(INMSS) & frame["line"].isin(["fee", "transport"])) | (
        frame["provision"].isin(IN_COUNTY) & (frame["line"] != "fee")
    )
    return frame[priced | (frame["amount_gbp"] != 0)]


SPEND = ResultTable(
    "spend",
    (
        text("financial_year"),
        text("provision", PROVISIONS),
        text("line", ("place_funding", "top_up", "fee", "transport", "capital")),
    ),
    (
        number("amount_gbp", "pounds"),
        number("amount_gbp_p10", "pounds", optional=True),
        number("amount_gbp_p90", "pounds", optional=True),
    ),
    words="Running cost in pounds of a financial year, by provision and line, with its range (p10 to p90).",
    make=spend,
)
