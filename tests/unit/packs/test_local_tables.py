"""Tables that an authority may add of its own: relative rates by area, and new homes."""

from pathlib import Path

import pandas as pd
import pytest
from tiny_pack import write_tiny_pack

from models.authority import Authority
from models.demand.flows import area_shares
from models.vocabulary import PHASES
from sufficiency.packs.arrange import arrange
from sufficiency.packs.contracts import AREA_RATES, HOUSING, PLANS_BY_AREA_JOINT
from sufficiency.packs.inputs import load_inputs
from sufficiency.tables.files import write_table

pytestmark = pytest.mark.unit
NORTH, SOUTH = 0, 1


def arranged(folder: Path) -> Authority:
    return arrange(load_inputs(folder), 2029)


def test_an_area_with_twice_the_rate_has_twice_the_plans_for_its_residents(tmp_path: Path) -> None:
    pack = write_tiny_pack(tmp_path).folder
    rows = pd.DataFrame({"area": ["north"], "age_group": ["5_to_10"], "relative_rate": [2.0], "source": ["local"]})
    write_table(rows, AREA_RATES, pack / "area_rates.csv")
    authority = arranged(pack)
    shares = area_shares(authority.population * authority.relative_rates)
    assert shares[0, NORTH, 5] == pytest.approx(2 * 60 / (2 * 60 + 40))
    assert shares[0, NORTH, 11] == pytest.approx(60 / 100)
    assert shares.sum(axis=1) == pytest.approx(1.0)


def test_persons_counted_by_area_give_each_area_its_own_rate(tmp_path: Path) -> None:
    """Of ten plans at age 5, nine in the north: 9/60 a resident there against 10/100 in all."""
    pack = write_tiny_pack(tmp_path).folder
    rows = {"area": ["north", "south"], "age": [5, 5], "need": "ASD", "provision": "mainstream", "plans": [9.0, 1.0]}
    write_table(pd.DataFrame({**rows, "basis": "published"}), PLANS_BY_AREA_JOINT, pack / "plans_by_area_joint.csv")
    rates = arranged(pack).relative_rates
    assert rates[:, 5].tolist() == pytest.approx([1.5, 0.25])
    assert rates[:, 12].tolist() == [1.0, 1.0]


def test_new_homes_bring_persons_from_their_year_on_and_stay(tmp_path: Path) -> None:
    pack = write_tiny_pack(tmp_path).folder
    plain = arranged(pack).population
    yields = {f"yield_{phase}": [0.7 if phase == "primary" else 0.0] for phase in PHASES}
    homes = pd.DataFrame({"year": [2026], "area": ["south"], "dwellings": [100.0], **yields, "source": ["plan"]})
    write_table(homes, HOUSING, pack / "housing.csv")
    added = arranged(pack).population - plain
    assert added[:2].sum() == 0.0  # mid-2024 and mid-2025
    assert added[2:, SOUTH, 4:11] == pytest.approx(10.0)  # 70 primary children over seven ages
    assert added[2:].sum(axis=(1, 2)) == pytest.approx(70.0)


def test_a_local_table_with_a_fault_is_refused_with_its_line(tmp_path: Path) -> None:
    pack = write_tiny_pack(tmp_path).folder
    (pack / "area_rates.csv").write_text("area,age_group,relative_rate,source\nnorth,5_to_10,-1,x\n", encoding="utf-8")
    with pytest.raises(Exception, match=r"area_rates\.csv:2"):
        load_inputs(pack)
