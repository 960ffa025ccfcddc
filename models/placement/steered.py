"""What levers make of the instance on one path: places, prices, limits and who requires a place."""

from dataclasses import dataclass

import numpy as np

from models.arrays import Flags, Floats
from models.demand.levers_on_plans import steered_requirement
from models.levers.acting import chosen
from models.levers.lever import What
from models.money.costs import journey_cost, marginal_cost, with_boarding
from models.placement.displaced import within_reach
from models.placement.instance import Setting
from models.placement.levers_on_pairs import Aimed, steered_growth, steered_pairs
from models.placement.new_places import kind_of_new_place
from models.placement.years import Places, open_pairs
from models.places.capacity import market_places
from models.places.travel import limit_minutes
from models.vocabulary import IN_COUNTY, REQUIREMENTS, Requirement

MOVES_COSTS = (What.FEE, What.TOP_UP, What.TRANSPORT_PRICE, What.JOURNEY_LIMIT)
BARRED = 10.0
"""A pair that nobody may use costs so many times what an unplaced learner does: it is never used."""


@dataclass(frozen=True)
class Steered:
    """What levers make of the setting on one path, from the base year on.

    required_shares : (years + 1, areas or 1, ages, needs, requirements); 1 where all areas are alike.
    usable, places : (years + 1, providers); ``directed_share`` (years + 1, cells).
    charge, journey : (years + 1, pairs) pounds a learner: top-up or fee, and transport, before inflation.
    open_pairs : (years + 1, pairs) whether the pair's provider is open for the pair's phase.
    in_reach : (years + 1, cells) whether an open state provider of the authority is within the journey limit.
    new_place_gbp : (years + 1, cells) running cost of a learner in a new place of their area; endless where no state
    place could serve.
    deciding_gbp : (years, pairs) costs of the years ahead as the programme has them; None: as it was built.
    """

    required_shares: Floats
    usable: Floats
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


def steer(setting: Setting, luck: Floats) -> Steered:
    """Let the levers act on one path; ``luck`` is a standard normal deviate for each lever, (levers,)."""
    levers, years, providers = setting.levers, setting.years, setting.providers
    elastic, growth = providers.elastic, setting.parameters.capacity.market_growth
    usable, places = setting.usable.copy(), setting.places.copy()
    markets = [name for name, is_market in zip(providers.ids, elastic, strict=True) if is_market]
    grown = steered_growth(levers, luck, growth, providers.needs[elastic], markets, years[1:])
    usable[:, elastic] = market_places(setting.usable[0, elastic], setting.purchased, grown)
    places[:, elastic] = usable[:, elastic]
    aimed, open_now = aimed_pairs(setting), _open_pairs(setting, usable)
    transport = steered_pairs(levers, What.TRANSPORT_PRICE, luck, np.ones(len(aimed.need)), aimed, years)
    daily, journey = _charge(setting, luck, aimed), transport * journey_cost(setting.prices, setting.pairs.miles)
    before, boards = _price(setting), setting.long.residential
    charge, journey = with_boarding(daily, journey, before, setting.residential_fee, boards)
    return Steered(
        required_shares=_required_shares(setting, luck),
        usable=usable,
        places=places,
        charge=charge,
        journey=journey,
        directed_share=_directed(setting, luck, open_now),
        open_pairs=open_now,
        in_reach=_in_reach(setting, open_now),
        new_place_gbp=_new_place_cost(setting, luck),
        deciding_gbp=_barred(setting, open_now[1:], marginal_cost(charge, journey)[1:]),
    )


def steady(setting: Setting) -> Steered | None:
    """What levers make of the setting on every path alike; None where their amounts are drawn."""
    drawn = any(lever.low is not None for lever in setting.levers)
    return None if drawn else steer(setting, np.zeros(len(setting.levers)))


def _open_pairs(setting: Setting, usable: Floats) -> Flags:
    years = zip(usable, setting.row_places, strict=True)
    return np.array([open_pairs(setting.pairs, Places(*of_year)) for of_year in years])


def _in_reach(setting: Setting, open_now: Flags) -> Flags:
    """Whether a cell has an open state provider of the authority within the journey limit, (years + 1, cells)."""
    providers, pairs = setting.providers, setting.pairs
    local = (providers.of_kind(IN_COUNTY) & providers.home)[pairs.provider]
    return within_reach(setting.cells, pairs, local, open_now, limit_minutes(setting.parameters.travel))


def _required_shares(setting: Setting, luck: Floats) -> Floats:
    """Requirement shares as levers leave them; shape as in :class:`Steered`."""
    by_area = any(lever.where.areas for _, lever in chosen(setting.levers, What.REQUIREMENT_MIX))
    areas = setting.areas if by_area else ("",)
    shares = setting.required_shares
    return np.stack([steered_requirement(setting.levers, luck, shares, setting.years, area) for area in areas], axis=1)


