"""Reads from a DfE release how many learners of each authority were in each kind of provision, January by January.

Three layouts are read. In the release of 2025 academies and free schools among special schools stand in one column,
from 2026 on in two, which hold ``x`` in the years that were not split. The release of 2022 has a line for each type of
establishment, from January 2010 on. A count that is suppressed is absent, never nought.
"""

from io import BytesIO
from pathlib import Path

import pandas as pd

from models.demand.practised import PLANS
from sufficiency.errors import Fault, InputError
from sufficiency.importers.open_data.people.release_layout import (
    ALL,
    CENSUS,
    LOCAL,
    TOGETHER,
    Table,
    census_year,
    level_of,
    topic_of,
)
from sufficiency.importers.open_data.people.release_reading import read_tables
from sufficiency.importers.opening.bundles import open_bundle, read_member
from sufficiency.importers.opening.names import plain_file_name
from sufficiency.importers.opening.nearest import nearest
from sufficiency.importers.opening.published_csv import numbers, read_words
from sufficiency.importers.opening.zips import RELEASE
from sufficiency.importers.pack.sources import known_sources, release_file, yaml_text
from sufficiency.importers.pack.writer import MARKER, pack_table_text, write_reference_files
from sufficiency.packs.contracts import NOT_RECORDED
from sufficiency.packs.england.contracts import PLACEMENTS_PANEL
from sufficiency.packs.lookups import mapping
from sufficiency.packs.placements import SERIES_OF_PROVISION
from sufficiency.tables.files import first_faults, read_table

MEMBER_2022 = "data/sen2_estab_caseload.csv"
SERIES = SERIES_OF_PROVISION | {NOT_RECORDED: NOT_RECORDED}
"""Series by what a column of placements counts."""
ASKED_LATER = ("ukrlp_provider",)
"""Columns of kinds of provision that were not asked for in every January: nobody was counted there before."""
ALL_TYPES = "Total"
KIND_OF_TYPE = {
    "base": ("SEN unit", "Resourced "),
    "independent_mainstream": ("Mainstream - Independent",),
    "inmss_special": ("Special - Non-maintained", "Special - Independent"),
    "state_special": ("Special - LA maintained", "Special - Academy", "Special - Free school"),
}
"""What the names of types of establishment have in them, in the release of 2022."""


def import_placements(archive: Path, destination: Path) -> tuple[int, tuple[str, ...]]:
    """Write ``placements_panel.csv`` from a release into the folder of reference tables; returns its rows, and notes.

    Januaries of an earlier table that the release does not have stay, the others are replaced: import the older release
    first. ``sources.yaml`` names the release.

    Raises
    ------
    InputError
        When the release, or the table that is there, is not as it should be.
    """
    read, notes = read_placements(archive)
    there = destination / f"{PLACEMENTS_PANEL.name}.csv"
    if there.is_file():
        earlier, faults = read_table(there, PLACEMENTS_PANEL)
        if faults:
            raise InputError(first_faults(faults))
        read = pd.concat([earlier[~earlier["census_year"].isin(read["census_year"])], read], ignore_index=True)
    files = {there.name: pack_table_text(read, PLACEMENTS_PANEL), MARKER: _sources(archive, read, destination)}
    write_reference_files(destination, files)
    return len(read), notes


