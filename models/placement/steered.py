"""What levers make of the instance on one path: places, prices, limits and who requires a place."""

from dataclasses import dataclass, replace

import numpy as np

from models.arrays import Flags, Floats
from models.demand.levers_on_plans import steered_requirement
from models.demand.practised import KINDS
from models.levers.acting import chosen, within
from models.levers.lever import ActsOn, What
from models.money.costs import journey_cost, marginal_cost, with_boarding
from models.parameters.placement import AS_IN_THE_LAST_YEARS
from models.placement.displaced import within_reach
from models.placement.futures import Futures
from models.placement.instance import Instance
from models.placement.levers_on_pairs import Aimed, steered_growth, steered_pairs
from models.placement.years import open_pairs
from models.places.capacity import market_places
from models.places.new_places import kind_of_new_place
from models.places.travel import limit_minutes
from models.programme.structure import summed
from models.september.asked import UsablePlaces
from models.september.crowding import levels_of
from models.september.elsewhere import KIND_OF
from models.vocabulary import IN_COUNTY, PROVISIONS, STATE_KIND, Provision, Requirement

BARRED = 10.0
"""A pair that nobody may use costs so many times what an unplaced learner does: it is never used."""


@dataclass(frozen=True)
class Steered:
    """What levers make of the instance on one path, from the base year on.

    required_shares : (years + 1, areas or 1, ages, needs, requirements); 1 where all areas are alike.
    usable_places, places : (years + 1, providers); ``usable_row_places`` (years + 1, rows) of phases;
        ``directed_share`` (years + 1, cells).
    charge, journey : (years + 1, pairs) pounds a learner: top-up or fee, and transport, before inflation.
    open_pairs : (years + 1, pairs) whether the pair's provider is open for the pair's phase.
    in_reach : (years + 1, cells) whether an open state provider of the authority is within the journey limit.
    new_place_gbp : (years + 1, cells) running cost of a learner in a new place of their area; endless where no state
    place could serve.
    inmss_gbp : (years + 1, cells) running cost of a learner at INMSS, 0 where none takes them; ``mainstream_gbp`` of
    one who stays in mainstream.
    deciding_gbp : (years, pairs) costs of the years ahead as the programme has them; None: as it was built.
    """

    required_shares: Floats
    usable_places: Floats
    places: Floats
    usable_row_places: Floats
    charge: Floats
    journey: Floats
    directed_share: Floats
    open_pairs: Flags
    in_reach: Flags
    new_place_gbp: Floats
    inmss_gbp: Floats
    mainstream_gbp: float
    deciding_gbp: Floats | None

    @property
    def cost_gbp(self) -> Floats:
        """Marginal cost of a learner-year, before inflation, (years + 1, pairs)."""
        return marginal_cost(self.charge, self.journey)

    def unserved_gbp(self, diversion: float) -> Floats:
        """Cost of a learner whom no state place takes, (years + 1, cells): so much at INMSS, the rest in mainstream."""
        share = np.where(self.inmss_gbp > 0, diversion, 0.0)
        return np.asarray(share * self.inmss_gbp + (1.0 - share) * self.mainstream_gbp)


def steer(instance: Instance, luck: Floats) -> Steered:
    """Let the levers act on one path; ``luck`` is a standard normal deviate for each lever, (levers,)."""
    levers, years, providers = instance.levers, instance.years, instance.providers
    usable, places = instance.usable_places.copy(), instance.places.copy()
    elastic = providers.elastic
    usable[:, elastic] = places[:, elastic] = _market(instance, luck, _limit(instance))
    aimed, open_now = aimed_pairs(instance), _open_pairs(instance, usable)
    transport = steered_pairs(levers, What.TRANSPORT_PRICE, luck, np.ones(len(aimed.need)), aimed, years)
    daily, journey = _charge(instance, luck, aimed), transport * instance.journey_gbp
    before, boards = instance.charge_gbp, instance.eligibility.long.residential
    charge, journey = with_boarding(daily, journey, before, instance.residential_fee, boards)
    return Steered(
        required_shares=_required_shares(instance, luck),
        usable_places=usable,
        places=places,
        usable_row_places=instance.usable_row_places,
        charge=charge,
        journey=journey,
        directed_share=_directed(instance, luck, open_now),
        open_pairs=open_now,
        in_reach=_in_reach(instance, open_now),
        new_place_gbp=_new_place_cost(instance, luck),
        inmss_gbp=_inmss_cost(instance, marginal_cost(charge, journey)),
        mainstream_gbp=instance.mainstream_top_up,
        deciding_gbp=_barred(instance, open_now[1:], marginal_cost(charge, journey)[1:]),
    )


