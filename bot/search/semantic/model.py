"""The protocol of a sentence model: texts in, unit vectors out."""

from collections.abc import Sequence
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
"""One unit vector a row, of shape (texts, dimensions)."""

TextKind = Literal["query", "passage"]
"""What a text is: many models encode what is searched otherwise than what is found."""


class SentenceModel(Protocol):
    """A model that runs on this machine, without a network.

    `identity` changes whenever the vectors do; it names the model and has a hash of its files.
    """

    @property
    def identity(self) -> str:
        """The name and hash of the model, at most 100 characters."""
        ...

    @property
    def dimensions(self) -> int:
        """The length of a vector."""
        ...

    def encode(self, texts: Sequence[str], *, kind: TextKind) -> Vectors:
        """Return the unit vectors of texts, in order.

        It uses CPU for a long time (milliseconds for each text), so it is called in a thread, and
        by one thread at a time.
        """
        ...
