"""Compares saved runs: their totals by year, and how each differs from the first, with the range of the difference.

Runs with the same seed have the same random numbers, draw by draw. The range of a difference is therefore taken over
the differences of the draws, and chance does not hide it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from models.vocabulary import academic_year
from sufficiency.errors import Fault, InputError
from sufficiency.packs.inputs import Inputs, load_inputs
from sufficiency.results.checks_of_ranges import FEWEST_DRAWS
from sufficiency.results.diversion import AssumedDiversion, diversion_of
from sufficiency.results.headlines import CENTRAL, DRAWS, DRAWS_IN_FULL, MEASURES, central_totals
from sufficiency.results.place_need import PLACE_NEED
from sufficiency.results.place_values import PLACE_VALUES
from sufficiency.results.saved import UNEXPLAINED, load_manifest, settings_of
from sufficiency.scenario.rebuilding import from_values
from sufficiency.studies.attribution import (
    JOINED,
    Split,
    Subset,
    changes_between,
    needed,
    split,
    together,
    told_of,
    values_with,
)
from sufficiency.tables.files import read_table
from sufficiency.tables.outputs import OUTPUTS
from sufficiency.tables.rounding import without_ends
from sufficiency.workers import crew

KEY = ["scenario", "census_year", "measure"]
FOCUS = 2030
"""The census year that an answer shows, where the runs reach it: the last of the plans that the Department asks for."""
OF_SAVINGS = (PLACE_VALUES, PLACE_NEED)
"""Tables that say what every saving rests on."""


@dataclass(frozen=True)
class SavedRun:
    """What a comparison needs of a saved run: its manifest, its values by path, and its draws (CENTRAL is one).

    ``diversion`` is what every saving of the run rests on.
    """

    folder: Path
    manifest: Mapping[str, object]
    values: Mapping[str, object]
    draws: pd.DataFrame
    diversion: AssumedDiversion | None

    @property
    def name(self) -> str:
        """The scenario's id."""
        return str(self.manifest["scenario"])

    @property
    def unexplained(self) -> tuple[str, ...]:
        """Sentences of what is unexplained of the council's outturn."""
        sentences = self.manifest.get(UNEXPLAINED)
        return tuple(map(str, sentences)) if isinstance(sentences, list) else ()


Task = tuple[dict[str, object], str, Path]
"""Values, name and folder from which a scenario is made where it runs."""


def read_run(folder: Path) -> SavedRun:
    """Read what a comparison needs of a run.

    Raises
    ------
    InputError
        When the folder holds no run, one of an older version, or one whose files were changed.
    """
    manifest = load_manifest(folder)
    draws = pd.read_csv(folder / (DRAWS_IN_FULL if DRAWS_IN_FULL in manifest[OUTPUTS] else DRAWS))
    absent = [measure for measure in MEASURES if measure not in draws.columns]
    if absent:
        message = f"{DRAWS} has no {', '.join(absent)}; run {manifest['scenario']} again"
        raise InputError([Fault(str(folder), 0, 0, "", message)])
    return SavedRun(folder, manifest, settings_of(manifest), draws, _diversion(folder))


def _diversion(folder: Path) -> AssumedDiversion | None:
    """What savings of a run rest on, its break-even that of FOCUS or of the run's last year before it."""
    tables = {}
    for contract in OF_SAVINGS:
        tables[contract.name], faults = read_table(folder / f"{contract.name}.csv", contract)
        if faults:
            raise InputError(
                [Fault(str(folder), 0, 0, "", f"{contract.name}.csv is not as it is made now; run it again")]
            )
    years = sorted(set(tables[PLACE_NEED.name]["academic_year"]))
    return diversion_of(tables, max((year for year in years if year <= academic_year(FOCUS)), default=years[-1]))


def read_runs(folders: Sequence[Path]) -> list[SavedRun]:
    """Read several runs, as :func:`read_run` each, with every fault at once; each may be named once."""
    twice = sorted({folder for folder in folders if sum(folder.resolve() == one.resolve() for one in folders) > 1})
    faults = [Fault(str(folder), 0, 0, "", "is named twice; a run differs from itself in nothing") for folder in twice]
    read: list[SavedRun] = []
    for folder in folders:
        try:
            read.append(read_run(folder))
        except InputError as error:
            faults += [fault for fault in error.faults if fault not in faults]
    if faults:
        raise InputError(faults)
    return with_own_names(read)


def with_own_names(runs: list[SavedRun]) -> list[SavedRun]:
    """The runs; where two are of one scenario, each is named by its folder."""
    names = [run.name for run in runs]
    if len(set(names)) == len(names):
        return runs
    return [replace(run, manifest={**run.manifest, "scenario": str(run.folder)}) for run in runs]


