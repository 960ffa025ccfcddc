"""What levers make of the instance on one path: places, prices, limits and who requires a place."""

from dataclasses import dataclass

import numpy as np

from models.arrays import Flags, Floats
from models.demand.levers_on_plans import steered_requirement
from models.levers.acting import chosen
from models.levers.lever import What
from models.money.costs import journey_cost, marginal_cost, with_boarding
from models.placement.displaced import within_reach
from models.placement.instance import Instance
from models.placement.levers_on_pairs import Aimed, steered_growth, steered_pairs
from models.placement.new_places import kind_of_new_place
from models.placement.years import UsablePlaces, open_pairs
from models.places.capacity import market_places
from models.places.travel import limit_minutes
from models.vocabulary import IN_COUNTY, REQUIREMENTS, Requirement

MOVES_COSTS = (What.FEE, What.TOP_UP, What.TRANSPORT_PRICE, What.JOURNEY_LIMIT)
BARRED = 10.0
"""A pair that nobody may use costs so many times what an unplaced learner does: it is never used."""


@dataclass(frozen=True)
class Steered:
    """What levers make of the instance on one path, from the base year on.

    required_shares : (years + 1, areas or 1, ages, needs, requirements); 1 where all areas are alike.
    usable_places, places : (years + 1, providers); ``directed_share`` (years + 1, cells).
    charge, journey : (years + 1, pairs) pounds a learner: top-up or fee, and transport, before inflation.
    open_pairs : (years + 1, pairs) whether the pair's provider is open for the pair's phase.
    in_reach : (years + 1, cells) whether an open state provider of the authority is within the journey limit.
    new_place_gbp : (years + 1, cells) running cost of a learner in a new place of their area; endless where no state
    place could serve.
    deciding_gbp : (years, pairs) costs of the years ahead as the programme has them; None: as it was built.
    """

    required_shares: Floats
    usable_places: Floats
    places: Floats
    charge: Floats
    journey: Floats
    directed_share: Floats
    open_pairs: Flags
    in_reach: Flags
    new_place_gbp: Floats
    deciding_gbp: Floats | None

    @property
    def cost_gbp(self) -> Floats:
        """Marginal cost of a learner-year, before inflation, (years + 1, pairs)."""
        return marginal_cost(self.charge, self.journey)


def steer(instance: Instance, luck: Floats) -> Steered:
    """Let the levers act on one path; ``luck`` is a standard normal deviate for each lever, (levers,)."""
    levers, years, providers = instance.levers, instance.years, instance.providers
    elastic, growth = providers.elastic, instance.parameters.capacity.market_growth
    usable, places = instance.usable_places.copy(), instance.places.copy()
    markets = [name for name, is_market in zip(providers.ids, elastic, strict=True) if is_market]
    grown = steered_growth(levers, luck, growth, providers.needs[elastic], markets, years[1:])
    usable[:, elastic] = market_places(instance.usable_places[0, elastic], instance.purchased, grown)
    places[:, elastic] = usable[:, elastic]
    aimed, open_now = aimed_pairs(instance), _open_pairs(instance, usable)
    transport = steered_pairs(levers, What.TRANSPORT_PRICE, luck, np.ones(len(aimed.need)), aimed, years)
    daily, journey = _charge(instance, luck, aimed), transport * journey_cost(instance.prices, instance.pairs.miles)
    before, boards = instance.charge_gbp, instance.eligibility.long.residential
    charge, journey = with_boarding(daily, journey, before, instance.residential_fee, boards)
    return Steered(
        required_shares=_required_shares(instance, luck),
        usable_places=usable,
        places=places,
        charge=charge,
        journey=journey,
        directed_share=_directed(instance, luck, open_now),
        open_pairs=open_now,
        in_reach=_in_reach(instance, open_now),
        new_place_gbp=_new_place_cost(instance, luck),
        deciding_gbp=_barred(instance, open_now[1:], marginal_cost(charge, journey)[1:]),
    )


def steady(instance: Instance) -> Steered | None:
    """What levers make of the instance on every path alike; None where their amounts are drawn."""
    drawn = any(lever.low is not None for lever in instance.levers)
    return None if drawn else steer(instance, np.zeros(len(instance.levers)))


def _open_pairs(instance: Instance, usable: Floats) -> Flags:
    years = zip(usable, instance.usable_row_places, strict=True)
    return np.array([open_pairs(instance.pairs, UsablePlaces(*of_year)) for of_year in years])


def _in_reach(instance: Instance, open_now: Flags) -> Flags:
    """Whether a cell has an open state provider of the authority within the journey limit, (years + 1, cells)."""
    providers, pairs = instance.providers, instance.pairs
    local = (providers.of_kind(IN_COUNTY) & providers.home)[pairs.provider]
    return within_reach(instance.cells, pairs, local, open_now, limit_minutes(instance.parameters.travel))


