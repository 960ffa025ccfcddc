"""Every printed table of the returns adds up, as it is printed."""

import pandas as pd
import pytest
from returns_by_hand import facts_of_pack, small_facts

from models.outcome.year_groups import SCAP_KINDS
from sufficiency.returns.dfe.exports import exports_of
from sufficiency.returns.dfe.mapping import GROUP_NAMES, KNOWN_LINES, PLAN_NEEDS
from sufficiency.returns.dfe.reform_plan import reform_plan_rows
from sufficiency.returns.dfe.scap import HEADINGS, scap_wide
from sufficiency.returns.whole_exports import equations, whole_exports

pytestmark = pytest.mark.unit

MADE = {"small": small_facts, "hartlepool": lambda: facts_of_pack("hartlepool", years=8)}


@pytest.fixture(scope="module", params=MADE)
def rounded(request):
    exact = exports_of(MADE[request.param]())
    return exact, whole_exports(exact)


@pytest.fixture
def shown(rounded):
    return {one.name: one.frame for one in rounded[1].exports}


def test_every_number_is_whole_and_within_one_of_its_figure(rounded):
    exact, whole = rounded
    for one, other in zip(exact, whole.exports, strict=True):
        assert other.frame["learners"].dtype.kind == "i"
        assert (one.frame["learners"] - other.frame["learners"]).abs().max() < 1
    assert whole.farthest < 1


def test_every_equation_holds_in_whole_numbers(rounded):
    exports = rounded[1].exports
    values = pd.concat([one.frame["learners"] for one in exports], ignore_index=True)
    found = [*equations(exports)]
    assert len(found) > 400
    assert all(values[total] == sum(sign * values[part] for part, sign in parts) for total, parts in found)


def test_rows_of_scap_add_up(shown):
    wide = scap_wide(shown["scap"])
    assert (wide[list(HEADINGS)].fillna(0).sum(axis=1) == wide["total"]).all()


def test_scap_has_its_years_with_the_base_year_in_front(shown):
    wide = scap_wide(shown["scap"])
    counts = wide.groupby(["phase", "kind"])["academic_year"].agg(["size", "first"])
    assert counts.loc["primary", "size"].tolist() == [6] * len(SCAP_KINDS)
    assert counts.loc["secondary", "size"].tolist() == [8] * len(SCAP_KINDS)
    assert set(counts["first"]) == {"2024/25"}


def test_every_table_of_the_reform_plan_adds_up_to_its_total(shown):
    rows = reform_plan_rows(shown, "turned")
    for (_, _), of_table in rows.groupby(["table", "year"]):
        total = of_table["row"] == "Total"
        assert of_table.loc[~total, "value"].dropna().sum() == of_table.loc[total, "value"].iloc[0]


def test_tables_of_needs_have_the_totals_of_their_lines(shown):
    rows = reform_plan_rows(shown, "at_31_august").set_index(["table", "row", "year"])["value"]
    for group in GROUP_NAMES:
        lines = [line.name for line in KNOWN_LINES if line.group == group]
        for year in range(2024, 2030) if lines else ():
            assert rows[group, "Total", year] == sum(rows["6", line, year] for line in lines)


def test_nobody_is_without_a_specialist_assessment_and_other_needs_hold_down_syndrome(shown):
    rows = reform_plan_rows(shown, "at_31_august")
    none = rows[rows["row"] == "SEN support but no specialist assessment"]
    assert len(none) == 8 * 6
    assert (none["value"] == 0).all()
    assert len(rows[(rows["table"] == "7") & (rows["year"] == 2025)]) == len(PLAN_NEEDS) + 2


def test_lines_that_are_not_told_apart_are_empty_not_nought(shown):
    rows = reform_plan_rows(shown, "at_31_august")
    empty = rows[rows["value"].isna()]
    assert set(empty["table"]) == {"6"}
    assert empty["row"].nunique() == 4


def test_every_equation_of_the_reconciliation_comes_to_nought(shown):
    terms = shown["returns_reconciliation"]
    sums = (terms["learners"] * terms["sign"]).groupby([terms["academic_year"], terms["equation"]]).sum()
    assert (sums == 0).all()
    assert len(sums) == 6 * 12


def test_requests_by_age_add_up_to_the_funnel(shown):
    steps = shown["reform_plan_assessments"]
    all_ages = steps[steps["age_group"] == "all"].set_index(["academic_year", "step"])["learners"]
    assert all_ages["2025/26", "requests"] == 150
    assert all_ages["2026/27", "new_plans"] == 101
