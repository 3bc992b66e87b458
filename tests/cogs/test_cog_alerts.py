"""`/alert`, as members use it, and the messages by which they are told."""

from datetime import time, timedelta
from typing import Any

from bot.alerting.sender import AlertSender
from bot.client import PullquoteBot
from bot.daily.rate_limiter import RateLimiter
from bot.discord_alerts import DiscordAlerts
from bot.records import Alert
from tests.support import seen
from tests.support.connected import poster_of
from tests.support.episodes import content_of, episode_of
from tests.support.stage import NOW, Stage

WALRUS = ("A walrus is a seal with opinions.", "The *walrus* club meets on Mondays.")


async def alerts_of(stage: Stage, member: Any) -> tuple[Alert, ...]:
    return await stage.store.members.alerts_of(member.id)


async def said(stage: Stage, *lines: str, key: str = "walrus") -> None:
    """Add a new episode, and look for the phrases of alerts in it."""
    content = content_of(lines, key=key)
    await stage.store.add(episode_of(content, key=key), content)
    await stage.library.refresh()
    bot = stage.env.bot
    assert isinstance(bot, PullquoteBot)
    assert bot.members is not None
    await bot.members.alerts.scan()


async def tell(stage: Stage, *, later: timedelta = timedelta()) -> None:
    """Send what is due, as the job of the bot does."""
    bot = stage.env.bot
    sender = AlertSender(
        stage.library,
        stage.store.members,
        DiscordAlerts(poster_of(bot)),
        clock=lambda: NOW + later,
        seconds=(NOW + later).timestamp,
        rate_limiter=RateLimiter(1000, clock=lambda: NOW, sleep=_no_sleep),
        owner="first",
    )
    await sender.run_once()


async def _no_sleep(_seconds: float) -> None:
    pass


async def test_an_alert_is_added_listed_and_removed_by_the_menu(stage: Stage) -> None:
    added = await stage.mia.slash(stage.channel, "alert add", phrase="walrus *club*")
    assert added.ephemeral
    assert "“walrus \\*club\\*” is said in a new episode" in seen.words(added)
    await stage.mia.slash(
        stage.channel,
        "alert add",
        phrase="herring",
        quiet_from="22:00",
        quiet_until="7am",
        zone="Europe/Berlin",
    )
    _, quiet = await alerts_of(stage, stage.mia)
    assert (quiet.quiet_from, quiet.quiet_until, quiet.zone) == (time(22), time(7), "Europe/Berlin")
    listed = await stage.mia.slash(stage.channel, "alert list")
    assert listed.ephemeral
    assert "(Europe/Berlin)" in seen.words(listed)
    await stage.restart()
    (menu,) = [one for one in seen.custom_ids(listed) if one == "ar"]
    left = await stage.mia.select(
        seen.response(listed).message, values=[str(quiet.id)], custom_id=menu
    )
    assert "herring" not in seen.words(left)
    assert [one.phrase for one in await alerts_of(stage, stage.mia)] == ["walrus *club*"]
    await stage.mia.slash(stage.channel, "alert remove", phrase="Walrus *club*")
    assert "no alert yet" in seen.words(await stage.mia.slash(stage.channel, "alert list"))


async def test_what_cannot_be_an_alert_is_refused_in_a_sentence(stage: Stage) -> None:
    for options, sentence in (
        ({"phrase": "…!"}, "2 to 100 characters"),
        ({"phrase": "fog", "quiet_from": "22:00"}, "all three options"),
        ({"phrase": "fog", "quiet_from": "x", "quiet_until": "7", "zone": "UTC"}, "no time of day"),
    ):
        refused = await stage.mia.slash(stage.channel, "alert add", **options)
        assert refused.ephemeral
        assert sentence in seen.words(refused)
    refused = await stage.mia.slash(stage.channel, "alert remove", phrase="fog")
    assert "no such alert" in seen.words(refused)
    stage.env.errors.clear()


async def test_a_member_is_told_by_direct_message_once(stage: Stage) -> None:
    await stage.mia.slash(stage.channel, "alert add", phrase="walrus")
    await said(stage, *WALRUS)
    await tell(stage)
    await tell(stage, later=timedelta(hours=1))
    sent = posts(stage)
    assert len(sent) == 1
    words = seen.words_in(sent[0]["components"])
    assert "“walrus” was said in a new episode." in words
    assert f"<@{stage.mia.id}>" not in words


async def test_a_thread_is_opened_once_and_the_member_mentioned_there(stage: Stage) -> None:
    for phrase in ("walrus", "opinions", "tortoise"):
        told = await stage.mia.slash(stage.channel, "alert add", phrase=phrase, here=True)
        assert "you are told in <#" in seen.words(told)
    assert len({one.thread for one in await alerts_of(stage, stage.mia)}) == 1
    await said(stage, *WALRUS)
    await tell(stage)
    (sent,) = posts(stage)
    words = seen.words_in(sent["components"])
    assert words.startswith(f"<@{stage.mia.id}> These were said in a new episode.")
    assert "**“opinions”**" in words
    assert [str(one) for one in sent["allowed_mentions"]["users"]] == [str(stage.mia.id)]


async def test_there_is_no_thread_in_a_direct_message(stage: Stage) -> None:
    refused = await stage.loner.slash("alert add", phrase="fog", here=True)
    assert "no thread here" in seen.words(refused)
    stage.env.errors.clear()


def posts(stage: Stage) -> list[Any]:
    """List the bodies of the messages of alerts."""
    return [
        one.json
        for one in stage.env.http_requests
        if one.method == "POST" and one.path.endswith("/messages")
    ]
