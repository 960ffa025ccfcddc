"""The commands ``import ...``, one for each source."""

from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import click

from sufficiency.harmless import say
from sufficiency.importers.gias import make as gias
from sufficiency.importers.invoices import make as invoices
from sufficiency.importers.open_data import make as open_data
from sufficiency.importers.open_data.authorities import find_authority
from sufficiency.importers.open_data.check_ranges import import_check_ranges
from sufficiency.importers.open_data.files import read_national
from sufficiency.importers.open_data.placements import import_placements
from sufficiency.importers.open_data.reference_data import import_reference
from sufficiency.importers.pack.report import ImportReport, report_text
from sufficiency.importers.place_list import make as place_list
from sufficiency.importers.sen2 import make as sen2
from sufficiency.packs.checks.runner import checked_again
from sufficiency.tables.aligned import TextColumn, aligned
from sufficiency.tables.folders import claimed


@click.group("import")
def import_group() -> None:
    """Make packs from official files, and put files of your own into them."""


_FILE = click.Path(exists=True, path_type=Path)
_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_NEW_FOLDER = click.Path(file_okay=False, path_type=Path)
_pack = click.option("--pack", required=True, type=_FOLDER, help="Folder of the pack, such as data/hampshire.")
_published = click.option("--from", "folder", required=True, type=_FOLDER, help="Folder of the official files.")
_reference = click.option(
    "--out", type=_NEW_FOLDER, default=Path("data/reference"), show_default=True, help="Folder of England's tables."
)
_dry_run = click.option("--dry-run", is_flag=True, help="Say what would change, and write nothing.")


def _show(pack: Path, carry_out: Callable[[], ImportReport], *, dry_run: bool) -> None:
    """Carry out an import while no other changes the pack, print what it changed, and check the pack again."""
    with nullcontext() if dry_run else claimed(pack, has_out=False):
        report = carry_out()
        say(report_text(report))
        if not dry_run:
            say(checked_again(report.folder))


@import_group.command("sen2")
@_pack
@click.option("--from", "file", required=True, type=_FILE, help="The return: folder or zip of CSV files, or XML.")
@click.option("--earlier", type=_FILE, help="The return of the year before, for moves between placements.")
@click.option("--gias", "register", type=_FILE, help="GIAS register of all establishments, CSV.")
@click.option("--postcodes", type=_FILE, help="CSV of postcode (or sector) and area.")
@click.option(
    "--leave-out-unclosed", is_flag=True, help="Leave out plans that nobody closed: persons over 25, or no day."
)
@_dry_run
def sen2_command(
    pack: Path,
    file: Path,
    *,
    leave_out_unclosed: bool,
    dry_run: bool,
    **beside: Path | None,
) -> None:
    """Count a SEN2 person-level return into a pack, in place of the published figures. No person's data is kept."""
    given = sen2.Sen2Files(
        file, beside["earlier"], beside["register"], beside["postcodes"], without_unclosed=leave_out_unclosed
    )
    _show(pack, lambda: sen2.import_sen2(given, pack, dry_run=dry_run), dry_run=dry_run)


@import_group.command("gias")
@_pack
@click.option("--from", "register", required=True, type=_FILE, help="GIAS: the CSV, the zip, or the folder of both.")
@click.option("--links", type=_FILE, help="The links file, where it is not in the folder of the register.")
@click.option("--add-independent", is_flag=True, help="Add the authority's independent schools too, without places.")
@_dry_run
def gias_command(pack: Path, register: Path, links: Path | None, *, add_independent: bool, dry_run: bool) -> None:
    """Bring a pack's schools and bases up to date with the register of schools (GIAS)."""
    given = gias.RegisterFiles(register, links, add_independent=add_independent)
    _show(pack, lambda: gias.import_gias(given, pack, dry_run=dry_run), dry_run=dry_run)


@import_group.command("places")
@_pack
@click.option("--from", "file", required=True, type=_FILE, help="The list of places: .xlsx, .ods or CSV.")
@click.option("--sheet", help="The one sheet to read; every sheet with a header otherwise.")
@click.option("--as-at", default="", help="The date of the list, such as 2025-11; it is kept with the file's name.")
@click.option("--columns", type=_FILE, help="A YAML file that says which columns of the list hold what.")
@_dry_run
def places_command(
    pack: Path, file: Path, sheet: str | None, as_at: str, columns: Path | None, *, dry_run: bool
) -> None:
    """Put a list of agreed place numbers into a pack: the authority's own, or one that DfE publishes."""
    given = place_list.PlaceListFile(file, sheet, as_at, columns)
    _show(pack, lambda: place_list.import_places(given, pack, dry_run=dry_run), dry_run=dry_run)


@import_group.command("invoices")
@_pack
@click.option("--from", "file", required=True, type=_FILE, help="The list of invoices: .xlsx, .ods or CSV.")
@click.option("--year", required=True, help="The financial year of the prices, such as 2024-25.")
@click.option("--sheet", default="", help="The one sheet to read; every sheet with a header otherwise.")
@click.option("--columns", type=_FILE, help="A YAML file that says which columns of the list hold what.")
@click.option("--few-too", is_flag=True, help="Also means of fewer than 5 learners; the pack is then marked.")
@_dry_run
def invoices_command(pack: Path, *, dry_run: bool, **given: Any) -> None:  # noqa: ANN401 - click's values
    """Put what places at independent and non-maintained schools cost into a pack. No learner's data is kept."""
    listed = invoices.InvoiceFile(**given)
    _show(pack, lambda: invoices.import_invoices(listed, pack, dry_run=dry_run), dry_run=dry_run)


@import_group.command("check-ranges")
@_published
@_reference
def check_ranges_command(folder: Path, out: Path) -> None:
    """Find in the published files what authorities of each size have shown; check-pack compares packs with it."""
    say(f"{import_check_ranges(folder, out)} ranges in {out / 'check_ranges.csv'}")


@import_group.command("open-data")
@click.option("--authority", required=True, help="Name or code of the authority, such as Hampshire or 850.")
@_published
@click.option("--out", type=_NEW_FOLDER, help="Folder of the pack: data/<authority>.")
@_dry_run
def open_data_command(authority: str, folder: Path, out: Path | None, *, dry_run: bool) -> None:
    """Make the pack of one authority from the published files; rows of better sources in an earlier pack stay."""
    national = read_national(folder)
    destination = out or Path("data") / find_authority(national.release, authority).id
    _show(destination, lambda: open_data.make_pack(national, authority, destination, dry_run=dry_run), dry_run=dry_run)


@import_group.command("reference")
@_published
@_reference
def reference_command(folder: Path, out: Path) -> None:
    """Make England's tables, which the rates of every authority also use."""
    counts, notes = import_reference(folder, out)
    rows = [(table, f"{count:,}", " rows") for table, count in counts.items()]
    columns = (TextColumn(width=36), TextColumn(width=8, right=True), TextColumn())
    say("\n".join([*aligned(columns, rows, indent="  "), *(f"  note: {note}" for note in notes)]))


@import_group.command("placements")
@click.option(
    "--from",
    "release",
    required=True,
    type=_FILE,
    help="DfE, Education, health and care plans: the zip, or its folder.",
)
@_reference
def placements_command(release: Path, out: Path) -> None:
    """Count from a release how many learners of each authority are in each kind of provision, January by January."""
    rows, notes = import_placements(release, out)
    say("\n".join([f"{rows:,} counts in {out / 'placements_panel.csv'}", *(f"  note: {note}" for note in notes)]))
