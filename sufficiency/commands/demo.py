"""The commands ``demo-data ...``."""

from pathlib import Path

import click

from sufficiency.demo_data.invoices import InvoiceWish, write_demo_invoices
from sufficiency.demo_data.make import Wish, write_demo
from sufficiency.harmless import say
from sufficiency.importers.invoices.words import year_started

_PACK = click.Path(exists=True, file_okay=False, path_type=Path)


@click.group("demo-data")
def demo_group() -> None:
    """Make synthetic files to try the importers on."""


@demo_group.command("invoices")
@click.option(
    "--invoices", type=click.IntRange(50, 5_000), default=600, show_default=True, help="Learners invoiced for."
)
@click.option("--year", default="2024-25", show_default=True, help="Financial year of the invoices.")
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="The same seed, the same files.")
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Folder to write to.")
@click.option(
    "--pack",
    type=_PACK,
    default=Path("data/hampshire"),
    show_default=True,
    help="Pack whose schools, mix of needs and fees are imitated.",
)
def demo_invoices_command(invoices: int, year: str, seed: int, out: Path, pack: Path) -> None:
    """Make an invented list of invoices of places at independent and non-maintained schools."""
    for line in write_demo_invoices(InvoiceWish(invoices, year_started(year), seed), pack, out):
        say(line)


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
    for line in write_demo(Wish(plans, seed, earlier=earlier, xml=xml), pack, out):
        say(line)
