"""ONS projection files and the two releases, as published, on tiny files."""

import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from made_release import AGES as BY_AGE
from made_release import release_row, write_release

from sufficiency.errors import InputError
from sufficiency.importers.open_data.people import age_bands, dfe_release, population
from sufficiency.importers.open_data.people import population as population_files
from sufficiency.importers.open_data.people.projections import (
    ProjectionFile,
    find_projections,
    read_projections,
    with_areas_of_today,
)
from sufficiency.packs.lookups import lookup, parts_of_areas

pytestmark = pytest.mark.unit

AGES = [*map(str, range(92))]
YEARS = range(2022, 2037)
ONS_ZIP = "2022snpppopulationsyoamigcat.zip"


def projection_file(
    folder: Path, name: str, sexes: dict[str, float], areas: tuple[str, ...] = ("E06000001",), **changes: object
) -> Path:
    """Areas whose persons of each age double every year from 2022; ``sexes`` gives each sex its part of 100."""
    rows = [
        [area, "Hartlepool", "Population", sex, age, *(part * 2 ** (year - 2022) for year in YEARS)]
        for area in areas
        for sex, part in sexes.items()
        for age in [*AGES[:90], "90 and over", "All ages"]
    ]
    header = ["AREA_CODE", "AREA_NAME", "COMPONENT", "SEX", "AGE_GROUP", *map(str, YEARS)]
    table = pd.DataFrame(rows, columns=header)
    for column, value in changes.items():
        table.loc[5, column] = value
    path = folder / name
    table.to_csv(path, index=False, encoding="utf-8-sig")
    return path


def estimates_file(folder: Path) -> None:
    """Estimates to 2023 of ten times the projection's, with a projection of their own beside them."""
    rows = [["E06000001", "Hartlepool", "mid_year_estimate", year, *[1000] * 26] for year in range(2009, 2024)]
    rows += [["E06000001", "Hartlepool", "principal", year, *[7] * 26] for year in range(2024, 2037)]
    header = ["area_code", "area_name", "variant", "year", *range(26)]
    pd.DataFrame(rows, columns=header).to_csv(folder / "population_age_0_25_2000_2043.csv.gz", index=False)


def persons(folder: Path, area: str = "E06000001") -> pd.Series:
    """Persons of the area by year and age."""
    found = population_files.read_persons(folder)
    table = population.persons_by_area(found.persons, {area: area}, found.names)
    return table.set_index(["year", "age"])["persons"]


def test_a_projection_is_known_by_its_columns_and_stands_alone(tmp_path: Path) -> None:
    projection_file(tmp_path, "any name.csv", {"persons": 100.0})
    (tmp_path / "other.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    (tmp_path / "strange.csv").write_bytes(b"\xff\xfe\x00")
    found = persons(tmp_path)
    assert found[2022, 4] == 100
    assert found[2025, 4] == pytest.approx(800)
    assert found.index.get_level_values("year").max() == 2036
    files = population_files.read_persons(tmp_path).files
    assert [file.path.name for file in files.values()] == ["any name.csv"]
    assert files["ons_projection"].entry()["publisher"] == "Office for National Statistics"


def test_females_and_males_are_added_where_there_are_no_persons(tmp_path: Path) -> None:
    projection_file(tmp_path, "f.csv", {"females": 49.0})
    projection_file(tmp_path, "m.csv", {"males": 51.0})
    assert persons(tmp_path)[2023, 25] == pytest.approx(200)
    assert set(population_files.read_persons(tmp_path).files) == {"ons_projection", "ons_projection_2"}


def test_persons_are_not_added_to_the_sexes(tmp_path: Path) -> None:
    projection_file(tmp_path, "all.csv", {"persons": 100.0, "females": 49.0, "males": 51.0})
    assert persons(tmp_path)[2022, 0] == 100


def test_a_projection_carries_the_estimates_on_by_its_growth_from_their_own_last_year(tmp_path: Path) -> None:
    estimates_file(tmp_path)
    projection_file(tmp_path, "snpp.csv", {"persons": 100.0})
    found = persons(tmp_path)
    assert found[2023, 9] == 1000
    assert found[2024, 9] == pytest.approx(2000)
    names = population_files.read_persons(tmp_path).names
    assert names == ("ons_population", "ons_projection")


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [("AGE_GROUP", "5-9", "not as published: 'persons', '5-9'"), ("SEX", "X", "not as published: 'X', '5'")],
)
def test_an_age_or_a_sex_that_is_unknown_is_named_with_its_line(
    tmp_path: Path, column: str, value: str, words: str
) -> None:
    path = projection_file(tmp_path, "p.csv", {"persons": 100.0}, **{column: value})
    with pytest.raises(InputError, match=words) as caught:
        read_projections([ProjectionFile(path)])
    assert caught.value.faults[0].line == 7


