"""Read SubRip, WebVTT and SBV, in the dialects that tools write; pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.errors import TranscriptError
from bot.models import Dropped, Transcript
from bot.transcripts.composition import compose
from bot.transcripts.readers.caption_blocks import (
    is_sbv,
    is_timed,
    preface,
    timed_blocks,
    with_newlines,
)
from bot.transcripts.readers.caption_order import in_order
from bot.transcripts.readers.caption_speakers import captions_of
from bot.transcripts.readers.rolling import collapse

_BEGINNING = 20_000
_HEADER = re.compile(r"^\s{0,99}WEBVTT(?:[ \t][^\n]*)?$", re.MULTILINE)
_FIELD = re.compile(r"^(Kind|Language)[ \t]{0,9}[:=][ \t]{0,9}([\w-]{1,40})", re.MULTILINE)
_COMMENT = re.compile(
    r"\n[^\S\n]*\n(?:NOTE|STYLE|REGION)(?:[ \t][^\n]*)?(?:\n(?![^\n]{0,200}-->)[^\n]+)*"
)
_WORD_TIME = re.compile(r"<\d{1,3}:\d\d[:.]\d")
_UNSPOKEN = ("chapters", "metadata")
"""Kinds of WebVTT files that are no captions."""


def recognises(text: str, suffix: str) -> bool:
    """Return whether the text is timed blocks, or has the header of WebVTT and nothing else."""
    del suffix
    return is_timed(text) or bool(_HEADER.match(text[:_BEGINNING]) and "\n\n" not in text.strip())


def parse(text: str, data: bytes) -> Transcript:
    """Parse captions; raise TranscriptError where they are no words, but a list of chapters."""
    lines = with_newlines(text)
    header = _HEADER.search(lines[:_BEGINNING])
    fields = {key.lower(): value for key, value in _FIELD.findall(lines[:_BEGINNING])}
    if header:
        lines = _COMMENT.sub("\n\n", lines)
        if fields.get("kind", "").lower() in _UNSPOKEN:
            raise TranscriptError(
                f"This WebVTT file holds {fields['kind'].lower()}, not what is said: add the "
                "captions instead."
            )
    blocks = tuple(timed_blocks(lines))
    collapsed = collapse(blocks)
    ordered = in_order(collapsed.blocks)
    transcript = compose(
        captions_of(ordered.blocks), data=data, format=_format(lines, webvtt=header is not None)
    )
    return replace(
        transcript,
        language=fields["language"].split("-")[0].lower()
        if header and "language" in fields
        else "",
        dropped=tuple(_dropped(collapsed.repeated, "" if header else preface(lines))),
        warnings=ordered.warnings,
    )


def _format(text: str, *, webvtt: bool) -> str:
    if _WORD_TIME.search(text, 0, _BEGINNING) and "<c>" in text[:_BEGINNING]:
        return "YouTube captions"
    if is_sbv(text):
        return "SBV"
    return "WebVTT" if webvtt or "<v" in text[:_BEGINNING] else "SubRip"


def _dropped(repeated: Sequence[str], before: str) -> Iterator[Dropped]:
    if repeated:
        yield Dropped("shown again by rolling captions", len(repeated), repeated[0])
    if before:
        lines = before.split("\n")
        yield Dropped("before the first caption", len(lines), lines[0])
