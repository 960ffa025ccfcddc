"""Areas and schools by name, a school that opens in steps, and where a postcode or a town is."""

from pathlib import Path

import pytest
from smallshire import write_smallshire

from sufficiency.errors import InputError
from sufficiency.scenario.checks.against_pack import faults_against_pack
from sufficiency.scenario.loader import load_scenario
from sufficiency.scenario.values import Scenario

pytestmark = pytest.mark.unit

HEAD = "title: A\nquestion: B\nauthor: C\nauthority: smallshire\nhorizon: 2030\n"
LEVER = """\
levers:
  fees:
    what: {what}
    where: {where}
    multiply: 0.9
    from: 2026/27
    owner: O
    evidence: E
"""
CHANGE = (
    "places:\n  changes:\n    one:\n      provider: {provider}\n      from: 2026/27\n      {amount}\n      source: x\n"
)
NEW = """\
places:
  new_providers:
    oak:
      name: Oak School
      provision: state_special
      area: {area}
      needs: [ASC]
      ages: [4, 10]
      {at}
      opens: {opens}
      places: {places}
      source: invented
"""
AT = "easting: 450000\n      northing: 130000"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    providers = [
        "provider_id,name,provision,area",
        "116617,Baycroft School,state_special,E1",
        "b1,The Base,specialist_base,E1",
        "b2,the base,specialist_base,E2",
    ]
    write_smallshire(tmp_path, ["E1,Eastham", "E2,West  Ham"], providers, ["116617,2024/25,all,100"])
    return tmp_path


def loaded(project: Path, text: str) -> Scenario:
    path = project / "scenarios" / "one.yaml"
    path.write_text(HEAD + text)
    return load_scenario(path)


def told(project: Path, text: str) -> list[str]:
    try:
        return [fault.message for fault in faults_against_pack(loaded(project, text))]
    except InputError as error:
        return [fault.message for fault in error.faults]


def new(area: str = "E1", at: str = AT, opens: str = "2027/28", places: str = "[20, 40, 60]") -> str:
    return NEW.format(area=area, at=at, opens=opens, places=places)


@pytest.mark.parametrize("name", ["116617", "Baycroft School", "baycroft  SCHOOL"])
def test_a_school_may_be_named(project, name):
    (change,) = loaded(project, CHANGE.format(provider=name, amount="add: 5")).places.changes
    assert change.provider_id == "116617"


@pytest.mark.parametrize("name", ["The Base, west ham", "the base (West Ham)"])
def test_a_base_of_a_name_that_each_area_has_is_named_with_its_area(project, name):
    (change,) = loaded(project, CHANGE.format(provider=name, amount="add: 5")).places.changes
    assert change.provider_id == "b2"


def test_areas_and_providers_of_a_lever_may_be_named(project):
    text = LEVER.format(what="transport_price", where="{areas: [west ham, E1], providers: [baycroft school]}")
    (lever,) = loaded(project, text).levers
    assert (lever.where.areas, lever.where.providers) == (("E2", "E1"), ("116617",))


def test_a_new_school_stands_in_an_area_by_name_and_is_itself_named(project):
    text = new(area="west ham") + "  changes: {one: {provider: oak school, from: 2029/30, add: 5, source: x}}\n"
    scenario = loaded(project, text)
    assert scenario.places.new_providers[0].area == "E2"
    assert scenario.places.changes[-1].provider_id == "oak"
    assert faults_against_pack(scenario) == []


@pytest.mark.parametrize(
    "text",
    [
        CHANGE.format(provider="The Base", amount="add: 5"),
        LEVER.format(what="top_up", where="{providers: [THE BASE]}"),
    ],
)
def test_a_name_that_several_have_is_a_fault_that_lists_their_codes(project, text):
    found = told(project, text)
    assert any("b1" in message and "b2" in message and "Eastham" in message for message in found), found


def test_a_school_opens_in_steps_of_one_line(project):
    changes = loaded(project, new()).places.changes
    assert [(change.academic_year, change.set_to) for change in changes] == [
        ("2027/28", 20),
        ("2028/29", 40),
        ("2029/30", 60),
    ]
    assert told(project, new()) == []
    assert told(project, new(places="60")) == []
    assert told(project, new(places="[0, 20, 20, 40]", opens="2026/27")) == [
        "changes nothing: there are 0 places already"
    ]


def test_a_new_school_that_is_inherited_can_be_left_out(project):
    loaded(project, new())
    over = project / "scenarios" / "over.yaml"
    text = "title: A\nquestion: B\nauthor: C\nextends: one.yaml\nplaces: {new_providers: {oak: {in_force: false}}}\n"
    over.write_text(text)
    scenario = load_scenario(over)
    assert (scenario.places.new_providers, scenario.places.changes) == ((), ())


def test_places_of_a_school_that_is_there_change_in_steps_and_those_after_the_run_are_left_out(project):
    scenario = loaded(project, CHANGE.format(provider="116617", amount="places: [120, 120, 140, 160, 0]"))
    assert [(change.academic_year, change.set_to) for change in scenario.places.changes] == [
        ("2026/27", 120),
        ("2028/29", 140),
        ("2029/30", 160),
    ]
    assert faults_against_pack(scenario) == []


