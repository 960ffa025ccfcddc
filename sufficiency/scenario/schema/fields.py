"""The keys of the schema by their path: what messages, ``show``, ``diff`` and the reference need to know of each."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from sufficiency.scenario.schema.schema import ScenarioFile
from sufficiency.tree.nodes import Path

ANY_NAME = "<name>"
"""Stands in a path for a name that the author chooses."""
LONGEST_SHOWN = 60
"""Characters of a text that a message repeats."""


@dataclass(frozen=True)
class Key:
    """One key: its path, the schema's field, and whether keys or chosen names stand below it."""

    path: tuple[str, ...]
    field: FieldInfo
    is_section: bool
    takes_names: bool

    def note(self, word: str) -> str:
        """``unit`` or ``source`` of the key, empty where it has none."""
        extra = self.field.json_schema_extra
        return str(extra.get(word, "")) if isinstance(extra, dict) else ""


@lru_cache
def all_keys() -> dict[tuple[str, ...], Key]:
    """Every key of the schema by its path, in the order of the schema."""
    return {key.path: key for key in _walk(ScenarioFile, ())}


def _walk(model: type[BaseModel], path: tuple[str, ...]) -> Iterator[Key]:
    for name, field in model.model_fields.items():
        here = (*path, field.alias or name)
        below = _model_below(field)
        takes_names = get_origin(field.annotation) is dict
        yield Key(here, field, is_section=below is not None, takes_names=takes_names)
        if below is not None:
            yield from _walk(below, (*here, ANY_NAME) if takes_names else here)


def _model_below(field: FieldInfo) -> type[BaseModel] | None:
    annotation = field.annotation
    if get_origin(annotation) is dict:
        annotation = get_args(annotation)[1]
    return annotation if isinstance(annotation, type) and issubclass(annotation, BaseModel) else None


def pattern_of(path: Path) -> tuple[str, ...]:
    """Return the schema's path of a path in a file: chosen names become ``<name>``, list positions fall away."""
    words: tuple[str, ...] = ()
    for part in path:
        if isinstance(part, str):
            above = all_keys().get(words)
            words = (*words, ANY_NAME if above is not None and above.takes_names else part)
    return words


def key_at(path: Path) -> Key | None:
    """Key of the schema that stands at a path of a file, or None."""
    return all_keys().get(pattern_of(path))


def keys_at(path: Path) -> list[str]:
    """Names allowed directly below a path of a file; empty where names are the author's choice."""
    above = pattern_of(path)
    return [key[-1] for key in all_keys() if key[:-1] == above and key[-1] != ANY_NAME]


def key_paths() -> list[str]:
    """Every dotted path of the schema."""
    return [".".join(path) for path in all_keys()]


def known_keys() -> frozenset[str]:
    """Every key of the schema, wherever it stands."""
    return frozenset(path[-1] for path in all_keys())


@lru_cache
def text_keys() -> frozenset[str]:
    """Keys of free text."""
    longest = max(_longest(key.field) for key in all_keys().values())
    return frozenset(path[-1] for path, key in all_keys().items() if _longest(key.field) == longest)


def _longest(field: FieldInfo) -> int:
    """Letters that a text may have; 0 where that is not said of it, or of the items of its list."""
    inner = [rule for part in get_args(field.annotation) for rule in getattr(part, "__metadata__", ())]
    return max((int(getattr(rule, "max_length", None) or 0) for rule in (*field.metadata, *inner)), default=0)


def limits(field: FieldInfo) -> tuple[float | None, float | None]:
    """Smallest and largest value of a number."""
    low = next((rule.ge for rule in field.metadata if hasattr(rule, "ge")), None)
    high = next((rule.le for rule in field.metadata if hasattr(rule, "le")), None)
    return low, high


def bounds(path: Path) -> str:
    """``; from 0 to 1, share`` for a number with limits and a unit, as far as it has them."""
    key = key_at(path)
    if key is None:
        return ""
    low, high = limits(key.field)
    span = f"; allowed: {shown(low)} to {shown(high)}" if low is not None and high is not None else ""
    return f"{span} ({key.note('unit')})" if span and key.note("unit") else span


def shown(value: object) -> str:
    """Write a value as it would stand in a file; a section or a list by its kind."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, dict):
        return "a section"
    if isinstance(value, tuple | list):
        return "a list"
    if isinstance(value, str):
        return f"'{value}'" if len(value) <= LONGEST_SHOWN else f"'{value[:LONGEST_SHOWN]}...'"
    return str(value)
