"""What the codes of a return stand for: the provision and provider of a placement, and the area of a postcode.

**Provision.** A reference number that the pack knows, or knew before the school changed it, has the pack's provision;
any other has the provision of its type in GIAS, by ``packs/codes/establishment_types.csv`` (A-63). A placement marked
SEN unit or resourced provision in a mainstream school is in a specialist base: returns mix up the two marks, so both
count alike. A college known by a UKPRN alone that GIAS does not hold counts as further education, as DfE counts
registered providers (A-60).

**Area.** Only the area leaves this module, never the postcode. A postcode is compared without spaces: the whole one
first, then its sector (``SO23 8`` of ``SO23 8AA``). Where neither is in the table, or its area is none of the pack's,
the area is not recorded.
"""

from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from models.vocabulary import Provision
from sufficiency.errors import Fault, InputError
from sufficiency.importers.opening.codes import plain_codes
from sufficiency.importers.sen2.text import LINE, MOST_LINES, Content, faults_at, read_columns
from sufficiency.packs.contracts import NOT_RECORDED, PROVIDER_REGISTER
from sufficiency.packs.lookups import mapping
from sufficiency.tables.files import read_table

GIAS_COLUMNS = {
    "urn": ("urn",),
    "type": ("typeofestablishment (code)", "typeofestablishment"),
    "status": ("establishmentstatus (code)", "establishmentstatus"),
    "ukprn": ("ukprn",),
}
"""Names of the columns that are read of the register."""
AREA_COLUMNS = {
    "postcode": ("postcode", "postcode_sector", "sector", "pcds", "pcd", "pcd7", "pcd8"),
    "area": ("area", "area_code", "district", "oslaua", "laua", "lad"),
}
"""Names that the two columns may have; the second names are those of the ONS postcode directory."""
OPEN = ("1", "3")
"""Status of an establishment that is open, or open and to close."""
PROVISION_OF_SETTING = {
    "EYP": Provision.EARLY_YEARS_SETTING,
    **dict.fromkeys(("OLA", "OPA", "EHE", "OTH", "NEET", "NIEC", "NIEO"), Provision.ELSEWHERE),
}
"""Provision of a placement without a reference number, by its SENsetting code."""


@dataclass(frozen=True)
class SettingsSeen:
    """What reference numbers stand for.

    by_urn, by_ukprn : provision. schools, bases : the pack's provider of a URN, the school itself or its base.
    providers : every provider of the pack.
    """

    by_urn: dict[str, str]
    by_ukprn: dict[str, str]
    providers: frozenset[str]
    schools: dict[str, str] = field(default_factory=dict)
    bases: dict[str, str] = field(default_factory=dict)


def read_register(content: Content) -> tuple[pd.DataFrame, list[Fault]]:
    """Read the GIAS register: urn, ukprn, provision of each establishment whose type has one."""
    words, faults = read_columns(content, GIAS_COLUMNS)
    if faults:
        return pd.DataFrame(columns=["urn", "ukprn", "provision", "open"]), faults
    words = words.assign(**{column: plain_codes(words[column]) for column in GIAS_COLUMNS})
    provisions = mapping("establishment_types", "code", "provision")
    table = words.assign(provision=words["type"].map(provisions), open=words["status"].isin(OPEN))
    return table[table["provision"].notna() & table["urn"].str.fullmatch(r"\d{6}")], []


def numbers_of(pack: Path, providers: pd.DataFrame) -> pd.DataFrame:
    """Return the URNs by which the pack knows its providers: urn, part (school or base), provider_id.

    A provider whose id is a URN has that one; the table ``provider_register`` of the register's import adds others.
    """
    own = providers["provider_id"][providers["provider_id"].str.fullmatch(r"\d{6}").astype(bool)]
    table = pd.DataFrame({"urn": own, "part": "school", "provider_id": own})
    path = pack / "provider_register.csv"
    if not path.is_file():
        return table
    register, faults = read_table(path, PROVIDER_REGISTER)
    if faults:
        raise InputError(faults)
    more = register.loc[register["provider_id"].isin(providers["provider_id"]), list(table.columns)]
    return pd.concat([table, more], ignore_index=True)


