"""The files that a person gives together: a zip, or the folder that it was unzipped into, read in the same way.

What systems add is passed over (``names.holds_data``), folders inside and marks of copies do not matter. A file that
stands twice is read once where both are the same, and is a fault that names both where they differ.
"""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath

from sufficiency.errors import Fault, InputError
from sufficiency.importers.opening.names import holds_data, plain_file_name
from sufficiency.importers.opening.zips import RELEASE, Limits, checked_zip, member_bytes, refusal

_DEEPEST = 4
"""Folders inside one another that are looked into."""
_MOST_LOOKED_AT = 20_000


@dataclass(frozen=True)
class Bundle:
    """The data files of a zip or a folder: ``names`` are their paths inside it, sorted."""

    path: Path
    limits: Limits
    names: tuple[str, ...]

    def read(self, name: str) -> bytes:
        """Return the bytes of a file."""
        if self.path.is_dir():
            return (self.path / name).read_bytes()
        with checked_zip(self.path, self.limits) as archive:
            return member_bytes(archive, name)

    def named(self, wanted: Iterable[str]) -> list[str]:
        """Names of the files that are called so, wherever they stand."""
        known = set(wanted)
        return [name for name in self.names if plain_file_name(name) in known]

    def one_of_each(self, names: list[str]) -> list[str]:
        """Names without those whose file is, byte for byte, one before them."""
        if len(names) < 2:
            return names
        ordered = sorted(names, key=lambda name: (len(name), name))
        digests = {name: sha256(self.read(name)).digest() for name in ordered}
        return sorted({digest: name for name, digest in reversed(digests.items())}.values())


def open_bundle(path: Path, limits: Limits, endings: tuple[str, ...] = ()) -> Bundle:
    """List the data files of a zip or a folder, those with one of ``endings`` where any are named.

    Raises
    ------
    InputError
        When there is nothing there, the zip is not what it seems, or a folder holds more than such a zip may.
    """
    if path.is_dir():
        names = [name for name in _files_below(path) if name.casefold().endswith(endings or "")]
        _check_sizes(path, names, limits)
    else:
        with checked_zip(path, limits) as archive:
            names = [entry.filename for entry in archive.infolist() if not entry.is_dir()]
    kept = [name for name in names if holds_data(name) and name.casefold().endswith(endings or "")]
    return Bundle(path, limits, tuple(sorted(kept)))


def read_member(path: Path, member: str) -> bytes:
    """Return the bytes of the file of a release that is called as ``member`` is.

    Raises
    ------
    InputError
        When it is missing, stands twice with different content, or the release is not what it seems.
    """
    bundle = open_bundle(path, RELEASE)
    found = bundle.one_of_each(bundle.named({plain_file_name(member)}))
    if not found:
        held = ", ".join(bundle.names)
        raise InputError([Fault(path.name, 0, 0, member, f"is missing from the archive, which holds {held}")])
    if len(found) > 1:
        raise InputError([twice(path.name, member, found)])
    return bundle.read(found[0])


def twice(file: str, where: str, names: list[str]) -> Fault:
    """Return the fault of files that should be one and differ."""
    return Fault(file, 0, 0, where, f"stands more than once, and not the same: {' and '.join(names)}; keep one")


def find_one(folder: Path, name: str) -> Path | None:
    """Find the file called ``name`` in a folder, in any case and also as a copy; a zip also as the folder unzipped.

    Raises
    ------
    InputError
        When there are several that differ, naming them.
    """
    plain = plain_file_name(name)
    unzipped = plain.removesuffix(".zip") if plain.endswith(".zip") else None
    found = [
        path
        for path in (folder.iterdir() if folder.is_dir() else ())
        if holds_data(path.name) and plain_file_name(path.name) == (plain if path.is_file() else unzipped)
    ]
    ordered = sorted(found, key=lambda path: (path.name != name, path.is_dir(), len(path.name), path.name))
    if len(ordered) > 1 and len({_content(path) for path in ordered}) > 1:
        raise InputError([twice(name, "", sorted(path.name for path in ordered))])
    return ordered[0] if ordered else None


def _content(path: Path) -> str:
    """One sha256 for what a file holds; for a zip or a folder over the names and the content of its files."""
    if path.is_file() and not path.name.casefold().endswith(".zip"):
        return sha256(path.read_bytes()).hexdigest()
    bundle = open_bundle(path, RELEASE)
    parts = sorted(f"{plain_file_name(name)} {sha256(bundle.read(name)).hexdigest()}" for name in bundle.names)
    return sha256("\n".join(parts).encode()).hexdigest()


def digest_of_folder(path: Path) -> str:
    """Return one sha256 over the names and the content of a folder's data files."""
    whole = sha256()
    for name in sorted(_files_below(path)):
        whole.update(f"{name}\n{sha256((path / name).read_bytes()).hexdigest()}\n".encode())
    return whole.hexdigest()


def _files_below(folder: Path) -> Iterator[str]:
    """Paths of data files inside a folder, with ``/``; links are not followed."""
    looked_at = 0
    for place, folders, files in os.walk(folder):
        inside = PurePosixPath(Path(place).relative_to(folder).as_posix())
        folders[:] = sorted(one for one in folders if holds_data(one)) if len(inside.parts) < _DEEPEST else []
        looked_at += len(files)
        if looked_at > _MOST_LOOKED_AT:
            raise refusal(folder, f"holds more than {_MOST_LOOKED_AT:,} files; name the folder of these files alone")
        for file in files:
            if holds_data(file) and not (Path(place) / file).is_symlink():
                yield str(inside / file)


def _check_sizes(path: Path, names: list[str], limits: Limits) -> None:
    if len(names) > limits.members:
        raise refusal(path, f"holds {len(names):,} files; allowed are {limits.members:,}")
    sizes = {name: (path / name).stat().st_size for name in names}
    large = [f"{name!r} has {size:,} bytes" for name, size in sizes.items() if size > limits.member_bytes]
    if sum(sizes.values()) > limits.total_bytes:
        large.append(f"has {sum(sizes.values()):,} bytes in all; allowed are {limits.total_bytes:,}")
    if large:
        raise refusal(path, "; ".join(large[:5]))
