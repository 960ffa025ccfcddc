"""Three hundred planted faults are all found in one pass, each at its place with its value, and none falsely."""

import shutil
from collections import Counter
from pathlib import Path

import pytest
from planted_faults import CELLS, OF_FILES, Planted, plant

from sufficiency.errors import Fault, Severity
from sufficiency.packs.checks.runner import check_pack
from sufficiency.packs.quality import cells_of

pytestmark = pytest.mark.unit

REPOSITORY = Path(__file__).parents[3]
OF_FILES_AND_CELLS = {"tables meet their contracts", "published counts are whole", "codes are current"}


def spoiled(root: Path, faults: int, seed: int) -> tuple[list[Planted], tuple[Fault, ...]]:
    """Plant faults into a copy of the Hampshire pack, and check it."""
    shutil.copytree(REPOSITORY / "data" / "hampshire", root / "hampshire")
    (root / "reference").mkdir()
    shutil.copy(REPOSITORY / "data" / "reference" / "check_ranges.csv", root / "reference")
    planted = plant(root / "hampshire", faults, seed)
    return planted, check_pack(root / "hampshire")


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Planted], tuple[Fault, ...]]:
    """Three hundred faults, and the findings."""
    return spoiled(tmp_path_factory.mktemp("planted"), 300, 1)


def found(rows: tuple[Fault, ...]) -> Counter[tuple[str, str]]:
    """Places and values of the findings about files and cells."""
    return Counter((cells_of(row)[2], row.value) for row in rows if row.kind in OF_FILES_AND_CELLS)


def test_every_planted_fault_is_found_once_and_nothing_else_is(outcome) -> None:
    planted, rows = outcome
    expected = Counter((one.where, one.value) for one in planted)
    assert found(rows) - expected == Counter()
    assert expected - found(rows) == Counter()
    assert len(planted) == 300


def test_every_kind_of_fault_was_planted(outcome) -> None:
    planted, _ = outcome
    kinds = {name for name, _, _ in CELLS} | set(OF_FILES.values()) | {"doubled key"}
    assert {one.kind for one in planted} == kinds


def test_every_finding_says_what_is_allowed_and_what_to_do(outcome) -> None:
    _, rows = outcome
    assert all(row.allowed and row.remedy for row in rows)


def test_only_the_byte_order_mark_is_no_error(outcome) -> None:
    _, rows = outcome
    mild = [cells_of(row)[2] for row in rows if row.kind in OF_FILES_AND_CELLS and row.severity is not Severity.ERROR]
    assert mild == ["prices.csv line 1"]


def test_checks_that_need_a_broken_table_are_left_out_and_named(outcome) -> None:
    _, rows = outcome
    left_out = next(row for row in rows if row.kind == "every check was made")
    assert "references hold" in left_out.value


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2, 7))
def test_faults_planted_elsewhere_are_found_as_well(tmp_path: Path, seed: int) -> None:
    planted, rows = spoiled(tmp_path, 300, seed)
    assert found(rows) == Counter((one.where, one.value) for one in planted)
