"""Read transcript files of every supported format."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from bot.errors import TranscriptError
from bot.models import Transcript
from bot.text.offsets import blank_out
from bot.transcripts.files import LARGEST, load, too_large
from bot.transcripts.language_identification import with_language
from bot.transcripts.noise import mark_noise
from bot.transcripts.readers import (
    captions,
    delimited,
    html_pages,
    json_files,
    lrc,
    markdown,
    plain,
    rtf,
    substation,
    ttml,
    xml_transcripts,
    youtube_xml,
)
from bot.transcripts.readers.decoding import decode
from bot.transcripts.readers.office import parse_document
from bot.transcripts.readers.signatures import refuse_binary
from bot.translation import gettext as _

SUFFIXES = frozenset(
    """
    .txt .text .md .markdown .srt .vtt .webvtt .sbv .ttml .dfxp .lrc .ass .ssa .srv1 .srv2 .srv3
    .json3 .json .jsonl .ndjson .xml .html .htm .xhtml .tsv .csv .docx .odt .rtf
    """.split()
)
"""The suffixes of the files that an import of a folder looks at, in lower case.

A file that is named is read whatever its suffix: its content tells the format.
"""


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
    Format("RTF", rtf.recognises, rtf.parse),
    Format("JSON", json_files.recognises, json_files.parse),
    Format("TTML", ttml.recognises, ttml.parse),
    Format("YouTube XML", youtube_xml.recognises, youtube_xml.parse),
    Format("SubStation Alpha", substation.recognises, substation.parse),
    Format("LRC", lrc.recognises, lrc.parse),
    Format("captions", captions.recognises, captions.parse),
    Format("XML", xml_transcripts.recognises, xml_transcripts.parse),
    Format("HTML", html_pages.recognises, html_pages.parse),
    Format("table", delimited.recognises, delimited.parse),
    Format("markdown", markdown.recognises, markdown.parse),
    Format("text", plain.recognises, plain.parse),
)
"""The formats of text files, in the order in which they are tried; the last takes any text."""


def read(path: Path) -> Transcript:
    """Read the transcript at `path`; raise TranscriptError if that fails."""
    file = load(path)
    return parse(file.data, name=file.name)


def parse(data: bytes, *, name: str, language: str | None = None) -> Transcript:
    """Parse the bytes of a transcript; `name` is the file's, for its suffix and for messages.

    Without a `language`, which is a code, it is identified.
    Raise TranscriptError where the format is not supported, or there are no words.
    """
    if len(data) > LARGEST:
        raise TranscriptError(too_large(name))
    refuse_binary(data, name=name)
    transcript = mark_noise(parse_document(data, name=name) or _parse_text(data, name=name))
    if not _has_words(transcript):
        raise TranscriptError(
            _("{name} has no words in it: check that it is the right file.").format(name=name)
        )
    return replace(transcript, language=language) if language else with_language(transcript)


def _parse_text(data: bytes, *, name: str) -> Transcript:
    decoded = decode(data, name=name)
    suffix = Path(name).suffix.lower()
    chosen = next(one for one in FORMATS if one.recognises(decoded.text, suffix))
    try:
        transcript = chosen.parse(decoded.text, data)
    except TranscriptError as error:  # readers do not know the name of the file
        raise TranscriptError(f"{name}: {error}") from None
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
