"""Read transcript files of every supported format."""

from pathlib import Path

from bot.errors import TranscriptError
from bot.models import Transcript
from bot.text.offsets import blank_out
from bot.transcripts.readers import markdown, plain
from bot.transcripts.readers.decoding import decode

SUFFIXES = frozenset({".txt", ".text", ".md", ".markdown"})
"""The suffixes of the file names that can be read, in lower case."""

LARGEST = 20_000_000
"""In bytes, about ten days of speech."""

_MARKDOWN = {".md", ".markdown"}
_OTHER = {".srt", ".vtt", ".json", ".html", ".htm", ".tsv", ".csv", ".pdf", ".docx", ".doc"}


def read(path: Path) -> Transcript:
    """Read the transcript at `path`; raise TranscriptError where that fails."""
    try:
        if path.stat().st_size > LARGEST:
            raise TranscriptError(_too_large(path.name))
        data = path.read_bytes()
    except FileNotFoundError:
        raise TranscriptError(f"There is no file {path}: check the path.") from None
    except OSError as error:
        reason = error.strerror or "the system refuses"
        raise TranscriptError(
            f"{path} cannot be read ({reason}): check that it is a file you may read."
        ) from None
    return parse(data, name=path.name)


def parse(data: bytes, *, name: str) -> Transcript:
    """Parse the bytes of a transcript; `name` is the file's, for its suffix and for messages.

    Raise TranscriptError where the format is not supported, or there are no words.
    """
    suffix = Path(name).suffix.lower()
    if suffix in _OTHER:
        raise TranscriptError(
            f"{name}: {suffix} files cannot be read yet; save the transcript as .txt or .md and "
            "add that."
        )
    if len(data) > LARGEST:
        raise TranscriptError(_too_large(name))
    text = decode(data, name=name)
    labels = 1 if suffix in _MARKDOWN else 2  # in other files one bold word may be emphasis
    format_ = markdown if markdown.recognises(text, least=labels) else plain
    transcript = format_.parse(text, data)
    if not _has_words(transcript):
        raise TranscriptError(f"{name} has no words in it: check that it is the right file.")

    return transcript


def _has_words(transcript: Transcript) -> bool:
    spoken = blank_out(transcript.text, transcript.asides)
    return any(
        char.isalnum() for turn in transcript.turns for char in spoken[turn.start : turn.end]
    )


def _too_large(name: str) -> str:
    return f"{name} is over {LARGEST // 1_000_000} MB: split it by episode and add the parts."
