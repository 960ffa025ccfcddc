"""Independent and non-maintained schools that an authority uses, and the market beyond the ones that are known.

No list says how many places of which school an authority can count on. The totals inside and outside the authority
are shared out by size and nearness (A-26): a school weighs its roll times its draw over the authority's children
(``positions.reach``), scaled by kind so that non-maintained schools hold their part of the base year's learners.
Learners of the base year beyond these places sit with the market: one provider for each need, which takes any number
(A-30).
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.arrays import Floats
from models.demand.joint import Margin, fit
from models.parameters.method import TravelParameters
from models.vocabulary import NEED_NAMES, NEEDS
from sufficiency.importers.open_data.people.areas import centre, children
from sufficiency.importers.open_data.providers import special_schools
from sufficiency.importers.open_data.providers.place_facts import SOURCE, PlaceFacts
from sufficiency.importers.open_data.providers.positions import nearest_area_miles, reach
from sufficiency.importers.open_data.providers.provider_tables import (
    ProviderTables,
    apportioned,
    joined,
    places_from,
)
from sufficiency.packs.lookups import mapping

KEPT_SHARE = 0.95
"""Share of the weight outside the authority that the schools kept must hold; the rest are too small to name (A-26)."""
FEWEST_PLACES = 0.5
"""Places below which a school is not named; those that are named have whole places."""
MAINSTREAM_NEEDS = ("ASD", "SEMH", "SLCN", "MLD", "SPLD")
"""Needs that independent mainstream schools take anywhere, besides those that the authority's learners there have."""
MAINSTREAM_AGES = (4, 18)
COUNTED_SHARE = 0.95
"""Share of the base year's learners for whom named places can be counted on, where no figure is published (A-37)."""
MARKET_MILES = 20.0
"""Journey to the market where no school at all is within reach (A-37)."""


@dataclass(frozen=True)
class LearnersToPlace:
    """Base-year learners, shape (ages, needs) each: independent special, non-maintained, independent mainstream."""

    ages: tuple[int, ...]
    independent: Floats
    non_maintained: Floats
    mainstream: Floats

    @property
    def special(self) -> Floats:
        """Learners in independent and non-maintained special schools together."""
        return self.independent + self.non_maintained


@dataclass(frozen=True)
class Counts:
    """Places to count on: in special schools inside and outside the authority, and in independent mainstream.

    ``special_source`` and ``mainstream_source`` say where the numbers are from; ``release`` names the release, and
    ``base_year`` is its academic year.
    """

    base_year: str
    release: str
    inside: float
    outside: float
    mainstream: float
    special_source: str
    mainstream_source: str


def schools_within_reach(register: pd.DataFrame, dfe_code: str, points: pd.DataFrame) -> pd.DataFrame:
    """Independent and non-maintained special schools, with ``inside``, ``weight``, ``miles``, needs and ages.

    Within reach: a mean road journey of at most ``longest_miles`` from the children of some area. Schools that the
    register positions outside the authority that it gives them are left out (A-35).
    """
    kinds = register["kind"].isin([special_schools.INDEPENDENT, special_schools.NON_MAINTAINED])
    sound = ~register["misplaced"] & register["easting"].notna()
    schools = register[kinds & sound].reset_index(drop=True)
    inside = (schools["authority"] == dfe_code).to_numpy()
    near = inside | (nearest_area_miles(points, schools) <= TravelParameters().longest_miles)
    schools = schools[near].assign(inside=inside[near]).reset_index(drop=True)
    roll = schools["roll"].fillna(schools.groupby("kind")["roll"].transform("median")).fillna(50.0)
    gravity = reach(points, schools)
    return schools.assign(
        weight=roll.to_numpy() * gravity.draw,
        miles=gravity.miles,
        needs=schools["kind"].map(mapping("independent_needs", "kind", "needs")),
        **special_schools.age_range(schools),
    )


