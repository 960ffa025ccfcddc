"""The mappings of the returns: every kind of provision, need and age goes to one line, and the traps are kept apart."""

import pytest

from models.outcome.year_groups import SCAP_KINDS, UNMET
from models.vocabulary import NEEDS, PROVISIONS, YEAR_GROUPS, AgeGroup, Provision
from sufficiency.returns.dfe.kinds import NOTES, ReturnKind
from sufficiency.returns.dfe.mapping import (
    AT_31_AUGUST,
    GRID_BANDS,
    KNOWN_LINES,
    PLAN_LINES,
    PLAN_NEEDS,
    TURNED,
    age_group_in,
)

pytestmark = pytest.mark.unit


def test_every_provision_stands_in_one_line_of_the_reform_plan():
    assert sorted(one for line in KNOWN_LINES for one in line.provisions) == sorted(PROVISIONS)
    assert len(PLAN_LINES) == 14


def test_every_need_stands_in_one_row_of_table_7():
    assert sorted(need for _, needs in PLAN_NEEDS.values() for need in needs) == sorted(NEEDS)


def test_every_year_group_stands_in_one_stage_of_the_grid():
    assert sorted(group for groups in GRID_BANDS.values() for group in groups) == sorted(YEAR_GROUPS)


def test_non_maintained_schools_are_with_the_state_in_scap_and_with_independent_ones_in_the_plan():
    scap = {where: kind for kind, of in SCAP_KINDS.items() for where in of}
    plan = {one: line.code for line in KNOWN_LINES for one in line.provisions}
    assert scap[Provision.NON_MAINTAINED_SPECIAL] == scap[Provision.STATE_SPECIAL] == "SS"
    assert (scap["unmet_base"], scap["unmet_special"]) == ("UR", "SS"), "SCAP counts what learners require"
    words = "count with the kind of place that they require, UR or SS (A-479)"
    assert any(words in note for note in NOTES[ReturnKind.SCAP])
    assert plan[Provision.NON_MAINTAINED_SPECIAL] == plan[Provision.INDEPENDENT_SPECIAL] == "nmss_or_independent"


def test_a_learner_in_reception_is_under_five_at_31_august_and_turns_five():
    assert age_group_in(AT_31_AUGUST, 0) is AgeGroup.UNDER_5
    assert age_group_in(TURNED, 0) is AgeGroup.AGE_5_10


def test_the_oldest_stay_in_the_last_group():
    assert age_group_in(TURNED, YEAR_GROUPS[-1]) is AgeGroup.AGE_20_25


def test_the_notes_of_scap_say_that_who_is_unmet_counts_where_the_mapping_counts_them():
    kinds = " or ".join(code for code, of in SCAP_KINDS.items() if set(of) & set(UNMET))
    note = next(note for note in NOTES[ReturnKind.SCAP] if "require another place" in note)
    assert f"count with the kind of place that they require, {kinds}" in note
