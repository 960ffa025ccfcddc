"""What of a faulty scenario can still be held against its pack, so that a person is told everything in one pass."""

from pathlib import Path

from pydantic import ValidationError

from sufficiency.errors import InputError
from sufficiency.scenario.loader import resolve
from sufficiency.scenario.resolved import typed
from sufficiency.scenario.schema.schema import ScenarioFile
from sufficiency.scenario.tree.nodes import plain
from sufficiency.scenario.values import Scenario

PASSES = 3
"""Leaving out one fault may uncover another, such as a rule that two keys break together."""
ENTRY_DEPTH = {"levers": 2, "places": 3, "policies": 3}
"""Parts of the path to a whole entry: with a fault in it, it is left out altogether."""
NEEDED = ({"authority"}, {"horizon"}, {"places", "new_providers"})
"""Without these, other entries would be told faulty that are not."""


def sound_part(path: Path) -> Scenario | None:
    """The scenario without its faulty entries; None where too little is left to be judged."""
    try:
        resolved = resolve(path)
    except InputError:
        return None
    values = plain(resolved.tree)
    for _ in range(PASSES):
        try:
            return typed(ScenarioFile.model_validate(values), resolved)
        except ValidationError as error:
            if not all(_left_out(values, problem["loc"]) for problem in error.errors(include_url=False)):
                return None
    return None


def _left_out(values: object, location: tuple[int | str, ...]) -> bool:
    """Drop what a fault stands in; False where it cannot be dropped."""
    if not location or any(part <= set(location[: len(part)]) for part in NEEDED):
        return False
    depth = ENTRY_DEPTH.get(str(location[0]), len(location))
    holder = values
    for part in location[: min(depth, len(location)) - 1]:
        if not isinstance(holder, dict):
            return False
        if not isinstance(holder.get(part), dict):
            return holder.pop(part, None) is not None
        holder = holder[part]
    last = location[min(depth, len(location)) - 1]
    return isinstance(holder, dict) and (holder.pop(last, None) is not None or depth < len(location))
