"""Every test is exactly one of unit, property, golden, end to end, browser; anything else is refused."""

from pathlib import Path

import pytest
from hypothesis import settings

KINDS = {"unit", "property", "golden", "end_to_end", "browser"}
PUBLISHED_FILES = Path(__file__).parents[2] / "shared" / "data"

settings.register_profile("suite", deadline=None, derandomize=True)
settings.load_profile("suite")


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
