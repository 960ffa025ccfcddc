"""Broken scenario files, made from one good file by a slip each: each gets a message with the right line."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from sufficiency.errors import InputError
from sufficiency.scenario.loader import load_scenario

pytestmark = pytest.mark.unit

GOOD = """\
# A good file, in which each test breaks one thing.
title: Broken on purpose
question: Does every slip get its line?
author: A planner
date: 2025-11-20
sources:
  - A source
authority: hampshire
seed: 1
draws: 10
horizon: 2030
parameters:
  growth:
    own_weight: 0.4
    growth_years: 3
  travel:
    speed_mph: 25
places:
  committed: true
  new_providers:
    new-school:
      name: New school
      provision: state_special
      area: E07000084
      needs: [ASC, SLCN]
      ages: [4, 15]
      easting: 461000
      northing: 152000
      source: invented
  changes:
    first:
      provider: new-school
      from: 2027/28
      add: 20
      phase: all
      source: invented
      in_force: true
levers:
  requests:
    what: request_rate
    where:
      needs: [SEMH]
      reception_from: 2020/21
    multiply: 0.9
    low: 0.8
    high: 0.95
    from: 2026/27
    owner: Head of service
    evidence: invented
    at_transfer: true
"""
LINES = GOOD.splitlines()
KEY_LINES = [number for number, line in enumerate(LINES, 1) if re.match(r"\s*\w+:", line)]
CHOSEN_NAMES = {"new-school", "first", "requests"}
REQUIRED = {
    "what",
    "owner",
    "evidence",
    "title",
    "question",
    "author",
    "authority",
    "name",
    "provision",
    "area",
    "needs",
    "ages",
    "easting",
}
NUMBERS = {"seed", "draws", "horizon", "own_weight", "growth_years", "speed_mph", "easting", "add", "multiply", "low"}
TRUTHS = {"committed", "in_force", "at_transfer"}
TEXTS = {"title", "question", "author", "name", "source", "owner", "evidence"}
SECTIONS = {"parameters", "growth", "travel", "places", "new_providers", "changes", "levers", "where"}


@dataclass(frozen=True)
class Broken:
    name: str
    text: str
    line: int
    says: str


def key_of(number: int) -> str:
    return LINES[number - 1].split(":")[0].strip()


def value_of(number: int) -> str:
    return LINES[number - 1].partition(":")[2].strip()


def with_line(number: int, line: str) -> str:
    return "\n".join([*LINES[: number - 1], line, *LINES[number:]]) + "\n"


def with_value(number: int, value: str) -> str:
    return with_line(number, LINES[number - 1].partition(":")[0] + f": {value}")


def lines_of(*keys: str) -> list[int]:
    return [number for number in KEY_LINES if key_of(number) in keys]


def typos_in_keys() -> Iterator[Broken]:
    for number in KEY_LINES:
        key = key_of(number)
        if key in CHOSEN_NAMES:
            continue
        slips = {
            "dropped letter": key[:1] + key[2:],
            "doubled letter": key[:2] + key[1:],
            "capital": key.capitalize(),
        }
        for slip, typo in slips.items():
            text = with_line(number, LINES[number - 1].replace(key, typo, 1))
            yield Broken(f"{slip} in {key}", text, number, f"did you mean {key}?")


def tabs() -> Iterator[Broken]:
    for number, line in enumerate(LINES, 1):
        if line.startswith(" "):
            text = with_line(number, "\t" * ((len(line) - len(line.lstrip())) // 2) + line.lstrip())
            yield Broken("tab for indent", text, number, "indented with a tab")
    for number in lines_of("seed", "title", "own_weight", "from"):
        yield Broken("tab after colon", with_line(number, LINES[number - 1].replace(": ", ":\t")), number, "tab")


def colons() -> Iterator[Broken]:
    for number in lines_of(*TEXTS):
        yield Broken("colon in text", with_value(number, "Places: the plan"), number, "a colon inside text")
    for number in KEY_LINES:
        if value_of(number):
            yield Broken(
                "no space", with_line(number, LINES[number - 1].replace(": ", ":")), number, "a space is missing"
            )
        yield Broken("no colon", with_line(number, LINES[number - 1].replace(":", "", 1)), number, "")


def wrong_numbers() -> Iterator[Broken]:
    slips = {
        "0305": "leading zero",
        "1_000": "underscores",
        "1,000": "commas",
        "50%": "is read as text",
        ".5": "digit before the point",
        "+5": "plus sign",
        '"5"': "leave out the quotes",
        "£5": "pound sign",
        "0x1F": "is not a",
        "many": "is not a",
        "yes": "is not a",
        "true": "is not a",
        "[5]": "is not a",
        "{five: 5}": "is not a",
        ".inf": "is not a",
        "1e999": "is not a",
        "9" * 5000: "is not a",
    }
    for number in lines_of(*NUMBERS):
        for value, says in slips.items():
            yield Broken(f"{key_of(number)} {value[:9]}", with_value(number, value), number, says)
        yield Broken("out of range", with_value(number, "-99999999"), number, "outside the range")


def wrong_values() -> Iterator[Broken]:
    for number in lines_of(*TRUTHS):
        for value in ("yes", "no", "on", "off", "True", "1", '"true"'):
            yield Broken(f"truth {value}", with_value(number, value), number, "neither true nor false")
    for number in lines_of(*TEXTS):
        for value in ("2025", "true", "[a]", "{a: b}", '""'):
            yield Broken(f"text {value}", with_value(number, value), number, "")
    for number in lines_of(*SECTIONS):
        text = "\n".join([*LINES[: number - 1], LINES[number - 1] + " 5", *LINES[_after(number) :]]) + "\n"
        yield Broken("value for section", text, number, "a section is expected")
    for key, value, says in (
        ("date", "20 November 2025", "a date such as"),
        ("date", "2025-02-30", "a date such as"),
        ("authority", "Hampshire County", "did you mean hampshire-county?"),
        ("provision", "state_specials", "did you mean state_special?"),
        ("needs", "[ASK, SLCN]", "is not one of: ASD"),
        ("needs", "[asd]", "did you mean ASD?"),
        ("needs", "ASD", "a list is expected"),
        ("ages", "[15, 4]", "youngest age comes first"),
        ("ages", "[4]", "wrong length"),
        ("ages", "[4, 30]", "allowed: at most 25"),
        ("date", "2025", "a date such as"),
        ("from", "2027", "an academic year such as"),
        ("from", "2027/29", "an academic year such as"),
        ("from", "2027-28", "an academic year such as"),
        ("phase", "Primary", "did you mean primary?"),
        ("provider", "[1]", "text is expected"),
    ):
        number = lines_of(key)[0]
        yield Broken(f"{key} {value[:12]}", with_value(number, value), number, says)

    for key, value, says in (
        ("what", "requests", "is not one of: request_rate"),
        ("reception_from", "2020", "an academic year such as"),
        ("where", "[SEMH]", "a section is expected"),
    ):
        (number,) = lines_of(key)
        end = _after(number) if key == "where" else number
        text = "\n".join([*LINES[: number - 1], f"{LINES[number - 1].partition(':')[0]}: {value}", *LINES[end:]])
        yield Broken(f"{key} {value[:12]}", text + "\n", number, says)

    (number,) = lines_of("multiply")
    both = with_line(number, LINES[number - 1] + "\n    target: 5")
    yield Broken("multiply and target", both, lines_of("requests")[0], "exactly one of multiply")
    (number,) = lines_of("high")
    yield Broken("low alone", with_line(number, "# gone"), lines_of("requests")[0], "low and high belong")
    (number,) = lines_of("add")
    both = with_line(number, LINES[number - 1] + "\n      set: 5")
    yield Broken("add and set", both, lines_of("first")[0], "exactly one of add, set and places")


def _after(number: int) -> int:
    """Index of the first line after the section that begins on line ``number``."""
    indent = len(LINES[number - 1]) - len(LINES[number - 1].lstrip())
    later = range(number, len(LINES))
    return next((at for at in later if len(LINES[at]) - len(LINES[at].lstrip()) <= indent), len(LINES))


def empty_doubled_missing() -> Iterator[Broken]:
    for number in KEY_LINES:
        key = key_of(number)
        if value_of(number):
            yield Broken(f"empty {key}", with_value(number, ""), number, "has no value")
            yield Broken(f"null {key}", with_value(number, "null"), number, "has no value")
            doubled = with_line(number, LINES[number - 1] + "\n" + LINES[number - 1])
            yield Broken(f"doubled {key}", doubled, number + 1, f"already on line {number}")
    for number in lines_of(*REQUIRED):
        if "where:" in LINES[number - 2]:
            continue  # an aim may be left out
        indent = len(LINES[number - 1]) - len(LINES[number - 1].lstrip())
        above = next((at for at in range(number, 0, -1) if LINES[at - 1].startswith(" " * (indent - 2)) and
                      not LINES[at - 1].startswith(" " * indent)), 1) if indent else 1  # fmt: skip
        yield Broken(f"missing {key_of(number)}", with_line(number, "# gone"), above, "missing")


def structure() -> Iterator[Broken]:
    for value, says in (
        ("*other", "alias"),
        ("&anchor text", "anchor"),
        ("!!python/object/apply:os.system [ls]", "tag"),
        ("!tag text", "tag"),
        ("@text", "cannot begin"),
        ("`text`", "cannot begin"),
        ("%text", "cannot begin"),
        ('"C:\\data"', "backslash"),
        ('"never closed', "quotes opened"),
        ("'never closed", "quotes opened"),
        ('"a "quote" inside"', "closing quote"),
        ("[a, b", "bracket"),
        ("{a: b", "bracket"),
        ("| text", "only a line break"),
    ):
        for number in lines_of("title", "name", "author"):
            yield Broken(f"value {value[:9]}", with_value(number, value), number, says)
    for number in lines_of("seed", "growth_years", "from"):
        yield Broken("indented too far", with_line(number, "   " + LINES[number - 1]), number, "")
    yield Broken("second document", GOOD + "---\ntitle: again\n", len(LINES) + 1, "second document")
    yield Broken("control character", with_value(2, "a\x07b"), 2, "invisible")
    yield Broken("odd line break", with_value(2, "a\x85b"), 2, "invisible")
    yield Broken("list at the top", "- a\n- b\n", 1, "a scenario is a section")
    yield Broken("nothing", "", 1, "a scenario is a section")
    yield Broken("a list for a key", with_line(9, "? [a, b]\n: c"), 9, "a name is expected")
    yield Broken("change name", with_line(31, "    First One:"), 31, "did you mean first-one?")
    yield Broken("key elsewhere", GOOD + "circuity: 1.2\n", len(LINES) + 1, "did you mean parameters.travel.circuity?")


def references() -> Iterator[Broken]:
    slips = {
        "../../secret.yaml": "outside the folder",
        "/etc/passwd": "outside the folder",
        "basline.yaml": "did you mean",
        "nowhere.yaml": "no file",
        "broken.yaml": "leads back to itself: hampshire/broken.yaml -> hampshire/broken.yaml",
        "loop.yaml": "leads back to itself",
        "[baseline.yaml, 5]": "text is expected",
        "5": "a list is expected",
        "{a: b}": "a list is expected",
    }
    for value, says in slips.items():
        yield Broken(f"extends {value}", with_line(1, f"extends: {value}"), 1, says)
    for number in lines_of("parameters", "places"):
        text = "\n".join(
            ["extends: baseline.yaml", *LINES[1 : number - 1], LINES[number - 1] + " 5", *LINES[_after(number) :]]
        )
        yield Broken("value over section", text + "\n", number, "may not replace a section")
    text = with_line(1, "extends: baseline.yaml").replace("seed: 1", "seed: [1]")
    yield Broken("list over value", text, lines_of("seed")[0], "a list may not replace a value")


CASES = [
    *typos_in_keys(),
    *tabs(),
    *colons(),
    *wrong_numbers(),
    *wrong_values(),
    *empty_doubled_missing(),
    *structure(),
    *references(),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("project") / "scenarios" / "hampshire"
    folder.mkdir(parents=True)
    (folder / "baseline.yaml").write_text(GOOD)
    (folder / "loop.yaml").write_text("extends: broken.yaml\n" + GOOD)
    return folder


def test_the_file_that_is_broken_is_good(folder):
    assert load_scenario(folder / "baseline.yaml").title == "Broken on purpose"


def test_there_are_more_than_two_hundred_broken_files():
    assert len({case.text for case in CASES}) == len(CASES) >= 700
    assert len({(case.line, case.says) for case in CASES}) >= 400, "most are slips of another kind or in another place"


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.name} line {case.line}")
def test_a_broken_file_gets_a_message_with_the_right_line(case, folder):
    file = folder / "broken.yaml"
    file.write_bytes(case.text.encode())
    with pytest.raises(InputError) as refusal:
        load_scenario(file)
    told = [(fault.line, fault.message) for fault in refusal.value.faults]
    assert any(line == case.line and case.says in message for line, message in told), told
    assert {line for line, _ in told} == {case.line}, told
