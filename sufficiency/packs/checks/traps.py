"""The known traps of the plan tables, one check each, where a pack can show them.

What a pack cannot show, and a planner must know: the residential codes A and B changed meaning; appeal rates changed
method in 2024; the capital return (SCAP) counts non-maintained special schools with state ones, the reform plan and
the DSG plan with independent ones; high-needs budgets of 2025-26 and 2026-27 are not alike.
"""

from collections.abc import Iterator

from sufficiency.errors import Fault, Severity
from sufficiency.packs.checks.register import check, count, counts, finding, in_time, line, of_table, percent, totals
from sufficiency.packs.contracts import NOT_RECORDED
from sufficiency.packs.reading import Pack

MUCH_NOT_RECORDED = 0.1
"""Share of plans without a recorded placement from which shares of provision are in doubt (A-75; England 2%)."""
MOST_EARLY_COLLEGE = 0.1
"""Learners aged 15 in colleges, for each aged 16: 0.01 in England when age is on 31 August (A-75)."""
CLEAN_UP_TIMES, CLEAN_UP_PLANS, CLEAN_UP_SHARE = 3.0, 50.0, 0.2
"""A reason of ceased plans so many times the year before, with so many plans and such a share of all, is a clean-up of
old cases (A-75)."""
ONCE_MANY = 30.0
"""Learners in a provision that was at nought the year before or after, from which it was recoded (A-75)."""
BASES_LEAST, BASES_MOST = 0.6, 1.7
"""Change of learners in bases from January to January beyond which codes changed, not learners (A-75)."""
FIRST_DS_CENSUS = 2026
"""Down syndrome has its own code from January 2026; before, it is in OTH."""
FILLED = "A-39"
"""The assumption by which an importer fills what an authority could not return."""
ADDED_UP = "A-110"
"""The assumption by which an importer adds up new plans from their ages."""
PLACEMENT_TABLES = ("plans_by_age_provision", "plans_by_age_need", "plans_by_need_provision", "new_plans_by_need")


@check(Severity.WARNING, "plans_by_age_provision")
def placements_are_recorded(pack: Pack) -> Iterator[Fault]:
    """Some authorities could not return the placements of a year (Cambridgeshire, North East Lincolnshire 2025)."""
    table = pack.tables["plans_by_age_provision"]
    for year, plans in table.groupby("census_year"):
        unknown = float(plans.loc[plans["provision"] == NOT_RECORDED, "plans"].sum())
        share = unknown / max(float(plans["plans"].sum()), 1.0)
        if share > MUCH_NOT_RECORDED:
            remedy = "where learners are is not known for that year: use your own SEN2 return (import sen2)"
            words = (f"{percent(share)} not recorded", f"at most {percent(MUCH_NOT_RECORDED)} not recorded", remedy)
            yield finding(in_time(f"January {year}"), *words)


@check(Severity.WARNING, "plans_by_age_provision")
def tables_are_published(pack: Pack) -> Iterator[Fault]:
    """Tables that the authority did not return are filled from another year or from England."""
    for name in PLACEMENT_TABLES:
        frame = pack.tables.get(name)
        filled = None if frame is None else frame.index[frame["source"].str.contains(FILLED)]
        if filled is not None and len(filled):
            remedy = "another year's or England's pattern stands in for what was not returned: import your SEN2 return"
            words = ("filled in, not published", "published figures", remedy)
            yield finding(line(name, filled[0], "source"), *words)


@check(Severity.WARNING, "funnel")
def new_plans_are_its_own(pack: Pack) -> Iterator[Fault]:
    """The release gives authorities of Yorkshire and The Humber their region's new plans of 2022, not their own."""
    funnel = pack.tables["funnel"]
    repaired = funnel[funnel["source"].str.contains(ADDED_UP)]
    remedy = "its ages are added up instead, and may not be all there: give your own count of the year"
    for number, row in repaired.iterrows():
        value = f"{count(float(row['new_plans']))}, added up from ages"
        place = line("funnel", number, f"new_plans, {int(row['calendar_year'])}")
        yield finding(place, value, "the published total; it is the region's", remedy)


@check(Severity.WARNING, "plans_by_age_band", "plans_by_age_provision")
def ages_were_returned(pack: Pack) -> Iterator[Fault]:
    """Some authorities returned totals only (Hackney and Peterborough 2024)."""
    bands = pack.tables["plans_by_age_band"]
    totals = bands[bands["age_band"] == "total"].set_index("census_year")["plans"]
    ages = pack.tables["plans_by_age_provision"].groupby("census_year")["plans"].sum()
    for year in (pack.base - 1, pack.base):
        total, aged = float(totals.get(year, 0.0)), float(ages.get(year, 0.0))
        if aged < total / 2:
            remedy = "flows by age cannot be read from that year; import your SEN2 return of it"
            words = (f"{count(aged)} of {count(total)} plans have an age", "all plans", remedy)
            yield finding(in_time(f"January {year}"), *words)


