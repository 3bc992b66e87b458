import json
import re
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.errors import GuideError
from bot.guide import (
    AnchorPoint,
    ChapterMark,
    Details,
    MarkedRange,
    SpeakerRange,
    find_guide,
    parse_guide,
    read_guide,
)
from bot.guide.toml_tables import KEYS
from bot.models import Link, NameCorrection, SpeakerName

SHA = "ab" * 32
HEAD = f'format = 1\n[transcript]\nsha256 = "{SHA}"\n'
WHOLE = f"""
format = 1
[transcript]
sha256 = "{SHA.upper()}"
length = 900
[episode]
title = "The tide"
show = "night-sea"
show_title = "Night Sea"
number = 4
published = 2025-03-01
guests = ["Ada", " Bo "]
spoiler = true
embargo = 2026-01-01T09:00:00Z
[[links]]
kind = "video"
url = "https://example.org/v"
moment = "{{url}}&t={{seconds}}s"
[[speakers]]
from = "0 Good evening all"
to = "40 so they say"
name = "Host"
sure = true
[[speakers]]
from = "41 Mm"
[[speaker_names]]
labels = ["Speaker 1", "Dan"]
name = "Dan Ott"
[[chapters]]
from = "0 Good evening"
title = "Start"
summary = "One thing. And another."
[[names]]
right = "Ada Lovelace"
heard = ["Aida Loveless", "Ada Love Lace"]
[[highlights]]
from = "5 the moon pulls"
to = "60 twice a day"
[[excluded]]
from = "70 this week's sponsor"
to = "90 thank them"
reason = "an advert"
"""


def test_every_key_is_read() -> None:
    guide = parse_guide(WHOLE)
    assert (guide.sha256, guide.length) == (SHA, 900)
    assert guide.episode == Details(
        title="The tide",
        show="night-sea",
        show_title="Night Sea",
        number=4,
        published=date(2025, 3, 1),
        guests=("Ada", "Bo"),
        spoiler=True,
        embargo=datetime(2026, 1, 1, 9, tzinfo=UTC),
        links=(Link("video", "https://example.org/v", "{url}&t={seconds}s"),),
    )
    assert guide.speakers == (
        SpeakerRange(
            AnchorPoint(0, "Good evening all"),
            AnchorPoint(40, "so they say", closing=True),
            "Host",
            True,
        ),
        SpeakerRange(AnchorPoint(41, "Mm")),
    )
    assert guide.speaker_names == (
        SpeakerName("Speaker 1", "Dan Ott"),
        SpeakerName("Dan", "Dan Ott"),
    )
    assert guide.chapters == (
        ChapterMark(AnchorPoint(0, "Good evening"), "Start", "One thing. And another."),
    )
    assert guide.names == (
        NameCorrection("Aida Loveless", "Ada Lovelace"),
        NameCorrection("Ada Love Lace", "Ada Lovelace"),
    )
    assert guide.highlights == (
        MarkedRange(AnchorPoint(5, "the moon pulls"), AnchorPoint(60, "twice a day", closing=True)),
    )
    assert guide.excluded[0].reason == "an advert"


def test_a_guide_needs_only_the_hash_of_its_transcript() -> None:
    guide = parse_guide(HEAD)
    assert guide.episode == Details()
    assert list(guide.anchor_points()) == []


