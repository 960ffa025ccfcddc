"""How fast the allocation is: ours against the same programme given straight to HiGHS, and to PuLP with CBC.

Run ``python benchmarks/allocation.py`` (fifteen minutes; ``--quick`` leaves out the small-area instance). Times are
seconds of processor time of one thread, so that a busy machine changes them little; ratios are ours over the other's.
"""

import argparse
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import highspy
import numpy as np
import pulp
from scipy.sparse import csc_matrix

from models.parameters.method import AllocationParameters
from models.placement.path import follow
from models.placement.steered import steer
from models.programme.allocation import Programme, Rules, build, solve
from models.programme.statement import Sides, UnitCosts, state
from models.programme.steps import Steps, Widths, unlimited
from models.programme.structure import Structure
from sufficiency.forecast.pipeline import central_run, drawn_futures_of
from sufficiency.packs.inputs import Inputs, load_inputs
from sufficiency.scenario.loader import load_scenario
from sufficiency.scenario.values import Scenario

PARAMETERS = AllocationParameters()
STEPS = Steps((200_000.0, 300_000.0), (50_000.0, 100_000.0, 150_000.0))
HAMPSHIRE = Path(__file__).resolve().parents[1] / "scenarios" / "hampshire" / "baseline.yaml"
LONGEST = 240.0
"""Seconds after which a straight solve of the small-area instance is stopped."""


@dataclass(frozen=True)
class Instance:
    """A made-up county: areas by kinds of need and phase, providers with places, and one September's entrants."""

    structure: Structure
    entrants: np.ndarray
    room: np.ndarray

    def year(self, number: int) -> np.ndarray:
        """Entrants of another draw: every cell within a fifth of the first."""
        return self.entrants * np.random.default_rng(number).uniform(0.8, 1.2, self.entrants.size)


def county(areas: int, kinds: int, providers: int, nearest: int = 15) -> Instance:
    """Draw a county 45 miles across in which some providers are full and others are not."""
    random = np.random.default_rng(1)
    homes, schools = random.uniform(0, 45, (areas, 2)), random.uniform(0, 45, (providers, 2))
    sector = random.choice(3, providers, p=[0.45, 0.25, 0.30])
    takes = random.random((providers, kinds)) < np.where(sector == 2, 0.35, 0.2)[:, None]
    top_up, fee = random.uniform(4_000, 14_000, (3, kinds)), random.uniform(45_000, 75_000, providers)
    miles = 1.35 * np.hypot(*(homes[:, None] - schools[None]).transpose(2, 0, 1))
    parts = []
    for kind in range(kinds):
        able = np.flatnonzero(takes[:, kind])
        near = able[np.argsort(miles[:, able], axis=1)[:, :nearest]]
        area, provider = np.repeat(np.arange(areas), near.shape[1]), near.ravel()
        charge = np.where(sector[provider] == 2, fee[provider], top_up[sector[provider], kind])
        parts.append(
            (area * kinds + kind, provider, charge + 3_800 + 608 * miles[area, provider], miles[area, provider])
        )
    cell, provider, cost, journey = (np.concatenate(part) for part in zip(*parts, strict=True))
    entrants = random.gamma(0.3, 1, areas * kinds)
    room = np.where(sector == 2, random.integers(2, 30, providers), random.integers(0, 14, providers)).astype(float)
    labels = tuple(f"area {number // kinds:04} kind {number % kinds:02}" for number in range(areas * kinds))
    schools_named = tuple(f"school {number:03}" for number in range(providers))
    structure = Structure(labels, schools_named, cell, provider, np.round(cost, 2), journey)
    return Instance(structure, entrants * 1_400 / entrants.sum(), room)


def seconds(work: Callable[..., object], *given: object) -> float:
    """Processor time that some work takes."""
    started = time.process_time()
    work(*given)
    return time.process_time() - started


def least(work: Callable[[Instance], None], instance: Instance) -> float:
    """Processor time that some work takes, the least of three."""
    return min(seconds(work, instance) for _ in range(3))


def first(instance: Instance) -> None:
    """Build and solve."""
    solve(build(instance.structure, PARAMETERS), instance.entrants, instance.room)


def again(programme: Programme, instance: Instance, draws: int, place_values: bool = False) -> None:
    """Re-solve for some draws."""
    for number in range(draws):
        solve(programme, instance.year(number), instance.room, place_values=place_values)


def in_steps(programme: Programme, instance: Instance, draws: int, last: float) -> None:
    """Re-solve for some draws with penalties in steps, the ``last`` above places as wide as that share of them."""
    for number in range(draws):
        entrants = instance.year(number)
        solve(programme, entrants, instance.room, widened(instance, entrants, last), place_values=False)


