"""Reads one member of a published zip in memory, refusing archives that are not what they seem."""

from pathlib import Path

from sufficiency.errors import Fault, InputError
from sufficiency.importers.zip_checks import RELEASE, checked_zip, member_bytes


def read_member(archive: Path, member: str) -> bytes:
    """Return the bytes of ``member``.

    Raises
    ------
    InputError
        When the file is no zip, is damaged, lacks the member, or holds what no release does (``zip_checks``).
    """
    with checked_zip(archive, RELEASE) as bundle:
        names = bundle.namelist()
        if member not in names:
            held = ", ".join(sorted(names))
            raise InputError([Fault(archive.name, 0, 0, member, f"is missing from the archive, which holds {held}")])
        return member_bytes(bundle, member)
