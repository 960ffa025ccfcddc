"""Makes a scenario from values: those of a saved run, or those of a scenario with some of them changed.

A sweep changes one value to each of several amounts in turn; several sweeps make every combination.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError

from sufficiency.errors import Fault, InputError
from sufficiency.scenario.resolved import Resolved, typed
from sufficiency.scenario.schema.fields import key_at
from sufficiency.scenario.schema.messages import faults_of_values, nearest
from sufficiency.scenario.schema.schema import ScenarioFile
from sufficiency.scenario.values import Scenario, SetValue
from sufficiency.tree.nodes import Mark, Section, plain_value

Values = Mapping[str, object]
COMMAND_LINE = Mark("the command line", 0, 0)
"""Stands for the file of a value that no file sets."""


def values_of(scenario: Scenario) -> dict[str, object]:
    """Every value of a scenario by its dotted path."""
    return {path: given.value for path, given in scenario.set_values.items() if path != "extends"}


def from_values(values: Values, name: str, root: Path) -> Scenario:
    """Return the scenario of these values; ``name`` is its id, ``root`` the folder named scenarios.

    Raises
    ------
    InputError
        When the schema refuses a value.
    """
    tree: dict[str, Any] = {}
    for path, value in values.items():
        *section, key = path.split(".")
        place = tree
        for word in section:
            place = place.setdefault(word, {})
        place[key] = tuple(value) if isinstance(value, list) else value
    tree.pop("extends", None)
    try:
        written = ScenarioFile.model_validate(tree)
    except ValidationError as error:
        raise InputError(faults_of_values(error.errors(include_url=False), name)) from None
    nothing = Section({}, {}, Mark(name, 0, 0))
    made = typed(written, Resolved(nothing, (), (root / f"{name}.yaml",), {}, root))
    set_values = {path: SetValue(value, None) for path, value in values_of(made).items()}
    return replace(made, scenario_id=name, files=(), set_values=MappingProxyType(set_values))


def with_values(scenario: Scenario, changes: Values, name: str) -> Scenario:
    """Return the scenario with some values changed; where each unchanged value was set is kept.

    Raises
    ------
    InputError
        When a path is not among the scenario's values, or the schema refuses a value.
    """
    values = values_of(scenario)
    unknown = [
        Fault(scenario.scenario_id, 0, 0, path, _unknown(path, values)) for path in changes if path not in values
    ]
    if unknown:
        raise InputError(unknown)
    made = from_values({**values, **changes}, name, scenario.root)
    kept = {
        path: scenario.set_values[path]
        for path in made.set_values
        if path not in changes and path in scenario.set_values
    }
    asked = {path: SetValue(given.value, COMMAND_LINE) for path, given in made.set_values.items() if path in changes}
    set_values = {path: asked.get(path, kept.get(path, given)) for path, given in made.set_values.items()}
    return replace(
        made,
        set_values=MappingProxyType(set_values),
        files=scenario.files,
        file_hashes=scenario.file_hashes,
        warnings=scenario.warnings,
    )


def read_amount(scenario: Scenario, path: str, text: str) -> object:
    """Read a value given on the command line as a file would, a whole number as a decimal where one stood."""
    value = plain_value(text.strip())
    before = scenario.set_values[path].value if path in scenario.set_values else None
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    return float(value) if isinstance(before, float) and is_whole else value


def _unknown(path: str, values: Values) -> str:
    """Say why a path is no value: a section, a value that the scenario leaves out, or a name that it does not have."""
    section = [known for known in values if known.startswith(f"{path}.")]
    if section:
        return f"is a section; name one value of it, such as {section[0]}"
    *above, _ = path.split(".")
    if _below(".".join(above), values) and key_at(tuple(path.split("."))):
        return "has no value in the scenario; give it one in the file first"
    ending = [known for known in values if known.endswith(f".{path}") or f".{path}." in known]
    near = f"; did you mean {ending[0]}?" if path and ending else nearest(path, values)
    while above and not near:
        below = _below(".".join(above), values)[:MOST_NAMED]
        near = f"; there are: {', '.join(below)}" if below else ""
        above.pop()
    return f"is no value of the scenario{near}"


def _below(section: str, values: Values) -> list[str]:
    """What stands directly below a section."""
    inside = [known.removeprefix(f"{section}.") for known in values if known.startswith(f"{section}.")]
    return list(dict.fromkeys(f"{section}.{known.partition('.')[0]}" for known in inside))


MOST_RUNS, MOST_NAMED = 200, 12


def swept(scenario: Scenario, sweeps: Sequence[str]) -> list[Scenario]:
    """Return a scenario for each combination; ``sweeps`` are ``path=a,b,c``. Without a sweep: the scenario itself.

    Raises
    ------
    InputError
        When a sweep is not of that form, names no value of the scenario, or the schema refuses an amount.
    """
    if not sweeps:
        return [scenario]
    axes = [_axis(scenario, sweep) for sweep in sweeps]
    grid = list(product(*axes))
    if len(grid) > MOST_RUNS:
        message = f"{len(grid)} runs; at most {MOST_RUNS} at a time"
        raise InputError([Fault("--sweep", 0, 0, "", message)])
    try:
        return [with_values(scenario, dict(point), _named(scenario, point)) for point in grid]
    except InputError as error:
        raise InputError(_of_each(scenario, axes) or list(error.faults)) from None


def _of_each(scenario: Scenario, axes: Sequence[list[tuple[str, object]]]) -> list[Fault]:
    """Faults of every amount by itself, as of the command line."""
    faults: list[Fault] = []
    for path, amount in (point for axis in axes for point in axis):
        try:
            with_values(scenario, {path: amount}, "--sweep")
        except InputError as error:
            faults += [replace(fault, file="--sweep") for fault in error.faults]
    return list(dict.fromkeys(faults))


def _axis(scenario: Scenario, sweep: str) -> list[tuple[str, object]]:
    path, sign, amounts = (part.strip() for part in sweep.partition("="))
    words = [word for word in amounts.split(",") if word.strip()]
    if not path or not sign or not words:
        message = f"'{sweep}' is not a sweep; write path=a,b,c, such as parameters.capacity.market_growth=0.1,0.2"
        raise InputError([Fault("--sweep", 0, 0, "", message)])
    return [(path, read_amount(scenario, path, word)) for word in words]


def _named(scenario: Scenario, point: Sequence[tuple[str, object]]) -> str:
    """Name a run by its amounts, in letters that a folder may have."""
    amounts = [f"{path.split('.', 1)[-1]}-{amount}" for path, amount in point]
    return "--".join([scenario.scenario_id, *(re.sub(r"[^a-zA-Z0-9.]+", "-", word) for word in amounts)])
