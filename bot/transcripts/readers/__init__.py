"""Read transcript files of every supported format."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from bot.errors import TranscriptError
from bot.models import Transcript
from bot.text.offsets import blank_out
from bot.transcripts.files import LARGEST, load, too_large
from bot.transcripts.language_identification import with_language
from bot.transcripts.readers import captions, lrc, markdown, plain, substation, ttml, youtube_xml
from bot.transcripts.readers.decoding import Decoded, decode

SUFFIXES = frozenset(
    ".txt .text .md .markdown .srt .vtt .sbv .ttml .dfxp .xml .lrc .ass .ssa".split()
)
"""The suffixes of the file names that can be read, in lower case."""


@dataclass(frozen=True, slots=True)
class Format:
    """A format of text files: how it is recognised by its content, and parsed.

    `recognises` gets the decoded text and the suffix of the file's name, as a hint only; `parse`
    gets the text and the bytes of the file.
    """

    name: str
    recognises: Callable[[str, str], bool]
    parse: Callable[[str, bytes], Transcript]


FORMATS: tuple[Format, ...] = (
    Format("TTML", ttml.recognises, ttml.parse),
    Format("YouTube XML", youtube_xml.recognises, youtube_xml.parse),
    Format("SubStation Alpha", substation.recognises, substation.parse),
    Format("LRC", lrc.recognises, lrc.parse),
    Format("captions", captions.recognises, captions.parse),
    Format("markdown", markdown.recognises, markdown.parse),
    Format("text", plain.recognises, plain.parse),
)
"""The formats of text files, in the order in which they are tried; the last takes any text."""

_OTHER = {".json", ".html", ".htm", ".tsv", ".csv", ".pdf", ".docx", ".doc"}


def read(path: Path) -> Transcript:
    """Read the transcript at `path`; raise TranscriptError if that fails."""
    file = load(path)
    return parse(file.data, name=file.name)


def parse(data: bytes, *, name: str, language: str | None = None) -> Transcript:
    """Parse the bytes of a transcript; `name` is the file's, for its suffix and for messages.

    Without a `language`, which is a code, it is identified.
    Raise TranscriptError where the format is not supported, or there are no words.
    """
    suffix = Path(name).suffix.lower()
    if suffix in _OTHER:
        raise TranscriptError(
            f"{name}: {suffix} files cannot be read yet; save the transcript as .txt or .md and "
            "add that."
        )
    if len(data) > LARGEST:
        raise TranscriptError(too_large(name))
    decoded = decode(data, name=name)
    transcript = _parsed(decoded, data, suffix=suffix)
    if not _has_words(transcript):
        raise TranscriptError(f"{name} has no words in it: check that it is the right file.")
    return replace(transcript, language=language) if language else with_language(transcript)


def _parsed(decoded: Decoded, data: bytes, *, suffix: str) -> Transcript:
    text = decoded.text
    transcript = next(one for one in FORMATS if one.recognises(text, suffix)).parse(text, data)
    return replace(
        transcript,
        encoding=decoded.encoding,
        source=transcript.source if decoded.is_exact else data,
        warnings=(*decoded.warnings, *transcript.warnings),
    )


def _has_words(transcript: Transcript) -> bool:
    spoken = blank_out(transcript.text, transcript.asides)
    return any(
        char.isalnum() for turn in transcript.turns for char in spoken[turn.start : turn.end]
    )
