"""The command bid on Hartlepool: what it prints is what the run says, and nothing that is hidden stands in it."""

import io
import re
import shutil
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hampshire_runs import REPOSITORY, shipped_run, table
from tiny_runs import invoke

from sufficiency.returns.audience import HIDDEN, INTERNAL_MARK

pytestmark = [pytest.mark.end_to_end, pytest.mark.slow]

CELLS = 4
"""Two phases and two kinds of place, each in whole learners within one of its figure."""
PROJECT = """\
title: Twenty places for autism in Hartlepool
need_groups: [autism_communication]
phases: [primary, secondary]
ages: [4, 15]
places:
  title: An extension
  places: 20
  provision: state_special
  opens: 2027/28
  fills: [10, 20]
  capital:
    cost_a_place_gbp: 80000
    profile: {2026-27: 1}
    price_year: 2025
    source: an example
"""


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of a run that this test may write into."""
    folder = tmp_path_factory.mktemp("runs") / "hartlepool-baseline"
    shutil.copytree(shipped_run("hartlepool", "baseline", 10), folder)
    return folder


@pytest.fixture(scope="module")
def project(run: Path) -> Path:
    path = run.parent / "project.yaml"
    path.write_text(PROJECT, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def bid(run: Path, project: Path):
    def made(audience: str) -> Path:
        asked = invoke("bid", run, "--project", project, f"--{audience}", "--scenarios", REPOSITORY / "scenarios")
        assert asked.exit_code == 0, asked.output
        return run / ("bid" if audience == "public" else "bid-internal")

    return {audience: made(audience) for audience in ("public", "internal")}


def rows(folder: Path, sheet: str) -> list[tuple[object, ...]]:
    book = openpyxl.load_workbook(io.BytesIO((folder / "bid.xlsx").read_bytes()))
    return [row for row in book[sheet].iter_rows(min_row=6, values_only=True) if row[0]]


def of_project(run: Path) -> pd.DataFrame:
    held = table(run, "place_need_by_group")
    held = held[held["phase"].isin(["primary", "secondary"]) & held["requirement"].isin(["base", "special"])]
    return held[held["need_group"] == "autism_communication"].groupby("academic_year").sum(numeric_only=True)


def test_the_gap_is_that_of_the_run_and_its_parts_add_up_in_whole_numbers(run, bid):
    expected = of_project(run)
    shown = {row[0]: row[1:5] for row in rows(bid["internal"], "Gap")}
    assert set(shown) == set(expected.index)
    for year, (above, want, unmet, gap) in shown.items():
        assert above + want + unmet == gap
        assert gap == round(gap)
        for name, part in (("above_places", above), ("inmss_for_want", want), ("unmet", unmet)):
            assert abs(part - expected.loc[year, name]) < CELLS


def test_demand_is_that_of_the_run(run, bid):
    expected = of_project(run)["required"]
    for row in rows(bid["internal"], "Demand"):
        assert abs(row[4] - expected[row[0]]) < 3 * CELLS  # on roll and elsewhere are rounded, required is their sum


def test_what_is_public_is_what_is_internal_or_hidden(bid):
    hidden = 0
    for sheet in ("Demand", "Gap", "Where learners are", "Requirement", "Travel", "Schools", "Market position"):
        for public, internal in zip(rows(bid["public"], sheet), rows(bid["internal"], sheet), strict=True):
            for shown, known in zip(public, internal, strict=True):
                assert shown == known or shown in {HIDDEN, None}, (sheet, public, internal)
                hidden += shown == HIDDEN
    assert hidden > 0, "Hartlepool has small numbers"


def test_only_what_is_internal_is_marked(bid):
    for audience, marked in (("public", False), ("internal", True)):
        for name in ("bid.txt", "bid.html", "README.txt"):
            assert (INTERNAL_MARK in (bid[audience] / name).read_text(encoding="utf-8")) is marked
    assert "Requirement by need" not in (bid["public"] / "bid.html").read_text(encoding="utf-8")


def test_the_page_needs_no_network(bid):
    page = (bid["public"] / "bid.html").read_text(encoding="utf-8")
    assert not re.search(r'(src|href)="(https?:|//)', page)
    assert len(page) < 3_000_000


def test_the_run_verifies_with_its_bids_and_a_bid_is_made_again(run, project, bid):
    assert invoke("verify", run).exit_code == 0
    before = (bid["public"] / "bid.html").read_bytes()
    again = invoke("bid", run, "--project", project, "--scenarios", REPOSITORY / "scenarios")
    assert again.exit_code == 0
    assert (bid["public"] / "bid.html").read_bytes() == before


def test_a_project_with_faults_writes_nothing_and_names_every_one(run, tmp_path):
    path = tmp_path / "project.yaml"
    path.write_text(PROJECT.replace("primary", "primry") + "areas: [E1]\ncolour: red\n", encoding="utf-8")
    before = sorted(one.name for one in run.iterdir())
    refused = invoke("bid", run, "--project", path, "--internal", "--scenarios", REPOSITORY / "scenarios")
    assert refused.exit_code == 2
    assert "primry" in refused.output
    assert "colour" in refused.output
    assert sorted(one.name for one in run.iterdir()) == before


def test_an_area_that_the_authority_does_not_have_is_refused_with_those_that_it_has(run, tmp_path):
    path = tmp_path / "project.yaml"
    path.write_text(f"{PROJECT}areas: [E1]\n", encoding="utf-8")
    refused = invoke("bid", run, "--project", path, "--scenarios", REPOSITORY / "scenarios")
    assert refused.exit_code == 2
    assert "E1 is no area of Hartlepool; allowed: " in refused.output
