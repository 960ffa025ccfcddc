"""Joins the modules of a return into a row for each learner on census day, and one for each plan that started or ended.

These tables hold no name, date of birth, UPN or postcode: they are read here, used for age and area, and left behind.
Age on census day is age on the 31 August before; new and ceased plans have the age at the event, as DfE counts them.
"""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from sufficiency.errors import Fault
from sufficiency.importers.sen2.files import Sen2Return
from sufficiency.importers.sen2.layout import CEASE_REASONS
from sufficiency.importers.sen2.places import SettingsSeen, providers_of, provisions_of, unknown_numbers
from sufficiency.importers.sen2.text import LINE, MOST_LINES, faults_at, lines_in_words
from sufficiency.packs.contracts import NOT_RECORDED

OLDEST = 25
YOUNGEST_COUNTED = 2
"""Learners of 2 and under are counted as 2, as in the published tables."""


@dataclass(frozen=True)
class People:
    """A return as rows without personal data.

    learners : person, age, area, need, provision, provider_id (URN or empty), known (whether the pack has it).
    started : age and need of each plan that started in the calendar year; ended : age and reason.
    requests, assessments : received and decided in the calendar year.
    notes : what was counted in a way that a person should know, with how many.
    """

    learners: pd.DataFrame
    started: pd.DataFrame
    ended: pd.DataFrame
    requests: int
    assessments: int
    notes: tuple[str, ...]


def people_of(
    sen2: Sen2Return, places: SettingsSeen, area_of: Callable[[pd.Series], pd.Series], *, without_unclosed: bool = False
) -> tuple[People, list[Fault]]:
    """Return the people of a return, and the faults that only show when the modules are joined.

    ``without_unclosed``: plans of persons who were too old for one are left out and told; else each is a fault.
    """
    plans, notes, faults = _young_enough(_plans(sen2), sen2, without_unclosed=without_unclosed)
    plans, joined = _with_active_plans(plans, sen2)
    learners, more = _on_census_day(plans, sen2)
    notes = [*sen2.notes, *notes, *joined, *more]
    needs, placements = _needs(sen2), _placements(sen2)
    ages = _census_ages(learners, sen2).clip(lower=YOUNGEST_COUNTED)
    active = learners["activeplanstableid"]
    placement = placements.reindex(active).reset_index(drop=True)
    provision = provisions_of(_blank_filled(placement), places)
    faults += unknown_numbers(sen2.modules["placementdetail"].file, placement, provision)
    frame = pd.DataFrame(
        {
            "person": learners["persontableid"].to_numpy(),
            "age": ages.to_numpy(),
            "area": area_of(learners["postcode"]).to_numpy(),
            "need": needs.reindex(active).fillna(NOT_RECORDED).to_numpy(),
            "provision": provision.to_numpy(),
            "provider_id": providers_of(placement["urn"].fillna(""), provision, places).to_numpy(),
        }
    ).assign(known=lambda rows: rows["provider_id"].isin(places.providers))
    started, ended = _started(plans, needs, sen2), _ended(plans, sen2)
    faults += _event_age_faults(started, ended, sen2)
    notes += _recording_notes(frame, ended) + _named_notes(learners, frame["provision"], sen2, places)
    return People(frame, started, ended, _requests(sen2), _assessments(sen2), tuple(notes)), faults


def _plans(sen2: Sen2Return) -> pd.DataFrame:
    """Every named plan with its person, request and active plan."""
    upwards = sen2.records("assessment")[["assessmenttableid", "requeststableid"]]
    requests = sen2.records("requests")[["requeststableid", "persontableid"]]
    persons = sen2.records("person")[["persontableid", "personbirthdate", "postcode"]]
    active = sen2.records("activeplans")[["activeplanstableid", "requeststableid", "transferla"]]
    return (
        sen2.records("namedplan")
        .merge(upwards, on="assessmenttableid", validate="many_to_one")
        .merge(requests, on="requeststableid", validate="many_to_one")
        .merge(persons, on="persontableid", validate="many_to_one")
        .merge(active, on="requeststableid", how="left", validate="many_to_one")
    )


def _in_force(plans: pd.DataFrame, sen2: Sen2Return) -> pd.Series:
    """Whether each plan is in force on census day."""
    census = pd.Timestamp(sen2.census_day)
    return (plans["startdate"] <= census) & ~(plans["ceasedate"] < census)


