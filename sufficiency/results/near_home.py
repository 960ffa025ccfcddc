"""How many learners have their specialist place near home: in their own area, in the authority, or outside it.

A small table of every run, now and forecast, for two questions that authorities ask:

* Hertfordshire: which share of learners attends a *state-funded school in the planning area that they live in*
  (its SEND strategy 2018-23, success measure d)? ``in_area_state`` over ``learners``.
* Hartlepool: how many learners of each need are placed *out of area*? ``out_of_authority``, and ``in_market``.

``learners`` are those who have a specialist place: in a special school or base, or in an independent mainstream
school. Learners in ordinary mainstream schools, colleges and elsewhere are not in it: nothing that is published says in
which area they attend, so the share is not that of all learners with a plan. A place in the independent market (an
elastic provider) stands nowhere that is known; it is counted apart, neither in the authority nor out of it. Where
somebody must be told one figure for out of area, ``out_of_authority`` is the least it can be and
``out_of_authority + in_market`` the most.

Law: ``learners = in_authority + out_of_authority + in_market`` and ``in_area_state <= in_authority``, in every row.
"""

import numpy as np
import pandas as pd

from models.vocabulary import IN_COUNTY, NEEDS
from sufficiency.tables.contracts import Contract, check, number, text

ALL = "all"
"""Every area, or every need."""
COUNTS = ("learners", "in_area_state", "in_authority", "out_of_authority", "in_market")

LOCAL_SHARES = Contract(
    "local_shares",
    (text("academic_year"), text("area"), text("need", (*NEEDS, ALL))),
    (
        *(number(name, "learners", 0) for name in COUNTS),
        number("share_in_area_state", "share", 0, 1),
        number("share_out_of_authority", "share", 0, 1),
    ),
)
"""By area in which learners live and need, with ``all`` for every area and for every need; rows without learners are
left out. ``share_out_of_authority`` leaves the market out, above and below."""


def local_shares(placements: pd.DataFrame, providers: pd.DataFrame) -> pd.DataFrame:
    """Return the table of the contract LOCAL_SHARES.

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
    sums = [
        placed.groupby(["academic_year", *group])[list(COUNTS)].sum().reset_index().reindex(columns=_COLUMNS)
        for group in groups
    ]
    table = pd.concat([part.astype({"area": object, "need": object}) for part in sums], ignore_index=True)
    table = table.fillna({"area": ALL, "need": ALL})
    table = table[table["learners"] > 0]
    known = (table["in_authority"] + table["out_of_authority"]).to_numpy(dtype=np.float64)
    outside = np.divide(table["out_of_authority"], known, out=np.zeros_like(known), where=known > 0)
    share = table["in_area_state"] / table["learners"]
    return check(table.assign(share_in_area_state=share, share_out_of_authority=outside), LOCAL_SHARES)


_COLUMNS = ["academic_year", "area", "need", *COUNTS]


def _where(placements: pd.DataFrame, providers: pd.DataFrame) -> pd.DataFrame:
    """Learners of each placement, in the column of the place where they attend, and blank in the others."""
    known = providers[["provider_id", "provision", "area", "elastic"]].rename(columns={"area": "stands_in"})
    placed = placements.merge(known, on="provider_id", how="left", validate="many_to_one")
    strangers = sorted(set(placed.loc[placed["provision"].isna(), "provider_id"]))
    if strangers:
        raise ValueError(f"placements name providers that the run does not have: {', '.join(strangers)}")
    at_home = placed["stands_in"].notna() & (placed["stands_in"] != "")
    elastic = placed["elastic"] == "yes"
    state = placed["provision"].isin([str(provision) for provision in IN_COUNTY])
    columns = {
        "in_area_state": state & at_home & (placed["stands_in"] == placed["area"]),
        "in_authority": at_home & ~elastic,
        "out_of_authority": ~at_home & ~elastic,
        "in_market": elastic,
    }
    return placed.assign(**{name: placed["learners"].where(chosen, 0.0) for name, chosen in columns.items()})
