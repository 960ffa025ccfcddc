"""What is left to place in one September."""

from dataclasses import dataclass

from models.arrays import Flags, Floats
from models.programme.allocation import Rules


@dataclass(frozen=True)
class September:
    """What a September asks: entrants (cells,), room (providers,), rules, costs (pairs,), None: the programme's own.

    ``open_pairs`` (pairs,) matter where cells are split into parts; None: all are.
    """

    entrants: Floats
    room: Floats
    rules: Rules
    cost_gbp: Floats | None
    open_pairs: Flags | None


@dataclass(frozen=True)
class UsablePlaces:
    """Places of one year that residents can use: ``of_providers`` (providers,), ``of_rows`` of phases (rows,)."""

    of_providers: Floats
    of_rows: Floats
