"""Counts of a return that is counted by hand, and the rules behind them."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sen2_hand_made import (
    AREA,
    MAINSTREAM,
    OTHER_AREA,
    RIVERSIDE,
    UNKNOWN,
    Change,
    Modules,
    adding,
    hampshire,
    setting,
    write_postcodes,
    write_register,
    write_return,
)

from models.vocabulary import Basis
from sufficiency.errors import InputError, ModelError
from sufficiency.importers.pack.report import ImportReport
from sufficiency.importers.pack.rows import replaced
from sufficiency.importers.sen2 import make as sen2
from sufficiency.importers.sen2.counts import joint_of
from sufficiency.importers.sen2.make import Sen2Files, import_sen2
from sufficiency.importers.sen2.moves import matched
from sufficiency.importers.sen2.people import People
from sufficiency.importers.sen2.places import SettingsSeen, areas_of, provisions_of, read_register
from sufficiency.importers.sen2.text import Content
from sufficiency.packs.contracts import PROVIDER_REGISTER
from sufficiency.tables.contracts import Contract, integer, number, text

pytestmark = pytest.mark.unit


def imported(folder: Path, *changes: Change, areas: bool = True) -> tuple[Path, ImportReport]:
    """A copy of Hampshire's pack with the hand-made return in it."""
    pack = hampshire(folder / "hampshire")
    given = Sen2Files(
        write_return(folder / "return", *changes),
        register=write_register(folder / "gias.csv"),
        postcodes=write_postcodes(folder / "postcodes.csv") if areas else None,
    )
    return pack, import_sen2(given, pack)


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ImportReport]:
    return imported(tmp_path_factory.mktemp("counted"))


def cells(pack: Path, table: str, period: str, year: int) -> dict[tuple[object, ...], float]:
    """The cells of a table that hold somebody, by key."""
    frame = pd.read_csv(pack / f"{table}.csv")
    frame = frame[(frame[period] == year) & (frame["plans"] > 0)]
    keys = [name for name in frame.columns if name not in (period, "plans", "source")]
    return {tuple(row[key] for key in keys): row["plans"] for row in frame.to_dict("records")}


def test_learners_are_counted_by_age_on_31_august_and_main_placement(counted: tuple[Path, ImportReport]) -> None:
    assert cells(counted[0], "plans_by_age_provision", "census_year", 2025) == {
        (10, "state_special"): 1,
        (9, "specialist_base"): 1,
        (17, "further_education"): 1,
        (6, "elsewhere"): 1,
        (12, "state_special"): 1,
        (3, "not_recorded"): 1,
    }


def test_primary_needs_are_counted_and_a_missing_one_is_not_recorded(counted: tuple[Path, ImportReport]) -> None:
    assert cells(counted[0], "plans_by_age_need", "census_year", 2025) == {
        (10, "ASD"): 1,
        (9, "SEMH"): 1,
        (17, "MLD"): 1,
        (6, "ASD"): 1,
        (12, "SEMH"): 1,
        (3, "not_recorded"): 1,
    }


def test_age_bands_add_to_the_total(counted: tuple[Path, ImportReport]) -> None:
    assert cells(counted[0], "plans_by_age_band", "census_year", 2025) == {
        ("total",): 6,
        ("under_5",): 1,
        ("5_to_10",): 3,
        ("11_to_15",): 1,
        ("16_to_19",): 1,
    }


def test_new_plans_have_the_age_at_their_start_and_plans_that_moved_in_are_not_new(
    counted: tuple[Path, ImportReport],
) -> None:
    assert cells(counted[0], "new_plans", "calendar_year", 2024) == {(9,): 1, (3,): 1}
    assert cells(counted[0], "new_plans_by_need", "calendar_year", 2024) == {(9, "SEMH"): 1, (3, "not_recorded"): 1}


def test_ended_plans_have_the_age_at_their_end_and_a_reason(counted: tuple[Path, ImportReport]) -> None:
    assert cells(counted[0], "ceased_plans", "calendar_year", 2024) == {(19, "employment"): 1, (19, "all"): 1}


