"""Which schools serve these learners now, how full they are, and how full they will be."""

from collections.abc import Iterator

import pandas as pd

from models.vocabulary import IN_COUNTY, KINDS_OF_PROVISION, Provision, ages_of_phase
from sufficiency.returns.audience import HIDDEN
from sufficiency.returns.bid.evidence import (
    BidCell,
    BidHeading,
    BidSection,
    BidTable,
    Figures,
    added,
    counts,
    over,
    words,
)
from sufficiency.returns.bid.given import BidGiven
from sufficiency.returns.bid.need_facts import cell_of
from sufficiency.returns.bid.words import for_whom

FROM_FULL, MOST_NAMED = 1.0, 5


def supply_section(given: BidGiven) -> BidSection:
    """State schools and bases that take these needs and phases: places and learners now and ahead."""
    rows = schools_of(given)
    return BidSection(
        "supply",
        "Supply",
        tuple(_sentences(given, rows)),
        (_by_kind(given, rows), _by_school(given, rows)),
    )


def schools_of(given: BidGiven) -> pd.DataFrame:
    """Rows of the table of schools that take a need and a phase of the project, of the state's schools."""
    table = given.schools
    needs = {str(need) for need in given.project.all_needs}
    ages = {age for phase in given.project.phases for age in ages_of_phase(phase)}
    takes = table["takes_needs"].map(lambda cell: bool(needs & set(str(cell).split()))).astype(bool)
    fits = (table["min_age"] <= max(ages)) & (table["max_age"] >= min(ages))
    here = table["area"].fillna("") != ""
    if given.project.areas:
        here &= table["area"].isin(given.project.areas)
    return table[takes & fits & here & table["provision"].isin([str(kind) for kind in IN_COUNTY])]


def _sentences(given: BidGiven, rows: pd.DataFrame) -> Iterator[str]:
    now = rows[(rows["academic_year"] == given.years[0]) & rows["places"].map(_has_places)]
    yield (
        f"State schools and bases that take {for_whom(given)}: a school is listed with all its places and learners, of"
        " whatever need, as places are not kept by need."
    )
    if len(now):
        yield f"In {given.years[0]}, {over_full(now['occupancy'])}."


def over_full(occupancy: pd.Series) -> str:
    """Say how many schools have more learners than places, of those whose occupancy is shown."""
    shown = occupancy[occupancy != HIDDEN]
    hidden = len(occupancy) - len(shown)
    over_them = int((shown.map(_figure) > FROM_FULL + 0.005).sum())
    if not hidden:
        return f"{over_them} of {len(shown)} have more learners than places"
    if not len(shown):
        return f"how full they are is hidden ({HIDDEN})"
    return f"{over_them} of the {len(shown)} whose learners are shown have more than places; of {hidden} that is hidden"


def _figure(value: object) -> float:
    return float(value) if isinstance(value, float | int) and value == value else 0.0  # noqa: PLR0124 - no number


def _has_places(value: object) -> bool:
    """Whether a school has places, be they hidden or not."""
    return value == HIDDEN or _figure(value) > 0


def _years(given: BidGiven) -> tuple[str, ...]:
    """The base year, that of opening, and that in which the project is full."""
    return tuple(dict.fromkeys((given.years[0], given.opening, given.full)))


def _by_kind(given: BidGiven, rows: pd.DataFrame) -> BidTable:
    found = []
    for kind in IN_COUNTY:
        for year in _years(given):
            held = rows[(rows["provision"] == str(kind)) & (rows["academic_year"] == year)]
            places, learners, reserved = (
                added([cell_of(value) for value in held[name]]) for name in ("places", "learners", "reserved")
            )
            share = over(added([learners, reserved]), places)
            name = KINDS_OF_PROVISION[kind].name.capitalize()
            found.append((name, year, float(held["places"].map(_has_places).sum()), places, learners, reserved, share))
    return BidTable(
        "supply",
        "Places and learners by kind of school",
        "Schools and bases of the authority that take these needs and phases, without the project: places, own"
        " learners, places kept for other authorities' learners, and how full that makes them.",
        (
            *words("Kind", "Academic year"),
            *counts("Schools", "Places", "Learners", "Kept for others"),
            BidHeading("Occupancy", Figures.SHARE),
        ),
        tuple(found),
    )


def _by_school(given: BidGiven, rows: pd.DataFrame) -> BidTable:
    years = tuple(dict.fromkeys((given.years[0], given.full)))
    shown = [_school(given, held, years) for _, held in rows.groupby(["provision", "provider_id"], sort=True)]
    of_year = [
        heading
        for year in years
        for heading in (*counts(f"Places {year}", f"Learners {year}"), BidHeading(f"Occupancy {year}", Figures.SHARE))
    ]
    last = (BidHeading("low", Figures.SHARE), BidHeading("high", Figures.SHARE))
    return BidTable(
        "schools",
        "Schools that serve these learners",
        "Each school and base that takes these needs and phases, with all its places and learners; low and high are the"
        f" ends of the range of occupancy in {years[-1]}.",
        (*words("School", "Kind", "Area", "Needs", "Ages"), *of_year, *last),
        tuple(sorted(shown, key=lambda row: (str(row[1]), str(row[0])))),
    )


def _school(given: BidGiven, held: pd.DataFrame, years: tuple[str, ...]) -> tuple[BidCell, ...]:
    by_year = held.set_index("academic_year")
    first = held.iloc[0]
    figures = [
        cell_of(by_year.loc[year, name]) if year in by_year.index else None
        for year in years
        for name in ("places", "learners", "occupancy")
    ]
    ends = [
        cell_of(by_year.loc[years[-1], name]) if years[-1] in by_year.index else None
        for name in ("occupancy_p10", "occupancy_p90")
    ]
    kind = KINDS_OF_PROVISION[Provision(str(first["provision"]))].name.capitalize()
    area = given.area_names.get(str(first["area"]), str(first["area"]))
    ages = f"{first['min_age']:g} to {first['max_age']:g}"
    return (str(first["name"]), kind, area, _needs(str(first["takes_needs"])), ages, *figures, *ends)


def _needs(codes: str) -> str:
    """Needs that a school takes: their codes, or their number where they are many."""
    needs = codes.split()
    return ", ".join(needs) if len(needs) <= MOST_NAMED else f"most needs ({len(needs)})"
