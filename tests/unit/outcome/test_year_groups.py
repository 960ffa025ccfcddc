"""Year groups of the tiny authority: coherent with placements in every draw, and the base year as it was counted."""

import numpy as np
import pandas as pd
import pytest
from small_world import PULP_LOOKS_AHEAD
from tiny_pack import every_draw, run_tiny, table_of, write_tiny_pack

from models.outcome.year_groups import SCAP_KINDS, UNMET, everyone, placed_by_age, placed_by_cell
from models.vocabulary import PHASES, PROVISIONS, SPECIALIST, ages_of_phase, phase_of_age
from sufficiency.results.learners_by_year_group import LEARNERS_BY_YEAR_GROUP, LEARNERS_BY_YEAR_GROUP_TOTALS
from sufficiency.results.placements import PLACEMENTS
from sufficiency.results.placements_by_year_group import PLACEMENTS_BY_YEAR_GROUP

pytestmark = [pytest.mark.unit, pytest.mark.filterwarnings(PULP_LOOKS_AHEAD)]
KINDS = list(map(PROVISIONS.index, SPECIALIST))
COHERENT = 1e-6


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    return run_tiny(write_tiny_pack(tmp_path_factory.mktemp("tiny")))


@pytest.fixture(scope="module")
def made(tiny):
    return tiny[0]


def phase_of(year_groups: pd.Series) -> pd.Series:
    return year_groups.map(lambda group: str(phase_of_age(group + 4)))


def test_year_groups_add_up_to_the_placements_of_their_phase_and_need_in_each_area(tiny):
    by_group, placements = (table_of(tiny[0], table) for table in (PLACEMENTS_BY_YEAR_GROUP, PLACEMENTS))
    provision = tiny[0].supply.providers.set_index("provider_id")["provision"]
    key = ["academic_year", "area", "phase", "need"]
    placed = placements.assign(kind=placements["provider_id"].map(provision))
    expected = placed.pivot_table("learners", key, "kind", aggfunc="sum", fill_value=0.0)
    found = by_group.assign(phase=phase_of(by_group["year_group"])).groupby(key)[list(map(str, SPECIALIST))].sum()
    both = expected.reindex(index=found.index, columns=found.columns, fill_value=0.0)
    assert found.to_numpy() == pytest.approx(both.to_numpy(), abs=COHERENT)
    assert expected.to_numpy().sum() == pytest.approx(found.to_numpy().sum(), abs=COHERENT)


def test_each_year_group_requires_as_many_places_as_it_has_learners_somewhere(tiny):
    table = table_of(tiny[0], PLACEMENTS_BY_YEAR_GROUP)
    required = table.filter(like="required_").sum(axis=1)
    where = table[[*map(str, SPECIALIST), *UNMET, "unplaced"]].sum(axis=1)
    assert where.to_numpy() == pytest.approx(required.to_numpy(), abs=COHERENT)


def test_in_every_draw_the_year_groups_have_the_learners_of_each_kind_of_provision(made):
    drawn = every_draw(made)
    assert drawn.by_age[..., KINDS].sum(axis=2) == pytest.approx(drawn.by_provision[..., KINDS], abs=COHERENT)
    assert drawn.by_need[..., KINDS].sum(axis=2) == pytest.approx(drawn.by_provision[..., KINDS], abs=COHERENT)


def test_in_every_draw_every_plan_of_an_age_and_of_a_need_is_in_one_kind_of_provision(made):
    drawn = every_draw(made)
    assert drawn.by_age.sum(axis=-1) == pytest.approx(drawn.plans.sum(axis=3), abs=COHERENT)
    assert drawn.by_need.sum(axis=-1) == pytest.approx(drawn.plans.sum(axis=2), abs=COHERENT)


def test_the_base_year_is_as_it_was_counted(made):
    placed = placed_by_age(made.instance, made.central)
    assert everyone(made.instance, made.central, placed)[0] == pytest.approx(made.authority.joint, abs=0.001)


def test_cells_foot_with_requirement(made):
    placed = placed_by_cell(made.instance, made.central)
    assert placed.sum(axis=2) == pytest.approx(made.central.required, abs=COHERENT)


def test_phases_of_year_groups_are_those_of_required_learners(made):
    by_age, cells = made.central.required_by_age, made.instance.cells
    by_phase = np.stack([by_age[:, :, list(ages_of_phase(phase))].sum(axis=2) for phase in PHASES], axis=2)
    found = by_phase[:, cells.area, cells.phase, cells.need, cells.requirement]
    assert found == pytest.approx(made.central.required, abs=1e-9)


def test_totals_are_those_of_the_parts(tiny):
    parts, totals = (table_of(tiny[0], table) for table in (LEARNERS_BY_YEAR_GROUP, LEARNERS_BY_YEAR_GROUP_TOTALS))
    key = ["academic_year", "provision"]
    whole = totals[(totals["level"] == "authority") & ~totals["provision"].isin(["all", *SCAP_KINDS])].set_index(key)[
        "learners"
    ]
    assert parts.groupby(key)["learners"].sum().reindex(whole.index, fill_value=0.0).to_numpy() == pytest.approx(
        whole.to_numpy(), abs=COHERENT
    )
    by_need = totals[(totals["level"] == "need") & (totals["provision"] == "all")]
    needs = parts.groupby(["academic_year", "need"])["learners"].sum()
    found = by_need.set_index(["academic_year", "code"])["learners"]
    assert needs.to_numpy() == pytest.approx(found.reindex(needs.index).to_numpy(), abs=COHERENT)


def test_kinds_of_the_capacity_survey_are_who_is_there_and_who_requires_it_and_is_unmet(tiny):
    parts, totals = (table_of(tiny[0], table) for table in (LEARNERS_BY_YEAR_GROUP, LEARNERS_BY_YEAR_GROUP_TOTALS))
    placed = parts.pivot_table("learners", "academic_year", "provision", "sum", fill_value=0.0)
    unmet = parts.groupby("academic_year")[[*UNMET]].sum()
    whole = totals[totals["level"] == "authority"].set_index(["provision", "academic_year"])["learners"]
    for kind, where in SCAP_KINDS.items():
        known = [name for name in where if name in placed or name in unmet]
        expected = placed.join(unmet)[known].sum(axis=1)
        assert whole[kind].to_numpy() == pytest.approx(expected.to_numpy(), abs=COHERENT)
    assert unmet.to_numpy().sum() > 0, "somebody is unmet, or the test says nothing"
