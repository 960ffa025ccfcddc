"""Does a pack fall into the known traps of quoted figures, and of prices of different years and scope."""

import re
from collections.abc import Iterator

from models.vocabulary import IN_COUNTY, INMSS_SPECIAL, academic_year
from sufficiency.errors import Fault, Severity
from sufficiency.packs.checks.register import check, count, finding, line, percent
from sufficiency.packs.reading import Pack

SHARE_APART = 0.05
"""Shares of the same thing further apart than this have different definitions (A-75)."""
FEES_APART = 0.25
"""Fees of one kind further apart than this differ in what they pay for, or in their year (A-75)."""
YEARS_APART = 3
"""Price years further apart than this are not to be compared without an index (A-75)."""
RECAST = 2026
"""Financial year from which the high needs block is drawn differently."""


@check(Severity.WARNING, "facts", "plans_joint")
def quoted_shares_agree(pack: Pack) -> Iterator[Fault]:
    """A share of learners in special schools, quoted from a strategy, against the share that the return gives."""
    joint = pack.tables["plans_joint"].groupby("provision")["plans"].sum()
    total = float(joint.sum())
    facts = pack.tables["facts"]
    wanted = facts["fact"].str.contains("special", case=False) & facts["unit"].str.contains(
        "share|%|per cent", case=False
    )
    for number, fact in facts[wanted].iterrows():
        stated = float(fact["value"]) / (100.0 if fact["value"] > 1 else 1.0)
        returned = float(sum(joint.get(str(kind), 0.0) for kind in (*IN_COUNTY, *INMSS_SPECIAL))) / max(total, 1.0)
        if abs(stated - returned) > SHARE_APART:
            value = f"{fact['fact']}: {percent(stated)}; by the return {percent(returned)}"
            remedy = "find the definition behind it, or do not use it (one strategy's 69% is 43% by the return)"
            yield finding(line("facts", number, "value"), value, f"within {percent(SHARE_APART)}", remedy)


@check(Severity.INFORMATION, "facts", "places")
def announced_places_are_dated(pack: Pack) -> Iterator[Fault]:
    """Places announced in total, against those that stand in the table with school and date."""
    facts = pack.tables["facts"]
    announced = facts[
        facts["fact"].str.contains(r"additional|further|extra|new specialist", case=False)
        & (facts["unit"] == "places")
        & ~facts["fact"].str.contains("opened", case=False)
    ]
    later = announced[announced["as_at"].map(_year) > pack.base - 1]
    dated = _added(pack)
    most = float(later["value"].max()) if len(later) else 0.0
    if most <= dated:
        return
    number = later["value"].idxmax()
    fact = str(later["fact"].to_dict()[number])
    value = f"{fact}: {count(most)}; dated in places.csv {count(dated)}"
    remedy = "give school, phase and September of the rest (import places); the forecast counts only those"
    yield finding(line("facts", number), value, "every place with its school and date", remedy)


def _added(pack: Pack) -> float:
    """Places that are dated after the base year, over those before, of providers that are no market."""
    places = pack.tables["places"].sort_values("academic_year")
    now = academic_year(pack.base)
    key = ["provider_id", "phase"]
    base = places[places["academic_year"] <= now].groupby(key)["places"].last()
    later = places[places["academic_year"] > now].groupby(key)["places"].max()
    return float((later - base.reindex(later.index).fillna(0.0)).clip(lower=0.0).sum())


@check(Severity.WARNING, "facts")
def quoted_counts_do_not_contradict(pack: Pack) -> Iterator[Fault]:
    """One fact with two values at one date (154 new places in ten settings, and in five of them)."""
    facts = pack.tables["facts"]
    stem = facts["fact"].str.replace(r", [^,]*\d{4}[^,]*$", "", regex=True).str.casefold()
    for _, same in facts.assign(stem=stem).groupby(["stem", "as_at", "unit"]):
        if len(same) > 1 and same["value"].nunique() > 1:
            value = f"{same['fact'].iloc[0]}: {' and '.join(count(float(one)) for one in same['value'])}"
            remedy = "ask which holds; keep one, with its source"
            yield finding(line("facts", same.index[1], "value"), value, "one figure a date", remedy)


@check(Severity.WARNING, "facts")
def fees_have_one_scope(pack: Pack) -> Iterator[Fault]:
    """Quoted fees of independent schools: some hold health and care, some education alone."""
    facts = pack.tables["facts"]
    fees = facts[facts["unit"].str.contains("GBP") & facts["fact"].str.contains("fee|cost", case=False)]
    fees = fees[~fees["fact"].str.contains("mainstream|top-up", case=False)]
    if len(fees) < 2 or fees["value"].max() <= (1 + FEES_APART) * fees["value"].min():
        return
    value = "; ".join(f"{fee} {count(float(figure))}" for fee, figure in zip(fees["fact"], fees["value"], strict=True))
    remedy = "say for each whether health and care are in it, and of which year it is, before you compare them"
    place = line("facts", fees.index[0], "value")
    yield finding(place, value, f"within {percent(FEES_APART)} of each other", remedy)


@check(Severity.WARNING, "facts")
def out_of_county_is_defined(pack: Pack) -> Iterator[Fault]:
    """Some count as out-county every independent school, also those inside the county."""
    facts = pack.tables["facts"]["fact"]
    for number, fact in facts[facts.str.contains(r"out[- ](?:of[- ])?county", case=False)].items():
        remedy = "does it hold independent schools inside the county? In county means state-funded and inside here"
        yield finding(line("facts", number, "fact"), str(fact), "inside or outside the authority's boundary", remedy)


@check(Severity.INFORMATION, "prices")
def prices_are_of_one_time(pack: Pack) -> Iterator[Fault]:
    """Prices of years far apart, or from both sides of the change of the high needs block in 2026-27."""
    years = pack.tables["prices"]["price_year"]
    if years.empty:
        return
    first, last = int(years.min()), int(years.max())
    if last - first <= YEARS_APART and not first < RECAST <= last:
        return
    remedy = "each price is moved by its own index from its year; check the indices, or give prices of one year"
    if first < RECAST <= last:
        remedy = "high needs budgets before and after 2026-27 are drawn differently; take all prices from one side"
    place = line("prices", years.idxmin(), "price_year")
    yield finding(place, f"{first} to {last}", f"at most {YEARS_APART} years apart", remedy)


def _year(as_at: object) -> int:
    year = re.search(r"\d{4}", str(as_at))
    return int(year.group()) if year else 0
