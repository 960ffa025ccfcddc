"""The schema explains itself: every key is described, listed, shown to editors, and has an effect on the scenario."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import BaseModel
from shipped import shipped

from models.parameters.method import BY_MONTH, BY_TERM, MethodParameters
from models.parameters.placement import AS_COMMITTED, AS_IN_THE_LAST_YEARS
from sufficiency.scenario.checks.against_pack import faults_against_pack
from sufficiency.scenario.loader import load_scenario
from sufficiency.scenario.schema.fields import ANY_NAME, all_keys, limits
from sufficiency.scenario.schema.reference import json_schema, reference_page
from sufficiency.scenario.showing import show, written

pytestmark = pytest.mark.unit

PROJECT = Path(__file__).parents[3]
KEYS = [key for key in all_keys().values() if not key.is_section]
WHOLE = {
    "title": "T",
    "question": "Q",
    "author": "A",
    "date": "2025-11-20",
    "sources": ("One", "Two"),
    "extends": ("other.yaml",),
    "authority": "smallshire",
    "seed": 7,
    "draws": 11,
    "horizon": 2031,
    "places.committed": False,
    "places.new_providers.new-school.name": "New: a school",
    "places.new_providers.new-school.provision": "specialist_base",
    "places.new_providers.new-school.area": "E1",
    "places.new_providers.new-school.needs": ("ASD", "SLCN"),
    "places.new_providers.new-school.ages": (4, 10),
    "places.new_providers.new-school.easting": 450000.5,
    "places.new_providers.new-school.northing": 130000.0,
    "places.new_providers.new-school.source": "x",
    "places.new_providers.new-school.in_force": True,
    "places.new_providers.phased.name": "Opens in steps",
    "places.new_providers.phased.provision": "state_special",
    "places.new_providers.phased.area": "E1",
    "places.new_providers.phased.needs": ("ASD",),
    "places.new_providers.phased.ages": (4, 10),
    "places.new_providers.phased.postcode": "SO23 8UL",
    "places.new_providers.phased.opens": "2027/28",
    "places.new_providers.phased.places": (20, 40, 60),
    "places.new_providers.phased.source": "x",
    "places.new_providers.phased.in_force": True,
    "places.new_providers.town.name": "In a town",
    "places.new_providers.town.provision": "state_special",
    "places.new_providers.town.area": "E1",
    "places.new_providers.town.needs": ("ASD",),
    "places.new_providers.town.ages": (4, 10),
    "places.new_providers.town.town": "Winchester",
    "places.new_providers.town.source": "x",
    "places.new_providers.town.in_force": True,
    "places.changes.one.provider": "0305",
    "places.changes.one.from": "2027/28",
    "places.changes.one.add": -3,
    "places.changes.one.phase": "post_16",
    "places.changes.one.source": "no",
    "places.changes.one.in_force": True,
    "places.changes.two.provider": "new-school",
    "places.changes.two.from": "2028/29",
    "places.changes.two.set": 12,
    "places.changes.two.phase": "all",
    "places.changes.two.source": "true",
    "places.changes.two.in_force": False,
    "places.changes.three.provider": "new-school",
    "places.changes.three.from": "2029/30",
    "places.changes.three.places": (30, 36),
    "places.changes.three.phase": "all",
    "places.changes.three.source": "x",
    "places.changes.three.in_force": True,
    "levers.one.what": "requirement_mix",
    "levers.one.where.needs": ("ASD", "SLCN"),
    "levers.one.where.phases": ("primary", "post_16"),
    "levers.one.where.year_groups": (0, 12),
    "levers.one.where.reception_from": "2020/21",
    "levers.one.where.reception_to": "2030/31",
    "levers.one.where.areas": ("E1",),
    "levers.one.where.providers": ("new-school",),
    "levers.one.add": -0.1,
    "levers.one.low": -0.2,
    "levers.one.high": -0.05,
    "levers.one.from": "2026/27",
    "levers.one.until": "2029/30",
    "levers.one.shape": "linear",
    "levers.one.moves.from": "special",
    "levers.one.moves.to": "base",
    "levers.one.at_transfer": False,
    "levers.one.owner": "Head of service",
    "levers.one.evidence": "x",
    "levers.one.in_force": True,
    "levers.two.what": "fee",
    "levers.two.multiply": 1.1,
    "levers.two.from": "2026/27",
    "levers.two.shape": "step",
    "levers.two.at_transfer": True,
    "levers.two.owner": "O",
    "levers.two.evidence": "x",
    "levers.two.in_force": True,
    "levers.three.what": "fee",
    "levers.three.target": 0.5,
    "levers.three.from": "2026/27",
    "levers.three.shape": "step",
    "levers.three.at_transfer": True,
    "levers.three.owner": "O",
    "levers.three.evidence": "x",
    "levers.three.in_force": True,
    "levers.four.what": "fee",
    "levers.four.at_most": 45000.0,
    "levers.four.from": "2026/27",
    "levers.four.shape": "step",
    "levers.four.at_transfer": True,
    "levers.four.owner": "O",
    "levers.four.evidence": "x",
    "levers.four.in_force": True,
    "policies.reviews.one.moves_a_year": 46.0,
    "policies.reviews.one.from": "2026/27",
    "policies.reviews.one.until": "2031/32",
    "policies.reviews.one.needs": ("SEMH",),
    "policies.reviews.one.owner": "O",
    "policies.reviews.one.evidence": "x",
    "policies.reviews.one.in_force": True,
    "policies.protections.one.learners_of": "2028/29",
    "policies.protections.one.owner": "O",
    "policies.protections.one.evidence": "x",
    "policies.protections.one.in_force": True,
}


OTHER_WORDS = {AS_COMMITTED: AS_IN_THE_LAST_YEARS, BY_MONTH: BY_TERM}
"""Another word to try, by the default."""


def parameter_values() -> Iterator[tuple[str, object]]:
    """A value other than the default, within its bounds, for every parameter."""
    for key in KEYS:
        if key.path[0] == "parameters":
            low, high = limits(key.field)
            default = key.field.default
            if key.path[1] == "substitution":
                yield ".".join(key.path), ("independent_mainstream", "independent_special")
            elif isinstance(default, str) and default in OTHER_WORDS:
                yield ".".join(key.path), OTHER_WORDS[default]
            elif isinstance(default, bool):
                yield ".".join(key.path), not default
            elif isinstance(default, tuple):
                yield ".".join(key.path), (2020, 2021)
            elif isinstance(default, int | float):
                kind = type(default)
                yield ".".join(key.path), kind(high) if default != high else kind(low)
            else:
                pytest.fail(f"{key.path}: say here which value to try")


ALL_VALUES = {**WHOLE, **dict(parameter_values())}


def as_yaml(values: dict[str, object]) -> str:
    lines: list[str] = []
    above: list[str] = []
    for path, value in values.items():
        *section, key = path.split(".")
        level = next((at for at, name in enumerate(section) if at >= len(above) or above[at] != name), len(section))
        lines += [f"{'  ' * at}{section[at]}:" for at in range(level, len(section))]
        lines.append(f"{'  ' * len(section)}{key}: {written(value)}")
        above = section
    return "\n".join(lines) + "\n"


@pytest.fixture
def whole_file(tmp_path: Path) -> Path:
    folder = tmp_path / "scenarios"
    folder.mkdir()
    (folder / "other.yaml").write_text("title: O\nquestion: Q\nauthor: A\nauthority: elsewhere\n")
    path = folder / "whole.yaml"
    path.write_text(as_yaml(ALL_VALUES))
    return path


@pytest.mark.parametrize("key", all_keys().values(), ids=lambda key: ".".join(key.path))
def test_every_key_is_described(key):
    assert (key.field.description or "").endswith(".")


@pytest.mark.parametrize("key", KEYS, ids=lambda key: ".".join(key.path))
def test_every_number_has_a_unit_and_a_source(key):
    if re.search(r"\b(int|float)\b", str(key.field.annotation)):
        assert key.note("unit")
        assert key.note("source")


def test_every_key_is_written_in_a_test_and_reaches_the_scenario(whole_file):
    tried = {
        re.sub(r"(new_providers|changes|levers|reviews|protections)\.[^.]+", rf"\1.{ANY_NAME}", path)
        for path in ALL_VALUES
    }
    assert tried == {".".join(key.path) for key in KEYS}
    scenario = load_scenario(whole_file)
    assert {path: given.value for path, given in scenario.set_values.items()} == ALL_VALUES
    assert all(given.set_by is not None for given in scenario.set_values.values())
    numbers = [value for path, value in parameter_values() if path != "parameters"]
    assert list(leaf_values(scenario.parameters)) == numbers
    assert scenario.places.changes[0].add == -3
    assert not scenario.places.committed
    assert [(change.provider_id, change.academic_year, change.set_to) for change in scenario.places.changes] == [
        ("0305", "2027/28", None),
        ("phased", "2027/28", 20),
        ("phased", "2028/29", 40),
        ("new-school", "2029/30", 30),
        ("phased", "2029/30", 60),
        ("new-school", "2030/31", 36),
    ]
    assert [(lever.name, lever.how, lever.amount) for lever in scenario.levers] == [
        ("four", "at_most", 45_000.0),
        ("one", "add", -0.1),
        ("three", "target", 0.5),
        ("two", "multiply", 1.1),
    ]
    assert scenario.levers[1].where.ages == (4, 16)
    assert (scenario.levers[1].first_year, scenario.levers[1].where.reception_from) == (2027, 2021)


def leaf_values(model: BaseModel) -> Iterator[object]:
    for name in type(model).model_fields:
        value = getattr(model, name)
        if isinstance(value, BaseModel):
            yield from leaf_values(value)
        else:
            yield value


def test_what_is_shown_is_read_back_as_the_same_scenario(whole_file):
    scenario = load_scenario(whole_file)
    again = whole_file.with_name("again.yaml")
    again.write_text(show(scenario))
    shown = load_scenario(again)
    assert shown.parameters == scenario.parameters
    assert (shown.places.committed, shown.places.changes) == (scenario.places.committed, scenario.places.changes)
    for new, old in zip(shown.places.new_providers, scenario.places.new_providers, strict=True):
        assert replace(new, easting=0.0, northing=0.0) == replace(old, easting=0.0, northing=0.0)  # of no table: nan
    assert shown.levers == scenario.levers
    assert shown.policies == scenario.policies
    assert scenario.policies.reviews[0].moves_a_year == 46
    assert scenario.policies.protections[0].year == 2029
    assert (shown.title, shown.date, shown.sources, shown.seed) == ("T", scenario.date, ("One", "Two"), 7)


def test_every_parameter_is_in_the_reference():
    page = reference_page()
    for stage, field in MethodParameters.model_fields.items():
        table = page.partition(f"### `parameters.{stage}`")[2].partition("###")[0]
        for name in field.annotation.model_fields:
            assert f"| `{name}` |" in table


def test_the_committed_schema_is_the_generated_one():
    """When this fails, run: sufficiency schema."""
    assert (PROJECT / "scenarios" / "schema.json").read_text(encoding="utf-8") == json_schema()


def test_the_committed_reference_is_the_generated_one():
    """When this fails, run: sufficiency schema --docs."""
    assert (PROJECT / "docs" / "reference-scenarios.md").read_text(encoding="utf-8") == reference_page()


def test_editors_are_given_description_and_closed_sections_everywhere():
    schema = json.loads(json_schema())
    for section in [schema, *schema["$defs"].values()]:
        assert section["additionalProperties"] is False
        for field in section["properties"].values():
            assert field["description"]
            assert {"$ref", "type", "anyOf", "patternProperties"} & set(field)
    assert schema["required"] == ["title", "question", "author"]


@pytest.mark.parametrize("path", shipped("scenarios/*/*.yaml"), ids=lambda path: path.stem)
def test_every_shipped_scenario_is_right_and_helps_editors(path):
    assert path.read_text(encoding="utf-8").startswith("# yaml-language-server: $schema=../schema.json\n")
    assert (path.parent / "../schema.json").is_file()
    scenario = load_scenario(path)
    assert scenario.sources or scenario.files[1:]
    assert faults_against_pack(scenario) == []


def test_the_places_planned_by_2028_add_up_to_450():
    changes = load_scenario(PROJECT / "scenarios" / "hampshire" / "450-places.yaml").places.changes
    assert sum(change.add or 0 for change in changes) == 450
    assert {change.academic_year for change in changes} == {"2026/27", "2027/28", "2028/29"}
