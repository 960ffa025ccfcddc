"""Policies against the years of the run and against what there is to decide."""

from collections.abc import Iterator

from models.lever import What
from models.vocabulary import academic_year
from sufficiency.errors import Fault
from sufficiency.scenario.locating import fault_at
from sufficiency.scenario.pack_lists import PackLists
from sufficiency.scenario.values import Scenario


def policy_faults(scenario: Scenario, pack: PackLists) -> Iterator[Fault]:
    """Every fault of the policies of a scenario."""
    first, last = pack.base_year + 1, scenario.horizon
    span = f"allowed: {academic_year(first)} to {academic_year(last)}"
    for review in scenario.policies.reviews:
        where = f"policies.reviews.{review.name}"
        if review.moves_a_year == 0:
            yield fault_at(scenario, f"{where}.moves_a_year", "changes nothing: it moves nobody")
        if not first <= review.first_year <= last:
            message = f"{academic_year(review.first_year)} is outside the run, so it changes nothing; {span}"
            yield fault_at(scenario, f"{where}.from", message)
        if review.last_year is not None and review.last_year < review.first_year:
            yield fault_at(scenario, f"{where}.until", "ends before it begins")
    moved = any(lever.what is What.REQUIREMENT_MIX for lever in scenario.levers)
    for protection in scenario.policies.protections:
        where = f"policies.protections.{protection.name}.learners_of"
        if not pack.base_year <= protection.year <= last:
            span = f"{academic_year(pack.base_year)} to {academic_year(last)}"
            message = f"{academic_year(protection.year)} is outside the run; allowed: {span}"
            yield fault_at(scenario, where, message)
        if not moved:
            yield fault_at(scenario, where, "changes nothing: no lever on requirement_mix takes a claim from anybody")
