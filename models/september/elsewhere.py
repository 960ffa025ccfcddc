"""What a course asks of practice: how many of those whom no state place takes are at INMSS, and who shares the places.

State places are shared as in the base year: of a cell's learners who need a place of a kind, those in a state place are
to keep the share ``s`` that they had, as far as all places of the kind go round::

    fair[d, t] = s[d] required[d, t] k[t],    k[t] = places of the kind / sum_d s[d] required[d, t]

The learners of a need and phase are to have no more by this than the year before: which schools can take them is seen
in what they had. A cell may have fewer at a price (A-177), where its places are too far or too few, and no school's
intake moves towards another need unless its places do.
"""

from dataclasses import dataclass

import numpy as np

from models.arrays import Flags, Floats, Indices, product
from models.demand.practised import KINDS
from models.demand.requirement import Cells
from models.september.intake import PractisedByCell
from models.vocabulary import INMSS_SPECIAL, PROVISIONS, STATE_KIND, Provision, Requirement

KIND_OF = {Requirement.BASE: "base", Requirement.SPECIAL: "state_special"}
"""The kind of :data:`models.demand.practised.KINDS` that meets a requirement of the state."""


@dataclass(frozen=True)
class Elsewhere:
    """What a course knows of those whom no state place takes.

    practised : learners whom practice has in state special schools and at INMSS.
    special, only : (cells,) those that need a special school, and those whom only INMSS can serve.
    inmss : (pairs,) pairs with INMSS; ``usual_directed`` (years, cells) the share of entrants who
        go there by order as a rule.
    newly : (years, cells) learners who did not ask for the place a year before, of whom a share is directed.
    fair : (years, cells) learners whom state places would take if they were shared as in the base year.
    group : (cells,) requirement, phase and need of each, numbered.
    levels, row_levels : (1 + steps, years, providers or rows) most learners as :mod:`models.september.crowding` says.
    unserved_gbp : (years, cells) pounds that an unserved learner costs: part of a place at INMSS, part of mainstream.
    inmss_takes : (years, cells) those that an open school of INMSS takes: nobody else is sent there.
    """

    practised: PractisedByCell
    special: Flags
    only: Flags
    inmss: Flags
    usual_directed: Floats
    newly: Floats
    fair: Floats
    group: Indices
    levels: Floats
    row_levels: Floats
    unserved_gbp: Floats
    inmss_takes: Flags


def practised_by_cell(
    cells: Cells, learners: Floats, required: Floats, unsteered: Floats, totals: Floats, diversion: float
) -> PractisedByCell:
    """Share what practice has of the authority over the cells as they were in the base year.

    Parameters
    ----------
    learners : (cells, provisions) of the base year.
    required, unsteered : (years + 1, cells) who require a place on the path, with levers on that and without.
    totals : (years + 1, kinds as KINDS) learners whom practice has of each kind, the base year first.
    diversion : the share of :class:`models.september.intake.PractisedByCell`.
    """
    special, only = cells.requires(Requirement.SPECIAL), cells.requires(Requirement.INDEPENDENT_ONLY)
    state, inmss, mainstream = (totals[:, KINDS.index(kind)] for kind in KINDS[1:])
    served_alone = np.maximum(unsteered[:, only].sum(axis=1) - mainstream, 0.0)
    left = np.maximum(inmss - served_alone, 0.0)
    parts = []
    for total, share in (
        (state, _share(learners, special, Provision.STATE_SPECIAL)),
        (left, _inmss(learners, special)),
    ):
        there = product(unsteered, share)
        ratio = np.divide(total, there, out=np.zeros_like(total), where=there > 0)
        parts.append((required * share * ratio[:, None])[1:])
    return PractisedByCell(parts[0], parts[1], diversion)


def fair_shares(cells: Cells, learners: Floats, required: Floats, places: dict[Requirement, Floats]) -> Floats:
    """Learners whom state places would take if they were shared as in the base year, (years + 1, cells).

    ``places`` of each requirement that the state meets are all of that kind, (years + 1,).
    """
    fair = np.zeros_like(required)
    for requirement, of_kind in places.items():
        mine = cells.requires(requirement)
        asked = required * _share(learners, mine, STATE_KIND[requirement])
        total = asked.sum(axis=1)
        fair += asked * np.divide(of_kind, total, out=np.zeros_like(total), where=total > 0)[:, None]
    return np.minimum(fair, required)


def held_to(fair: Floats, group: Indices, before: Floats) -> Floats:
    """The ``fair`` learners of a year, (cells,), cut in each ``group`` (cells,) to what it had in the year ``before``.

    ``before`` (cells,) are learners in state places.
    """
    asked, had = (np.bincount(group, learners) for learners in (fair, before))
    kept = np.minimum(np.divide(had, asked, out=np.ones_like(asked), where=asked > 0), 1.0)
    return np.asarray(fair * kept[group])


def groups_of(cells: Cells) -> Indices:
    """Requirement, phase and need of each cell, numbered from 0, (cells,)."""
    keys = np.stack([cells.requirement, cells.phase, cells.need], axis=1)
    return np.unique(keys, axis=0, return_inverse=True)[1].reshape(-1)


def _inmss(learners: Floats, mine: Flags) -> Floats:
    return np.asarray(sum(_share(learners, mine, kind) for kind in INMSS_SPECIAL))


def _share(learners: Floats, mine: Flags, provision: Provision) -> Floats:
    """Share of each of ``mine`` (cells,) in a kind of provision in the base year; that of all of them where nobody was.

    (cells,), 0 in every other cell.
    """
    there, whole = learners[:, PROVISIONS.index(provision)], learners.sum(axis=1)
    everyone = float(whole[mine].sum())
    usual = float(there[mine].sum()) / everyone if everyone else 0.0
    share = np.divide(there, whole, out=np.full_like(whole, usual), where=whole > 0)
    return np.where(mine, share, 0.0)
