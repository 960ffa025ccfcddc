"""Providers and dated places of a scenario: those of the pack, with the scenario's own openings and changes."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.places.capacity import added_places, dated_places_by_phase
from models.places.journeys import GivenWays
from models.places.supply import Supply
from models.vocabulary import KINDS_OF_PROVISION, Basis, academic_year
from sufficiency.packs.contracts import PROVIDERS
from sufficiency.packs.inputs import Inputs
from sufficiency.scenario.schema.kinds import ALL_PHASES
from sufficiency.scenario.values import Scenario

SEXES = ("Boys", "Girls")
"""What the register calls a school for one sex."""
NO_BOARDERS = "No boarders"
"""What the register says of a day school."""


def scenario_supply(inputs: Inputs, scenario: Scenario, base_census_year: int) -> Supply:
    """Put the pack's providers and places and the scenario's changes together."""
    providers = pd.concat([inputs.tables["providers"], _new_providers(scenario)], ignore_index=True).sort_values(
        "provider_id", ignore_index=True
    )
    base = academic_year(base_census_year)
    rows = inputs.tables["places"]
    if not scenario.places.committed:
        rows = rows[rows["academic_year"] <= base]
    key = ["provider_id", "academic_year", "phase"]
    dated = pd.concat([rows[[*key, "places"]], _settings(scenario)], ignore_index=True).drop_duplicates(
        key, keep="last"
    )
    ids = [str(provider) for provider in providers["provider_id"]]
    years = [academic_year(year) for year in range(base_census_year, scenario.horizon + 1)]
    changes = [change for change in scenario.places.changes if change.add is not None]
    additions = pd.DataFrame(
        {
            "provider_id": [change.provider_id for change in changes],
            "phase": [str(change.phase or ALL_PHASES) for change in changes],
            "academic_year": [change.academic_year for change in changes],
            "add": [change.add for change in changes],
        }
    )
    places = dated_places_by_phase(dated, ids, years, "places") + added_places(additions, ids, years)
    return Supply(
        providers=providers[PROVIDERS.column_names],
        places_by_phase=np.maximum(places, 0.0),
        pack_places=dated_places_by_phase(rows, ids, years, "places").sum(axis=2),
        reserved_by_phase=dated_places_by_phase(rows, ids, years, "reserved"),
        sexes=np.array([_registered(inputs, ids, "gender") != sex for sex in reversed(SEXES)]).T,
        boards=_registered(inputs, ids, "boarders") != NO_BOARDERS,
        ways=given_ways(inputs),
    )


def _registered(inputs: Inputs, ids: list[str], column: str) -> NDArray[np.object_]:
    """What the register of schools says of each provider today, (providers,); blank where it says nothing."""
    said = np.full(len(ids), "", dtype=object)
    if "provider_register" in inputs.tables:
        table = inputs.tables["provider_register"]
        current = table[(table["relation"] == "current") & table["provider_id"].isin(ids)]
        for provider, words in zip(current["provider_id"], current[column], strict=True):
            said[ids.index(provider)] = words
    return said


def _settings(scenario: Scenario) -> pd.DataFrame:
    """Dated places of the changes that set a number; what other authorities hold stays as the pack has it."""
    changes = [change for change in scenario.places.changes if change.set_to is not None]
    return pd.DataFrame(
        {
            "provider_id": [change.provider_id for change in changes],
            "academic_year": [change.academic_year for change in changes],
            "phase": [str(change.phase or ALL_PHASES) for change in changes],
            "places": [float(change.set_to or 0) for change in changes],
        }
    )


def _new_providers(scenario: Scenario) -> pd.DataFrame:
    rows = [
        {
            "provider_id": new.provider_id,
            "name": new.name,
            "provision": str(new.provision),
            "area": new.area,
            "easting": new.easting,
            "northing": new.northing,
            "journey_miles": np.nan,
            "min_age": new.min_age,
            "max_age": new.max_age,
            "needs": " ".join(new.needs),
            "requirements": " ".join(KINDS_OF_PROVISION[new.provision].takes),
            "elastic": "no",
            "basis": str(Basis.ESTIMATED),
            "source": new.source,
        }
        for new in scenario.places.new_providers
    ]
    return pd.DataFrame(rows, columns=PROVIDERS.column_names)


def given_ways(inputs: Inputs) -> GivenWays:
    """What a pack says of ways."""
    return GivenWays(*(inputs.tables.get(name) for name in ("journeys", "road_nodes", "road_edges")))
