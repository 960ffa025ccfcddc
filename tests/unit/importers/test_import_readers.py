"""Readers of the official files beside the release, on tiny files made here."""

import gzip
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml

from sufficiency.errors import InputError
from sufficiency.importers.open_data.people import age_bands, areas, boundaries, population
from sufficiency.importers.open_data.people import areas as small_areas
from sufficiency.importers.open_data.providers import place_facts, special_schools
from sufficiency.importers.pack import sources as source_files
from sufficiency.packs.lookups import lookup

pytestmark = pytest.mark.unit

HARTLEPOOL = areas.LocalAuthority("805", "Hartlepool", "E06000001")


def test_a_year_that_is_none_is_named(tmp_path: Path) -> None:
    path = tmp_path / "bands.csv"
    path.write_text("geographic_level,old_la_code,year,age_group,plans\nNational,,z,Total,5\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"bands\.csv:2 year: 'z' is no census year such as 2022"):
        age_bands.read_age_bands(path)


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
    cumberland = areas.LocalAuthority("942", "Cumberland", "E06000063")
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
    hertfordshire = areas.LocalAuthority("919", "Hertfordshire", "E10000015")
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
    assert special_schools.widened("PD") == "PD HI VI MSI OTH"
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
    facts = place_facts.read_place_facts(path, "850", 2025)
    assert facts.value("state_special_places") == 3434
    assert facts.value("exported") is None
    assert facts.rows("school_places_added")[["provider", "academic_year", "value"]].to_numpy().tolist() == [
        ["131068", "2025/26", 20]
    ]
    table = place_facts.facts_table(facts, {"all": 17784.0, "state_special": 3758.0})
    assert table["fact"].is_unique
    assert table.set_index("fact").loc["plans, January 2025, state special", "value"] == 3758
    assert place_facts.read_place_facts(path, "805", 2025).rows("base_opened").empty


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
