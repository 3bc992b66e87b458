"""Saved lines, votes and what is stored, as members use them."""

from typing import Any

import discord

from bot.client import PullquoteBot
from bot.errors import NotFoundError
from bot.ui import layout
from bot.ui.member_buttons import Save, Vote
from tests.support import seen
from tests.support.episodes import content_of
from tests.support.stage import BAKERY, HARBOUR, NOW, SECRET, Stage

LIGHT = content_of(HARBOUR, key="harbour").quotes[1].id
PET = content_of(BAKERY, key="bakery").quotes[0].id
MARZIPAN = content_of(SECRET, key="secret").quotes[0].id


async def shown(stage: Stage, quote: str, *, channel: Any = None) -> discord.Message:
    """Let the bot show a line with its buttons in a channel, as a post does."""
    bot = stage.env.bot
    assert isinstance(bot, PullquoteBot)
    found = bot.get_channel((channel or stage.channel).id)
    assert isinstance(found, discord.TextChannel)
    page = layout.page("A line.", buttons=(Save(quote), Vote(quote, 0)))
    return await found.send(view=page.view())


async def saved(stage: Stage, *quotes: str) -> None:
    for quote in quotes:
        await stage.mia.click(await shown(stage, quote), label="Save")


async def test_a_line_is_saved_by_its_button_after_a_restart_and_undone(stage: Stage) -> None:
    message = await shown(stage, LIGHT)
    await stage.restart()
    told = await stage.mia.click(message, label="Save")
    assert told.ephemeral
    assert "Saved." in seen.words(told)
    assert "You saved this line before." in seen.words(await stage.mia.click(message, label="Save"))
    await stage.restart()
    undone = await stage.mia.click(seen.response(told).message, label="Undo")
    assert "not saved any more" in seen.words(undone)
    assert await stage.store.members.saved_by(stage.mia.id) == ()


async def test_saved_lines_are_listed_three_on_a_page_and_deleted_one_by_one(stage: Stage) -> None:
    quotes = [one.id for one in content_of(HARBOUR, key="harbour").quotes[:4]]
    await saved(stage, *quotes)
    first = await stage.mia.slash(stage.channel, "saved list")
    assert first.ephemeral
    assert len(seen.excerpts(first)) == 3
    assert seen.panel(first).footer == "1–3 of 4"
    assert seen.buttons(first) == ["Context", "Delete"] * 3 + ["Older"]
    await stage.restart()
    last = await stage.mia.click(seen.response(first).message, label="Older")
    assert len(seen.excerpts(last)) == 1
    assert seen.buttons(last) == ["Context", "Delete", "Newer"]
    emptied = await stage.mia.click(seen.response(last).message, label="Delete")
    assert seen.panel(emptied).footer == ""
    context = await stage.mia.click(
        seen.response(emptied).message, custom_id=seen.custom_ids(emptied)[0]
    )
    assert "In context" in seen.words(context)


async def test_a_private_line_is_not_listed_in_a_dm_or_elsewhere(stage: Stage) -> None:
    await saved(stage, MARZIPAN, LIGHT)
    assert "marzipan" in seen.words(await stage.mia.slash(stage.channel, "saved list"))
    away = stage.elsewhere
    message = await shown(stage, MARZIPAN, channel=away)
    refused = await stage.stranger.click(message, label="Save")
    assert "not there any more" in seen.words(refused)
    refused = await stage.stranger.click(message, custom_id=f"v:{MARZIPAN}")
    assert "not there any more" in seen.words(refused)
    assert {type(error) for error in stage.env.errors} == {NotFoundError}
    assert "marzipan" not in seen.words(await stage.stranger.slash(away, "top"))


