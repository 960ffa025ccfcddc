"""What was changed since a run was written: its own files, its pack, England's tables, and its scenario."""

from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from sufficiency.errors import Fault, InputError
from sufficiency.packs.inputs import files_of_pack
from sufficiency.results.saved import maker_of_another, not_of_a_run
from sufficiency.tables.outputs import added_since, changed_since, faults_of_guests, read_manifest, sha256

PACK_FILE = "pack.yaml"


def changes_of_run(folder: Path) -> list[Fault]:
    """What was changed, taken away or added in the folder of a run, or of another command, since it was written."""
    try:
        manifest = read_manifest(folder, "a run")
    except InputError as error:
        return list(error.faults)
    own = [] if maker_of_another(manifest) else not_of_a_run(folder, manifest)
    return [*own, *changed_since(folder, manifest), *added_since(folder, manifest), *faults_of_guests(folder, manifest)]


def changes_of_pack(folder: Path, pack: Path | None) -> list[Fault]:
    """What was changed since a run in what it was made of; ``pack`` None: ``data/<authority>`` here.

    The pack's own files, England's tables beside it, and the scenario's files beside the folder of packs.

    Raises
    ------
    InputError
        When the manifest cannot be read, or there is no such pack.
    """
    manifest = read_manifest(folder, "a run")
    faults = not_of_a_run(folder, manifest)
    if faults:
        raise InputError(faults)
    authority = next(PurePosixPath(name).parent.name for name in manifest["inputs"] if name.endswith(f"/{PACK_FILE}"))
    pack = pack or Path("data") / authority
    if not (pack / PACK_FILE).is_file():
        raise InputError([Fault(str(pack), 0, 0, "", "no pack is here; name that of the run: --pack FOLDER")])
    beside = {name: noted for name, noted in manifest["inputs"].items() if PurePosixPath(name).parent.name != authority}
    return [
        *_changed_in_pack(pack, manifest["pack_files"]),
        *_changed(pack.parent, beside),
        *_changed(pack.absolute().parents[1], manifest["scenario_files"]),
    ]


def _changed_in_pack(pack: Path, noted: Mapping[str, Any]) -> Iterator[Fault]:
    yield from _changed(pack, noted)
    for name in sorted(set(files_of_pack(pack)) - set(noted)):
        yield Fault(str(pack / name), 0, 0, "", "was added since the run")


def _changed(folder: Path, noted: Mapping[str, str]) -> Iterator[Fault]:
    for name in sorted(noted):
        path = folder / name
        if not path.is_file():
            yield Fault(str(path), 0, 0, "", "is missing; the run was made of it")
        elif sha256(path) != noted[name]:
            yield Fault(str(path), 0, 0, "", "was changed since the run; make the run again")
