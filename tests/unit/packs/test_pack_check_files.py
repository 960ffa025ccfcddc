"""Checks of a pack's files, sums, flows and people: each finds its fault and leaves the sound pack alone."""

import json
import shutil
from dataclasses import replace
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from changed_pack import DATA, changed, hampshire, news, scaled, set_where, without

from sufficiency.errors import Fault, InputError, Severity
from sufficiency.packs.checks import codes, files, flows, people, sums
from sufficiency.packs.checks.register import count, percent
from sufficiency.packs.checks.report import has_errors, table_of, verdict
from sufficiency.packs.checks.runner import CHECKS, check_pack
from sufficiency.packs.particulars import Particulars
from sufficiency.packs.quality import QUALITY, State, cells_of, read_quality, write_quality
from sufficiency.packs.reading import read_pack

pytestmark = [pytest.mark.unit, pytest.mark.slow]
BASE = 2025


def copied(root: Path, name: str = "hampshire") -> Path:
    """Copy a shipped pack and the ranges."""
    shutil.copytree(DATA / name, root / name)
    (root / "reference").mkdir()
    shutil.copy(DATA / "reference" / "check_ranges.csv", root / "reference")
    return root / name


@cache
def found_in(name: str) -> list[Fault]:
    """What the checks find in a shipped pack."""
    return check_pack(DATA / name)


@pytest.mark.parametrize("name", ["hampshire", "hertfordshire", "hartlepool"])
def test_a_shipped_pack_has_no_errors_and_ships_with_what_its_checks_find(name: str) -> None:
    rows = found_in(name)
    assert [row for row in rows if row.severity is Severity.ERROR] == []
    quality = read_quality(DATA / name)
    assert quality.state is State.CURRENT, f"the pack has changed: sufficiency check-pack data/{name}"
    assert [cells_of(finding) for finding in quality.findings] == [cells_of(row) for row in rows]


def test_every_check_has_a_name_of_its_own_and_says_what_it_is_for() -> None:
    assert len({check.name for check in CHECKS}) == len(CHECKS)
    assert all(check.rule.__doc__ for check in CHECKS)


