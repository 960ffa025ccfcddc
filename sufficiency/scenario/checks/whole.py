"""A scenario with every fault that can be found in one round: of its file and of what it names in the pack."""

from collections.abc import Callable
from pathlib import Path

from sufficiency.errors import Fault, InputError
from sufficiency.scenario.checks.names import names_in_file
from sufficiency.scenario.loader import load_scenario, load_sound_entries, resolve
from sufficiency.scenario.values import Scenario


def load_checked(path: Path, faults_of: Callable[[Scenario], list[Fault]]) -> Scenario:
    """Read a scenario; where it is refused, check in the same round whatever can be, with ``faults_of`` a scenario.

    Raises
    ------
    InputError
        Carrying every fault of the file, of what it extends, and of what they name in the pack.
    """
    try:
        return load_scenario(path)
    except InputError as error:
        refused = {fault.where.partition("[")[0] for fault in error.faults}
        others = [fault for fault in _of_what_is_sound(path, faults_of) if fault.where not in refused]
        raise InputError(sorted({*error.faults, *others})) from None


def warnings_beside_faults(path: Path, warnings_of: Callable[[Scenario], list[Fault]]) -> list[Fault]:
    """What is warned of a file that is refused for something else: its texts, and amounts of what is sound."""
    try:
        sound = load_sound_entries(path)
        return warnings_of(sound) if sound else list(resolve(path).warnings)
    except InputError:
        return []


def _of_what_is_sound(path: Path, faults_of: Callable[[Scenario], list[Fault]]) -> list[Fault]:
    try:
        names = names_in_file(resolve(path))
    except InputError:
        return []  # there is no tree to look at
    sound = load_sound_entries(path)
    return [*names, *(faults_of(sound) if sound else ())]
