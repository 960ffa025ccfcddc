"""The list of a run's tables: each is described once, and README.md shows the list."""

from pathlib import Path

import pytest

from sufficiency.results.every_table import EVERY_TABLE, with_list_of_tables

pytestmark = pytest.mark.unit


def test_the_readme_lists_every_table_in_its_words():
    page = (Path(__file__).parents[3] / "README.md").read_text(encoding="utf-8")
    assert with_list_of_tables(page) == page, "run `make readme`"
    assert page.count(".csv` |") == len(EVERY_TABLE)


def test_each_table_has_a_name_of_its_own_and_words_that_end_as_a_sentence():
    assert len({table.name for table in EVERY_TABLE}) == len(EVERY_TABLE)
    for table in EVERY_TABLE:
        assert table.words.endswith("."), table.name
        assert "|" not in table.words, table.name
