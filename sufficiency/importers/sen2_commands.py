"""The verbs ``import sen2`` and ``demo-data sen2``. Heavy imports happen inside the verb that needs them."""

from pathlib import Path

import click

from sufficiency.pack_commands import checked_again

_FILE = click.Path(exists=True, path_type=Path)
_PACK = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command("sen2")
@click.option("--pack", required=True, type=_PACK, help="Folder of the pack, such as data/hampshire.")
@click.option("--from", "sen2", required=True, type=_FILE, help="The return: folder or zip of CSV files, or XML.")
@click.option("--earlier", type=_FILE, help="The return of the year before, for moves between placements.")
@click.option("--gias", "register", type=_FILE, help="GIAS register of all establishments, CSV.")
@click.option("--postcodes", type=_FILE, help="CSV of postcode (or sector) and area.")
@click.option("--dry-run", is_flag=True, help="Say what would change; write nothing.")
def sen2_command(
    pack: Path,
    sen2: Path,
    earlier: Path | None,
    register: Path | None,
    postcodes: Path | None,
    *,
    dry_run: bool,
) -> None:
    """Count a SEN2 person-level return into a pack, in place of the published figures. No person's data is kept."""
    from sufficiency.importers.sen2 import Given, import_sen2  # noqa: PLC0415 - pandas only when it is needed
    from sufficiency.importers.sen2_told import told  # noqa: PLC0415

    click.echo(told(import_sen2(Given(sen2, earlier, register, postcodes), pack, dry_run=dry_run)))
    if not dry_run:
        click.echo(checked_again(pack))


@click.group("demo-data")
def demo_group() -> None:
    """Make synthetic files to try the importers on."""


@demo_group.command("sen2")
@click.option("--plans", type=click.IntRange(200, 60_000), default=17_000, show_default=True, help="Plans in force.")
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="The same seed, the same files.")
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Folder to write to.")
@click.option(
    "--pack",
    type=_PACK,
    default=Path("data/hampshire"),
    show_default=True,
    help="Pack whose areas, schools and mix of needs and provision are imitated.",
)
@click.option("--earlier", is_flag=True, help="Also the return of the year before, in <out>/earlier.")
@click.option("--xml", is_flag=True, help="As the collection's XML instead of CSV files.")
def demo_sen2_command(plans: int, seed: int, out: Path, pack: Path, *, earlier: bool, xml: bool) -> None:
    """Make an invented SEN2 person-level return, with every module and cease reason."""
    from sufficiency.demo_sen2 import Wish, write_demo  # noqa: PLC0415 - pandas only when it is needed

    for line in write_demo(Wish(plans, seed, earlier=earlier, xml=xml), pack, out):
        click.echo(line)
