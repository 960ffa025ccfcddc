"""The answer of each shipped scenario with levers, policies or other dates, as a table that a planner can read.

To accept new answers: ``SUFFICIENCY_ACCEPT=1 pytest tests/golden/test_headlines_of_measures.py``, read the difference,
and give it a line in the changelog under "Answers that change".
"""

import pytest
from hampshire_runs import hampshire_run
from shipped import shipped
from test_headlines import DRAWS, agrees, headlines

pytestmark = [pytest.mark.golden, pytest.mark.slow]

MEASURES = [path.stem for path in shipped("scenarios/hampshire/*.yaml") if path.stem not in DRAWS]


@pytest.mark.parametrize("scenario", MEASURES)
def test_the_headlines_of_a_scenario_with_measures_are_the_agreed_ones(scenario):
    agrees(headlines(hampshire_run(scenario, 1)), f"hampshire/{scenario}.headlines.csv")
