"""A scenario against its authority's pack: what it names must exist there, and each change must change something.

Places, policies and the substitution table are checked here, levers in ``lever_checks``.
"""

import math
from collections.abc import Iterator, Mapping
from itertools import groupby

from models.levers.lever import ActsOn
from models.vocabulary import PHASES, REQUIREMENTS, academic_year, census_year
from sufficiency.errors import Fault
from sufficiency.scenario.checks.lever_checks import lever_faults
from sufficiency.scenario.checks.locating import PACK_UNREADABLE, fault_at, idle_at, path_in
from sufficiency.scenario.checks.names import left_out, no_pack, unknown_area, unknown_provider
from sufficiency.scenario.checks.pack_lists import PackLists, read_lists
from sufficiency.scenario.checks.reach import reach_faults
from sufficiency.scenario.gazetteer import look_up
from sufficiency.scenario.resolved import label
from sufficiency.scenario.schema.kinds import ALL_PHASES
from sufficiency.scenario.values import PlaceChange, Scenario
from sufficiency.tree.small_files import refuse_links


def faults_against_pack(scenario: Scenario) -> list[Fault]:
    """Every fault of a scenario against its pack, sorted by place."""
    if not scenario.pack_folder.is_dir():
        return [fault_at(scenario, "authority", no_pack(scenario.pack_folder))]
    try:
        pack = read_lists(scenario.pack_folder)
    except (OSError, TypeError, ValueError) as error:
        folder = label(scenario.pack_folder)
        message = f"the pack {folder} cannot be read ({error}); sufficiency check-pack {folder} names every fault of it"
        return [fault_at(scenario, "authority", message, PACK_UNREADABLE)]
    of_places = (_horizon, _new_providers, _providers, _years, _phases, _committed, _amounts)
    checks = (*of_places, substitution_faults, lever_faults, policy_faults, reach_faults)
    return sorted(fault for check in checks for fault in check(scenario, pack))


def _horizon(scenario: Scenario, pack: PackLists) -> Iterator[Fault]:
    if scenario.horizon <= pack.base_year:
        yield fault_at(scenario, "horizon", f"the pack's base census is {pack.base_year}; give a later year")


def _new_providers(scenario: Scenario, pack: PackLists) -> Iterator[Fault]:
    filled = {change.provider_id for change in scenario.places.changes}
    misspelt = filled - {*pack.providers, *(new.provider_id for new in scenario.places.new_providers)}
    for provider in scenario.places.new_providers:
        where = f"places.new_providers.{provider.provider_id}"
        if message := unknown_area(provider.area, pack):
            yield fault_at(scenario, f"{where}.area", message)
        if provider.provider_id in pack.providers:
            yield fault_at(scenario, where, "the pack already has a provider of this id; choose another name")
        if provider.provider_id not in filled and not misspelt:
            yield idle_at(scenario, where, "no place change names it, so it has no places; give it opens and places")
        if provider.found_by is not None and math.isnan(provider.easting):
            kind, word = provider.found_by
            yield fault_at(scenario, f"{where}.{kind}", look_up(scenario.pack_folder, kind, word).why)


def _providers(scenario: Scenario, pack: PackLists) -> Iterator[Fault]:
    new = {provider.provider_id: (provider.name, provider.area) for provider in scenario.places.new_providers}
    for change in scenario.places.changes:
        if message := unknown_provider(change.provider_id, pack, new, left_out(scenario)):
            yield fault_at(scenario, path_in(change, "provider"), message)


def _years(scenario: Scenario, pack: PackLists) -> Iterator[Fault]:
    for change in scenario.places.changes:
        year = census_year(change.academic_year)
        if not pack.base_year < year <= scenario.horizon:
            span = f"{academic_year(pack.base_year + 1)} to {academic_year(scenario.horizon)}"
            message = f"{change.academic_year} is outside the run, so it changes nothing; allowed: {span}"
            yield fault_at(scenario, path_in(change, "from"), message)


def _phases(scenario: Scenario, pack: PackLists) -> Iterator[Fault]:
    """Places are for all phases together or kept for single ones, never both; a new provider may have either."""
    new = {provider.provider_id for provider in scenario.places.new_providers}
    first: dict[str, str] = {}
    for change in scenario.places.changes:
        given = change.phase or ALL_PHASES
        phases = [phase for provider_id, phase in pack.places if provider_id == change.provider_id]
        if change.provider_id in new:
            whole = first.setdefault(change.provider_id, given) == ALL_PHASES
            phases = [ALL_PHASES] if whole else list(PHASES)
        if phases and given not in phases:
            message = f"the provider's places are not held by '{given}'; allowed: {', '.join(sorted(phases))}"
            yield fault_at(scenario, path_in(change, "phase"), message)


