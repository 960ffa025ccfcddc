"""Rates of new and ceased plans by age, from several years' events by regression, leaning on England.

New plans of age a in calendar year y, Poisson, with England's rate in the same year as offset::

    log E[new[a, y]]  =  log(P[a, y] * i_england[a, y]) + alpha[y] + beta[group of a]

Ceased plans, binomial of the plans there were a year before, with England's odds as offset::

    logit h[a, y]  =  logit h_england[a, y] + gamma[group of a]

So an authority keeps its own level of each year's new plans (alpha), its own leaning towards age groups (beta, gamma),
and England's pattern of single ages within a group. ``england_pull`` plans at England's rate are added for each
coefficient, so that a handful of plans cannot bend it. Years whose ceased plans stand far from England's, such as a
clean-up of old records, weigh less: ``1 / (1 + (r / 0.35)**2)`` with r the log of ceased plans over those that
England's rates would give (A-50). Fitted with ``statsmodels``.

**Changes of need.** From plans that were followed from one January to the next, person by person. For an age group g
and needs k (before) and n (after), with c the plans counted and k0 ``need_change_pull`` plans that keep their need::

    D[g, k, n] = (c[g, k, n] + k0 * [k = n]) / (sum_n c[g, k, n] + k0)

so that a handful of plans says little, a need that nobody was counted with keeps itself, and every row adds to 1.

**Errors.** The total's error says how many plans there will be, but not which ages and needs have
them. Each path therefore has its own rates::

    odds of ceasing[a, n]  *  exp(leaving_error * u[g(a)]),  from age 20 on leaving_error_adults
    new plans[a, n]        *  exp(starting_error * v[g(a)] + need_error * w[n]),  at the same new plans in all

with u, v, w standard normal for each age group g and need n. They add nothing to the total of the governed years, which
the request-rate index still meets, and grow along the path as cohorts pass through the rates that are off. How large
they are, and what that does to bands: ``docs/accuracy.md`` (A-122, A-123).
"""

import warnings
from dataclasses import replace
from typing import Any

import numpy as np
from statsmodels.genmod.families import Binomial, Poisson
from statsmodels.genmod.generalized_linear_model import GLM
from statsmodels.tools.sm_exceptions import PerfectSeparationWarning

from models.arrays import Floats, product, settled
from models.authority import Events, Observed
from models.demand.cohort import OPEN_AGE, Rates, closing_rates, mixed, need_mix, observed_rates, opened, ratio
from models.parameters.demand import CohortParameters
from models.sampling import Draws, normals
from models.vocabulary import AGE_GROUPS, AGES, AgeGroup, age_group_of_age, ages_of_group

NEW_GROUPS = (0, 4, 6, 10, 12, 16)
"""First ages of the groups of new plans: before school, entry, primary, transfer, secondary, later."""
CEASED_GROUPS = (0, 11, 16, 18, 20)
"""First ages of the groups of ceased plans."""
ARTEFACT_SCALE = 0.35
"""Log distance from England's rates at which a year's ceased plans weigh half (A-50)."""


def fitted_rates(
    local: Observed, england: Observed, events: tuple[Events, Events], parameters: CohortParameters
) -> Rates:
    """Rates of an authority; with them and index 1 the base year's total comes out of the year before.

    ``events`` are the authority's and England's. England counts only with the needs under which the authority
    records any plan. Net transfers are what the fitted rates leave unexplained, leaning on England's.
    """
    used = local.stock.sum(axis=0) > 0
    comparable = replace(
        england, stock=england.stock * used, new_needs=england.new_needs * used, need_change=local.need_change
    )
    national, pull = observed_rates(comparable), parameters.england_pull
    own_events, england_events = events
    started = fitted_new_plans(own_events, england_events, pull)
    by_start = ratio(local.new_plans, local.new_plans + pull)[:, None]
    mix = mixed(need_mix(local.new_needs), need_mix(comparable.new_needs), by_start)
    survival = 1.0 - fitted_ceased(own_events, england_events, pull)
    own = closing_rates(local, survival, started[:, None] * mix)
    by_opening = ratio(opened(local.earlier), opened(local.earlier) + pull)[:, None]
    by_stock = ratio(local.stock.sum(axis=1), local.stock.sum(axis=1) + pull)[:, None]
    return replace(
        own,
        transfers_person=mixed(own.transfers_person, national.transfers_person, by_stock),
        transfers_plan=mixed(own.transfers_plan, national.transfers_plan, by_opening),
    )


def fitted_new_plans(own: Events, england: Events, pull: float) -> Floats:
    """New plans of the last year by age, (ages,), as the regression gives them."""
    expected = own.persons * ratio(england.new_plans, england.persons)
    years, ages = np.nonzero(expected > 0)
    groups = _dummies(NEW_GROUPS)[:, 1:]
    design = np.hstack([np.eye(len(expected))[years], groups[ages]])
    coefficients = design.shape[1]
    values = _fit(
        np.append(own.new_plans[years, ages], np.full(coefficients, pull)),
        np.vstack([design, np.eye(coefficients)]),
        Poisson(),
        np.log(np.append(expected[years, ages], np.full(coefficients, pull))),
        np.ones(len(years) + coefficients),
    )
    level, lean = values[len(expected) - 1], product(groups, values[len(expected) :])
    return np.asarray(expected[-1] * settled(np.exp(level + lean)))


