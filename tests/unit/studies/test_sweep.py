"""The table of a sweep on the screen: it fits, and amounts are as a person writes them."""

import pandas as pd
import pytest

from sufficiency.studies.sweep import SHOWN, WIDTH, sweep_text

pytestmark = pytest.mark.unit


def table(*paths: str) -> pd.DataFrame:
    return pd.DataFrame([{**dict.fromkeys(paths, "4"), "census_year": 2030, **dict.fromkeys(SHOWN, 123_456.0)}])


def test_long_paths_are_told_by_their_last_word_in_the_table_and_whole_above_it():
    paths = ("places.changes.springwell-semh-unit.set", "policies.reviews.semh-out-of-area.moves_a_year")
    lines = sweep_text(table(*paths), "Places", paths).splitlines()
    assert max(map(len, lines)) <= WIDTH
    assert all(path in " ".join(lines) for path in paths)
    assert any(line.split()[:2] == ["set", "moves_a_year"] for line in lines)


def test_paths_that_end_alike_stay_apart():
    paths = ("places.changes.springwell-semh-unit.set", "places.changes.catcote-semh-unit.set")
    assert "changes.springwell-semh-unit.set  changes.catcote-semh-unit.set" in sweep_text(table(*paths), "x", paths)
