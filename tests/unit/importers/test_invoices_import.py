"""Invoices of places put into a pack: prices by hand, what is refused and how it is said, and that no learner stays."""

import re
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
import yaml
from click.testing import CliRunner
from invoice_pack import HEADING, Row, day, values_of, write_invoice_pack, write_list

from sufficiency.cli import cli
from sufficiency.errors import InputError
from sufficiency.importers.invoices.make import InvoiceFile, import_invoices
from sufficiency.importers.pack.better_rows import is_better
from sufficiency.importers.pack.report import ImportReport

pytestmark = pytest.mark.unit
WITH_LEARNERS = (*HEADING, "Pupil name", "Invoice no")


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A pack of Yew House 100001, Rowan Lodge, St Hild's (non-maintained), Fir Tree (mainstream), Oak (state)."""
    return write_invoice_pack(tmp_path)


def imported(pack: Path, rows: Sequence[Row], heading: Row = HEADING, **other: object) -> ImportReport:
    """Import rows written as a CSV."""
    dry_run = bool(other.pop("dry_run", False))
    file = write_list(pack.parent, rows, heading)
    return import_invoices(InvoiceFile(file, "2024-25", **other), pack, dry_run=dry_run)  # type: ignore[arg-type]


def contents(pack: Path) -> dict[str, bytes]:
    """Return every file of a pack."""
    return {path.name: path.read_bytes() for path in sorted(pack.iterdir())}


def faults(pack: Path, rows: Sequence[Row], heading: Row = HEADING) -> list[str]:
    """Return every fault of a list that is refused, and see that the pack stays as it was."""
    before = contents(pack)
    with pytest.raises(InputError) as error:
        imported(pack, rows, heading)
    assert contents(pack) == before
    return [str(fault) for fault in error.value.faults]


FIVE_AND_FIVE = [
    *[day("\u00a360,000.00", education=54_000, health=2_000, care=4_000)] * 4,
    day("\u00a325,000.00", weeks="19 weeks", education=25_000),
    *[day(100_000, "SEMH", education=80_000, health=5_000, care=15_000)] * 5,
    day(130_000, "MLD", "100002", education=130_000),
]
"""Independent special: ASD 4.5 places for 265,000 (health 8,000, care 16,000), SEMH 5 for 500,000 (25,000, 75,000),
MLD one; in all 10.5 places for 895,000."""


def test_fees_by_kind_and_need_are_what_a_person_finds_by_hand(pack: Path) -> None:
    imported(pack, FIVE_AND_FIVE)
    values = values_of(pack)
    kind = "independent_special"
    assert values["fee", kind, "ASD"] == pytest.approx(265_000 / 4.5, abs=0.005)
    assert values["fee", kind, "SEMH"] == 100_000
    assert values["fee", kind, "any"] == pytest.approx(895_000 / 10.5, abs=0.005)
    assert values["fee_health", kind, "ASD"] == pytest.approx(8_000 / 4.5, abs=0.005)
    assert values["fee_care", kind, "any"] == pytest.approx(91_000 / 10.5, abs=0.005)
    assert ("fee", kind, "MLD") not in values
    assert values["fee", "independent_mainstream", "any"] == 28_000
    table = pd.read_csv(pack / "prices.csv")
    own = table[table["source"] == "invoices-fees-2024"]
    assert set(own["basis"]) == {"published"}
    assert set(own["index"]) == {"fees"}
    assert set(own["price_year"]) == {2024}
    assert len(own) == 9


def test_the_report_names_each_price_before_and_after_and_the_needs_that_are_pooled(pack: Path) -> None:
    report = imported(pack, FIVE_AND_FIVE)
    said = "\n".join(report.differences)
    assert "~ prices fee independent_special any any: value 78000 -> 85238.1" in said
    assert "+ prices fee independent_special any SEMH: value 100000" in said
    pooled = [note for note in report.notes if "take the mean of the kind" in note]
    assert pooled == [
        (
            "independent special school: SLCN, MLD, SLD, PMLD, SPLD, PD, HI, VI, MSI, DS, OTH have fewer than 5 "
            "learners each and take the mean of the kind"
        )
    ]
    assert report.head[0] == "read: Fees 2024.csv, 11 invoices of 2024-25 for 11 places"
    assert sorted(report.files) == ["README.md", "prices.csv", "sources.yaml"]
    assert yaml.safe_load((pack / "sources.yaml").read_text())["invoices-fees-2024"]["date"] == "2024-25"
    assert "## Prices from Fees 2024.csv" in (pack / "README.md").read_text()


