"""Read SubRip, WebVTT and SBV, in the dialects that tools write; pure."""

import re
from collections.abc import Iterator
from dataclasses import replace

from bot.errors import TranscriptError
from bot.models import Dropped, Transcript
from bot.transcripts.readers.block_composition import compose_blocks
from bot.transcripts.readers.caption_blocks import (
    is_sbv,
    is_timed,
    preface,
    timed_blocks,
    with_newlines,
)
from bot.translation import N_
from bot.translation import gettext as _

_BEGINNING = 20_000
_HEADER = re.compile(r"^\s{0,99}WEBVTT(?:[ \t][^\n]*)?$", re.MULTILINE)
_FIELD = re.compile(r"^(Kind|Language)[ \t]{0,9}[:=][ \t]{0,9}([\w-]{1,40})", re.MULTILINE)
_COMMENT = re.compile(
    r"\n[^\S\n]*\n(?:NOTE|STYLE|REGION)(?:[ \t][^\n]*)?(?:\n(?![^\n]{0,200}-->)[^\n]+)*"
)
_FENCE = re.compile(r"^[^\S\n]{0,9}(?:```|~~~)\w{0,20}[^\S\n]{0,9}$", re.MULTILINE)
_WORD_TIME = re.compile(r"<\d{1,3}:\d\d[:.]\d")
_UNSPOKEN = ("chapters", "metadata")
"""Kinds of WebVTT files that are no captions."""


def recognises(text: str, suffix: str) -> bool:
    """Return whether the text is timed blocks, or has the header of WebVTT and nothing else."""
    del suffix
    return is_timed(text) or bool(_HEADER.match(text[:_BEGINNING]) and "\n\n" not in text.strip())


def parse(text: str, data: bytes) -> Transcript:
    """Parse captions; raise TranscriptError where they are no words, but a list of chapters."""
    lines = _FENCE.sub("", with_newlines(text))
    header = _HEADER.search(lines[:_BEGINNING])
    fields = {key.lower(): value for key, value in _FIELD.findall(lines[:_BEGINNING])}
    if header:
        lines = _COMMENT.sub("\n\n", lines)
        if fields.get("kind", "").lower() in _UNSPOKEN:
            raise TranscriptError(
                _(
                    "This WebVTT file holds {kind}, not what is said: add the captions instead."
                ).format(kind=fields["kind"].lower())
            )
    form = _format(lines, webvtt=header is not None)
    transcript = compose_blocks(tuple(timed_blocks(lines)), data=data, format=form)
    return replace(
        transcript,
        language=fields.get("language", "") if header else "",
        dropped=(*_before("" if header else preface(lines)), *transcript.dropped),
    )


def _format(text: str, *, webvtt: bool) -> str:
    if _WORD_TIME.search(text, 0, _BEGINNING) and "<c>" in text[:_BEGINNING]:
        return "YouTube captions"
    if is_sbv(text):
        return "SBV"
    return "WebVTT" if webvtt or "<v" in text[:_BEGINNING] else "SubRip"


def _before(text: str) -> Iterator[Dropped]:
    if text:
        lines = text.split("\n")
        yield Dropped(N_("before the first caption"), len(lines), lines[0])
