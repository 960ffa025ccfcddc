"""The cells of lists of invoices as people write them: pounds, weeks, needs, places, kinds, years, who pays."""

import datetime as dt

import pytest

from sufficiency.errors import InputError
from sufficiency.importers.invoices.split import PaidBy, split_of
from sufficiency.importers.invoices.words import (
    KindOfPlace,
    StatedAmount,
    UnreadableError,
    kind_in,
    money_in,
    need_in,
    place_in,
    weeks_in,
    year_in,
    year_started,
)

pytestmark = pytest.mark.unit
DAY = dt.datetime(2024, 9, 1)  # noqa: DTZ001 - a spreadsheet's dates have no zone


@pytest.mark.parametrize(
    ("cell", "pounds"),
    [
        ("\u00a371,162.50", 71_162.5),
        (" \u00a3 71,162 ", 71_162.0),
        (71162.5, 71_162.5),
        ("GBP 900", 900.0),
        ("(\u00a31,200.00)", -1_200.0),
        ("-\u00a31,200", -1_200.0),
        ("\u00a3-1,200", -1_200.0),
        ("\u22121200", -1_200.0),
        ("1,200.00 CR", -1_200.0),
        ("1200-", -1_200.0),
        ("'-1200", -1_200.0),
        (0, 0.0),
        (".50", 0.5),
    ],
)
def test_pounds_are_read_as_people_write_them(cell: object, pounds: float) -> None:
    assert money_in(cell) == StatedAmount(pounds)


@pytest.mark.parametrize("cell", [None, "", " ", "-", "\u2013", "nil", "N/A"])
def test_a_blank_is_no_amount(cell: object) -> None:
    assert money_in(cell) is None


def test_a_percentage_is_a_share_of_the_whole() -> None:
    assert money_in("12.5%") == StatedAmount(0.125, is_share=True)


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("71.162,50", "is no amount"),
        ("78k", "is no amount"),
        ("1,20", "is no amount"),
        ("tbc", "is no amount"),
        ("#REF!", "is no amount"),
        ("01/09/2024", "is no amount"),
        ("120%", "is no share"),
        (4_500_000, "is above"),
        (DAY, "is a date"),
        ("=SUM(A1:A2)", "is a formula"),
    ],
)
def test_what_is_no_amount_says_why(cell: object, why: str) -> None:
    with pytest.raises(UnreadableError, match=why):
        money_in(cell)


@pytest.mark.parametrize(
    ("cell", "weeks"), [(38, 38), ("39 weeks", 39), ("38wks", 38), ("12.5", 12.5), ("52 weeks a year", 52)]
)
def test_weeks_are_read_with_or_without_the_word(cell: object, weeks: float) -> None:
    assert weeks_in(cell) == weeks


@pytest.mark.parametrize("cell", ["190 days", "0", 365, "autumn", "50%", "-5"])
def test_what_is_no_number_of_weeks_is_refused(cell: object) -> None:
    with pytest.raises(UnreadableError, match="weeks"):
        weeks_in(cell)


@pytest.mark.parametrize(
    ("cell", "boards", "weeks"),
    [
        ("Day", False, 38),
        ("day 39", False, 38),
        ("D", False, 38),
        ("Non-residential", False, 38),
        ("weekly", True, None),
        ("Termly boarding", True, None),
        ("Residential", True, None),
        ("residential 38", True, 38),
        ("Residential (52 weeks)", True, 52),
        ("52 week residential", True, 52),
        ("52 weeks", True, 52),
        ("RES 44", True, 44),
        ("R", True, None),
    ],
)
def test_a_place_is_a_day_place_or_residential(cell: str, boards: bool, weeks: float | None) -> None:
    assert place_in(cell) == KindOfPlace(boards, weeks)


@pytest.mark.parametrize("cell", ["", "Day/Residential", "38 weeks", "yes", "residential 12"])
def test_a_place_of_which_nobody_knows_is_refused(cell: str) -> None:
    with pytest.raises(UnreadableError, match=r"[Rr]esidential"):
        place_in(cell)


@pytest.mark.parametrize(
    ("cell", "need"),
    [
        ("ASD", "ASD"),
        ("asc", "ASD"),
        ("Autism (ASD)", "ASD"),
        ("Autistic Spectrum Disorder", "ASD"),
        ("Social, emotional and mental health", "SEMH"),
        ("Social, Emotional & Mental Health needs", "SEMH"),
        ("Speech, language and communication needs", "SLCN"),
        ("Moderate Learning Difficulties", "MLD"),
        ("Profound and multiple learning difficulty (PMLD)", "PMLD"),
        ("SpLD", "SPLD"),
        ("Visual Impairment", "VI"),
        ("Physical Disability", "PD"),
        ("", "any"),
        ("Not recorded", "any"),
    ],
)
def test_needs_are_read_by_code_name_and_alias(cell: str, need: str) -> None:
    assert need_in(cell) == need


