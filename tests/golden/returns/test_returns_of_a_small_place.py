"""The files of the returns of a small place, as DfE would get them, and the screen that the public sees."""

from pathlib import Path

import pandas as pd
import pytest
from returns_by_hand import small_facts

from sufficiency.reports.returns.dfe.files import csv_of
from sufficiency.reports.returns.dfe.printed import ReturnsAsked, printed_tables
from sufficiency.reports.returns.dfe.screen import returns_text
from sufficiency.returns.audience import Audience
from sufficiency.returns.dfe.kinds import ReturnKind
from sufficiency.returns.dfe.place_change import PackPlaces
from sufficiency.returns.dfe.shown import shown_returns, whole_returns

pytestmark = pytest.mark.golden

HERE = Path(__file__).parent
FILES = ("scap", "reform_plan", "place_change", "free_school", "commissioners", "reconciliation", "published")


def asked(audience: Audience) -> ReturnsAsked:
    facts = small_facts(years=3)
    rows = [("900001", "2024/25", "all", 100.0, "minute 6"), ("900001", "2026/27", "all", 124.0, "minute 7")]
    places = pd.DataFrame(rows, columns=["provider_id", "academic_year", "phase", "places", "source"])
    counted = facts.learners[facts.learners["academic_year"] == facts.base].groupby("provision")["learners"].sum()
    published = counted.rename("plans").reset_index()
    rounded = whole_returns(facts)
    return ReturnsAsked(
        facts=facts,
        shown=shown_returns(rounded, rounded.exports, audience),
        audience=audience,
        basis="at_31_august",
        kinds=tuple(ReturnKind),
        pack=PackPlaces(places, {"900001": "900001"}),
        published=published,
    )


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    internal, public = asked(Audience.INTERNAL), asked(Audience.PUBLIC)
    found = {f"{table.name}.csv": csv_of(table) for table in printed_tables(internal)}
    found["returns-internal.txt"] = returns_text(internal, printed_tables(internal), "runs/by-hand/returns-internal/")
    found["returns.txt"] = returns_text(public, printed_tables(public), "runs/by-hand/returns/")
    return found


@pytest.mark.parametrize("name", [*(f"{name}.csv" for name in FILES), "returns.txt", "returns-internal.txt"])
def test_a_file_is_as_it_was(texts: dict[str, str], name: str):
    assert texts[name] == (HERE / name).read_text(encoding="utf-8")
