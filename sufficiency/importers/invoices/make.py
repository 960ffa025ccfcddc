"""Puts what an authority was invoiced for places into the prices of a pack: ``import invoices``."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import isnan
from pathlib import Path
from typing import Any

import pandas as pd

from models.money.fees import FEWEST, annual_costs
from models.money.lines import ANY
from models.vocabulary import financial_year
from sufficiency.importers.invoices.columns import InvoiceColumns, read_columns
from sufficiency.importers.invoices.files import read_invoices
from sufficiency.importers.invoices.merge import NewPrices, kind_name, merge_prices
from sufficiency.importers.invoices.stays import BOARDING, stays_of
from sufficiency.importers.invoices.words import year_started
from sufficiency.importers.pack.existing import ExistingPack, files_of, read_existing
from sufficiency.importers.pack.report import ImportReport
from sufficiency.importers.pack.rows import change_of
from sufficiency.importers.pack.sources import digest_of, source_entry, yaml_text
from sufficiency.importers.pack.writer import carried_out
from sufficiency.importers.place_list.match import known_providers
from sufficiency.packs.contracts import PRICES, PROVIDER_REGISTER, PROVIDERS
from sufficiency.packs.small_numbers import NOT_FOR_PUBLICATION, marked
from sufficiency.tables.aligned import TextColumn, aligned
from sufficiency.tables.contracts import records

PREFIX = "invoices-"
"""How the name of a list of invoices begins in ``sources.yaml``."""
_COLUMNS = (
    *(TextColumn("kind", 36), TextColumn("need", 6), TextColumn("learners", 10, right=True)),
    *(TextColumn(name, 12, right=True) for name in ("a year", "education", "health", "care")),
)


@dataclass(frozen=True)
class InvoiceFile:
    """What a person gave: the list, the year of its prices such as 2024-25, which sheet of it, what its columns are.

    few_too : write means of fewer than five learners too, and mark the pack as one that holds small numbers.
    """

    file: Path
    year: str
    sheet: str = ""
    columns: Path | None = None
    few_too: bool = False


def import_invoices(given: InvoiceFile, folder: Path, *, dry_run: bool) -> ImportReport:
    """Replace the fees of the pack in ``folder`` by what places cost; a dry run says the same and writes nothing.

    Raises
    ------
    InputError
        Listing every fault of the list: amounts that are none or do not add up, unknown schools and needs, rows twice.
    """
    year = year_started(given.year)
    pack = _read_pack(folder)
    columns = read_columns(given.columns) if given.columns else InvoiceColumns()
    columns = replace(columns, sheet=given.sheet or columns.sheet)
    listed = read_invoices(given.file, year, known_providers(pack), columns)
    stays = stays_of(listed.invoices)
    costs = annual_costs(stays.table)
    source = PREFIX + re.sub(r"[^a-z0-9]+", "-", given.file.stem.casefold()).strip("-")
    merged = merge_prices(pack.tables["prices"], costs, year, source, few_too=given.few_too)
    read = f"{len(listed.invoices):,} invoices of {financial_year(year)} for {len(stays.table):,} places"
    report = ImportReport(
        folder,
        (f"read: {given.file.name}, {read}", *_costs_table(costs), *_warning(merged)),
        (*listed.passed_over, *stays.notes, *merged.notes),
        (change_of(pack.tables["prices"], merged.table, PRICES),),
        figures={"invoices": len(listed.invoices), "places": len(stays.table)},
    )
    return carried_out(report, _files(given, pack, merged, source), dry_run=dry_run)


def _read_pack(folder: Path) -> ExistingPack:
    pack = read_existing(folder, (PROVIDERS, PRICES), (PROVIDER_REGISTER,))
    none = {PROVIDER_REGISTER.name: pd.DataFrame(columns=PROVIDER_REGISTER.column_names)}
    return replace(pack, tables={**none, **pack.tables})


def _files(given: InvoiceFile, pack: ExistingPack, merged: NewPrices, source: str) -> dict[str, str]:
    """Return the text of every file that may change."""
    entry = source_entry(
        given.file.name,
        str(pack.about.get("name", pack.folder.name)),
        f"Invoices of places at independent and non-maintained schools, {given.year.replace('/', '-')}",
        digest_of(given.file),
        date=given.year.replace("/", "-"),
        licence="the authority's own; not for publication",
    )
    section = _section(given.file.name, source, merged.table)
    files = files_of(pack, {"prices": merged.table}, {source: entry}, section)
    if merged.small:
        files["pack.yaml"] = yaml_text(marked(pack.about, ["prices"]))
    return files


def _warning(merged: NewPrices) -> tuple[str, ...]:
    return (f"{NOT_FOR_PUBLICATION}.",) if merged.small else ()


def _costs_table(costs: pd.DataFrame) -> list[str]:
    """Cost of a place a year by kind and need, for the screen; means of few learners are left out."""
    shown = costs[(costs["learners"] >= FEWEST) & ((costs["kind"] != BOARDING) | (costs["need"] == ANY))]
    return list(aligned(_COLUMNS, [_cells(row) for row in records(shown)], indent="  "))


def _cells(row: Mapping[str, Any]) -> tuple[str, ...]:
    gbp, health, care = row["gbp"], row["health_gbp"], row["care_gbp"]
    parts = ("-", "-", "-") if isnan(health) else tuple(f"{part:,.0f}" for part in (gbp - health - care, health, care))
    name = kind_name(row["kind"]) + ("" if row["kind"] == BOARDING else ", day")
    return name, row["need"], f"{row['learners']:,}" if row["need"] == ANY else "", f"{gbp:,.0f}", *parts


def _section(file: str, source: str, prices: pd.DataFrame) -> str:
    rows = prices[prices["source"] == source]
    return (
        f"## Prices from {file}\n\n"
        f"{len(rows)} rows of `prices.csv` are what the authority was invoiced (`sufficiency import invoices`);\n"
        f"their `source` is `{source}`. A fee is the cost of a day place of a whole year, all who pay\n"
        f"together; no mean rests on fewer than {FEWEST} learners unless `pack.yaml` says so. What this page says\n"
        "above of fees is as it was.\n"
    )
