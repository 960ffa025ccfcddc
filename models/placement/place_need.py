"""Says which places stand for which learners, so that places can be set against requirement.

A provider's places, those kept for a phase by themselves, are shared among the cells that it serves in proportion to
its learners in the year (where it has none, to the learners who could go there). State places stand for the ``base``
and ``special`` requirement; independent and non-maintained places stand only for those whom no state place could serve,
so a learner who is there for want of a state place shows in the gap. Where a scenario opens special schools to
learners who need a base, the places that those learners take stand for them.
"""

import numpy as np

from models.arrays import Flags, Floats
from models.placement.instance import Instance
from models.placement.path import Path
from models.vocabulary import IN_COUNTY, KINDS_OF_PROVISION, PROVISIONS, REQUIREMENTS, Requirement


def supply_by_cell(instance: Instance, path: Path) -> tuple[Floats, Floats]:
    """Places now (in the base year) and places committed beyond them, (years + 1, cells) each.

    The market, which grows with what is bought, stands only for the learners it has in the base year.
    """
    elastic = instance.providers.elastic
    now, committed = [], []
    for place, year in enumerate(path.years):
        share = _share_of_places(instance, year.learners, path.required[place])
        base = _shared_places(instance, instance.usable_places[0], 0)
        there = _shared_places(
            instance, np.where(elastic, instance.usable_places[0], instance.usable_places[place]), place
        )
        now.append(_by_cell(instance, share * np.minimum(base, there)))
        committed.append(_by_cell(instance, share * np.maximum(there - base, 0.0)))
    return np.array(now), np.array(committed)


def _share_of_places(instance: Instance, learners: Floats, required: Floats) -> Floats:
    """Share that each pair stands for, (pairs,), of its provider's places or of those kept for its phase."""
    pairs, size = instance.pairs, len(instance.providers.ids)
    shared = np.where(pairs.rows.of_pair < 0, pairs.provider, size + pairs.rows.of_pair)
    held = np.bincount(shared, learners)[shared]
    weight = np.where(held > 0, learners, required[pairs.cell])
    total = np.bincount(shared, weight)[shared]
    stands = _stands_for(instance)
    return np.where(stands & (total > 0), weight / np.where(total > 0, total, 1.0), 0.0)


def _shared_places(instance: Instance, usable: Floats, place: int) -> Floats:
    """Places that each pair shares with others, (pairs,): its provider's, or those kept for its phase."""
    rows = instance.pairs.rows.of_pair
    return np.where(rows < 0, usable[instance.pairs.provider], np.append(instance.usable_row_places[place], 0.0)[rows])


def _stands_for(instance: Instance) -> Flags:
    table = np.array(
        [[KINDS_OF_PROVISION[kind].stands_for is requirement for kind in PROVISIONS] for requirement in REQUIREMENTS]
    )
    pairs, opened = instance.pairs, instance.parameters.substitution.base
    table[REQUIREMENTS.index(Requirement.BASE)] |= [
        provision in opened and provision in IN_COUNTY for provision in PROVISIONS
    ]
    return np.asarray(table[instance.cells.requirement[pairs.cell], instance.providers.provision[pairs.provider]])


def _by_cell(instance: Instance, of_pairs: Floats) -> Floats:
    return np.bincount(instance.pairs.cell, of_pairs, len(instance.cells.area)).astype(np.float64)
