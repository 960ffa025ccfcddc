"""Books are read back from the files of a run as they were, and a folder that has none of them is refused."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from books_by_hand import PLANS, books_by_hand, place_of
from saved_books import write_saved_books

from sufficiency.errors import InputError
from sufficiency.finance.books import first_year, read_books
from sufficiency.results.saved import load_manifest
from sufficiency.results.spend_by_academic_year import IN_FULL, UNITS_IN_FULL

pytestmark = pytest.mark.unit
PANEL = pd.DataFrame([(2024, "plans", PLANS[0])], columns=["census_year", "series", "learners"])
MANY = tuple(np.linspace(0.8, 1.2, 12))


def refused(folder: Path) -> str:
    with pytest.raises(InputError) as error:
        read_books(folder, PANEL)
    return str(error.value)


def test_books_come_back_as_they_were(tmp_path):
    books = books_by_hand(draws=MANY)
    read = read_books(write_saved_books(tmp_path / "run", books), PANEL)
    assert (read.name, read.title, read.authority) == (books.name, books.title, books.authority)
    assert (read.base, read.academic, read.years) == (2024, (2024, 2025, 2026, 2027), (2024, 2025, 2026))
    for name in ("units", "central", "draws", "plans", "old_share"):
        np.testing.assert_allclose(getattr(read, name), getattr(books, name), err_msg=name)


def test_draws_too_few_for_a_range_are_left_out(tmp_path):
    read = read_books(write_saved_books(tmp_path / "run", books_by_hand()), PANEL)
    assert read.draws.shape == (0, 4, read.central.shape[1])
    assert np.isnan(read.in_ranges(read.financial(read.draws))).all()


def test_the_first_year_is_that_before_the_base_year(tmp_path):
    folder = write_saved_books(tmp_path / "run", books_by_hand())
    assert first_year(folder, load_manifest(folder)) == 2024


def test_fees_billed_by_term_fall_by_term(tmp_path):
    by_term = {"parameters.costs.fees_billed": "by_term"}
    read = read_books(write_saved_books(tmp_path / "run", books_by_hand(), by_term), PANEL)
    fees = place_of("inmss_fees", "independent_special", "ASD")
    assert read.old_share[fees] == pytest.approx(1 / 3)
    assert read.financial(read.central)[1, fees] == pytest.approx(132 * 60_000 / 3 + 144 * 60_000 * 2 / 3)


def test_where_nobody_counted_the_year_before_its_plans_are_those_of_the_base_year(tmp_path):
    read = read_books(write_saved_books(tmp_path / "run", books_by_hand()), PANEL.iloc[:0])
    assert read.plans.tolist() == [PLANS[1], *PLANS[1:]]


@pytest.mark.parametrize("name", [IN_FULL, UNITS_IN_FULL])
def test_a_run_of_an_older_version_is_refused(tmp_path, name):
    folder = write_saved_books(tmp_path / "run", books_by_hand(), leave_out=(name,))
    assert name in refused(folder)
    assert "older version; make the run again" in refused(folder)


def test_a_run_with_other_lines_is_refused(tmp_path, monkeypatch):
    folder = write_saved_books(tmp_path / "run", books_by_hand())
    monkeypatch.setattr("sufficiency.finance.books._ITEMS", ["another:any:any"])
    assert "other columns than the lines of spend of this version" in refused(folder)


def test_a_draw_that_lacks_a_year_is_refused(tmp_path):
    books = books_by_hand()
    folder = write_saved_books(tmp_path / "run", replace(books, draws=books.draws[:, :-1]))
    assert "not every year of every draw" in refused(folder)


def test_a_folder_that_is_no_run_is_refused(tmp_path):
    assert "not a run" in refused(tmp_path)
