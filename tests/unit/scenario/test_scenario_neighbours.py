"""Neighbours of the slips of ``test_scenario_words``: one file, one slip, and the one sentence that mends it."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from smallshire import write_smallshire

from sufficiency.commands.scenario import diff_command
from sufficiency.errors import InputError
from sufficiency.scenario.checks.against_pack import faults_against_pack
from sufficiency.scenario.checks.believable import in_words, warnings_of
from sufficiency.scenario.checks.whole import load_checked, warnings_beside_faults

pytestmark = pytest.mark.unit

HEAD = "title: A\nquestion: B\nauthor: C\nauthority: smallshire\nhorizon: 2030\n"
LEVER = """\
levers:
  one:
    what: {what}
    where: {where}
    {amount}
    from: 2026/27
    owner: D
    evidence: E
"""
CHANGE = """\
places:
  changes:
    first:
      provider: {provider}
      from: 2027/28
      {amount}
      source: invented
"""
NEW = """\
places:
  new_providers:
    new:
      name: New
      provision: state_special
      area: Eastham
      needs: {needs}
      ages: {ages}
      easting: {easting}
      northing: 139500
      opens: 2027/28
      places: {places}
      source: invented
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("neighbours")
    providers = [
        "provider_id,name,provision,area,needs",
        "116603,Lakeside School,state_special,E1,SEMH ASD",
        'base-E1-primary,"Specialist bases, primary",specialist_base,E1,SEMH',
        'base-E2-primary,"Specialist bases, primary",specialist_base,E2,SEMH',
        'base-E1-secondary,"Specialist bases, secondary",specialist_base,E1,SEMH',
        'base-E2-secondary,"Specialist bases, secondary",specialist_base,E2,SEMH',
        "base-oak-lodge,Oak Lodge base,specialist_base,E1,SEMH",
    ]
    areas = ["E1,Eastham", "E2,District 5 Westham and Hatfield"]
    write_smallshire(root, areas, providers, ["116603,2024/25,all,100"])
    (scenarios := root / "scenarios" / "smallshire").mkdir()
    return scenarios


def told(folder: Path, text: str) -> list[str]:
    path = folder / "one.yaml"
    path.write_text(text)
    try:
        scenario = load_checked(path, faults_against_pack)
    except InputError as error:
        lines = [*error.faults, *warnings_beside_faults(path, warnings_of)]
    else:
        lines = [*faults_against_pack(scenario), *(warnings_of(scenario))]
    refused = {line.where for line in lines if line.severity == "error"}
    lines = [line for line in lines if line.severity == "error" or line.where not in refused]
    said = [str(line) if line.severity == "error" else in_words(line) for line in lines]
    return [line.removeprefix(f"{path}:") for line in said]


def lever(amount: str, what: str = "request_rate", where: str = "{needs: [SEMH]}") -> str:
    return HEAD + LEVER.format(what=what, where=where, amount=amount.replace("\n", "\n    "))


def change(amount: str, provider: str = "116603") -> str:
    return HEAD + CHANGE.format(amount=amount, provider=provider)


def new(needs: str = "[ASD]", ages: str = "[4, 15]", easting: str = "471700", places: str = "[20, 40]") -> str:
    return HEAD + NEW.format(needs=needs, ages=ages, easting=easting, places=places)


