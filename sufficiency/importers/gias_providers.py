"""The row that a pack has for a school of the register: the register's, with what it does not know kept."""

import numpy as np

from models.vocabulary import NEEDS
from sufficiency.importers.existing_pack import ExistingPack
from sufficiency.importers.gias_schools import BASE, TAKES, Row
from sufficiency.importers.local_packs import GIAS, REGISTER_STRENGTH, strength
from sufficiency.importers.state_special import ANY_NEEDS


def provider_row(entry: Row, provider: str, old: Row | None, pack: ExistingPack) -> tuple[Row | None, list[str]]:
    """Return the provider's row, and notes; no row where the school cannot be placed on the map."""
    label = f"{entry['name']} ({entry['urn']})"
    if old is not None and strength(old["basis"], old["source"]) > REGISTER_STRENGTH:
        return old, [f"{label}: kept as you wrote it (source: {old['source']})"]
    position = (entry["easting"], entry["northing"])
    if not all(value > 0 for value in position):
        if old is None:
            return None, [f"{label}: has no position in the register, so it was not added; add it to providers.csv"]
        position = (old["easting"], old["northing"])
    needs, source, said = _needs(entry, old, pack)
    row = {
        "provider_id": provider,
        "name": entry["name"],
        "provision": entry["provision"],
        "area": _area(entry, position, old, pack),
        "easting": position[0],
        "northing": position[1],
        "journey_miles": np.nan if position[0] > 0 else (old or {}).get("journey_miles", np.nan),
        "min_age": entry["min_age"],
        "max_age": entry["max_age"],
        "needs": needs,
        "requirements": TAKES[entry["provision"]],
        "elastic": "no",
        "basis": "published",
        "source": source,
    }
    return row, [f"{label}: {words}" for words in said]


def _needs(entry: Row, old: Row | None, pack: ExistingPack) -> tuple[str, str, list[str]]:
    """Needs that the register names; else those that the pack had; else a general designation."""
    if entry["needs"]:
        return entry["needs"], f"{GIAS} A-22 A-36", []
    if old is not None:
        source = old["source"] if old["source"].startswith(GIAS) else f"{GIAS} A-36, needs from {old['source']}"
        return old["needs"], source, ["names no need in the register; those of the pack stay"]
    if entry["part"] == BASE:
        return _needs_in_bases(pack), f"{GIAS} A-36 A-77", ["names no need; it takes those that bases have today"]
    return ANY_NEEDS, f"{GIAS} A-36 A-37", ["names no need; a general designation stands in"]


def _needs_in_bases(pack: ExistingPack) -> str:
    joint = pack.tables["plans_joint"]
    there = set(joint.loc[(joint["provision"] == "specialist_base") & (joint["plans"] > 0), "need"])
    return " ".join(str(need) for need in NEEDS if need in there) or ANY_NEEDS


def _area(entry: Row, position: tuple[float, float], old: Row | None, pack: ExistingPack) -> str:
    """Area of the nearest small area, for schools of the authority; others have none, or keep what the pack says."""
    if entry["la"] != str(pack.about["dfe_code"]):
        return "" if old is None else str(old["area"])
    points = pack.tables["demand_points"]
    steps = points[["easting", "northing"]].to_numpy(dtype=np.float64) - np.array(position)
    return str(points["area"].iloc[int(np.hypot(steps[:, 0], steps[:, 1]).argmin())])
