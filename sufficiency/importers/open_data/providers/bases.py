"""Specialist bases (resourced provision and SEN units, pooled) of an authority, by area and phase.

An import of open data reads no list of bases. Their places are those that the authority publishes, else as many as
learners in the base year; they go to the phases as the learners do, and to the areas by children of that phase (A-25).
Bases that are known to have opened since stand by themselves.
"""

from collections.abc import Hashable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from models.vocabulary import PHASES, Phase, ages_of_phase
from sufficiency.importers.open_data.people.areas import centre, children
from sufficiency.importers.open_data.providers.place_facts import SOURCE, PlaceFacts
from sufficiency.importers.open_data.providers.provider_tables import (
    ProviderTables,
    apportioned,
    base_year_places,
    joined,
)


def base_supply(
    learners: dict[Phase, float], needs: dict[Phase, str], points: pd.DataFrame, facts: PlaceFacts
) -> ProviderTables:
    """Return the bases by area and phase, and those opened since.

    A base stands at the centre of the area's children of its phase and takes the ``needs`` of that phase.
    """
    published = facts.value("base_places")
    total = sum(learners.values()) if published is None else published
    basis, source = ("estimated", "dfe_ehc_2025 A-25") if published is None else ("scaled", f"{SOURCE} A-25")
    by_phase = apportioned(np.array([learners[phase] for phase in PHASES]), total)
    parts = [
        _phase_supply(phase, places, needs[phase], points, (basis, source))
        for phase, places in zip(PHASES, by_phase, strict=True)
        if places > 0
    ]
    opened = [_opened(fact, points) for fact in facts.rows("base_opened").to_dict("records")]
    return joined([*parts, *opened])


def _phase_supply(
    phase: Phase, places: float, needs: str, points: pd.DataFrame, origin: tuple[str, str]
) -> ProviderTables:
    weights = points[f"persons_{phase}"].to_numpy(dtype=np.float64)
    areas = sorted(set(points["area"]))
    members = [(points["area"] == area).to_numpy() for area in areas]
    shares = apportioned(np.array([weights[own].sum() for own in members]), places)
    ages = ages_of_phase(phase)
    rows = [
        _row(
            f"base-{area}-{phase.replace('_', '-')}",
            f"Specialist bases, {phase.replace('_', ' ')}",
            (area, *centre(points[own], weights[own])),
            (ages[0], ages[-1]),
            needs,
        )
        for area, own in zip(areas, members, strict=True)
    ]
    providers = pd.DataFrame(rows)
    dated = base_year_places(providers["provider_id"], shares, *origin)
    return ProviderTables(providers[shares > 0], dated[shares > 0])


def _opened(fact: Mapping[Hashable, Any], points: pd.DataFrame) -> ProviderTables:
    near = points[points["area"] == fact["district"]]
    near = near if len(near) else points
    ages = (int(fact["min_age"]), int(fact["max_age"]))
    position = centre(near, children(near))
    providers = pd.DataFrame([_row(fact["provider"], fact["name"], (fact["district"], *position), ages, fact["needs"])])
    dated = base_year_places(providers["provider_id"], np.array([fact["value"]]), "published", SOURCE)
    return ProviderTables(providers, dated.assign(academic_year=fact["academic_year"]))


def _row(
    provider: str, name: str, place: tuple[str, float, float], ages: tuple[int, int], needs: str
) -> dict[str, object]:
    return {
        "provider_id": provider,
        "name": name,
        "provision": "specialist_base",
        "area": place[0],
        "easting": place[1],
        "northing": place[2],
        "journey_miles": np.nan,
        "min_age": ages[0],
        "max_age": ages[1],
        "needs": needs,
        "requirements": "base",
        "elastic": "no",
        "basis": "estimated",
        "source": "A-25",
    }