def widened(instance: Instance, entrants: np.ndarray, last: float) -> Rules:
    """Widths: a fifth of each cell may go unplaced at less; a twentieth of the places twice, and then the last."""
    places = np.maximum(instance.room, 1.0)[:, None]
    return Rules(widths=Widths(0.2 * entrants[:, None], places * [0.05, 0.05, last], np.zeros((0, 3))))


def warm() -> None:
    """Solve the smallest county once each way, so that no row counts what happens once: imports, and first uses."""
    instance = county(11, 40, 150, 20)
    first(instance)
    straight_first(instance)
    rebuilt_with_cbc(instance)


def ready(instance: Instance) -> Programme:
    """Build, and solve once."""
    programme = build(instance.structure, PARAMETERS)
    solve(programme, instance.entrants, instance.room, place_values=False)
    return programme


def straight(instance: Instance, **options: object) -> highspy.Highs:
    """The same programme given to HiGHS as sparse arrays, every pair from the start; not yet solved."""
    structure = instance.structure
    pairs, cells, providers = structure.cell.size, len(structure.cells), len(structure.providers)
    columns = pairs + cells + providers
    of_pair = np.arange(pairs)
    values = np.concatenate([np.ones(2 * pairs + cells), -np.ones(providers)])
    rows = np.concatenate([structure.cell, cells + structure.provider, np.arange(cells + providers)])
    matrix = csc_matrix((values, (rows, np.concatenate([of_pair, of_pair, pairs + np.arange(cells + providers)]))))
    programme = highspy.HighsLp()
    programme.num_col_, programme.num_row_ = columns, cells + providers
    penalties = [np.full(cells, PARAMETERS.unplaced_penalty_gbp), np.full(providers, PARAMETERS.over_penalty_gbp)]
    programme.col_cost_ = np.concatenate([structure.cost_gbp, *penalties])
    programme.col_lower_, programme.col_upper_ = np.zeros(columns), np.full(columns, np.inf)
    programme.row_lower_ = np.concatenate([instance.entrants, np.full(providers, -np.inf)])
    programme.row_upper_ = np.concatenate([instance.entrants, instance.room])
    programme.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    programme.a_matrix_.start_, programme.a_matrix_.index_ = matrix.indptr, matrix.indices
    programme.a_matrix_.value_ = matrix.data
    solver = highspy.Highs()
    for name, value in {"output_flag": False, "threads": 1, **options}.items():
        solver.setOptionValue(name, value)
    solver.passModel(programme)
    return solver


def straight_again(solver: highspy.Highs, instance: Instance, draws: int) -> None:
    """Re-solve the straight programme for some draws, from its last basis."""
    rows = len(instance.structure.cells) + len(instance.structure.providers)
    for number in range(draws):
        entrants = instance.year(number)
        lower = np.concatenate([entrants, np.full(instance.room.size, -np.inf)])
        upper = np.concatenate([entrants, instance.room])
        solver.changeRowsBounds(rows, np.arange(rows, dtype=np.int32), lower, upper)
        solver.run()


def straight_first(instance: Instance) -> None:
    """Hand over and solve."""
    straight(instance).run()


def rebuilt_with_cbc(instance: Instance) -> float:
    """Wall seconds of what a modeller would write: PuLP stated anew for the draw, solved by CBC."""
    structure, nothing = instance.structure, np.zeros(0)
    started = time.perf_counter()
    prices = UnitCosts(
        structure.cost_gbp,
        np.full((len(structure.cells), 1), PARAMETERS.unplaced_penalty_gbp),
        np.full((len(structure.providers), 1), PARAMETERS.over_penalty_gbp),
        nothing[:, None],
    )
    no_rules = nothing, np.zeros(instance.room.size), nothing
    sides = Sides(instance.entrants, instance.room, *no_rules, unlimited(structure))
    state(structure, prices, sides).problem.solve(pulp.COIN_CMD(path=pulp.PULP_CBC_CMD.pulp_cbc_path, msg=False))
    return time.perf_counter() - started


def size_of(instance: Instance) -> str:
    """Cells and pairs, as columns of a table."""
    return f"{len(instance.structure.cells):,} | {instance.structure.cell.size:,}"


def small(draws: int = 30) -> None:
    """Compare on counties of small and of middling size."""
    print("Ratios, ours over the other's")
    print("| cells | pairs | first solve / HiGHS straight | re-solve / HiGHS straight | re-solve / PuLP with CBC |")
    print("|---|---|---|---|---|")
    for areas, kinds in ((11, 40), (26, 40), (50, 40)):
        instance = county(areas, kinds, 150, 20)
        one = least(first, instance) / least(straight_first, instance)
        solver = straight(instance)
        solver.run()
        ours = seconds(again, ready(instance), instance, draws)
        two = ours / seconds(straight_again, solver, instance, draws)
        three = ours / draws / rebuilt_with_cbc(instance)
        print(f"| {size_of(instance)} | {one:.2f} | {two:.2f} | {three:.3f} |", flush=True)