def aimed_pairs(setting: Setting) -> Aimed:
    """What levers may aim at of each pair."""
    cells, pairs = setting.cells, setting.pairs
    areas, ids = (np.array(names, dtype=object) for names in (setting.areas, setting.providers.ids))
    return Aimed(cells.need[pairs.cell], cells.phase[pairs.cell], areas[cells.area[pairs.cell]], ids[pairs.provider])


def _charge(setting: Setting, luck: Floats, aimed: Aimed) -> Floats:
    """Top-up or fee of each pair, (years + 1, pairs)."""
    start = _price(setting)
    fee, top_up = (
        steered_pairs(setting.levers, what, luck, start, aimed, setting.years) for what in (What.FEE, What.TOP_UP)
    )
    return np.where(setting.directed, fee, top_up)


def _price(setting: Setting) -> Floats:
    """Top-up or fee of each pair in base prices, without levers, (pairs,)."""
    pairs = setting.pairs
    return setting.prices.learner[setting.providers.provision[pairs.provider], setting.cells.need[pairs.cell]]


def aimed_cells(setting: Setting) -> Aimed:
    """What levers may aim at of each cell: there is no provider among it."""
    cells = setting.cells
    areas = np.array(setting.areas, dtype=object)[cells.area]
    return Aimed(cells.need, cells.phase, areas, np.full(len(areas), "", dtype=object))


def _new_place_cost(setting: Setting, luck: Floats) -> Floats:
    cells, levers, years, aimed = setting.cells, setting.levers, setting.years, aimed_cells(setting)
    provision, served = kind_of_new_place(cells)
    charge = steered_pairs(levers, What.TOP_UP, luck, setting.prices.learner[provision, cells.need], aimed, years)
    transport = steered_pairs(levers, What.TRANSPORT_PRICE, luck, np.ones(len(cells.need)), aimed, years)
    journey = transport * journey_cost(setting.prices, setting.local_miles[cells.area, cells.phase])
    return np.where(served, marginal_cost(charge, journey), np.inf)


def _directed(setting: Setting, luck: Floats, open_now: Flags) -> Floats:
    """Share of entrants who need a special school and are directed to an independent one; (years + 1, cells).

    Cells without an open independent provider within reach, and within the limits, have nowhere to be directed to.
    """
    cells = setting.cells
    start = np.full(len(cells.area), setting.parameters.allocation.directed_share)
    share = steered_pairs(setting.levers, What.DIRECTED_SHARE, luck, start, aimed_cells(setting), setting.years)
    taken = setting.directed & open_now
    taken[1:] &= ~too_far(setting)
    reached = np.array([np.bincount(setting.pairs.cell[pairs], minlength=len(cells.area)) > 0 for pairs in taken])
    special = cells.requirement == REQUIREMENTS.index(Requirement.SPECIAL)
    return np.asarray(np.minimum(share, 1.0) * (reached & special))


def _barred(setting: Setting, open_ahead: Flags, cost: Floats) -> Floats | None:
    """Costs of the years ahead with pairs priced out that nobody may use; None where they are the programme's own.

    Priced out are pairs beyond a lever's journey limit or a hard one of their phase, and those of a provider without
    places, in all or for their phase: it is closed, or not yet open, and takes nobody, not even above its places.
    """
    out_of_reach = ~open_ahead | too_far(setting)
    steady_cost = not (any(lever.what in MOVES_COSTS for lever in setting.levers) or setting.long.residential.any())
    if steady_cost and not out_of_reach.any():
        return None
    return np.where(out_of_reach, BARRED * setting.parameters.allocation.unplaced_penalty_gbp, cost)


def too_far(setting: Setting) -> Flags:
    """Pairs beyond a lever's journey limit or a hard one of their phase, (years, pairs) of the years ahead."""
    return np.asarray((setting.pairs.miles > journey_limits(setting)[1:]) | setting.forbidden)


def journey_limits(setting: Setting) -> Floats:
    """Longest journey in miles that levers allow each pair, (years + 1, pairs); endless without such a lever."""
    levers, pairs = setting.levers, len(setting.pairs.miles)
    if not chosen(levers, What.JOURNEY_LIMIT):
        return np.full((len(setting.years), pairs), np.inf)
    longest = np.full(pairs, setting.parameters.travel.longest_miles)
    calm = np.zeros(len(levers))
    return steered_pairs(levers, What.JOURNEY_LIMIT, calm, longest, aimed_pairs(setting), setting.years)
