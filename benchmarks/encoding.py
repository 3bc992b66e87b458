"""A sentence model that encodes each text once, as several engines are measured on the same."""

from collections.abc import Sequence

import numpy as np

from bot.search.semantic.model import SentenceModel, TextKind, Vectors


class RememberingModel:
    """Keeps the vectors of all texts that another model encoded."""

    def __init__(self, model: SentenceModel) -> None:
        self._model = model
        self._known: dict[tuple[TextKind, str], Vectors] = {}
        self.identity = model.identity
        self.dimensions = model.dimensions

    def encode(self, texts: Sequence[str], *, kind: TextKind) -> Vectors:
        """Return the unit vectors of texts, in order."""
        new = [text for text in dict.fromkeys(texts) if (kind, text) not in self._known]
        if new:
            vectors = self._model.encode(new, kind=kind)
            self._known |= {(kind, text): one for text, one in zip(new, vectors, strict=True)}
        found = [self._known[kind, text] for text in texts]
        return np.array(found, np.float32).reshape(-1, self.dimensions)
