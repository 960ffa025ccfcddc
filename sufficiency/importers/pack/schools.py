"""The tables of schools that the register and the list of places change, and what changes in them."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pandas as pd

from sufficiency.importers.pack.existing import ExistingPack, read_existing
from sufficiency.importers.pack.report import Change
from sufficiency.importers.pack.rows import change_of
from sufficiency.packs.contracts import AREAS, DEMAND_POINTS, PLACES, PLANS_JOINT, PROVIDER_REGISTER, PROVIDERS

READ = (AREAS, DEMAND_POINTS, PLANS_JOINT, PROVIDERS, PLACES)


def read_schools(folder: Path) -> ExistingPack:
    """Read the tables that say which schools there are; ``provider_register`` is empty where the pack has none.

    Raises
    ------
    InputError
        When there is no pack, or one of the tables breaks its contract.
    """
    pack = read_existing(folder, READ, (PROVIDER_REGISTER,))
    none = {PROVIDER_REGISTER.name: pd.DataFrame(columns=PROVIDER_REGISTER.column_names)}
    return replace(pack, tables={**none, **pack.tables})


def school_changes(pack: ExistingPack, tables: Mapping[str, pd.DataFrame]) -> tuple[Change, ...]:
    """Say what changes in providers, and in places by provision: rows, and the places of the base year.

    Places of a market are not added up: there are as many as are bought.
    """
    kinds = pd.concat([_kinds(one["providers"]) for one in (pack.tables, tables)])
    kinds = kinds[~kinds.index.duplicated(keep="last")]
    before, after = (_base_places(pack.base_year, one) for one in (pack.tables, tables))
    changes = [change_of(pack.tables["providers"], tables["providers"], PROVIDERS)]
    for kind in sorted(set(kinds)):
        old, new = (one["places"][one["places"]["provider_id"].map(kinds) == kind] for one in (pack.tables, tables))
        change = replace(change_of(old, new, PLACES), part=kind)
        if kind in before or kind in after:
            sums = (before.get(kind, 0.0), after.get(kind, 0.0))
            change = replace(change, before=sums[0], after=sums[1], unit=f"places in {pack.base_year}")
        changes.append(change)
    return tuple(changes)


def _kinds(providers: pd.DataFrame) -> pd.Series:
    """Provision in words by provider; those that take any number are ``market``."""
    words = providers["provision"].str.replace("_", " ").where(providers["elastic"] == "no", "market")
    return words.set_axis(providers["provider_id"])


def _base_places(base_year: str, tables: Mapping[str, pd.DataFrame]) -> dict[str, float]:
    places, kinds = tables["places"], _kinds(tables["providers"])
    dated = places[places["academic_year"] <= base_year].sort_values("academic_year")
    latest = dated.groupby(["provider_id", "phase"])["places"].last().groupby("provider_id").sum()
    sums = kinds.index.to_series().map(latest).groupby(kinds).sum()
    return {str(kind): float(total) for kind, total in sums.items() if kind != "market"}