def test_twice_is_once_and_a_dry_run_writes_nothing(pack: Path) -> None:
    before = contents(pack)
    said = imported(pack, FIVE_AND_FIVE, dry_run=True)
    assert contents(pack) == before
    done = imported(pack, FIVE_AND_FIVE)
    assert done.differences == said.differences
    assert imported(pack, FIVE_AND_FIVE).files == ()


def test_needs_of_an_earlier_list_go_when_a_later_one_has_too_few(pack: Path) -> None:
    imported(pack, FIVE_AND_FIVE)
    imported(pack, [day(70_000, "MLD")] * 5)
    values = values_of(pack)
    needs = {need for item, kind, need in values if (item, kind) == ("fee", "independent_special")}
    assert needs == {"any", "MLD"}


def test_independent_mainstream_and_non_maintained_schools_stand_apart(pack: Path) -> None:
    rows = [day(30_000, provider="100004")] * 5 + [day(66_000, provider="100003")] * 6
    report = imported(pack, rows)
    values = values_of(pack)
    assert values["fee", "independent_mainstream", "any"] == 30_000
    assert values["fee", "non_maintained_special", "any"] == 66_000
    assert values["fee", "independent_special", "any"] == 78_000
    assert values["fee_place_funding", "non_maintained_special", "any"] == 0
    funding = "non-maintained special school: no invoice holds DfE's place funding; fee_place_funding becomes 0"
    assert funding in report.notes


def test_where_no_invoice_says_what_health_and_care_pay_the_packs_own_stay(pack: Path) -> None:
    report = imported(pack, [day(90_000)] * 5)
    values = values_of(pack)
    assert (values["fee_health", "independent_special", "any"], values["fee_care", "independent_special", "any"]) == (
        3_000,
        4_000,
    )
    assert "independent special school: no invoice says what health and care pay; the pack's own stay" in report.notes


def residential(gbp: float, kind: str, weeks: object, **paid: float) -> list[object]:
    return [*day(gbp, weeks=weeks, **paid)[:3], kind, *day(gbp, weeks=weeks, **paid)[4:]]


def test_residential_places_make_one_fee_of_education_and_care_and_are_in_no_day_fee(pack: Path) -> None:
    rows = [
        *[residential(200_000, "Residential 52", 52, education=100_000, health=20_000, care=80_000)] * 3,
        residential(50_000, "Residential 52", 13, education=50_000),
        residential(120_000, "Termly", 38, education=90_000, care=30_000),
    ]
    imported(pack, [*[day(70_000)] * 5, *rows])
    values = values_of(pack)
    whole, health = 3 * 200_000 + 50_000 + 120_000, 3 * 20_000
    assert values["residential_fee", "any", "any"] == pytest.approx((whole - health) / 4.25, abs=0.005)
    assert values["fee", "independent_special", "any"] == 70_000


def test_a_kind_of_fewer_than_five_learners_leaves_the_pack_as_it_is(pack: Path) -> None:
    report = imported(pack, [*[day(70_000)] * 5, *[day(33_000, provider="100004")] * 4])
    assert values_of(pack)["fee", "independent_mainstream", "any"] == 28_000
    said = "independent mainstream school: fewer than 5 learners; the pack's price stays (--few-too)"
    assert said in report.notes
    assert "33,000" not in "\n".join(report.head)
    assert "holds_small_numbers" not in (pack / "pack.yaml").read_text()


def test_means_of_few_that_are_asked_for_mark_the_pack_as_not_for_publication(pack: Path) -> None:
    report = imported(pack, [day(33_000, provider="100004")] * 4, few_too=True)
    assert values_of(pack)["fee", "independent_mainstream", "any"] == 33_000
    assert yaml.safe_load((pack / "pack.yaml").read_text())["holds_small_numbers"] == ["prices"]
    assert "Not for publication" in report.head[-1]


def test_totals_other_years_free_places_and_schools_that_charge_no_fee_are_passed_over_and_said(pack: Path) -> None:
    rows = [
        *[[*day(70_000), "2024-25"]] * 5,
        [*day(60_000), "2023-24"],
        [*day(0), "2024-25"],
        [*day(15_000, provider="100005"), "2024-25"],
        ["", "Grand total", "", "", "", "", "", "", 425_000, ""],
    ]
    report = imported(pack, rows, (*HEADING, "Financial year"))
    assert values_of(pack)["fee", "independent_special", "any"] == 70_000
    assert report.notes[:4] == (
        "Fees 2024.csv, row 10: 'Grand total' is taken for a sum",
        "rows passed over, of 2023-24: 1",
        "rows passed over, \u00a30: 1",
        "rows passed over, state special school, which charges no fee: 1",
    )


