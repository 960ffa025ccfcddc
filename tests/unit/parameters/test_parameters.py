import re
import subprocess
import sys

import pytest
from pydantic import ValidationError

from models.parameters.declare import Parameters, parameter
from models.parameters.demand import CohortParameters
from models.parameters.method import CostParameters, MethodParameters
from models.parameters.placement import CapacityParameters, PlacementParameters

pytestmark = pytest.mark.unit


EVERY_PARAMETER = {
    f"{stage}.{name}": field
    for stage, section in MethodParameters.model_fields.items()
    for name, field in section.annotation.model_fields.items()
}


@pytest.mark.parametrize(("name", "field"), list(EVERY_PARAMETER.items()), ids=list(EVERY_PARAMETER))
def test_every_parameter_has_a_sentence_a_unit_bounds_and_a_source_or_assumption(name, field):
    about = field.json_schema_extra
    assert field.description.endswith(".")
    assert field.description[0].isupper()
    assert about["unit"]
    assert re.fullmatch(r"A-\d{2,3}", about["source"]) or len(about["source"]) > 10, name
    if field.annotation in (int, float):
        assert len(field.metadata) >= 2, f"{name} has no lower or no upper bound"


def test_every_default_is_within_its_own_bounds():
    assert MethodParameters.model_validate(MethodParameters().model_dump()) == MethodParameters()


def test_a_parameter_cannot_be_changed_once_it_is_set():
    with pytest.raises(ValidationError, match="frozen"):
        CostParameters().inflation = 0.1


@pytest.mark.parametrize(
    "values",
    [
        {"inflation": 0.6},
        {"inflation": -0.3},
        {"inflation": "0.1"},
        {"inflation": True},
        {"inflation": float("nan")},
        {"inflation": float("inf")},
        {"inflaton": 0.1},
    ],
)
def test_a_value_out_of_bounds_of_another_kind_or_of_an_unknown_name_is_refused(values):
    with pytest.raises(ValidationError):
        CostParameters(**values)


@pytest.mark.parametrize(
    ("description", "unit", "source"),
    [("No full stop", "share", "A-01"), ("A sentence.", "", "A-01"), ("A sentence.", "share", "")],
)
def test_a_parameter_without_sentence_unit_or_source_cannot_be_declared(description, unit, source):
    with pytest.raises(ValueError, match="needs a sentence, a unit and a source"):
        parameter(0.0, description, unit=unit, source=source)


def test_whole_numbers_are_taken_where_a_number_is_asked():
    assert CohortParameters(england_pull=30).england_pull == 30.0


def test_parameters_are_read_without_importing_anything_heavy():
    heavy = "{'numpy', 'pandas', 'scipy', 'pulp', 'geopandas'} & set(sys.modules)"
    asked = subprocess.run(
        [sys.executable, "-c", f"import sys, models.parameters.method; print(sorted({heavy}))"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert asked.stdout.strip() == "[]"


def test_the_base_class_is_closed_and_frozen():
    assert Parameters.model_config["extra"] == "forbid"
    assert Parameters.model_config["frozen"]


@pytest.mark.parametrize(
    ("model", "values", "words"),
    [
        (
            PlacementParameters,
            {"diversion": 0.5},
            "diversion 0.5 lies outside its interval, 0 to 0.3: set",
        ),
        (CapacityParameters, {"market_growth": 0.05}, "market_growth 0.05 lies outside its interval, 0.18 to 0.274"),
        (MethodParameters, {"placement": {"as_practised": False}}, "set capacity.practised_occupancy: false"),
    ],
)
def test_figures_that_contradict_one_another_are_refused_with_what_to_set(model, values, words):
    with pytest.raises(ValidationError, match=words):
        model.model_validate(values)


def test_without_practice_everything_else_may_be_as_it_was():
    without = {"placement": {"as_practised": False}, "capacity": {"practised_occupancy": False}}
    assert not MethodParameters.model_validate(without).placement.as_practised
