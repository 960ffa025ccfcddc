"""One run from a scenario to a folder of results: load, run, check, report, save."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pandas as pd

from models.programme.certificate import CertificateError
from models.programme.structure import AllocationError
from sufficiency.errors import Fault, InputError, ModelError
from sufficiency.finance.in_report.tables import money_tables
from sufficiency.finance.reconciliation import RECONCILIATION, unexplained_words
from sufficiency.forecast.pipeline import Progress, Run, Step, run
from sufficiency.forecast.resuming import key_of, stored_draws
from sufficiency.forecast.swings import Swung, swings_of
from sufficiency.harmless import is_watched, say, say_over
from sufficiency.packs.inputs import Inputs, load_inputs
from sufficiency.packs.quality import read_quality, rows_by_basis
from sufficiency.packs.small_numbers import HOLDS_SMALL_NUMBERS
from sufficiency.reports.report.page import render_page
from sufficiency.reports.scenario_words.of_run import changes_of_run
from sufficiency.reports.summary.saved import shown_text
from sufficiency.reports.summary.summary import summarise
from sufficiency.reports.summary.view import RunView
from sufficiency.reports.text import render_text
from sufficiency.results.as_files import names_of
from sufficiency.results.checks_of_ranges import ENOUGH_DRAWS
from sufficiency.results.every_table import make_tables
from sufficiency.results.headlines import draws_files
from sufficiency.results.saved import EXACT, REPORT, SHOWN, SUMMARY, UNEXPLAINED, Results, provenance, save
from sufficiency.results.spend_by_academic_year import IN_FULL as SPEND_IN_FULL
from sufficiency.results.spend_by_academic_year import UNITS_IN_FULL, spend_in_full, units_in_full
from sufficiency.results.swings import figures_of, focus_census
from sufficiency.scenario.schema.fields import key_at
from sufficiency.scenario.values import Scenario
from sufficiency.tables.assumptions_log import ids_in, ids_of_pack, read_log
from sufficiency.tables.folders import claimed
from sufficiency.tables.outputs import MADE_BY, refuse_foreign


def run_scenario(  # noqa: PLR0913 - each option is one that a person may ask for
    scenario: Scenario,
    folder: Path,
    workers: int,
    progress: Progress,
    *,
    resume: bool = False,
    exact: bool = False,
    swung: bool = True,
) -> str:
    """Run a scenario into ``folder`` and return its summary.

    ``resume``: go on from the draws of a run cut off there; ``exact``: write every figure in full, not for people;
    ``swung``: swing its assumptions one at a time, where it has draws enough for 80% ranges.

    Raises
    ------
    InputError
        When the pack cannot be used.
    ModelError
        When an answer breaks a law of the tables, or a solution has no certificate: nothing is written.
    SpaceError
        When memory or disk are too small for the draws.
    """
    started = time.perf_counter()
    inputs = load_inputs(scenario.pack_folder)
    key = key_of(scenario, inputs, provenance())
    with claimed(folder), stored_draws(folder, scenario.draws, key, resume=resume) as store:
        try:
            made = run(scenario, inputs, workers, progress, store)
            swings = swings_of_run(made, inputs, workers, progress) if swung else ()
            progress(Step("writing tables and report", last=True))
            tables = make_tables(made, inputs, swings=swings)
        except (CertificateError, AllocationError) as error:
            raise ModelError(f"learners could not be placed, and nothing is written: {error}") from error
        finance = money_tables(made, inputs)
        manifest = manifest_of(made, inputs) | {UNEXPLAINED: [*unexplained_words(finance[RECONCILIATION.name])]}
        view = replace(view_of(made, inputs, tables, manifest, folder_as_shown(folder)), finance=finance)
        summary = summarise(view)
        text, page = render_text(summary), render_page(view, summary)
        seconds = round(time.perf_counter() - started, 2)
        unseen = {
            "pack_files": dict(inputs.pack_files),
            "seconds": seconds,
            EXACT: exact,
        }  # the page shows what is read of a pack
        in_full = {SPEND_IN_FULL: spend_in_full(made, inputs), UNITS_IN_FULL: units_in_full(made, inputs)}
        pages = {
            SUMMARY: text,
            REPORT: page,
            SHOWN: shown_text(view, summary),
            **draws_files(made, exact=exact),
            **in_full,
        }
        names = names_of(inputs, made.supply.providers)
        save(Results(tables, MappingProxyType(manifest | unseen), names), pages, folder)
    return text


def swings_of_run(made: Run, inputs: Inputs, workers: int, progress: Progress) -> tuple[Swung, ...]:
    """Swing the assumptions of a run, one at a time; one with too few draws for 80% ranges is a trial, and has none."""
    scenario, census_year = made.scenario, focus_census(made.scenario, made.authority.base_census_year)
    if scenario.draws < ENOUGH_DRAWS:
        return ()
    return swings_of(scenario, inputs, figures_of, census_year, workers, progress)


def in_the_way(scenarios: Sequence[Scenario], out: Path) -> list[Fault]:
    """What keeps scenarios from being run into folders of ``out``: two of one id, or what stands there already."""
    faults: list[Fault] = []
    makers: dict[str, str] = {}
    for scenario in scenarios:
        folder, maker = out / scenario.scenario_id, made_by(scenario)
        if makers.setdefault(scenario.scenario_id, maker) != maker:
            words = f"{makers[scenario.scenario_id]!r} and {maker!r} have the same id; rename one of the two files"
            faults.append(Fault(str(folder), 0, 0, "", words))
        try:
            refuse_foreign(folder, maker)
        except InputError as error:
            faults += error.faults
    return faults


def made_by(scenario: Scenario) -> str:
    """What makes the run of a scenario: two whose ids are alike are told apart by their files."""
    return f"run {next(iter(scenario.file_hashes))}"


def manifest_of(made: Run, inputs: Inputs) -> dict[str, Any]:
    """What a reader needs to trust a run, and to repeat it."""
    scenario = made.scenario
    return {
        **provenance(),
        MADE_BY: made_by(scenario),
        "scenario": scenario.scenario_id,
        "title": scenario.title,
        "question": scenario.question,
        "author": scenario.author,
        "authority": str(inputs.about["name"]),
        HOLDS_SMALL_NUMBERS: inputs.small_numbers,
        "seed": scenario.seed,
        "draws": scenario.draws,
        "place_value_draws": len(made.draws.valued),
        "settings": {
            path: {"value": given.value, "set_by": str(given.set_by) if given.set_by else "default"}
            for path, given in scenario.set_values.items()
        },
        "scenario_files": dict(scenario.file_hashes),
        "inputs": dict(inputs.hashes),
        "solver": f"HiGHS {version('highspy')} through PuLP {version('pulp')}",
        "status": "optimal",
        "duality_gap": round(max(year.gap for year in made.central.years), 9),
    }


def folder_as_shown(folder: Path) -> str:
    """Where the files of a run are, as typed; of a whole path its last name, so that no machine is in the page."""
    return f"{folder.name if folder.is_absolute() else folder.as_posix()}/"


def view_of(
    made: Run, inputs: Inputs, tables: Mapping[str, pd.DataFrame], manifest: dict[str, Any], folder: str
) -> RunView:
    """What the reports show."""
    history = made.authority.history.rename("plans").rename_axis("census_year").reset_index()
    context = {key: manifest[key] for key in ("scenario", "title", "question", "author", "authority", "seed", "draws")}
    return RunView(
        tables=tables,
        providers=made.supply.providers,
        history=history,
        areas=inputs.tables["areas"],
        boundaries=inputs.boundaries,
        context={
            **context,
            "base_census_year": made.authority.base_census_year,
            "folder": folder,
            "pack": f"data/{inputs.folder.name}",
        },
        manifest=manifest,
        quality=read_quality(inputs.folder),
        by_need=made.instance.prices.fees_by_need,
        changes=changes_of_run(made.scenario, inputs, made.authority.base_census_year),
        places=inputs.tables["places"],
        plans_by_age_band=inputs.tables["plans_by_age_band"],
        past_misses=inputs.reference.get("past_misses", pd.DataFrame()),
        log=read_log(made.scenario.root.resolve().parent),
        cited=rested_on(made.scenario),
        bases=rows_by_basis(inputs.tables),
    )


def rested_on(scenario: Scenario) -> tuple[str, ...]:
    """Ids of the assumptions that the pack cites, that the scenario's words cite, and of the values that it sets."""
    words = [str(given.value) for given in scenario.set_values.values()]
    keys = (key_at(tuple(path.split("."))) for path in scenario.provenance)
    words += [key.note("source") for key in keys if key is not None]
    return tuple(ids_in(" ".join([*words, *ids_of_pack(scenario.pack_folder)])))


def progress_of(name: str) -> Progress:
    """Progress on stderr: one line rewritten where a person watches, few lines where nobody does."""
    watched = is_watched()

    def report(step: Step) -> None:
        if watched:
            say_over(f"{name}: {step.words}", end=step.last)
        elif not step.passing:
            say(f"{name}: {step.words}", error=True)

    return report
