import gzip
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import FeedError
from bot.feeds import reader
from bot.feeds.reader import read_feed
from bot.followed import Feed, FeedChapter, FeedItem, FeedTranscript, Soundbite
from tests.support.feed_xml import item, rss

ADDRESS = "https://podcast.example/feed/show.xml"


def read(text: str | bytes) -> Feed:
    return read_feed(text.encode() if isinstance(text, str) else text, address=ADDRESS)


def only(text: str | bytes) -> FeedItem:
    (found,) = read(text).items
    return found


def with_parts(more: str) -> FeedItem:
    return only(rss(item("a", "a.vtt", more=more)))


def refusal(text: str | bytes) -> str:
    with pytest.raises(FeedError) as refused:
        read(text)
    sentence = str(refused.value)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert len(sentence) < 250
    return sentence


def test_an_item_is_read_with_all_its_details() -> None:
    found = only(
        rss(
            item(
                "urn:7",
                title="The fog &amp; the ferry",
                published="Tue, 03 Mar 2026 23:30:00 -0500",
                recording="https://cdn.example/7.mp3?x=1&y=2",
                more="""
                <link>https://podcast.example/7</link>
                <itunes:season>2</itunes:season><itunes:episode>7</itunes:episode>
                <podcast:transcript url="../t/7.srt" type="application/srt"/>
                <podcast:transcript url="https://cdn.example/7.vtt" type="text/vtt; charset=utf-8"
                    language="EN-us" rel="captions"/>
                <podcast:chapters url="/c/7.json" type="application/json+chapters"/>
                <podcast:person role="Guest" href="https://ann.example">Ann  Reed</podcast:person>
                <podcast:person role="guest">Ben Ito</podcast:person>
                <podcast:person>Carla Voss</podcast:person>
                <podcast:soundbite startTime="73.5" duration="60">The fog</podcast:soundbite>
                <podcast:soundbite startTime="400" duration="15"/>
                <psc:chapters version="1.2"><psc:chapter start="0" title="Opening"/>
                <psc:chapter start="00:01:02.500" title="The ferry" href="x"/></psc:chapters>
                """,
            )
        )
    )
    assert found == FeedItem(
        guid="urn:7",
        title="The fog & the ferry",
        published=datetime(2026, 3, 4, 4, 30, tzinfo=UTC),
        season=2,
        number=7,
        link="https://podcast.example/7",
        recording="https://cdn.example/7.mp3?x=1&y=2",
        guests=("Ann Reed", "Ben Ito"),
        transcripts=(
            FeedTranscript("https://podcast.example/t/7.srt", "application/srt"),
            FeedTranscript("https://cdn.example/7.vtt", "text/vtt", "en-us", captions=True),
        ),
        chapters=(FeedChapter(0, "Opening"), FeedChapter(62_500, "The ferry")),
        chapters_url="https://podcast.example/c/7.json",
        soundbites=(Soundbite(73_500, 133_500), Soundbite(400_000, 415_000)),
        language="en",
    )
    assert found.published is not None
    assert found.published.date() == date(2026, 3, 3)


def test_an_atom_feed_is_read() -> None:
    feed = read("""<feed xmlns="http://www.w3.org/2005/Atom"
        xmlns:p="https://podcastindex.org/namespace/1.0" xml:lang="de">
        <title>Small Hours</title><link href="https://podcast.example/"/>
        <entry><id>tag:7</id><title type="html">The &amp;lt;fog&amp;gt;</title>
        <published>2026-03-03T10:00:00Z</published><updated>2026-03-05T10:00:00Z</updated>
        <link rel="alternate" href="/7"/>
        <link rel="enclosure" href="/7.mp3" type="audio/mpeg"/>
        <p:transcript url="/7.vtt" type="text/vtt"/></entry></feed>""")
    assert feed.title == "Small Hours"
    assert feed.items == (
        FeedItem(
            guid="tag:7",
            title="The <fog>",
            published=datetime(2026, 3, 3, 10, tzinfo=UTC),
            link="https://podcast.example/7",
            recording="https://podcast.example/7.mp3",
            transcripts=(FeedTranscript("https://podcast.example/7.vtt", "text/vtt"),),
        ),
    )


