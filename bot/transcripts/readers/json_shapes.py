"""The shapes in which recognisers and tools write transcripts as JSON: one row each.

A row says where the segments or words are, and by which keys. Paths are those of `json_values`.
"""

from dataclasses import dataclass

SECONDS, MILLISECONDS, TICKS = 1000.0, 1.0, 0.0001
"""How many milliseconds a number is worth; a tick of Azure's is 100 nanoseconds."""

UNSTATED = 0.0
"""The unit is judged by how fast the words would be said."""

SPEAKERS = (
    "speaker_name|speakerName|voice|speaker|speakerLabel|speaker_label|speakerTag|speaker_tag|"
    "users[0].username|speaker_id|speakerId|speakerDesignation|speaker_no|channel_label|participant"
)
"""The keys of speakers, which may also stand in what a segment or word is in."""

LANGUAGES = (
    "language|language_code|languageCode|detected_language|lang|locale|result.language|"
    "params.language|results.language_code|results[0].languageCode|results[0].language_code|"
    "results.channels[0].detected_language|metadata.transcription_config.language|"
    "metadata.language|metadata.languages[0]|result.transcription.languages[0]|"
    "transcription.languages[0]|languages[0]|phrases[0].locale|recognizedPhrases[0].locale|"
    "segments[0].language"
)
"""Where the language is stated."""

ENVELOPES = (
    "response|data|result|results|transcript|transcription|transcripts|output|body|payload|"
    "video|episode|asr|value|segments|captions|cues"
)
"""The keys of what a service, or a program that calls it, may wrap a transcript in."""


@dataclass(frozen=True, slots=True)
class Shape:
    """One shape: where its segments or words are, and the keys of each.

    `start` is "" where there are no times. `needs` is a path that only this shape has. `length` is
    the key of a duration, for shapes that do not state when something ends. `unit` is what a number
    is worth in milliseconds. `labels` has the path of a list of speakers by start times, and the
    keys of a start and of a speaker. With `by_time` segments are sorted, as those of several
    channels stand one after the other. The text at the path `whole` has the marks that the words
    lack.
    """

    name: str
    items: str
    text: str = "text"
    start: str = "start"
    end: str = "end"
    length: str = ""
    speaker: str = SPEAKERS
    unit: float = SECONDS
    needs: str = ""
    labels: tuple[str, str, str] | None = None
    by_time: bool = False
    whole: str = ""