def places_of(providers: pd.DataFrame, numbers: pd.DataFrame, register: pd.DataFrame) -> SettingsSeen:
    """Join the pack's providers, by their URNs, to the register (see :func:`read_register`); the pack comes first.

    A UKPRN that several establishments share has the provision of an open one.
    """
    provision = dict(zip(providers["provider_id"], providers["provision"], strict=True))
    schools, bases = (
        dict(zip(rows["urn"], rows["provider_id"], strict=True))
        for rows in (numbers[numbers["part"] == "school"], numbers[numbers["part"] == "base"])
    )
    own = {urn: provision[provider] for urn, provider in schools.items()}
    ordered = register.sort_values(["open", "urn"], kind="stable")
    by_ukprn = ordered[ordered["ukprn"] != ""]
    return SettingsSeen(
        dict(zip(ordered["urn"], ordered["provision"], strict=True)) | own,
        dict(zip(by_ukprn["ukprn"], by_ukprn["provision"], strict=True)),
        frozenset(providers["provider_id"]),
        schools,
        bases,
    )


def providers_of(urns: pd.Series, provisions: pd.Series, places: SettingsSeen) -> pd.Series:
    """Return the provider of each placement: the pack's, where it has one of the URN, else the URN itself."""
    in_base = provisions == str(Provision.SPECIALIST_BASE)
    known = urns.map(places.schools).where(~in_base, urns.map(places.bases))
    return known.where(known.notna(), urns)


def provisions_of(placements: pd.DataFrame, places: SettingsSeen) -> pd.Series:
    """Return the provision of each placement, missing where its reference number is known to nobody.

    ``not_recorded`` where a placement has neither number nor code.
    """
    by_number = placements["urn"].map(places.by_urn)
    college = placements["ukprn"].map(places.by_ukprn)
    unlisted = pd.Series(str(Provision.FURTHER_EDUCATION), index=placements.index, dtype=object)
    unlisted = unlisted.where((placements["ukprn"] != "") & (placements["urn"] == ""))
    setting = placements["sensetting"].map({code: str(provision) for code, provision in PROVISION_OF_SETTING.items()})
    found = by_number.astype(object)
    for second in (college, unlisted, setting):
        found = found.where(found.notna(), second)
    blank = (placements[["urn", "ukprn", "sensetting"]] == "").all(axis=1)
    found = found.mask(blank, NOT_RECORDED)
    in_base = placements["senunitindicator"] | placements["resourcedprovisionindicator"]
    return found.mask(in_base & (found == str(Provision.MAINSTREAM)), str(Provision.SPECIALIST_BASE))


def unknown_numbers(file: str, placements: pd.DataFrame, provisions: pd.Series) -> list[Fault]:
    """Return a fault for each reference number that neither the pack nor the register knows, at its first line."""
    lost = placements[provisions.isna()].sort_values(LINE)
    first = lost.drop_duplicates("urn")
    counts = lost["urn"].value_counts()
    remedy = "give --gias a register that has it, or correct the return"
    faults = [
        Fault(
            file,
            int(line),
            0,
            "urn",
            f"URN {number} (placements: {counts[number]}) is unknown to pack and register; {remedy}",
        )
        for number, line in zip(first["urn"][:MOST_LINES], first[LINE][:MOST_LINES], strict=True)
    ]
    if len(first) > MOST_LINES:
        words = (
            f"{len(first) - MOST_LINES:,} more URNs are known to neither; is this the register of all establishments?"
        )
        faults.append(Fault(file, int(first[LINE].iloc[MOST_LINES]), 0, "urn", words))
    return faults


def read_areas(content: Content, areas: set[str]) -> tuple[dict[str, str], list[Fault]]:
    """Read the table: area by postcode or sector, bare of spaces; ``areas`` are the pack's."""
    words, faults = read_columns(content, AREA_COLUMNS)
    if faults:
        return {}, faults
    bare = words["postcode"].str.upper().str.replace(r"\s", "", regex=True)
    blank = (bare == "") & (words["area"] != "")
    faults = faults_at(content.name, words[LINE], blank, "postcode", "is blank beside an area")
    pairs = pd.DataFrame({"postcode": bare, "area": words["area"], LINE: words[LINE]})
    pairs = pairs[bare != ""].drop_duplicates(["postcode", "area"])
    doubled = pairs.duplicated("postcode")
    faults += faults_at(content.name, pairs[LINE], doubled, "postcode", "has another area in an earlier line")
    if not pairs["area"].isin(areas).any():
        message = f"no area of the pack stands here; they are {', '.join(sorted(areas))}"
        faults.append(Fault(content.name, 0, 0, "area", message))
    known = pairs[pairs["area"].isin(areas)]
    return dict(zip(known["postcode"], known["area"], strict=True)), faults


def areas_of(postcodes: pd.Series, table: dict[str, str]) -> pd.Series:
    """Return the area of each postcode, ``not_recorded`` where the table has none."""
    bare = postcodes.str.upper().str.replace(r"\s", "", regex=True)
    return bare.map(lambda postcode: table.get(postcode) or table.get(postcode[:-2], NOT_RECORDED))
