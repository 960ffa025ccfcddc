"""The whole bid: every section in the order in which an assessor reads, and the figures of its first page."""

from sufficiency.returns.bid.evidence import BidSection
from sufficiency.returns.bid.given import BidGiven
from sufficiency.returns.bid.sections.assurance import (
    assumptions_section,
    quality_section,
    risks_section,
    sources_section,
)
from sufficiency.returns.bid.sections.base_test import base_section
from sufficiency.returns.bid.sections.demand import demand_section, gap_section
from sufficiency.returns.bid.sections.market import market_section
from sufficiency.returns.bid.sections.options import options_section
from sufficiency.returns.bid.sections.phasing import phasing_section
from sufficiency.returns.bid.sections.supply import supply_section
from sufficiency.returns.bid.sections.travel import travel_section

MAKERS = (
    *(demand_section, supply_section, gap_section, base_section, options_section, phasing_section, travel_section),
    market_section,
    *(risks_section, assumptions_section, sources_section, quality_section),
)


def bid_sections(given: BidGiven) -> tuple[BidSection, ...]:
    """Every section of a bid."""
    return tuple(make(given) for make in MAKERS)
