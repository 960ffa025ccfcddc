"""Laws of the tables by school: places are the sum of what they are made of, and origins lose nobody."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sufficiency.results.placements import PLACEMENTS
from sufficiency.results.school_origins import SCHOOL_ORIGINS, school_origins
from sufficiency.results.schools import OF_PLACES, occupancy, places_of
from sufficiency.tables.contracts import check

pytestmark = pytest.mark.property

YEARS, SCHOOLS = 3, 4
NUMBERS = arrays(np.float64, (YEARS, SCHOOLS), elements=st.integers(0, 400).map(float))
GROWTH = arrays(np.float64, (YEARS, SCHOOLS), elements=st.floats(0, 50))


@given(NUMBERS, NUMBERS, NUMBERS, GROWTH, arrays(np.bool_, SCHOOLS))
def test_places_are_what_they_are_made_of_and_usable_or_reserved(pack, dated, reserved, growth, elastic):
    places = dated + growth * elastic
    usable = np.maximum(places - reserved, 0.0)
    run = SimpleNamespace(
        instance=SimpleNamespace(places=dated, providers=SimpleNamespace(elastic=elastic)),
        central=SimpleNamespace(steered=SimpleNamespace(places=places, usable_places=usable)),
        supply=SimpleNamespace(pack_places=pack),
    )
    found = places_of(run)
    assert sum(found[name] for name in OF_PLACES) == pytest.approx(found["places"], abs=1e-6)
    assert found["usable_places"] + found["reserved"] == pytest.approx(found["places"], abs=1e-6)
    assert (found["reserved"] >= 0).all()
    assert (found["places_agreed"] == found["places_agreed"][0]).all()
    assert (found["places_committed"][0] == 0).all()
    for name in ("places_committed", "places_scenario"):
        assert (found[name][:, elastic] == 0).all()


@given(NUMBERS, NUMBERS, NUMBERS)
def test_a_school_is_as_full_as_its_learners_make_it_and_blank_without_places(own, reserved, places):
    full = occupancy(own, reserved, places)
    assert (np.isnan(full) == (places == 0)).all()
    there = places > 0
    assert (full * places)[there] == pytest.approx((own + reserved)[there])
    assert (occupancy(own + 1.0, reserved, places)[there] > full[there]).all()


ROW = st.tuples(
    st.sampled_from(["2024/25", "2025/26"]),
    st.sampled_from(["north", "south"]),
    st.sampled_from(["primary", "secondary"]),
    st.sampled_from(["oak", "elm"]),
)


@settings(max_examples=30)
@given(st.dictionaries(ROW, st.tuples(st.floats(1e-6, 90), st.floats(0, 90), st.floats(0, 60)), min_size=1))
def test_origins_add_up_to_placements_and_their_journeys_to_all_miles(rows):
    placed = pd.DataFrame(
        [(*key, *of) for key, of in rows.items()], columns=[*COLUMNS, "entrants", "incumbents", "miles"]
    )
    placed = placed.assign(need="ASD", requirement="special", learners=placed["entrants"] + placed["incumbents"])
    placed = check(placed.assign(minutes=2.0 * placed["miles"], cost_gbp=0.0), PLACEMENTS)
    found = check(school_origins(SimpleNamespace(tables={"placements": placed})), SCHOOL_ORIGINS)
    key = ["academic_year", "provider_id"]
    for name in ("learners", "entrants"):
        assert found.groupby(key)[name].sum().to_numpy() == pytest.approx(placed.groupby(key)[name].sum().to_numpy())
    for name in ("miles", "minutes"):
        total = (placed["learners"] * placed[name]).sum()
        assert (found["learners"] * found[name]).sum() == pytest.approx(total)


COLUMNS = ("academic_year", "area", "phase", "provider_id")
