"""Places that open and close: those that the pack dates after its base year, and those of the scenario."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from models.vocabulary import IN_COUNTY, academic_year, census_year
from sufficiency.reports.summary.changes.values import LEAST_PLACES, DatedPlaces, YearOfPlaces
from sufficiency.scenario.checks.pack_lists import PackLists
from sufficiency.scenario.dated_places import PlacesByPhase, places_by_phase
from sufficiency.scenario.difference import Side
from sufficiency.scenario.schema.kinds import ALL_PHASES
from sufficiency.scenario.values import PlaceChange, Scenario

LEAST = 0.005
"""A change of places below this is none."""
Sources = Mapping[tuple[str, int, str], str]
"""Where the pack has places of a provider from, by census year and phase."""


@dataclass(frozen=True)
class _Followed:
    """Places by provider and phase: of the pack alone, and with the scenario's changes."""

    pack: PlacesByPhase
    scenario: PlacesByPhase

    def steps(self, key: tuple[str, str], year: int) -> tuple[float, float]:
        """Places that come in a year, those of the pack and those of the scenario; below zero, they go."""
        pack, both = self.pack.get(key, {}), self.scenario[key]
        committed = pack.get(year, 0.0) - pack.get(year - 1, 0.0)
        return committed, both[year] - both[year - 1] - committed


def _followed(scenario: Scenario, pack: PackLists) -> _Followed:
    return _Followed(places_by_phase(without_changes(scenario), pack), places_by_phase(scenario, pack))


def without_changes(scenario: Scenario) -> Scenario:
    """The scenario without changes of places of its own; what its pack dates stays as it is in it."""
    return replace(scenario, places=replace(scenario.places, changes=()))


def dated_places(side: Side, pack: PackLists, sources: Sources) -> tuple[DatedPlaces, ...]:
    """Places that come or go, by September and school; what is cancelled does not come."""
    found = sorted(_rows(side, pack, sources), key=lambda row: (row.academic_year, not row.state, row.provider))
    return tuple(found)


def _rows(side: Side, pack: PackLists, sources: Sources) -> Iterator[DatedPlaces]:
    followed = _followed(side.scenario, pack)
    for provider_id, phase in followed.scenario:
        for year in range(pack.base_year + 1, side.scenario.horizon + 1):
            committed, own = followed.steps((provider_id, phase), year)
            if max(abs(committed), abs(own)) < LEAST:
                continue
            words = [_noted(side.scenario.places.changes, provider_id, phase, year)] if abs(own) >= LEAST else []
            if abs(committed) >= LEAST:
                words.insert(0, sources.get((provider_id, year, phase), ""))
            provision = side.provisions.get(provider_id, "")
            yield DatedPlaces(
                academic_year=academic_year(year),
                provider=side.providers.get(provider_id, provider_id),
                provision=provision,
                phase="" if phase == ALL_PHASES else phase,
                committed=committed,
                scenario=own,
                source="; ".join(filter(None, words)),
                state=provision in IN_COUNTY,
            )


def _noted(changes: tuple[PlaceChange, ...], provider_id: str, phase: str, year: int) -> str:
    """What a scenario says of where its changes of a year come from."""
    of_year = [
        change.source
        for change in changes
        if (change.provider_id, change.phase or ALL_PHASES, census_year(change.academic_year))
        == (provider_id, phase, year)
    ]
    return "; ".join(dict.fromkeys(of_year))


def by_year(side: Side, pack: PackLists) -> tuple[YearOfPlaces, ...]:
    """Places of all state schools and bases in every year, and what has come since the base year by whom."""
    followed = _followed(side.scenario, pack)
    state = [key for key in followed.scenario if side.provisions.get(key[0]) in IN_COUNTY]
    found, committed, own = [], 0.0, 0.0
    for year in range(pack.base_year, side.scenario.horizon + 1):
        if year > pack.base_year:
            steps = [followed.steps(key, year) for key in state]
            committed, own = committed + sum(one for one, _ in steps), own + sum(one for _, one in steps)
        places = sum(followed.scenario[key][year] for key in state)
        found.append(YearOfPlaces(academic_year(year), committed, own, places))
    moved = any(max(abs(row.committed), abs(row.scenario)) >= LEAST_PLACES for row in found)
    return tuple(found) if moved else ()