def _limit(instance: Instance) -> Floats:
    """Fastest growth of the independent market to each year ahead, (years,)."""
    return np.full(len(instance.years) - 1, instance.parameters.capacity.market_growth)


def _market(instance: Instance, luck: Floats, growth: Floats) -> Floats:
    """Places of each part of the independent market, (years + 1, markets), as levers leave its ``growth`` (years,)."""
    providers, elastic = instance.providers, instance.providers.elastic
    markets = [name for name, is_market in zip(providers.ids, elastic, strict=True) if is_market]
    grown = steered_growth(instance.levers, luck, growth, providers.needs[elastic], markets, instance.years[1:])
    return market_places(instance.usable_places[0, elastic], instance.purchased, grown)


def places_on_path(instance: Instance, steered: Steered, future: Futures) -> Steered:
    """Places that one path has besides those that are dated.

    The market grows as fast as it is drawn to, or as fast as practice has learners there grow if that is faster;
    independent mainstream schools grow as learners there do in practice, and the state's places too where the run asks
    for places as in the last years: a kind grows until its schools, as full as they are, hold the learners whom
    practice has there. Dated places count towards that; where they are more they stay more.
    """
    providers, totals = instance.providers, future.practised[0]
    usable, places, rows = steered.usable_places.copy(), steered.places.copy(), steered.usable_row_places.copy()
    if instance.parameters.placement.as_practised:
        usable[:, providers.elastic] = places[:, providers.elastic] = _drawn_market(instance, future)
    for provision, kind in _growing(instance).items():
        mine = providers.of_kind((provision,)) & providers.home
        factor = _growth_of_places(instance, usable[:, mine], mine, totals[:, KINDS.index(kind)])
        places[:, mine] += usable[:, mine] * (factor - 1.0)[:, None]
        usable[:, mine] *= factor[:, None]
        rows[:, mine[instance.pairs.rows.provider]] *= factor[:, None]
    return replace(steered, usable_places=usable, places=places, usable_row_places=rows)


def _drawn_market(instance: Instance, future: Futures) -> Floats:
    """Places of the market on one path, (years + 1, markets): at least what practice has it take."""
    bought = future.practised[0][:, KINDS.index("inmss_special")]
    practised = bought[1:] / bought[:-1] - 1.0 if (bought > 0).all() else np.zeros(len(bought) - 1)
    return _market(instance, future.luck[:, 0], np.maximum(practised, future.market_growth[0]))


def _growing(instance: Instance) -> dict[Provision, str]:
    """Kinds of provision whose places grow as practice has it, with their names in ``KINDS``."""
    growing: dict[Provision, str] = {}
    if instance.parameters.placement.as_practised:
        growing[Provision.INDEPENDENT_MAINSTREAM] = "independent_mainstream"
    if instance.parameters.capacity.state_places == AS_IN_THE_LAST_YEARS:
        growing |= {STATE_KIND[requirement]: kind for requirement, kind in KIND_OF.items()}
    return growing


