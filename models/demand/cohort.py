"""Ages every plan forward: survivors, new plans and net transfers, by single age and need.

For age a (years on 31 August), need n and January census t::

    E[a, n, t+1] = E[a-1, n, t] * s[a, n] + m[t+1] * i[a, n] * P[a, t+1] + r[a, n, t+1]
    r[a, n, t+1] = p[a, n] * P[a, t+1]  below age 6,  q[a, n] * sum_n E[a-1, n, t]  from age 6 on

    E  plans                              s  survival from age a-1 to a
    P  persons of age a at mid-year t     i  new plans a person in the base calendar year (incidence)
    m  request-rate index (base year 1)   r  net transfers: moves in less moves out, re-openings, changes of need

New and ceased plans enter at the age under which they are published: on England's 2024 figures that leaves a
residual of 19,900 over all ages, against 24,200 when events are first moved to age on 31 August. The published
identity does not close (England 2024: 9,386 plans), so the line r must exist. By need it also carries changes of
need: the mix by age of a year earlier is taken to be that of the base year (A-16), so that a forecast keeps the
published change of need with age (SLCN 50% of plans at age 4, 12% at 15) instead of drifting to the mix of new
plans. What drift remains is drawn back each year by the share ``mix_return`` towards the base year's mix at that
age (A-17). Where an authority has counted changes of need from person to person, survivors move between needs first
(:mod:`models.demand.rates`)::

    sum_k E[a-1, k, t] * s[a, k] * D[a, k, n]  in place of  E[a-1, n, t] * s[a, n],  with sum_n D[a, k, n] = 1

and ``r`` carries only what that leaves unexplained. Below age 6 the plans of a year earlier are too few to carry a
rate.
"""

from dataclasses import dataclass, replace

import numpy as np

from models.arrays import Floats
from models.authority import Observed
from models.parameters.demand import CohortParameters

OPEN_AGE = 20
"""From this age on, events are published as `20 and over`."""
YOUNG = np.arange(26) < 6


@dataclass(frozen=True)
class Rates:
    """Yearly rates by age on 31 August at the later census and need, (ages, needs) each, or (paths, ages, needs).

    survival a plan; incidence a person; transfers a person (below age 6) and a plan (from age 6 on); ``need_change``
    (ages, needs, needs) as in :class:`Observed`.
    """

    survival: Floats
    incidence: Floats
    transfers_person: Floats
    transfers_plan: Floats
    need_change: Floats | None = None


@dataclass(frozen=True)
class Flows:
    """One forecast in full, shapes (..., years, ages, needs): closing stock and what led to it.

    ``opening`` is a year earlier the stock of those who are of the age now; those who turn 26 count at age 25.
    ``index`` is the request-rate index, shape (..., years).
    """

    opening: Floats
    new_plans: Floats
    ceased: Floats
    net_transfers: Floats
    closing: Floats
    index: Floats


@dataclass(frozen=True)
class Targets:
    """What steers the paths.

    totals : (paths, governed years) plans.
    long_run : (paths,) index that the later years approach.
    mix : (ages, needs) share of each need at each age to which the mix is drawn back.
    """

    totals: Floats
    long_run: Floats
    mix: Floats


def opened(earlier: Floats) -> Floats:
    """Plans a year earlier (ages first) by age now; the last age also holds those who turn 26."""
    opening = np.zeros_like(earlier)
    opening[1:] = earlier[:-1]
    opening[-1] += earlier[-1]
    return opening


def observed_rates(observed: Observed) -> Rates:
    """Raw rates of one place; with them and index 1 the base-year stock comes out of the year before exactly."""
    opening, stock = opened(observed.earlier), observed.stock.sum(axis=1)
    new_plans = spread_open_age(observed.new_plans, stock)
    ceased = np.minimum(spread_open_age(observed.ceased, np.maximum(opening - stock, 0.0)), opening)
    survival = 1.0 - ratio(ceased, opening, otherwise=1.0)
    return closing_rates(observed, survival, new_plans[:, None] * need_mix(observed.new_needs))


