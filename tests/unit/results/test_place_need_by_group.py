"""Place need by group of needs, against the table by need and a sum over pairs by hand."""

import pandas as pd
import pytest
from small_world import PULP_LOOKS_AHEAD
from tiny_pack import run_tiny, table_of, write_tiny_pack

from models.vocabulary import NEED_GROUP_OF
from sufficiency.results.displaced import DISPLACED
from sufficiency.results.place_need import GAP, PLACE_NEED
from sufficiency.results.place_need_by_group import PLACE_NEED_BY_GROUP
from sufficiency.results.placements import PLACEMENTS

pytestmark = [pytest.mark.unit, pytest.mark.filterwarnings(PULP_LOOKS_AHEAD)]
KEY = ["academic_year", "area", "phase", "need_group", "requirement"]
SUMMED = ["required", *GAP, "inmss_otherwise", "unplaced", "gap"]


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    return run_tiny(write_tiny_pack(tmp_path_factory.mktemp("tiny")))


@pytest.fixture(scope="module")
def by_group(tiny):
    return table_of(tiny[0], PLACE_NEED_BY_GROUP)


def grouped(table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(need_group=table["need"].map({str(need): str(of) for need, of in NEED_GROUP_OF.items()}))


def test_groups_have_the_sums_of_their_needs(tiny, by_group):
    expected = grouped(table_of(tiny[0], PLACE_NEED)).groupby(KEY)[[*SUMMED, "places_now", "places_committed"]].sum()
    found = by_group.set_index(KEY)
    assert found[SUMMED].to_numpy() == pytest.approx(expected.reindex(found.index)[SUMMED].to_numpy(), abs=1e-9)
    places = found["places_agreed"] + found["places_committed"] - found["places_to_close"]
    both = expected["places_now"] + expected["places_committed"]
    assert places.to_numpy() == pytest.approx(both.reindex(found.index).to_numpy(), abs=1e-9)


def test_the_range_of_a_group_of_one_need_is_that_of_the_need(tiny, by_group):
    ends = ["required_p10", "required_p90", "gap_p10", "gap_p90"]
    need = grouped(table_of(tiny[0], PLACE_NEED)).set_index(KEY)[ends]
    semh = by_group[by_group["need_group"] == "semh"].set_index(KEY)[ends]
    assert len(semh) > 0
    assert semh.to_numpy() == pytest.approx(need.loc[semh.index].to_numpy(), abs=1e-9)


def test_those_on_roll_are_those_placed_in_state_schools(tiny, by_group):
    state = tiny[0].supply.providers.set_index("provider_id")["provision"].isin(["state_special", "specialist_base"])
    placements = grouped(table_of(tiny[0], PLACEMENTS))
    on_roll = placements[placements["provider_id"].map(state)].groupby(KEY)["learners"].sum()
    found = by_group.set_index(KEY)["on_roll"]
    assert found.to_numpy() == pytest.approx(on_roll.reindex(found.index, fill_value=0.0).to_numpy(), abs=1e-6)


def test_miles_saved_are_those_to_inmss_less_those_to_the_middle_of_the_area(tiny, by_group):
    run, displaced = tiny[0], table_of(tiny[0], DISPLACED)
    placements = table_of(tiny[0], PLACEMENTS)
    kind = run.supply.providers.set_index("provider_id")["provision"]
    inmss = placements[placements["provider_id"].map(kind).isin(["independent_special", "non_maintained_special"])]
    key = ["academic_year", "area", "phase", "need", "requirement"]
    miles = (inmss["miles"] * inmss["learners"]).groupby([inmss[name] for name in key]).sum()
    mean = miles / inmss.groupby(key)["learners"].sum()
    local = {
        (area, phase): run.instance.local_miles[place, at]
        for place, area in enumerate(run.instance.areas)
        for at, phase in enumerate(["early_years", "primary", "secondary", "post_16", "post_19"])
    }
    saved = displaced.set_index(key)["displaced"].to_frame().join(mean.rename("mean"))
    saved["local"] = [local[area, phase] for _, area, phase, *_ in saved.index]
    each = saved["displaced"] * (saved["mean"] - saved["local"]).clip(lower=0.0)
    assert by_group["miles_saved"].sum() == pytest.approx(each.sum(), rel=1e-6)
    assert each.sum() > 0
