"""Names for the arrays that the method passes about, and arithmetic that gives the same on every processor.

Equal inputs are to give equal bytes, on whichever machine. Sums and products do, taken in one order. Two things do
not. A product of matrices (``@``) is handed to a library that has other orders of summing for other processors:
:func:`product` stands in its place. Exponentials, logarithms and fitted coefficients end in other digits on other
processors: :func:`settled` cuts those off before anything is made of them.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]
Indices = NDArray[np.intp]
SETTLED_DECIMALS = 9
"""Far beyond what a forecast knows, and far before the digits in which processors differ (the fifteenth or so)."""


def product(one: NDArray[Any], other: NDArray[Any]) -> Floats:
    """Return the matrix product ``one @ other``, summed in one order on every processor."""
    subscripts = "...j,j->..." if other.ndim == 1 else "...ij,...jk->...ik"
    return np.asarray(np.einsum(subscripts, one, other))


def settled(values: Floats) -> Floats:
    """Return factors and coefficients, of about 1 in size, without the digits in which processors differ."""
    return np.asarray(np.round(values, SETTLED_DECIMALS) + 0.0)
