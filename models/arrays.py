"""Names for the arrays that the method passes about."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]
Indices = NDArray[np.intp]
