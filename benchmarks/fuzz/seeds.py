"""The first inputs of the targets, which runs change by chance."""

import gzip
import zipfile
import zlib
from collections.abc import Iterable
from io import BytesIO

from benchmarks.hostile import KINDS

_SEED = 400
"""In bytes, the size of a first input."""


def made(*names: str) -> tuple[bytes, ...]:
    """Return hostile files of some kinds, small."""
    return tuple(KINDS[name](_SEED) for name in names)


def texts(texts: Iterable[str]) -> tuple[bytes, ...]:
    """Return texts as bytes."""
    return tuple(one.encode() for one in texts)


GUIDE = (
    'format = 1\n[transcript]\nsha256 = "' + "ab" * 32 + '"\nlength = 85\n[episode]\n'
    'title = "Wells"\nshow = "wells"\nnumber = 1\npublished = 2026-01-01\nguests = ["Bo"]\n'
    'embargo = 2026-01-01T09:00:00Z\n[[links]]\nkind = "audio"\nurl = "https://wells.example"\n'
    'moment = "{url}?t={seconds}"\n[[speakers]]\nfrom = "5 We dig"\nto = "30 by hand"\n'
    'name = "Ann"\nsure = true\n[[chapters]]\nfrom = "5 We dig the"\ntitle = "Digging"\n'
    '[[names]]\nright = "Anne"\nheard = ["ann"]\n[[highlights]]\nfrom = "5 We dig"\n'
    'to = "30 by hand"\n[[excluded]]\nfrom = "36 Nobody counts"\nto = "61 them twice"\n'
    '[[speaker_names]]\nlabels = ["Bo"]\nname = "Bob"\n'
)
CHAPTERS = '{"version": "1.2.0", "chapters": [{"startTime": 0, "title": "Wells", "toc": true}]}'
_QUOTE, _EPISODE = "a" * 12, "b" * 8
IDS = (
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
TYPED = (
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
QUERIES = (
    '"the lamp" -storm -"so to speak"',
    "«lamp» „storm“",
    "[wells 12 @ 12:14] [the ferry @ 1:02:03]",
    "<@123> <#1> <a:b:1> <t:1:R> </quote:1> <id:customize> @everyone",
    "# **lamp** _storm_ [keeper](https://wells.example)",
    "wat did the keper of the lighthous do",
    "lamp* NEAR(storm, 2) own : lamp AND OR NOT",
    "wells 12",
)
WORDING = (
    "{episode} of {show}, {date}",
    "**{role}** <:bell:123456789012345678> _{speaker}_",
    "{0.__class__} {role!r} {{date}} {",
    "# ~~title~~\n-# small\n> {number}",
)
ADDRESSES = (
    "https://ann:secret@wells.example:8443/feed.xml?a=b#c",
    "http://[::ffff:127.0.0.1]/",
    "//wells.example/..//a",
    "https://youtu.be/abc?t=1",
    "https://open.spotify.com/episode/abc",
    "{url}?t={seconds}&h={hms}",
    "#00ff00",
    "javascript:alert(1)",
)
ZONES = ("Berlin", "UTC+2:30", "Europe/London", "gmt-03", "EST", "America/Argentina/Ushuaia")
SHOWN = (
    *QUERIES,
    *WORDING,
    "```\n> # a\n``` ||b|| [c](https://wells.example) -# d\n1. e",
    "\u202eabc\u2066 \u05d0\u05d1 \u200b\u3164 e\u0301\u0301\u0301",
    "\\*a\\* \\\\_b_ __c__ ~~d~~ *** e_ _f",
    "https://wells.example/a_b_c <https://wells.example> steam://a",
)
CARDS = (
    "0We dig well-known wells/pits by hand, and Donaudampfschifffahrtsgesellschaftskapitän.",
    "1\u672c\u65e5\u306f\u6674\u5929\u306a\u308a\u3002\u300c\u3053\u306e\u30c6\u30b9\u30c8\u300d",
    "2\u0e2a\u0e27\u0e31\u0e2a\u0e14\u0e35\u0e04\u0e23\u0e31\u0e1a\u0e17\u0e38\u0e01\u0e04\u0e19",
    "3\u4f60\u597d\uff0c\u4e16\u754c\uff01abc \U0001f469\u200d\U0001f4bb\U0001f3fd",
    "4\u05d0\u05d1\u05d2 12% \u0627\u0644\u0639\u0631\u0628\u064a\u0629 a.b/c?d=e",
)
_TALK = "Ann: We dig the wells by hand.\n\nBo: Nobody counts them twice.\n"
NAMED = tuple(
    f"{name}\n{_TALK}"
    for name in ("talk.txt", "2026-03-01 12 - Wells.en.vtt", "S01E02.srt", ".json", "a" * 120)
)


def _zipped(*names: str) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(zipfile.ZipInfo(name), _TALK)
    return made.getvalue()


ARCHIVES = (
    _zipped("wells.txt", "more/../ferry.txt", ".hidden"),
    _zipped("/etc/wells\\a.txt", "..", "a/"),
    _zipped(),
)
_DOCUMENT = b"<rss/>"
RESPONSES = (
    b'\0Content-Type: Text/XML; charset=utf-8\r\nETag: W/"a"\r\nContent-Length: 6\r\n\r\n<rss/>',
    (
        b"\0Last-Modified: Sun, 01 Mar 2026 12:00:00 GMT\r\nTransfer-Encoding: chunked\r\n\r\n"
        b"3\r\n<rs\r\n3\r\ns/>\r\n0\r\n\r\n"
    ),
    b"\0Content-Encoding: gzip\r\n\r\n" + gzip.compress(_DOCUMENT, mtime=0),
    b"\0Content-Encoding: deflate\r\nETag: \xff\r\n\r\n" + zlib.compress(_DOCUMENT),
    b"\0Content-Encoding: br\r\n\r\nx",
    b"\4Retry-After: 120\r\n\r\n",
    b"\5Retry-After: Fri, 31 Dec 9999 23:59:59 -2359\r\n\r\n",
)
COMPRESSED = (
    b"\x07" + gzip.compress(_DOCUMENT, mtime=0) * 2 + bytes(9),
    b"\xff" + zlib.compress(bytes(20_000)),
    b"\x01" + zlib.compress(_DOCUMENT)[2:-4],
    b"\xff" + gzip.compress(b"", mtime=0) * 20,
)
LOCATIONS = (
    "/feed?a=b#c",
    "//ann@wells.example:443/a",
    "https://wells.example/a b",
    "http://[::ffff:127.0.0.1]:80/",
    "http://\u2100.example/%00",
    "120",
    "Sun, 01 Mar 2026 12:00:00 +2359",
)
SETTINGS = (
    "DISCORD_TOKEN=abc\nPULLQUOTE_DATA_DIR=~/wells\nPULLQUOTE_SHARDS=3\nPULLQUOTE_X=1\n",
    "PULLQUOTE_DATABASE_URL=postgresql://ann:secret@[::1]:5432/wells\n",
    "PULLQUOTE_DATABASE_URL=sqlite+aiosqlite:////wells/library.db\nPULLQUOTE_LOG_LEVEL=info\n",
    "PULLQUOTE_FEED_NETWORKS=10.0.0.0/8,::1\nexport PULLQUOTE_METRICS='[::1]:9464'\n",
    'PULLQUOTE_SITE="https://wells.example/a"\nPULLQUOTE_MODEL=./m # a\nPULLQUOTE_FONTS=~ann/f',
    "\ufeffPULLQUOTE_DISCORD_API=https://wells.example/v10\nPULLQUOTE_MENTIONS=${A:-on}",
    "PULLQUOTE_FEED_CONTACT=ann@wells.example\nPULLQUOTE_DISCORD_GATEWAY=wss://wells.example/",
)
LINES = (
    "0/4",
    "any/16",
    (
        '[{"job": "post", "since": "2026-03-01T12:00:00+00:00", "cause": "a", "tries": 2, '
        '"server": 7, "public": true, "passes": false}]'
    ),
    '{"id": "\\ud800", "command": "quote", "text": "wells", "server": "7", "limit": 5}',
    '{"id": 1.5, "command": "suggest", "option": "speaker", "text": "a", "episode": "b"}',
)
CHANGES = (
    "",
    "DROP TABLE backup; DROP TABLE note",
    "DELETE FROM alembic_version",
    "UPDATE alembic_version SET version_num = '0009'; DROP TABLE backup",
    "UPDATE backup SET value = x'05' WHERE name = 'made_at'",
    "INSERT INTO backup_file VALUES ('guides/../../a', 'b', x'789c030000000001')",
    "INSERT INTO backup_file VALUES (x'00', 7, 'c')",
    'DROP TABLE backup; CREATE TABLE "a""b" (c PRIMARY KEY) WITHOUT ROWID',
    "CREATE TRIGGER a AFTER INSERT ON note BEGIN DELETE FROM episode; END",
    "DROP TABLE backup; ALTER TABLE episode RENAME COLUMN title TO b",
    "UPDATE episode SET title = CAST(x'ff' AS TEXT)",
    "DROP TABLE backup; UPDATE note SET name = 'move', value = '['",
    "DROP TABLE backup; INSERT INTO library VALUES (5, 5)",
)
