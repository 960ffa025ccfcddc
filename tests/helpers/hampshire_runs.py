"""Runs of the shipped scenarios, each made once in a session, by the program as a person runs it."""

import atexit
import json
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

import pandas as pd

REPOSITORY = Path(__file__).parents[2]
PACK = REPOSITORY / "data" / "hampshire"
INMSS = ["non_maintained_special", "independent_special", "independent_mainstream"]


def hampshire_run(scenario: str, draws: int, workers: int = 1) -> Path:
    """Folder of a run of ``scenarios/hampshire/<scenario>.yaml``."""
    return shipped_run("hampshire", scenario, draws, workers)


@cache
def shipped_run(authority: str, scenario: str, draws: int, workers: int = 1) -> Path:
    """Folder of a run of ``scenarios/<authority>/<scenario>.yaml``, with every figure in full, as laws are of those."""
    runs = Path(tempfile.mkdtemp(prefix=f"{scenario}-{workers}-"))
    atexit.register(shutil.rmtree, runs, ignore_errors=True)
    path = REPOSITORY / "scenarios" / authority / f"{scenario}.yaml"
    run_forecast(path, "--draws", draws, "--workers", workers, "--out", runs, "--exact", folder=runs)
    return runs / f"{authority}-{scenario}"


def run_forecast(*arguments: object, folder: Path) -> str:
    """Run ``run_forecast.py`` in ``folder``; return what it prints. A failure fails the test with what it said."""
    command = [sys.executable, REPOSITORY / "run_forecast.py", *(str(argument) for argument in arguments)]
    ended = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def table(run: Path, name: str) -> pd.DataFrame:
    """A table of a run; provider ids are text."""
    return pd.read_csv(run / f"{name}.csv", dtype={"provider_id": str})


def placements(run: Path, authority: str = "hampshire") -> pd.DataFrame:
    """Placements with the provision of each provider and whether it stands in the county."""
    known = pd.concat([shipped_providers(authority), new_providers(run)], ignore_index=True)
    return table(run, "placements").merge(known, on="provider_id", how="left", validate="many_to_one")


def new_providers(run: Path) -> pd.DataFrame:
    """Providers that the scenario adds, all in the authority: id, provision, at_home."""
    settings = json.loads((run / "manifest.json").read_text())["settings"]
    named = [path.split(".") for path in settings if path.startswith("places.new_providers.")]
    rows = [
        (name, settings[".".join([*above, name, key])]["value"], True)
        for *above, name, key in named
        if key == "provision"
    ]
    return pd.DataFrame(rows, columns=["provider_id", "provision", "at_home"]).astype({"at_home": bool})


def shipped_providers(authority: str = "hampshire") -> pd.DataFrame:
    """Providers of the pack: id, provision, at_home."""
    providers = pd.read_csv(REPOSITORY / "data" / authority / "providers.csv", dtype={"provider_id": str})
    return providers.assign(at_home=providers["area"].notna())[["provider_id", "provision", "at_home"]]
