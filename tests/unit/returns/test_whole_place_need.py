"""Place need in whole learners: every row foots, and each cell is within one of its figure."""

import numpy as np
import pandas as pd
import pytest
from need_by_hand import groups_by_hand

from sufficiency.returns.place_need.tables import ELSEWHERE, PARTS
from sufficiency.returns.place_need.whole import whole_tables

pytestmark = pytest.mark.unit

KEY = ["academic_year", "area", "phase", "need_group", "requirement"]


def tables() -> dict[str, pd.DataFrame]:
    groups = groups_by_hand()
    for name in ("on_roll", *PARTS):
        groups[name] = groups[name] + np.where(groups["requirement"] == "special", 0.37, 0.0)
    groups["gap"] = groups[list(PARTS)].sum(axis=1)
    state = groups["requirement"] == "special"
    groups.loc[state, "required"] = groups.loc[state, ["on_roll", *ELSEWHERE]].sum(axis=1)
    columns = ("incumbents", "entrants", "over_capacity", "unused")
    schools = pd.DataFrame(
        [
            {
                "academic_year": "2024/25",
                "provision": "state_special",
                "provider_id": name,
                **dict.fromkeys(columns, 1.4),
            }
            for name in ("elm", "oak")
        ]
    )
    return {"place_need_by_group": groups, "schools": schools.assign(learners=2.8)}


def test_rows_foot_and_each_part_is_within_one_of_its_figure() -> None:
    before = tables()
    whole = whole_tables(before)["place_need_by_group"].set_index(KEY)
    exact = before["place_need_by_group"].set_index(KEY).loc[whole.index]
    state = whole.index.get_level_values("requirement") == "special"
    assert (whole["gap"] == whole[list(PARTS)].sum(axis=1)).all()
    assert (whole.loc[state, "required"] == whole.loc[state, ["on_roll", *ELSEWHERE]].sum(axis=1)).all()
    for name in ("on_roll", *PARTS, *ELSEWHERE):
        assert (whole[name] % 1 == 0).all()
        assert (np.abs(whole[name] - exact[name]) < 1).all()


def test_the_sum_of_a_year_is_the_nearest_whole_number() -> None:
    before = tables()
    whole = whole_tables(before)["place_need_by_group"]
    for name in ("on_roll", *PARTS):
        sums = whole.groupby(["academic_year", "requirement"])[name].sum()
        exact = before["place_need_by_group"].groupby(["academic_year", "requirement"])[name].sum()
        assert (np.abs(sums - exact) <= 0.5 + 1e-9).all()


def test_learners_of_a_school_are_its_incumbents_and_entrants() -> None:
    schools = whole_tables(tables())["schools"]
    assert (schools["learners"] == schools["incumbents"] + schools["entrants"]).all()
    assert schools["incumbents"].sum() == 3