async def test_saved_lines_are_exported_as_files_and_deleted_after_a_question(
    stage: Stage,
) -> None:
    await saved(stage, LIGHT, PET)
    export = await stage.mia.slash(stage.channel, "saved export")
    assert export.ephemeral
    names = [one.filename for one in seen.response(export).attachments]
    assert names == ["saved.md", "saved.json"]
    asked = await stage.mia.slash(stage.channel, "saved delete")
    assert "all your 2 saved lines?" in seen.words(asked)
    await stage.restart()
    done = await stage.mia.click(seen.response(asked).message, label="Delete all")
    assert seen.words(done) == "2 saved lines are deleted."
    listed = await stage.mia.slash(stage.channel, "saved list")
    assert "saved no line yet" in seen.words(listed)


async def test_a_vote_is_counted_on_the_button_of_the_message(stage: Stage) -> None:
    message = await shown(stage, LIGHT)
    await stage.mia.click(message, custom_id=f"v:{LIGHT}")
    await stage.restart()
    voted = await stage.jonas.click(message, custom_id=f"v:{LIGHT}")
    assert seen.buttons(voted) == ["Save", "2"]
    assert "A line." in seen.words(voted)
    taken = await stage.mia.click(message, custom_id=f"v:{LIGHT}")
    assert seen.buttons(taken) == ["Save", "1"]


async def test_the_most_loved_lines_are_listed_by_period(stage: Stage) -> None:
    empty = await stage.mia.slash(stage.channel, "top", private=True)
    assert "Nobody has voted yet" in seen.words(empty)
    for quote, members in ((LIGHT, (stage.mia, stage.jonas)), (PET, (stage.mia,))):
        message = await shown(stage, quote)
        for member in members:
            await member.click(message, custom_id=f"v:{quote}")
    top = await stage.mia.slash(stage.channel, "top", period="ever")
    assert not top.ephemeral
    assert [one.split()[0] for one in seen.excerpts(top)] == ["A", "Sourdough"]
    assert "❤️ 2 votes" in seen.words(top)
    assert seen.buttons(top) == ["Week", "Month"]
    await stage.restart()
    week = await stage.mia.click(seen.response(top).message, label="Week")
    assert seen.panel(week).title == "Most loved lines of this week"
    assert "Nobody" in seen.words(await stage.stranger.slash(stage.elsewhere, "top"))


async def test_the_leaderboard_is_shown_only_where_managers_want_it(stage: Stage) -> None:
    mia, jonas = stage.mia.id, stage.jonas.id
    await stage.store.members.toggle_vote(stage.home.id, LIGHT, user=mia, finder=jonas, at=NOW)
    assert "ho found" not in seen.words(await stage.mia.slash(stage.channel, "top"))
    hint = "`/setup` switches on the list of who found the lines."
    assert seen.panel(await stage.boss.slash(stage.channel, "top")).footer == hint
    bot = stage.env.bot
    assert isinstance(bot, PullquoteBot)
    assert bot.servers is not None
    await bot.servers.change(stage.home.id, leaderboard=True)
    top = seen.words(await stage.boss.slash(stage.channel, "top"))
    assert f"<@{stage.jonas.id}> · ❤️ 1 vote" in top
    assert hint not in top


async def test_what_is_stored_is_told_exported_and_deleted(stage: Stage) -> None:
    nothing = await stage.mia.slash(stage.channel, "privacy show")
    assert "That is nothing yet." in seen.words(nothing)
    await saved(stage, LIGHT, PET)
    told = await stage.mia.slash(stage.channel, "privacy show")
    assert told.ephemeral
    assert "- 2 saved lines" in seen.words(told)
    export = await stage.mia.slash(stage.channel, "privacy export")
    (file,) = seen.response(export).attachments
    assert export.ephemeral
    assert file.filename == "pullquote.json"
    asked = await stage.mia.slash(stage.channel, "privacy forget")
    await stage.restart()
    done = await stage.mia.click(seen.response(asked).message, label="Delete everything")
    assert seen.words(done) == "Everything about you is deleted."
    assert await stage.store.members.saved_by(stage.mia.id) == ()


async def test_in_a_dm_lines_can_be_saved_and_listed_but_not_voted_for(stage: Stage) -> None:
    listed = await stage.loner.slash("saved list")
    assert "saved no line yet" in seen.words(listed)
    assert "- " not in seen.words(await stage.loner.slash("privacy show"))
