"""A register of schools (GIAS) by hand, in the columns and letters of the real one, and a tiny pack that it fits.

The pack's schools carry reference numbers: Oak 116600, Elm 116601, Yew House 116602 (independent), Hazel 116603, and a
base known by its name only; bases of the north are estimated for the secondary phase.
"""

import csv
from pathlib import Path

import pandas as pd
import yaml
from tiny_pack import TinyPack, write_tiny_pack

HEADER = [
    *("URN", "LA (code)", "LA (name)", "EstablishmentNumber", "EstablishmentName", "TypeOfEstablishment (code)"),
    *(
        "TypeOfEstablishment (name)",
        "EstablishmentStatus (code)",
        "EstablishmentStatus (name)",
        "OpenDate",
        "CloseDate",
    ),
    *("PhaseOfEducation (name)", "StatutoryLowAge", "StatutoryHighAge", "Boarders (name)", "Gender (name)"),
    *("SchoolCapacity", "NumberOfPupils", "UKPRN", "Postcode", "Section41Approved (name)"),
    *(f"SEN{place} (name)" for place in range(1, 14)),
    *("TypeOfResourcedProvision (name)", "ResourcedProvisionOnRoll", "ResourcedProvisionCapacity"),
    *("SenUnitOnRoll", "SenUnitCapacity", "Easting", "Northing"),
]
ASD, SLD = "ASD - Autistic Spectrum Disorder", "SLD - Severe Learning Difficulty"
SEMH, HI = "SEMH - Social, Emotional and Mental Health", "HI - Hearing Impairment"
NORTH, SOUTH = ("450010", "130020"), ("450030", "113906")
OPEN, CLOSED, CLOSING, PROPOSED = "1", "2", "3", "4"


def school(urn: str, name: str, kind: str, place: tuple[str, str] = NORTH, **other: str) -> dict[str, str]:
    """One establishment of authority 850, open, ages 4 to 16, unless told otherwise."""
    usual = dict.fromkeys(HEADER, "") | {
        "URN": urn,
        "LA (code)": "850",
        "LA (name)": "Hampshire",
        "EstablishmentName": name,
        "TypeOfEstablishment (code)": kind,
        "EstablishmentStatus (code)": OPEN,
        "StatutoryLowAge": "4",
        "StatutoryHighAge": "16",
        "SEN1 (name)": "Not Applicable",
        "TypeOfResourcedProvision (name)": "Not applicable",
        "Easting": place[0],
        "Northing": place[1],
    }
    names = {column.partition(" (")[0]: column for column in HEADER}
    codes = {"LA": "LA (code)", "Status": "EstablishmentStatus (code)"}
    return usual | {codes.get(key, names.get(key, key)): value for key, value in other.items()}


def establishments() -> list[dict[str, str]]:
    """Return the register: an academy, a school without capacity, bases, one to open, one to close, one gone."""
    return [
        school("116600", "Oak School", "7", Status=CLOSED, CloseDate="31-08-2023", Postcode="SO1 1AA"),
        school(
            *("150600", "Oak Academy – the Ch\u00eane", "44"),
            OpenDate="01-09-2023",
            Postcode="SO1 1AA",
            StatutoryLowAge="3",
            StatutoryHighAge="19",
            SchoolCapacity="30",
            NumberOfPupils="33",
            SEN1=ASD,
            SEN2=SLD,
            UKPRN="10001111",
        ),
        school("116601", "Elm School", "7", SOUTH, NumberOfPupils="15", SEN1=SEMH),
        school("116602", "Yew House", "10", SchoolCapacity="60", SEN1=SEMH, Section41Approved="Approved"),
        school("116603", "Hazel School", "12", Status=CLOSED, CloseDate="31-08-2022"),
        school(
            *("116610", "Ash Church of England Primary School", "3"),
            StatutoryHighAge="11",
            SEN1=ASD,
            TypeOfResourcedProvision="Resourced provision",
            ResourcedProvisionOnRoll="9",
            ResourcedProvisionCapacity="14",
        ),
        school(
            *("116611", "Beech Secondary School", "34"),
            StatutoryLowAge="11",
            SEN1=SEMH,
            TypeOfResourcedProvision="Resourced provision and SEN unit",
            ResourcedProvisionCapacity="6",
            SenUnitCapacity="4",
            SenUnitOnRoll="5",
        ),
        school("116612", "Cedar Infant School", "1", StatutoryHighAge="7", TypeOfResourcedProvision="SEN unit"),
        school(
            "116620", "Fir School", "36", SOUTH, Status=PROPOSED, OpenDate="01-09-2026", SchoolCapacity="60", SEN1=ASD
        ),
        school("116622", "Larch School", "7", Status=CLOSING, CloseDate="31-08-2027", SchoolCapacity="40", SEN1=HI),
        school("116630", "Rowan School", "7", LA="852", SchoolCapacity="90", SEN1=ASD),
        school("116640", "Maple House", "10", SchoolCapacity="20", SEN1=ASD),
        school("116650", "Plain Primary School", "1"),
    ]


