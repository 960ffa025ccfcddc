"""Prices of places, learners and journeys: published ones where there are any, assumptions where there are none."""

from dataclasses import dataclass

import pandas as pd

from models.money.lines import CASH, TOP_UP, TRANSPORT
from models.money.lines import FEES as FEES_INDEX
from models.vocabulary import INMSS_SPECIAL, NEEDS, Provision
from sufficiency.importers.open_data.providers.money_facts import SOURCE as MONEY
from sufficiency.importers.open_data.providers.money_facts import authorities_with, money_facts
from sufficiency.importers.open_data.providers.place_facts import SOURCE, PlaceFacts
from sufficiency.importers.open_data.providers.spend_return import SpendReturn
from sufficiency.packs.contracts import PRICES
from sufficiency.packs.lookups import mapping

PRICE_YEAR = 2024
TRANSPORT_YEAR = 2023
GUIDE = "DfE high needs operational guide 2024-25"
A_PLACE, A_LEARNER, A_SHARE = "GBP a place a year", "GBP a learner a year", "share of learners"
Row = tuple[object, ...]
"""One price, in the order of the columns of ``prices``."""
TOP_UP_GROWTH = 1.03
"""Yearly growth of top-ups from the outturn of 2021-22 to 2024-25 (A-31)."""
FEE_GROWTH = 1.047
"""Yearly growth of fees over those years (A-410)."""
BASE_TOP_UP_SHARE = 0.6
"""Top-up of a learner in a base, as a share of the same need's in a special school (A-32)."""
ENGLAND_TOP_UP = 16_000.0
"""Mean top-up where no outturn can be read: DfE's 26,000 a state special place less 10,000 (A-31)."""
TRANSPORT_GBP, TRANSPORT_FIXED_SHARE = 8116.0, 0.4
"""Mean yearly cost of SEND transport a learner, 2023-24 (National Audit Office, 2025), and the share of it that does
not depend on distance (A-33)."""
FEES = {"fee_special": 63_000.0, "fee_mainstream": 28_000.0}
"""Where no local fee is published, nor one can be read from the return: DfE's 63,000 (February 2026), and Hampshire's
28,000 for mainstream (A-37)."""


TRAVELLERS, FEE_OF_BLOCK = "travellers", "fee_of_block"
OTHERS_SHARE = 0.088
"""Share of a special school's fee that health and social care pay, where an authority publishes none (A-412)."""


@dataclass(frozen=True)
class Mix:
    """What prices average over: base-year learners in state special schools by need, and mean road miles to school."""

    special_by_need: dict[str, float]
    mean_miles: float


def top_ups(mean: float, mix: Mix, lowest: float, highest: float) -> dict[str, float]:
    """Top-up by need: a ladder of weights (A-31) set so that learners average ``mean``, kept in the published range."""
    weights = {need: float(weight) for need, weight in mapping("top_up_weights", "need", "weight").items()}
    learners = sum(mix.special_by_need.values())
    average = sum(mix.special_by_need.get(need, 0.0) * weight for need, weight in weights.items()) / max(learners, 1e-9)
    unit = mean / average if average > 0 else mean
    return {need: min(max(unit * weights[need], lowest), highest) for need in NEEDS}


def prices_table(facts: PlaceFacts, returned: SpendReturn, mix: Mix) -> pd.DataFrame:
    """Return every price of the pack."""
    dfe_code = returned.dfe_code
    rows = [
        *_place_funding(),
        *_top_up_rows(facts, returned, mix),
        *_fees(facts, returned),
        *_transport(mix),
        _carried_share(dfe_code),
    ]
    return pd.DataFrame(rows, columns=PRICES.column_names)


def _place_funding() -> list[Row]:
    """Place funding by DfE's guide; DfE itself pays that of non-maintained schools and specialist post-16."""
    rates = (
        ("place_funding", Provision.STATE_SPECIAL, 10_000.0),
        ("place_funding", Provision.SPECIALIST_BASE, 6_000.0),
        ("place_funding", Provision.NON_MAINTAINED_SPECIAL, 10_000.0),
        ("place_funding", Provision.SPECIALIST_POST_16, 10_000.0),
        ("place_funding_empty", Provision.STATE_SPECIAL, 10_000.0),
        ("place_funding_empty", Provision.SPECIALIST_BASE, 10_000.0),
    )
    return [
        (item, str(provision), "any", "any", rate, A_PLACE, PRICE_YEAR, CASH, "published", GUIDE)
        for item, provision, rate in rates
    ]