def test_an_unknown_need_names_the_nearest() -> None:
    with pytest.raises(UnreadableError, match="is no need; nearest is ASD; allowed: ASD, SEMH"):
        need_in("Autizm")


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("Independent special school", "independent_special"),
        ("independent_special", "independent_special"),
        ("NMSS", "non_maintained_special"),
        ("Non-maintained special school", "non_maintained_special"),
        ("Independent mainstream", "independent_mainstream"),
        ("state special school", "state_special"),
        ("", None),
    ],
)
def test_kinds_of_schools_are_read_by_code_and_name(cell: str, kind: str | None) -> None:
    assert kind_in(cell) == kind


def test_independent_alone_is_asked_about() -> None:
    with pytest.raises(UnreadableError, match="is no kind of school"):
        kind_in("Independent")


def test_years_are_read_by_label_and_date() -> None:
    assert [year_in(cell) for cell in ("2024-25", "2024/25", "FY 24/25", "2024 to 2025", DAY, None)] == [2024] * 5 + [
        None
    ]
    assert year_in(dt.date(2025, 3, 31)) == 2024
    assert year_in(dt.date(2025, 8, 31), academic=True) == 2024
    for wrong in ("2024", "45/13/2024", "2024-26"):
        with pytest.raises(UnreadableError, match="write 2024-25"):
            year_in(wrong)


def test_the_year_of_the_prices_must_be_a_financial_year() -> None:
    assert year_started("2024-25") == 2024
    for wrong in ("2024", "2024-26", "24-25", "2024-25x"):
        with pytest.raises(InputError, match="write such as 2024-25"):
            year_started(wrong)


def pounds(*values: float | None) -> list[StatedAmount | None]:
    return [None if value is None else StatedAmount(value) for value in values]


def test_blank_health_and_care_are_nothing_where_education_is_the_whole() -> None:
    assert split_of(*pounds(100.0, 100.0, None, None)) == (100.0, PaidBy(100.0, 0.0, 0.0))


def test_blank_education_is_the_rest() -> None:
    assert split_of(*pounds(100.0, None, 20.0, 5.0)) == (100.0, PaidBy(75.0, 20.0, 5.0))


def test_a_blank_amount_is_the_sum_of_its_parts() -> None:
    assert split_of(*pounds(None, 60.0, None, 40.0)) == (100.0, PaidBy(60.0, 0.0, 40.0))


def test_an_amount_alone_says_nothing_of_who_pays() -> None:
    assert split_of(*pounds(100.0, None, None, None)) == (100.0, None)


def test_parts_may_be_percentages_or_shares_that_add_up_to_one() -> None:
    percent = [
        StatedAmount(1000.0),
        StatedAmount(0.7, is_share=True),
        StatedAmount(0.1, is_share=True),
        StatedAmount(0.2, is_share=True),
    ]
    assert split_of(*percent) == (1000.0, pytest.approx(PaidBy(700.0, 100.0, 200.0)))
    assert split_of(*pounds(1000.0, 0.7, 0.1, 0.2)) == (1000.0, pytest.approx(PaidBy(700.0, 100.0, 200.0)))


def test_pence_of_rounding_go_to_education() -> None:
    assert split_of(*pounds(100.0, 33.33, 33.33, 33.33)) == (100.0, pytest.approx(PaidBy(33.34, 33.33, 33.33)))


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        (pounds(None, None, None, None), "has no amount"),
        (pounds(100.0, 60.0, None, None), r"add up to \u00a360.00 \(health and care blank\).* other \u00a340.00"),
        (pounds(100.0, 60.0, 30.0, 20.0), r"add up to \u00a3110.00; write who pays"),
        (pounds(80.0, 100.0, -20.0, None), "health has the other sign"),
        ([None, None, StatedAmount(0.2, is_share=True), None], "is blank, and health or care is a percentage"),
        ([StatedAmount(0.2, is_share=True), None, None, None], "is a share"),
    ],
)
def test_parts_that_are_no_parts_are_refused(cells: list[StatedAmount | None], why: str) -> None:
    with pytest.raises(UnreadableError, match=why):
        split_of(*cells)
