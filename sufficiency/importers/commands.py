"""The verbs of ``sufficiency import``. Heavy imports happen inside the verb that needs them."""

from pathlib import Path

import click

from sufficiency.importers.local_commands import check_ranges_command, gias_command, places_command
from sufficiency.importers.sen2_commands import sen2_command
from sufficiency.pack_commands import checked_again


@click.group("import")
def import_group() -> None:
    """Make packs from official files."""


import_group.add_command(sen2_command)
import_group.add_command(gias_command)
import_group.add_command(places_command)
import_group.add_command(check_ranges_command)


@import_group.command("open-data")
@click.option("--authority", required=True, help="Name or code of the authority, such as Hampshire or 850.")
@click.option(
    "--from",
    "folder",
    required=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of the official files.",
)
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Folder of the pack: data/<authority>.")
@click.option("--dry-run", is_flag=True, help="Say what would be made or change; write nothing.")
def open_data_command(authority: str, folder: Path, out: Path | None, *, dry_run: bool) -> None:
    """Make the pack of one authority from the published files; in a pack that is there, better sources stay."""
    from sufficiency.importers import open_data  # noqa: PLC0415 - pandas and the rest only when a pack is made
    from sufficiency.importers.open_data_told import told  # noqa: PLC0415

    national = open_data.read_national(folder)
    destination = out or Path("data") / open_data.find_authority(national.release, authority).id
    report = open_data.make_pack(national, authority, destination, dry_run=dry_run)
    click.echo(told(report))
    if not dry_run:
        click.echo(checked_again(destination))


@import_group.command("reference")
@click.option(
    "--from",
    "folder",
    required=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of the official files.",
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("data/reference"),
    show_default=True,
    help="Folder of England's tables.",
)
def reference_command(folder: Path, out: Path) -> None:
    """Make England's tables, which the rates of every authority lean on."""
    from sufficiency.importers import reference_data  # noqa: PLC0415 - as above

    for table, rows in reference_data.import_reference(folder, out).items():
        click.echo(f"  {table:36} {rows:7,} rows")
