"""What is saved when a learner is in a state place and not at an independent or non-maintained school.

Three answers to three questions, in pounds a learner a year, real:

    into an empty place   inmss - (top_up + filled - empty)    the place is funded already
    with an added place   inmss - (top_up + filled)            a place is commissioned for the learner
    on average            inmss - all in-county spend / learners    what bids quote; no decision saves it

``inmss_gbp`` and ``top_up_gbp`` hold journeys, or neither does. Who is at an independent school mostly stays there, so
what is saved comes with intake, not when a school opens.
"""

import numpy as np

from models.arrays import Floats
from models.money.break_even import Amount, PlaceFunding


def cost_into_empty_place(top_up_gbp: Amount, place: PlaceFunding) -> Floats:
    """What one more learner costs where a funded place stands empty."""
    return np.asarray(top_up_gbp + place.filled_gbp - place.empty_gbp)


def cost_with_added_place(top_up_gbp: Amount, place: PlaceFunding) -> Floats:
    """What one more learner costs where a place is commissioned for them."""
    return np.asarray(top_up_gbp + place.filled_gbp)


def average_cost(spend_gbp: Amount, learners: Amount) -> Floats:
    """All that is spent, places that stand empty too, over learners; not a number without any."""
    shape = np.broadcast_shapes(np.shape(spend_gbp), np.shape(learners))
    return np.asarray(np.divide(spend_gbp, learners, out=np.full(shape, np.nan), where=np.asarray(learners) > 0.0))
