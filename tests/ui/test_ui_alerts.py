"""The pages of alerts fit into a message for any input, and leave nothing out."""

from datetime import UTC, datetime, time

import pytest

from bot.alerting.sender import MOST
from bot.members import MOST_ALERTS, KnownAlert
from bot.models import Hit
from bot.records import Alert, AlertMatch
from bot.ui import alerts
from tests.support.hits import build_episode, build_hit, build_link
from tests.support.seen import held, words_of

NOW = datetime(2026, 3, 4, tzinfo=UTC)
HOME, MIA = 2**63 - 1, 2**63 - 2
PHRASES = ("*" * 100, "[a](https://x.example) <@1> " * 4, "نص طويل " * 14, "Z̷̛̪͇͓a̸lgo" * 9)


def alert_of(phrase: str, number: int, **fields: int) -> Alert:
    quiet = {"quiet_from": time(22), "quiet_until": time(7), "zone": "America/Argentina/La_Rioja"}
    return Alert(MIA, HOME, phrase[:98].strip() + str(number), NOW, id=number, **quiet, **fields)  # pyright: ignore[reportArgumentType] - by name


def long_hit(phrase: str) -> Hit:
    words = phrase * 100
    link = build_link("{url}?t={seconds}", url="https://x.example/" + "y" * 250)
    episode = build_episode(title=words[:300], links=(link,))
    return build_hit(
        episode=episode, display=words, text=words, speaker=words[:300], chapter=words, start_ms=9
    )


@pytest.mark.parametrize("phrase", PHRASES)
@pytest.mark.parametrize("count", [1, MOST])
@pytest.mark.parametrize("thread", [0, 2**63 - 3])
def test_a_message_shows_every_line_that_it_tells_of(phrase: str, count: int, thread: int) -> None:
    matches = [
        AlertMatch(alert_of(phrase, number, thread=thread), "episode1", "quote0000001", NOW)
        for number in range(1, count + 1)
    ]
    page = alerts.alert_page(matches, [long_hit(phrase)] * count)
    held(page)
    said = words_of(page)
    assert f"<@{MIA}>" not in said.removeprefix(f"<@{MIA}>")
    assert said.startswith(f"<@{MIA}>") == bool(thread)
    assert said.count("https://x.example/y") >= (count > 1) * count


@pytest.mark.parametrize("phrase", PHRASES)
def test_ten_alerts_and_all_that_went_wrong_fit_on_a_page(phrase: str) -> None:
    reasons = ["private", "gone", "left", "late", "refused", "refused", "", "", "", ""]
    known = [
        KnownAlert(alert_of(phrase, number, thread=number % 2 * HOME), reasons[number])
        for number in range(MOST_ALERTS)
    ]
    page = alerts.listed(known, server=HOME)
    held(page)
    said = words_of(page)
    assert said.count("America/Argentina/La\\_Rioja") + said.count("La_Rioja") >= MOST_ALERTS
    assert all(sentence in said for sentence in alerts.UNTOLD.values())
    assert "⚠️" not in words_of(alerts.listed(known, server=None))
