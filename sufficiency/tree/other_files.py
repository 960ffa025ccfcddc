"""What sort of file stands where a scenario is expected, in the words of somebody who opened it in another program."""

from pathlib import Path

LONGEST_LOOK = 2_000
_BEGINNINGS = (
    (b"%PDF", "is a PDF"),
    (b"\x89PNG", "is a picture"),
    (b"\xff\xd8\xff", "is a picture"),
    (b"GIF8", "is a picture"),
    (b"{\\rtf", "is a word processor's document"),
)
_ENDINGS = {
    ".docx .doc": "is a Word document",
    ".odt .rtf .pages": "is a word processor's document",
    ".xlsx .xls .xlsm": "is an Excel workbook",
    ".ods .numbers": "is a workbook",
    ".csv .tsv": "is a table",
    ".pdf": "is a PDF",
    ".png .jpg .jpeg .gif .svg": "is a picture",
    ".html .htm": "is a web page",
    ".zip .gz": "is an archive",
    ".md": "is a page of notes",
}
_KINDS = {ending: words for endings, words in _ENDINGS.items() for ending in endings.split()}
_ARCHIVES = ((b"word/", "is a Word document"), (b"xl/", "is an Excel workbook"))
REMEDY = "a scenario is a text file that ends in .yaml; sufficiency new AUTHORITY NAME writes one to fill in"


def why_not_yaml(path: Path) -> str:
    """Say what a file is that cannot be a scenario, and what to give instead; nothing where it may be one.

    Raises
    ------
    OSError
        When it cannot be read.
    """
    if path.is_dir():
        some = sorted(file.name for file in path.glob("*.yaml"))[:3]
        return f"is a folder; name a file in it, such as {', '.join(some)}" if some else f"is a folder; {REMEDY}"
    with path.open("rb") as file:
        beginning = file.read(LONGEST_LOOK)
    what = _kind_of(path, beginning)
    return f"{what}; {REMEDY}" if what else ""


def _kind_of(path: Path, beginning: bytes) -> str:
    if beginning.startswith(b"PK\x03\x04"):
        inside = next((words for sign, words in _ARCHIVES if sign in beginning), "")
        return inside or _KINDS.get(path.suffix.lower(), "is an archive")
    for sign, words in _BEGINNINGS:
        if beginning.startswith(sign):
            return words
    if beginning.startswith(b"\xd0\xcf\x11\xe0"):
        return _KINDS.get(path.suffix.lower(), "is a document of an old Office program")
    if path.suffix.lower() in _KINDS:
        return _KINDS[path.suffix.lower()]
    is_binary = b"\x00" in beginning and not beginning.startswith((b"\xff\xfe", b"\xfe\xff"))
    return "is no text that can be read" if is_binary else ""
