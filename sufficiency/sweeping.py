"""A grid of scenarios from one: every combination of the amounts of a sweep."""

import re
from collections.abc import Sequence
from itertools import product

from sufficiency.errors import Fault, InputError
from sufficiency.scenario.rebuilding import read_amount, with_values
from sufficiency.scenario.values import Scenario

MOST_RUNS = 200


def swept(scenario: Scenario, sweeps: Sequence[str]) -> list[Scenario]:
    """Return a scenario for each combination; ``sweeps`` are ``path=a,b,c``. Without a sweep: the scenario itself.

    Raises
    ------
    InputError
        When a sweep is not of that form, names no value of the scenario, or the schema refuses an amount.
    """
    if not sweeps:
        return [scenario]
    axes = [_axis(scenario, sweep) for sweep in sweeps]
    grid = list(product(*axes))
    if len(grid) > MOST_RUNS:
        message = f"{len(grid)} runs; at most {MOST_RUNS} at a time"
        raise InputError([Fault("--sweep", 0, 0, "", message)])
    return [with_values(scenario, dict(point), _named(scenario, point)) for point in grid]


def _axis(scenario: Scenario, sweep: str) -> list[tuple[str, object]]:
    path, sign, amounts = (part.strip() for part in sweep.partition("="))
    words = [word for word in amounts.split(",") if word.strip()]
    if not sign or not words:
        message = f"'{sweep}' is not a sweep; write path=a,b,c, such as parameters.capacity.market_growth=0.1,0.2"
        raise InputError([Fault("--sweep", 0, 0, "", message)])
    return [(path, read_amount(scenario, path, word)) for word in words]


def _named(scenario: Scenario, point: Sequence[tuple[str, object]]) -> str:
    """Name a run by its amounts, in letters that a folder may have."""
    told = [f"{path.split('.', 1)[-1]}-{amount}" for path, amount in point]
    return "--".join([scenario.scenario_id, *(re.sub(r"[^a-zA-Z0-9.]+", "-", word) for word in told)])
