"""Checks of stock and flow, and of changes from year to year, against what authorities of the size have shown."""

from sufficiency.packs.checks.rows import Pack, Registered, Row, Severity, count, counts, percent, totals
from sufficiency.packs.contracts import NOT_RECORDED

RECENT = 5
"""Years back from the base year in which a jump is worth a warning; earlier ones no longer drive a forecast (A-72)."""
FIRST_COMPARABLE = 2016
"""The ranges are of the years since the reform of 2014."""
FEW = 20
"""Counts below this jump without a reason."""


def stock_and_flow_agree(pack: Pack) -> list[Row]:
    """Closing = opening + new plans - ceased + moves between authorities; what is left is the moves and the errors.

    In England it misses by +9,386 in 2024, so a miss is normal; one beyond what authorities of the size show is not.
    """
    figures = _year_of(pack)
    if figures is None:
        return []
    opening, closing, new, ceased = figures
    residual = closing - opening - new + ceased
    seen = pack.ranges.of("flow_residual", opening)
    words = (
        f"{count(opening)} + {count(new)} new - {count(ceased)} ceased = {count(opening + new - ceased)}, "
        f"published {count(closing)}: {residual:+,.0f}"
    )
    where = f"January {pack.base - 1} to January {pack.base}"
    if seen is None:
        return [Row("stock and flow agree", Severity.INFORMATION, where, words, "no authority of this size seen", "")]
    allowed = (
        f"{seen.lowest * opening:+,.0f} to {seen.highest * opening:+,.0f} "
        f"(1st to 99th percentile of {seen.observations} authorities of this size, January 2024 to 2025)"
    )
    inside = seen.holds(residual / opening)
    action = "nothing: the forecast carries it as net transfers (England: +9,386 in 2024)"
    if not inside:
        action = (
            "ask who counts plans and who counts new and ceased ones: a clean-up, a late return or moves in from "
            "another authority? The forecast repeats this as net transfers every year"
        )
    return [
        Row("stock and flow agree", Severity.INFORMATION if inside else Severity.WARNING, where, words, allowed, action)
    ]


def _year_of(pack: Pack) -> tuple[float, float, float, float] | None:
    """Opening and closing plans, new and ceased ones, of the year before the base census."""
    whole = _totals(pack)
    opening, closing = whole.get(pack.base - 1, 0.0), whole.get(pack.base, 0.0)
    new = pack.at("new_plans", "calendar_year", pack.base - 1)["plans"].sum()
    ended = pack.at("ceased_plans", "calendar_year", pack.base - 1)
    ceased = ended.loc[ended["reason"] == "all", "plans"].sum()
    return None if min(opening, closing) <= 0 else (opening, closing, float(new), float(ceased))


def ceased_plans_are_believable(pack: Pack) -> list[Row]:
    """Ceased plans as a share of the plans at the year's start."""
    figures = _year_of(pack)
    if figures is None:
        return []
    opening, _, _, ceased = figures
    seen = pack.ranges.of("ceased_share", opening)
    if seen is None or seen.holds(ceased / opening):
        return []
    action = "find out whether ceased plans were returned in full; survival from year to year is read from them"
    return [
        _outside(
            "ceased plans are believable",
            f"ceased_plans.csv, {pack.base - 1}",
            f"{count(ceased)} of {count(opening)} plans ceased, {percent(ceased / opening)}",
            f"{percent(seen.lowest)} to {percent(seen.highest)} ({seen.observations} authorities)",
            action,
        )
    ]


def plans_grow_as_elsewhere(pack: Pack) -> list[Row]:
    """The total from January to January."""
    action = (
        "check that January's figure with the SEN2 team (a late return, a reorganised authority, a clean-up): "
        "growth is read from these years"
    )
    return _jumps(pack, "plans grow as elsewhere", "plans_growth", ("total", _totals(pack)), action)


def age_bands_grow_as_elsewhere(pack: Pack) -> list[Row]:
    """Each age band from January to January."""
    bands = counts(pack.tables["plans_by_age_band"], "age_band", "census_year")
    action = "check the ages of that January: a change in how age is counted moves plans between bands"
    return [
        row
        for band, years in bands.items()
        if band != "total"
        for row in _jumps(pack, "age bands grow as elsewhere", "band_growth", (band, years), action)
    ]


