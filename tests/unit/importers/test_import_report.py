"""What every import prints: head, notes, a line for each table in one layout, rows that change, files."""

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from sufficiency.importers.pack.report import Change, ImportReport, report_text
from sufficiency.importers.pack.rows import change_of
from sufficiency.packs.contracts import PLACES

pytestmark = pytest.mark.unit

CHANGE = Change(
    "places", "state special", 1, 2, 3, 4, 5, 6, 1200.4, 1300.0, "places in 2024/25", ("~ places 1: x -> y",)
)
REPORT = ImportReport(
    Path("data/x"), ("read: a.csv",), ("look here",), (CHANGE, Change("facts", same=2)), ("places.csv",), written=True
)


def test_a_report_has_every_fact_in_one_layout() -> None:
    lines = report_text(REPORT).splitlines()
    assert lines[:2] == ["read: a.csv", "  note: look here"]
    names = "table rows added taken out changed restated as before kept before after unit"
    assert " ".join(lines[2].split()) == names
    assert " ".join(lines[3].split()) == "places state special 13 1 2 3 4 5 6 1,200 1,300 places in 2024/25"
    assert " ".join(lines[4].split()) == "facts 2 0 0 0 0 2 0 - -"
    assert "  ~ places 1: x -> y" in lines
    assert lines[-1] == "written: places.csv in data/x"


def test_a_dry_run_says_so() -> None:
    text = report_text(replace(REPORT, written=False))
    assert text.endswith("dry run, nothing is written; this would be: places.csv in data/x")


def test_where_no_file_changes_nothing_does() -> None:
    assert report_text(replace(REPORT, files=())).splitlines()[-1] == "the pack has this already: nothing changes"


def places(**values: float) -> pd.DataFrame:
    """One row a provider, with its places."""
    rows = [(one, "2024/25", "all", number, 0.0, "scaled", "old") for one, number in values.items()]
    return pd.DataFrame(rows, columns=PLACES.column_names)


def test_numbers_are_compared_as_they_are_written_and_sources_apart() -> None:
    old, new = places(a=10, b=20, c=30, d=40), places(a=10.004, b=21, c=30, e=50)
    change = change_of(old, new.assign(source=new["source"].where(new["provider_id"] != "c", "new")), PLACES)
    assert (change.same, change.changed, change.restated, change.added, change.dropped) == (1, 1, 1, 1, 1)
    assert change.rows == 4
    assert [line.split(":")[0] for line in change.differences] == [
        "~ places b 2024/25 all",
        "~ places c 2024/25 all",
        "- places d 2024/25 all",
        "+ places e 2024/25 all",
    ]


def test_of_a_long_table_the_rows_that_move_most_are_named() -> None:
    change = change_of(places(a=1, b=1, c=1), places(a=3, b=9, c=1.5), PLACES, most=2)
    assert change.differences == ("~ places b 2024/25 all: places 1 -> 9", "~ places a 2024/25 all: places 1 -> 3")
    assert change_of(places().iloc[:0], places(a=3), PLACES, most=2).differences == ()
