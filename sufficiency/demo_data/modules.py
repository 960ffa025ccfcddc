"""Lays the invented people out as the modules of a return, with the names that the collection gives them."""

from dataclasses import dataclass

import pandas as pd

from sufficiency.demo_data.people import MadeUpPeople
from sufficiency.importers.sen2.layout import CEASE_REASONS
from sufficiency.packs.contracts import NOT_RECORDED

CODE_OF_REASON = {reason: code for code, reason in CEASE_REASONS.items()}
REQUEST_OUTCOMES = {"refused": "N", "no plan": "Y", "waiting": "A"}
MOVED_FROM = "202"
"""Code of the authority that plans arrive from."""
LEFT = (7, 19)
"""Month and day on which those who moved left their school."""


@dataclass(frozen=True)
class Records:
    """One module: its name, its parent's, and its records with ``id`` and ``parent``; dates are dates."""

    name: str
    parent: str
    rows: pd.DataFrame


def census_day(year: int) -> pd.Timestamp:
    """Third Thursday of January."""
    first = pd.Timestamp(year=year, month=1, day=1)
    return first + pd.Timedelta(days=(3 - first.date().weekday()) % 7 + 14)


def modules_of(population: MadeUpPeople, years_back: int) -> list[Records]:
    """Return the modules of the return of the base year, or of the year before, parents first."""
    census = census_day(population.census_year - years_back)
    people = _in_return(population.people, years_back, census)
    people = people.assign(id=range(1, len(people) + 1))
    decided = people[(people["kind"] != "refused") | (people["reason"] == "no plan")]
    planned = people[people["kind"] != "refused"]
    active = planned[(planned["end"].isna()) | (planned["end"] > census)]
    placed = _placements(active, years_back, census)
    return [
        Records("SEN2", "", _heading(population, census)),
        Records("Person", "", _persons(people)),
        Records("Requests", "Person", _requests(people)),
        Records("Assessment", "Requests", _assessments(decided)),
        Records("NamedPlan", "Assessment", _named_plans(planned, census)),
        Records("PlanDetail", "NamedPlan", _plan_details(planned, years_back)),
        Records("ActivePlans", "Requests", _active_plans(active)),
        Records("PlacementDetail", "ActivePlans", placed),
        Records("SENneed", "ActivePlans", _needs(active.assign(need=active["need_before"]) if years_back else active)),
    ]


def _in_return(people: pd.DataFrame, years_back: int, census: pd.Timestamp) -> pd.DataFrame:
    """People of one return; in the return of the year before, those who had a plan then, as they were then."""
    if years_back == 0:
        return people[(people["back"] == 0)].reset_index(drop=True)
    ended_since = (people["kind"] == "ended") & (people["back"] == 0)
    there = (people["kind"] == "current") | ended_since
    kept = (there & (people["start"] <= census) & ~people["arrived"]) | (~there & (people["back"] == 1))
    end = people["end"].mask(ended_since)
    return people.assign(end=end, reason=people["reason"].mask(ended_since, ""))[kept].reset_index(drop=True)


def _heading(population: MadeUpPeople, census: pd.Timestamp) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "id": [1],
            "Collection": ["SEN2"],
            "Year": [str(census.year)],
            "ReferenceDate": [census],
            "SourceLevel": ["L"],
            "LEA": [population.authority],
            "SoftwareCode": ["invented"],
            "SerialNo": ["1"],
        }
    )


def _persons(people: pd.DataFrame) -> pd.DataFrame:
    unknown = (people["upn"] == "") & (people["uln"] == "")
    return pd.DataFrame(
        {
            "id": people["id"],
            "parent": 1,
            "Surname": people["surname"],
            "Forename": people["forename"],
            "PersonBirthDate": people["born"],
            "Sex": pd.Series(["M", "M", "F"])[people["id"] % 3].to_numpy(),
            "Ethnicity": "NOBT",
            "PostCode": people["postcode"],
            "UPN": people["upn"],
            "UniqueLearnerNumber": people["uln"],
            "UPNunknown": pd.Series("UN1", index=people.index).where(unknown, ""),
        }
    )


def _requests(people: pd.DataFrame) -> pd.DataFrame:
    outcome = people["reason"].map(REQUEST_OUTCOMES).where(people["kind"] == "refused", "Y")
    decided = (people["received"] + pd.Timedelta(days=35)).where(outcome != "A")
    return pd.DataFrame(
        {
            "id": people["id"],
            "parent": people["id"],
            "ReceivedDate": people["received"],
            "RYA": "0",
            "RequestOutcomeDate": decided,
            "RequestOutcome": outcome,
            "RequestMediation": "0",
            "RequestTribunal": "0",
            "Exported": "",
        }
    )