LINKS = [
    ("116600", "150600", "Oak Academy", "Successor", "01-09-2023"),
    ("150600", "116600", "Oak School", "Predecessor", "01-09-2023"),
]


def write_register(folder: Path, schools: list[dict[str, str]] | None = None, links: bool = True) -> Path:
    """Write edubasealldata20250701.csv, and the links beside it, in Windows letters as they are published."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "edubasealldata20250701.csv"
    with path.open("w", encoding="cp1252", newline="") as file:
        writer = csv.DictWriter(file, HEADER)
        writer.writeheader()
        writer.writerows(establishments() if schools is None else schools)
    if links:
        with (folder / "links_edubasealldata20250701.csv").open("w", encoding="cp1252", newline="") as file:
            rows = csv.writer(file)
            rows.writerow(["URN", "LinkURN", "LinkName", "LinkType", "LinkEstablishedDate"])
            rows.writerows(LINKS)
    return path


NUMBERS = {"oak": "116600", "elm": "116601", "yew": "116602"}
ESTIMATED = "base-north-secondary"


def write_numbered_pack(root: Path) -> TinyPack:
    """Write the tiny pack with reference numbers, Hazel School, and an estimated base of the secondary phase."""
    pack = write_tiny_pack(root, {"providers": _numbered_providers, "places": _numbered_places})
    about = yaml.safe_load((pack.folder / "pack.yaml").read_text(encoding="utf-8")) | {"dfe_code": "850"}
    (pack.folder / "pack.yaml").write_text(yaml.safe_dump(about, sort_keys=False), encoding="utf-8")
    (pack.folder / "sources.yaml").write_text("dfe_ehc_2025:\n  file: invented.zip\n", encoding="utf-8")
    (pack.folder / "README.md").write_text("# Tiny\n\nWhat the tool knows.\n", encoding="utf-8")
    return pack


def _numbered_providers(table: pd.DataFrame) -> pd.DataFrame:
    numbered = table.assign(provider_id=table["provider_id"].replace(NUMBERS), source="dfe_special_schools_2019 A-22")
    oak = numbered[numbered["provider_id"] == "116600"]
    hazel = oak.assign(provider_id="116603", name="Hazel School")
    base = numbered[numbered["provider_id"] == "ash-base"]
    estimated = base.assign(provider_id=ESTIMATED, name="Specialist bases, secondary", min_age=11, max_age=15)
    return pd.concat([numbered, hazel, estimated], ignore_index=True)


def _numbered_places(table: pd.DataFrame) -> pd.DataFrame:
    numbered = table.assign(provider_id=table["provider_id"].replace(NUMBERS), source="dfe_special_schools_2019 A-21")
    one = numbered[numbered["provider_id"] == "116600"]
    more = [one.assign(provider_id="116603", places=10.0), one.assign(provider_id=ESTIMATED, places=7.0)]
    return pd.concat([numbered, *more], ignore_index=True)


def places_of(pack: TinyPack) -> dict[tuple[str, str, str], float]:
    """Places by provider, year and phase."""
    table = pd.read_csv(pack.table("places"), dtype={"provider_id": str})
    return {(row.provider_id, row.academic_year, row.phase): row.places for row in table.itertuples()}
