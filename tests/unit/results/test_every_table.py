"""The list of a run's tables: each is described once."""

import pytest

from sufficiency.results.every_table import EVERY_TABLE

pytestmark = pytest.mark.unit


def test_each_table_has_a_name_of_its_own_and_words_that_end_as_a_sentence():
    assert len({table.name for table in EVERY_TABLE}) == len(EVERY_TABLE)
    for table in EVERY_TABLE:
        assert table.words.endswith("."), table.name
        assert "|" not in table.words, table.name
