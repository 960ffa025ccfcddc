"""The commands ``backtest`` and ``calibrate``: of plans where a panel follows, of placements by name."""

import re
from pathlib import Path

import click

from sufficiency.backtest.placements.calibration import run_placements_calibration
from sufficiency.backtest.placements.run import PlacementsRequest, run_placements_backtest
from sufficiency.backtest.references import REFERENCE_FOLDER
from sufficiency.backtest.run import Request, run_backtest, run_calibration
from sufficiency.harmless import say

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)


def reference_folder() -> Path:
    """Folder of the reference tables: under the working folder, or else that of the program."""
    return REFERENCE_FOLDER if REFERENCE_FOLDER.is_dir() else Path(__file__).resolve().parents[2] / REFERENCE_FOLDER


class Span(click.ParamType[list[int]]):
    """Whole numbers as ``2017-2024`` or ``2017,2019``."""

    name = "numbers"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> list[int]:
        """Return the numbers, ascending; fail with a sentence for anything else."""
        if isinstance(value, list):
            return value
        found: set[int] = set()
        for part in str(value).split(","):
            matched = re.fullmatch(r"\s*(\d{1,4})(?:\s*-\s*(\d{1,4}))?\s*", part)
            if matched is None or int(matched[2] or matched[1]) < int(matched[1]):
                self.fail(f"{value!r} is not numbers such as 2017-2024 or 1,2,3", param, ctx)
            found |= set(range(int(matched[1]), int(matched[2] or matched[1]) + 1))
        return sorted(found)


class PlansUnlessNamed(click.Group):
    """A group whose first command, ``plans``, is meant where no command is named: ``backtest PANEL``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put ``plans`` first unless a command or help is asked for."""
        named = args and (args[0] in self.commands or args[0] in ctx.help_option_names)
        return super().parse_args(ctx, args if named or not args else ["plans", *args])


@click.group("backtest", cls=PlansUnlessNamed)
def backtest_command() -> None:
    """Forecast from past years, and score each forecast by what was counted later.

    `backtest PANEL` scores the forecast of plans (the same as `backtest plans PANEL`, which has its options);
    `backtest placements` that of the learners in each kind of provision.
    """


def placements_panel() -> Path:
    """The shipped panel of placements."""
    return reference_folder() / "placements_panel.csv"


@click.group("calibrate", cls=PlansUnlessNamed)
def calibrate_command() -> None:
    """Estimate from past counts what a run leans on, after a new release.

    `calibrate PANEL` estimates the growth of plans (the same as `calibrate plans PANEL`, which has its options);
    `calibrate placements` how learners of each kind of provision follow plans.
    """


@backtest_command.command("plans")
@click.argument("panel", type=FILE)
@click.option("--origins", type=Span(), help="Census years to forecast from, such as 2017-2024.  [default: all with 7]")
@click.option("--horizons", type=Span(), default="1-5", show_default=True, help="Years ahead.")
@click.option("--methods", help="Names with commas, or all; the default leaves out the slow damped_holt, arima, theta.")
@click.option("--forecasts", type=FILE, multiple=True, help="Forecasts of your own, scored as ours are.")
@click.option("--exclude", multiple=True, help="AUTHORITY:YEAR whose count is faulty: not used, scored apart.")
@click.option("--out", type=FOLDER, default=Path("runs/backtest"), show_default=True, help="Folder of the results.")
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True, help="Processes for slow methods.")
@click.option("--reference", type=FOLDER, default=reference_folder, help="Tables of growth.  [default: data/reference]")
def backtest_plans_command(panel: Path, out: Path, reference: Path, **options: object) -> None:
    """Forecast every authority of PANEL from past years, and score each forecast by what was counted later.

    PANEL is a CSV (or .csv.gz): authority, year, plans and, for age bands, series; or the DfE's own layout. The last
    year is forecast too, though nobody can score it yet. Writes forecasts.csv, accuracy.csv, remarks.csv, report.md.
    """
    for line in run_backtest(Request(panel, out, reference, **options)):  # type: ignore[arg-type]
        say(line)


@calibrate_command.command("plans")
@click.argument("panel", type=FILE)
@click.option("--source", help="Where the counts were published.  [default: the file's name]")
@click.option("--exclude", multiple=True, help="AUTHORITY:YEAR whose count is faulty and not used.")
@click.option("--out", type=FOLDER, default=REFERENCE_FOLDER, show_default=True, help="Folder to write to.")
@click.option("--reference", type=FOLDER, default=reference_folder, help="Tables of growth.  [default: data/reference]")
def calibrate_plans_command(
    panel: Path, source: str | None, exclude: tuple[str, ...], out: Path, reference: Path
) -> None:
    """Estimate England's totals and the size of forecast errors again from PANEL, after a new release."""
    for line in run_calibration(panel, source or panel.name, exclude, out, reference):
        say(line)


@calibrate_command.command("placements")
@click.argument("panel", type=FILE, default=placements_panel)
@click.option("--source", help="Where the counts were published.  [default: the file's name]")
@click.option("--out", type=FOLDER, default=REFERENCE_FOLDER, show_default=True, help="Folder to write to.")
@click.option("--reference", type=FOLDER, default=reference_folder, help="Reference tables.  [default: data/reference]")
def calibrate_placements_command(panel: Path, source: str | None, out: Path, reference: Path) -> None:
    """Estimate how learners of each kind of provision follow plans, how far that misses, and the diversion.

    PANEL is a table of the layout of placements_panel.csv (made by `import placements`); the shipped one by default.
    """
    for line in run_placements_calibration(panel, source or panel.name, out, reference):
        say(line)


@backtest_command.command("placements")
@click.argument("panel", type=FILE, default=placements_panel)
@click.option("--origins", type=Span(), help="Census years to forecast from, such as 2021-2024.  [default: all with 2]")
@click.option("--plans", type=FILE, help="A panel of plans with longer histories, for the forecast of plans.")
@click.option(
    "--out", type=FOLDER, default=Path("runs/backtest-placements"), show_default=True, help="Folder of the results."
)
@click.option("--reference", type=FOLDER, default=reference_folder, help="Reference tables.  [default: data/reference]")
def backtest_placements_command(panel: Path, out: Path, reference: Path, **options: object) -> None:
    """Forecast the learners of each kind of provision from past Januaries, and score each by what was counted later.

    PANEL is a table of the layout of placements_panel.csv (made by `import placements`); the shipped one by default.
    Each forecast is made with plans known, with plans and state places known, and with all forecast. Writes
    forecasts.csv, accuracy.csv and report.md with pictures.
    """
    for line in run_placements_backtest(PlacementsRequest(panel, out, reference, **options)):  # type: ignore[arg-type]
        say(line)
