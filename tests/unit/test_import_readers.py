"""Readers of the official files, on tiny files made here."""

import gzip
import json
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml

from sufficiency.errors import InputError
from sufficiency.importers import (
    age_bands,
    archives,
    areas,
    boundaries,
    dfe_release,
    place_facts,
    population,
    small_areas,
    source_files,
    special_schools,
)
from sufficiency.importers.lookups import lookup

pytestmark = pytest.mark.unit

KEYS = {
    "geographic_level": "Local authority",
    "new_la_code": "E06000001",
    "old_la_code": "805",
    "la_name": "Hartlepool",
}
HARTLEPOOL = areas.Authority("805", "Hartlepool", "E06000001")


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
        release_row("requests", "2024", "All requests for EHC needs assessments", "All", requests_received_in_year=word)
        for word in ("1,200", "z", "many", "inf")
    ]
    with pytest.raises(InputError) as caught:
        dfe_release.read_release(write_release(tmp_path, requests=rows))
    assert [(fault.line, fault.where) for fault in caught.value.faults] == [
        (line, "requests_received_in_year") for line in (2, 4, 5)
    ]


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


def test_age_bands_count_statements_and_plans_together_and_leave_out_what_is_not_published(tmp_path: Path) -> None:
    path = tmp_path / "bands.csv.gz"
    lines = [
        "geographic_level,old_la_code,year,age_group,statements,ehc_plans,plans",
        "Local authority,850.0,2015,Under 5,245,0,245",
        "Local authority,850.0,2010,Age 20 to 25,,,",
        "National,,2015,Total,,,240183",
        "Regional,,2015,Total,,,1",
    ]
    path.write_bytes(gzip.compress("\n".join(lines).encode()))
    bands = age_bands.read_age_bands(path)
    assert age_bands.plans_by_age_band(bands, "850")[["census_year", "age_band", "plans"]].to_numpy().tolist() == [
        [2015, "under_5", 245]
    ]
    assert age_bands.plans_by_age_band(bands, "England")["plans"].tolist() == [240183]


def population_file(folder: Path) -> Path:
    """Two areas of 26 equal ages, the projection 100 persons an age above the estimate and growing 1% a year of age."""
    sizes = {"A": 1000.0, "B": 500.0}
    rows = [[a, a, "mid_year_estimate", year, *[size] * 26] for a, size in sizes.items() for year in range(2008, 2024)]
    rows += [
        [a, a, "principal", year, *[(size + 100.0) * 1.01**age for age in range(26)]]
        for a, size in sizes.items()
        for year in range(2024, 2044)
    ]
    path = folder / "population.csv.gz"
    header = ["area_code", "area_name", "variant", "year", *range(26)]
    pd.DataFrame(rows, columns=header).to_csv(path, index=False)
    return path


def test_the_projection_is_joined_by_its_growth_and_never_by_its_level(tmp_path: Path) -> None:
    published = population.read_population(population_file(tmp_path))
    table = population.persons_by_area(published, {"A": "A"}).set_index(["year", "age"])["persons"]
    assert table[2023, 7] == 1000
    assert table[2024, 7] == pytest.approx(1010)
    assert table[2025, 7] == pytest.approx(1010 * 1.01)
    assert table[2030, 25] == pytest.approx(1000 * 1.01**7)
    assert table[2030, 0] == pytest.approx(1000)


def test_areas_are_added_before_they_are_carried_on_and_an_unknown_one_is_named(tmp_path: Path) -> None:
    published = population.read_population(population_file(tmp_path))
    table = population.persons_by_area(published, {"A": "both", "B": "both"})
    assert set(table["area"]) == {"both"}
    assert table.loc[(table["year"] == 2023) & (table["age"] == 3), "persons"].tolist() == [1500]
    with pytest.raises(InputError, match="lacks area C"):
        population.persons_by_area(published, {"C": "C"})


def test_carrying_on_uses_the_second_projected_year_for_the_first_step() -> None:
    projection = np.vstack([np.full(26, 100.0), np.full(26, 110.0), np.full(26, 99.0)])
    carried = population.carried_on(np.full(26, 50.0), projection)
    assert carried[:, 5] == pytest.approx([55.0, 60.5, 60.5 * 0.9])
    assert carried[:, 0] == pytest.approx([55.0, 60.5, 60.5 * 0.9])


