"""Every public table of the shipped authorities, attacked together: no hidden count is known within 2."""

from dataclasses import replace

import pytest
from attack import attacked
from hampshire_runs import shipped_run

from sufficiency.returns.disclosure import hide
from sufficiency.returns.every_export import every_export

pytestmark = [
    pytest.mark.end_to_end,
    pytest.mark.slow,
]

ASKED_AFTER = 60
"""Hidden counts of a run that are asked after: two programmes each."""


def exports_of(authority: str, scenario: str):
    return every_export(shipped_run(authority, scenario, 10))


@pytest.mark.parametrize("authority", ["hartlepool", "hampshire"])
def test_the_public_tables_of_a_run_give_back_nothing(authority: str):
    exports = exports_of(authority, "baseline")
    system = attacked((exports, hide(exports)))
    assert system.hidden
    assert system.leaks(max(1, len(system.hidden) // ASKED_AFTER)) == []


def test_another_forecast_of_the_same_base_year_hides_the_same():
    exports = exports_of("hartlepool", "baseline")
    others = [replace(one, frame=_doubled(one)) for one in exports]
    runs = [(made, hide(made)) for made in (exports, others)]
    both = attacked(*runs)
    assert both.hidden == attacked(runs[0]).hidden
    assert not set(both.hidden) & set(both.known)


def _doubled(export):
    """An export with twice the learners in every year but the base year."""
    later = export.frame[export.year] != export.frame[export.year].iloc[0]
    counts = list(export.counts)
    return export.frame.assign(**{name: export.frame[name].where(~later, export.frame[name] * 2) for name in counts})
