"""The commands about several runs: ``compare``, ``goal``, ``frontier`` and ``monitor``."""

from pathlib import Path

import click

from sufficiency.errors import InputError
from sufficiency.finance.in_report.tables import unexplained_of
from sufficiency.harmless import say, visible
from sufficiency.packs.inputs import load_inputs
from sufficiency.packs.new_schools import errors_of_scenario
from sufficiency.packs.small_numbers import HOLDS_SMALL_NUMBERS, notice
from sufficiency.reports.comparison.page import made_by, write_comparison
from sufficiency.reports.comparison.text import comparison_text, shown_years, split_text
from sufficiency.reports.comparison.values import rests_on, unexplained
from sufficiency.reports.pictures.frontier import frontier_picture
from sufficiency.reports.pictures.frontier import in_words as frontier_in_words
from sufficiency.reports.words import diversion_line, unexplained_line
from sufficiency.results.as_files import named_text, names_written
from sufficiency.results.forecast import FORECAST_TOTALS
from sufficiency.results.place_need import PLACE_NEED
from sufficiency.results.saved import load
from sufficiency.running import progress_of
from sufficiency.scenario.checks.locating import CHANGES_NOTHING
from sufficiency.scenario.checks.whole import load_checked
from sufficiency.scenario.naming import names_of_pack
from sufficiency.studies import monitor
from sufficiency.studies.compare import read_runs, side_by_side, split_difference
from sufficiency.studies.frontier import EVERY_YEAR, FRONTIER, frontier, read_weights
from sufficiency.studies.goal import Search, amount_of, bounds_of, diversion_at, is_whole, read_target, seek, total_at
from sufficiency.tables.aligned import TextColumn, aligned
from sufficiency.tables.files import table_text
from sufficiency.tables.outputs import Readme, refuse_foreign, write_output

_PATH = click.Path(path_type=Path)
SPLIT_MEASURES = [
    *("plans", "required_learners", "missing_places", "inmss_learners", "in_county_learners"),
    *("high_needs_gbp", "transport_gbp"),
]


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
    if len(runs) < 2:
        raise click.UsageError("name at least two runs, such as runs/hampshire-baseline runs/hampshire-450-places")
    read = read_runs(runs)
    if out is not None:
        refuse_foreign(out, made_by(read))
    table = side_by_side(read)
    savings = (*rests_on(read), *unexplained(read))
    text = notice(small_numbers=any(run.manifest.get(HOLDS_SMALL_NUMBERS) for run in read))
    text += comparison_text(table, min(int(str(run.manifest["draws"])) for run in read), savings)
    say(text, end=False)
    found = split_difference(read, scenarios.resolve(), until, workers) if split and len(read) == 2 else None
    if found is not None:
        years = shown_years(sorted({int(year) for _, year in found.alone.index}))[1:]
        worths = "\n" + split_text(found, SPLIT_MEASURES, years[-2:], savings)
        say(worths, end=False)
        text += worths
    if len(read) > 2 and split:
        say("name two runs to have their difference split into its changes", error=True)
    if out is not None:
        write_comparison(out, read, table, text, found)
        say(f"wrote {out}/: comparison.html, comparison.xlsx, comparison.txt, tables as .csv", error=True)


@click.command("goal")
@click.argument("scenario", type=_PATH)
@click.option("--lever", "path", required=True, help="Path of the amount, such as levers.inclusion.multiply.")
@click.option(
    "--target",
    required=True,
    help='What is to be reached: "inmss_learners 2030 <= 1200", or "missing in Havant for SEMH 2030 <= 20".',
)
@click.option("--low", type=float, help="Smallest amount tried; the schema's bound when not given.")
@click.option("--high", type=float, help="Largest amount tried; the schema's bound when not given.")
def goal_command(scenario: Path, path: str, target: str, low: float | None, high: float | None) -> None:
    """Find the amount of a lever, place change or parameter that reaches a target, on the central forecast."""
    loaded = load_checked(scenario, errors_of_scenario)
    areas = names_of_pack(loaded.pack_folder).areas
    wanted = read_target(target, areas)
    bounds = bounds_of(loaded, path, low, high)
    present = float(amount_of(loaded, path) or 0)
    search = Search(present, *bounds, whole=is_whole(loaded, path))
    inputs = load_inputs(loaded.pack_folder)
    faults = [fault for fault in errors_of_scenario(loaded) if fault.kind != CHANGES_NOTHING]
    if faults:
        raise InputError(faults)
    answer = seek(search, total_at(loaded, inputs, path, wanted), wanted)
    trials = sorted(answer.trials, key=lambda trial: trial.amount)
    columns = (TextColumn(), TextColumn(width=12), TextColumn())
    measure = f"{wanted.measure}{wanted.part.named(areas)} {wanted.year} ="
    rows = [(f"{path} =", f"{trial.amount:g}", f"{measure} {wanted.written(trial.total)}") for trial in trials]
    say(notice(small_numbers=inputs.small_numbers) + "\n".join(aligned(columns, rows, indent="  ", gap=" ")))
    if wanted.measure.endswith("_gbp"):
        say(f"  {diversion_line(diversion_at(loaded, inputs, wanted.year))}")
        if line := unexplained_line(unexplained_of(loaded, inputs)):
            say(f"  {line}")
    if answer.found is not None:
        say(f"{path}: {answer.found.amount:g} reaches {target.strip()} (found {wanted.written(answer.found.total)}).")
        return
    best = min(answer.trials, key=lambda trial: wanted.misses_by(trial.total))
    say(
        f"No amount of {path} from {bounds[0]:g} to {bounds[1]:g} that was tried reaches {target.strip()};"
        f" the nearest is {best.amount:g} with {wanted.written(best.total)}."
    )
    raise SystemExit(1)


