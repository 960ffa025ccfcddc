"""A project with a saved run of the tiny pack, made once; commands called as people call them, and what they left."""

import csv
import shutil
import tempfile
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tiny_pack import TinyPack, write_tiny_pack

from sufficiency.cli import cli

BASELINE = Path("runs/tiny-baseline")
"""Where the run stands in its project."""
_KEPT = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)


def invoke(*arguments: object) -> Result:
    """What a command answers, whatever its exit code; it may not fail otherwise."""
    result = CliRunner().invoke(cli, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def done(*arguments: object) -> str:
    """What a command says that does what it is asked."""
    result = invoke(*arguments)
    assert result.exit_code == 0, result.output
    return result.output


def refused(*arguments: object) -> str:
    """What a command says that ends with code 2."""
    result = invoke(*arguments)
    assert result.exit_code == 2, result.output
    assert "Traceback" not in result.output
    return result.output


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a table that was written."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def everything(folder: Path) -> dict[str, bytes]:
    """Every file below a folder by its path there."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@cache
def tiny_project(draws: int, *options: str) -> Path:
    """A folder with the tiny pack and a run of it, made with these options; it lasts as long as the process.

    Tests read it. One that writes takes ``own_project``.
    """
    root = Path(_KEPT.name) / f"{draws}{''.join(options)}"
    pack = write_tiny_pack(root, scenario={"draws": draws})
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        done("run", pack.scenario, "--workers", 1, "--out", "runs", *options)
    return root


def own_project(folder: Path, draws: int) -> TinyPack:
    """The pack of a copy of that project in a folder, whose run is below it."""
    shutil.copytree(tiny_project(draws), folder, dirs_exist_ok=True)
    return TinyPack(folder / "data" / "tiny", folder / "scenarios" / "tiny" / "baseline.yaml")