def fitted_ceased(own: Events, england: Events, pull: float) -> Floats:
    """Share of plans that cease by age, (ages,), as the regression gives it; England's where nobody has a plan."""
    hazard = np.clip(ratio(england.ceased, england.opening), 0.0, 1.0)
    usual = np.clip(hazard, 1e-6, 1.0 - 1e-6)
    weight = 1.0 / (1.0 + (_distance(own, hazard) / ARTEFACT_SCALE) ** 2)
    years, ages = np.nonzero((own.opening > 0) & (hazard > 0) & (hazard < 1))
    if not years.size:  # totals only were returned: nothing moves England's rates
        return np.asarray(hazard[-1])
    groups = _dummies(CEASED_GROUPS)
    typical = float(ratio(england.ceased.sum(), england.opening.sum()))
    extra = len(CEASED_GROUPS)
    gone = np.minimum(own.ceased, own.opening)[years, ages]
    counts = np.column_stack([gone, own.opening[years, ages] - gone])
    values = _fit(
        np.vstack([counts, np.tile([pull * typical, pull * (1.0 - typical)], (extra, 1))]),
        np.vstack([groups[ages], np.eye(extra)]),
        Binomial(),
        np.append(_logit(usual[years, ages]), np.full(extra, _logit(np.float64(typical)))),
        np.append(weight[years], np.ones(extra)),
    )
    fitted = settled(1.0 / (1.0 + np.exp(-(_logit(usual[-1]) + product(groups, values)))))
    return np.asarray(np.where((hazard[-1] > 0) & (hazard[-1] < 1), fitted, hazard[-1]))


def _fit(counts: Floats, design: Floats, family: Any, offset: Floats, weights: Floats) -> Floats:  # noqa: ANN401
    """Coefficients of a generalised linear model; the plans at England's rate identify every one of them."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PerfectSeparationWarning)  # counts that are exactly England's
        model = GLM(counts, design, family=family, offset=offset, freq_weights=weights)
        return settled(model.fit().params)


def _distance(own: Events, hazard: Floats) -> Floats:
    """Log of each year's ceased plans over those that England's rates would give; (years,)."""
    expected = (own.opening * hazard).sum(axis=1)
    return np.asarray(np.log((own.ceased.sum(axis=1) + 1.0) / (expected + 1.0)))


def _logit(share: Floats | np.float64) -> Floats:
    return np.asarray(np.log(share / (1.0 - share)))


def _dummies(firsts: tuple[int, ...]) -> Floats:
    """Membership of each age in the groups that start at ``firsts``, (ages, groups)."""
    group = np.searchsorted(firsts, AGES, side="right") - 1
    return np.eye(len(firsts))[group]


def need_change(counts: Floats, pull: float) -> Floats:
    """Share of each need's survivors who have each need a year on, (ages, needs, needs), ages at the later census.

    ``counts`` is (age groups, needs before, needs after) plans; ``pull`` plans are put to each row that keep it.
    """
    needs = counts.shape[1]
    pulled = counts + pull * np.eye(needs)
    total = pulled.sum(axis=2, keepdims=True)
    shares = np.where(total > 0, pulled / np.where(total > 0, total, 1.0), np.eye(needs))
    sizes = [len(ages_of_group(AgeGroup(group))) for group in AGE_GROUPS]
    return np.repeat(shares, sizes, axis=0)


GROUP = np.array([AGE_GROUPS.index(age_group_of_age(age)) for age in AGES])
"""Age group of each age."""


def drawn_rates(rates: Rates, persons: Floats, parameters: CohortParameters, seed: int, draws: Draws) -> Rates:
    """Rates of each draw, (draws, ages, needs); ``persons`` (ages,) at which new plans in all stay as they are."""
    groups, needs = len(AGE_GROUPS), rates.incidence.shape[1]
    leaving, starting = (
        np.ascontiguousarray(normals(seed, draws, f"rates/{what}", groups)[:, GROUP])
        for what in ("leaving", "starting")
    )  # sums over an array depend on how it lies in memory, and a draw must not depend on how many there are
    need = normals(seed, draws, "rates/need", needs)
    ceasing = 1.0 - rates.survival
    sizes = np.where(np.array(AGES) < OPEN_AGE, parameters.leaving_error, parameters.leaving_error_adults)
    moved = ceasing * settled(np.exp(sizes * leaving))[..., None]
    tilted = rates.incidence * settled(np.exp(parameters.starting_error * starting))[..., None]
    tilted = tilted * settled(np.exp(parameters.need_error * need))[:, None, :]
    before, after = ((part * persons[:, None]).sum(axis=(-2, -1)) for part in (rates.incidence, tilted))
    share = np.where(after > 0, before / np.where(after > 0, after, 1.0), 1.0)
    return replace(
        rates, survival=1.0 - moved / (rates.survival + moved), incidence=tilted * np.asarray(share)[:, None, None]
    )
