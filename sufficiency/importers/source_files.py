"""Finds the official files in the folder that a person names, and says what each one is."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import yaml

from sufficiency.errors import Fault, InputError
from sufficiency.importers.lookups import TABLES


@dataclass(frozen=True)
class SourceFile:
    """One official file at hand: its id in the packs, where it is, and its particulars."""

    id: str
    path: Path
    publisher: str
    title: str
    date: str
    licence: str

    def entry(self) -> dict[str, str]:
        """Return the file's entry in ``sources.yaml``."""
        return {
            "file": self.path.name,
            "publisher": self.publisher,
            "title": self.title,
            "date": self.date,
            "licence": self.licence,
            "sha256": hashlib.sha256(self.path.read_bytes()).hexdigest(),
        }


def find_sources(folder: Path, wanted: tuple[str, ...]) -> dict[str, SourceFile]:
    """Find each wanted file under ``folder``: at its usual path (``dfe/...``), or flat in the folder.

    Raises
    ------
    InputError
        Listing every file that is missing.
    """
    catalogue = yaml.safe_load((TABLES / "sources.yaml").read_text(encoding="utf-8"))
    found, faults = {}, []
    for source in wanted:
        particulars = {key: str(value) for key, value in catalogue[source].items()}
        usual = folder / particulars.pop("path")
        path = usual if usual.is_file() else folder / usual.name
        if path.is_file():
            found[source] = SourceFile(source, path, **particulars)
        else:
            message = f"is missing: {particulars['title']}; put it at {usual} or in {folder}"
            faults.append(Fault(usual.name, 0, 0, "", message))
    if faults:
        raise InputError(faults)
    return found


def yaml_text(content: object) -> str:
    """Return content as YAML text, keys in the order given."""
    return yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=110)
