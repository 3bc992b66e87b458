"""Give the episodes of an index, and what is typed, the vectors of a sentence model."""

import asyncio

from bot.errors import ModelError
from bot.search.semantic.codes import Vector
from bot.search.semantic.encoder import Encoder
from bot.search.semantic.windows import cut_windows
from bot.search.storage.connections import ConnectionPool
from bot.search.storage.vectors import (
    add_vectors,
    count_unencoded,
    newest_unencoded,
    read_texts,
)


class Encoding:
    """Encodes the episodes of one index, and questions; nothing where `encoder` is None."""

    def __init__(self, connections: ConnectionPool, encoder: Encoder | None) -> None:
        self._connections = connections
        self.encoder = encoder
        self._model_error: ModelError | None = None

    async def unencoded(self) -> int:
        """Return the number of episodes that a model has yet to encode; 0 without a model."""
        if self.encoder is None:
            return 0
        async with self._connections.reading() as db:
            return await count_unencoded(db)

    async def encode_next(self) -> bool:
        """Encode the newest episode without vectors; return whether there was one.

        It takes seconds, but searches and imports go on meanwhile. Raise ModelError if the model
        fails, or has failed since the last call on a question.
        """
        if self.encoder is None:
            return False
        if self._model_error:
            failed, self._model_error = self._model_error, None
            raise failed
        async with self._connections.reading() as db:
            rows = await newest_unencoded(db)
            texts = await read_texts(db, *rows) if rows else []
        if rows is None:
            return False
        windows = await asyncio.to_thread(cut_windows, texts)
        vectors = await self.encoder.passages([window.text for window in windows])
        async with self._connections.writing() as db:
            await add_vectors(db, rows[0], windows, vectors)
        return True

    async def question_vector(self, text: str) -> Vector | None:
        """Return the vector of a question; None without a model, or if it fails."""
        if self.encoder is None:
            return None
        try:
            return await self.encoder.question(text)
        except ModelError as error:
            # Raised by `encode_next`, where it is logged and told; the search goes on.
            self._model_error = error
            return None
