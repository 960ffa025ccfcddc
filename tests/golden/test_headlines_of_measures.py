"""The answer of each shipped scenario with levers, policies or other dates, as a table that a planner can read.

To accept new answers: ``SUFFICIENCY_ACCEPT=1 pytest tests/golden/test_headlines_of_measures.py``, read the difference,
and give it a line in the changelog under "Answers that change".
"""

import difflib
import os

import pytest
from hampshire_runs import REPOSITORY, hampshire_run
from test_headlines import DRAWS, GOLDEN, headlines

pytestmark = [pytest.mark.golden, pytest.mark.slow, pytest.mark.xdist_group("hampshire")]

SHIPPED = sorted(path.stem for path in (REPOSITORY / "scenarios" / "hampshire").glob("*.yaml"))
MEASURES = [name for name in SHIPPED if name not in DRAWS]


@pytest.mark.parametrize("scenario", MEASURES)
def test_the_headlines_of_a_scenario_with_measures_are_the_agreed_ones(scenario):
    found = headlines(hampshire_run(scenario, 1))
    path = GOLDEN / f"hampshire-{scenario}.csv"
    if os.environ.get("SUFFICIENCY_ACCEPT"):
        path.write_text(found, encoding="utf-8", newline="\n")
    agreed = path.read_text(encoding="utf-8")
    difference = difflib.unified_diff(agreed.splitlines(), found.splitlines(), "agreed", "found", lineterm="", n=0)
    assert found == agreed, "\n".join(["the answer has changed:", *difference])
