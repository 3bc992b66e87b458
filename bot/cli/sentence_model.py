"""Load the sentence model of the settings, for whatever searches."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from bot.cli.console import print_note
from bot.errors import ModelError

if TYPE_CHECKING:
    from bot.search.semantic.model import SentenceModel, Vectors
    from bot.settings import Settings


def _note(error: ModelError) -> None:
    print_note(f"{error} Until then, searches go by words alone.")


def load_configured(settings: "Settings") -> "SentenceModel | None":
    """Return the model of PULLQUOTE_MODEL, None if it is empty; raise ModelError."""
    return _load(settings.model, settings.data_dir) if settings.model else None


def _load(named: str, data_dir: Path) -> "SentenceModel":
    from bot.search.semantic.catalog import model_folder
    from bot.search.semantic.loading import load_model

    return load_model(model_folder(named, data_dir=data_dir))


def load_usable(
    settings: "Settings", *, report: Callable[[ModelError], object] = _note
) -> "SentenceModel | None":
    """Return the model of PULLQUOTE_MODEL; report one that cannot be used, and return None."""
    try:
        return load_configured(settings)
    except ModelError as error:
        report(error)
        return None


class LazyEncoder:
    """Encodes for one import at a time; a process loads the model when it first needs it.

    What is sent to another process is the name of the model, which that process loads only once.
    """

    def __init__(self, named: str, data_dir: Path) -> None:
        self._named = named
        self._data_dir = data_dir
        self._model: SentenceModel | None = None

    def __reduce__(self) -> tuple[Any, ...]:
        return _only_encoder, (self._named, self._data_dir)

    def encode(self, texts: Sequence[str], *, kind: Literal["passage"]) -> "Vectors":
        """Return the unit vectors of texts; raise ModelError if there is no such model."""
        if self._model is None:
            self._model = _load(self._named, self._data_dir)
        return self._model.encode(texts, kind=kind)


@lru_cache(maxsize=1)
def _only_encoder(named: str, data_dir: Path) -> LazyEncoder:
    return LazyEncoder(named, data_dir)


def to_encoder(settings: "Settings") -> LazyEncoder | None:
    """Return the encoder of imports, without loading PULLQUOTE_MODEL; None if that is empty."""
    return LazyEncoder(settings.model, settings.data_dir) if settings.model else None
