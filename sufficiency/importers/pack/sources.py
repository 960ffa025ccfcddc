"""Finds the official files in the folder that a person names, and says what each one is."""

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from sufficiency.errors import Fault, InputError
from sufficiency.importers.opening.bundles import digest_of_folder, find_one
from sufficiency.tree.nodes import plain
from sufficiency.tree.small_files import read_section, refuse_links

SOURCES_FILE = "sources.yaml"
NEWEST_RELEASES = ("dfe_ehc_2026", "dfe_ehc_2025")
"""DfE's releases that a pack can start from, the newest first: the first that is there is taken."""


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
        digest = digest_of(self.path) or digest_of_folder(self.path)
        return source_entry(self.path.name, self.publisher, self.title, digest, **dated)


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
    found: dict[str, SourceFile] = {}
    faults: list[Fault] = []
    for names in wanted:
        options = (names,) if isinstance(names, str) else names
        try:
            there = next(((source, path) for source in options if (path := _path(folder, source)) is not None), None)
        except InputError as error:
            faults += error.faults
            continue
        if there is None:
            usual, title = _usual(folder, options[-1])
            others = "".join(f"; {_usual(folder, other)[0].name} serves too" for other in options[:-1])
            message = f"is missing: {title}; put it at {usual} or in {folder}{others}"
            faults.append(Fault(usual.name, 0, 0, "", message))
        else:
            present, path = there
            found[present] = source_file(present, path, present)
    if faults:
        raise InputError(faults)
    return found


def is_there(folder: Path, source: str) -> bool:
    """Whether the file of a source is at its usual path or flat in the folder."""
    return _path(folder, source) is not None


def source_file(source: str, path: Path, name: str) -> SourceFile:
    """Particulars of a source with the file that a person has of it; ``name`` is its id in the pack."""
    particulars = {key: str(value) for key, value in _catalogue()[source].items() if key != "path"}
    return SourceFile(name, path, **particulars)


def release_file(path: Path, year: int) -> SourceFile:
    """Particulars of DfE's release about the January of ``year``, whatever the file is called."""
    particulars = {key: str(value) for key, value in _catalogue()[NEWEST_RELEASES[0]].items() if key != "path"}
    newest = NEWEST_RELEASES[0].rpartition("_")[2]
    dated = {key: value.replace(newest, str(year)) for key, value in particulars.items()}
    return SourceFile(f"dfe_ehc_{year}", path, **dated)


def _usual(folder: Path, source: str) -> tuple[Path, str]:
    particulars = _catalogue()[source]
    return folder / str(particulars["path"]), str(particulars["title"])


def _path(folder: Path, source: str) -> Path | None:
    usual, _ = _usual(folder, source)
    found = find_one(usual.parent, usual.name) or find_one(folder, usual.name)
    unzipped_here = source == NEWEST_RELEASES[-1] and found is None
    return _unzipped(usual.parent, folder) if unzipped_here else found


def _unzipped(*places: Path) -> Path | None:
    """Folder ``data`` of a release that was unzipped into a folder of other files, without one of its own."""
    own = [place / "data" for place in places]
    return next((one for one in own if find_one(one, "caseload.csv") is not None), None)


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
