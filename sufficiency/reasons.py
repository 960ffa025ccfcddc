"""Says in words why a cell's learners may be left without a place."""

import numpy as np
from numpy.typing import NDArray

from models.vocabulary import NEEDS, PHASES, REQUIREMENTS
from sufficiency.setting import Setting
from sufficiency.supply import Supply

NAMED = 3
"""Providers named before the rest are counted."""


def reasons(setting: Setting, supply: Supply) -> NDArray[np.object_]:
    """Reason for each cell, should it have unplaced learners, (cells,)."""
    names = dict(zip(supply.providers["provider_id"], supply.providers["name"], strict=True))
    cells, pairs = setting.cells, setting.pairs
    order = np.lexsort((pairs.miles, pairs.cell))
    starts = np.searchsorted(pairs.cell[order], np.arange(len(cells.area) + 1))
    said = []
    for cell in range(len(cells.area)):
        near = [names[setting.providers.ids[j]] for j in pairs.provider[order[starts[cell] : starts[cell + 1]]]]
        need, phase = NEEDS[cells.need[cell]], PHASES[cells.phase[cell]]
        kind = REQUIREMENTS[cells.requirement[cell]]
        said.append(_reason(near, f"{need} in {phase} ({kind})", setting.parameters.travel.longest_miles))
    return np.array(said, dtype=object)


def _reason(near: list[str], learners: str, miles: float) -> str:
    if not near:
        return f"no provider within {miles:g} miles takes {learners}"
    rest = f" and {len(near) - NAMED} more" if len(near) > NAMED else ""
    return f"every provider that takes {learners} is full: {', '.join(near[:NAMED])}{rest}"
