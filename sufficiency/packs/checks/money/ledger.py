"""Is what the authority's own ledger says possible: financial years, signs, explanations and the grant."""

import re
from collections.abc import Iterator

import pandas as pd

from models.money.lines import LINES
from models.vocabulary import financial_year
from sufficiency.errors import Fault, Severity
from sufficiency.packs.checks.register import check, count, finding, line
from sufficiency.packs.contracts import GRANT, HIGH_NEEDS, PRICE_INDICES
from sufficiency.packs.reading import Pack
from sufficiency.tables.contracts import Contract

DATED = (HIGH_NEEDS, GRANT, PRICE_INDICES)
"""Tables with a financial year."""
ELIGIBLE_YEAR = "2025-26"
"""Year at whose end the deficit stands that the Stability Grant covers."""
HIGHEST_RATE = 0.2
"""Yearly rate of interest above which it is no rate."""
INCOME = tuple(code for code, one in LINES.items() if one.takes_off)
BOTH_WAYS = ("cross_border",)
"""Lines that may be spending or income."""
_YEAR = re.compile(r"(\d{4})-\d{2}")


@check(Severity.ERROR, optional=tuple(table.name for table in DATED))
def financial_years_are_written_so(pack: Pack) -> Iterator[Fault]:
    """A financial year is ``2025-26``, by the years in which it starts and ends."""
    for table in DATED:
        for number, label in _of(pack, table)["financial_year"].items():
            found = _YEAR.fullmatch(str(label))
            if found is None or financial_year(int(found[1])) != label:
                remedy = "write the year in which it starts, a hyphen, and the last two figures of the next"
                yield finding(line(table.name, number, "financial_year"), str(label), "a year such as 2025-26", remedy)


@check(Severity.ERROR, optional=("high_needs",))
def income_stands_below_nought(pack: Pack) -> Iterator[Fault]:
    """Income of the block is below zero, spending above; a line of spending below it is doubted, no more."""
    for number, row in _of(pack, HIGH_NEEDS).iterrows():
        if row["kind"] == "explained" or row["line"] in BOTH_WAYS:
            continue
        amount = float(row["amount_gbp"])
        value = (
            f"{row['line']}, {row['financial_year']}, {row['kind']}: {'-' if amount < 0 else ''}£{count(abs(amount))}"
        )
        place = line("high_needs", number, "amount_gbp")
        if row["line"] in INCOME and amount > 0:
            yield finding(place, value, "nought or below: it is income", "write it with a minus")
        elif row["line"] not in INCOME and amount < 0:
            remedy = "is income taken off here that belongs to another line, or is the sign wrong?"
            yield finding(place, value, "nought or above: it is spending", remedy, severity=Severity.WARNING)


@check(Severity.WARNING, optional=("high_needs",))
def what_is_explained_has_an_outturn(pack: Pack) -> Iterator[Fault]:
    """An explanation is of an outturn of the same line and year: without one it is read nowhere."""
    table = _of(pack, HIGH_NEEDS)
    known = set(table.loc[table["kind"] == "outturn", ["financial_year", "line"]].itertuples(index=False, name=None))
    for number, row in table[table["kind"] == "explained"].iterrows():
        if (row["financial_year"], row["line"]) not in known:
            value = f"{row['line']}, {row['financial_year']}"
            remedy = "give the outturn that it explains, or take it out"
            yield finding(line("high_needs", number, "kind"), value, "a line and year with an outturn", remedy)


@check(Severity.ERROR, optional=("grant",))
def the_grant_is_possible(pack: Pack) -> Iterator[Fault]:
    """Grants and deficits that can be, and a rate of interest that is a share."""
    bounds = {
        "grant": (1.0, float("inf"), "pounds above nought"),
        "eligible_deficit": (1.0, float("inf"), "pounds above nought: the deficit without its minus"),
        "stability_grant": (0.0, float("inf"), "pounds, nought or above"),
        "interest_rate": (0.0, HIGHEST_RATE, f"a share from 0 to {HIGHEST_RATE}, such as 0.045"),
    }
    for number, row in _of(pack, GRANT).iterrows():
        low, high, allowed = bounds.get(str(row["item"]), (float("-inf"), float("inf"), ""))
        if not low <= row["value"] <= high:
            value = f"{row['item']}, {row['financial_year']}: {row['value']:,g}"
            yield finding(line("grant", number, "value"), value, allowed, "check the sign and the unit of the figure")


@check(Severity.WARNING, optional=("grant",))
def the_eligible_deficit_is_of_the_day_that_counts(pack: Pack) -> Iterator[Fault]:
    """The Stability Grant covers the deficit at 31 March 2026 (A-435): one of another year is read nowhere."""
    rows = _of(pack, GRANT)
    for number, year in rows.loc[rows["item"] == "eligible_deficit", "financial_year"].items():
        if year != ELIGIBLE_YEAR:
            remedy = "state the deficit at 31 March 2026, or the grant itself as stability_grant"
            yield finding(line("grant", number, "financial_year"), str(year), ELIGIBLE_YEAR, remedy)


def _of(pack: Pack, table: Contract) -> pd.DataFrame:
    """Return a table that a pack may have; without rows where it has none."""
    return pack.tables.get(table.name, pd.DataFrame({name: [] for name in table.column_names}))
