"""Are prices of a believable size, in the right unit and of the right year, and is every one of them read."""

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

import pandas as pd

from models.money.lines import ANY
from models.vocabulary import IN_COUNTY, INMSS, INMSS_SPECIAL, NEEDS, SPECIALIST, Provision
from sufficiency.errors import Fault, Severity
from sufficiency.packs.checks.register import check, count, finding, line
from sufficiency.packs.checks.sizes.distances import mean_miles
from sufficiency.packs.reading import Pack

PLACE, LEARNER, MILE = "a place a year", "a learner a year", "a learner a year for each mile one way"
SHARE = "a share of learners"


@dataclass(frozen=True)
class ReadPrice:
    """A price that is read: for which provisions, for what it is paid, and between which pounds it can be right."""

    name: str
    provisions: tuple[Provision | str, ...]
    paid_for: str
    lowest: float
    highest: float


ITEMS: tuple[ReadPrice, ...] = (
    ReadPrice("place_funding", (Provision.STATE_SPECIAL,), PLACE, 9_000, 12_000),
    ReadPrice("place_funding", (Provision.SPECIALIST_BASE,), PLACE, 5_000, 12_000),
    ReadPrice("place_funding", (Provision.NON_MAINTAINED_SPECIAL, Provision.SPECIALIST_POST_16), PLACE, 9_000, 12_000),
    ReadPrice("place_funding_empty", IN_COUNTY, PLACE, 5_000, 12_000),
    ReadPrice("top_up", IN_COUNTY, LEARNER, 1_000, 80_000),
    ReadPrice("top_up", (Provision.MAINSTREAM,), LEARNER, 1_000, 40_000),
    ReadPrice("fee", INMSS_SPECIAL, LEARNER, 20_000, 250_000),
    ReadPrice("fee", (Provision.INDEPENDENT_MAINSTREAM,), LEARNER, 8_000, 90_000),
    ReadPrice("fee_health", INMSS, LEARNER, 0, 150_000),
    ReadPrice("fee_care", INMSS, LEARNER, 0, 250_000),
    ReadPrice("fee_place_funding", (Provision.NON_MAINTAINED_SPECIAL,), LEARNER, 9_000, 12_000),
    ReadPrice("residential_fee", INMSS, LEARNER, 60_000, 500_000),
    ReadPrice("transport_fixed", (), LEARNER, 500, 15_000),
    ReadPrice("transport_mile", (), MILE, 50, 2_500),
    ReadPrice("carried_share", SPECIALIST, SHARE, 0, 1),
)
"""Every price that is read, with what can be right: place funding by DfE's guide; top-ups published from £2,242 to
£64,713, the dearest placement £220,000 (A-300)."""
FAR_FROM_OTHERS = 4.0
"""Times the middle price of all needs, or part of it, beyond which the price of one need is doubtful (A-301)."""
TRANSPORT_GBP = 8_116.0
"""Mean yearly cost of SEND transport a learner, 2023-24 (National Audit Office, 2025)."""
LEAST_TRANSPORT, MOST_TRANSPORT = 0.5, 3.0
"""Shares of it between which a mean journey of this authority can cost (A-302)."""
YEARS_OFF = 5
"""Years between a price and the base year beyond which the price is old, or of a time to come (A-302)."""
GROWTH = 1.03
"""Yearly growth of prices since the outturn of 2021-22 (A-31)."""
OUTTURN_YEAR = 2021
MEANS = (
    ("top_up_special", "top_up", (Provision.STATE_SPECIAL,)),
    ("top_up_mainstream", "top_up", (Provision.MAINSTREAM,)),
    ("fee_special", "fee", (Provision.INDEPENDENT_SPECIAL, Provision.NON_MAINTAINED_SPECIAL)),
)
"""Measure of what authorities paid a learner in 2021-22, and the price that learners now cost on average."""
_MONEY = re.compile(r"gbp|£|pound", re.IGNORECASE)
_NO_UNIT = re.compile(
    r"\b(weeks?|weekly|months?|monthly|terms?|termly|days?|daily|hours?|hourly|quarters?|pence|p|pennies|thousands?|000s?|k|"
    r"millions?|m|per cent|percent|eur|usd)\b|[%$€]",
    re.IGNORECASE,
)