SLIPS = [
    # percentages are factors, shares or nothing, by what they stand for
    (lever("add: 10%"), "for 10% more than there is write multiply: 1.1; to add to a share write 0.1"),
    (lever("add: -5%", what="fee"), "for 5% less than there is write multiply: 0.95; to add to a share write -0.05"),
    (lever("at_most: 5%"), "such as 0.05 for 5%, where the lever moves a share"),
    (lever("multiply: 115"), "write 1.15 for 115% of it"),
    (lever("multiply: -0.1"), "write 0.9 for 10% less"),
    (lever("multiply: -10"), "write 0.9 for 10% less"),
    (lever("target: 95", what="survival"), "such as 0.95 for 95%"),
    (lever("multiply: 0.9;"), "leave out the ';' at its end: 0.9"),
    (change("add: 10%"), "write the number itself, of places, not a percentage"),
    (HEAD + "parameters: {placement: {diversion: 10}}\n", "allowed: 0 to 1 (share); write 0.1 for 10%"),
    (HEAD + "parameters: {capacity: {ceiling: 120}}\n", "write 1.2 for 120%"),
    (
        HEAD + "parameters: {placement: {diversion: 0.2, diversion_low: 0.5, diversion_high: 0.1}}\n",
        "parameters.placement: diversion_low, 0.5, is above diversion_high, 0.1: swap them",
    ),
    # amounts that are believed to be slips, and the nearest that is believed
    (lever("target: 600000", what="fee"), "Did you mean 60000?"),
    (lever("target: 6000", what="fee"), "Did you mean 60000?"),
    (lever("target: 1000", what="journey_limit", where="{}"), "Did you mean 100?"),
    (HEAD + "parameters: {costs: {residential_fee_gbp: 140}}\n", "Did you mean 140000?"),
    # lists
    (new(places="20/40/60"), "write [20, 40, 60]"),
    (new(places="20 40 60"), "write [20, 40, 60]"),
    (new(places="[20 40 60]"), "put commas between the numbers: 20, 40, 60"),
    (new(places="{2027/28: 20, 2028/29: 40}"), "write [20, 40], one after the other"),
    (new(ages="secondary"), "write [4, 15]"),
    (new(needs="[Social, emotional and mental health]"), "did you mean SEMH (Social, emotional and mental health)?"),
    (new(needs="[ASD, Speech, language and communication]"), "needs[2]: 'Speech, language and communication' is one"),
    (new(needs="all"), "name each"),
    (lever("multiply: 0.9", where="{year_groups: 7-11}"), "write [7, 8, 9, 10, 11]"),
    (lever("multiply: 0.9", where="{year_groups: [Year 7]}"), "write the number alone, Reception is 0: 7"),
    (lever("multiply: 0.9", where="{year_groups: [Reception]}"), "write the number alone, Reception is 0: 0"),
    (lever("multiply: 0.9", where="\n      needs:\n        -ASD\n        -SEMH"), "a space after the hyphen"),
    # positions
    (new(easting="SU 717 395"), "write easting: 471700 and northing: 139500"),
    (new(easting="su71703950"), "write easting: 471700 and northing: 139500"),
    (new(easting="NZ4932"), "write easting: 449000 and northing: 532000"),
    (new(easting="TQ 3 8"), "write easting: 530000 and northing: 180000"),
    (new(easting="471700m"), "write the number alone: 471700"),
    (new(easting="471.7km"), "write the number alone: 471700"),
    (new(easting="51.15, -0.97"), "this looks like degrees"),
    (new().replace("easting: 471700", "grid_ref: SU717395"), "a position is easting and northing, in metres"),
    (new().replace("opens:", "from:"), "did you mean opens?"),
    # names
    (change("add: 10", "Specialist bases, secondry, Eastham"), "did you mean base-E1-secondary (Specialist bases,"),
    (change("add: 10", "Specialist bases, secondary, Eastam"), "did you mean base-E1-secondary (Specialist bases,"),
    (lever("multiply: 0.9", where="{areas: [District 05]}"), "did you mean E2 (District 5 Westham and Hatfield)?"),
    (change("add: 10", "base-Eastham-secondary"), "did you mean base-E1-secondary (Specialist bases, secondary"),
    (change("add: 10", "Lakeside School #2"), "warning: the text ends at 'Lakeside School'"),
    (lever("multiply: 0.9", where="{areas: [Hatfeild]}"), "did you mean E2 (District 5 Westham and Hatfield)?"),
    # what a list of places does, and does not
    (change("places: [110, 120, 130, 140]"), "the places from 2030/31 on come after the run"),
    (change("places: 100"), "changes nothing: there are 100 places already"),
    # a base of its own name is no row of all bases of an area
    (change("set: 400", "base-oak-lodge"), "400 places are more than the largest specialist base has, 60 (A-303)"),
]