@pytest.mark.parametrize(
    ("lines", "line", "key"),
    [
        ("[episode]\ntitle = 3", 5, "title"),
        ("[episode]\n\ntitel = 'x'", 6, "titel"),
        ("[episode]\ntitle = ' '", 5, "title"),
        ("[episode]\nnumber = true", 5, "number"),
        ("[episode]\nnumber = 10000000000000000000", 5, "number"),
        ("[episode]\nshow = 'Night Sea'", 5, "show"),
        ("[episode]\npublished = 2025-03-01T09:00:00Z", 5, "published"),
        ("[episode]\nembargo = 2026-01-01T09:00:00", 5, "embargo"),
        ("[episode]\nguests = 'Ada'", 5, "guests"),
        ("[episode]\nguests = ['Ada', 3]", 5, "guests"),
        ("[[links]]\nkind = 'tape'\nurl = 'https://e.org'", 5, "kind"),
        ("[[links]]\nkind = 'web'\nurl = 'javascript:x'", 6, "url"),
        ("[[links]]\nkind = 'web'\nurl = 'https://e.org'\nmoment = '{url}'", 7, "moment"),
        ("[[links]]\nkind = 'web'\nurl = 'https://e.org'\nmoment = '{0.x}{hms}'", 7, "moment"),
        ("[[links]]\nkind = 'web'\nurl = 'https://e.org'\nmoment = '{hms'", 7, "moment"),
        ("[[links]]\nkind = 'web'\nurl = 'https://e.org'\nmoment = '{hms!r}'", 7, "moment"),
        ("[[speakers]]\nfrom = '3 So'\nsure = true", 6, "sure"),
        ("[[speakers]]\nname = 'Ada'", 4, "from"),
        ("[[chapters]]\nfrom = '0 So'", 4, "title"),
        ("[[chapters]]\nfrom = 'So it goes'\ntitle = 'x'", 5, "from"),
        ("[[chapters]]\nfrom = '12'\ntitle = 'x'", 5, "from"),
        ("[[chapters]]\nfrom = '12 ...'\ntitle = 'x'", 5, "from"),
        ("[[chapters]]\nfrom = '-1 So'\ntitle = 'x'", 5, "from"),
        ("[[chapters]]\nfrom = '1 a b c d e f g h i'\ntitle = 'x'", 5, "from"),
        ("[[chapters]]\nfrom = '0 a'\ntitle = 'x'\n[[chapters]]\nfrom = 3", 8, "from"),
        ("[[names]]\nright = 'Ada'", 4, "heard"),
        ("[[names]]\nright = 'Ada'\nheard = []", 6, "heard"),
        ("[[names]]\nright = 'Ada'\nheard = ['...']", 6, "heard"),
        ("[[names]]\nright = 'Ada'\nheard = ['Aida', 'aida!']", 6, "heard"),
        ("[[highlights]]\nfrom = '1 a'\nto = '9 b'\nreason = 'x'", 7, "reason"),
        ("[[excluded]]\nfrom = '1 a'", 4, "to"),
        ("[[sponsors]]\nname = 'x'", 4, "sponsors"),
        ("[speakers]\nfrom = '1 a'", 4, "speakers"),
        ("[[episode]]\ntitle = 'a'", 4, "episode"),
    ],
)
def test_an_error_is_a_sentence_with_line_and_key(lines: str, line: int, key: str) -> None:
    with pytest.raises(GuideError) as caught:
        parse_guide(HEAD + lines)
    message = str(caught.value)
    assert message.startswith(f"Line {line}: `{key}`")
    assert message.endswith(".")
    assert "\n" not in message


@pytest.mark.parametrize(
    ("source", "part"),
    [
        ("", "`format` is missing"),
        ("format = 2", "Line 1: `format` must be 1"),
        ("format = 1.0", "Line 1: `format` must be 1"),
        ("format = 2\nnew = 1", "Line 1: `format` must be 1"),
        ("format = 1", "`sha256` in [transcript] is missing"),
        (
            "format = 1\ntranscript = 3",
            "Line 2: `transcript` must be a table, written [transcript]",
        ),
        (f"speakers = [3]\n{HEAD}", "Line 1: `speakers` must be tables, each written [[speakers]]"),
        (f"{HEAD}[episode]\nguests = ['Ada', 3]", "must be a list of texts"),
        ("fromat = 1", "Line 1: `fromat` is not a key there"),
        (f"{HEAD}titel = 'x'\n[[chapters]]\ntitel = 'x'", "Line 4: `titel` in [transcript]"),
        (
            f"{HEAD}[[chapters]]\ntitel = 'x'",
            "is not a key there; the keys are from, title, summary.",
        ),
        ("format = 1\n[transcript]\nsha256 = 'abc'", "Line 3: `sha256`"),
        ("format = 1\nspeakers = [1]\n[transcript]\nsha256 = 'abc'", "Line 4: `sha256`"),
        ("format = 1\n[transcript]\nsha256 =", "Line 3: this is not TOML"),
        (f"{HEAD}[episode]\ntitle = 'a'\ntitle = 'b'", "Line 6: this is not TOML"),
        ("format = 1\n[transcript\nsha256 = 3", "Line 2: this is not TOML"),
        (f"chapters = [{{title = 'x'}}]\n{HEAD}", "Line 1: `from` in [chapters] is missing"),
    ],
)
def test_an_incomplete_guide_is_refused(source: str, part: str) -> None:
    with pytest.raises(GuideError) as caught:
        parse_guide(source)
    assert part in str(caught.value)
    assert str(caught.value).endswith(".")


