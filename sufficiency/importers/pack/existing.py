"""A pack that an import changes: how it is read, and the files that it has afterwards."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from models.vocabulary import academic_year
from sufficiency.errors import Fault, InputError
from sufficiency.importers.pack.sources import known_sources, yaml_text
from sufficiency.importers.pack.writer import pack_table_text
from sufficiency.packs.contracts import LOCAL_PACK_TABLES, OPTIONAL_PACK_TABLES, PACK_TABLES
from sufficiency.packs.particulars import PACK_FILE, faults_of, read_particulars
from sufficiency.tables.contracts import Contract
from sufficiency.tables.files import read_table
from sufficiency.tree.small_files import refuse_links


@dataclass(frozen=True)
class ExistingPack:
    """A pack as it stands: folder, ``pack.yaml``, and the tables read, by name; optional ones where it has them."""

    folder: Path
    about: Mapping[str, Any]
    tables: Mapping[str, pd.DataFrame]

    @property
    def dfe_code(self) -> str:
        """Code by which registers and returns know the authority.

        Raises
        ------
        InputError
            When the pack does not say it.
        """
        code = str(self.about.get("dfe_code", ""))
        if not code.isdigit():
            message = "must say dfe_code, such as '850': registers and returns know the authority by it"
            raise InputError([Fault(str(self.folder / PACK_FILE), 0, 0, "dfe_code", message)])
        return code

    @property
    def base_census_year(self) -> int:
        """January census that the pack starts from."""
        return int(self.about["base_census_year"])

    @property
    def base_year(self) -> str:
        """Academic year that the pack starts from."""
        return academic_year(self.base_census_year)


def read_existing(folder: Path, wanted: Sequence[Contract], optional: Sequence[Contract]) -> ExistingPack:
    """Read the tables ``wanted`` of a pack that an importer made, and those of the ``optional`` ones that it has.

    Raises
    ------
    InputError
        When there is no pack, or its tables break their contracts.
    """
    if not (folder / PACK_FILE).is_file():
        message = "holds no pack; make one first with: sufficiency import open-data --authority ..."
        raise InputError([Fault(str(folder), 0, 0, "", message)])
    refuse_links(folder)
    particulars = read_particulars(folder)
    wrong = particulars.unreadable or faults_of(particulars.values, particulars.lines)
    faults = [replace(fault, file=str(folder / PACK_FILE)) for fault in wrong]
    tables: dict[str, pd.DataFrame] = {}
    for contract in (*wanted, *optional):
        path = folder / f"{contract.name}.csv"
        if contract in wanted or path.is_file():
            tables[contract.name], found = read_table(path, contract)
            faults += found
    if faults:
        raise InputError(faults)
    return ExistingPack(folder, particulars.values, tables)


def files_of(
    pack: ExistingPack, tables: Mapping[str, pd.DataFrame], entries: Mapping[str, Mapping[str, object]], section: str
) -> dict[str, str]:
    """Return the text of the tables, of ``sources.yaml`` with more ``entries``, and of the page with a ``section``."""
    contracts = {one.name: one for one in (*PACK_TABLES, *OPTIONAL_PACK_TABLES, *LOCAL_PACK_TABLES)}
    texts = {f"{name}.csv": pack_table_text(table, contracts[name]) for name, table in tables.items()}
    return texts | {"sources.yaml": with_sources(pack, entries), "README.md": with_section(pack, section)}


def with_sources(pack: ExistingPack, entries: Mapping[str, Mapping[str, object]]) -> str:
    """Return ``sources.yaml`` with the entries put in, sorted by name."""
    added = {name: dict(entry) for name, entry in entries.items()}
    return yaml_text(dict(sorted({**known_sources(pack.folder), **added}.items())))


def with_section(pack: ExistingPack, section: str) -> str:
    """Return ``README.md`` with a section at its end, in place of an earlier one of its heading."""
    heading = section.splitlines()[0]
    parts = [part for part in sections(pack) if not part.startswith(f"{heading}\n")]
    return "\n\n".join([*parts, section.strip()]) + "\n"


def sections(pack: ExistingPack) -> list[str]:
    """Return the parts of ``README.md``, each with its heading; nothing where there is no page.

    Raises
    ------
    InputError
        When the page is not UTF-8 text.
    """
    path = pack.folder / "README.md"
    try:
        page = path.read_text(encoding="utf-8") if path.is_file() else ""
    except UnicodeDecodeError:
        raise InputError([Fault(str(path), 0, 0, "", "not UTF-8 text; save the page as UTF-8")]) from None
    return [part.strip() for part in re.split(r"(?m)^(?=## )", page) if part.strip()]
