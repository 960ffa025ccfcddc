"""The substitution table of a scenario against its pack: each kind that it opens must open something."""

from collections.abc import Iterator

from models.vocabulary import REQUIREMENTS
from sufficiency.errors import Fault
from sufficiency.scenario.locating import fault_at
from sufficiency.scenario.pack_lists import PackLists
from sufficiency.scenario.values import Scenario


def substitution_faults(scenario: Scenario, pack: PackLists) -> Iterator[Fault]:
    """Kinds that are opened to learners whom every provider of the kind takes already, or of which there is none."""
    table = scenario.parameters.substitution.model_dump()
    new = {str(provider.provision) for provider in scenario.places.new_providers}
    for requirement in REQUIREMENTS:
        for kind in table[requirement]:
            stated = [row["requirements"].split() for row in pack.providers.values() if row["provision"] == kind]
            if kind not in new and all(requirement in takes for takes in stated):
                why = f"every {kind} provider takes them already" if stated else f"the pack has no {kind} provider"
                yield fault_at(scenario, f"parameters.substitution.{requirement}", f"changes nothing: {why}")
