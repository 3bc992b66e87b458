"""Load the sentence model of the settings, for whatever searches."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from bot.cli.console import print_note
from bot.errors import ModelError

if TYPE_CHECKING:
    from bot.search.semantic.model import SentenceModel
    from bot.settings import Settings


def _note(error: ModelError) -> None:
    print_note(f"{error} Until then, searches go by words alone.")


def load_configured(settings: "Settings") -> "SentenceModel | None":
    """Return the model of PULLQUOTE_MODEL, None if it is empty; raise ModelError."""
    if not settings.model:
        return None
    from bot.search.semantic.catalog import model_folder
    from bot.search.semantic.loading import load_model

    return load_model(model_folder(settings.model, data_dir=settings.data_dir))


def load_usable(
    settings: "Settings", *, report: Callable[[ModelError], object] = _note
) -> "SentenceModel | None":
    """Return the model of PULLQUOTE_MODEL; report one that cannot be used, and return None."""
    try:
        return load_configured(settings)
    except ModelError as error:
        report(error)
        return None
