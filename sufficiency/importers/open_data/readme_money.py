"""Writes what the page of a pack says of money: what is known, who says so, and what is not."""

import pandas as pd

from sufficiency.importers.open_data.providers.money_facts import NAMES, TABLES, money_facts
from sufficiency.packs.contracts import GRANT, HIGH_NEEDS
from sufficiency.tables.contracts import records

LEDGER = {
    HIGH_NEEDS.name: "the high needs block as the authority reported it, by line: section 251, and later figures",
    GRANT.name: "the high needs grant and the balance of the block, as far as published",
}
"""Tables that a pack has where something is published, and what each holds."""
UNKNOWN = {
    "high_needs": "No section 251 return of this authority was at hand: finance cannot be reconciled to its ledger.",
    "grant": "**No grant of the high needs block** is in the published files, for any year: give it in `grant.csv`.",
    "opening_balance": "**No balance of the block** is published here: give `opening_balance` in `grant.csv`.",
    "interest_rate": "**No rate of interest** on a deficit is published: give `interest_rate` in `grant.csv`.",
}
"""What is said where a table, or an item of the grant, is not there."""


def money_section(dfe_code: str, tables: dict[str, pd.DataFrame]) -> str:
    """Return the section of the page: every fact with its source, and what the authority has to give itself."""
    found = pd.concat([money_facts(dfe_code, table) for table in TABLES], ignore_index=True)
    lines = [
        f"* {NAMES[row['item']]}, {row['financial_year']}: {row['value']:,.0f} ({row['source'].partition(': ')[2]})"
        for row in records(found)
    ]
    given = {name for name in (HIGH_NEEDS.name,) if name in tables}
    given |= set(tables[GRANT.name]["item"]) if GRANT.name in tables else set()
    lacking = [f"* {words}" for item, words in UNKNOWN.items() if item not in given]
    known = ["`money_facts` (ships with the tool) knows of this authority:", "", *lines, ""] if lines else []
    return "\n".join(["## Money", "", *known, "Not known from published files:", "", *lacking])
