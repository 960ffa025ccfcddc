"""A bid as one page of HTML that needs nothing but itself: no script, no network, no fonts from elsewhere."""

from collections.abc import Sequence

from sufficiency.harmless import visible
from sufficiency.reports.environment import environment
from sufficiency.reports.returns.bid.chart import TITLE, demand_chart
from sufficiency.reports.returns.bid.figures import hidden_words, is_figure, written
from sufficiency.reports.returns.bid.front import boxes, findings, particulars
from sufficiency.reports.words import range_sentence
from sufficiency.returns.audience import INTERNAL_MARK, UNVERIFIED, Audience
from sufficiency.returns.bid.evidence import BidSection
from sufficiency.returns.bid.given import BidGiven
from sufficiency.returns.bid.project import TO_BE_WRITTEN

MOST_ROWS = 13
"""A table with more rows is folded away until it is asked for; printed, it is open."""


def bid_page(given: BidGiven, sections: Sequence[BidSection], notices: Sequence[str]) -> str:
    """Return the page; the same bytes for the same bid."""
    internal = given.audience is Audience.INTERNAL
    page = (
        environment()
        .get_template("bid.html.j2")
        .render(
            given=given,
            sections=sections,
            mark=INTERNAL_MARK if internal else "",
            notices=notices,
            ranges=range_sentence(given.main.draws),
            hidden=hidden_words(internal=internal),
            particulars=particulars(given),
            findings=findings(given),
            boxes=boxes(given),
            to_be_written=TO_BE_WRITTEN,
            picture=demand_chart(given),
            picture_title=TITLE,
            written=written,
            is_figure=is_figure,
            unverified=UNVERIFIED,
            most_rows=MOST_ROWS,
        )
    )
    return visible(page)
