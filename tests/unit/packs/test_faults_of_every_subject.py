"""Faults planted one by one into the Hampshire pack, of every subject: each is found by its check, and named."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import pandas as pd
import pytest
from changed_pack import Change, changed, hampshire, news, scaled, set_where

from models.vocabulary import Provision
from sufficiency.errors import Fault
from sufficiency.packs.checks import codes, facts, files, flows, people, places, providers, schools, sums, traps
from sufficiency.packs.checks.money import fees, ledger
from sufficiency.packs.checks.register import RegisteredCheck
from sufficiency.packs.checks.runner import CHECKS
from sufficiency.packs.checks.sizes import place_numbers, points, prices
from sufficiency.packs.particulars import Particulars
from sufficiency.packs.quality import cells_of
from sufficiency.packs.reading import Pack
from sufficiency.scenario.checks.believable import MOST_PLACES

pytestmark = [pytest.mark.unit, pytest.mark.slow]
TOP_UP = {"item": "top_up", "provision": "state_special"}
FEE = {"item": "fee", "provision": "independent_special"}
CARE, CARRIED = {**FEE, "item": "fee_care"}, {"item": "carried_share"}
MILE, FIXED = {"item": "transport_mile"}, {"item": "transport_fixed"}
FUNDING = {"item": "place_funding", "provision": "state_special"}
POINT, SCHOOL, BASE = {"point": "E01022467"}, {"provider_id": "116617"}, {"provider_id": "base-bartley-junior"}
AREA = {"area": "E07000084"}
CHILDREN = ("persons_early_years", "persons_primary", "persons_secondary")
SIZE, ALIKE, UNIT = (
    prices.prices_are_of_a_believable_size,
    prices.needs_have_prices_alike,
    prices.prices_are_in_pounds_a_year,
)
FAR, NEAR = points.points_are_in_their_authority, points.points_are_in_their_area
LARGE = place_numbers.schools_are_of_a_believable_size


@dataclass(frozen=True)
class Planted:
    """A fault: the tables that it changes, the check that must find it, and what the finding must name."""

    check: RegisteredCheck
    named: str
    changes: dict[str, Change]


def line_of(table: str, column: str, **keys: object) -> str:
    """Place of the first row of the shipped pack with these values, as a finding says it."""
    rows = hampshire().tables[table]
    for key, value in keys.items():
        rows = rows[rows[key] == value]
    return f"{table}.csv line {rows.index[0]}, {column}"


def cell(check: RegisteredCheck, table: str, column: str, value: object, **keys: object) -> Planted:
    """One value written over."""
    return Planted(check, line_of(table, column, **keys), {table: set_where(column, value, **keys)})


def times(check: RegisteredCheck, table: str, column: str, factor: float, **keys: object) -> Planted:
    """One value so many times too large."""
    return Planted(check, line_of(table, column, **keys), {table: scaled(column, factor, **keys)})


def moved(check: RegisteredCheck, named: str, easting: float, northing: float) -> Planted:
    """One point somewhere else."""

    def change(table: pd.DataFrame) -> pd.DataFrame:
        table = set_where("easting", easting, **POINT)(table)
        return set_where("northing", northing, **POINT)(table)

    return Planted(check, f"demand_points.csv line 2, {named}", {"demand_points": change})


def persons(check: RegisteredCheck, named: str, change: Callable[[pd.DataFrame], pd.DataFrame]) -> Planted:
    """Change the children at points."""
    return Planted(check, named, {"demand_points": change})


def each(columns: tuple[str, ...], factor: float, **keys: object) -> Change:
    """Scale several columns."""

    def change(table: pd.DataFrame) -> pd.DataFrame:
        for column in columns:
            table = scaled(column, factor, **keys)(table)
        return table

    return change


def all_on_one(table: pd.DataFrame) -> pd.DataFrame:
    """Put the primary children of an area on its first point."""
    here = table["area"] == AREA["area"]
    whole = table.loc[here, "persons_primary"].sum()
    table.loc[here, "persons_primary"] = 0
    table.loc[2, "persons_primary"] = whole
    return table


def in_one_place(table: pd.DataFrame) -> pd.DataFrame:
    """Give all points of an area the position of the first."""
    here = table["area"] == AREA["area"]
    for column in ("easting", "northing"):
        table.loc[here, column] = table.loc[2, column]
    return table


def doubled_point(table: pd.DataFrame) -> pd.DataFrame:
    """Write a point a second time under another name."""
    more = table.loc[[2]].assign(point="again").set_axis([900])
    return pd.concat([table, more])


def swapped(table: pd.DataFrame) -> pd.DataFrame:
    """Swap easting and northing of every point."""
    return table.rename(columns={"easting": "northing", "northing": "easting"})


def swapped_where(**keys: object) -> Change:
    """Write the northing of a school for its easting, and the easting for its northing."""
    first, second = set_where("easting", 102_733.0, **keys), set_where("northing", 456_163.0, **keys)
    return lambda table: second(first(table))


def rows(**values: object) -> Change:
    """Add a row like the one of Baycroft School, with these values."""

    def change(table: pd.DataFrame) -> pd.DataFrame:
        like = table[table["provider_id"] == SCHOOL["provider_id"]].iloc[[0]]
        return pd.concat([table, like.assign(**values).set_axis([901])])

    return change


def only(column: str, value: object) -> Change:
    """Leave out every row with a value."""
    return lambda table: table[table[column] != value]


def needs_of_all(wanted: str, of: str) -> Change:
    """Give every provider of a provision the same needs."""
    return lambda table: table.assign(needs=table["needs"].mask(table["provision"] == of, wanted))


def no_ages_from(oldest: int, of: str) -> Change:
    """Close every provider of a provision to older learners."""
    return lambda table: table.assign(max_age=table["max_age"].mask(table["provision"] == of, oldest))


PLANTED: dict[str, Planted] = {
    # prices
    **{
        f"top-up of {need} {words}": times(check, "prices", "value", factor, **TOP_UP, need=need)
        for need, words, factor, check in (
            ("ASD", "ten times too much", 10, SIZE),
            ("MLD", "ten times too much", 10, ALIKE),
            ("SLCN", "ten times too much", 10, SIZE),
            ("MSI", "ten times too much", 10, SIZE),
            ("SEMH", "in pence", 100, SIZE),
            ("ASD", "a tenth", 0.1, ALIKE),
            ("SLD", "a tenth", 0.1, ALIKE),
            ("SEMH", "a week", 1 / 52, SIZE),
            ("PMLD", "a month", 1 / 12, ALIKE),
            ("HI", "in thousands", 0.001, SIZE),
            ("VI", "of nought", 0, SIZE),
        )
    },
    **{
        f"top-up of {need} in a base {words}": times(
            check, "prices", "value", factor, item="top_up", provision="specialist_base", need=need
        )
        for need, words, factor, check in (
            ("ASD", "ten times too much", 10, ALIKE),
            ("SLCN", "a tenth", 0.1, SIZE),
            ("DS", "of nought", 0, SIZE),
        )
    },
    **{
        f"fee {words}": times(SIZE, "prices", "value", factor, **FEE)
        for words, factor in (
            ("ten times too much", 10),
            ("a tenth", 0.1),
            ("a week", 1 / 52),
            ("in pence", 100),
            ("of nought", 0),
        )
    },
    "fee of another kind ten times too much": times(
        SIZE, "prices", "value", 10, item="fee", provision="non_maintained_special"
    ),
    "mainstream fee ten times too much": times(SIZE, "prices", "value", 10, provision="independent_mainstream"),
    "mainstream fee a tenth": times(SIZE, "prices", "value", 0.1, provision="independent_mainstream"),
    "mainstream top-up ten times too much": times(SIZE, "prices", "value", 10, provision="mainstream"),
    "mainstream top-up a tenth": times(SIZE, "prices", "value", 0.1, provision="mainstream"),
    "a fee below the state place": cell(
        prices.fees_are_above_the_price_of_a_state_place, "prices", "value", 22_000.0, **FEE
    ),
    "place funding ten times too much": times(SIZE, "prices", "value", 10, **FUNDING),
    "place funding a tenth": times(SIZE, "prices", "value", 0.1, **FUNDING),
    "place funding of a base at special schools": cell(SIZE, "prices", "value", 6_000.0, **FUNDING),
    "place funding of bases ten times too much": times(
        SIZE, "prices", "value", 10, item="place_funding", provision="specialist_base"
    ),
    "place funding of empty places a tenth": times(
        SIZE, "prices", "value", 0.1, item="place_funding_empty", provision="specialist_base"
    ),
    "transport ten times too much": times(SIZE, "prices", "value", 10, **FIXED),
    "transport a week": times(SIZE, "prices", "value", 1 / 52, **FIXED),
    "transport by the mile ten times too much": times(SIZE, "prices", "value", 10, **MILE),
    "transport by the mile of one journey": times(SIZE, "prices", "value", 1 / 380, **MILE),
    "transport by the mile three times too much": times(
        prices.journeys_cost_what_authorities_pay, "prices", "value", 3, **MILE
    ),
    "every top-up three times too much": Planted(
        prices.learners_cost_what_authorities_pay, "top_up, state_special", {"prices": scaled("value", 3, **TOP_UP)}
    ),
    "every top-up less than half": Planted(
        prices.learners_cost_what_authorities_pay, "top_up, state_special", {"prices": scaled("value", 0.4, **TOP_UP)}
    ),
    "every fee a third": Planted(
        prices.learners_cost_what_authorities_pay, "fee, independent_special", {"prices": scaled("value", 0.33, **FEE)}
    ),
    **{
        f"a price in {unit}": cell(UNIT, "prices", "unit", unit, **TOP_UP, need="ASD")
        for unit in (
            *("GBP a learner a week", "pence a learner a year", "GBP thousand a learner a year", "EUR a year"),
            *("learners a year", "GBP a place a year", "GBP a learner a year for each mile", "% of the budget"),
        )
    },
    "a price by the mile without the mile": cell(UNIT, "prices", "unit", "GBP a learner a year", **MILE),
    "a price of 2012": cell(prices.prices_are_of_about_the_base_year, "prices", "price_year", 2012, **FUNDING),
    "a price of 2042": cell(prices.prices_are_of_about_the_base_year, "prices", "price_year", 2042, **FUNDING),
    "care ten times too much": cell(fees.parts_of_fees_are_below_the_fee, "prices", "value", 78_000.0, **CARE),
    "a share of learners in per cent": times(fees.shares_carried_are_shares, "prices", "value", 100, **CARRIED),
    "a fee of one phase": cell(prices.only_journeys_differ_by_phase, "prices", "phase", "primary", **FEE),
    "an index that nobody states": cell(fees.every_index_is_stated, "prices", "index", "wages", **FEE),
    "income of the ledger without its minus": cell(
        *(ledger.income_stands_below_nought, "high_needs", "amount_gbp", 437_469.0),
        line="inmss_income",
        kind="outturn",
    ),
    "a missing item": Planted(
        providers.every_price_is_there, "transport_mile", {"prices": only("item", "transport_mile")}
    ),
    "a missing need": Planted(providers.every_price_is_there, "SEMH", {"prices": only("need", "SEMH")}),
    "an item misspelled": cell(prices.every_price_is_read, "prices", "item", "topup", provision="mainstream"),
    "a fee of a state school": Planted(
        prices.every_price_is_read,
        line_of("prices", "provision", **FUNDING),
        {"prices": set_where("item", "fee", **FUNDING)},
    ),
    # demand points
    "a point in another county": moved(FAR, "easting, northing", 530_000.0, 180_000.0),
    "a point in the sea": moved(FAR, "easting, northing", 460_000.0, 50_000.0),
    "a point in Scotland": moved(FAR, "easting, northing", 325_000.0, 673_000.0),
    "a point the wrong way round": moved(FAR, "easting, northing", 152_987.0, 466_949.0),
    "a point in degrees": moved(FAR, "easting, northing", 51.27, 1.04),
    "a point without its first figure": moved(FAR, "easting, northing", 66_949.0, 152_987.0),
    "a point at nought": moved(FAR, "easting, northing", 0.0, 0.0),
    "a point in the next area": moved(NEAR, "area", 480_000.0, 153_480.0),
    "a point ten kilometres off": moved(NEAR, "easting, northing", 466_949.0, 175_000.0),
    "a point of another area": Planted(NEAR, "E07000094", {"demand_points": set_where("area", "E07000094", **POINT)}),
    "every point the wrong way round": Planted(FAR, "E01022467", {"demand_points": swapped}),
    "a point without children": persons(
        points.points_have_children, "demand_points.csv line 2, persons", each(CHILDREN, 0, **POINT)
    ),
    "a point with ten times its children": persons(
        points.points_have_children, "demand_points.csv line 2, persons", each(CHILDREN, 10, **POINT)
    ),
    "a point with a twentieth of its children": persons(
        points.points_have_children, "demand_points.csv line 2, persons", each(CHILDREN, 0.05, **POINT)
    ),
    "all children on one point": persons(
        points.children_are_spread, "demand_points.csv line 2, persons_primary", all_on_one
    ),
    "all points in one place": persons(points.points_stand_apart, "E07000084: all", in_one_place),
    "a point twice": persons(points.points_stand_apart, "again of E07000084", doubled_point),
    **{
        f"{phase} of an area {words}": Planted(
            points.points_fit_the_population,
            f"demand_points.csv, persons_{phase}, E07000084",
            {"demand_points": scaled(f"persons_{phase}", factor, **AREA)},
        )
        for phase, words, factor in (
            ("primary", "doubled", 2),
            ("secondary", "a tenth", 0.1),
            ("post_16", "ten times", 10),
            ("early_years", "gone", 0),
            ("post_19", "halved", 0.5),
        )
    },
    # places
    "a school of 3,000 places": cell(LARGE, "places", "places", 3_000.0, **SCHOOL),
    "a school of 3 places": cell(LARGE, "places", "places", 3.0, **SCHOOL),
    "a school ten times too large": times(LARGE, "places", "places", 10, **SCHOOL),
    "a school a tenth": times(place_numbers.places_are_whole, "places", "places", 0.1, **SCHOOL),
    "a base of 400 places": cell(LARGE, "places", "places", 400.0, **BASE),
    "a base ten times too large": times(LARGE, "places", "places", 10, **BASE),
    "a base of one place": cell(LARGE, "places", "places", 1.0, **BASE),
    "an independent school of 5,000 places": cell(LARGE, "places", "places", 5_000.0, provider_id="101173"),
    "bases of an area ten times too many": Planted(
        place_numbers.pooled_bases_fit_their_areas,
        "base-E07000084-primary",
        {"places": scaled("places", 10, provider_id="base-E07000084-primary")},
    ),
    "bases of an area a tenth": Planted(
        place_numbers.pooled_bases_fit_their_areas,
        "base-E07000084-primary",
        {"places": set_where("places", 4.0, provider_id="base-E07000084-primary")},
    ),
    "places that vanish": Planted(
        place_numbers.places_last_and_grow_in_steps,
        "places.csv line 901, places, 2027/28",
        {"places": rows(academic_year="2027/28", places=0.0, reserved=0.0)},
    ),
    "places that fall to a tenth": Planted(
        place_numbers.places_last_and_grow_in_steps,
        "Baycroft School: 205 places, then 20",
        {"places": rows(academic_year="2027/28", places=20.0)},
    ),
    "places that grow tenfold": Planted(
        place_numbers.places_last_and_grow_in_steps,
        "places.csv line 901, places, 2027/28",
        {"places": rows(academic_year="2027/28", places=2_050.0)},
    ),
    "places of 2004": cell(place_numbers.dates_of_places_are_near, "places", "academic_year", "2004/05", **SCHOOL),
    "places of 2092": cell(place_numbers.dates_of_places_are_near, "places", "academic_year", "2092/93", **SCHOOL),
    "a year with a hyphen": cell(codes.academic_years_are_written_so, "places", "academic_year", "2024-25", **SCHOOL),
    "a year that leaps": cell(codes.academic_years_are_written_so, "places", "academic_year", "2024/26", **SCHOOL),
    "a census year": cell(codes.academic_years_are_written_so, "places", "academic_year", "2025", **SCHOOL),
    "all places reserved": Planted(
        place_numbers.some_places_are_for_this_authority,
        "reserved, 116617",
        {"places": set_where("reserved", 205.0, **SCHOOL)},
    ),
    "more reserved than there are": Planted(
        places.reserved_places_exist, "116617", {"places": set_where("reserved", 206.0, **SCHOOL)}
    ),
    "a provider without a row": Planted(
        places.every_provider_has_places, "Baycroft School", {"places": only("provider_id", "116617")}
    ),
    "a phase without places": Planted(
        place_numbers.every_phase_has_places,
        "places.csv, post_16, 2024/25",
        {"providers": no_ages_from(15, "state_special")},
    ),
    "bases of a phase that nobody is in": Planted(
        place_numbers.every_phase_has_places,
        "places.csv, early_years, 2024/25",
        {
            "places": set_where("phase", "early_years", provider_id="base-E07000084-primary"),
            "providers": set_where("min_age", 2, provider_id="base-E07000084-primary"),
        },
    ),
    "a need with few places": Planted(
        place_numbers.every_need_has_places,
        "places.csv, PMLD, 2024/25",
        {"providers": needs_of_all("ASD SEMH SLCN MLD SLD", "state_special")},
    ),
    "a need with places for nothing else": Planted(
        place_numbers.every_need_has_places,
        "places.csv, VI, 2024/25",
        {"providers": needs_of_all("VI", "specialist_base")},
    ),
    "all places halved": Planted(places.places_fit_learners, "state special", {"places": scaled("places", 0.5)}),
    "all places doubled": Planted(places.places_fit_learners, "state special", {"places": scaled("places", 2)}),
    "places in both forms": Planted(
        places.places_are_counted_once, "116617", {"places": rows(academic_year="2025/26", phase="secondary")}
    ),
    "places of a phase that is not taken": Planted(
        places.places_are_of_its_ages, "Baycroft School", {"places": rows(academic_year="2025/26", phase="early_years")}
    ),
    # the other subjects
    "an old code of need": cell(codes.codes_are_current, "providers", "needs", "ASD BESD", **SCHOOL),
    "a reason that is none": Planted(
        codes.cease_reasons_are_known, "moved_away", {"ceased_plans": set_where("reason", "moved_away", reason="other")}
    ),
    "a part of a plan": cell(codes.published_counts_are_whole, "new_plans", "plans", 12.5, calendar_year=2024, age=5),
    "an area that is none": Planted(files.references_hold, "E99", {"providers": set_where("area", "E99", **SCHOOL)}),
    "an area without points": Planted(
        files.every_area_has_demand_points, "E07000084", {"demand_points": only("area", "E07000084")}
    ),
    "a source that is not listed": Planted(
        files.sources_are_listed, "dfe_unknown", {"places": set_where("source", "dfe_unknown", **SCHOOL)}
    ),
    "an area of another boundary": Planted(
        files.every_area_has_its_boundary, "E88", {"areas": set_where("area", "E88", **AREA)}
    ),
    "a joint table of other plans": Planted(
        sums.the_joint_table_adds_to_the_total, "plans_joint.csv", {"plans_joint": scaled("plans", 1.1)}
    ),
    "bands that miss the total": Planted(
        sums.bands_add_to_the_total,
        "January 2025",
        {"plans_by_age_band": scaled("plans", 2, census_year=2025, age_band="5_to_10")},
    ),
    "ages that miss the total": Planted(
        sums.ages_add_to_the_total,
        "plans_by_age_need.csv, January 2025",
        {"plans_by_age_need": scaled("plans", 2, census_year=2025, age=9)},
    ),
    "no new plans of the year": Planted(
        sums.the_base_year_is_there, "new_plans.csv", {"new_plans": only("calendar_year", 2024)}
    ),
    "a total ten times too large": Planted(
        flows.plans_grow_as_elsewhere,
        "2023 to 2024",
        {"plans_by_age_band": scaled("plans", 10, census_year=2024, age_band="total")},
    ),
    "ceased plans ten times too many": Planted(
        flows.ceased_plans_are_believable, "ceased_plans.csv, 2024", {"ceased_plans": scaled("plans", 10)}
    ),
    "a January that is missing": Planted(
        flows.no_january_is_missing, "2019 missing", {"plans_by_age_band": only("census_year", 2019)}
    ),
    "requests a tenth": Planted(
        flows.requests_change_as_elsewhere,
        "2023 to 2024",
        {"funnel": scaled("requests", 0.1, calendar_year=2024)},
    ),
    "more new plans than requests": Planted(
        flows.new_plans_fit_requests, "2024", {"funnel": set_where("new_plans", 4_500.0, calendar_year=2024)}
    ),
    "an age without persons": Planted(people.every_age_is_there, "25 of 26 ages", {"population": only("age", 7)}),
    "persons of an area doubled in a year": Planted(
        people.areas_grow_as_elsewhere, "E07000084, 2023 to 2024", {"population": scaled("persons", 2, year=2024)}
    ),
    "a cohort ten times too large": Planted(
        people.cohorts_follow_themselves,
        "E07000084",
        {"population": scaled("persons", 10, year=2020, age=6, area="E07000084")},
    ),
    "a school in the sea": cell(providers.positions_are_in_england, "providers", "northing", 900_000.0, **SCHOOL),
    "a school the wrong way round": Planted(
        providers.positions_are_metres_the_right_way_round,
        "Baycroft School",
        {"providers": swapped_where(**SCHOOL)},
    ),
    "a school far from its area": Planted(
        providers.providers_stand_in_their_area,
        "Baycroft School",
        {"providers": set_where("area", "E07000084", **SCHOOL)},
    ),
    "the oldest age before the youngest": Planted(
        providers.every_provider_takes_somebody, "Baycroft School", {"providers": set_where("max_age", 3, **SCHOOL)}
    ),
    "a need that nobody takes": Planted(
        providers.every_need_is_taken,
        "special schools",
        {"providers": lambda table: table.assign(needs=table["needs"].str.replace(r"\bSLD\b", "", regex=True))},
    ),
    "a school twice": Planted(
        schools.a_school_stands_once, "Baycroft School", {"providers": rows(provider_id="other")}
    ),
    "learners of colleges at fifteen": Planted(
        traps.ages_are_on_31_august,
        "January 2025",
        {"plans_by_age_provision": set_where("plans", 500.0, census_year=2025, age=15, provision="further_education")},
    ),
    "bases recoded": Planted(
        traps.bases_were_not_recoded,
        "January 2024 to 2025",
        {"plans_by_age_provision": scaled("plans", 3, census_year=2025, provision="specialist_base")},
    ),
    "two fees of one kind": Planted(
        facts.fees_have_one_scope,
        "facts.csv",
        {
            "facts": lambda table: pd.concat(
                [
                    table,
                    table[table["fact"].str.startswith("INMSS average fee")]
                    .assign(fact="INMSS average fee, education", value=40_000.0)
                    .set_axis([950]),
                ]
            )
        },
    ),
}


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_fault_is_found_and_named(name: str) -> None:
    planted = PLANTED[name]
    found = news(planted.check, changed(**planted.changes))
    assert any(planted.named in f"{cells_of(row)[2]} {row.value}" for row in found), found[:3]
    assert all(row.allowed and row.remedy for row in found)


def test_enough_faults_are_planted_in_every_subject_of_figures() -> None:
    assert len(PLANTED) >= 104
    subjects = {one.check.rule.__module__ for one in PLANTED.values()}
    assert subjects >= {one.rule.__module__ for one in CHECKS if "journeys" not in one.rule.__module__}


@pytest.mark.parametrize(
    "check", [check for check in CHECKS if ".sizes." in check.rule.__module__], ids=lambda c: c.name
)
def test_the_pack_as_shipped_has_none_of_the_faults_of_size(check: RegisteredCheck) -> None:
    assert check(hampshire()) == []


def particulars(**values: object) -> Pack:
    """Return the pack as shipped with other particulars."""
    return replace(hampshire(), particulars=Particulars({**hampshire().about, **values}))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        *(("name", value) for value in ({}, (), "", 7, True, "two\nlines")),
        *(("base_census_year", value) for value in (float("inf"), 10**17, (2025,), {}, "next", 1999, -2025, True)),
        *(("id", {"a": 1}), ("ons_code", 1e5), ("area_kind", False), ("dfe_code", {}), ("joint_fit", "fitted")),
    ],
)
def test_a_particular_of_the_wrong_kind_is_an_error_that_names_it(key: str, value: object) -> None:
    found: list[Fault] = files.particulars_are_given(particulars(**{key: value}))
    assert [(row.where, bool(row.value and row.allowed and row.remedy)) for row in found] == [(key, True)]


def test_a_scenario_and_a_pack_are_doubted_at_the_same_places() -> None:
    seen = {kind: hampshire().ranges.of(measure, 0.0) for kind, measure in place_numbers.SIZES.items()}
    most = {kind: round(found.highest * place_numbers.GROWN) for kind, found in seen.items() if found is not None}
    assert most | {Provision.SPECIALIST_BASE: place_numbers.LARGEST_BASE} == MOST_PLACES
