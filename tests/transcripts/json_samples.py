"""Made-up transcripts in the JSON of each recogniser and tool, with what is right for each."""

import re
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Sample:
    """A JSON value, with the turns, their speakers and first times that are right for it."""

    name: str
    value: Any
    turns: tuple[tuple[str | None, str], ...]
    starts: tuple[int | None, ...] = ()
    language: str = ""
    title: str | None = None


WELLS = "We dig wells by hand."
WHY = "Why by hand?"
TWO = (("Speaker 1", WELLS), ("Speaker 2", WHY))
ONE = ((None, f"{WELLS} {WHY}"),)
TIMES = (500, 3000)


def words(key: str, *, start: str, end: str, scale: float, **more: Any) -> list[dict[str, Any]]:
    """Return the words of two people, with marks, from 0.5 s on; `more` has pairs for the two."""
    said = [(word, 0) for word in WELLS.split()] + [(word, 1) for word in WHY.split()]
    at = [0.5, 0.8, 1.1, 1.5, 1.8, 3.0, 3.4, 3.6]
    return [
        {key: word, start: _number(at[i] * scale), end: _number((at[i] + 0.25) * scale)}
        | {name: pair[who] for name, pair in more.items()}
        for i, (word, who) in enumerate(said)
    ]


def _number(value: float) -> float | int:
    return int(value) if value > 100 else round(value, 3)


def segments(*keys: str, scale: float, **more: Any) -> list[dict[str, Any]]:
    """Return two segments with the keys of text, start and end; `more` has pairs for the two."""
    text, start, end = keys
    return [
        {text: said, start: _number(begin * scale), end: _number(stop * scale)}
        | {name: pair[who] for name, pair in more.items()}
        for who, (said, begin, stop) in enumerate([(WELLS, 0.5, 2.0), (WHY, 3.0, 4.0)])
    ]


def _amazon_items() -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = []
    for word in words("w", start="s", end="e", scale=1):
        plain = word["w"].rstrip(".?")
        items.append(
            {
                "type": "pronunciation",
                "start_time": str(word["s"]),
                "end_time": str(word["e"]),
                "alternatives": [{"confidence": "0.99", "content": plain}],
            }
        )
        if plain != word["w"]:
            mark = {"confidence": "0.0", "content": word["w"][-1]}
            items.append({"type": "punctuation", "alternatives": [mark]})
    return items


def _rev(said: str, *, start: float) -> list[dict[str, Any]]:
    elements: list[dict[str, Any]] = []
    for number, word in enumerate(said[:-1].split()):
        elements += [{"type": "punct", "value": " "}] if number else []
        ts = start + 0.3 * number
        elements.append({"type": "text", "value": word, "ts": ts, "end_ts": ts + 0.25})
    return [*elements, {"type": "punct", "value": said[-1]}]


def _speechmatics() -> list[dict[str, Any]]:
    results: list[dict[str, Any]] = []
    for word in words("w", start="s", end="e", scale=1, who=("S1", "S2")):
        for content in (word["w"].rstrip(".?"), re.sub(r"\w+", "", word["w"])):
            mark = content in {".", "?"}
            if content:
                results.append(
                    {
                        "type": "punctuation" if mark else "word",
                        "start_time": word["s"],
                        "end_time": word["e"],
                        "alternatives": [{"content": content, "speaker": word["who"]}],
                    }
                    | ({"attaches_to": "previous"} if mark else {})
                )
    return results


def _elevenlabs() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for word in words(
        "text", start="start", end="end", scale=1, speaker_id=("speaker_0", "speaker_1")
    ):
        found.append(word | {"type": "word"})
        space = {"text": " ", "type": "spacing", "start": word["end"], "end": word["end"]}
        found.append(space | {"speaker_id": word["speaker_id"]})
    return found


