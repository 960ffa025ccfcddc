"""The verb ``check-pack``. Heavy imports happen inside it."""

import shutil
from pathlib import Path

import click

WIDE = 150
"""Letters across where nobody watches: a file, a pipe."""


@click.command("check-pack")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def check_pack_command(folder: Path) -> None:
    """Check the pack in FOLDER (data/<authority>): a table of findings, written to its quality.csv too.

    Ends with exit code 2 where an error must be repaired before a forecast, with 0 otherwise.
    """
    from sufficiency.pack_checks.report import has_errors, table_of, verdict, write_quality  # noqa: PLC0415 - pandas when asked for
    from sufficiency.pack_checks.runner import check_pack  # noqa: PLC0415

    rows = check_pack(folder)
    if rows:
        width = shutil.get_terminal_size((WIDE, 24)).columns
        click.echo(table_of(rows, width))
        click.echo()
    click.echo(f"{folder}: {verdict(rows)}")
    write_quality(folder, rows)
    if has_errors(rows):
        raise click.exceptions.Exit(2)


def checked_again(folder: Path) -> str:
    """Check a pack that an import has just written, renew its quality.csv, and say in a sentence what was found."""
    from sufficiency.check_ranges import CHECK_RANGES  # noqa: PLC0415 - as above
    from sufficiency.pack_checks.report import verdict, write_quality  # noqa: PLC0415
    from sufficiency.pack_checks.runner import check_pack  # noqa: PLC0415

    ranges = folder.parent / "reference" / f"{CHECK_RANGES.name}.csv"
    if not ranges.is_file():
        return f"{folder}: not checked, as {ranges} is missing; move the pack into data/, then: sufficiency check-pack"
    rows = check_pack(folder)
    write_quality(folder, rows)
    return f"{folder}: {verdict(rows)} They are in quality.csv; sufficiency check-pack {folder} shows them."