def test_an_rss_1_feed_is_read() -> None:
    found = only("""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
        xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"
        xmlns:podcast="https://podcastindex.org/namespace/1.0">
        <channel><title>Small Hours</title></channel><item><title>Fog</title>
        <dc:date>2026-03-03T10:00:00+01:00</dc:date><podcast:transcript url="/a.txt"/></item>
        </rdf:RDF>""")
    assert (found.title, found.published) == ("Fog", datetime(2026, 3, 3, 9, tzinfo=UTC))


@pytest.mark.parametrize(
    "namespace",
    [
        "https://podcastindex.org/namespace/1.0",
        "http://podcastindex.org/namespace/1.0/",
        "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md",
    ],
)
def test_the_podcast_namespace_is_known_by_all_its_names(namespace: str) -> None:
    found = only(
        f'<rss xmlns:pod="{namespace}"><channel><item><pod:transcript url="/a.vtt"/>'
        "</item></channel></rss>"
    )
    assert len(found.transcripts) == 1


def test_a_prefix_that_is_not_declared_is_taken_for_the_usual_one() -> None:
    text = '<rss><channel><item><podcast:transcript url="/a.vtt"/></item></channel></rss>'
    assert len(only(text).transcripts) == 1


def test_items_without_a_transcript_are_left_out() -> None:
    feed = read(rss(item("a"), item("b", "b.vtt"), item("c", "<podcast:transcript/>")))
    assert [one.guid for one in feed.items] == ["b"]


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "file:///etc/passwd", "", " ", "http://[::1", "data:x", "x" * 3000],
)
def test_a_transcript_at_no_web_address_is_left_out(url: str) -> None:
    assert read(rss(item("a", f'<podcast:transcript url="{url}"/>'))).items == ()


def test_items_come_newest_first_and_those_without_a_date_last() -> None:
    feed = read(
        rss(
            item("x", "x.vtt"),
            item("old", "a.vtt", published="Mon, 02 Jan 2006 15:04:05 GMT"),
            item("y", "y.vtt", published="someday"),
            item("new", "b.vtt", published="Mon, 02 Mar 2026 15:04:05 GMT"),
        )
    )
    assert [one.guid for one in feed.items] == ["new", "old", "x", "y"]


def test_persons_of_an_item_replace_those_of_the_channel() -> None:
    channel = '<podcast:person role="guest">Ann</podcast:person>'
    host = "<podcast:person>Ben</podcast:person>"
    guest = '<podcast:person role="guest">Carla</podcast:person>'
    feed = read(
        rss(
            item("a", "a.vtt"),
            item("b", "b.vtt", more=host),
            item("c", "c.vtt", more=guest),
            channel=channel,
        )
    )
    assert [one.guests for one in feed.items] == [("Ann",), (), ("Carla",)]


@pytest.mark.parametrize("duration", ["14.9", "121", "0", "", "-20", "NaN", "1e9"])
def test_a_soundbite_of_another_length_is_left_out(duration: str) -> None:
    text = f'<podcast:soundbite startTime="10" duration="{duration}">x</podcast:soundbite>'
    assert with_parts(text).soundbites == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1", 1),
        ("012", 12),
        ("3.5", None),
        ("-1", None),
        ("x", None),
        ("9" * 50, None),
        ("²", None),
    ],
)
def test_a_number_is_a_whole_number(text: str, expected: int | None) -> None:
    assert with_parts(f"<itunes:episode>{text}</itunes:episode>").number == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mon, 02 Mar 2026 15:04:05 +0000", datetime(2026, 3, 2, 15, 4, 5, tzinfo=UTC)),
        ("Mon, 2 Mar 2026 15:04:05 EST", datetime(2026, 3, 2, 20, 4, 5, tzinfo=UTC)),
        ("02 Mar 2026 15:04", datetime(2026, 3, 2, 15, 4, tzinfo=UTC)),
        ("2026-03-02", datetime(2026, 3, 2, tzinfo=UTC)),
        ("2026-03-02T15:04:05.5Z", datetime(2026, 3, 2, 15, 4, 5, 500_000, tzinfo=UTC)),
        ("yesterday", None),
        ("Mon, 99 Foo 2026 99:99:99 GMT", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("9999-12-31T23:59:59-14:00", None),
        ("x" * 9000, None),
    ],
)
def test_dates_are_read_in_both_forms(text: str, expected: datetime | None) -> None:
    assert only(rss(item("a", "a.vtt", published=text))).published == expected