def test_the_funnel_counts_requests_and_decided_assessments_of_the_year(counted: tuple[Path, ImportReport]) -> None:
    row = pd.read_csv(counted[0] / "funnel.csv").set_index("calendar_year").loc[2024]
    # Requests: 6 refused, 8. Assessments decided in 2024: those of the plans 2, 5 and 8.
    assert (row["requests"], row["assessments"], row["new_plans"], row["source"]) == (2, 3, 2, "sen2_2025")


def test_rolls_name_the_packs_providers_and_specialist_ones(counted: tuple[Path, ImportReport]) -> None:
    rolls = pd.read_csv(counted[0] / "provider_rolls.csv", dtype={"provider_id": str})
    assert rolls[["provider_id", "provision", "learners"]].to_numpy().tolist() == [
        [RIVERSIDE, "state_special", 2],
        [MAINSTREAM, "specialist_base", 1],
    ]


def test_areas_come_from_the_postcode_or_its_sector(counted: tuple[Path, ImportReport]) -> None:
    joint = pd.read_csv(counted[0] / "plans_by_area_joint.csv")
    assert joint.groupby("area")["plans"].sum().round(2).to_dict() == {AREA: 2, OTHER_AREA: 3, "not_recorded": 1}
    assert joint[joint["area"] == AREA][["age", "need", "provision"]].to_numpy().tolist() == [
        [9, "SEMH", "specialist_base"],
        [10, "ASD", "state_special"],
    ]


def test_the_joint_table_is_published_but_where_somebody_not_recorded_was_spread(
    counted: tuple[Path, ImportReport],
) -> None:
    joint = pd.read_csv(counted[0] / "plans_joint.csv")
    assert len(joint) == 24 * 13 * 12
    assert joint["plans"].sum() == pytest.approx(6, abs=1e-4)
    scaled = joint[joint["basis"] == "scaled"]
    assert set(scaled["age"]) == {3}
    assert scaled["plans"].sum() == pytest.approx(1, abs=1e-4)
    published = joint[(joint["basis"] == "published") & (joint["plans"] > 0)]
    assert (published["plans"] == 1).all()


def test_other_years_and_other_sources_stay(counted: tuple[Path, ImportReport], tmp_path: Path) -> None:
    before = pd.read_csv(hampshire(tmp_path / "before") / "plans_by_age_band.csv")
    after = pd.read_csv(counted[0] / "plans_by_age_band.csv")
    pd.testing.assert_frame_equal(
        after[after["census_year"] != 2025].reset_index(drop=True),
        before[before["census_year"] != 2025].reset_index(drop=True),
    )
    assert set(after[after["census_year"] == 2025]["source"]) == {"sen2_2025"}


def test_what_was_counted_specially_is_told_as_numbers(counted: tuple[Path, ImportReport]) -> None:
    assert counted[1].notes == (
        "January 2025: plans in force without a primary need: 1",
        "January 2025: plans in force without a main placement open: 1",
        "January 2025: learners who attend another kind of provision than named: 1",
        "plans with an area by postcode: 5, without one: 1",
    )


def test_of_two_plans_of_one_person_the_later_counts(tmp_path: Path) -> None:
    more = [
        adding("requests", requeststableid="50", persontableid="1"),
        adding("assessment", assessmenttableid="50", requeststableid="50"),
        adding("namedplan", namedplantableid="50", assessmenttableid="50", startdate="2023-03-03"),
        adding("activeplans", activeplanstableid="50", requeststableid="50"),
        adding("senneed", senneedtableid="95", activeplanstableid="50", sentype="PD", sentyperank="1"),
    ]
    pack, report = imported(tmp_path, *more)
    assert cells(pack, "plans_by_age_need", "census_year", 2025)[(10, "PD")] == 1
    assert report.figures["plans"] == 6
    assert any("second plans in force of one person" in note and note.endswith(": 1") for note in report.notes)