@check(Severity.WARNING, "prices")
def prices_are_of_a_believable_size(pack: Pack) -> Iterator[Fault]:
    """A price ten times too large or too small, a price a week, or one in pence."""
    for number, row in pack.tables["prices"].iterrows():
        item = _item_of(row)
        if item is None or item.paid_for == SHARE or item.lowest <= row["value"] <= item.highest:
            continue
        allowed = f"£{count(item.lowest)} to £{count(item.highest)} {item.paid_for} (A-300)"
        remedy = "is it pounds a year, not a week, pence or thousands? Is a nought missing, or one too many?"
        yield finding(line("prices", number, "value"), _named(row), allowed, remedy)


@check(Severity.WARNING, "prices")
def needs_have_prices_alike(pack: Pack) -> Iterator[Fault]:
    """The price of one need, far from what the other needs cost at the same kind of place."""
    prices = pack.tables["prices"]
    for _, ladder in prices[prices["need"] != ANY].groupby(["item", "provision"]):
        middle = float(ladder["value"].median())
        if len(ladder) < 3 or middle <= 0:
            continue
        for number, row in ladder.iterrows():
            if not middle / FAR_FROM_OTHERS <= row["value"] <= middle * FAR_FROM_OTHERS:
                low, high = round(middle / FAR_FROM_OTHERS), round(middle * FAR_FROM_OTHERS)
                allowed = f"£{count(low)} to £{count(high)}, by the other needs (A-301)"
                remedy = "compare it with the other needs; is a nought missing, or one too many?"
                yield finding(line("prices", number, "value"), _named(row), allowed, remedy)


@check(Severity.WARNING, "prices")
def fees_are_above_the_price_of_a_state_place(pack: Pack) -> Iterator[Fault]:
    """A fee below place funding and top-up of a state special school, by the middle need where it is one for all."""
    prices = pack.tables["prices"]
    for number, row in prices[(prices["item"] == "fee") & prices["provision"].isin(INMSS_SPECIAL)].iterrows():
        needs = NEEDS if row["need"] == ANY else (row["need"],)
        state = median(_price(pack, "top_up", need) + _price(pack, "place_funding", need) for need in needs)
        if 0 < row["value"] <= state:
            allowed = f"more than the £{count(state)} of a state special place and its top-up"
            remedy = "check both: are they of one year, and for a whole year?"
            yield finding(line("prices", number, "value"), _named(row), allowed, remedy)


@check(Severity.WARNING, "prices", "plans_joint")
def learners_cost_what_authorities_pay(pack: Pack) -> Iterator[Fault]:
    """The mean top-up and the mean fee over today's learners, against what authorities paid in 2021-22."""
    joint = pack.tables["plans_joint"]
    for measure, item, provisions in MEANS:
        kind = str(provisions[0])
        prices = _of(pack, item, kind)
        learners = joint[joint["provision"].isin(list(provisions))].groupby("need")["plans"].sum()
        seen = pack.ranges.of(measure, float(learners.sum()))
        if seen is None or prices.empty or learners.sum() <= 0:
            continue
        paid = {str(need): _price(pack, item, str(need), kind) for need in learners.index}
        mean = sum(float(plans) * paid[str(need)] for need, plans in learners.items()) / float(learners.sum())
        grown = GROWTH ** (int(prices["price_year"].max()) - OUTTURN_YEAR)
        if seen.lowest * grown <= mean <= seen.highest * grown:
            continue
        value = f"{item}, {kind}: a mean of £{count(round(mean))} over today's learners"
        allowed = f"£{count(round(seen.lowest * grown))} to £{count(round(seen.highest * grown))} ({seen.observations} "
        remedy = "check the prices of the needs with most learners; are all of one year, and in pounds a year?"
        place = line("prices", prices.index[0], "value")
        yield finding(place, value, f"{allowed}authorities, 2021-22 and 3% a year)", remedy)


@check(Severity.WARNING, "prices", "demand_points", "providers")
def journeys_cost_what_authorities_pay(pack: Pack) -> Iterator[Fault]:
    """Transport of a mean journey, against the mean that is published for England."""
    fixed, mile = _of(pack, "transport_fixed", ANY), _of(pack, "transport_mile", ANY)
    miles = mean_miles(pack)
    if fixed.empty or mile.empty or miles is None:
        return
    cost = float(fixed["value"].iloc[0] + mile["value"].iloc[0] * miles)
    low, high = LEAST_TRANSPORT * TRANSPORT_GBP, MOST_TRANSPORT * TRANSPORT_GBP
    if low <= cost <= high:
        return
    value = f"£{count(round(cost))} a learner a year over {miles:.1f} miles, £{count(mile['value'].iloc[0])} a mile"
    allowed = f"£{count(round(low))} to £{count(round(high))} (£8,116 in England, 2023-24; A-302)"
    remedy = "a price a mile is for each mile one way in a whole year, not for one journey"
    yield finding(line("prices", mile.index[0], "value"), value, allowed, remedy)


