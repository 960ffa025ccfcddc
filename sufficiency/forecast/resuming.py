"""Where a run keeps its draws while it is at work, so that one that is cut off can go on; a finished run keeps none.

The file of draws is named by its key: a hash of everything that a draw depends on. Draws of another pack, scenario,
seed, number of draws or code are of another run, and are dropped.
"""

import hashlib
import json
import platform
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

import models
import sufficiency
from sufficiency.errors import ModelError, SpaceError
from sufficiency.forecast.kept import Store
from sufficiency.packs.inputs import Inputs
from sufficiency.scenario.values import Scenario
from sufficiency.tables.folders import workshop_of

LIBRARIES = ("highspy", "numpy", "pandas", "pulp", "scipy", "statsmodels")
"""What figures are worked out with."""


def key_of(scenario: Scenario, inputs: Inputs, provenance: Mapping[str, str]) -> str:
    """A hash of all that the draws of a run depend on; where a value was set, and in which folder, is not of it."""
    asked = replace(scenario, set_values={}, files=(), file_hashes={}, root=Path(), warnings=())
    libraries = {name: version(name) for name in LIBRARIES}
    values = [dict(inputs.hashes), repr(asked), dict(provenance), _code(), libraries, platform.python_version()]
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()


def _code() -> dict[str, str]:
    """Hash of every file of the program, since a commit does not tell what was changed after it."""
    folders = [Path(str(package.__file__)).parent for package in (models, sufficiency)]
    files = [(path, folder.parent) for folder in folders for path in folder.rglob("*") if path.suffix != ".pyc"]
    return {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path, root in files
        if path.is_file()
    }


@contextmanager
def stored_draws(folder: Path, draws: int, key: str, *, resume: bool) -> Iterator[Store]:
    """Yield the store of the run that becomes ``folder``: what it has so far where ``resume`` is asked, else empty.

    When the block ends well, or by a fault of the method, the store is removed. Otherwise it is kept, and a note of the
    error says how many draws are in it.

    Raises
    ------
    SpaceError
        When the file cannot be made.
    """
    place = workshop_of(folder.resolve()) / "draws"
    path = place / f"{key}.draws"
    anew = not (resume and path.is_file())
    try:
        if anew:
            shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True, exist_ok=True)
        file = path.open("w+b" if anew else "r+b", buffering=0)
    except OSError as error:
        words = f"draws cannot be kept in {place} ({error.strerror}); name another folder with --out"
        raise SpaceError(words) from error
    store = Store(draws, file, key)
    try:
        with file:
            yield store
    except BaseException as end:
        if isinstance(end, ModelError) or (anew and not store.done):
            _remove(place)
        else:  # before draws that were kept earlier are read again, nobody knows their number
            kept = f"{len(store.done)} of {draws}" if store.done else "earlier"
            end.add_note(f"{kept} draws are kept; the same command with --resume goes on from them")
        raise
    _remove(place)


def _remove(place: Path) -> None:
    """Remove the draws, and the workshop where nothing else is made there."""
    shutil.rmtree(place, ignore_errors=True)
    with suppress(OSError):
        place.parent.rmdir()
