"""The digest, anniversaries, forums and wording of `/daily`, as managers see them."""

from dataclasses import replace

import discord
import pytest
import simcord

from bot.schedules import Schedule
from bot.translation import ENGLISH, speaking
from bot.ui import permissions, resolved_channels, templates
from tests.support import seen
from tests.support.stage import HOME, Stage

NEEDED = {"time": "9am", "zone": "Europe/Berlin"}


async def set_up(stage: Stage, **options: object) -> simcord.InteractionResult:
    """Set the highlight up, in the channel where it is typed."""
    given = {"channel": stage.channel, **NEEDED, **options}
    return await stage.boss.slash(stage.channel, "daily setup", **given)


async def kept(stage: Stage) -> Schedule:
    """Return the saved schedule."""
    schedule = await stage.daily.get(HOME)
    assert schedule is not None
    return schedule


async def test_a_digest_and_anniversaries_are_kept_and_shown(stage: Stage) -> None:
    told = seen.words(await set_up(stage, digest="fri", anniversaries=True))
    assert "**Digest** every Friday" in told
    assert "**Anniversaries**" in told
    assert ((await kept(stage)).digest, (await kept(stage)).anniversaries) == (4, True)
    told = seen.words(await set_up(stage, digest="off", anniversaries=False))
    assert "Digest" not in told
    assert (await kept(stage)).digest is None


async def test_a_digest_of_several_days_is_refused_in_one_sentence(stage: Stage) -> None:
    result = await set_up(stage, digest="mon wed")
    assert result.ephemeral
    assert seen.words(result).startswith("The digest comes once a week")
    assert len(stage.env.errors) == 1


async def test_the_days_of_the_digest_are_suggested(stage: Stage) -> None:
    found = await stage.boss.autocomplete(stage.channel, "daily setup", "digest", "f")
    assert found[0]["value"] == "friday"


async def test_a_forum_is_accepted_and_told_to_be_one(stage: Stage) -> None:
    forum = stage.home.create_forum_channel("episodes")
    told = seen.words(await set_up(stage, channel=forum))
    assert f"<#{forum.id}>" in told
    schedule = await kept(stage)
    assert (schedule.forum, schedule.tag) == (True, None)
    result = await stage.boss.slash(stage.channel, "doctor")
    assert "✅ Create Posts: " in seen.words(result)
    assert "Create Public Threads" not in seen.words(result)


async def test_a_tag_that_is_unknown_or_elsewhere_is_refused(stage: Stage) -> None:
    forum = stage.home.create_forum_channel("episodes")
    result = await set_up(stage, channel=forum, tag="Daily")
    assert seen.words(result).startswith("This forum has no tag “Daily”")
    result = await set_up(stage, tag="Daily")
    assert seen.words(result).startswith("Only posts in a forum have a tag")
    assert await stage.daily.get(HOME) is None
    assert len(stage.env.errors) == 2


async def test_managers_change_the_words_and_see_the_next_post_with_them(stage: Stage) -> None:
    await set_up(stage)
    shown = await stage.boss.slash(stage.channel, "daily wording")
    await stage.restart()
    result = await stage.boss.submit_modal(
        shown, {"daily_lead": "*Hello* from {show}", "daily_title": "Line for {date}"}
    )
    assert result.ephemeral
    told = seen.words(result)
    assert "In use from the next post on" in told
    assert "*Hello* from Talks" in told
    assert "Line for 1 January 2026" in told
    assert set(await stage.daily.templates(HOME)) == {"daily_lead", "daily_title"}
    again = await stage.boss.slash(stage.channel, "daily wording")
    result = await stage.boss.submit_modal(again, {"daily_lead": "", "daily_title": ""})
    assert "the bot’s own words again" in seen.words(result)
    assert await stage.daily.templates(HOME) == {}


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"daily_lead": "Hi {shwo}"}, "knows no placeholder {shwo}: use {show}, {episode}"),
        ({"digest_lead": "For {speaker}"}, "knows no placeholder {speaker}: use {date} and {role}"),
        ({"episode_lead": "Hi <@&5>"}, "“Above a new episode” has a mention"),
        ({"daily_lead": "Hi @everyone"}, "has a mention"),
    ],
)
async def test_a_text_that_will_not_do_is_refused_and_nothing_is_kept(
    stage: Stage, words: dict[str, str], sentence: str
) -> None:
    await set_up(stage)
    shown = await stage.boss.slash(stage.channel, "daily wording")
    result = await stage.boss.submit_modal(shown, words)
    assert result.ephemeral
    told = seen.words(result).replace("\\", "")
    assert sentence in told
    assert await stage.daily.templates(HOME) == {}
    assert len(stage.env.errors) == 1


def test_bold_and_emoji_stay_and_nothing_else_is_live() -> None:
    typed = "**a** <:hi:123456789012345678> [x](https://x.org) <@1> `b` {episode}"
    filled = templates.fill(typed, {"episode": "Title \\*"})
    assert filled.startswith("**a** <:hi:123456789012345678> \\[x\\]\\(https\\:")
    assert filled.endswith("\\<\\@1\\> \\`b\\` Title \\*")


def test_a_star_begins_emphasis_and_no_list() -> None:
    assert templates.fill("* one\n*two*\n\\* three", {}) == "\\* one\n*two*\n\\\\* three"


def test_every_template_fits_into_the_modal() -> None:
    with speaking(ENGLISH):
        for one in templates.TEMPLATES:
            assert len(one.label) <= 45
            assert len(templates.listed(one)) <= 100


class Sent:
    """An interaction, as far as its payload goes."""

    def __init__(self, sent: dict[str, object]) -> None:
        self.data = {"resolved": {"channels": {str(sent["id"]): sent}}}
        self.channel_id, self.channel = None, None


async def test_rights_that_discord_tells_count_even_for_a_channel_that_is_kept_hidden(
    stage: Stage,
) -> None:
    me = stage.env.bot.get_guild(HOME)
    assert me is not None
    right = discord.Permissions(send_messages=True, embed_links=True)
    sent = {"id": "99", "type": 0, "name": "secret", "app_permissions": str(right.value)}
    found = resolved_channels.find(Sent(sent), 99)  # pyright: ignore[reportArgumentType] - a payload
    assert found is not None
    checked = permissions.check_channel(None, me.me, resolved=found)
    assert checked is not None
    assert [one.flag for one in checked.missing] == ["view_channel", "read_message_history"]
    silent = replace(found, permissions=None)
    assert permissions.check_channel(None, me.me, resolved=silent) is None
