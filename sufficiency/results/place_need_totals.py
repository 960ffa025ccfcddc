"""The table of totals of place need, added up inside each draw, by every group that a report shows."""

from collections.abc import Iterator
from functools import partial

import numpy as np
import pandas as pd

from models.arrays import Flags, Floats, product
from models.demand.requirement import Cells
from models.placement.place_need import place_need_of
from models.vocabulary import NEEDS, PHASES, REQUIREMENTS, STATE_REQUIREMENTS
from sufficiency.forecast.kept import Drawn
from sufficiency.results.place_need import GAP
from sufficiency.results.shapes import Made, ResultTable, academic_years
from sufficiency.tables.contracts import ACADEMIC_YEAR, ALL, number, quantile_columns, text

AUTHORITY, PHASE_AND_NEED = "authority", "phase_need"
LEVELS = (AUTHORITY, "area", "phase", "need", PHASE_AND_NEED, "requirement")
MEASURES = ("required", "places", "gap", *GAP)


def place_need_totals(made: Made) -> pd.DataFrame:
    """One row a year and group; a range is that of the group's sum in each draw."""
    run, instance = made.run, made.run.instance
    names, members = zip(*_groups(instance.cells, instance.areas), strict=True)
    member = np.array(members, dtype=np.float64).T
    one = place_need_of(instance, run.central)
    central = _measures(one.required, one.now + one.committed, (one.above, one.displaced, one.unmet))
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
    parts = (drawn.above, drawn.displaced, drawn.unmet)
    return np.asarray(product(_measures(drawn.required, drawn.places, parts)[measure], member))


def _measures(required: Floats, places: Floats, parts: tuple[Floats, ...]) -> dict[str, Floats]:
    """The MEASURES by name, (..., years + 1, cells) each; ``parts`` in the order of GAP."""
    gap = np.asarray(sum(parts))
    return {"required": required, "places": places, "gap": gap, **dict(zip(GAP, parts, strict=True))}


def _groups(cells: Cells, areas: tuple[str, ...]) -> Iterator[tuple[tuple[str, str], Flags]]:
    """Level and code of each group that has cells, and whether each cell is in it.

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
        yield from (((level, code), member) for code, member in groups if member.any())


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
)
