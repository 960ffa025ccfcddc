"""Is the population whole: every age of every area and year, and cohorts that follow themselves."""

from collections.abc import Iterator

from models.vocabulary import AGES
from sufficiency.errors import Fault, Severity
from sufficiency.packs.checks.register import check, count, counts, finding, of_table
from sufficiency.packs.reading import Pack

OLDEST = 16
"""From 17 on people move to colleges and universities, and a cohort no longer follows itself."""
FEW = 30
"""Cohorts with fewer persons step as they like."""


@check(Severity.ERROR, "population", "areas")
def every_age_is_there(pack: Pack) -> Iterator[Fault]:
    """Each area has every age in each year from the one before the base census."""
    table = pack.tables["population"]
    from_base = table[table["year"] >= pack.base - 1]
    ages = from_base.groupby(["area", "year"])["age"].nunique().reset_index()
    areas = set(pack.tables["areas"]["area"])
    short = [
        f"{row['area']} in {row['year']}: {row['age']} of {len(AGES)} ages"
        for row in ages[ages["age"] < len(AGES)].to_dict("records")
    ]
    short += [f"{area}: no year" for area in sorted(areas - set(from_base["area"]))]
    years = sorted(set(from_base["year"]))
    gaps = sorted(set(range(years[0], years[-1] + 1)) - set(years)) if years else []
    short += [f"{year}: no area" for year in gaps]
    remedy = "import the pack again, or add the missing persons; nobody there means no demand there"
    allowed = f"ages {AGES[0]} to {AGES[-1]} of every area, every year from {pack.base - 1}"
    for words in short:
        yield finding(of_table("population"), words, allowed, remedy)


@check(Severity.WARNING, "population")
def cohorts_follow_themselves(pack: Pack) -> Iterator[Fault]:
    """The children of an age are about as many as those a year younger were; a step is a change of source."""
    table = pack.tables["population"]
    young = table[table["age"] <= OLDEST]
    before = young.assign(year=young["year"] + 1, age=young["age"] + 1)
    both = young.merge(before, on=["area", "year", "age"], suffixes=("", "_before"), validate="one_to_one")
    both = both[both["persons_before"] >= FEW]
    found = [
        (row, seen)
        for row in both.to_dict("records")
        for seen in [pack.ranges.of("cohort_step", row["persons_before"])]
        if seen is not None and not seen.holds(row["persons"] / row["persons_before"])
    ]
    for area in sorted({str(row["area"]) for row, _ in found}):
        here = [(row, seen) for row, seen in found if row["area"] == area]
        worst, seen = max(here, key=lambda pair: abs(pair[0]["persons"] / pair[0]["persons_before"] - 1.0))
        change = worst["persons"] / worst["persons_before"] - 1.0
        value = (
            f"{len(here)} of its cohorts; the largest step in {worst['year']}: {count(worst['persons_before'])} aged "
            f"{worst['age'] - 1} are {count(worst['persons'])} aged {worst['age']}, {change:+.0%}"
        )
        allowed = f"from {seen.lowest - 1:+.0%} to {seen.highest - 1:+.0%}"
        allowed += f" ({seen.observations:,} cohorts of areas in England)"
        remedy = "is it building, a boarding school or a change of source? If a change of source, chain growth rates"
        yield finding(of_table("population", area), value, allowed, remedy)


@check(Severity.WARNING, "population")
def areas_grow_as_elsewhere(pack: Pack) -> Iterator[Fault]:
    """All persons 0 to 25 of an area, from year to year."""
    for area, years in counts(pack.tables["population"], "area", "year", "persons").items():
        for year, now in years.items():
            before = years.get(year - 1, 0.0)
            seen = pack.ranges.of("population_growth", before) if before > 0 else None
            if seen is None or seen.holds(now / before):
                continue
            value = f"{count(before)} to {count(now)}, {now / before - 1:+.1%}"
            allowed = f"from {seen.lowest - 1:+.1%} to {seen.highest - 1:+.1%}"
            remedy = "a step of this size is a change of source or boundary; chain growth rates instead"
            yield finding(of_table("population", f"{area}, {year - 1} to {year}"), value, allowed, remedy)