def counts_of(facts: PlaceFacts, schools: pd.DataFrame, demand: LearnersToPlace) -> Counts:
    """Places to count on: as published, else a share of the base year's learners split by the schools' weight."""
    published = facts.value("independent_mainstream")
    mainstream = float(round(demand.mainstream.sum())) if published is None else published
    own = f"{SOURCE if published is not None else facts.release} A-29"
    inside, outside = facts.value("inmss_inside"), facts.value("inmss_outside")
    if inside is not None and outside is not None:
        special = (inside - mainstream, outside, mainstream)
        return Counts(facts.base_year, facts.release, *special, f"{SOURCE} A-26", own)
    total = round(COUNTED_SHARE * float(demand.special.sum()))
    share = schools.loc[schools["inside"], "weight"].sum() / max(schools["weight"].sum(), 1e-12)
    here = float(round(total * float(share)))
    special = (here, total - here, mainstream)
    return Counts(facts.base_year, facts.release, *special, f"{facts.release} A-26 A-37", own)


def named_places(schools: pd.DataFrame, counts: Counts, demand: LearnersToPlace) -> pd.DataFrame:
    """Share the places inside and outside over the schools; those too small to name are dropped.

    Returns the schools that keep a place, with ``places`` that add to the counts.
    """
    weighed = schools.assign(weight=_scaled_by_kind(schools, counts, demand))
    sides = [
        _shared(weighed[weighed["inside"]], counts.inside, 1.0),
        _shared(weighed[~weighed["inside"]], counts.outside, KEPT_SHARE),
    ]
    return pd.concat(sides, ignore_index=True)


def _scaled_by_kind(schools: pd.DataFrame, counts: Counts, demand: LearnersToPlace) -> Floats:
    """Weights scaled so that inside and outside, independent and non-maintained, each hold their part of the places."""
    side = schools["inside"].to_numpy(dtype=int)
    kind = (schools["kind"] == special_schools.NON_MAINTAINED).to_numpy(dtype=int)
    weights = schools["weight"].to_numpy(dtype=np.float64)
    table = np.zeros((2, 2))
    np.add.at(table, (side, kind), weights)
    share = demand.non_maintained.sum() / max(float(demand.special.sum()), 1e-12)
    total = counts.inside + counts.outside
    margins = (
        Margin((1,), total * np.array([1.0 - share, share])),
        Margin((0,), np.array([counts.outside, counts.inside])),
    )
    fitted = fit(table, margins, most_iterations=200).table
    factors = np.divide(fitted, table, out=np.zeros_like(table), where=table > 0)
    return np.asarray(weights * factors[side, kind])


def _shared(schools: pd.DataFrame, places: float, share: float) -> pd.DataFrame:
    ordered = schools[schools["weight"] > 0].sort_values(["weight", "urn"], ascending=[False, True])
    before = ordered["weight"].cumsum().shift(fill_value=0.0) / max(float(ordered["weight"].sum()), 1e-12)
    chosen = ordered[before < share] if places > 0 else ordered.iloc[:0]
    while len(chosen) > 1 and places * chosen["weight"].iloc[-1] / chosen["weight"].sum() < FEWEST_PLACES:
        chosen = chosen.iloc[:-1]
    if chosen.empty:
        return chosen.assign(places=0.0)
    shared = chosen.assign(places=apportioned(chosen["weight"].to_numpy(dtype=np.float64), places))
    return shared[shared["places"] > 0]


def independent_supply(
    named: pd.DataFrame, points: pd.DataFrame, counts: Counts, demand: LearnersToPlace
) -> ProviderTables:
    """Return the named schools, independent mainstream by area, and the market, with the places of the base year."""
    held = float(named["places"].sum())
    journey = float(np.average(named["miles"], weights=named["places"])) if held > 0 else MARKET_MILES
    parts = [
        _mainstream_supply(points, counts, demand),
        _market_supply(market_places(named, counts.mainstream, demand), journey, counts),
    ]
    return joined([_named_supply(named, counts), *parts] if held > 0 else parts)


def market_places(named: pd.DataFrame, mainstream: float, demand: LearnersToPlace) -> Floats:
    """Base-year learners of each need beyond the places known, shape (13,).

    Each school's places are spread over the ages and needs that it takes, as evenly as the learners allow
    (proportional fitting, with the market as one more school that takes everyone); what does not fit is the market's.
    Independent mainstream learners beyond their places are the market's too, in their own mix of needs.
    """
    learners, places = demand.special, named["places"].to_numpy(dtype=np.float64)
    beyond = max(float(learners.sum()) - float(places.sum()), 1e-6)
    seed = np.concatenate([_takes(named, demand.ages), np.ones((1, *learners.shape))]) * (learners > 0)
    margins = (Margin((0,), np.append(places, beyond)), Margin((1, 2), learners))
    fitted = fit(seed, margins, tolerance=1e-6, most_iterations=500).table[:-1]
    sums = fitted.sum(axis=(1, 2))
    within = np.divide(places, sums, out=np.ones_like(sums), where=sums > places)
    special = learners - (fitted * within[:, None, None]).sum(axis=0)
    present = float(demand.mainstream.sum())
    rest = demand.mainstream * max(present - mainstream, 0.0) / max(present, 1e-12)
    return np.asarray(np.maximum((special + rest).sum(axis=0), 0.0))


