from itertools import permutations

import pytest

from bot.feeds.preference import best_first, file_name
from bot.followed import FeedTranscript


def at(
    url: str, media_type: str = "", language: str = "", *, captions: bool = False
) -> FeedTranscript:
    return FeedTranscript(f"https://podcast.example/{url}", media_type, language, captions=captions)


JSON = at("a", "application/json")
VTT = at("a", "text/vtt")
SRT = at("a", "application/x-subrip")
CAPTIONS = at("a", "text/plain", captions=True)
HTML = at("a", "text/html")
PLAIN = at("a", "text/plain")


def test_timed_transcripts_with_speakers_come_before_untimed_ones() -> None:
    order = (JSON, VTT, SRT, CAPTIONS, HTML, PLAIN)
    assert all(best_first(given, "en") == order for given in permutations(order))


def test_the_language_of_the_episode_comes_before_the_format() -> None:
    german, english, unsaid = at("a", "application/json", "de"), at("b", "text/plain", "en-gb"), VTT
    assert best_first((german, english, unsaid), "en-us") == (unsaid, english, german)
    assert best_first((german, english, unsaid), "de") == (german, unsaid, english)
    assert best_first((german, english, unsaid), "") == (german, unsaid, english)


@pytest.mark.parametrize(
    ("transcript", "name"),
    [
        (at("t/7.vtt?x=1", "text/vtt"), "7.vtt"),
        (at("t/7.srt", "text/plain"), "7.srt"),
        (at("t/7", "application/srt"), "7.srt"),
        (at("t/7.txt", "text/vtt"), "7.vtt"),
        (at("t/7.htm", ""), "7.htm"),
        (at("t/7.php", "application/octet-stream"), "7.txt"),
        (at("t/a%0Ab%2F..%2Fc.json", "application/json"), "c.json"),
        (at("", ""), "transcript.txt"),
        (at("x" * 500 + ".md", ""), "x" * 80 + ".md"),
    ],
)
def test_a_transcript_is_named_for_its_reader(transcript: FeedTranscript, name: str) -> None:
    assert file_name(transcript) == name