def test_a_plan_without_its_active_plan_is_counted_as_not_recorded(tmp_path: Path) -> None:
    def without(modules: Modules) -> None:
        for name in ("activeplans", "placementdetail", "senneed"):
            modules[name] = [row for row in modules[name] if row["activeplanstableid"] != "1"]

    pack, report = imported(tmp_path, without)
    assert cells(pack, "plans_by_age_provision", "census_year", 2025)[(10, "not_recorded")] == 1
    assert cells(pack, "plans_by_age_need", "census_year", 2025)[(10, "not_recorded")] == 1
    note = "January 2025: plans in force (4a) without an active plan (5a), need and provision not recorded: 1"
    assert note in report.notes


def test_without_postcodes_areas_stay_split_by_population(tmp_path: Path) -> None:
    pack, report = imported(tmp_path, areas=False)
    assert not (pack / "plans_by_area_joint.csv").exists()
    assert "no table of postcodes was given: plans stay split between areas by population" in report.notes


def test_an_area_table_of_an_earlier_import_is_emptied_without_postcodes(tmp_path: Path) -> None:
    pack, _ = imported(tmp_path)
    import_sen2(Sen2Files(tmp_path / "return", register=tmp_path / "gias.csv"), pack)
    assert (pack / "plans_by_area_joint.csv").read_text() == "area,age,need,provision,plans,basis\n"
    import_sen2(Sen2Files(tmp_path / "return", register=tmp_path / "gias.csv"), pack)


def faults_of(folder: Path, *changes: Change) -> list[str]:
    with pytest.raises(InputError) as caught:
        imported(folder, *changes)
    return [f"{fault.file.rpartition('_')[2]}:{fault.line} {fault.message}" for fault in caught.value.faults]


def test_an_unknown_school_is_a_fault_that_names_the_school_and_nobody(tmp_path: Path) -> None:
    found = faults_of(tmp_path, setting("placementdetail", 1, "urn", UNKNOWN))
    remedy = "give --gias a register that has it, or correct the return"
    assert found == [f"placementdetail.csv:3 URN {UNKNOWN} (placements: 1) is unknown to pack and register; {remedy}"]


@pytest.mark.parametrize("row", ["990001,x,01,01,", "990001.0, x, 1.0 ,1.0,"])
def test_the_codes_of_the_register_are_read_however_they_are_padded(row: str) -> None:
    head = "URN,EstablishmentName,TypeOfEstablishment (code),EstablishmentStatus (code),UKPRN"
    table, faults = read_register(Content("gias.csv", f"{head}\n{row}\n".encode()))
    assert faults == []
    assert table[["urn", "provision", "open"]].to_numpy().tolist() == [[MAINSTREAM, "mainstream", True]]


def test_a_learner_too_old_for_a_plan_is_a_fault(tmp_path: Path) -> None:
    found = faults_of(tmp_path, setting("person", 0, "personbirthdate", "1990-01-01"))
    assert len(found) == 1
    assert found[0].startswith("person.csv:2 makes a person with a plan in force older than 25")


def test_the_return_of_another_authority_is_refused(tmp_path: Path) -> None:
    found = faults_of(tmp_path, setting("sen2", 0, "lea", "919"))
    assert found == ["sen2.csv:0 is the return of authority 919; the pack is of Hampshire, 850"]


def test_faults_of_return_register_and_postcodes_are_told_together(tmp_path: Path) -> None:
    register, postcodes = tmp_path / "gias.csv", tmp_path / "postcodes.csv"
    register.write_text("URN,Name\n1,x\n")
    postcodes.write_text("postcode,area\nQZ1 1AA,E1\nQZ1 1AA,E2\n")
    sen2_return = write_return(tmp_path / "return", setting("person", 1, "personbirthdate", "x"))
    with pytest.raises(InputError) as caught:
        import_sen2(Sen2Files(sen2_return, register=register, postcodes=postcodes), hampshire(tmp_path / "hampshire"))
    assert {fault.file.rpartition("_")[2] for fault in caught.value.faults} == {
        "gias.csv",
        "postcodes.csv",
        "person.csv",
    }


