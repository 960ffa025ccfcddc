"""What finance found as plain text, on one screen: the block, one learner here and there, and what is not known."""

import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from models.money.lines import Ledger
from models.vocabulary import INMSS_SPECIAL, Provision, financial_year
from sufficiency.finance.block import ASSUMED, NO_GRANT, THIS_RUN, UNMITIGATED
from sufficiency.finance.reconciliation import priced_words, unexplained_words
from sufficiency.finance.shapes import Given
from sufficiency.packs.small_numbers import notice
from sufficiency.reports.words import in_millions, millions, percent, pounds, range_sentence
from sufficiency.tables.aligned import TextColumn, aligned

WIDTH, MOST_YEARS = 100, 6
SPENT = {
    Ledger.GENERAL_FUND: "Council: specialist transport",
    Ledger.HEALTH: "Health's part of fees",
    Ledger.SOCIAL_CARE: "Social care's part of fees",
    Ledger.DFE_DIRECT: "Places that DfE pays itself",
    Ledger.CAPITAL: "Building",
}
BALANCES = {
    "spend_gbp": "High needs block: spend",
    "grant_gbp": "  grant",
    "in_year_gbp": "  left in the year",
    "stability_grant_gbp": "  Stability Grant",
    "closing_gbp": "  closing balance, 31 March",
    "closing_p10": "    one outcome in ten is below",
    "closing_p90": "    one outcome in ten is above",
}
"""Rows of the block that are shown where anything is known of them; those of the spend always are."""
_READ_WITH = {
    BALANCES["grant_gbp"]: "    given or assumed",
    BALANCES["closing_gbp"]: "    with grants given or assumed",
}
Frames = Mapping[str, pd.DataFrame]
_Row = tuple[str, "pd.Series[Any]", Callable[[Any], str]]
"""A row of the screen: its words, its values by year, and how one is written."""


@dataclass(frozen=True)
class ShownFinance:
    """What the text is made of: tables by name, how many draws are behind ranges, and where pack and files are."""

    given: Given
    tables: Frames
    draws: int
    small_numbers: bool
    pack: str
    folder: str


def finance_text(shown: ShownFinance) -> str:
    """Return the screen, ending in a line break."""
    blocks = (_heading(shown), _money(shown), _learners(shown), _unexplained(shown), _not_known(shown), _files(shown))
    return (
        notice(small_numbers=shown.small_numbers)
        + "\n\n".join("\n".join(one) for one in map(list, blocks) if one)
        + "\n"
    )


def _heading(shown: ShownFinance) -> Iterator[str]:
    books = shown.given.books
    named = books.title.startswith(books.authority)
    yield f"{books.title if named else f'{books.authority}: {books.title}'}: what it costs whom"
    yield range_sentence(shown.draws)


def _money(shown: ShownFinance) -> list[str]:
    """The block's position and the other ledgers, in some years."""
    years = [financial_year(year) for year in _some(shown.given.books.years)]
    block = shown.tables["block"]
    own, other = (_of_run(block, run).reindex(years) for run in (THIS_RUN, UNMITIGATED))
    rows: list[_Row] = [(words, own[name], _millions) for name, words in BALANCES.items()]
    rows.append(("    chance of a deficit", own["chance_of_deficit"], _share))
    rows = [row for one in rows for row in (one, *_readings(one, own))]
    rows += [("  unmitigated: spend", other["spend_gbp"], _millions)]
    rows += [("  unmitigated: closing", other["closing_gbp"], _millions)]
    rows += [(words, spent.reindex(years), _millions) for words, spent in _spent(shown.tables["ledger"])]
    lines = [(words, *map(write, values)) for words, values, write in rows if values.fillna(0.0).any()]
    columns = (TextColumn(), *(TextColumn(year, right=True) for year in years))
    title = "£m A YEAR, APRIL TO MARCH, AT THE PRICES OF EACH YEAR (NOMINAL)"
    return [title, *aligned(columns, lines, indent="  ", gap="  "), *_folded(_stability(block))]


def _readings(row: _Row, own: pd.DataFrame) -> list[_Row]:
    """Whether the grants of the years are given or assumed, under the grant and again under the balance."""
    words, values, _ = row
    if words not in _READ_WITH:
        return []
    return [(_READ_WITH[words], own["reading"].where(values.notna(), ""), str)]


def _of_run(block: pd.DataFrame, run: str) -> pd.DataFrame:
    return block[block["run"] == run].set_index("financial_year")


def _spent(ledger: pd.DataFrame) -> Iterator[tuple[str, "pd.Series[float]"]]:
    """Nominal pounds of each ledger but that of the block, by financial year, and what it is in words."""
    with_interest = bool((ledger["s251_line"] == "deficit_interest").any())
    for code, words in SPENT.items():
        of = ledger[ledger["ledger"] == code]
        if len(of):
            more = ", interest" if with_interest and code == Ledger.GENERAL_FUND else ""
            yield words + more, of.groupby("financial_year")["nominal_gbp"].sum()


