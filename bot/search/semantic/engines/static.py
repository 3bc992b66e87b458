"""Run a static model: the vector of a text is the mean of the fixed vectors of its tokens.

It needs less than a millisecond a text, and knows no order of words. The folders are those of
model2vec (https://github.com/MinishLab/model2vec), of sentence-transformers' StaticEmbedding, and
of WordLlama (https://github.com/dleemiller/WordLlama).
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from bot.errors import ModelError
from bot.search.semantic.engines.normalisation import normalise
from bot.search.semantic.engines.safetensors import Tensor, map_tensors
from bot.search.semantic.engines.tokenisation import open_tokenizer, token_ids
from bot.search.semantic.model import TextKind, Vectors

if TYPE_CHECKING:
    from tokenizers import Tokenizer

TABLE_NAMES = ("embeddings", "embedding.weight")
"""What the table of token vectors is called: by model2vec, and by the others."""

_LONGEST = 512


class StaticModel:
    """A table of token vectors; where several tokens share a row, `rows` gives the row of each."""

    def __init__(
        self,
        identity: str,
        tokenizer: "Tokenizer",
        table: Tensor,
        *,
        weights: Tensor | None = None,
        rows: Tensor | None = None,
    ) -> None:
        self.identity = identity
        self.dimensions = int(table.shape[1])
        self._tokenizer = tokenizer
        self._table = table
        self._weights = weights
        self._rows = rows
        self._unknown = _unknown_token(tokenizer)

    def encode(self, texts: Sequence[str], *, kind: TextKind) -> Vectors:  # noqa: ARG002 - it encodes both kinds alike
        """Return the unit vectors of texts, in order; a text without known words has zeros."""
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, ids in enumerate(token_ids(self._tokenizer, texts, special=False)):
            if known := [number for number in ids if number != self._unknown]:
                vectors[row] = self._token_vectors(np.asarray(known)).mean(axis=0)
        return normalise(vectors)

    def _token_vectors(self, ids: NDArray[np.int_]) -> NDArray[np.float32]:
        rows = ids if self._rows is None else self._rows[ids]
        vectors = self._table[rows].astype(np.float32)
        return vectors if self._weights is None else vectors * self._weights[ids][:, None]


def open_static(folder: Path, *, tensors_in: Path, identity: str) -> StaticModel:
    """Open the static model of a folder, whose table is in `tensors_in`; raise ModelError."""
    path = tensors_in / "model.safetensors"
    tensors = map_tensors(path)
    name = next((name for name in TABLE_NAMES if name in tensors), None)
    if name is None or tensors[name].ndim != 2:  # noqa: PLR2004 - tokens and dimensions
        raise ModelError(f"{path} has no table of token vectors. Use another model.")
    tokenizer_folder = tensors_in if (tensors_in / "tokenizer.json").exists() else folder
    tokenizer = open_tokenizer(tokenizer_folder / "tokenizer.json", longest=_LONGEST)
    rows = tensors.get("mapping")
    if (len(tensors[name]) if rows is None else len(rows)) < tokenizer.get_vocab_size():
        raise ModelError(f"{path} has fewer vectors than its tokenizer has tokens. Copy it again.")
    return StaticModel(
        identity, tokenizer, tensors[name], weights=tensors.get("weights"), rows=rows
    )


def _unknown_token(tokenizer: "Tokenizer") -> int | None:
    named: Any = getattr(tokenizer.model, "unk_token", None)
    return tokenizer.token_to_id(named) if named else None
