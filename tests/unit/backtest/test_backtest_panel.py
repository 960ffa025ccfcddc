import gzip
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from made_panel import AUTHORITIES, made_panel, made_references, tidy_panel

from sufficiency.backtest.panel import TOTAL, make_panel, read_panel
from sufficiency.errors import InputError

pytestmark = pytest.mark.unit

DFE_HEADER = "geographic_level,region_code,new_la_code,year,age_group,plans\n"


def write(folder: Path, text: str) -> Path:
    path = folder / "panel.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_tidy_panel_is_read_as_written(tmp_path):
    path = tmp_path / "panel.csv"
    tidy_panel().to_csv(path, index=False)
    read, made = read_panel(path, made_references()), made_panel()
    for series, frame in made.counts.items():
        pd.testing.assert_frame_equal(read.counts[series], frame, check_names=False)
    pd.testing.assert_series_equal(read.england, made.england)


def test_the_layout_of_the_department_is_read_and_regions_are_left_out(tmp_path):
    rows = [
        "National,,,2024,Total,300\nNational,,,2025,Total,330\n",
        "Regional,E12000001,,2025,Total,99\n",
        "Local authority,E12000001,E06000001,2024,Total,10\nLocal authority,E12000001,E06000001,2025,Total,12\n",
        "Local authority,E12000001,E06000001,2025,Age 5 to 10,c\n",
    ]
    path = tmp_path / "panel.csv.gz"
    path.write_bytes(gzip.compress((DFE_HEADER + "".join(rows)).encode()))
    panel = read_panel(path, made_references())
    assert panel.counts[TOTAL].to_dict("index") == {"E06000001": {2024: 10.0, 2025: 12.0}}
    assert panel.england.to_dict() == {2024: 300.0, 2025: 330.0}


def test_a_panel_without_series_is_of_totals(tmp_path):
    panel = read_panel(write(tmp_path, "authority,year,plans\nE1,2040,5\nE1,2041,6\n"), made_references())
    assert list(panel.counts) == [TOTAL]


def test_a_panel_of_bands_alone_has_their_sum_as_total(tmp_path):
    text = "authority,year,series,plans\nE1,2041,under_5,5\nE1,2041,5_to_10,6\n"
    assert read_panel(write(tmp_path, text), made_references()).counts[TOTAL].loc["E1", 2041] == 11.0


def test_one_authority_alone_grows_beside_the_shipped_totals_of_england(tmp_path):
    panel = read_panel(write(tmp_path, "authority,year,plans\nE1,2040,5\nE1,2041,6\n"), made_references())
    pd.testing.assert_series_equal(panel.england, made_references().england, check_names=False)


def test_many_authorities_stand_for_england_by_the_growth_of_those_in_both_years():
    names = [f"A{number}" for number in range(120)]
    rows = [(name, year, TOTAL, 100.0 * 1.1 ** (year - 2040)) for name in names for year in (2040, 2041, 2042)]
    tidy = pd.DataFrame(rows, columns=["authority", "year", "series", "plans"])
    late = tidy[~((tidy["authority"] == "A0") & (tidy["year"] < 2042))]
    england = make_panel(late, made_references()).england
    assert england.to_list() == pytest.approx([119 * 100.0, 119 * 110.0, 119 * 121.0])
    earlier = make_panel(late[late["year"] < 2042], made_references()).england
    assert earlier.to_list() == pytest.approx(england.to_list()[:2])


def test_an_authority_that_changed_its_code_is_one_history_under_the_latest():
    rows = [("E06009998", 2040, TOTAL, 10.0), ("E06009999", 2041, TOTAL, 12.0), ("E06000001", 2041, TOTAL, 5.0)]
    tidy = pd.DataFrame(rows, columns=["authority", "year", "series", "plans"])
    total = make_panel(tidy, made_references()).counts[TOTAL]
    assert total.loc["E06009999"].to_list() == [10.0, 12.0]
    assert "E06009998" not in total.index


def test_a_band_that_is_absent_counts_as_none_where_the_others_add_to_the_total():
    rows = [("E1", 2041, "under_5", 4.0), ("E1", 2041, "5_to_10", 6.0), ("E1", 2041, TOTAL, 10.0)]
    rows += [("E2", 2041, "under_5", 4.0), ("E2", 2041, "20_to_25", 1.0), ("E2", 2041, TOTAL, 50.0)]
    panel = make_panel(pd.DataFrame(rows, columns=["authority", "year", "series", "plans"]), made_references())
    assert panel.counts["20_to_25"].loc["E1", 2041] == 0.0
    assert np.isnan(panel.counts["5_to_10"].loc["E2", 2041])


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("E1,20x5,total,5", "is no number"),
        ("E1,2025.5,total,5", "is not a census year"),
        ("E1,2025,age 7,5", "is not one of total"),
        ("E1,2025,total,-1", "is below zero"),
        (",2025,total,5", "is blank"),
        ("E1,2024,total,5", "came before"),
    ],
)
def test_a_faulty_row_is_refused_with_its_line(tmp_path, row, words):
    path = write(tmp_path, f"authority,year,series,plans\nE1,2024,total,5\n{row}\n")
    with pytest.raises(InputError, match=words) as refused:
        read_panel(path, made_references())
    assert {fault.line for fault in refused.value.faults} == {3}


def test_a_panel_without_any_count_is_refused(tmp_path):
    with pytest.raises(InputError, match="nothing to forecast"):
        read_panel(write(tmp_path, "authority,year,plans\n"), made_references())


def test_what_is_no_table_is_refused(tmp_path):
    path = tmp_path / "panel.csv.gz"
    path.write_bytes(b"not gzip")
    with pytest.raises(InputError, match="not a readable"):
        read_panel(path, made_references())


def test_a_missing_column_is_named(tmp_path):
    with pytest.raises(InputError, match="this column is missing"):
        read_panel(write(tmp_path, "authority,year\nE1,2025\n"), made_references())


def test_residents_are_those_of_two_years_before_and_follow_a_changed_code():
    references = made_references()
    persons = references.persons([*AUTHORITIES[:1], "E06009998", "E09999999"], 2030)
    assert persons.iloc[0] == 50_000.0
    assert persons.iloc[1:].isna().all()
    assert references.persons(AUTHORITIES[:1], 2021).isna().all()
