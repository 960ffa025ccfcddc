"""How many places each provider has in each year of a scenario: those of its pack, with the scenario's own changes."""

from collections.abc import Iterable, Mapping

from models.vocabulary import census_year
from sufficiency.scenario.checks.pack_lists import PackLists
from sufficiency.scenario.schema.kinds import ALL_PHASES
from sufficiency.scenario.values import PlaceChange, Scenario

PlacesByYear = Mapping[str, Mapping[int, float]]
"""Places of all phases together by provider and census year, from the base year on."""
PlacesByPhase = Mapping[tuple[str, str], Mapping[int, float]]
"""The same by provider and phase."""


def places_by_year(scenario: Scenario, pack: PackLists) -> PlacesByYear:
    """Follow every provider's places through the years, as a run does."""
    found: dict[str, dict[int, float]] = {}
    for (provider_id, _), places in places_by_phase(scenario, pack).items():
        together = found.setdefault(provider_id, dict.fromkeys(places, 0.0))
        found[provider_id] = {year: together[year] + places[year] for year in places}
    return found


def places_by_phase(scenario: Scenario, pack: PackLists) -> PlacesByPhase:
    """The same for each phase of a provider that has places of its own, or all phases together."""
    changes: dict[tuple[str, str], list[PlaceChange]] = {}
    for change in scenario.places.changes:
        changes.setdefault((change.provider_id, change.phase or ALL_PHASES), []).append(change)
    years = range(pack.base_year, scenario.horizon + 1)
    found: dict[tuple[str, str], Mapping[int, float]] = {}
    for key in dict.fromkeys([*pack.places, *changes]):
        rows = pack.places.get(key, {})
        kept = {year: places for year, places in rows.items() if scenario.places.committed or year <= pack.base_year}
        found[key] = _followed(kept, changes.get(key, ()), years)
    return found


def _followed(rows: Mapping[int, float], changes: Iterable[PlaceChange], years: Iterable[int]) -> dict[int, float]:
    """Places of a provider and phase: the last number that was set, and all that was added."""
    dated = [(census_year(change.academic_year), change) for change in changes]
    settled = {**rows, **{year: float(change.set_to) for year, change in dated if change.set_to is not None}}
    found = {}
    for year in years:
        last = max((since for since in settled if since <= year), default=None)
        added = sum(change.add or 0 for since, change in dated if since <= year)
        found[year] = max((0.0 if last is None else settled[last]) + added, 0.0)
    return found
