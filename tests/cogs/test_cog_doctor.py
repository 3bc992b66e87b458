"""`/doctor`, as managers see it."""

from dataclasses import replace
from datetime import time

import discord
import pytest
import simcord

from bot.client import PullquoteBot
from bot.errors import LibraryError, StoreError
from bot.schedules import Schedule
from tests.support import seen
from tests.support.stage import ELSEWHERE, HOME, NOW, Stage

RIGHTS = [
    "View Channel",
    "Send Messages",
    "Embed Links",
    "Read Message History",
    "Create Public Threads",
]


async def examine(stage: Stage, **options: object) -> simcord.InteractionResult:
    """Ask the doctor as the manager of the server."""
    result = await stage.boss.slash(stage.channel, "doctor", **options)
    assert result.ephemeral
    return result


def closed(stage: Stage, **denied: bool) -> simcord.ChannelHandle:
    """Make a channel that takes rights from the bot."""
    me = stage.home.me
    assert me is not None
    return stage.home.create_text_channel(
        "closed", overwrites={me: discord.PermissionOverwrite(**denied)}
    )


async def plan(stage: Stage, channel: int, **fields: object) -> Schedule:
    """Keep a schedule as if it had been set up."""
    schedule = replace(Schedule(HOME, channel, time(9), "Europe/Berlin", created=NOW), **fields)
    await stage.store.ledger.put(schedule, next_plan_at=None)
    return schedule


async def test_all_that_the_bot_may_do_is_ticked(stage: Stage) -> None:
    result = await examine(stage)
    assert seen.panel(result).title == "Everything is in order"
    told = seen.words(result)
    assert f"In <#{stage.channel.id}>:" in told
    for right in RIGHTS:
        assert f"✅ {right}: " in told
    assert "➖ Not an announcement channel" in told
    assert "❌" not in told
    assert "How to fix it" not in told
    assert "There is no daily highlight here yet" in told


@pytest.mark.parametrize("flag", ["view_channel", "send_messages", "embed_links"])
async def test_missing_permissions_are_named_with_where_to_grant_them(
    stage: Stage, flag: str
) -> None:
    channel = closed(stage, **{flag: False})
    result = await examine(stage, channel=channel)
    name = flag.replace("_", " ").title()
    assert seen.panel(result).title == "Permissions are missing"
    told = seen.words(result)
    assert told.count("❌") == 1
    assert f"❌ **{name}**: " in told
    assert f"In the settings of <#{channel.id}>, under Permissions, allow" in told
    assert f"The role has this, but the channel denies it: {name}." in told
    assert "Server Settings" not in told


async def test_a_right_that_no_role_has_can_be_granted_for_the_server(stage: Stage) -> None:
    me = stage.home.me
    assert me is not None
    for role in me.roles:
        rights = discord.Permissions(role.permissions.value)
        rights.update(read_message_history=False)
        stage.env.backend.edit_role(HOME, role.id, {"permissions": rights.value})
    await stage.env.settle()
    told = seen.words(await examine(stage))
    assert "❌ **Read Message History**: to avoid posting twice" in told
    assert "Or allow it in all channels, in Server Settings, Roles: Read Message History." in told
    assert "denies it" not in told


async def test_unused_permissions_are_not_missing(stage: Stage) -> None:
    channel = closed(stage, attach_files=False, create_public_threads=False)
    result = await examine(stage, channel=channel)
    assert seen.panel(result).title == "Everything is in order"
    assert (
        "➖ Create Public Threads: to open a thread under each post; not needed now"
        in seen.words(result)
    )
    await plan(stage, channel.id, thread=True)
    planned = await examine(stage)
    assert "❌ **Create Public Threads**" in seen.words(planned)
    assert "Attach Files" not in seen.words(planned)


async def test_a_role_that_cannot_be_greeted_is_named(stage: Stage) -> None:
    channel = closed(stage, mention_everyone=False)
    fans = stage.home.create_role("fans")
    await plan(stage, channel.id, role=fans.id)
    told = seen.words(await examine(stage))
    assert "❌ **Mention @everyone, @here and All Roles**" in told
    await plan(stage, channel.id, role=424242)
    assert "Mention" not in seen.words(await examine(stage))


async def test_an_announcement_channel_is_known(stage: Stage) -> None:
    news = stage.home.create_news_channel("news")
    assert "✅ Announcement channel" in seen.words(await examine(stage, channel=news))
    await plan(stage, stage.channel.id, publish=True)
    assert "❌ Not an announcement channel" in seen.words(await examine(stage))


