"""Runs of the shipped Hampshire scenarios, each made once in a session, by the program as a person runs it."""

import atexit
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

import pandas as pd

REPOSITORY = Path(__file__).parents[1]
PACK = REPOSITORY / "data" / "hampshire"
INMSS = ["non_maintained_special", "independent_special", "independent_mainstream"]


@cache
def hampshire_run(scenario: str, draws: int, workers: int = 1) -> Path:
    """Folder of a run of ``scenarios/hampshire/<scenario>.yaml``."""
    runs = Path(tempfile.mkdtemp(prefix=f"{scenario}-{workers}-"))
    atexit.register(shutil.rmtree, runs, ignore_errors=True)
    path = REPOSITORY / "scenarios" / "hampshire" / f"{scenario}.yaml"
    run_forecast(path, "--draws", draws, "--workers", workers, "--out", runs, folder=runs)
    return runs / f"hampshire-{scenario}"


def run_forecast(*arguments: object, folder: Path) -> str:
    """Run ``run_forecast.py`` in ``folder``; return what it prints. A failure fails the test with what it said."""
    command = [sys.executable, REPOSITORY / "run_forecast.py", *(str(argument) for argument in arguments)]
    ended = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def table(run: Path, name: str) -> pd.DataFrame:
    """A table of a run; provider ids are text."""
    return pd.read_csv(run / f"{name}.csv", dtype={"provider_id": str})


def placements(run: Path) -> pd.DataFrame:
    """Placements with the provision of each provider and whether it stands in the county."""
    return table(run, "placements").merge(shipped_providers(), on="provider_id", validate="many_to_one")


def shipped_providers() -> pd.DataFrame:
    """Providers of the pack: id, provision, at_home."""
    providers = pd.read_csv(PACK / "providers.csv", dtype={"provider_id": str})
    return providers.assign(at_home=providers["area"].notna())[["provider_id", "provision", "at_home"]]