def _stability(block: pd.DataFrame) -> list[str]:
    """What the balance holds of the Stability Grant, and on what that hangs."""
    own = _of_run(block, THIS_RUN)
    paid = own.loc[(own["stability_grant_gbp"] > 0) & own["closing_gbp"].notna(), "stability_grant_gbp"]
    return [
        f"The balance holds a Stability Grant of {millions(float(gbp))} in {year}, which is paid only if the"
        " authority's reform plan is approved; without it every balance from then on is lower by as much."
        for year, gbp in paid.items()
    ]


def _some(years: Sequence[int]) -> list[int]:
    """At most six years: the first three, the last, and those evenly between."""
    first, rest = [*years[:3]], [*years[3:]]
    steps = min(MOST_YEARS - len(first), len(rest))
    return first + sorted({rest[round((step + 1) * len(rest) / steps) - 1] for step in range(steps)})


def _millions(value: float) -> str:
    return "" if np.isnan(value) else in_millions(value)


def _share(value: float) -> str:
    return "" if np.isnan(value) else percent(value)


def _learners(shown: ShownFinance) -> list[str]:
    """One learner in an independent school and one in a state school, in the base year after the outturn."""
    table, books = shown.tables["inmss_against_in_county"], shown.given.books
    year = financial_year(books.years[min(1, len(books.years) - 1)])
    of_year = table[table["financial_year"] == year].set_index("provision")
    inmss = of_year.reindex([str(kind) for kind in INMSS_SPECIAL]).sum()
    state = of_year.reindex([str(Provision.STATE_SPECIAL)]).sum(min_count=1)
    if not inmss["learners"] or not state["learners"] > 0:
        return []
    added, empty, diversion = (float(state[f"{one}"]) for one in _MARGINAL)
    pays = _pays(diversion)
    lines = [
        f"  INMSS special school {_parts(inmss)}",
        f"  State special school {_parts(state)};",
        f"    one more {pounds(empty)} in an empty place, {pounds(added)} in an added one{pays}",
    ]
    title = f"ONE LEARNER IN {year}, AT PRICES OF {financial_year(books.base)} (REAL)"
    return [title, *(part for line in lines for part in textwrap.wrap(line, WIDTH, subsequent_indent="    "))]


def _pays(diversion: float) -> str:
    """When an added place pays, by the share of its learners who would else be in INMSS."""
    if np.isnan(diversion):
        return ""
    if diversion <= 0:
        return ": pays whoever comes"
    return ": never pays" if diversion > 1 else f": pays if {percent(diversion)} would else be in INMSS"


_MARGINAL = ("marginal_added_gbp", "marginal_empty_gbp", "break_even_diversion")
_PARTS = {
    "block_gbp": "top-up or fee",
    "health_and_care_gbp": "health and care",
    "transport_gbp": "transport",
    "place_funding_gbp": "place funding",
}


def _parts(of: pd.Series) -> str:
    """What one learner costs in all, and who pays what of it."""
    each = {words: float(of[name]) / float(of["learners"]) for name, words in _PARTS.items()}
    told = ", ".join(f"{words} {pounds(gbp)}" for words, gbp in each.items() if gbp)
    return f"{pounds(sum(each.values()))}: {told}"


def _unexplained(shown: ShownFinance) -> list[str]:
    table = shown.tables["reconciliation"]
    return _folded((*unexplained_words(table), *priced_words(table)))


def _not_known(shown: ShownFinance) -> list[str]:
    """What of the position is not known or only assumed, and where to write it."""
    block, where = shown.tables["block"], f"{shown.pack}/grant.csv"
    own = block[block["run"] == THIS_RUN].sort_values("financial_year")
    unknown, assumed = own[own["reading"] == NO_GRANT], own[own["reading"] == ASSUMED]
    told = []
    if len(unknown) == len(own):
        told.append(
            f"Not known: the grant, so there is no balance. Write {where} (financial_year, item, value, basis, source)"
            " with an item grant for each year, and opening_balance of one: a deficit is below zero."
        )
    elif own["closing_gbp"].isna().all():
        told.append(
            f"Not known: the balance with which any year begins. Write it into {where} as the item opening_balance."
        )
    if len(assumed):
        first = assumed["financial_year"].iloc[0]
        told.append(
            f"Assumed: the grant from {first} on is the last one given, flat in cash. Write later ones into {where}."
        )
    return _folded(told)


def _files(shown: ShownFinance) -> list[str]:
    return _folded([f"FILES in {shown.folder}: finance.xlsx, and every table as .csv"])


def _folded(sentences: Sequence[str]) -> list[str]:
    return [line for one in sentences for line in textwrap.wrap(one, WIDTH, subsequent_indent="  ")]
