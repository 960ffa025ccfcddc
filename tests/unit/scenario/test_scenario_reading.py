"""One file to a tree: what is read as what, and files that would take the reader's time or memory."""

from pathlib import Path

import pytest
from work_counted import at_most_calls, at_most_megabytes

from sufficiency.errors import InputError
from sufficiency.scenario.loader import load_scenario
from sufficiency.tree.nodes import plain
from sufficiency.tree.reading import MOST_BYTES, read_tree

pytestmark = pytest.mark.unit


def read(text: str) -> object:
    tree, faults = read_tree("a.yaml", text.encode())
    assert not faults
    return plain(tree)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("12", 12),
        ("-3", -3),
        ("0", 0),
        ("0.25", 0.25),
        ("1.5e3", 1500.0),
        ("true", True),
        ("false", False),
        ("0305", "0305"),
        ("0o17", "0o17"),
        ("1_000", "1_000"),
        ("no", "no"),
        ("Yes", "Yes"),
        ("off", "off"),
        ("y", "y"),
        ("True", "True"),
        ("2026/27", "2026/27"),
        ("2025-01-16", "2025-01-16"),
        ("12:30:45", "12:30:45"),
        ("NO", "NO"),
        (".5", ".5"),
        (".nan", ".nan"),
        ("'12'", "12"),
        ('"true"', "true"),
        ('"null"', "null"),
        ("=", "="),
        ("<<", "<<"),
    ],
)
def test_a_scalar_is_read_as_what_it_looks_like(written, meant):
    value = read(f"key: {written}")["key"]
    assert value == meant
    assert type(value) is type(meant)


def test_a_text_over_several_lines_keeps_its_words():
    assert read("key: >\n  one\n  two\n") == {"key": "one two\n"}
    assert read("key: one\n  two\n") == {"key": "one two"}


def test_a_byte_order_mark_and_windows_line_ends_are_taken():
    tree, faults = read_tree("a.yaml", b"\xef\xbb\xbfone: 1\r\ntwo: 2\r\n")
    assert plain(tree) == {"one": 1, "two": 2}
    assert not faults
    assert tree.key_marks["two"].line == 2


def test_every_fault_of_form_is_told_at_once():
    _, faults = read_tree("a.yaml", b"one: &a 1\none: 2\ntwo:\nthree: *a\nfour: !tag 4\n")
    assert sorted((fault.line, fault.where) for fault in faults) == [(1, ""), (2, "one"), (3, "two"), (4, ""), (5, "")]


BILLION_LAUGHS = b"a: &a [x, x, x, x, x, x, x, x, x]\n" + b"".join(
    f"{chr(98 + step)}: &{chr(98 + step)} [{', '.join([f'*{chr(97 + step)}'] * 9)}]\n".encode() for step in range(20)
)
BOMBS = {
    "billion laughs": BILLION_LAUGHS,
    "recursive alias": b"a: &a [*a]\n",
    "recursive merge": b"a: &a\n  <<: *a\n",
    "deep brackets": b"a: " + b"[" * 90_000,
    "deep braces": b"a: " + b"{a: " * 20_000,
    "deep sequences": b"- " * 45_000,
    "deep indents": b"".join(b" " * level + b"a:\n" for level in range(400)),
    "deep keys": b"? " * 45_000,
    "too long": b"a: b\n" * 10_000_000,
    "one long line": b"a: " + b"x" * 95_000,
    "one long key": b"x" * 95_000 + b": a\n",
    "many anchors": b"".join(f"a{number}: &a{number} 1\n".encode() for number in range(6_000)),
    "many tags": b"".join(f"a{number}: !!t 1\n".encode() for number in range(6_000)),
    "many keys": b"".join(f"a{number}: 1\n".encode() for number in range(9_000)),
    "many doubled keys": b"a: 1\n" * 19_000,
    "many quotes": b"a: '" + b"''" * 45_000 + b"'\n",
    "many digits": b"seed: " + b"9" * 90_000,
    "nothing but tabs": b"\t" * 95_000,
    "nothing but colons": b": " * 45_000,
    "zero bytes": b"\0" * 95_000,
    "random bytes": bytes(range(256)) * 300,
    "many spaces before a word": b"a:\n" + b" " * 98_000 + b"b: c: d\n",
    "huge indent indicator": b"a: |999999999\n",
    "directive": b"%YAML 9.9\n---\na: 1\n",
    "unknown directive": b"%TAG ! tag:x,2000:\n---\na: !b 1\n",
}


@pytest.mark.parametrize("bomb", BOMBS, ids=str)
@pytest.mark.slow
def test_a_bomb_is_refused_within_a_million_calls_and_five_million_bytes(bomb, tmp_path):
    folder = tmp_path / "scenarios" / "x"
    folder.mkdir(parents=True)
    (folder / "bomb.yaml").write_bytes(BOMBS[bomb])
    with at_most_megabytes(5.0), at_most_calls(1_000_000), pytest.raises(InputError):
        load_scenario(folder / "bomb.yaml")


def test_a_file_that_refers_to_itself_many_ways_is_refused_after_as_many_files_as_are_read(tmp_path):
    folder = tmp_path / "scenarios" / "x"
    folder.mkdir(parents=True)
    names = [f"file-{number}.yaml" for number in range(60)]
    for name in names:
        (folder / name).write_text(f"title: A\nquestion: B\nauthor: C\nextends: [{', '.join(names)}]\n")
    with at_most_calls(1_500_000), pytest.raises(InputError, match="leads back to itself"):
        load_scenario(folder / names[0])


def test_the_longest_file_allowed_is_read(tmp_path):
    text = "title: A\nquestion: B\nauthor: C\nauthority: x\nplaces:\n  changes:\n"
    entry = (
        "    change-{}:\n      provider: a\n      from: 2027/28\n      add: 5\n      source: a page of the council\n"
    )
    changes = "".join(entry.format(number) for number in range(390))
    assert len(text + changes) < MOST_BYTES
    path = tmp_path / "scenarios" / "long.yaml"
    path.parent.mkdir()
    path.write_text(text + changes)
    assert len(load_scenario(path).places.changes) == 390


@pytest.mark.parametrize("path", ["nowhere.yaml", "scenarios/x/nowhere.yaml", "scenarios", "scenarios/x"])
def test_what_is_no_scenario_file_is_named(path, tmp_path):
    (tmp_path / "scenarios" / "x").mkdir(parents=True)
    with pytest.raises(InputError):
        load_scenario(tmp_path / path)


def test_a_link_out_of_the_scenarios_folder_is_refused(tmp_path: Path):
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "secret.yaml").write_text("title: secret")
    (tmp_path / "scenarios" / "link.yaml").symlink_to(tmp_path / "secret.yaml")
    with pytest.raises(InputError, match="outside"):
        load_scenario(tmp_path / "scenarios" / "link.yaml")