def _top_up_rows(facts: PlaceFacts, returned: SpendReturn, mix: Mix) -> list[Row]:
    found = returned.unit("top_up_special")
    mean, source = (ENGLAND_TOP_UP, "A-31") if found is None else (found[0] * TOP_UP_GROWTH**3, f"{found[1]} A-31")
    lowest, highest = facts.value("top_up_lowest") or 0.0, facts.value("top_up_highest") or 100_000.0
    ladder = top_ups(mean, mix, lowest, highest)
    shares = (("state_special", 1.0, source), ("specialist_base", BASE_TOP_UP_SHARE, f"{source} A-32"))
    rows = [
        _top_up(provision, str(need), round(share * ladder[need]), why)
        for provision, share, why in shares
        for need in NEEDS
    ]
    if mainstream := returned.unit("top_up_schools"):
        unit, read_from = mainstream
        rows.append(_top_up("mainstream", "any", round(unit * TOP_UP_GROWTH**3), f"{read_from} A-178"))
    return rows


def _top_up(provision: str, need: str, value: float, source: str) -> Row:
    return "top_up", provision, "any", need, value, A_LEARNER, PRICE_YEAR, TOP_UP, "estimated", source


def _fees(facts: PlaceFacts, returned: SpendReturn) -> list[Row]:
    """Fees: the mean one published, read from the return or assumed, the same for every need until invoices (A-23)."""
    mainstream, mainstream_basis, mainstream_source = _fee(facts, "fee_mainstream")
    read = None if facts.value("fee_special") else returned.fee_of_the_block(mainstream / FEE_GROWTH**3)
    special, basis, source = _fee(facts, "fee_special") if read is None else _whole_fee(read, returned)
    others = _paid_by_others(special, returned.dfe_code)
    return [
        *(_fee_row("fee", str(kind), special, basis, f"{source} A-23") for kind in INMSS_SPECIAL),
        *(_fee_row(item, str(kind), part, "estimated", why) for kind in INMSS_SPECIAL for item, part, why in others),
        _fee_row("fee", str(Provision.INDEPENDENT_MAINSTREAM), mainstream, mainstream_basis, mainstream_source),
    ]


def _whole_fee(of_block: float, returned: SpendReturn) -> tuple[float, str, str]:
    """The whole fee of PRICE_YEAR, of which the block paid so many pounds in the year of the return (A-415)."""
    fee = round(of_block * FEE_GROWTH**3 / (1.0 - OTHERS_SHARE))
    return float(fee), "estimated", f"{returned.file.id} {returned.release} A-415"


def _fee_row(item: str, provision: str, value: float, basis: str, source: str) -> Row:
    return item, provision, "any", "any", value, A_LEARNER, PRICE_YEAR, FEES_INDEX, basis, source


def _paid_by_others(fee: float, dfe_code: str) -> tuple[tuple[str, float, str], ...]:
    """Health's and social care's parts of a special school's fee: half each of what the block does not pay (A-412)."""
    facts = money_facts(dfe_code, "prices")
    of_block = facts.loc[(facts["item"] == FEE_OF_BLOCK) & (facts["value"] < fee), "value"]
    rest = fee - float(of_block.iloc[0]) if len(of_block) else OTHERS_SHARE * fee
    source = f"{MONEY} A-412" if len(of_block) else "A-412"
    return tuple((item, round(rest / 2, 2), source) for item in ("fee_health", "fee_care"))


def _fee(facts: PlaceFacts, role: str) -> tuple[float, str, str]:
    """Mean fee with its basis and source."""
    local = facts.value(role)
    return (FEES[role], "estimated", "A-37") if local is None else (local, "published", SOURCE)


def _transport(mix: Mix) -> list[Row]:
    fixed = round(TRANSPORT_FIXED_SHARE * TRANSPORT_GBP)
    a_mile = round((TRANSPORT_GBP - fixed) / mix.mean_miles, 2)
    rates = (
        ("transport_fixed", float(fixed), A_LEARNER),
        ("transport_mile", a_mile, f"{A_LEARNER} for each mile one way"),
    )
    source = "NAO Home to school transport 2025 A-33"
    return [
        (item, "any", "any", "any", rate, unit, TRANSPORT_YEAR, TRANSPORT, "estimated", source)
        for item, rate, unit in rates
    ]


def _carried_share(dfe_code: str) -> Row:
    """Share of the learners in specialist places who are carried; where it is not known the mean of others (A-411)."""
    known = {code: _carried(code) for code in authorities_with("prices", TRAVELLERS)}
    share = known.get(dfe_code, sum(known.values()) / len(known))
    source = f"{MONEY} A-411" if dfe_code in known else "A-411"
    return "carried_share", "any", "any", "any", round(share, 3), A_SHARE, TRANSPORT_YEAR, CASH, "estimated", source


def _carried(dfe_code: str) -> float:
    """Reported travellers over learners in specialist places."""
    facts = money_facts(dfe_code, "prices")
    own = facts[facts["item"] == TRAVELLERS].iloc[0]
    return float(own["value"] / own["learners"])
