"""What is said of a slip: the text as somebody writes it, and the sentence that names it, its place and its remedy.

Each text goes through the reader and the checks against a small pack, without a run.
"""

from pathlib import Path

import pytest
from click.testing import CliRunner
from smallshire import write_smallshire

from sufficiency.cli import cli
from sufficiency.errors import InputError
from sufficiency.scenario.checks.against_pack import faults_against_pack
from sufficiency.scenario.checks.believable import in_words, warnings_of
from sufficiency.scenario.checks.whole import load_checked
from sufficiency.scenario.loader import load_scenario
from sufficiency.scenario.rebuilding import swept

pytestmark = pytest.mark.unit

HEAD = "title: A\nquestion: B\nauthor: C\nauthority: smallshire\nhorizon: 2030\n"
PLACES = """\
places:
  changes:
    first:
      provider: "116617"
      from: 2027/28
      add: 20
      source: invented
"""
LEVER = """\
levers:
  one:
    what: fee
    where:
      needs: [SEMH]
    multiply: 1.1
    low: 1.0
    high: 1.2
    from: 2026/27
    owner: D
    evidence: E
"""
GOOD = HEAD + PLACES + LEVER


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("words")
    providers = [
        "provider_id,name,provision,area,needs",
        "116617,Baycroft School,state_special,E07000084,SEMH",
        "116603,Lakeside School,state_special,E07000085,SEMH",
        "116600,Riverside School,state_special,E07000084,SEMH",
        "116640,Samuel Cody College,state_special,E07000084,SEMH",
        "base-1,Specialist bases,specialist_base,E07000084,SEMH",
        "base-2,Specialist bases,specialist_base,E07000085,SEMH",
    ]
    write_smallshire(folder, ["E07000084,Eastham", "E07000085,Westham"], providers, ["116617,2024/25,all,100"])
    (folder / "scenarios" / "smallshire").mkdir()
    (folder / "scenarios" / "smallshire" / "baseline.yaml").write_text(GOOD)
    return folder


def told(project: Path, content: str | bytes) -> list[str]:
    """Every fault and warning of a text, as it is shown: the place, then the sentence."""
    path = project / "scenarios" / "smallshire" / "one.yaml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    try:
        scenario = load_checked(path, faults_against_pack)
    except InputError as error:
        lines = [str(fault) for fault in error.faults]
    else:
        warned = [in_words(warning) for warning in warnings_of(scenario)]
        lines = [*(str(fault) for fault in faults_against_pack(scenario)), *warned]
    return [line.removeprefix(str(path)).removeprefix(":") for line in lines]


def with_value(key: str, value: str) -> str:
    """The good text with another value of a key, the first of that name."""
    before, _, after = GOOD.partition(f"{key}: ")
    return f"{before}{key}: {value}\n{after.partition(chr(10))[2]}"


