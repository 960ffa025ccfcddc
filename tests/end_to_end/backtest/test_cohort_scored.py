"""What `docs/accuracy.md` says of the cohort as a forecaster is what its script measures, without looking ahead."""

import importlib
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from sufficiency.backtest.panel import TOTAL, Panel, read_panel
from sufficiency.backtest.references import read_references
from sufficiency.backtest.report import as_markdown

pytestmark = [pytest.mark.end_to_end, pytest.mark.national, pytest.mark.slow]

ROOT = Path(__file__).parents[3]


@pytest.fixture
def cohort(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(ROOT / "benchmarks")
    monkeypatch.chdir(ROOT)
    return importlib.import_module("cohort")


def test_the_published_page_holds_these_figures(cohort: ModuleType, published_files: Path) -> None:
    page = (ROOT / "docs" / "accuracy.md").read_text(encoding="utf-8")
    for name, table in cohort.tables(published_files).items():
        assert as_markdown(table) in page, name


def test_later_counts_and_persons_change_no_cohort_of_an_earlier_origin(
    cohort: ModuleType, published_files: Path
) -> None:
    references = read_references(ROOT / "data" / "reference")
    panel = read_panel(published_files / "dfe" / "plans_by_authority_age_band_2010_2025.csv.gz", references)
    persons = cohort.read_persons(published_files / "ons" / "population_age_0_25_2000_2043.csv.gz", panel, references)
    shaken = {name: frame.copy() for name, frame in panel.counts.items()}
    for frame in shaken.values():
        frame.loc[:, 2020:] = 7.0
    later = persons.copy()
    later.loc[2018:] = 1.0
    growth = np.full((len(panel.counts[TOTAL]), 5), 1000.0)
    paths = [
        cohort.cohort_paths(cohort.known_at(counts, people, 2019), 0.25, growth, 0)
        for counts, people in ((panel, persons), (Panel(shaken, panel.england), later))
    ]
    np.testing.assert_array_equal(*paths)
    assert np.isfinite(paths[0]).all(axis=1).sum() > 140