@check(Severity.WARNING, "ceased_plans", kind="ceased plans hold no clean-up")
def ceased_plans_hold_no_clean_up(pack: Pack) -> Iterator[Fault]:
    """Old cases closed all at once look like plans ending (Hertfordshire 2024: 756 for no engagement)."""
    by_reason = counts(pack.tables["ceased_plans"], "reason", "calendar_year")
    whole = by_reason.get("all", {})
    for reason, years in by_reason.items():
        for year, now in years.items():
            before = years.get(year - 1)
            if reason == "all" or before is None or now < CLEAN_UP_PLANS:
                continue
            if now >= CLEAN_UP_TIMES * before and now >= CLEAN_UP_SHARE * whole.get(year, 0.0):
                value = (
                    f"{reason.replace('_', ' ')}: {count(before)}, then {count(now)} of {count(whole.get(year, 0.0))}"
                )
                remedy = "if old cases were closed at once, plans will not go on ending so: lean on the year before"
                words = (value, f"less than {CLEAN_UP_TIMES:.0f} times the year before", remedy)
                yield finding(of_table("ceased_plans", str(year)), *words)


@check(Severity.WARNING, "plans_by_age_provision")
def provisions_were_not_recoded(pack: Pack) -> Iterator[Fault]:
    """A provision at nought in one January and not in the next was recoded (Hampshire 2023: home educated, NEET)."""
    table = pack.tables["plans_by_age_provision"]
    returned = {year for year, plans in totals(table, "census_year").items() if plans > 0}
    for provision, years in counts(table, "provision", "census_year").items():
        for year, now in years.items():
            before = years.get(year - 1)
            if before is None or provision == NOT_RECORDED or not {year - 1, year} <= returned:
                continue
            if min(before, now) == 0 and max(before, now) >= ONCE_MANY:
                value = f"{provision.replace('_', ' ')}: {count(before)}, then {count(now)}"
                remedy = "nobody moves like that: find the code that these learners had in the other year"
                words = (value, "no jump from or to nought", remedy)
                yield finding(in_time(f"January {year - 1} to {year}"), *words)


@check(Severity.WARNING, "plans_by_age_provision")
def bases_were_not_recoded(pack: Pack) -> Iterator[Fault]:
    """Resourced provision and SEN units swap with mainstream when codes change (England 2023; Lewisham, Dorset)."""
    by_provision = counts(pack.tables["plans_by_age_provision"], "provision", "census_year")
    bases, mainstream = by_provision.get("specialist_base", {}), by_provision.get("mainstream", {})
    for year, now in bases.items():
        before = bases.get(year - 1, 0.0)
        if min(before, now) <= 0 or max(before, now) < ONCE_MANY or BASES_LEAST <= now / before <= BASES_MOST:
            continue
        schools = f"mainstream {count(mainstream.get(year - 1, 0.0))}, then {count(mainstream.get(year, 0.0))}"
        value = f"bases: {count(before)}, then {count(now)}; {schools}"
        remedy = "coding of bases is unreliable: count them yourself, and give their agreed numbers (import places)"
        words = (value, f"{BASES_LEAST} to {BASES_MOST} times", remedy)
        yield finding(in_time(f"January {year - 1} to {year}"), *words)


@check(Severity.WARNING, "plans_by_age_need", "plans_by_need_provision", kind="Down syndrome has one code")
def down_syndrome_has_one_code(pack: Pack) -> Iterator[Fault]:
    """Down syndrome was split from other difficulty in 2026: before and after are not alike."""
    for name in ("plans_by_age_need", "plans_by_need_provision"):
        for year, plans in pack.tables[name].groupby("census_year"):
            found = float(plans.loc[plans["need"] == "DS", "plans"].sum())
            early = int(str(year)) < FIRST_DS_CENSUS
            if (found > 0) != early or float(plans["plans"].sum()) == 0:
                continue
            remedy = "add DS and OTH together before you compare years across January 2026"
            words = (f"{count(found)} plans with DS", "none before January 2026, some from then on", remedy)
            yield finding(of_table(name, f"January {year}"), *words)


@check(Severity.WARNING, "plans_by_age_provision", kind="ages are on 31 August")
def ages_are_on_31_august(pack: Pack) -> Iterator[Fault]:
    """With age on census day a third of Year 11 looks 16, and colleges seem to start at 15."""
    table = pack.tables["plans_by_age_provision"]
    college = table[table["provision"].isin(["further_education", "specialist_post_16"])]
    for year, plans in college.groupby("census_year"):
        by_age = plans.groupby("age")["plans"].sum()
        young, old = float(by_age.get(15, 0.0)), float(by_age.get(16, 0.0))
        if old >= ONCE_MANY and young > MOST_EARLY_COLLEGE * old:
            value = f"{count(young)} aged 15 in colleges, {count(old)} aged 16"
            remedy = "count age on 31 August before the academic year (Year 11 is 15), not on census day"
            words = (value, f"at most {percent(MOST_EARLY_COLLEGE)} of those aged 16", remedy)
            yield finding(of_table("plans_by_age_provision", f"January {year}"), *words)
