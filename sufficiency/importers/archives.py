"""Reads one member of a published zip in memory, refusing archives that are not what they seem."""

import zipfile
from pathlib import Path, PurePosixPath

from sufficiency.errors import Fault, InputError

LARGEST_MEMBER = 200_000_000
"""Bytes; the largest member of a release is 12 million."""
LARGEST_RATIO = 200
"""Bytes out for each byte in; text of this kind packs to a twentieth."""


def read_member(archive: Path, member: str) -> bytes:
    """Return the bytes of ``member``.

    Raises
    ------
    InputError
        When the file is no zip, is damaged, lacks the member, or unpacks to more than it should.
    """
    try:
        with zipfile.ZipFile(archive) as bundle:
            return _checked(bundle, archive, member)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError) as reason:
        raise _fault(archive, member, f"is not a readable zip archive ({reason})") from reason


def _checked(bundle: zipfile.ZipFile, archive: Path, member: str) -> bytes:
    names = bundle.namelist()
    escaping = [name for name in names if PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts]
    if escaping:
        raise _fault(archive, member, f"holds a path that leads outside it: {escaping[0]}")
    if member not in names:
        raise _fault(archive, member, f"is missing from the archive, which holds {', '.join(sorted(names))}")
    entry = bundle.getinfo(member)
    if entry.file_size > LARGEST_MEMBER or entry.file_size > LARGEST_RATIO * max(entry.compress_size, 1):
        raise _fault(archive, member, f"would unpack to {entry.file_size:,} bytes, more than a release holds")
    with bundle.open(entry) as stream:
        return stream.read(LARGEST_MEMBER)


def _fault(archive: Path, member: str, message: str) -> InputError:
    return InputError([Fault(archive.name, 0, 0, member, message)])
