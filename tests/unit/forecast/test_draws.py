"""The draws of a Monte Carlo: each is reported and kept, by blocks, and an interrupted run leaves nothing behind."""

import multiprocessing
from dataclasses import replace

import numpy as np
import pytest
from tiny_pack import every_draw, run_tiny, write_tiny_pack

from models.sampling import quantiles
from sufficiency.forecast import draws, kept
from sufficiency.forecast.draws import run_draws
from sufficiency.forecast.kept import KeptDraws, Store
from sufficiency.forecast.pipeline import Run, drawn_futures_of, run
from sufficiency.packs.inputs import Inputs

pytestmark = pytest.mark.unit


@pytest.fixture(scope="module")
def ran(tmp_path_factory) -> tuple[Run, Inputs]:
    return run_tiny(write_tiny_pack(tmp_path_factory.mktemp("tiny"), {}, {"draws": 11}))


def again(ran: tuple[Run, Inputs], workers: int, report, store: Store | None = None) -> KeptDraws:
    """The draws of a run once more, into an empty store or the one that is given."""
    made, inputs = ran
    found = replace(made.draws, store=store or Store(made.scenario.draws))
    run_draws(made.instance, lambda some: drawn_futures_of(made, made.scenario, inputs, some), found, workers, report)
    return found


def bytes_of(found: KeptDraws) -> dict[str, bytes]:
    return {name: found.read(name, found.numbers).tobytes() for name in found.form.shapes}


@pytest.mark.slow
def test_an_interrupted_run_leaves_no_worker_behind(ran):
    reported: list[int] = []

    def interrupted(done: int) -> None:
        reported.append(done)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        again(ran, 2, interrupted)
    assert reported == [1]
    assert multiprocessing.active_children() == []


@pytest.mark.slow
def test_draws_are_reported_as_they_are_done_and_every_one_is_kept(ran):
    reported: list[int] = []
    found = again(ran, 3, reported.append)
    assert reported == list(range(1, 12))
    assert bytes_of(found) == bytes_of(ran[0].draws)


@pytest.mark.parametrize("block", [1, 4])
def test_the_draws_are_the_same_in_whatever_blocks_they_are_taken(ran, block, monkeypatch):
    monkeypatch.setattr(draws, "BLOCK", block)
    assert bytes_of(again(ran, 1, lambda _done: None)) == bytes_of(ran[0].draws)


def test_ranges_are_the_same_in_whatever_parts_draws_and_cells_are_taken(ran, monkeypatch):
    found, every = ran[0].draws, every_draw(ran[0])
    whole = quantiles(every.above + every.unmet)
    monkeypatch.setattr(kept, "READ_AT_ONCE", 3)
    monkeypatch.setattr(kept, "HELD_BYTES", 11 * 8 * 7)
    assert found.ranges(lambda drawn: drawn.above + drawn.unmet).tobytes() == whole.tobytes()
    assert found.ranges(lambda drawn: drawn.inmss, (0.9,), [2, 5, 7])[0].tobytes() == (
        quantiles(every.inmss[[2, 5, 7]], (0.9,))[0].tobytes()
    )


def test_draws_that_are_kept_are_not_done_again(ran):
    reported: list[int] = []
    again(ran, 2, reported.append, ran[0].draws.store)
    assert reported == []


DRAW = 4


def cut(store: Store, at: int) -> None:
    store.file.truncate(at)


def altered(store: Store, at: int) -> None:
    store.file.seek(at)
    (found,) = store.file.read(1)
    store.file.seek(at)
    store.file.write(bytes([found ^ 1]))


def zeroed(store: Store, at: int) -> None:
    """As where a computer went down before its disk had everything."""
    store.file.seek(at)
    store.file.write(bytes(4096))


@pytest.mark.parametrize("spoil", [cut, altered, zeroed])
@pytest.mark.parametrize("share", [0.0, 0.001, 0.5])
def test_a_draw_whose_record_is_not_whole_is_done_again_with_the_same_bytes(ran, spoil, share):
    made, _ = ran
    store = again(ran, 1, lambda _done: None).store
    spoil(store, int((DRAW + share) * made.draws.form.length(valued=True)))
    reported: list[int] = []
    found = again(ran, 1, reported.append, store)
    assert 0 < len(reported) < made.scenario.draws or spoil is cut
    assert reported[-1] == made.scenario.draws
    assert DRAW in found.store.done
    assert bytes_of(found) == bytes_of(made.draws)


def test_a_record_stands_for_its_run_and_its_draw_alone(ran):
    made, _ = ran
    form, arrays = made.draws.form, {name: np.zeros(shape) for name, shape in made.draws.form.shapes.items()}
    other = replace(form, key="of another run")
    assert len({form.record(1, arrays), form.record(2, arrays), other.record(1, arrays)}) == 3
    assert KeptDraws(made.draws.store, other, made.draws.valued).missing() == list(made.draws.numbers)


def test_a_run_goes_on_from_a_store_that_has_some_of_its_draws(ran):
    made, inputs = ran
    store = Store(11)
    reported: list[int] = []

    def interrupted(done: int) -> None:
        if done == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        again(ran, 1, interrupted, store)
    steps = []
    found = run(made.scenario, inputs, 1, steps.append, store)
    reported = [step.words for step in steps if step.passing]
    assert reported == [f"draw {done} of 11" for done in range(6, 12)]
    assert bytes_of(found.draws) == bytes_of(made.draws)
