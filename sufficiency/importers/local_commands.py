"""The verbs ``import gias``, ``import places`` and ``import check-ranges``. Heavy imports happen inside them."""

from pathlib import Path

import click

from sufficiency.pack_commands import checked_again

_FILE = click.Path(exists=True, path_type=Path)
_PACK = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command("gias")
@click.option("--pack", required=True, type=_PACK, help="Folder of the pack, such as data/hampshire.")
@click.option("--from", "register", required=True, type=_FILE, help="GIAS: the CSV, the zip, or the folder of both.")
@click.option("--links", type=_FILE, help="The links file, where it is not beside the register.")
@click.option("--add-independent", is_flag=True, help="Add the authority's independent schools too, without places.")
@click.option("--dry-run", is_flag=True, help="Say what would change; write nothing.")
def gias_command(pack: Path, register: Path, links: Path | None, *, add_independent: bool, dry_run: bool) -> None:
    """Bring a pack's schools and bases up to date with the register of schools (GIAS)."""
    from sufficiency.importers.gias import Given, import_gias  # noqa: PLC0415 - pandas only when it is needed
    from sufficiency.importers.local_told import told  # noqa: PLC0415

    report = import_gias(Given(register, links, add_independent=add_independent), pack, dry_run=dry_run)
    click.echo(told(report, pack))
    if report.written:
        click.echo(checked_again(pack))


@click.command("places")
@click.option("--pack", required=True, type=_PACK, help="Folder of the pack, such as data/hampshire.")
@click.option("--from", "file", required=True, type=_FILE, help="The list of agreed places: .xlsx or CSV.")
@click.option("--sheet", help="The one sheet to read; every sheet with a header otherwise.")
@click.option("--as-at", default="", help="The date that the list is of, such as 2025-11; kept with its name.")
@click.option("--dry-run", is_flag=True, help="Say what would change; write nothing.")
def places_command(pack: Path, file: Path, sheet: str | None, as_at: str, *, dry_run: bool) -> None:
    """Put the authority's own list of agreed place numbers into its pack."""
    from sufficiency.importers.local_told import told  # noqa: PLC0415 - as above
    from sufficiency.importers.places import Given, import_places  # noqa: PLC0415

    report = import_places(Given(file, sheet, as_at), pack, dry_run=dry_run)
    click.echo(told(report, pack))
    if report.written:
        click.echo(checked_again(pack))


@click.command("check-ranges")
@click.option("--from", "folder", required=True, type=_PACK, help="Folder of the official files.")
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), default=Path("data/reference"), show_default=True
)
def check_ranges_command(folder: Path, out: Path) -> None:
    """Read from the published files what authorities of each size have shown, for check-pack."""
    from sufficiency.importers.check_ranges import import_check_ranges  # noqa: PLC0415 - as above

    click.echo(f"{import_check_ranges(folder, out)} ranges in {out / 'check_ranges.csv'}")
