"""The table of placements: who is placed where."""

import numpy as np
import pandas as pd

from models.explain.access import SMALLEST
from sufficiency.results.shapes import Made, ResultTable, academic_years, cell_columns
from sufficiency.tables.contracts import ACADEMIC_YEAR, AREA, NEED, PHASE, PROVIDER_ID, REQUIREMENT, number


def placements(made: Made) -> pd.DataFrame:
    """One row a year, cell and provider with learners."""
    run, instance, pairs = made.run, made.run.instance, made.run.instance.pairs
    cells = {name: values[pairs.cell] for name, values in cell_columns(instance).items()}
    ids = np.array(instance.providers.ids, dtype=object)[pairs.provider]
    frames = []
    costs = run.central.cost_gbp
    for label, year, cost in zip(academic_years(run), run.central.years, costs, strict=True):
        frame = pd.DataFrame(
            {
                "academic_year": label,
                **cells,
                "provider_id": ids,
                "learners": year.learners,
                "entrants": year.entrants,
                "incumbents": year.incumbents,
                "miles": pairs.miles,
                "minutes": pairs.minutes,
                "cost_gbp": year.learners * cost,
            }
        )
        frames.append(frame[year.learners > SMALLEST])
    return pd.concat(frames, ignore_index=True)


PLACEMENTS = ResultTable(
    "placements",
    (ACADEMIC_YEAR, AREA, PHASE, NEED, REQUIREMENT, PROVIDER_ID),
    (
        number("learners", "learners", 0),
        number("entrants", "learners", 0),
        number("incumbents", "learners", 0),
        number("miles", "miles one way", 0),
        number("minutes", "minutes one way", 0),
        number("cost_gbp", "pounds a year", 0),
    ),
    words="Learners of an area, phase, need and requirement with a provider: entrants and incumbents of the year."
    " Their journey in miles and minutes one way, and their cost in pounds a year, before inflation.",
    make=placements,
    balance={"learners": {"entrants": 1, "incumbents": 1}},
)