def _young_enough(
    plans: pd.DataFrame, sen2: Sen2Return, *, without_unclosed: bool
) -> tuple[pd.DataFrame, list[str], list[Fault]]:
    """Plans of persons young enough for one; others in force are faults or, where left out, told in a note."""
    old = _in_force(plans, sen2) & (_census_ages(plans, sen2) > OLDEST)
    if without_unclosed:
        for day in ("startdate", "ceasedate"):
            in_year = plans[day].dt.year == sen2.calendar_year
            old |= in_year & (_age_on(plans["personbirthdate"], plans[day]) > OLDEST + 1)
        where = f"{sen2.modules['namedplan'].file}, {lines_in_words(plans.loc[old, LINE])}"
        words = f"plans of persons older than {OLDEST}, never closed or closed too late, left out ({where})"
        notes = _note(int(old.sum()), words)
        return plans[~old], notes, []
    persons = sen2.records("person").set_index("persontableid")[LINE]
    first = plans[old].drop_duplicates("persontableid").sort_values(LINE)
    message = f"makes a person with a plan in force older than {OLDEST}: is the date right, or has the plan ended?"
    file, others = sen2.modules["person"].file, len(first) - MOST_LINES
    faults = [
        Fault(file, int(persons[person]), 0, "personbirthdate", f"{message} {_of_plan(line, sen2)}")
        for person, line in zip(first["persontableid"][:MOST_LINES], first[LINE][:MOST_LINES], strict=True)
    ]
    if others > 0:
        faults.append(Fault(file, 0, 0, "personbirthdate", f"{message} (in {others:,} further lines too)"))
    return plans, [], faults


def _of_plan(line: int, sen2: Sen2Return) -> str:
    file = sen2.modules["namedplan"].file.rpartition("/")[2]
    return f"It is line {line} of {file}; --leave-out-unclosed goes on without such plans"


def _with_active_plans(plans: pd.DataFrame, sen2: Sen2Return) -> tuple[pd.DataFrame, list[str]]:
    """Join a plan in force to the active plan of another request, where the person has one of each."""
    requests = sen2.records("requests")[["requeststableid", "persontableid"]]
    active = sen2.records("activeplans").merge(requests, on="requeststableid", validate="many_to_one")
    only = active[~active["persontableid"].duplicated(keep=False)].set_index("persontableid")
    census = plans[_in_force(plans, sen2)].sort_values(["startdate", LINE], kind="stable")
    last = census.drop_duplicates("persontableid", keep="last")
    found = last[last["activeplanstableid"].isna() & last["persontableid"].isin(only.index)]
    joined = plans.copy()
    for column in ("activeplanstableid", "transferla"):
        joined.loc[found.index, column] = found["persontableid"].map(only[column])
    words = "plans in force (4a) joined to the active plan (5a) of another request of the same person"
    return joined.assign(transferred=joined["transferla"].fillna("") != ""), _note(len(found), words)


def _on_census_day(plans: pd.DataFrame, sen2: Sen2Return) -> tuple[pd.DataFrame, list[str]]:
    """Plans in force on census day, one a person: of two, the one that started last (A-61)."""
    in_force = plans[_in_force(plans, sen2)]
    ordered = in_force.sort_values(["startdate", LINE], kind="stable")
    kept = ordered.drop_duplicates("persontableid", keep="last").sort_values(LINE).reset_index(drop=True)
    unplanned = ~sen2.records("activeplans")["activeplanstableid"].isin(in_force["activeplanstableid"])
    notes = _note(
        len(in_force) - len(kept), "second plans in force of one person, not counted (the one that started last is)"
    )
    notes += _note(int(unplanned.sum()), "active plans (5a) without a plan in force (4a) on census day, not counted")
    missing = int(kept["activeplanstableid"].isna().sum())
    notes += _note(missing, "plans in force (4a) without an active plan (5a), need and provision not recorded")
    return kept, notes


def _note(count: int, words: str) -> list[str]:
    return [f"{words}: {count:,}"] if count else []


def _needs(sen2: Sen2Return) -> pd.Series:
    """Primary need by active plan."""
    needs = sen2.records("senneed")
    return needs[needs["sentyperank"] == "1"].set_index("activeplanstableid")["sentype"]


def _placements(sen2: Sen2Return) -> pd.DataFrame:
    """Main placement open on census day, by active plan; of two, the one entered last (A-61).

    A learner with only a second placement open has none (A-64).
    """
    census = pd.Timestamp(sen2.census_day)
    rows = sen2.records("placementdetail")
    is_open = ~(rows["entrydate"] > census) & ~(rows["leavingdate"] < census)
    main = rows[is_open & (rows["placementrank"] == "1")].sort_values(["entrydate", LINE], na_position="first")
    return main.drop_duplicates("activeplanstableid", keep="last").set_index("activeplanstableid")


