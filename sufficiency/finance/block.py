"""The table of the high needs block: what comes in, what is spent, and the balance that it leaves, year by year."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from models.arrays import Floats
from models.money.block import (
    carry_cost,
    chance_below_zero,
    in_year,
    mean_of_worst,
    openings,
    positions,
    stability_grant,
)
from models.money.lines import Ledger, of_ledger
from models.vocabulary import financial_year, start_of
from sufficiency.finance.books import Books
from sufficiency.finance.inputs import MoneyInputs
from sufficiency.finance.nominal import nominal, of_ledger_rows
from sufficiency.finance.shapes import FinanceTable, Given
from sufficiency.tables.contracts import number, text
from sufficiency.tables.rounding import PENCE

THIS_RUN, UNMITIGATED = "this_run", "unmitigated"
GIVEN, ASSUMED, NO_GRANT = "given", "assumed", "no grant"
DEFICIT_OF, PAID_IN = 2025, 2026
"""The Stability Grant is on the deficit at 31 March 2026 and comes in autumn 2026 (assumption A-435)."""


def block(given: Given) -> pd.DataFrame:
    """The position of the run, and of the unmitigated one where it is set beside."""
    runs = {THIS_RUN: given.books} | ({UNMITIGATED: given.unmitigated} if given.unmitigated else {})
    return pd.concat([_of_run(books, given.money).assign(run=run) for run, books in runs.items()], ignore_index=True)


def _of_run(books: Books, money: MoneyInputs) -> pd.DataFrame:
    """One row a financial year, without the column ``run``."""
    stated = stated_of(money.grant, "grant")
    grant, spend = carried_on(stated, books.years), _of_block(of_ledger_rows(books, money.indices)).round(PENCE)
    paid = stability_of(money.grant)
    stability = np.where(np.isnan(grant), np.nan, [paid.get(year, 0.0) for year in books.years])
    columns = {"grant_gbp": grant, "spend_gbp": spend, "in_year_gbp": in_year(grant, spend).round(PENCE)}
    columns |= {"stability_grant_gbp": stability, **_balances(books, money, (grant, spend, stability))}
    readings = [GIVEN if year in stated else NO_GRANT if np.isnan(grant[at]) else ASSUMED for at, year in _at(books)]
    return pd.DataFrame({"financial_year": [financial_year(year) for year in books.years], **columns}).assign(
        reading=readings
    )


def _at(books: Books) -> list[tuple[int, int]]:
    return list(enumerate(books.years))


def _of_block(nominal_gbp: Floats) -> Floats:
    """What the block bears of items (..., financial years, items), (..., financial years)."""
    return np.asarray(nominal_gbp[..., of_ledger(Ledger.DSG_HIGH_NEEDS)].sum(axis=-1))


def _balances(books: Books, money: MoneyInputs, flows: tuple[Floats, Floats, Floats]) -> dict[str, Floats]:
    """Opening and closing from the first year whose opening and grant are known; blank before it.

    ``flows`` are grant, spend and Stability Grant of the central run, (financial years,) each.
    """
    grant, spend, stability = flows
    opening = stated_of(money.grant, "opening_balance")
    first = next((at for at, year in _at(books) if year in opening and not np.isnan(grant[at])), None)
    if first is None:
        return dict.fromkeys(_BALANCES, np.full(len(books.years), np.nan))
    start = opening[books.years[first]]
    closed = positions(start, grant[first:], spend[first:], stability[first:]).round(PENCE)
    opened = openings(start, closed)
    in_draws = _of_block(nominal(books, money.indices, books.draws))[:, first:]
    drawn = positions(start, grant[first:], in_draws, stability[first:])
    rate = carried_on(stated_of(money.grant, "interest_rate"), books.years)[first:]
    interest = carry_cost(opened, closed, rate).round(PENCE)
    found = (opened, closed, *books.in_ranges(drawn), chance_below_zero(drawn), mean_of_worst(drawn), interest)
    blank = np.full(first, np.nan)
    return {name: np.concatenate([blank, values]) for name, values in zip(_BALANCES, found, strict=True)}


_BALANCES = (
    *("opening_gbp", "closing_gbp", "closing_p10", "closing_p50", "closing_p90"),
    *("chance_of_deficit", "worst_fifth_gbp", "interest_gbp"),
)


def stated_of(grant: pd.DataFrame, item: str) -> dict[int, float]:
    """What the pack's table of the grant says of an item, by the year in which the financial year starts."""
    rows = grant[grant["item"] == item]
    return {start_of(label): float(value) for label, value in zip(rows["financial_year"], rows["value"], strict=True)}


def carried_on(stated: Mapping[int, float], years: Sequence[int]) -> Floats:
    """A figure of each year; the last stated goes on (assumptions A-436, A-437), and before the first there is none."""
    before = [[year for year in sorted(stated) if year <= of] for of in years]
    return np.array([stated[known[-1]] if known else np.nan for known in before])


def stability_of(grant: pd.DataFrame) -> dict[int, float]:
    """The Stability Grant by year: as the pack states it, or else its share of the eligible deficit."""
    deficit = stated_of(grant, "eligible_deficit").get(DEFICIT_OF, 0.0)
    return stated_of(grant, "stability_grant") or {PAID_IN: round(stability_grant(deficit), PENCE)}


BLOCK = FinanceTable(
    "block",
    (text("financial_year"), text("run", (THIS_RUN, UNMITIGATED))),
    (
        number("opening_gbp", "pounds", optional=True),
        number("grant_gbp", "pounds", optional=True),
        number("spend_gbp", "pounds"),
        number("in_year_gbp", "pounds", optional=True),
        number("stability_grant_gbp", "pounds", optional=True),
        number("closing_gbp", "pounds", optional=True),
        *(number(f"closing_{end}", "pounds", optional=True) for end in ("p10", "p50", "p90")),
        number("chance_of_deficit", "share", 0, 1, optional=True),
        number("worst_fifth_gbp", "pounds", optional=True),
        number("interest_gbp", "pounds", 0, optional=True),
        text("reading", (GIVEN, ASSUMED, NO_GRANT)),
    ),
    words="Position of the high needs block in nominal pounds: opening balance at 1 April (a deficit is below zero),"
    " grant, spend, what the year leaves, closing balance with its range over draws, the chance that it is a deficit,"
    " and the mean of the worst fifth of draws. `stability_grant_gbp` is the High Needs Stability Grant: it is paid"
    " only if the authority's local SEND reform plan is approved; without that every closing balance from its year on"
    " is lower by as much. `interest_gbp` is the council's cost of carrying the deficit: the general fund bears it"
    " and no balance holds it. `reading` says whether the grant of the year is given, assumed (the last one given"
    " goes on flat in cash), or not there. The unmitigated run stands beside this one.",
    make=block,
)
