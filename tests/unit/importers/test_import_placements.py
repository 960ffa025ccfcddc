"""The reader of placements by authority and January, on releases of one authority made here."""

import zipfile
from pathlib import Path

import pandas as pd
import pytest
import yaml

from sufficiency.errors import InputError
from sufficiency.importers.open_data.placements import import_placements, read_placements

pytestmark = pytest.mark.unit

BASES = [
    f"mainstream_{kind}_{place}"
    for kind in ("la_maintained", "academy", "free_school")
    for place in ("resourced_provision", "senunit")
]
SCHOOLS = ("mainstream_la_maintained", "mainstream_academy", "mainstream_free_school")
COLLEGES = {"general_fe_tertiary_colleges": 90, "specialist_post_16_institutions": 8, "ukrlp_provider": 2}
LAYOUT_2025 = {
    "ehcplans": 1000,
    **dict.fromkeys(SCHOOLS, 100),
    **COLLEGES,
    **dict.fromkeys(BASES, 10),
    "mainstream_independent": 7,
    "special_la_maintained": 200,
    "special_academy_free": 150,
    "special_independent": 60,
    "special_non_maintained": 15,
    "special_total": 425,
    "placement_unknown": 3,
}
EXPECTED = {
    "plans": 1000,
    "base": 60,
    "state_special": 350,
    "inmss_special": 75,
    "independent_mainstream": 7,
    "mainstream": 300,
    "post_16": 100,
    "not_recorded": 3,
}


def line(
    period: str = "202425", level: str = "Local authority", topic: str = "All EHC plans", **counts: object
) -> dict:
    keys = {"time_period": period, "geographic_level": level, "new_la_code": "E06000001", "la_name": "Hartlepool"}
    keys |= {"old_la_code": "805", "breakdown_topic": topic, "breakdown": topic}
    return keys | LAYOUT_2025 | counts


def line_of_2026(period: str = "202526", **counts: object) -> dict:
    made = line(period) | {"special_academy": 110, "special_free_school": 40} | counts
    del made["special_academy_free"]
    return made


def release(folder: Path, *lines: dict, member: str = "data/caseload.csv", year: int = 2025) -> Path:
    path = folder / f"education-health-and-care-plans_{year}.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bundle:
        bundle.writestr(member, pd.DataFrame(lines).to_csv(index=False))
    return path


def counts(path: Path, year: int) -> dict[str, float]:
    table, _ = read_placements(path)
    return table[table["census_year"] == year].set_index("series")["learners"].to_dict()


def test_kinds_are_added_up_from_the_columns_of_the_release_of_2025(tmp_path):
    others = [line(level="National"), line(level="Regional"), line(topic="Sex")]
    assert counts(release(tmp_path, line(), *others), 2025) == EXPECTED


def test_academies_and_free_schools_of_the_release_of_2026_are_added_up(tmp_path):
    assert counts(release(tmp_path, line_of_2026()), 2026) == EXPECTED


@pytest.mark.parametrize("together", ["x", 150])
def test_years_that_were_not_split_are_told_by_the_rest_of_special_schools(tmp_path, together):
    older = line_of_2026("202324", special_academy=together, special_free_school="x")
    path = release(tmp_path, line_of_2026(), older)
    assert counts(path, 2024) == EXPECTED
    assert counts(path, 2026) == EXPECTED


def test_a_suppressed_count_is_absent_and_never_nought(tmp_path):
    path = release(tmp_path, line(special_independent="x", placement_unknown="c"))
    found = counts(path, 2025)
    assert "inmss_special" not in found
    assert "not_recorded" not in found
    assert found["state_special"] == 350


def test_a_kind_of_provider_that_was_asked_for_later_held_nobody_before(tmp_path):
    """No authority has a count of January 2022; of 2023 one is suppressed."""
    other = {"new_la_code": "E06000002", "la_name": "Middlesbrough", "old_la_code": "806"}
    early, late = line("202122", ukrlp_provider="x"), line("202223", ukrlp_provider="x")
    path = release(tmp_path, line(), early, early | other, late, line("202223") | other)
    assert counts(path, 2022)["post_16"] == 98
    table, _ = read_placements(path)
    of_2023 = table[(table["census_year"] == 2023) & (table["series"] == "post_16")]
    assert of_2023[["authority", "learners"]].to_numpy().tolist() == [["E06000002", 100]]


