"""State special schools whose opening is published.

They take the needs that are published and no others (A-81), and fill in equal yearly steps (A-80).
"""

from collections.abc import Hashable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from models.vocabulary import academic_year, census_year
from sufficiency.importers.areas import Areas
from sufficiency.importers.place_facts import SOURCE, PlaceFacts
from sufficiency.importers.positions import positioned
from sufficiency.importers.provider_tables import ProviderTables, joined

FILLING_YEARS = 5
"""Septembers until a new special school has all its places (A-80)."""


def opened_schools(facts: PlaceFacts, points: pd.DataFrame, areas: Areas) -> ProviderTables:
    """Return the schools that open after the base year, each at the position that its district gives it (A-28)."""
    stated = facts.rows("school_opened")
    if stated.empty:
        return joined([])
    nowhere = stated.assign(urn=stated["provider"], easting=np.nan, northing=np.nan)
    schools = positioned(nowhere, points, areas, facts)
    providers = pd.DataFrame(
        {
            "provider_id": schools["provider"],
            "name": schools["name"],
            "provision": "state_special",
            "area": schools["area"],
            "easting": schools["easting"],
            "northing": schools["northing"],
            "journey_miles": np.nan,
            "min_age": schools["min_age"].astype(int),
            "max_age": schools["max_age"].astype(int),
            "needs": schools["needs"],
            "requirements": "special",
            "elastic": "no",
            "basis": "estimated",
            "source": f"{SOURCE} A-28",
        }
    )
    return ProviderTables(providers, pd.concat(list(map(_filling, stated.to_dict("records")))))


def _filling(fact: Mapping[Hashable, Any]) -> pd.DataFrame:
    """Places of a new school by September; the last are the published ones."""
    first, places = census_year(str(fact["academic_year"])), float(str(fact["value"]))
    steps = np.arange(1, FILLING_YEARS + 1)
    return pd.DataFrame(
        {
            "provider_id": fact["provider"],
            "academic_year": [academic_year(int(first + step - 1)) for step in steps],
            "phase": "all",
            "places": np.round(places * steps / FILLING_YEARS),
            "reserved": 0.0,
            "basis": ["scaled"] * (FILLING_YEARS - 1) + ["published"],
            "source": f"{SOURCE} A-80",
        }
    )
