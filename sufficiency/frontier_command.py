"""The verb ``frontier``."""

from pathlib import Path

import click


@click.command("frontier")
@click.argument("scenario", type=click.Path(path_type=Path))
@click.option(
    "--weights", metavar="A,B,C", help="Pounds a mile that are tried; the scenario's own is always among them."
)
@click.option("--out", type=click.Path(path_type=Path), help="Folder for frontier.csv, frontier.svg and frontier.txt.")
def frontier_command(scenario: Path, weights: str | None, out: Path | None) -> None:
    """Show what a shorter journey costs: the central run of SCENARIO for a range of weights on the mile."""
    from sufficiency.cli import progress_of  # noqa: PLC0415 - keeps --help instant
    from sufficiency.csv_tables import write_table  # noqa: PLC0415
    from sufficiency.errors import InputError  # noqa: PLC0415
    from sufficiency.frontier import FRONTIER, frontier, in_words, read_weights  # noqa: PLC0415
    from sufficiency.frontier_picture import frontier_picture  # noqa: PLC0415
    from sufficiency.inputs import load_inputs  # noqa: PLC0415
    from sufficiency.scenario.against_pack import faults_against_pack  # noqa: PLC0415
    from sufficiency.scenario.loader import load_scenario  # noqa: PLC0415

    loaded = load_scenario(scenario)
    faults = faults_against_pack(loaded)
    if faults:
        raise InputError(faults)
    chosen = read_weights(weights, loaded.parameters.allocation.mile_weight_gbp)
    table = frontier(loaded, load_inputs(loaded.pack_folder), chosen, progress_of(loaded.scenario_id))
    told = in_words(table, loaded.title)
    click.echo(told, nl=False)
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        write_table(table, FRONTIER, out / "frontier.csv")
        picture = frontier_picture(table, f"{loaded.title}: what a shorter journey costs")
        (out / "frontier.svg").write_text(picture, encoding="utf-8", newline="\n")
        (out / "frontier.txt").write_text(told, encoding="utf-8", newline="\n")
        click.echo(f"wrote {out}/", err=True)
