"""A scenario against its pack: what it names must be there, and each change must change something."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from smallshire import write_smallshire

from sufficiency.cli import cli
from sufficiency.scenario.checks.against_pack import faults_against_pack, lists_of
from sufficiency.scenario.loader import load_scenario

pytestmark = pytest.mark.unit

HEAD = "title: A\nquestion: B\nauthor: C\nauthority: smallshire\nhorizon: 2030\n"
CHANGE = """\
places:
  changes:
    first:
      provider: {provider}
      from: {year}
      {amount}
      source: invented
"""
NEW = """\
places:
  new_providers:
    {name}:
      name: New school
      provision: state_special
      area: {area}
      needs: [ASC]
      ages: [4, 10]
      easting: 451000
      northing: 121000
      source: invented
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    providers = ["provider_id,name", "116617,Baycroft School", "split,Split School"]
    places = [
        "116617,2024/25,all,100",
        "116617,2026/27,all,120",
        "split,2024/25,primary,10",
        "split,2024/25,secondary,20",
    ]
    write_smallshire(tmp_path, ["E1,Eastham", "E2,Westham"], providers, places)
    return tmp_path


def faults(project: Path, text: str) -> list[tuple[int, str, str]]:
    path = project / "scenarios" / "one.yaml"
    path.write_text(HEAD + text)
    return [(fault.line, fault.where, fault.message) for fault in faults_against_pack(load_scenario(path))]


def change(provider: str = "116617", year: str = "2027/28", amount: str = "add: 5") -> str:
    return CHANGE.format(provider=provider, year=year, amount=amount)


def test_a_scenario_that_names_what_is_there_has_no_fault(project):
    assert faults(project, "") == []
    assert faults(project, change()) == []
    assert faults(project, "places:\n  committed: false\n") == []


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        (change(provider="116671"), 9, "did you mean 116617 (Baycroft School)?"),
        (change(provider="Baycroft"), 9, "did you mean 116617 (Baycroft School)?"),
        (change(provider="elsewhere-entirely"), 9, "is neither a provider of the pack nor a new one"),
        (change(year="2024/25"), 10, "allowed: 2025/26 to 2029/30"),
        (change(year="2030/31"), 10, "outside the run"),
        (change(amount="add: 0"), 11, "changes nothing"),
        (change(amount="set: 120"), 11, "changes nothing: there are 120 places already"),
        (change(amount="set: 100", year="2025/26"), 11, "there are 100 places already"),
        (change(amount="add: -121"), 11, "more than the 120 places"),
        (change(amount="add: 5\n      phase: primary"), 12, "allowed: all"),
        (change(provider="split"), 9, "allowed: primary, secondary"),
        (NEW.format(name="new-school", area="E3"), 11, "allowed: E1 (Eastham), E2 (Westham)"),
        (NEW.format(name="new-school", area="Eastam"), 11, "did you mean E1 (Eastham)?"),
        (NEW.format(name="new-school", area="E1"), 9, "no place change names it"),
        (NEW.format(name="split", area="E1"), 9, "already has a provider of this id"),
    ],
)
def test_what_the_pack_contradicts_is_told_with_its_line(project, text, line, says):
    found = faults(project, text)
    assert any(at == line and says in message for at, _, message in found), found


def test_places_of_a_phase_can_be_changed_where_the_pack_holds_them_by_phase(project):
    assert faults(project, change(provider="split", amount="add: 5\n      phase: primary")) == []


def test_a_new_provider_with_places_has_no_fault(project):
    text = NEW.format(name="new-school", area="E1") + change(provider="new-school").replace("places:\n", "")
    assert faults(project, text) == []


def test_places_taken_away_are_counted_through_the_years(project):
    text = change(amount="add: -70") + "".join(
        f"    {name}:\n      provider: '116617'\n      from: 2028/29\n      add: -30\n      source: x\n"
        for name in ("b", "c")
    )
    assert [(line, message[:10]) for line, _, message in faults(project, text)] == [(21, "takes away")]


def test_cancelling_dated_openings_changes_nothing_where_there_are_none(project):
    places = project / "data" / "smallshire" / "places.csv"
    places.write_text(places.read_text().replace("116617,2026/27,all,120\n", ""))
    assert faults(project, "places:\n  committed: false\n")[0][:2] == (7, "places.committed")