FRONTIER_FILES = Readme(
    {
        "frontier.txt": "What a shorter journey costs, on one screen.",
        "frontier.svg": "The same as a picture.",
        "frontier_mean.csv": "The mean year of the years ahead, for each weight on the mile.",
        "frontier.csv": "Cost, miles and minutes for each weight on the mile, by academic year.",
    }
)


@click.command("frontier")
@click.argument("scenario", type=click.Path(path_type=Path))
@click.option(
    "--weights",
    metavar="A,B,C",
    help="Pounds a mile that are tried, and the scenario's own. Without it, they are sought up to £8,000: where cost"
    " and miles change most, and none that changes nothing.",
)
@click.option("--out", type=click.Path(path_type=Path), help="Folder for the tables, the picture and the text.")
def frontier_command(scenario: Path, weights: str | None, out: Path | None) -> None:
    """Show what a shorter journey costs: the central run of SCENARIO for a range of weights on the mile."""
    loaded = load_checked(scenario, errors_of_scenario)
    faults = errors_of_scenario(loaded)
    if faults:
        raise InputError(faults)
    chosen = read_weights(weights, loaded.parameters.allocation.mile_weight_gbp)
    maker = f"frontier {next(iter(loaded.file_hashes))}"
    if out is not None:
        refuse_foreign(out, maker)
    inputs = load_inputs(loaded.pack_folder)
    table = frontier(loaded, inputs, chosen, progress_of(loaded.scenario_id))
    warned = notice(small_numbers=inputs.small_numbers)
    unsure = unexplained_line(unexplained_of(loaded, inputs))
    text = warned + frontier_in_words(table, loaded.title, unsure)
    say(text, end=False)
    if out is not None:
        picture = frontier_picture(table, f"{warned}{loaded.title}: what a shorter journey costs", unsure)
        mean = table["academic_year"] == EVERY_YEAR
        tables = {"frontier.csv": table[~mean], "frontier_mean.csv": table[mean]}
        files = {name: table_text(rows, FRONTIER, for_people=True) for name, rows in tables.items()}
        write_output(out, {**files, "frontier.svg": picture, "frontier.txt": text}, maker, readme=FRONTIER_FILES)
        say(f"wrote {out}/", error=True)


MONITOR_FILES = Readme(
    {
        "monitor.txt": "Forecast against what was counted later, on one screen.",
        "monitor.csv": "Each cell that was counted: its forecast and range (p10 to p90), the actual, and the error.",
        "suggested_places.csv": "Places by phase in the year after, restated by how far each phase was missed: required"
        " are those who require a state place less those in INMSS otherwise than for want of one.",
    }
)


@click.command("monitor")
@click.argument("run", type=click.Path(path_type=Path))
@click.option("--actuals", required=True, type=click.Path(path_type=Path), help="CSV: census_year, level, code, plans.")
@click.option(
    "--out", type=click.Path(path_type=Path), help="Folder for monitor.csv, suggested_places.csv and monitor.txt."
)
def monitor_command(run: Path, actuals: Path, out: Path | None) -> None:
    """Compare the saved RUN with what was counted later, and say what that suggests for agreed place numbers."""
    results = load(run, (FORECAST_TOTALS, PLACE_NEED))
    draws, names = int(str(results.manifest["draws"])), names_written(run, FORECAST_TOTALS)
    monitored = monitor.compare(results.tables["forecast_totals"], monitor.read_actuals(actuals), actuals, draws)
    suggested = monitor.suggested_places(results.tables, monitored)
    text = notice(small_numbers=bool(results.manifest.get(HOLDS_SMALL_NUMBERS)))
    text += monitor.in_words(monitored, suggested, draws, names)
    if out is not None:
        tables = ((monitored, monitor.MONITOR), (suggested, monitor.SUGGESTED))
        files = {f"{contract.name}.csv": named_text(table, contract, names) for table, contract in tables}
        files["monitor.txt"] = f"{visible(text)}\n"
        write_output(out, files, f"monitor {results.manifest['scenario']}", readme=MONITOR_FILES)
    say(text)
