"""The table of ranges of totals that no other table holds: added up inside each draw, then quantiles."""

from collections.abc import Callable
from functools import partial

import numpy as np
import pandas as pd

from models.arrays import Flags, Floats
from models.money.financial_years import financial_years, old_share
from models.money.lines import Ledger, of_ledger, of_line
from models.outcome.outcome import Outcome, outcome_of
from sufficiency.forecast.kept import Drawn
from sufficiency.results.shapes import Made, ResultTable, academic_years
from sufficiency.tables.contracts import ACADEMIC_YEAR, number, text


def ranges(made: Made) -> pd.DataFrame:
    """The headline totals of the central run, and their ranges."""
    run, central = made.run, outcome_of(made.run.instance, made.run.central)
    old = old_share(run.scenario.parameters.costs)
    money = {name: partial(_pounds, items, old) for name, items in MONEY.items()}
    rows: list[tuple[object, ...]] = []
    for first, measures in ((0, TOTALS), (1, money)):
        for measure, of in measures.items():
            low, high = run.draws.ranges(of, (0.1, 0.9))
            years = academic_years(run)[first:]
            rows += zip([measure] * len(years), years, of(central), low, high, strict=True)
    return pd.DataFrame(rows, columns=RANGES.column_names)


TOTALS: dict[str, Callable[[Outcome | Drawn], Floats]] = {
    "inmss": lambda found: found.inmss,
    "displaced": lambda found: found.displaced.sum(axis=-1),
    "in_county": lambda found: found.in_county,
    "unmet": lambda found: found.unmet.sum(axis=-1),
    "unplaced": lambda found: found.unplaced.sum(axis=-1),
    "over_capacity": lambda found: found.above.sum(axis=-1),
}
MONEY: dict[str, Flags] = {
    "high_needs_gbp": of_ledger(Ledger.DSG_HIGH_NEEDS),
    "inmss_fees_gbp": of_line("inmss_fees"),
    "state_special_gbp": of_line("place_special", "top_up_special"),
    "mainstream_gbp": of_line("top_up_schools", "place_bases"),
    "transport_gbp": of_ledger(Ledger.GENERAL_FUND),
}
"""Items that measures in pounds add up, (items,) each."""


def _pounds(items: Flags, old: Floats, found: Outcome | Drawn) -> Floats:
    """Pounds of some items in every financial year, (..., years)."""
    return np.asarray(financial_years(found.spend, old)[..., items].sum(axis=-1))


MEASURE_NAMES = {
    "inmss": "learners in independent and non-maintained schools",
    "displaced": "learners in independent and non-maintained schools only for want of a local place",
    "in_county": "learners in state special schools and bases of the authority",
    "unmet": "learners unmet in mainstream",
    "unplaced": "learners without a place",
    "over_capacity": "learners above the places of their state school",
    "high_needs_gbp": "pounds of the high needs block",
    "inmss_fees_gbp": "pounds that the block pays in fees of independent and non-maintained schools",
    "state_special_gbp": "pounds of places and top-ups in state special schools",
    "mainstream_gbp": "pounds of top-ups in mainstream schools and bases and of places in bases",
    "transport_gbp": "pounds of transport to specialist places, which the council pays",
}
"""What each measure is, in words."""


RANGES = ResultTable(
    "ranges",
    (text("measure"), ACADEMIC_YEAR),
    (number("central", "learners", 0), *(number(end, "learners", 0, optional=True) for end in ("p10", "p90"))),
    words="Totals of the central run and their ranges (p10 to p90), added up inside each draw: learners placed,"
    " displaced, unmet, unplaced and above the places of their state school, and pounds of the financial year that"
    " starts in the academic year's first year.",
    make=ranges,
)