SCALARS = st.one_of(
    st.integers(),
    st.booleans(),
    st.floats(),
    st.dates(),
    st.datetimes(timezones=st.sampled_from([None, UTC])),
    st.times(),
    st.text(max_size=12),
    st.sampled_from(["0 So it goes", "9 a b c d e f g h i", "https://e.org", "{hms}", SHA, 10**30]),
)
NAMES = st.sampled_from([*KEYS, *(key for keys in KEYS.values() for key in keys), "a\nb"])
FLAT = SCALARS | st.lists(SCALARS, max_size=3)
TABLE = st.dictionaries(NAMES, FLAT, max_size=4)
VALUES = FLAT | TABLE | st.lists(TABLE, max_size=2)


def written(value: Any) -> str:
    match value:
        case dict():
            pairs = cast("dict[str, Any]", value).items()
            return f"{{{', '.join(f'{written(key)} = {written(one)}' for key, one in pairs)}}}"
        case list():
            return f"[{', '.join(written(one) for one in cast('list[Any]', value))}]"
        case str() | bool():
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
        case date() | time():
            return value.isoformat()
        case _:
            return str(value)


@given(tables=st.dictionaries(NAMES, VALUES), head=st.sampled_from([HEAD, ""]))
def test_any_tables_are_read_or_refused_in_a_sentence_with_a_line(
    tables: dict[str, Any], head: str
) -> None:
    source = "".join(f"{written(key)} = {written(value)}\n" for key, value in tables.items())
    try:
        assert parse_guide(source + head).sha256 == SHA
    except GuideError as error:
        assert re.fullmatch(r"Line \d+: .+\.", str(error))  # noqa: PT017 - either is right


@given(text=st.text())
@example(text="format = " + "1" * 5000)
@example(text="format = " + "[" * 5000)
@example(text="a." * 100_000 + "b = 1")
@example(text="format = 1\n[[" + "a . " * 100_000 + "b]]")
@example(text="x = {" + "'a'." * 100_000 + "b = 1}")
@example(text="x" * 2_000_001)
def test_any_text_is_read_or_refused_in_a_sentence_with_a_line(text: str) -> None:
    with pytest.raises(GuideError, match=r"\ALine \d+: .+\.\Z"):
        parse_guide(text)


def test_the_guide_in_a_folder_that_names_the_transcript_is_found(tmp_path: Path) -> None:
    other = HEAD.replace(SHA, "cd" * 32)
    (tmp_path / "a.toml").write_text(other, encoding="utf-8")
    (tmp_path / "b.toml").write_text(WHOLE, encoding="utf-8")
    (tmp_path / "c.txt").write_text("not a guide", encoding="utf-8")
    guide = find_guide(SHA.upper(), tmp_path)
    assert guide is not None
    assert guide.episode.title == "The tide"
    assert find_guide("ef" * 32, tmp_path) is None
    assert find_guide(SHA, tmp_path / "nowhere") is None


def test_a_guide_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "broken.toml").write_text(HEAD + "[episode]\ntitle = 3", encoding="utf-8")
    with pytest.raises(GuideError, match=r"broken\.toml.*Line 5: `title`"):
        find_guide(SHA, tmp_path)
    (tmp_path / "broken.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(GuideError, match=r"broken\.toml.*UTF-8"):
        find_guide(SHA, tmp_path)
    with pytest.raises(GuideError, match=r"gone\.toml cannot be opened"):
        read_guide(tmp_path / "gone.toml")
