"""Which returns there are, and what must be known of each: how it is counted, and what it does not say."""

from enum import StrEnum

from sufficiency.returns.audience import UNVERIFIED


class ReturnKind(StrEnum):
    """A return, as it is asked for."""

    SCAP = "scap"
    REFORM_PLAN = "reform-plan"
    PLACE_CHANGE = "place-change"
    FREE_SCHOOL = "free-school"
    RECONCILIATION = "reconciliation"


TITLES: dict[ReturnKind, str] = {
    ReturnKind.SCAP: "SCAP SEND forecast",
    ReturnKind.REFORM_PLAN: "Local SEND reform plan",
    ReturnKind.PLACE_CHANGE: "Place change",
    ReturnKind.FREE_SCHOOL: "New and larger schools",
    ReturnKind.RECONCILIATION: "Reconciliation",
}
NOTES: dict[ReturnKind, tuple[str, ...]] = {
    ReturnKind.SCAP: (
        (
            "Pupils with an EHC plan who live in the authority, by the kind of place that they are in or require; "
            "Reception to Year 6 for five years ahead, Year 7 to Year 11 for seven. The base year in front is the "
            "January census."
        ),
        (
            "UR: specialist bases (SEN units and resourced provision). IN: independent special and independent "
            "mainstream schools. SS: state special schools and non-maintained special schools. AP: alternative "
            "provision."
        ),
        (
            "Learners in mainstream who require another place count with the kind of place that they require, UR "
            "or SS (A-479); in the base year there are none. Learners who are at an independent school for want of "
            "a state place count in IN, where they are; learners without any place are in none of the four kinds."
        ),
        (
            "A year group is the age on 31 August less four. Children whom a school keeps down or moves up stand "
            "in the year group of their age."
        ),
    ),
    ReturnKind.REFORM_PLAN: (
        ('A column is a calendar year: "2025" is the end of 2025, the census of January 2026, academic year 2025/26.'),
        (
            "Tables 5.1, 6, 7 and 7.1 to 7.7 are plans in force. Learners who are not placed in specialist "
            "provision stand in the remaining provision at the shares of the base year, by age and need."
        ),
        (
            "Table 6: non-maintained special schools count with independent ones. Lines that the tool does not "
            "tell apart are empty, never split by guess; each says which line holds those learners."
        ),
        (
            "Tables 7.1 to 7.7 leave out learners elsewhere (home education, EOTAS, hospital, in work, waiting); "
            "table 7 holds them. Table 7.6 holds no learners in hospital, who are counted elsewhere. Down "
            "syndrome is with other (A-471)."
        ),
        (
            "Tables 10, 11 and 12 are requests, assessments and new plans of the calendar year, shared over age "
            "groups as new plans are (A-474), always by age at 31 August."
        ),
        (
            "Ages are by default those at 31 August before the academic year, as in DfE's published tables and "
            "the plan of the Dedicated Schools Grant that came before; --ages turned gives those that learners "
            "turn in the academic year (A-470)."
        ),
    ),
    ReturnKind.PLACE_CHANGE: (
        (
            "State special schools and specialist bases whose places change from one September to the next. A row "
            "is of the academic year that begins with the change; places now are those of the year before."
        ),
        (
            "Places before and after 16 follow the phases for which places are kept; where they are kept as one "
            "number, an internal export splits them as the school's learners (A-475), and a public one leaves the "
            "split empty."
        ),
        "Bases that the pack estimates stand for no school and have no URN; a public export leaves them out (A-500).",
    ),
    ReturnKind.FREE_SCHOOL: (
        (
            "New state special schools and bases, and those that get more places: learners by stage in the year "
            "of opening and up to six years after, as the forecast fills them. Learners of a larger school are "
            "all of its learners."
        ),
        (
            "The forecast counts learners of a school by phase; within a phase they stand in year groups as "
            "learners of the same need at that kind of school do (A-476). 16 to 19 holds those who stay longer."
        ),
        "A public export hides the learners of this grid, whose schools are the scenario's choice (A-504).",
        "Commissioners: places of this authority, and those reserved for others, whom the pack does not name.",
    ),
    ReturnKind.RECONCILIATION: (
        (
            "Each equation adds up: the terms with their signs come to nought. Terms that stand in another return "
            "are the same numbers there."
        ),
        ("Academic year 2025/26 is one census, that of January 2026: SCAP calls it 2025/26, the reform plan 2025."),
        "All numbers are rounded together, so that every total and every equation holds in whole numbers.",
    ),
}
"""What stands on the notes of each return, under the sentence that its template was not seen."""


def notes_of(kind: ReturnKind) -> tuple[str, ...]:
    """The notes of a return; all but the reconciliation, which is nobody's template, are unverified."""
    own = NOTES[kind]
    return own if kind is ReturnKind.RECONCILIATION else (f"{UNVERIFIED[0].upper()}{UNVERIFIED[1:]}.", *own)
