"""The position of the block, year by year, as the workbook counts it.

in year = grant - spend - adjustment        closing = opening + in year + Stability Grant
interest = mean deficit x rate              borne by the general fund
"""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from models.vocabulary import start_of
from sufficiency.finance.block import THIS_RUN, carried_on, stability_of, stated_of
from sufficiency.reports.finance.assumptions import PENNY
from sufficiency.tables.rounding import PENCE

_RATE_DECIMALS = 8


@dataclass(frozen=True)
class GrantYear:
    """What of a year of the block is assumed: None where nobody knows it.

    ``given_opening`` is a balance that does not follow from the year before. ``adjustment`` is what the block's spend
    has beyond the ledger's lines, none as a rule. ``closing`` is the run's own.
    """

    year: int
    reading: str
    given_opening: float | None
    grant: float | None
    stability: float
    rate: float
    adjustment: float
    spend: float
    closing: float | None
    source: str


@dataclass(frozen=True)
class Position:
    """A year as it was worked out; None where there is no grant."""

    opening: float | None
    in_year: float | None
    closing: float | None
    interest: float | None


def rows_of_run(block: pd.DataFrame) -> pd.DataFrame:
    """The rows of the block that are of the run itself, by year."""
    return block[block["run"] == THIS_RUN].sort_values("financial_year", kind="stable", ignore_index=True)


def grant_years(block: pd.DataFrame, spend: Mapping[int, float], grant: pd.DataFrame) -> tuple[GrantYear, ...]:
    """Read the assumptions out of the block; ``spend`` of the ledger's lines is by year, ``grant`` the pack's table.

    Where the block is empty for want of a grant, what the pack says of the balance stands ready for one.
    """
    openings, rates, paid = stated_of(grant, "opening_balance"), stated_of(grant, "interest_rate"), stability_of(grant)
    found: list[GrantYear] = []
    for row in block.to_dict("records"):
        year, known = start_of(str(row["financial_year"])), _known(row["grant_gbp"])
        of_lines = round(spend.get(year, 0.0), PENCE)
        beyond = float(row["spend_gbp"]) - of_lines
        found.append(
            GrantYear(
                year=year,
                reading=str(row["reading"]),
                given_opening=_opening(row, found) if known is not None else openings.get(year),
                grant=known,
                stability=_known(row["stability_grant_gbp"]) or 0.0 if known is not None else paid.get(year, 0.0),
                rate=_rate(row) if known is not None else _known(carried_on(rates, [year])[0]) or 0.0,
                adjustment=round(beyond, PENCE) if abs(beyond) > PENNY else 0.0,
                spend=of_lines,
                closing=_known(row["closing_gbp"]),
                source=_source(grant, year),
            )
        )
    return tuple(found)


def _source(grant: pd.DataFrame, year: int) -> str:
    """Where the figures of a year are from."""
    of_year = [start_of(str(label)) == year for label in grant["financial_year"]]
    words = grant.loc[of_year, "source"] if "source" in grant else ()
    return "; ".join(dict.fromkeys(map(str, words)))


def _opening(row: Mapping[Hashable, float], before: Sequence[GrantYear]) -> float | None:
    """The opening balance of a year where it does not follow from the year before."""
    opening, closed = _known(row["opening_gbp"]), before[-1].closing if before else None
    if opening is None or closed is None:
        return opening
    return None if abs(opening - closed) <= PENNY else opening


def _known(value: float) -> float | None:
    return None if pd.isna(value) else float(value)


def _rate(row: Mapping[Hashable, float]) -> float:
    """Rate of interest that the block was worked out with; without stray decimals where those make no penny."""
    opening, closing, interest = (_known(row[name]) for name in ("opening_gbp", "closing_gbp", "interest_gbp"))
    mean = mean_deficit(opening, closing)
    if not interest or not mean:
        return 0.0
    plain = round(interest / mean, _RATE_DECIMALS)
    return plain if round(mean * plain, PENCE) == interest else interest / mean


def mean_deficit(opening: float | None, closing: float | None) -> float:
    """Mean of what is below zero at either end of a year; pounds above zero."""
    return (max(0.0, -(opening or 0.0)) + max(0.0, -(closing or 0.0))) / 2


def positions(years: Sequence[GrantYear]) -> Iterator[Position]:
    """Work the block out from its assumptions, as the sheet's formulas do."""
    before: float | None = None
    for year in years:
        opening = before if year.given_opening is None else year.given_opening
        if year.grant is None:
            before = None
            yield Position(opening, None, None, None)
            continue
        in_year = round(year.grant - year.spend - year.adjustment, PENCE)
        closing = None if opening is None else round(opening + in_year + year.stability, PENCE)
        interest = None if closing is None else round(mean_deficit(opening, closing) * year.rate, PENCE)
        yield Position(opening, in_year, closing, interest)
        before = closing
