"""The reader of the EHC plans release, on a release of one authority made here."""

import zipfile
from pathlib import Path

import pandas as pd
import pytest

from sufficiency.errors import InputError
from sufficiency.importers.open_data.people import dfe_release
from sufficiency.importers.opening import zips as archives

pytestmark = pytest.mark.unit

KEYS = {
    "geographic_level": "Local authority",
    "new_la_code": "E06000001",
    "old_la_code": "805",
    "la_name": "Hartlepool",
}


def release_row(table: str, period: str, topic: str, breakdown: str, **values: int | str) -> dict[str, object]:
    """One line of a release's table; what is not named is nought."""
    empty = dict.fromkeys(dfe_release._columns()[table], 0)
    keys = KEYS | {"time_period": period, "breakdown_topic": topic, "breakdown": breakdown}
    return keys | empty | values


TINY_RELEASE = {
    "caseload": [
        release_row("caseload", "202425", "All EHC plans", "All EHC plans", ehcplans=10, special_academy_free=4),
        release_row("caseload", "202425", dfe_release.BY_AGE, "under 3", ehcplans=1, nm_early_years=1),
        release_row(
            "caseload",
            "202425",
            dfe_release.BY_AGE,
            "age 11",
            ehcplans=9,
            special_la_maintained=3,
            special_academy_free=1,
            mainstream_academy=2,
            mainstream_academy_senunit=1,
            neet_other_csa=1,
            placement_unknown=1,
        ),
    ],
    "sen_needs_all_plans": [
        release_row("sen_needs_all_plans", "202425", dfe_release.BY_AGE, "age 11", number_asd=8, number_need_unknown=1),
        release_row(
            "sen_needs_all_plans", "202425", "Type of placement", "Special - Academy/free schools", number_asd=1
        ),
        release_row("sen_needs_all_plans", "202425", "Type of placement", "Special - LA maintained", number_asd=3),
        release_row("sen_needs_all_plans", "202425", "Type of placement", "Special - total", number_asd=4),
    ],
    "sen_need_newplans": [release_row("sen_need_newplans", "2024", dfe_release.BY_AGE, "age 4", number_slcn=2)],
    "newplans": [
        release_row("newplans", "2024", "Age when plan started", "age 20 and over", new_ehc_plans=1),
        release_row("newplans", "2024", "New EHC plans", "New EHC plans", new_ehc_plans=1),
    ],
    "ceased_plans": [
        release_row("ceased_plans", "2024", "Age plan ceased", "age 19", he=2, total_ceased=3, employ=1),
    ],
    "requests": [
        release_row("requests", "2024", "All requests for EHC needs assessments", "All", requests_received_in_year=5),
        release_row("requests", "2023", "All requests for EHC needs assessments", "All", requests_received_in_year=4),
    ],
    "assessments": [release_row("assessments", "2024", "All EHC needs assessments", "All", assess_in_year="x")],
}


def write_release(folder: Path, **changed: list[dict[str, object]]) -> Path:
    """Write a release of one authority as a zip."""
    path = folder / "education-health-and-care-plans_2025.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bundle:
        for table, rows in (TINY_RELEASE | changed).items():
            bundle.writestr(f"data/{table}.csv", pd.DataFrame(rows).to_csv(index=False))
    return path


def plans(table: pd.DataFrame, *columns: str) -> dict[object, float]:
    """Plans that are not nought, by the columns named."""
    kept = table[table["plans"] > 0]
    keys = kept[columns[0]] if len(columns) == 1 else list(zip(*(kept[column] for column in columns), strict=True))
    return dict(zip(keys, kept["plans"], strict=True))


def test_placements_are_pooled_into_provisions_by_single_age(tmp_path: Path) -> None:
    release = dfe_release.read_release(write_release(tmp_path))
    table = dfe_release.plans_by_age_provision(release, "805")
    assert plans(table, "age", "provision") == {
        (2, "early_years_setting"): 1,
        (11, "state_special"): 4,
        (11, "mainstream"): 2,
        (11, "specialist_base"): 1,
        (11, "elsewhere"): 1,
        (11, "not_recorded"): 1,
    }
    assert set(table["census_year"]) == {2025}
    assert set(table["age"]) == set(range(2, 26))


def test_subtotals_of_placements_are_not_counted_again(tmp_path: Path) -> None:
    release = dfe_release.read_release(write_release(tmp_path))
    table = dfe_release.plans_by_need_provision(release, "805")
    assert plans(table, "need", "provision") == {("ASD", "state_special"): 4}


def test_needs_keep_the_plans_whose_need_is_not_recorded(tmp_path: Path) -> None:
    release = dfe_release.read_release(write_release(tmp_path))
    assert plans(dfe_release.plans_by_age_need(release, "805"), "age", "need") == {
        (11, "ASD"): 8,
        (11, "not_recorded"): 1,
    }