def _required_shares(instance: Instance, luck: Floats) -> Floats:
    """Requirement shares as levers leave them; shape as in :class:`Steered`."""
    by_area = any(lever.where.areas for _, lever in chosen(instance.levers, What.REQUIREMENT_MIX))
    areas = instance.areas if by_area else ("",)
    shares = instance.required.shares
    return np.stack(
        [steered_requirement(instance.levers, luck, shares, instance.years, area) for area in areas], axis=1
    )


def aimed_pairs(instance: Instance) -> Aimed:
    """What levers may aim at of each pair."""
    cells, pairs = instance.cells, instance.pairs
    areas, ids = (np.array(names, dtype=object) for names in (instance.areas, instance.providers.ids))
    return Aimed(cells.need[pairs.cell], cells.phase[pairs.cell], areas[cells.area[pairs.cell]], ids[pairs.provider])


def _charge(instance: Instance, luck: Floats, aimed: Aimed) -> Floats:
    """Top-up or fee of each pair, (years + 1, pairs)."""
    start = instance.charge_gbp
    fee, top_up = (
        steered_pairs(instance.levers, what, luck, start, aimed, instance.years) for what in (What.FEE, What.TOP_UP)
    )
    return np.where(instance.directed, fee, top_up)


def aimed_cells(instance: Instance) -> Aimed:
    """What levers may aim at of each cell: there is no provider among it."""
    cells = instance.cells
    areas = np.array(instance.areas, dtype=object)[cells.area]
    return Aimed(cells.need, cells.phase, areas, np.full(len(areas), "", dtype=object))


def _new_place_cost(instance: Instance, luck: Floats) -> Floats:
    cells, levers, years, aimed = instance.cells, instance.levers, instance.years, aimed_cells(instance)
    provision, served = kind_of_new_place(cells)
    charge = steered_pairs(levers, What.TOP_UP, luck, instance.prices.learner[provision, cells.need], aimed, years)
    transport = steered_pairs(levers, What.TRANSPORT_PRICE, luck, np.ones(len(cells.need)), aimed, years)
    journey = transport * journey_cost(instance.prices, instance.local_miles[cells.area, cells.phase])
    return np.where(served, marginal_cost(charge, journey), np.inf)


def _directed(instance: Instance, luck: Floats, open_now: Flags) -> Floats:
    """Share of entrants who need a special school and are directed to an independent one; (years + 1, cells).

    Cells without an open independent provider within reach, and within the limits, have nowhere to be directed to.
    """
    cells = instance.cells
    start = np.full(len(cells.area), instance.parameters.allocation.directed_share)
    share = steered_pairs(instance.levers, What.DIRECTED_SHARE, luck, start, aimed_cells(instance), instance.years)
    taken = instance.directed & open_now
    taken[1:] &= ~too_far(instance)
    reached = np.array([np.bincount(instance.pairs.cell[pairs], minlength=len(cells.area)) > 0 for pairs in taken])
    special = cells.requirement == REQUIREMENTS.index(Requirement.SPECIAL)
    return np.asarray(np.minimum(share, 1.0) * (reached & special))


def _barred(instance: Instance, open_ahead: Flags, cost: Floats) -> Floats | None:
    """Costs of the years ahead with pairs priced out that nobody may use; None where they are the programme's own.

    Priced out are pairs beyond a lever's journey limit or a hard one of their phase, and those of a provider without
    places, in all or for their phase: it is closed, or not yet open, and takes nobody, not even above its places.
    """
    out_of_reach = ~open_ahead | too_far(instance)
    steady_cost = not (
        any(lever.what in MOVES_COSTS for lever in instance.levers) or instance.eligibility.long.residential.any()
    )
    if steady_cost and not out_of_reach.any():
        return None
    return np.where(out_of_reach, BARRED * instance.parameters.allocation.unplaced_penalty_gbp, cost)


def too_far(instance: Instance) -> Flags:
    """Pairs beyond a lever's journey limit or a hard one of their phase, (years, pairs) of the years ahead."""
    return np.asarray((instance.pairs.miles > journey_limits(instance)[1:]) | instance.forbidden)


def journey_limits(instance: Instance) -> Floats:
    """Longest journey in miles that levers allow each pair, (years + 1, pairs); endless without such a lever."""
    levers, pairs = instance.levers, len(instance.pairs.miles)
    if not chosen(levers, What.JOURNEY_LIMIT):
        return np.full((len(instance.years), pairs), np.inf)
    longest = np.full(pairs, instance.parameters.travel.longest_miles)
    calm = np.zeros(len(levers))
    return steered_pairs(levers, What.JOURNEY_LIMIT, calm, longest, aimed_pairs(instance), instance.years)
