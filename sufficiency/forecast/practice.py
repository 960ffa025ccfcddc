"""What practice has of the learners in each kind of provision: the reference tables arranged for one authority."""

import numpy as np
import pandas as pd

from models.arrays import Floats
from models.authority import Authority
from models.demand.areas import AreaPlans
from models.demand.forecast import Demand, DrawnDemand
from models.demand.practised import KINDS, PLANS, PROVISIONS_OF_KIND, Practice, own_lead, practised_learners
from models.demand.practised_errors import PractisedErrors, practised_paths
from models.parameters.method import MethodParameters
from models.parameters.practised import PractisedParameters
from models.placement.futures import Futures, central_future, drawn_futures
from models.sampling import Draws
from models.vocabulary import PROVISIONS
from sufficiency.packs.contracts import NOT_RECORDED
from sufficiency.packs.inputs import Inputs
from sufficiency.packs.lookups import current_codes
from sufficiency.packs.placements import PROVISIONS_OF_SERIES, placements_by_year, usable_placements

NOTHING = 1e-6
"""Plans that stand for none at all."""


def central_future_of(
    demand: Demand, inputs: Inputs, method: MethodParameters, levers: int, start: Practice | None = None
) -> Futures:
    """The central future, under a number of levers; ``start`` is what practice goes on from, where it is known."""
    start = start or start_of(demand.authority, inputs, method.practised)
    practised = practised_learners(start, _above_nothing(demand.by_area))
    return central_future(demand.by_area, practised, levers, method)


def futures_of(
    authority: Authority, drawn: DrawnDemand, inputs: Inputs, method: MethodParameters, seed: int, draws: Draws
) -> Futures:
    """The futures of the draws in which plans are ``drawn``."""
    start = start_of(authority, inputs, method.practised)
    errors = PractisedErrors.from_table(inputs.reference["placements_errors"])
    plans, code = _above_nothing(drawn.by_area), str(inputs.about["ons_code"])
    practised = practised_paths(start, plans, errors, seed, draws, code)
    return drawn_futures(drawn.by_area, practised, drawn.luck, method, seed, draws)


def _above_nothing(plans: AreaPlans) -> Floats:
    """Plans of the authority (paths, years + 1), kept above zero so that learners can follow them into nothing."""
    return np.asarray(np.maximum(plans.total().sum(axis=(2, 3)), NOTHING))


def start_of(authority: Authority, inputs: Inputs, parameters: PractisedParameters) -> Practice:
    """What the learners of each kind of one authority go on from: those of its base year, and its own recent growth.

    An authority that is not in the panel of England, or was not counted in its base year, has no growth of its own.
    """
    used = elasticities_of(inputs.reference["placements_elasticities"], parameters)
    counts = own_counts(inputs)
    origin = authority.base_census_year
    lead = [
        float(own_lead(counts[kind], counts[PLANS], origin, used[kind], parameters).iloc[0])
        if counts[kind].reindex(columns=[origin]).notna().to_numpy().any()
        else 0.0
        for kind in KINDS
    ]
    return Practice(learners_now(authority), np.array(lead), used.to_numpy(dtype=np.float64), parameters.own_decay)


def elasticities_of(readings: pd.DataFrame, parameters: PractisedParameters) -> pd.Series:
    """The % of learners for each % of plans, by kind; ``readings`` are England's, as the shipped parameters read them.

    Where a scenario believes another share of a reading than the table does, that share of it counts.
    """
    of_kinds = readings.set_index("kind").reindex(KINDS)
    believed = pd.Series([float(getattr(parameters, f"{kind}_believed")) for kind in KINDS], index=of_kinds.index)
    asked = (1.0 + believed * (of_kinds["elasticity_read"] - 1.0)).clip(0.0, parameters.most_elasticity)
    as_shipped = (believed == of_kinds["believed"]) | asked.isna()
    return of_kinds["elasticity"].where(as_shipped, asked)


def learners_now(authority: Authority) -> Floats:
    """Learners of the base year in each of :data:`KINDS`."""
    by_provision = authority.joint.sum(axis=(0, 1))
    return np.array(
        [by_provision[[PROVISIONS.index(kind) for kind in PROVISIONS_OF_KIND[name]]].sum() for name in KINDS]
    )


def own_counts(inputs: Inputs) -> dict[str, pd.DataFrame]:
    """What England's panel has of the authority and may be used: one row by census year, for plans and each series.

    Those whose placement was not recorded stand beside them as published.
    """
    codes, code = current_codes(), inputs.about["ons_code"]
    published = placements_by_year(inputs.reference["placements_panel"], codes, alone=code)
    usable = usable_placements(published, inputs.reference["placements_known_faults"], codes)
    counts = {series: usable[series] for series in (PLANS, *PROVISIONS_OF_SERIES)}
    return counts | {NOT_RECORDED: published[NOT_RECORDED]}