def growth(draws: int = 20) -> None:
    """Show how time grows with cells, pairs and draws, from the smallest county of the table."""
    smallest = county(11, 40, 150, 20)
    base = least(first, smallest), seconds(again, ready(smallest), smallest, draws)
    print(f"\nGrowth, over the first row ({base[0]:.3f} s and {base[1] / draws:.4f} s)")
    print("| cells | pairs | first solve | re-solve | re-solve with place values |\n|---|---|---|---|---|")
    for areas, nearest in ((11, 20), (22, 20), (44, 20), (88, 20), (44, 5), (44, 40)):
        instance = county(areas, 40, 150, nearest)
        one, programme = least(first, instance) / base[0], ready(instance)
        two, three = (seconds(again, programme, instance, draws, valued) / base[1] for valued in (False, True))
        print(f"| {size_of(instance)} | {one:.1f} | {two:.1f} | {three:.1f} |", flush=True)
    print("\n| draws | time a draw, over that of 20 |\n|---|---|")
    for count in (20, 100, 400):
        spent = seconds(again, ready(smallest), smallest, count) / count
        print(f"| {count} | {spent * draws / base[1]:.2f} |", flush=True)


def steps(draws: int = 60) -> None:
    """Compare penalties in steps with plain ones, where places are enough and where a quarter of them is missing."""
    print("\nRe-solve with two steps unplaced and three above places, over one each")
    print("| cells | pairs | places | last step unlimited | a fifth of the places |\n|---|---|---|---|---|")
    for areas, share in ((11, 1.0), (11, 0.75), (50, 1.0), (50, 0.75)):
        drawn = county(areas, 40, 150, 20)
        instance = replace(drawn, room=share * drawn.room)
        plain = seconds(again, ready(instance), instance, draws)
        ratios = []
        for last in (np.inf, 0.2):
            programme = build(instance.structure, PARAMETERS, steps=STEPS)
            in_steps(programme, instance, 1, last)
            ratios.append(seconds(in_steps, programme, instance, draws, last) / plain)
        print(f"| {size_of(instance)} | {share:.0%} | {ratios[0]:.2f} | {ratios[1]:.2f} |", flush=True)


def two_programmes(draws: int = 24) -> None:
    """Compare the Septembers of Hampshire's baseline as practised with those of one programme for all, in turns."""
    scenario = replace(load_scenario(HAMPSHIRE), draws=draws)
    inputs = load_inputs(HAMPSHIRE.parents[2] / "data" / "hampshire")
    placement = scenario.parameters.placement.model_copy(update={"as_practised": False})
    capacity = scenario.parameters.capacity.model_copy(update={"practised_occupancy": False})
    without = scenario.parameters.model_copy(update={"placement": placement, "capacity": capacity})
    asked = [replace(scenario, parameters=method) for method in (without, scenario.parameters) * 2]
    seconds = [paths_seconds(each, inputs) for each in asked]
    print("\nSeptembers of Hampshire as practised, over those of one programme, two runs in turns")
    print(f"{seconds[1] / seconds[0]:.2f}, {seconds[3] / seconds[2]:.2f}")


def paths_seconds(scenario: Scenario, inputs: Inputs) -> float:
    """Processor seconds of all drawn paths but the first, which warms the solvers."""
    made = central_run(scenario, inputs, place_values=False)
    _, futures = drawn_futures_of(made, scenario, inputs, scenario.draws)
    instance, programmes = made.instance, made.instance.programmes(shared=False)
    start = 0.0
    for draw in range(scenario.draws):
        future = futures.path(draw)
        follow(instance, programmes, future, steer(instance, future.luck[:, 0]), place_values=False)
        start = start or time.process_time()
    return time.process_time() - start


def small_areas() -> None:
    """Compare on a county by small area: 33,200 cells, about 500,000 pairs."""
    instance = county(830, 40, 220)
    started = time.perf_counter()
    ours = seconds(first, instance)
    wall = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"\nSmall areas, cells and pairs: {size_of(instance)}")
    print(f"ours: {ours:.1f} s of processor, {wall:.1f} s on the clock, peak memory {peak:.2f} GB", flush=True)
    for name in ("simplex", "ipm"):
        solver = straight(instance, solver=name, time_limit=LONGEST)
        theirs = seconds(solver.run)
        ended = solver.modelStatusToString(solver.getModelStatus())
        word = "" if ended == "Optimal" else "less than "
        print(f"ours / HiGHS straight by {name}: {word}{ours / theirs:.2f} ({ended} after {theirs:.0f} s)", flush=True)


def main() -> None:
    """Print every table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="leave out the small-area instance")
    quick = parser.parse_args().quick
    print(f"Python {sys.version.split()[0]}, HiGHS {highspy.Highs().version()}, PuLP {pulp.__version__}\n")
    warm()
    small()
    growth()
    steps()
    two_programmes()
    if not quick:
        small_areas()


if __name__ == "__main__":
    main()
