"""The returns as exports, in which small numbers are hidden."""

from sufficiency.returns.dfe.facts import ReturnFacts
from sufficiency.returns.dfe.free_school import free_school_export
from sufficiency.returns.dfe.reconciliation import reconciliation_export
from sufficiency.returns.dfe.reform_plan import reform_plan_exports
from sufficiency.returns.dfe.scap import scap_export
from sufficiency.returns.exports import Export


def exports_of(facts: ReturnFacts) -> tuple[Export, ...]:
    """Every export that holds anything."""
    found = (scap_export(facts), *reform_plan_exports(facts), reconciliation_export(facts), free_school_export(facts))
    return tuple(one for one in found if len(one.frame))
