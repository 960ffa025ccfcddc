"""Checks of providers, places and the known traps: each finds its fault and leaves the sound pack alone."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from changed_pack import Change, changed, hampshire, news, scaled, set_where

from sufficiency.errors import Severity
from sufficiency.packs.checks import facts, journeys, places, providers, schools, traps
from sufficiency.packs.contracts import PROVIDER_REGISTER
from sufficiency.packs.quality import cells_of

pytestmark = pytest.mark.unit
ONE = "116617"
BASE = 2025


def rows_added(*rows: dict[str, object]) -> Change:
    """Add rows like the first one, with these values."""

    def change(table: pd.DataFrame) -> pd.DataFrame:
        first = table.iloc[0].to_dict()
        more = pd.DataFrame([{**first, **row} for row in rows], index=range(900, 900 + len(rows)))
        return pd.concat([table, more])

    return change


def test_a_provider_without_position_or_journey_is_an_error() -> None:
    pack = changed(providers=set_where("easting", np.nan, provider_id=ONE))
    assert [row.value for row in journeys.every_provider_has_a_position(pack)] == ["Baycroft School"]
    stated = changed(pack, providers=set_where("journey_miles", 9.0, provider_id=ONE))
    assert len(journeys.every_provider_has_a_position(stated)) == 1
    both = changed(stated, providers=set_where("northing", np.nan, provider_id=ONE))
    assert journeys.every_provider_has_a_position(both) == []


def test_a_position_in_the_sea_or_far_from_its_area_is_told() -> None:
    pack = changed(providers=set_where("northing", 900_000.0, provider_id=ONE))
    assert len(providers.positions_are_in_england(pack)) == 1
    assert "Baycroft School" in news(providers.providers_stand_in_their_area, pack)[0].value


@pytest.mark.parametrize(
    ("column", "value", "where"),
    [("needs", "", "needs"), ("requirements", "", "requirements"), ("min_age", 20, "min_age, max_age")],
)
def test_a_provider_that_takes_nobody_is_an_error(column: str, value: object, where: str) -> None:
    pack = changed(providers=set_where(column, value, provider_id=ONE))
    found = providers.every_provider_takes_somebody(pack)
    assert [cells_of(row)[2].split(", ", 1)[1] for row in found] == [where]


def test_a_need_that_no_provider_takes_is_told_by_phase_with_its_learners() -> None:
    def nobody(table: pd.DataFrame) -> pd.DataFrame:
        kept = [" ".join(code for code in codes.split() if code != "SLD") for codes in table["needs"]]
        return table.assign(needs=kept)

    found = [
        row for row in news(providers.every_need_is_taken, changed(providers=nobody)) if "special schools" in row.value
    ]
    assert {row.value.split(":")[0].split(", ")[-1] for row in found} >= {"primary", "secondary", "post 16"}
    assert all(row.severity is Severity.WARNING for row in found)


def test_a_need_that_only_the_market_takes_is_information() -> None:
    def market_only(table: pd.DataFrame) -> pd.DataFrame:
        named = table["elastic"] == "no"
        kept = [" ".join(code for code in codes.split() if code != "SLD") for codes in table["needs"]]
        return table.assign(needs=table["needs"].where(~named, pd.Series(kept, index=table.index)))

    found = [
        row
        for row in news(providers.every_need_is_taken, changed(providers=market_only))
        if "special schools" in row.value
    ]
    assert {row.severity for row in found} == {Severity.INFORMATION}


def test_a_missing_price_is_an_error() -> None:
    pack = changed(prices=lambda table: table[(table["item"] != "fee") & (table["need"] != "ASD")])
    found = providers.every_price_is_there(pack)
    assert {row.severity for row in found} == {Severity.ERROR}
    assert "top_up, state_special: none for ASD" in {row.value for row in found}
    assert providers.every_price_is_there(hampshire()) == []


def test_a_school_without_places_is_told_and_a_market_is_not() -> None:
    pack = changed(places=set_where("places", 0.0, provider_id=ONE))
    assert [row.value for row in news(places.every_provider_has_places, pack)] == ["Baycroft School"]
    assert places.every_provider_has_places(hampshire()) == []


def test_places_in_both_forms_at_once_are_an_error_and_in_turn_are_not() -> None:
    row = {"provider_id": ONE, "academic_year": "2025/26", "phase": "secondary", "places": 5.0}
    both = changed(places=rows_added(row))
    assert [one.severity for one in places.places_are_counted_once(both)] == [Severity.ERROR]
    ended = changed(places=rows_added(row, {**row, "phase": "all", "places": 0.0}))
    assert places.places_are_counted_once(ended) == []


def test_places_of_a_phase_that_the_school_does_not_take_are_told() -> None:
    row = {"provider_id": ONE, "academic_year": "2025/26", "phase": "early_years", "places": 5.0}
    found = places.places_are_of_its_ages(changed(places=rows_added(row)))
    assert "Baycroft School: 5 places in early_years" in found[0].value


def test_more_places_held_for_others_than_there_are_is_an_error() -> None:
    pack = changed(places=set_where("reserved", 999.0, provider_id=ONE))
    assert [row.severity for row in places.reserved_places_exist(pack)] == [Severity.ERROR]


@pytest.mark.parametrize("factor", [0.5, 2.0])
def test_far_fewer_or_more_places_than_learners_are_told(factor: float) -> None:
    found = news(places.places_fit_learners, changed(places=scaled("places", factor)))
    assert any(row.value.startswith("state special: 3,758 learners") for row in found)


def register(**values: object) -> pd.DataFrame:
    """One school of the register."""
    row = dict.fromkeys(PROVIDER_REGISTER.column_names, "") | {
        "urn": ONE,
        "part": "school",
        "provider_id": ONE,
        "relation": "current",
        "on_roll": 100.0,
    }
    return pd.DataFrame([row | values])


@pytest.mark.parametrize(("share", "told"), [(0.5, 1), (1.04, 0), (1.5, 1)])
def test_a_roll_far_from_the_places_is_told_where_the_register_is_there(share: float, told: int) -> None:
    table = hampshire().tables["places"]
    here = float(table.loc[table["provider_id"] == ONE, "places"].iloc[0])
    tables = {**hampshire().tables, "provider_register": register(on_roll=here * share)}
    assert len(places.rolls_fit_places(replace(hampshire(), tables=tables))) == told
    assert places.rolls_fit_places(hampshire()) == []


def test_placements_that_were_not_recorded_are_told() -> None:
    pack = changed(plans_by_age_provision=set_where("provision", "not_recorded", provision="mainstream"))
    assert len(traps.placements_are_recorded(pack)) == 2
    assert traps.placements_are_recorded(hampshire()) == []


def test_tables_filled_by_an_assumption_are_told() -> None:
    pack = changed(plans_by_need_provision=lambda table: table.assign(source="dfe_ehc_2025 A-39"))
    assert [cells_of(row)[2] for row in traps.tables_are_published(pack)] == [
        "plans_by_need_provision.csv line 2, source"
    ]
    assert traps.tables_are_published(hampshire()) == []


def test_new_plans_that_were_the_regions_are_told() -> None:
    pack = changed(funnel=set_where("source", "dfe_ehc_2025 A-110", calendar_year=2022))
    assert [cells_of(row)[2] for row in traps.new_plans_are_its_own(pack)] == ["funnel.csv line 5, new_plans, 2022"]
    assert traps.new_plans_are_its_own(hampshire()) == []


def test_a_january_returned_in_total_only_is_told() -> None:
    pack = changed(plans_by_age_provision=set_where("plans", 0, census_year=BASE - 1))
    assert [cells_of(row)[2] for row in traps.ages_were_returned(pack)] == ["January 2024"]
    assert traps.provisions_were_not_recoded(pack) == []


def test_a_clean_up_of_ceased_plans_is_told() -> None:
    pack = changed(ceased_plans=scaled("plans", 0.1, calendar_year=2023, reason="no_engagement"))
    assert "no engagement" in news(traps.ceased_plans_hold_no_clean_up, pack)[0].value


def test_a_provision_that_jumps_from_nought_is_told() -> None:
    pack = changed(plans_by_age_provision=set_where("plans", 0, census_year=2024, provision="elsewhere"))
    assert [row.value.split(":")[0] for row in news(traps.provisions_were_not_recoded, pack)] == ["elsewhere"]


def test_bases_that_double_are_taken_for_recoded() -> None:
    pack = changed(plans_by_age_provision=scaled("plans", 3.0, census_year=BASE, provision="specialist_base"))
    assert "import places" in news(traps.bases_were_not_recoded, pack)[0].remedy


def test_down_syndrome_before_2026_is_told_and_its_absence_after() -> None:
    early = changed(plans_by_age_need=set_where("need", "DS", need="VI"))
    assert [cells_of(row)[2] for row in traps.down_syndrome_has_one_code(early)] == [
        "plans_by_age_need.csv, January 2025"
    ]
    late = changed(plans_by_age_need=lambda table: table.assign(census_year=2026))
    assert [row.value for row in traps.down_syndrome_has_one_code(late)] == ["0 plans with DS"]


def test_ages_of_census_day_are_told_by_colleges_that_start_at_fifteen() -> None:
    def census_day(table: pd.DataFrame) -> pd.DataFrame:
        older = table[table["provision"] == "further_education"].set_index(["census_year", "age"])["plans"]
        moved = [
            0.6 * older.get((year, age), 0) + 0.4 * older.get((year, age + 1), 0)
            for year, age in zip(table["census_year"], table["age"], strict=True)
        ]
        college = table["provision"] == "further_education"
        return table.assign(plans=table["plans"].where(~college, pd.Series(moved, index=table.index)))

    found = traps.ages_are_on_31_august(changed(plans_by_age_provision=census_day))
    assert [cells_of(row)[2] for row in found] == [
        f"plans_by_age_provision.csv, January {year}" for year in (2024, 2025)
    ]
    assert traps.ages_are_on_31_august(hampshire()) == []


def test_a_school_and_its_academy_on_one_site_are_told() -> None:
    school = hampshire().tables["providers"].set_index("provider_id").loc[ONE].to_dict()
    twin = {**school, "provider_id": "150000", "name": "Baycroft Academy"}
    found = news(schools.a_school_stands_once, changed(providers=rows_added(twin)))
    assert [row.severity for row in found] == [Severity.WARNING]
    assert "Baycroft Academy (150000)" in found[0].value


def test_neighbours_with_unlike_names_are_information() -> None:
    rows = schools.a_school_stands_once(hampshire())
    assert {row.severity for row in rows} == {Severity.INFORMATION}


def test_non_maintained_schools_without_learners_are_told() -> None:
    pack = changed(plans_joint=set_where("plans", 0.0, provision="non_maintained_special"))
    assert len(schools.non_maintained_schools_are_apart(pack)) == 1
    assert schools.non_maintained_schools_are_apart(hampshire()) == []


def test_full_schools_are_said_unless_their_places_were_worked_out_of_learners() -> None:
    assert [row.severity for row in schools.history_is_no_cap(hampshire())] == [Severity.INFORMATION]
    worked_out = changed(places=lambda table: table.assign(source="A-37"))
    assert schools.history_is_no_cap(worked_out) == []


def fact(name: str, value: float, unit: str = "share", as_at: str = "2020") -> dict[str, object]:
    """One fact more."""
    return {"fact": name, "value": value, "unit": unit, "as_at": as_at, "source": "a strategy"}


def test_a_quoted_share_that_the_return_does_not_bear_out_is_told() -> None:
    pack = changed(facts=rows_added(fact("plans in specialist provision", 0.69)))
    assert "69.0%; by the return" in news(facts.quoted_shares_agree, pack)[0].value
    assert facts.quoted_shares_agree(hampshire()) == []


def test_places_announced_and_not_dated_are_said() -> None:
    pack = changed(facts=rows_added(fact("further special places", 5000, "places", "2027-09")))
    assert "further special places: 5,000; dated in places.csv" in facts.announced_places_are_dated(pack)[0].value


def test_two_values_of_one_fact_are_told() -> None:
    pack = changed(facts=rows_added(fact("new places", 154, "places"), fact("New places", 150, "places")))
    assert [row.value for row in facts.quoted_counts_do_not_contradict(pack)] == ["new places: 154 and 150"]
    assert facts.quoted_counts_do_not_contradict(hampshire()) == []


def test_fees_of_unlike_scope_are_told() -> None:
    pack = changed(facts=rows_added(fact("INMSS average cost without health and care", 54_000, "GBP a year")))
    assert "health and care" in facts.fees_have_one_scope(pack)[0].remedy
    assert facts.fees_have_one_scope(hampshire()) == []


@pytest.mark.parametrize("words", ["out-county placements", "Out of county learners"])
def test_out_of_county_asks_for_its_definition(words: str) -> None:
    assert len(facts.out_of_county_is_defined(changed(facts=rows_added(fact(words, 480, "learners"))))) == 1


@pytest.mark.parametrize(("year", "words"), [(2015, "its own index"), (2026, "before and after 2026-27")])
def test_prices_of_years_far_apart_are_said(year: int, words: str) -> None:
    pack = changed(prices=set_where("price_year", year, item="fee"))
    assert words in facts.prices_are_of_one_time(pack)[0].remedy
