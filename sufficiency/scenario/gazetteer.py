"""Where a postcode or a town is: looked up in the table that the pack has of them, ``postcodes.csv`` or ``towns.csv``.

Columns are known by our own names and by those of the products that such a table is cut down from: the ONS Postcode
Directory, and Ordnance Survey's Code-Point Open and Open Names.
"""

import csv
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

from sufficiency.scenario.naming import plain_name

MOST_BYTES = 50_000_000
"""Longest table that is read: a million postcodes, many times those of the largest county."""
MOST_NEAR, MOST_SLIPS = 5_000, 4
"""Names of a table that are kept for a suggestion, and letters fewer or more than that they have."""
_METRES = re.compile(r"-?\d{1,8}(\.\d+)?")
EASTINGS = ("easting", "eastings", "oseast1m", "east1m", "geometry_x")
NORTHINGS = ("northing", "northings", "osnrth1m", "north1m", "geometry_y")


@dataclass(frozen=True)
class Gazetteer:
    """A kind of place name: its file in the pack, the columns that may hold it, and where a table of it comes from."""

    file: str
    columns: tuple[str, ...]
    source: str


GAZETTEERS = {
    "postcode": Gazetteer(
        "postcodes.csv",
        ("postcode", "pcds", "pcd8", "pcd7", "pcd2", "pcd"),
        "the ONS Postcode Directory (columns pcds, oseast1m, osnrth1m)",
    ),
    "town": Gazetteer(
        "towns.csv", ("name", "town", "name1"), "Ordnance Survey's Open Names (columns name1, geometry_x, geometry_y)"
    ),
}


@dataclass(frozen=True)
class Found:
    """Metres on the National Grid; not a number where nothing was found, and then ``why`` not."""

    easting: float
    northing: float
    why: str = ""


def look_up(folder: Path, kind: str, word: str) -> Found:
    """Look a ``postcode`` or ``town`` up in the table of the pack in ``folder``."""
    gazetteer, near = GAZETTEERS[kind], _Near(_key(kind, word))
    try:
        places = sorted(set(_places(folder / gazetteer.file, gazetteer, near)))
    except UnicodeDecodeError:
        return _nowhere(f"{gazetteer.file} is not UTF-8 text; save it as CSV UTF-8")
    except (OSError, ValueError, csv.Error) as error:
        return _nowhere(str(error))
    if len(places) == 1:
        return Found(*places[0])
    if places:
        there = "; ".join(f"{east:.0f}, {north:.0f}" for east, north in places[:5])
        return _nowhere(f"{gazetteer.file} has {len(places)} places of this name ({there}); give easting and northing")
    return _nowhere(f"no {kind} '{word}' in {gazetteer.file}{near.said(kind)}; {ELSE}")


ELSE = "add a row for it, or give easting and northing"
_POSTCODE = re.compile(r"([A-Z]{1,2}\d[A-Z\d]?)(\d[A-Z]{2})?")


@dataclass
class _Near:
    """The name that is looked for, and what a table has that is like it: a few names, or the row without a position."""

    wanted: str
    names: dict[str, str] = field(default_factory=dict)
    is_there: bool = False

    def see(self, key: str, name: str) -> None:
        """Keep a name that may be meant."""
        if len(self.names) < MOST_NEAR and abs(len(key) - len(self.wanted)) < MOST_SLIPS and key[:1] == self.wanted[:1]:
            self.names.setdefault(key, name.strip())

    def said(self, kind: str) -> str:
        """What is known of a name that is not found."""
        found = _POSTCODE.fullmatch(self.wanted.upper().replace(" ", ""))
        if self.is_there:
            return " with a position: it may be in use no longer"
        if kind == "town" and found:
            return "; this is a postcode: write postcode"
        if kind == "postcode" and not found:
            return "; a postcode is written such as SO23 8UJ, and a name under town"
        if kind == "postcode":
            return "" if found and found[2] else "; give the whole of it"
        near = get_close_matches(self.wanted, self.names, n=1, cutoff=0.75)
        return f"; did you mean {self.names[near[0]]}?" if near else ""


def _nowhere(why: str) -> Found:
    return Found(math.nan, math.nan, why)


def _key(kind: str, word: str) -> str:
    return re.sub(r"[\s-]", "", word).upper() if kind == "postcode" else plain_name(word)


def _places(path: Path, gazetteer: Gazetteer, near: _Near) -> Iterator[tuple[float, float]]:
    """Positions of the rows that are wanted; a row without one has none, as a postcode that is no more."""
    kind = next(kind for kind, known in GAZETTEERS.items() if known is gazetteer)
    if path.is_symlink() or not path.is_file():
        remedy = f"put one there, cut down from {gazetteer.source} (docs/guide-data.md), or give easting and northing"
        raise ValueError(
            f"a {kind} needs the table {path.parent.name}/{path.name}, which the pack does not have; {remedy}"
        )
    if path.stat().st_size > MOST_BYTES:
        raise ValueError(f"{path.name} has more than {MOST_BYTES:,} bytes; keep the rows of the authority alone")
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file)
        heads = [head.strip().lower() for head in next(reader, [])]
        name, east, north = (_column(path, heads, known) for known in (gazetteer.columns, EASTINGS, NORTHINGS))
        for row in reader:
            if len(row) <= max(name, east, north):
                continue
            if (key := _key(kind, row[name])) != near.wanted:
                near.see(key, row[name])
            elif not row[east].strip():
                near.is_there = True
            else:
                yield _metres(path, reader.line_num, row[east]), _metres(path, reader.line_num, row[north])


def _column(path: Path, heads: list[str], known: tuple[str, ...]) -> int:
    place = next((heads.index(head) for head in known if head in heads), None)
    if place is None:
        apart = "; its columns are to stand apart with commas" if ";" in "".join(heads) else ""
        raise ValueError(f"{path.name} has no column {' or '.join(known)} in its first line{apart}")
    return place


def _metres(path: Path, line: int, word: str) -> float:
    plain = word.replace(",", "").strip()
    if not _METRES.fullmatch(plain):
        raise ValueError(f"{path.name} line {line}: '{word}' is no number of metres")
    return float(plain)
