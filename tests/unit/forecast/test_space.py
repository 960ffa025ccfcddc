"""A run that will not fit is refused before its draws, in a sentence that says by how much."""

from dataclasses import replace
from pathlib import Path

import pytest
from tiny_pack import run_tiny, write_tiny_pack

from sufficiency.errors import SpaceError
from sufficiency.forecast import space
from sufficiency.forecast.kept import KeptDraws, Store
from sufficiency.forecast.space import refuse_without_space

pytestmark = pytest.mark.unit


@pytest.fixture(scope="module")
def kept(tmp_path_factory) -> KeptDraws:
    return run_tiny(write_tiny_pack(tmp_path_factory.mktemp("tiny")))[0].draws


def of_many(kept: KeptDraws, path: Path) -> KeptDraws:
    path.touch()
    return replace(kept, store=Store(100_000, path.open("r+b")))


@pytest.mark.parametrize(("what", "less"), [("memory", "--draws) or --workers"), ("disk", "--draws), or free some")])
def test_draws_that_do_not_fit_are_refused_with_what_they_need_and_what_there_is(
    kept, what, less, tmp_path, monkeypatch
):
    monkeypatch.setattr(space, f"{what}_there", lambda *_: 900_000_000)
    many = of_many(kept, tmp_path / "draws")
    with many.store.file, pytest.raises(SpaceError) as refused:
        refuse_without_space(many, list(many.numbers), 4)
    found = str(refused.value)
    assert found.startswith("100,000 draws need ")
    assert f" GB of {what}, and 0.9 GB are there; run fewer ({less}" in found


def test_the_disk_is_asked_for_the_draws_that_are_missing_alone(kept, tmp_path, monkeypatch):
    monkeypatch.setattr(space, "disk_there", lambda _: 1_000_000_000)
    many = of_many(kept, tmp_path / "draws")
    with many.store.file:
        refuse_without_space(many, list(range(100)), 1)


def test_what_is_there_is_the_least_of_what_the_system_says(tmp_path, monkeypatch):
    meminfo, container, without = (tmp_path / name for name in ("meminfo", "memory.max", "without"))
    monkeypatch.setattr(space, "MEMINFO", meminfo)
    monkeypatch.setattr(space, "CONTAINER", (container, without))
    assert space.memory_there() is None
    meminfo.write_text("MemTotal:  24000 kB\nMemAvailable:   8000 kB\n", encoding="ascii")
    assert space.memory_there() == 8_192_000
    container.write_text("max\n", encoding="ascii")
    assert space.memory_there() == 8_192_000
    container.write_text("4096000\n", encoding="ascii")
    assert space.memory_there() == 4_096_000


def test_a_file_has_the_space_of_its_disk_and_memory_has_none(kept, tmp_path):
    path = tmp_path / "draws"
    path.touch()
    with path.open("rb") as file:
        assert space.disk_there(file) > 0
    assert space.disk_there(kept.store.file) is None
