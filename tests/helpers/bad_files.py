"""Files that nobody should have to fear, and some that somebody may send: bombs, traps, cut and locked files.

Run as a script with a folder it refuses each of them as the tool does, and prints for each what was said and how many
calls it took, and for each kind of file the memory that was taken above the program's own by then.
"""

import io
import json
import resource
import struct
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
from work_counted import at_most_calls

from sufficiency.errors import InputError
from sufficiency.importers.opening.bundles import read_member
from sufficiency.importers.opening.workbooks import read_workbook
from sufficiency.packs.contracts import AREAS
from sufficiency.tables.files import read_table

LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><x>&c;</x>'
)
MOST_CALLS = 3_000_000
"""Calls for refusing one file; the workbook with as many rows as are read takes half of them."""
ZEROS = b"0" * 1_000_000
SHEET = "xl/worksheets/sheet1.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    """Write a zip of members."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as bundle:
        for name, content in members.items():
            bundle.writestr(name, content)
    return path


def bomb(path: Path, megabytes: int, name: str = "data/caseload.csv") -> Path:
    """Write a zip whose one member unpacks to so many million bytes."""
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as bundle,
        bundle.open(name, "w", force_zip64=True) as member,
    ):
        for _ in range(megabytes):
            member.write(ZEROS)
    return path