def read_placements(archive: Path) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Learners by authority (ONS code, as published), census year and series: ``placements_panel``; and notes.

    Raises
    ------
    InputError
        When the zip is not as published: a missing member or column, no number where one belongs, a line twice.
    """
    early = open_bundle(archive, RELEASE).named({plain_file_name(MEMBER_2022)})
    return (_of_establishments(archive), ()) if early else _of_caseload(archive)


def _of_caseload(archive: Path) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """From the caseload of a release since 2023: a column a kind of placement."""
    table = Table(
        ("caseload",),
        CENSUS,
        ("ehcplans", *_columns()),
        (topic_of("caseload", ALL),),
        together=TOGETHER,
        levels=(LOCAL,),
    )
    tables, _ = read_tables(archive, (table,))
    read = tables["caseload"]
    rows = read.frame[read.frame["level"] == LOCAL]
    _refuse_other_codes(rows, read.file)
    return counts_of_caseload(rows), read.notes


def counts_of_caseload(rows: pd.DataFrame) -> pd.DataFrame:
    """``placements_panel`` from lines of authorities of a caseload (``ons_code``, ``year`` and the counts)."""
    later = rows[list(ASKED_LATER)]
    asked = later.notna().groupby(rows["year"]).transform("any")
    told = rows.assign(**later.where(asked, 0.0))
    wide = {PLANS: told["ehcplans"]}
    for series in dict.fromkeys(SERIES.values()):
        own = [column for column, to in _columns().items() if to == series]
        wide[series] = told[own].sum(axis=1, skipna=False)
    keys = {"authority": rows["ons_code"], "census_year": rows["year"]}
    long = pd.DataFrame(keys | wide).melt(list(keys), var_name="series", value_name="learners")
    return long.dropna(subset="learners").reset_index(drop=True)


def _refuse_other_codes(rows: pd.DataFrame, name: str) -> None:
    """Refuse codes that are none of ONS: authorities would be one under them."""
    strange = rows[~rows["ons_code"].str.fullmatch(r"E\d{8}")].drop_duplicates("la_name")
    faults = [
        Fault(name, int(line) + 2, 0, "new_la_code", f"{code!r} is no code of ONS such as E10000014 ({authority})")
        for line, code, authority in zip(strange.index.to_numpy(), strange["ons_code"], strange["la_name"], strict=True)
    ]
    if faults:
        raise InputError(faults)


def _of_establishments(archive: Path) -> pd.DataFrame:
    """From the release of 2022: a line a type of establishment."""
    name = f"{archive.name}/{MEMBER_2022}"
    types = ["time_period", "new_la_code", "establishment_type", "establishment_group"]
    words = read_words(
        BytesIO(read_member(archive, MEMBER_2022)), name, ("geographic_level", "la_name", *types, "Total_all")
    )
    words = words[level_of(words["geographic_level"]) == LOCAL]
    _refuse_doubles(words, types, name)
    _refuse_other_types(words["establishment_type"], name)
    everyone = (words["establishment_type"] == ALL_TYPES) & (words["establishment_group"] == ALL_TYPES)
    counts = pd.DataFrame(
        {
            "authority": words["new_la_code"].str.strip(),
            "census_year": _census_years(words, name),
            "series": words["establishment_type"].map(_kind_of_type).mask(everyone, PLANS),
            "learners": numbers(words, "Total_all", name),
        }
    )
    used = counts[counts["series"] != ""]
    keys = ["authority", "census_year", "series"]
    known = used["learners"].notna().groupby([used[key] for key in keys]).transform("all")
    return used[known].groupby(keys)["learners"].sum().reset_index()


def _refuse_other_types(types: pd.Series, name: str) -> None:
    """Refuse a table without a type of establishment that is counted: under another name it would be lost."""
    present = sorted(set(types))
    wanted = [ALL_TYPES, *(part for parts in KIND_OF_TYPE.values() for part in parts)]
    others = [one for one in present if not any(part in one for part in wanted)]
    faults = [
        Fault(name, 0, 0, "establishment_type", f"no line of {part!r}{nearest((part,), others)}")
        for part in wanted
        if not any(part in one for one in present)
    ]
    if faults:
        raise InputError(faults)


def _kind_of_type(establishment: str) -> str:
    """Kind of provision of a type of establishment, by its name; empty for others."""
    for kind, parts in KIND_OF_TYPE.items():
        if any(part in establishment for part in parts):
            return kind
    return ""


def _columns() -> dict[str, str]:
    """Series of each column of placements that is used, by the names of the release of 2025."""
    provisions = mapping("placements", "column", "provision")
    return {column: SERIES[to] for column, to in provisions.items() if to in SERIES}


def _census_years(words: pd.DataFrame, name: str) -> pd.Series:
    """The January of each line: ``202425`` and ``2025`` are both January 2025."""
    periods = words["time_period"].str.strip()
    years = periods.map({period: census_year(period) for period in periods.unique()})
    strange = periods[years.isna()]
    if len(strange):
        lines = zip(strange.index.to_numpy() + 2, strange, strict=True)
        message = "is no year such as 202425 or 2022"
        raise InputError([Fault(name, int(line), 0, "time_period", f"{word!r} {message}") for line, word in lines])
    return years.astype("int64")


def _refuse_doubles(words: pd.DataFrame, keys: list[str], name: str) -> None:
    doubled = words[words.duplicated(keys)]
    if len(doubled):
        raise InputError(
            [
                Fault(name, int(line), 0, "new_la_code", f"{row['la_name']} stands in an earlier line of the year too")
                for line, row in zip(doubled.index.to_numpy() + 2, doubled.to_dict("records"), strict=True)
            ]
        )


def _sources(archive: Path, read: pd.DataFrame, destination: Path) -> str:
    """``sources.yaml`` of the folder, with the release that the table was made from."""
    file = release_file(archive, int(read["census_year"].max()))
    return yaml_text({**known_sources(destination), file.id: file.entry()})
