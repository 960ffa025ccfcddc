"""What is hidden besides small counts: places that give learners back, parts of a forecast, tables rounded apart."""

from dataclasses import replace

import pandas as pd
import pytest

from sufficiency.returns.agreed_places import with_agreed_places
from sufficiency.returns.audience import HIDDEN
from sufficiency.returns.disclosure import hide
from sufficiency.returns.exports import Cell, Export

pytestmark = pytest.mark.unit


def schools(learners: dict[str, float]) -> Export:
    frame = pd.DataFrame({"academic_year": "2024/25", "provider_id": list(learners), "learners": learners.values()})
    total = pd.DataFrame([{"academic_year": "2024/25", "provider_id": "all", "learners": sum(learners.values())}])
    rows = pd.concat([frame, total], ignore_index=True)
    return Export("schools", rows.assign(places=rows["learners"]), ("academic_year", "provider_id"), ("learners",))


def test_places_follow_learners_unless_they_are_agreed():
    export = schools({"state": 3.0, "independent": 3.0, "large": 90.0, "other": 80.0})
    export = replace(export, follows={"places": "learners"}, open={"places": ("provider_id", frozenset({"state"}))})
    shown = hide([export])["schools"].set_index("provider_id")
    assert list(shown.loc[["state", "independent"], "learners"]) == [HIDDEN, HIDDEN]
    assert shown.loc["state", "places"] == 3.0
    assert shown.loc["independent", "places"] == HIDDEN


def test_a_base_that_is_called_after_its_area_is_estimated():
    rows = [
        ("100001", "state_special", "E1"),
        ("base-oak", "specialist_base", "E1"),
        ("base-E1", "specialist_base", "E1"),
        ("100002", "independent_special", None),
    ]
    assert with_agreed_places(pd.DataFrame(rows, columns=["provider_id", "provision", "area"])) == {
        "100001",
        "base-oak",
    }


def test_of_a_sealed_table_totals_alone_are_shown():
    sealed = replace(schools({"a": 300.0, "b": 0.0}), sealed=True)
    assert list(hide([sealed])["schools"]["learners"]) == [HIDDEN, HIDDEN, 300.0]


def test_the_same_count_rounded_apart_is_hidden_in_both_tables():
    one = schools({"a": 3.0, "b": 60.0, "c": 70.0})
    other = replace(schools({"a": 4.0, "b": 59.0, "c": 70.0}), name="again")
    same = tuple(
        tuple(
            (Cell(name, (("provider_id", code),), "learners"), sign) for name, sign in (("schools", 1), ("again", -1))
        )
        for code in ("a", "b", "c")
    )
    shown = hide([replace(one, nearly=same), other])
    hidden = [list(shown[name]["learners"].eq(HIDDEN)) for name in ("schools", "again")]
    assert hidden[0] == hidden[1]
    assert hidden[0][0]