def small_area_file(folder: Path) -> Path:
    """Three small areas in two middle areas of Hartlepool, one in what was Allerdale."""
    rows = [
        ["P1", "Hartlepool 001", "M1", "E06000001", "Hartlepool", 450000, 530000, *[10] * 26],
        ["P2", "Hartlepool 001", "M1", "E06000001", "Hartlepool", 451000, 530000, *[30] * 26],
        ["P3", "Hartlepool 002", "M2", "E06000001", "Hartlepool", 450000, 534000, *[10] * 26],
        ["P4", "Allerdale 001", "M3", "E07000026", "Allerdale", 310000, 530000, *[10] * 26],
    ]
    header = ["lsoa11_code", "msoa11_name", "msoa11_code", "ltla21_code", "ltla21_name", "easting", "northing"]
    path = folder / "points.csv.gz"
    pd.DataFrame(rows, columns=[*header, *range(26)]).to_csv(path, index=False)
    return path


def test_small_areas_give_persons_by_phase_and_the_centre_of_children(tmp_path: Path) -> None:
    points = small_areas.read_small_areas(small_area_file(tmp_path))
    assert points.loc[0, ["persons_early_years", "persons_primary", "persons_post_19"]].tolist() == [40, 70, 70]
    hartlepool = points[points["district"] == "E06000001"]
    assert small_areas.centre(hartlepool, small_areas.children(hartlepool)) == (450600, 530800)


def test_a_district_that_was_merged_belongs_to_its_authority_of_today(tmp_path: Path) -> None:
    points = small_areas.read_small_areas(small_area_file(tmp_path))
    cumberland = areas.Authority("942", "Cumberland", "E06000063")
    own = areas.areas_of(cumberland, points, tmp_path)
    assert own.table["area"].tolist() == ["E06000063"]
    assert areas.points_of(points, own)["point"].tolist() == ["P4"]


def test_middle_areas_serve_where_an_authority_is_one_district(tmp_path: Path) -> None:
    points = small_areas.read_small_areas(small_area_file(tmp_path))
    own = areas.areas_of(HARTLEPOOL, points, tmp_path)
    assert own.kind == areas.MIDDLE_AREA
    assert own.table.to_numpy().tolist() == [["M1", "Hartlepool 001"], ["M2", "Hartlepool 002"]]
    assert areas.points_of(points, own)["area"].tolist() == ["M1", "M1", "M2"]
    assert areas.shares_by_age(areas.points_of(points, own))[7].tolist() == [0.8, 0.2]


def test_planning_areas_group_districts_and_one_left_out_is_named(tmp_path: Path) -> None:
    path = tmp_path / "groups.csv"
    hertfordshire = areas.Authority("919", "Hertfordshire", "E10000015")
    rows = [
        f"{code},{'DSPL 9 West' if code in {'E07000102', 'E07000103'} else 'DSPL ' + code}"
        for code in hertfordshire.districts
    ]
    path.write_text("district_code,dspl_area\n" + "\n".join(rows), encoding="utf-8")
    own = areas.areas_of(hertfordshire, pd.DataFrame(), path)
    assert own.parts["E07000102"] == own.parts["E07000103"] == "dspl-9-west"
    assert len(own.table) == 9
    path.write_text("district_code,dspl_area\n" + "\n".join(rows[1:]), encoding="utf-8")
    with pytest.raises(InputError, match="leaves out E07000095"):
        areas.areas_of(hertfordshire, pd.DataFrame(), path)


def test_boundaries_keep_the_authority_alone_and_name_each_area(tmp_path: Path) -> None:
    square = [[[0.0, 50.0], [0.1, 50.0], [0.1, 50.1], [0.05, 50.10001], [0.0, 50.1], [0.0, 50.0]]]
    features = [
        {"type": "Feature", "properties": {"ltla24_code": code}, "geometry": {"type": "Polygon", "coordinates": square}}
        for code in ("E1", "E2")
    ]
    path = tmp_path / "boundaries.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    own = areas.Areas("district", pd.DataFrame({"area": ["E1"], "name": ["One"]}), {"E1": "E1"})
    found = json.loads(boundaries.boundaries(path, own))["features"]
    assert [feature["properties"] for feature in found] == [{"area": "E1", "name": "One"}]
    assert len(found[0]["geometry"]["coordinates"][0][0]) == 5
    missing = areas.Areas("district", pd.DataFrame({"area": ["E3"], "name": ["Three"]}), {"E3": "E3"})
    with pytest.raises(InputError, match="lacks the boundary of E3"):
        boundaries.boundaries(path, missing)