def _google(words_: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    return {
        "alternatives": [{"transcript": " ".join(w["word"] for w in words_), "words": words_}]
    } | more


_SECONDS = words("word", start="startTime", end="endTime", scale=1)
_TIMED = [w | {"startTime": f"{w['startTime']}s", "endTime": f"{w['endTime']}s"} for w in _SECONDS]
_TAGGED = [w | {"speakerTag": 1 if i < 5 else 2} for i, w in enumerate(_TIMED)]
_DEEPGRAM = [
    w | {"word": w["punctuated_word"].lower().rstrip(".?")}
    for w in words("punctuated_word", start="start", end="end", scale=1, speaker=(0, 1))
]
_NAMED = (("Ann", WELLS), ("Bo Roe", WHY))

SAMPLES = (
    Sample(
        "Podcasting 2.0 JSON",
        {
            "version": "1.0.0",
            "segments": segments(
                "body", "startTime", "endTime", scale=1, speaker=("Ann", "Bo Roe")
            ),
        },
        _NAMED,
        TIMES,
    ),
    Sample(
        "Podcasting 2.0 JSON",
        {
            "version": "1.0.0",
            "segments": words(
                "body", start="startTime", end="endTime", scale=1, speaker=("Ann", "Bo Roe")
            ),
        },
        _NAMED,
        TIMES,
    ),
    Sample(
        "Whisper JSON",
        {
            "text": f" {WELLS} {WHY}",
            "segments": [
                one | {"id": i, "seek": 0, "tokens": [1, 2], "avg_logprob": float("nan")}
                for i, one in enumerate(segments("text", "start", "end", scale=1))
            ],
            "language": "en",
        },
        ONE,
        TIMES,
        "en",
    ),
    Sample(
        "whisper.cpp JSON",
        {
            "systeminfo": "",
            "model": {"type": "base"},
            "params": {"language": "de"},
            "result": {"language": "en"},
            "transcription": [
                {
                    "timestamps": {"from": "00:00:00,500", "to": "00:00:02,000"},
                    "offsets": {"from": 500, "to": 2000},
                    "text": f" {WELLS}",
                },
                {
                    "timestamps": {"from": "00:00:03,000", "to": "00:00:04,000"},
                    "offsets": {"from": 3000, "to": 4000},
                    "text": f" {WHY}",
                },
            ],
        },
        ONE,
        TIMES,
        "en",
    ),
    Sample(
        "Hugging Face JSON",
        {
            "text": f" {WELLS} {WHY}",
            "chunks": [
                {"timestamp": [0.5, 2.0], "text": f" {WELLS}"},
                {"timestamp": [3.0, None], "text": f" {WHY}"},
            ],
        },
        ONE,
        TIMES,
    ),
    Sample(
        "OpenAI JSON",
        {
            "task": "transcribe",
            "language": "english",
            "duration": 4.0,
            "text": f"{WELLS} {WHY}",
            "segments": segments("text", "start", "end", scale=1),
        },
        ONE,
        TIMES,
        "english",
    ),
    Sample(
        "OpenAI JSON",
        {
            "text": f"{WELLS} {WHY}",
            "segments": segments(
                "text",
                "start",
                "end",
                scale=1,
                speaker=("A", "B"),
                type=("transcript.text.segment",) * 2,
            ),
        },
        TWO,
        TIMES,
    ),
    Sample(
        "Whisper JSON",
        {
            "task": "transcribe",
            "text": f"{WELLS} {WHY}",
            "words": [
                w | {"word": w["word"].rstrip(".?")}
                for w in words("word", start="start", end="end", scale=1)
            ],
        },
        ONE,
        TIMES,
    ),
    Sample(
        "WhisperX JSON",
        {
            "segments": [
                one
                | {
                    "words": [
                        {"word": "25"},
                        {"word": "wells", "start": 0.9, "end": 1, "score": 0.5},
                    ]
                }
                for one in segments(
                    "text", "start", "end", scale=1, speaker=("SPEAKER_01", "SPEAKER_00")
                )
            ],
            "word_segments": [],
            "language": "en",
        },
        TWO,
        TIMES,
        "en",
    ),
    Sample(
        "WhisperX JSON",
        segments("text", "start", "end", scale=1, speaker=("SPEAKER_00", "SPEAKER_01")),
        TWO,
        TIMES,
    ),
    Sample(
        "Deepgram JSON",
        {
            "metadata": {"request_id": "x", "duration": 4.0},
            "results": {
                "channels": [
                    {
                        "detected_language": "en",
                        "alternatives": [{"transcript": f"{WELLS} {WHY}", "words": _DEEPGRAM}],
                    }
                ]
            },
        },
        TWO,
        TIMES,
        "en",
    ),
    Sample(
        "Deepgram JSON",
        {
            "results": {
                "channels": [
                    {"alternatives": [{"transcript": WELLS, "words": _DEEPGRAM[:5]}]},
                    {"alternatives": [{"transcript": WHY, "words": _DEEPGRAM[5:]}]},
                ],
                "utterances": [
                    {"start": 0.5, "end": 2, "transcript": WELLS, "channel": 0, "speaker": 0},
                    {"start": 3.0, "end": 4, "transcript": WHY, "channel": 1, "speaker": 1},
                ],
            },
        },
        TWO,
        TIMES,
    ),
    Sample(
        "Deepgram JSON",
        {
            "results": {
                "channels": [
                    {
                        "alternatives": [
                            {
                                "paragraphs": {
                                    "paragraphs": [
                                        {
                                            "speaker": 0,
                                            "sentences": [{"text": WELLS, "start": 0.5, "end": 2}],
                                        },
                                        {
                                            "speaker": 1,
                                            "sentences": [{"text": WHY, "start": 3.0, "end": 4}],
                                        },
                                    ]
                                }
                            }
                        ]
                    }
                ]
            },
        },
        TWO,
        TIMES,
    ),
    Sample(
        "Deepgram JSON",
        {
            "results": {
                "channels": [
                    {"alternatives": [{"words": [w | {"speaker": None} for w in _DEEPGRAM[5:]]}]},
                    {"alternatives": [{"words": [w | {"speaker": None} for w in _DEEPGRAM[:5]]}]},
                ],
            },
        },
        TWO,
        TIMES,
    ),
    Sample(
        "AssemblyAI JSON",
        {
            "id": "x",
            "status": "completed",
            "audio_url": "https://files.example/a.mp3",
            "language_code": "en_us",
            "text": f"{WELLS} {WHY}",
            "words": words("text", start="start", end="end", scale=1000, speaker=("A", "B")),
            "utterances": [
                one
                | {"words": words("text", start="start", end="end", scale=1000)[5 * i : 5 + 3 * i]}
                for i, one in enumerate(
                    segments("text", "start", "end", scale=1000, speaker=("A", "B"))
                )
            ],
        },
        TWO,
        TIMES,
        "en_us",
    ),
    Sample(
        "JSON",
        {"utterances": segments("text", "start", "end", scale=1000, speaker=("A", "B"))},
        TWO,
        TIMES,
    ),
    Sample(
        "Gladia JSON",
        {
            "id": "x",
            "status": "done",
            "result": {
                "transcription": {
                    "languages": ["en"],
                    "full_transcript": f"{WELLS} {WHY}",
                    "utterances": [
                        one
                        | {
                            "words": [
                                w | {"word": f" {w['word']}"}
                                for w in words("word", start="start", end="end", scale=1)[
                                    5 * i : 5 + 3 * i
                                ]
                            ]
                        }
                        for i, one in enumerate(
                            segments("text", "start", "end", scale=1, speaker=(0, 1))
                        )
                    ],
                }
            },
        },
        TWO,
        TIMES,
        "en",
    ),
    Sample(
        "Rev JSON",
        {
            "monologues": [
                {"speaker": 0, "elements": _rev(WELLS, start=0.5)},
                {"speaker": 1, "elements": _rev(WHY, start=3.0)},
            ]
        },
        TWO,
        TIMES,
    ),
    Sample(
        "Rev JSON",
        {
            "speakers": [{"id": 0, "name": "Ann"}, {"id": 1, "name": "Bo Roe"}],
            "monologues": [
                {
                    "speaker": number,
                    "elements": [
                        {"type": "text", "value": said, "timestamp": stamp, "end_timestamp": stamp}
                    ],
                }
                for number, (said, stamp) in enumerate(
                    [(WELLS, "00:00:00,500"), (WHY, "00:00:03,000")]
                )
            ],
        },
        _NAMED,
        TIMES,
    ),
    Sample(
        "Amazon Transcribe JSON",
        {
            "jobName": "x",
            "accountId": "1",
            "status": "COMPLETED",
            "results": {
                "language_code": "en-US",
                "transcripts": [{"transcript": f"{WELLS} {WHY}"}],
                "items": _amazon_items(),
                "speaker_labels": {
                    "speakers": 2,
                    "segments": [
                        {
                            "speaker_label": label,
                            "items": [
                                {"start_time": one["start_time"], "speaker_label": label}
                                for one in items
                                if "start_time" in one
                            ],
                        }
                        for label, items in (
                            ("spk_0", _amazon_items()[:6]),
                            ("spk_1", _amazon_items()[6:]),
                        )
                    ],
                },
            },
        },
        TWO,
        TIMES,
        "en-US",
    ),
    Sample(
        "Amazon Transcribe JSON",
        {
            "results": {
                "transcripts": [{"transcript": f"{WELLS} {WHY}"}],
                "items": [
                    one | {"speaker_label": "spk_0" if i < 6 else "spk_1"}
                    for i, one in enumerate(_amazon_items())
                ],
                "audio_segments": [],
            }
        },
        TWO,
        TIMES,
    ),
    Sample(
        "Amazon Transcribe JSON",
        {
            "results": {
                "channel_labels": {
                    "channels": [
                        {"channel_label": "ch_0", "items": _amazon_items()[:6]},
                        {"channel_label": "ch_1", "items": _amazon_items()[6:]},
                    ]
                },
                "items": _amazon_items(),
            }
        },
        TWO,
        TIMES,
    ),
    Sample(
        "Google JSON",
        {"results": [_google(_TIMED[:5]), _google(_TIMED[5:]), _google(_TAGGED)]},
        TWO,
        TIMES,
    ),
    Sample(
        "Google JSON",
        {
            "name": "x",
            "done": True,
            "response": {
                "results": [
                    _google(
                        [
                            {
                                "word": w["word"],
                                "startOffset": w["startTime"],
                                "endOffset": w["endTime"],
                                "speakerLabel": str(w["speakerTag"]),
                            }
                            for w in _TAGGED
                        ],
                        languageCode="en-us",
                    )
                ]
            },
        },
        TWO,
        TIMES,
        "en-us",
    ),
    Sample(
        "Azure JSON",
        {
            "durationMilliseconds": 4000,
            "combinedPhrases": [{"text": f"{WELLS} {WHY}"}],
            "phrases": [
                {
                    "speaker": number,
                    "offsetMilliseconds": at,
                    "durationMilliseconds": 900,
                    "text": said,
                    "locale": "en-US",
                }
                for number, at, said in ((1, 500, WELLS), (2, 3000, WHY))
            ],
        },
        TWO,
        TIMES,
        "en-US",
    ),
    Sample(
        "Azure JSON",
        {
            "source": "x",
            "combinedRecognizedPhrases": [{"channel": 0, "display": f"{WELLS} {WHY}"}],
            "recognizedPhrases": [
                {
                    "recognitionStatus": "Success",
                    "channel": 0,
                    "speaker": number,
                    "offset": f"PT{ticks / 1e7}S",
                    "duration": "PT0.9S",
                    "offsetInTicks": ticks,
                    "durationInTicks": 9000000.0,
                    "nBest": [{"confidence": 0.9, "lexical": said.lower(), "display": said}],
                }
                for number, ticks, said in ((1, 5000000.0, WELLS), (2, 30000000.0, WHY))
            ],
        },
        TWO,
        TIMES,
    ),
    Sample(
        "Speechmatics JSON",
        {
            "format": "2.9",
            "metadata": {"transcription_config": {"language": "en"}},
            "results": _speechmatics(),
        },
        TWO,
        TIMES,
        "en",
    ),
    Sample(
        "ElevenLabs JSON",
        {"language_code": "eng", "text": f"{WELLS} {WHY}", "words": _elevenlabs()},
        TWO,
        TIMES,
        "eng",
    ),
    Sample(
        "YouTube JSON",
        {
            "wireMagic": "pb3",
            "events": [
                {"tStartMs": 0, "dDurationMs": 9000, "id": 1, "wpWinPosId": 1},
                {
                    "tStartMs": 500,
                    "dDurationMs": 2000,
                    "segs": [{"utf8": "We dig"}, {"utf8": " wells by hand."}],
                },
                {"tStartMs": 2400, "aAppend": 1, "segs": [{"utf8": "\n"}]},
                {"tStartMs": 3000, "dDurationMs": 900, "segs": [{"utf8": "Why by&nbsp;hand?"}]},
            ],
        },
        ONE,
        TIMES,
    ),
    Sample(
        "YouTube JSON",
        [
            {"text": WELLS, "start": 0.5, "duration": 2.0},
            {"text": "Why\nby hand?", "start": 3.0, "duration": 1.0},
        ],
        ONE,
        TIMES,
    ),
    Sample(
        "Podlove JSON",
        [
            {
                "start": "00:00:00.500",
                "start_ms": 500,
                "end": "00:00:02.000",
                "end_ms": 2000,
                "speaker": "7",
                "voice": "Ann",
                "text": WELLS,
            },
            {
                "start": "00:00:03.000",
                "start_ms": 3000,
                "end_ms": 4000,
                "voice": "Bo Roe",
                "text": WHY,
            },
        ],
        _NAMED,
        TIMES,
    ),
    Sample(
        "Podlove JSON",
        {
            "transcripts": [
                {"start_ms": 500, "end_ms": 2000, "speaker": "ann", "text": WELLS},
                {"start_ms": 3000, "end_ms": 4000, "speaker": "bo", "text": WHY},
            ],
            "contributors": [{"id": "ann", "name": "Ann"}, {"id": "bo", "name": "Bo Roe"}],
        },
        _NAMED,
        TIMES,
    ),
    Sample(
        "Whisper JSON",
        {
            "speakers": {"spk_0": "Ann", "spk_1": "Bo Roe"},
            "segments": segments("text", "start", "end", scale=1, speakerLabel=("spk_0", "spk_1")),
        },
        _NAMED,
        TIMES,
    ),
    Sample(
        "Whisper JSON",  # as Buzz writes it, in milliseconds
        {"segments": segments("text", "start", "end", scale=1000)},
        ONE,
        TIMES,
    ),
    Sample(
        "Happy Scribe JSON",
        [
            {
                "speaker": name,
                "words": [
                    {"text": f"{w['w']} ", "data_start": w["s"], "data_end": w["e"]}
                    for w in words("w", start="s", end="e", scale=1)[part]
                ],
            }
            for name, part in (("Speaker 1", slice(5)), ("Speaker 2", slice(5, 8)))
        ],
        TWO,
        TIMES,
    ),
    Sample(
        "Fireflies JSON",
        {
            "data": {
                "transcript": {
                    "title": "On wells",
                    "sentences": segments(
                        "text", "start_time", "end_time", scale=1, speaker_name=("Ann", "Bo Roe")
                    ),
                }
            }
        },
        _NAMED,
        TIMES,
        title="On wells",
    ),
    Sample(
        "Soniox JSON",
        {
            "tokens": [
                {"text": text, "start_ms": at, "end_ms": at + 100, "speaker": "1"}
                for text, at in (
                    ("We", 500),
                    (" di", 700),
                    ("g", 800),
                    (" wells", 900),
                    (".", 1000),
                )
            ]
        },
        (("Speaker 1", "We dig wells."),),
        (500,),
    ),
    Sample(
        "pyannoteAI JSON",
        {
            "jobId": "x",
            "output": {
                "diarization": [],
                "turnLevelTranscription": segments(
                    "text", "start", "end", scale=1, speaker=("SPEAKER_00", "SPEAKER_01")
                ),
            },
        },
        TWO,
        TIMES,
    ),
    Sample(
        "Vosk JSON",
        [
            {"result": words("word", start="start", end="end", scale=1)[:5], "text": WELLS},
            {"result": words("word", start="start", end="end", scale=1)[5:], "text": WHY},
        ],
        ONE,
        TIMES,
    ),
    Sample(
        "IBM Watson JSON",
        {
            "results": [
                {
                    "final": True,
                    "alternatives": [
                        {
                            "transcript": WELLS,
                            "timestamps": [
                                [w["w"], w["s"], w["e"]]
                                for w in words("w", start="s", end="e", scale=1)
                            ],
                        }
                    ],
                }
            ],
            "speaker_labels": [
                {"from": w["s"], "to": w["e"], "speaker": 0 if i < 5 else 2}
                for i, w in enumerate(words("w", start="s", end="e", scale=1))
            ],
        },
        TWO,
        TIMES,
    ),
    Sample("DOTe JSON", {"lines": segments("text", "startTime", "endTime", scale=1)}, ONE, TIMES),
    Sample(
        "JSON",  # an interchange format that nobody has described
        {
            "meta": {"tags": [{"text": "wells", "weight": 0.5}]},
            "tracks": [
                {
                    "id": 3,
                    "blocks": [
                        {"who": "Ann", "at": 1, "timecode": "00:00:00.500", "Content": WELLS},
                        {"who": "Bo Roe", "at": 2, "timecode": "00:00:03.000", "Content": WHY},
                    ],
                }
            ],
        },
        _NAMED,
        TIMES,
    ),
    Sample("JSON", {"text": f"{WELLS} {WHY}"}, ONE, ()),
    Sample("JSON", {"text": f"Ann: {WELLS}\nBo Roe: {WHY}\n" * 2}, _NAMED * 2, ()),
    Sample(
        "JSON",  # as Premiere writes it: words in segments, and names in a list
        {
            "language": "en-us",
            "segments": [
                {
                    "speaker": f"u{who}",
                    "words": [
                        {"text": w["w"], "start": w["s"], "duration": 0.3, "type": "word"}
                        for w in words("w", start="s", end="e", scale=1)[part]
                    ],
                }
                for who, part in enumerate((slice(5), slice(5, 8)))
            ],
            "speakers": [{"id": "u0", "name": "Ann"}, {"id": "u1", "name": "Bo Roe"}],
        },
        _NAMED,
        TIMES,
        "en-us",
    ),
    Sample(
        "JSON",  # sentences in paragraphs, which have the speakers
        {
            "paragraphs": [
                {"speaker": name, "sentences": [{"text": said, "start": at, "end": at + 1}]}
                for name, said, at in (("Ann", WELLS, 0.5), ("Bo Roe", WHY, 3.0))
            ]
        },
        _NAMED,
        TIMES,
    ),
    Sample(
        "JSON",  # an object that counts its segments
        {
            str(number): one
            for number, one in enumerate(
                [
                    *segments("text", "start", "end", scale=1, speaker=("Ann", "Bo Roe")),
                    {"text": "So.", "start": 5.0, "end": 6.0, "speaker": "Ann"},
                ]
            )
        },
        (*_NAMED, ("Ann", "So.")),
        (*TIMES, 5000),
    ),
    Sample(
        "Whisper JSON",  # with labels in the texts
        {
            "segments": [
                {"start": 0.5, "end": 2.0, "text": f"[SPEAKER_01]: {WELLS}"},
                {"start": 3.0, "end": 4.0, "text": f"[SPEAKER_00]: {WHY}"},
                {"start": 5.0, "end": 6.0, "text": "[SPEAKER_01]: For joy."},
            ]
        },
        (*TWO, ("Speaker 1", "For joy.")),
        (*TIMES, 5000),
    ),
)
