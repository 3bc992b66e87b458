"""The targets by name: what is run, with which first inputs."""

from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.fuzz import operated, responses, seeds, shown
from benchmarks.fuzz.documents import check_chapters, check_feed, check_guide
from benchmarks.fuzz.searching import check_custom_id, check_search
from benchmarks.fuzz.transcripts import check_archive, check_named, check_transcript
from benchmarks.fuzz.typed import (
    check_addresses,
    check_dates_and_times,
    check_query,
    check_zones,
)
from benchmarks.hostile import FEEDS

Check = Callable[[bytes], None]
"""Raises AssertionError where a property does not hold, and whatever the code raises."""


@dataclass(frozen=True, slots=True)
class Target:
    """A property of any bytes, the first inputs, and the longest that are tried, in bytes."""

    check: Check
    seeds: tuple[bytes, ...]
    longest: int = 2000


TARGETS: dict[str, Target] = {
    "text": Target(
        check_transcript,
        seeds.made(
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
        seeds.made(
            "SubRip", "WebVTT", "WebVTT without end", "rolling captions", "lyrics", "numbers"
        )
        + seeds.texts(
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
        seeds.made("JSON segments", "JSON nested", "JSON never closed")
        + seeds.texts(
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
        seeds.made("HTML", "HTML nested", "HTML never closed", "TTML", "XML nested", "entities")
        + seeds.texts(
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
    "tables": Target(check_transcript, seeds.made("CSV", "CSV never closed", "TSV")),
    "documents": Target(check_transcript, seeds.made("DOCX", "zip in a zip"), longest=4000),
    "guide": Target(check_guide, seeds.texts((seeds.GUIDE,)), longest=3000),
    "feed": Target(check_feed, tuple(make(1200) for make in FEEDS.values()), longest=3000),
    "chapters": Target(check_chapters, seeds.texts((seeds.CHAPTERS,))),
    "custom ids": Target(check_custom_id, seeds.texts(seeds.IDS), longest=200),
    "search": Target(check_search, seeds.texts(seeds.QUERIES), longest=400),
    "query": Target(check_query, seeds.texts(seeds.QUERIES), longest=400),
    "dates and times": Target(check_dates_and_times, seeds.texts(seeds.TYPED), longest=120),
    "wording": Target(shown.check_wording, seeds.texts(seeds.WORDING), longest=400),
    "addresses": Target(check_addresses, seeds.texts(seeds.ADDRESSES), longest=2100),
    "zones": Target(check_zones, seeds.texts(seeds.ZONES), longest=60),
    "shown texts": Target(shown.check_shown, seeds.texts(seeds.SHOWN), longest=600),
    "text of cards": Target(shown.check_card_text, seeds.texts(seeds.CARDS), longest=600),
    "archives": Target(check_archive, seeds.ARCHIVES, longest=3000),
    "file names": Target(check_named, seeds.texts(seeds.NAMED), longest=400),
    "responses": Target(responses.check_response, seeds.RESPONSES, longest=1500),
    "compression": Target(responses.check_compressed, seeds.COMPRESSED, longest=1500),
    "redirects": Target(responses.check_redirect, seeds.texts(seeds.LOCATIONS), longest=2100),
    "settings": Target(operated.check_settings, seeds.texts(seeds.SETTINGS), longest=400),
    "lines": Target(operated.check_lines, seeds.texts(seeds.LINES), longest=400),
    "backups": Target(operated.check_backup, seeds.texts(seeds.CHANGES), longest=400),
    "models": Target(operated.check_model, operated.model_seeds(), longest=3100),
}