def _assessments(people: pd.DataFrame) -> pd.DataFrame:
    outcome = pd.Series("Y", index=people.index).where(people["kind"] != "refused", "N")
    return pd.DataFrame(
        {
            "id": people["id"],
            "parent": people["id"],
            "AssessmentOutcome": outcome,
            "AssessmentOutcomeDate": people["received"] + pd.Timedelta(days=100),
            "AssessmentMediation": "0",
            "AssessmentTribunal": "0",
            "Week20": "0",
        }
    )


def _named_plans(people: pd.DataFrame, census: pd.Timestamp) -> pd.DataFrame:
    over = people["end"].notna() & (people["end"] <= census)
    return pd.DataFrame(
        {
            "id": people["id"],
            "parent": people["id"],
            "StartDate": people["start"],
            "PlanRes": "",
            "PB": "0",
            "OA": "0",
            "CeaseDate": people["end"].where(over),
            "CeaseReason": people["reason"].map(CODE_OF_REASON).where(over, ""),
        }
    )


def _setting(people: pd.DataFrame, when: str) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "URN": people[f"{when}_urn"],
            "UKPRN": people[f"{when}_ukprn"],
            "SENsetting": people[f"{when}_sensetting"],
            "SENsettingOther": "",
            "PlacementRank": "1",
            "SENunitIndicator": people[f"{when}_unit"].map({True: "1", False: "0"}),
            "ResourcedProvisionIndicator": people[f"{when}_resourced"].map({True: "1", False: "0"}),
        }
    )


def _plan_details(people: pd.DataFrame, years_back: int) -> pd.DataFrame:
    named = people[people["provision"] != NOT_RECORDED]
    return named[["id"]].assign(parent=named["id"]).join(_attended(named, years_back))


def _attended(people: pd.DataFrame, years_back: int) -> pd.DataFrame:
    """Setting on the return's census day: a year back, those who have moved since were still where they had been."""
    now, before = _setting(people, "now"), _setting(people, "before")
    return now.where(~people["moved"], before) if years_back else now


def _placements(people: pd.DataFrame, years_back: int, census: pd.Timestamp) -> pd.DataFrame:
    """Settings attended: the main one, the one that was left last summer, and a second as well as the main one."""
    placed = people[people["provision"] != NOT_RECORDED]
    began = placed["entered"].where(~placed["moved"] | (years_back == 0), pd.Timestamp(year=2019, month=9, day=3))
    began = began.where(began <= census, placed["start"])
    main = _attended(placed, years_back).assign(parent=placed["id"], EntryDate=began)
    moved = placed[placed["moved"]] if years_back == 0 else placed[:0]
    left = _setting(moved, "before").assign(parent=moved["id"])
    last_day = pd.Timestamp(year=census.year - 1, month=LEFT[0], day=LEFT[1])
    left = left.assign(EntryDate=pd.Timestamp(year=census.year - 6, month=9, day=4), LeavingDate=last_day)
    both = placed[placed["second"]]
    second = _setting(both, "before").assign(parent=both["id"], PlacementRank="2", EntryDate=both["entered"])
    rows = pd.concat([main, left, second]).sort_values("parent", kind="stable")
    return rows.assign(RES="", id=range(1, len(rows) + 1)).reset_index(drop=True)


def _active_plans(people: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "id": people["id"],
            "parent": people["id"],
            "TransferLA": pd.Series(MOVED_FROM, index=people.index).where(people["arrived"], ""),
            "ReviewMeeting": pd.NaT,
            "ReviewOutcome": "",
            "LastReview": pd.NaT,
        }
    )


def _needs(people: pd.DataFrame) -> pd.DataFrame:
    """Primary needs, and speech and language as the secondary need of one in three autistic learners."""
    known = people[people["need"] != NOT_RECORDED]
    first = pd.DataFrame({"parent": known["id"], "SENtype": known["need"], "SENtypeRank": "1"})
    more = known[(known["need"] == "ASD") & (known["id"] % 3 == 0)]
    second = pd.DataFrame({"parent": more["id"], "SENtype": "SLCN", "SENtypeRank": "2"})
    rows: pd.DataFrame = pd.concat([first, second]).sort_values(["parent", "SENtypeRank"], kind="stable")
    return rows.assign(id=range(1, len(rows) + 1)).reset_index(drop=True)
