"""Measure that the import of hostile files takes linear time and bounded memory.

    python -m benchmarks.hostile [SECONDS [KIND ...]]

Each kind of file is made at one size, at twice and at four times that size. The base size doubles
until an import takes SECONDS (by default .2) of CPU, or the file is as large as may be imported.
An import is reading, segmentation, analysis and the report; a refusal in one sentence counts, too.
The table has the CPU time at the three sizes; the growth, by which factor four times the size takes
longer (4 is linear); and the peak of Python's memory for each byte of the largest file. The exit
code is 1 if a growth is above 6 while the time is above a tenth of a second.
"""

import json
import sys
import time
import tracemalloc
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO

from bot.episode_preparation import prepare
from bot.errors import PullquoteError
from bot.feeds.reader import read_feed
from bot.import_options import Options
from bot.transcripts.files import LARGEST
from bot.transcripts.readers import parse

_MOST_GROWTH = 6
_WORTH_JUDGING = 0.1
_SMALLEST = 2000
_LARGEST_STEP = LARGEST // 4
_ENOUGH = 30.0
"""In seconds: a kind that takes longer at its first size is not made larger."""

Make = Callable[[int], bytes]
"""Make a file of about so many bytes."""


@dataclass(frozen=True, slots=True)
class Measured:
    """The CPU seconds of an import, the bytes of its file, and its outcome."""

    seconds: float
    size: int
    outcome: str


