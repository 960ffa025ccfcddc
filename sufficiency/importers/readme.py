"""Writes the page of a pack that a planner reads first."""

import pandas as pd

from models.joint import Fit
from sufficiency.importers.areas import Areas, Authority
from sufficiency.importers.lookups import TABLES
from sufficiency.importers.provider_tables import BASE_YEAR


def readme_text(authority: Authority, own_areas: Areas, tables: dict[str, pd.DataFrame], fit: Fit) -> str:
    """Return the README of a pack: what is published, scaled and estimated, a line a table, the base year's places."""
    template = (TABLES / "pack_readme.md").read_text(encoding="utf-8")
    total = tables["plans_joint"]["plans"].sum()
    return template.format(
        name=authority.name,
        identity=authority.id,
        plans=f"{total:,.0f}",
        areas=len(own_areas.table),
        kind=own_areas.kind.replace("_", " "),
        rounds=fit.iterations,
        residual=f"{fit.residual:.0e}",
        places=_places(tables["providers"], tables["places"]),
        changes=_changes(tables["providers"], tables["places"]),
    )


def _places(providers: pd.DataFrame, places: pd.DataFrame) -> str:
    now = places[places["academic_year"] == BASE_YEAR].merge(
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


def _changes(providers: pd.DataFrame, places: pd.DataFrame) -> str:
    later = places[places["academic_year"] > BASE_YEAR].merge(
        providers[["provider_id", "name"]], on="provider_id", validate="many_to_one"
    )
    if later.empty:
        return "No change of places after the base year is known."
    ordered = later.sort_values(["academic_year", "provider_id"])
    lines = [
        f"* {row.name}: {row.places:,.0f} places from {row.academic_year}" for row in ordered.itertuples(index=False)
    ]
    return "\n".join(lines)