SHAPES = (
    Shape("Podcasting 2.0 JSON", "segments[]", "body", "startTime", "endTime"),
    Shape("whisper.cpp JSON", "transcription[]", "text", "offsets.from", "offsets.to", unit=1.0),
    Shape(
        "whisper.cpp JSON", "transcription[]", "text", "timestamps.from", "timestamps.to", unit=1.0
    ),
    Shape("Hugging Face JSON", "chunks[]", "text", "timestamp[0]", "timestamp[1]"),
    Shape("OpenAI JSON", "segments[]", needs="segments[0].type|usage|task"),
    Shape("WhisperX JSON", "segments[]", needs="word_segments"),
    Shape("Whisper JSON", "segments[]", needs="segments[0].seek"),
    Shape(
        "Deepgram JSON",
        "results.utterances[].words[]",
        "punctuated_word|word",
        by_time=True,
    ),
    Shape(
        "Deepgram JSON",
        "results.channels[].alternatives[0].words[]",
        "punctuated_word|word",
        by_time=True,
        whole="results.channels[0].alternatives[0].transcript",
    ),
    Shape("Deepgram JSON", "results.utterances[]", "transcript", by_time=True),
    Shape(
        "Deepgram JSON",
        "results.channels[].alternatives[0].paragraphs.paragraphs[].sentences[]",
        by_time=True,
    ),
    Shape("Deepgram JSON", "results.channels[].alternatives[0]", "transcript", start=""),
    Shape(
        "AssemblyAI JSON",
        "utterances[].words[]",
        unit=MILLISECONDS,
        needs="audio_url|acoustic_model|audio_duration|speech_model|speech_model_used|status",
    ),
    Shape(
        "AssemblyAI JSON",
        "utterances[]|words[]",
        unit=MILLISECONDS,
        needs="audio_url|acoustic_model|audio_duration|speech_model|speech_model_used|status",
    ),
    Shape("Gladia JSON", "transcription.utterances[].words[]", "word"),
    Shape("Gladia JSON", "transcription.utterances[]"),
    Shape("Rev JSON", "monologues[].elements[]", "value", "ts|timestamp", "end_ts|end_timestamp"),
    Shape(
        "Amazon Transcribe JSON",
        "results.channel_labels.channels[].items[]",
        "alternatives[0].content",
        "start_time",
        "end_time",
        by_time=True,
    ),
    Shape(
        "Amazon Transcribe JSON",
        "results.items[]",
        "alternatives[0].content",
        "start_time",
        "end_time",
        labels=("results.speaker_labels.segments[].items[]", "start_time", "speaker_label"),
    ),
    Shape("Amazon Transcribe JSON", "results.audio_segments[]", "transcript", "start_time"),
    Shape("Amazon Transcribe JSON", "results.transcripts[]", "transcript", start=""),
    Shape(
        "Amazon Transcribe JSON",
        "Transcript[]",
        "Content",
        "BeginOffsetMillis",
        "EndOffsetMillis",
        speaker="ParticipantRole|ParticipantId",
        unit=MILLISECONDS,
    ),
    Shape(
        "IBM Watson JSON",
        "results[].alternatives[0].timestamps[]",
        "[0]",
        "[1]",
        "[2]",
        labels=("speaker_labels[]", "from", "speaker"),
    ),
    Shape(
        "Google JSON",
        "results[].alternatives[0].words[]",
        "word",
        "startTime|startOffset|start_time|start_offset",
        "endTime|endOffset|end_time|end_offset",
    ),
    Shape(
        "Google JSON",
        "results[].alternatives[0]",
        "transcript",
        start="",
        needs="results[0].alternatives[0].transcript",
    ),
    Shape(
        "Azure JSON",
        "phrases[]",
        "text|nBest[0].display|display",
        "offsetMilliseconds",
        length="durationMilliseconds",
        unit=MILLISECONDS,
        needs="phrases[0].offsetMilliseconds",
    ),
    Shape(
        "Azure JSON",
        "recognizedPhrases[]",
        "nBest[0].display|nBest[0].lexical",
        "offsetInTicks|offset",
        length="durationInTicks|duration",
        unit=TICKS,
        by_time=True,
    ),
    Shape(
        "Azure JSON",
        "combinedPhrases[]|combinedRecognizedPhrases[]",
        "text|display",
        start="",
    ),
    Shape(
        "Azure JSON",
        "[]",
        "DisplayText|NBest[0].Display",
        "Offset",
        length="Duration",
        speaker="SpeakerId|Speaker",
        unit=TICKS,
    ),
    Shape(
        "Speechmatics JSON",
        "results[]",
        "alternatives[0].content",
        "start_time",
        "end_time",
        speaker="alternatives[0].speaker|speaker",
    ),
    Shape(
        "ElevenLabs JSON",
        "words[]",
        needs="language_code",
        whole="text",
    ),
    Shape("ElevenLabs JSON", "transcripts[].words[]", needs="transcripts[0].words", by_time=True),
    Shape(
        "YouTube JSON",
        "events[]",
        "segs[].utf8",
        "tStartMs",
        length="dDurationMs",
        unit=MILLISECONDS,
    ),
    Shape(
        "YouTube JSON",
        "[]|snippets[]",
        length="duration|dur",
        needs="[0].duration|[0].dur|snippets[0].duration",
    ),
    Shape(
        "Podlove JSON",
        "[]|transcripts[]|transcript[]",
        start="start_ms|start",
        end="end_ms|end",
        speaker="voice|speaker",
        unit=MILLISECONDS,
        needs="[0].start_ms|transcripts[0].start_ms|transcript[0].start_ms",
    ),
    Shape(
        "Podlove JSON",
        "[].items[]|transcripts[].items[]",
        start="start_ms|start",
        end="end_ms|end",
        unit=MILLISECONDS,
    ),
    Shape("Happy Scribe JSON", "[].words[]", "text|word", "data_start", "data_end"),
    Shape("WhisperX JSON", "[]", needs="[0].speaker", unit=UNSTATED),
    Shape("Soniox JSON", "tokens[]", start="start_ms", end="end_ms", unit=MILLISECONDS),
    Shape("Fireflies JSON", "sentences[]", "text|raw_text", "start_time", "end_time"),
    Shape("pyannoteAI JSON", "turnLevelTranscription[]|wordLevelTranscription[]"),
    Shape("NeMo JSON", "sentences[]", "sentence", "start_time", "end_time"),
    Shape("NeMo JSON", "words[]", "word", "start_time", "end_time"),
    Shape("DOTe JSON", "lines[]", "text", "startTime", "endTime"),
    Shape(
        "Otter JSON",
        "transcripts[]",
        "transcript",
        "start_offset",
        "end_offset",
        unit=1 / 16,  # a number counts samples, of which there are 16,000 a second
    ),
    Shape("Vosk JSON", "result[]|[].result[]", "word"),
    Shape("Whisper JSON", "segments[]", unit=UNSTATED),
    Shape("Whisper JSON", "word_segments[]|words[]", "word|text", unit=UNSTATED, whole="text"),
)
"""The shapes in the order in which they are tried: words with marks before segments without."""
