"""New and ceased plans of several years, from which rates are fitted."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Events:
    """Events of several calendar years, the last before the base census last; each (years, ages).

    ``persons`` at the mid-years; ``opening`` plans a year earlier by age now; ages 20 and over of the events spread.
    """

    new_plans: Floats
    persons: Floats
    ceased: Floats
    opening: Floats
