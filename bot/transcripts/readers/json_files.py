"""Read JSON: the shapes of recognisers and tools, Podcasting 2.0, YouTube and Podlove."""

import re
from collections.abc import Iterator
from dataclasses import replace

from bot.errors import TranscriptError
from bot.models import Transcript
from bot.transcripts.composition import Caption, compose
from bot.transcripts.readers.block_composition import compose_blocks
from bot.transcripts.readers.documents import Paragraph, compose_paragraphs
from bot.transcripts.readers.json_captions import (
    guessed_captions,
    shaped_captions,
    speaker_names,
)
from bot.transcripts.readers.json_shapes import ENVELOPES, LANGUAGES
from bot.transcripts.readers.json_values import as_list, as_map, first, load_json, select
from bot.transcripts.readers.numbered_speakers import name_speakers, with_labels
from bot.transcripts.readers.text_cleaning import clean_text
from bot.transcripts.readers.youtube_json import youtube_blocks
from bot.translation import N_
from bot.translation import gettext as _

_OPENING = re.compile(r"\s*(?:\{\s*(?:\"|\})|\[\s*(?:\{|\]))")
_NAMED_OPENING = re.compile(r"\s*[\[{]\s*[\[{\]}\"\d-]")
_SUFFIXES = frozenset({".json", ".jsonl", ".ndjson", ".json3", ".srv3", ".whisper"})
_WHOLE_TEXTS = "text|transcript|full_transcript|fullText|transcription|combined_text"
_LONGEST_TITLE, _LONGEST_LANGUAGE = 300, 40
_MOST_ENVELOPES = 3
_NO_TRANSCRIPT = N_(
    "this JSON has no transcript in a known shape: export the transcript as SRT, WebVTT or text, "
    "and add that."
)
_REFUSALS = (
    ("chapters", N_("this JSON has chapters, not words: add the transcript that belongs to it.")),
    (
        "error|errors|errorMessage|error_message",
        N_(
            "this JSON is an error message: export the transcript as SRT, WebVTT or text, and add "
            "that."
        ),
    ),
    (
        "TranscriptionJob",
        N_("this JSON tells the state of a job: download its result, and add that."),
    ),
    (
        "automatic_captions|formats",
        N_("this JSON describes a video: download its captions, and add those."),
    ),
    (
        "soundbites|items[0].enclosures|feed",
        N_("this JSON describes a podcast: add one of its transcripts."),
    ),
    ("diarization", N_("this JSON tells who speaks when, but not what: add the transcript.")),
    (
        "$schema|dependencies|scripts",
        N_(
            "this JSON configures a program: export the transcript as SRT, WebVTT or text, and add "
            "that."
        ),
    ),
)
"""What else JSON can be, by a key that it has, in the order in which they are tried."""


def recognises(text: str, suffix: str) -> bool:
    """Return whether the text begins as an object or an array of objects does in JSON."""
    opening = _NAMED_OPENING if suffix in _SUFFIXES else _OPENING
    return opening.match(text) is not None


def parse(text: str, data: bytes) -> Transcript:
    """Parse JSON; raise TranscriptError where it is damaged or has no transcript."""
    root = load_json(text)
    if blocks := list(youtube_blocks(root)):
        return compose_blocks(blocks, data=data, format="YouTube JSON")
    for value in _envelopes(root):
        name, captions = shaped_captions(value)
        if captions:
            return _transcript(root, value, captions, data=data, name=name)
    captions = guessed_captions(root)
    if captions:
        return _transcript(root, root, captions, data=data, name="JSON")
    lines = [line for caption in _whole_text(root) for line in caption.text.split("\n")]
    if any(map(str.strip, lines)):
        found = compose_paragraphs(map(Paragraph, lines), data=data, format="JSON")
        if found.text.strip():  # else the lines are only times
            return found
    raise TranscriptError(_refusal(root))


def _envelopes(root: object) -> Iterator[object]:
    """Yield a value, then those that it is wrapped around."""
    waiting = [root]
    for _depth in range(_MOST_ENVELOPES):
        yield from waiting
        waiting = [inner for value in waiting for inner in _inner(value)][:20]


def _inner(value: object) -> Iterator[object]:
    listed = as_list(value)
    if len(listed) == 1:
        yield listed[0]
    for key in ENVELOPES.split("|"):
        found = as_map(value).get(key)
        if isinstance(found, dict | list):
            yield found
    if len(as_map(value)) == 1:  # Google's results, by the address of the recording
        yield from (found for found in as_map(value).values() if isinstance(found, dict))


def _whole_text(root: object) -> list[Caption]:
    """Return the text of a file that has no times."""
    for value in _envelopes(root):
        chains = select(value, "[]") or [(value,)]
        texts = [first(chain[-1], _WHOLE_TEXTS) for chain in chains]
        found = [Caption(clean_text(text)) for text in texts if isinstance(text, str)]
        if any(caption.text.strip() for caption in found) and not first(value, "error"):
            return found
    return []


def _transcript(
    root: object, value: object, captions: list[Caption], *, data: bytes, name: str
) -> Transcript:
    names = speaker_names(root) | speaker_names(value)
    captions = with_labels(captions)
    language = first(value, LANGUAGES) or first(root, LANGUAGES)
    title = first(value, "title|metadata.title") or first(root, "title|metadata.title")
    return replace(
        compose(name_speakers(captions, names), data=data, format=name),
        language=_language(language),
        title=_title(title),
    )


def _language(stated: object) -> str:
    return stated if isinstance(stated, str) and len(stated) <= _LONGEST_LANGUAGE else ""


def _title(stated: object) -> str | None:
    if not isinstance(stated, str) or len(stated) > _LONGEST_TITLE:
        return None
    return " ".join(clean_text(stated).split()) or None


def _refusal(root: object) -> str:
    found = (sentence for keys, sentence in _REFUSALS if first(root, keys) is not None)
    return _(next(found, _NO_TRANSCRIPT))
