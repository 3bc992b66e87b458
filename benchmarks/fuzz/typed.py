"""What holds for any text that a member or a manager types into an option or a field."""

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from benchmarks.fuzz.storable import check_sentence
from bot import moments
from bot.curation import inputs
from bot.curation.inputs import on_one_line
from bot.daily import time_parsing, timezones
from bot.errors import PullquoteError
from bot.feeds.addresses import parse_address, shown
from bot.feeds.web_pages import web_address
from bot.library.naming import episodes_named
from bot.models import Episode, Link
from bot.search.query.filters import MAX_FILTERS, read_query
from bot.search.query.parser import MAX_CHARACTERS
from bot.text.dates import parse_date
from bot.text.moment_references import find_references
from bot.text.tokens import words
from bot.transcripts.timestamps import LATEST_MS, parse_time
from bot.ui import text
from bot.ui.clean_query import clean_query
from tests.support.builders import episode

_NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
_TODAY = _NOW.date()
_LONGEST = 6000
"""In characters: the longest text of an option."""

_EPISODES = (episode("wells", title="Wells 12"), episode("ferries", title="The ferry"))


def check_dates_and_times(data: bytes) -> None:
    """Read text as a date, a time and days; nothing but our errors is raised."""
    typed = _text(data)
    day = parse_date(typed, today=_TODAY)
    assert day is None or isinstance(day, date)
    ms = parse_time(typed)
    assert ms is None or 0 <= ms <= LATEST_MS
    for parse in (time_parsing.parse_time_of_day, time_parsing.parse_days_of_week):
        try:
            parse(typed)
        except PullquoteError as error:
            check_sentence(on_one_line(str(error)))
    time_parsing.find_day(typed, (_TODAY, date(2026, 12, 24)), today=_TODAY)


def check_zones(data: bytes) -> None:
    """Read text as a time zone, which is one that Python knows."""
    typed = _text(data)
    for one in timezones.suggest_zones(typed, now=_NOW):
        assert 1 <= len(text.label(one.name, 100)) <= 100
    try:
        zone = timezones.parse_zone(typed, now=_NOW)
    except PullquoteError as error:
        check_sentence(on_one_line(str(error)))
    else:
        assert _NOW.astimezone(ZoneInfo(zone)).tzinfo
        assert timezones.parse_zone(zone, now=_NOW) == zone


def check_query(data: bytes) -> None:
    """Read text as what a member searches for, in an option and in a message."""
    typed = _text(data)
    cleaned = clean_query(typed)
    assert len(cleaned) <= len(typed)
    assert len(cleaned.splitlines()) <= 1, cleaned
    for one in (typed, cleaned):
        query = read_query(one)
        assert len(query.phrases) + len(query.excluded) <= MAX_FILTERS
        assert len(one) <= MAX_CHARACTERS or query.is_plain
        for phrase in (*query.phrases, *query.excluded):
            assert all(form and all(form) for form in phrase.forms)
    words(typed)
    for found in find_references(typed):
        assert found.episode
        assert 0 <= found.seconds < 100 * 3600 + 6000
    episodes_named(typed, _EPISODES)


def check_addresses(data: bytes) -> None:
    """Read text as an address of a feed, a link, a template, a colour and a name."""
    typed = _text(data)
    try:
        url = parse_address(typed)
    except PullquoteError as error:
        check_sentence(on_one_line(str(error)))
    else:
        assert url.scheme in {"http", "https"}
        assert url.host
    assert len(shown(typed)) <= 200
    joined = web_address(typed, "https://wells.example/feed.xml")
    assert not joined or joined.startswith(("http://", "https://"))
    if moments.is_address(typed):
        linked = moments.moment_url(_linked(typed), 61_000)
        assert linked is None or not set(linked) & set("()<>[] \n\t\"'`"), linked
        assert linked is None or linked.startswith("https://")
    moments.service_of(typed)
    for parse in (inputs.parse_moment, inputs.parse_colour, inputs.checked_name, _links):
        try:
            parse(typed)
        except PullquoteError as error:
            check_sentence(on_one_line(str(error)))


def _links(typed: str) -> object:
    return inputs.parse_links([typed])


def _linked(url: str) -> Episode:
    return replace(_EPISODES[0], links=(Link("audio", url),))


def _text(data: bytes) -> str:
    return data.decode("utf-8", errors="replace")[:_LONGEST]
