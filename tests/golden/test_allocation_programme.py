"""The programme of a September of three cells, as LP files that a planner can read, one a numbered constraint;
and the whole of it with steps.

To renew the files after a change that is meant, run ``python tests/golden/test_allocation_programme.py``, and say in
the changelog why the answers changed.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from models.programme.statement import (
    Sides,
    Statement,
    UnitCosts,
    commitments,
    declare,
    directed_share,
    least_cost,
    placed_or_unplaced,
    places,
    places_by_phase,
    state,
)
from models.programme.steps import Widths, unlimited
from models.programme.structure import Structure

pytestmark = pytest.mark.golden

FOLDER = Path(__file__).parent / "allocation"
STRUCTURE = Structure(
    cells=("North primary ASD", "South primary SEMH", "North secondary ASD"),
    providers=("Oak special", "Elm base", "Ash independent"),
    cell=np.array([0, 0, 0, 1, 1, 2, 2]),
    provider=np.array([0, 1, 2, 0, 2, 0, 2]),
    cost_gbp=np.array([12_000.0, 7_500.0, 61_000.0, 14_000.0, 66_000.0, 13_000.0, 62_500.0]),
    miles=np.array([3.0, 1.0, 20.0, 9.0, 14.0, 3.0, 20.0]),
    directed=np.array([False, False, True, False, True, False, True]),
    phase_rows=("primary", "secondary"),
    phase_row_provider=np.array([0, 0]),
    phase_row=np.array([0, -1, -1, 0, -1, 1, -1]),
    committed=np.array([False, True, True]),
)
PRICES = UnitCosts(
    STRUCTURE.cost_gbp + 100.0 * STRUCTURE.miles,
    np.full((3, 1), 300_000.0),
    np.full((3, 1), 150_000.0),
    np.full((2, 1), 150_000.0),
)
SIDES = Sides(
    entrants=np.array([12.0, 5.5, 8.0]),
    room=np.array([15.0, 6.0, 40.0]),
    phase_room=np.array([9.0, 6.0]),
    commitments=np.array([0.0, 4.0, 2.0]),
    directed=0.05 * np.array([12.0, 5.5, 8.0]),
    widths=unlimited(STRUCTURE),
)
STEPPED = UnitCosts(
    PRICES.cost,
    np.array([[200_000.0, 300_000.0], [250_000.0, 300_000.0], [200_000.0, 300_000.0]]),
    np.tile([50_000.0, 150_000.0], (3, 1)),
    np.tile([50_000.0, 150_000.0], (2, 1)),
)
WIDTHS = Widths(
    unplaced=np.array([[1.2], [0.5], [0.8]]),
    over=np.array([[1.5, 3.0], [1.0, 0.0], [np.inf, np.inf]]),
    phase_over=np.array([[0.9, 1.8], [0.6, 1.2]]),
)
PARTS: dict[str, Callable[[Statement], None]] = {
    "0_least_cost": lambda statement: least_cost(statement, PRICES),
    "1_placed_or_unplaced": lambda statement: placed_or_unplaced(statement, SIDES.entrants),
    "2_places": lambda statement: places(statement, SIDES.room),
    "3_places_by_phase": lambda statement: places_by_phase(statement, SIDES.phase_room),
    "4_commitments": lambda statement: commitments(statement, SIDES.commitments),
    "5_directed_share": lambda statement: directed_share(statement, SIDES.directed),
}


def written(name: str, folder: Path) -> str:
    statement = declare(STRUCTURE, np.arange(STRUCTURE.cell.size), SIDES.widths)
    PARTS[name](statement)
    statement.problem.writeLP(str(folder / f"{name}.lp"))
    return (folder / f"{name}.lp").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", PARTS)
def test_each_numbered_constraint_reads_as_it_did(name: str, tmp_path: Path):
    assert written(name, tmp_path) == (FOLDER / f"{name}.lp").read_text(encoding="utf-8")


def stepped(path: Path) -> str:
    state(STRUCTURE, STEPPED, replace(SIDES, widths=WIDTHS)).problem.writeLP(str(path))
    return path.read_text(encoding="utf-8")


def test_the_programme_with_steps_reads_as_it_did(tmp_path: Path):
    assert stepped(tmp_path / "steps.lp") == (FOLDER / "6_steps.lp").read_text(encoding="utf-8")


def test_the_whole_programme_is_its_parts(tmp_path: Path):
    state(STRUCTURE, PRICES, SIDES).problem.writeLP(str(tmp_path / "whole.lp"))
    whole = (tmp_path / "whole.lp").read_text(encoding="utf-8").splitlines()
    for name in list(PARTS)[1:]:
        rows = [line for line in written(name, tmp_path).splitlines() if line.startswith("c")]
        assert rows
        assert set(rows) <= set(whole)


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for part in PARTS:
        written(part, FOLDER)
    stepped(FOLDER / "6_steps.lp")
