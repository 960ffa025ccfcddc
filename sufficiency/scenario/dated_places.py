"""How many places each provider has in each year of a scenario: those of its pack, with the scenario's own changes."""

from collections.abc import Iterable, Mapping

from models.vocabulary import census_year
from sufficiency.scenario.checks.pack_lists import PackLists
from sufficiency.scenario.schema.kinds import ALL_PHASES
from sufficiency.scenario.values import PlaceChange, Scenario

PlacesByYear = Mapping[str, Mapping[int, float]]
"""Places of all phases together by provider and census year, from the base year on."""


def places_by_year(scenario: Scenario, pack: PackLists) -> PlacesByYear:
    """Follow every provider's places through the years, as a run does."""
    changes: dict[tuple[str, str], list[PlaceChange]] = {}
    for change in scenario.places.changes:
        changes.setdefault((change.provider_id, change.phase or ALL_PHASES), []).append(change)
    years = range(pack.base_year, scenario.horizon + 1)
    found: dict[str, dict[int, float]] = {}
    for provider_id, phase in dict.fromkeys([*pack.places, *changes]):
        rows = pack.places.get((provider_id, phase), {})
        kept = {year: places for year, places in rows.items() if scenario.places.committed or year <= pack.base_year}
        of_phase = _followed(kept, changes.get((provider_id, phase), ()), years)
        together = found.setdefault(provider_id, dict.fromkeys(years, 0.0))
        found[provider_id] = {year: together[year] + of_phase[year] for year in years}
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
