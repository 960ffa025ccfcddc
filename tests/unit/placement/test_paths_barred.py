"""A provider without places takes nobody, not even above its places."""

from pathlib import Path

import pytest
from tiny_pack import WITHOUT_PRACTICE, inputs_of, write_tiny_pack

from sufficiency.forecast.pipeline import run
from sufficiency.packs.inputs import load_inputs
from sufficiency.scenario.loader import load_scenario

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("parameters", [{}, WITHOUT_PRACTICE], ids=["as practised", "earlier"])
def test_when_every_school_is_closed_learners_go_without_and_no_school_is_over(tmp_path: Path, parameters) -> None:
    pack = write_tiny_pack(tmp_path)
    schools = list(inputs_of(pack).tables["providers"]["provider_id"])
    changes = {
        f"close-{place}": {"provider": school, "from": "2026/27", "set": 0, "source": "a test"}
        for place, school in enumerate(schools)
        if not school.startswith("market")
    }
    scenario = {"places": {"changes": changes}, "draws": 1, "parameters": parameters}
    closing = write_tiny_pack(tmp_path / "closing", scenario=scenario)
    made = run(load_scenario(closing.scenario), load_inputs(closing.folder), 1, lambda _: None)
    year = made.central.years[2]
    closed = made.instance.usable_places[2] == 0
    assert closed.sum() == len(changes)
    assert year.over_capacity[closed].sum() == 0.0
    without = year.unplaced if parameters else year.unmet
    assert without.sum() > 1.0


@pytest.mark.parametrize("by_age", [False, pytest.param(True, marks=pytest.mark.slow)])
def test_nobody_is_directed_to_a_school_beyond_the_limit_of_a_lever(tmp_path: Path, by_age: bool) -> None:
    near = {"what": "journey_limit", "target": 12.0, "from": "2026/27", "owner": "O", "evidence": "E"}
    parameters = {"allocation": {"directed_share": 0.5}, "eligibility": {"own_ages_and_sex": by_age}}
    scenario = {"draws": 1, "levers": {"near": near}, "parameters": parameters}
    pack = write_tiny_pack(tmp_path, scenario=scenario)
    made = run(load_scenario(pack.scenario), inputs_of(pack), 1, lambda _: None)
    far = made.instance.pairs.miles > 12.0
    assert made.central.years[1].entrants[far & made.instance.directed].sum() > 0
    for year in made.central.years[2:]:
        assert year.entrants[far].sum() == 0.0
        assert year.entrants.sum() > 0.0
