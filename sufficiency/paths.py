"""One path of the future in full: levers, learners who require a place, their placements year by year, the spend."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from models.allocation import Programme
from models.areas import AreaPlans
from models.capacity import market_places
from models.costs import SPEND_LINES, Prices, academic_year_spend, financial_years, marginal_cost
from models.displacement import directed_learners
from models.levers import What, aims_at_needs, amounts, moved, weights
from models.pathway import Course, Moves, Places, YearOfPlacement, follow_years, moves, open_pairs
from models.policies import Reviewed, review_moves, with_protection
from models.policy import Review
from models.requirement import by_phase, learners_by_age
from models.served import ages_of_cells, moves_of_pairs, shares_of_parts
from models.steering import (
    Charged,
    chosen,
    steered_prices,
    steered_requirement,
    steered_surcharges,
    steered_yearly,
)
from models.vocabulary import NEEDS, PHASES, PROVISIONS, REQUIREMENTS, Requirement
from sufficiency.setting import Setting

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
MOVES_COSTS = (What.FEE, What.TOP_UP, What.TRANSPORT_PRICE, What.JOURNEY_LIMIT)
BARRED = 10.0
"""A pair that nobody may use costs so many times what an unplaced learner does: it is never used."""


@dataclass(frozen=True)
class Steered:
    """What levers make of the setting on one path, from the base year on.

    required_shares : (years + 1, ages, needs, requirements); ``usable`` and ``places`` (years + 1, providers).
    prices : one for each year, base year first; ``directed_share`` (years + 1, cells).
    surcharge : (years + 1, pairs) pounds a learner that levers aimed at single providers add.
    open_pairs : (years + 1, pairs) whether the pair's provider is open for the pair's phase.
    cost_gbp : (years + 1, pairs) marginal cost of a learner-year, before inflation.
    deciding_gbp : (years, pairs) costs of the years ahead as the programme has them; None: as it was built.
    """

    required_shares: Floats
    usable: Floats
    places: Floats
    prices: tuple[Prices, ...]
    directed_share: Floats
    surcharge: Floats
    open_pairs: Flags
    cost_gbp: Floats
    deciding_gbp: Floats | None


@dataclass(frozen=True)
class Path:
    """One path: ``required`` (years + 1, cells), a placement for each year, ``spend`` (financial years, ...).

    ``directed`` (years + 1, pairs) are the learners who are at INMSS by order or preference, ``course`` is what the
    path demands of the allocator.
    """

    required: Floats
    years: tuple[YearOfPlacement, ...]
    spend: Floats
    steered: Steered
    directed: Floats
    course: Course

    @property
    def cost_gbp(self) -> Floats:
        """Marginal cost of a learner-year, before inflation, (years + 1, pairs)."""
        return self.steered.cost_gbp


def steer(setting: Setting, luck: Floats) -> Steered:
    """Let the levers act on one path; ``luck`` is a standard normal deviate for each lever, (levers,)."""
    levers, years, elastic = setting.levers, setting.years, setting.providers.elastic
    growth = setting.parameters.capacity.market_growth
    usable, places = setting.usable.copy(), setting.places.copy()
    grown = steered_yearly(levers, What.MARKET_GROWTH, luck, growth, years[1:])
    usable[:, elastic] = market_places(setting.usable[0, elastic], setting.purchased, grown)
    places[:, elastic] = usable[:, elastic]
    learner = steered_prices(levers, luck, setting.prices.learner, years)
    transport = steered_yearly(levers, What.TRANSPORT_PRICE, luck, 1.0, years)
    journey, mile = setting.prices.journey, setting.prices.mile
    prices = tuple(
        replace(setting.prices, learner=charge, journey=journey * factor, mile=mile * factor)
        for charge, factor in zip(learner, transport, strict=True)
    )
    surcharge = steered_surcharges(levers, luck, learner, _charged(setting), years)
    cost, open_now = _cost(setting, prices, surcharge), _open_pairs(setting, usable)
    return Steered(
        required_shares=steered_requirement(levers, luck, setting.required_shares, years),
        usable=usable,
        places=places,
        prices=prices,
        directed_share=_directed(setting, luck, open_now),
        surcharge=surcharge,
        open_pairs=open_now,
        cost_gbp=cost,
        deciding_gbp=_barred(setting, open_now[1:], cost[1:]),
    )


def steady(setting: Setting) -> Steered | None:
    """What levers make of the setting on every path alike; None where their amounts are drawn."""
    drawn = any(lever.low is not None for lever in setting.levers)
    return None if drawn else steer(setting, np.zeros(len(setting.levers)))


def _open_pairs(setting: Setting, usable: Floats) -> Flags:
    years = zip(usable, setting.row_places, strict=True)
    return np.array([open_pairs(setting.pairs, Places(*of_year)) for of_year in years])


def _charged(setting: Setting) -> Charged:
    pairs, providers = setting.pairs, setting.providers
    ids = np.array(providers.ids, dtype=object)[pairs.provider]
    return Charged(providers.provision[pairs.provider], setting.cells.need[pairs.cell], ids)


def _directed(setting: Setting, luck: Floats, open_now: Flags) -> Floats:
    """Share of entrants who need a special school and are directed to an independent one; (years + 1, cells).

    Cells without an open independent provider within reach have nowhere to be directed to.
    """
    cells, years = setting.cells, setting.years
    start = np.full((len(years), len(cells.area)), setting.parameters.allocation.directed_share)
    for row, lever in chosen(setting.levers, What.DIRECTED_SHARE):
        aimed = aims_at_needs(lever, NEEDS)[cells.need]
        if lever.where.phases:
            aimed = aimed * np.isin(cells.phase, [PHASES.index(phase) for phase in lever.where.phases])
        amount = float(amounts(lever, luck[row : row + 1])[0])
        start = moved(start, lever, amount, weights(lever, years)[:, None] * aimed)
    taken = setting.directed & open_now
    reached = np.array([np.bincount(setting.pairs.cell[pairs], minlength=len(cells.area)) > 0 for pairs in taken])
    special = cells.requirement == REQUIREMENTS.index(Requirement.SPECIAL)
    return np.asarray(np.clip(start, 0.0, 1.0) * (reached & special))


def follow(
    setting: Setting, programmes: Sequence[Programme], plans: AreaPlans, steered: Steered, *, place_values: bool
) -> Path:
    """Run one path; ``plans`` are those of the path alone, row 0 the base year."""
    cells = setting.cells
    steered = replace(steered, required_shares=_protected(setting, steered.required_shares, plans.total()[0]))
    learners = learners_by_age(plans.by_area()[0], steered.required_shares)
    required = by_phase(learners)[:, cells.area, cells.phase, cells.need, cells.requirement]
    course = Course(
        required=required[1:],
        moves=moves(cells, learners, setting.survival, setting.continuing),
        places=steered.usable[1:],
        row_places=setting.row_places[1:],
        cost_gbp=steered.deciding_gbp,
        directed_share=steered.directed_share[1:] if steered.directed_share.any() else None,
        reviews=tuple(_reviewed(setting, review) for review in setting.policies.reviews),
    )
    course = _by_part(setting, course, learners)
    years = follow_years(programmes, setting.pairs, setting.base, course, place_values=place_values)
    sent = directed_learners(setting.pairs, setting.directed, years, course.moves, steered.directed_share)
    return Path(required, years, _spend(setting, steered, years), steered, sent, course)


def _by_part(setting: Setting, course: Course, learners: Floats) -> Course:
    """The course where providers take only learners of their own ages and sex; as it was where they take everyone."""
    parts, cells = setting.parts, setting.cells
    if parts is None:
        return course
    by_age = ages_of_cells(cells, learners)
    rates = (setting.survival, setting.continuing)
    return replace(
        course,
        moves=Moves(*moves_of_pairs(parts, cells, setting.pairs, by_age, rates), by_pair=True),
        parts=parts,
        part_shares=shares_of_parts(parts, cells, by_age, setting.survival),
    )


def _protected(setting: Setting, steered: Floats, plans: Floats) -> Floats:
    for protection in setting.policies.protections:
        since = protection.year - int(setting.years[0])
        steered = with_protection(setting.required_shares, steered, plans, setting.survival, since)
    return steered


def _reviewed(setting: Setting, review: Review) -> Reviewed:
    """Pairs of a special-school cell with an independent or non-maintained provider, and the moves of each year."""
    cells = setting.cells
    special = cells.requirement == REQUIREMENTS.index(Requirement.SPECIAL)
    needs = np.isin(cells.need, [NEEDS.index(need) for need in review.needs or NEEDS])
    return Reviewed(review_moves(review, setting.years[1:]), setting.directed & (special & needs)[setting.pairs.cell])


def _cost(setting: Setting, prices: Sequence[Prices], surcharge: Floats) -> Floats:
    """Marginal cost of each pair in each year, (years + 1, pairs)."""
    pairs, charged = setting.pairs, _charged(setting)
    yearly = [marginal_cost(of_year, charged.provision, charged.need, pairs.miles) for of_year in prices]
    return np.asarray(np.array(yearly) + surcharge)


def _barred(setting: Setting, open_ahead: Flags, cost: Floats) -> Floats | None:
    """Costs of the years ahead with pairs priced out that nobody may use; None where they are the programme's own.

    Priced out are pairs beyond a lever's journey limit, and those of a provider without places, in all or for their
    phase: it is closed, or not yet open, and takes nobody, not even above its places.
    """
    out_of_reach = ~open_ahead
    if not out_of_reach.any() and not any(lever.what in MOVES_COSTS for lever in setting.levers):
        return None
    if chosen(setting.levers, What.JOURNEY_LIMIT):
        out_of_reach = out_of_reach | (setting.pairs.miles[None, :] > journey_limits(setting)[1:, None])
    return np.where(out_of_reach, BARRED * setting.parameters.allocation.unplaced_penalty_gbp, cost)


def journey_limits(setting: Setting) -> Floats:
    """Longest journey in miles that levers allow, (years + 1,); endless without such a lever."""
    if not chosen(setting.levers, What.JOURNEY_LIMIT):
        return np.full(len(setting.years), np.inf)
    longest, calm = setting.parameters.travel.longest_miles, np.zeros(len(setting.levers))
    return steered_yearly(setting.levers, What.JOURNEY_LIMIT, calm, longest, setting.years)


def _spend(setting: Setting, steered: Steered, years: tuple[YearOfPlacement, ...]) -> Floats:
    pairs, providers = setting.pairs, setting.providers
    provision, need = providers.provision[pairs.provider], setting.cells.need[pairs.cell]
    line = np.where(setting.directed, SPEND_LINES.index("fee"), SPEND_LINES.index("top_up"))
    cell_of_spend, cells_of_spend = provision * len(SPEND_LINES) + line, len(PROVISIONS) * len(SPEND_LINES)
    academic = []
    for place, (prices, year) in enumerate(zip(steered.prices, years, strict=True)):
        filled = np.bincount(pairs.provider, year.learners, len(providers.ids)) + setting.reserved[place]
        commissioned = (steered.places[place] * providers.home, providers.provision, filled)
        spend = academic_year_spend(prices, year.learners, provision, need, pairs.miles, commissioned)
        extra = np.bincount(cell_of_spend, year.learners * steered.surcharge[place], cells_of_spend)
        academic.append(spend + extra.reshape(spend.shape))
    return financial_years(np.array(academic), setting.parameters.costs.inflation)