def _growth_of_places(instance: Instance, dated: Floats, mine: Flags, practised: Floats) -> Floats:
    """By how much the ``dated`` places (years + 1, schools) of a kind grow so that it holds the learners of practice.

    ``practised`` (years + 1,) are these. What is dated counts towards it; a school that closed does not grow. (years +
    1,), at least 1, and 1 in the base year.
    """
    held = instance.base.held.total(instance.pairs.provider, len(mine))[mine]
    full = np.maximum(held, dated[0])
    state = np.isin(instance.providers.provision[mine], [PROVISIONS.index(kind) for kind in IN_COUNTY])
    above = float(((full - dated[0]) * state).sum()) * instance.parameters.capacity.practised_occupancy
    grown = practised / practised[0] if practised[0] > 0 else np.ones(len(practised))
    needed, there = float(full.sum()) * grown - above, dated.sum(axis=1)
    factor = np.maximum(np.divide(needed, there, out=np.ones_like(there), where=there > 0), 1.0)
    factor[0] = 1.0
    return np.asarray(factor)


def levels_of_path(instance: Instance, steered: Steered) -> tuple[Floats, Floats]:
    """Most learners of each provider and phase row, (1 + steps, years + 1, ...); ``models.september.crowding``."""
    providers, rows, base = instance.providers, instance.pairs.rows, instance.base.held
    state, capacity = providers.of_kind(IN_COUNTY), instance.parameters.capacity
    held = base.total(instance.pairs.provider, len(providers.ids))
    of_rows = levels_of(steered.usable_row_places, rows.held(base), state[rows.provider], capacity)
    return levels_of(steered.usable_places, held, state, capacity), of_rows


def _inmss_cost(instance: Instance, cost: Floats) -> Floats:
    """Running cost of a learner of each cell at INMSS, (years + 1, cells); 0 where there is no pair.

    The mean of the pairs that the base year used, or of all pairs where it used none.
    """
    cells = len(instance.cells.area)
    at = np.flatnonzero(instance.directed)
    cell, learners = instance.pairs.cell[at], instance.base.learners[at]
    used = summed(learners, cell, cells)[cell] > 0
    weight = np.where(used, learners, 1.0)
    total = summed(weight, cell, cells)
    paid = np.array([summed(weight * year[at], cell, cells) for year in cost])
    return np.asarray(np.divide(paid, total, out=np.zeros_like(paid), where=total > 0))


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
    miles, carried = instance.local_miles[cells.area, cells.phase], instance.prices.carried[provision, cells.phase]
    journey = transport * journey_cost(instance.prices, miles, carried)
    return np.where(served, marginal_cost(charge, journey), np.inf)


def _directed(instance: Instance, luck: Floats, open_now: Flags) -> Floats:
    """Share of entrants who need a special school and are directed to an independent one; (years + 1, cells).

    Cells without an open independent provider within reach, and within the limits, have nowhere to be directed to.
    """
    cells = instance.cells
    start = np.full(len(cells.area), instance.parameters.allocation.directed_share)
    share = steered_pairs(instance.levers, What.DIRECTED_SHARE, luck, start, aimed_cells(instance), instance.years)
    reached = taken_by_inmss(instance, open_now)
    special = cells.requires(Requirement.SPECIAL)
    return within(share, What.DIRECTED_SHARE) * (reached & special)


def taken_by_inmss(instance: Instance, open_now: Flags) -> Flags:
    """Whether an open independent provider within reach, and within the limits, takes a cell, (years + 1, cells)."""
    taken = instance.directed & open_now
    taken[1:] &= ~too_far(instance)
    cells = len(instance.cells.area)
    return np.array([np.bincount(instance.pairs.cell[pairs], minlength=cells) > 0 for pairs in taken])


def _barred(instance: Instance, open_ahead: Flags, cost: Floats) -> Floats | None:
    """Costs of the years ahead with pairs priced out that nobody may use; None where they are the programme's own.

    Priced out are pairs beyond a lever's journey limit or a hard one of their phase, and those of a provider without
    places, in all or for their phase: it is closed, or not yet open, and takes nobody, not even above its places.
    """
    out_of_reach = ~open_ahead | too_far(instance)
    on_pairs = any(lever.kind.acts_on is ActsOn.PAIRS for lever in instance.levers)
    if not (on_pairs or instance.eligibility.long.residential.any()) and not out_of_reach.any():
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
