"""`/setup`: each question, with a restart before each press, and who may answer it."""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import replace
from datetime import time
from pathlib import Path

import discord
import pytest
import simcord

from bot.client import PullquoteBot
from bot.models import Content, Episode, Show
from bot.schedules import Schedule
from tests.support import seen
from tests.support.episodes import content_of, episode_of
from tests.support.stage import BAKERY, HARBOUR, HOME, Stage, fill, open_stage

LOUD = "*a* _b_ <@1> @everyone [x](https://evil.example) \u202e ||c|| `d`"
"""Markup, mentions, a link and a character that turns the direction of the text."""


@pytest.fixture
async def hostile_stage(tmp_path: Path) -> AsyncGenerator[Stage]:
    """A stage with more public shows than a menu holds, with names of 300 characters."""
    some: list[tuple[Episode, Content]] = []
    for number in range(30):
        content = content_of([f"Line {number} of a show with a loud name."], key=f"e{number:02}")
        show = Show(f"show-{number:02}", f"{number} {LOUD} {'x' * 300}")
        some.append((replace(episode_of(content, key=f"e{number:02}"), show=show), content))
    await fill(tmp_path, some)
    async with open_stage(tmp_path) as opened_stage:
        yield opened_stage


async def opened(stage: Stage) -> simcord.InteractionResult:
    """Open the setup as the manager of the server, who alone sees it."""
    result = await stage.boss.slash(stage.channel, "setup")
    assert result.ephemeral
    return result


async def pressed(
    stage: Stage, shown: simcord.InteractionResult, label: str
) -> simcord.InteractionResult:
    """Press a button after a restart."""
    await stage.restart()
    return await stage.boss.click(seen.response(shown).message, label=label)


async def chosen(
    stage: Stage, shown: simcord.InteractionResult, menu: str, values: Sequence[object]
) -> simcord.InteractionResult:
    """Choose in the menu whose custom id begins so, after a restart."""
    await stage.restart()
    (custom_id,) = (one for one in seen.custom_ids(shown) if one.startswith(menu))
    return await stage.boss.select(seen.response(shown).message, values, custom_id=custom_id)


async def forge(stage: Stage, custom_id: str) -> str:
    """Press a button of the manager's own making, and return the words of the answer."""
    view = discord.ui.View()
    view.add_item(discord.ui.Button[discord.ui.View](label="forged", custom_id=custom_id))
    view.stop()
    channel = stage.env.bot.get_channel(stage.channel.id)
    assert isinstance(channel, discord.TextChannel)
    sent = await channel.send("Look!", view=view)
    return seen.words(await stage.boss.click(sent, label="forged"))


async def test_a_manager_is_led_from_the_channel_to_the_first_post(stage: Stage) -> None:
    shown = await opened(stage)
    assert seen.panel(shown).title == "Where to post the daily highlight?"
    assert seen.buttons(shown) == ["Skip"]
    shown = await chosen(stage, shown, "sc:", [stage.channel])
    assert f"<#{stage.channel.id}>" in seen.words(shown)
    shown = await pressed(stage, shown, "Next")
    assert seen.panel(shown).title == "When to post it?"
    shown = await chosen(stage, shown, "sm:time", ["18:00"])
    shown = await chosen(stage, shown, "sm:zone", ["America/Chicago"])
    assert "18:00 · Chicago" in seen.words(shown)
    shown = await pressed(stage, shown, "Next")
    shown = await chosen(stage, shown, "sm:language", ["de"])
    assert "Deutsch" in seen.words(shown)
    shown = await pressed(stage, await pressed(stage, shown, "Next"), "Next")
    assert seen.panel(shown).title == "Setup of this server"
    assert await stage.daily.get(HOME) is None
    done = await pressed(stage, shown, "Start")
    assert f"<#{stage.channel.id}> gets a highlight" in seen.words(done)
    assert "will be posted on" in seen.words(done)
    assert seen.line(done) in (*HARBOUR, *BAKERY)
    planned = await stage.daily.get(HOME)
    assert planned is not None
    assert (planned.channel, planned.time, planned.zone, planned.state) == (
        stage.channel.id,
        time(18),
        "America/Chicago",
        "on",
    )
    (settings,) = await stage.store.servers.settings()
    assert settings.language == "de"


