"""Run a sentence model beside the event loop, in a thread of its own."""

import asyncio
from collections.abc import Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Literal

import numpy as np

from bot.errors import ModelError
from bot.search.semantic.codes import Vector
from bot.search.semantic.model import SentenceModel, TextKind, Vectors

_BATCH = 8
"""So few passages are encoded at a time that a question, or the end of the process, can wait."""


class Encoder:
    """Encodes texts with one model, in order of request; raises ModelError if the model fails."""

    def __init__(self, model: SentenceModel, thread: ThreadPoolExecutor) -> None:
        self.model = model
        self._thread = thread
        self._loop = asyncio.get_running_loop()

    def encode(self, texts: Sequence[str], *, kind: Literal["passage"]) -> Vectors:
        """Return what `passages` does, to another thread than the event loop's."""
        del kind
        return asyncio.run_coroutine_threadsafe(self.passages(texts), self._loop).result()

    async def question(self, text: str) -> Vector:
        """Return the unit vector of what is searched."""
        return (await self._encode([text], kind="query"))[0]

    async def passages(self, texts: Sequence[str]) -> Vectors:
        """Return the unit vectors of what can be found, in order.

        Questions are encoded between two batches of 8.
        """
        batches = [
            await self._encode(texts[start : start + _BATCH], kind="passage")
            for start in range(0, len(texts), _BATCH)
        ]
        return np.concatenate([np.empty((0, self.model.dimensions), np.float32), *batches])

    async def _encode(self, texts: Sequence[str], *, kind: TextKind) -> Vectors:
        loop = asyncio.get_running_loop()
        try:
            vectors = await loop.run_in_executor(
                self._thread, lambda: self.model.encode(texts, kind=kind)
            )
        except Exception as error:
            raise ModelError(self._sentence(f"{type(error).__name__}: {error}")) from error
        if vectors.shape != (len(texts), self.model.dimensions):
            raise ModelError(self._sentence(f"it returned vectors of shape {vectors.shape}"))
        if not np.isfinite(vectors).all():
            raise ModelError(self._sentence("it returned numbers that are not finite"))
        return vectors

    def _sentence(self, cause: str) -> str:
        return (
            f"The sentence model {self.model.identity} failed ({cause}). Searches go on by words "
            "alone; set PULLQUOTE_MODEL to another model, or to nothing."
        )


@contextmanager
def open_encoder(model: SentenceModel) -> Generator[Encoder]:
    """Lend an encoder to the running event loop.

    At the end, wait for the texts in progress and drop those in line.
    """
    thread = ThreadPoolExecutor(1, thread_name_prefix="encoder")
    try:
        yield Encoder(model, thread)
    finally:
        thread.shutdown(cancel_futures=True)
