"""The commands ``import ...``, one for each source."""

from pathlib import Path

import click

from sufficiency.importers.change_report import told as changes_told
from sufficiency.importers.gias import make as gias
from sufficiency.importers.open_data import make as open_data
from sufficiency.importers.open_data.change import told as open_data_told
from sufficiency.importers.open_data.check_ranges import import_check_ranges
from sufficiency.importers.open_data.reference_data import import_reference
from sufficiency.importers.place_list import make as place_list
from sufficiency.importers.sen2 import make as sen2
from sufficiency.importers.sen2.change import told as sen2_told
from sufficiency.packs.checks.runner import checked_again


@click.group("import")
def import_group() -> None:
    """Make packs from official files."""


_FILE = click.Path(exists=True, path_type=Path)
_PACK = click.Path(exists=True, file_okay=False, path_type=Path)


@import_group.command("sen2")
@click.option("--pack", required=True, type=_PACK, help="Folder of the pack, such as data/hampshire.")
@click.option("--from", "file", required=True, type=_FILE, help="The return: folder or zip of CSV files, or XML.")
@click.option("--earlier", type=_FILE, help="The return of the year before, for moves between placements.")
@click.option("--gias", "register", type=_FILE, help="GIAS register of all establishments, CSV.")
@click.option("--postcodes", type=_FILE, help="CSV of postcode (or sector) and area.")
@click.option("--dry-run", is_flag=True, help="Say what would change; write nothing.")
def sen2_command(
    pack: Path,
    file: Path,
    earlier: Path | None,
    register: Path | None,
    postcodes: Path | None,
    *,
    dry_run: bool,
) -> None:
    """Count a SEN2 person-level return into a pack, in place of the published figures. No person's data is kept."""
    click.echo(sen2_told(sen2.import_sen2(sen2.Sen2Files(file, earlier, register, postcodes), pack, dry_run=dry_run)))
    if not dry_run:
        click.echo(checked_again(pack))


@import_group.command("gias")
@click.option("--pack", required=True, type=_PACK, help="Folder of the pack, such as data/hampshire.")
@click.option("--from", "register", required=True, type=_FILE, help="GIAS: the CSV, the zip, or the folder of both.")
@click.option("--links", type=_FILE, help="The links file, where it is not beside the register.")
@click.option("--add-independent", is_flag=True, help="Add the authority's independent schools too, without places.")
@click.option("--dry-run", is_flag=True, help="Say what would change; write nothing.")
def gias_command(pack: Path, register: Path, links: Path | None, *, add_independent: bool, dry_run: bool) -> None:
    """Bring a pack's schools and bases up to date with the register of schools (GIAS)."""
    report = gias.import_gias(
        gias.RegisterFiles(register, links, add_independent=add_independent), pack, dry_run=dry_run
    )
    click.echo(changes_told(report, pack))
    if report.written:
        click.echo(checked_again(pack))


@import_group.command("places")
@click.option("--pack", required=True, type=_PACK, help="Folder of the pack, such as data/hampshire.")
@click.option("--from", "file", required=True, type=_FILE, help="The list of agreed places: .xlsx or CSV.")
@click.option("--sheet", help="The one sheet to read; every sheet with a header otherwise.")
@click.option("--as-at", default="", help="The date that the list is of, such as 2025-11; kept with its name.")
@click.option("--dry-run", is_flag=True, help="Say what would change; write nothing.")
def places_command(pack: Path, file: Path, sheet: str | None, as_at: str, *, dry_run: bool) -> None:
    """Put the authority's own list of agreed place numbers into its pack."""
    report = place_list.import_places(place_list.PlaceListFile(file, sheet, as_at), pack, dry_run=dry_run)
    click.echo(changes_told(report, pack))
    if report.written:
        click.echo(checked_again(pack))


@import_group.command("check-ranges")
@click.option("--from", "folder", required=True, type=_PACK, help="Folder of the official files.")
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), default=Path("data/reference"), show_default=True
)
def check_ranges_command(folder: Path, out: Path) -> None:
    """Read from the published files what authorities of each size have shown, for check-pack."""
    click.echo(f"{import_check_ranges(folder, out)} ranges in {out / 'check_ranges.csv'}")


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
    national = open_data.read_national(folder)
    destination = out or Path("data") / open_data.find_authority(national.release, authority).id
    report = open_data.make_pack(national, authority, destination, dry_run=dry_run)
    click.echo(open_data_told(report))
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
    for table, rows in import_reference(folder, out).items():
        click.echo(f"  {table:36} {rows:7,} rows")
