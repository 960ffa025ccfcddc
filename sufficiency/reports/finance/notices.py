"""What must be said on every page that quotes money: what of the council's ledger is unexplained."""

from collections.abc import Mapping

import pandas as pd

from models.money.lines import LINES
from sufficiency.packs.small_numbers import HOLDS_SMALL_NUMBERS, NOT_FOR_PUBLICATION
from sufficiency.reports.finance.names import LINE
from sufficiency.reports.words import millions
from sufficiency.tables.contracts import ALL

MOST_UNEXPLAINED = 0.02
"""Share of an outturn above which a difference that nobody has explained is shown wherever money is."""


def unexplained(reconciliation: pd.DataFrame | None) -> str:
    """Say how much of the last outturn is unexplained, and on how many lines more than two per cent."""
    if reconciliation is None or reconciliation.empty:
        return "Not reconciled: the pack has no outturn of the high needs block (high_needs.csv)."
    parts = reconciliation[reconciliation[LINE] != ALL]
    whole = reconciliation[reconciliation[LINE] == ALL].sort_values("financial_year").tail(1)
    beyond = parts[parts["unexplained_share"].abs() > MOST_UNEXPLAINED]
    if whole.empty and beyond.empty:
        return ""
    if len(whole) and abs(float(whole["unexplained_share"].iloc[0])) <= MOST_UNEXPLAINED and beyond.empty:
        return ""
    return f"Unexplained beside the council's ledger: {_whole(whole)}{_lines(beyond)}; see Reconciliation."


def _whole(rows: pd.DataFrame) -> str:
    if rows.empty:
        return "no year has an outturn of every line"
    row = rows.iloc[0]
    amount, share = millions(float(row["unexplained_gbp"])), float(row["unexplained_share"])
    return f"{amount} ({percent_of(share)}) of {row['financial_year']}"


def _lines(rows: pd.DataFrame) -> str:
    if rows.empty:
        return ""
    largest = rows.reindex(rows["unexplained_gbp"].abs().sort_values(ascending=False).index)
    named = [
        f"{LINES[row[LINE]].name} {millions(float(row['unexplained_gbp']))}"
        for row in largest.head(3).to_dict("records")
        if row[LINE] in LINES
    ]
    count = f"{len(rows)} line{'s' if len(rows) > 1 else ''} above {MOST_UNEXPLAINED:.0%}"
    return f"; {count}" + (f", most in {', '.join(named)}" if named else "")


def secret(facts: Mapping[str, object]) -> str:
    """The notice of a run whose pack holds small numbers; nothing else."""
    return f"{NOT_FOR_PUBLICATION}." if facts.get(HOLDS_SMALL_NUMBERS) else ""


def percent_of(share: float) -> str:
    """A share to a tenth of a per cent, with a true minus sign."""
    return f"{share:.1%}".replace("-", "−")
