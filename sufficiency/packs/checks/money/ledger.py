"""Is what the authority's own ledger says possible: financial years, signs, explanations and the grant."""

import re
from collections.abc import Iterator

import pandas as pd

from models.money.lines import CASH, LINES
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
FIRST_YEAR, LAST_YEAR = 1990, 2099
"""Financial years, by the years in which they start, outside which a year is a slip."""
MOST_GBP, FEWEST_GBP = 2e9, 100_000.0
"""Pounds above which no authority's block or balance is, and below which a grant or balance is not in pounds."""
_IN_POUNDS = ("grant", "opening_balance", "eligible_deficit", "stability_grant")
_YEAR = re.compile(r"([0-9]{4})-[0-9]{2}")
_MEANT = re.compile(
    r"(?:fy|financial year)? ?((?:20)?[0-9]{2}) ?(?:/|-|\u2013|\u2014|to) ?((?:20)?[0-9]{2})", re.IGNORECASE
)


@check(Severity.ERROR)
def financial_years_are_written_so(pack: Pack) -> Iterator[Fault]:
    """A financial year is ``2025-26``, by the years in which it starts and ends."""
    for table in DATED:
        for number, label in pack.column(table.name, "financial_year").items():
            found = _YEAR.fullmatch(str(label))
            start = int(found[1]) if found else 0
            if not FIRST_YEAR <= start <= LAST_YEAR or financial_year(start) != label:
                place = line(table.name, number, "financial_year")
                allowed = f"a year such as 2025-26, from {financial_year(FIRST_YEAR)} to {financial_year(LAST_YEAR)}"
                yield finding(place, str(label), allowed, _meant(str(label)))


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
        "grant": (1.0, MOST_GBP, "pounds above nought"),
        "eligible_deficit": (1.0, MOST_GBP, "pounds above nought: the deficit without its minus"),
        "stability_grant": (0.0, MOST_GBP, "pounds, nought or above"),
        "opening_balance": (-MOST_GBP, MOST_GBP, f"pounds, at most {MOST_GBP:,.0f} either way"),
        "interest_rate": (0.0, HIGHEST_RATE, f"a share from 0 to {HIGHEST_RATE}, such as 0.045"),
    }
    for number, row in _of(pack, GRANT).iterrows():
        low, high, allowed = bounds[str(row["item"])]
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


@check(Severity.ERROR, optional=("high_needs",))
def pounds_of_the_ledger_are_those_of_an_authority(pack: Pack) -> Iterator[Fault]:
    """No line of one authority's ledger is larger than any block."""
    table = _of(pack, HIGH_NEEDS)
    for number, row in table[table["amount_gbp"].abs() > MOST_GBP].iterrows():
        value = f"{row['line']}, {row['financial_year']}: {row['amount_gbp']:,g}"
        remedy = "is it in pence, or has a figure too many?"
        yield finding(line("high_needs", number, "amount_gbp"), value, f"at most {MOST_GBP:,.0f} pounds", remedy)


@check(Severity.WARNING, optional=("grant",))
def the_grant_is_in_pounds(pack: Pack) -> Iterator[Fault]:
    """Grants and balances are written in pounds, not in thousands or millions."""
    table = _of(pack, GRANT)
    small = table["item"].isin(_IN_POUNDS) & (table["value"] != 0) & (table["value"].abs() < FEWEST_GBP)
    for number, row in table[small].iterrows():
        value = f"{row['item']}, {row['financial_year']}: {row['value']:,g}"
        remedy = "is it in thousands or millions? write pounds"
        yield finding(line("grant", number, "value"), value, f"{FEWEST_GBP:,.0f} pounds or more", remedy)


@check(Severity.WARNING, optional=("grant",))
def a_deficit_is_carried_below_nought(pack: Pack) -> Iterator[Fault]:
    """A year that ends with an eligible deficit does not hand a surplus to the next."""
    table = _of(pack, GRANT)
    deficits = set(table.loc[table["item"] == "eligible_deficit", "financial_year"])
    surpluses = table[(table["item"] == "opening_balance") & (table["value"] > 0)]
    for number, row in surpluses.iterrows():
        found = _YEAR.fullmatch(str(row["financial_year"]))
        if found and financial_year(int(found[1]) - 1) in deficits:
            value = f"{row['financial_year']}: \u00a3{count(row['value'])}, after an eligible deficit"
            place = line("grant", number, "value")
            yield finding(place, value, "a deficit below nought", "write it with a minus, if it is a deficit")


@check(Severity.WARNING, optional=("high_needs",))
def an_outturn_is_of_a_year_that_is_over(pack: Pack) -> Iterator[Fault]:
    """What was spent is known after the year: an outturn of two years past the base financial year is doubted."""
    table = _of(pack, HIGH_NEEDS)
    for number, label in table.loc[table["kind"] == "outturn", "financial_year"].items():
        found = _YEAR.fullmatch(str(label))
        if found and int(found[1]) > pack.base:
            allowed = f"a year up to {financial_year(pack.base)}, which a pack of January {pack.base} may know"
            remedy = "is it a budget or a forecast? the model then follows it as what was spent"
            yield finding(line("high_needs", number, "financial_year"), str(label), allowed, remedy)


@check(Severity.ERROR, optional=("price_indices",))
def what_is_cash_never_moves(pack: Pack) -> Iterator[Fault]:
    """Growth of ``cash`` would be read nowhere: place funding stays as it is."""
    table = _of(pack, PRICE_INDICES)
    for number, row in table[(table["index"] == CASH) & (table["growth"] != 0)].iterrows():
        remedy = "take the row out; a price that moves has another index in prices.csv"
        yield finding(line("price_indices", number, "growth"), f"cash: {row['growth']:g}", "0", remedy)


def _meant(label: str) -> str:
    """How to write a financial year that is written otherwise, such as ``2025/26`` or ``FY25/26``."""
    found = _MEANT.fullmatch(label.strip())
    start = int(found[1]) % 100 + 2000 if found else 0
    if found and (start + 1) % 100 == int(found[2]) % 100:
        return f"write {financial_year(start)}"
    return "write the year in which it starts, a hyphen, and the last two figures of the next"


def _of(pack: Pack, table: Contract) -> pd.DataFrame:
    """Return a table that a pack may have; without rows where it has none."""
    return pack.tables.get(table.name, pd.DataFrame({name: [] for name in table.column_names}))
