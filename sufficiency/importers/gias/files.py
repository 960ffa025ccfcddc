"""Reads GIAS, the register of schools: the file of all establishments, and the file of links between them.

Both are comma-separated text in Windows letters (cp1252), and come together in one zip from the download page; a zip,
its folder, or the files themselves can be given. Only the establishments asked for are turned into numbers.
"""

import hashlib
import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import pandas as pd

from sufficiency.errors import Fault, InputError
from sufficiency.importers.opening.codes import plain_codes
from sufficiency.importers.opening.days import days_of
from sufficiency.importers.opening.zips import Limits, checked_zip, member_bytes
from sufficiency.tables.cells import encoding_of

DOWNLOAD = Limits(members=200, member_bytes=200_000_000, total_bytes=400_000_000, ratio=60)
"""The download's zip: the establishments take 61 million bytes."""
NEEDED = {
    "URN": "urn",
    "LA (code)": "la",
    "EstablishmentName": "name",
    "TypeOfEstablishment (code)": "type",
    "EstablishmentStatus (code)": "status",
    "StatutoryLowAge": "statutory_low_age",
    "StatutoryHighAge": "statutory_high_age",
    "SchoolCapacity": "capacity",
    "NumberOfPupils": "on_roll",
    "Easting": "easting",
    "Northing": "northing",
    "SEN1": "sen1",
    "TypeOfResourcedProvision": "base_type",
    "ResourcedProvisionOnRoll": "resourced_on_roll",
    "ResourcedProvisionCapacity": "resourced_capacity",
    "SenUnitOnRoll": "unit_on_roll",
    "SenUnitCapacity": "unit_capacity",
}
"""Columns that must be there, and what they are called here; ``SEN1 (name)`` is taken for ``SEN1``."""
WELCOME = {
    "OpenDate": "opened",
    "CloseDate": "closed",
    "Postcode": "postcode",
    "Section41Approved": "section_41",
    "Boarders": "boarders",
    "Gender": "gender",
    "UKPRN": "ukprn",
    **{f"SEN{place}": f"sen{place}" for place in range(2, 14)},
}
"""Columns that are used where they are there."""
LINKS = {"URN": "urn", "LinkURN": "link_urn", "LinkType": "link_type"}
CODES = ("urn", "la", "type", "status", "ukprn", "link_urn")
WHOLE = ("type", "status")
COUNTS = (
    "statutory_low_age",
    "statutory_high_age",
    "capacity",
    "on_roll",
    "easting",
    "northing",
    "resourced_on_roll",
    "resourced_capacity",
    "unit_on_roll",
    "unit_capacity",
)
DATES = ("opened", "closed")
_HEADER = 20_000
"""Bytes that hold the line of column names."""
_ESTABLISHMENTS, _LINKS = (
    re.compile(r"^edubasealldata.*\.csv$", re.IGNORECASE),
    re.compile(r"^links_edubasealldata.*\.csv$", re.IGNORECASE),
)


@dataclass(frozen=True)
class Register:
    """The register as words (a row for each establishment, index: line of the file), and its links.

    ``files`` has the sha256 of each file read, by name, the establishments' first.
    """

    file: str
    establishments: pd.DataFrame
    links: pd.DataFrame
    files: Mapping[str, str]


def read_register(given: Path, links: Path | None) -> Register:
    """Read the register from a CSV, a zip or a folder; links from their own file, or from the same folder.

    Raises
    ------
    InputError
        When a file is missing, is no such file, lacks a column or holds an establishment twice.
    """
    main, near = _found(given)
    if main is None:
        message = "no edubasealldata....csv is here; download 'Establishment fields CSV' from GIAS"
        raise InputError([Fault(given.name, 0, 0, "", message)])
    second = _one(links) if links is not None else near
    establishments, digest = _table(main, NEEDED, WELCOME)
    repeated = establishments[establishments["urn"].duplicated()]
    if len(repeated):
        faults = [
            Fault(main.name, int(str(line)), 0, "URN", f"{urn!r} stands in an earlier line too; keep one")
            for line, urn in repeated["urn"].items()
        ]
        raise InputError(faults)
    if second is None:
        return Register(main.name, establishments, pd.DataFrame(columns=list(LINKS.values())), {main.name: digest})
    table, other = _table(second, LINKS, {})
    return Register(main.name, establishments, table, {main.name: digest, second.name: other})


