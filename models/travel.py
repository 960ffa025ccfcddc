"""Miles and minutes from every area to every provider.

For area i, phase f and provider j the one-way journey is the mean over the area's small areas k, weighted by
the persons w of the phase who live there::

    miles[i, f, j]   = circuity * sum_k w[k, f] * d[k, j] / sum_k w[k, f]
    minutes[i, f, j] = boarding + 60 * miles / speed

with d the straight-line distance on the British National Grid. Straight line times a circuity is the usual
approximation where no road network is at hand (Ballou, Rahardja and Sakai 2002 give 1.40 for England).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.parameters import TravelParameters

Floats = NDArray[np.float64]
METRES_PER_MILE = 1609.344


@dataclass(frozen=True)
class Journeys:
    """One-way journeys: ``miles`` and ``minutes``, shape (areas, phases, providers)."""

    miles: Floats
    minutes: Floats


def straight_line_miles(points: Floats, providers: Floats) -> Floats:
    """Straight-line miles, shape (points, providers); both arguments are (n, 2) metres on the grid."""
    steps = points[:, None, :] - providers[None, :, :]
    return np.asarray(np.hypot(steps[..., 0], steps[..., 1]) / METRES_PER_MILE)


def journeys(
    points: Floats, persons: Floats, areas: NDArray[np.intp], providers: Floats, parameters: TravelParameters
) -> Journeys:
    """Mean journeys from areas to providers.

    Parameters
    ----------
    points : (points, 2) metres on the grid.
    persons : (points, phases) residents of each phase; an area without residents of a phase weighs its points alike.
    areas : (points,) index of the area that each point lies in; every index up to the largest occurs.
    providers : (providers, 2) metres on the grid.
    parameters : circuity, speed and boarding time.
    """
    distance = straight_line_miles(points, providers)
    member = np.equal.outer(np.arange(areas.max() + 1), areas).astype(np.float64)
    weight = member[:, None, :] * persons.T[None, :, :]
    empty = weight.sum(axis=2, keepdims=True) == 0
    weight = np.where(empty, member[:, None, :], weight)
    weight = weight / weight.sum(axis=2, keepdims=True)
    miles = parameters.circuity * np.einsum("ifk,kj->ifj", weight, distance, optimize=True)
    return Journeys(miles, minutes_of(miles, parameters))


def minutes_of(miles: Floats, parameters: TravelParameters) -> Floats:
    """Minutes of a one-way journey of so many miles."""
    return np.asarray(parameters.boarding_minutes + 60.0 * miles / parameters.speed_mph)
