"""Looks at a zip archive before anything in it is read, and refuses those that are not what they seem.

Refused: what is no whole zip, what has a password, a member that unpacks to more than it should (a zip bomb), archives
in the archive, names that lead outside it, links, names that stand twice. Members are read in memory; nothing is ever
written to disk.
"""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from sufficiency.errors import Fault, InputError
from sufficiency.importers.opening.names import holds_data

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""First bytes of an old Excel workbook, and of a workbook with a password."""
_ARCHIVES = (".zip", ".7z", ".rar", ".gz", ".tgz", ".tar", ".bz2", ".xz", ".jar")
_LINK = 0o120000
_CHUNK = 1 << 20
_END = b"PK\x05\x06"
_END_RECORD = struct.Struct("<10sHI")
_TAIL = 66_000
"""Bytes from the end in which the end record of a zip stands."""
_LARGEST_DIRECTORY = 1_000_000
"""Bytes of the list of contents; 500 members with long names take a tenth of it."""


@dataclass(frozen=True)
class Limits:
    """How much an archive may hold: members, bytes of one and of all, bytes out for each byte in."""

    members: int
    member_bytes: int
    total_bytes: int
    ratio: int


RELEASE = Limits(members=500, member_bytes=64_000_000, total_bytes=256_000_000, ratio=100)
"""A published release: the largest member so far has 12.6 million bytes, all have 37 million, text packs to a tenth."""
WORKBOOK = Limits(members=500, member_bytes=20_000_000, total_bytes=40_000_000, ratio=200)
"""A workbook of a person; the XML of an empty formatted sheet packs to a hundredth."""
_SMALL = 1_000_000
"""Members up to this size may pack however well they do."""


@contextmanager
def checked_zip(path: Path, limits: Limits) -> Iterator[zipfile.ZipFile]:
    """Open a zip whose list of contents holds nothing that is refused.

    Raises
    ------
    InputError
        Saying what is wrong with the archive, also where it turns out damaged while it is read.
    """
    if not path.is_file():
        raise refusal(path, "is not there")
    _look_at_ends(path)
    try:
        with zipfile.ZipFile(path) as bundle:
            for check in _CHECKS:
                faults = check(bundle.infolist(), limits)
                if faults:
                    raise refusal(path, "; ".join(faults[:5]))
            yield bundle
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, zlib.error, struct.error) as reason:
        raise refusal(path, f"is not a readable zip archive ({reason}); fetch or save it again") from reason


def _look_at_ends(path: Path) -> None:
    """Refuse by the first bytes what is no zip, and by the last ones a list of contents too long to read."""
    with path.open("rb") as file:
        if file.read(len(OLE)) == OLE:
            raise refusal(path, "is an old Excel workbook or has a password; save it as .xlsx without a password")
        file.seek(max(0, path.stat().st_size - _TAIL))
        tail = file.read()
    record = tail[tail.rfind(_END) :][: _END_RECORD.size]
    if tail.rfind(_END) < 0 or len(record) < _END_RECORD.size:
        raise refusal(path, "is not a readable zip archive (it has no end); fetch or save it again")
    _, members, directory = _END_RECORD.unpack(record)
    if directory > _LARGEST_DIRECTORY:
        raise refusal(path, f"lists {members:,} members or more; no file of this kind does")


def member_bytes(bundle: zipfile.ZipFile, name: str) -> bytes:
    """Return the bytes of a member, never more than its list entry promises."""
    entry = bundle.getinfo(name)
    parts: list[bytes] = []
    left = entry.file_size
    with bundle.open(entry) as stream:
        while left > 0 and (part := stream.read(min(left, _CHUNK))):
            parts.append(part)
            left -= len(part)
    return b"".join(parts)


def refusal(path: Path, message: str) -> InputError:
    """Return the error that refuses a whole file."""
    return InputError([Fault(path.name, 0, 0, "", message)])


def _too_much(entries: list[zipfile.ZipInfo], limits: Limits) -> list[str]:
    """Too many members, too large ones, or ones that unpack to far more than they take."""
    if len(entries) > limits.members:
        return [f"holds {len(entries):,} members; allowed are {limits.members:,}"]
    total = sum(entry.file_size for entry in entries)
    if total > limits.total_bytes:
        return [f"would unpack to {total:,} bytes; allowed are {limits.total_bytes:,}"]
    return [
        f"{entry.filename!r} would unpack to {entry.file_size:,} bytes from {entry.compress_size:,}, "
        f"more than such a file holds"
        for entry in entries
        if entry.file_size > limits.member_bytes
        or entry.file_size > max(_SMALL, limits.ratio * max(entry.compress_size, 1))
    ]


def _leads_outside(entries: list[zipfile.ZipInfo], _limits: Limits) -> list[str]:
    """Names that point outside the folder in which an archive is unpacked, and links."""
    return [
        f"holds a path that leads outside it: {entry.filename!r}"
        for entry in entries
        if _escapes(entry.orig_filename.replace("\\", "/")) or (entry.external_attr >> 16) & 0o170000 == _LINK
    ]


def _escapes(name: str) -> bool:
    path = PurePosixPath(name)
    return path.is_absolute() or ".." in path.parts or ":" in name or "\x00" in name


def _stands_twice(entries: list[zipfile.ZipInfo], _limits: Limits) -> list[str]:
    names = [entry.filename for entry in entries if holds_data(entry.filename)]
    return [f"holds {name!r} twice" for name in dict.fromkeys(names) if names.count(name) > 1]


def _nested(entries: list[zipfile.ZipInfo], _limits: Limits) -> list[str]:
    return [
        f"holds an archive in the archive: {entry.filename!r}"
        for entry in entries
        if entry.filename.casefold().endswith(_ARCHIVES) and holds_data(entry.filename)
    ]


def _locked(entries: list[zipfile.ZipInfo], _limits: Limits) -> list[str]:
    return [f"{entry.filename!r} has a password; give it without" for entry in entries if entry.flag_bits & 0x1]


_CHECKS = (_too_much, _leads_outside, _stands_twice, _nested, _locked)
