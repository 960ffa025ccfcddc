"""A folder that a command makes: its files, a manifest that lists them all, and SHA256SUMS for other people's tools.

The manifest holds the sha256 of every file, and its own (of what else it says), so that a change of either shows;
``SHA256SUMS`` beside it has those of the files and of the manifest, for ``sha256sum -c``. Who changes a file and renews
every hash is not found out: against that, a copy of ``SHA256SUMS`` kept elsewhere helps.

A folder is replaced only by the command that made it, and only where its manifest lists everything that stands in it.
One folder may stand in it that another command made of it, and that goes with it when it is replaced (GUESTS): as long
as nobody has changed it or put anything into it.
"""

import hashlib
import json
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from sufficiency import __version__
from sufficiency.errors import Fault, InputError
from sufficiency.harmless import visible
from sufficiency.tables.aligned import TextColumn, aligned
from sufficiency.tables.folders import (
    GUESTS,
    claimed,
    put_back,
    refuse_what_is_no_folder,
    swapped_in,
    workshop_of,
    write_files,
)

MANIFEST, SUMS, README = "manifest.json", "SHA256SUMS", "README.txt"
OUTPUTS, OWN_HASH, MADE_BY = "outputs", "manifest_sha256", "made_by"
NOBODYS = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
"""What file managers leave in a folder that they show."""
INTERNAL = "-internal"
"""Ends the name of the folder of what a command makes for officers."""
OF_RUN = "of_run"
"""Says in the manifest of a guest of which run it is: the hash of that run's manifest."""
MOST_BYTES, MOST_NAMED = 10_000_000, 3
SHA256_LETTERS = 64
README_COLUMNS, README_WIDTH = (TextColumn(), TextColumn()), 100


@dataclass(frozen=True)
class Readme:
    """What the README of a folder says: what each file is, of which the first sentence is shown, and notes."""

    words: Mapping[str, str]
    notes: str = ""

    def text(self, files: Iterable[str], made_by: str) -> str:
        """Return the README: one line a file, as they are listed in ``words``; then the others, without words."""
        known = dict(self.words) | {
            MANIFEST: "What was read and set to make this, and a hash of every file.",
            SUMS: "The hashes of the files, for sha256sum -c.",
        }
        there = {*files, MANIFEST, SUMS}
        names = [*(name for name in known if name in there), *sorted(there - set(known))]
        rows = [(name, known.get(name, "").replace("`", "").partition(". ")[0].removesuffix(".")) for name in names]
        notes = textwrap.wrap(self.notes.strip(), README_WIDTH)
        lines = [f"Made by: {made_by}", "", *aligned(README_COLUMNS, rows, gap="  "), "", *notes]
        return visible("\n".join(lines).rstrip() + "\n")


def write_output(
    folder: Path,
    files: Mapping[str, str | bytes],
    made_by: str,
    facts: Mapping[str, object] | None = None,
    readme: Readme | None = None,
) -> None:
    """Write the files of a command into a folder of their own, with manifest and sums, in one step.

    ``made_by`` is the command and what it was about, ``facts`` what else the manifest says, ``readme`` what each file
    is.

    Raises
    ------
    InputError
        When something stands in the folder that this command did not write.
    """
    with swapped_in(folder, lambda there: refuse_foreign(there, made_by)) as fresh:
        write_files(fresh, files if readme is None else {**files, README: readme.text(files, made_by)})
        said = {"version": __version__, **(facts or {}), MADE_BY: made_by, OUTPUTS: hashes(fresh)}
        write_files(fresh, {MANIFEST: as_json({**said, OWN_HASH: own_hash(said)})})
        write_files(fresh, {SUMS: sums_text(hashes(fresh) | {MANIFEST: sha256(fresh / MANIFEST)})})


@contextmanager
def held_as_read(run: Path, manifest: Mapping[str, Any]) -> Iterator[None]:
    """Hold the folder of a run while something is written of it; ``manifest`` is what was read of the run before.

    Raises
    ------
    InputError
        When the run was made again since.
    """
    with claimed(run, has_out=False):
        if read_manifest(run)[OWN_HASH] != manifest[OWN_HASH]:
            raise InputError([Fault(str(run), 0, 0, "", "was made again just now; give the command again")])
        yield