def _blank_filled(placements: pd.DataFrame) -> pd.DataFrame:
    """Placements of every learner: one without any has blanks, and no marks."""
    words = placements[["urn", "ukprn", "sensetting"]].fillna("")
    marks = placements[["senunitindicator", "resourcedprovisionindicator"]].eq(True)
    return pd.concat([words, marks], axis=1)


def _census_ages(plans: pd.DataFrame, sen2: Sen2Return) -> pd.Series:
    start_of_year = pd.Timestamp(year=sen2.census_year - 1, month=8, day=31)
    return _age_on(plans["personbirthdate"], pd.Series(start_of_year, index=plans.index))


def _age_on(born: pd.Series, day: pd.Series) -> pd.Series:
    """Completed years on a day."""
    before = (born.dt.month > day.dt.month) | ((born.dt.month == day.dt.month) & (born.dt.day > day.dt.day))
    years: pd.Series = day.dt.year - born.dt.year - before.astype("int64")
    return years


def _started(plans: pd.DataFrame, needs: pd.Series, sen2: Sen2Return) -> pd.DataFrame:
    """Plans of the calendar year that the authority made itself: those that moved in are left out (A-62)."""
    new = plans[(plans["startdate"].dt.year == sen2.calendar_year) & ~plans["transferred"]]
    new = new.drop_duplicates(["persontableid", "startdate"])
    need = needs.reindex(new["activeplanstableid"]).fillna(NOT_RECORDED).to_numpy()
    return pd.DataFrame({"age": _age_on(new["personbirthdate"], new["startdate"]), "need": need, LINE: new[LINE]})


def _ended(plans: pd.DataFrame, sen2: Sen2Return) -> pd.DataFrame:
    old = plans[plans["ceasedate"].dt.year == sen2.calendar_year].drop_duplicates(["persontableid", "ceasedate"])
    reason = old["ceasereason"].map(CEASE_REASONS).fillna(NOT_RECORDED)
    return pd.DataFrame({"age": _age_on(old["personbirthdate"], old["ceasedate"]), "reason": reason, LINE: old[LINE]})


def _event_age_faults(started: pd.DataFrame, ended: pd.DataFrame, sen2: Sen2Return) -> list[Fault]:
    file = sen2.modules["namedplan"].file
    faults: list[Fault] = []
    for events, column in ((started, "startdate"), (ended, "ceasedate")):
        outside = ~events["age"].between(0, OLDEST + 1)
        faults += faults_at(file, events[LINE], outside, column, "lies before birth, or at an age without plans")
    return faults


def _requests(sen2: Sen2Return) -> int:
    """Requests received in the calendar year; those marked historic are not counted again."""
    rows = sen2.records("requests")
    historic = rows["requestoutcome"].str.upper() == "H"
    here = rows[(rows["receiveddate"].dt.year == sen2.calendar_year) & ~historic]
    return len(here.drop_duplicates(["persontableid", "receiveddate"]))


def _assessments(sen2: Sen2Return) -> int:
    """Assessments decided, for or against a plan, in the calendar year."""
    rows = sen2.records("assessment")
    decided = rows["assessmentoutcome"].str.upper().isin(["Y", "N"])
    here = rows[(rows["assessmentoutcomedate"].dt.year == sen2.calendar_year) & decided]
    persons = here.merge(sen2.records("requests"), on="requeststableid", validate="many_to_one")
    return len(persons.drop_duplicates(["persontableid", "assessmentoutcomedate"]))


def _named_notes(learners: pd.DataFrame, attended: pd.Series, sen2: Sen2Return, places: SettingsSeen) -> list[str]:
    """Learners whose plan names (4b) another kind of provision than they attend: often a place that is awaited."""
    rows = sen2.records("plandetail")
    main = rows[rows["placementrank"] == "1"].drop_duplicates("namedplantableid").set_index("namedplantableid")
    named = provisions_of(_blank_filled(main.reindex(learners["namedplantableid"]).reset_index(drop=True)), places)
    known = named.notna() & (named != NOT_RECORDED) & (attended != NOT_RECORDED)
    return _note(int((known & (named != attended)).sum()), "learners who attend another kind of provision than named")


def _recording_notes(learners: pd.DataFrame, ended: pd.DataFrame) -> list[str]:
    notes = _note(int((learners["need"] == NOT_RECORDED).sum()), "plans in force without a primary need")
    notes += _note(int((learners["provision"] == NOT_RECORDED).sum()), "plans in force without a main placement open")
    return notes + _note(int((ended["reason"] == NOT_RECORDED).sum()), "plans that ended without a reason")
