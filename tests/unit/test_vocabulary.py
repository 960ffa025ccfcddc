import pytest

from models.vocabulary import (
    AGE_GROUPS,
    AGES,
    IN_COUNTY,
    INMSS,
    KINDS_OF_PROVISION,
    NEED_ALIASES,
    NEED_NAMES,
    NEEDS,
    PHASES,
    PROVISIONS,
    SPECIALIST,
    STATE_KIND,
    STATE_REQUIREMENTS,
    AgeGroup,
    Need,
    Phase,
    Requirement,
    academic_year,
    age_group_of_age,
    ages_of_group,
    ages_of_phase,
    census_year,
    financial_year,
    phase_of_age,
)

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("phase", "first_year_group", "last_year_group"),
    [
        (Phase.EARLY_YEARS, -4, -1),
        (Phase.PRIMARY, 0, 6),
        (Phase.SECONDARY, 7, 11),
        (Phase.POST_16, 12, 14),
        (Phase.POST_19, 15, 21),
    ],
)
def test_a_phase_is_a_run_of_national_curriculum_year_groups(phase, first_year_group, last_year_group):
    assert [age - 4 for age in ages_of_phase(phase)] == list(range(first_year_group, last_year_group + 1))


@pytest.mark.parametrize(
    ("group", "first", "last"),
    [
        (AgeGroup.UNDER_5, 0, 4),
        (AgeGroup.AGE_5_10, 5, 10),
        (AgeGroup.AGE_11_15, 11, 15),
        (AgeGroup.AGE_16_19, 16, 19),
        (AgeGroup.AGE_20_25, 20, 25),
    ],
)
def test_an_age_group_is_the_band_that_its_code_names(group, first, last):
    assert ages_of_group(group) == tuple(range(first, last + 1))


def test_every_age_is_in_one_phase_and_one_group():
    assert sorted(age for phase in PHASES for age in ages_of_phase(phase)) == list(AGES)
    assert sorted(age for group in AGE_GROUPS for age in ages_of_group(group)) == list(AGES)
    assert all(age in ages_of_phase(phase_of_age(age)) and age in ages_of_group(age_group_of_age(age)) for age in AGES)


def test_the_january_census_of_2025_falls_in_the_academic_year_2024_25():
    assert academic_year(2025) == "2024/25"
    assert census_year("2024/25") == 2025


def test_years_are_read_back_over_the_turn_of_a_century():
    assert [census_year(academic_year(year)) for year in range(1999, 2102)] == list(range(1999, 2102))


@pytest.mark.parametrize("label", ["2024-25", "2024/26", "24/25", "2024/2025", "2024", "", "2024/5"])
def test_what_is_no_academic_year_is_refused(label):
    with pytest.raises(ValueError, match=r"academic year|invalid literal"):
        census_year(label)


def test_a_financial_year_is_named_by_the_april_it_starts_in():
    assert [financial_year(2025), financial_year(2099)] == ["2025-26", "2099-00"]


def test_inmss_and_in_county_are_provisions_apart():
    assert not set(INMSS) & set(IN_COUNTY)
    assert set(INMSS) | set(IN_COUNTY) < set(PROVISIONS)


def test_the_table_of_kinds_has_one_row_for_every_provision():
    assert set(KINDS_OF_PROVISION) == set(PROVISIONS)
    assert len({row.name for row in KINDS_OF_PROVISION.values()}) == len(PROVISIONS)


@pytest.mark.parametrize("row", KINDS_OF_PROVISION.values(), ids=lambda row: str(row.provision))
def test_a_kind_takes_learners_exactly_where_the_method_fills_its_places(row):
    specialist = row.provision in SPECIALIST
    assert bool(row.takes) == bool(row.charge) == (row.stands_for is not None) == specialist
    assert row.stands_for is None or row.stands_for in row.takes


def test_every_requirement_has_a_state_kind_but_that_of_independent_schools_alone():
    assert STATE_REQUIREMENTS == (Requirement.BASE, Requirement.SPECIAL)
    assert {STATE_KIND[requirement] for requirement in STATE_REQUIREMENTS} == set(IN_COUNTY)


def test_every_need_has_a_name_that_shows_its_code_and_asc_stands_for_autism():
    assert list(NEED_NAMES) == list(NEEDS)
    assert all(f"({need})".lower() in NEED_NAMES[need].lower() for need in NEEDS if need is not Need.DS)
    assert NEED_ALIASES == {"ASC": Need.ASD}
