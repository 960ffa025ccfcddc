"""What differs between two scenarios, in words, without running either."""

from collections.abc import Iterator, Mapping

from models.levers.lever import How, Lever, Shape
from models.vocabulary import Need, academic_year
from sufficiency.scenario.schema.fields import all_keys, pattern_of
from sufficiency.scenario.showing import written
from sufficiency.scenario.values import NewProvider, PlaceChange, Scenario, SetValue
from sufficiency.tree.overlay import OWN_KEYS


def differences(first: Scenario, second: Scenario, names: Mapping[str, str]) -> list[str]:
    """Sentences on what ``second`` changes; ``names`` gives providers' names by id."""
    sentences = [
        *_values(first.set_values, second.set_values),
        *_levers(first, second),
        *_policies(first, second),
        *_new_providers(first, second),
        *_changes(first, second, _all_names(first, second, names)),
    ]
    return sentences or ["Nothing that a run would notice."]


def _all_names(first: Scenario, second: Scenario, names: Mapping[str, str]) -> dict[str, str]:
    new = (*first.places.new_providers, *second.places.new_providers)
    return {**names, **{provider.provider_id: provider.name for provider in new}}


def _values(first: Mapping[str, SetValue], second: Mapping[str, SetValue]) -> Iterator[str]:
    """Single values: parameters, seed, horizon and the like."""
    paths = dict.fromkeys([*first, *second])
    for path in paths:
        key = all_keys().get(pattern_of(tuple(path.split("."))))
        if key is None or path in OWN_KEYS or "<name>" in pattern_of(tuple(path.split("."))):
            continue
        before, after = (set_values[path].value if path in set_values else None for set_values in (first, second))
        if before != after:
            unit = f" ({key.note('unit')})" if key.note("unit") else ""
            yield f"{path}: {_or_none(before)} becomes {_or_none(after)}{unit}. {key.field.description}"


def _or_none(value: object) -> str:
    return "none" if value is None else written(value)


def _levers(first: Scenario, second: Scenario) -> Iterator[str]:
    before = {lever.name: lever for lever in first.levers}
    after = {lever.name: lever for lever in second.levers}
    for name in sorted({*before, *after}):
        old, new = before.get(name), after.get(name)
        if new is None and old is not None:
            yield f"Lever no longer in force: {_lever_in_words(old)}."
        elif new is not None and old != new:
            yield f"Lever {name}: {_lever_in_words(new)}{f'; before: {_lever_in_words(old)}' if old else ''}."


def _policies(first: Scenario, second: Scenario) -> Iterator[str]:
    before, after = (_policies_in_words(scenario) for scenario in (first, second))
    for name in sorted({*before, *after}):
        if name not in after:
            yield f"No longer: {before[name]}."
        elif before.get(name) != after[name]:
            yield f"Policy {name}: {after[name]}{f'; before: {before[name]}' if name in before else ''}."


def _policies_in_words(scenario: Scenario) -> dict[str, str]:
    reviews = {
        review.name: f"{review.moves_a_year:g} learners a year leave independent schools and are placed anew from"
        f" {academic_year(review.first_year)}"
        + (f" until {academic_year(review.last_year)}" if review.last_year else "")
        + (f" for {', '.join(review.needs)}" if review.needs else "")
        for review in scenario.policies.reviews
    }
    protections = {
        protection.name: f"special-school learners of {academic_year(protection.year)} keep their claim"
        for protection in scenario.policies.protections
    }
    return {**reviews, **protections}


def _lever_in_words(lever: Lever) -> str:
    """One lever in words."""
    doing = {
        How.MULTIPLY: "times {0:g}",
        How.ADD: "plus {0:g}",
        How.TARGET: "to {0:g}",
        How.AT_MOST: "at most {0:g}",
    }[lever.how].format(lever.amount)
    spread = "" if lever.low is None or lever.high is None else f" ({lever.low:g} to {lever.high:g})"
    moves = f" from {lever.moves_from or 'mainstream'} to {lever.moves_to or 'mainstream'}"
    between = moves.replace("_", " ") if lever.moves_from or lever.moves_to else ""
    return f"{lever.what.replace('_', ' ')}{between} {doing}{spread}{_aim(lever)}, {_when(lever)}"


def _aim(lever: Lever) -> str:
    where = lever.where
    sides = {
        "": [str(Need(need)) for need in where.needs],
        "phase": [phase.replace("_", " ") for phase in where.phases],
        "year group": [str(age - 4) for age in where.ages],
        "Reception in": _cohort(where.reception_from, where.reception_to),
        "area": list(where.areas),
        "provider": list(where.providers),
    }
    aims = [f"{side} {', '.join(names)}".strip() for side, names in sides.items() if names]
    return f" for {'; '.join(aims)}" if aims else ""


def _cohort(first: int | None, last: int | None) -> list[str]:
    since = f"{academic_year(first)} or later" if first is not None else ""
    until = f"{academic_year(last)} or earlier" if last is not None else ""
    return [text for text in (since, until) if text]


def _when(lever: Lever) -> str:
    start = f"from {academic_year(lever.first_year)}"
    if lever.last_year is None:
        return start
    if lever.shape is Shape.STEP:
        return f"{start} until {academic_year(lever.last_year)}"
    return f"{start}, in full by {academic_year(lever.last_year)} ({lever.shape.replace('_', ' ')})"


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
    for name in sorted({*before, *after}, key=lambda name: ((after.get(name) or before[name]).academic_year, name)):
        old, new = before.get(name), after.get(name)
        if old is None and new is not None:
            yield f"Places: {_change_in_words(new, names)}."
        elif new is None and old is not None:
            yield f"Places no longer changed: {_change_in_words(old, names)}."
        elif old is not None and new is not None and _change_in_words(old, names) != _change_in_words(new, names):
            yield f"Places: {_change_in_words(new, names)}; before: {_change_in_words(old, names)}."
    yield from _sum(first, second)


def _change_in_words(change: PlaceChange, names: Mapping[str, str]) -> str:
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
