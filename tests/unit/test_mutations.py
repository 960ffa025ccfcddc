"""The table of mutations is of the code as it is: each text that is changed stands in its file exactly once."""

from pathlib import Path

import pytest
import yaml

pytestmark = pytest.mark.unit
ROOT = Path(__file__).parents[2]
TABLE = yaml.safe_load((ROOT / "benchmarks" / "mutations.yaml").read_text(encoding="utf-8"))


def test_every_text_that_is_changed_stands_in_its_file_once():
    stale = [
        f"{file}: {entry['what']}"
        for file, entries in TABLE.items()
        for entry in entries
        if not (ROOT / file).is_file() or (ROOT / file).read_text(encoding="utf-8").count(entry["old"]) != 1
    ]
    assert stale == [], "bring benchmarks/mutations.yaml up to the code"


def test_every_mutation_changes_something():
    entries = [entry for entries in TABLE.values() for entry in entries]
    assert [entry["what"] for entry in entries if entry["old"] == entry["new"]] == []