def test_a_folder_that_is_no_pack_is_refused_with_the_packs_beside_it(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no pack is here.*packs beside it: hampshire"):
        read_pack(copied(tmp_path).parent / "reference")


def test_a_pack_without_ranges_beside_it_is_refused(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    shutil.rmtree(tmp_path / "reference")
    with pytest.raises(InputError, match=r"check_ranges\.csv"):
        check_pack(folder)


def test_missing_particulars_are_named() -> None:
    pack = replace(hampshire(), particulars=Particulars({"id": "x", "name": "", "dfe_code": "8X"}))
    rows = [*files.particulars_are_given(pack), *files.the_number_of_the_authority_is_given(pack)]
    assert {cells_of(row)[2]: row.severity for row in rows} == {
        "pack.yaml, name": Severity.ERROR,
        "pack.yaml, ons_code": Severity.ERROR,
        "pack.yaml, base_census_year": Severity.ERROR,
        "pack.yaml, area_kind": Severity.ERROR,
        "pack.yaml, dfe_code": Severity.WARNING,
    }


@pytest.mark.parametrize("content", ["", "[]", "{", "a: b: c"])
def test_a_broken_pack_yaml_is_told_and_not_raised(tmp_path: Path, content: str) -> None:
    folder = copied(tmp_path, "hartlepool")
    (folder / "pack.yaml").write_text(content, encoding="utf-8")
    assert has_errors(check_pack(folder))


def test_areas_and_boundaries_must_be_the_same(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    path = folder / "areas.geojson"
    drawn = json.loads(path.read_text(encoding="utf-8"))
    drawn["features"][0]["properties"]["area"] = "E99"
    path.write_text(json.dumps(drawn), encoding="utf-8")
    found = files.every_area_has_its_boundary(read_pack(folder))
    assert [(cells_of(row)[2], row.value) for row in found] == [("areas.geojson", "E07000084"), ("areas.csv", "E99")]
    path.unlink()
    assert files.the_map_is_sound(read_pack(folder))[0].remedy == "import the pack again"


def test_a_source_that_is_not_listed_is_named_once_with_its_line() -> None:
    pack = changed(places=lambda table: table.assign(source="places_unknown A-1"))
    assert [(cells_of(row)[2], row.value) for row in news(files.sources_are_listed, pack)] == [
        ("places.csv line 2, source", "places_unknown")
    ]


def test_parts_of_plans_are_an_error_unless_an_assumption_made_them() -> None:
    keys = {"census_year": BASE, "age": 10, "need": "ASD"}
    pack = changed(plans_by_age_need=set_where("plans", 12.5, **keys))
    assert [row.value for row in news(codes.published_counts_are_whole, pack)] == ["12.5"]
    filled = changed(pack, plans_by_age_need=set_where("source", "dfe_ehc_2025 A-39", **keys))
    assert news(codes.published_counts_are_whole, filled) == []


@pytest.mark.parametrize(
    ("needs", "action"),
    [
        ("ASC SLD", "is an old code; write ASD"),
        ("BESD", "is an old code; write SEMH"),
        ("ASDD", "is no code of ours; did you mean ASD?"),
        ("asd", "is no code of ours; did you mean ASD?"),
        ("ASD ASD", "stands twice; keep one"),
    ],
)
def test_unknown_retired_and_doubled_codes_are_told_with_the_right_one(needs: str, action: str) -> None:
    pack = changed(providers=set_where("needs", needs, provider_id="116617"))
    assert [row.remedy for row in news(codes.codes_are_current, pack)] == [action]


def test_a_retired_area_code_is_told_with_todays() -> None:
    pack = changed(areas=set_where("area", "E10000002", area="E07000084"))
    found = news(codes.area_codes_are_current, pack)
    assert [row.severity for row in found] == [Severity.WARNING]
    assert "E06000060" in found[0].remedy


def test_an_unknown_reason_and_a_wrong_academic_year_are_told() -> None:
    pack = changed(
        ceased_plans=set_where("reason", "moved_away", reason="other"),
        places=set_where("academic_year", "2025-26", provider_id="116617"),
    )
    assert [row.value for row in codes.cease_reasons_are_known(pack)] == ["moved_away"]
    assert {row.value for row in codes.academic_years_are_written_so(pack)} == {"2025-26"}


def test_areas_and_providers_that_do_not_exist_are_told() -> None:
    pack = changed(
        providers=set_where("area", "E99", provider_id="116617"),
        places=set_where("provider_id", "nobody", provider_id="116617"),
    )
    assert {row.value for row in files.references_hold(pack)} == {"E99", "nobody"}


def test_bands_ages_and_pairs_must_make_the_total() -> None:
    pack = changed(plans_by_age_band=scaled("plans", 1.1, census_year=BASE, age_band="total"))
    for check in (sums.bands_add_to_the_total, sums.ages_add_to_the_total, sums.needs_by_provision_add_to_the_total):
        found = news(check, pack)
        assert found
        assert all(row.severity is Severity.WARNING for row in found)
        assert "do not use this year" in found[0].remedy


def test_a_difference_of_few_plans_is_only_information() -> None:
    def one_more(table: pd.DataFrame) -> pd.DataFrame:
        here = (table["census_year"] == BASE) & (table["age_band"] == "total")
        return table.assign(plans=table["plans"] + here)

    assert [row.severity for row in news(sums.bands_add_to_the_total, changed(plans_by_age_band=one_more))] == [
        Severity.INFORMATION
    ]


def test_a_joint_table_that_misses_the_total_is_an_error() -> None:
    found = sums.the_joint_table_adds_to_the_total(changed(plans_joint=scaled("plans", 1.001)))
    assert [row.severity for row in found] == [Severity.ERROR]
    assert sums.the_joint_table_adds_to_the_total(hampshire()) == []


def test_new_plans_of_the_funnel_that_are_a_whole_regions_are_found() -> None:
    pack = changed(funnel=set_where("new_plans", 6078.0, calendar_year=2022))
    assert [cells_of(row)[2] for row in news(sums.new_plans_agree, pack)] == ["funnel.csv, 2022"]
    assert len(news(flows.new_plans_fit_requests, pack)) == 1
    assert len(news(flows.requests_change_as_elsewhere, pack)) == 2


def test_reasons_must_make_the_line_of_all_reasons() -> None:
    pack = changed(ceased_plans=scaled("plans", 2.0, reason="all", calendar_year=2024))
    assert [cells_of(row)[2] for row in news(sums.cease_reasons_add_to_all, pack)] == ["ceased_plans.csv, 2024"]


def test_a_pack_without_its_base_year_is_an_error() -> None:
    pack = changed(new_plans=lambda table: table[table["calendar_year"] < 2024])
    assert [(cells_of(row)[2], row.severity) for row in sums.the_base_year_is_there(pack)] == [
        ("new_plans.csv", Severity.ERROR)
    ]


def test_the_identity_of_stock_and_flow_is_shown_with_its_residual() -> None:
    row = flows.stock_and_flow_agree(hampshire())[0]
    assert row.severity is Severity.INFORMATION
    assert row.value == "15,994 + 2,634 new - 1,106 ceased = 17,522, published 17,784: +262"
    assert "41 authorities of this size" in row.allowed


def test_a_residual_beyond_what_authorities_of_the_size_have_is_a_warning() -> None:
    pack = changed(new_plans=scaled("plans", 0.1, calendar_year=2024))
    assert flows.stock_and_flow_agree(pack)[0].severity is Severity.WARNING


def test_few_ceased_plans_are_doubted() -> None:
    pack = changed(ceased_plans=scaled("plans", 0.01, calendar_year=2024))
    assert "were returned in full" in news(flows.ceased_plans_are_believable, pack)[0].remedy


def test_a_jump_of_the_total_is_a_warning_when_recent_and_information_when_old() -> None:
    recent = changed(plans_by_age_band=scaled("plans", 1.5, census_year=2024, age_band="total"))
    assert {row.severity for row in news(flows.plans_grow_as_elsewhere, recent)} == {Severity.WARNING}
    old = changed(plans_by_age_band=scaled("plans", 1.5, census_year=2018, age_band="total"))
    assert {row.severity for row in news(flows.plans_grow_as_elsewhere, old)} == {Severity.INFORMATION}
    before_the_reform = changed(plans_by_age_band=scaled("plans", 1.5, census_year=2013, age_band="total"))
    assert news(flows.plans_grow_as_elsewhere, before_the_reform) == []


def test_a_jump_of_a_band_and_of_a_provision_are_found() -> None:
    pack = changed(plans_by_age_band=scaled("plans", 3.0, census_year=BASE, age_band="under_5"))
    assert [cells_of(row)[2] for row in news(flows.age_bands_grow_as_elsewhere, pack)] == ["2024 to 2025"]
    pack = changed(plans_by_age_provision=scaled("plans", 4.0, census_year=BASE, provision="elsewhere"))
    assert "elsewhere" in news(flows.provisions_change_as_elsewhere, pack)[0].value


def test_a_missing_january_is_told() -> None:
    pack = changed(plans_by_age_band=lambda table: table[table["census_year"] != 2020])
    assert flows.no_january_is_missing(pack)[0].value == "2020 missing"
    pack = changed(plans_by_age_band=lambda table: table[table["census_year"] > 2022])
    assert flows.no_january_is_missing(pack)[0].value == "only 3 years"


def test_requests_of_nought_with_new_plans_are_told() -> None:
    found = news(flows.new_plans_fit_requests, changed(funnel=set_where("requests", 0.0, calendar_year=2024)))
    assert "not defined" in found[0].value


def test_an_age_an_area_or_a_year_without_persons_is_an_error() -> None:
    def holes(table: pd.DataFrame) -> pd.DataFrame:
        age = (table["area"] == "E07000084") & (table["year"] == 2024) & (table["age"] == 7)
        return table[~age & (table["area"] != "E07000085") & (table["year"] != 2030)]

    found = people.every_age_is_there(changed(population=holes))
    assert [row.value for row in found] == ["E07000084 in 2024: 25 of 26 ages", "E07000085: no year", "2030: no area"]


def test_a_step_between_estimate_and_projection_is_found_in_cohorts_and_totals() -> None:
    def spliced(table: pd.DataFrame) -> pd.DataFrame:
        later = (table["area"] == "E07000084") & (table["year"] >= 2024)
        return table.assign(persons=table["persons"].where(~later, table["persons"] * 1.15))

    pack = changed(population=spliced)
    assert [cells_of(row)[2] for row in news(people.cohorts_follow_themselves, pack)] == ["population.csv, E07000084"]
    assert [cells_of(row)[2] for row in news(people.areas_grow_as_elsewhere, pack)] == [
        "population.csv, E07000084, 2023 to 2024"
    ]


def test_checks_of_a_table_that_cannot_be_read_are_left_out_and_named(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    (folder / "places.csv").unlink()
    rows = check_pack(folder)
    assert cells_of(rows[0])[2] == "places.csv"
    left_out = next(row for row in rows if row.kind == "every check was made")
    assert "places fit learners" in left_out.value
    assert "plans grow as elsewhere" not in left_out.value


def test_errors_stand_first_and_equal_packs_give_equal_bytes(tmp_path: Path) -> None:
    folder = copied(tmp_path, "hartlepool")
    (folder / "areas.csv").write_bytes(b"\xff\xfe")
    rows = check_pack(folder)
    severities = [row.severity for row in rows]
    assert severities == sorted(severities, key=list(Severity).index)
    write_quality(folder, rows)
    first = (folder / QUALITY).read_bytes()
    write_quality(folder, check_pack(folder))
    assert (folder / QUALITY).read_bytes() == first
    assert first.decode().splitlines()[0] == "check,severity,where,value,allowed,action"


def test_the_table_for_a_person_is_no_wider_than_the_screen() -> None:
    rows = found_in("hampshire")
    lines = table_of(rows, 120).splitlines()
    assert max(map(len, lines)) <= 120
    assert lines[0].split() == ["check", "severity", "where", "value", "allowed", "what", "to", "do"]


@pytest.mark.parametrize(
    ("severities", "words"),
    [
        ((), "0 errors, 0 warnings, 0 for information: the pack can be used."),
        (("warning",), "look at the warnings before you rely on it."),
        (("error", "warning"), "repair the errors before you run a forecast."),
    ],
)
def test_the_verdict_says_what_the_findings_mean(severities: tuple[str, ...], words: str) -> None:
    rows = [Fault("file", 0, 0, "where", "wrong", severity=Severity(severity)) for severity in severities]
    assert verdict(rows).endswith(words)
    assert has_errors(rows) is ("error" in severities)


def test_a_check_needs_only_the_tables_that_it_names() -> None:
    for check in CHECKS:
        pack = hampshire()
        for table in set(pack.tables) - set(check.tables):
            pack = without(pack, table)
        assert isinstance(check(pack), list)


def test_counts_and_shares_are_shown_as_people_read_them() -> None:
    assert [count(1234.0), count(12.5), count(float("inf"))] == ["1,234", "12.5", "not defined"]
    assert [percent(0.125), percent(float("nan"))] == ["12.5%", "not defined"]