def test_what_the_channel_says_of_itself_is_read() -> None:
    feed = read(
        rss(
            item("a", "a.vtt"),
            title="Small &amp; Hours",
            channel="<image><title>A picture</title></image>"
            "<itunes:new-feed-url>https://new.example/feed</itunes:new-feed-url>"
            '<podcast:updateFrequency complete="true" rrule="FREQ=WEEKLY">x'
            "</podcast:updateFrequency>",
        )
    )
    assert (feed.title, feed.language) == ("Small & Hours", "en")
    assert (feed.moved_to, feed.complete, feed.pause) == ("https://new.example/feed", True, 10_800)


def test_a_feed_that_names_its_own_address_as_new_has_not_moved() -> None:
    named = f"<itunes:new-feed-url>{ADDRESS}</itunes:new-feed-url>"
    assert read(rss(channel=named)).moved_to == ""


@pytest.mark.parametrize(
    ("channel", "seconds"),
    [
        ("", None),
        ("<ttl>60</ttl>", 3600),
        ("<ttl>soon</ttl>", None),
        (
            '<podcast:updateFrequency rrule="FREQ=DAILY;INTERVAL=2">x</podcast:updateFrequency>',
            3600,
        ),
        (
            "<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>",
            1800,
        ),
        ("<sy:updatePeriod>daily</sy:updatePeriod><ttl>5</ttl>", 86_400),
    ],
)
def test_the_longest_pause_that_is_asked_for_counts(channel: str, seconds: float | None) -> None:
    assert read(rss(channel=channel)).pause == seconds


def test_feeds_that_are_not_well_formed_are_mended() -> None:
    text = rss(
        item("a", more='<podcast:transcript url="/t?a=1&b=2"/><x>&nbsp;&eacute;&bogus;\x0b</x>')
    ).replace("<title>a</title>", "<title>R&B &amp; caf&eacute;</title>")
    found = only("\n\n " + text)
    assert found.title == "R&B & café"
    assert found.transcripts[0].url == "https://podcast.example/t?a=1&b=2"


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1", "windows-1252", "shift_jis", "koi8-r"],
)
def test_feeds_are_read_in_their_encoding(encoding: str) -> None:
    title = {"shift_jis": "深夜", "koi8-r": "Ночь"}.get(encoding, "Café")
    declared = "utf-8" if encoding == "utf-8-sig" else encoding
    text = rss(item("a", "a.vtt", title=title)).replace("UTF-8", declared)
    assert only(text.encode(encoding)).title == title


LOGIN = "<!DOCTYPE html>\n<html><head><title>Log in</title></head><body><form></form></body></html>"


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        ("", "empty"),
        (" \n", "empty"),
        (LOGIN, "web page"),
        ("\ufeff" + LOGIN.lower(), "web page"),
        ('<?xml version="1.0"?>\n<!-- hi -->\n<html xmlns="http://www.w3.org/1999/xhtml"/>', "web"),
        ('{"version": "https://jsonfeed.org/version/1.1"}', "no XML"),
        ("WEBVTT\n\n00:00.000 --> 00:01.000\nhi", "no XML"),
        (gzip.compress(b"<rss/>", mtime=0), "no XML"),
        ('<opml version="2.0"><body/></opml>', "no RSS or Atom"),
        ("<rss><channel><item></channel></rss>", "not valid XML"),
        (rss(item("a", "a.vtt"))[:-20], "not valid XML"),
        ("<rss>\x00\xff", "not valid XML"),
        ('<?xml version="1.0" encoding="no-such"?><rss/>', "not valid XML"),
        ('<?xml version="1.0" encoding="hex"?><rss/>', "not valid XML"),
    ],
)
def test_what_is_no_feed_is_refused_in_one_sentence(document: str | bytes, reason: str) -> None:
    assert reason in refusal(document)


