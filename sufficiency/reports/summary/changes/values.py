"""The frozen values of what a scenario changes, and of places that are dated."""

from dataclasses import dataclass

LEAST_PLACES = 0.5
"""A change of fewer places than this is none."""
MOST_IN_WORDS = 2
"""More measures than this are named in a line, not described."""


@dataclass(frozen=True)
class ScenarioChange:
    """One thing that a scenario changes against the bare one of its pack.

    ``name`` is what its file calls it, ``since`` from when it holds and ``spread`` its 80% interval, both in words and
    empty where there is none; so are ``owner`` and ``evidence``. ``set_by`` is the file and line that set it.
    """

    name: str
    words: str
    since: str
    spread: str
    owner: str
    evidence: str
    set_by: str

    @property
    def place(self) -> str:
        """The file, without its folders, and the line: ``mitigated.yaml, line 15``."""
        return self.set_by.rpartition("/")[2].replace(":", ", line ")


@dataclass(frozen=True)
class DatedPlaces:
    """Places of a provider that open or close in the September that begins ``academic_year``.

    ``committed`` are those that the pack dates, ``scenario`` those that the scenario adds or takes; below zero: fewer.
    ``phase`` is empty for all phases together. ``state`` says whether it is a state school or base.
    """

    academic_year: str
    provider: str
    provision: str
    phase: str
    committed: float
    scenario: float
    source: str
    state: bool

    @property
    def september(self) -> int:
        """The year of that September."""
        return int(self.academic_year[:4])


@dataclass(frozen=True)
class YearOfPlaces:
    """Places of all state schools and bases together in an academic year, and how many came or went by then."""

    academic_year: str
    committed: float
    scenario: float
    places: float


@dataclass(frozen=True)
class Changes:
    """What a scenario changes: ``totals`` of its places in sentences, then each change.

    ``measures`` are levers, policies, settings and whether committed places are left out; ``places`` new providers and
    changes of places. ``extends`` are the files that it extends. ``dated`` are the places that open and close, of the
    pack and of the scenario, and ``by_year`` what they come to; both are empty where none is dated. ``cancelled``:
    what the pack dates does not take place.
    """

    totals: tuple[str, ...] = ()
    measures: tuple[ScenarioChange, ...] = ()
    places: tuple[ScenarioChange, ...] = ()
    extends: tuple[str, ...] = ()
    dated: tuple[DatedPlaces, ...] = ()
    by_year: tuple[YearOfPlaces, ...] = ()
    cancelled: bool = False

    @property
    def are_none(self) -> bool:
        """Whether the scenario changes nothing."""
        return not (self.measures or self.places)

    @property
    def in_one_line(self) -> str:
        """What it changes in one line: places together, then what each measure does, or many by name."""
        if self.are_none:
            return "Changes nothing"
        measures = [one.words if len(self.measures) <= MOST_IN_WORDS else one.name for one in self.measures]
        return "; ".join((*(total.removesuffix(".") for total in self.totals), *measures))
