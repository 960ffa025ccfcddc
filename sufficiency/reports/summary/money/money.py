"""What the section on money shows, read from the tables of finance that were made with the run."""

import math
from collections.abc import Mapping

import pandas as pd

from models.money.lines import LINES, Ledger, outturn_columns
from models.vocabulary import SPECIALIST, financial_year
from sufficiency.finance.block import ASSUMED, NO_GRANT
from sufficiency.finance.reconciliation import unexplained_words
from sufficiency.reports.summary.estimate import Estimate
from sufficiency.reports.summary.money.values import BlockYear, Bridge, BridgeLine, KindCost, MoneyShown, Paid
from sufficiency.reports.summary.view import RunView
from sufficiency.results.headlines import FOCUS_YEARS_AHEAD
from sufficiency.tables.contracts import records

PARTS = {
    "high_needs": "high_needs_gbp",
    "inmss": "inmss_fees_gbp",
    "state": "state_special_gbp",
    "mainstream": "mainstream_gbp",
    "after_school": "after_school_gbp",
    "other": "other_high_needs_gbp",
    "transport": "transport_gbp",
    "health_and_care": "health_and_care_gbp",
    "dfe_direct": "dfe_direct_gbp",
}
"""Parts of the table of payers that each figure is."""
STEPS = 6
"""Parts of the bridge that stand by themselves in its picture."""
SMALLER = "All that is smaller"
"""The name of the parts that have no bar of their own, together."""
Frames = Mapping[str, pd.DataFrame]


def money(view: RunView) -> MoneyShown | None:
    """Read the tables; None where the view has none."""
    if not view.finance:
        return None
    tables, base = view.finance, int(view.context["base_census_year"]) - 1
    paid = _paid(tables["payers"])
    kinds_year = paid[min(1, len(paid) - 1)].financial_year
    reconciled = tables["reconciliation"]
    return MoneyShown(
        base_year=financial_year(base),
        paid=paid,
        kinds_year=kinds_year,
        kinds=_kinds(tables["inmss_against_in_county"], kinds_year),
        bridge=_bridge(tables, base, [row.financial_year for row in paid]),
        block=_block(tables["block"]),
        unexplained=unexplained_words(reconciled),
        no_outturn=tuple(LINES[line].name for line in outturn_columns() if line not in set(reconciled["s251_line"])),
    )


def _paid(payers: pd.DataFrame) -> tuple[Paid, ...]:
    by_part = {(str(row["financial_year"]), str(row["part"])): _estimate(row) for row in records(payers)}
    years = sorted(set(payers["financial_year"]))
    return tuple(Paid(year, **{name: by_part[year, part] for name, part in PARTS.items()}) for year in years)


def _estimate(row: Mapping[str, float]) -> Estimate:
    return Estimate(float(row["real_gbp"]), _known(row["real_p10"]), _known(row["real_p90"]))


def _known(value: float) -> float | None:
    return None if math.isnan(value) else float(value)


def _kinds(against: pd.DataFrame, year: str) -> tuple[KindCost, ...]:
    """Kinds of provision in which anybody is."""
    rows = records(against[(against["financial_year"] == year) & (against["learners"] > 0)])
    order = [str(kind) for kind in SPECIALIST]
    found = [_kind(row) for row in rows]
    return tuple(sorted(found, key=lambda kind: order.index(kind.provision)))


def _kind(row: Mapping[str, float]) -> KindCost:
    learners = float(row["learners"])
    parts = ("block_gbp", "health_and_care_gbp", "transport_gbp", "place_funding_gbp")
    block, health_and_care, transport, place = (float(row[name]) / learners for name in parts)
    return KindCost(
        provision=str(row["provision"]),
        learners=learners,
        block=block,
        health_and_care=health_and_care,
        transport=transport,
        place=place,
        average=float(row["average_gbp"]),
        empty=_known(row["marginal_empty_gbp"]),
        added=_known(row["marginal_added_gbp"]),
        occupancy=_known(row["break_even_occupancy"]),
        diversion=_known(row["break_even_diversion"]),
    )


def _bridge(tables: Frames, base: int, years: list[str]) -> Bridge | None:
    """From the base financial year to that of the focus, or to the last where there is none."""
    first, last = financial_year(base), min(financial_year(base + FOCUS_YEARS_AHEAD), years[-1])
    table, spend = tables["bridge"], tables["block"].set_index("financial_year")["spend_gbp"]
    rows = table[(table["kind"] == "year") & (table["from"] == first) & (table["to"] == last)]
    rows = rows[(rows["ledger"] == Ledger.DSG_HIGH_NEEDS) & rows["fair_gbp"].notna()]
    if rows.empty:
        return None
    parts = sorted(
        ((LINES[str(row["s251_line"])].name, str(row["factor"]), float(row["fair_gbp"])) for row in records(rows)),
        key=lambda part: -abs(part[2]),
    )
    rest = sum(gbp for _, _, gbp in parts[STEPS:])
    steps = (*parts[:STEPS], (SMALLER, "", rest))
    return Bridge(first, last, float(spend[first]), float(spend[last]), _lines(rows), steps)


def _lines(rows: pd.DataFrame) -> tuple[BridgeLine, ...]:
    found = []
    for line, of in rows.groupby("s251_line"):
        fair = {str(factor): float(gbp) for factor, gbp in zip(of["factor"], of["fair_gbp"], strict=True)}
        found.append(BridgeLine(LINES[str(line)].name, fair.get("plans"), fair.get("share"), fair["price"]))
    return tuple(sorted(found, key=lambda line: -abs(line.movement)))


def _block(block: pd.DataFrame) -> tuple[BlockYear, ...]:
    """Every year, where the grant of any is known."""
    if (block["reading"] == NO_GRANT).all():
        return ()
    return tuple(_block_year(row) for row in records(block.sort_values("financial_year")))


def _block_year(row: Mapping[str, float]) -> BlockYear:
    names = ("opening_gbp", "grant_gbp", "in_year_gbp", "stability_grant_gbp", "closing_gbp", "chance_of_deficit")
    opening, grant, in_year, stability, closing, chance = (_known(row[name]) for name in names)
    ends = (_known(row["closing_p10"]), _known(row["closing_p90"]))
    return BlockYear(
        financial_year=str(row["financial_year"]),
        opening=opening,
        grant=grant,
        spend=float(row["spend_gbp"]),
        in_year=in_year,
        stability_grant=stability,
        closing=None if closing is None else Estimate(closing, *ends),
        chance_of_deficit=chance,
        assumed=str(row["reading"]) == ASSUMED,
    )
