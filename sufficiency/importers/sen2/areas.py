"""Says in which area of the pack a person lives, from a table of postcodes or postcode sectors that is given.

Only the area leaves this module. A postcode is compared without spaces; the whole postcode first, then its sector
(``SO23 8`` of ``SO23 8AA``). Where neither is in the table, or its area is none of the pack's, it is not recorded.
"""

import pandas as pd

from sufficiency.errors import Fault
from sufficiency.importers.sen2.text import LINE, Content, faults_at, read_columns
from sufficiency.packs.contracts import NOT_RECORDED

COLUMNS = {
    "postcode": ("postcode", "postcode_sector", "sector", "pcds", "pcd", "pcd7", "pcd8"),
    "area": ("area", "area_code", "district", "oslaua", "laua", "lad"),
}
"""Names that the two columns may have; the second names are those of the ONS postcode directory."""


def read_areas(content: Content, areas: set[str]) -> tuple[dict[str, str], list[Fault]]:
    """Read the table: area by postcode or sector, bare of spaces; ``areas`` are the pack's."""
    words, faults = read_columns(content, COLUMNS)
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
