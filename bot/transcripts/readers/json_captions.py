"""Take the captions out of JSON, by a known shape or by what its keys say; pure."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from bot.transcripts.composition import Caption
from bot.transcripts.readers.json_shapes import SHAPES, SPEAKERS, UNSTATED, Shape
from bot.transcripts.readers.json_values import (
    Chain,
    as_list,
    as_map,
    first,
    milliseconds,
    object_arrays,
    select,
    text_at,
)
from bot.transcripts.readers.text_cleaning import clean_text
from bot.transcripts.readers.word_merging import are_words, merge_words

_TEXT_KEYS = (
    "text body content transcript caption sentence line utterance punctuatedword word display "
    "displaytext speech transcription payload value utf8 snippet token dialogue words"
).split()
_START_KEYS = (
    "start startms starttime starttimems startseconds starttimeseconds startoffset begin begintime "
    "from offset offsetms offsetmilliseconds timestamp time timecode ts tstartms timein in tcin t0 "
    "startsec startts seconds ms position"
).split()
_END_KEYS = "end endms endtime endtimems endseconds endoffset to stop timeout out tcout t1".split()
_SPEAKER_KEYS = (
    "speaker speakername speakerlabel speakerid speakertag speakerdesignation voice spk"
).split()
_PERSON_KEYS = ("name who person participant author role channel").split()
_MILLISECOND_KEYS = re.compile(r"(?:ms|millis|milliseconds)$")
_KEY = re.compile(r"[^a-z0-9]+")
_UNITS = (1000.0, 1.0, 0.001, 0.0001)
"""Seconds, milliseconds, microseconds and ticks, in milliseconds."""

_LETTERS_A_SECOND = 13.0
_WITHIN = 80
"""In characters: how far ahead in the whole text a word is looked for."""


def captions_of(root: object, shape: Shape) -> list[Caption]:
    """Return the captions of a value that has this shape; none where it has another."""
    if shape.needs and first(root, shape.needs) is None:
        return []
    chains = [chain for chain in select(root, shape.items) if text_at(chain[-1], shape.text)]
    if not chains or not _has_times(chains, shape.start):
        return []
    unit = shape.unit
    if unit == UNSTATED:
        unit = _likely_unit([chain[-1] for chain in chains], shape)
    captions = [_caption(chain, shape, unit=unit) for chain in _without_repeats(chains)]
    if not any(caption.speaker for caption in captions):
        captions = _with_channels(captions, chains)
    if shape.labels:
        captions = _with_labels(root, captions, shape.labels, unit=unit)
    whole = text_at(root, shape.whole) if shape.whole else None
    if are_words(captions):
        captions = list(merge_words(_with_marks(captions, whole) if whole else captions))
    timed = all(caption.start_ms is not None for caption in captions)
    if shape.by_time and timed:
        captions.sort(key=lambda caption: caption.start_ms or 0)
    return captions


def _has_times(chains: Sequence[Chain], start: str) -> bool:
    return not start or any(first(chain[-1], start) is not None for chain in chains)


def _caption(chain: Chain, shape: Shape, *, unit: float) -> Caption:
    item = chain[-1]
    start = milliseconds(first(item, shape.start), unit=unit) if shape.start else None
    end = milliseconds(first(item, shape.end), unit=unit) if shape.end else None
    length = milliseconds(first(item, shape.length), unit=unit) if shape.length else None
    if end is None and start is not None and length is not None:
        end = start + length
    if end is not None and start is not None and end < start:
        end = None
    text = clean_text(text_at(item, shape.text) or "")
    return Caption(text, start, end, _speaker(chain, shape.speaker))


def _speaker(chain: Chain, keys: str) -> str | None:
    """Return the speaker that an item states, or the nearest object that it is in."""
    for value in reversed(chain):
        label = speaker_label(first(value, keys))
        if label is not None:
            return label
    return None


def speaker_label(stated: object) -> str | None:
    """Return a speaker as a text: a number, a name, or an object that has a name or id."""
    if named := as_map(stated):
        found = first(named, "name|display_name|displayName|label|speaker|id")
        return None if as_map(found) else speaker_label(found)
    if isinstance(stated, str):
        return stated.strip()[:200] or None
    if isinstance(stated, bool) or not isinstance(stated, int):
        return None
    return str(stated) if abs(stated) < 10**9 else None


def _without_repeats(chains: Sequence[Chain]) -> Sequence[Chain]:
    """Leave out what Google's last result repeats: all words again, with their speakers."""
    last = as_map(chains[-1][-1])
    tag = next((key for key in ("speakerTag", "speaker_tag") if last.get(key)), None)
    if not tag or as_map(chains[0][-1]).get(tag):
        return chains
    tagged = next(at for at, chain in enumerate(chains) if as_map(chain[-1]).get(tag))
    return chains[tagged:] if tagged * 2 >= len(chains) - 2 else chains


def _with_channels(captions: list[Caption], chains: Sequence[Chain]) -> list[Caption]:
    """Take the channels for the speakers, where there are several."""
    channels = [_speaker(chain, "channel|channelTag|channel_tag|channelIndex") for chain in chains]
    if len(set(channels)) <= 1 or len(channels) != len(captions):
        return captions
    return [replace(one, speaker=label) for one, label in zip(captions, channels, strict=True)]


