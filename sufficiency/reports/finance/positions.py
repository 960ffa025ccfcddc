"""The position of the block, year by year, as the workbook counts it:

in year = grant - spend - adjustment        closing = opening + in year + Stability Grant
interest = mean deficit x rate              borne by the general fund
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from sufficiency.reports.finance.assumptions import PENNY, starts


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


def rows_of_run(block: pd.DataFrame, name: str) -> pd.DataFrame:
    """The rows of the block that are of the run itself, by year; the last run of the table where none bears its name."""
    runs = list(dict.fromkeys(block["run"]))
    chosen = name if name in runs else runs[-1] if runs else name
    return block[block["run"] == chosen].sort_values("financial_year", kind="stable", ignore_index=True)


def grant_years(block: pd.DataFrame, spend: Mapping[int, float], sources: Mapping[int, str]) -> tuple[GrantYear, ...]:
    """Read the assumptions out of the block; ``spend`` of the ledger's lines and ``sources`` of the grant are by year."""
    found: list[GrantYear] = []
    for row in block.to_dict("records"):
        year, opening = starts(str(row["financial_year"])), _known(row["opening_gbp"])
        before = found[-1].closing if found else None
        follows = None not in (opening, before) and abs((opening or 0.0) - (before or 0.0)) <= PENNY
        of_lines = spend.get(year, 0.0)
        beyond = float(row["spend_gbp"]) - of_lines
        found.append(
            GrantYear(
                year,
                str(row["reading"]),
                None if follows else opening,
                _known(row["grant_gbp"]),
                _known(row["stability_grant_gbp"]) or 0.0,
                _rate(row),
                beyond if abs(beyond) > PENNY else 0.0,
                of_lines,
                _known(row["closing_gbp"]),
                sources.get(year, ""),
            )
        )
    return tuple(found)


def _known(value: float) -> float | None:
    return None if pd.isna(value) else float(value)


def _rate(row: Mapping[str, float]) -> float:
    """Rate of interest that the block was worked out with."""
    opening, closing, interest = (_known(row[name]) for name in ("opening_gbp", "closing_gbp", "interest_gbp"))
    mean = mean_deficit(opening, closing)
    return interest / mean if interest and mean else 0.0


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
        in_year = year.grant - year.spend - year.adjustment
        closing = None if opening is None else opening + in_year + year.stability
        interest = None if closing is None else mean_deficit(opening, closing) * year.rate
        yield Position(opening, in_year, closing, interest)
        before = closing