@check(Severity.WARNING, "prices")
def prices_are_in_pounds_a_year(pack: Pack) -> Iterator[Fault]:
    """Pounds a year, for a place, for a learner, or for each mile: what the unit says is what is read."""
    for number, row in pack.tables["prices"].iterrows():
        item, unit = _item_of(row), str(row["unit"])
        if item is None or item.paid_for == SHARE:
            continue
        other = {"place": LEARNER, "learner": PLACE}
        swapped = any(word in unit.casefold() and item.paid_for == paid for word, paid in other.items())
        mile = "mile" in unit.casefold()
        wrong_mile = mile != (item.paid_for == MILE) and (mile or "year" in unit.casefold())
        if _MONEY.search(unit) and not _NO_UNIT.search(unit) and not swapped and not wrong_mile:
            continue
        remedy = "convert the price, and write the unit; it is read as pounds a year whatever stands here"
        yield finding(line("prices", number, "unit"), unit, f"GBP {item.paid_for}", remedy)


@check(Severity.ERROR, "prices")
def prices_are_of_about_the_base_year(pack: Pack) -> Iterator[Fault]:
    """A price of long ago, moved over many years by its index; one of a financial year to come cannot be a price."""
    first, last = pack.base - YEARS_OFF, pack.base + 1
    for number, row in pack.tables["prices"].iterrows():
        if not first <= row["price_year"] <= last:
            remedy = "write the year in which the financial year of the price starts: 2024 for 2024-25"
            value, place = f"{int(row['price_year'])}, {_named(row)}", line("prices", number, "price_year")
            severity = Severity.ERROR if row["price_year"] > last else Severity.WARNING
            yield finding(place, value, f"{first} to {last}", remedy, severity=severity)


@check(Severity.ERROR, "prices")
def every_price_is_read(pack: Pack) -> Iterator[Fault]:
    """Items that nothing reads are refused; one for a kind of place that has none of them is told."""
    names = list(dict.fromkeys(item.name for item in ITEMS))
    for number, row in pack.tables["prices"].iterrows():
        if row["item"] not in names:
            near = difflib.get_close_matches(str(row["item"]), names, n=1)
            remedy = "nothing reads it" + (f"; did you mean {near[0]}?" if near else "")
            yield finding(line("prices", number, "item"), str(row["item"]), ", ".join(names), remedy)
        elif _item_of(row) is None:
            kinds = [str(kind) for item in ITEMS if item.name == row["item"] for kind in item.provisions]
            value = f"{row['item']}, {row['provision']}"
            remedy, place = (
                "nothing reads it: such places have no price of this kind",
                line("prices", number, "provision"),
            )
            yield finding(place, value, ", ".join(kinds) or ANY, remedy, severity=Severity.WARNING)


@check(Severity.ERROR, "prices")
def only_journeys_differ_by_phase(pack: Pack) -> Iterator[Fault]:
    """A phase stands for the share carried alone: a price of one phase would be read for none."""
    prices = pack.tables["prices"]
    for number, row in prices[(prices["phase"] != ANY) & (prices["item"] != "carried_share")].iterrows():
        remedy = "prices are the same in every phase; only carried_share has one"
        yield finding(line("prices", number, "phase"), f"{row['item']}, {row['phase']}", ANY, remedy)


def _item_of(row: pd.Series) -> ReadPrice | None:
    """Return the price that a row is, for the first kind of place that it holds for; None where nothing reads it."""
    fitting = (item for item in ITEMS if item.name == row["item"])
    return next((item for item in fitting if row["provision"] in (*item.provisions, ANY)), None)


def _of(pack: Pack, item: str, provision: str) -> pd.DataFrame:
    prices = pack.tables["prices"]
    return prices[(prices["item"] == item) & prices["provision"].isin([provision, ANY])]


def _price(pack: Pack, item: str, need: str, provision: str = Provision.STATE_SPECIAL) -> float:
    """Price of a need at a kind of place, or that of any need; 0 where there is none."""
    rows = _of(pack, item, provision)
    for wanted in (need, ANY):
        found = rows.loc[rows["need"] == wanted, "value"]
        if len(found):
            return float(found.iloc[0])
    return 0.0


def _named(row: pd.Series) -> str:
    return f"{row['item']}, {row['provision']}, {row['need']}: £{count(float(row['value']))}"