def numbers_of(register: Register, chosen: pd.Series) -> pd.DataFrame:
    """Return the establishments chosen (a mask) with numbers and ISO dates; blanks are missing.

    Raises
    ------
    InputError
        Listing every line whose number or date is none.
    """
    frame: pd.DataFrame = register.establishments[chosen].apply(lambda words: words.str.strip())
    faults: list[Fault] = []
    for column in (*WHOLE, *COUNTS):
        words = frame[column]
        plain = words.str.fullmatch(r"\d+(\.\d+)?")
        values = pd.to_numeric(words.where(plain), errors="coerce").astype("float64")
        wrong = words[values.isna() & (words != "")]
        faults += _faults(register.file, column, wrong, "is no count; write digits only, or leave it blank")
        if column in WHOLE:
            faults += _faults(register.file, column, words[words == ""], "is blank; a code is needed")
        frame[column] = values
    for column in DATES:
        words = frame[column]
        iso = days_of(words).dt.strftime("%Y-%m-%d")
        faults += _faults(register.file, column, words[iso.isna() & (words != "")], "is no date such as 01-09-2024")
        frame[column] = iso.where(iso.notna(), "")
    if faults:
        raise InputError(faults)
    return frame.astype(dict.fromkeys(WHOLE, "int64"))


@dataclass(frozen=True)
class _Text:
    name: str
    read: Callable[[], bytes]


def _found(given: Path) -> tuple[_Text | None, _Text | None]:
    """Find the two files in a folder or a zip, or take the file given for the register itself."""
    if given.is_dir():
        files = sorted(path for path in given.rglob("*.csv") if path.is_file())
        return _newest(files, _ESTABLISHMENTS), _newest(files, _LINKS)
    if given.suffix.casefold() == ".zip":
        with checked_zip(given, DOWNLOAD) as bundle:
            names = sorted(bundle.namelist())
        return _member(given, names, _ESTABLISHMENTS), _member(given, names, _LINKS)
    near = sorted(given.parent.glob("*.csv")) if given.is_file() else []
    return _one(given), _newest(near, _LINKS)


def _newest(files: list[Path], pattern: re.Pattern[str]) -> _Text | None:
    """Return the last by name, for the names end in their date."""
    named = [path for path in files if pattern.match(path.name)]
    return _one(named[-1]) if named else None


def _member(archive: Path, names: list[str], pattern: re.Pattern[str]) -> _Text | None:
    named = [name for name in names if pattern.match(PurePosixPath(name).name)]
    if not named:
        return None

    def read() -> bytes:
        with checked_zip(archive, DOWNLOAD) as bundle:
            return member_bytes(bundle, named[-1])

    return _Text(PurePosixPath(named[-1]).name, read)


def _one(path: Path) -> _Text:
    if not path.is_file():
        raise InputError([Fault(path.name, 0, 0, "", "the file is not there")])
    return _Text(path.name, path.read_bytes)


def _table(source: _Text, needed: dict[str, str], welcome: dict[str, str]) -> tuple[pd.DataFrame, str]:
    """Return the columns as words under their names here, index: line of the file; and the file's sha256."""
    data = source.read()
    encoding = encoding_of(data)
    first = data[:_HEADER].decode(encoding, errors="replace").partition("\n")[0]
    mark = max(",;\t", key=first.count)
    try:
        header = pd.read_csv(io.BytesIO(data), nrows=0, sep=mark, encoding=encoding, encoding_errors="replace").columns
        present = _present(header, source.name, needed, welcome)
        raw = pd.read_csv(
            io.BytesIO(data),
            usecols=list(present.values()),
            sep=mark,
            dtype=str,
            keep_default_na=False,
            encoding=encoding,
            encoding_errors="replace",
        )
    except (ValueError, pd.errors.ParserError) as reason:
        raise InputError([Fault(source.name, 0, 0, "", f"is not a readable CSV file ({reason})")]) from reason
    read = {name: raw[present[wanted]] for wanted, name in (needed | welcome).items() if wanted in present}
    columns = {name: plain_codes(words) if name in CODES else words for name, words in read.items()}
    absent = {name: "" for wanted, name in welcome.items() if wanted not in present}
    table = pd.DataFrame(columns).assign(**absent).set_axis(pd.RangeIndex(2, len(raw) + 2))
    return table, hashlib.sha256(data).hexdigest()


def _present(header: pd.Index, file: str, needed: dict[str, str], welcome: dict[str, str]) -> dict[str, str]:
    """Return the file's own name of each column wanted that is there. Raises InputError where a needed one is not."""
    names = {str(column).strip().casefold(): str(column) for column in header}
    small = {wanted: wanted.casefold() for wanted in (*needed, *welcome)}
    given = {wanted: names.get(own, names.get(f"{own} (name)")) for wanted, own in small.items()}
    missing = [wanted for wanted in needed if given[wanted] is None]
    if missing:
        raise InputError([Fault(file, 1, 0, column, _missing(column)) for column in missing])
    return {wanted: column for wanted, column in given.items() if column is not None}


def _missing(column: str) -> str:
    return f"the column {column!r} is missing; download 'Establishment fields CSV' and 'links' of GIAS, all fields"


def _faults(file: str, column: str, wrong: pd.Series, message: str) -> list[Fault]:
    original = next(name for name, own in (NEEDED | WELCOME).items() if own == column)
    return [Fault(file, int(str(line)), 0, original, f"{word!r} {message}") for line, word in wrong.items()]
