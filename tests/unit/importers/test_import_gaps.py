"""Tables that an authority did not return, filled from another pattern."""

import numpy as np
import pandas as pd
import pytest

from sufficiency.importers.open_data.people import gaps
from sufficiency.importers.open_data.people.joint_plans import CODES, JointPlans

pytestmark = pytest.mark.unit


def pattern() -> dict[str, pd.DataFrame]:
    """England: half of each age in mainstream, half special; ASD in both, SEMH in special only; some unknown."""
    return {
        "plans_by_age_provision": pd.DataFrame(
            {"census_year": 2025, "age": [5, 5, 6, 6], "provision": ["mainstream", "state_special"] * 2, "plans": 50.0}
        ),
        "plans_by_age_need": pd.DataFrame(
            {
                "census_year": 2025,
                "age": [5, 5, 5, 6, 6, 6],
                "need": ["ASD", "SEMH", "not_recorded"] * 2,
                "plans": [58.0, 40.0, 2.0] * 2,
            }
        ),
        "plans_by_need_provision": pd.DataFrame(
            {
                "census_year": 2025,
                "need": ["ASD", "ASD", "SEMH", "not_recorded"],
                "provision": ["mainstream", "state_special", "state_special", "mainstream"],
                "plans": [96.0, 20.0, 80.0, 4.0],
            }
        ),
        "new_plans": pd.DataFrame({"calendar_year": [2024], "age": [5], "plans": [10.0]}),
        "new_plans_by_need": pd.DataFrame(
            {"calendar_year": 2024, "age": [5, 5], "need": ["ASD", "SEMH"], "plans": [3.0, 1.0], "source": "made"}
        ),
    }


def completed(
    own: dict[str, pd.DataFrame], totals: dict[str, float] | None = None
) -> tuple[dict[str, pd.DataFrame], JointPlans]:
    return gaps.completed(own, gaps.england_of(pattern(), 2025), totals or {})


def test_what_is_published_is_left_alone() -> None:
    own = pattern()
    found, joint = completed(own)
    assert all(found[name].equals(own[name]) for name in own)
    assert joint.fit.table.sum() == pytest.approx(200.0)
    assert joint.by_need("state_special")["SEMH"] == pytest.approx(80.0)


def test_those_not_recorded_are_shared_out_after_the_fit_and_not_before() -> None:
    """Sharing them out before would put two SEMH learners in mainstream, where the third table has none."""
    _, joint = completed(pattern())
    assert joint.fit.residual < 1e-9
    assert joint.by_need("mainstream")["SEMH"] == pytest.approx(0.0)
    assert joint.by_need("mainstream")["ASD"] == pytest.approx(100.0)


def without_placements() -> dict[str, pd.DataFrame]:
    """An authority whose plans are all without a recorded placement."""
    own = pattern()
    own["plans_by_age_provision"] = own["plans_by_age_provision"].iloc[:0]
    pairs = own["plans_by_need_provision"].assign(provision="not_recorded")
    own["plans_by_need_provision"] = pairs.groupby(["census_year", "need", "provision"], as_index=False)["plans"].sum()
    own["plans_by_age_need"] = own["plans_by_age_need"].assign(plans=[10.0, 0.0, 0.0, 12.0, 8.0, 0.0])
    return own


def test_placements_that_were_not_returned_take_englands_pattern_at_the_authoritys_ages() -> None:
    found, joint = completed(without_placements())
    by_age = found["plans_by_age_provision"].groupby("age")["plans"].sum()
    assert by_age[by_age > 0].to_dict() == pytest.approx({5: 10.0, 6: 20.0})
    pairs = found["plans_by_need_provision"].groupby("provision")["plans"].sum()
    assert pairs[pairs > 0].to_dict() == pytest.approx({"mainstream": 15.0, "state_special": 15.0})
    assert set(found["plans_by_need_provision"]["source"]) == {"dfe_ehc_2025 A-39"}
    assert joint.fit.table.sum() == pytest.approx(30.0)


def test_placements_that_were_not_returned_keep_the_year_before_and_follow_it() -> None:
    own = without_placements()
    earlier = pattern()["plans_by_age_provision"].assign(census_year=2024, plans=[10.0, 0.0, 2.0, 8.0])
    own["plans_by_age_provision"] = earlier
    found, _ = completed(own)
    table = found["plans_by_age_provision"]
    assert table[table["census_year"] == 2024]["plans"].tolist() == [10.0, 0.0, 2.0, 8.0]
    now = table[(table["census_year"] == 2025) & (table["plans"] > 0)]
    shown = now.set_index(["age", "provision"])["plans"].to_dict()
    assert shown == pytest.approx({(5, "mainstream"): 10.0, (6, "mainstream"): 4.0, (6, "state_special"): 16.0})


