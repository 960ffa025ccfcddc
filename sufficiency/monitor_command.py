"""The verb ``monitor``."""

from pathlib import Path

import click


@click.command("monitor")
@click.argument("run", type=click.Path(path_type=Path))
@click.option("--actuals", required=True, type=click.Path(path_type=Path), help="CSV: census_year, level, code, plans.")
@click.option("--out", type=click.Path(path_type=Path), help="Folder for monitor.csv and suggested_places.csv.")
def monitor_command(run: Path, actuals: Path, out: Path | None) -> None:
    """Compare the saved RUN with what was counted later, and say what that suggests for agreed place numbers."""
    from sufficiency.csv_tables import write_table  # noqa: PLC0415
    from sufficiency.monitor import MONITOR, SUGGESTED, compare, in_words, read_actuals, suggested_places  # noqa: PLC0415
    from sufficiency.results import load  # noqa: PLC0415

    results = load(run)
    monitored = compare(results.tables["forecast_totals"], read_actuals(actuals), actuals)
    suggested = suggested_places(results.tables, monitored)
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        write_table(monitored, MONITOR, out / "monitor.csv")
        write_table(suggested, SUGGESTED, out / "suggested_places.csv")
    click.echo(in_words(monitored, suggested))
