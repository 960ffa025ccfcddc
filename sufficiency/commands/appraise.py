"""The command ``appraise``: options of new places beside doing nothing, for two sets of payers."""

from pathlib import Path

import click

from sufficiency.finance.appraisal.of_run import read_run_money
from sufficiency.finance.appraisal.options import Appraised, appraised, doubts_beside
from sufficiency.finance.appraisal.tables import (
    APPRAISAL,
    CASH_FLOWS,
    SWITCHING,
    appraisal_table,
    cash_flow_table,
    switching_table,
)
from sufficiency.finance.sets import read_sets
from sufficiency.harmless import say, visible
from sufficiency.packs.small_numbers import HOLDS_SMALL_NUMBERS, notice
from sufficiency.reports.finance.appraisal_screen import appraisal_text
from sufficiency.scenario.checks.believable import in_words
from sufficiency.tables.files import table_text
from sufficiency.tables.outputs import Readme, refuse_foreign, sha256, write_output

MIXED = 4
"""Decimals of columns that hold pounds, years and shares."""
_PATH = click.Path(path_type=Path)
FILES = Readme(
    {
        "appraisal.txt": "The options ranked beside doing nothing, on one screen.",
        "appraisal.csv": "Every option, set of payers and measure, at the diversion taken and at both ends of it.",
        "cash_flows.csv": "Every option, set of payers and financial year: what is paid (below zero) and saved.",
        "switching.csv": "What each amount was taken as, where the value is nil, and the value at two ends of it.",
    },
    "Pounds are at the prices of one financial year, which appraisal.txt names; years are April to March.",
)


@click.command("appraise")
@click.argument("run", type=_PATH)
@click.option("--set", "file", required=True, type=_PATH, help="YAML of the places, or of several options of them.")
@click.option("--out", type=_PATH, help="Folder for the tables and the text.")
@click.option("--scenarios", type=_PATH, default=Path("scenarios"), help="Folder of the scenarios; data/ is beside it.")
def appraise_command(run: Path, file: Path, out: Path | None, scenarios: Path) -> None:
    """Say whether a set of new places pays: options of FILE beside doing nothing, in the prices of the saved RUN."""
    sets = read_sets(file)
    money = read_run_money(run, scenarios)
    maker = f"appraise {money.scenario} --set {file.name}"
    if out is not None:
        refuse_foreign(out, maker)
    for warning in (*sets.warnings, *doubts_beside(sets, money, str(file))):
        say(in_words(warning), error=True)
    answer = appraised(sets, money)
    text = notice(small_numbers=money.small_numbers) + appraisal_text(answer)
    say(text, end=False)
    if out is not None:
        facts = {"set_sha256": sha256(file), HOLDS_SMALL_NUMBERS: money.small_numbers}
        write_output(out, {**_tables(answer), "appraisal.txt": visible(text)}, maker, facts, FILES)
        say(f"wrote {out}/", error=True)


def _tables(answer: Appraised) -> dict[str, str]:
    """The tables as CSV, by file."""
    return {
        "appraisal.csv": table_text(appraisal_table(answer), APPRAISAL, MIXED),
        "cash_flows.csv": table_text(cash_flow_table(answer), CASH_FLOWS),
        "switching.csv": table_text(switching_table(answer), SWITCHING, MIXED),
    }
