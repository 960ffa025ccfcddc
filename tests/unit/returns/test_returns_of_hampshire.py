"""The returns of Hampshire's pack at its base year: published numbers, worked out by hand from the published counts."""

import pytest
from returns_by_hand import facts_of_pack

from sufficiency.returns.dfe.exports import exports_of
from sufficiency.returns.dfe.reform_plan import reform_plan_rows
from sufficiency.returns.dfe.scap import scap_wide
from sufficiency.returns.whole_exports import whole_exports

pytestmark = pytest.mark.unit

SCAP = {"UR": (311, 189), "IN": (317, 997), "SS": (1487, 2077), "AP": (0, 70)}
AGES = {"at_31_august": [818, 5908, 6828, 3308, 922], "turned": [114, 5381, 6781, 4078, 1430]}


@pytest.fixture(scope="module")
def shown():
    return {one.name: one.frame for one in whole_exports(exports_of(facts_of_pack("hampshire"))).exports}


def test_the_four_kinds_of_scap(shown):
    wide = scap_wide(shown["scap"]).set_index(["kind", "phase"])["total"]
    assert {kind: (wide[kind, "primary"], wide[kind, "secondary"]) for kind in SCAP} == SCAP


@pytest.mark.parametrize("basis", AGES)
def test_age_groups_by_both_ages(shown, basis):
    rows = reform_plan_rows(shown, basis)
    ages = rows[(rows["table"] == "5.1") & (rows["row"] != "Total")]
    assert ages["value"].tolist() == AGES[basis]


def test_special_schools_of_scap_and_of_the_reform_plan_agree(shown):
    terms = shown["returns_reconciliation"]
    own = terms[terms["equation"] == "Special schools: SCAP against the reform plan"]
    assert (own["learners"] * own["sign"]).tolist() == [1487, 2077, 296, -102, 0, -3758]
    assert 1487 + 2077 == 3564


def test_the_reform_plan_holds_every_plan(shown):
    rows = reform_plan_rows(shown, "at_31_august")
    totals = rows[(rows["row"] == "Total") & rows["table"].isin(["5.1", "6", "7"])]
    assert totals["value"].tolist() == [17_784] * 3
