import pandas as pd
import pytest

from sufficiency.packs.placements import placements_by_year, usable_placements

pytestmark = pytest.mark.unit

ROWS = [
    ("Old", 2030, "plans", 100),
    ("Old", 2030, "base", 5),
    ("Old", 2030, "mainstream", 60),
    ("New", 2032, "plans", 120),
    ("New", 2032, "base", 6),
    ("New", 2032, "not_recorded", 5),
    ("Other", 2032, "plans", 100),
    ("Other", 2032, "base", 0),
    ("Other", 2032, "state_special", 30),
    ("Other", 2032, "post_16", 20),
    ("Other", 2032, "not_recorded", 5),
]
TABLE = pd.DataFrame(ROWS, columns=["authority", "census_year", "series", "learners"])
CODES = {"Old": "New"}


def faults(*rows):
    return pd.DataFrame(rows, columns=["authority", "census_year", "series"])


def test_histories_across_codes_are_one_and_years_without_a_count_are_blank():
    counts = placements_by_year(TABLE, CODES)
    assert list(counts["plans"].columns) == [2030, 2031, 2032]
    assert counts["plans"].loc["New"].tolist()[::2] == [100, 120]
    assert counts["plans"][2031].isna().all()
    assert counts["independent_mainstream"].isna().all(axis=None)
    assert counts["base"].loc["Other", 2032] == 0


def test_a_january_with_one_placement_in_twenty_not_recorded_is_not_used_but_its_plans_are():
    usable = usable_placements(placements_by_year(TABLE, CODES), faults(), CODES)
    assert usable["base"].loc["New", 2032] == 6
    assert pd.isna(usable["state_special"].loc["Other", 2032])
    assert pd.isna(usable["post_16"].loc["Other", 2032])
    assert usable["mainstream"].loc["New", 2030] == 60
    assert usable["plans"].loc["Other", 2032] == 100
    assert usable["base"].loc["New", 2030] == 5


def test_known_faults_are_left_out_of_what_they_are_of_and_nothing_else():
    counts = placements_by_year(TABLE, CODES)
    placements = usable_placements(counts, faults(("Old", 2030, "placements")), CODES)
    assert pd.isna(placements["base"].loc["New", 2030])
    assert pd.isna(placements["mainstream"].loc["New", 2030])
    assert placements["plans"].loc["New", 2030] == 100
    everything = usable_placements(counts, faults(("New", 2032, "all"), ("Nobody", 2032, "all")), CODES)
    assert pd.isna(everything["plans"].loc["New", 2032])
    assert everything["plans"].loc["Other", 2032] == 100
    assert counts["plans"].loc["New", 2032] == 120