def test_new_and_ceased_plans_are_read_by_age_at_the_event(tmp_path: Path) -> None:
    release = dfe_release.read_release(write_release(tmp_path))
    assert plans(dfe_release.new_plans(release, "805"), "calendar_year", "age") == {(2024, 20): 1}
    assert plans(dfe_release.ceased_plans(release, "805"), "age", "reason") == {
        (19, "higher_education"): 2,
        (19, "employment"): 1,
        (19, "all"): 3,
    }
    assert plans(dfe_release.new_plans_by_need(release, "805"), "age", "need") == {(4, "SLCN"): 2}


def test_a_year_without_new_plans_is_left_out_of_the_funnel_and_unpublished_assessments_are_blank(
    tmp_path: Path,
) -> None:
    table = dfe_release.funnel(dfe_release.read_release(write_release(tmp_path)), "805")
    assert table["calendar_year"].tolist() == [2024]
    assert table["assessments"].isna().all()


def test_new_plans_that_are_the_whole_regions_are_added_up_from_their_ages(tmp_path: Path) -> None:
    total = release_row("newplans", "2024", "New EHC plans", "New EHC plans", new_ehc_plans=60)
    region = total | {"geographic_level": "Regional", "old_la_code": "", "la_name": ""}
    ages = [release_row("newplans", "2024", "Age when plan started", f"age {age}", new_ehc_plans=2) for age in (4, 11)]
    with_region, without = ([total, *rest, *ages] for rest in ([region], []))
    rows = [
        dfe_release.funnel(dfe_release.read_release(write_release(tmp_path, newplans=rows)), "805").iloc[0]
        for rows in (with_region, without)
    ]
    assert [(row["new_plans"], row["source"]) for row in rows] == [(4, dfe_release.REGIONAL), (60, dfe_release.SOURCE)]


def test_a_table_that_an_authority_does_not_have_is_empty_and_not_nought(tmp_path: Path) -> None:
    rows = [release_row("sen_needs_all_plans", "202425", "All EHC plans", "All EHC plans", number_asd=9)]
    release = dfe_release.read_release(write_release(tmp_path, sen_needs_all_plans=rows))
    assert dfe_release.plans_by_age_need(release, "805").empty
    assert dfe_release.plans_by_need_provision(release, "805").empty
    assert dfe_release.plans_by_need(release, "805")["ASD"] == 9


def test_an_unknown_placement_is_named(tmp_path: Path) -> None:
    rows = [release_row("sen_needs_all_plans", "202425", "Type of placement", "Special - on the Moon", number_asd=1)]
    release = dfe_release.read_release(write_release(tmp_path, sen_needs_all_plans=rows))
    with pytest.raises(InputError, match="Special - on the Moon"):
        dfe_release.plans_by_need_provision(release, "805")


def test_every_word_where_a_number_belongs_is_named_with_its_line(tmp_path: Path) -> None:
    rows = [
        release_row("requests", "2024", "All requests for EHC needs assessments", word, requests_received_in_year=word)
        for word in ("1,200", "z", "many", "inf")
    ]
    with pytest.raises(InputError) as caught:
        dfe_release.read_release(write_release(tmp_path, requests=rows))
    assert [(fault.line, fault.where) for fault in caught.value.faults] == [
        (line, "requests_received_in_year") for line in (2, 4, 5)
    ]


def test_a_line_that_stands_twice_is_named(tmp_path: Path) -> None:
    rows = [release_row("newplans", "2024", "New EHC plans", "New EHC plans", new_ehc_plans=1)] * 2
    with pytest.raises(InputError, match=r"newplans\.csv:3 breakdown: stands in an earlier line too: Hartlepool"):
        dfe_release.read_release(write_release(tmp_path, newplans=rows))


def test_every_missing_column_is_named(tmp_path: Path) -> None:
    rows = [
        {
            key: value
            for key, value in release_row("newplans", "2024", "New EHC plans", "All").items()
            if key not in {"new_ehc_plans", "la_name"}
        }
    ]
    with pytest.raises(InputError) as caught:
        dfe_release.read_release(write_release(tmp_path, newplans=rows))
    assert {fault.where for fault in caught.value.faults} == {"new_ehc_plans", "la_name"}


def test_an_archive_that_is_none_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "release.zip"
    path.write_bytes(b"PK\x03\x04 and then nothing")
    with pytest.raises(InputError, match="not a readable zip"):
        archives.read_member(path, "data/caseload.csv")


def test_an_archive_with_a_path_that_leads_outside_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "release.zip"
    with zipfile.ZipFile(path, "w") as bundle:
        bundle.writestr("../data.csv", "a")
    with pytest.raises(InputError, match="leads outside"):
        archives.read_member(path, "data/caseload.csv")


def test_an_archive_that_would_unpack_to_far_more_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "release.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bundle:
        bundle.writestr("data/caseload.csv", "0" * 5_000_000)
    with pytest.raises(InputError, match="would unpack to 5,000,000 bytes"):
        archives.read_member(path, "data/caseload.csv")


def test_a_missing_member_is_named_with_what_is_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"data/other\.csv.*holds data/assessments\.csv"):
        archives.read_member(write_release(tmp_path), "data/other.csv")