def register_file(folder: Path) -> Path:
    """Five schools: one merged authority's, one known twice, one with its owner's address."""
    rows = [
        ["1.0", "805.0", "Catcote", "state special", "ks4", "TS25 4EZ", "E06000001", 11, 19, 157, 449343, 531000],
        ["2.0", "805.0", "Catcote", "state special", "", "", "", "", "", "", "", ""],
        ["3.0", "909.0", "", "state special", "ks2", "CA1 1AA", "E07000026", "", "", 50, 310000, 530000],
        ["4.0", "805.0", "Far Owner", "independent special", "", "W6 9RU", "E09000013", 5, 16, 20, 523000, 178000],
        [
            "5.0",
            "805.0",
            "Here",
            "independent special (inferred: >50% EHC plan)",
            "",
            "TS1",
            "E06000001",
            "",
            "",
            9,
            1,
            2,
        ],
    ]
    header = ["urn", "la", "name", "kind", "stages_seen", "postcode", "lad_code", *special_schools.FIGURES]
    path = folder / "register.csv.gz"
    pd.DataFrame(rows, columns=header).to_csv(path, index=False)
    return path


def test_the_register_is_repaired_before_it_is_used(tmp_path: Path) -> None:
    authorities = pd.DataFrame({"dfe_code": ["805", "942", "205"], "ons_code": ["E06000001", "E06000063", "E09000013"]})
    schools = special_schools.read_register(register_file(tmp_path), authorities).set_index("urn")
    assert schools.index.tolist() == ["1", "3", "4", "5"]
    assert schools.loc["3", "authority"] == "942"
    assert schools["misplaced"].tolist() == [False, False, True, False]
    assert schools.loc["5", "kind"] == "independent special"
    assert "name not in the register" in schools.loc["3", "name"]


def test_a_statutory_range_to_16_ends_at_age_15_on_31_august(tmp_path: Path) -> None:
    authorities = pd.DataFrame({"dfe_code": ["805"], "ons_code": ["E06000001"]})
    schools = special_schools.read_register(register_file(tmp_path), authorities)
    ages = special_schools.age_range(schools).to_numpy().tolist()
    assert ages == [[11, 18], [4, 10], [5, 15], [7, 18]]


def test_schools_take_the_rare_needs_of_their_kind() -> None:
    assert special_schools.widened("PD") == "SLCN MLD PD HI VI MSI OTH"
    assert set(lookup("added_needs")["designation"]) >= {"SLD", "PMLD", "MLD", "SEMH", "ASD", "PD"}


def test_facts_know_their_part_and_their_september(tmp_path: Path) -> None:
    path = tmp_path / "place_facts.csv"
    path.write_text(
        "authority,fact,value,unit,as_at,confidence,source\n"
        "850,state special school places,3434,places,2024-09,H,strategy\n"
        "850,Hollywater School extra places (SLD),20,places,2025-09,H,news\n"
        "850,something else,7,places,2024,M,press\n"
        "850,something else,8,places,2025,M,press\n"
        "919,state special school places,3114,places,2024-04,M,press\n",
        encoding="utf-8",
    )
    facts = place_facts.read_place_facts(path, "850")
    assert facts.value("state_special_places") == 3434
    assert facts.value("exported") is None
    assert facts.rows("school_places_added")[["provider", "academic_year", "value"]].to_numpy().tolist() == [
        ["131068", "2025/26", 20]
    ]
    table = place_facts.facts_table(facts, {"all": 17784.0, "state_special": 3758.0})
    assert table["fact"].is_unique
    assert table.set_index("fact").loc["plans, January 2025, state special", "value"] == 3758
    assert place_facts.read_place_facts(path, "805").rows("base_opened").empty


def test_every_missing_file_is_named_with_where_to_put_it(tmp_path: Path) -> None:
    (tmp_path / "place_facts.csv").write_text("flat", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        source_files.find_sources(tmp_path, ("place_facts", "dfe_ehc_2025", "ons_population"))
    assert [fault.file for fault in caught.value.faults] == [
        "education-health-and-care-plans_2025.zip",
        "population_age_0_25_2000_2043.csv.gz",
    ]
    assert "put it at" in str(caught.value)


def test_a_file_may_lie_flat_or_in_its_usual_folder_and_is_described_with_its_checksum(tmp_path: Path) -> None:
    flat = tmp_path / "place_facts.csv"
    flat.write_text("x", encoding="utf-8")
    assert source_files.find_sources(tmp_path, ("place_facts",))["place_facts"].path == flat
    usual = tmp_path / "reference" / "place_facts.csv"
    usual.parent.mkdir()
    usual.write_text("y", encoding="utf-8")
    file = source_files.find_sources(tmp_path, ("place_facts",))["place_facts"]
    assert file.path == usual
    entry = yaml.safe_load(source_files.yaml_text(file.entry()))
    assert entry["sha256"] == "a1fce4363854ff888cff4b8e7875d600c2682390412a8cf79b37d0b11148b0fa"
