"""The table of totals of place need, added up inside each draw, by every group that a report shows."""

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np
import pandas as pd

from models.arrays import Flags, Floats, product
from models.demand.requirement import Cells
from models.outcome.place_need import place_need_of
from models.vocabulary import NEEDS, PHASES, REQUIREMENTS, STATE_REQUIREMENTS
from sufficiency.forecast.kept import Drawn
from sufficiency.results.place_need import GAP
from sufficiency.results.shapes import Made, ResultTable, academic_years
from sufficiency.tables.contracts import ACADEMIC_YEAR, ALL, number, quantile_columns, text

AUTHORITY, PHASE_AND_NEED = "authority", "phase_need"
LEVELS = (AUTHORITY, "area", "phase", "need", PHASE_AND_NEED, "requirement")
OF_DRAWS: dict[str, Callable[[Drawn], Floats]] = {
    "required": lambda drawn: drawn.required,
    "places": lambda drawn: drawn.places,
    "gap": lambda drawn: drawn.above + drawn.displaced + drawn.unmet,
    **dict(
        zip(GAP, (lambda drawn: drawn.above, lambda drawn: drawn.displaced, lambda drawn: drawn.unmet), strict=True)
    ),
}
"""The measures, each of some draws, (draws, years + 1, cells)."""
MEASURES = tuple(OF_DRAWS)


def place_need_totals(made: Made) -> pd.DataFrame:
    """One row a year and group; a range is that of the group's sum in each draw."""
    run, instance = made.run, made.run.instance
    names, members = zip(*_groups(instance.cells, instance.areas), strict=True)
    member = np.array(members, dtype=np.float64).T
    one = place_need_of(instance, run.central)
    parts = (one.above, one.displaced, one.unmet)
    central = dict(zip(MEASURES, (one.required, one.now + one.committed, np.asarray(sum(parts)), *parts), strict=True))
    columns: dict[str, Floats] = {}
    for measure in MEASURES:
        columns[measure] = product(central[measure], member)
        ends = run.draws.ranges(partial(_summed, measure, member))
        columns |= {f"{measure}_{end}": values for end, values in zip(("p10", "p50", "p90"), ends, strict=True)}
    years = academic_years(run)
    return pd.DataFrame(
        {
            "academic_year": np.repeat(np.array(years, dtype=object), len(names)),
            "level": [level for level, _ in names] * len(years),
            "code": [code for _, code in names] * len(years),
            **{name: np.ravel(values) for name, values in columns.items()},
        }
    )


def _summed(measure: str, member: Floats, drawn: Drawn) -> Floats:
    """A measure of the groups in some draws, (draws, years + 1, groups)."""
    return np.asarray(product(OF_DRAWS[measure](drawn), member))


def _groups(cells: Cells, areas: tuple[str, ...]) -> Iterator[tuple[tuple[str, str], Flags]]:
    """Level and code of each group that has cells, and whether each cell is in it; the authority always.

    Only the level of requirements counts those whom no state place could serve.
    """
    state = cells.requires(*STATE_REQUIREMENTS)
    of_phase = [(str(phase), state & (cells.phase == place)) for place, phase in enumerate(PHASES)]
    of_need = [(str(need), state & (cells.need == place)) for place, need in enumerate(NEEDS)]
    every: dict[str, list[tuple[str, Flags]]] = {
        AUTHORITY: [(ALL, state)],
        "area": [(area, state & (cells.area == place)) for place, area in enumerate(areas)],
        "phase": of_phase,
        "need": of_need,
        PHASE_AND_NEED: [(f"{phase} {need}", here & mine) for phase, here in of_phase for need, mine in of_need],
        "requirement": [(str(requirement), cells.requires(requirement)) for requirement in REQUIREMENTS],
    }
    for level, groups in every.items():
        yield from (((level, code), member) for code, member in groups if member.any() or level == AUTHORITY)


PLACE_NEED_TOTALS = ResultTable(
    "place_need_totals",
    (ACADEMIC_YEAR, text("level", LEVELS), text("code")),
    tuple(
        column
        for measure in MEASURES
        for column in (
            number(measure, "places" if measure == "places" else "learners", 0),
            *quantile_columns(measure, "places" if measure == "places" else "learners", "p10", "p50", "p90"),
        )
    ),
    words="Learners who require a base or a special school, the places that stand for them, and the gap with its three"
    " parts, by area, phase, need, phase and need, kind of place, and in all: central, and the range of the sum over"
    " the draws. The kind of place has those whom only an independent school could serve, too.",
    make=place_need_totals,
    balance={"gap": dict.fromkeys(GAP, 1)},
)