def _with_labels(
    root: object, captions: Iterable[Caption], labels: tuple[str, str, str], *, unit: float
) -> list[Caption]:
    """Give the captions without speakers those that a list states for their start times."""
    path, start, speaker = labels
    stated: dict[int | None, str | None] = {}
    for chain in select(root, path):
        at = milliseconds(first(chain[-1], start), unit=unit)
        stated[at] = speaker_label(first(chain[-1], speaker))
    stated.pop(None, None)
    return [
        replace(caption, speaker=caption.speaker or stated.get(caption.start_ms))
        for caption in captions
    ]


def _with_marks(words: Sequence[Caption], whole: str) -> Sequence[Caption]:
    """Give words the marks and spaces that follow them in the whole text.

    Where many of them are not found in it, return them as they are.
    """
    whole = clean_text(whole)
    folded = whole.lower()
    if len(folded) != len(whole):
        return words
    starts: list[int] = []
    placed: list[Caption] = []
    at = 0
    for word in words:
        plain = word.text.strip().lower()
        start = folded.find(plain, at, at + _WITHIN + len(plain)) if plain else -1
        if start >= 0:
            starts.append(start)
            placed.append(word)
            at = start + len(plain)
    if len(placed) * 10 < len(words) * 9:
        return words
    starts[:1] = [0]
    ends = [*starts[1:], len(whole)]
    return [
        replace(word, text=whole[start:end])
        for word, start, end in zip(placed, starts, ends, strict=True)
    ]


def _likely_unit(items: Sequence[object], shape: Shape) -> float:
    """Return the unit by which the words would be said about as fast as people speak."""
    letters = sum(len(text_at(item, shape.text) or "") for item in items)
    starts = [milliseconds(first(item, shape.start), unit=1.0) for item in items]
    ends = [milliseconds(first(item, shape.end), unit=1.0) for item in items]
    return judge_unit(
        letters,
        [(start, end) for start, end in zip(starts, ends, strict=True) if start is not None],
    )


def judge_unit(letters: int, times: Sequence[tuple[int, int | None]]) -> float:
    """Return what a number is worth in milliseconds, from the times of so many letters."""
    lasting = sum(end - start for start, end in times if end is not None and end > start)
    if not lasting and times:
        lasting = max(start for start, _ in times) - min(start for start, _ in times)
    if lasting <= 0 or letters <= 0:
        return _UNITS[0]
    ideal = letters / _LETTERS_A_SECOND * 1000 / lasting
    return min(_UNITS, key=lambda unit: abs(math.log(unit / ideal)))


def shaped_captions(root: object) -> tuple[str, list[Caption]]:
    """Return the name of the first shape that fits, with its captions; ("", []) if none does."""
    for shape in SHAPES:
        captions = captions_of(root, shape)
        if captions:
            return shape.name, captions
    return "", []


def guessed_captions(root: object) -> list[Caption]:
    """Return the captions of the arrays with the most words whose keys say what they are."""
    shapes = (_likely_shape(path, items) for path, items in object_arrays(root).items())
    found = [(letters, shape) for shape, letters in shapes if shape and letters]
    if not found:
        return []
    return captions_of(root, max(found, key=lambda one: one[0])[1])


def _likely_shape(path: str, items: list[dict[str, object]]) -> tuple[Shape | None, int]:
    """Return the shape that the objects at a path may have, and how many letters they have."""
    keys = {_KEY.sub("", key.lower()): key for item in items[:20] for key in item}
    text = _key_of(items, keys, _TEXT_KEYS)
    start = _key_of(items, keys, _START_KEYS, timed=True)
    speaker = next((keys[one] for one in _SPEAKER_KEYS if one in keys), "")
    if not text or not (start or speaker):
        return None, 0
    end = _key_of(items, keys, _END_KEYS, timed=True)
    person = next((keys[one] for one in _PERSON_KEYS if one in keys), "")
    stated = bool(start and _MILLISECOND_KEYS.search(_KEY.sub("", start.lower())))
    shape = Shape(
        "JSON",
        path,
        text,
        start,
        end or "end",
        speaker="|".join(one for one in (speaker, SPEAKERS, person) if one),
        unit=1.0 if stated else UNSTATED,
    )
    letters = sum(len(value) for item in items if isinstance(value := item.get(text), str))
    return shape, letters


def _key_of(
    items: Sequence[Mapping[str, object]],
    keys: Mapping[str, str],
    wanted: Iterable[str],
    *,
    timed: bool = False,
) -> str:
    """Return the first wanted key that has times, or else texts, in most of the first objects."""
    for one in wanted:
        key = keys.get(one, "")
        if not key or any(mark in key for mark in ".[]|"):
            continue
        values = [item.get(key) for item in items[:20]]
        fit = [
            milliseconds(v, unit=1.0) is not None if timed else isinstance(v, str) for v in values
        ]
        if sum(fit) * 2 >= len(values):
            return key
    return ""


def speaker_names(root: object) -> dict[str, str]:
    """Return the names that a value, or an object in it, gives to the labels of its speakers."""
    names: dict[str, str] = {}
    holders = [as_map(root), *map(as_map, as_map(root).values())]
    keys = ("speakers", "speaker_names", "speakerNames", "voices", "contributors", "people")
    for stated in (holder.get(key) for holder in holders for key in keys):
        for label, value in as_map(stated).items():
            names[label] = speaker_label(value) or label
        for value in as_list(stated):
            label = speaker_label(first(value, "id|speaker|label|index|spkid|speaker_id"))
            name = first(value, "name|display_name|displayName|speaker_name")
            if label is not None and isinstance(name, str) and name.strip():
                names[label] = name.strip()[:200]
    return names