async def test_what_is_set_is_shown_later_and_changed_without_losing_the_rest(
    stage: Stage,
) -> None:
    before = Schedule(HOME, stage.channel.id, time(9, 30), "Europe/Berlin", thread=True)
    await stage.daily.setup(before)
    shown = await opened(stage)
    assert "09:30 · Berlin" in seen.words(shown)
    assert "Start" not in seen.buttons(shown)
    shown = await pressed(stage, shown, "Time")
    (hours,) = (one for one in seen.menus(shown) if one["custom_id"].startswith("sm:time"))
    assert len(hours["options"]) == 25
    shown = await chosen(stage, shown, "sm:time", ["07:00"])
    shown = await pressed(stage, await pressed(stage, shown, "Next"), "Next")
    await pressed(stage, await pressed(stage, shown, "Next"), "Start")
    planned = await stage.daily.get(HOME)
    assert planned is not None
    assert (planned.time, planned.thread) == (time(7), True)


async def test_a_text_channel_instead_of_a_forum_leaves_the_tag_behind(stage: Stage) -> None:
    forum = stage.home.create_forum_channel("threads")
    before = Schedule(HOME, forum.id, time(9), "Europe/Berlin", forum=True, tag=7, digest=2)
    await stage.daily.setup(before)
    shown = await pressed(stage, await opened(stage), "Channel")
    shown = await chosen(stage, shown, "sc:", [stage.channel])
    for _step in ("time", "language", "members", "overview"):
        shown = await pressed(stage, shown, "Next")
    await pressed(stage, shown, "Start")
    planned = await stage.daily.get(HOME)
    assert planned is not None
    assert (planned.channel, planned.forum, planned.tag) == (stage.channel.id, False, None)
    assert planned.digest == 2


async def test_another_time_zone_is_typed_in_a_modal(stage: Stage) -> None:
    shown = await pressed(stage, await opened(stage), "Skip")
    asked = await pressed(stage, shown, "Another time zone")
    await stage.restart()
    shown = await stage.boss.submit_modal(asked, {"zone": "Wellington"})
    assert "Auckland" in seen.words(shown)
    asked = await pressed(stage, shown, "Another time zone")
    refused = await stage.boss.submit_modal(asked, {"zone": "Belrin"})
    assert refused.ephemeral
    assert "Did you mean Europe/Berlin" in seen.words(refused)
    assert len(stage.env.errors) == 1


async def test_members_settings_are_switched_at_once_and_back(stage: Stage) -> None:
    shown = await opened(stage)
    for _step in ("time", "language", "members"):
        label = "Skip" if "Skip" in seen.buttons(shown) else "Next"
        shown = await pressed(stage, shown, label)
    assert "kept for 30 days" in seen.words(shown)
    for name in ("Unanswered questions", "Leaderboard"):
        shown = await pressed(stage, shown, f"{name}: switch on")
    (settings,) = await stage.store.servers.settings()
    assert (settings.questions, settings.leaderboard) == (True, True)
    await pressed(stage, shown, "Leaderboard: switch off")
    (settings,) = await stage.store.servers.settings()
    assert (settings.questions, settings.leaderboard) == (True, False)


@pytest.mark.parametrize(
    ("flag", "name"), [("send_messages", "Send Messages"), ("view_channel", "View Channel")]
)
async def test_a_channel_where_the_bot_may_not_post_is_told_and_not_started(
    stage: Stage, flag: str, name: str
) -> None:
    me = stage.home.me
    assert me is not None
    closed = stage.home.create_text_channel(
        "closed", overwrites={me: discord.PermissionOverwrite(**{flag: False})}
    )
    shown = await chosen(stage, await opened(stage), "sc:", [closed])
    assert name in seen.words(shown)
    shown = await pressed(stage, shown, "Next")
    shown = await chosen(stage, shown, "sm:time", ["09:00"])
    shown = await chosen(stage, shown, "sm:zone", ["Europe/London"])
    for _step in ("language", "members", "overview"):
        shown = await pressed(stage, shown, "Next")
    refused = await pressed(stage, shown, "Start")
    assert name in seen.words(refused)
    assert "Start" in seen.buttons(refused)
    assert await stage.daily.get(HOME) is None