VALUES = [
    ("needs", "[Autism]", "did you mean ASC or ASD (Autism)?"),
    ("needs", "[Autistic Spectrum Disorder]", "did you mean ASC or ASD (Autism)?"),
    ("needs", '["Social, emotional and mental health"]', "did you mean SEMH (Social, emotional and mental health)?"),
    ("needs", "[Speech and language]", "did you mean SLCN (Speech, language and communication)?"),
    ("needs", "[Moderate learning difficulties]", "did you mean MLD (Moderate learning difficulty)?"),
    ("needs", "[Down's syndrome]", "did you mean DS (Down syndrome)?"),
    ("needs", "[Deaf]", "did you mean HI (Hearing impairment)?"),
    ("needs", "[ASD/SEMH]", "write each for itself: [ASD, SEMH]"),
    ("needs", "[SEHM]", "did you mean SEMH?"),
    ("what", "fees", "did you mean fee?"),
    ("what", "requests", "did you mean request_rate?"),
    ("from", "2027-28", "did you mean 2027/28?"),
    ("from", "26-27", "did you mean 2026/27?"),
    ("from", "2027", "did you mean 2027/28, which begins in September 2027?"),
    ("from", "Sept 2027", "did you mean 2027/28?"),
    ("from", "September 2027", "did you mean 2027/28?"),
    ("from", "January 2028", "did you mean 2027/28?"),
    ("from", "2027/8", "did you mean 2027/28?"),
    ("from", "2027/2028", "did you mean 2027/28?"),
    ("from", "2027\u201328", "did you mean 2027/28?"),
    ("from", "01/09/2027", "did you mean 2027/28?"),
    ("from", "2027-09-01", "did you mean 2027/28?"),
    ("from", "Autumn term 2027", "did you mean 2027/28?"),
    ("from", "2027/29", "did you mean 2027/28 or 2028/29?"),
    ("horizon", "2029/30", "write the year of the January census in it: 2030"),
    ("add", "£5,000", "leave out the pound sign and the commas: 5000"),
    ("add", "5k", "write the number alone: 5000"),
    ("add", "5,000", "leave out the commas: 5000"),
    ("add", "5 000", "leave out the spaces: 5000"),
    ("add", "20 places", "write the number alone: 20"),
    ("add", "\u221220", "write a plain hyphen for minus: -20"),
    ("add", "20.0", "20.0 is written with a point; a whole number is expected; write 20"),
    ("multiply", "15%", "write a factor: 1.15 for 15% more, 0.85 for 15% less; or write a share, 0.15 for 15% of it"),
    ("multiply", "-15%", "write a factor: 0.85 for 15% less"),
    ("multiply", "115%", "write a factor: 1.15 for 115% of it"),
    ("low", "15%", "such as 0.15 for 15%, or where the amount multiplies 1.15 for 15% more"),
    ("low", "1.3", "low, 1.3, is above high, 1.2: swap them"),
    ("provider", '"116630"', "did you mean 116603 (Lakeside School)?"),
    ("provider", '"116604"', "did you mean 116640 (Samuel Cody College)?"),
    ("provider", '"11660"', "did you mean 116603 (Lakeside School) or 116600 (Riverside School) or 116640"),
    ("provider", "Lakeside", "did you mean 116603 (Lakeside School)?"),
    ("provider", "Specialist base", "one of two named Specialist bases: base-1 (Eastham), base-2 (Westham)"),
    ("provider", "base-3", "one of two named Specialist bases: base-1 (Eastham), base-2 (Westham)"),
    ("provider", "116603 (Lakeside)", "did you mean 116603 (Lakeside School)?"),
    ("needs", "Autism", "a list is expected, such as [a, b], not 'Autism'; write [ASD]"),
    ("author", "C\ndate: 20 November 2025", "did you mean 2025-11-20?"),
    ("author", "C\ndate: 20/11/2025", "did you mean 2025-11-20?"),
    ("authority", "smalshire", "there are: smallshire; did you mean smallshire?"),
]


@pytest.mark.parametrize(("key", "value", "sentence"), VALUES, ids=lambda part: str(part)[:30])
def test_a_value_that_is_refused_gets_the_one_that_was_meant(project, key, value, sentence):
    lines = told(project, with_value(key, value))
    assert len(lines) == 1, lines
    assert sentence in lines[0]


PERCENT = HEAD + "parameters:\n  growth:\n    own_weight: 15%\n"
LETTERS = [
    (GOOD.replace("add: 20", "add:\u00a020"), "11:11: a no-break space stands here; delete it and type a plain space"),
    (GOOD.replace("add: 20", "add: 20\u00a0"), "11:14: a no-break space stands here"),
    (GOOD.replace("      add", "\u00a0     add"), "11:1: a no-break space stands in the indentation"),
    (GOOD.replace("add: 20", "add: 20\u200b"), "11:14: a zero width space, which nobody sees, stands here; delete it"),
    (GOOD.replace("add: 20", "add:\t20"), "11:11: a tab stands here, which YAML does not take; write a space"),
    (GOOD.replace("add: 20", "add\uff1a 20"), "11:10: a full-width colon (\uff1a) stands after the name"),
    (
        GOOD.replace("invented", "\u201cinvented\u201d"),
        "12:15: a curly quotation mark (\u201c) puts nothing in quotation",
    ),
    (GOOD.replace("invented", "\u201cPlan: one\u201d"), "12:15: a curly quotation mark (\u201c) puts nothing"),
    (GOOD.replace("[SEMH]", "[\u2018SEMH\u2019]"), "17:15: a curly quotation mark (\u2018) puts nothing in"),
    (
        "sources:\n  \u2013 One\n  \u2013 Two\n" + GOOD,
        "2:3: an en dash (\u2013) begins no item of a list; write a hyphen",
    ),
    ("sources:\n  - One\n  \u2013 Two\n" + GOOD, "3:3: an en dash (\u2013) begins no item of a list"),
    ("sources:\n  \u2022 One\n" + GOOD, "2:3: a bullet (\u2022) begins no item of a list"),
    ("sources:\n  * One\n" + GOOD, "2:3: a star (*) begins no item of a list"),
    ("a\ufeff: 1\n" + GOOD, "1:2: a byte order mark, which nobody sees, stands here"),
    (GOOD.replace("title: A", "title: caf\u00e9").encode("cp1252"), "1:11: not UTF-8 text (was it \u00e9?); save"),
    (GOOD.encode("utf-16"), "1: not UTF-8 text but UTF-16, which Notepad calls Unicode; save the file as UTF-8"),
    (b"", "1:1: is empty; a scenario is a section of 'key: value' lines, starting with title:"),
    (
        PERCENT,
        "8:17 parameters.growth.own_weight: '15%' is read as text; a number is expected; write a share, such as 0.15",
    ),
    (
        GOOD.replace("evidence: E", "evidence: #2 of 2024"),
        "23:5 levers.one.evidence: has no value; write one, or delete the line; what follows # is a note",
    ),
    (
        GOOD.replace("evidence: E", "evidence: Pilot #2 of 2024"),
        "23:21 levers.one.evidence: warning: the text ends at 'Pilot', because what follows ' #' is a note; put it",
    ),
    ("sources:\n  - Report # 3 of 2024\n" + GOOD, "2:12 sources[1]: warning: the text ends at 'Report'"),
]


