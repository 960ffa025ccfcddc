"""Reads the small YAML files of a pack as strictly as a scenario, and refuses links that lead out of a folder."""

from pathlib import Path

from sufficiency.errors import Fault, InputError, Severity
from sufficiency.tree.nodes import Section
from sufficiency.tree.reading import MOST_BYTES, Form, read_tree

SMALL_FILE = Form("such a file")


def read_section(path: Path) -> Section:
    """Read a YAML file as its sections, lists and values, each with its line.

    Raises
    ------
    InputError
        With every fault of form: what prevents reading, doubled names, anchors, tags, names without a value.
    """
    try:
        if not path.is_file():
            raise InputError([Fault(str(path), 0, 0, "", "the file is missing; make the pack again")])
        with path.open("rb") as file:
            tree, faults = read_tree(str(path), file.read(MOST_BYTES + 1), form=SMALL_FILE)
    except OSError as error:
        raise InputError([Fault(str(path), 0, 0, "", f"cannot be read: {error.strerror}")]) from error
    faults = [fault for fault in faults if fault.severity is Severity.ERROR]
    if faults:
        raise InputError(faults)
    return tree


def refuse_links(folder: Path) -> None:
    """Refuse a folder in which a file is a link to somewhere else: what is read must be what was handed over.

    The folder itself may be a link, and a file may be one to its neighbour.

    Raises
    ------
    InputError
        Naming every link that leads out of the folder.
    """
    home = folder.resolve()
    names = sorted(folder.iterdir()) if folder.is_dir() else []
    leading_out = [path for path in names if path.is_symlink() and _leads_out(path, home)]
    message = "is a link to a file outside the folder, which is not read; put the file itself there"
    if leading_out:
        raise InputError([Fault(str(path), 0, 0, "", message) for path in leading_out])


def _leads_out(link: Path, home: Path) -> bool:
    """Whether a link ends outside a folder, or nowhere because it leads back to itself."""
    try:
        return not link.resolve().is_relative_to(home)
    except (OSError, RuntimeError):
        return True
