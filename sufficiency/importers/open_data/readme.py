"""Writes the page of a pack that a planner reads first."""

from pathlib import Path

import pandas as pd

from models.demand.joint import Fit
from sufficiency.importers.open_data.people.areas import DISTRICT, MIDDLE_AREA, PLANNING_AREA, Areas, LocalAuthority
from sufficiency.importers.open_data.people.dfe_release import Release
from sufficiency.importers.open_data.people.gaps import FILLED
from sufficiency.importers.open_data.people.release_layout import ALL, BY_AGE
from sufficiency.importers.open_data.providers.place_facts import PlaceFacts, academic_year_of
from sufficiency.importers.open_data.readme_money import LEDGER, money_section

KINDS = {DISTRICT: "districts", PLANNING_AREA: "planning areas", MIDDLE_AREA: "middle-layer areas"}
AREAS_ARE = {
    DISTRICT: "the authority's districts, or the authority itself where it has none",
    PLANNING_AREA: "the authority's planning areas, each made of whole districts: an approximation at their edges",
    MIDDLE_AREA: "middle-layer areas (MSOA 2011); each has, in every year, its share of the authority's persons\n"
    "  about an age (two years younger to two years older) in the estimates of mid-2020 (A-38)",
}
MAY_BE_FILLED = ("plans_by_age_provision", "plans_by_age_need", "plans_by_need_provision", "new_plans_by_need")


def readme_text(
    authority: LocalAuthority,
    own_areas: Areas,
    tables: dict[str, pd.DataFrame],
    fit: Fit,
    facts: PlaceFacts,
    release: Release,
) -> str:
    """Return the README of a pack: what is published, scaled or estimated, by table; the base year's places."""
    filled = filled_tables(tables)
    template = (Path(__file__).parent / "pack_readme.md").read_text(encoding="utf-8")
    total = tables["plans_joint"]["plans"].sum()
    return template.format(
        name=authority.name,
        identity=authority.id,
        plans=f"{total:,.0f}",
        areas=len(own_areas.table),
        kind=KINDS[own_areas.kind] if len(own_areas.table) > 1 else KINDS[own_areas.kind].removesuffix("s"),
        areas_are=AREAS_ARE[own_areas.kind],
        persons="published for the whole" if own_areas.kind == MIDDLE_AREA else "published",
        filled=_filled(filled, release.base_year),
        rounds=fit.iterations,
        residual=f"{fit.residual:.0e}",
        places=_places(tables["providers"], tables["places"], facts.base_year),
        base_year=facts.base_year,
        ledger_rows="".join(
            f"\n| `{name}.csv` | {held} | published |" for name, held in LEDGER.items() if name in tables
        ),
        money=money_section(authority.dfe_code, tables),
        changes="\n\n".join(
            [_changes(tables["providers"], tables["places"], facts.base_year), *_unplaced_facts(facts)]
        ),
        **periods(release),
        **{name: "estimated (A-39)" if name in filled else "published" for name in MAY_BE_FILLED},
    )


def filled_tables(tables: dict[str, pd.DataFrame]) -> list[str]:
    """Names of the tables that hold rows filled from another pattern (A-39)."""
    return [name for name in MAY_BE_FILLED if tables[name]["source"].str.endswith(FILLED).any()]


def periods(release: Release) -> dict[str, str]:
    """Years that the tables made from a release hold, in words, by the name that the texts have for them."""
    base = release.base_year
    single = [year for year in release.years("caseload", BY_AGE) if year >= base - 1]
    needs = release.tables["sen_needs_all_plans"]
    apart = "number_ds" in needs and needs["number_ds"].sum() > 0
    return {
        "base": str(base),
        "since_2010": f"2010 to {base}",
        "single_ages": _years(single),
        "started": _years(release.years("newplans", BY_AGE)),
        "started_by_need": str(base - 1),
        "ended": _years(release.years("ceased_plans", BY_AGE)),
        "requested": _years(release.years("requests", ALL)),
        "down_syndrome": "has a need of its own (DS)"
        if apart
        else f"is counted in other difficulty (OTH), as the release of {base} does",
    }


def _years(years: list[int]) -> str:
    """``2024``, ``2023 and 2024``, ``2022 to 2024``."""
    between = " and " if len(years) == 2 else " to "
    return between.join(dict.fromkeys(str(year) for year in (years[0], years[-1])))


def _filled(names: list[str], base: int) -> str:
    if not names:
        return ""
    tables = ", ".join(f"`{name}.csv`" for name in names)
    return (
        f"\n**Not returned:** the release lacks what {tables} should hold for January {base}.\n"
        "They follow its own pattern of the year before, or England's, fitted to what it did return (A-39).\n"
        "Replace them before anything is decided by need or provision.\n"
    )


def _places(providers: pd.DataFrame, places: pd.DataFrame, base_year: str) -> str:
    now = places[places["academic_year"] == base_year].merge(
        providers[["provider_id", "provision", "area", "elastic"]], on="provider_id", validate="one_to_one"
    )
    where = now["area"].notna().map({True: ", in the authority", False: ", elsewhere"})
    where = where.where(now["elastic"] == "no", ", the market")
    label = now["provision"].str.replace("_", " ").str.replace("non ", "non-") + where
    lines = [
        f"| {line} | {len(rows):,} | {rows['places'].sum():,.0f} | {rows['reserved'].sum():,.0f} |"
        for line, rows in now.groupby(label)
    ]
    return "\n".join(["| provision | providers | places | of them held by others |", "|---|--:|--:|--:|", *lines])


def _changes(providers: pd.DataFrame, places: pd.DataFrame, base_year: str) -> str:
    later = places[places["academic_year"] > base_year].merge(
        providers[["provider_id", "name"]], on="provider_id", validate="many_to_one"
    )
    if later.empty:
        return "No change of places after the base year is dated and published for a school."
    ordered = later.sort_values(["academic_year", "provider_id"])
    lines = [
        f"* {row.name}: {row.places:,.0f} places from {row.academic_year} ({row.basis})"
        for row in ordered.itertuples(index=False)
    ]
    return "\n".join(["Later changes that are published:", "", *lines])


def _unplaced_facts(facts: PlaceFacts) -> list[str]:
    """Coming places that are published without a school, need or area; a scenario can add them."""
    used = set(facts.used["fact"])
    places = facts.table[facts.table["unit"] == "places"]
    loose = [
        row
        for row in places.itertuples(index=False)
        if row.fact not in used and academic_year_of(str(row.as_at)) > facts.base_year
    ]
    if not loose:
        return []
    lines = [
        f"* {row.fact}: {row.value:,.0f} ({row.as_at}; {row.source}, confidence {row.confidence})" for row in loose
    ]
    return [
        "\n".join(["Published, but in no table of places, as no school is named; a scenario can add them:", "", *lines])
    ]