def test_two_returns_must_be_a_year_apart(tmp_path: Path) -> None:
    given = Sen2Files(write_return(tmp_path / "return"), tmp_path / "return", write_register(tmp_path / "gias.csv"))
    with pytest.raises(InputError, match="the earlier must be of the year before"):
        import_sen2(given, hampshire(tmp_path / "hampshire"))


def test_a_return_of_another_year_leaves_the_joint_table(tmp_path: Path) -> None:
    before = (hampshire(tmp_path / "before") / "plans_joint.csv").read_bytes()
    pack, report = imported(tmp_path, setting("sen2", 0, "referencedate", "2024-01-18"))
    assert (pack / "plans_joint.csv").read_bytes() == before
    assert "the pack starts from January 2025: its joint table stays as it is" in report.notes
    assert cells(pack, "plans_by_age_band", "census_year", 2024)[("total",)] == report.figures["plans"]


def test_a_failure_of_the_import_itself_quotes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise ValueError("Zzsecretsurname")

    monkeypatch.setattr(sen2, "read_existing", fails)
    with pytest.raises(ModelError) as caught:
        import_sen2(Sen2Files(tmp_path), tmp_path)
    assert "Zz" not in str(caught.value)
    assert "ValueError" in str(caught.value)


@pytest.mark.parametrize(
    ("urn", "ukprn", "setting_code", "base", "provision"),
    [
        ("100001", "", "", False, "state_special"),
        ("100001", "", "", True, "state_special"),
        ("100002", "", "", False, "mainstream"),
        ("100002", "", "", True, "specialist_base"),
        ("", "10000009", "", False, "specialist_post_16"),
        ("", "10000001", "", False, "further_education"),
        ("999999", "10000009", "", False, "specialist_post_16"),
        ("", "", "EYP", False, "early_years_setting"),
        ("", "", "NIEC", False, "elsewhere"),
        ("", "", "", False, "not_recorded"),
    ],
)
def test_provision_comes_from_the_pack_then_the_register_then_the_code(
    urn: str, ukprn: str, setting_code: str, base: bool, provision: str
) -> None:
    places = SettingsSeen(
        {"100001": "state_special", "100002": "mainstream"}, {"10000009": "specialist_post_16"}, frozenset({"100001"})
    )
    row = {"urn": urn, "ukprn": ukprn, "sensetting": setting_code}
    frame = pd.DataFrame([row | {"senunitindicator": base, "resourcedprovisionindicator": False}])
    assert provisions_of(frame, places).tolist() == [provision]


def test_a_school_that_changed_its_number_is_the_same_provider(tmp_path: Path) -> None:
    pack = hampshire(tmp_path / "hampshire")
    base = "base-bartley-junior"
    alike = dict.fromkeys(PROVIDER_REGISTER.column_names, "") | {"name": "N", "type": 7, "status": 1, "source": "gias"}
    known = [(UNKNOWN, "school", RIVERSIDE, "predecessor"), (MAINSTREAM, "base", base, "current")]
    rows = [alike | dict(zip(("urn", "part", "provider_id", "relation"), row, strict=True)) for row in known]
    pd.DataFrame(rows).to_csv(pack / "provider_register.csv", index=False)
    given = Sen2Files(
        write_return(tmp_path / "return", setting("placementdetail", 0, "urn", UNKNOWN)),
        register=write_register(tmp_path / "gias.csv"),
    )
    import_sen2(given, pack)
    rolls = pd.read_csv(pack / "provider_rolls.csv")
    assert rolls[["provider_id", "provision", "learners"]].to_numpy().tolist() == [
        [RIVERSIDE, "state_special", 2],
        [base, "specialist_base", 1],
    ]


def test_an_unknown_school_has_no_provision() -> None:
    row = {"urn": "999999", "ukprn": "10000009", "sensetting": ""}
    frame = pd.DataFrame([row | {"senunitindicator": False, "resourcedprovisionindicator": False}])
    assert provisions_of(frame, SettingsSeen({}, {}, frozenset())).isna().all()


def test_a_postcode_is_found_whole_before_its_sector_and_in_any_spelling() -> None:
    table = {"QZ101": "sector", "QZ101AA": "whole"}
    found = areas_of(pd.Series(["qz10 1aa", "QZ101AB", "QZ10 2AA", ""]), table)
    assert found.tolist() == ["whole", "sector", "not_recorded", "not_recorded"]