def refuse_foreign(folder: Path, made_by: str) -> None:
    """Refuse to replace a folder that holds anything which ``made_by`` did not write, or which was changed since.

    Raises
    ------
    InputError
        Naming what stands in the way.
    """
    refuse_what_is_no_folder(folder)
    there = _entries(folder)
    if not there:
        return
    try:
        manifest = _parsed(folder / MANIFEST)
    except (OSError, ValueError, RecursionError):
        raise _in_the_way(folder, f"holds other files ({_some(there)}), and no {MANIFEST} that lists them") from None
    if manifest.get(MADE_BY, made_by) != made_by:
        raise _in_the_way(folder, f"holds what {manifest[MADE_BY]!r} made, and this is {made_by!r}")
    foreign = sorted(there - set(manifest[OUTPUTS]) - {MANIFEST, SUMS} - _of_guests(folder))
    if foreign:
        raise _in_the_way(folder, f"holds {_some(foreign)}, which the command that made it did not write")
    changed = [fault.file for fault in _changed_files(folder, manifest) if Path(fault.file).exists()]
    changed += [
        fault.file for guest in _guests(folder) for fault in _changed_guest(*guest) if Path(fault.file).exists()
    ]
    if changed:
        names = [Path(name).relative_to(folder).as_posix() for name in changed]
        raise _in_the_way(folder, f"holds {_some(names)}, changed since the command that made it wrote it")


def _in_the_way(folder: Path, words: str) -> InputError:
    elsewhere = "" if folder.name in GUESTS else ", or name another folder with --out"
    remedy = f"nothing is replaced; move that away{elsewhere}"
    return InputError([Fault(str(folder), 0, 0, "", f"{words}; {remedy}")])


def _some(names: set[str] | list[str]) -> str:
    """Names of files, the first few of many."""
    first, more = sorted(names)[:MOST_NAMED], len(names) - MOST_NAMED
    return ", ".join(first) + (f" and {more} more" if more > 0 else "")


def _entries(folder: Path) -> set[str]:
    """Everything that stands in a folder, by path in it: files, links, and folders that hold nothing."""
    if not folder.exists():
        return set()
    inside = [path for path in folder.rglob("*") if path.name not in NOBODYS]
    kept = [path for path in inside if path.is_symlink() or not path.is_dir() or not any(path.iterdir())]
    return {path.relative_to(folder).as_posix() for path in kept}


