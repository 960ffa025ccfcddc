"""What differs between two scenarios, in words, without running either."""

from collections.abc import Iterator, Mapping

from sufficiency.scenario.fields import all_keys, pattern_of
from sufficiency.scenario.showing import written
from sufficiency.scenario.values import NewProvider, PlaceChange, Scenario, Setting

_TOLD_APART = ("title", "question", "author", "date", "sources", "extends")


def differences(first: Scenario, second: Scenario, names: Mapping[str, str]) -> list[str]:
    """Sentences on what ``second`` changes; ``names`` gives providers' names by id."""
    sentences = [
        *_values(first.settings, second.settings),
        *_new_providers(first, second),
        *_changes(first, second, _all_names(first, second, names)),
    ]
    return sentences or ["Nothing that a run would notice."]


def _all_names(first: Scenario, second: Scenario, names: Mapping[str, str]) -> dict[str, str]:
    new = (*first.places.new_providers, *second.places.new_providers)
    return {**names, **{provider.provider_id: provider.name for provider in new}}


def _values(first: Mapping[str, Setting], second: Mapping[str, Setting]) -> Iterator[str]:
    """Single values: parameters, seed, horizon and the like."""
    paths = dict.fromkeys([*first, *second])
    for path in paths:
        key = all_keys().get(pattern_of(tuple(path.split("."))))
        if key is None or path in _TOLD_APART or "<name>" in pattern_of(tuple(path.split("."))):
            continue
        before, after = (settings[path].value if path in settings else None for settings in (first, second))
        if before != after:
            unit = f" ({key.note('unit')})" if key.note("unit") else ""
            yield f"{path}: {_or_none(before)} becomes {_or_none(after)}{unit}. {key.field.description}"


def _or_none(value: object) -> str:
    return "none" if value is None else written(value)


def _new_providers(first: Scenario, second: Scenario) -> Iterator[str]:
    before = {provider.provider_id: provider for provider in first.places.new_providers}
    after = {provider.provider_id: provider for provider in second.places.new_providers}
    for provider_id in dict.fromkeys([*before, *after]):
        old, new = before.get(provider_id), after.get(provider_id)
        if new is None and old is not None:
            yield f"No longer a new provider: {_described(old)}."
        elif new is not None and old != new:
            yield f"New provider{' changed' if old else ''}: {_described(new)}."


def _described(provider: NewProvider) -> str:
    needs = ", ".join(provider.needs)
    kind = provider.provision.replace("_", " ")
    ages = f"ages {provider.min_age} to {provider.max_age}"
    return f"{provider.name} ({provider.provider_id}), {kind} in {provider.area} for {needs}, {ages}"


def _changes(first: Scenario, second: Scenario, names: Mapping[str, str]) -> Iterator[str]:
    before = {change.name: change for change in first.places.changes}
    after = {change.name: change for change in second.places.changes}
    for name in sorted({*before, *after}, key=lambda name: (_when(after.get(name) or before[name]), name)):
        old, new = before.get(name), after.get(name)
        if old is None and new is not None:
            yield f"Places: {_told(new, names)}."
        elif new is None and old is not None:
            yield f"Places no longer changed: {_told(old, names)}."
        elif old is not None and new is not None and _told(old, names) != _told(new, names):
            yield f"Places: {_told(new, names)}; before: {_told(old, names)}."
    yield from _sum(first, second)


def _when(change: PlaceChange) -> str:
    return change.academic_year


def _told(change: PlaceChange, names: Mapping[str, str]) -> str:
    provider = (
        f"{names[change.provider_id]} ({change.provider_id})" if change.provider_id in names else change.provider_id
    )
    phase = f" in {change.phase.replace('_', ' ')}" if change.phase else ""
    if change.set_to is not None:
        amount = f"{change.set_to} places"
    else:
        amount = f"{abs(change.add or 0)} places {'more' if (change.add or 0) >= 0 else 'fewer'}"
    return f"{amount}{phase} at {provider} from September {change.academic_year[:4]}"


def _sum(first: Scenario, second: Scenario) -> Iterator[str]:
    before, after = (sum(change.add or 0 for change in scenario.places.changes) for scenario in (first, second))
    if before != after:
        yield f"Together the changes add {after} places instead of {before}."
