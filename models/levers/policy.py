"""What a policy is, as ``models.placement.policies`` carries it out. Loads nothing heavy."""

from dataclasses import dataclass

from models.vocabulary import Need


@dataclass(frozen=True)
class Review:
    """A review programme; years are census years, no needs: all of them."""

    name: str
    moves_a_year: float
    first_year: int
    last_year: int | None = None
    needs: tuple[Need, ...] = ()


@dataclass(frozen=True)
class Protection:
    """Learners of a census year who keep their claim to a special school."""

    name: str
    year: int


@dataclass(frozen=True)
class Policies:
    """What is decided."""

    reviews: tuple[Review, ...] = ()
    protections: tuple[Protection, ...] = ()
