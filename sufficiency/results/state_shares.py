"""The table of state shares: of learners who need a special school, how many have a state one, by need and area.

It shows whether a run re-designates schools in silence: a school that takes other needs than it did has its learners
of one need give way to those of another, and the shares of both move.
"""

import numpy as np
import pandas as pd

from models.vocabulary import NEEDS, Provision, Requirement, academic_year
from sufficiency.results.shapes import Made, ResultTable
from sufficiency.tables.contracts import ACADEMIC_YEAR, ALL, AREA, number, text

KEY = ["academic_year", "area", "need"]
COUNTS = ["required", "in_state_special", "places"]


def state_shares(made: Made) -> pd.DataFrame:
    """Shares by area and need, and of all areas and needs; a row without learners is left out."""
    counts = pd.concat([_required(made), _placed(made), _places(made)])
    groups = [["area", "need"], ["need"], ["area"], []]
    sums = [
        counts.groupby(["academic_year", *group])[COUNTS].sum().reset_index().reindex(columns=[*KEY, *COUNTS])
        for group in groups
    ]
    table = pd.concat([part.astype({"area": object, "need": object}) for part in sums], ignore_index=True)
    table = table.fillna({"area": ALL, "need": ALL})
    table = table[table["required"] > 0]
    return table.assign(share=np.minimum(table["in_state_special"] / table["required"], 1.0))


def _required(made: Made) -> pd.DataFrame:
    rows = made.tables["requirement"]
    rows = rows[rows["requirement"] == str(Requirement.SPECIAL)]
    years = rows["census_year"].map(academic_year)
    return _counted(rows.assign(academic_year=years, required=rows["learners"]), "required")


def _placed(made: Made) -> pd.DataFrame:
    rows, known = made.tables["placements"], made.run.supply.providers
    state = set(known.loc[known["provision"] == str(Provision.STATE_SPECIAL), "provider_id"])
    rows = rows[(rows["requirement"] == str(Requirement.SPECIAL)) & rows["provider_id"].isin(state)]
    return _counted(rows.assign(in_state_special=rows["learners"]), "in_state_special")


def _places(made: Made) -> pd.DataFrame:
    rows = made.tables["place_need"]
    rows = rows[rows["requirement"] == str(Requirement.SPECIAL)]
    return _counted(rows.assign(places=rows["places_now"] + rows["places_committed"]), "places")


def _counted(rows: pd.DataFrame, column: str) -> pd.DataFrame:
    """Rows that count one column, and nothing in the others."""
    return rows[[*KEY, column]].reindex(columns=[*KEY, *COUNTS], fill_value=0.0)


STATE_SHARES = ResultTable(
    "state_shares",
    (ACADEMIC_YEAR, AREA, text("need", (*NEEDS, ALL))),
    (
        number("required", "learners", 0),
        number("in_state_special", "learners", 0),
        number("places", "places", 0),
        number("share", "share", 0, 1),
    ),
    words="Learners of an area and need who need a special school, those of them in a state special school, the state"
    " places that stand for them, and their share in state special schools: base year and each year ahead.",
    make=state_shares,
    totals=("area", "need"),
)
