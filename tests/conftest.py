"""Every test is exactly one of unit, property, golden, end to end, browser; anything else is refused."""

from pathlib import Path

import pytest
from hypothesis import settings
from xdist.scheduler import LoadGroupScheduling

KINDS = {"unit", "property", "golden", "end_to_end", "browser"}
PUBLISHED_FILES = Path(__file__).parents[2] / "shared" / "data"

TOGETHER = {
    "test_must_hold.py": "hampshire",
    "test_headlines.py": "hampshire",
    "test_headlines_of_measures.py": "hampshire",
    "::test_the_headlines_of_hertfordshire": "hertfordshire",
    "test_headlines_elsewhere.py": "hartlepool",
    "test_coverage.py": "published files",
    "test_import_published_files.py": "published files",
    "tests/browser/": "pages",
    "test_codes_have_names.py": "pages",
    "test_figures_against_tables.py": "pages",
    "test_one_figure_on_a_page.py": "pages",
}
"""Files that share something long to make, by a part of their tests' ids: one worker runs them, so makes it once."""

settings.register_profile("suite", deadline=None, derandomize=True)
settings.register_profile("quick", settings.get_profile("suite"), max_examples=25)


class Together(LoadGroupScheduling):
    """Schedules files one by one, so that one worker makes what a file shares, and those of a group together.

    They are taken in their order: the long ones, which run the program, are first, so that no worker waits at the end.
    xdist 3.8 does not see its marks under pytest 9.2.
    """

    def __init__(self, config: pytest.Config, log: object) -> None:
        config.option.loadscopereorder = False
        super().__init__(config, log)

    def _split_scope(self, nodeid: str) -> str:
        return next((group for part, group in TOGETHER.items() if part in nodeid), nodeid.partition("::")[0])


def pytest_configure(config: pytest.Config) -> None:
    """Where slow tests are left out, laws without a number of their own are tried on fewer examples."""
    settings.load_profile("quick" if "not slow" in config.option.markexpr else "suite")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> Together:
    return Together(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Refuse a test with no kind or two kinds; skip national tests where the published files are absent."""
    for item in items:
        marks = [mark.name for mark in item.iter_markers() if mark.name in KINDS]
        if len(marks) != 1:
            raise pytest.UsageError(f"{item.nodeid}: exactly one kind of {sorted(KINDS)} is needed, found {marks}")
        if item.get_closest_marker("national") and not PUBLISHED_FILES.exists():
            item.add_marker(pytest.mark.skip(reason="the published files are not at hand"))


@pytest.fixture(scope="session")
def published_files() -> Path:
    """Folder of the real DfE and ONS files, for tests marked national."""
    return PUBLISHED_FILES
