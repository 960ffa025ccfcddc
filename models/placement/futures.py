"""What is drawn once a path: plans, learners as practice has them, diversion, the market, and the luck of levers."""

from dataclasses import dataclass

import numpy as np

from models.arrays import Floats
from models.demand.areas import AreaPlans
from models.parameters.method import MethodParameters
from models.sampling import Draws, normals, within_interval


@dataclass(frozen=True)
class Futures:
    """Many paths, or one.

    plans : by area, (..., paths, ...).
    practised : (paths, years + 1, kinds as ``models.demand.practised.KINDS``) learners whom practice has of each kind.
    diversion : (paths,) share of learners newly in a state place who would else be at INMSS (A-175).
    market_growth : (paths,) fastest yearly growth of the independent market (A-11).
    luck : (levers, paths) standard normal deviate of each lever.
    """

    plans: AreaPlans
    practised: Floats
    diversion: Floats
    market_growth: Floats
    luck: Floats

    def path(self, number: int) -> "Futures":
        """One of the paths alone."""
        at = slice(number, number + 1)
        mine = (self.practised[at], self.diversion[at], self.market_growth[at], self.luck[:, at])
        return Futures(self.plans.path(number), *mine)


def central_future(plans: AreaPlans, practised: Floats, levers: int, method: MethodParameters) -> Futures:
    """The central path: nothing is drawn."""
    growth = np.array([method.capacity.market_growth])
    return Futures(plans, practised, np.array([method.placement.diversion]), growth, np.zeros((levers, 1)))


def drawn_futures(
    plans: AreaPlans, practised: Floats, luck: Floats, method: MethodParameters, seed: int, draws: Draws
) -> Futures:
    """The draws, with the streams ``diversion`` and ``market growth``."""
    placement, capacity = method.placement, method.capacity
    share = (placement.diversion, placement.diversion_low, placement.diversion_high)
    growth = (capacity.market_growth, capacity.market_growth_low, capacity.market_growth_high)
    diversion = within_interval(*share, normals(seed, draws, "diversion", 1)[:, 0])
    market = within_interval(*growth, normals(seed, draws, "market growth", 1)[:, 0])
    return Futures(plans, practised, np.clip(diversion, 0.0, 1.0), np.maximum(market, 0.0), luck)
