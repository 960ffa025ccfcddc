"""A resolved scenario printed back as YAML, each value with the file and line that set it."""

import json
import re

from sufficiency.scenario.comments import comments_of
from sufficiency.scenario.schema.fields import all_keys, pattern_of, shown
from sufficiency.scenario.values import Scenario, SetValue
from sufficiency.tree.nodes import NO_VALUE, plain_value

_PLAIN_TEXT = re.compile(r"[A-Za-z0-9][A-Za-z0-9 /.()+£-]*")
_WIDEST = 60


def show(scenario: Scenario) -> str:
    """Return the scenario as one file that extends nothing, defaults written out, with where each value was set.

    The notes of the files stand above the values that they are about.
    """
    comments = comments_of(scenario)
    lines = [f"# {scenario.scenario_id}, resolved from {len(scenario.files)} file(s)"]
    above: tuple[str, ...] = ()
    for path, given in scenario.set_values.items():
        *section, key = path.split(".")
        if key == "extends":
            continue
        common = _common(above, tuple(section))
        lines += ["  " * level + f"{section[level]}:" for level in range(common, len(section))]
        above = tuple(section)
        lines += [f"{'  ' * len(section)}# {note}" for note in comments.get(path, ())]
        lines.append(_line("  " * len(section) + f"{key}: {written(given.value)}", _origin(path, given)))
    return "\n".join(lines) + "\n"


def _common(first: tuple[str, ...], second: tuple[str, ...]) -> int:
    pairs = zip(first, second, strict=False)
    return next((level for level, (one, other) in enumerate(pairs) if one != other), min(len(first), len(second)))


def _line(text: str, origin: str) -> str:
    return f"{text:<{_WIDEST}} # {origin}" if len(text) < _WIDEST else f"{text} # {origin}"


def _origin(path: str, given: SetValue) -> str:
    if given.set_by is not None:
        return str(given.set_by)
    key = all_keys().get(pattern_of(tuple(path.split("."))))
    source = key.note("source") if key else ""
    return f"default, {source}" if source else "default"


def written(value: object) -> str:
    """Write a value so that it is read back as itself."""
    if isinstance(value, tuple):
        return f"[{', '.join(written(item) for item in value)}]"
    if not isinstance(value, str):
        return shown(value)
    plain = _PLAIN_TEXT.fullmatch(value) and isinstance(plain_value(value), str) and value not in NO_VALUE
    return value if plain and value == value.strip() else json.dumps(value, ensure_ascii=False)