def _committed(scenario: Scenario, pack: PackLists) -> Iterator[Fault]:
    dated = any(year > pack.base_year for rows in pack.places.values() for year in rows)
    if not scenario.places.committed and not dated:
        yield idle_at(scenario, "places.committed", "the pack has no dated change after its base year")


def _amounts(scenario: Scenario, pack: PackLists) -> Iterator[Fault]:
    """Follow each provider's places through the years: a change must change them, and never below none."""
    ordered = sorted(scenario.places.changes, key=_series)
    for (provider_id, phase), changes in groupby(ordered, key=_series):
        rows = pack.places.get((provider_id, phase), {})
        kept = {year: places for year, places in rows.items() if scenario.places.committed or year <= pack.base_year}
        yield from _followed(scenario, kept, list(changes))


def _series(change: PlaceChange) -> tuple[str, str]:
    return change.provider_id, change.phase or ALL_PHASES


def _followed(scenario: Scenario, rows: Mapping[int, float], changes: list[PlaceChange]) -> Iterator[Fault]:
    settled, added = dict(rows), 0
    for change in changes:
        year = census_year(change.academic_year)
        before = next((settled[known] for known in sorted(settled, reverse=True) if known <= year), 0.0)
        if change.set_to is not None:
            settled[year] = change.set_to
            if before == change.set_to and not _goes_on(change, changes):
                yield idle_at(scenario, path_in(change, "set"), f"there are {before:g} places already")
            continue
        added += change.add or 0
        if change.add == 0:
            yield idle_at(scenario, path_in(change, "add"), "it adds no places")
        elif before + added < 0:
            there = before + added - (change.add or 0)
            message = f"takes away more than the {there:g} places that there are in {change.academic_year}"
            yield fault_at(scenario, path_in(change, "add"), message)


def _goes_on(change: PlaceChange, changes: list[PlaceChange]) -> bool:
    """Whether it is a step of a list for a school that is there, whose other steps change its places."""
    listed = change.phased.startswith("places.changes.")
    return listed and any(other.phased == change.phased for other in changes if other is not change)


def lists_of(scenario: Scenario) -> PackLists | None:
    """What a scenario may name of its pack; None where there is no pack that can be read.

    Raises
    ------
    InputError
        When a file of the pack is a link out of it.
    """
    refuse_links(scenario.pack_folder)
    try:
        return read_lists(scenario.pack_folder)
    except (OSError, TypeError, ValueError):
        return None


def policy_faults(scenario: Scenario, pack: PackLists) -> Iterator[Fault]:
    """Every fault of the policies of a scenario."""
    first, last = pack.base_year + 1, scenario.horizon
    span = f"allowed: {academic_year(first)} to {academic_year(last)}"
    for review in scenario.policies.reviews:
        where = f"policies.reviews.{review.name}"
        if review.moves_a_year == 0:
            yield idle_at(scenario, f"{where}.moves_a_year", "it moves nobody")
        if not first <= review.first_year <= last:
            message = f"{academic_year(review.first_year)} is outside the run, so it changes nothing; {span}"
            yield fault_at(scenario, f"{where}.from", message)
        if review.last_year is not None and review.last_year < review.first_year:
            yield fault_at(scenario, f"{where}.until", "ends before it begins")
    moved = any(lever.kind.acts_on is ActsOn.REQUIREMENT for lever in scenario.levers)
    for protection in scenario.policies.protections:
        where = f"policies.protections.{protection.name}.learners_of"
        if not pack.base_year <= protection.year <= last:
            span = f"{academic_year(pack.base_year)} to {academic_year(last)}"
            message = f"{academic_year(protection.year)} is outside the run; allowed: {span}"
            yield fault_at(scenario, where, message)
        if not moved:
            yield idle_at(scenario, where, "no lever on requirement_mix takes a claim from anybody")


def substitution_faults(scenario: Scenario, pack: PackLists) -> Iterator[Fault]:
    """Kinds that are opened to learners whom every provider of the kind takes already, or of which there is none."""
    table = scenario.parameters.substitution.model_dump()
    new = {str(provider.provision) for provider in scenario.places.new_providers}
    for requirement in REQUIREMENTS:
        for kind in table[requirement]:
            stated = [row["requirements"].split() for row in pack.providers.values() if row["provision"] == kind]
            if kind not in new and all(requirement in takes for takes in stated):
                why = f"every {kind} provider takes them already" if stated else f"the pack has no {kind} provider"
                yield idle_at(scenario, f"parameters.substitution.{requirement}", why)
