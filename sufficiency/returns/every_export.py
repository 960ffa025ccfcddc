"""The list of every table of a run that may be published: they are always hidden together.

Whichever of them a command writes, what is hidden is the same, so that no second export gives back what a first hid.
"""

from collections.abc import Callable
from pathlib import Path

from sufficiency.returns.exports import Export
from sufficiency.returns.place_need.exports import place_need_exports

Maker = Callable[[Path], tuple[Export, ...]]
"""Makes exports of the folder of a saved run."""

EVERY_EXPORT: tuple[Maker, ...] = (place_need_exports,)
