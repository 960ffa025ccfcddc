"""What the authority's own ledger says: lines of DfE's benchmarking of section 251, and what is published beside it."""

import pandas as pd

from models.money.lines import outturn_columns
from models.vocabulary import Basis
from sufficiency.importers.open_data.providers.money_facts import money_facts
from sufficiency.importers.open_data.providers.spend_return import BUDGET, OUTTURN, PAID_FOR, YEAR, SpendReturn
from sufficiency.packs.contracts import GRANT, HIGH_NEEDS

KINDS = {"budget": BUDGET, "outturn": OUTTURN}


def high_needs_table(returned: SpendReturn) -> pd.DataFrame:
    """Budget and outturn by line, ``high_needs``; no rows where nothing is published of the authority.

    A line without a figure in one of its columns has no row; an amount of nought has one.
    """
    columns = tuple(
        f"{start}_{name}" for start in KINDS.values() for names, _ in outturn_columns().values() for name in names
    )
    values = returned.amounts(columns)
    rows = [_row(line, kind, values, returned) for kind in KINDS for line in outturn_columns()] if values else []
    made = pd.DataFrame(rows, columns=HIGH_NEEDS.column_names).dropna(subset="amount_gbp")
    found = money_facts(returned.dfe_code, "high_needs").rename(columns={"item": "line", "value": "amount_gbp"})
    later = found.assign(kind="outturn", basis=str(Basis.PUBLISHED))[HIGH_NEEDS.column_names]
    filled = [part for part in (made, later) if len(part)]
    return pd.concat(filled, ignore_index=True) if filled else made


def _row(line: str, kind: str, values: dict[str, float], returned: SpendReturn) -> tuple[object, ...]:
    """One line of the published file, with the learners for whom it was paid."""
    names, sign = outturn_columns()[line]
    amount = sign * sum(values[f"{KINDS[kind]}_{name}"] for name in names)
    learners, source = float("nan"), returned.file.id
    if line in PAID_FOR:
        paid = returned.learners(line)
        learners, source = paid.number, f"{paid.source} A-414"
    return YEAR, line, kind, round(amount, 2) + 0.0, learners, str(Basis.PUBLISHED), source


def grant_table(dfe_code: str) -> pd.DataFrame:
    """Grant and balance of the block as far as they are published, ``grant``; no rows where nothing is."""
    return money_facts(dfe_code, "grant").assign(basis=str(Basis.PUBLISHED))[GRANT.column_names]