@pytest.mark.parametrize(
    ("link", "address"),
    [
        (
            '<link rel="alternate" type="application/rss+xml" href="/rss?a=1&amp;b=2">',
            "/rss?a=1&b=2",
        ),
        ("<LINK href='atom.xml' TYPE='application/atom+xml' />", "/feed/atom.xml"),
        ('<link rel="stylesheet" href="x.css"><link type="application/rss+xml" href="/a">', "/a"),
    ],
)
def test_a_web_page_that_names_its_feed_leads_there(link: str, address: str) -> None:
    sentence = refusal(f"<!DOCTYPE html><html><head>{link}</head></html>")
    assert f"https://podcast.example{address}; give that address." in sentence


@pytest.mark.parametrize(
    "link",
    [
        "<link " * 30_000,
        "<link " + " href=" * 30_000,
        "<link href='javascript:x' type='application/rss+xml'>",
    ],
)
def test_a_web_page_with_strange_links_is_refused(link: str) -> None:
    assert "perhaps for a login" in refusal(f"<html>{link}</html>")


ENTITIES = '<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    "document",
    [
        f"{ENTITIES}<rss><channel><title>&b;</title></channel></rss>",
        '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel>&x;</channel></rss>',
        '<!DOCTYPE rss [<!ENTITY % x SYSTEM "http://127.0.0.1/">%x;]><rss/>',
    ],
    ids=["bomb", "file", "parameter"],
)
def test_entities_are_refused(document: str) -> None:
    assert "entities" in refusal(document)


def test_a_document_type_alone_is_no_reason_to_refuse() -> None:
    document = '<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://127.0.0.1/x.dtd">'
    assert read(f"{document}<rss><channel><title>Old</title></channel></rss>").title == "Old"


def test_deep_nesting_is_refused() -> None:
    assert "levels" in refusal("<rss>" + "<a>" * 1_000_000)


def test_a_long_attribute_and_a_long_text_are_cut_or_left_out() -> None:
    long = "x" * 10_000_000
    found = only(
        rss(
            item(
                "a", "a.vtt", f'<podcast:transcript url="{long}"/>', more=f"<x>{long}</x>"
            ).replace("<title>a", f"<title>{long}")
        )
    )
    assert len(found.transcripts) == 1
    assert len(found.title) == 300


def test_many_repeated_elements_are_read_up_to_a_limit() -> None:
    text = '<podcast:soundbite startTime="1" duration="20"/>' * 100_000
    assert len(with_parts(text).soundbites) < 2000


def test_a_feed_of_very_many_items_is_read_and_its_newest_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reader, "MOST_ITEMS", 300)
    first = datetime(2020, 1, 1, tzinfo=UTC)
    items = (
        item(str(n), f"{n}.vtt", published=(first + timedelta(hours=n)).isoformat())
        for n in range(2000)
    )
    found = read(rss(*items)).items
    assert [one.guid for one in found] == [str(n) for n in range(1999, 1699, -1)]


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for document in (data, b"<rss>" + data, rss().encode().replace(b"<title>", b"<title>" + data)):
        with suppress(FeedError):  # any other error fails the test
            read(document)


@given(st.text(alphabet="<>&;/= \"'arsitemguid![]CDATAxn:-?\n", max_size=200))
def test_any_markup_is_read_or_refused(text: str) -> None:
    for document in (text, f"<rss><channel><item>{text}</item></channel></rss>"):
        with suppress(FeedError):  # any other error fails the test
            read(document)