def test_a_horizon_before_the_base_census_is_refused(project):
    path = project / "scenarios" / "one.yaml"
    path.write_text(HEAD.replace("2030", "2024"))
    assert "base census is 2025" in str(faults_against_pack(load_scenario(path))[0])


def test_a_horizon_beyond_the_population_of_the_pack_is_refused_with_the_year_that_is_missing(project):
    population = project / "data" / "smallshire" / "population.csv"
    years = [*range(2024, 2028), 2029]
    population.write_text("year,area,age,persons\n" + "".join(f"{year},E1,4,10\n" for year in years))
    words = "population.csv has no persons for mid-year 2028; set the horizon to 2028 or earlier, or add the years"
    assert faults(project, "") == [(5, "horizon", words)]
    population.write_text(population.read_text() + "2028,E1,4,0\n")
    assert faults(project, "") == []


def test_an_authority_without_a_pack_is_named_with_the_nearest(project):
    path = project / "scenarios" / "one.yaml"
    path.write_text(HEAD.replace("smallshire", "smalshire"))
    (fault,) = faults_against_pack(load_scenario(path))
    assert "there are: smallshire; did you mean smallshire?" in fault.message
    assert fault.line == 4


@pytest.mark.parametrize("name", ["pack.yaml", "areas.csv", "providers.csv", "places.csv"])
def test_a_pack_that_cannot_be_read_is_a_fault_and_no_traceback(project, name):
    (project / "data" / "smallshire" / name).write_text("x: [")
    found = faults(project, change())
    assert len(found) == 1
    assert "cannot be read" in found[0][2]


def test_names_are_empty_where_there_is_no_pack(project):
    path = project / "scenarios" / "one.yaml"
    path.write_text(HEAD)
    assert lists_of(load_scenario(path)).provider_names["116617"] == "Baycroft School"
    path.write_text(HEAD.replace("smallshire", "nowhere"))
    assert lists_of(load_scenario(path)) is None


def told(project: Path, text: str) -> list[str]:
    path = project / "scenarios" / "one.yaml"
    path.write_text(HEAD + text)
    result = CliRunner().invoke(cli, ["check", str(path)])
    assert result.exit_code == 2
    return result.stdout.splitlines()


def test_one_slip_in_the_file_hides_no_fault_against_the_pack(project):
    two = change(provider="116618") + "drws: 5\n"
    found = told(project, two)
    assert len(found) == 2
    assert "116618" in found[0]
    assert "drws: unknown key" in found[1]


def test_of_an_entry_with_a_slip_the_names_alone_are_held_against_the_pack(project):
    found = told(project, change(provider="116618", year="2044/45", amount="ad: 5"))
    assert len(found) == 2
    assert "'116618' is neither a provider of the pack nor a new one; did you mean 116617" in found[0]
    assert "ad: unknown key" in found[1]


@pytest.mark.parametrize("spoilt", ["horizon: soon\n", "authority: smallshire\nauthority: smallshire\n", "title: 5\n"])
def test_names_are_looked_up_whatever_else_is_wrong(project, spoilt):
    key = spoilt.partition(":")[0]
    head = "".join(line for line in HEAD.splitlines(keepends=True) if not line.startswith(f"{key}:"))
    path = project / "scenarios" / "one.yaml"
    lever = "levers:\n  one:\n    what: fees\n    where: {areas: [E3], providers: [nowhere]}\n"
    path.write_text(head + spoilt + NEW.format(name="new-school", area="Eastam") + lever)
    result = CliRunner().invoke(cli, ["check", str(path)])
    assert "did you mean E1 (Eastham)?" in result.stdout
    assert "'E3' is no area of the pack" in result.stdout
    assert "'nowhere' is neither a provider" in result.stdout
    assert "did you mean fee?" in result.stdout


def test_an_unknown_authority_is_told_beside_other_faults(project):
    path = project / "scenarios" / "one.yaml"
    path.write_text(HEAD.replace("smallshire", "smalshire").replace("2030", "soon"))
    result = CliRunner().invoke(cli, ["check", str(path)])
    assert "there are: smallshire; did you mean smallshire?" in result.stdout
    assert "'soon' is not a whole number" in result.stdout


def test_a_faulty_new_provider_makes_no_change_of_its_places_faulty(project):
    new = NEW.format(name="new-school", area="E1").replace("[ASC]", "[SEHM]")
    found = told(project, new + change(provider="new-school").removeprefix("places:\n"))
    assert len(found) == 1
    assert "SEHM" in found[0]
