"""How a transcript file is to be imported, and the key that its episode gets."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.analysis.informativeness import SentenceEncoder
from bot.errors import TranscriptError
from bot.models import NO_EDITS, EpisodeEdits

GUIDES = Path(__file__).resolve().parent.parent / "data" / "guides"
"""The guides that come with the project."""

LONGEST_KEY = 100
"""In characters: the limit of a choice in Discord's autocomplete."""

_KEY_RULE = f"1 to {LONGEST_KEY} letters, digits, hyphens, underscores and dots"


@dataclass(frozen=True, slots=True)
class Options:
    """How a file is to be imported.

    An option that is None is taken from the guide, else from the transcript or the file's name.
    `language` is a code or an English name, and `show_title` the title of `show`. A title that
    nothing states is made of `titled`, by default of the key.
    `guide` is a file to use; otherwise the folders `guides` are searched. The `edits` are what a
    person says of the episode, which stands above all that and above later imports. The `encoder`
    orders the topics, but not in a dry run, whose report has none. A new episode of a `feed`, by
    its id, is imported only while that is followed.
    """

    show: str | None = None
    show_title: str | None = None
    server: int | None = None
    key: str | None = None
    title: str | None = None
    titled: str | None = None
    language: str | None = None
    guide: Path | None = None
    use_guide: bool = True
    guides: tuple[Path, ...] = (GUIDES,)
    replace: bool = False
    dry_run: bool = False
    added_at: datetime | None = None
    edits: EpisodeEdits = NO_EDITS
    encoder: SentenceEncoder | None = None
    feed: int | None = None


def key_of(name: str, options: Options) -> str:
    """Return the key for a file of this name; raise TranscriptError where it cannot be one."""
    key = (Path(name).stem if options.key is None else options.key).strip()
    if not key or len(key) > LONGEST_KEY or not key.isprintable():
        raise TranscriptError(
            f"The name {name} cannot be used as a key: give one with --key, of {_KEY_RULE}."
        )
    return key


def check_new_key(key: str) -> None:
    """Raise TranscriptError for a key that is hard to type; only new keys by --key are checked."""
    can_be_typed = all(char in "-_." or unicodedata.category(char)[0] in "LMN" for char in key)
    if not can_be_typed or not any(map(str.isalnum, key)):
        raise TranscriptError(f"“{key}” cannot be a key: give another with --key, of {_KEY_RULE}.")