def test_needs_that_were_not_returned_by_age_keep_the_authoritys_totals() -> None:
    own = pattern()
    for name in ("plans_by_age_need", "plans_by_need_provision", "new_plans_by_need"):
        own[name] = own[name].iloc[:0]
    found, joint = completed(own, {"ASD": 150.0, "SEMH": 48.0, "not_recorded": 2.0})
    by_need = found["plans_by_age_need"].groupby("need")["plans"].sum()
    assert by_need[by_need > 0].to_dict() == pytest.approx({"ASD": 150.0, "SEMH": 48.0, "not_recorded": 2.0})
    assert found["new_plans_by_need"].set_index("need")["plans"].to_dict() == pytest.approx({"ASD": 7.5, "SEMH": 2.5})
    assert joint.fit.table.sum() == pytest.approx(200.0)


def test_filled_tables_count_the_same_learners() -> None:
    found, joint = completed(without_placements())
    totals = [found[name].query("census_year == 2025")["plans"].sum() for name in gaps.AXES]
    assert totals == pytest.approx([30.0, 30.0, 30.0])
    assert joint.fit.residual < 1e-6
    assert joint.fit.table.shape == (24, 13, 12) == tuple(len(codes) - (axis != "age") for axis, codes in CODES.items())


def test_a_need_that_nobody_of_a_phase_has_yet_is_not_refused() -> None:
    _, joint = completed(pattern())
    secondary = joint.needs_in_phase(
        "specialist_base", next(p for p in joint.by_phase("mainstream") if p == "secondary")
    )
    assert "ASD" in secondary.split()
    assert np.isclose(joint.by_phase("mainstream")["primary"], 100.0)


def test_an_authority_without_any_need_takes_englands_needs_at_each_age_and_placement() -> None:
    own = pattern()
    own["plans_by_age_need"] = own["plans_by_age_need"].iloc[:0]
    own["plans_by_need_provision"] = own["plans_by_need_provision"].iloc[:0]
    found, joint = completed(own, {"ASD": 0.0})
    assert joint.fit.table.sum() == pytest.approx(200.0)
    assert joint.by_need("state_special")["SEMH"] > joint.by_need("mainstream")["SEMH"]
    assert found["plans_by_age_provision"].equals(own["plans_by_age_provision"])


def test_a_january_without_any_ages_cannot_be_completed() -> None:
    own = pattern()
    assert gaps.has_ages(own, 2025)
    assert not gaps.has_ages(own, 2026)


def test_what_the_release_lacks_of_an_authority_is_said() -> None:
    """Nothing of a table or of its newest year is never silent; nor are ages that do not add up to the total."""
    tables = {name: table.assign(source="dfe_ehc_2025") for name, table in pattern().items()}
    before = tables["plans_by_age_provision"].assign(census_year=2024)
    tables["plans_by_age_provision"] = pd.concat([before, tables["plans_by_age_provision"]])
    tables |= dict.fromkeys(("ceased_plans", "funnel"), tables["new_plans"])
    tables["plans_by_age_band"] = pd.DataFrame({"census_year": [2025], "age_band": "total", "plans": 200.0})
    assert gaps.lacking(tables, 2025) == []
    spoilt = tables | {
        "plans_by_age_provision": tables["plans_by_age_provision"].iloc[4:7],
        "plans_by_age_need": tables["plans_by_age_need"].assign(source="dfe_ehc_2025 A-39"),
        "ceased_plans": tables["ceased_plans"].iloc[:0],
        "funnel": tables["funnel"].assign(calendar_year=2023),
    }
    assert [said.partition(":")[0] for said in gaps.lacking(spoilt, 2025)] == [
        "plans_by_age_provision.csv has no line of 2024",
        "plans_by_age_need.csv is filled in from another pattern",
        "ceased_plans.csv has no line of 2024",
        "funnel.csv has no line of 2024",
        "plans by age of January 2025 add up to 150, and the published total is 200",
    ]
    no_total = {"plans_by_age_band": tables["plans_by_age_band"].iloc[:0]}
    assert "no total" in gaps.lacking(tables | no_total, 2025)[0]
