"""The command ``verify``: what was changed since a run was written."""

from pathlib import Path

import click

from sufficiency.harmless import say
from sufficiency.results.verifying import changes_of_pack, changes_of_run


@click.command("verify")
@click.argument("runs", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="RUN...")
@click.option(
    "--pack",
    is_flag=False,
    flag_value="",
    metavar="[FOLDER]",
    help="Also what was changed in the pack (data/<authority>, or FOLDER), England's tables and the scenario.",
)
def verify_command(runs: tuple[Path, ...], pack: str | None) -> None:
    """Say of each RUN what was changed since it was written. Ends with exit code 2 where anything was.

    Whoever changes a file and renews every hash is not found out; keep a copy of SHA256SUMS elsewhere against that.
    """
    sound = True
    for folder in runs:
        faults = changes_of_run(folder)
        if pack is not None and not faults:
            faults = changes_of_pack(folder, Path(pack) if pack else None)
        for fault in faults:
            say(str(fault))
        sound = sound and not faults
        words = (
            f"{len(faults)} things changed"
            if len(faults) > 1
            else "one thing changed"
            if faults
            else "as it was written"
        )
        say(f"{folder}: {words}")
    if not sound:
        raise click.exceptions.Exit(2)