def test_a_step_that_is_refused_is_told_at_its_line(project):
    path = project / "scenarios" / "one.yaml"
    path.write_text(HEAD + new(opens="2031/32"))
    (fault,) = faults_against_pack(load_scenario(path))
    assert (fault.line, fault.where) == (16, "places.new_providers.oak.opens")
    assert "outside the run" in fault.message


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (new().replace("      opens: 2027/28\n", ""), "opens and places belong together"),
        (new(at="easting: 450000"), "one of easting and northing is missing"),
        (new(at=f"postcode: AB1 2CD\n      {AT}"), "its position is given twice"),
        (new(at="# none"), "its position is missing"),
        (new(at="easting: 51.06\n      northing: 1.31"), "51.06: this looks like degrees of latitude or longitude"),
        (new(at="easting: -1.31\n      northing: 51.06"), "-1.31: this looks like degrees of latitude or longitude"),
        (new(at="easting: 51.06N\n      northing: 130000"), "convert it, for one at https://"),
        (new(at="easting: 450.2\n      northing: 130.1"), "this looks like kilometres, multiply by 1,000"),
        (new(at="easting: 130000\n      northing: 1450000"), "outside the range"),
        (CHANGE.format(provider="116617", amount="places: []"), "at least 1 items"),
        (CHANGE.format(provider="116617", amount="places: [20, -1]"), "-1 is outside the range"),
    ],
)
def test_what_cannot_be_is_refused(project, text, says):
    found = told(project, text)
    assert any(says in message for message in found), found


@pytest.mark.parametrize(
    ("file", "table", "at"),
    [
        ("postcodes.csv", "postcode,easting,northing\nSO23 8UL,448000,129500\n", "postcode: so238ul"),
        ("postcodes.csv", "\ufeffpcds,oseast1m,osnrth1m\nSO23 8UL,448000,0129500\n", "postcode: SO23 8UL"),
        ("postcodes.csv", "pcd7,pcds,east1m,north1m\nSO238UL,SO23 8UL,448000,129500\nX,X,,\n", "postcode: SO23  8UL"),
        ("towns.csv", "name,easting,northing\nWest Ham,1,1\nWinchester,448000,129500\n", "town: winchester"),
        ("towns.csv", "ID,NAME1,GEOMETRY_X,GEOMETRY_Y\n1,Winchester,448000,129500\n", "town: Winchester"),
    ],
)
def test_a_postcode_or_a_town_is_looked_up_in_the_table_of_the_pack(project, file, table, at):
    (project / "data" / "smallshire" / file).write_text(table, encoding="utf-8")
    scenario = loaded(project, new(at=at))
    (school,) = scenario.places.new_providers
    assert (school.easting, school.northing) == (448_000, 129_500)
    assert faults_against_pack(scenario) == []


@pytest.mark.parametrize(
    ("table", "says"),
    [
        (None, "the pack does not have; put one there, cut down from"),
        ("town,x,y\nA,1,1\n", "towns.csv has no column easting or eastings or oseast1m"),
        ("name,easting,northing\nB,448000,129500\n", "no town 'A' in towns.csv; add a row for it"),
        (
            "name,easting,northing\nA,448000,129500\nA,1000,2000\n",
            "towns.csv has 2 places of this name (1000, 2000; 448",
        ),
        ("name,easting,northing\nA,nan,129500\n", "towns.csv line 2: 'nan' is no number of metres"),
        ("name,easting,northing\nA\u00e9,1,1\n", "towns.csv is not UTF-8 text; save it as CSV UTF-8"),
        ("name,easting,northing\nA,somewhere,129500\n", "towns.csv line 2: 'somewhere' is no number of metres"),
    ],
)
def test_what_cannot_be_looked_up_is_told_with_the_remedy(project, table, says):
    if table is not None:
        (project / "data" / "smallshire" / "towns.csv").write_text(table, encoding="latin-1")
    (message,) = told(project, new(at="town: A"))
    assert says in message


TOWNS = "name,easting,northing\nAlton,448000,129500\n"
POSTCODES = "postcode,easting,northing\nSO23 8UL,448000,129500\nSO23 9ZZ,,\n"
NOT_FOUND = [
    ("town: Altn", "no town 'Altn' in towns.csv; did you mean Alton?"),
    ("town: SO23 8UL", "this is a postcode: write postcode"),
    ("postcode: Alton", "a postcode is written such as SO23 8UJ, and a name under town"),
    ("postcode: SO23", "give the whole of it"),
    ("postcode: SO23 9ZZ", "no postcode 'SO23 9ZZ' in postcodes.csv with a position: it may be in use no longer"),
]


@pytest.mark.parametrize(("at", "says"), NOT_FOUND)
def test_what_is_not_in_the_table_gets_what_may_be_meant(project, at, says):
    (project / "data" / "smallshire" / "towns.csv").write_text(TOWNS)
    (project / "data" / "smallshire" / "postcodes.csv").write_text(POSTCODES)
    (message,) = told(project, new(at=at))
    assert says in message
