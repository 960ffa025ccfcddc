"""The command ``explore`` on a tiny authority whose names were made to attack: what it writes, and what it refuses."""

import csv
import json
import re
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from itertools import cycle
from pathlib import Path
from types import MappingProxyType

import geopandas as gpd
import openpyxl
import pyogrio
import pytest
from drawn_styles import read_style, symbols_of
from payloads import PAYLOADS, SCRIPTS, formulas_in
from tiny_pack import NEW_SCHOOL, write_tiny_pack
from tiny_runs import BASELINE as RUN
from tiny_runs import done, refused, rows

from sufficiency.harmless import has_controls, uncelled
from sufficiency.packs.small_numbers import HOLDS_SMALL_NUMBERS, NOT_FOR_PUBLICATION
from sufficiency.reports.explore.files import NO_BOUNDARIES, explore_notes, explore_text, gathered, notes_of
from sufficiency.reports.explore.opened import open_run

pytestmark = [pytest.mark.end_to_end, pytest.mark.slow]
FOLDER = RUN / "explore"
TEXTS = [text for text in (*SCRIPTS, *PAYLOADS) if not has_controls(text) and text == text.strip() and "\t" not in text]

PLACES = {
    "new_providers": {"new-school": NEW_SCHOOL},
    "changes": {"opens": {"provider": "new-school", "from": "2026/27", "add": 10, "source": "invented"}},
}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with a tiny pack of attacking names and a run of it."""
    folder = tmp_path_factory.mktemp("explore")
    few = cycle(TEXTS)
    named = {
        name: lambda table: table.assign(name=[next(few) for _ in range(len(table))]) for name in ("areas", "providers")
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        pack = write_tiny_pack(folder, named, {"title": TEXTS[0], "question": TEXTS[1], "places": PLACES})
        done("run", pack.scenario, "--workers", 1, "--out", "runs")
    return folder


@pytest.fixture(autouse=True)
def _in_the_project(project: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.chdir(project)
    yield
    shutil.rmtree(FOLDER, ignore_errors=True)


def test_the_folder_has_every_table_of_the_run_and_verifies_with_it() -> None:
    screen = done("explore", RUN)
    assert "results.xlsx" in screen
    assert "For work inside the authority" in screen
    tables = {path.name for path in RUN.glob("*.csv")}
    made = {path.name for path in FOLDER.iterdir()}
    assert made == tables | {
        "results.xlsx",
        "map.gpkg",
        "tables.csv",
        "codes.csv",
        "README.txt",
        "manifest.json",
        "SHA256SUMS",
    }
    assert all((FOLDER / name).read_bytes() == (RUN / name).read_bytes() for name in tables)
    assert "changed" not in done("verify", RUN)
    manifest = json.loads((FOLDER / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["of_run"] == json.loads((RUN / "manifest.json").read_text(encoding="utf-8"))["manifest_sha256"]


def test_the_same_run_gives_the_same_bytes() -> None:
    done("explore", RUN)
    first = {path.name: path.read_bytes() for path in FOLDER.iterdir()}
    done("explore", RUN)
    assert {path.name: path.read_bytes() for path in FOLDER.iterdir()} == first


def test_the_dictionary_has_every_column_of_every_file_in_its_order() -> None:
    done("explore", RUN)
    entries = rows(FOLDER / "tables.csv")
    for path in RUN.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            heading = next(csv.reader(file))
        own = [entry for entry in entries if entry["file"] == path.name]
        assert [entry["column"] for entry in own] == heading
        may_be_blank = {entry["column"] for entry in own if entry["may_be_blank"] == "yes"}
        for row in rows(path):
            assert {name for name, value in row.items() if not value} <= may_be_blank, path.name
    assert all(entry["meaning"] for entry in entries)


def test_every_code_of_the_tables_has_its_name_in_the_vocabulary() -> None:
    done("explore", RUN)
    known = {(row["column"], row["code"]) for row in rows(FOLDER / "codes.csv")}
    columns = {column for column, _ in known}
    for path in RUN.glob("*.csv"):
        for row in rows(path):
            for name in columns & set(row):
                assert not row[name] or name == "subject" or (name, row[name]) in known, (path.name, name, row[name])


def test_every_sheet_has_the_rows_of_its_csv_and_nothing_in_the_workbook_acts() -> None:
    done("explore", RUN)
    book = openpyxl.load_workbook(FOLDER / "results.xlsx", read_only=True)
    kinds = {entry["file"] + entry["column"]: entry["holds"] for entry in rows(FOLDER / "tables.csv")}
    assert len(set(map(str.casefold, book.sheetnames))) == len(book.sheetnames)
    assert max(map(len, book.sheetnames)) <= 31
    for path in RUN.glob("*.csv"):
        shown = list(book[path.stem].iter_rows(values_only=True))
        with path.open(encoding="utf-8", newline="") as file:
            heading, *expected = csv.reader(file)
        assert list(shown[0]) == heading
        assert len(shown) == len(expected) + 1
        texts = [kinds[path.name + name] == "text" for name in heading]
        for row, own in zip(shown[1:], expected, strict=True):
            for cell, value, text in zip(row, own, texts, strict=True):
                assert (cell or "") == uncelled(value) if text else cell == (float(value) if value else None)
    with zipfile.ZipFile(FOLDER / "results.xlsx") as parts:
        assert not any(b"TargetMode" in parts.read(name) for name in parts.namelist())
        sheets = [parts.read(name) for name in parts.namelist() if "worksheets/" in name]
    assert not any(re.search(rb"<f[ >]", sheet) for sheet in sheets)


def test_no_file_of_words_has_a_formula() -> None:
    done("explore", RUN)
    for path in FOLDER.glob("*.csv"):
        assert formulas_in(path.read_bytes().decode("utf-8")) == [], path.name


def test_the_map_has_the_figures_of_the_tables_and_names_as_they_are() -> None:
    done("explore", RUN)
    areas, gaps, schools, flows = (
        gpd.read_file(FOLDER / "map.gpkg", layer=name) for name in ("areas", "gaps_by_year", "providers", "flows")
    )
    need = {
        (row["academic_year"], row["code"]): row
        for row in rows(RUN / "place_need_totals.csv")
        if row["level"] == "area"
    }
    assert len(gaps) == len(need)
    for row in gaps.itertuples():
        assert row.gap == float(need[row.academic_year, row.area]["gap"])
    for row in areas.itertuples():
        assert row.gap_2024_25 == float(need["2024/25", row.area]["gap"])
        assert row.required_2028_29 == float(need["2028/29", row.area]["required"])
    assert {*areas["name"], *schools["name"]} <= {*TEXTS, NEW_SCHOOL["name"]}
    assert set(schools["provider_id"]) == {"oak", "elm", "ash-base", "yew", "new-school"}, "markets have no position"
    opened = schools[schools["opened_by"] == "scenario"]
    assert opened[["provider_id", "places_2024_25", "places_2028_29"]].to_numpy().tolist() == [["new-school", 0, 10]]
    origins = [row for row in rows(RUN / "school_origins.csv") if row["provider_id"] in set(schools["provider_id"])]
    assert flows["learners"].sum() == pytest.approx(sum(float(row["learners"]) for row in origins))
    for row in pyogrio.read_dataframe(FOLDER / "map.gpkg", layer="layer_styles").itertuples():
        layer, style = gpd.read_file(FOLDER / "map.gpkg", layer=row.f_table_name), read_style(row.styleQML)
        assert style.columns <= set(layer)
        assert any(symbols_of(layer, style)), row.styleName


def test_without_boundaries_there_are_schools_and_journeys_alone_and_the_readme_says_so() -> None:
    run = open_run(RUN, Path("scenarios"))
    bare = replace(run, inputs=replace(run.inputs, boundaries=MappingProxyType({})))
    made = gathered(bare)
    assert set(made.layers) == {"flows", "providers"}
    assert len(made.layers["flows"]) == len(gathered(run).layers["flows"])
    assert NO_BOUNDARIES in explore_notes(made)
    assert NO_BOUNDARIES in explore_text(made, "explore/")


def test_a_run_of_small_numbers_says_that_it_is_not_for_publication() -> None:
    run = open_run(RUN, Path("scenarios"))
    marked = gathered(replace(run, manifest={**run.manifest, HOLDS_SMALL_NUMBERS: True}))
    assert explore_text(marked, "explore/").startswith(NOT_FOR_PUBLICATION)
    assert explore_notes(marked).startswith(NOT_FOR_PUBLICATION)
    assert dict(notes_of(marked))["Not for publication"].startswith(NOT_FOR_PUBLICATION)


def test_what_is_no_run_and_what_is_not_its_own_are_refused_and_nothing_is_written() -> None:
    assert "not a run" in refused("explore", "data")
    done("explore", RUN)
    assert "is no run; it holds what 'explore tiny-baseline' made" in refused("explore", FOLDER)
    (FOLDER / "notes.docx").write_text("mine", encoding="utf-8")
    assert "holds notes.docx" in refused("explore", RUN)
    assert (FOLDER / "notes.docx").read_text(encoding="utf-8") == "mine"


def test_a_pack_that_changed_or_is_not_there_is_refused() -> None:
    path = Path("data/tiny/providers.csv")
    kept = path.read_bytes()
    path.write_bytes(kept.replace(b"450000", b"450001"))
    try:
        told = refused("explore", RUN)
    finally:
        path.write_bytes(kept)
    assert "providers.csv" in told
    assert "has changed since" in told
    assert "the pack of" in refused("explore", RUN, "--scenarios", "elsewhere/scenarios")
    assert not FOLDER.exists()


def test_a_run_with_a_table_that_was_changed_is_refused() -> None:
    path = RUN / "schools.csv"
    kept = path.read_bytes()
    path.write_bytes(kept + b"\n")
    try:
        assert "was changed since the run was written" in refused("explore", RUN)
    finally:
        path.write_bytes(kept)
    assert not FOLDER.exists()