def test_a_missing_age_a_doubled_line_and_a_missing_sex_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="lacks lines"):
        read_projections([ProjectionFile(projection_file(tmp_path, "a.csv", {"persons": 1.0}, AGE_GROUP="90+"))])
    with pytest.raises(InputError, match="stands twice"):
        read_projections([ProjectionFile(projection_file(tmp_path, "b.csv", {"persons": 1.0}, AGE_GROUP="6"))])
    with pytest.raises(InputError, match="has males only; put the file of females beside it"):
        read_projections([ProjectionFile(projection_file(tmp_path, "c.csv", {"males": 1.0}))])
    table = pd.read_csv(projection_file(tmp_path, "d.csv", {"persons": 1.0}), dtype=str).assign(COMPONENT="Births")
    table.to_csv(tmp_path / "d.csv", index=False)
    with pytest.raises(InputError, match="no line of 'Population'"):
        read_projections([ProjectionFile(tmp_path / "d.csv")])


def test_thousands_with_commas_are_read_and_persons_below_nought_refused(tmp_path: Path) -> None:
    path = projection_file(tmp_path, "p.csv", {"persons": 100.0})
    table = pd.read_csv(path, dtype=str)
    table.loc[5, "2025"] = "1,234.5"
    table.to_csv(path, index=False)
    assert read_projections([ProjectionFile(path)]).loc[("E06000001", "principal", 2025), 5] == 1234.5
    table.loc[5, "2025"] = "-1"
    table.to_csv(path, index=False)
    with pytest.raises(InputError, match=r"p\.csv:7: has persons below nought"):
        read_projections([ProjectionFile(path)])


def test_a_file_called_as_a_projection_that_is_none_is_not_passed_over(tmp_path: Path) -> None:
    estimates_file(tmp_path)
    (tmp_path / f"~${ONS_ZIP}").write_bytes(b"")
    (tmp_path / "2022snppbirths.csv").write_text("a,b\n", encoding="utf-8")
    assert persons(tmp_path)[2024, 9] > 0
    (tmp_path / "2022 SNPP Population persons.xlsx").write_bytes(b"PK")
    with pytest.raises(InputError, match="is no CSV with the columns AREA_CODE, AREA_NAME"):
        persons(tmp_path)


def test_the_districts_of_an_authority_that_took_their_place_are_added_up(tmp_path: Path) -> None:
    projection_file(tmp_path, "snpp.csv", {"persons": 100.0}, ("E07000026", "E07000028", "E07000029"))
    found = persons(tmp_path, "E06000063")
    assert (found[2022, 4], found[2036, 4]) == (300, pytest.approx(300 * 2**14))


def test_districts_that_became_one_district_first_are_added_up_too(tmp_path: Path) -> None:
    somerset = ("E07000187", "E07000188", "E07000189", "E07000190", "E07000191")
    projection_file(tmp_path, "snpp.csv", {"persons": 100.0}, somerset)
    assert persons(tmp_path, "E06000066")[2022, 4] == 500


def test_england_is_added_up_from_every_district_where_it_is_not_there() -> None:
    codes = sorted(set(lookup("districts")["area"]))
    index = pd.MultiIndex.from_product([codes, ["principal"], [2022]], names=["area", "variant", "year"])
    found = with_areas_of_today(pd.DataFrame(1.0, index, range(26)))
    assert found.loc[("E92000001", "principal", 2022), 7] == len(codes)
    assert "E92000001" not in with_areas_of_today(pd.DataFrame(1.0, index[1:], range(26))).index.unique("area")


def test_an_area_that_stands_there_itself_is_not_added_up(tmp_path: Path) -> None:
    projection_file(tmp_path, "snpp.csv", {"persons": 100.0}, ("E06000063", "E07000026", "E07000028", "E07000029"))
    assert persons(tmp_path, "E06000063")[2022, 4] == 100


def test_a_district_that_is_missing_is_named(tmp_path: Path) -> None:
    projection_file(tmp_path, "snpp.csv", {"persons": 100.0}, ("E07000026", "E07000028"))
    with pytest.raises(
        InputError, match=r"lacks area E06000063 \(Cumberland\), and of the districts .* made of: E07000029$"
    ):
        persons(tmp_path, "E06000063")


def test_a_district_that_only_the_projection_lacks_is_named(tmp_path: Path) -> None:
    projection_file(tmp_path, "snpp.csv", {"persons": 100.0}, ("E07000026", "E07000028"))
    header = ["area_code", "area_name", "variant", "year", *range(26)]
    rows = [["E06000063", "Cumberland", "mid_year_estimate", 2023, *[1000] * 26]]
    pd.DataFrame(rows, columns=header).to_csv(tmp_path / "population_age_0_25_2000_2043.csv.gz", index=False)
    with pytest.raises(InputError, match=r"13 years from 2024 to 2036 \(of the districts .* it lacks E07000029\)"):
        persons(tmp_path, "E06000063")


