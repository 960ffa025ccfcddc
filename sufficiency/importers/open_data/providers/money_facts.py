"""What the press and answers to requests say of an authority's money and travellers: ``packs/codes/money_facts.csv``.

Each fact has its financial year, the learners it was divided by (where it was), how far it can be trusted, and who
says so.
"""

import pandas as pd

from sufficiency.importers.pack.sources import SourceFile
from sufficiency.packs.lookups import CODES, lookup

SOURCE = "money_facts"
TABLES = ("prices", "high_needs", "grant")
"""Tables of a pack that facts go into."""
NAMES = {
    "travellers": "SEND travellers",
    "fee_of_block": "pounds that the block pays a learner in an independent or non-maintained special school",
    "inmss_fees": "outturn of fees of independent and non-maintained schools, pounds",
    "grant": "high needs grant, pounds",
    "opening_balance": "balance of the block on 1 April, pounds",
    "eligible_deficit": "deficit on 31 March that the Stability Grant can cover, pounds",
}
"""What each item is, in words."""
FACTS_FILE = SourceFile(
    SOURCE,
    CODES / f"{SOURCE}.csv",
    "press, and local authorities' answers to requests",
    "Dated facts about high needs money and SEND travellers by authority; ships with the tool",
    "2025",
    "facts quoted with their source",
)


def money_facts(dfe_code: str, table: str) -> pd.DataFrame:
    """Facts of an authority for a table of its pack: financial_year, item, value, learners (may be blank), source."""
    every = lookup(SOURCE)
    own = every[(every["authority"] == dfe_code) & (every["table"] == table)]
    return pd.DataFrame(
        {
            "financial_year": own["financial_year"],
            "item": own["item"],
            "value": own["value"].astype("float64"),
            "learners": pd.to_numeric(own["learners"]).astype("float64"),
            "source": f"{SOURCE}: " + own["source"] + ", confidence " + own["confidence"],
        }
    ).reset_index(drop=True)


def authorities_with(table: str, item: str) -> tuple[str, ...]:
    """DfE codes of the authorities that have a fact, in the order of the file."""
    every = lookup(SOURCE)
    return tuple(every.loc[(every["table"] == table) & (every["item"] == item), "authority"])
