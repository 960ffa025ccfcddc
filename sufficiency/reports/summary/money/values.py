"""The frozen values that the section on money shows; pounds are real, at base-year prices, unless it is said."""

from dataclasses import dataclass

from sufficiency.reports.summary.estimate import Estimate


@dataclass(frozen=True)
class Paid:
    """What each ledger pays in a financial year; the block is the sum of the five parts that follow it."""

    financial_year: str
    high_needs: Estimate
    inmss: Estimate
    state: Estimate
    mainstream: Estimate
    after_school: Estimate
    other: Estimate
    transport: Estimate
    health_and_care: Estimate
    dfe_direct: Estimate


@dataclass(frozen=True)
class KindCost:
    """What one learner of a kind of provision costs in a year, and one more: pounds a learner; None: not known.

    The four parts add up to ``average``. ``occupancy`` and ``diversion`` are where new places break even.
    """

    provision: str
    learners: float
    block: float
    health_and_care: float
    transport: float
    place: float
    average: float
    empty: float | None
    added: float | None
    occupancy: float | None
    diversion: float | None


@dataclass(frozen=True)
class BridgeLine:
    """What factors add to the spend on a line of the block, in nominal pounds; None where it has a price alone."""

    name: str
    plans: float | None
    share: float | None
    price: float

    @property
    def movement(self) -> float:
        """All together."""
        return (self.plans or 0.0) + (self.share or 0.0) + self.price


@dataclass(frozen=True)
class Bridge:
    """Why the block's spend changes from one financial year to another, nominal, line by line: the largest first.

    ``steps`` are the parts that move most, each its line, its factor and its pounds, and then all others together.
    """

    first: str
    last: str
    before: float
    after: float
    lines: tuple[BridgeLine, ...]
    steps: tuple[tuple[str, str, float], ...]

    def of_factor(self, factor: str) -> float:
        """What a factor adds over all lines."""
        return sum(getattr(line, factor) or 0.0 for line in self.lines)


@dataclass(frozen=True)
class BlockYear:
    """The block's position in a financial year, in nominal pounds; None where it is not known."""

    financial_year: str
    opening: float | None
    grant: float | None
    spend: float
    in_year: float | None
    stability_grant: float | None
    closing: Estimate | None
    chance_of_deficit: float | None
    assumed: bool


@dataclass(frozen=True)
class MoneyShown:
    """What a run costs whom.

    ``base_year`` is the financial year of real prices. ``kinds`` are of the financial year ``kinds_year``. ``block`` is
    empty where no grant is known. ``unexplained`` are sentences, ``no_outturn`` lines of the block without an outturn.
    """

    base_year: str
    paid: tuple[Paid, ...]
    kinds_year: str
    kinds: tuple[KindCost, ...]
    bridge: Bridge | None
    block: tuple[BlockYear, ...]
    unexplained: tuple[str, ...]
    no_outturn: tuple[str, ...]