async def test_a_thread_is_judged_by_the_settings_of_its_channel(stage: Stage) -> None:
    channel = closed(stage, send_messages_in_threads=False)
    parent = stage.env.bot.get_channel(channel.id)
    assert isinstance(parent, discord.TextChannel)
    await parent.create_thread(name="daily", type=discord.ChannelType.public_thread)
    (thread,) = channel.threads
    told = seen.words(await examine(stage, channel=thread))
    assert f"In <#{thread.id}>:" in told
    assert "❌ **Send Messages in Threads**" in told
    assert f"In the settings of <#{channel.id}>" in told
    assert "announcement" not in told
    assert "Create Public Threads" not in told


async def test_the_schedules_channel_is_checked_and_its_state_shown(stage: Stage) -> None:
    other = stage.home.create_text_channel("other")
    await plan(stage, other.id)
    assert f"In <#{other.id}>:" in seen.words(await examine(stage))
    told = seen.words(await examine(stage))
    assert "The daily highlight is on." in told
    assert "left unposted, about" in told
    await plan(stage, other.id, state="disabled", reason="The bot lacks *Embed Links*.")
    told = seen.words(await examine(stage))
    assert "Discord refused the last post: The bot lacks \\*Embed Links\\*." in told
    await plan(stage, other.id, state="paused")
    assert "The daily highlight is paused" in seen.words(await examine(stage))


async def test_a_deleted_channel_is_reported(stage: Stage) -> None:
    await plan(stage, 424242)
    result = await examine(stage)
    assert seen.words(result).startswith("I cannot see <#424242>. Allow me View Channel")


async def test_a_server_that_made_the_bot_its_administrator_lacks_nothing(stage: Stage) -> None:
    me = stage.home.me
    assert me is not None
    rights = discord.Permissions(administrator=True)
    stage.env.backend.edit_role(HOME, me.top_role.id, {"permissions": rights.value})
    await stage.env.settle()
    channel = closed(stage, view_channel=False, embed_links=False)
    assert "❌" not in seen.words(await examine(stage, channel=channel))


async def test_members_without_manage_server_are_refused_by_the_bot_too(stage: Stage) -> None:
    await stage.open_to_all("doctor")
    result = await stage.mia.slash(stage.channel, "doctor")
    assert result.ephemeral
    assert seen.words(result).startswith("You need the Manage Server permission")
    assert len(stage.env.errors) == 1


async def test_the_schedule_of_another_server_is_not_shown(stage: Stage) -> None:
    await plan(stage, stage.channel.id, state="disabled", reason="A reason of HOME.")
    result = await stage.rival.slash(stage.elsewhere, "doctor")
    assert f"In <#{stage.elsewhere.id}>:" in seen.words(result)
    assert "HOME" not in seen.words(result)
    assert await stage.daily.get(ELSEWHERE) is None


async def test_it_answers_the_same_after_a_restart(stage: Stage) -> None:
    channel = closed(stage, embed_links=False)
    before = seen.words(await examine(stage, channel=channel))
    await stage.restart()
    assert seen.words(await examine(stage, channel=channel)) == before


async def test_failing_jobs_are_shown_with_causes_meant_for_members(
    stage: Stage,
) -> None:
    assert isinstance(stage.env.bot, PullquoteBot)
    failures = stage.env.bot.failures
    failures.record("daily highlight", LibraryError("The zone *Mars* is not known."), server=HOME)
    failures.record("library updates", StoreError("The database /srv/library.db is locked."))
    failures.record("daily highlight", LibraryError("A cause of ELSEWHERE."), server=ELSEWHERE)
    result = await examine(stage)
    assert seen.panel(result).title == "Something is failing"
    told = seen.words(result)
    assert "**daily highlight** started failing <t:" in told
    assert "The zone \\*Mars\\* is not known." in told
    assert "**library updates** started failing" in told
    assert "/srv/library.db" not in told
    assert "ELSEWHERE" not in told
    await plan(stage, 424242)
    assert "**library updates**" in seen.words(await examine(stage))
    for server in (HOME, None):
        failures.clear("daily highlight", server=server)
    failures.clear("library updates")
    assert "failing" not in seen.words(await examine(stage))


async def test_an_unknown_time_zone_is_reported_in_one_sentence(stage: Stage) -> None:
    await plan(stage, stage.channel.id, zone="Mars/Olympus_Mons")
    assert "The daily highlight is on." in seen.words(await examine(stage))
    result = await stage.boss.slash(stage.channel, "daily preview")
    assert "The time zone Mars/Olympus\\_Mons is not known" in seen.words(result)
    assert len(stage.env.errors) == 1
