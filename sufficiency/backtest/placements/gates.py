"""The accuracy asked of our forecast of learners: gates that a release must pass, and aims a step beyond them."""

import pandas as pd

from models.demand.practised import INMSS, STATE
from sufficiency.backtest.gates import Gate
from sufficiency.backtest.placements.known import ALL
from sufficiency.backtest.placements.ours import METHOD
from sufficiency.backtest.placements.scores import EVERY_HORIZON

NAMES = {
    ALL: "all special schools",
    STATE: "state special schools",
    INMSS: "independent and non-maintained special schools",
    "base": "bases",
}
SETTING_NAMES = {
    "plans_known": "plans known",
    "plans_and_places_known": "plans and state places known",
    "all_forecast": "all forecast",
}
_INMSS_LIMITS = ((12.9, 12.6), (19.3, 18.8), (23.6, 22.9), (27.2, 26.3))
AT_MOST = {
    ("plans_known", ALL): ((4.5, 4.3), (6.2, 6.0), (7.1, 6.8), (8.3, 8.0)),
    ("plans_known", STATE): ((4.5, 4.3), (6.2, 5.8), (7.2, 6.7), (8.6, 8.1)),
    ("plans_known", INMSS): _INMSS_LIMITS,
    ("plans_and_places_known", INMSS): _INMSS_LIMITS,
}
"""Largest mean absolute % error, gate and aim, one to four years ahead."""
ENGLAND_WITHIN = 5.0
COVERED = ((75.0, 85.0), (78.0, 82.0))
"""Share of counts inside the 80% band over all horizons, gate and aim."""


def judge_placements(accuracy: pd.DataFrame) -> list[Gate]:
    """Every gate with its value, from an accuracy table of four horizons."""
    ours = accuracy[accuracy["method"] == METHOD]
    values = ours.set_index(["setting", "series", "measure", "horizon"])["value"]
    gates = [
        Gate(
            f"{NAMES[series]}, {SETTING_NAMES[setting]}: mean absolute % error, h = {horizon}",
            float(values[setting, series, "mape", str(horizon)]),
            (0.0, gate),
            (0.0, aim),
        )
        for (setting, series), limits in AT_MOST.items()
        for horizon, (gate, aim) in enumerate(limits, 1)
    ]
    span = (-ENGLAND_WITHIN, ENGLAND_WITHIN)
    gates += [
        Gate(
            f"{NAMES[series]}, {SETTING_NAMES['plans_known']}: error of England's total, %, h = {horizon}",
            float(values["plans_known", series, "england_error", str(horizon)]),
            span,
            span,
        )
        for series in (ALL, STATE, INMSS)
        for horizon in range(1, 5)
    ]
    gates += [
        Gate(
            f"{NAMES[series]}, {SETTING_NAMES['plans_known']}: counts inside the 80% band, %",
            float(values["plans_known", series, "cover_80", EVERY_HORIZON]),
            *COVERED,
        )
        for series in (INMSS, ALL)
    ]
    return gates
