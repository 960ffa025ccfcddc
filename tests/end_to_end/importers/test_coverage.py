"""Every authority of the release gets a pack that loads, meets its contracts and runs: docs/coverage.md says how."""

import shutil
import sys
from pathlib import Path

import pytest

from sufficiency.importers.open_data import files as open_data

ROOT = Path(__file__).parents[3]
sys.path.insert(0, str(ROOT / "benchmarks"))
import coverage as benchmark  # noqa: E402 - a script, which stands beside the tests

pytestmark = [pytest.mark.end_to_end, pytest.mark.national, pytest.mark.filterwarnings("ignore:.*PuLP 4.0")]

ROWS = {
    line.split(" | ")[0].removeprefix("| "): line
    for line in (ROOT / "docs" / "coverage.md").read_text(encoding="utf-8").splitlines()
    if line.startswith("| ")
}


def without_seconds(line: str) -> list[str]:
    return line.split(" | ")[:-1]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("coverage") / "data"
    shutil.copytree(ROOT / "data" / "reference", folder / "reference")
    return folder


def test_every_authority_of_the_release_is_in_the_table_and_none_failed(national: open_data.National) -> None:
    names = set(national.release.authorities()["name"])
    assert len(names) == 153
    assert names <= set(ROWS)
    assert not [line for line in ROWS.values() if "FAILED" in line]


@pytest.mark.parametrize("name", ["City of London", "Isles of Scilly", "Newham"])
@pytest.mark.slow
def test_an_odd_authority_gets_a_pack_that_runs_and_the_row_of_the_table(
    national: open_data.National, data: Path, name: str
) -> None:
    assert without_seconds(benchmark.covered(national, name, data).line()) == without_seconds(ROWS[name])


BROKEN = {
    "Hackney": "January 2024: 0 of 3,525 plans have an age",
    "Peterborough": "of 2,625 plans have an age",
    "Newham": "total: 2,705 to 1,199",
    "Cambridgeshire": "filled in",
    "North East Lincolnshire": "filled in",
    "Brighton and Hove": "specialist base: 103, then 0",
    "Wolverhampton": "not recorded",
    "Wakefield": "added up from ages",
    "Cumberland": "only 2 years",
    "West Northamptonshire": "only 4 years",
    "Dorset": "specialist_base: 92 to 442",
}


@pytest.mark.parametrize("name", BROKEN)
def test_an_authority_whose_published_data_are_broken_says_so(name: str) -> None:
    assert BROKEN[name] in ROWS[name]


@pytest.mark.slow
def test_all_authorities_get_a_pack_that_runs_and_their_row_of_the_table(published_files: Path, tmp_path: Path) -> None:
    for found in benchmark.coverage(published_files, tmp_path / "data"):
        assert without_seconds(found.line()) == without_seconds(ROWS[found.name]), found.name
