"""The command ``returns``: what DfE asks of an authority, made of a saved run, each return in its own shape."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import pandas as pd

from sufficiency.errors import Fault, InputError
from sufficiency.finance.saved import scenario_of
from sufficiency.harmless import say, visible
from sufficiency.packs.contracts import PLACES, PLANS_BY_AGE_PROVISION, PROVIDER_REGISTER
from sufficiency.packs.small_numbers import HOLDS_SMALL_NUMBERS
from sufficiency.reports.returns.dfe.files import csv_of
from sufficiency.reports.returns.dfe.printed import ReturnsAsked, printed_tables
from sufficiency.reports.returns.dfe.screen import returns_text
from sufficiency.reports.returns.dfe.workbook import WORKBOOK, notice_of, returns_workbook
from sufficiency.returns.audience import Audience
from sufficiency.returns.dfe.facts import ReturnFacts
from sufficiency.returns.dfe.kinds import ReturnKind
from sufficiency.returns.dfe.mapping import AGE_BASES, AT_31_AUGUST
from sufficiency.returns.dfe.monitoring import read_actuals
from sufficiency.returns.dfe.place_change import PackPlaces, urns_of
from sufficiency.returns.dfe.reading import read_facts
from sufficiency.returns.dfe.reform_plan import reform_plan_rows
from sufficiency.returns.dfe.shown import shown_returns
from sufficiency.returns.disclosure.notes import rule_words
from sufficiency.returns.every_export import every_export
from sufficiency.running import folder_as_shown
from sufficiency.tables.contracts import Contract
from sufficiency.tables.files import read_table
from sufficiency.tables.folders import claimed
from sufficiency.tables.outputs import OF_RUN, OWN_HASH, Readme, read_manifest, refuse_foreign, sha256, write_output

_PATH = click.Path(path_type=Path)
NAME, SCREEN = "returns", "returns.txt"
WORDS = {
    SCREEN: "The returns on one screen.",
    WORKBOOK: "The returns as a workbook, with the notes and the mapping of each.",
}


@click.command(NAME)
@click.argument("run", type=_PATH, metavar="RUN")
@click.option("--kind", "kinds", multiple=True, type=click.Choice(list(map(str, ReturnKind))), help="Only this return.")
@click.option("--public/--internal", default=True, help="With small numbers hidden, or whole for officers and DfE.")
@click.option("--ages", type=click.Choice(list(AGE_BASES)), default=AT_31_AUGUST, help="Ages of the reform plan.")
@click.option("--plan", type=_PATH, metavar="FILE", help="CSV of actual figures by quarter, set beside the plan.")
@click.option("--scenarios", type=_PATH, default=Path("scenarios"), help="Folder of the scenarios.")
def returns_command(
    run: Path, kinds: tuple[str, ...], public: bool, ages: str, plan: Path | None, scenarios: Path
) -> None:
    """Write RUN/returns/: SCAP forecast, reform plan, place change, new schools, and how they agree.

    --internal writes RUN/returns-internal/ with whole numbers, which DfE collects.
    """
    audience = Audience.PUBLIC if public else Audience.INTERNAL
    chosen = tuple(kind for kind in ReturnKind if not kinds or str(kind) in kinds)
    facts, pack = _read(run, scenarios)
    refuse_foreign(run / audience.folder(NAME), _made_by(audience, facts.manifest))
    asked = _asked(_Given(run, facts, pack), audience, ages, chosen, plan)
    say(_write(asked, run, {} if plan is None else {"plan": sha256(plan)}), end=False)


@dataclass(frozen=True)
class _Given:
    """A run, its facts, and the folder of its pack."""

    run: Path
    facts: ReturnFacts
    pack: Path


def _read(run: Path, scenarios: Path) -> tuple[ReturnFacts, Path]:
    facts = read_facts(run)
    return facts, scenario_of(run, facts.manifest, scenarios).pack_folder


def _asked(
    given: _Given, audience: Audience, ages: str, kinds: tuple[ReturnKind, ...], plan: Path | None
) -> ReturnsAsked:
    """Everything that is printed, with every fault before anything is written."""
    if plan is not None and audience is Audience.PUBLIC:
        words = "holds actual figures, which may be small numbers; set it beside the plan with --internal"
        raise InputError([Fault(str(plan), 0, 0, "--plan", words)])
    pack = _pack_places(given.pack)
    published = _table(given.pack, PLANS_BY_AGE_PROVISION)
    every = every_export(given.run) if audience is Audience.PUBLIC else ()
    shown = shown_returns(given.facts, every, audience)
    return ReturnsAsked(
        facts=given.facts,
        shown=shown,
        audience=audience,
        basis=ages,
        kinds=kinds,
        pack=pack,
        published=_of_base(published, given.facts),
        actuals=None if plan is None else read_actuals(plan, reform_plan_rows(shown.tables, ages)),
    )


def _of_base(published: pd.DataFrame, facts: ReturnFacts) -> pd.DataFrame:
    return published[published["census_year"] == facts.base_census]


def _pack_places(pack: Path) -> PackPlaces:
    register = _table(pack, PROVIDER_REGISTER) if (pack / f"{PROVIDER_REGISTER.name}.csv").is_file() else None
    places = _table(pack, PLACES)
    return PackPlaces(places, urns_of(places["provider_id"], register))


def _table(pack: Path, contract: Contract) -> pd.DataFrame:
    table, faults = read_table(pack / f"{contract.name}.csv", contract)
    if faults:
        raise InputError(faults)
    return table


def _made_by(audience: Audience, manifest: Mapping[str, Any]) -> str:
    return f"{audience.folder(NAME)} {manifest['scenario']}"


def _write(asked: ReturnsAsked, run: Path, read: Mapping[str, str]) -> str:
    """Write the folder of a run, and return its screen."""
    manifest, name = asked.facts.manifest, asked.audience.folder(NAME)
    tables = printed_tables(asked)
    screen = returns_text(asked, tables, f"{folder_as_shown(run)}{name}/")
    files: dict[str, str | bytes] = {SCREEN: visible(screen)}
    files |= {f"{table.name}.csv": csv_of(table) for table in tables}
    files[WORKBOOK] = returns_workbook(asked, tables, manifest)
    facts = {
        OF_RUN: manifest[OWN_HASH],
        "scenario": manifest["scenario"],
        "audience": str(asked.audience),
        "ages": asked.basis,
        HOLDS_SMALL_NUMBERS: asked.audience is Audience.INTERNAL,
        "inputs": dict(read),
    }
    words = {**WORDS, **{f"{table.name}.csv": table.words for table in tables}}
    with claimed(run):
        if read_manifest(run)[OWN_HASH] != manifest[OWN_HASH]:
            raise InputError([Fault(str(run), 0, 0, "", "was made again just now; ask for its returns again")])
        readme = Readme(words, " ".join(filter(None, (notice_of(asked), rule_words(asked.audience)))))
        write_output(run / name, files, _made_by(asked.audience, manifest), facts, readme)
    return screen
