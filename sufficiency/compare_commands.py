"""The verbs compare and goal. What they need is imported when they run."""

from pathlib import Path

import click

_PATH = click.Path(path_type=Path)
SPLIT_MEASURES = ["plans", "required_learners", "inmss_learners", "in_county_learners", "spend_gbp"]


@click.command("compare")
@click.argument("runs", nargs=-1, required=True, type=_PATH, metavar="RUN RUN...")
@click.option("--out", type=_PATH, help="Folder for the page, the workbook and the tables.")
@click.option("--split/--no-split", default=True, help="Split the difference of two runs into their changes.")
@click.option("--until", type=int, help="Last census year of the split, which saves time.")
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True, help="Processes for the split.")
@click.option("--scenarios", type=_PATH, default=Path("scenarios"), help="Folder of the scenarios.")
def compare_command(
    runs: tuple[Path, ...], out: Path | None, split: bool, until: int | None, workers: int, scenarios: Path
) -> None:
    """Show saved RUNs side by side, and what each change between two of them is worth."""
    from sufficiency.compare import read_run, side_by_side, split_difference, told_apart  # noqa: PLC0415 - keeps --help instant
    from sufficiency.comparison_files import write_comparison  # noqa: PLC0415
    from sufficiency.comparison_text import comparison_text, shown_years, split_text  # noqa: PLC0415

    if len(runs) < 2:
        raise click.UsageError("name at least two runs, such as runs/hampshire-baseline runs/hampshire-450-places")
    read = told_apart([read_run(folder) for folder in runs])
    table = side_by_side(read)
    text = comparison_text(table, min(int(str(run.manifest["draws"])) for run in read))
    click.echo(text, nl=False)
    found = split_difference(read, scenarios.resolve(), until, workers) if split and len(read) == 2 else None
    if found is not None:
        years = shown_years(sorted({int(year) for _, year in found.alone.index}))[1:]
        told = split_text(found, SPLIT_MEASURES, years[-2:])
        click.echo("\n" + told, nl=False)
        text += "\n" + told
    if len(read) > 2 and split:
        click.echo("name two runs to have their difference split into its changes", err=True)
    if out is not None:
        write_comparison(out, read, table, text, found)
        click.echo(f"wrote {out}/: comparison.html, comparison.xlsx, comparison.txt, tables as .csv", err=True)


@click.command("goal")
@click.argument("scenario", type=_PATH)
@click.option("--lever", "path", required=True, help="Path of the amount, such as levers.inclusion.multiply.")
@click.option("--target", required=True, help='What is to be reached, such as "inmss_learners 2030 <= 1200".')
@click.option("--low", type=float, help="Smallest amount tried; the schema's bound when not given.")
@click.option("--high", type=float, help="Largest amount tried; the schema's bound when not given.")
def goal_command(scenario: Path, path: str, target: str, low: float | None, high: float | None) -> None:
    """Find the amount of a lever, place change or parameter that reaches a target, on the central forecast."""
    from sufficiency.goal import (  # noqa: PLC0415 - keeps --help instant
        Search,
        bounds_of,
        is_whole,
        read_target,
        seek,
        total_at,
    )
    from sufficiency.inputs import load_inputs  # noqa: PLC0415
    from sufficiency.scenario.loader import load_scenario  # noqa: PLC0415

    wanted, loaded = read_target(target), load_scenario(scenario)
    bounds = bounds_of(loaded, path, low, high)
    present = float(str(loaded.settings[path].value))
    search = Search(present, *bounds, whole=is_whole(loaded, path))
    answer = seek(search, total_at(loaded, load_inputs(loaded.pack_folder), path, wanted), wanted)
    for trial in sorted(answer.trials, key=lambda trial: trial.amount):
        click.echo(f"  {path} = {trial.amount:<12g} {wanted.measure} {wanted.year} = {trial.total:,.1f}")
    if answer.found is not None:
        click.echo(f"{path}: {answer.found.amount:g} reaches {target.strip()} (found {answer.found.total:,.1f}).")
        return
    best = min(answer.trials, key=lambda trial: wanted.misses_by(trial.total))
    click.echo(
        f"No amount of {path} from {bounds[0]:g} to {bounds[1]:g} that was tried reaches {target.strip()};"
        f" the nearest is {best.amount:g} with {best.total:,.1f}."
    )
    raise SystemExit(1)