def test_the_districts_of_the_small_areas_are_among_the_abolished() -> None:
    districts = lookup("districts")
    old = districts[districts["area"] != districts["area_2021"]]
    assert all(row.area_2021 in parts_of_areas()[row.area] for row in old.itertuples())


def test_a_projection_that_ends_too_early_is_refused_with_the_years_that_are_missing(tmp_path: Path) -> None:
    estimates_file(tmp_path)
    path = projection_file(tmp_path, "snpp.csv", {"persons": 100.0})
    table = pd.read_csv(path, dtype=str)
    table[[column for column in table if column not in {"2031", "2036"}]].to_csv(path, index=False)
    with pytest.raises(
        InputError, match=r"no persons of area E06000001 .Hartlepool. in 2 years from 2031 to 2036; a pack needs"
    ):
        persons(tmp_path)


def test_estimates_without_a_projection_of_the_area_are_refused(tmp_path: Path) -> None:
    estimates_file(tmp_path)
    projection_file(tmp_path, "snpp.csv", {"persons": 100.0}, ("E06000002",))
    with pytest.raises(InputError, match=r"no persons of area E06000001 .Hartlepool. in 13 years from 2024 to 2036"):
        persons(tmp_path)


def test_the_zip_of_ons_is_read_whatever_else_is_in_it(tmp_path: Path) -> None:
    name = "2022 SNPP Population persons.csv"
    text = projection_file(tmp_path, name, {"persons": 100.0}).read_bytes()
    with zipfile.ZipFile(tmp_path / ONS_ZIP, "w", zipfile.ZIP_DEFLATED) as bundle:
        bundle.writestr(f"2022snpppopulationsyoamigcat/{name}", text)
        bundle.writestr(f"__MACOSX/._{name}", b"\x00\x05\x16\x07")
        bundle.writestr("notes.csv", "a,b\n")
    assert persons(tmp_path)[2023, 4] == 200, "the same file beside its zip is one file"
    (tmp_path / name).unlink()
    assert persons(tmp_path)[2023, 4] == 200
    assert [file.path.name for file in population_files.read_persons(tmp_path).files.values()] == [ONS_ZIP]


def test_the_folder_of_the_files_may_be_called_as_it_likes_and_its_clutter_is_passed_over(tmp_path: Path) -> None:
    folder = tmp_path / ".downloads"
    folder.mkdir()
    projection_file(folder, "projection.csv", {"persons": 100.0})
    (folder / "._projection.csv").write_text("AREA_CODE,AREA_NAME,COMPONENT,SEX,AGE_GROUP,2022\n")
    assert len(find_projections(folder)) == 1


def test_the_unpacked_folder_of_ons_and_large_letters_in_an_ending_are_read(tmp_path: Path) -> None:
    inner = tmp_path / "2022snpppopulationsyoa" / "migcat23"
    inner.mkdir(parents=True)
    projection_file(inner, "2022 SNPP Population persons.CSV", {"persons": 100.0})
    assert persons(tmp_path)[2023, 4] == 200


def test_a_broken_zip_of_ons_is_named_and_other_zips_are_passed_over(tmp_path: Path) -> None:
    projection_file(tmp_path, "snpp.csv", {"persons": 100.0})
    (tmp_path / "education.zip").write_bytes(b"<html>")
    assert persons(tmp_path)[2022, 4] == 100
    (tmp_path / ONS_ZIP).write_bytes(b"<html>")
    with pytest.raises(InputError, match=rf"{ONS_ZIP}.*not a readable zip"):
        persons(tmp_path)


def test_titles_above_the_header_small_letters_and_mid_years_are_read_and_lines_still_counted(tmp_path: Path) -> None:
    path = projection_file(tmp_path, "snpp.csv", {"persons": 100.0})
    header, *rows = path.read_text(encoding="utf-8-sig").splitlines()
    header = header.casefold().replace("area_code", "area code").replace("2022", "mid-2022")
    path.write_text("\n".join(['"Projections, 2022-based"', "", header, *rows]), encoding="utf-8")
    assert persons(tmp_path)[2022, 4] == 100
    rows[3] = rows[3].replace(",3,", ",three,")
    path.write_text("\n".join(['"Projections, 2022-based"', "", header, *rows]), encoding="utf-8")
    with pytest.raises(InputError, match="not as published: 'persons', 'three'") as caught:
        persons(tmp_path)
    assert caught.value.faults[0].line == 7


