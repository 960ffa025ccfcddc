"""Independent and non-maintained schools that an authority uses, and the market beyond the ones that are known.

No list says how many places of which school an authority can count on. The published totals inside and outside the
authority are shared out by size and nearness (a gravity model, A-26): a school's weight is its roll times
``mean over the authority's children of exp(-miles / DECAY_MILES)``. Learners of the base year beyond these places
sit with the market, one elastic provider a need (A-30).
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.joint import Margin, fit
from models.parameters import TravelParameters
from models.vocabulary import NEED_NAMES, NEEDS
from sufficiency.importers import special_schools
from sufficiency.importers.lookups import mapping
from sufficiency.importers.place_facts import BASE_YEAR, SOURCE, PlaceFacts
from sufficiency.importers.small_areas import centre, children, straight_miles
from sufficiency.importers.state_special import Supply

Floats = NDArray[np.float64]
DECAY_MILES = 10.0
"""Road miles over which the draw of a school falls to a third (A-26)."""
KEPT_SHARE = 0.95
"""Share of the weight outside the authority that the schools kept must hold; the rest are too small to name (A-26)."""
FEWEST_PLACES = 0.5
COUNTED_SHARE = 0.95
"""Share of the base year's learners for whom named places can be counted on, where no figure is published (A-37)."""


@dataclass(frozen=True)
class Reach:
    """How schools lie to the authority's children: ``draw`` (mean of exp(-miles/decay)), ``miles`` of those drawn."""

    draw: Floats
    miles: Floats


def reach(points: pd.DataFrame, schools: pd.DataFrame) -> Reach:
    """Gravity of each school over the authority's children, and the mean road miles of the children it draws."""
    miles = straight_miles(points, schools) * TravelParameters().circuity
    pull = children(points)[:, None] * np.exp(-miles / DECAY_MILES)
    return Reach(pull.sum(axis=0) / children(points).sum(), (pull * miles).sum(axis=0) / pull.sum(axis=0))


def independent_schools(register: pd.DataFrame, dfe_code: str, points: pd.DataFrame) -> pd.DataFrame:
    """Independent and non-maintained special schools within reach, with ``inside``, ``weight``, ``miles``, needs, ages.

    Within reach is a mean road journey of at most ``longest_miles`` from the children of some area.
    """
    kinds = register["kind"].isin([special_schools.INDEPENDENT, special_schools.NON_MAINTAINED])
    schools = register[kinds & register["easting"].notna()].reset_index(drop=True)
    inside = (schools["authority"] == dfe_code).to_numpy()
    near = inside | (_nearest_area_miles(points, schools) <= TravelParameters().longest_miles)
    schools = schools[near].assign(inside=inside[near]).reset_index(drop=True)
    roll = schools["roll"].fillna(schools.groupby("kind")["roll"].transform("median"))
    gravity = reach(points, schools)
    needs = mapping("independent_needs", "kind", "needs")
    return schools.assign(
        weight=roll.to_numpy() * gravity.draw,
        miles=gravity.miles,
        needs=schools["kind"].map(needs),
        **special_schools.age_range(schools),
    )


def _nearest_area_miles(points: pd.DataFrame, schools: pd.DataFrame) -> Floats:
    weights = children(points)
    miles = straight_miles(points, schools) * TravelParameters().circuity
    means = [
        np.average(miles[own], axis=0, weights=weights[own])
        for area in sorted(set(points["area"]))
        for own in [(points["area"] == area).to_numpy()]
    ]
    return np.asarray(np.min(means, axis=0))


def named_places(schools: pd.DataFrame, inside: float, outside: float) -> pd.DataFrame:
    """Share the places inside and outside the authority over its schools; the smallest are dropped.

    Returns ``schools`` that keep a place, with ``places`` that add to ``inside`` and ``outside``.
    """
    parts = [
        _shared(schools[schools["inside"]], inside, 1.0),
        _shared(schools[~schools["inside"]], outside, KEPT_SHARE),
    ]
    return pd.concat(parts, ignore_index=True)


def _shared(schools: pd.DataFrame, places: float, kept: float) -> pd.DataFrame:
    ordered = schools.sort_values(["weight", "urn"], ascending=[False, True])
    before = ordered["weight"].cumsum().shift(fill_value=0.0) / max(ordered["weight"].sum(), 1e-12)
    chosen = ordered[before < kept]
    while len(chosen) > 1 and (places * chosen["weight"] / chosen["weight"].sum()).min() < FEWEST_PLACES:
        chosen = chosen.iloc[:-1]
    return chosen.assign(places=places * chosen["weight"] / chosen["weight"].sum())


@dataclass(frozen=True)
class Demand:
    """Base-year learners: ``special`` (ages, needs) in INMSS special schools, ``mainstream`` (ages, needs) in independent
    mainstream schools; ages are the rows of the plans tables.
    """

    ages: tuple[int, ...]
    special: Floats
    mainstream: Floats


