"""How many learners each kind of provision holds when plans change and places are filled as they have been.

For kind ``k``, ``h`` years after the January ``t`` of the last count, with ``E`` plans and ``K`` learners of the kind::

    log K[t+h] = log K[t] + e_k (log E[t+h] - log E[t]) + w r o sum_{j<h} rho**j

    e_k = 1 + b_k (reading_k - 1)

``e_k``: elasticity, the % of learners for each % of plans. ``reading_k``: England's growth of the kind over England's
growth of plans, in logs, over the last ``reading_years`` Januaries, each yearly growth over the authorities counted in
both years. ``b_k``: the share of the reading that is believed; the rest holds shares of plans (A-185). ``e_k`` is kept
within 0 and ``most_elasticity``, and is 1 where England's plans hardly grew (``least_plans_growth``, A-158). ``o``: the
authority's own growth of the kind beyond ``e_k`` times that of its plans, in logs a year, over ``own_years`` years,
within ``own_limit``. ``r = K / (K + own_pull)`` shrinks small ones. ``w`` is ``own_weight``, ``rho`` ``own_decay``
(A-186).

State special schools are full and grow by what is built, so their learners follow plans with about 0.55; those of
independent and non-maintained special schools follow plans one to one. Beyond the four years that could be scored
``e_k`` is kept, because neither a return to held shares nor a further fall has been seen; the own part fades by itself.
What it gains, and what was tried and did not help: ``docs/accuracy.md``. How far it misses, and paths:
:mod:`models.demand.practised_errors`.

Where state special places are more or fewer than practised, learners of other special schools answer by a share ``d``
(the *diversion*): ``d`` fewer there for each learner more in a state special school, never fewer than none (A-157).
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.arrays import Floats, settled
from models.parameters.practised import PractisedParameters
from models.vocabulary import INMSS_SPECIAL, Provision

PLANS = "plans"
PROVISIONS_OF_KIND: dict[str, tuple[Provision, ...]] = {
    "base": (Provision.SPECIALIST_BASE,),
    "state_special": (Provision.STATE_SPECIAL,),
    "inmss_special": INMSS_SPECIAL,
    "independent_mainstream": (Provision.INDEPENDENT_MAINSTREAM,),
}
"""Kinds of place whose learners are forecast, and what each holds together: units and resourced provision are coded too
unreliably to be told apart, independent and non-maintained special schools trade places with one another."""
KINDS = tuple(PROVISIONS_OF_KIND)
FALLBACK = 1.0
"""Elasticity where no growth of England can be read: shares of plans hold."""
STATE, INMSS = "state_special", "inmss_special"


@dataclass(frozen=True)
class Practice:
    """What a forecast goes on from, a value a kind of :data:`KINDS` in the last axis, authorities before it.

    ``learners`` at the last count, ``lead`` (``w r o``, logs in the first year ahead), both (..., kinds), and
    ``elasticity`` (kinds,). ``decay`` is ``rho``.
    """

    learners: Floats
    lead: Floats
    elasticity: Floats
    decay: float

    def of(self, place: int) -> "Practice":
        """Return that of one authority, by its place among them."""
        return Practice(self.learners[place], self.lead[place], self.elasticity, self.decay)


def elasticities(panel: Mapping[str, pd.DataFrame], origin: int, parameters: PractisedParameters) -> pd.DataFrame:
    """How learners of each kind follow plans, as readable at the January ``origin``; one row a kind of :data:`KINDS`.

    ``panel`` has learners of each kind and ``plans``, authorities by census year, absent counts blank. Columns:
    ``elasticity_read`` (blank where nothing can be read), ``believed`` (share), ``elasticity`` (used) and
    ``census_years``, those between which growth was read, in words.
    """
    rows = []
    for kind in KINDS:
        growth = england_growth(panel, kind, origin, parameters.reading_years)
        of_kind, of_plans = growth.sum()
        reading = of_kind / of_plans if of_plans > 0 else np.nan
        believed = float(getattr(parameters, f"{kind}_believed"))
        used = FALLBACK
        if of_plans >= parameters.least_plans_growth and of_plans > 0:
            used = float(np.clip(1.0 + believed * (reading - 1.0), 0.0, parameters.most_elasticity))
        span = f"{growth.index.min() - 1} to {growth.index.max()}" if len(growth) else "none"
        rows.append((kind, reading, believed, used, span))
    names = ["kind", "elasticity_read", "believed", "elasticity", "census_years"]
    return pd.DataFrame(rows, columns=names).set_index("kind")


def england_growth(panel: Mapping[str, pd.DataFrame], kind: str, origin: int, years: int) -> pd.DataFrame:
    """England's growth of a kind and of plans, in logs: columns ``kind`` and ``plans``, one row a January.

    Read up to each of the last ``years`` Januaries that can be read, over the authorities that counted the kind and
    plans in that January and the one before.
    """
    found = {}
    for year in range(origin - years + 1, origin + 1):
        if year not in panel[kind] or year - 1 not in panel[kind]:
            continue
        pairs = pd.concat({series: panel[series][[year - 1, year]] for series in (kind, PLANS)}, axis=1)
        together = pairs[pairs.notna().all(axis=1)].sum()
        if (together > 0).all():
            found[year] = [np.log(together[series, year] / together[series, year - 1]) for series in (kind, PLANS)]
    return pd.DataFrame.from_dict(found, orient="index", columns=["kind", "plans"], dtype=np.float64)


def own_lead(
    learners: pd.DataFrame, plans: pd.DataFrame, origin: int, elasticity: float, parameters: PractisedParameters
) -> pd.Series:
    """``w r o`` of each authority: what its own growth of a kind adds in the first year ahead, in logs.

    ``learners`` of the kind and ``plans`` are authorities by census year. The growth is read from the earliest January
    of the last ``own_years`` that counted both; it is 0 where there is none, or nobody was there in one of the two.
    """
    lead = pd.Series(0.0, index=learners.index)
    now = learners[origin]
    trust = now / (now + parameters.own_pull)
    for since in range(1, parameters.own_years + 1):
        if origin - since not in learners:
            break
        before, plans_before = learners[origin - since], plans[origin - since]
        counted = (now > 0) & (before > 0) & (plans[origin] > 0) & (plans_before > 0)
        grown = np.log(now[counted] / before[counted])
        own = (grown - elasticity * np.log(plans[origin][counted] / plans_before[counted])) / since
        lead[counted] = parameters.own_weight * trust[counted] * own.clip(-parameters.own_limit, parameters.own_limit)
    return lead


def practice(panel: Mapping[str, pd.DataFrame], origin: int, parameters: PractisedParameters) -> Practice:
    """What the forecasts of every authority of ``panel`` go on from at ``origin``: (authorities, kinds).

    Learners of a kind that were not counted at ``origin`` are blank, and so is their forecast.
    """
    used = elasticities(panel, origin, parameters)["elasticity"]
    leads = [own_lead(panel[kind], panel[PLANS], origin, used[kind], parameters) for kind in KINDS]
    return Practice(
        learners=np.column_stack([panel[kind][origin].to_numpy(dtype=np.float64) for kind in KINDS]),
        lead=np.column_stack([lead.to_numpy(dtype=np.float64) for lead in leads]),
        elasticity=used.to_numpy(dtype=np.float64),
        decay=parameters.own_decay,
    )


def practised_learners(start: Practice, plans: Floats) -> Floats:
    """Learners of each kind, (..., years + 1, kinds), from ``plans`` (..., years + 1), the first at the last count.

    Without leading axes in ``start`` any axes of ``plans`` (paths) are taken; with them they must broadcast. A kind
    that nobody was in stays empty; blank plans or learners give blanks.

    Raises
    ------
    ValueError
        When plans are nought or less in some year: learners without plans cannot follow them.
    """
    if (np.asarray(plans) <= 0).any():
        raise ValueError("plans must be above zero in every year, or learners cannot follow them")
    growth = np.log(plans[..., 1:] / plans[..., :1])
    years = np.arange(growth.shape[-1])
    carried = np.concatenate([[0.0], np.cumsum(start.decay**years)])
    followed = np.concatenate([np.zeros_like(plans[..., :1]), growth], axis=-1)
    logs = followed[..., None] * start.elasticity + carried[:, None] * start.lead[..., None, :]
    return np.asarray(start.learners[..., None, :] * settled(np.exp(logs)))


@dataclass(frozen=True)
class Diversion:
    """Learners fewer in other special schools for each one more in a state special school: shares, an 80% interval."""

    central: float
    low: float
    high: float

    @classmethod
    def from_table(cls, table: pd.DataFrame) -> "Diversion":
        """Read the row ``chosen`` of ``placements_diversion``."""
        row = table[table["reading"] == "chosen"].iloc[0]
        return cls(float(row["diversion"]), float(row["low"]), float(row["high"]))


def diverted(inmss: Floats, state: Floats, state_known: Floats, diversion: Floats | float) -> Floats:
    """Learners of other special schools where ``state_known`` learners are in state special schools, not ``state``.

    ``inmss`` and ``state`` are as practised. All have one shape; ``diversion`` broadcasts to it. Blank gives blank.
    """
    return np.asarray(np.maximum(inmss + diversion * (state - state_known), 0.0))