def closing_rates(observed: Observed, survival: Floats, started: Floats) -> Rates:
    """Rates with the net transfers that close on the base-year stock.

    ``survival`` (ages,) from the age before; ``started`` (ages, needs) plans of the last year.
    """
    mix = need_mix(observed.stock)
    kept = np.zeros(mix.shape)
    kept[1:] = (observed.earlier[:, None] * mix)[:-1] * survival[1:, None]
    residual = observed.stock - started - changed_needs(kept, observed.need_change)
    younger = np.append(0.0, observed.earlier[:-1])
    return Rates(
        survival=np.repeat(survival[:, None], mix.shape[1], axis=1),
        incidence=ratio(started, observed.persons[:, None]),
        transfers_person=ratio(residual, observed.persons[:, None]) * YOUNG[:, None],
        transfers_plan=ratio(residual, younger[:, None]) * ~YOUNG[:, None],
        need_change=observed.need_change,
    )


def changed_needs(survivors: Floats, change: Floats | None) -> Floats:
    """Survivors (..., ages, needs) by the need that they have a year on; those of an age stay as many."""
    return survivors if change is None else np.asarray(np.einsum("...ak,akn->...an", survivors, change))


def spread_open_age(events: Floats, weight: Floats) -> Floats:
    """Spread the events of `20 and over` over ages 20 to 25 by weight."""
    spread = events.copy()
    tail = weight[OPEN_AGE:]
    share = tail / tail.sum() if tail.sum() > 0 else np.full(tail.shape, 1 / len(tail))
    spread[OPEN_AGE:] = events[OPEN_AGE:].sum() * share
    return spread


def ratio(part: Floats, whole: Floats, otherwise: float = 0.0) -> Floats:
    """Part of a whole, ``otherwise`` where there is no whole."""
    return np.asarray(np.where(whole > 0, part / np.where(whole > 0, whole, 1.0), otherwise))


def need_mix(counts: Floats) -> Floats:
    """Share of each need at each age; an age without counts takes the mix of all ages."""
    everywhere = counts.sum(axis=0) / max(counts.sum(), 1.0)
    return np.where(counts.sum(axis=1, keepdims=True) > 0, ratio(counts, counts.sum(axis=1, keepdims=True)), everywhere)


def mixed(own: Floats, national: Floats, weight: Floats) -> Floats:
    """Own rates at their weight, England's at the rest."""
    return np.asarray(weight * own + (1.0 - weight) * national)


def project(stock: Floats, rates: Rates, persons: Floats, targets: Targets, parameters: CohortParameters) -> Flows:
    """Project plans forward along many paths at once.

    Parameters
    ----------
    stock : (ages, needs) plans at the base census.
    rates : yearly rates.
    persons : (years, ages) persons at the mid-year before each census ahead.
    targets : what the total must be in the first years, and the long-run index after them.
    parameters : how fast the index approaches its long-run level.

    Returns
    -------
    Flows of shape (paths, years, ages, needs); the totals of the governed years are the targets exactly.
    """
    paths, governed = targets.totals.shape
    closing = np.broadcast_to(stock, (paths, *stock.shape))
    index = np.ones(paths)
    years = []
    for year, people in enumerate(persons):
        if year < governed:
            flow = _year_to_total(closing, rates, people, targets.totals[:, year])
        else:
            index = targets.long_run + (index - targets.long_run) * parameters.index_decay
            flow = _year_at_index(closing, rates, people, index)
        flow = _mix_returned(flow, targets.mix, parameters.mix_return)
        closing, index = flow.closing, flow.index
        years.append(flow)
    return Flows(*(np.stack([getattr(flow, name) for flow in years], axis=1) for name in Flows.__dataclass_fields__))


@dataclass(frozen=True)
class Steering:
    """Rates year by year where levers act; each array is (paths or 1, years, ages, needs).

    ``incidence`` and ``survival`` as in :class:`Rates`; ``mix`` as in :class:`Targets`; ``ceiling`` (years,) is the
    most plans a person aged 0 to 25, infinite where there is none.
    """

    incidence: Floats
    survival: Floats
    mix: Floats
    ceiling: Floats


