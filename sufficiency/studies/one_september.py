"""One September without a pack: reads three tables, solves, and writes four files."""

import json
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from models.parameters.method import AllocationParameters
from models.programme.allocation import Solution, build, solve
from models.programme.certificate import CertificateError
from models.programme.structure import Structure
from sufficiency.errors import Fault, InputError, ModelError
from sufficiency.tables.contracts import Contract, number, text
from sufficiency.tables.files import Inspected, inspect_table, table_text
from sufficiency.tables.outputs import Readme, write_output
from sufficiency.tables.rounding import rounded

CELL, PROVIDER = text("cell"), text("provider_id")
MOST_LEARNERS, MOST_POUNDS, MOST_MILES = 1e9, 1e12, 1e6
"""A larger number is taken for a mistake."""

ENTRANTS = Contract("entrants", (CELL,), (number("learners", "learners", 0, MOST_LEARNERS),))
PLACES = Contract("providers", (PROVIDER,), (number("places", "places", 0, MOST_LEARNERS),))
PAIRS = Contract(
    "pairs",
    (CELL, PROVIDER),
    (number("cost_gbp", "pounds", 0, MOST_POUNDS), number("miles", "miles one way", 0, MOST_MILES)),
)
PLACEMENTS = Contract("placements", (CELL, PROVIDER), (number("learners", "learners", 0),))
UNPLACED = Contract("unplaced", (CELL,), (number("learners", "learners", 0),))
ANSWERED_PROVIDERS = Contract(
    "providers",
    (PROVIDER,),
    (
        number("places", "places", 0),
        number("placed", "learners", 0),
        number("over_capacity", "learners", 0),
        number("unused", "places", 0),
        number("place_saving_gbp", "pounds"),
        number("place_shadow_price_gbp", "pounds", 0),
    ),
)
FILES = Readme(
    {
        "placements.csv": "Learners of each cell with each provider, to two decimals; those of a cell add up.",
        "unplaced.csv": "Learners of each cell without a place.",
        "providers.csv": "A provider's places, their use, and what one more would save.",
        "solution.json": "Costs and penalties together (the objective, pounds), how far it is the least, parameters.",
    }
)


@dataclass(frozen=True)
class SeptemberFiles:
    """The three tables, checked one by one and against one another."""

    entrants: pd.DataFrame
    providers: pd.DataFrame
    pairs: pd.DataFrame


def read_september(entrants: Path, providers: Path, pairs: Path, out: Path) -> SeptemberFiles:
    """Read the three tables.

    Raises
    ------
    InputError
        With every fault of every file: columns, numbers, doubled rows, pairs of unknown cells or providers, and an
        answer that would overwrite what it answers.
    """
    answers = {(out / f"{contract.name}.csv").resolve() for contract in (PLACEMENTS, UNPLACED, ANSWERED_PROVIDERS)}
    faults = [
        Fault(str(path), 0, 0, "", f"would be overwritten by the answer; name another folder than {out} with --out")
        for path in (entrants, providers, pairs)
        if path.resolve() in answers
    ]
    read = [inspect_table(path, table) for path, table in ((entrants, ENTRANTS), (providers, PLACES), (pairs, PAIRS))]
    faults += [fault for one in read for fault in one.errors]
    if not faults:
        faults += _unknown(pairs, read[2], "cell", set(read[0].table["cell"]), entrants)
        faults += _unknown(pairs, read[2], "provider_id", set(read[1].table["provider_id"]), providers)
    if faults:
        raise InputError(faults)
    return SeptemberFiles(*(one.table for one in read))


def _unknown(file: Path, pairs: Inspected, column: str, known: set[str], source: Path) -> list[Fault]:
    """Pairs of a cell or provider that has no row of its own."""
    return [
        Fault(str(file), line, 0, column, f"{label!r} is not in {source.name}; add its row, or drop this one")
        for line, label in zip(pairs.lines, pairs.table[column], strict=True)
        if label not in known
    ]


def write_answer(september: SeptemberFiles, parameters: AllocationParameters, out: Path) -> str:
    """Solve, write the four files into ``out``, and return the answer in one sentence.

    Raises
    ------
    ModelError
        No certified answer could be had; nothing is written.
    InputError
        The folder cannot be written to.
    """
    started = time.perf_counter()
    solution = _solved(september, parameters)
    seconds = time.perf_counter() - started
    placements, unplaced, providers = _tables(september, solution)
    answer = {
        "objective": solution.objective_gbp,
        "status": str(solution.status),
        "gap": solution.gap,
        "time": round(seconds, 3),
        "learners": float(september.entrants["learners"].sum()),
        "unplaced": float(solution.unplaced.sum()),
        "over_capacity": float(solution.over.sum()),
        "parameters": parameters.model_dump(),
    }
    tables = ((placements, PLACEMENTS), (unplaced, UNPLACED), (providers, ANSWERED_PROVIDERS))
    files = {
        f"{contract.name}.csv": table_text(rounded(table, contract, {}), contract, for_people=True)
        for table, contract in tables
    }
    write_output(out, files | {"solution.json": json.dumps(answer, indent=2) + "\n"}, "allocate", readme=FILES)
    return (
        f"{answer['learners']:,.6g} learners: {answer['unplaced']:,.6g} unplaced, "
        f"{answer['over_capacity']:,.6g} above places; objective {solution.objective_gbp:,.2f} pounds; written to {out}"
    )


def _solved(september: SeptemberFiles, parameters: AllocationParameters) -> Solution:
    cells, providers = pd.Index(september.entrants["cell"]), pd.Index(september.providers["provider_id"])
    pairs = september.pairs
    structure = Structure(
        tuple(cells),
        tuple(providers),
        cells.get_indexer(pairs["cell"]).astype(np.int64),
        providers.get_indexer(pairs["provider_id"]).astype(np.int64),
        pairs["cost_gbp"].to_numpy(dtype=np.float64),
        pairs["miles"].to_numpy(dtype=np.float64),
    )
    learners = september.entrants["learners"].to_numpy(dtype=np.float64)
    places = september.providers["places"].to_numpy(dtype=np.float64)
    try:
        return solve(build(structure, parameters), learners, places)
    except CertificateError as error:
        raise ModelError(f"no certified allocation could be had, and nothing was written: {error}") from error


def _tables(september: SeptemberFiles, solution: Solution) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    placements = september.pairs[["cell", "provider_id"]].assign(learners=solution.learners)
    placed = placements.groupby("provider_id")["learners"].sum()
    providers = september.providers.assign(
        placed=placed.reindex(september.providers["provider_id"], fill_value=0.0).to_numpy(dtype=np.float64),
        over_capacity=solution.over,
        place_saving_gbp=solution.place_money_gbp,
        place_shadow_price_gbp=solution.place_value_gbp,
    )
    within = providers["placed"] - providers["over_capacity"]
    providers = providers.assign(unused=np.maximum(providers["places"] - within, 0.0))
    unplaced = september.entrants[["cell"]].assign(learners=solution.unplaced)
    return placements[placements["learners"] > 0], unplaced, providers
