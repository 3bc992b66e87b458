"""Order the transcripts of an item: timed ones with speakers first, in the feed's language."""

from collections.abc import Sequence
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from bot.followed import FeedTranscript

_TIMED = 3
_UNKNOWN = 8
_RANKS = {
    ".json": 0,  # has speakers as well as times
    ".vtt": 1,  # has speakers where the recogniser found some
    ".srt": 2,
    ".ttml": _TIMED,
    ".xml": _TIMED,
    ".sbv": _TIMED,
    ".lrc": _TIMED,
    ".html": 4,
    ".htm": 4,
    ".docx": 5,
    ".md": 6,
    ".txt": 7,
}
_SUFFIXES = {
    "application/json": ".json",
    "text/json": ".json",
    "text/vtt": ".vtt",
    "application/vtt": ".vtt",
    "application/x-subrip": ".srt",
    "application/subrip": ".srt",
    "application/srt": ".srt",
    "application/x-srt": ".srt",
    "text/srt": ".srt",
    "text/x-srt": ".srt",
    "application/ttml+xml": ".ttml",
    "application/xml": ".xml",
    "text/xml": ".xml",
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "text/markdown": ".md",
    "text/plain": ".txt",
}
_LONGEST_NAME = 80


def best_first(transcripts: Sequence[FeedTranscript], language: str) -> tuple[FeedTranscript, ...]:
    """Sort transcripts: those in the episode's language first, then by format.

    `language` is the episode's, "" where the feed does not state it. What the feed calls captions
    is timed, whatever its type.
    """
    return tuple(
        sorted(transcripts, key=lambda one: (not _is_in(one.language, language), _rank(one)))
    )


def file_name(transcript: FeedTranscript) -> str:
    """Return a file name for a transcript, with the suffix of its type or address."""
    path = PurePosixPath(unquote(urlsplit(transcript.url).path))
    visible = "".join(character for character in path.stem if character.isprintable())
    return (visible.strip()[:_LONGEST_NAME] or "transcript") + _suffix(transcript)


def _rank(transcript: FeedTranscript) -> int:
    rank = _RANKS.get(_suffix(transcript), _UNKNOWN)
    return min(rank, _TIMED) if transcript.captions else rank


def _suffix(transcript: FeedTranscript) -> str:
    """Return the suffix of the better format where type and address name different ones."""
    path = PurePosixPath(urlsplit(transcript.url).path)
    named = [path.suffix.lower(), _SUFFIXES.get(transcript.media_type, "")]
    known = [suffix for suffix in named if suffix in _RANKS]
    return min(known, key=_RANKS.__getitem__, default=".txt")


def _is_in(stated: str, language: str) -> bool:
    """Return whether a transcript is in a language, as it is where either is not stated."""
    return not stated or not language or _base(stated) == _base(language)


def _base(language: str) -> str:
    return language.replace("_", "-").partition("-")[0]
