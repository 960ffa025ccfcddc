"""Finds the official files in the folder that a person names, and says what each one is."""

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from sufficiency.errors import Fault, InputError
from sufficiency.tree.nodes import plain
from sufficiency.tree.small_files import read_section, refuse_links

SOURCES_FILE = "sources.yaml"


@dataclass(frozen=True)
class SourceFile:
    """One official file at hand: its id in the packs, where it is, and its particulars."""

    id: str
    path: Path
    publisher: str
    title: str
    date: str
    licence: str

    def entry(self) -> dict[str, object]:
        """Return the file's entry in ``sources.yaml``."""
        dated = {"date": self.date, "licence": self.licence}
        return source_entry(self.path.name, self.publisher, self.title, digest_of(self.path), **dated)


def source_entry(file: str, publisher: str, title: str, sha256: str, **dated: str) -> dict[str, object]:
    """Return the entry of a file in ``sources.yaml``; ``dated`` has its date and its licence, where they are known."""
    return {"file": file, "publisher": publisher, "title": title, **dated, "sha256": sha256}


def digest_of(path: Path) -> str:
    """Return the sha256 of a file; empty for a folder."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def find_sources(folder: Path, wanted: tuple[str | tuple[str, ...], ...]) -> dict[str, SourceFile]:
    """Find each wanted file under ``folder``: at its usual path (``dfe/...``), or flat in the folder.

    Several names together are alternatives: the first that is there is taken.

    Raises
    ------
    InputError
        Listing every file that is missing.
    """
    found, faults = {}, []
    for names in wanted:
        options = (names,) if isinstance(names, str) else names
        present = next((source for source in options if is_there(folder, source)), None)
        if present is None:
            usual, title = _usual(folder, options[-1])
            others = "".join(f"; {_usual(folder, other)[0].name} serves too" for other in options[:-1])
            message = f"is missing: {title}; put it at {usual} or in {folder}{others}"
            faults.append(Fault(usual.name, 0, 0, "", message))
        else:
            found[present] = source_file(present, _path(folder, present), present)
    if faults:
        raise InputError(faults)
    return found


def is_there(folder: Path, source: str) -> bool:
    """Whether the file of a source is at its usual path or flat in the folder."""
    return _path(folder, source).is_file()


def source_file(source: str, path: Path, name: str) -> SourceFile:
    """Particulars of a source with the file that a person has of it; ``name`` is its id in the pack."""
    particulars = {key: str(value) for key, value in _catalogue()[source].items() if key != "path"}
    return SourceFile(name, path, **particulars)


def _usual(folder: Path, source: str) -> tuple[Path, str]:
    particulars = _catalogue()[source]
    return folder / str(particulars["path"]), str(particulars["title"])


def _path(folder: Path, source: str) -> Path:
    usual, _ = _usual(folder, source)
    return usual if usual.is_file() else folder / usual.name


@cache
def _catalogue() -> dict[str, dict[str, object]]:
    content = yaml.safe_load((Path(__file__).parent / SOURCES_FILE).read_text(encoding="utf-8"))
    return dict(content)  # our own file, which ships with the code


def known_sources(folder: Path) -> dict[str, object]:
    """Return what ``sources.yaml`` of a folder lists, by name; nothing where there is no such file.

    Raises
    ------
    InputError
        With every fault of the file.
    """
    refuse_links(folder)
    path = folder / SOURCES_FILE
    return {name: plain(entry) for name, entry in read_section(path).entries.items()} if path.is_file() else {}


def yaml_text(content: object) -> str:
    """Return content as YAML text, keys in the order given."""
    return yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=110)
