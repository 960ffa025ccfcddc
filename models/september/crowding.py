"""How full a state school may be: as full as it is, a little fuller at a price, and never beyond a ceiling.

With ``P[t]`` usable places ``t`` years ahead and ``L`` learners of the base year a school may have::

    full[t]    = P[t] + max(L - P[0], 0) min(P[t] / P[0], 1)      as full as in the base year, at no price (A-171)
    first[t]   = full[t] + s[t] P[t]                              at the price of the first step (A-172)
    second[t]  = full[t] + 2 s[t] P[t]                            at that of the second
    ceiling[t] = max(ceiling P[t], full[t])                       at that above places (A-14); nobody beyond (A-173)

each at most the ceiling, with ``s[t] = min(t crowding_a_year, crowding_step)``. Where places grow as in the last years
(A-170), the crowding of those years is in their growth, and ``s`` is 0. Places that are kept for a phase have the same
steps of their own. Independent schools and the market have none: nobody is above their places.
"""

from collections.abc import Sequence

import numpy as np

from models.arrays import Flags, Floats
from models.parameters.placement import AS_IN_THE_LAST_YEARS, CapacityParameters
from models.places.eligibility import Eligible
from models.programme.learners_at_pairs import AtPairs
from models.september.asked import UsablePlaces

STEPS = 3
"""Steps of crowding, the last of which ends at the ceiling."""


def levels_of(places: Floats, base: Floats, steps: Flags, parameters: CapacityParameters) -> Floats:
    """Most learners of each school at no price and at the end of each step, (1 + STEPS, years + 1, schools).

    Parameters
    ----------
    places : (years + 1, schools) usable places, of schools or of rows of phases.
    base : (schools,) their learners of the base year.
    steps : (schools,) those that may be fuller than their places.
    """
    now = places[0]
    above = np.maximum(base - now, 0.0) * steps * parameters.practised_occupancy
    kept = np.minimum(np.divide(places, now, out=np.zeros_like(places), where=now > 0), 1.0)
    full = places + above * kept
    ceiling = np.where(steps, np.maximum(parameters.ceiling * places, full), places)
    widest = 0.0 if parameters.state_places == AS_IN_THE_LAST_YEARS else parameters.crowding_step
    step = np.minimum(parameters.crowding_a_year * np.arange(len(places)), widest)[:, None] * places
    return np.stack([np.minimum(full + more * step, ceiling) for more in range(STEPS)] + [ceiling])


def of_year(levels: Floats, rows: Floats, year: int) -> tuple[UsablePlaces, ...]:
    """The levels of one year: those of providers, and of the ``rows`` (1 + STEPS, years + 1, rows) of phases."""
    return tuple(UsablePlaces(of, of_rows) for of, of_rows in zip(levels[:, year], rows[:, year], strict=True))


def room_and_widths(
    pairs: Eligible, incumbents: AtPairs, levels: Sequence[UsablePlaces]
) -> tuple[Floats, Floats, tuple[Floats, Floats]]:
    """What incumbents leave free at no price, by provider and by row of a phase, and the widths of both's steps.

    A provider that keeps places for phases has the steps of its phases alone, or it would have them twice.
    """
    beside = [room_beside(pairs, incumbents, level) for level in levels]
    room, row_room = beside[0]
    of_providers, of_rows = (
        np.maximum(np.diff(np.array([level[part] for level in beside]), axis=0), 0.0).T for part in range(2)
    )
    of_providers[pairs.rows.provider] = 0.0
    return room, row_room, (of_providers, of_rows)


def room_beside(pairs: Eligible, incumbents: AtPairs, places: UsablePlaces) -> tuple[Floats, Floats]:
    """Places that incumbents leave free, by provider and by row of a phase.

    Incumbents above the places of their phase take up none of another phase's.
    """
    rows, whole = pairs.rows, places.of_providers
    above = np.bincount(rows.provider, rows.above(incumbents, places.of_rows), len(whole))
    held = incumbents.total(pairs.provider, len(whole)) - above
    return np.maximum(whole - held, 0.0), np.maximum(places.of_rows - rows.held(incumbents), 0.0)
