"""What differs between two scenarios, in words, without running either."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from models.levers.lever import How, Lever, Shape
from models.vocabulary import IN_COUNTY, INMSS, Need, Provision, academic_year, census_year
from sufficiency.scenario.checks.pack_lists import PackLists
from sufficiency.scenario.dated_places import PlacesByYear, places_by_year
from sufficiency.scenario.schema.fields import all_keys, pattern_of
from sufficiency.scenario.showing import written
from sufficiency.scenario.values import NewProvider, PlaceChange, Scenario, SetValue
from sufficiency.tree.overlay import OWN_KEYS

LEAST = 0.5
"""A difference of places below this is none."""


@dataclass(frozen=True)
class Side:
    """A scenario with what its pack says of it: names by code, and the provision and the places of each provider."""

    scenario: Scenario
    areas: Mapping[str, str]
    providers: Mapping[str, str]
    provisions: Mapping[str, str]
    places: PlacesByYear


def side_of(scenario: Scenario, pack: PackLists | None) -> Side:
    """A scenario and its pack; without one that can be read, no name is known but those of new providers."""
    new = scenario.places.new_providers
    names = {provider.provider_id: provider.name for provider in new}
    provisions = {provider.provider_id: str(provider.provision) for provider in new}
    if pack is None:
        return Side(scenario, {}, names, provisions, {})
    of_pack = {provider_id: row.get("provision", "") for provider_id, row in pack.providers.items()}
    places = places_by_year(scenario, pack)
    return Side(scenario, pack.areas, {**pack.provider_names, **names}, {**of_pack, **provisions}, places)


def differences(first: Side, second: Side) -> list[str]:
    """Sentences on what ``second`` changes."""
    sentences = [
        *_values(first.scenario.set_values, second.scenario.set_values),
        *_levers(first, second),
        *_policies(first.scenario, second.scenario),
        *_new_providers(first, second),
        *_changes(first, second),
        *_in_all(first, second),
    ]
    return sentences or ["Nothing that a run would notice."]


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


def _levers(first: Side, second: Side) -> Iterator[str]:
    before = {lever.name: lever for lever in first.scenario.levers}
    after = {lever.name: lever for lever in second.scenario.levers}
    for name in sorted({*before, *after}):
        old, new = before.get(name), after.get(name)
        if new is None and old is not None:
            yield f"Lever no longer in force: {_lever_in_words(old, first)}."
        elif new is not None and old != new:
            was = f"; before: {_lever_in_words(old, first)}" if old else ""
            yield f"Lever {name}: {_lever_in_words(new, second)}{was}."


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


def _lever_in_words(lever: Lever, side: Side) -> str:
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
    return f"{lever.what.replace('_', ' ')}{between} {doing}{spread}{_aim(lever, side)}, {_when(lever)}"


def _aim(lever: Lever, side: Side) -> str:
    where = lever.where
    sides = {
        "": [str(Need(need)) for need in where.needs],
        "phase": [phase.replace("_", " ") for phase in where.phases],
        "year group": [str(age - 4) for age in where.ages],
        "Reception in": _cohort(where.reception_from, where.reception_to),
        "area": [side.areas.get(area, area) for area in where.areas],
        "provider": [_named(provider, side.providers) for provider in where.providers],
    }
    aims = [f"{about} {', '.join(names)}".strip() for about, names in sides.items() if names]
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


def _new_providers(first: Side, second: Side) -> Iterator[str]:
    before, after = (
        {provider.provider_id: provider for provider in side.scenario.places.new_providers} for side in (first, second)
    )
    for provider_id in dict.fromkeys([*before, *after]):
        old, new = before.get(provider_id), after.get(provider_id)
        if new is None and old is not None:
            yield f"No longer a new provider: {_described(old, first)}."
        elif new is not None and old != new:
            yield f"New provider{' changed' if old else ''}: {_described(new, second)}."


def _described(provider: NewProvider, side: Side) -> str:
    needs = ", ".join(provider.needs)
    kind = provider.provision.replace("_", " ")
    where = f"{side.areas.get(provider.area, provider.area)} at {provider.easting:.0f}, {provider.northing:.0f}"
    ages = f"ages {provider.min_age} to {provider.max_age}"
    return f"{provider.name} ({provider.provider_id}), {kind} in {where} for {needs}, {ages}"


def _named(code: str, names: Mapping[str, str]) -> str:
    return f"{names[code]} ({code})" if code in names else code


def _changes(first: Side, second: Side) -> Iterator[str]:
    before = {change.name: change for change in first.scenario.places.changes}
    after = {change.name: change for change in second.scenario.places.changes}
    for name in sorted({*before, *after}, key=lambda name: ((after.get(name) or before[name]).academic_year, name)):
        old, new = before.get(name), after.get(name)
        was = _change_in_words(old, first) if old is not None else ""
        now = _change_in_words(new, second) if new is not None else ""
        if not was:
            yield f"Places: {now}."
        elif not now:
            yield f"Places no longer changed: {was}."
        elif _what(before[name]) != _what(after[name]):
            yield f"Places: {now}; before: {was}."


def _what(change: PlaceChange) -> PlaceChange:
    """A change without what a run takes no notice of."""
    return replace(change, source="", phased="")


def _change_in_words(change: PlaceChange, side: Side) -> str:
    provider, year = _named(change.provider_id, side.providers), census_year(change.academic_year)
    places = side.places.get(change.provider_id, {})
    until, then = places.get(year - 1, 0.0), places.get(year)
    september = f"September {change.academic_year[:4]}"
    if until > 0 and then == 0:
        return f"{provider} closes in {september}, with {until:,.0f} places until then"
    phase = f" in {change.phase.replace('_', ' ')}" if change.phase else ""
    if change.set_to is None:
        amount = f"{abs(change.add or 0)} places {'more' if (change.add or 0) >= 0 else 'fewer'}"
        return f"{amount}{phase} at {provider} from {september}"
    in_place = f", in place of {until:,.0f}" if until > 0 and not change.phase else ""
    return f"{change.set_to} places{phase} at {provider} from {september}{in_place}"


def _in_all(first: Side, second: Side) -> Iterator[str]:
    """Places of all state schools and bases together, and of the independent ones, in each year that differs anew."""
    for kinds, name in ((IN_COUNTY, "state schools and bases"), (INMSS, "independent and non-maintained schools")):
        before, after = (_of_kinds(side, kinds) for side in (first, second))
        steps, last = [], 0.0
        for year in sorted(before.keys() & after.keys()):
            more = after[year] - before[year]
            if abs(more - last) >= LEAST:
                steps.append(f"{_more(before[year], after[year])} from September {year - 1}")
            last = more
        if steps:
            yield f"Places of all {name} together, those kept for other authorities too: {'; '.join(steps)}."


def _more(before: float, after: float) -> str:
    if abs(after - before) < LEAST:
        return f"as many, {after:,.0f},"
    return f"{abs(after - before):,.0f} {'more' if after > before else 'fewer'}, {after:,.0f} instead of {before:,.0f},"


def _of_kinds(side: Side, kinds: tuple[Provision, ...]) -> dict[int, float]:
    """Places of some kinds of provision by census year."""
    found = dict.fromkeys(next(iter(side.places.values()), {}), 0.0)
    for provider_id, places in side.places.items():
        if side.provisions.get(provider_id) in kinds:
            found = {year: found[year] + places[year] for year in places}
    return found
