"""Would the tests notice a slip? Every mutation of ``mutations.yaml`` is made, and tests are run until one fails.

    python benchmarks/mutations.py [--only PART OF A FILE'S NAME OR OF WHAT IS CHANGED] [--processes 1] [--room-alone]

Each mutation is made in a copy of the tree that is thrown away, so that nothing is left of it whatever happens. First
the tests of the room that the file is in are run, then, where these all pass, all tests that are not slow; before that
the same tests are run on the tree as it is, since a test that fails anyway kills nothing. Prints a line for each
mutation as it is done and the table at the end: the test that failed first, or LIVES. An entry with ``alike`` says why
no test can tell it from the code as it is. An hour and a half in all with one process.
"""

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[1]
TABLE = Path(__file__).with_suffix(".yaml")
WIDER = ("tests/golden", "tests/unit", "tests/property", "tests/end_to_end")
"""All tests but those in a browser, those first that see most of a run."""
LEFT_OUT = shutil.ignore_patterns(".git", ".venv", "runs", "__pycache__", ".*_cache", ".hypothesis")
LONGEST = 3600
"""Seconds after which tests that do not end count as failed."""
FAILED = re.compile(r"^(?:FAILED|ERROR) (.+?)(?: - .*)?$", re.MULTILINE)


@dataclass(frozen=True)
class Mutation:
    """One slip: in a ``file`` the text ``old``, found once, becomes ``new``; ``what`` says it in words.

    ``alike`` says why the code does the same all the same; blank where it does not.
    """

    file: str
    what: str
    old: str
    new: str
    alike: str = ""

    @property
    def tests_of_room(self) -> tuple[str, ...]:
        """Tests of the room that the file is in, or of the file where it stands outside every room."""
        path = Path(self.file)
        folders = [f"tests/{kind}/{path.parent.name}" for kind in ("unit", "property")]
        return tuple(tests for tests in [*folders, f"tests/unit/test_{path.stem}.py"] if (ROOT / tests).exists())

    def made_in(self, tree: Path) -> None:
        """Change the file in a copy of the tree."""
        path = tree / self.file
        path.write_text(path.read_text(encoding="utf-8").replace(self.old, self.new), encoding="utf-8")


def main() -> None:
    """Try every mutation that is asked for, and print what became of each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="", help="part of a file's name, or of what is changed")
    parser.add_argument("--processes", type=int, default=1, help="how many mutations are tried at the same time")
    parser.add_argument("--room-alone", action="store_true", help="leave the wider tests out")
    asked = parser.parse_args()
    chosen = [one for one in read_mutations() if asked.only in one.file or asked.only in one.what]
    wider = () if asked.room_alone else WIDER
    must_pass(chosen, wider)
    with ThreadPoolExecutor(asked.processes) as pool:
        killers = list(pool.map(partial(killer, wider=wider), chosen))
    tell(chosen, killers)


def read_mutations() -> list[Mutation]:
    """Read the table; stop, with every fault, where an old text is not found exactly once or nothing is changed."""
    by_file = yaml.safe_load(TABLE.read_text(encoding="utf-8"))
    mutations = [Mutation(file, **one) for file, rows in by_file.items() for one in rows]
    faults = []
    for one in mutations:
        found = (ROOT / one.file).read_text(encoding="utf-8").count(one.old)
        if found != 1 or one.old == one.new:
            faults.append(f"{one.file}: the old text is found {found} times, to be changed once: {one.old}")
    if faults:
        sys.exit("\n".join([f"{TABLE.name} does not fit the code:", *faults]))
    return mutations


def must_pass(chosen: Sequence[Mutation], wider: tuple[str, ...]) -> None:
    """Stop where a test fails though nothing was changed."""
    for tests in sorted({one.tests_of_room for one in chosen} | {wider} - {()}):
        failed = first_failed(None, tests)
        if failed:
            sys.exit(f"{failed} fails though nothing was changed: no mutation can be tried")


def killer(mutation: Mutation, wider: tuple[str, ...]) -> str:
    """The test that fails first with the mutation made; blank where none does."""
    failed = first_failed(mutation, mutation.tests_of_room)
    failed = failed or (first_failed(mutation, wider) if wider else "")
    print(f"{mutation.file}: {mutation.what}: {failed or 'LIVES'}", flush=True)
    return failed


def first_failed(mutation: Mutation | None, tests: tuple[str, ...]) -> str:
    """Run some tests on a copy of the tree, a mutation made in it or none; the first that fails, blank: they pass."""
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "tree"
        shutil.copytree(ROOT, tree, ignore=LEFT_OUT)
        if mutation is not None:
            mutation.made_in(tree)
        command = [sys.executable, "-m", "pytest", "-x", "-q", "-m", "not slow", "-p", "no:cacheprovider", *tests]
        try:
            done = subprocess.run(command, cwd=tree, capture_output=True, text=True, check=False, timeout=LONGEST)
        except subprocess.TimeoutExpired:
            return f"no end after {LONGEST} seconds"
    if not done.returncode:
        return ""
    failed = FAILED.search(done.stdout)
    return failed[1] if failed else f"pytest stopped: {(done.stdout + done.stderr).strip().splitlines()[-1]}"


def tell(chosen: Sequence[Mutation], killers: Sequence[str]) -> None:
    """Print the table and the count."""
    print("\n| file | mutation | killed by |\n|---|---|---|")
    for one, failed in zip(chosen, killers, strict=True):
        lives = f"LIVES ({one.alike})" if one.alike else "LIVES"
        print(f"| {one.file} | {one.what} | {failed or lives} |")
    living = [one for one, failed in zip(chosen, killers, strict=True) if not failed]
    alike = sum(bool(one.alike) for one in living)
    print(f"\n{len(chosen)} mutations, {len(chosen) - len(living)} killed, {len(living)} live, {alike} of them alike")


if __name__ == "__main__":
    main()
