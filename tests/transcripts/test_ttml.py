"""TTML is read with its times, agents and words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import TranscriptError
from bot.models import Transcript
from bot.transcripts.readers import parse, ttml, xml_documents

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<tt xmlns="http://www.w3.org/ns/ttml" '
    'xmlns:ttm="http://www.w3.org/ns/ttml#metadata" '
    'xmlns:ttp="http://www.w3.org/ns/ttml#parameter" '
    'xmlns:tts="http://www.w3.org/ns/ttml#styling" '
    'xmlns:podcasts="http://podcasts.apple.com/transcript-ttml-internal" '
)


def document(body: str, *, attributes: str = "", head: str = "") -> str:
    return f"{HEAD}{attributes}><head>{head}</head><body><div>{body}</div></body></tt>"


def read(body: str, *, attributes: str = "", head: str = "") -> Transcript:
    text = document(body, attributes=attributes, head=head)
    return parse(text.encode(), name="talk.txt")


def turns(found: Transcript) -> list[tuple[str | None, str]]:
    return [(turn.speaker, found.text[turn.start : turn.end]) for turn in found.turns]


def starts(found: Transcript) -> list[int]:
    return [cue.start_ms for cue in found.cues]


@pytest.mark.parametrize(
    ("begin", "attributes", "expected"),
    [
        ("00:00:01.500", "", 1500),
        ("1.5", "", 1500),
        ("1:02:03.456", "", 3_723_456),
        ("1.5s", "", 1500),
        ("1500ms", "", 1500),
        ("0.5m", "", 30_000),
        ("1h", "", 3_600_000),
        ("00:00:01:12", 'ttp:frameRate="24"', 1500),
        ("36f", 'ttp:frameRate="24"', 1500),
        ("30f", 'ttp:frameRate="30" ttp:frameRateMultiplier="1000 1001"', 1001),
        ("15000000t", 'ttp:tickRate="10000000"', 1500),
    ],
)
def test_a_time_is_read_in_any_form(begin: str, attributes: str, expected: int) -> None:
    found = read(f'<p begin="{begin}" end="99h">We dig.</p>', attributes=attributes)
    assert starts(found) == [expected]


def test_a_duration_gives_the_end() -> None:
    (cue,) = read('<p begin="1s" dur="2.5s">We dig.</p>').cues
    assert (cue.start_ms, cue.end_ms) == (1000, 3500)


def test_times_within_a_division_count_from_its_beginning() -> None:
    found = read('<div begin="10s"><p begin="1s">We dig.</p><p begin="12s">Why?</p></div>')
    assert starts(found) == [11_000, 22_000]


def test_times_that_count_from_the_beginning_all_the_same_are_recognised() -> None:
    found = read(
        '<div begin="10s" end="20s"><p begin="10s">We dig.</p><p begin="12s">Why?</p></div>'
    )
    assert starts(found) == [10_000, 12_000]


def apple(at: int, agent: str, words: str) -> str:
    """Write a paragraph as Apple does: a span a word, without spaces between them."""
    spans = "".join(
        f'<span begin="{at}.{number}" end="{at}.{number + 1}" podcasts:unit="word">{word}</span>'
        for number, word in enumerate(words.split(), 5)
    )
    sentence = f'<span begin="{at}.5" podcasts:unit="sentence">{spans}</span>'
    return f'<p begin="{at}.5" end="{at + 1}.5" ttm:agent="{agent}">{sentence}</p>'


APPLE = (
    apple(0, "SPEAKER_1", "We dig")
    + apple(2, "SPEAKER_2", "By hand ?")
    + apple(4, "SPEAKER_1", "So.")
)


def test_words_of_apple_podcasts_are_divided_by_spaces_with_their_times() -> None:
    found = read(APPLE)
    assert turns(found) == [
        ("Speaker 1", "We dig"),
        ("Speaker 2", "By hand?"),
        ("Speaker 1", "So."),
    ]
    assert [(cue.start, cue.start_ms) for cue in found.cues] == [
        (0, 500),
        (3, 600),
        (8, 2500),
        (11, 2600),
        (18, 4500),
    ]


def test_an_agent_is_shown_by_its_name() -> None:
    agents = (
        '<ttm:agent xml:id="SPEAKER_1" type="person"><ttm:name type="full">Ann Lee</ttm:name>'
        '</ttm:agent><ttm:agent xml:id="SPEAKER_2"/>'
    )
    head = f"<metadata><ttm:title>Wells and pumps</ttm:title>{agents}</metadata>"
    found = read(APPLE, head=head)
    assert [speaker for speaker, _ in turns(found)] == ["Ann Lee", "Speaker 1", "Ann Lee"]
    assert found.title == "Wells and pumps"


def test_an_agent_of_a_span_speaks_there_alone() -> None:
    found = read('<p ttm:agent="Ann">We dig. <span ttm:agent="Bob">Why?</span> By hand.</p>')
    assert turns(found) == [("Ann", "We dig."), ("Bob", "Why?"), ("Ann", "By hand.")]


RUBY = '<span tts:ruby="base">dig</span><span tts:ruby="text">dag</span>'
SYLLABLES = '<span begin="2s">we</span><span begin="3s">lls.</span>'


@pytest.mark.parametrize(
    "words",
    [
        "We dig<br/>wells.",
        "We dig\n      wells.",
        '<span style="s1">We</span> <span tts:fontStyle="italic">dig <span>wells.</span></span>',
        "We d<span>i</span>g wells.",
        '<metadata><ttm:desc>Loudly.</ttm:desc></metadata><set tts:color="red"/>We dig wells.',
        f'We <span tts:ruby="container">{RUBY}</span> wells.',
        "&lt;i&gt;We&lt;/i&gt; dig wells.",
        "We&nbsp;dig wells.",
        "We dig <!-- not --> wells.",
        f'<span begin="1s">We dig </span>{SYLLABLES}',
    ],
)
def test_the_words_of_a_paragraph_are_read_without_markup(words: str) -> None:
    assert read(f'<p begin="1s">{words}</p>').text == "We dig wells."


def test_words_of_a_script_without_spaces_stay_together() -> None:
    spans = "".join(f'<span podcasts:unit="word">{word}</span>' for word in ("井戸", "を", "掘る"))
    assert read(f"<p>{spans}</p>").text == "井戸を掘る"


def test_labels_and_dashes_are_read_where_no_agents_are() -> None:
    found = read("<p>Ann: We dig.</p><p>Bob: Why?</p><p>Ann: So.<br/>Bob: Oh.</p>")
    assert [speaker for speaker, _ in turns(found)] == ["Ann", "Bob", "Ann", "Bob"]
    assert len(read("<p>- We dig.<br/>- Why?</p>").turns) == 2


def test_the_language_is_the_first_and_others_are_left_out() -> None:
    assert read("<p>We dig.</p>", attributes='xml:lang="en-GB"').language == "en"
    both = '<div xml:lang="de"><p>Wir graben.</p></div><div xml:lang="en"><p>We dig.</p></div>'
    assert read(both).text == "Wir graben."
    assert read(both, attributes='xml:lang="en"').text == "We dig."


@pytest.mark.parametrize(
    "name", ["http://www.w3.org/2006/10/ttaf1", "http://www.w3.org/2006/04/ttaf1", ""]
)
def test_older_namespaces_are_read(name: str) -> None:
    text = document('<p begin="1s">We dig.</p>').replace("http://www.w3.org/ns/ttml", name)
    assert parse(text.encode(), name="talk.dfxp").text == "We dig."


def test_a_prefix_for_every_element_is_read() -> None:
    body = '<tt:body><tt:div><tt:p begin="1s">We dig.</tt:p></tt:div></tt:body>'
    text = f'<tt:tt xmlns:tt="http://www.w3.org/ns/ttml">{body}</tt:tt>'
    assert parse(text.encode(), name="talk.xml").format == "TTML"


BOMB = '<!DOCTYPE tt [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (document("<p>&b;</p>").replace("<tt ", f"{BOMB}<tt ", 1), "has a DOCTYPE"),
        (document("<p>We dig."), "broken at line 2"),
        (document("<p>" + "<span>" * 200 + "</span>" * 200 + "</p>"), "more than 100 levels"),
        (document(""), "no words"),
    ],
    ids=["bomb", "broken", "deep", "empty"],
)
def test_a_hostile_or_broken_document_is_refused_in_one_sentence(text: str, message: str) -> None:
    with pytest.raises(TranscriptError, match=rf"^[^.]*{message}[^.]*\.$"):
        parse(text.encode(), name="talk")


def test_a_document_of_too_many_elements_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml_documents, "MOST_ELEMENTS", 2_000)
    with pytest.raises(TranscriptError, match=r"^[^.]*2,000 elements[^.]*\.$"):
        parse(document("<p/>" * 2_001).encode(), name="talk")


PIECES = st.sampled_from(
    [
        *("<p>", "</p>", "<span>", "</span>", "<br/>", "</div>", "<!--", "-->", "<?x?>"),
        *('<p begin="1s">', '<p begin="x" end="-1" dur="9t">', '<p ttm:agent="A B">'),
        *('<span begin="0s" podcasts:unit="word">', '<div xml:lang="de" begin="9s">'),
        *("&amp;lt;", "&nbsp;", "&", "<", "]]>", "<![CDATA[<b>]]>", "\ud800", "\x00", "we dig"),
    ]
)


@given(st.lists(PIECES | st.text(max_size=20), max_size=30).map("".join))
def test_any_document_is_read_or_refused_by_our_error(body: str) -> None:
    text = document(body)
    assert ttml.recognises(text, "")
    try:
        ttml.parse(text, b"")
    except TranscriptError:
        return
