"""Who may use what: the table of a scenario, what it refuses, and what it does to one September."""

from pathlib import Path

import numpy as np
import pytest
from small_world import PULP_LOOKS_AHEAD
from tiny_pack import run_tiny, write_tiny_pack

from models.outcome.place_need import place_need_of
from models.vocabulary import PROVISIONS, REQUIREMENTS
from sufficiency.errors import InputError
from sufficiency.scenario.checks.against_pack import faults_against_pack
from sufficiency.scenario.loader import load_scenario

pytestmark = [pytest.mark.unit, pytest.mark.filterwarnings(PULP_LOOKS_AHEAD)]

BASE, SPECIAL = REQUIREMENTS.index("base"), PROVISIONS.index("state_special")


OPEN = {"base": ["state_special"]}
ROOM = {"places": {"changes": {"more": {"provider": "oak", "from": "2025/26", "add": 30, "source": "a test"}}}}
"""Places to spare at a special school that takes the need of the learners of the base."""


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    """The tiny authority with special schools open to learners who need a base, run with one draw."""
    pack = tmp_path_factory.mktemp("open")
    return run_tiny(write_tiny_pack(pack, scenario={"draws": 1, "horizon": 2027, **ROOM, **table_of(OPEN)}))[0]


def table_of(table: dict[str, list[str]]) -> dict[str, object]:
    return {"parameters": {"substitution": table}}


def written(tmp_path: Path, table: dict[str, list[str]]):
    return write_tiny_pack(tmp_path, scenario=table_of(table))


@pytest.mark.parametrize(
    ("table", "says"),
    [
        (
            {"special": ["specialist_base"]},
            "a place in a specialist base cannot serve a learner who needs a special school; allowed for special: ",
        ),
        (
            {"independent_only": ["state_special"]},
            "a place in a state special school cannot serve a learner whom only an independent school can serve; ",
        ),
        ({"special": ["state_special"]}, "state_special is where a learner who needs a special school goes in any"),
        ({"base": ["specialist_base"]}, "specialist_base is where a learner who needs a specialist base goes in any"),
        ({"base": ["state_specal"]}, "'state_specal' is no kind of specialist provision; allowed for base: state_"),
    ],
)
def test_a_substitution_the_other_way_is_refused_with_a_sentence(tmp_path, table, says):
    with pytest.raises(InputError) as refused:
        load_scenario(written(tmp_path, table).scenario)
    (fault,) = refused.value.faults
    assert fault.message.startswith(says)
    assert fault.line > 0


@pytest.mark.parametrize(
    ("table", "says"),
    [
        (
            {"special": ["independent_special"]},
            "changes nothing: every independent_special provider takes them already",
        ),
        ({"base": ["independent_mainstream"]}, "changes nothing: the pack has no independent_mainstream provider"),
    ],
)
def test_a_substitution_that_opens_nothing_is_a_fault(tmp_path, table, says):
    (fault,) = faults_against_pack(load_scenario(written(tmp_path, table).scenario))
    assert fault.message == says


def test_learners_who_need_a_base_use_a_special_school_only_where_the_scenario_opens_it(tmp_path, opened):
    """Ash base, where learners of the need are above its places, is the only base; special schools take their need."""
    kept = run_tiny(write_tiny_pack(tmp_path, scenario={"draws": 1, "horizon": 2027}))[0]
    assert learners_in_special_schools(kept) == 0
    assert faults_against_pack(opened.scenario) == []
    assert learners_in_special_schools(opened) > 0
    for before, after in zip(kept.central.years, opened.central.years, strict=True):
        assert np.isclose(everyone(before), everyone(after))


def everyone(year) -> float:
    return float(year.learners.sum() + year.unmet.sum() + year.unplaced.sum())


def learners_in_special_schools(made) -> float:
    pairs, instance = made.instance.pairs, made.instance
    base = instance.cells.requirement[pairs.cell] == BASE
    state = instance.providers.provision[pairs.provider] == SPECIAL
    return sum(float(year.learners[base & state].sum()) for year in made.central.years)


def test_base_learners_in_a_special_school_are_reallocated_to_its_places(opened):
    need = place_need_of(opened.instance, opened.central)
    base = opened.instance.cells.requirement == BASE
    bases = [PROVISIONS[kind] == "specialist_base" for kind in opened.instance.providers.provision]
    assert (need.now + need.committed)[-1, base].sum() == pytest.approx(opened.instance.usable_places[-1, bases].sum())
    assert need.reallocated[-1, base].sum() > 0
