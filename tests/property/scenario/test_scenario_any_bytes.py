"""Whatever stands in a scenario file, reading it gives a scenario or faults with places, never anything else."""

import tempfile
from pathlib import Path

import pytest
from examples import examples
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sufficiency.errors import InputError
from sufficiency.scenario.loader import load_scenario
from sufficiency.scenario.values import Scenario

pytestmark = pytest.mark.property

PROJECT = Path(__file__).parents[3]
GOOD = (PROJECT / "scenarios" / "hampshire" / "450-places.yaml").read_text(encoding="utf-8").replace("baseline", "a")
SIGNS = ": # : \n # # \t # - # ' # \" # [ # ] # { # } # &a # *a # !t # | # > # ? # , # % # --- # ... # null # ~ # <<"
WORDS = ["#", "\0", "\r", "\u2028", "\ufeff", "é", "0305", "1e999", "9" * 30, "places", "add", "extends"]
PIECES = st.sampled_from([*SIGNS.split(" # "), *WORDS])
SLIPS = st.lists(
    st.tuples(st.integers(0, len(GOOD)), st.integers(0, 12), st.one_of(PIECES, st.text(max_size=4))), max_size=4
)


def outcome(content: bytes) -> Scenario | InputError:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "scenarios" / "fuzz.yaml"
        path.parent.mkdir()
        path.write_bytes(content)
        (path.parent / "a.yaml").write_text("title: T\nquestion: Q\nauthor: A\nauthority: x\n")
        try:
            return load_scenario(path)
        except InputError as error:
            return error


def assert_placed(told: Scenario | InputError, content: bytes) -> None:
    if isinstance(told, InputError):
        lines = content.count(b"\n") + content.count(b"\r") + 1
        assert told.faults
        assert all(0 <= fault.line <= lines and fault.message for fault in told.faults)


@settings(max_examples=examples(400))
@given(SLIPS)
def test_a_good_file_with_slips_gives_a_scenario_or_faults(slips):
    text = GOOD
    for start, length, piece in slips:
        text = text[:start] + piece + text[start + length :]
    content = text.encode("utf-8", errors="surrogatepass")
    assert_placed(outcome(content), content)


@settings(max_examples=examples(300))
@given(st.binary(max_size=200))
@example(b"")
@example(b"\xff\xfe")
@example(b"title:\r\ra\r")
@example(b"a: 0x\n? b\n: c\n")
@example(b"? ? a\n")
@example(b"!!map {a: b}")
@example(b"*a")
@example(b"--- --- ---")
@example(b"a: b\n...\nc: d\n")
def test_any_bytes_give_faults(content):
    told = outcome(content)
    assert isinstance(told, InputError)
    assert_placed(told, content)


@settings(max_examples=examples(300))
@given(st.text("abc:-[]{}'\"#&*!|>?%,\n \t", max_size=60))
def test_any_signs_give_faults(text):
    assert isinstance(outcome(text.encode()), InputError)
