"""What the tests on the published files share."""

from pathlib import Path

import pytest

from sufficiency.importers.open_data import files as open_data


@pytest.fixture(scope="session")
def national(published_files: Path) -> open_data.National:
    """Every published file, read once."""
    return open_data.read_national(published_files)
