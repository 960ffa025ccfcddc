"""What the scenario of a run changes, with the names and the places of the pack that the run was made of."""

from collections.abc import Mapping

from models.vocabulary import census_year
from sufficiency.packs.inputs import Inputs
from sufficiency.reports.scenario_words.changes import changes_of
from sufficiency.reports.summary.changes.values import Changes
from sufficiency.scenario.checks.pack_lists import PackLists
from sufficiency.scenario.values import Scenario
from sufficiency.tables.contracts import records

SOURCE_WORDS = {
    "place_facts": "strategies, papers or press of the authority",
    "dfe_ehc_2025": "DfE, EHC plans of January 2025",
    "dfe_special_schools_2019": "DfE, special schools of 2018/19",
}
"""Sources of places, as packs name them, in words; any other is known by its own name."""


def changes_of_run(scenario: Scenario, inputs: Inputs, base_year: int) -> Changes:
    """What a scenario changes; ``base_year`` is the census year of its pack."""
    return changes_of(scenario, _lists(inputs, base_year), _sources(inputs))


def _lists(inputs: Inputs, base_year: int) -> PackLists:
    places: dict[tuple[str, str], dict[int, float]] = {}
    for row in records(inputs.tables["places"]):
        key = (str(row["provider_id"]), str(row["phase"]))
        places.setdefault(key, {})[census_year(str(row["academic_year"]))] = float(row["places"])
    providers = records(inputs.tables["providers"][["provider_id", "name", "provision", "area"]].fillna(""))
    return PackLists(
        providers={str(row["provider_id"]): {name: str(value) for name, value in row.items()} for row in providers},
        areas={str(row["area"]): str(row["name"]) for row in records(inputs.tables["areas"])},
        places=places,
        base_year=base_year,
    )


def _sources(inputs: Inputs) -> Mapping[tuple[str, int, str], str]:
    """Where the places of the pack come from, in words: how the figure was got, and the pack's name of its source."""
    return {
        (str(row["provider_id"]), census_year(str(row["academic_year"])), str(row["phase"])): (
            f"{row['basis']}: {source_in_words(str(row['source']))}"
        )
        for row in records(inputs.tables["places"])
    }


def source_in_words(source: str) -> str:
    """Return a source with words for its name, and the assumptions that it cites in brackets."""
    name, *cited = source.split(" A-")
    words = SOURCE_WORDS.get(name, name.replace("_", " "))
    return f"{words} ({', '.join(f'A-{one}' for one in cited)})" if cited else words
