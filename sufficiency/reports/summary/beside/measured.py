"""What runs side by side are made of, as frozen values: which runs, and each measure by year."""

from dataclasses import dataclass

from sufficiency.reports.summary.estimate import Estimate

LEAST = 0.05
"""A difference below this, of learners, miles or pounds, is none: it would not show."""


@dataclass(frozen=True)
class ComparedRun:
    """Which run is compared: what its manifest says."""

    scenario: str
    title: str
    question: str
    author: str
    seed: int
    draws: int
    version: str
    commit: str
    small_numbers: bool = False


@dataclass(frozen=True)
class ComparedYear:
    """One measure in one year: a total of each run, and its difference from the first run; None where there is none."""

    census_year: int
    totals: tuple[Estimate | None, ...]
    differences: tuple[Estimate | None, ...]


@dataclass(frozen=True)
class MeasuredValue:
    """One measure in every year."""

    name: str
    about: str
    years: tuple[ComparedYear, ...]

    @property
    def title(self) -> str:
        """What it counts, as a heading."""
        return self.about[:1].upper() + self.about[1:]

    def in_year(self, census_year: int) -> ComparedYear | None:
        """The year of a January census; None where no run has it."""
        return next((year for year in self.years if year.census_year == census_year), None)

    @property
    def differs(self) -> bool:
        """Whether a difference would show in any year, in its range too."""
        known = [one for year in self.years for one in year.differences if one is not None]
        ends = [end for one in known for end in (one.central, one.low, one.high) if end is not None]
        return any(abs(end) >= LEAST for end in ends)

    @property
    def in_pounds(self) -> bool:
        """Whether it counts money."""
        return self.name.endswith("_gbp")


@dataclass(frozen=True)
class BesideRuns:
    """Several runs as the report of the first shows them; ``changes`` says in a line what each scenario changes.

    ``measures`` are headline totals and learners by kind. ``academic_years`` are those of the tables, and ``same_luck``
    says whether the runs share seed and draws, so that differences have ranges of their own.
    """

    runs: tuple[ComparedRun, ...]
    changes: tuple[str, ...]
    measures: tuple[MeasuredValue, ...]
    academic_years: tuple[str, ...]
    same_luck: bool
    rests_on: tuple[str, ...] = ()

    @property
    def letters(self) -> tuple[str, ...]:
        """A letter for each run, by which tables and pictures call it."""
        return tuple(chr(ord("A") + place) for place in range(len(self.runs)))

    @property
    def draws(self) -> int:
        """Draws of the run that has the fewest."""
        return min(run.draws for run in self.runs)

    @property
    def small_numbers(self) -> bool:
        """Whether a run is of a pack that holds small numbers."""
        return any(run.small_numbers for run in self.runs)
