"""Who is counted of a SEN2 return: persons joined to their plans, once each, and plans that nobody closed."""

from pathlib import Path

import pandas as pd
import pytest
from sen2_hand_made import MAINSTREAM, PRIVATE, RIVERSIDE, Change, adding, setting, write_return

from sufficiency.errors import Fault, InputError
from sufficiency.importers.sen2.files import read_return
from sufficiency.importers.sen2.people import People, people_of
from sufficiency.importers.sen2.places import SettingsSeen

pytestmark = pytest.mark.unit

PLACES = SettingsSeen({RIVERSIDE: "state_special", MAINSTREAM: "mainstream"}, {}, frozenset({RIVERSIDE}))


def counted(folder: Path, *changes: Change, unclosed: bool = False) -> tuple[People, list[Fault]]:
    """The people of the hand-made return after the changes, and the faults."""
    sen2 = read_return(write_return(folder / "return", *changes))
    return people_of(sen2, PLACES, lambda postcodes: pd.Series("a", postcodes.index), without_unclosed=unclosed)


def test_a_plan_and_an_active_plan_on_two_requests_of_one_person_are_joined(tmp_path: Path) -> None:
    more = [
        adding("requests", requeststableid="50", persontableid="2", receiveddate="2019-01-01"),
        setting("activeplans", 1, "requeststableid", "50"),
    ]
    people, _ = counted(tmp_path, *more)
    second = people.learners[people.learners["person"] == "2"]
    assert second[["need", "provision"]].to_numpy().tolist() == [["SEMH", "specialist_base"]]
    assert people.started[["age", "need"]].to_numpy().tolist() == [[9, "SEMH"], [3, "not_recorded"]]
    words = "plans in force (4a) joined to the active plan (5a) of another request of the same person"
    assert f"{words}: 1" in people.notes
    assert not any("without a plan in force" in note or "without an active plan" in note for note in people.notes)


def test_of_two_active_plans_none_is_joined_to_a_plan_on_a_third_request(tmp_path: Path) -> None:
    more = [
        *(
            adding("requests", requeststableid=one, persontableid="2", receiveddate="2019-01-01")
            for one in ("50", "51")
        ),
        setting("activeplans", 1, "requeststableid", "50"),
        adding("activeplans", activeplanstableid="51", requeststableid="51"),
    ]
    people, _ = counted(tmp_path, *more)
    assert any(
        note.endswith("without an active plan (5a), need and provision not recorded: 1") for note in people.notes
    )


def again(number: str, **person: str) -> list[Change]:
    """Person 2 a second time, with a request, plan, active plan, placement and need of the same days."""
    ids = {"requeststableid": number}
    return [
        adding(
            "person", **({"upn": "s999000000002 ", "personbirthdate": "2014-09-01", "persontableid": number} | person)
        ),
        adding("requests", persontableid=number, receiveddate="2024-06-06", **ids),
        adding("assessment", assessmenttableid=number, **ids, assessmentoutcomedate="2024-03-01"),
        adding("namedplan", namedplantableid=number, assessmenttableid=number, startdate="2024-03-01"),
        adding("activeplans", activeplanstableid=number, **ids, transferla=""),
        adding("senneed", senneedtableid="95", activeplanstableid=number, sentype="SEMH", sentyperank="1"),
    ]


def test_a_person_who_stands_twice_is_counted_once_and_told_by_line(tmp_path: Path) -> None:
    people, _ = counted(tmp_path, *again("50"))
    assert (len(people.learners), len(people.started), people.requests, people.assessments) == (6, 2, 3, 3)
    told = "persons who stand again with the UPN and date of birth of an earlier line, counted once: 1 (line 10)"
    assert told in people.notes
    assert not [word for word in PRIVATE if word in " ".join(people.notes)]


def test_one_upn_with_two_dates_of_birth_is_two_persons_and_told(tmp_path: Path) -> None:
    people, _ = counted(tmp_path, *again("50", personbirthdate="2014-10-01"))
    assert len(people.learners) == 7
    assert any("with the UPN of an earlier line and another date of birth" in note for note in people.notes)


def test_persons_without_a_upn_are_never_one(tmp_path: Path) -> None:
    blank = [setting("person", row, "upn", "") for row in range(8)]
    same = [setting("person", row, "personbirthdate", "2014-08-31") for row in (0, 1)]
    assert len(counted(tmp_path, *blank, *same)[0].learners) == 6


@pytest.mark.parametrize("upn", ["", "S999000000099"])
def test_persons_of_one_name_and_birth_with_another_upn_are_two_and_told(tmp_path: Path, upn: str) -> None:
    people, _ = counted(tmp_path, *again("60", upn=upn, surname="ZZNAME2", forename="Qxname2 "))
    assert len(people.learners) == 7
    words = (
        "with the names and date of birth of an earlier line and another UPN or none, counted as others: 1 (line 10)"
    )
    assert any(note.endswith(words) for note in people.notes)


def test_a_module_that_is_a_workbook_beside_the_others_is_named(tmp_path: Path) -> None:
    folder = write_return(tmp_path / "return")
    next(folder.glob("*_person.csv")).rename(folder / "person.xlsx")
    (folder / "~$person.xlsx").write_bytes(b"x")
    with pytest.raises(InputError, match=r"holds workbooks, which are not read: person\.xlsx; save each sheet"):
        read_return(folder)


def test_plans_that_nobody_closed_are_named_and_left_out_where_that_is_asked_for(tmp_path: Path) -> None:
    old = setting("person", 0, "personbirthdate", "1990-01-01")
    remedy = "It is line 2 of Blade-Export_31-01-2025_namedplan.csv; --leave-out-unclosed goes on without such plans"
    _, faults = counted(tmp_path, old)
    assert [(fault.line, fault.message.partition("? ")[2]) for fault in faults] == [(2, remedy)]
    old_too = setting("person", 3, "personbirthdate", "1980-01-01")
    people, faults = counted(tmp_path, old, old_too, unclosed=True)
    assert (len(people.learners), len(people.ended), faults) == (5, 0, [])
    told = "plans of persons older than 25, never closed or closed too late, left out"
    assert any(told in note and note.endswith("namedplan.csv, lines 2, 5): 2") for note in people.notes)


def test_a_plan_with_a_reason_to_have_ended_and_no_day_is_left_out_where_that_is_asked_for(tmp_path: Path) -> None:
    folder = write_return(tmp_path / "return", setting("namedplan", 4, "ceasereason", "5"))
    with pytest.raises(InputError, match="without a ceasedate; --leave-out-unclosed goes on without such plans"):
        read_return(folder)
    sen2 = read_return(folder, without_unclosed=True)
    assert len(sen2.records("namedplan")) == 6
    assert sen2.records("plandetail").empty
    assert [note.rpartition("_")[2] for note in sen2.notes] == ["namedplan.csv, line 6): 1"]


@pytest.mark.parametrize("name", ["return.xlsx", "return.ods", "folder"])
def test_a_workbook_is_refused_with_what_to_export(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    if name == "folder":
        path.mkdir()
    (path / "return.xlsx" if name == "folder" else path).write_bytes(b"PK")
    with pytest.raises(InputError, match=r"is a workbook, which is not read.*COLLECT.*person\.csv.*or name the XML"):
        read_return(path)
