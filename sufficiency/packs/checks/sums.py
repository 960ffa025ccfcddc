"""Checks of totals against sums: the same plans, counted in several tables, are as many in each."""

from models.vocabulary import AGE_GROUPS
from sufficiency.packs.checks.rows import Pack, Registered, Row, Severity, count, percent, totals

SMALL = 0.001
"""Share by which two published counts of the same thing may differ before it is more than a note (A-71)."""
LARGE = 0.02
"""Share beyond which one of the two is taken to be broken (A-71)."""
FITTED = 0.01
"""Plans by which a fitted table may miss the published total; a run stops beyond it."""


def bands_add_to_the_total(pack: Pack) -> list[Row]:
    """Plans by age band add to the total of the year, where every band is published."""
    bands = pack.tables["plans_by_age_band"]
    parts = bands[bands["age_band"] != "total"]
    complete = parts.groupby("census_year").filter(lambda year: len(year) == len(AGE_GROUPS))
    whole = _totals(pack)
    rows = []
    for year, sums in totals(complete, "census_year").items():
        pair = (sums, whole.get(year, sums))
        rows += _compared(f"plans_by_age_band.csv, January {year}", pair, "the five age bands", "the total")
    return rows


def ages_add_to_the_total(pack: Pack) -> list[Row]:
    """Plans by single age add to the total of the same January."""
    whole = _totals(pack)
    those = "the total of plans_by_age_band"
    rows = []
    for table, these in (("plans_by_age_provision", "ages and provisions"), ("plans_by_age_need", "ages and needs")):
        for year, sums in totals(pack.tables[table], "census_year").items():
            pair = (sums, whole.get(year, sums))
            rows += _compared(f"{table}.csv, January {year}", pair, f"the {these}", those)
    return rows


def needs_by_provision_add_to_the_total(pack: Pack) -> list[Row]:
    """Plans by need and provision add to the total of the base year."""
    sums = float(pack.at("plans_by_need_provision", "census_year", pack.base)["plans"].sum())
    total = _totals(pack).get(pack.base, 0.0)
    where = f"plans_by_need_provision.csv, January {pack.base}"
    return _compared(where, (sums, total), "the needs and provisions", "the total of plans_by_age_band")


def the_joint_table_adds_to_the_total(pack: Pack) -> list[Row]:
    """The joint table holds every plan of the base year; a run stops where it does not."""
    fitted = float(pack.tables["plans_joint"]["plans"].sum())
    total = _totals(pack).get(pack.base, 0.0)
    if abs(fitted - total) <= FITTED:
        return []
    words = f"{count(total)} plans, to {FITTED}"
    action = "import the pack again; if you changed plans_joint.csv by hand, scale it to the total"
    return [Row("the joint table adds to the total", Severity.ERROR, "plans_joint.csv", count(fitted), words, action)]


def new_plans_agree(pack: Pack) -> list[Row]:
    """New plans by age, by age and need, and in the funnel are as many."""
    by_age = totals(pack.tables["new_plans"], "calendar_year")
    rows = []
    for table, value in (("funnel", "new_plans"), ("new_plans_by_need", "plans")):
        for year, other in totals(pack.tables[table], "calendar_year", value).items():
            pair = (other, by_age.get(year, other))
            rows += _compared(f"{table}.csv, {year}", pair, "new plans", "new_plans.csv summed over ages")
    return rows


def cease_reasons_add_to_all(pack: Pack) -> list[Row]:
    """The reasons of ceased plans add to the line of all reasons."""
    ceased = pack.tables["ceased_plans"]
    whole = totals(ceased[ceased["reason"] == "all"], "calendar_year")
    rows = []
    for year, parts in totals(ceased[ceased["reason"] != "all"], "calendar_year").items():
        pair = (parts, whole.get(year, 0.0))
        rows += _compared(f"ceased_plans.csv, {year}", pair, "the reasons", "the line of all reasons")
    return rows


def the_base_year_is_there(pack: Pack) -> list[Row]:
    """What a forecast starts from is there: plans of the base year, events and persons of the year before."""
    wanted = {
        "plans_by_age_band": ("census_year", pack.base),
        "plans_by_age_provision": ("census_year", pack.base),
        "new_plans": ("calendar_year", pack.base - 1),
        "new_plans_by_need": ("calendar_year", pack.base - 1),
        "ceased_plans": ("calendar_year", pack.base - 1),
        "population": ("year", pack.base - 1),
    }
    value = {"population": "persons"}
    return [
        Row(
            "the base year is there",
            Severity.ERROR,
            f"{table}.csv",
            f"nothing in {year}",
            f"rows of {year} with a count above 0",
            "add the year; without it a forecast has nothing to start from",
        )
        for table, (column, year) in wanted.items()
        if not (pack.at(table, column, year)[value.get(table, "plans")] > 0).any()
    ]


def _totals(pack: Pack) -> dict[int, float]:
    bands = pack.tables["plans_by_age_band"]
    return totals(bands[bands["age_band"] == "total"], "census_year")


def _compared(where: str, pair: tuple[float, float], these: str, those: str) -> list[Row]:
    """Hold a sum against the count that it should make; the same in every check of sums."""
    sums, total = pair
    miss = abs(sums - total)
    if miss < 0.5:
        return []
    share = miss / total if total > 0 else float("inf")
    severity = Severity.WARNING if share > SMALL else Severity.INFORMATION
    value = f"{count(sums)} in {these}, {count(total)} in {those}"
    action = "find which is right; a small difference is usually plans of unknown age or need"
    if share > LARGE:
        action = "do not use this year before you know why: one of the two counts is broken or not returned"
    return [Row("totals agree with sums", severity, where, value, f"the same count, to {percent(SMALL)}", action)]


CHECKS = (
    Registered(bands_add_to_the_total, ("plans_by_age_band",)),
    Registered(ages_add_to_the_total, ("plans_by_age_band", "plans_by_age_provision", "plans_by_age_need")),
    Registered(needs_by_provision_add_to_the_total, ("plans_by_age_band", "plans_by_need_provision")),
    Registered(the_joint_table_adds_to_the_total, ("plans_by_age_band", "plans_joint")),
    Registered(new_plans_agree, ("new_plans", "new_plans_by_need", "funnel")),
    Registered(cease_reasons_add_to_all, ("ceased_plans",)),
    Registered(
        the_base_year_is_there,
        (
            "plans_by_age_band",
            "plans_by_age_provision",
            "new_plans",
            "new_plans_by_need",
            "ceased_plans",
            "population",
        ),
    ),
)
