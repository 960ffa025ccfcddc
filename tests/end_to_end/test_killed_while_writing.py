"""A process that is killed while it writes leaves the old folder or the new one, whole, whatever the moment."""

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sufficiency.tables.folders import claimed
from sufficiency.tables.outputs import changed_since, read_manifest

pytestmark = [pytest.mark.end_to_end, pytest.mark.slow]
KILLS = 40
WRITER = """
import itertools, sys
from pathlib import Path
from sufficiency.tables.outputs import write_output
for round in itertools.count():
    files = {f"{number}.csv": f"{round}\\n" * 2000 for number in range(30)}
    write_output(Path(sys.argv[1]), files, "allocate")
    if not round:
        print("ready", flush=True)
"""


def test_forty_kills_leave_a_whole_folder_each_time(tmp_path: Path):
    folder, luck = tmp_path / "answer", random.Random(1)  # noqa: S311 - no secret
    rounds = set()
    for _ in range(KILLS):
        with subprocess.Popen([sys.executable, "-c", WRITER, str(folder)], stdout=subprocess.PIPE) as writer:
            assert writer.stdout is not None
            assert writer.stdout.readline() == b"ready\n"
            time.sleep(luck.uniform(0, 0.05))
            writer.kill()
        manifest = read_manifest(folder)
        assert changed_since(folder, manifest) == []
        contents = {(folder / name).read_text() for name in manifest["outputs"]}
        assert len(contents) == 1, "files of two rounds stand side by side"
        rounds.add(contents.pop().partition("\n")[0])
        with claimed(folder):
            pass
        assert [path.name for path in tmp_path.iterdir()] == ["answer"]
    assert len(rounds) > 1, "every kill came before the second round"
