"""Contradictions among fixed rules: named in words, no rule too many, with the cheapest way out."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from allocation_cases import Case, drawn, solved, stepped, structure_of

from models.programme.allocation import Rules
from models.programme.contradictions import Contradiction, ContradictionError
from models.programme.steps import Steps, Widths

pytestmark = pytest.mark.unit

A_LITTLE = 2.0**-6
BOTH = np.array([True, True])


def contradictions_of(case: Case) -> tuple[Contradiction, ...]:
    with pytest.raises(ContradictionError) as caught:
        solved(case)
    return caught.value.contradictions


def test_a_guarantee_above_the_places_is_named_with_both_ways_out():
    structure = structure_of({("a", "Oak"): 1.0}, "a", ("Oak",), committed=np.array([True]))
    case = Case(structure, np.array([90.0]), np.array([40.0]), Rules(commitments=np.array([50.0])))
    (found,) = contradictions_of(case)
    assert str(found) == (
        "Oak is guaranteed 50 learners, but Oak has 40 places. "
        "Cheapest: lower the guarantee of Oak from 50 to 40; or add 10 places at Oak."
    )


def test_a_guarantee_at_a_closed_school_is_named():
    structure = structure_of({("a", "Oak"): 1.0}, "a", ("Oak",), committed=np.array([True]))
    case = Case(structure, np.array([90.0]), np.array([0.0]), Rules(commitments=np.array([5.0])))
    assert "Oak is guaranteed 5 learners, but Oak has 0 places" in str(contradictions_of(case)[0])


def test_guarantees_that_want_the_same_learners_name_one_another():
    structure = structure_of({("a", "s"): 1.0, ("a", "t"): 2.0}, committed=BOTH)
    case = Case(structure, np.array([30.0]), np.array([40.0, 40.0]), Rules(commitments=np.array([20.0, 20.0])))
    (found,) = contradictions_of(case)
    assert str(found.rule) == "t is guaranteed 20 learners"
    assert [str(rule) for rule in found.against] == ["a has 30 to place", "s is guaranteed 20 learners"]
    assert found.shortfall == pytest.approx(10.0)


def test_a_directed_share_without_a_directed_provider_is_named():
    structure = structure_of({("a", "s"): 1.0}, directed=np.array([False]))
    case = Case(structure, np.array([10.0]), np.array([40.0]), Rules(directed_share=np.array([0.6])))
    assert str(contradictions_of(case)[0]).startswith("a must send 6 learners to directed providers, but no eligible")


def test_a_directed_share_against_a_guarantee_is_named():
    structure = structure_of(
        {("a", "s"): 1.0, ("a", "i"): 2.0}, directed=np.array([False, True]), committed=np.array([True, False])
    )
    rules = Rules(commitments=np.array([8.0, 0.0]), directed_share=np.array([0.6]))
    (found,) = contradictions_of(Case(structure, np.array([10.0]), np.array([40.0, 40.0]), rules))
    kinds = sorted([found.rule.kind, *(rule.kind for rule in found.against)])
    assert kinds == ["commitment", "directed_share", "entrants"]
    assert found.shortfall == pytest.approx(4.0)


def test_a_guarantee_above_the_places_of_its_phases_is_named():
    structure = structure_of(
        {("a", "s"): 1.0},
        committed=np.array([True]),
        phase_rows=("primary",),
        phase_row_provider=np.array([0]),
        phase_row=np.array([0]),
    )
    rules = Rules(phase_room=np.array([3.0]), commitments=np.array([5.0]))
    (found,) = contradictions_of(Case(structure, np.array([10.0]), np.array([40.0]), rules))
    assert [str(rule) for rule in found.against] == ["s (primary) has 3 places"]


def test_a_directed_share_above_a_ceiling_is_named_with_what_is_admitted_above_the_places():
    structure = structure_of({("a", "s"): 1.0, ("a", "i"): 2.0}, directed=np.array([False, True]))
    widths = Widths(np.zeros((1, 0)), np.array([[1.0, 2.0], [1.0, 1.5]]), np.zeros((0, 2)))
    rules = Rules(directed_share=np.array([0.6]), widths=widths)
    case = Case(structure, np.array([10.0]), np.array([40.0, 3.0]), rules, steps=Steps((300.0,), (50.0, 150.0)))
    (found,) = contradictions_of(case)
    assert str(found) == (
        "a must send 6 learners to directed providers, but i has 3 places and at most 2.5 above them. "
        "Cheapest: send 5.5 learners of a to directed providers, not 6; or add 0.5 places at i."
    )


def test_a_directed_share_above_the_ceiling_of_a_phase_is_named():
    structure = structure_of(
        {("a", "s"): 1.0},
        directed=np.array([True]),
        phase_rows=("primary",),
        phase_row_provider=np.array([0]),
        phase_row=np.array([0]),
    )
    widths = Widths(np.zeros((1, 0)), np.array([[np.inf]]), np.array([[1.0]]))
    rules = Rules(phase_room=np.array([3.0]), directed_share=np.array([0.5]), widths=widths)
    (found,) = contradictions_of(Case(structure, np.array([10.0]), np.array([40.0]), rules))
    assert [str(rule) for rule in found.against] == ["s (primary) has 3 places and at most 1 above them"]


def test_a_guarantee_is_met_within_the_places_whatever_may_be_admitted_above_them():
    structure = structure_of({("a", "Oak"): 1.0}, "a", ("Oak",), committed=np.array([True]))
    widths = Widths(np.zeros((1, 0)), np.array([[5.0]]), np.zeros((0, 1)))
    rules = Rules(commitments=np.array([50.0]), widths=widths)
    (found,) = contradictions_of(Case(structure, np.array([90.0]), np.array([40.0]), rules))
    assert [str(rule) for rule in found.against] == ["Oak has 40 places"]


with_and_without_steps = pytest.mark.parametrize("draw", [drawn, stepped])


def planted(seed: int, draw: Callable[..., Case]) -> tuple[Case, str]:
    """A September that can be kept, but for its ceilings, and one rule more that cannot."""
    random = np.random.default_rng(seed)
    case = draw(2 * seed + 1, most=6)
    while not case.structure.cell.size or not case.entrants.sum():
        seed += 1_000
        case = draw(2 * seed + 1, most=6)
    structure = replace(case.structure, committed=np.ones(case.room.size, dtype=bool))
    commitments, share = case.rules.commitments.copy(), case.rules.directed_share.copy()
    provider = int(random.integers(case.room.size))
    cell = int(np.argmax(case.entrants))
    if seed % 3 == 0:
        commitments[provider] = case.room[provider] + 1 + random.integers(5)
        named = structure.providers[provider]
    elif seed % 3 == 1:
        commitments[provider] = case.entrants.sum() + 1
        named = structure.providers[provider]
    else:
        share[cell] = 1.5
        named = structure.cells[cell]
    rules = replace(case.rules, commitments=commitments, directed_share=share)
    return replace(case, structure=structure, rules=rules), named


@with_and_without_steps
@pytest.mark.parametrize("block", range(10))
def test_a_hundred_planted_contradictions_are_named(block: int, draw: Callable[..., Case]):
    for seed in range(10 * block, 10 * block + 10):
        case, named = planted(seed, draw)
        found = contradictions_of(case)
        assert named in {subject for one in found for subject in subjects(one)}, seed
        relaxed = case
        for one in found:
            relaxed = with_rule(relaxed, one, one.shortfall + 1e-6)
        solved(relaxed)


@with_and_without_steps
def test_each_rule_of_a_set_stands_against_more_than_is_proposed(draw: Callable[..., Case]):
    for seed in range(40):
        case, _ = planted(seed, draw)
        for one in contradictions_of(case):
            alone = only(case, one)
            assert contradictions_of(alone)
            for rule in (one.rule, *one.against):
                solved(without(alone, rule))


def subjects(found: Contradiction) -> list[str]:
    return [rule.subject for rule in (found.rule, *found.against)]


def with_rule(case: Case, found: Contradiction, less: float) -> Case:
    """Lower the rule that gave way by its shortfall."""
    commitments, share = case.rules.commitments.copy(), case.rules.directed_share.copy()
    if found.rule.kind == "commitment":
        at = case.structure.providers.index(found.rule.subject)
        commitments[at] = max(commitments[at] - less, 0.0)
    else:
        at = case.structure.cells.index(found.rule.subject)
        share[at] = max(share[at] - less / case.entrants[at], 0.0)
    return replace(case, rules=replace(case.rules, commitments=commitments, directed_share=share))


def only(case: Case, found: Contradiction) -> Case:
    """Keep the rules of one contradiction, asking a little more than is proposed, and free every other amount."""
    kept = {(rule.kind, rule.subject): rule.learners for rule in found.against}
    kept[found.rule.kind, found.rule.subject] = found.rule.learners - found.shortfall + A_LITTLE
    structure, rules = case.structure, case.rules
    names = [
        f"{structure.providers[at]} ({row})"
        for at, row in zip(structure.phase_row_provider, structure.phase_rows, strict=True)
    ]
    return replace(
        case,
        entrants=np.array(
            [
                learners if ("entrants", cell) in kept or ("directed_share", cell) in kept else 1_000.0
                for cell, learners in zip(structure.cells, case.entrants, strict=True)
            ]
        ),
        room=np.array(
            [
                places if ("places", at) in kept else 1_000.0
                for at, places in zip(structure.providers, case.room, strict=True)
            ]
        ),
        rules=replace(
            rules,
            phase_room=np.array(
                [
                    places if ("places", name) in kept else 1_000.0
                    for name, places in zip(names, rules.phase_room, strict=True)
                ]
            ),
            commitments=np.array([kept.get(("commitment", at), 0.0) for at in structure.providers]),
            directed_share=np.array(
                [
                    kept.get(("directed_share", cell), 0.0) / max(learners, 1.0)
                    for cell, learners in zip(structure.cells, case.entrants, strict=True)
                ]
            ),
        ),
    )


def without(case: Case, rule: object) -> Case:
    """Free one amount."""
    structure, rules = case.structure, case.rules
    if rule.kind == "entrants":
        at = structure.cells.index(rule.subject)
        share = rules.directed_share.copy()
        share[at] *= case.entrants[at] / 10_000.0
        entrants = case.entrants.copy()
        entrants[at] = 10_000.0
        return replace(case, entrants=entrants, rules=replace(rules, directed_share=share))
    if rule.kind == "places":
        room, phase_room = case.room.copy(), rules.phase_room.copy()
        for number, (at, row) in enumerate(zip(structure.phase_row_provider, structure.phase_rows, strict=True)):
            if rule.subject == f"{structure.providers[at]} ({row})":
                phase_room[number] = 10_000.0
        if rule.subject in structure.providers:
            room[structure.providers.index(rule.subject)] = 10_000.0
        return replace(case, room=room, rules=replace(rules, phase_room=phase_room))
    changed = {"commitment": "commitments", "directed_share": "directed_share"}[rule.kind]
    labels = structure.providers if rule.kind == "commitment" else structure.cells
    values = getattr(rules, changed).copy()
    values[labels.index(rule.subject)] = 0.0
    return replace(case, rules=replace(rules, **{changed: values}))
