"""The verbs on scenario files, as a planner uses them."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from modules_loaded import LIGHT, MOST_MODULES, modules_loaded, packages_of
from shipped import shipped
from work_counted import at_most_calls

from sufficiency.cli import cli

pytestmark = pytest.mark.end_to_end

PROJECT = Path(__file__).parents[2]
BASELINE = "scenarios/hampshire/baseline.yaml"
PLACES = "scenarios/hampshire/450-places.yaml"


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(cli, arguments)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of one's own with a copy of Hampshire's scenarios, its pack, and nothing else."""
    (tmp_path / "scenarios" / "hampshire").mkdir(parents=True)
    for source in shipped("scenarios/hampshire/*.yaml"):
        (tmp_path / "scenarios" / "hampshire" / source.name).write_bytes(source.read_bytes())
    (tmp_path / "data").symlink_to(PROJECT / "data")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.usefixtures("project")
def test_check_says_ok_of_each_good_file():
    result = run("check", BASELINE, PLACES)
    assert result.exit_code == 0
    assert result.stdout == f"{BASELINE}: ok\n{PLACES}: ok\n"


def test_check_tells_every_fault_with_its_line_and_ends_with_two(project):
    path = project / PLACES
    path.write_text(path.read_text().replace("add: 30", "add: thirty", 1).replace("from: 2028/29", "form: 2028/29", 1))
    result = run("check", PLACES, BASELINE)
    assert result.exit_code == 2
    first, second, third = result.stdout.splitlines()
    assert first == f"{BASELINE}: ok"
    assert second.startswith(f"{PLACES}:19:12 places.changes.limington-house.add: 'thirty' is not a whole number")
    assert third.endswith("did you mean from?")
    assert "2 faults" in result.stderr


def test_check_tells_what_the_pack_does_not_have(project):
    path = project / PLACES
    path.write_text(path.read_text().replace('"116617"', "Baycroft", 1).replace("2027/28", "2037/38", 1))
    result = run("check", PLACES)
    assert result.exit_code == 2
    assert "did you mean 116617 (Baycroft School)?" in result.stdout
    assert "2037/38 is outside the run" in result.stdout


@pytest.mark.usefixtures("project")
def test_show_prints_where_each_value_was_set():
    result = run("show", PLACES)
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert any(line.startswith("seed: 20250116 ") and line.endswith(f"# {BASELINE}:13") for line in lines)
    assert any(line.startswith("    own_weight: ") and line.endswith("# default, A-01") for line in lines)


@pytest.mark.parametrize("command", ["show", "check"])
def test_a_broken_file_ends_with_two_and_no_traceback(project, command):
    (project / BASELINE).write_text("title: a: b\n")
    result = run(command, BASELINE)
    assert result.exit_code == 2
    assert f"{BASELINE}:1:9: a colon inside text must be in quotes" in result.output


@pytest.mark.usefixtures("project")
def test_diff_says_in_words_what_differs():
    result = run("diff", BASELINE, PLACES)
    assert result.exit_code == 0
    assert "- Places: 30 places more at Baycroft School (116617) from September 2028." in result.stdout
    assert result.stdout.rstrip().endswith("; 450 more, 4,753 instead of 4,303, from September 2028.")


@pytest.mark.usefixtures("project")
def test_diff_of_a_scenario_with_itself_finds_nothing():
    assert "Nothing that a run would notice." in run("diff", PLACES, PLACES).stdout


def test_diff_names_changed_parameters_and_changes_put_off(project):
    other = project / "scenarios" / "hampshire" / "later.yaml"
    other.write_text(
        "title: Later\nquestion: Q\nauthor: A\nextends: 450-places.yaml\n"
        "parameters: {costs: {inflation: 0.02}}\n"
        "places: {changes: {baycroft: {from: 2030/31}, osborne: {in_force: false}}}\n"
    )
    told = run("diff", PLACES, str(other)).stdout
    assert "- parameters.costs.inflation: 0 becomes 0.02 (share a year). Yearly growth of every price" in told
    assert "from September 2030; before: 30 places more at Baycroft School (116617) from September 2028." in told
    assert "- Places no longer changed: 30 places more at Osborne School (116511) from September 2028." in told
    assert "60 fewer, 4,693 instead of 4,753, from September 2028; 30 fewer, 4,723 instead of 4,753," in told


def test_a_new_file_checks_and_its_notes_are_right_when_uncommented(project):
    result = run("new", "hampshire", "my-first-try")
    assert result.exit_code == 0
    path = project / "scenarios" / "hampshire" / "my-first-try.yaml"
    assert run("check", "scenarios/hampshire/my-first-try.yaml").exit_code == 0
    text = path.read_text()
    head, _, notes = text.partition("# parameters:")
    uncommented = "# parameters:" + notes
    lines = [line.removeprefix("# ") for line in uncommented.splitlines() if not line.startswith("# Dated")]
    path.write_text(head + "\n".join(lines).replace('"123456"', "116617") + "\n")
    told = run("check", "scenarios/hampshire/my-first-try.yaml").stdout.splitlines()
    assert len(told) == 2
    assert "it lies in Winchester" in told[0]
    assert told[1].endswith(": ok")


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("hampshire", "baseline"), "is there already"),
        (("hamshire", "try"), "did you mean hampshire?"),
        (("hampshire", "My try"), "did you mean my-try?"),
        (("../hampshire", "try"), "small letters"),
    ],
)
def test_a_new_file_that_cannot_be_is_refused(arguments, says):
    result = run("new", *arguments)
    assert result.exit_code == 2
    assert says in result.stderr


def test_schema_writes_the_schema_and_the_reference(project):
    assert run("schema").exit_code == 0
    assert run("schema", "--docs").exit_code == 0
    assert (project / "scenarios" / "schema.json").read_bytes() == (PROJECT / "scenarios" / "schema.json").read_bytes()
    assert (project / "docs" / "reference-scenarios.md").is_file()
    assert run("schema", "--out", "-").stdout.startswith("{")


def test_check_loads_nothing_heavy():
    told, modules = modules_loaded("check", BASELINE)
    assert told == f"{BASELINE}: ok"
    assert packages_of(modules) == LIGHT
    assert len(modules) < MOST_MODULES


@pytest.mark.usefixtures("project")
def test_check_reads_of_the_pack_no_more_than_it_needs():
    run("check", BASELINE)
    with at_most_calls(40_000):
        assert run("check", BASELINE).exit_code == 0