def people_with(rows: list[tuple[str, int, str, str]]) -> People:
    learners = pd.DataFrame(rows, columns=["area", "age", "need", "provision"])
    none = pd.DataFrame()
    return People(learners, none, none, 0, 0, ())


def test_learners_not_recorded_are_spread_like_those_beside_them() -> None:
    known = [("a", 5, "ASD", "mainstream")] * 3 + [("b", 5, "ASD", "state_special")]
    joint = joint_of(people_with([*known, ("b", 5, "ASD", "not_recorded")]), ("a", "b"))
    table = joint.by_area().set_index(["area", "provision"])
    assert table.loc[("b", "mainstream"), "plans"] == pytest.approx(0.75)
    assert table.loc[("b", "state_special"), "plans"] == pytest.approx(1.25)
    assert table.loc[("a", "mainstream"), "basis"] == str(Basis.PUBLISHED)
    assert table.loc[("b", "mainstream"), "basis"] == str(Basis.SCALED)
    assert joint.authority()["plans"].sum() == pytest.approx(5)


def test_nobody_is_lost_where_nothing_is_recorded_at_all() -> None:
    rows = [("a", 5, "ASD", "mainstream"), ("a", 9, "not_recorded", "not_recorded"), ("a", 9, "PD", "not_recorded")]
    assert joint_of(people_with(rows), ("a",)).plans.sum() == pytest.approx(3)
    assert np.isfinite(joint_of(people_with(rows), ("a",)).plans).all()


def test_persons_are_matched_by_upn_then_uln_then_name_and_birth_and_never_by_what_they_share() -> None:
    columns = ["persontableid", "upn", "uniquelearnernumber", "surname", "forename", "personbirthdate"]
    earlier = pd.DataFrame(
        [
            ("1", "U1", "", "Zz", "A", "2010-01-01"),
            ("2", "", "L2", "Zz", "B", "2010-01-01"),
            ("3", "", "", "Zz", "C", "2010-01-01"),
            ("4", "", "", "Zz", "Twin", "2010-01-01"),
            ("5", "", "", "Zz", "Twin", "2010-01-01"),
        ],
        columns=columns,
    )
    later = pd.DataFrame(
        [
            ("11", "u1 ", "", "Zz", "Z", "2010-01-01"),
            ("12", "U9", "L2", "Zz", "Y", "2010-01-01"),
            ("13", "U8", "", "ZZ", "C", "2010-01-01"),
            ("14", "", "", "Zz", "Twin", "2010-01-01"),
        ],
        columns=columns,
    )
    assert matched(earlier, later).to_numpy().tolist() == [["1", "11"], ["2", "12"], ["3", "13"]]


def test_rows_are_replaced_by_period_and_every_fate_is_counted() -> None:
    contract = Contract(
        "counts",
        (integer("census_year", "year"), text("need")),
        (number("plans", "plans"), text("source")),
    )
    old = pd.DataFrame(
        [(2024, "ASD", 5.0, "old"), (2025, "ASD", 7.0, "old"), (2025, "HI", 2.0, "old"), (2025, "VI", 1.0, "old")],
        columns=contract.column_names,
    )
    new = pd.DataFrame(
        [(2025, "ASD", 9.0, "new"), (2025, "HI", 2.0, "new"), (2025, "PD", 1.0, "new")], columns=contract.column_names
    )
    table, (change,) = replaced(old, new, contract)
    assert table.to_numpy().tolist() == [[2024, "ASD", 5.0, "old"], *new.to_numpy().tolist()]
    assert (change.changed, change.restated, change.added, change.dropped, change.same) == (1, 1, 1, 1, 0)
    assert (change.before, change.after) == (10.0, 12.0)
    assert change.differences[0] == "~ counts 2025 ASD: plans 7 -> 9; source old -> new"
    again = replaced(table, new, contract)[1][0]
    assert (again.rows, again.dropped) == (again.same, 0)
