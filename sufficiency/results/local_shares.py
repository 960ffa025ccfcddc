"""The table of local shares: how many learners have their specialist place near home, and how many outside.

It answers two questions that authorities ask:

* Hertfordshire: which share of learners attends a *state-funded school in the planning area that they live in*
  (its SEND strategy 2018-23, success measure d)? ``in_area_state`` over ``learners``.
* Hartlepool: how many learners of each need are placed *out of area*? ``out_of_authority``, and ``in_market``. Where
  one figure is wanted, ``out_of_authority`` is the least it can be and ``out_of_authority + in_market`` the most.

``learners`` are those who have a specialist place: in a special school or base, or in an independent mainstream
school. Learners in ordinary mainstream schools, colleges and elsewhere are not in it: nothing that is published says in
which area they attend, so the share is not that of all learners with a plan.

Law: ``learners = in_authority + out_of_authority + in_market`` and ``in_area_state <= in_authority``, in every row.
"""

import numpy as np
import pandas as pd

from models.explain.access import near_home
from models.vocabulary import IN_COUNTY, NEEDS
from sufficiency.results.shapes import Made, ResultTable
from sufficiency.tables.contracts import ACADEMIC_YEAR, ALL, AREA, number, text

COUNTS = ("learners", "in_area_state", "in_authority", "out_of_authority", "in_market")


def local_shares(made: Made) -> pd.DataFrame:
    """Local shares of the run's placements."""
    return shares_of(made.tables["placements"], made.run.supply.providers)


def shares_of(placements: pd.DataFrame, providers: pd.DataFrame) -> pd.DataFrame:
    """Local shares by area and need, and of all areas and needs; rows without learners are left out.

    Parameters
    ----------
    placements
        A run's placements: academic_year, area (in which learners live), need, provider_id, learners.
    providers
        The providers of the run: provider_id, provision, area (blank outside the authority), elastic.

    Raises
    ------
    ValueError
        When a placement is with a provider that is not in ``providers``.
    """
    placed = _where(placements, providers)
    groups = [["area", "need"], ["area"], ["need"], []]
    columns = ["academic_year", "area", "need", *COUNTS]
    sums = [
        placed.groupby(["academic_year", *group])[list(COUNTS)].sum().reset_index().reindex(columns=columns)
        for group in groups
    ]
    table = pd.concat([part.astype({"area": object, "need": object}) for part in sums], ignore_index=True)
    table = table.fillna({"area": ALL, "need": ALL})
    table = table[table["learners"] > 0]
    known = (table["in_authority"] + table["out_of_authority"]).to_numpy(dtype=np.float64)
    outside = np.divide(table["out_of_authority"], known, out=np.zeros_like(known), where=known > 0)
    return table.assign(share_in_area_state=table["in_area_state"] / table["learners"], share_out_of_authority=outside)


def _where(placements: pd.DataFrame, providers: pd.DataFrame) -> pd.DataFrame:
    """Learners of each placement in the columns where they count, and 0 in the others."""
    known = providers[["provider_id", "provision", "area", "elastic"]].rename(columns={"area": "stands_in"})
    placed = placements.merge(known, on="provider_id", how="left", validate="many_to_one")
    strangers = sorted(set(placed.loc[placed["provision"].isna(), "provider_id"]))
    if strangers:
        raise ValueError(f"placements name providers that the run does not have: {', '.join(strangers)}")
    counted = near_home(
        state=placed["provision"].isin([str(provision) for provision in IN_COUNTY]).to_numpy(),
        at_home=(placed["stands_in"].notna() & (placed["stands_in"] != "")).to_numpy(),
        own_area=(placed["stands_in"] == placed["area"]).to_numpy(),
        elastic=(placed["elastic"] == "yes").to_numpy(),
    )
    return placed.assign(**{name: placed["learners"].where(chosen, 0.0) for name, chosen in counted.items()})


LOCAL_SHARES = ResultTable(
    "local_shares",
    (ACADEMIC_YEAR, AREA, text("need", (*NEEDS, ALL))),
    (
        *(number(name, "learners", 0) for name in COUNTS),
        number("share_in_area_state", "share", 0, 1),
        number("share_out_of_authority", "share", 0, 1),
    ),
    words="Learners of an area and need with a specialist place, who are in the authority, outside it, or in the"
    " independent market (these three add up); those in a state school of their own area are in the authority too. The"
    " share outside leaves the market out.",
    make=local_shares,
    totals=("area", "need"),
    balance={"learners": {"in_authority": 1, "out_of_authority": 1, "in_market": 1}},
)