def test_a_school_whose_name_begins_like_a_sum_is_a_school(pack: Path) -> None:
    row = ["", "Total Learning", "ASD", "Day", 38, None, None, None, 80_000, "Independent special school"]
    imported(pack, [row] * 5, (*HEADING, "Provision"))
    assert values_of(pack)["fee", "independent_special", "ASD"] == 80_000


def test_prices_of_invoices_stay_when_a_pack_is_made_from_open_data_again() -> None:
    assert is_better(pd.Series(["invoices-fees-2024", "place_facts A-23"])).tolist() == [True, False]


def learner(row: Row, name: str, number: object = "") -> list[object]:
    return [*row, name, number]


def test_termly_invoices_of_a_learner_are_one_place_and_credit_notes_come_off(pack: Path) -> None:
    rows = [
        *[learner(day(70_000), f"Zz{number}") for number in range(4)],
        *[learner(day(20_000, weeks=weeks), "Qx Secret", f"T{weeks}") for weeks in (13, 14, 11)],
        learner(day("(\u00a35,000.00)", weeks=""), "Qx Secret", "C1"),
    ]
    report = imported(pack, rows, WITH_LEARNERS)
    assert values_of(pack)["fee", "independent_special", "any"] == pytest.approx((4 * 70_000 + 55_000) / 5)
    assert report.figures == {"invoices": 8, "places": 5}


def test_a_credit_note_without_a_learner_comes_off_the_one_invoice_that_it_fits(pack: Path) -> None:
    rows = [*[day(70_000)] * 5, day(90_000, "SEMH"), day(-20_000, "SEMH")]
    imported(pack, rows)
    assert values_of(pack)["fee", "independent_special", "any"] == pytest.approx(70_000)
    assert faults(pack, [*rows, day(-1_000)]) == [
        (
            "Fees 2024.csv:9 amount: '-1,000.00' is a credit note that fits 5 invoices of that school, need and kind "
            "of place; take it off its invoice, or give a column Learner (which is kept nowhere)"
        )
    ]


def test_no_learner_is_in_any_file_of_the_pack_or_in_what_is_said(pack: Path) -> None:
    rows = [learner(day(70_000), f"Qx Secret {number}", f"N{number}X") for number in range(6)]
    report = imported(pack, rows, WITH_LEARNERS)
    wrong = faults(pack, [*rows, rows[0], learner(day("abc"), "Qx Secret 9")], WITH_LEARNERS)
    said = "\n".join([str(report), *wrong, *(text.decode() for text in contents(pack).values())])
    assert "Secret" not in said
    assert "N0X" not in said


def test_a_row_that_stands_there_twice_is_refused_where_the_learner_is_known_and_counted_where_not(pack: Path) -> None:
    rows = [learner(day(70_000), "Qx") for _ in range(2)]
    assert faults(pack, rows, WITH_LEARNERS) == [
        "Fees 2024.csv:3: is row 2 again; take one out, or tell them apart in a column Invoice number"
    ]
    report = imported(pack, [day(70_000)] * 5)
    alike = "4 rows are like another; without a column Learner they count as different learners"
    assert alike in report.notes


def test_every_fault_is_told_at_once_with_row_value_and_remedy(pack: Path) -> None:
    rows = [
        day("\u00a371,162"),
        day("seventy thousand"),
        day(70_000, "Autizm"),
        day(70_000, weeks="190 days"),
        day(100_000, education=60_000),
        ["", "Yew Hose School", "ASD", "Day", 38, None, None, None, 70_000],
        ["", "", "ASD", "Day", 38, None, None, None, 70_000],
        ["100001", "", "ASD", "", 38, None, None, None, 70_000],
        day(None),
        day(12_000_000),
    ]
    found = faults(pack, rows)
    assert [re.sub(r"^Fees 2024.csv:(\d+).*", r"\1", fault) for fault in found] == [str(row) for row in range(3, 12)]
    assert found[0] == "Fees 2024.csv:3:9 Amount: 'seventy thousand' is no amount; write pounds, such as 71,162.50"
    assert "'Autizm' is no need; nearest is ASD; allowed: ASD" in found[1]
    assert "'190 days' is no number of weeks; write figures, such as 38" in found[2]
    assert "write who pays the other \u00a340,000.00, or correct the amount" in found[3]
    assert "nearest are Yew House School (100001); or say of which kind it is in a column Provision" in found[4]
    assert "an invoice without a provider; name the school or its URN" in found[5]
    assert "is neither day nor residential" in found[6]
    assert "has no amount; write what the place was invoiced at" in found[7]
    assert "is it a sum of several, or in pence?" in found[8]


