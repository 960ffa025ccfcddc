"""Which schools a place to spare could serve whom from: what each takes, and how far it is from every area.

Both are those of the run: its pack and its scenario say them again, by the same rules (``models.places``).
"""

from dataclasses import dataclass

import numpy as np

from models.arrays import Flags, Floats
from models.parameters.substitution import opened
from models.places.eligibility import Providers, read_providers, with_substitutes
from models.places.journeys import measured_journeys
from models.vocabulary import IN_COUNTY
from sufficiency.forecast.supply import scenario_supply
from sufficiency.packs.arrange import arrange
from sufficiency.packs.inputs import Inputs
from sufficiency.scenario.values import Scenario


@dataclass(frozen=True)
class Reach:
    """The authority's own state schools and bases: what each takes, and its minutes from every area.

    schools : ids.
    minutes : (areas, phases, schools) one way.
    needs, phases, requirements : (schools, ...) what each takes.
    """

    areas: tuple[str, ...]
    schools: tuple[str, ...]
    minutes: Floats
    needs: Flags
    phases: Flags
    requirements: Flags


def reach_of(scenario: Scenario, inputs: Inputs) -> Reach:
    """Work out the reach of a run's schools from its scenario and pack."""
    authority = arrange(inputs, scenario.horizon)
    supply = scenario_supply(inputs, scenario, authority.base_census_year)
    travel = measured_journeys(authority, supply.providers, supply.ways, scenario.parameters.travel).travel
    stated = read_providers(supply.providers, supply.split)
    providers = with_substitutes(stated, opened(scenario.parameters.substitution.model_dump()))
    own = _own(providers)
    return Reach(
        areas=authority.areas,
        schools=tuple(np.array(providers.ids, dtype=object)[own]),
        minutes=travel.minutes[:, :, own],
        needs=providers.needs[own],
        phases=providers.phases[own],
        requirements=(providers.requirements | providers.substitutes)[own],
    )


def _own(providers: Providers) -> Flags:
    """State schools and bases that stand in the authority, (providers,): it may fill their places (A-465)."""
    return providers.of_kind(IN_COUNTY) & providers.home
