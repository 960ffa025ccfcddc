"""Do sums make their totals: the same plans, counted in several tables, are as many in each."""

from collections.abc import Iterator

from models.vocabulary import AGE_GROUPS
from sufficiency.errors import Fault, Severity
from sufficiency.packs.checks.register import Place, check, count, finding, of_table, percent, total_plans, totals
from sufficiency.packs.reading import Pack

SMALL = 0.001
"""Share by which two published counts of the same thing may differ before it is more than a note (A-71)."""
LARGE = 0.02
"""Share beyond which one of the two is taken to be broken (A-71)."""
FITTED = 0.01
"""Plans by which a fitted table may miss the published total."""


@check(Severity.WARNING, "plans_by_age_band", kind="totals agree with sums")
def bands_add_to_the_total(pack: Pack) -> Iterator[Fault]:
    """Plans by age band add to the total of the year, where every band is published."""
    bands = pack.tables["plans_by_age_band"]
    parts = bands[bands["age_band"] != "total"]
    complete = parts.groupby("census_year").filter(lambda year: len(year) == len(AGE_GROUPS))
    whole = total_plans(pack)
    for year, sums in totals(complete, "census_year").items():
        yield from _compared(
            of_table("plans_by_age_band", f"January {year}"),
            sums,
            whole.get(year, sums),
            "the five age bands",
            "the total",
        )


@check(
    Severity.WARNING, "plans_by_age_band", "plans_by_age_provision", "plans_by_age_need", kind="totals agree with sums"
)
def ages_add_to_the_total(pack: Pack) -> Iterator[Fault]:
    """Plans by single age add to the total of the same January."""
    whole = total_plans(pack)
    those = "the total of plans_by_age_band"
    for table, these in (("plans_by_age_provision", "ages and provisions"), ("plans_by_age_need", "ages and needs")):
        for year, sums in totals(pack.tables[table], "census_year").items():
            yield from _compared(of_table(table, f"January {year}"), sums, whole.get(year, sums), f"the {these}", those)


@check(Severity.WARNING, "plans_by_age_band", "plans_by_need_provision", kind="totals agree with sums")
def needs_by_provision_add_to_the_total(pack: Pack) -> Iterator[Fault]:
    """Plans by need and provision add to the total of the base year."""
    sums = float(pack.at("plans_by_need_provision", "census_year", pack.base)["plans"].sum())
    total = total_plans(pack).get(pack.base, 0.0)
    place = of_table("plans_by_need_provision", f"January {pack.base}")
    yield from _compared(place, sums, total, "the needs and provisions", "the total of plans_by_age_band")


@check(Severity.ERROR, "plans_by_age_band", "plans_joint")
def the_joint_table_adds_to_the_total(pack: Pack) -> Iterator[Fault]:
    """The joint table holds every plan of the base year."""
    fitted = float(pack.tables["plans_joint"]["plans"].sum())
    total = total_plans(pack).get(pack.base, 0.0)
    if abs(fitted - total) > FITTED:
        remedy = "import the pack again; if you changed plans_joint.csv by hand, scale it to the total"
        yield finding(of_table("plans_joint"), count(fitted), f"{count(total)} plans, to {FITTED}", remedy)


@check(Severity.WARNING, "new_plans", "new_plans_by_need", "funnel", kind="totals agree with sums")
def new_plans_agree(pack: Pack) -> Iterator[Fault]:
    """New plans by age, by age and need, and in the funnel are as many."""
    by_age = totals(pack.tables["new_plans"], "calendar_year")
    for table, value in (("funnel", "new_plans"), ("new_plans_by_need", "plans")):
        for year, other in totals(pack.tables[table], "calendar_year", value).items():
            yield from _compared(
                of_table(table, str(year)),
                other,
                by_age.get(year, other),
                "new plans",
                "new_plans.csv summed over ages",
            )


@check(Severity.WARNING, "ceased_plans", kind="totals agree with sums")
def cease_reasons_add_to_all(pack: Pack) -> Iterator[Fault]:
    """The reasons of ceased plans add to the line of all reasons."""
    ceased = pack.tables["ceased_plans"]
    whole = totals(ceased[ceased["reason"] == "all"], "calendar_year")
    for year, parts in totals(ceased[ceased["reason"] != "all"], "calendar_year").items():
        yield from _compared(
            of_table("ceased_plans", str(year)), parts, whole.get(year, 0.0), "the reasons", "the line of all reasons"
        )


@check(
    Severity.ERROR,
    "plans_by_age_band",
    "plans_by_age_provision",
    "new_plans",
    "new_plans_by_need",
    "ceased_plans",
    "population",
)
def the_base_year_is_there(pack: Pack) -> Iterator[Fault]:
    """What a forecast starts from is there: plans of the base year, events and persons of the year before."""
    wanted = {
        "plans_by_age_band": ("census_year", pack.base),
        "plans_by_age_provision": ("census_year", pack.base),
        "new_plans": ("calendar_year", pack.base - 1),
        "new_plans_by_need": ("calendar_year", pack.base - 1),
        "ceased_plans": ("calendar_year", pack.base - 1),
        "population": ("year", pack.base - 1),
    }
    for table, (column, year) in wanted.items():
        counted = "persons" if table == "population" else "plans"
        if not (pack.at(table, column, year)[counted] > 0).any():
            remedy = "add the year; without it a forecast has nothing to start from"
            yield finding(of_table(table), f"nothing in {year}", f"rows of {year} with a count above 0", remedy)


def _compared(place: Place, sums: float, total: float, these: str, those: str) -> Iterator[Fault]:
    """Hold a sum against the count that it should make; the same in every check of sums."""
    miss = abs(sums - total)
    if miss < 0.5:
        return
    share = miss / total if total > 0 else float("inf")
    value = f"{count(sums)} in {these}, {count(total)} in {those}"
    remedy = "find which is right; a small difference is usually plans of unknown age or need"
    if share > LARGE:
        remedy = "do not use this year before you know why: one of the two counts is broken or not returned"
    severity = Severity.WARNING if share > SMALL else Severity.INFORMATION
    yield finding(place, value, f"the same count, to {percent(SMALL)}", remedy, severity=severity)