def test_a_few_weeks_may_not_make_a_year_dearer_than_any_place_is(pack: Path) -> None:
    assert faults(pack, [day(70_000, weeks=1)]) == [
        "Fees 2024.csv:2 weeks: 70,000.00 for 1 weeks is \u00a32,660,000 a year; correct one or other"
    ]


def test_a_school_that_the_pack_lacks_counts_where_the_list_says_its_kind(pack: Path) -> None:
    row = ["", "School far away", "ASD", "Day", 38, None, None, None, 80_000, "Independent special school"]
    imported(pack, [row] * 5, (*HEADING, "Provision"))
    assert values_of(pack)["fee", "independent_special", "ASD"] == 80_000


def test_other_headings_are_named_by_a_small_file_and_a_workbook_is_read(pack: Path, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Placements 2024-25"])
    sheet.append(["Where", "Need", "Type", "Cost to us", "Total"])
    for _ in range(5):
        sheet.append(["Rowan Lodge", "ASC", "Day", 64_000, 99_000])
    book.save(tmp_path / "fees.xlsx")
    columns = tmp_path / "columns.yaml"
    columns.write_text("provider: Where\nday_or_residential: Type\namount: Cost to us\n", encoding="utf-8")
    import_invoices(InvoiceFile(tmp_path / "fees.xlsx", "2024-25", columns=columns), pack, dry_run=False)
    assert values_of(pack)["fee", "independent_special", "ASD"] == 64_000


def test_two_columns_that_hold_one_thing_and_one_that_lacks_are_asked_about(pack: Path) -> None:
    rows = [["100001", "ASD", 38, 70_000, 70_000]]
    assert faults(pack, rows, ("URN", "Need", "Weeks", "Annual cost", "Total")) == [
        (
            "Fees 2024.csv:1: has no column Day or residential; it has 'URN', 'Need', 'Weeks', 'Annual cost', 'Total'; "
            "name the column with --columns (day_or_residential: ...)"
        ),
        "Fees 2024.csv:1:5: 'Annual cost' and 'Total' both hold amount; say which with --columns (amount: ...)",
    ]


def test_a_file_without_invoices_or_without_any_of_the_year_says_so(pack: Path) -> None:
    assert "holds no invoices; wanted is a header with Provider or URN" in faults(pack, [["a"]], ["b"])[0]
    other = faults(pack, [[*day(70_000), "2022-23"]], (*HEADING, "Financial year"))
    assert other == ["Fees 2024.csv: has no invoice of 2024-25; rows passed over, of 2022-23: 1"]


def test_a_small_file_with_an_unknown_word_is_refused_with_its_line(pack: Path, tmp_path: Path) -> None:
    columns = tmp_path / "columns.yaml"
    columns.write_text("provider: Where\namout: Total\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"columns.yaml:2:1 amout: is no word of such a file; allowed: sheet, urn"):
        imported(pack, [day(70_000)], columns=columns)


def test_the_command_refuses_with_code_2_and_writes_and_checks_with_code_0(pack: Path) -> None:
    file = write_list(pack.parent, [day("x")])
    words = ["import", "invoices", "--pack", str(pack), "--from", str(file), "--year", "2024-25"]
    refused = CliRunner().invoke(cli, words)
    assert refused.exit_code == 2
    assert "'x' is no amount" in refused.output
    write_list(pack.parent, FIVE_AND_FIVE)
    done = CliRunner().invoke(cli, words)
    assert done.exit_code == 0
    assert "written: README.md, prices.csv, sources.yaml" in done.output


def test_a_learner_in_the_wrong_column_is_on_no_screen(pack: Path) -> None:
    heading = (*HEADING, "Forename", "Surname", "UPN")
    who = ("Zebedee", "Quux", "A123456789012")
    wrong = [
        (*day(70_000, "Quux ASD"), *who),
        (*day(70_000, weeks="a123456789012"), *who),
        (*day("for Zebedee Quux"), *who),
        ("", "Zebedee's tuition", "ASD", "Day", "", "", "", "", 70_000, *who),
        ("", "B123456789012", "ASD", "Day", "", "", "", "", 70_000, *who),
    ]
    found = faults(pack, wrong, heading)
    assert len(found) == 5
    assert not [one for one in found if re.search("zebedee|quux|123456789012", one, re.IGNORECASE)]
    assert "'... ASD' is no need" in found[0]


def test_a_sum_named_after_a_learner_is_told_by_its_row_alone(pack: Path) -> None:
    total = ("", "", "", "", "", "", "", "", 300_000, "Total Zebedee Quux")
    report = imported(pack, [*[(*day(60_000), f"Learner {n}") for n in range(5)], total], (*HEADING, "Pupil name"))
    assert "row 7: 'Total ... ...' is taken for a sum" in "\n".join(report.notes)
    assert "Quux" not in str(report)
