"""Prices of places, learners and journeys: published ones where there are any, assumptions where there are none."""

from dataclasses import dataclass

import pandas as pd

from models.vocabulary import NEEDS
from sufficiency.importers.open_data.providers.place_facts import SOURCE, PlaceFacts
from sufficiency.importers.opening.published_csv import numbers, read_words
from sufficiency.importers.pack.sources import SourceFile
from sufficiency.packs.lookups import mapping

OUTTURN = "high_needs_2021_22"
PRICE_YEAR = 2024
TOP_UP_GROWTH = 1.03
"""Yearly growth of top-ups from the outturn of 2021-22 to 2024-25 (A-31)."""
BASE_TOP_UP_SHARE = 0.6
"""Top-up of a learner in a base, as a share of the same need's in a special school (A-32)."""
ENGLAND_TOP_UP = 16_000.0
"""Mean top-up where no outturn can be read: DfE's 26,000 a state special place less 10,000 (A-31)."""
TRANSPORT_GBP, TRANSPORT_FIXED_SHARE = 8116.0, 0.4
"""Mean yearly cost of SEND transport a learner, 2023-24 (National Audit Office, 2025), and the share of it that does
not depend on distance (A-33)."""
FEES = {"fee_special": 63_000.0, "fee_mainstream": 28_000.0}
"""Where no local fee is published: DfE's 63,000 (February 2026), and Hampshire's 28,000 for mainstream (A-37)."""


@dataclass(frozen=True)
class Mix:
    """Base-year learners that prices are averaged over, and the mean journey in road miles.

    ``special_by_need``: in state special schools; ``independent_by_need``: in independent and non-maintained ones.
    """

    special_by_need: dict[str, float]
    independent_by_need: dict[str, float]
    mean_miles: float


SPECIAL_OUTTURN = (("topup_maint_special",), ("state_special",))
MAINSTREAM_OUTTURN = (("topup_maint_primary", "topup_maint_secondary"), ("mainstream", "rp_or_sen_unit"))
"""Top-ups of the outturn and the plans that they were paid for."""


def mean_top_up(
    outturn: SourceFile, dfe_code: str, paid: tuple[tuple[str, ...], tuple[str, ...]] = SPECIAL_OUTTURN
) -> float | None:
    """Mean top-up of a learner in 2021-22 prices: outturn over plans; None where it cannot be read."""
    spent = [f"outturn_2021_22_{name}" for name in paid[0]]
    plans = [f"plans_jan2021_{name}" for name in paid[1]]
    words = read_words(outturn.path, outturn.path.name, ("old_la_code", *spent, *plans))
    own = words[words["old_la_code"] == dfe_code]
    spend, learners = (
        sum(float(numbers(own, column, outturn.path.name).sum()) for column in columns) for columns in (spent, plans)
    )
    return spend / learners if spend > 0 and learners > 0 else None


def top_ups(mean: float, mix: Mix, lowest: float, highest: float) -> dict[str, float]:
    """Top-up by need: a ladder of weights (A-31) set so that learners average ``mean``, kept in the published range."""
    weights = {need: float(weight) for need, weight in mapping("top_up_weights", "need", "weight").items()}
    learners = sum(mix.special_by_need.values())
    average = sum(mix.special_by_need.get(need, 0.0) * weight for need, weight in weights.items()) / max(learners, 1e-9)
    unit = mean / average if average > 0 else mean
    return {need: min(max(unit * weights[need], lowest), highest) for need in NEEDS}


def prices_table(facts: PlaceFacts, outturn: SourceFile, dfe_code: str, mix: Mix) -> pd.DataFrame:
    """Return every price of the pack."""
    top_up = _top_up_rows(facts, outturn, dfe_code, mix)
    ladder = {str(need): float(str(value)) for _, provision, need, value, *_ in top_up if provision == "state_special"}
    rows = [*_place_funding(), *top_up, *_fees(facts, ladder, mix), *_transport(mix)]
    columns = ["item", "provision", "need", "value", "unit", "base_year", "basis", "source"]
    return pd.DataFrame(rows, columns=columns)