def project_along(
    stock: Floats, rates: Rates, steering: Steering, persons: Floats, index: Floats, parameters: CohortParameters
) -> Flows:
    """Project plans forward at a known request-rate index, with rates that levers move.

    The index (paths, years) is that of :func:`project` without levers, so that a lever changes plans and is not
    undone by the total that the index was found for. Shapes as in :func:`project`.
    """
    closing = np.broadcast_to(stock, (len(index), *stock.shape))
    years = []
    for year, people in enumerate(persons):
        moved = replace(rates, incidence=steering.incidence[:, year], survival=steering.survival[:, year])
        flow = _year_at_index(closing, moved, people, index[:, year])
        if np.isfinite(steering.ceiling[year]):
            flow = _under_ceiling(flow, float(steering.ceiling[year] * people.sum()))
        flow = _mix_returned(flow, steering.mix[:, year], parameters.mix_return)
        closing = flow.closing
        years.append(flow)
    return Flows(*(np.stack([getattr(flow, name) for flow in years], axis=1) for name in Flows.__dataclass_fields__))


def _under_ceiling(flow: Flows, most: float) -> Flows:
    """Let fewer plans start where their total would pass the ceiling."""
    started = flow.new_plans.sum(axis=(1, 2))
    spare = np.maximum(most - (flow.closing.sum(axis=(1, 2)) - started), 0.0)
    share = np.where(started > spare, spare / np.where(started > 0, started, 1.0), 1.0)[:, None, None]
    refused = (1.0 - share) * flow.new_plans
    return replace(flow, new_plans=flow.new_plans - refused, closing=flow.closing - refused)


def _year_to_total(closing: Floats, rates: Rates, persons: Floats, totals: Floats) -> Flows:
    """One year with the index that makes the total come out; below zero new plans, more plans cease instead."""
    survivors, kept = _kept(closing, rates, persons)
    started = rates.incidence * persons[:, None]
    wanted = totals - kept.sum(axis=(1, 2))
    index = np.maximum(wanted, 0.0) / np.maximum(started.sum(axis=(-2, -1)), 1e-12)
    fewer = np.where(wanted < 0, totals / np.maximum(kept.sum(axis=(1, 2)), 1e-12), 1.0)[:, None, None]
    return _flows(closing, survivors * fewer, kept * fewer, index[:, None, None] * started, index)


def _year_at_index(closing: Floats, rates: Rates, persons: Floats, index: Floats) -> Flows:
    survivors, kept = _kept(closing, rates, persons)
    return _flows(closing, survivors, kept, index[:, None, None] * rates.incidence * persons[:, None], index)


def _mix_returned(flow: Flows, mix: Floats, share: float) -> Flows:
    """Draw the needs of each age back to ``mix``; plans by age stay as they are, the change is a net transfer."""
    drawn_back = (1.0 - share) * flow.closing + share * flow.closing.sum(axis=2, keepdims=True) * mix
    return replace(flow, closing=drawn_back, net_transfers=flow.net_transfers + drawn_back - flow.closing)


def _kept(closing: Floats, rates: Rates, persons: Floats) -> tuple[Floats, Floats]:
    """Survivors, and survivors with net transfers (never below zero), by age at the later census."""
    survivors = np.zeros(closing.shape)
    survivors[:, 1:] = closing[:, :-1] * rates.survival[..., 1:, :]
    before = np.zeros(closing.shape[:2])
    before[:, 1:] = closing[:, :-1].sum(axis=2)
    transfers = rates.transfers_person * persons[:, None] + rates.transfers_plan * before[..., None]
    return survivors, np.maximum(changed_needs(survivors, rates.need_change) + transfers, 0.0)


def _flows(closing: Floats, survivors: Floats, kept: Floats, new_plans: Floats, index: Floats) -> Flows:
    opening = np.zeros(closing.shape)
    opening[:, 1:] = closing[:, :-1]
    opening[:, -1] += closing[:, -1]
    return Flows(
        opening=opening,
        new_plans=new_plans,
        ceased=opening - survivors,
        net_transfers=kept - survivors,
        closing=kept + new_plans,
        index=index,
    )
