"""Reads a SEN2 return, as CSV files of its modules or as XML, into checked and typed modules.

Every fault of every file is found before anything is refused.
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath

import pandas as pd

from sufficiency.errors import Fault, InputError
from sufficiency.importers.opening.names import plain_file_name
from sufficiency.importers.sen2.checks import typed_modules
from sufficiency.importers.sen2.layout import MODULES
from sufficiency.importers.sen2.persons import each_person_once
from sufficiency.importers.sen2.text import Content, open_files, read_csv
from sufficiency.importers.sen2.workbooks import refuse_workbook, workbooks_at
from sufficiency.importers.sen2.xml import read_xml


@dataclass(frozen=True)
class ModuleRows:
    """One module as read: the file's name as a person reads it, and its records with their ``line``."""

    file: str
    records: pd.DataFrame


@dataclass(frozen=True)
class Sen2Return:
    """A checked return: typed modules by name, census day, authority (three figures), files' names and checksum.

    notes : what was found in the records that a person should know, with lines.
    """

    modules: dict[str, ModuleRows]
    census_day: date
    authority: str
    files: tuple[str, ...]
    sha256: str
    notes: tuple[str, ...] = ()

    @property
    def census_year(self) -> int:
        """January census that the return describes."""
        return self.census_day.year

    @property
    def calendar_year(self) -> int:
        """Year whose requests, new and ceased plans the return describes."""
        return self.census_day.year - 1

    @property
    def source(self) -> str:
        """Name of this source in the packs."""
        return f"sen2_{self.census_year}"

    def records(self, module: str) -> pd.DataFrame:
        """Records of a module."""
        return self.modules[module].records


def read_return(path: Path, *, without_unclosed: bool = False) -> Sen2Return:
    """Read the return at ``path``: a folder or zip of CSV files, a zip of one XML file, or an XML file.

    ``without_unclosed``: leave out plans that have a reason to have ended and no day.

    Raises
    ------
    InputError
        Listing every fault of every file; no value that may be personal is shown.
    """
    refuse_workbook(path)
    contents = open_files(path, (".csv", ".xml"))
    documents = _one_of_each(content for content in contents if content.name.casefold().endswith(".xml"))
    modular = [content for content in contents if _module_of(content.name) in MODULES]
    if len(documents) > 1 or (documents and modular):
        names = " and ".join(content.name for content in (*documents, *modular[:1]))
        message = f"holds more than one XML file, or modules as CSV beside the XML; name one of them: {names}"
        raise InputError([Fault(path.name, 0, 0, "", message)])
    used = documents or contents
    words, faults = _from_xml(used[0]) if documents else _from_csv(path.name, used)
    if not documents and len({_module_of(content.name) for content in used} & set(MODULES)) < len(MODULES):
        faults += _beside(path)
    modular_words = {name: (part.file, part.records) for name, part in words.items()}
    typed, more, left_out = typed_modules(modular_words, without_unclosed=without_unclosed)
    if faults or more:
        raise InputError([*faults, *more])
    typed["person"], typed["requests"], notes = each_person_once(typed["person"], typed["requests"])
    modules = {name: ModuleRows(words[name].file, records) for name, records in typed.items()}
    heading = modules["sen2"].records.iloc[0]
    digest = hashlib.sha256(b"".join(hashlib.sha256(content.data).digest() for content in used))
    return Sen2Return(
        modules,
        heading["referencedate"].date(),
        str(heading["lea"]),
        tuple(content.name.rpartition("/")[2] for content in used),
        digest.hexdigest(),
        (*left_out, *notes),
    )


def _from_xml(content: Content) -> tuple[dict[str, ModuleRows], list[Fault]]:
    tables, faults = read_xml(content)
    return {name: ModuleRows(content.name, records) for name, records in tables.items()}, faults


def _from_csv(place: str, contents: list[Content]) -> tuple[dict[str, ModuleRows], list[Fault]]:
    modules: dict[str, ModuleRows] = {}
    faults: list[Fault] = []
    for name in MODULES:
        own = _one_of_each(content for content in contents if _module_of(content.name) == name)
        if not own:
            faults.append(Fault(place, 0, 0, name, f"no file of this module; its name must end in {name}.csv"))
        elif len(own) > 1:
            names = " and ".join(content.name for content in own)
            faults.append(Fault(place, 0, 0, name, f"more than one file of this module: {names}"))
        else:
            records, found = read_csv(own[0])
            missing = [] if found else _missing(own[0].name, name, records)
            faults += [*found, *missing]
            if not found and not missing:
                modules[name] = ModuleRows(own[0].name, records)
    return modules, faults


def _module_of(name: str) -> str:
    """Module that a file's name ends in: ``Blade-Export_16-01-2025_person.csv`` is the module person."""
    file = PurePosixPath(plain_file_name(name))
    words = re.findall(r"[^\W_]+", file.stem)
    return words[-1] if words and file.suffix == ".csv" else ""


def _one_of_each(contents: Iterable[Content]) -> list[Content]:
    """Files without those that are, byte for byte, another one: a copy is read once."""
    ordered = sorted(contents, key=lambda content: (len(content.name), content.name), reverse=True)
    return sorted({content.data: content for content in ordered}.values(), key=lambda content: content.name)


def _beside(path: Path) -> list[Fault]:
    """Say that a module may be in a workbook, which is not read."""
    workbooks = ", ".join(workbooks_at(path))
    words = f"holds workbooks, which are not read: {workbooks}; save each sheet that is a module as CSV (UTF-8)"
    return [Fault(path.name, 0, 0, "", words)] if workbooks else []


def _missing(file: str, name: str, records: pd.DataFrame) -> list[Fault]:
    return [
        Fault(file, 1, 0, entry.name, "this column is missing")
        for entry in MODULES[name].all_fields
        if not entry.optional and entry.name not in records.columns
    ]
