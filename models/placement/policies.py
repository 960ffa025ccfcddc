"""What an authority decides about learners who have a place: reviews and protections.

A review programme takes up to so many learners a year, in proportion, out of the independent and non-maintained
places that they hold though a state school could serve them (requirement ``special``), and places them anew with the
entrants of September: they move where a state place is free and cheaper, and stay with the market where none is.

A protection keeps the special-school place of those who require one in a census year, for as long as they would have
required it without levers: a lever on the requirement mix moves only those who come after. For those already placed
the pathway does this by itself, since incumbents keep their place within a phase; the protection carries it across
phase transfer.
"""

from dataclasses import dataclass

import numpy as np

from models.arrays import Flags, Floats, Ints
from models.levers.policy import Review
from models.programme.learners_at_pairs import AtPairs
from models.vocabulary import REQUIREMENTS, Requirement

SPECIAL = REQUIREMENTS.index(Requirement.SPECIAL)


@dataclass(frozen=True)
class Reviewed:
    """A review programme as the pathway takes it: moves in each year ahead, (years,), and the pairs under review."""

    moves: Floats
    pairs: Flags


def review_moves(review: Review, years: Ints) -> Floats:
    """Learners reviewed in each census year, (years,)."""
    ended = np.zeros(len(years), dtype=np.bool_) if review.last_year is None else years > review.last_year
    return np.asarray(np.where((years >= review.first_year) & ~ended, review.moves_a_year, 0.0))


def after_review(incumbents: AtPairs, reviews: tuple[Reviewed, ...], year: int) -> AtPairs:
    """Incumbents who are not placed anew; each programme takes at most the learners that it may review."""
    for review in reviews:
        reviewed = review.pairs[incumbents.pairs]
        held = float(incumbents.learners[reviewed].sum())
        if held > 0:
            placed_anew = min(float(review.moves[year]), held) / held
            incumbents = incumbents.times(np.where(reviewed, 1.0 - placed_anew, 1.0))
    return incumbents


def with_protection(shares: Floats, steered: Floats, plans: Floats, survival: Floats, since: int) -> Floats:
    """Requirement shares in which the special-school learners of one year keep their claim.

    Parameters
    ----------
    shares : (ages, needs, requirements) without levers.
    steered : (years, ages, needs, requirements) as levers leave them.
    plans : (years, ages, needs).
    survival : (ages, needs) from the age before.
    since : row of the year whose learners are protected.

    Returns
    -------
    As ``steered``; what is given back to the special school is taken from the kinds that levers moved them to.
    """
    kept = steered.copy()
    held = plans[since] * steered[since, :, :, SPECIAL]
    for year in range(since + 1, len(steered)):
        held = np.concatenate([np.zeros((1, held.shape[1])), held[:-1]]) * survival
        claim = np.minimum(np.divide(held, plans[year], out=np.zeros_like(held), where=plans[year] > 0), 1.0)
        back = np.maximum(np.minimum(claim, shares[:, :, SPECIAL]) - steered[year, :, :, SPECIAL], 0.0)
        kept[year] = _given_back(shares, steered[year], back)
    return kept


def _given_back(shares: Floats, steered: Floats, back: Floats) -> Floats:
    """Move ``back`` (ages, needs) to the special school from where shares have grown, no specialist place included."""
    gained = np.maximum(steered - shares, 0.0)
    gained[:, :, SPECIAL] = 0.0
    without = np.maximum(shares.sum(axis=2) - steered.sum(axis=2), 0.0)
    total = gained.sum(axis=2) + without
    taken = gained * np.divide(back, total, out=np.zeros_like(back), where=total > 0)[..., None]
    returned = steered - taken
    returned[:, :, SPECIAL] += np.where(total > 0, back, 0.0)
    return np.asarray(returned)
