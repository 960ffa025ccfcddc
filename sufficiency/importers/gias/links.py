"""Follows a school through its reference numbers: predecessors and successors, so that an academy is the same school.

A link of type Predecessor leads back, one of type Successor or Result of Amalgamation leads on; each stands in the file
from one side or from both. Circles, which the file has, are walked once. Without links the site decides.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

SAME_SITE_METRES = 60.0
"""Two schools nearer than this, one closed before the other opened, are taken for one (A-78)."""
SAME_SITE_DAYS = 100
"""Days between the closing of one and the opening of the other."""


@dataclass(frozen=True)
class Lineage:
    """For each reference number, those that it came from directly, sorted."""

    before: Mapping[str, tuple[str, ...]]

    def predecessors(self, urn: str) -> tuple[str, ...]:
        """Every earlier reference number of a school, nearest first."""
        found: list[str] = []
        waiting = list(self.before.get(urn, ()))
        while waiting:
            one = waiting.pop(0)
            if one != urn and one not in found:
                found.append(one)
                waiting += self.before.get(one, ())
        return tuple(found)


def lineage(links: pd.DataFrame, sites: Mapping[str, tuple[str, ...]]) -> Lineage:
    """Put the links of the file and the successions by site together; a link of the file comes first."""
    before: dict[str, set[str]] = {}
    for row in links.to_dict("records"):
        urn, other, kind = (str(row[column]).strip() for column in ("urn", "link_urn", "link_type"))
        if kind.startswith("Predecessor"):
            before.setdefault(urn, set()).add(other)
        elif kind.startswith(("Successor", "Result of Amalgamation")):
            before.setdefault(other, set()).add(urn)
    linked = {one for earlier in before.values() for one in earlier}
    for urn, earlier in sites.items():
        if urn not in before:
            before[urn] = {one for one in earlier if one not in linked}
    return Lineage({urn: tuple(sorted(earlier)) for urn, earlier in sorted(before.items()) if earlier})


def successions_by_site(schools: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    """Return for each open school the closed ones that stood on its site until shortly before it opened.

    ``schools`` has urn, status, opened, closed, postcode, easting and northing; schools of one kind.
    """
    opened = schools[schools["opened"] != ""]
    closed = schools[(schools["status"] == 2) & (schools["closed"] != "")]
    found: dict[str, tuple[str, ...]] = {}
    for school in opened.to_dict("records"):
        days = (pd.Timestamp(school["opened"]) - pd.to_datetime(closed["closed"])).dt.days
        near = (
            np.hypot(closed["easting"] - school["easting"], closed["northing"] - school["northing"]) <= SAME_SITE_METRES
        )
        here = near | ((closed["postcode"] == school["postcode"]) & (closed["postcode"] != ""))
        earlier = closed[here & days.between(-1, SAME_SITE_DAYS) & (closed["urn"] != school["urn"])]
        if len(earlier):
            found[str(school["urn"])] = tuple(sorted(earlier["urn"].astype(str)))
    return found
