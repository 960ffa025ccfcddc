"""Says what to give in the place of a workbook, which no return is read from."""

from pathlib import Path, PurePath

from sufficiency.errors import Fault, InputError
from sufficiency.importers.opening.names import holds_data
from sufficiency.importers.opening.zips import checked_zip
from sufficiency.importers.sen2.layout import MODULES
from sufficiency.importers.sen2.text import RETURN

WORKBOOKS = frozenset({".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"})
READ = frozenset({".csv", ".xml"})
INSTEAD = (
    "is a workbook, which is not read. Open the submitted return in COLLECT, export it as CSV (the Blade export: one "
    f"file a module, whose names end in {', '.join(f'{name}.csv' for name in MODULES)}), put the files into one "
    "folder or zip, and name that; or name the XML that your case system made for the upload. If the workbook has a "
    "sheet for each module, save each sheet as CSV (UTF-8) under the name of its module"
)


def refuse_workbook(path: Path, instead: str = INSTEAD) -> None:
    """Refuse a workbook, and a folder or zip of nothing that is read but workbooks, with what to give ``instead``."""
    endings = {PurePath(name).suffix.casefold() for name in _names(path)}
    if endings & WORKBOOKS and not endings & READ:
        raise InputError([Fault(path.name, 0, 0, "", instead)])


def workbooks_at(path: Path) -> list[str]:
    """Names of the workbooks that lie in a folder or zip."""
    return sorted(name for name in _names(path) if PurePath(name).suffix.casefold() in WORKBOOKS)


def _names(path: Path) -> list[str]:
    if path.is_dir():
        return [file.name for file in path.rglob("*") if holds_data(file.name)]
    if path.suffix.casefold() != ".zip" or not path.is_file():
        return [path.name]
    with checked_zip(path, RETURN) as bundle:
        return [name for name in bundle.namelist() if holds_data(name)]
