"""Whether a scenario suits its pack, where its new schools stand on the map too: what every command asks first."""

import importlib
import math
from collections.abc import Iterator
from dataclasses import replace

from sufficiency.errors import Fault, Severity
from sufficiency.scenario.checks.against_pack import faults_against_pack
from sufficiency.scenario.checks.locating import fault_at
from sufficiency.scenario.naming import names_of_pack
from sufficiency.scenario.values import Scenario


def faults_of_scenario(scenario: Scenario) -> list[Fault]:
    """Every fault of a scenario against its pack, and a warning for each new school that is outside its area."""
    return sorted([*faults_against_pack(scenario), *_positions(scenario)])


def errors_of_scenario(scenario: Scenario) -> list[Fault]:
    """Every fault for which a scenario is refused."""
    return [fault for fault in faults_of_scenario(scenario) if fault.severity is Severity.ERROR]


def _positions(scenario: Scenario) -> Iterator[Fault]:
    """What is wrong with the positions of new schools; where there are none, no map is read."""
    placed = [new for new in scenario.places.new_providers if not math.isnan(new.easting)]
    if not placed:
        return
    maps = importlib.import_module("sufficiency.packs.boundaries")  # slow to import, and most scenarios open no school
    shapes, names = maps.read_boundaries(scenario.pack_folder).shapes, names_of_pack(scenario.pack_folder).areas
    for new in placed:
        wrong = maps.misplaced(new.easting, new.northing, new.area, shapes, names)
        if wrong is not None:
            where = f"places.new_providers.{new.provider_id}.{new.found_by[0] if new.found_by else 'easting'}"
            fault = fault_at(scenario, where, f"{new.name} stands {wrong.seen}; {wrong.remedy}")
            yield fault if wrong.cannot_be else replace(fault, severity=Severity.WARNING)