def workbook(path: Path, change: dict[str, bytes] | None = None) -> Path:
    """Write a sound workbook of places, some of its parts changed or added."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["School", "2025/26"])
    sheet.append(["Oak School", 30])
    buffer = io.BytesIO()
    book.save(buffer)
    with zipfile.ZipFile(buffer) as bundle:
        parts = {name: bundle.read(name) for name in bundle.namelist()}
    return zipped(path, parts | (change or {}))


def patched(path: Path, old: bytes, new: bytes) -> Path:
    """Change bytes of a file in place, wherever they stand."""
    path.write_bytes(path.read_bytes().replace(old, new))
    return path


def lying(path: Path) -> Path:
    """Write a zip that promises a small member, and holds a large one."""
    bomb(path, 20)
    data = bytearray(path.read_bytes())
    for mark, at in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        start = data.find(mark)
        data[start + at : start + at + 4] = struct.pack("<I", 1000)
    path.write_bytes(bytes(data))
    return path


def promising(path: Path, members: int) -> Path:
    """Write a zip of many members, none too large by itself, that promise a million bytes each."""
    zipped(path, {f"data/{place}.csv": b"0" * 12_345 for place in range(members)})
    return patched(path, struct.pack("<I", 12_345), struct.pack("<I", 1_000_000))


def linked(path: Path) -> Path:
    """Write a zip with a symbolic link in it."""
    entry = zipfile.ZipInfo("data/caseload.csv")
    entry.external_attr = 0o120777 << 16
    with zipfile.ZipFile(path, "w") as bundle:
        bundle.writestr(entry, "/etc/passwd")
    return path


def doubled(path: Path) -> Path:
    """Write a zip that holds one name twice; the bytes of another name of the same length are changed to it."""
    zipped(path, {"data/caseload.csv": b"a", "data/caseloax.csv": b"b"})
    return patched(path, b"caseloax", b"caseload")


def locked(path: Path) -> Path:
    """Write a zip whose member says that it has a password."""
    zipped(path, {"data/caseload.csv": b"a,b\n1,2\n"})
    data = bytearray(path.read_bytes())
    for mark, at in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        data[data.find(mark) + at] |= 1
    path.write_bytes(bytes(data))
    return path


def cut(path: Path, whole: Path, share: float) -> Path:
    """Write the first part of a file."""
    data = whole.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    return path


def long_list(path: Path) -> Path:
    """Write a zip that says its list of contents is very long."""
    zipped(path, {"data/caseload.csv": b"a"})
    data = bytearray(path.read_bytes())
    end = data.rfind(b"PK\x05\x06")
    data[end + 12 : end + 16] = struct.pack("<I", 500_000_000)
    path.write_bytes(bytes(data))
    return path


def strange_method(path: Path) -> Path:
    """Write a zip packed by a method that nobody knows."""
    zipped(path, {"data/caseload.csv": b"a,b\n"})
    data = bytearray(path.read_bytes())
    for mark, at in ((b"PK\x01\x02", 10), (b"PK\x03\x04", 8)):
        start = data.find(mark) + at
        data[start : start + 2] = struct.pack("<H", 99)
    path.write_bytes(bytes(data))
    return path


def sheet_of(rows: str) -> dict[str, bytes]:
    """Return the part of a workbook with these rows."""
    return {SHEET: f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'.encode()}


def archives(folder: Path) -> dict[str, tuple[Path, str]]:
    """Bad archives by what they are, with a word that the refusal must hold."""
    nested = zipped(folder / "inner.zip", {"data/caseload.csv": b"a"}).read_bytes()
    good = zipped(folder / "good.zip", {"data/caseload.csv": b"a,b\n1,2\n" * 1000})
    empty = folder / "empty.zip"
    empty.write_bytes(b"")
    return {
        "bomb": (bomb(folder / "bomb.zip", 80), "would unpack to"),
        "bomb of many members": (
            zipped(folder / "many.zip", {f"data/{place}.csv": b"" for place in range(20_000)}),
            "members",
        ),
        "bomb in parts": (promising(folder / "parts.zip", 300), "would unpack to 300,000,000"),
        "one that lies": (lying(folder / "lying.zip"), "not a readable zip"),
        "archive in the archive": (zipped(folder / "nested.zip", {"data/more.zip": nested}), "archive in the archive"),
        "path upwards": (zipped(folder / "up.zip", {"../caseload.csv": b"a"}), "leads outside"),
        "absolute path": (zipped(folder / "absolute.zip", {"/etc/caseload.csv": b"a"}), "leads outside"),
        "path of Windows": (zipped(folder / "drive.zip", {"C:/caseload.csv": b"a"}), "leads outside"),
        "path with backslashes": (zipped(folder / "back.zip", {"..\\caseload.csv": b"a"}), "leads outside"),
        "link": (linked(folder / "link.zip"), "leads outside"),
        "name that stands twice": (doubled(folder / "twice.zip"), "twice"),
        "locked": (locked(folder / "locked.zip"), "password"),
        "cut short": (cut(folder / "cut.zip", good, 0.9), "not a readable zip"),
        "cut to nothing": (cut(folder / "stump.zip", good, 0.1), "not a readable zip"),
        "empty": (empty, "not a readable zip"),
        "endless list": (long_list(folder / "list.zip"), "lists"),
        "strange method": (strange_method(folder / "method.zip"), "not a readable zip"),
    }


def workbooks(folder: Path) -> dict[str, tuple[Path, str]]:
    """Bad workbooks by what they are, with a word that the refusal must hold."""
    good = workbook(folder / "good.xlsx")
    locked_book = folder / "locked.xlsx"
    locked_book.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 4096)
    types = zipfile.ZipFile(good).read("[Content_Types].xml")
    macro_types = types.replace(b"spreadsheetml.sheet.main", b"ms-excel.sheet.macroEnabled.main")
    far = sheet_of('<row r="1"><c r="A1"><v>1</v></c></row><row r="99999999"><c r="A99999999"><v>1</v></c></row>')
    many = "".join(f'<row r="{row}"><c r="A{row}"><v>1</v></c></row>' for row in range(1, 25_000))
    wide = sheet_of("".join(f'<row r="{row}"><c r="XFD{row}"><v>1</v></c></row>' for row in range(1, 200)))
    plain = folder / "text.xlsx"
    plain.write_text("School,2025/26\n", encoding="utf-8")
    return {
        "macros by name": (workbook(folder / "named.xlsm"), "macros"),
        "macros inside": (workbook(folder / "vba.xlsx", {"xl/vbaProject.bin": b"x"}), "macros"),
        "macros by type": (workbook(folder / "typed.xlsx", {"[Content_Types].xml": macro_types}), "macros"),
        "macro sheet": (workbook(folder / "sheet.xlsx", {"xl/macrosheets/sheet1.xml": b"<x/>"}), "macros"),
        "locked": (locked_book, "password"),
        "entity bomb": (workbook(folder / "laughs.xlsx", {"xl/sharedStrings.xml": LAUGHS}), "document type"),
        "document type in a sheet": (workbook(folder / "dtd.xlsx", {SHEET: LAUGHS}), "document type"),
        "document type in UTF-16": (
            workbook(folder / "wide.xlsx", {SHEET: LAUGHS.replace(b'"1.0"?', b'"1.0"?').decode().encode("utf-16")}),
            "document type",
        ),
        "document type after a long comment": (
            workbook(folder / "late.xlsx", {SHEET: b"<!--" + b" " * 500_000 + b"-->" + LAUGHS[21:]}),
            "document type",
        ),
        "zip bomb": (bomb(folder / "bomb.xlsx", 60, SHEET), "would unpack to"),
        "row far away": (workbook(folder / "far.xlsx", far), "empty rows"),
        "too many rows": (workbook(folder / "many.xlsx", sheet_of(many)), "more than"),
        "too wide": (workbook(folder / "broad.xlsx", wide), "more than"),
        "archive inside": (workbook(folder / "inner.xlsx", {"xl/more.zip": b"PK"}), "archive in the archive"),
        "file inside": (workbook(folder / "object.xlsx", {"xl/embeddings/a.bin": b"x"}), "object"),
        "path upwards": (workbook(folder / "up.xlsx", {"../x.xml": b"<x/>"}), "leads outside"),
        "broken XML": (workbook(folder / "broken.xlsx", {SHEET: b"<worksheet><sheetData><row"}), "read"),
        "cut short": (cut(folder / "cut.xlsx", good, 0.7), "not a readable zip"),
        "no workbook": (zipped(folder / "none.xlsx", {"a.txt": b"a"}), "no Excel workbook"),
        "plain text": (plain, "not a readable zip"),
    }


def tables(folder: Path) -> dict[str, tuple[Path, str]]:
    """Bad tables by what they are, with a word that the refusal must hold."""
    huge, endless, nothing, packed = (folder / f"{name}.csv" for name in ("huge", "endless", "nothing", "packed"))
    with huge.open("wb") as file:
        file.truncate(400_000_000)
    endless.write_bytes(b"area,name\n" + ZEROS * 39)
    nothing.write_bytes(b"\x00" * 1000)
    packed.write_bytes(zipped(folder / "packed.zip", {"a.csv": b"a"}).read_bytes())
    return {
        "far too large": (huge, "bytes"),
        "one endless cell": (endless, "could not be read"),
        "nothing but noughts": (nothing, "UTF-8"),
        "a zip with the name of a table": (packed, "Excel workbook or a zip"),
    }


def refused(folder: Path) -> dict[str, object]:
    """Refuse every file; what was said, calls made for each, million bytes of memory above the program's."""

    def table(path: Path) -> object:
        found = read_table(path, AREAS)[1]
        raise InputError(found)

    readers: list[tuple[str, dict[str, tuple[Path, str]], Callable[[Path], object]]] = [
        ("archive", json_of(folder / "archives.json"), lambda path: read_member(path, "data/caseload.csv")),
        ("workbook", json_of(folder / "workbooks.json"), read_workbook),
        ("table", json_of(folder / "tables.json"), table),
    ]
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    results, memory = [], {}
    for kind, files, read in readers:
        for what, (path, word) in files.items():
            said = "nothing"
            with at_most_calls(MOST_CALLS) as calls:
                try:
                    read(path)
                except InputError as error:
                    said = str(error)
            results.append([f"{kind}: {what}", word, said, calls.count])
        memory[kind] = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - own) / 1000
    return {"results": results, "memory": memory}


def json_of(path: Path) -> dict[str, tuple[Path, str]]:
    """Read the list of files that was written for a run of this script."""
    listed = json.loads(path.read_text(encoding="utf-8"))
    return {what: (Path(file), word) for what, (file, word) in listed.items()}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(refused(Path(sys.argv[1]))))
