"""A figure and the range about it."""

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Estimate:
    """A central figure and the range about it.

    ``low`` and ``high`` are None where the run gives no range; ``high`` alone is the figure that one outcome in ten
    passes.
    """

    central: float
    low: float | None = None
    high: float | None = None

    def minus(self, fixed: float) -> "Estimate":
        """Return the estimate less a figure that is known."""
        low, high = (None if bound is None else bound - fixed for bound in (self.low, self.high))
        return replace(self, central=self.central - fixed, low=low, high=high)

    def around(self) -> "Estimate":
        """Return the estimate, without its range where the central figure is outside it."""
        low, high = (self.central if bound is None else bound for bound in (self.low, self.high))
        return self if low <= self.central <= high else Estimate(self.central)
