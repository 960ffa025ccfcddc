"""What a place costs a year and to build, beside the benchmarks: an INMSS fee, mainstream, and what is given."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pandas as pd

from models.arrays import Floats
from models.money.prices import Prices
from models.vocabulary import (
    INMSS_SPECIAL,
    NEED_GROUP_OF,
    NEED_GROUPS,
    NEEDS,
    PROVISIONS,
    STATE_KIND,
    STATE_REQUIREMENTS,
    Need,
    NeedGroup,
    Requirement,
)
from sufficiency.errors import Fault, InputError, Severity
from sufficiency.finance.set_reading import Amount, SectionReader
from sufficiency.finance.sets import BUILDINGS, content_of
from sufficiency.tables.contracts import Contract, free_text, number, text
from sufficiency.tree.reading import Form, read_tree

BUILDINGS_OF: Mapping[Requirement, tuple[str, ...]] = MappingProxyType(
    {Requirement.BASE: ("conversion", "base_extension"), Requirement.SPECIAL: ("extension", "new_school")}
)
"""Kinds of building that make a kind of place (A-461)."""
COST_FILE = Form("a file of costs of places", ", starting with base: or special:", texts=frozenset({"source"}))
_SUCH_AS = "a YAML file of costs of places"
_KEYS = ("low_gbp", "high_gbp", "benchmark_gbp", "source")
_POUNDS = Amount("pounds a place", 0, 1e6, (1_000, 200_000), "A-427")


@dataclass(frozen=True)
class BuildingCost:
    """Pounds between which a place of a kind costs to build, a benchmark beside them, and where they are from."""

    low: float
    high: float
    source: str
    benchmark: float | None = None


@dataclass(frozen=True)
class CostsOfPlaces:
    """Pounds of a place a year by kind and need group, and pounds to build one by kind.

    ``fee`` is the mean INMSS fee by kind and need group, ``mainstream`` the top-up of a learner in mainstream.
    """

    funding: Mapping[str, float]
    top_up: Mapping[tuple[str, str], float]
    fee: Mapping[tuple[str, str], float]
    mainstream: float
    fees_by_need: bool
    building: Mapping[str, BuildingCost]

    def running(self, kind: str, group: str) -> float:
        """Place funding and mean top-up of a place, pounds a year."""
        return self.funding[kind] + self.top_up[kind, group]


def costs_of_places(
    prices: Prices, mainstream: float, cells: pd.DataFrame, given: Mapping[str, BuildingCost]
) -> CostsOfPlaces:
    """Work out the costs; ``cells`` are rows of ``place_need``, whose gaps weigh the needs of a group (A-462)."""
    kinds = [str(kind) for kind in STATE_REQUIREMENTS]
    weights = {kind: _weights(cells[cells["requirement"] == kind]) for kind in kinds}
    groups = [(kind, group) for kind in STATE_REQUIREMENTS for group in NEED_GROUPS]
    inmss = prices.learner[[PROVISIONS.index(kind) for kind in INMSS_SPECIAL]].mean(axis=0)
    return CostsOfPlaces(
        funding={str(kind): float(prices.filled[_at(kind)]) for kind in STATE_REQUIREMENTS},
        top_up={(str(k), str(g)): _mean(prices.learner[_at(k)], weights[k], g) for k, g in groups},
        fee={(str(k), str(g)): _mean(inmss, weights[k], g) for k, g in groups},
        mainstream=mainstream,
        fees_by_need=prices.fees_by_need,
        building={kind: given.get(kind, usual_cost(Requirement(kind))) for kind in kinds},
    )


def _at(kind: Requirement) -> int:
    return PROVISIONS.index(STATE_KIND[kind])


def _weights(cells: pd.DataFrame) -> Floats:
    """What each need counts, (needs,): learners missing a place over all years, and a little of those who require."""
    sums = cells.groupby("need")[["gap", "required"]].sum().reindex([str(need) for need in NEEDS]).fillna(0.0)
    return sums["gap"].to_numpy(dtype=np.float64) + 1e-9 * (sums["required"].to_numpy(dtype=np.float64) + 1e-9)


def _mean(of_needs: Floats, weights: Floats, group: NeedGroup) -> float:
    inside = np.array([NEED_GROUP_OF[Need(need)] is group for need in NEEDS])
    return float((of_needs * weights)[inside].sum() / weights[inside].sum())


def usual_cost(kind: Requirement) -> BuildingCost:
    """What a place of a kind mostly costs to build, from its cheapest kind of building to its dearest."""
    ranges = [BUILDINGS[building][:2] for building in BUILDINGS_OF[kind]]
    words = " or ".join(name.replace("_", " ") for name in BUILDINGS_OF[kind])
    return BuildingCost(min(low for low, _ in ranges), max(high for _, high in ranges), f"{words} (A-427)")


def read_costs(path: Path) -> tuple[dict[str, BuildingCost], tuple[Fault, ...]]:
    """Read what building costs from a file, by kind of place; and what of it is hard to believe.

    Raises
    ------
    InputError
        With every fault of the file.
    """
    kinds = [str(kind) for kind in STATE_REQUIREMENTS]
    tree, faults = read_tree(str(path), content_of(path, _SUCH_AS), (*kinds, *_KEYS), COST_FILE)
    top = SectionReader(tree, (), list(faults))
    top.refuse_unknown(kinds)
    if not any(top.has(kind) for kind in kinds):
        top.fault(top.section.mark, "", "no kind of place stands in it; write base:, special: or both")
    found = {kind: _cost(below, Requirement(kind)) for kind in kinds if (below := top.below(kind)) is not None}
    errors = [fault for fault in top.faults if fault.severity is Severity.ERROR]
    if errors:
        raise InputError(errors)
    return found, tuple(top.faults)


def _cost(of: SectionReader, kind: Requirement) -> BuildingCost:
    """What a section says; what it leaves out is as usual."""
    of.refuse_unknown(_KEYS)
    usual, source = usual_cost(kind), of.text("source", "where the costs are from")
    low, high = of.number("low_gbp", _POUNDS), of.number("high_gbp", _POUNDS)
    benchmark = of.number("benchmark_gbp", _POUNDS)
    if (low is None) != (high is None):
        of.fault(of.section.mark, "", "give low_gbp and high_gbp together, or neither")
    if low is not None and high is not None and low > high:
        of.fault(of.at("low_gbp"), "low_gbp", f"{low:,.0f} is above high_gbp, {high:,.0f}; exchange the two")
    if low is None and benchmark is None:
        of.fault(of.section.mark, "", "give low_gbp and high_gbp, benchmark_gbp, or all three")
    if low is None or high is None:
        return BuildingCost(usual.low, usual.high, f"{usual.source}; benchmark: {source}", benchmark)
    return BuildingCost(low, high, source, benchmark)


COSTS_A_PLACE = Contract(
    "costs_a_place",
    (text("requirement", STATE_REQUIREMENTS), text("need_group", NEED_GROUPS)),
    (
        number("place_funding_gbp", "pounds a year", 0),
        number("top_up_gbp", "pounds a year", 0),
        number("running_gbp", "pounds a year", 0),
        number("inmss_fee_gbp", "pounds a year", 0),
        number("mainstream_gbp", "pounds a year", 0),
        number("build_low_gbp", "pounds", 0),
        number("build_high_gbp", "pounds", 0),
        number("benchmark_gbp", "pounds", 0, optional=True),
        free_text("building"),
    ),
)


def costs_table(costs: CostsOfPlaces) -> pd.DataFrame:
    """One row a kind of place and need group: what a place costs, beside its benchmarks."""
    rows = [
        {
            "requirement": kind,
            "need_group": group,
            "place_funding_gbp": costs.funding[kind],
            "top_up_gbp": top_up,
            "running_gbp": costs.running(kind, group),
            "inmss_fee_gbp": costs.fee[kind, group],
            "mainstream_gbp": costs.mainstream,
            "build_low_gbp": costs.building[kind].low,
            "build_high_gbp": costs.building[kind].high,
            "benchmark_gbp": np.nan if costs.building[kind].benchmark is None else costs.building[kind].benchmark,
            "building": costs.building[kind].source,
        }
        for (kind, group), top_up in costs.top_up.items()
    ]
    return pd.DataFrame(rows)