def independent_supply(schools: pd.DataFrame, points: pd.DataFrame, facts: PlaceFacts, demand: Demand) -> Supply:
    """Named schools, independent mainstream by area, and the market, with the places of the base year."""
    mainstream = facts.value("independent_mainstream")
    inside, outside = facts.value("inmss_inside"), facts.value("inmss_outside")
    if mainstream is None:
        mainstream = float(demand.mainstream.sum())
    if inside is None or outside is None:
        total = COUNTED_SHARE * float(demand.special.sum())
        share = schools.loc[schools["inside"], "weight"].sum() / max(schools["weight"].sum(), 1e-12)
        inside, outside = total * share, total * (1 - share)
    else:
        inside -= mainstream
    named = named_places(schools, inside, outside)
    journey = float(np.average(named["miles"], weights=named["places"]))
    parts = [
        _named_supply(named),
        _mainstream_supply(points, mainstream, demand),
        _market_supply(market_places(named, demand, mainstream), journey),
    ]
    return Supply(
        pd.concat([part.providers for part in parts], ignore_index=True),
        pd.concat([part.places for part in parts], ignore_index=True),
    )


def market_places(named: pd.DataFrame, demand: Demand, mainstream: float) -> Floats:
    """Base-year learners of each need beyond the places known, shape (13,).

    Each school's places are spread over the ages and needs that it takes, as evenly as the learners allow
    (proportional fitting, with the market as one more school that takes everyone); what does not fit is the market's.
    Independent mainstream learners beyond their places are the market's too, in their own mix of needs.
    """
    takes = np.array(
        [
            [
                [school["min_age"] <= age <= school["max_age"] and need in school["needs"].split() for need in NEEDS]
                for age in demand.ages
            ]
            for school in named.to_dict("records")
        ],
        dtype=np.float64,
    )
    learners = demand.special
    beyond = max(learners.sum() - named["places"].sum(), 1e-6)
    seed = np.concatenate([takes, np.ones((1, *learners.shape))]) * (learners > 0)
    rows = np.append(named["places"].to_numpy(), beyond)
    fitted = fit(seed, (Margin((0,), rows), Margin((1, 2), learners)), tolerance=1e-6, most_iterations=500).table
    sums = fitted[:-1].sum(axis=(1, 2))
    held = np.divide(named["places"].to_numpy(), sums, out=np.ones_like(sums), where=sums > named["places"].to_numpy())
    special = learners - (fitted[:-1] * held[:, None, None]).sum(axis=0)
    left_over = max(float(demand.mainstream.sum()) - mainstream, 0.0)
    rest = demand.mainstream * left_over / max(float(demand.mainstream.sum()), 1e-12)
    return np.asarray((special + rest).sum(axis=0))


def _named_supply(named: pd.DataFrame) -> Supply:
    kind = named["kind"].map({special_schools.INDEPENDENT: "independent_special"}).fillna("non_maintained_special")
    providers = pd.DataFrame(
        {
            "provider_id": named["urn"],
            "name": named["name"],
            "provision": kind,
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
    return Supply(providers, _base_year(named["urn"], named["places"], f"{SOURCE} A-26"))


def _base_year(ids: pd.Series, places: pd.Series, source: str) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "provider_id": ids,
            "academic_year": BASE_YEAR,
            "phase": "all",
            "places": places,
            "reserved": 0.0,
            "basis": "estimated",
            "source": source,
        }
    )


def _mainstream_supply(points: pd.DataFrame, places: float, demand: Demand) -> Supply:
    weights = children(points)
    rows = []
    for area in sorted(set(points["area"])):
        own = (points["area"] == area).to_numpy()
        position = centre(points[own], weights[own])
        rows.append((f"independent-mainstream-{area}", area, *position, places * weights[own].sum() / weights.sum()))
    frame = pd.DataFrame(rows, columns=["provider_id", "area", "easting", "northing", "places"])
    present = demand.mainstream.sum(axis=0) > 0
    ages = [age for age, row in zip(demand.ages, demand.mainstream, strict=True) if row.sum() > 0] or [4, 18]
    providers = frame.drop(columns="places").assign(
        name="Independent mainstream schools",
        provision="independent_mainstream",
        journey_miles=np.nan,
        min_age=min(ages),
        max_age=max(ages),
        needs=" ".join(need for need, has in zip(NEEDS, present, strict=True) if has) or " ".join(NEEDS),
        requirements="independent_only",
        elastic="no",
        basis="estimated",
        source="A-29",
    )
    return Supply(providers, _base_year(frame["provider_id"], frame["places"], f"{SOURCE} A-29"))


def _market_supply(places: Floats, journey_miles: float) -> Supply:
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
    return Supply(providers, _base_year(providers["provider_id"], pd.Series(places), "dfe_ehc_2025 A-30"))
