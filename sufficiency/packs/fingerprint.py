"""Which files of a pack its checks were made of: a hash that changes with any of them, and whether it still holds.

It imports nothing heavy, so that ``sufficiency check`` knows at once whether a pack needs to be checked again.
"""

import csv
import hashlib
from pathlib import Path

from sufficiency.tree.small_files import refuse_links

QUALITY = "quality.csv"
"""The file of a pack that says what its checks found."""
CHECKED = "files checked"
"""Name of its row that holds the fingerprint."""
CHECKED_FILES = ("pack.yaml", "areas.geojson")
"""Files that are checked besides the tables."""
LETTERS = 16
ERROR = "error"


def fingerprint(folder: Path) -> str:
    """Return a short hash of the tables of a pack, its particulars and its map, by name and content."""
    others = [path for path in (folder / name for name in CHECKED_FILES) if path.is_file()]
    files = sorted(path for path in (*folder.glob("*.csv"), *others) if path.name != QUALITY and path.is_file())
    digests = (f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}\n" for path in files)
    return hashlib.sha256("".join(digests).encode()).hexdigest()[:LETTERS]


def is_known_to_be_sound(folder: Path) -> bool:
    """Whether the checks found no error in a pack, and nothing that they read has changed since.

    Raises
    ------
    InputError
        When a file of the pack is a link out of it.
    """
    refuse_links(folder)
    path = folder / QUALITY
    if not path.is_file():
        return False
    with path.open(encoding="utf-8", errors="replace", newline="") as file:
        try:
            rows = list(csv.reader(file))
        except csv.Error:
            return False
    marks = {row[3] for row in rows if len(row) > 3 and row[0] == CHECKED}
    return not any(ERROR in row[1:2] for row in rows) and marks == {fingerprint(folder)}
