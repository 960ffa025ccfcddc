"""Which of the files in a folder or an archive hold data, and what a file is called without the mark of a copy."""

import re
from pathlib import PurePosixPath

_FOLDERS = {"__macosx", ".git", ".svn", "$recycle.bin"}
_FILES = {"thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r"}
LOCK_FILE = "~$"
"""How the name of the file begins that Excel keeps beside an open workbook."""
_UNFINISHED = (".crdownload", ".part", ".partial", ".download", ".tmp")
_ENDINGS = re.compile(r"(?:\.[a-z][a-z0-9]{0,7}){0,2}$")
_COPY = re.compile(
    r"(?:\s*\(\d{1,3}\)|[\s_-]*\bcopy\b(?:\s*\(?\d{1,3}\)?)?| \d{1,2}|(?<=[a-z])-\d{1,2}|(?<=20\d\d)-\d)+$"
)
"""What Windows, browsers and a Mac put behind the name of a second copy."""
_COPY_OF = re.compile(r"^copy (?:\(\d{1,3}\) )?of ")


def holds_data(name: str) -> bool:
    """Whether a path inside a folder or an archive is a person's file.

    Not: what a Mac (``__MACOSX/``, ``._name``, ``.DS_Store``) or Windows (``Thumbs.db``) adds, the lock file of an
    open workbook (``~$name``, ``.~lock.name#``), a download that is not finished.
    """
    parts = [part.casefold() for part in PurePosixPath(name.replace("\\", "/")).parts]
    hidden = any(part.startswith((".", LOCK_FILE)) or part in _FOLDERS for part in parts)
    return bool(parts) and not hidden and parts[-1] not in _FILES and not parts[-1].endswith(_UNFINISHED)


def plain_file_name(name: str) -> str:
    """Last part of a path in small letters, without the mark of a copy: ``Data/Person (1).CSV`` is ``person.csv``."""
    file = PurePosixPath(name.replace("\\", "/")).name.casefold().strip()
    found = _ENDINGS.search(file)
    stem, endings = (file[: found.start()], found.group()) if found else (file, "")
    return f"{_COPY_OF.sub('', _COPY.sub('', stem)).strip()}{endings}"