def test_a_code_that_is_none_of_ons_is_named(tmp_path):
    with pytest.raises(InputError, match=r"caseload\.csv:2 new_la_code: '' is no code of ONS .* \(Hartlepool\)"):
        read_placements(release(tmp_path, line(new_la_code="")))


def test_nobody_is_nobody(tmp_path):
    nobody = line(special_independent=0, special_non_maintained=0)
    assert counts(release(tmp_path, nobody), 2025)["inmss_special"] == 0


def test_a_type_of_establishment_under_another_name_is_named(tmp_path):
    keys = {"time_period": "2016", "geographic_level": "Local authority", "new_la_code": "E06000001", "la_name": "H"}
    line_of_2022 = keys | {"establishment_type": "Total", "establishment_group": "Total", "Total_all": 9}
    other = line_of_2022 | {"establishment_type": "Special - community"}
    with pytest.raises(InputError, match=r"no line of 'Special - LA maintained'; nearest .* 'Special - community'"):
        read_placements(release(tmp_path, line_of_2022, other, member="data/sen2_estab_caseload.csv", year=2022))


def test_the_release_of_2022_has_a_line_a_type_of_establishment(tmp_path):
    types = {
        ("Total", "Total"): 900,
        ("Total", "Special school"): 400,
        ("Mainstream - LA maintained", "Mainstream school"): 300,
        ("Mainstream - LA maintained - SEN unit", "Mainstream school"): 8,
        ("Mainstream - Academy - Resourced Provision", "Mainstream school"): 12,
        ("Mainstream - Independent", "Mainstream school"): 5,
        ("Special - LA maintained", "Special school"): 200,
        ("Special - Academy", "Special school"): 90,
        ("Special - Free school", "Special school"): 10,
        ("Special - Independent", "Special school"): 70,
        ("Special - Non-maintained", "Special school"): 30,
    }
    keys = {"time_period": "2016", "geographic_level": "Local authority", "new_la_code": "E06000001", "la_name": "H"}
    lines = [
        keys | {"establishment_type": kind, "establishment_group": group, "Total_all": count}
        for (kind, group), count in types.items()
    ]
    path = release(tmp_path, *lines, member="data/sen2_estab_caseload.csv", year=2022)
    assert counts(path, 2016) == {
        "plans": 900,
        "base": 20,
        "independent_mainstream": 5,
        "state_special": 300,
        "inmss_special": 100,
    }


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([line(), line()], "stands in an earlier line too: Hartlepool"),
        ([line("last year")], "is no census year such as 202425"),
        ([line(special_independent="12a")], "is no number"),
    ],
)
def test_what_is_not_as_published_is_refused_with_its_line(tmp_path, lines, words):
    with pytest.raises(InputError, match=words):
        read_placements(release(tmp_path, *lines))


def test_a_release_without_a_caseload_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"is missing; nearest that is there: 'data/other\.csv'"):
        read_placements(release(tmp_path, line(), member="data/other.csv"))


def test_a_newer_release_renews_the_januaries_it_has_and_keeps_the_others(tmp_path):
    out = tmp_path / "reference"
    assert import_placements(release(tmp_path, line("202324"), line("202425", ehcplans=1100)), out)[0] == 16
    assert import_placements(release(tmp_path, line_of_2026("202425"), line_of_2026(), year=2026), out)[0] == 24
    table = pd.read_csv(out / "placements_panel.csv")
    plans = table[table["series"] == "plans"].set_index("census_year")["learners"]
    assert plans.to_dict() == {2024: 1000, 2025: 1000, 2026: 1000}
    sources = yaml.safe_load((out / "sources.yaml").read_text(encoding="utf-8"))
    assert list(sources) == ["dfe_ehc_2025", "dfe_ehc_2026"]


def test_the_same_release_twice_gives_the_same_bytes(tmp_path):
    path, out = release(tmp_path, line()), tmp_path / "reference"
    import_placements(path, out)
    once = (out / "placements_panel.csv").read_bytes()
    import_placements(path, out)
    assert (out / "placements_panel.csv").read_bytes() == once


def test_a_table_that_is_broken_is_refused_before_anything_is_written(tmp_path):
    path, out = release(tmp_path, line()), tmp_path / "reference"
    import_placements(path, out)
    (out / "placements_panel.csv").write_text("authority,census_year\nE06000001,2025\n", encoding="utf-8")
    with pytest.raises(InputError, match="series"):
        import_placements(path, out)
