"""What a person is shown of an import before it counts."""

from bot.episode_preparation import prepare
from bot.import_options import Options
from bot.models import Cue, Dropped, SpeakerShare, Transcript, Turn
from bot.transcripts.readers import parse

LINES = [
    "**Ann:** The ferry leaves at noon, and everybody on the island knows it by heart.",
    "**Bo:** A lighthouse keeper told me that patience is a kind of engine, too.",
    "**Ann:** Nobody counts the seagulls, but my grandmother once counted nine hundred.",
    "**Bo:** The timetable is painted on the harbour wall in letters as tall as a child.",
    "**Ann:** Why?",
]


def test_a_report_names_speakers_with_their_shares_and_samples_of_quotes() -> None:
    transcript = parse("\n\n".join(LINES).encode(), name="talk.md")
    found = prepare(transcript, key="talk", options=Options()).report
    assert [one.name for one in found.speakers] == ["Bo", "Ann"]
    assert round(sum(one.share for one in found.speakers), 6) == 1
    assert (found.quotes, found.turns, found.length_ms) == (5, 5, None)
    assert len(found.samples) == 3
    assert found.samples[0].startswith("The ferry leaves")


def test_a_report_has_the_length_and_what_the_reader_noticed() -> None:
    transcript = Transcript(
        text="We dig wells.",
        sha256="00",
        format="srt",
        turns=(Turn(0, 13, "Ann", sure=True),),
        cues=(Cue(0, 90_000, 95_000), Cue(7, 2_000)),
        encoding="UTF-16",
        dropped=(Dropped("credits", 1, "by a site"),),
        warnings=("The times go back from 0:01:30 to 0:00:02.",),
    )
    found = prepare(transcript, key="talk", options=Options()).report
    assert (found.length_ms, found.encoding, found.words) == (95_000, "UTF-16", 3)
    assert found.speakers == (SpeakerShare("Ann", 3, 1.0),)
    assert found.samples == ("We dig wells.",)
    assert (found.dropped, found.warnings) == (transcript.dropped, transcript.warnings)
