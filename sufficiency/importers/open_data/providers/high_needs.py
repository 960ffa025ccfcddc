"""What the authority's own ledger says: lines of DfE's benchmarking of section 251, and what is published beside it."""

import pandas as pd

from models.money.lines import outturn_columns
from models.vocabulary import Basis
from sufficiency.importers.open_data.providers.money_facts import money_facts
from sufficiency.importers.opening.published_csv import numbers, read_words
from sufficiency.importers.pack.sources import SourceFile
from sufficiency.packs.contracts import GRANT, HIGH_NEEDS

YEAR = "2021-22"
KINDS = {"budget": "budget_2021_22", "outturn": "outturn_2021_22"}
"""How the columns of each kind of amount begin."""
AFTER_SCHOOL = "post16"
PAID_FOR: dict[str, tuple[str, ...]] = {
    "top_up_schools": ("mainstream", "rp_or_sen_unit"),
    "top_up_special": ("state_special",),
    "inmss_fees": ("nmss_or_independent",),
    "top_up_post_school": (AFTER_SCHOOL,),
    "inmss_post_school": (AFTER_SCHOOL,),
}
"""Plans of January 2021, as the file names them, that each line paid for (A-414)."""


def high_needs_table(published: SourceFile, dfe_code: str) -> pd.DataFrame:
    """Budget and outturn by line, ``high_needs``; no rows where nothing is published of the authority.

    A line without a figure in one of its columns has no row; an amount of nought has one.
    """
    columns = {
        f"{start}_{name}" for start in KINDS.values() for names, _ in outturn_columns().values() for name in names
    }
    plans = {f"plans_jan2021_{name}" for names in PAID_FOR.values() for name in names}
    wanted = sorted(columns | plans)
    words = read_words(published.path, published.path.name, ("old_la_code", *wanted))
    own = words[words["old_la_code"] == dfe_code]
    values = {name: float(numbers(own, name, published.path.name).sum(skipna=False)) for name in wanted}
    rows = [_row(line, kind, values, published.id) for kind in KINDS for line in outturn_columns()] if len(own) else []
    made = pd.DataFrame(rows, columns=HIGH_NEEDS.column_names).dropna(subset="amount_gbp")
    found = money_facts(dfe_code, "high_needs").rename(columns={"item": "line", "value": "amount_gbp"})
    later = found.assign(kind="outturn", basis=str(Basis.PUBLISHED))[HIGH_NEEDS.column_names]
    filled = [part for part in (made, later) if len(part)]
    return pd.concat(filled, ignore_index=True) if filled else made


def _row(line: str, kind: str, values: dict[str, float], source: str) -> tuple[object, ...]:
    """One line of the published file; the learners are those of January 2021."""
    names, sign = outturn_columns()[line]
    amount = sign * sum(values[f"{KINDS[kind]}_{name}"] for name in names)
    learners = sum(values[f"plans_jan2021_{name}"] for name in PAID_FOR[line]) if line in PAID_FOR else float("nan")
    return YEAR, line, kind, round(amount, 2) + 0.0, learners, str(Basis.PUBLISHED), _source(line, source)


def _source(line: str, source: str) -> str:
    return f"{source} A-414" if line in PAID_FOR else source


def grant_table(dfe_code: str) -> pd.DataFrame:
    """Grant and balance of the block as far as they are published, ``grant``; no rows where nothing is."""
    return money_facts(dfe_code, "grant").assign(basis=str(Basis.PUBLISHED))[GRANT.column_names]
