"""The commands about scenario files: ``check``, ``show``, ``schema``, ``new`` and ``diff``."""

import importlib
from pathlib import Path

import click

from sufficiency.errors import Fault, InputError
from sufficiency.harmless import say
from sufficiency.packs.fingerprint import is_known_to_be_sound
from sufficiency.packs.new_schools import errors_of_scenario, warnings_of_scenario
from sufficiency.scenario.checks.against_pack import lists_of
from sufficiency.scenario.checks.believable import in_words
from sufficiency.scenario.checks.locating import CHANGES_NOTHING, PACK_UNREADABLE
from sufficiency.scenario.checks.whole import load_checked, warnings_beside_faults
from sufficiency.scenario.difference import differences, side_of
from sufficiency.scenario.loader import load_scenario
from sufficiency.scenario.schema.reference import json_schema, reference_page
from sufficiency.scenario.showing import show
from sufficiency.scenario.starting import start
from sufficiency.tables.folders import put_file

_SCENARIO = click.Path(path_type=Path)
BAD_INPUT = 2
STILL_TOLD = frozenset({CHANGES_NOTHING, PACK_UNREADABLE})
"""Kinds of fault that do not keep ``diff`` from saying what a scenario changes."""
SAME_BEGINNING = 80
"""Letters by which an earlier schema or reference page is known."""


@click.command("check")
@click.argument("scenarios", nargs=-1, required=True, type=_SCENARIO, metavar="SCENARIO...")
def check_command(scenarios: tuple[Path, ...]) -> None:
    """Check scenario files, what they name in their authority's pack, and the pack; every fault with its line."""
    faults: list[Fault] = []
    for path in scenarios:
        found, warnings = _faults_of(path)
        faults += [fault for fault in found if fault not in faults]
        if not found:
            say(f"{path}: ok" + (f", with {_count(len(warnings), 'warning')}" if warnings else ""))
        for warning in warnings:
            say(in_words(warning))
    if faults:
        say(str(InputError(faults)))
        say(_count(len(faults), "fault"), error=True)
        raise SystemExit(BAD_INPUT)


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'s' if number > 1 else ''}"


def _faults_of(path: Path) -> tuple[list[Fault], list[Fault]]:
    """Faults of a scenario file, of what it names in its pack, and of the pack; and what is warned of."""
    try:
        scenario = load_checked(path, errors_of_scenario)
    except InputError as error:
        faults, warnings = {*error.faults}, warnings_beside_faults(path, warnings_of_scenario)
    else:
        faults = {*errors_of_scenario(scenario), *_faults_of_pack(scenario.pack_folder)}
        warnings = warnings_of_scenario(scenario)
    refused = {fault.where for fault in faults}
    return sorted(faults), [warning for warning in warnings if warning.where not in refused]


def _faults_of_pack(folder: Path) -> list[Fault]:
    """Return what a run would refuse the pack for; only a pack that is not known to be sound is read whole."""
    try:
        if folder.is_dir() and not is_known_to_be_sound(folder):
            importlib.import_module("sufficiency.packs.inputs").load_inputs(folder)  # slow to import, seldom needed
    except InputError as error:
        return list(error.faults)
    return []


@click.command("show")
@click.argument("scenario", type=_SCENARIO)
def show_command(scenario: Path) -> None:
    """Print a scenario with everything it extends, and the file and line that set each value."""
    say(show(load_scenario(scenario)), end=False)


@click.command("schema")
@click.option("--docs", is_flag=True, help="Write the reference page instead, to docs/reference-scenarios.md.")
@click.option("--out", type=_SCENARIO, help="File to write; - prints.", default=None)
def schema_command(docs: bool, out: Path | None) -> None:
    """Write the JSON Schema that helps editors, to scenarios/schema.json."""
    text = reference_page() if docs else json_schema()
    target = out or Path("docs/reference-scenarios.md" if docs else "scenarios/schema.json")
    if str(target) == "-":
        say(text, end=False)
        return
    _refuse_another(target, text)
    put_file(target, text)
    say(f"wrote {target}")


def _refuse_another(target: Path, text: str) -> None:
    """Refuse to replace a file that does not begin as the text does: it is no earlier one of these."""
    if target.exists() and not target.read_bytes().startswith(text[:SAME_BEGINNING].encode("utf-8")):
        words = "is there already and is something else; name another file with --out"
        raise InputError([Fault(str(target), 0, 0, "", words)])


@click.command("new")
@click.argument("authority")
@click.argument("name")
@click.option("--root", type=_SCENARIO, default=Path("scenarios"), show_default=True, help="Folder of the scenarios.")
def new_command(authority: str, name: str, root: Path) -> None:
    """Write a commented starter file, scenarios/AUTHORITY/NAME.yaml."""
    path = start(authority, name.removesuffix(".yaml"), root)
    say(f"wrote {path}; next: sufficiency check {path}")


@click.command("diff")
@click.argument("first", type=_SCENARIO, metavar="A")
@click.argument("second", type=_SCENARIO, metavar="B")
def diff_command(first: Path, second: Path) -> None:
    """Say in words what scenario B changes against scenario A, without running either."""
    before, after = (load_checked(path, errors_of_scenario) for path in (first, second))
    unsound = [fault for side in (before, after) for fault in errors_of_scenario(side) if fault.kind not in STILL_TOLD]
    if unsound:
        raise InputError(unsound)
    say(f"From {before.title} ({before.scenario_id}) to {after.title} ({after.scenario_id}):")
    for sentence in differences(side_of(before, lists_of(before)), side_of(after, lists_of(after))):
        say(f"- {sentence}")
