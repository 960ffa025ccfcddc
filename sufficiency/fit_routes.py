"""The verb ``fit-routes``: circuity, detour and speed from routes that an authority has measured."""

from pathlib import Path

import click


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
    from sufficiency.routes import fitted_text  # noqa: PLC0415 - pandas only when it is needed

    click.echo(fitted_text(pack, file))
