"""The Septembers of the central run as the allocator had them, to be solved again with something changed."""

from dataclasses import replace

import numpy as np

from models.placement.instance import Instance
from models.placement.path import Path
from models.programme.learners_at_pairs import AtPairs
from models.september.asked import September


def septembers(instance: Instance, path: Path) -> tuple[September, ...]:
    """Return the September of every year ahead; costs are those of the year, pairs that nobody may use priced out."""
    course, found = path.course, []
    for place, year in enumerate(path.years[1:]):
        before = path.years[place].held
        september = course.september(instance.pairs, place, before, AtPairs.of(year.incumbents))
        found.append(replace(september, cost_gbp=path.cost_gbp[place + 1]) if course.cost_gbp is None else september)
    return tuple(found)


def anew(instance: Instance, path: Path) -> tuple[September, ...]:
    """The same Septembers with everyone to place, incumbents too; those directed to independent schools stay so.

    A place that somebody holds costs what it costs, also where nobody new may have it, so the plan itself is one of the
    answers.
    """
    found = []
    for place, sent in enumerate(path.directed[1:]):
        september = path.course.everyone(instance.pairs, place, path.years[place].held, sent)
        held, cost = path.years[place + 1].learners > 0, path.cost_gbp[place + 1]
        if september.cost_gbp is not None:
            cost = np.where(held, cost, september.cost_gbp)
        found.append(replace(september, cost_gbp=cost))
    return tuple(found)