@pytest.mark.parametrize(("content", "sentence"), LETTERS, ids=lambda part: str(part)[:50])
def test_a_sign_that_is_not_what_it_looks_like_is_named_where_it_stands(project, content, sentence):
    lines = told(project, content)
    assert any(line.startswith(sentence) for line in lines), lines


SOUND = [
    "title: \u201cHere\u201d and \u2013 there \u2022 It\u2019s\u00a0so",
    "title: >-\n  \u2013 one\n  \u2022 two\uff1a three #4",
    'title: "Pilot #2 of 2024"',
    "title: A # a note",
    "title: Caf\u00e9, na\u00efve",
    "\ufefftitle: A",
]


@pytest.mark.parametrize("line", SOUND)
def test_signs_inside_a_text_are_left_alone(project, line):
    assert told(project, GOOD.replace("title: A", line, 1)) == []


def test_a_text_that_is_cut_short_is_shown_whole_with_its_remedy(project):
    (line,) = told(project, GOOD.replace("evidence: E", "evidence: Pilot #2 of 2024"))
    assert line.endswith('put it in quotation marks where it is part of the text: "Pilot #2 of 2024"')


def test_what_is_read_past_such_a_sign_is_checked_in_the_same_round(project):
    lines = told(project, GOOD.replace("add: 20", "add:\u00a0many").replace("[SEMH]", "[Autism]"))
    assert ["no-break space" in lines[0], "'many'" in lines[1], "Autism" in lines[2]] == [True] * 3


EXTENDS = [
    ("basline.yaml", "no file 'basline.yaml'; did you mean baseline.yaml?"),
    ("baseline", "no file 'baseline'; did you mean baseline.yaml?"),
    ("../hampshire/baseline.yaml", "did you mean baseline.yaml?"),
    ("nowhere.yaml", "; there are: baseline.yaml"),
    ("../smallshire", "'../smallshire' is a folder; name a file in it, such as baseline.yaml"),
]


@pytest.mark.parametrize(("name", "sentence"), EXTENDS)
def test_a_misspelt_file_that_is_extended_is_one_fault(project, name, sentence):
    own = "levers:\n  one:\n    multiply: 1.1\nplaces:\n  changes:\n    first:\n      provider: new-school\n"
    lines = told(project, f"title: A\nquestion: B\nauthor: C\nextends: {name}\n{own}")
    assert len(lines) == 1, lines
    assert lines[0].startswith("4:10 extends: ")
    assert sentence in lines[0]


FILES = [
    ("plan.docx", b"PK\x03\x04..word/document.xml", "is a Word document; a scenario is a text file that ends in .yaml"),
    ("renamed.yaml", b"PK\x03\x04..word/document.xml", "is a Word document"),
    ("plan.xlsx", b"PK\x03\x04..xl/workbook.xml", "is an Excel workbook"),
    ("plan.pdf", b"%PDF-1.7", "is a PDF"),
    ("plan.csv", b"a,b\n", "is a table"),
    ("plan.yaml", b"\x00\x01\x02", "is no text that can be read"),
]


@pytest.mark.parametrize(("name", "content", "sentence"), FILES)
def test_a_file_of_another_program_is_named_wherever_it_stands(tmp_path, name, content, sentence):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=sentence):
        load_scenario(tmp_path / name)


def test_a_folder_is_named_with_the_files_in_it(project):
    with pytest.raises(InputError, match=r"is a folder; name a file in it, such as baseline\.yaml"):
        load_scenario(project / "scenarios" / "smallshire")


SWEEPS = [
    (
        "levers.one.multiply=15%",
        "--sweep levers.one.multiply: '15%' is read as text; a number is expected; write a factor",
    ),
    ("levers.one.from=2027-28", "did you mean 2027/28?"),
    ("levers.one.multply=1", "is no value of the scenario; did you mean levers.one.multiply?"),
    ("levers.two.multiply=1", "did you mean levers.one.multiply?"),
    ("levers.one.add=1", "has no value in the scenario; give it one in the file first"),
    ("multiply=1", "is no value of the scenario; did you mean levers.one.multiply?"),
    ("places.changes.first.add=5k", "write the number alone: 5000"),
    ("places.changes.first.phase=Post 16", "did you mean post_16?"),
    ("parameters.capacity.state_places=as_comitted", "is not one of: as_committed, as_in_the_last_years; did you mean"),
    ("parameters.growth.own_weight=5", "5 is outside the range; allowed: 0 to 1 (share)"),
    ("draws=ten", "'ten' is not a whole number; allowed: 1 to 100000 (draws)"),
    ("=1", "is not a sweep; write path=a,b,c"),
]


