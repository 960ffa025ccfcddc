"""The accuracy asked of our method on the published panel: gates that a release must pass, and aims beyond them.

They are read from the accuracy table of the authorities that were counted every year (``complete``), and of England.
"""

from dataclasses import dataclass

import pandas as pd

from sufficiency.backtest.ours import METHOD
from sufficiency.backtest.panel import TOTAL

YARDSTICK = "drift"
"""The random walk with drift, against which the pinball loss is set."""


@dataclass(frozen=True)
class Gate:
    """One measure: its value in percent must lie within ``gate``, and tries to lie within ``aim`` (low, high)."""

    name: str
    value: float
    gate: tuple[float, float]
    aim: tuple[float, float]

    @property
    def passed(self) -> bool:
        """Whether the value lies within the gate."""
        return self.gate[0] <= self.value <= self.gate[1]

    @property
    def aim_met(self) -> bool:
        """Whether the value lies within the aim."""
        return self.aim[0] <= self.value <= self.aim[1]


_AT_MOST = (
    ("plans, mean absolute % error", "complete", TOTAL, "mape", {1: (4.2, 3.9), 2: (6.9, 6.5), 3: (9.0, 8.3)}),
    ("plans, mean absolute % error", "complete", TOTAL, "mape", {5: (13.2, 12.3)}),
    ("ages 5-10, mean absolute % error", "complete", "5_to_10", "mape", {3: (12.5, 11.5)}),
    ("ages 11-15, mean absolute % error", "complete", "11_to_15", "mape", {3: (9.5, 8.5)}),
    ("ages 16-19, mean absolute % error", "complete", "16_to_19", "mape", {3: (17.0, 14.0)}),
    ("England's total, mean absolute % error", "england", TOTAL, "mape", {1: (1.2, 0.8), 3: (2.5, 2.0)}),
    ("width of the 80% band, % of forecast", "complete", TOTAL, "width_80", {1: (13, 11.5), 2: (21, 19), 3: (28, 25)}),
)
_LOSS_BELOW = {1: (20.0, 24.0), 3: (30.0, 35.0)}


def judge(accuracy: pd.DataFrame) -> list[Gate]:
    """Every gate with its value, from an accuracy table that holds our method and the random walk with drift."""
    values = accuracy.set_index(["authorities", "series", "method", "split", "group", "horizon", "measure"])["value"]

    def value(authorities: str, series: str, measure: str, horizon: str, method: str = METHOD) -> float:
        return float(values[authorities, series, method, "all", "all", horizon, measure])

    gates = [
        Gate(f"{name}, h = {horizon}", value(authorities, series, measure, str(horizon)), (0.0, gate), (0.0, aim))
        for name, authorities, series, measure, limits in _AT_MOST
        for horizon, (gate, aim) in limits.items()
    ]
    by_origin, by_size = (_coverage(accuracy, split) for split in ("origin", "size"))
    gates += [
        Gate("80% band, coverage", value("complete", TOTAL, "cover_80", "all"), (75, 85), (78, 82)),
        Gate("80% band, coverage at the worst origin", float(by_origin.min()), (65, 100), (72, 100)),
        Gate(
            "80% band, coverage, largest less smallest size third", float(by_size.max() - by_size.min()), (0, 7), (0, 4)
        ),
        Gate("95% band, coverage", value("complete", TOTAL, "cover_95", "all"), (92, 98), (94, 96)),
    ]
    for horizon, (gate, aim) in _LOSS_BELOW.items():
        ours, drift = (value("complete", TOTAL, "pinball", str(horizon), method) for method in (METHOD, YARDSTICK))
        name = f"pinball loss below random walk with drift, %, h = {horizon}"
        gates.append(Gate(name, 100 * (1 - ours / drift), (gate, 100.0), (aim, 100.0)))
    return gates


def _coverage(accuracy: pd.DataFrame, split: str) -> pd.Series:
    rows = accuracy[(accuracy["authorities"] == "complete") & (accuracy["series"] == TOTAL)]
    rows = rows[(rows["method"] == METHOD) & (rows["measure"] == "cover_80") & (rows["horizon"] == "all")]
    return rows[rows["split"] == split].set_index("group")["value"]
