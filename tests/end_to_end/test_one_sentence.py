"""What the machine refuses ends in one sentence and code 2, and what was finished stays."""

import subprocess
import sys
from pathlib import Path

import pytest
from tiny_pack import TinyPack, write_tiny_pack

pytestmark = pytest.mark.end_to_end
resource = pytest.importorskip("resource", reason="limits of a process are those of Unix")
LONG = "a" * 300
NO_UTF8 = b"\xff\xfe"
SMALL_FILES = 100_000
"""Bytes; more than two draws that are kept have, and less than the report of a tiny run."""


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> TinyPack:
    return write_tiny_pack(tmp_path_factory.mktemp("tiny"), scenario={"draws": 2})


def told(tiny: TinyPack, *arguments: str | bytes, out: str | None = None, largest_file: int | None = None) -> str:
    """What ``sufficiency`` says on stderr when it ends with code 2; stdout goes to ``out``."""

    def limit() -> None:
        if largest_file is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))

    command = [sys.executable, "-c", "from sufficiency.cli import main; main()", *arguments]
    with Path(out or "/dev/null").open("w") as stream:
        done = subprocess.run(
            command,
            cwd=tiny.folder.parents[1],
            stdout=stream if out else subprocess.PIPE,
            stderr=subprocess.PIPE,
            check=False,
            preexec_fn=limit,
        )
    words = ((done.stdout or b"") + done.stderr).decode("utf-8", errors="replace")
    assert "Traceback" not in words
    assert done.returncode == 2, words
    return words.strip().splitlines()[-1]


BASELINE = "scenarios/tiny/baseline.yaml"


@pytest.mark.slow
@pytest.mark.parametrize(
    "arguments",
    [
        ("run", f"scenarios/tiny/{LONG}.yaml"),
        ("run", BASELINE, "--out", LONG),
        ("check", f"scenarios/tiny/{LONG}.yaml"),
        ("check-pack", LONG),
        ("compare", LONG, "other"),
        ("verify", LONG),
        ("new", "tiny", LONG),
        ("schema", "--out", LONG),
        ("allocate", "--entrants", LONG, "--providers", LONG, "--pairs", LONG),
    ],
    ids=lambda arguments: arguments[0],
)
def test_a_name_of_300_letters_is_a_sentence(tiny, arguments):
    assert told(tiny, *arguments)


@pytest.mark.parametrize(
    "arguments",
    [
        ("run", b"scenarios/tiny/" + NO_UTF8 + b".yaml"),
        ("run", BASELINE, "--out", NO_UTF8),
        ("check-pack", b"data/" + NO_UTF8),
        ("compare", NO_UTF8, "other"),
        ("verify", NO_UTF8),
        ("new", "tiny", NO_UTF8),
    ],
    ids=lambda arguments: arguments[0],
)
def test_a_name_that_is_no_utf_8_is_a_sentence(tiny, arguments):
    assert "UTF-8" in told(tiny, *arguments)


@pytest.mark.slow
@pytest.mark.parametrize("target", [r'"a\0b.yaml"', f"{LONG}.yaml"], ids=["NUL", "long"])
def test_extends_that_no_file_can_be_named_is_a_fault_of_its_line(tiny, target):
    path = tiny.scenario.with_name("odd.yaml")
    path.write_text(f"title: Odd\nquestion: What of it?\nauthor: me\nextends: {target}\n", encoding="utf-8")
    words = told(tiny, "run", "scenarios/tiny/odd.yaml")
    assert "odd.yaml" in words


@pytest.mark.parametrize(
    "folder", ["data/tiny/areas.csv", *(pytest.param(one, marks=pytest.mark.slow) for one in ("/dev/null", "/proc"))]
)
def test_a_folder_that_cannot_be_is_a_sentence_before_anything_is_run(tiny, folder):
    words = told(tiny, "run", BASELINE, "--workers", "1", "--out", folder)
    assert "tiny-baseline" in words
    assert "name another folder" in words


@pytest.mark.slow
def test_a_file_size_limit_is_a_sentence_that_names_the_folder_and_leaves_the_older_run(tiny):
    root = tiny.folder.parents[1]
    arguments = ("run", BASELINE, "--workers", "1", "--out", "limited")
    subprocess.run(
        [sys.executable, "-c", "from sufficiency.cli import main; main()", *arguments],
        cwd=root,
        capture_output=True,
        check=True,
    )
    before = {path.name: path.read_bytes() for path in (root / "limited" / "tiny-baseline").iterdir()}
    words = told(tiny, *arguments, largest_file=SMALL_FILES)
    assert "limited/tiny-baseline" in words
    assert "ulimit" in words
    assert {path.name: path.read_bytes() for path in (root / "limited" / "tiny-baseline").iterdir()} == before
    assert "2 of 2 draws are kept" in words
    assert {path.name for path in (root / "limited" / ".tiny-baseline.making").iterdir()} == {"draws"}


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("arguments", [("check", BASELINE), ("show", BASELINE), ("--help",)], ids=lambda one: one[0])
def test_a_full_disk_under_the_output_is_a_sentence(tiny, arguments):
    assert "free some space" in told(tiny, *arguments, out="/dev/full")
