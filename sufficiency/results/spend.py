"""The table of spend: real pounds of a financial year by ledger, line and provision, with ranges."""

import numpy as np
import pandas as pd

from models.arrays import Floats
from models.money.financial_years import financial_years, old_share
from models.money.lines import ANY, ITEMS, LINES, Ledger
from models.vocabulary import PROVISIONS, financial_year
from sufficiency.forecast.kept import Drawn
from sufficiency.results.shapes import Made, ResultTable, census_years, table_of
from sufficiency.results.spend_by_academic_year import ITEM_LINES
from sufficiency.tables.contracts import number, text

PARTS = tuple(dict.fromkeys((item.line, item.provision) for item in ITEMS))
"""Lines and provisions, items of all needs together."""
_OF_PART = np.array([PARTS.index((item.line, item.provision)) for item in ITEMS])


def spend(made: Made) -> pd.DataFrame:
    """Real pounds of every financial year that the run has whole, at the prices of the base financial year."""
    old = old_share(made.run.scenario.parameters.costs)

    def by_part(drawn: Drawn) -> Floats:
        return _by_part(drawn.spend, old)

    ranges = dict(zip(("real_gbp_p10", "real_gbp_p50", "real_gbp_p90"), made.run.draws.ranges(by_part), strict=True))
    years = [financial_year(year) for year in census_years(made.run)[:-1]]
    names = [f"{line}:{provision}" for line, provision in PARTS]
    columns = {"real_gbp": _by_part(made.run.spend, old), **ranges}
    frame = table_of({"financial_year": years, "part": names}, columns)
    lines = [part.partition(":")[0] for part in frame["part"]]
    provisions = [part.partition(":")[2] for part in frame["part"]]
    ledgers = [str(LINES[line].ledger) for line in lines]
    rows = frame.assign(ledger=ledgers, line=lines, provision=provisions)
    return rows[rows["line"].isin(_modelled(made)) | (rows["real_gbp"] != 0)]


def _by_part(academic: Floats, old: Floats) -> Floats:
    """Academic years of items (..., years + 1, items) as financial years of parts, (..., years, parts)."""
    by_item = financial_years(academic, old)
    return np.stack([by_item[..., part == _OF_PART].sum(axis=-1) for part in range(len(PARTS))], axis=-1)


def _modelled(made: Made) -> set[str]:
    """Lines of which anything is known: a line without an outturn is no nought."""
    return {ITEMS[place].line for place in np.flatnonzero((made.run.spend != 0).any(axis=0))}


SPEND = ResultTable(
    "spend",
    (
        text("financial_year"),
        text("ledger", tuple(Ledger)),
        text("line", ITEM_LINES),
        text("provision", (ANY, *PROVISIONS)),
    ),
    (
        number("real_gbp", "pounds"),
        *(number(f"real_gbp_{end}", "pounds", optional=True) for end in ("p10", "p50", "p90")),
    ),
    words="Pounds of a financial year, at the prices of the base financial year, by the ledger that bears them, the"
    " line of the section 251 return and the kind of provision (income below zero), with their range (p10 to p90)."
    " Lines of which no outturn was given are absent.",
    make=spend,
)