def test_nobody_at_an_age_is_carried_on_by_the_projections_own_numbers() -> None:
    before, projection = np.full(26, 10.0), np.full((2, 26), 20.0)
    before[0], projection[0, 5] = 0.0, 0.0
    carried = population.carried_on(before, projection, np.full(26, 20.0))
    assert carried[0, [0, 1, 5, 6]].tolist() == [20, 0, 0, 10]
    assert carried[1, [0, 1, 2, 6]].tolist() == [20, 20, 0, 20]


def release_of_2022(folder: Path) -> Path:
    """Hartlepool and England in January 2010 and 2022."""
    place = {"country_name": "England"}
    own = place | {"geographic_level": "Local authority", "old_la_code": "805", "la_name": "Hartlepool"}
    england = place | {"geographic_level": "National", "old_la_code": ""}
    region = place | {"geographic_level": "Regional", "old_la_code": ""}
    rows = [
        area | {"time_period": year, "characteristic_age": band, "Total_all": plans}
        for area, factor in ((own, 1), (england, 100), (region, 10))
        for year, bands in (
            (2010, {"Total": 332 * factor, "Under 5": 10 * factor, "Age 20 to 25": "z"}),
            (2022, {"Total": 740 * factor, "Age 20 to 25": 40 * factor}),
        )
        for band, plans in bands.items()
    ]
    path = folder / "education-health-and-care-plans_2022.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bundle:
        bundle.writestr(age_bands.MEMBER_2022, pd.DataFrame(rows).to_csv(index=False))
    return path


def test_an_age_band_under_another_name_is_named(tmp_path: Path) -> None:
    path = tmp_path / "panel.csv"
    bands = pd.DataFrame(
        {"age_group": ["All", "5 to 10"], "geographic_level": "National", "old_la_code": "", "year": 2020}
    )
    bands.assign(plans=9).to_csv(path, index=False)
    with pytest.raises(InputError) as caught:
        age_bands.read_age_bands(path)
    assert [fault.message for fault in caught.value.faults][1:] == [
        "'All' is no age band that is known; nearest that is known: 'Total'",
        "'5 to 10' is no age band that is known; nearest that is known: 'Age 5 to 10'",
    ]


def test_periods_and_levels_of_the_early_table_are_read_as_written_and_named_where_they_are_none(
    tmp_path: Path,
) -> None:
    path = tmp_path / "panel.csv"

    def read(level: str, period: str) -> pd.DataFrame:
        lines = [
            f"{place},{code},{period},Total,{plans}"
            for place, code, plans in ((level, "805.0", 9), ("NATIONAL", "", 90))
        ]
        path.write_text("\n".join(["geographic_level,old_la_code,year,age_group,plans", *lines]), encoding="utf-8")
        return age_bands.read_age_bands(path)

    found = read("Local Authority", "202122")
    assert found[["authority", "census_year", "plans"]].to_numpy().tolist() == [["805", 2022, 9], ["England", 2022, 90]]
    with pytest.raises(InputError) as caught:
        read("Council", "last year")
    assert [fault.message for fault in caught.value.faults] == [
        "no line of 'Local authority'",
        "'last year' is no census year such as 2022",
    ]


def test_the_two_releases_give_the_history_that_a_joined_panel_gives(tmp_path: Path) -> None:
    caseload = [
        release_row("caseload", "202122", "All EHC plans", "All EHC plans", ehcplans=999),
        release_row("caseload", "202223", "All EHC plans", "All EHC plans", ehcplans=801),
        release_row("caseload", "202425", "All EHC plans", "All EHC plans", ehcplans=966),
        release_row("caseload", "202425", BY_AGE, "under 3", ehcplans=2),
        release_row("caseload", "202425", BY_AGE, "age 4", ehcplans=24),
        release_row("caseload", "202425", BY_AGE, "age 15", ehcplans=940),
    ]
    release = dfe_release.read_release(write_release(tmp_path, caseload=caseload))
    bands = age_bands.bands_from({"dfe_ehc_2022": release_of_2022(tmp_path)}, release)
    own = age_bands.plans_by_age_band(bands, "805").set_index(["census_year", "age_band"])
    assert own["plans"].to_dict() == {
        (2010, "total"): 332,
        (2010, "under_5"): 10,
        (2022, "total"): 740,
        (2022, "20_to_25"): 40,
        (2023, "total"): 801,
        (2025, "total"): 966,
        (2025, "under_5"): 26,
        (2025, "5_to_10"): 0,
        (2025, "11_to_15"): 940,
        (2025, "16_to_19"): 0,
        (2025, "20_to_25"): 0,
    }
    assert own.loc[(2022, "total"), "source"] == "dfe_ehc_2022"
    assert own.loc[(2023, "total"), "source"] == "dfe_ehc_2025"
    assert age_bands.plans_by_age_band(bands, "England")["plans"].max() == 74_000
