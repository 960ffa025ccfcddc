"""The commands about a pack: ``check-pack`` and ``fit-routes``."""

import shutil
from pathlib import Path

import click

from sufficiency.harmless import say
from sufficiency.packs.checks.report import has_errors, table_of, verdict
from sufficiency.packs.checks.runner import check_pack
from sufficiency.packs.quality import write_quality
from sufficiency.packs.routes import fitted_text

WIDE = 150
"""Letters across where nobody watches: a file, a pipe."""


@click.command("check-pack")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def check_pack_command(folder: Path) -> None:
    """Check the pack in FOLDER (data/<authority>): a table of findings, written to its quality.csv too.

    Ends with exit code 2 where an error must be repaired before a forecast, with 0 otherwise.
    """
    findings = check_pack(folder)
    if findings:
        width = shutil.get_terminal_size((WIDE, 24)).columns
        say(table_of(findings, width))
        say()
    say(f"{folder}: {verdict(findings)}")
    write_quality(folder, findings)
    if has_errors(findings):
        raise click.exceptions.Exit(2)


@click.command("fit-routes")
@click.option("--pack", required=True, type=click.Path(exists=True, file_okay=False, path_type=Path), help="The pack.")
@click.option(
    "--from",
    "file",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Routes: route, area, easting, northing, provider_id, miles, minutes.",
)
def fit_routes_command(pack: Path, file: Path) -> None:
    """Fit circuity, detour and speed to real routes, and say what to write into a scenario."""
    say(fitted_text(pack, file))
