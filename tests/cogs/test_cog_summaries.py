"""`/summary`, as members see it."""

import discord
import pytest
import simcord

from bot.models import Scope
from bot.ui import custom_ids
from tests.support import seen
from tests.support.stage import HARBOUR, SECRET, Stage

EVERYONE = Scope(server=None)


def pick(result: simcord.InteractionResult) -> str:
    """Return the custom id of the menu of chapters."""
    return next(one for one in seen.custom_ids(result) if one.startswith("g:"))


async def test_the_newest_episode_is_summed_up_by_the_titles_of_its_chapters(stage: Stage) -> None:
    result = await stage.mia.slash(stage.channel, "summary")
    assert not result.ephemeral
    assert seen.panel(result).title == "The Harbour Lights"
    lines = seen.panel(result).body.split("\n")
    assert lines[0] == "**1.** Keepers · [0:00](https://video.example/1?t=0)"
    assert len(lines) == 6
    assert seen.panel(result).footer == "Talks · 6 chapters"
    assert seen.buttons(result) == []


async def test_a_chapter_has_the_editors_words_and_its_best_lines(stage: Stage) -> None:
    result = await stage.mia.slash(stage.channel, "summary")
    await stage.mia.select(seen.response(result).message, ["0"], custom_id=pick(result))
    page = seen.panel(result)
    assert page.title == "1. Keepers"
    assert page.blocks[:2] == (
        "[0:00](https://video.example/1?t=0)",
        "Ada tells of her grandmother.",
    )
    assert page.blocks[2] == (
        f"**1** · Ada Merrow · [1:01](https://video.example/1?t=61)\n> {HARBOUR[1]}"
    )
    assert page.footer == (
        "The Harbour Lights · chapter 1 of 6 · quoted lines are verbatim, the rest is by an editor"
    )


async def test_chapters_are_turned_before_and_after_a_restart(stage: Stage) -> None:
    result = await stage.mia.slash(stage.channel, "summary", episode="harbour")
    overview = seen.words(result)
    await stage.mia.select(seen.response(result).message, ["0"], custom_id=pick(result))
    first = seen.words(result)
    assert seen.buttons(result) == ["Next chapter", "Overview"]
    await stage.restart()
    await stage.mia.click(seen.response(result).message, label="Next chapter")
    assert seen.panel(result).title == "2. Part 1"
    assert seen.buttons(result) == ["Next chapter", "Back", "Overview", "Open"]
    await stage.mia.click(seen.response(result).message, label="Back")
    assert seen.words(result) == first
    await stage.restart()
    await stage.mia.click(seen.response(result).message, label="Overview")
    assert seen.words(result) == overview


async def test_a_line_of_a_chapter_is_opened_after_a_restart(stage: Stage) -> None:
    result = await stage.mia.slash(stage.channel, "summary", episode="bakery")
    await stage.restart()
    opened = await stage.jonas.click(seen.response(result).message, label="Open")
    assert opened.ephemeral
    assert "Salt is the only ingredient" in seen.words(opened)
    assert "Context" in seen.buttons(opened)


async def test_a_line_that_was_hidden_is_gone_from_its_chapter(stage: Stage) -> None:
    result = await stage.mia.slash(stage.channel, "summary", episode="harbour")
    (menu,) = seen.menus(result)
    assert len(menu["options"]) == 6
    await stage.mia.select(seen.response(result).message, ["0"], custom_id=pick(result))
    assert HARBOUR[2] in seen.words(result)
    found = await stage.library.quote(HARBOUR[2], EVERYONE)
    await stage.store.edits.hide(found.hits[0].match.quote, server=None)
    await stage.library.refresh()
    await stage.mia.select(seen.response(result).message, ["0"], custom_id=pick(result))
    assert HARBOUR[2] not in seen.words(result)


@pytest.mark.parametrize(
    ("page", "title"),
    [(0, "The Harbour Lights"), (1, "1. Keepers"), (2, "5. Part 4"), (9, "6. Part 5")],
)
async def test_buttons_of_earlier_versions_lead_to_the_same_chapters(
    stage: Stage, page: int, title: str
) -> None:
    episode = (await stage.library.episodes(EVERYONE))[0]
    channel = stage.env.bot.get_channel(stage.channel.id)
    assert isinstance(channel, discord.TextChannel)
    old = custom_ids.summary(episode.id, page=page)
    view = discord.ui.View(timeout=None)
    view.add_item(discord.ui.Button(label="More", custom_id=old))
    sent = await channel.send(embed=discord.Embed(title="The Harbour Lights"), view=view)
    view.stop()
    await stage.restart()
    result = await stage.mia.click(sent, custom_id=old)
    assert seen.panel(result).title == title


async def test_somebody_else_gets_a_page_of_their_own(stage: Stage) -> None:
    result = await stage.mia.slash(stage.channel, "summary", episode="harbour")
    copy = await stage.jonas.select(seen.response(result).message, ["4"], custom_id=pick(result))
    assert copy.ephemeral
    assert seen.panel(copy).title == "5. Part 4"
    assert seen.panel(result).title == "The Harbour Lights"


async def test_a_menu_says_that_its_episode_was_removed(stage: Stage) -> None:
    result = await stage.mia.slash(stage.channel, "summary", episode="harbour", private=True)
    assert result.ephemeral
    await stage.store.remove("harbour", server=None)
    await stage.library.refresh()
    gone = await stage.mia.select(seen.response(result).message, ["1"], custom_id=pick(result))
    assert gone.ephemeral
    assert seen.words(gone).startswith("This is no longer in the library")


async def test_an_episode_without_chapters_says_so(stage: Stage) -> None:
    result = await stage.mia.slash(stage.channel, "summary", episode="secret")
    assert "This episode has no chapters yet." in seen.words(result)
    assert not any(line in seen.words(result) for line in SECRET)


async def test_another_servers_episode_is_not_summed_up(stage: Stage) -> None:
    for named in ("secret", "The Party"):
        result = await stage.stranger.slash(stage.elsewhere, "summary", episode=named)
        assert result.ephemeral
        assert seen.words(result).startswith("No episode called")
    assert len(stage.env.errors) == 2
    offered = await stage.stranger.autocomplete(stage.elsewhere, "summary", "episode", "")
    assert {one["value"] for one in offered} == {"harbour", "bakery"}


async def test_a_dm_is_answered(stage: Stage) -> None:
    result = await stage.loner.slash("summary", episode="bakery")
    assert seen.panel(result).title == "1. Flour"
