"""Every column of every table of a run means something, and says in which unit it is."""

import re

import pandas as pd
import pytest

from sufficiency.harmless import cell
from sufficiency.reports.explore.dictionary import as_rows, entries, means
from sufficiency.reports.explore.opened import OpenTable, contracts
from sufficiency.reports.explore.vocabulary import CLOSED
from sufficiency.results.every_table import EVERY_TABLE
from sufficiency.results.meanings import ENDS, MEANINGS, OF_TABLE, UNITS, meaning, unit

pytestmark = pytest.mark.unit
COLUMNS = [(table.name, column) for table, _ in contracts() for column in table.columns]
ONE_SENTENCE = re.compile(r"[A-Z][^.]*\.")


def test_every_column_has_one_sentence_and_every_figure_a_unit():
    for table, column in COLUMNS:
        assert ONE_SENTENCE.fullmatch(means(table, column.name)), (table, column.name)
        assert bool(unit(table, column)) == (column.kind != "text"), (table, column.name)


def test_no_meaning_is_unused():
    stems = {
        (
            table,
            re.sub("|".join(f"{end}$" for end in ENDS), "", column.name)
            if column.name not in MEANINGS
            else column.name,
        )
        for table, column in COLUMNS
    }
    assert set(OF_TABLE) <= stems
    assert set(UNITS) <= {(table, column.name) for table, column in COLUMNS}
    plain = {column for table, column in stems if (table, column) not in OF_TABLE}
    assert set(MEANINGS) <= plain


def test_the_ends_of_a_range_say_which_end_they_are():
    assert meaning("forecast", "plans_p10").startswith("Low end of the range (p10)")
    assert meaning("forecast", "plans_p90").endswith("EHC plans on census day.")
    assert (
        meaning("place_need", "gap_p50")
        == "Middle of the draws (p50): places missing: above places, in INMSS for want of a place, and unmet."
    )


def test_what_is_not_known_is_an_error():
    with pytest.raises(KeyError):
        meaning("forecast", "colour")


def test_every_closed_code_without_a_name_beside_it_has_a_name_in_the_vocabulary():
    for table in EVERY_TABLE:
        for column in table.columns:
            if column.name in CLOSED and column.allowed:
                assert set(column.allowed) <= set(CLOSED[column.name]), (table.name, column.name)


def test_of_no_tables_nothing_is_said():
    assert entries([], {}) == []


def test_measures_in_pounds_and_in_learners_share_columns_that_say_so():
    units = {column.name: unit(table, column) for table, column in COLUMNS if table == "ranges" and column.unit}
    assert units == dict.fromkeys(("central", "p10", "p90"), "learners; pounds where the measure is in pounds")


def test_no_words_of_the_dictionary_look_like_a_formula_to_a_spreadsheet():
    tables = [
        OpenTable(table, {one.name: one for one in table.columns}, "", pd.DataFrame(), b"") for table, _ in contracts()
    ]
    found = entries(tables, {})
    assert len(found) == len(COLUMNS)
    assert [word for row in as_rows(found) for word in row if cell(word) != word] == []
