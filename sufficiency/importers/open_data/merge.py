"""Puts open data into a pack that better sources have improved: their rows stay, the weaker ones are renewed.

A row is better than open data when its source is no file of open data: the SEN2 return, the register of schools, the
authority's list of places, its own hand. What stays, table by table:

* by year (plans, new and ceased plans, requests): a year that has better rows stays whole, and so does a year that open
  data do not have;
* ``plans_joint``: stays where it was counted from a return;
* providers: better rows stay. Where the register of schools was imported, the pack's list of schools stays: the
  register knows better which are open;
* places: the rows of a provider stay where any of them is better, for they follow one another;
* all else with a source: better rows stay, by key.

Areas, demand points and the map are open data's own, and are renewed.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pandas as pd
import yaml

from sufficiency.errors import Fault, InputError
from sufficiency.importers.open_data.tables import LEDGER_TABLES, contracts_of
from sufficiency.importers.pack.better_rows import GIAS, is_better
from sufficiency.importers.pack.existing import ExistingPack, read_existing, sections, with_sources
from sufficiency.importers.pack.report import Change
from sufficiency.importers.pack.rows import MOST, PERIODS, change_of
from sufficiency.importers.pack.sources import yaml_text
from sufficiency.packs.contracts import PACK_TABLES, PRICES
from sufficiency.packs.old_prices import OLD_PRICES, is_old, renewed
from sufficiency.tables.contracts import Contract
from sufficiency.tables.files import inspect_table

COUNTED = "counted"
"""How the method of a joint table begins that was counted from persons, in ``pack.yaml``."""
MARKET = "yes"


def existing_pack(folder: Path, dfe_code: str) -> ExistingPack | None:
    """Return the pack that stands in ``folder``; None where there is none.

    Raises
    ------
    InputError
        When it is another authority's, or its tables break their contracts.
    """
    if not (folder / "pack.yaml").is_file():
        return None
    pack = _read(folder)
    if str(pack.about.get("dfe_code")) != dfe_code:
        message = f"is the pack of {pack.about.get('name')}, {pack.about.get('dfe_code')}; name a new folder with --out"
        raise InputError([Fault(str(folder / "pack.yaml"), 0, 0, "dfe_code", message)])
    return pack


def _read(folder: Path) -> ExistingPack:
    """Read every table that open data give; prices of the old form become new ones."""
    prices = folder / f"{PRICES.name}.csv"
    if not is_old(inspect_table(prices, PRICES).faults):
        return read_existing(folder, PACK_TABLES, LEDGER_TABLES)
    wanted = tuple(OLD_PRICES if contract is PRICES else contract for contract in PACK_TABLES)
    pack = read_existing(folder, wanted, LEDGER_TABLES)
    return replace(pack, tables={**pack.tables, PRICES.name: renewed(pack.tables[PRICES.name])})


def with_better_rows(pack: ExistingPack, new: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return the tables of open data with the better rows of the pack in the place of theirs."""
    tables = dict(new)
    for contract in contracts_of({**pack.tables, **new}):
        empty = pd.DataFrame(columns=contract.column_names)
        if "source" in contract.column_names:
            old, fresh = (some.get(contract.name, empty) for some in (pack.tables, new))
            tables[contract.name] = _joined(old, fresh, contract)
    if _was_counted(pack):
        tables["plans_joint"] = pack.tables["plans_joint"]
    tables["providers"] = _providers(pack.tables["providers"], new["providers"])
    tables["places"] = _places(pack.tables["places"], new["places"], set(tables["providers"]["provider_id"]))
    return tables


def moved_on(pack: ExistingPack, base_year: int) -> tuple[ExistingPack, tuple[str, ...]]:
    """Let a pack start from another January: a joint table that was counted of the one before it does not stay."""
    if pack.base_census_year == base_year:
        return pack, ()
    was = f"the pack started from January {pack.base_census_year}, and starts from January {base_year} now"
    if not _was_counted(pack):
        return pack, (was,)
    counted = f"plans_joint, counted from the return of that January, is estimated again; import that of {base_year}"
    return replace(pack, about={**pack.about, "joint_fit": {}}), (f"{was}: {counted}",)


def _was_counted(pack: ExistingPack) -> bool:
    """Whether the pack's joint table was counted from persons."""
    return str(pack.about.get("joint_fit", {}).get("method", "")).startswith(COUNTED)


def _joined(old: pd.DataFrame, new: pd.DataFrame, contract: Contract) -> pd.DataFrame:
    """Better rows of ``old``, by period where the table has one and by key otherwise, and the rows of ``new``."""
    period = next((name for name in PERIODS if name in contract.key_names), None)
    better = is_better(old["source"])
    if period is None:
        kept = old[better]
        taken = _keys(new, contract.key_names).isin(_keys(kept, contract.key_names))
    else:
        kept = old[old[period].isin(old.loc[better, period]) | ~old[period].isin(new[period])]
        taken = new[period].isin(kept[period])
    return _stacked(new[~taken], kept)


def _providers(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    better = is_better(old["source"])
    fresh = new[~new["provider_id"].isin(old.loc[better, "provider_id"])]
    if old["source"].str.match(rf"{GIAS}\b").any():
        fresh = fresh[fresh["provider_id"].isin(old["provider_id"]) | (fresh["elastic"] == MARKET)]
    return _stacked(fresh, old[better])


def _places(old: pd.DataFrame, new: pd.DataFrame, providers: set[str]) -> pd.DataFrame:
    better = set(old.loc[is_better(old["source"]), "provider_id"])
    kept = old[old["provider_id"].isin(better)]
    return _stacked(new[new["provider_id"].isin(providers - better)], kept[kept["provider_id"].isin(providers)])


def _keys(rows: pd.DataFrame, names: list[str]) -> pd.Series:
    return pd.Series([tuple(row) for row in rows[names].itertuples(index=False)], index=rows.index, dtype=object)


def _stacked(new: pd.DataFrame, kept: pd.DataFrame) -> pd.DataFrame:
    if kept.empty or new.empty:
        return kept if new.empty else new
    return pd.concat([new[kept.columns], kept], ignore_index=True)


def with_kept_texts(pack: ExistingPack, files: Mapping[str, str]) -> dict[str, str]:
    """Return the files with what better sources wrote: their sections of the page, sources and particulars."""
    headings = re.findall(r"(?m)^## .*$", files["README.md"])
    own = [part for part in sections(pack) if part.startswith("## ") and part.splitlines()[0] not in headings]
    about = {**pack.about, **yaml.safe_load(files["pack.yaml"])}
    if _was_counted(pack):
        about["joint_fit"] = pack.about["joint_fit"]
    return {
        **files,
        "README.md": "\n\n".join([files["README.md"].rstrip(), *own]) + "\n",
        "pack.yaml": yaml_text(about),
        "sources.yaml": with_sources(pack, yaml.safe_load(files["sources.yaml"])),
    }


def changes_from(pack: ExistingPack | None, tables: Mapping[str, pd.DataFrame]) -> tuple[Change, ...]:
    """Say what changes in each table, from the pack that stood there or from nothing."""
    return tuple(_change(pack, tables[contract.name], contract) for contract in contracts_of(tables))


def _change(pack: ExistingPack | None, table: pd.DataFrame, contract: Contract) -> Change:
    before = table.iloc[:0] if pack is None else pack.tables.get(contract.name, table.iloc[:0])
    kept = int(is_better(table["source"]).sum()) if "source" in contract.column_names else 0
    return replace(change_of(before, table, contract, MOST), kept=kept)
