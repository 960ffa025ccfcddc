"""The assumptions log is true: every id that is cited is rated there, and every id that is rated is cited."""

import re
from pathlib import Path

import pytest
from shipped import shipped

pytestmark = pytest.mark.unit

ROOT = Path(__file__).parents[2]
LOG = ROOT / "docs" / "assumptions.md"
PAGES = ("*.md", "docs/**/*.md")
CITED_IN = ("models/**/*.py", "sufficiency/**/*.py", "sufficiency/**/*.csv", "data/**/*.csv", "scenarios/**/*.yaml")


def cited(patterns: tuple[str, ...] = CITED_IN) -> dict[str, str]:
    """One place where each id is cited."""
    found: dict[str, str] = {}
    for pattern in patterns:
        for path in shipped(pattern):
            for name in set(re.findall(r"\bA-\d{2,3}\b", path.read_text(encoding="utf-8"))):
                found.setdefault(name, str(path.relative_to(ROOT)))
    return found


def rated() -> dict[str, list[str]]:
    """Cells of each row of the log, by id."""
    rows = [line.strip("| ").split(" | ") for line in LOG.read_text(encoding="utf-8").splitlines()]
    return {row[0]: row[1:] for row in rows if re.fullmatch(r"A-\d{2,3}", row[0])}


def test_every_assumption_that_is_cited_is_in_the_log() -> None:
    log = rated()
    assert {name: where for name, where in cited(CITED_IN + PAGES).items() if name not in log} == {}


def test_every_assumption_in_the_log_is_cited_somewhere() -> None:
    assert sorted(set(rated()) - set(cited())) == []


def test_every_assumption_has_quality_and_impact_rated_red_amber_or_green() -> None:
    colours = {"red", "amber", "green"}
    assert [name for name, cells in rated().items() if len(cells) != 5 or not set(cells[3:]) <= colours] == []
