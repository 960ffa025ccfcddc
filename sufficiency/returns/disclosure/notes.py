"""What every public sheet, screen and folder says about what is hidden."""

from sufficiency.returns.audience import HIDDEN, Audience
from sufficiency.returns.disclosure.small import LEAST_BASE, MOST_SMALL

OFFICER = (
    "This pack holds small numbers, counted from persons. Its runs and their reports may not be published as they are;"
    " this export is made for publication, once the officer for information governance agrees."
)
"""Stands in public exports of a pack that holds small numbers."""

RULE = (
    (
        f"Counts of the base year of 1 to {MOST_SMALL} are hidden, and as many more as keep"
        " hidden counts from being worked out to within 2. A count of nought is shown."
    ),
    "What is hidden in the base year is hidden in every year, in every scenario and in every public export.",
    (
        f"Rates are hidden with the counts below them and where these are 1 to {MOST_SMALL};"
        f" percentages of fewer than {LEAST_BASE} are hidden."
    ),
    "Other counts of forecast years are expected numbers, in which no child is counted: they are shown, small or not.",
)
"""Which counts are hidden, in sentences."""


def rule_words(audience: Audience) -> str:
    """Return what a README says of hidden counts: nothing in an export for officers, which hides none."""
    return "" if audience is Audience.INTERNAL else " ".join((f"{HIDDEN} stands for what is hidden.", *RULE))


def with_officer(mark: str, audience: Audience, *, small_numbers: bool) -> str:
    """Return the mark of an export, and for the public of a pack that holds small numbers, who must agree."""
    return f"{mark} {OFFICER}" if small_numbers and audience is Audience.PUBLIC else mark
