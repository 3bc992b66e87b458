"""Arithmetic of vectors that all models share."""

import numpy as np
from numpy.typing import NDArray


def normalise(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Divide each row by its length; a row of zeros stays."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    lengths[lengths == 0] = 1
    return (vectors / lengths).astype(np.float32, copy=False)
