"""The targets by name: what is run, with which first inputs."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from benchmarks.fuzz.documents import check_chapters, check_feed, check_guide
from benchmarks.fuzz.searching import check_custom_id, check_search
from benchmarks.fuzz.transcripts import check_transcript
from benchmarks.fuzz.typed import check_addresses, check_dates_and_times, check_query, check_wording
from benchmarks.hostile import FEEDS, KINDS

Check = Callable[[bytes], None]
"""Raises AssertionError where a property does not hold, and whatever the code raises."""

_SEED = 400
"""In bytes, the size of a first input."""


@dataclass(frozen=True, slots=True)
class Target:
    """A property of any bytes, the first inputs, and the longest that are tried, in bytes."""

    check: Check
    seeds: tuple[bytes, ...]
    longest: int = 2000


def _made(*names: str) -> tuple[bytes, ...]:
    return tuple(KINDS[name](_SEED) for name in names)


def _texts(texts: Iterable[str]) -> tuple[bytes, ...]:
    return tuple(one.encode() for one in texts)


_GUIDE = (
    'format = 1\n[transcript]\nsha256 = "' + "ab" * 32 + '"\nlength = 85\n[episode]\n'
    'title = "Wells"\nshow = "wells"\nnumber = 1\npublished = 2026-01-01\nguests = ["Bo"]\n'
    'embargo = 2026-01-01T09:00:00Z\n[[links]]\nkind = "audio"\nurl = "https://wells.example"\n'
    'moment = "{url}?t={seconds}"\n[[speakers]]\nfrom = "5 We dig"\nto = "30 by hand"\n'
    'name = "Ann"\nsure = true\n[[chapters]]\nfrom = "5 We dig the"\ntitle = "Digging"\n'
    '[[names]]\nright = "Anne"\nheard = ["ann"]\n[[highlights]]\nfrom = "5 We dig"\n'
    'to = "30 by hand"\n[[excluded]]\nfrom = "36 Nobody counts"\nto = "61 them twice"\n'
    '[[speaker_names]]\nlabels = ["Bo"]\nname = "Bob"\n'
)
_CHAPTERS = '{"version": "1.2.0", "chapters": [{"startTime": 0, "title": "Wells", "toc": true}]}'
_QUOTE, _EPISODE = "a" * 12, "b" * 8
_IDS = (
    f"q:0:{_QUOTE}",
    f"t:1:{_EPISODE}:wells",
    f"t:1:~{_EPISODE}.0a1b2c.-.b4c00.-:wells",
    f"tj:-:{_QUOTE}",
    f"p:{_EPISODE}",
    f"so:1:{_EPISODE}",
    f"sc:1:{_EPISODE}",
    f"s:1:{_EPISODE}",
    f"g:{_EPISODE}",
    f"o:{_QUOTE}",
    "o",
    "aa:-",
    "aj:y:-",
    f"c:{_QUOTE}",
    f"x:{_QUOTE}:-1:2:b",
    f"d:20260301:{_QUOTE}",
    f"e:{_EPISODE}:{_QUOTE}",
    f"al:9223372036854775807:{_QUOTE}",
    f"qm:{_QUOTE}",
    f"k:{_QUOTE}",
    f"qa:{_EPISODE}:Ann",
    f"f:{_EPISODE}",
    "w:20260301",
    "l:1:wells",
    "ua:0123456789abcdef",
    f"lr:{_EPISODE}",
    f"dr:{_QUOTE}:-",
    f"w:{_QUOTE}",
    "mq:12",
    "ma:12",
    "mu:12",
    f"sv:{_QUOTE}",
    "sl:9",
    f"sr:9:{_QUOTE}",
    "tp:week",
    "su:time:123:0930:Europe/Berlin",
    "sm:zone:123:-:-",
    "sc:123:0930:-",
    "sw:questions:1:-:-:-",
    "sg:123:0930:UTC",
)
_TYPED = (
    "3 months ago",
    "24 december 2026",
    "2026-12-24",
    "vor 2 Wochen",
    "2026年3月4日",
    "9:30 pm",
    "2130h",
    "mon-fri, sun",
    "weekdays",
    "Berlin",
    "UTC+2:30",
    "1:02:03.5",
    "40f",
    "PT1h2m3s",
)
_QUERIES = (
    '"the lamp" -storm -"so to speak"',
    "«lamp» „storm“",
    "[wells 12 @ 12:14] [the ferry @ 1:02:03]",
    "<@123> <#1> <a:b:1> <t:1:R> </quote:1> <id:customize> @everyone",
    "# **lamp** _storm_ [keeper](https://wells.example)",
    "wat did the keper of the lighthous do",
    "lamp* NEAR(storm, 2) own : lamp AND OR NOT",
    "wells 12",
)
_WORDING = (
    "{episode} of {show}, {date}",
    "**{role}** <:bell:123456789012345678> _{speaker}_",
    "{0.__class__} {role!r} {{date}} {",
    "# ~~title~~\n-# small\n> {number}",
)
_ADDRESSES = (
    "https://ann:secret@wells.example:8443/feed.xml?a=b#c",
    "http://[::ffff:127.0.0.1]/",
    "//wells.example/..//a",
    "https://youtu.be/abc?t=1",
    "https://open.spotify.com/episode/abc",
    "{url}?t={seconds}&h={hms}",
    "#00ff00",
    "javascript:alert(1)",
)

TARGETS: dict[str, Target] = {
    "text": Target(
        check_transcript,
        _made(
            "plain sentences",
            "10,000 speakers",
            "bold labels",
            "times in brackets",
            "lines of a time",
            "headings",
            "front matter never closed",
            "mojibake",
            "ideographs",
            "Thai",
            "no punctuation",
            "quotation marks",
            "notes",
            "YAML bomb",
            "arrows",
            "capitals",
            "asterisks",
        ),
    ),
    "captions": Target(
        check_transcript,
        _made("SubRip", "WebVTT", "WebVTT without end", "rolling captions", "lyrics", "numbers")
        + _texts(
            (
                (
                    "[Script Info]\nScriptType: v4.00+\n[Events]\nFormat: Layer, Start, "
                    "End, Style, Name, MarginL, MarginR, MarginV, Text\nDialogue: 0,0:00:01.00,"
                    "0:00:02.00,Default,Ann,0,0,0,We dig {\\i1}wells{\\i0}.\\N\n"
                ),
                "0:00:01.000,0:00:02.000\nWe dig.\n\n0:00:02.000,0:00:03.000\nWells.\n",
                "1\n00:00:01,000 --> 00:00:02,000\n<v Ann>- We dig\n- Wells.\n\n",
            )
        ),
    ),
    "JSON": Target(
        check_transcript,
        _made("JSON segments", "JSON nested", "JSON never closed")
        + _texts(
            (
                '{"segments":[{"startTime":1.5,"endTime":2,"speaker":"Ann","body":"We dig."}]}',
                '{"events":[{"tStartMs":1,"dDurationMs":5,"segs":[{"utf8":"We","tOffsetMs":1}]}]}',
                '[{"start":"00:00:01","words":[{"word":"We","start":1},{"word":"dig"}]}]',
                '{"results":{"items":[{"alternatives":[{"content":"We"}],"start_time":"1"}]}}',
                '{"text":"We dig."}\n{"text":"Wells.","speaker":{"name":"Bo"}}\n',
            )
        ),
    ),
    "markup": Target(
        check_transcript,
        _made("HTML", "HTML nested", "HTML never closed", "TTML", "XML nested", "entities")
        + _texts(
            (
                (
                    "<?xml version='1.0'?><transcript><text start='1.5' dur='2'>We dig.</text>"
                    "</transcript>"
                ),
                (
                    "<timedtext format='3'><body><p t='1' d='2'><s>We</s><s t='3'>dig</s></p>"
                    "</timedtext>"
                ),
                "{\\rtf1\\ansi\\b Ann:\\b0  We dig \\'e9\\u8217?wells.\\par}",
            )
        ),
    ),
    "tables": Target(check_transcript, _made("CSV", "CSV never closed", "TSV")),
    "documents": Target(check_transcript, _made("DOCX", "zip in a zip"), longest=4000),
    "guide": Target(check_guide, _texts((_GUIDE,)), longest=3000),
    "feed": Target(check_feed, tuple(make(1200) for make in FEEDS.values()), longest=3000),
    "chapters": Target(check_chapters, _texts((_CHAPTERS,))),
    "custom ids": Target(check_custom_id, _texts(_IDS), longest=200),
    "search": Target(check_search, _texts(_QUERIES), longest=400),
    "query": Target(check_query, _texts(_QUERIES), longest=400),
    "dates and times": Target(check_dates_and_times, _texts(_TYPED), longest=120),
    "wording": Target(check_wording, _texts(_WORDING), longest=400),
    "addresses": Target(check_addresses, _texts(_ADDRESSES), longest=2100),
}