async def test_members_are_refused_at_every_step(stage: Stage) -> None:
    await stage.open_to_all("setup")
    result = await stage.mia.slash(stage.channel, "setup")
    assert "You need the Manage Server permission" in seen.words(result)
    assert len(stage.env.errors) == 1


@pytest.mark.parametrize("label", ["Channel", "Start", "Time", "Members"])
async def test_a_manager_without_rights_by_now_can_change_nothing(stage: Stage, label: str) -> None:
    await stage.daily.setup(Schedule(HOME, stage.channel.id, time(9), "Europe/Berlin"))
    await stage.daily.pause(HOME)
    shown = await opened(stage)
    stage.env.backend.get_member(HOME, stage.boss.id).role_ids.clear()
    refused = await pressed(stage, shown, label)
    assert refused.ephemeral
    assert "You need the Manage Server permission" in seen.words(refused)
    assert len(stage.env.errors) == 1
    planned = await stage.daily.get(HOME)
    assert planned is not None
    assert planned.state == "paused"


async def test_one_of_many_shows_is_chosen_and_all_again(hostile_stage: Stage) -> None:
    stage = hostile_stage
    shown = await opened(stage)
    assert seen.panel(shown).title == "Which shows?"
    (menu,) = seen.menus(shown)
    assert len(menu["options"]) == 25
    value = menu["options"][0]["value"]
    shown = await chosen(stage, shown, "sm:shows", [value])
    assert await stage.store.edits.chosen_shows(HOME) == {value}
    (menu,) = seen.menus(shown)
    assert [one["value"] for one in menu["options"] if one.get("default")] == [value]
    shown = await chosen(stage, shown, "sm:shows", [])
    assert await stage.store.edits.chosen_shows(HOME) == frozenset()
    assert "all public shows" in seen.words(shown)


async def test_shows_that_the_menu_has_no_room_for_stay_chosen(hostile_stage: Stage) -> None:
    stage = hostile_stage
    assert isinstance(stage.env.bot, PullquoteBot)
    curation = stage.env.bot.curation
    assert curation is not None
    every = [one.show.slug for one in await curation.shows(HOME) if one.show.server is None]
    await curation.choose_shows(HOME, every[:27])
    shown = await pressed(stage, await opened(stage), "Shows")
    (menu,) = seen.menus(shown)
    first, *_others = (one["value"] for one in menu["options"])
    await chosen(stage, shown, "sm:shows", [first])
    assert await stage.store.edits.chosen_shows(HOME) == {first, every[25], every[26]}


async def test_hostile_names_are_shown_literally_and_fit(hostile_stage: Stage) -> None:
    stage = hostile_stage
    stage.env.backend.get_guild(HOME).name = LOUD
    shown = await opened(stage)
    (menu,) = seen.menus(shown)
    shown = await chosen(stage, shown, "sm:shows", [one["value"] for one in menu["options"][:12]])
    told = seen.words(shown)
    assert "@everyone" not in told.replace("\\@everyone", "")
    assert "\u202e" not in told
    assert "[x](" not in told
    assert len(told) < 4000


async def test_a_channel_or_zone_of_a_forged_button_is_refused(stage: Stage) -> None:
    for draft in (f"{stage.elsewhere.id}:0900:Europe/Berlin", f"{stage.channel.id}:0900:No/Where"):
        refused = await forge(stage, f"sg:{draft}")
        assert await stage.daily.get(HOME) is None, refused
    assert "There is no time zone No/Where" in refused
    assert len(stage.env.errors) == 1