def no_january_is_missing(pack: Pack) -> list[Row]:
    """The history of totals has no hole; a hole is usually a reorganised authority."""
    years = sorted(_totals(pack))
    if not years:
        return []
    missing = sorted(set(range(years[0], years[-1] + 1)) - set(years))
    few = len(years) < 5
    if not missing and not few:
        return []
    value = f"{', '.join(map(str, missing))} missing" if missing else f"only {len(years)} years"
    action = "add the counts of those years for today's boundary, or know that growth is read from fewer years"
    where = "plans_by_age_band.csv, total"
    return [
        Row("no January is missing", Severity.WARNING, where, value, f"every January {years[0]} to {years[-1]}", action)
    ]


def provisions_change_as_elsewhere(pack: Pack) -> list[Row]:
    """Each provision from January to January; what is at nought is left to the traps."""
    by_provision = counts(pack.tables["plans_by_age_provision"], "provision", "census_year")
    action = "was it recoded? Bases and 'elsewhere' often are; the shares of each provision are read from this table"
    return [
        row
        for provision, years in by_provision.items()
        if provision != NOT_RECORDED
        for some in [{year: plans for year, plans in years.items() if plans > 0}]
        for row in _jumps(pack, "provisions change as elsewhere", "provision_growth", (provision, some), action)
    ]


def requests_change_as_elsewhere(pack: Pack) -> list[Row]:
    """Requests and new plans from year to year."""
    action = "check the year with the SEN2 team: a new system or a late return shows here first"
    return [
        row
        for column, measure in (("requests", "requests_growth"), ("new_plans", "new_plans_growth"))
        for years in [totals(pack.tables["funnel"], "calendar_year", column)]
        for row in _jumps(pack, "requests change as elsewhere", measure, (column.replace("_", " "), years), action)
    ]


def new_plans_fit_requests(pack: Pack) -> list[Row]:
    """New plans of a year against the requests of the year: about two in three end in a plan."""
    rows = []
    funnel = pack.tables["funnel"]
    for number, year in funnel.iterrows():
        requests, new = float(year["requests"]), float(year["new_plans"])
        seen = pack.ranges.of("new_plans_per_request", requests)
        if requests <= 0 or (seen is not None and not seen.holds(new / requests)):
            share = new / requests if requests > 0 else float("inf")
            allowed = "" if seen is None else f"{percent(seen.lowest)} to {percent(seen.highest)}"
            value = f"{count(new)} new plans from {count(requests)} requests, {percent(share)}"
            action = "one of the two is miscounted: check both with the SEN2 team"
            where = f"funnel.csv line {number}, {int(year['calendar_year'])}"
            rows.append(_outside("new plans fit requests", where, value, allowed or "more than no request", action))
    return rows


def _totals(pack: Pack) -> dict[int, float]:
    bands = pack.tables["plans_by_age_band"]
    return totals(bands[bands["age_band"] == "total"], "census_year")


def _jumps(pack: Pack, check: str, measure: str, series: tuple[str, dict[int, float]], action: str) -> list[Row]:
    """Years in which a series changed by more than authorities of its size ever do; older ones are information."""
    name, values = series
    rows = []
    for year, now in values.items():
        before = values.get(year - 1, 0.0)
        seen = pack.ranges.of(measure, before) if before > 0 else None
        if seen is None or year < FIRST_COMPARABLE or seen.holds(now / before) or abs(now - before) < FEW:
            continue
        severity = Severity.WARNING if year > pack.base - RECENT else Severity.INFORMATION
        value = f"{name}: {count(before)} to {count(now)}, {now / before - 1.0:+.1%}"
        low, high = seen.lowest - 1.0, seen.highest - 1.0
        allowed = f"{low:+.0%} to {high:+.0%} ({seen.observations:,} changes seen at this size)"
        rows.append(Row(check, severity, f"{year - 1} to {year}", value, allowed, action))
    return rows


def _outside(check: str, where: str, value: str, allowed: str, action: str) -> Row:
    return Row(check, Severity.WARNING, where, value, allowed, action)


CHECKS = (
    Registered(stock_and_flow_agree, ("plans_by_age_band", "new_plans", "ceased_plans")),
    Registered(ceased_plans_are_believable, ("plans_by_age_band", "new_plans", "ceased_plans")),
    Registered(plans_grow_as_elsewhere, ("plans_by_age_band",)),
    Registered(age_bands_grow_as_elsewhere, ("plans_by_age_band",)),
    Registered(no_january_is_missing, ("plans_by_age_band",)),
    Registered(provisions_change_as_elsewhere, ("plans_by_age_provision",)),
    Registered(requests_change_as_elsewhere, ("funnel",)),
    Registered(new_plans_fit_requests, ("funnel",)),
)