def side_by_side(runs: list[SavedRun]) -> pd.DataFrame:
    """Columns KEY, value, p10, p90, and difference, difference_p10, difference_p90 from the first run.

    The range of a difference is blank where the runs do not share seed and draws.
    """
    tables = []
    for run in runs:
        own, first = _long(run.draws), _long(runs[0].draws)
        table = _summary(own, "value", "p10", "p90")
        if _share_luck(run, runs[0]):
            table = table.join(_summary(own - first, "difference", "difference_p10", "difference_p90"))
        else:
            table["difference"] = table["value"] - first.loc[CENTRAL]
        tables.append(table.reset_index().assign(scenario=run.name))
    columns = [*KEY, "value", "p10", "p90", "difference", "difference_p10", "difference_p90"]
    return pd.concat(tables, ignore_index=True).reindex(columns=columns).dropna(subset=["value"])


def _share_luck(one: SavedRun, other: SavedRun) -> bool:
    return all(one.manifest[key] == other.manifest[key] for key in ("seed", "draws"))


def _long(draws: pd.DataFrame) -> pd.Series:
    """Values by draw, census year and measure."""
    long = draws.melt(["draw", "census_year"], list(MEASURES), var_name="measure", value_name="total")
    return long.dropna().set_index(["draw", "census_year", "measure"])["total"].sort_index()


def _summary(values: pd.Series, central: str, low: str, high: str) -> pd.DataFrame:
    drawn = values.drop(CENTRAL, level="draw").groupby(level=["census_year", "measure"])
    return pd.DataFrame({central: values.loc[CENTRAL], low: drawn.quantile(0.1), high: drawn.quantile(0.9)})


def ranged(table: pd.DataFrame, draws: int) -> pd.DataFrame:
    """A table of ``side_by_side`` as it is shown: without ranges where there are too few ``draws`` for any."""
    if draws >= FEWEST_DRAWS:
        return table
    return without_ends(table)


def _of_forecasts(hashes: object) -> dict[str, str]:
    """Hashes of the files that a forecast is made of: the grant moves no learner and no price."""
    if not isinstance(hashes, Mapping):
        return {}
    return {name: value for name, value in hashes.items() if not name.endswith("/grant.csv")}


def split_difference(runs: list[SavedRun], root: Path, until: int | None = None, workers: int = 1) -> Split | None:
    """Split the difference between two runs of one pack into their changes; None where nothing differs.

    ``root`` is the folder named scenarios; ``until`` the last census year that is run, which saves time; ``workers``
    the processes that run the central forecasts.

    Raises
    ------
    InputError
        When the runs are of different authorities, or the pack has changed since they were made.
    """
    first, second = runs
    if first.values["authority"] != second.values["authority"]:
        message = "two authorities are not of one base; their difference cannot be split"
        raise InputError([Fault(str(second.folder), 0, 0, "", message)])
    changes = changes_between(first.values, second.values)
    if not changes:
        return None
    horizon = min(int(str(run.values["horizon"])) for run in runs)
    common = {**first.values, "horizon": min(until or horizon, horizon)}
    folder = from_values(common, first.name, root).pack_folder
    inputs = load_inputs(folder)
    made_of = [_of_forecasts(run.manifest["inputs"]) for run in runs]
    if any(hashes != _of_forecasts(inputs.hashes) for hashes in made_of):
        message = "the pack has changed since one of the runs was made; run both again"
        raise InputError([Fault(str(second.folder), 0, 0, "", message)])

    def task(made: Subset) -> Task:
        return values_with(common, second.values, changes, made), first.name, root

    seed, changes = int(str(first.values["seed"])), together(changes, lambda made: _stands(task(made)))
    if not all(_stands(task(made)) for made in needed(list(changes), seed)):
        changes = {JOINED.join(changes): [path for paths in changes.values() for path in paths]}
    names = list(changes)
    subsets = needed(names, seed)
    tasks = [task(made) for made in subsets]
    with crew(min(workers, len(tasks)), load_inputs, folder) as hands:
        found = {subsets[place]: totals for place, totals in hands.each(_totals, tasks)}
    told = [told_of(name, paths, first.values, second.values) for name, paths in changes.items()]
    return replace(split(names, found.__getitem__, seed), changed=tuple(told))


def _stands(task: Task) -> bool:
    """Whether a scenario may have the values."""
    try:
        from_values(*task)
    except InputError:
        return False
    return True


def _totals(inputs: Inputs, task: Task) -> pd.DataFrame:
    return central_totals(from_values(*task), inputs)
