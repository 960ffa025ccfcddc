"""Changes of need: shares worked by hand, and what they do to a forecast from counts in a pack."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tiny_pack import write_tiny_pack

from models.authority import Authority
from models.demand.cohort import Rates, Targets, project
from models.demand.forecast import with_need_change
from models.demand.rates import need_change
from models.parameters.demand import CohortParameters
from models.vocabulary import NEEDS
from sufficiency.packs.arrange import arrange
from sufficiency.packs.contracts import NEED_CHANGES
from sufficiency.packs.inputs import load_inputs
from sufficiency.tables.files import write_table

pytestmark = pytest.mark.unit

FREE = CohortParameters(mix_return=0.0)


def counts(**cells: float) -> np.ndarray:
    """Counts of two needs; ``g2_01`` is age group 2, from need 0 to need 1."""
    table = np.zeros((5, 2, 2))
    for name, plans in cells.items():
        table[int(name[1]), int(name[3]), int(name[4])] = plans
    return table


def test_shares_are_counts_with_plans_that_keep_their_need_put_to_them() -> None:
    """Ages 5 to 10: 50 kept need 0 and 10 went to need 1; with 40 more that keep it, 90 of 100 and 10 of 100."""
    change = need_change(counts(g1_00=50, g1_01=10), 40.0)
    assert change.shape == (26, 2, 2)
    assert change[5:11] == pytest.approx(np.array([[[0.9, 0.1], [0.0, 1.0]]] * 6))
    assert (change[[4, 11]] == np.eye(2)).all()


def test_without_any_count_and_without_a_pull_everybody_keeps_their_need() -> None:
    assert (need_change(counts(), 0.0) == np.eye(2)).all()


def test_survivors_change_need_before_they_are_joined_by_new_plans() -> None:
    """Of 100 and 50 plans at age 7, 90% survive: 90 and 45; a fifth of the 90 go to the other need: 72 and 63."""
    stock = np.zeros((26, 2))
    stock[7] = [100.0, 50.0]
    change = np.tile(np.eye(2), (26, 1, 1))
    change[8] = [[0.8, 0.2], [0.0, 1.0]]
    nothing = np.zeros((26, 2))
    rates = Rates(nothing + 0.9, nothing + 0.01, nothing, nothing, change)
    targets = Targets(np.zeros((1, 0)), np.ones(1), np.full((26, 2), 0.5))
    flows = project(stock, rates, np.full((1, 26), 100.0), targets, FREE)
    assert flows.ceased[0, 0, 8] == pytest.approx([10.0, 5.0])
    assert flows.net_transfers[0, 0, 8] == pytest.approx([-18.0, 18.0])
    assert flows.closing[0, 0, 8] == pytest.approx([73.0, 64.0])


def pack_with_changes(folder: Path, rows: list[tuple[int, str, str, str, float]]) -> Path:
    pack = write_tiny_pack(folder).folder
    table = pd.DataFrame(rows, columns=["census_year", "age_group", "need_from", "need_to", "plans"])
    write_table(table.assign(source="followed"), NEED_CHANGES, pack / "need_changes.csv")
    return pack


def arranged(folder: Path) -> Authority:
    return arrange(load_inputs(folder), 2029)


def test_years_of_counts_are_added_up_and_a_pack_without_them_changes_no_need(tmp_path: Path) -> None:
    rows = [(2024, "5_to_10", "ASD", "SEMH", 3.0), (2025, "5_to_10", "ASD", "SEMH", 4.0)]
    found = arranged(pack_with_changes(tmp_path / "with", rows)).need_counts
    assert found is not None
    asd, semh = (list(map(str, NEEDS)).index(need) for need in ("ASD", "SEMH"))
    assert found[1, asd, semh] == found.sum() == 7.0
    without = arranged(write_tiny_pack(tmp_path / "without").folder)
    assert without.need_counts is None
    assert with_need_change(without, FREE).need_change is None


def test_an_unknown_need_in_the_counts_is_refused_with_its_line(tmp_path: Path) -> None:
    pack = write_tiny_pack(tmp_path).folder
    text = "census_year,age_group,need_from,need_to,plans,source\n2025,5_to_10,ASD,XYZ,1,x\n"
    (pack / "need_changes.csv").write_text(text, encoding="utf-8")
    with pytest.raises(Exception, match=r"need_changes\.csv:2"):
        load_inputs(pack)
