"""The answers of the shipped scenarios of Hertfordshire and Hartlepool, each with what its own strategy counts.

Hertfordshire: the share of those with a specialist place who attend a state-funded school in the DSPL area that they
live in. Hartlepool: out-of-area placements, altogether and by need; at the least, and at the most (with the
independent market, whose places stand nowhere that is known). To accept new answers: as in ``test_headlines.py``.
"""

from pathlib import Path

import pandas as pd
import pytest
from hampshire_runs import placements, shipped_run, table
from test_headlines import agrees, headlines

from models.vocabulary import NEEDS

pytestmark = [pytest.mark.golden, pytest.mark.slow]


def near_home(run: Path) -> pd.DataFrame:
    """Rows of the whole authority, by academic year and need, ``all`` among them."""
    rows = table(run, "local_shares_totals")
    rows = rows[rows["level"] != "area"].rename(columns={"code": "need"})
    return rows.set_index(["academic_year", "need"]).sort_index()


@pytest.mark.parametrize("scenario", ["baseline", "local-places"])
def test_the_headlines_of_hertfordshire_are_the_agreed_ones(scenario):
    run = shipped_run("hertfordshire", scenario, 1)
    everyone = near_home(run).xs("all", level="need")
    own = {"in_area_state": everyone["in_area_state"], "share_in_area_state": everyone["share_in_area_state"]}
    agrees(headlines(run, "hertfordshire", own), f"hertfordshire/{scenario}.headlines.csv")


def out_of_area(run: Path, need: str, name: str) -> dict[str, pd.Series]:
    """Learners out of area, at the least and at the most."""
    rows = near_home(run).xs(need, level="need")
    return {
        f"{name}_least": rows["out_of_authority"],
        f"{name}_most": rows["out_of_authority"] + rows["in_market"],
    }


def test_the_headlines_of_hartlepool_are_the_agreed_ones():
    run = shipped_run("hartlepool", "baseline", 1)
    agrees(headlines(run, "hartlepool", out_of_area(run, "all", "out_of_area")), "hartlepool/baseline.headlines.csv")


def test_the_headlines_of_places_for_semh_are_the_agreed_ones():
    run = shipped_run("hartlepool", "semh-places", 1)
    own = out_of_area(run, "all", "out_of_area") | out_of_area(run, "SEMH", "semh_out_of_area")
    agrees(headlines(run, "hartlepool", own), "hartlepool/semh-places.headlines.csv")


def test_the_headlines_of_mld_in_mainstream_are_the_agreed_ones():
    run = shipped_run("hartlepool", "mld-in-mainstream", 1)
    placed = placements(run, "hartlepool")
    mld = placed[placed["need"] == "MLD"]
    kinds = {
        f"mld_{kind}": mld[mld["provision"] == kind].groupby("academic_year")["learners"].sum()
        for kind in ("state_special", "specialist_base")
    }
    own = out_of_area(run, "all", "out_of_area") | kinds
    agrees(headlines(run, "hartlepool", own), "hartlepool/mld-in-mainstream.headlines.csv")


def test_out_of_area_placements_of_hartlepool_by_need_are_the_agreed_ones():
    rows = near_home(shipped_run("hartlepool", "baseline", 1))
    lines = [",".join(["academic_year", *(f"{need}_{end}" for need in NEEDS for end in ("least", "most"))])]
    for year in rows.index.unique("academic_year"):
        needs = rows.loc[year].reindex(NEEDS)[["out_of_authority", "in_market"]]
        least, most = needs["out_of_authority"], needs.sum(axis=1, skipna=False)
        pairs = zip(least, most, strict=True)
        lines.append(
            ",".join([year, *("" if pd.isna(figure) else f"{figure:.0f}" for pair in pairs for figure in pair)])
        )
    agrees("\n".join(lines) + "\n", "hartlepool/baseline.out-of-area.csv")