def _guests(folder: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """The guests in a folder, each with its manifest: one that nobody has changed, and that its command wrote."""
    for name in GUESTS:
        guest = folder / name
        if guest.is_symlink() or not (guest / MANIFEST).is_file():
            continue
        try:
            manifest = _parsed(guest / MANIFEST)
        except (ValueError, RecursionError):
            continue
        if str(manifest.get(MADE_BY)).startswith(f"{name} ") and manifest.get(OWN_HASH) == own_hash(manifest):
            yield guest, manifest


def _of_guests(folder: Path) -> set[str]:
    """What the commands of guests wrote into a folder, and what a killed one left, by path in it."""
    left = {workshop_of(folder / name).name for name in GUESTS}
    return {
        *(
            f"{guest.name}/{name}"
            for guest, manifest in _guests(folder)
            for name in (*manifest[OUTPUTS], MANIFEST, SUMS)
        ),
        *(name for name in _entries(folder) if name.partition("/")[0].removesuffix(".lock") in left),
    }


def _command_of(guest: Path) -> str:
    """The command that makes a guest."""
    name = guest.name.removesuffix(INTERNAL)
    return f"sufficiency {name}" if name == guest.name else f"sufficiency {name} --internal"


def _changed_guest(guest: Path, manifest: Mapping[str, Any]) -> list[Fault]:
    return [
        Fault(fault.file, 0, 0, "", f"is missing, or was changed since; make it again: {_command_of(guest)}")
        for fault in changed_since(guest, manifest)
    ]


def faults_of_guests(folder: Path, manifest: Mapping[str, Any]) -> list[Fault]:
    """What is wrong with the guests in the folder of a run: changed since they were made, or made of an earlier run."""
    faults = []
    for guest, own in _guests(folder):
        faults += _changed_guest(guest, own)
        if own.get(OF_RUN) != manifest.get(OWN_HASH):
            words = f"is older than the run in which it stands; make it again: {_command_of(guest)}"
            faults.append(Fault(str(guest), 0, 0, "", words))
    return faults


def read_manifest(folder: Path, what: str = "an answer of the tool") -> dict[str, Any]:
    """Read the manifest of a folder: an object that lists files, and that was not changed since it was written.

    Raises
    ------
    InputError
        Saying what is wrong with it; ``what`` the folder should be.
    """
    put_back(folder)
    path = folder / MANIFEST
    if not path.is_file():
        raise InputError([Fault(str(folder), 0, 0, "", f"not {what}: it has no {MANIFEST}")])
    try:
        manifest = _parsed(path)
    except (ValueError, RecursionError) as error:
        words = f"cannot be read ({str(error) or 'nested too deeply'}); make it again"
        raise InputError([Fault(str(path), 0, 0, "", words)]) from None
    if manifest.get(OWN_HASH) != own_hash(manifest):
        raise InputError([Fault(str(path), 0, 0, "", "was changed since it was written; make it again")])
    return manifest


def _parsed(path: Path) -> dict[str, Any]:
    """Return the object in a manifest. Raises ValueError saying why it is none that lists files."""
    if path.stat().st_size > MOST_BYTES:
        raise ValueError(f"over {MOST_BYTES:,} bytes")
    manifest = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(manifest, dict):
        raise ValueError("not an object")  # noqa: TRY004 - one kind of error for whatever is wrong
    outputs = manifest.get(OUTPUTS)
    if not isinstance(outputs, dict) or not outputs:
        raise ValueError(f"no files under {OUTPUTS}")
    if not all(isinstance(value, str) and len(value) == SHA256_LETTERS for value in outputs.values()):
        raise ValueError(f"something other than a sha256 under {OUTPUTS}")
    if any(PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts for name in outputs):
        raise ValueError(f"a file of another folder under {OUTPUTS}")
    return manifest


def changed_since(folder: Path, manifest: Mapping[str, Any]) -> list[Fault]:
    """What was changed in a folder since its command wrote it, apart from files that were added."""
    return [*_changed_files(folder, manifest), *_changed_sums(folder, manifest)]


def added_since(folder: Path, manifest: Mapping[str, Any]) -> list[Fault]:
    """Files that were put into a folder since its command wrote it, but those of its guests."""
    added = sorted(_entries(folder) - set(manifest[OUTPUTS]) - {MANIFEST, SUMS} - _of_guests(folder))
    return [Fault(str(folder / name), 0, 0, "", "was added since; the run did not write it") for name in added]


def _changed_files(folder: Path, manifest: Mapping[str, Any]) -> Iterator[Fault]:
    for name, noted in sorted(manifest[OUTPUTS].items()):
        path = folder / name
        if not path.is_file() or path.is_symlink():
            yield Fault(str(path), 0, 0, "", "is missing, or no file; make the run again")
        elif sha256(path) != noted:
            yield Fault(str(path), 0, 0, "", "was changed since the run was written; make the run again")


def _changed_sums(folder: Path, manifest: Mapping[str, Any]) -> Iterator[Fault]:
    path = folder / SUMS
    expected = sums_text(manifest[OUTPUTS] | {MANIFEST: sha256(folder / MANIFEST)}).encode()
    if not path.is_file():
        yield Fault(str(path), 0, 0, "", "is missing; make the run again")
    elif path.read_bytes() != expected:
        yield Fault(str(path), 0, 0, "", f"does not agree with {MANIFEST} and the files; make the run again")


def sha256(path: Path) -> str:
    """Return the sha256 of a file, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def hashes(folder: Path) -> dict[str, str]:
    """sha256 of every file of a folder and of the folders in it, but the manifest, by path."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): sha256(path) for path in files if path != folder / MANIFEST}


def own_hash(manifest: Mapping[str, object]) -> str:
    """sha256 of what a manifest says, its own hash left out."""
    said = {key: value for key, value in manifest.items() if key != OWN_HASH}
    return hashlib.sha256(as_json(said).encode()).hexdigest()


def sums_text(noted: Mapping[str, str]) -> str:
    """Hashes by file in the form of ``sha256sum``."""
    return "".join(f"{noted[name]}  {name}\n" for name in sorted(noted))


def as_json(value: object) -> str:
    """Write a manifest: sorted keys, indented, plain text."""
    return json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False, default=str) + "\n"
