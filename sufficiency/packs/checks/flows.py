"""Are stock, flow and changes from year to year such as authorities of the size have shown."""

from collections.abc import Iterator

from sufficiency.errors import Fault, Severity
from sufficiency.packs.checks.register import (
    check,
    count,
    counts,
    finding,
    in_time,
    line,
    of_table,
    percent,
    total_plans,
    totals,
)
from sufficiency.packs.contracts import NOT_RECORDED
from sufficiency.packs.reading import Pack

RECENT = 5
"""Years back from the base year in which a jump is worth a warning; earlier ones no longer drive a forecast (A-72)."""
FIRST_COMPARABLE = 2016
"""The ranges are of the years since the reform of 2014."""
FEW = 20
"""Counts below this jump without a reason."""


@check(Severity.WARNING, "plans_by_age_band", "new_plans", "ceased_plans")
def stock_and_flow_agree(pack: Pack) -> Iterator[Fault]:
    """Closing = opening + new plans - ceased + moves between authorities; what is left is the moves and the errors.

    In England it misses by +9,386 in 2024, so a miss is normal; one beyond what authorities of the size show is not.
    """
    figures = _year_of(pack)
    if figures is None:
        return
    opening, closing, new, ceased = figures
    residual = closing - opening - new + ceased
    seen = pack.ranges.of("flow_residual", opening)
    words = (
        f"{count(opening)} + {count(new)} new - {count(ceased)} ceased = {count(opening + new - ceased)}, "
        f"published {count(closing)}: {residual:+,.0f}"
    )
    place = in_time(f"January {pack.base - 1} to January {pack.base}")
    remedy = "nothing: the forecast carries it as net transfers (England: +9,386 in 2024)"
    if seen is None:
        yield finding(place, words, "no authority of this size seen", "", severity=Severity.INFORMATION)
        return
    allowed = (
        f"from {seen.lowest * opening:+,.0f} to {seen.highest * opening:+,.0f} "
        f"(1st to 99th percentile of {seen.observations} authorities of this size, January 2024 to 2025)"
    )
    if seen.holds(residual / opening):
        yield finding(place, words, allowed, remedy, severity=Severity.INFORMATION)
        return
    remedy = (
        "ask who counts plans and who counts new and ceased ones: a clean-up, a late return or moves in from "
        "another authority? The forecast repeats this as net transfers every year"
    )
    yield finding(place, words, allowed, remedy)


def _year_of(pack: Pack) -> tuple[float, float, float, float] | None:
    """Opening and closing plans, new and ceased ones, of the year before the base census."""
    whole = total_plans(pack)
    opening, closing = whole.get(pack.base - 1, 0.0), whole.get(pack.base, 0.0)
    new = pack.at("new_plans", "calendar_year", pack.base - 1)["plans"].sum()
    ended = pack.at("ceased_plans", "calendar_year", pack.base - 1)
    ceased = ended.loc[ended["reason"] == "all", "plans"].sum()
    return None if min(opening, closing) <= 0 else (opening, closing, float(new), float(ceased))


@check(Severity.WARNING, "plans_by_age_band", "new_plans", "ceased_plans")
def ceased_plans_are_believable(pack: Pack) -> Iterator[Fault]:
    """Ceased plans as a share of the plans at the year's start."""
    figures = _year_of(pack)
    if figures is None:
        return
    opening, _, _, ceased = figures
    seen = pack.ranges.of("ceased_share", opening)
    if seen is None or seen.holds(ceased / opening):
        return
    remedy = "find out whether ceased plans were returned in full; survival from year to year is read from them"
    value = f"{count(ceased)} of {count(opening)} plans ceased, {percent(ceased / opening)}"
    allowed = f"from {percent(seen.lowest)} to {percent(seen.highest)} ({seen.observations} authorities)"
    yield finding(of_table("ceased_plans", str(pack.base - 1)), value, allowed, remedy)


@check(Severity.WARNING, "plans_by_age_band")
def plans_grow_as_elsewhere(pack: Pack) -> Iterator[Fault]:
    """The total from January to January."""
    remedy = (
        "check that January's figure with the SEN2 team (a late return, a reorganised authority, a clean-up): "
        "growth is read from these years"
    )
    yield from _jumps(pack, "plans_growth", "total", total_plans(pack), remedy)


