"""The command ``returns``: what DfE asks of an authority, made of a saved run, each return in its own shape."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import pandas as pd

from sufficiency.errors import Fault, InputError
from sufficiency.finance.saved import refuse_changed, scenario_of
from sufficiency.harmless import say, visible
from sufficiency.packs.contracts import PLACES, PLANS_BY_AGE_PROVISION, PROVIDER_REGISTER
from sufficiency.packs.small_numbers import HOLDS_SMALL_NUMBERS
from sufficiency.reports.returns.dfe.files import csv_of
from sufficiency.reports.returns.dfe.printed import ReturnsAsked, printed_tables
from sufficiency.reports.returns.dfe.screen import returns_text
from sufficiency.reports.returns.dfe.workbook import WORKBOOK, notice_of, returns_workbook
from sufficiency.returns.audience import Audience
from sufficiency.returns.dfe.counting import YEAR
from sufficiency.returns.dfe.facts import ReturnFacts
from sufficiency.returns.dfe.kinds import ReturnKind
from sufficiency.returns.dfe.mapping import AGE_BASES, AT_31_AUGUST
from sufficiency.returns.dfe.monitoring import faults_of_actuals, read_actuals
from sufficiency.returns.dfe.place_change import PackPlaces, urns_of
from sufficiency.returns.dfe.reading import read_facts
from sufficiency.returns.dfe.reform_plan import reform_plan_rows
from sufficiency.returns.dfe.shown import shown_returns, whole_returns
from sufficiency.returns.disclosure.notes import rule_words
from sufficiency.returns.every_export import together
from sufficiency.returns.place_need.reading import read_tables
from sufficiency.returns.place_need.whole import whole_tables
from sufficiency.running import folder_as_shown
from sufficiency.tables.contracts import Contract
from sufficiency.tables.files import read_table
from sufficiency.tables.folders import claimed
from sufficiency.tables.outputs import OF_RUN, OWN_HASH, Readme, read_manifest, refuse_foreign, sha256, write_output

_PATH = click.Path(path_type=Path)
NAME, SCREEN = "returns", "returns.txt"
READ_OF_PACK = tuple(f"{one.name}.csv" for one in (PLACES, PLANS_BY_AGE_PROVISION, PROVIDER_REGISTER))
WORDS = {
    SCREEN: "The returns on one screen.",
    WORKBOOK: "The returns as a workbook, with the notes and the mapping of each.",
}


@click.command(NAME)
@click.argument("run", type=_PATH, metavar="RUN")
@click.option(
    "--kind",
    "kinds",
    multiple=True,
    type=click.Choice(list(map(str, ReturnKind))),
    help="Only this return; may be given again.",
)
@click.option(
    "--public/--internal",
    default=True,
    help="For everybody, small numbers hidden (default); or for officers and DfE, whole.",
)
@click.option(
    "--ages",
    type=click.Choice(list(AGE_BASES)),
    default=AT_31_AUGUST,
    show_default=True,
    help="Ages of the reform plan.",
)
@click.option(
    "--plan",
    type=_PATH,
    metavar="FILE",
    help="CSV of actual figures by quarter (reform_plan_actuals.csv, filled in), set beside the plan.",
)
@click.option("--scenarios", type=_PATH, default=Path("scenarios"), help="Folder of the scenarios.")
def returns_command(
    run: Path, kinds: tuple[str, ...], public: bool, ages: str, plan: Path | None, scenarios: Path
) -> None:
    """Write RUN/returns/: SCAP forecast, reform plan, place change, new schools, and how they agree.

    --internal writes RUN/returns-internal/ with whole numbers, which DfE collects.
    """
    audience = Audience.PUBLIC if public else Audience.INTERNAL
    chosen = tuple(kind for kind in ReturnKind if not kinds or str(kind) in kinds)
    given = _read(run, scenarios, [] if plan is None else [*_faults_of_plan(plan, audience, chosen)])
    refuse_foreign(run / audience.folder(NAME), _made_by(audience, given.facts.manifest))
    asked = _asked(given, audience, ages, chosen, plan)
    say(_write(asked, run, {} if plan is None else {"plan": sha256(plan)}), end=False)


@dataclass(frozen=True)
class _Given:
    """A run, its facts, and the folder of its pack."""

    run: Path
    facts: ReturnFacts
    pack: Path


def _faults_of_plan(plan: Path, audience: Audience, kinds: tuple[ReturnKind, ...]) -> Iterator[Fault]:
    if audience is Audience.PUBLIC:
        words = "holds actual figures, which may be small numbers; set it beside the plan with --internal"
        yield Fault(str(plan), 0, 0, "--plan", words)
    if ReturnKind.REFORM_PLAN not in kinds:
        words = f"stands beside the reform plan, which is not asked for; add --kind {ReturnKind.REFORM_PLAN}"
        yield Fault(str(plan), 0, 0, "--plan", words)
    yield from faults_of_actuals(plan)


def _read(run: Path, scenarios: Path, faults: list[Fault]) -> _Given:
    """The run and its pack as it was then, with every fault at once; ``faults`` are those of what else was given."""
    try:
        facts = read_facts(run)
        pack = scenario_of(run, facts.manifest, scenarios).pack_folder
        refuse_changed(run, facts.manifest, pack, READ_OF_PACK)
    except InputError as error:
        raise InputError([*faults, *error.faults]) from error
    if faults:
        raise InputError(faults)
    return _Given(run, facts, pack)


def _need_of_base_year(run: Path) -> Mapping[str, pd.DataFrame]:
    """Place need of the base year alone, in whole learners: what is hidden of a run depends on no other."""
    tables = read_tables(run)
    return whole_tables({name: table[table[YEAR] == table[YEAR].min()] for name, table in tables.items()})


def _asked(
    given: _Given, audience: Audience, ages: str, kinds: tuple[ReturnKind, ...], plan: Path | None
) -> ReturnsAsked:
    """Everything that is printed, with every fault before anything is written."""
    pack = _pack_places(given.pack)
    published = _table(given.pack, PLANS_BY_AGE_PROVISION)
    rounded = whole_returns(given.facts)
    every = together(rounded.exports, _need_of_base_year(given.run)) if audience is Audience.PUBLIC else ()
    shown = shown_returns(rounded, every, audience)
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
    with claimed(run, has_out=False):
        if read_manifest(run)[OWN_HASH] != manifest[OWN_HASH]:
            raise InputError([Fault(str(run), 0, 0, "", "was made again just now; ask for its returns again")])
        readme = Readme(words, " ".join(filter(None, (notice_of(asked), rule_words(asked.audience)))))
        write_output(run / name, files, _made_by(asked.audience, manifest), facts, readme)
    return screen