@pytest.mark.parametrize(("sweep", "sentence"), SWEEPS)
def test_a_sweep_that_is_refused_speaks_as_a_file_does(project, sweep, sentence):
    scenario = load_scenario(project / "scenarios" / "smallshire" / "baseline.yaml")
    with pytest.raises(InputError) as refusal:
        swept(scenario, [sweep])
    said = str(refusal.value)
    assert sentence in said
    assert "nput should" not in said
    assert said.startswith("--sweep")


def test_every_amount_of_a_sweep_is_told_at_once(project):
    scenario = load_scenario(project / "scenarios" / "smallshire" / "baseline.yaml")
    with pytest.raises(InputError) as refusal:
        swept(scenario, ["levers.one.multiply=1.2,15%,much", "draws=2,ten"])
    assert [fault.where for fault in refusal.value.faults] == ["draws", "levers.one.multiply", "levers.one.multiply"]


DOUBTFUL = [
    (
        "request_rate",
        "multiply: 15",
        "15 is outside what authorities have shown of request_rate, 0.27 to 3.76 as a",
    ),
    ("request_rate", "multiply: 15", "Write 1.15 for 15% more"),
    ("fee", "at_most: 60", "8,000 to 250,000 in pounds a learner a year (A-330); is it a slip? Did you mean 60000?"),
    ("top_up", "target: 12", "Did you mean 12000?"),
    ("fee", "add: -200000", "-200000 is outside"),
    ("survival", "multiply: 0.1", "0.7 to 1.2 as a factor"),
    ("transport_price", "target: 8000", "0.5 to 3 as a ratio"),
    ("journey_limit", "at_most: 5000", "3 to 120 in miles"),
    ("prevalence_ceiling", "at_most: 4", "Did you mean 0.04?"),
    ("population", "multiply: 10", "0.5 to 1.51 as a factor"),
    ("market_growth", "target: 5", "Did you mean 0.05?"),
    ("directed_share", "target: 0.9", "0 to 0.5 as a share"),
    ("survival", "target: 0.05", "0.3 to 1 as a share"),
]


@pytest.mark.parametrize(("what", "amount", "sentence"), DOUBTFUL)
def test_an_amount_that_no_authority_has_shown_is_warned_of(project, what, amount, sentence):
    lever = f"levers:\n  one: {{what: {what}, {amount}, from: 2026/27, owner: D, evidence: E}}\n"
    (line,) = told(project, HEAD + lever)
    assert line.startswith("7:")
    assert "warning: " in line
    assert sentence in line


def test_more_places_than_any_school_has_are_warned_of(project):
    (line,) = told(project, with_value("add", "900"))
    assert "900 places are more than the largest state special school has, 499 (A-303)" in line


def test_check_says_its_warnings_and_goes_on(project):
    path = project / "scenarios" / "smallshire" / "odd.yaml"
    path.write_text(GOOD.replace("multiply: 1.1", "multiply: 11").replace("1.2", "12"))
    scenario = load_checked(path, faults_against_pack)
    assert [warning.where for warning in warnings_of(scenario)] == ["levers.one.multiply", "levers.one.high"]
    result = CliRunner().invoke(cli, ["check", str(path)])
    assert "levers.one.multiply: warning: 11 is outside" in result.stdout


def test_two_amounts_are_told_beside_another_fault_of_their_entry(project):
    text = GOOD.replace("multiply: 1.1", "multiply: 1.1\n    target: 5").replace("2026/27", "2026")
    lines = told(project, text.replace("add: 20", "add: 5k\n      set: 5"))
    assert lines[0].startswith("8:5 places.changes.first: exactly one of add and set is expected")
    assert lines[2].startswith("15:3 levers.one: exactly one of multiply, add, target and at_most is expected")
    assert len(lines) == 4


def test_a_misspelt_amount_is_told_once(project):
    assert len(told(project, GOOD.replace("multiply: 1.1", "multply: 1.1"))) == 1


def test_a_file_with_faults_has_its_warnings_too(project):
    path = project / "scenarios" / "smallshire" / "both.yaml"
    path.write_text(GOOD.replace("evidence: E", "evidence: Pilot #2").replace("2030", "soon"))
    result = CliRunner().invoke(cli, ["check", str(path)])
    assert result.exit_code == 2
    assert "warning: the text ends at 'Pilot'" in result.stdout
    assert "1 fault" in result.stderr
