"""A SEN2 return of eight invented people that can be counted by hand, and changes to it, for tests of the import.

Census day is 16 January 2025. Ages are on 31 August 2024.

1. turned 10 that very day: ASD, Riverside special school (a provider of the pack), plan since 2020.
2. turned 10 a day later, so 9: SEMH, a base in a mainstream school, plan new in March 2024.
3. 17: MLD, a college known by UKPRN alone, plan since 2022; lives outside the areas.
4. 19 when the plan ended in July 2024, for employment.
5. 6: ASD, educated at home where the plan names Riverside; moved in, with a plan of May 2024 that is not new here.
6. 8: refused in 2024.
7. 12: SEMH, moved from mainstream to Riverside in September; the old placement and a second one are there too.
8. 3: plan new in December 2024, at 3; no need and no placement recorded.
"""

import csv
import shutil
from collections.abc import Callable
from pathlib import Path

Row = dict[str, str]
Modules = dict[str, list[Row]]
Change = Callable[[Modules], None]
RIVERSIDE, MAINSTREAM, UNKNOWN = "116600", "990001", "990999"
AREA, OTHER_AREA = "E07000084", "E07000085"
PRIVATE = ("Zzsecretsurname", "Qxsecretforename", "2014-Aug-31", "QZ10 1AA", "S999123456789", "0987654321")
"""Surname, forename, date of birth, postcode, UPN and ULN of the first person."""


def _person(number: int, born: str, postcode: str, **more: str) -> Row:
    upn = f"S99900000000{number}"
    own = {"surname": f"Zzname{number}", "forename": f"Qxname{number}", "personbirthdate": born, "postcode": postcode}
    return {"persontableid": str(number), "sen2tableid": "1", **own, "upn": upn, "uniquelearnernumber": "", **more}


def _placement(number: int, plan: int, entry: str, **more: str) -> Row:
    blank = {"urn": "", "ukprn": "", "sensetting": "", "placementrank": "1", "leavingdate": ""}
    marks = {"senunitindicator": "0", "resourcedprovisionindicator": "0"}
    ids = {"placementdetailtableid": str(number), "activeplanstableid": str(plan), "entrydate": entry}
    return {**ids, **blank, **marks, **more}


def people() -> Modules:
    """Rows of every module."""
    surname, forename, born, postcode, upn, uln = PRIVATE
    first = {"surname": surname, "forename": forename, "upn": upn, "uniquelearnernumber": uln}
    persons = [
        _person(1, born, postcode, **first),
        _person(2, "2014-Sep-01", "QZ10 1AB"),
        _person(3, "2007-03-03 00:00:00", "QZ99 1AB"),
        _person(4, "05/05/2005", "QZ11 2AB"),
        _person(5, "2018-01-01", "QZ11 2AB"),
        _person(6, "2016-01-01", "QZ11 2AB"),
        _person(7, "2012-01-01", "QZ11 2AB"),
        _person(8, "2021-06-01", "QZ11 2AB"),
    ]
    started = {1: "2020-02-02", 2: "2024-03-01", 3: "2022-02-02", 4: "2021-01-01", 5: "2024-05-05", 7: "2021-01-01"}
    started[8] = "2024-12-31"
    received = {number: f"{int(day[:4]) - 1}-11-01" for number, day in started.items()} | {6: "2024-02-02"}
    received[8] = "2024-06-06"
    ended = {"ceasedate": "2024-07-31", "ceasereason": "4"}
    needs = {1: "ASD", 2: "SEMH", 3: "MLD", 5: "ASD", 7: "SEMH"}
    return {
        "sen2": [{"sen2tableid": "1", "lea": "850", "referencedate": "2025-Jan-16 00:00:00"}],
        "person": persons,
        "requests": [
            _ids("requests", "person", number, receiveddate=day, requestoutcome="N" if number == 6 else "Y")
            for number, day in sorted(received.items())
        ],
        "assessment": [
            _ids("assessment", "requests", number, assessmentoutcome="Y", assessmentoutcomedate=day)
            for number, day in sorted(started.items())
        ],
        "namedplan": [
            _ids("namedplan", "assessment", number, startdate=day, ceasedate="", ceasereason="")
            | (ended if number == 4 else {})
            for number, day in sorted(started.items())
        ],
        "plandetail": [{"plandetailtableid": "1", "namedplantableid": "5", **_setting(RIVERSIDE)}],
        "activeplans": [
            _ids("activeplans", "requests", number, transferla="202" if number == 5 else "")
            for number in sorted(started)
            if number != 4
        ],
        "placementdetail": [
            _placement(1, 1, "2020-Sep-01 00:00:00", urn=RIVERSIDE),
            _placement(2, 2, "2023-09-01", urn=MAINSTREAM, senunitindicator="true"),
            _placement(3, 3, "2023-09-01", ukprn="99000001"),
            _placement(5, 5, "", sensetting="EHE"),
            _placement(6, 7, "2016-09-01", urn=MAINSTREAM, leavingdate="2024-07-19"),
            _placement(7, 7, "2024-09-01", urn=RIVERSIDE),
            _placement(8, 7, "2024-10-01", urn=MAINSTREAM, placementrank="2"),
        ],
        "senneed": [
            _ids("senneed", "activeplans", number, sentype=need, sentyperank="1") for number, need in needs.items()
        ]
        + [{"senneedtableid": "90", "activeplanstableid": "1", "sentype": "SLCN", "sentyperank": "2"}],
    }


def _ids(module: str, parent: str, number: int, **more: str) -> Row:
    return {f"{module}tableid": str(number), f"{parent}tableid": str(number), **more}


def _setting(urn: str) -> Row:
    blank = {"ukprn": "", "sensetting": "", "placementrank": "1"}
    return {"urn": urn, **blank, "senunitindicator": "0", "resourcedprovisionindicator": "0"}


def write_return(folder: Path, *changes: Change) -> Path:
    """Write the return's CSV files into ``folder``, after the changes."""
    folder.mkdir(parents=True, exist_ok=True)
    modules = people()
    for change in changes:
        change(modules)
    for name, rows in modules.items():
        with (folder / f"Blade-Export_31-01-2025_{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    return folder


def setting(module: str, row: int, column: str, value: str) -> Change:
    """Change one cell."""

    def change(modules: Modules) -> None:
        modules[module][row][column] = value

    return change


def adding(module: str, **values: str) -> Change:
    """Add a copy of the last row of a module, with other values."""

    def change(modules: Modules) -> None:
        modules[module].append({**modules[module][-1], **values})

    return change


def write_register(path: Path) -> Path:
    """Write a register of one mainstream school."""
    head = "URN,EstablishmentName,TypeOfEstablishment (code),EstablishmentStatus (code),UKPRN"
    path.write_text(f"{head}\n{MAINSTREAM},Invented school,1,1,\n", encoding="utf-8")
    return path


def write_postcodes(path: Path) -> Path:
    """Write the areas of two invented postcodes: one whole, one by its sector."""
    path.write_text(f"postcode,area\nQZ10 1AA,{AREA}\nqz101ab,{AREA}\nQZ11 2,{OTHER_AREA}\n", encoding="utf-8")
    return path


def hampshire(folder: Path) -> Path:
    """Copy Hampshire's pack into ``folder``."""
    return Path(shutil.copytree(Path(__file__).parents[2] / "data" / "hampshire", folder))
