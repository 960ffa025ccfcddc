"""What practice has of one authority: read from England's panel, or from its base year alone."""

from dataclasses import replace
from types import MappingProxyType

import numpy as np
import pandas as pd
import pytest
from tiny_pack import BASE, demand_of_draws, inputs_of, run_tiny, write_tiny_pack

from models.demand.practised import KINDS, PLANS, practised_learners
from models.parameters.practised import PractisedParameters
from sufficiency.forecast.practice import futures_of, learners_now, own_counts, start_of
from sufficiency.packs.arrange import arrange
from sufficiency.packs.inputs import Inputs

pytestmark = pytest.mark.unit

NOW = {"base": 12.0, "state_special": 39.0, "inmss_special": 15.0, "independent_mainstream": 0.0}
"""Learners of the tiny authority's base year."""
PARAMETERS = PractisedParameters(own_weight=0.5, own_years=1, own_limit=0.2, own_pull=39.0, own_decay=0.6)


@pytest.fixture(scope="module")
def inputs(tmp_path_factory) -> Inputs:
    return inputs_of(write_tiny_pack(tmp_path_factory.mktemp("tiny")))


def in_the_panel(inputs: Inputs, rows: list[tuple[int, str, float]]) -> Inputs:
    """The inputs with some counts of the authority in England's panel, and elasticities of 0.5 and 1."""
    panel = inputs.reference["placements_panel"]
    own = pd.DataFrame(rows, columns=["census_year", "series", "learners"]).assign(authority="E99")
    used = inputs.reference["placements_elasticities"].set_index("kind")
    used["elasticity"] = pd.Series({"base": 1.0, "state_special": 0.5}).reindex(used.index).fillna(1.0)
    tables = {
        "placements_panel": pd.concat([panel, own[panel.columns]], ignore_index=True),
        "placements_elasticities": used.reset_index(),
    }
    return replace(inputs, reference=MappingProxyType({**inputs.reference, **tables}))


def start(inputs: Inputs, parameters: PractisedParameters = PARAMETERS):
    return start_of(arrange(inputs, BASE + 4), inputs, parameters)


def test_the_learners_of_the_base_year_are_those_of_the_pack(inputs):
    assert learners_now(arrange(inputs, BASE + 4)) == pytest.approx([NOW[kind] for kind in KINDS])


def test_an_authority_that_is_not_in_the_panel_has_no_growth_of_its_own(inputs):
    found = start(inputs)
    assert found.lead.tolist() == [0.0] * len(KINDS)
    assert found.learners == pytest.approx([NOW[kind] for kind in KINDS])
    used = inputs.reference["placements_elasticities"].set_index("kind")["elasticity"]
    assert found.elasticity == pytest.approx([used[kind] for kind in KINDS])
    assert found.decay == PARAMETERS.own_decay
    assert all(counts.empty for counts in own_counts(inputs).values())


def test_a_scenario_that_believes_more_of_a_reading_has_learners_follow_plans_more_closely_to_it(inputs):
    """England's reading of INMSS is 1.136221: all of it believed is that, none of it one to one."""
    read = inputs.reference["placements_elasticities"].set_index("kind")["elasticity_read"]
    at = KINDS.index("inmss_special")
    for believed, expected in ((1.0, read["inmss_special"]), (0.0, 1.0)):
        asked = PARAMETERS.model_copy(update={"inmss_special_believed": believed})
        found = start(inputs, asked).elasticity
        assert found[at] == pytest.approx(expected)
        assert [*found[:at], *found[at + 1 :]] == [
            *start(inputs).elasticity[:at],
            *start(inputs).elasticity[at + 1 :],
        ]


ROWS = [
    (BASE - 1, PLANS, 100.0),
    (BASE, PLANS, 121.0),
    (BASE - 1, "state_special", 35.0),
    (BASE, "state_special", 39.0),
    (BASE - 1, "inmss_special", 5.0),
    (BASE, "inmss_special", 39.0),
    (BASE - 1, "base", 20.0),
]


def test_its_own_growth_beyond_that_of_its_plans_leads_by_hand(inputs):
    """State special: log(39/35) - 0.5 log 1.21, half of half. INMSS: beyond the limit. Bases: not counted now."""
    found = start(in_the_panel(inputs, ROWS))
    lead = dict(zip(KINDS, found.lead, strict=True))
    assert lead["state_special"] == pytest.approx(0.5 * 0.5 * (np.log(39 / 35) - 0.5 * np.log(1.21)))
    assert lead["inmss_special"] == pytest.approx(0.5 * 0.5 * 0.2)
    assert lead["base"] == lead["independent_mainstream"] == 0.0


def test_what_follows_from_the_start_by_hand(inputs):
    """Plans grow by a tenth and then stay: learners follow by the elasticity, and the lead fades by 0.6."""
    found = start(in_the_panel(inputs, ROWS))
    at, lead = KINDS.index("state_special"), 0.25 * (np.log(39 / 35) - 0.5 * np.log(1.21))
    learners = practised_learners(found, np.array([147.0, 161.7, 161.7]))[:, at]
    grown = 39.0 * 1.1**0.5
    assert learners == pytest.approx([39.0, grown * np.exp(lead), grown * np.exp(1.6 * lead)])


def test_an_authority_that_was_not_counted_in_its_base_year_has_no_growth_of_its_own(inputs):
    found = start(in_the_panel(inputs, [row for row in ROWS if row[0] < BASE]))
    assert found.lead.tolist() == [0.0] * len(KINDS)


def test_the_central_future_of_a_run_is_that_of_its_central_plans_and_each_draw_has_its_own(tmp_path):
    made, inputs = run_tiny(write_tiny_pack(tmp_path))
    start_now = start_of(made.authority, inputs, made.scenario.parameters.practised)
    central = made.plans.sum(axis=(1, 2))
    expected = practised_learners(start_now, central)
    practised = made.central.course.elsewhere.practised
    state = expected[1:, KINDS.index("state_special")]
    assert practised.state.sum(axis=1) == pytest.approx(state)
    drawn = demand_of_draws(made, inputs)
    futures = futures_of(made.authority, drawn, inputs, made.scenario.parameters, made.scenario.seed, 3)
    assert futures.practised[:, 0] == pytest.approx(np.tile([NOW[kind] for kind in KINDS], (3, 1)))
    assert len({paths.tobytes() for paths in futures.practised}) == 3
