"""Equal inputs give equal bytes: whatever the order of the rows of a pack, and whatever the processor."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tiny_pack import TinyPack, write_tiny_pack

from sufficiency.packs.contracts import PACK_TABLES
from sufficiency.packs.england.contracts import REFERENCE_TABLES
from sufficiency.running import run_scenario
from sufficiency.scenario.loader import load_scenario

pytestmark = pytest.mark.end_to_end

REPOSITORY = Path(__file__).parents[2]
PROCESSORS = (
    {"OPENBLAS_CORETYPE": "Prescott"},
    {"OPENBLAS_CORETYPE": "Haswell"},
    {"NPY_DISABLE_CPU_FEATURES": "X86_V4 AVX512_ICL AVX512_SPR"},
)
"""Others than this one: OpenBLAS sums in ways of their own, of which it takes the nearest that can run here, and numpy
has exponentials of their own for those with 512-bit registers."""
TIMED = {"manifest.json", "SHA256SUMS"}
"""Files that have, or follow from, the time that a run took and the hashes of what it read."""
RUN = """
import sys
from pathlib import Path
from sufficiency.running import run_scenario
from sufficiency.scenario.loader import load_scenario
run_scenario(load_scenario(Path(sys.argv[1])), Path(sys.argv[2]), 1, lambda step: None)
"""


def answers(folder: Path) -> dict[str, bytes]:
    """Every file of a run but TIMED."""
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.name not in TIMED}


def shuffled(pack: TinyPack) -> None:
    """Put the rows of every table of the pack and of England into another order."""
    luck = np.random.default_rng(5)
    for folder in (pack.folder, pack.folder.parent / "reference"):
        for path in folder.glob("*.csv"):
            head, *rows = path.read_text(encoding="utf-8").splitlines(keepends=True)
            path.write_text("".join([head, *luck.permutation(np.array(rows, dtype=object))]), encoding="utf-8")


def scattered(points: pd.DataFrame) -> pd.DataFrame:
    """Many points in place of each, of odd numbers of children, so that the order of a sum shows in its last digit."""
    luck, many = np.random.default_rng(3), points.loc[points.index.repeat(40)].reset_index(drop=True)
    persons = {name: many[name] * luck.random(len(many)).round(3) for name in many if name.startswith("persons_")}
    east = many["easting"] + luck.integers(0, 9_999, len(many)) / 10.0
    return many.assign(point=[f"{place:03}" for place in range(len(many))], easting=east, **persons)


@pytest.mark.slow
def test_the_order_of_the_rows_of_a_pack_changes_nothing(tmp_path: Path):
    pack, out = write_tiny_pack(tmp_path, {"demand_points": scattered}), tmp_path / "runs"
    run_scenario(load_scenario(pack.scenario), out / "first" / "tiny", 1, lambda _: None)
    shuffled(pack)
    run_scenario(load_scenario(pack.scenario), out / "second" / "tiny", 1, lambda _: None)
    first, second = answers(out / "first" / "tiny"), answers(out / "second" / "tiny")
    pages = [one.pop("report.html").decode("utf-8").splitlines() for one in (first, second)]
    values = [json.loads(one.pop("summary.json")) for one in (first, second)]
    for one in values:
        del one["beside"]["manifest"]["inputs"]  # hashes of what was read
    assert values[0] == values[1]
    assert first == second
    tables = [f"{contract.name}.csv" for contract in (*PACK_TABLES, *REFERENCE_TABLES)]
    different = [line for line, other in zip(*pages, strict=True) if line != other]
    assert all(any(f"/{name}<" in line for name in tables) for line in different), "only hashes of what was read differ"


def openblas_is_used() -> bool:
    libraries = Path("/proc/self/maps")
    return libraries.is_file() and "openblas" in libraries.read_text(encoding="utf-8")


def run_as(pack: TinyPack, folder: Path, environment: dict[str, str]) -> dict[str, bytes]:
    out = folder / "tiny"
    command = [sys.executable, "-c", RUN, str(pack.scenario), str(out)]
    subprocess.run(command, check=True, cwd=REPOSITORY, env={**os.environ, **environment}, capture_output=True)
    return answers(out)


@pytest.mark.slow
@pytest.mark.skipif(not openblas_is_used(), reason="numpy here does not use OpenBLAS")
def test_the_kind_of_processor_changes_nothing(tmp_path: Path):
    pack = write_tiny_pack(tmp_path)
    own = run_as(pack, tmp_path / "own", {})
    for place, processor in enumerate(PROCESSORS):
        assert run_as(pack, tmp_path / str(place), processor) == own, processor