@pytest.mark.parametrize(("text", "sentence"), SLIPS, ids=lambda part: part[-40:])
def test_one_slip_gets_one_sentence_with_its_remedy(folder, text, sentence):
    lines = told(folder, text)
    assert [line for line in lines if sentence in line], lines
    assert len(lines) == 1, lines


SOUND = [
    change("places: [100, 110, 120]"),
    change("places: [120, 120, 120, 120, 120]"),
    change("add: 80", "base-E1-primary"),
    change("add: 12", '"specialist bases, secondary, Eastham"'),
    lever("multiply: 0.9\nlow: 0.9\nhigh: 0.9"),
    new(needs="[ASC, SEMH]"),
]


@pytest.mark.parametrize("text", SOUND)
def test_what_is_sound_is_neither_refused_nor_warned_of(folder, text):
    assert told(folder, text) == []


def test_an_interval_the_wrong_way_round_is_told_beside_other_faults(folder):
    lines = told(folder, lever("multiply: 15%\nlow: 1.2\nhigh: 0.8", where="{needs: [Autism], areas: [Eastam]}"))
    assert len(lines) == 4
    assert any("low, 1.2, is above high, 0.8: swap them" in line for line in lines)


def test_areas_are_looked_up_where_the_file_extended_is_misspelt(folder):
    (folder / "baseline.yaml").write_text(HEAD)
    text = lever("multiply: 0.9", where="{areas: [Eastam]}").replace("authority: smallshire", "extends: basline.yaml")
    first, second = told(folder, text)
    assert first.endswith("no file 'basline.yaml'; did you mean baseline.yaml?")
    assert "did you mean E1 (Eastham)?" in second
    (folder / "baseline.yaml").unlink()


def test_an_amount_that_is_hard_to_believe_is_told_beside_a_fault_elsewhere(folder):
    lines = told(folder, lever("at_most: 60", what="fee") + CHANGE.format(provider="116630", amount="add: 10"))
    assert ["warning" in line for line in lines] == [False, True]


def test_a_new_school_that_is_left_out_is_named_where_a_change_names_it(folder):
    text = new(places="[20, 40]\n      in_force: false") + CHANGE.format(provider="new", amount="add: 10")[8:]
    (line,) = told(folder, text)
    assert "'new' is a new provider that in_force: false leaves out" in line


def test_one_slip_in_the_name_of_a_new_school_is_told_once(folder):
    text = new().replace("      opens: 2027/28\n      places: [20, 40]\n", "")
    (line,) = told(folder, text + CHANGE.format(provider="nwe", amount="set: 10")[8:])
    assert "'nwe' is neither a provider of the pack nor a new one; did you mean new (New)?" in line


def test_a_misspelt_name_of_an_entry_that_is_extended_is_one_fault(folder):
    (folder / "baseline.yaml").write_text(change("add: 10"))
    text = HEAD.replace("authority: smallshire\nhorizon: 2030", "extends: baseline.yaml")
    (line,) = told(folder, f"{text}places:\n  changes:\n    frist:\n      add: 20\n")
    (folder / "baseline.yaml").unlink()
    assert "places.changes.frist: nothing of this name is extended; did you mean first? A new one needs" in line


def test_an_amount_beside_the_one_that_is_extended_is_told_with_both(folder):
    (folder / "baseline.yaml").write_text(change("add: 10"))
    text = HEAD.replace("authority: smallshire\nhorizon: 2030", "extends: baseline.yaml")
    (line,) = told(folder, f"{text}places:\n  changes:\n    first:\n      set: 20\n")
    (folder / "baseline.yaml").unlink()
    assert "add and set are given, here or in a file that is extended" in line


def test_diff_refuses_a_file_that_names_what_is_not_there(folder):
    (folder / "two.yaml").write_text(change("add: 10", "Lakeside Scool"))
    (folder / "three.yaml").write_text(change("add: 10"))
    refused = CliRunner().invoke(diff_command, [str(folder / "three.yaml"), str(folder / "two.yaml")])
    assert isinstance(refused.exception, InputError)
    assert "did you mean 116603 (Lakeside School)?" in str(refused.exception)