def _place_funding() -> list[tuple[object, ...]]:
    guide = "DfE high needs operational guide 2024-25"
    unit = "GBP a place a year"
    return [
        ("place_funding", "state_special", "any", 10_000.0, unit, PRICE_YEAR, "published", guide),
        ("place_funding", "specialist_base", "any", 6_000.0, unit, PRICE_YEAR, "published", guide),
        ("place_funding_empty", "state_special", "any", 10_000.0, unit, PRICE_YEAR, "published", guide),
        ("place_funding_empty", "specialist_base", "any", 10_000.0, unit, PRICE_YEAR, "published", guide),
    ]


def _top_up_rows(facts: PlaceFacts, outturn: SourceFile, dfe_code: str, mix: Mix) -> list[tuple[object, ...]]:
    found = mean_top_up(outturn, dfe_code)
    mean = ENGLAND_TOP_UP if found is None else found * TOP_UP_GROWTH**3
    lowest, highest = facts.value("top_up_lowest") or 0.0, facts.value("top_up_highest") or 100_000.0
    ladder = top_ups(mean, mix, lowest, highest)
    unit = "GBP a learner a year"
    source = "A-31" if found is None else f"{OUTTURN} A-31"
    shares = (("state_special", 1.0, source), ("specialist_base", BASE_TOP_UP_SHARE, f"{source} A-32"))
    rows: list[tuple[object, ...]] = [
        ("top_up", provision, str(need), round(share * ladder[need]), unit, PRICE_YEAR, "estimated", why)
        for provision, share, why in shares
        for need in NEEDS
    ]
    mainstream = mean_top_up(outturn, dfe_code, MAINSTREAM_OUTTURN)
    if mainstream is not None:
        paid, why = round(mainstream * TOP_UP_GROWTH**3), f"{OUTTURN} A-178"
        rows.append(("top_up", "mainstream", "any", paid, unit, PRICE_YEAR, "estimated", why))
    return rows


def _fees(facts: PlaceFacts, top_up: dict[str, float], mix: Mix) -> list[tuple[object, ...]]:
    """Fees: the mean one published or assumed; by need it moves as the state top-up does (A-23).

    With one fee for every need a plan would send the learners with the highest top-ups to independent schools, only
    because their place in a state school costs more.
    """
    special, _, source = _fee(facts, "fee_special")
    learners = sum(mix.independent_by_need.values())
    average = sum(count * top_up[need] for need, count in mix.independent_by_need.items()) / max(learners, 1e-9)
    unit = "GBP a learner a year"
    rows: list[tuple[object, ...]] = [
        (
            *("fee", provision, str(need), round(special + top_up[need] - average)),
            *(unit, PRICE_YEAR, "estimated", f"{source} A-23"),
        )
        for provision in ("independent_special", "non_maintained_special")
        for need in NEEDS
    ]
    mainstream, basis, source = _fee(facts, "fee_mainstream")
    return [*rows, ("fee", "independent_mainstream", "any", mainstream, unit, PRICE_YEAR, basis, source)]


def _fee(facts: PlaceFacts, role: str) -> tuple[float, str, str]:
    """Mean fee with its basis and source."""
    local = facts.value(role)
    return (FEES[role], "estimated", "A-37") if local is None else (local, "published", SOURCE)


def _transport(mix: Mix) -> list[tuple[object, ...]]:
    fixed = round(TRANSPORT_FIXED_SHARE * TRANSPORT_GBP)
    a_mile = round((TRANSPORT_GBP - fixed) / mix.mean_miles, 2)
    source = "NAO Home to school transport 2025 A-33"
    unit = "GBP a learner a year"
    return [
        ("transport_fixed", "any", "any", float(fixed), unit, 2023, "estimated", source),
        ("transport_mile", "any", "any", a_mile, f"{unit} for each mile one way", 2023, "estimated", source),
    ]