def _takes(named: pd.DataFrame, ages: tuple[int, ...]) -> Floats:
    """1 where a school takes an age and need, shape (schools, ages, needs)."""
    years = np.array(ages)
    by_age = (named["min_age"].to_numpy()[:, None] <= years) & (years <= named["max_age"].to_numpy()[:, None])
    by_need = np.array([[str(need) in codes.split() for need in NEEDS] for codes in named["needs"]], dtype=np.bool_)
    takes = by_age[:, :, None] & by_need.reshape(len(named), 1, len(NEEDS))
    return np.asarray(takes, dtype=np.float64)


def _named_supply(named: pd.DataFrame, counts: Counts) -> ProviderTables:
    non_maintained = named["kind"] == special_schools.NON_MAINTAINED
    providers = pd.DataFrame(
        {
            "provider_id": named["urn"],
            "name": named["name"],
            "provision": non_maintained.map({True: "non_maintained_special", False: "independent_special"}),
            "area": named["area"].where(named["inside"], None),
            "easting": named["easting"],
            "northing": named["northing"],
            "journey_miles": np.nan,
            "min_age": named["min_age"],
            "max_age": named["max_age"],
            "needs": named["needs"],
            "requirements": "special independent_only",
            "elastic": "no",
            "basis": "estimated",
            "source": f"{special_schools.SOURCE} A-27",
        }
    )
    places = named["places"].to_numpy()
    dated = places_from(counts.base_year, providers["provider_id"], places, "estimated", counts.special_source)
    return ProviderTables(providers, dated)


def _mainstream_supply(points: pd.DataFrame, counts: Counts, demand: LearnersToPlace) -> ProviderTables:
    """Independent mainstream schools by area, as many places as there are learners; areas without a place have none."""
    weights = children(points)
    areas = sorted(set(points["area"]))
    members = [(points["area"] == area).to_numpy() for area in areas]
    shares = apportioned(np.array([weights[own].sum() for own in members]), counts.mainstream)
    centres = [centre(points[own], weights[own]) for own in members]
    learners = dict(zip(map(str, NEEDS), demand.mainstream.sum(axis=0).tolist(), strict=True))
    needs = [need for need, count in learners.items() if need in MAINSTREAM_NEEDS or count >= FEWEST_PLACES]
    providers = pd.DataFrame(
        {
            "provider_id": [f"independent-mainstream-{area}" for area in areas],
            "name": "Independent mainstream schools",
            "provision": "independent_mainstream",
            "area": areas,
            "easting": [position[0] for position in centres],
            "northing": [position[1] for position in centres],
            "journey_miles": np.nan,
            "min_age": MAINSTREAM_AGES[0],
            "max_age": MAINSTREAM_AGES[1],
            "needs": " ".join(needs),
            "requirements": "independent_only",
            "elastic": "no",
            "basis": "estimated",
            "source": "A-29",
        }
    )
    dated = places_from(counts.base_year, providers["provider_id"], shares, "estimated", counts.mainstream_source)
    return ProviderTables(providers[shares > 0], dated[shares > 0])


def _market_supply(places: Floats, journey_miles: float, counts: Counts) -> ProviderTables:
    providers = pd.DataFrame(
        {
            "provider_id": [f"market-{need}" for need in NEEDS],
            "name": [f"Independent market, {NEED_NAMES[need]}" for need in NEEDS],
            "provision": "independent_special",
            "area": None,
            "easting": np.nan,
            "northing": np.nan,
            "journey_miles": journey_miles,
            "min_age": 2,
            "max_age": 25,
            "needs": [str(need) for need in NEEDS],
            "requirements": "special independent_only",
            "elastic": "yes",
            "basis": "estimated",
            "source": "A-30",
        }
    )
    source = f"{counts.release} A-30"
    dated = places_from(counts.base_year, providers["provider_id"], places, "estimated", source)
    return ProviderTables(providers, dated)
