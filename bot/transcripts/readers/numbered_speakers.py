"""Name the speakers that recognisers number; pure."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from bot.transcripts.composition import Caption
from bot.transcripts.labels import learn_labels
from bot.transcripts.readers.text_cleaning import clean_text
from bot.transcripts.speaker_names import tidy_name

_NUMBERED = re.compile(
    r"(?:(?:speaker|spkr|spk|channel|chan|ch|voice|participant|person|s)[ _:#-]{0,2})?"
    r"(?:\d{1,4}|[A-Za-z])",
    re.IGNORECASE,
)
_READABLE = re.compile(r"(?:Speaker|Participant|Person|Voice) (?:\d{1,4}|[A-Z])")
_UNKNOWN = frozenset(
    "unknown unk uu none null nan n/a na unidentified undefined spk_unk speaker_unknown "
    "unknown_speaker".split()
) | {"unknown speaker", "speaker unknown", "speaker ?", "?", "-", "unnamed speaker"}
_LONGEST_NAME = 100


def name_speakers(captions: Iterable[Caption], names: Mapping[str, str]) -> Iterator[Caption]:
    """Name the speakers: by `names`, else "Speaker 1", "Speaker 2" in the order they are heard.

    That is for the numbers and letters by which recognisers tell voices apart; names and labels
    such as "Speaker 3", that people read, are kept. An unknown speaker is None.
    """
    named: dict[str, str | None] = {}
    taken = set(names.values())
    heard = 0
    for caption in captions:
        label = caption.speaker
        if label is None:
            yield caption
            continue
        if label not in named:
            named[label] = names.get(label) or _readable(label)
            if named[label] == "":
                heard += 1
                while f"Speaker {heard}" in taken:
                    heard += 1
                named[label] = f"Speaker {heard}"
            taken.add(named[label] or "")
        yield replace(caption, speaker=named[label])


def with_labels(captions: list[Caption]) -> list[Caption]:
    """Take the speakers from labels in the texts, where no caption has one; a label holds on."""
    if any(caption.speaker for caption in captions):
        return captions
    labels = learn_labels(caption.text.strip() for caption in captions)
    if not labels.names:
        return captions
    found: list[Caption] = []
    speaker: str | None = None
    for caption in captions:
        name, words = labels.split(caption.text.strip())
        speaker = name or speaker
        found.append(replace(caption, text=words, speaker=speaker))
    return found


def _readable(label: str) -> str | None:
    """Return a name that people can read, "" for a number, or None for an unknown speaker."""
    name = tidy_name(clean_text(label[:_LONGEST_NAME]))
    if not name or name.casefold() in _UNKNOWN:
        return None
    if _READABLE.fullmatch(name):
        return name
    return "" if _NUMBERED.fullmatch(name) else name
