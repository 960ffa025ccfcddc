"""Miles and minutes from every area to every provider.

For area i, phase f and provider j the one-way journey is the mean over the area's small areas k, weighted by
the persons w of the phase who live there::

    miles[i, f, j]   = sum_k w[k, f] * m[k, j] / sum_k w[k, f]
    minutes[i, f, j] = boarding + sum_k w[k, f] * t[k, j] / sum_k w[k, f]

where m and t are, the first that there is: what the authority's own matrix says (:func:`with_matrix`, in place of the
mean); the quickest way on its road network (``models.places.roads``); or, with d the straight line on the British
National Grid::

    m[k, j] = circuity * d + detour = (circuity + detour / d) * d          t[k, j] = 60 * m / speed

Straight line times a circuity is the usual approximation where no road network is at hand (Ballou, Rahardja and Sakai
2002 give 1.40 for England); the detour lets short journeys be more roundabout than long ones, and
:func:`fitted_circuity` reads both from real routes.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import lsq_linear

from models.arrays import Floats, Indices, product, settled
from models.parameters.method import TravelParameters
from models.places.roads import METRES_PER_MILE, Ways
from models.vocabulary import PHASES, Phase

LEAST_ROUTES = 3
"""Fewest routes that two numbers can be read from with something to spare."""


@dataclass(frozen=True)
class Journeys:
    """One-way journeys: ``miles`` and ``minutes``, shape (areas, phases, providers)."""

    miles: Floats
    minutes: Floats


def straight_line_miles(points: Floats, providers: Floats) -> Floats:
    """Straight-line miles, shape (points, providers); both arguments are (n, 2) metres on the grid."""
    steps = points[:, None, :] - providers[None, :, :]
    return settled(np.hypot(steps[..., 0], steps[..., 1]) / METRES_PER_MILE)


def journeys(
    points: Floats, persons: Floats, areas: Indices, providers: Floats, parameters: TravelParameters
) -> Journeys:
    """Mean journeys from areas to providers.

    Parameters
    ----------
    points : (points, 2) metres on the grid.
    persons : (points, phases) residents of each phase; an area without residents of a phase weighs its points alike.
    areas : (points,) index of the area that each point lies in; every index up to the largest occurs.
    providers : (providers, 2) metres on the grid.
    parameters : circuity, detour, speed and boarding time.
    """
    weight = point_weights(persons, areas)
    straight = product(weight, straight_line_miles(points, providers))
    miles = parameters.circuity * straight + parameters.detour_miles
    return Journeys(miles, minutes_of(miles, parameters))


def with_roads(travel: Journeys, ways: Ways, weight: Floats, parameters: TravelParameters) -> Journeys:
    """Journeys by road to the providers on the network, ``travel`` to the others; ``weight``: :func:`point_weights`."""
    miles = product(weight, ways.miles)
    minutes = product(weight, ways.minutes) + parameters.boarding_minutes
    return Journeys(np.where(ways.on_network, miles, travel.miles), np.where(ways.on_network, minutes, travel.minutes))


def with_matrix(travel: Journeys, miles: Floats, minutes: Floats, parameters: TravelParameters) -> Journeys:
    """Journeys with those that the authority gives in place, exactly; (areas, phases, providers), missing where not.

    Where it gives miles alone, minutes follow from them.
    """
    driven = np.where(np.isnan(minutes), minutes_of(miles, parameters), minutes)
    given = ~np.isnan(miles)
    return Journeys(np.where(given, miles, travel.miles), np.where(given, driven, travel.minutes))


def point_weights(persons: Floats, areas: Indices) -> Floats:
    """Share of each point in the residents of a phase of its area, (areas, phases, points); see :func:`journeys`."""
    member = np.equal.outer(np.arange(areas.max() + 1), areas).astype(np.float64)
    weight = member[:, None, :] * persons.T[None, :, :]
    empty = weight.sum(axis=2, keepdims=True) == 0
    weight = np.where(empty, member[:, None, :], weight)
    return np.asarray(weight / weight.sum(axis=2, keepdims=True))


def limit_minutes(parameters: TravelParameters) -> Floats:
    """Longest one-way journey of each phase, (phases,)."""
    younger, older = parameters.primary_limit_minutes, parameters.secondary_limit_minutes
    return np.array([younger if phase in (Phase.EARLY_YEARS, Phase.PRIMARY) else older for phase in PHASES])


def minutes_of(miles: Floats, parameters: TravelParameters) -> Floats:
    """Minutes of a one-way journey of so many miles."""
    return np.asarray(parameters.boarding_minutes + 60.0 * miles / parameters.speed_mph)


@dataclass(frozen=True)
class Fitted:
    """What real routes say: ``circuity`` a and ``detour_miles`` b, and mean absolute % errors before and after."""

    circuity: float
    detour_miles: float
    error_before: float
    error_after: float


def fitted_circuity(straight: Floats, road: Floats, parameters: TravelParameters) -> Fitted:
    """Fit road miles = a * straight + b by least squares of road / straight on a + b / straight, a from 1 to 3, b >= 0.

    Routes of no straight distance say nothing and are left out; ``parameters`` are those to compare with.

    Raises
    ------
    ValueError
        When fewer than three routes are left.
    """
    there = (straight > 0) & (road > 0)
    if there.sum() < LEAST_ROUTES:
        raise ValueError(f"{int(there.sum())} routes of some length: at least {LEAST_ROUTES} are needed")
    line, miles = straight[there], road[there]
    design = np.column_stack([np.ones_like(line), 1.0 / line])
    circuity, detour = lsq_linear(design, miles / line, bounds=([1.0, 0.0], [3.0, 10.0]), method="bvls").x
    before = parameters.circuity * line + parameters.detour_miles
    return Fitted(float(circuity), float(detour), _error(before, miles), _error(circuity * line + detour, miles))


def _error(said: Floats, true: Floats) -> float:
    return float(100.0 * np.mean(np.abs(said - true) / true))


def fitted_speed(miles: Floats, minutes: Floats) -> tuple[float, float]:
    """Miles an hour and boarding minutes of real routes, by least squares of minutes on miles; boarding 0 to 60."""
    design = np.column_stack([miles, np.ones_like(miles)])
    a_mile, boarding = lsq_linear(design, minutes, bounds=([60.0 / 70.0, 0.0], [12.0, 60.0]), method="bvls").x
    return 60.0 / float(a_mile), float(boarding)