def _repeated(unit: str, *, before: str = "", after: str = "") -> Make:
    return lambda size: (before + unit * (size // len(unit)) + after).encode()


def _numbered(line: Callable[[int], str], *, before: str = "", after: str = "") -> Make:
    width = len(line(1000))
    return lambda size: (before + "".join(map(line, range(size // width))) + after).encode()


def _time(number: int, point: str) -> str:
    seconds, minutes = number % 60, number // 60
    return f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02}{point}000"


def _srt(number: int) -> str:
    return f"{number}\n{_time(number, ',')} --> {_time(number + 1, ',')}\nWe dig well {number}.\n\n"


def _vtt(number: int) -> str:
    return f"{_time(number, '.')} --> {_time(number + 1, '.')}\n<v Ann{number}>We dig.\n\n"


def _segment(number: int) -> str:
    return json.dumps({"start": number, "end": number + 1, "text": f"We dig well {number}."}) + ","


def _archived(unit: str, *, name: str, before: str = "", after: str = "") -> Make:
    """Make a zip archive with a file that is stored as it is, or a document of that one part."""

    def make(size: int) -> bytes:
        stream = BytesIO()
        with zipfile.ZipFile(stream, "w") as archive:
            if name.startswith("word/"):
                archive.writestr("[Content_Types].xml", "<Types/>")
            archive.writestr(name, before + unit * (size // len(unit)) + after)
        return stream.getvalue()

    return make


def _bomb(size: int) -> bytes:
    """Make a DOCX of about so many bytes, which unpacks to a thousand times as many."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<a>" + " " * min(size * 1000, 60_000_000))
    return stream.getvalue()


_WORD = (
    "<w:document xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'><w:body>"
)
SPEECH = "We dig the wells by hand, and nobody counts them twice. "
KINDS: dict[str, Make] = {
    "plain sentences": _repeated(SPEECH),
    "one word": _repeated("well "),
    "one line without a space": _repeated("well"),
    "10,000 speakers": _numbered(lambda n: f"Ann {n % 10_000}: We dig well {n}.\n"),
    "a label on every word": _repeated("Ann: well "),
    "bold labels": _numbered(lambda n: f"**Ann {n % 99}:** We dig well {n}.\n\n"),
    "bold never closed": _repeated("**Ann "),
    "asterisks": _repeated("*"),
    "underlines": _repeated("_"),
    "square brackets": _repeated("["),
    "round brackets": _repeated("("),
    "links never closed": _repeated("[a]("),
    "angle brackets": _repeated("<"),
    "entities": _repeated("&amp;"),
    "ampersands": _repeated("&"),
    "backslashes": _repeated("\\["),
    "notes": _repeated("♪ "),
    "spaces": _repeated(" "),
    "line breaks": _repeated("\n"),
    "dashes": _repeated("- "),
    "arrows": _repeated(">> "),
    "times": _repeated("00:00:01 "),
    "times in brackets": _repeated("[00:00:01] "),
    "lines of a time": _numbered(lambda n: f"{_time(n, '.')} well\n"),
    "one line again and again": _repeated("We dig wells.\n"),
    "quotation marks": _repeated('"'),
    "full stops": _repeated("."),
    "words of a stop": _repeated("a. "),
    "dots": _repeated("a... "),
    "capitals": _repeated("ANN BO: "),
    "headings": _numbered(lambda n: f"# Well {n}\n\nWe dig.\n\n"),
    "front matter never closed": _numbered(lambda n: f"key{n}: well\n", before="---\n"),
    "mojibake": _repeated("Ã© "),
    "combining marks": _repeated("á́"),
    "ideographs": _repeated("井戸を掘る。"),
    "Thai": _repeated("ขุดบ่อ"),
    "no punctuation": _repeated("okay so we dig the wells by hand and then "),
    "SubRip": _numbered(_srt),
    "SubRip without words": _numbered(lambda n: f"{n}\n{_time(n, ',')} --> {_time(n, ',')}\n\n"),
    "arrows of cues": _repeated("00:00:01,000 --> "),
    "numbers": _numbered(lambda n: f"{n}\n"),
    "WebVTT": _numbered(_vtt, before="WEBVTT\n\n"),
    "WebVTT without end": _repeated(
        "<c><00:00:01.000>", before="WEBVTT\n\n00:01.000 --> 00:02.000\n"
    ),
    "rolling captions": _numbered(
        lambda n: f"{_time(n, '.')} --> {_time(n + 1, '.')}\nwell {n}\nwell {n + 1}\n\n",
        before="WEBVTT\n\n",
    ),
    "JSON segments": _numbered(_segment, before='{"segments": [', after='{"text": "So."}]}'),
    "JSON nested": _repeated("[", before='{"segments": '),
    "JSON never closed": _repeated('{"a": ['),
    "CSV": _numbered(
        lambda n: f'{n},{n + 1},"Ann, {n}","We dig."\n', before="start,end,speaker,text\n"
    ),
    "CSV never closed": _repeated('"a,', before="start,end,speaker,text\n"),
    "TSV": _numbered(lambda n: f"{n}\t{n + 1}\tWe dig.\n", before="start\tend\ttext\n"),
    "HTML": _numbered(lambda n: f"<p><b>Ann:</b> We dig well {n}.</p>\n", before="<html><body>"),
    "HTML nested": _repeated("<div>", before="<html><body>"),
    "HTML never closed": _repeated("<p class='", before="<html><body>"),
    "TTML": _numbered(
        lambda n: f"<p begin='{n}s' end='{n + 1}s'>We dig.</p>",
        before="<tt xmlns='http://www.w3.org/ns/ttml'><body><div>",
        after="</div></body></tt>",
    ),
    "XML nested": _repeated("<div>", before="<tt xmlns='http://www.w3.org/ns/ttml'>"),
    "DOCX": _archived(
        "<w:p><w:r><w:t>We dig the wells by hand.</w:t></w:r></w:p>",
        name="word/document.xml",
        before=_WORD,
        after="</w:body></w:document>",
    ),
    "DOCX bomb": _bomb,
    "DOCX nested": _archived("<w:p>", name="word/document.xml", before=_WORD),
    "zip in a zip": _archived("PK\x03\x04", name="wells.zip"),
    "YAML bomb": _numbered(
        lambda n: f"k{n}: &k{n} [*k{n - 1}, *k{n - 1}]\n",
        before="---\nk-1: &k-1 well\n",
        after="---\nWe dig the wells by hand.\n",
    ),
    "lyrics": _numbered(lambda n: f"[{n // 60:02}:{n % 60:02}.00]We dig well {n}.\n"),
}


def _item(number: int) -> str:
    return (
        f"<item><guid>well-{number}</guid><title>Well {number}</title>"
        "<pubDate>Sun, 01 Mar 2026 10:00:00 GMT</pubDate><description>We dig.</description>"
        f"<enclosure url='https://wells.example/{number}.mp3' type='audio/mpeg'/>"
        f"<podcast:transcript url='https://wells.example/{number}.vtt' type='text/vtt'/></item>"
    )


_RSS = "<rss xmlns:podcast='https://podcastindex.org/namespace/1.0'><channel><title>Wells</title>"
FEEDS: dict[str, Make] = {
    "feed": _numbered(_item, before=_RSS, after="</channel></rss>"),
    "feed nested": _repeated("<item>", before=_RSS),
}


def _import(data: bytes) -> str:
    ready = prepare(parse(data, name="hostile"), key="hostile", options=Options(guides=()))
    return f"{ready.report.format}, {len(ready.content.quotes):,} quotes"


def _follow(data: bytes) -> str:
    return f"feed, {len(read_feed(data, address='https://wells.example/').items):,} items"


def _measure(data: bytes) -> Measured:
    began = time.process_time()
    try:
        outcome = _follow(data) if data.startswith(b"<rss") else _import(data)
    except PullquoteError as error:
        outcome = str(error)
    return Measured(time.process_time() - began, len(data), outcome)


def _at_three_sizes(make: Make, *, seconds: float) -> tuple[Measured, Measured, Measured]:
    size = _SMALLEST
    first = _measure(make(size))
    while first.seconds < seconds and size * 2 <= _LARGEST_STEP:
        size *= 2
        first = _measure(make(size))
    if first.seconds > _ENOUGH:
        return first, first, first
    return first, _measure(make(size * 2)), _measure(make(size * 4))


def _peak(data: bytes) -> float:
    """Return the peak of Python's memory during an import, in bytes for each byte of the file."""
    tracemalloc.start()
    _measure(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / len(data)


def main() -> int:
    """Print a row for each kind; return 1 if one grows more than linearly."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 0.2
    chosen = sys.argv[2:]
    names = ("CPU s", "x 2", "x 4", "growth", "memory")
    print(f"{'kind':28}{'bytes':>12}{''.join(f'{name:>8}' for name in names)}  outcome")
    _measure(SPEECH.encode())  # the first import reads the lists of words
    steep: list[str] = []
    for name, make in {**KINDS, **FEEDS}.items():
        if chosen and name not in chosen:
            continue
        one, two, four = _at_three_sizes(make, seconds=seconds)
        growth = four.seconds / max(one.seconds, 1e-3)
        if growth > _MOST_GROWTH and four.seconds > _WORTH_JUDGING:
            steep.append(name)
        peak = _peak(make(min(four.size, 1_000_000)))
        times = "".join(f"{measured.seconds:8.2f}" for measured in (one, two, four))
        row = f"{name:28}{four.size:12,}{times}{growth:8.1f}{peak:8.0f}  {four.outcome}"
        print(row[:160], flush=True)
    print(f"\nmore than linear: {', '.join(steep) or 'none'}")
    return bool(steep)


if __name__ == "__main__":
    sys.exit(main())
