"""Place need of a run of Hampshire worked out again from its files and the pack's, with none of our own code."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hampshire_runs import INMSS, PACK, hampshire_run, table

pytestmark = [pytest.mark.end_to_end, pytest.mark.slow]

YEAR, CELL = "academic_year", ["academic_year", "area", "phase", "need", "requirement"]
DETOUR, METRES = 1.35, 1609.344
"""How much longer roads are than the straight line at Hampshire's usual settings, and metres of a mile."""


@pytest.fixture(scope="module")
def run() -> Path:
    return hampshire_run("baseline", 10)


@pytest.fixture(scope="module")
def in_schools(run: Path) -> pd.DataFrame:
    kinds = table(run, "schools")[["provider_id", "provision"]].drop_duplicates()
    return table(run, "placements").merge(kinds, on="provider_id", validate="many_to_one")


def own_miles() -> dict[tuple[str, str], float]:
    """Mean one-way miles from where people of an area and phase live to the middle of them all."""
    found = {}
    for area, points in pd.read_csv(PACK / "demand_points.csv").groupby("area"):
        for phase in ("early_years", "primary", "secondary", "post_16", "post_19"):
            weight = points[f"persons_{phase}"] / points[f"persons_{phase}"].sum()
            east, north = (points[axis] - (points[axis] * weight).sum() for axis in ("easting", "northing"))
            found[str(area), phase] = DETOUR * float((weight * np.hypot(east, north)).sum()) / METRES
    return found


def test_miles_saved_are_those_to_inmss_less_those_to_the_middle_of_the_own_area(
    run: Path, in_schools: pd.DataFrame
) -> None:
    """Learners for want of a place have the mean journey of all of their cell in INMSS, as far as miles go."""
    there = in_schools[in_schools["provision"].isin(INMSS)]
    mean = there.assign(all_miles=there["learners"] * there["miles"]).groupby(CELL)[["all_miles", "learners"]].sum()
    wanting = table(run, "displaced").set_index(CELL)["displaced"]
    own = own_miles()
    less = pd.Series([own[area, phase] for _, area, phase, *_ in wanting.index], index=wanting.index)
    saved = wanting * ((mean["all_miles"] / mean["learners"]).reindex(wanting.index).fillna(0.0) - less)
    expected = saved.groupby(YEAR).sum()
    stated = table(run, "place_need_by_group").groupby(YEAR)["miles_saved"].sum()
    pd.testing.assert_series_equal(stated, expected, check_names=False, rtol=1e-3)


def test_the_base_year_has_the_published_counts(run: Path) -> None:
    """One plan of 2025 has no provision recorded, and is shared out."""
    published = pd.read_csv(PACK / "plans_by_age_provision.csv")
    counted = published[published["census_year"] == 2025].assign(year_group=lambda rows: rows["age"] - 4)
    plans = counted.groupby(["year_group", "provision"])["plans"].sum().drop("not_recorded", level=1)
    learners = table(run, "learners_by_year_group")
    ours = learners[learners[YEAR] == "2024/25"].groupby(["year_group", "provision"])["learners"].sum()
    assert (ours.reindex(plans.index).fillna(0.0) - plans).abs().max() < 0.5
    assert ours.sum() == pytest.approx(counted["plans"].sum(), abs=1e-4), "thousands of figures of eight decimals"


def test_places_of_a_school_are_those_that_the_pack_dates(run: Path) -> None:
    schools = table(run, "schools")
    given = pd.read_csv(PACK / "places.csv", dtype={"provider_id": str}).sort_values(YEAR)
    elastic = pd.read_csv(PACK / "providers.csv", dtype={"provider_id": str}).set_index("provider_id")["elastic"]
    rigid = schools[schools["provider_id"].map(elastic) == "no"].set_index([YEAR, "provider_id"])
    for year, rows in rigid.groupby(YEAR):
        latest = given[given[YEAR] <= year].drop_duplicates(["provider_id", "phase"], keep="last")
        dated = latest.groupby("provider_id")["places"].sum().reindex(rows.index.get_level_values(1)).fillna(0.0)
        stands = rows["places_agreed"] + rows["places_committed"]
        np.testing.assert_allclose(stands.to_numpy(), dated.to_numpy(), atol=1e-6)


def test_year_groups_add_up_to_placements(run: Path, in_schools: pd.DataFrame) -> None:
    by_group = table(run, "placements_by_year_group")
    kinds = ["state_special", "specialist_base", *INMSS]
    key = [YEAR, "area", "need"]
    ours = by_group.groupby(key)[kinds].sum()
    placed = in_schools.pivot_table(index=key, columns="provision", values="learners", aggfunc="sum").fillna(0.0)
    assert (ours - placed.reindex(ours.index).fillna(0.0)[kinds]).abs().max().max() < 1e-6
