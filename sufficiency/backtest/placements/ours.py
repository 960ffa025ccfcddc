"""Our own forecast of the learners in each kind of provision at an origin, with bands of sizes known there."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from models.arrays import Floats
from models.demand.growth_errors import tail_quantiles
from models.demand.practised import INMSS, KINDS, STATE, Diversion, diverted, practice, practised_learners
from models.demand.practised_errors import PractisedErrors, estimate_practised_errors, hindcast_misses
from models.parameters.practised import PractisedParameters
from models.sampling import NORMAL_80
from sufficiency.backtest.placements.known import ALL, SERIES, Known, PlansAhead, values

METHOD = "sufficiency"


@dataclass(frozen=True)
class LearnersAhead:
    """Forecasts of a series (authorities by January after the origin), and the standard deviation of their logs."""

    forecast: pd.DataFrame
    deviation: pd.DataFrame

    def quantile(self, probability: float) -> pd.DataFrame:
        """A quantile of the band, with Student's tails."""
        return self.forecast * np.exp(self.deviation * float(tail_quantiles([probability])[0]))


@dataclass(frozen=True)
class Practised:
    """Learners of each kind as practised, given plans, and their errors; arrays (authorities, years ahead, kinds)."""

    learners: Floats
    deviation: Floats
    elasticity: Floats
    together: float
    plans: PlansAhead

    def of(self, kind: str) -> tuple[Floats, Floats]:
        """Learners of a kind and the standard deviation of their logs, given plans."""
        place = KINDS.index(kind)
        return self.learners[:, :, place], self.deviation[:, :, place]

    def framed(self, values_ahead: Floats) -> pd.DataFrame:
        """An array (authorities, years ahead) as a frame."""
        return pd.DataFrame(values_ahead, self.plans.plans.index, self.plans.plans.columns[1:])


def practised(known: Known, plans: PlansAhead, parameters: PractisedParameters) -> Practised:
    """The rule at an origin, with the sizes of its errors read from what was counted up to it."""
    start = replace(practice(known.panel, known.origin, parameters), learners=values(known.learners))
    learners = practised_learners(start, values(plans.plans))[:, 1:]
    errors = estimate_practised_errors(hindcast_misses(known.panel, known.origin, parameters))
    together = errors.with_leading[INMSS] if errors else 0.0
    return Practised(learners, _deviations(known, learners.shape[1], errors), start.elasticity, together, plans)


def _deviations(known: Known, horizons: int, errors: PractisedErrors | None) -> Floats:
    """Standard deviations of logs (authorities, horizons, kinds); blank where nothing tells how far the rule misses."""
    found = np.full((len(known.learners), horizons, len(KINDS)), np.nan)
    if errors is None:
        return found
    for place, kind in enumerate(KINDS):
        learners, since = (frame[kind].to_numpy(dtype=np.float64) for frame in (known.learners, known.since))
        for ahead in range(horizons):
            found[:, ahead, place] = errors.deviation(kind, since + ahead + 1.0, learners)
    return found


def outcomes(found: Practised) -> dict[str, LearnersAhead]:
    """Every series where the learners of every kind are forecast; the error of plans widens each by its elasticity."""
    plans = values(found.plans.deviation)[:, 1:]
    made = {}
    for series in SERIES:
        if series == ALL:
            learners, deviation = _together(found, plans)
        else:
            learners, given = found.of(series)
            deviation = np.hypot(given, found.elasticity[KINDS.index(series)] * plans)
        made[series] = LearnersAhead(found.framed(learners), found.framed(deviation))
    return made


def _together(found: Practised, plans: Floats) -> tuple[Floats, Floats]:
    """All special schools: the two kinds' errors go together by their correlation, that of plans moves both."""
    (state, state_error), (inmss, inmss_error) = found.of(STATE), found.of(INMSS)
    total = state + inmss
    share = np.divide(state, total, out=np.zeros_like(total), where=total > 0)
    of_state, of_inmss = share * state_error, (1.0 - share) * inmss_error
    moved = share * found.elasticity[KINDS.index(STATE)] + (1.0 - share) * found.elasticity[KINDS.index(INMSS)]
    variance = of_state**2 + of_inmss**2 + 2.0 * found.together * of_state * of_inmss + (moved * plans) ** 2
    return total, np.sqrt(variance)


def outcomes_with_places(found: Practised, state_known: pd.DataFrame, diversion: Diversion) -> dict[str, LearnersAhead]:
    """Other special schools, and all, where the learners of state special schools are given (authorities by January).

    The band holds the error of the kind itself and that of the diversion.
    """
    given = values(state_known)
    (state, _), (inmss, error) = found.of(STATE), found.of(INMSS)
    learners = diverted(inmss, state, given, diversion.central)
    spread = (diversion.high - diversion.low) / (2.0 * NORMAL_80)
    absolute = np.hypot(inmss * error * np.sqrt(1.0 - found.together**2), spread * (state - given))

    def outcome(central: Floats) -> LearnersAhead:
        deviation = np.divide(absolute, central, out=np.zeros_like(central), where=central > 0)
        return LearnersAhead(found.framed(central), found.framed(deviation))

    return {INMSS: outcome(learners), ALL: outcome(learners + given)}
