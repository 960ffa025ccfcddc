"""The one table of lines of spend: whose ledger bears each, what moves it, and when in the year it is paid.

Lines are those of the section 251 return as DfE's benchmarking publishes them, some taken together, and those that the
return does not have. An *item* is what of a line one kind of provision takes, by need where the price is one of needs.
Spending is above zero, income below it.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from models.arrays import Flags
from models.vocabulary import INMSS, NEEDS, SPECIALIST, Provision

ANY = "any"
"""Stands for every provision or need together."""


class Ledger(StrEnum):
    """Who pays."""

    DSG_HIGH_NEEDS = "dsg_high_needs"
    GENERAL_FUND = "general_fund"
    HEALTH = "health"
    SOCIAL_CARE = "social_care"
    DFE_DIRECT = "dfe_direct"
    CAPITAL = "capital"


class Follows(StrEnum):
    """What a line follows: placements and prices, plans at a unit of the last outturn, or its index alone."""

    MODELLED = "modelled"
    PLANS = "plans"
    FIXED = "fixed"
    APART = "apart"
    """Worked out from the whole block, or from what is built."""


class Billing(StrEnum):
    """How an academic year falls into financial years; ``models.money.financial_years``."""

    MONTHS = "months"
    FEES = "fees"
    SCHOOL_DAYS = "school_days"
    CENSUS = "census"


@dataclass(frozen=True)
class SpendLine:
    """A line of spend: a row of LINES.

    ``published`` are the columns of DfE's benchmarking table that it adds up, ``takes_off`` those that are income.
    ``provisions`` bear it, any together where there are none; ``by_need`` says whether its items are split by need.
    """

    code: str
    name: str
    ledger: Ledger
    follows: Follows
    index: str
    billing: Billing = Billing.MONTHS
    published: tuple[str, ...] = ()
    takes_off: bool = False
    provisions: tuple[Provision, ...] = ()
    by_need: bool = False

    @property
    def items(self) -> tuple["SpendItem", ...]:
        """What the line is split into."""
        needs = [str(need) for need in NEEDS] if self.by_need else [ANY]
        return tuple(SpendItem(self.code, str(kind), need) for kind in self.provisions or (ANY,) for need in needs)


@dataclass(frozen=True)
class SpendItem:
    """A part of a line: of one provision and need, or of any."""

    line: str
    provision: str
    need: str

    @property
    def name(self) -> str:
        """In one word, as files have it."""
        return f"{self.line}:{self.provision}:{self.need}"


CASH, TOP_UP, FEES, TRANSPORT, SERVICES = "cash", "top_up", "fees", "transport", "services"
INDICES = (CASH, TOP_UP, FEES, TRANSPORT, SERVICES)
"""Names of price indices; what is ``cash`` stays as it is until the government announces another rate."""
_DSG, _MODELLED, _PLANS, _FIXED = Ledger.DSG_HIGH_NEEDS, Follows.MODELLED, Follows.PLANS, Follows.FIXED
_AFTER_SCHOOL = (Provision.FURTHER_EDUCATION, Provision.SPECIALIST_POST_16)
_SCHOOL_AGES = ("early_years", "primary", "secondary", "special", "ap")
LINES: dict[str, SpendLine] = {
    line.code: line
    for line in (
        SpendLine("place_early_years", "Places: early years", _DSG, _FIXED, CASH, published=("place_early_years",)),
        SpendLine(
            *("place_bases", "Places: specialist bases", _DSG, _MODELLED, CASH),
            published=("place_primary", "place_secondary"),
            provisions=(Provision.SPECIALIST_BASE,),
        ),
        SpendLine(
            *("place_special", "Places: state special schools", _DSG, _MODELLED, CASH),
            published=("place_special",),
            provisions=(Provision.STATE_SPECIAL,),
        ),
        SpendLine("place_ap", "Places: alternative provision", _DSG, _FIXED, CASH, published=("place_ap",)),
        SpendLine("place_post_school", "Places: after school", _DSG, _FIXED, CASH, published=("place_post_school",)),
        SpendLine(
            "top_up_early_years", "Top-ups: early years", _DSG, _FIXED, TOP_UP, published=("topup_maint_early_years",)
        ),
        SpendLine(
            *("top_up_schools", "Top-ups: mainstream schools and bases", _DSG, _MODELLED, TOP_UP),
            published=("topup_maint_primary", "topup_maint_secondary"),
            provisions=(Provision.MAINSTREAM, Provision.SPECIALIST_BASE),
            by_need=True,
        ),
        SpendLine(
            *("top_up_special", "Top-ups: state special schools", _DSG, _MODELLED, TOP_UP),
            published=("topup_maint_special",),
            provisions=(Provision.STATE_SPECIAL,),
            by_need=True,
        ),
        SpendLine("top_up_ap", "Top-ups: alternative provision", _DSG, _FIXED, TOP_UP, published=("topup_maint_ap",)),
        SpendLine(
            *("top_up_post_school", "Top-ups: after school", _DSG, _PLANS, TOP_UP),
            published=("topup_maint_post_school",),
            provisions=_AFTER_SCHOOL,
        ),
        SpendLine(
            *("top_up_income", "Top-ups: income", _DSG, _FIXED, TOP_UP),
            published=("topup_maint_income",),
            takes_off=True,
        ),
        SpendLine(
            *("inmss_fees", "Fees: independent and non-maintained schools", _DSG, _MODELLED, FEES, Billing.FEES),
            published=tuple(f"topup_inmss_{ages}" for ages in _SCHOOL_AGES),
            provisions=INMSS,
            by_need=True,
        ),
        SpendLine(
            *("inmss_post_school", "Fees: independent providers after school", _DSG, _PLANS, FEES, Billing.FEES),
            published=("topup_inmss_post_school",),
            provisions=_AFTER_SCHOOL,
        ),
        SpendLine(
            *("inmss_income", "Fees: income", _DSG, _FIXED, FEES), published=("topup_inmss_income",), takes_off=True
        ),
        SpendLine(
            "sen_support", "SEN support and inclusion", _DSG, _FIXED, SERVICES, published=("sen_support_inclusion",)
        ),
        SpendLine("ap_services", "Alternative provision services", _DSG, _FIXED, SERVICES, published=("ap_services",)),
        SpendLine(
            "hospital_education", "Hospital education", _DSG, _FIXED, SERVICES, published=("hospital_education",)
        ),
        SpendLine("therapies", "Therapies and health", _DSG, _FIXED, SERVICES, published=("therapies_health",)),
        SpendLine(
            *("cross_border", "Cross-border adjustment of the grant", _DSG, _MODELLED, CASH, Billing.CENSUS),
            provisions=(Provision.STATE_SPECIAL,),
        ),
        SpendLine(
            *("sen_transport", "Transport to specialist places", Ledger.GENERAL_FUND, _MODELLED, TRANSPORT),
            Billing.SCHOOL_DAYS,
            provisions=SPECIALIST,
        ),
        SpendLine(
            *("deficit_interest", "Interest on the deficit", Ledger.GENERAL_FUND, Follows.APART, CASH),
        ),
        SpendLine(
            *("fee_health", "Health's part of fees", Ledger.HEALTH, _MODELLED, FEES, Billing.FEES), provisions=INMSS
        ),
        SpendLine(
            *("fee_care", "Social care's part of fees", Ledger.SOCIAL_CARE, _MODELLED, FEES, Billing.FEES),
            provisions=INMSS,
        ),
        SpendLine(
            *("place_non_maintained", "Places: non-maintained special schools", Ledger.DFE_DIRECT, _MODELLED, CASH),
            provisions=(Provision.NON_MAINTAINED_SPECIAL,),
        ),
        SpendLine(
            *("place_specialist_post_16", "Places: specialist post-16", Ledger.DFE_DIRECT, _MODELLED, CASH),
            provisions=(Provision.SPECIALIST_POST_16,),
        ),
        SpendLine("capital", "Building", Ledger.CAPITAL, Follows.APART, SERVICES),
    )
}
"""The one table of lines; sources: section 251 guidance and DfE's high needs benchmarking, docs/money.md."""

ITEMS: tuple[SpendItem, ...] = tuple(
    item for line in LINES.values() if line.follows is not Follows.APART for item in line.items
)
"""Every item of a run, in the order of all arrays of items."""


def of_ledger(*ledgers: Ledger) -> Flags:
    """Items that some ledgers bear, (items,)."""
    return np.array([LINES[item.line].ledger in ledgers for item in ITEMS])


def of_line(*lines: str) -> Flags:
    """Items of some lines, (items,)."""
    return np.array([item.line in lines for item in ITEMS])


def outturn_columns() -> dict[str, tuple[tuple[str, ...], int]]:
    """Published columns of each line that has any, and the sign with which they count."""
    return {code: (line.published, -1 if line.takes_off else 1) for code, line in LINES.items() if line.published}
