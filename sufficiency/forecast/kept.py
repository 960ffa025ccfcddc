"""What is kept of every draw: a record a draw in one file, read back in parts, so that memory does not grow with draws.

A record is a checksum and the figures of the draw, one array after the other, and stands where the draw's number says.
The checksum is also of the number and of the *key*, which stands for all that a draw depends on. So a record that is
half written, altered, or of another run is not taken for one, and its draw is done again.
"""

import hashlib
import io
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import prod
from typing import BinaryIO

import numpy as np

from models.arrays import Floats
from models.sampling import quantiles
from sufficiency.errors import SpaceError

LAST = "new_place"
"""The last array of a record; the draws that do not work it out do without it."""
CHECKSUM = hashlib.sha256().digest_size
NUMBER = np.dtype(np.float64).itemsize
READ_AT_ONCE = 50
"""Draws whose figures are read together."""
HELD_BYTES = 64_000_000
"""Figures of all draws over which quantiles are taken together; where there are more, a part of the cells at a time."""


@dataclass
class Store:
    """A file for the records of so many draws, open to be read and written, and the key of the run.

    ``done`` are the draws whose records are in the file.

    By itself it is in memory and ends with the run.
    """

    draws: int
    file: BinaryIO = field(default_factory=io.BytesIO)
    key: str = ""
    done: set[int] = field(default_factory=set)


@dataclass(frozen=True)
class RecordForm:
    """How a record is laid out: the key of the run, and the shape of each array by name."""

    key: str
    shapes: Mapping[str, tuple[int, ...]]

    @cached_property
    def places(self) -> dict[str, int]:
        """Where each array begins in a record, in bytes."""
        sizes = [NUMBER * prod(shape) for shape in self.shapes.values()]
        return dict(zip(self.shapes, np.cumsum([CHECKSUM, *sizes[:-1]]).tolist(), strict=True))

    def length(self, *, valued: bool) -> int:
        """Bytes of a record, with the last array or without it."""
        return self.places[LAST] + valued * NUMBER * prod(self.shapes[LAST])

    def record(self, draw: int, arrays: Mapping[str, Floats]) -> bytes:
        """The record of a draw."""
        figures = b"".join(np.ascontiguousarray(arrays[name], dtype=np.float64).tobytes() for name in self.shapes)
        return self.checksum(draw, figures) + figures

    def checksum(self, draw: int, figures: bytes) -> bytes:
        """The checksum of the figures of a draw."""
        return hashlib.sha256(f"{self.key} {draw} ".encode() + figures).digest()


@dataclass(frozen=True)
class KeptDraws:
    """The draws of a run, in a store; ``valued`` are those that work place values out."""

    store: Store
    form: RecordForm
    valued: Collection[int]

    @property
    def numbers(self) -> range:
        """The number of each draw."""
        return range(self.store.draws)

    def missing(self) -> list[int]:
        """Draws that are still to be done: those without a whole record of this run."""
        self.store.done = {draw for draw in self.numbers if self._is_whole(draw)}
        return [draw for draw in self.numbers if draw not in self.store.done]

    def _is_whole(self, draw: int) -> bool:
        self._go_to(draw)
        record = self.store.file.read(self.form.length(valued=draw in self.valued))
        return record[:CHECKSUM] == self.form.checksum(draw, record[CHECKSUM:])

    def _go_to(self, draw: int, place: int = 0) -> None:
        self.store.file.seek(draw * self.form.length(valued=True) + place)

    def keep(self, draw: int, record: bytes) -> None:
        """Write the record of a draw.

        Raises
        ------
        SpaceError
            When there is no space for it.
        """
        try:
            self._go_to(draw)
            written, why = self.store.file.write(record), "the disk is full, or files are limited in size here"
        except OSError as error:
            written, why = 0, str(error.strerror)
        if written != len(record):
            raise SpaceError(f"draw {draw} cannot be kept ({why}); free space on the disk, or run fewer draws")
        self.store.done.add(draw)

    def some(self, numbers: Sequence[int]) -> "Drawn":
        """Some of the draws, by number."""
        return Drawn(self, numbers)

    def read(self, name: str, numbers: Sequence[int]) -> Floats:
        """One array of some draws, stacked on a first axis."""
        found = np.empty((len(numbers), *self.form.shapes[name]))
        place = self.form.places[name]
        for row, draw in enumerate(numbers):
            self._go_to(draw, place)
            part = self.store.file.read(found[row].nbytes)
            if len(part) != found[row].nbytes:
                raise SpaceError(f"draw {draw} is no longer where it was kept; run again")
            found[row] = np.frombuffer(part).reshape(found.shape[1:])
        return found

    def ranges(
        self,
        of: Callable[["Drawn"], Floats],
        probabilities: tuple[float, ...] = (0.1, 0.5, 0.9),
        among: Sequence[int] | None = None,
    ) -> Floats:
        """Quantiles over all draws, or ``among`` some, of what ``of`` makes of them, (draws, ...)."""
        numbers = self.numbers if among is None else among
        shape = of(self.some(numbers[:1])).shape[1:]
        together = max(1, HELD_BYTES // (NUMBER * len(numbers)))
        found = np.empty((len(probabilities), prod(shape)))
        for first in range(0, prod(shape), together):
            columns = slice(first, first + together)
            held, row = np.empty((len(numbers), found[:, columns].shape[1])), 0
            for some in self.parts(numbers):
                held[row : row + len(some.numbers)] = of(some).reshape(len(some.numbers), -1)[:, columns]
                row += len(some.numbers)
            found[:, columns] = quantiles(held, probabilities)
        return found.reshape(len(probabilities), *shape)

    def parts(self, numbers: Sequence[int] | None = None) -> Iterator["Drawn"]:
        """All draws, or those of ``numbers``, some at a time."""
        every = self.numbers if numbers is None else numbers
        return (self.some(every[at : at + READ_AT_ONCE]) for at in range(0, len(every), READ_AT_ONCE))


@dataclass(frozen=True)
class Drawn:
    """The figures of some draws, each read when it is asked for: those of an outcome, and of plans.

    ``plans`` (draws, years + 1, ages, needs), ``plans_by_phase`` (draws, years + 1, areas, phases, needs) and
    ``new_plans`` (draws, years); the others as in :class:`models.outcome.outcome.Outcome`, stacked on a first axis.
    """

    kept: KeptDraws
    numbers: Sequence[int]

    def __getattr__(self, name: str) -> Floats:
        """Read one array."""
        if name not in self.kept.form.shapes:
            raise AttributeError(name)
        return self.kept.read(name, self.numbers)
