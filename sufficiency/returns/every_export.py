"""The list of every table of a run that may be published: they are always hidden together.

Whichever of them a command writes, what is hidden is the same, so that no second export gives back what a first hid.
"""

from collections.abc import Callable
from pathlib import Path

from sufficiency.returns.between import bound
from sufficiency.returns.dfe.reading import return_exports
from sufficiency.returns.exports import Export
from sufficiency.returns.place_need.exports import place_need_exports

Maker = Callable[[Path], tuple[Export, ...]]
"""Makes exports of the folder of a saved run."""

EVERY_EXPORT: tuple[Maker, ...] = (return_exports, place_need_exports)


def every_export(run: Path) -> tuple[Export, ...]:
    """Every export of a saved run, as it is printed, and what binds them to one another."""
    return bound([export for make in EVERY_EXPORT for export in make(run)])
