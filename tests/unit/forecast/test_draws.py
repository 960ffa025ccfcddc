"""The draws of a Monte Carlo: each is told and kept, and an interrupted run leaves nothing behind."""

import multiprocessing

import pytest
from tiny_pack import run_tiny, write_tiny_pack

from sufficiency.forecast.draws import run_draws

pytestmark = pytest.mark.unit


def test_an_interrupted_run_leaves_no_worker_behind(tmp_path):
    made, _ = run_tiny(write_tiny_pack(tmp_path, {}, {"draws": 40}))
    told: list[int] = []

    def interrupted(done: int) -> None:
        told.append(done)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_draws(made.instance, made.futures, 2, interrupted)
    assert told == [1]
    assert multiprocessing.active_children() == []


def test_draws_are_told_as_they_are_done_and_every_one_is_kept(tmp_path):
    made, _ = run_tiny(write_tiny_pack(tmp_path, {}, {"draws": 11}))
    told: list[int] = []
    found = run_draws(made.instance, made.futures, 3, told.append)
    assert told == list(range(1, 12))
    assert (found.required == made.outcomes.required).all()
    assert (found.spend == made.outcomes.spend).all()
