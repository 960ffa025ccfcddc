"""A project's file is read strictly: every fault with its line and all at once, what is hard to believe as warnings."""

from pathlib import Path

import pytest

from models.vocabulary import Need, NeedGroup, Phase
from sufficiency.errors import InputError, Severity
from sufficiency.returns.bid.project_reading import read_project

pytestmark = pytest.mark.unit

EXAMPLE = Path(__file__).parents[3] / "docs" / "projects" / "semh-60-places.yaml"
SOUND = """\
title: Sixty places
need_groups: [semh]
phases: [secondary]
ages: [11, 15]
places:
  title: One set
  places: 60
  provision: state_special
  opens: 2027/28
  fills: [20, 40, 60]
  capital:
    cost_a_place_gbp: 80000
    profile: {2025-26: 1}
    price_year: 2025
    source: an invented paper
"""
FAULTY = """\
title: 7
contact: x
need_groups: [semh, sehm]
needs: [PMLD]
phases: [secondry]
ages: [16, 11]
unmitigated: [a, b]
places:
  title: One set
  places: 0
  provision: specialist
  opens: 2027
  fills: [20]
preferred: other
commissioners: {Hampshire: many}
phasing: {ks9: [1]}
risks:
  Slow:
    likelihood: often
words:
  why: because
colour: red
"""


def read(tmp_path: Path, text: str):
    path = tmp_path / "project.yaml"
    path.write_text(text, encoding="utf-8")
    return read_project(path)


def test_the_example_that_ships_is_sound():
    project = read_project(EXAMPLE)
    assert project.warnings == ()
    assert (project.need_groups, project.needs) == ((NeedGroup.SEMH,), (Need.SEMH,))
    assert project.phases == (Phase.PRIMARY, Phase.SECONDARY)
    assert [one.name for one in project.sets.options] == ["extension", "new-school", "bases"]
    assert project.option.places == sum(project.commissioners.values()) == 60
    assert project.unmitigated == EXAMPLE.parent / "../../runs/hampshire-unmitigated"


def test_places_may_be_written_out_and_the_only_option_is_the_preferred_one(tmp_path):
    project = read(tmp_path, SOUND)
    assert (project.preferred, project.option.fills) == ("set", (20.0, 40.0, 60.0))
    assert project.words == {}


def test_every_fault_is_named_at_once_with_its_line(tmp_path):
    with pytest.raises(InputError) as refused:
        read(tmp_path, FAULTY)
    found = {(fault.line, fault.where) for fault in refused.value.faults}
    lines = FAULTY.split("\n")
    keys = "title need_groups phases ages unmitigated places.places places.provision places.opens places.capital"
    keys += " commissioners.Hampshire phasing.ks9 risks.Slow risks.Slow.risk risks.Slow.likelihood risks.Slow.effect"
    assert set(f"{keys} words.why colour needs".split()) <= {where for _, where in found}
    for line, where in found:
        if line and where.rpartition(".")[2] not in {"capital", "risk", "effect", "preferred"}:
            assert where.rpartition(".")[2] in lines[line - 1], (line, where)


def test_the_faults_of_the_file_of_places_are_named_with_those_of_the_project(tmp_path):
    (tmp_path / "set.yaml").write_text("title: x\nplaces: none\n", encoding="utf-8")
    text = SOUND[: SOUND.index("places:")] + "places:\n  file: set.yaml\ncolor: red\n"
    with pytest.raises(InputError) as refused:
        read(tmp_path, text)
    assert {Path(fault.file).name for fault in refused.value.faults} == {"project.yaml", "set.yaml"}


@pytest.mark.parametrize(
    ("more", "where", "words"),
    [
        ("commissioners: {Hampshire: 61}", "commissioners", "61 places are commissioned, and set has 60"),
        ("phasing: {ks3: [40], ks4: [30]}", "phasing", "70 learners in one year are more than the 60 places"),
        ("phasing: {ks3: [1, 2, 3, 4, 5, 6, 7, 8]}", "phasing.ks3", "has 8 years"),
        ("preferred: bases", "preferred", "is not one of: set"),
    ],
)
def test_what_does_not_fit_together_is_refused(tmp_path, more, where, words):
    with pytest.raises(InputError) as refused:
        read(tmp_path, f"{SOUND}{more}\n")
    assert [fault.where for fault in refused.value.faults] == [where]
    assert words in str(refused.value)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ("commissioners: {Hampshire: 40}", "40 of the 60 places are commissioned"),
        ("phasing: {age_16_19: [5]}", "the project is for ages 11 to 15"),
    ],
)
def test_what_is_hard_to_believe_is_warned_of(tmp_path, more, words):
    warnings = read(tmp_path, f"{SOUND}{more}\n").warnings
    assert [fault.severity for fault in warnings] == [Severity.WARNING]
    assert words in str(warnings[0])


def test_a_place_that_costs_far_more_than_any_is_warned_of(tmp_path):
    warnings = read(tmp_path, SOUND.replace("80000", "800000")).warnings
    assert "800,000 is outside what is usual" in str(warnings[0])


def test_a_file_that_is_not_there_is_one_sentence(tmp_path):
    with pytest.raises(InputError, match=r"is not there; name .*docs/projects/semh-60-places\.yaml"):
        read_project(tmp_path / "none.yaml")