@check(Severity.WARNING, "plans_by_age_band")
def age_bands_grow_as_elsewhere(pack: Pack) -> Iterator[Fault]:
    """Each age band from January to January."""
    bands = counts(pack.tables["plans_by_age_band"], "age_band", "census_year")
    remedy = "check the ages of that January: a change in how age is counted moves plans between bands"
    for band, years in bands.items():
        if band != "total":
            yield from _jumps(pack, "band_growth", band, years, remedy)


@check(Severity.WARNING, "plans_by_age_band", kind="no January is missing")
def no_january_is_missing(pack: Pack) -> Iterator[Fault]:
    """The history of totals has no hole; a hole is usually a reorganised authority."""
    years = sorted(total_plans(pack))
    if not years:
        return
    missing = sorted(set(range(years[0], years[-1] + 1)) - set(years))
    few = len(years) < 5
    if not missing and not few:
        return
    value = f"{', '.join(map(str, missing))} missing" if missing else f"only {len(years)} years"
    remedy = "add the counts of those years for today's boundary, or know that growth is read from fewer years"
    place = of_table("plans_by_age_band", "total")
    yield finding(place, value, f"every January {years[0]} to {years[-1]}", remedy)


@check(Severity.WARNING, "plans_by_age_provision")
def provisions_change_as_elsewhere(pack: Pack) -> Iterator[Fault]:
    """Each provision from January to January; what is at nought is left to the traps."""
    by_provision = counts(pack.tables["plans_by_age_provision"], "provision", "census_year")
    remedy = "was it recoded? Bases and 'elsewhere' often are; the shares of each provision are read from this table"
    for provision, years in by_provision.items():
        if provision != NOT_RECORDED:
            some = {year: plans for year, plans in years.items() if plans > 0}
            yield from _jumps(pack, "provision_growth", provision, some, remedy)


@check(Severity.WARNING, "funnel")
def requests_change_as_elsewhere(pack: Pack) -> Iterator[Fault]:
    """Requests and new plans from year to year."""
    remedy = "check the year with the SEN2 team: a new system or a late return shows here first"
    for column, measure in (("requests", "requests_growth"), ("new_plans", "new_plans_growth")):
        years = totals(pack.tables["funnel"], "calendar_year", column)
        yield from _jumps(pack, measure, column.replace("_", " "), years, remedy)


@check(Severity.WARNING, "funnel")
def new_plans_fit_requests(pack: Pack) -> Iterator[Fault]:
    """New plans of a year against the requests of the year: about two in three end in a plan."""
    funnel = pack.tables["funnel"]
    for number, year in funnel.iterrows():
        requests, new = float(year["requests"]), float(year["new_plans"])
        seen = pack.ranges.of("new_plans_per_request", requests)
        if requests <= 0 or (seen is not None and not seen.holds(new / requests)):
            share = new / requests if requests > 0 else float("inf")
            allowed = "" if seen is None else f"from {percent(seen.lowest)} to {percent(seen.highest)}"
            value = f"{count(new)} new plans from {count(requests)} requests, {percent(share)}"
            remedy = "one of the two is miscounted: check both with the SEN2 team"
            place = line("funnel", number, str(int(year["calendar_year"])))
            yield finding(place, value, allowed or "more than no request", remedy)


def _jumps(pack: Pack, measure: str, name: str, values: dict[int, float], remedy: str) -> Iterator[Fault]:
    """Years in which a series changed by more than authorities of its size ever do; older ones are information."""
    for year, now in values.items():
        before = values.get(year - 1, 0.0)
        seen = pack.ranges.of(measure, before) if before > 0 else None
        if seen is None or year < FIRST_COMPARABLE or seen.holds(now / before) or abs(now - before) < FEW:
            continue
        value = f"{name}: {count(before)} to {count(now)}, {now / before - 1.0:+.1%}"
        low, high = seen.lowest - 1.0, seen.highest - 1.0
        allowed = f"from {low:+.0%} to {high:+.0%} ({seen.observations:,} changes seen at this size)"
        severity = Severity.WARNING if year > pack.base - RECENT else Severity.INFORMATION
        yield finding(in_time(f"{year - 1} to {year}"), value, allowed, remedy, severity=severity)
