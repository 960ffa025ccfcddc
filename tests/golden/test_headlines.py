"""The answer of each shipped scenario, as a table that a planner can read.

To accept new answers: ``SUFFICIENCY_ACCEPT=1 pytest tests/golden/test_headlines.py``, read the difference, and give it
a line in the changelog under "Answers that change".
"""

import difflib
import os
from pathlib import Path

import pandas as pd
import pytest
from hampshire_runs import INMSS, REPOSITORY, hampshire_run, placements, table
from shipped import shipped

from models.vocabulary import academic_year, financial_year

pytestmark = pytest.mark.golden

SCENARIOS = REPOSITORY / "scenarios"
STATE = ["state_special", "specialist_base"]
DRAWS = {"baseline": 2, "450-places": 1, "no-new-places": 1}
"""As in the other tests of these runs, so that each is made once; the central columns do not depend on draws."""


def headlines(run: Path, authority: str = "hampshire", more: dict[str, pd.Series] | None = None) -> str:
    """Central figures by January census, in whole learners and tenths of a million pounds.

    ``required`` and ``over_capacity`` are those of summary and ``draws.csv``; ``more`` are columns of this authority's
    own. Pounds are real and of the financial year that starts in the year of the census.
    """
    totals = table(run, "forecast_totals")
    plans = totals[totals["level"] == "authority"].set_index("census_year")["plans"]
    need = table(run, "place_need_totals")
    need = need[need["level"] == "authority"].set_index("academic_year")
    placed, spend = placements(run, authority), table(run, "spend")
    in_state = placed["provision"].isin(STATE)
    columns = {
        "plans": plans,
        "required": need["required"],
        "in_county": learners(placed[in_state & placed["at_home"]]),
        "other_authorities": learners(placed[in_state & ~placed["at_home"]]),
        "inmss": learners(placed[placed["provision"].isin(INMSS)]),
        "unmet": learners(table(run, "unmet")),
        "unplaced": learners(table(run, "unplaced")),
        "over_capacity": need["above_places"],
        "high_needs_gbp_m": pounds(spend[spend["ledger"] == "dsg_high_needs"]),
        "inmss_fees_gbp_m": pounds(spend[spend["line"] == "inmss_fees"]),
        "transport_gbp_m": pounds(spend[spend["line"] == "sen_transport"]),
    } | (more or {})
    lines = [",".join(["census_year", *columns])]
    for year in plans.index:
        figures = [shown(values, name, year) for name, values in columns.items()]
        lines.append(",".join([str(year), *figures]))
    return "\n".join(lines) + "\n"


def learners(frame: pd.DataFrame, column: str = "learners") -> pd.Series:
    return frame.groupby("academic_year")[column].sum()


def pounds(spend: pd.DataFrame) -> pd.Series:
    return spend.groupby("financial_year")["real_gbp"].sum()


def shown(values: pd.Series, name: str, year: int) -> str:
    """One figure; spend of the last census year, which the run does not reach, is blank."""
    if name.endswith("gbp_m"):
        amount = values.get(financial_year(year))
        return "" if amount is None else f"{amount / 1e6:.1f}"
    key = year if name == "plans" else academic_year(year)
    if name.startswith("share_"):
        return f"{values[key]:.3f}"
    return f"{round(values.get(key, 0.0), 6):.0f}"  # half a learner is half, whatever the last digit of its sum


@pytest.mark.parametrize(
    "scenario",
    [
        "baseline",
        pytest.param("450-places", marks=pytest.mark.slow),
        pytest.param("no-new-places", marks=pytest.mark.slow),
    ],
)
def test_the_headlines_of_a_scenario_are_the_agreed_ones(scenario):
    agrees(headlines(hampshire_run(scenario, DRAWS[scenario])), f"hampshire/{scenario}.headlines.csv")


def agrees(found: str, file: str) -> None:
    path = SCENARIOS / file
    if os.environ.get("SUFFICIENCY_ACCEPT"):
        path.write_text(found, encoding="utf-8", newline="\n")
    agreed = path.read_text(encoding="utf-8")
    difference = difflib.unified_diff(agreed.splitlines(), found.splitlines(), "agreed", "found", lineterm="", n=0)
    assert found == agreed, "\n".join(["the answer has changed:", *difference])


def test_every_shipped_scenario_has_its_table_of_headlines():
    scenarios = shipped("scenarios/*/*.yaml")
    assert scenarios
    assert [path.with_suffix(".headlines.csv") for path in scenarios] == shipped("scenarios/*/*.headlines.csv")
