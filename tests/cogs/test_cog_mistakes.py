"""What is wrong in an excerpt: members report it, and managers decide."""

from dataclasses import replace
from typing import Any

import discord
import pytest
import simcord
from simcord.components import walk_components

from bot.client import PullquoteBot
from bot.errors import LibraryError
from bot.ui import layout
from bot.ui.correction_buttons import Wrong
from tests.support import seen
from tests.support.episodes import content_of, episode_of
from tests.support.stage import HARBOUR, SECRET, Stage

LIGHT = content_of(HARBOUR, key="harbour").quotes[1]
MARZIPAN = content_of(SECRET, key="secret").quotes[0]
THANKS = "Thank you."
HOSTILE = (
    "@everyone <@1> <#2>",
    "**a** ||b|| [c](https://d.example)",
    "\u05d0\u05d1\u05d2 \u05d3\u05d4",
    "z\u0337\u0318a\u0336\u0347l\u0335\u033ag\u0334\u0354o",
)


async def form(stage: Stage, words: str = "promise made to strangers") -> simcord.InteractionResult:
    """Open the modal about the line that words find, as a member does."""
    found = await stage.mia.slash(stage.channel, "quote", words=words)
    more = await stage.mia.click(seen.response(found).message, label="More")
    return await stage.mia.click(seen.response(more).message, label="Wrong?")


def fields(shown: simcord.InteractionResult) -> dict[str, dict[str, Any]]:
    """Return the fields of a modal by their custom ids."""
    assert shown.modal is not None
    every = [one for one in walk_components(shown.modal["components"]) if "custom_id" in one]
    return {one["custom_id"]: one for one in every}


async def send(
    stage: Stage, shown: simcord.InteractionResult, **typed: str | list[str]
) -> simcord.InteractionResult:
    """Send the modal after a restart, and return the private answer."""
    await stage.restart()
    result = await stage.mia.submit_modal(shown, {"kind": "word", **typed})
    assert result.ephemeral
    return result


async def refused(stage: Stage, shown: simcord.InteractionResult, **typed: str) -> str:
    """Send the modal, and return the one sentence by which it is refused."""
    told = seen.words(await send(stage, shown, **typed))
    assert {type(error) for error in stage.env.errors} == {LibraryError}
    return told


async def test_a_misheard_word_is_reported_across_restarts(stage: Stage) -> None:
    found = await stage.mia.slash(stage.channel, "quote", words="promise made to strangers")
    await stage.restart()
    more = await stage.mia.click(seen.response(found).message, label="More")
    await stage.restart()
    shown = await stage.mia.click(seen.response(more).message, label="Wrong?")
    assert list(fields(shown)) == ["kind", "heard", "right", "note"]
    assert fields(shown)["heard"]["placeholder"] == LIGHT.display
    told = await send(stage, shown, heard="strangers", right="Strangways")
    assert THANKS in seen.words(told)
    assert "The operator of this bot decides" in seen.words(told)
    (stored,) = await stage.store.mistakes.reported_by(stage.mia.id)
    assert (stored.quote, stored.kind, stored.server) == (LIGHT.id, "word", stage.home.id)
    assert (stored.misheard, stored.right) == ("strangers", "Strangways")


async def test_a_report_of_a_private_show_goes_to_the_managers(stage: Stage) -> None:
    shown = await form(stage, "codeword marzipan tortoise")
    told = await send(stage, shown, heard="marzipan", right="Marcie Pan")
    assert "The managers of this server decide" in seen.words(told)


async def test_the_context_of_a_line_asks_what_is_wrong(stage: Stage) -> None:
    found = await stage.mia.slash(stage.channel, "quote", words="promise made to strangers")
    context = await stage.mia.click(seen.response(found).message, label="Context")
    await stage.restart()
    shown = await stage.mia.click(seen.response(context).message, label="Wrong?")
    assert shown.modal is not None
    assert shown.modal["custom_id"] == f"wm:{LIGHT.id}"


async def test_the_same_report_is_refused_and_nothing_is_stored_twice(stage: Stage) -> None:
    shown = await form(stage)
    await send(stage, shown, heard="strangers", right="Strangways")
    again = await refused(stage, await form(stage), heard="Strangers", right="strangways")
    assert again == "You reported this already: it waits for a decision."
    assert len(await stage.store.mistakes.reported_by(stage.mia.id)) == 1


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"heard": "walrus", "right": "x"}, "Give the misheard word as the excerpt has it."),
        ({"heard": "strangers"}, "Say what is right"),
        ({"kind": "speaker"}, "Say what is right"),
        ({"kind": "place"}, "Say where it is"),
        ({"heard": "strangers", "right": "a\u202eb"}, "without special characters"),
    ],
)
async def test_a_report_that_says_too_little_is_refused_in_a_sentence(
    stage: Stage, typed: dict[str, str], sentence: str
) -> None:
    assert sentence in await refused(stage, await form(stage), **typed)
    assert await stage.store.mistakes.reported_by(stage.mia.id) == ()


async def test_a_line_that_is_gone_meanwhile_is_not_reported(stage: Stage) -> None:
    shown = await form(stage)
    await stage.store.remove("harbour", server=None)
    await stage.library.refresh()
    assert "no longer in the library" in seen.words(
        await send(stage, shown, heard="strangers", right="x")
    )


async def test_a_private_line_is_not_asked_about_elsewhere(stage: Stage) -> None:
    bot = stage.env.bot
    assert isinstance(bot, PullquoteBot)
    found = bot.get_channel(stage.elsewhere.id)
    assert isinstance(found, discord.TextChannel)
    page = layout.sentence("A line.", buttons=(Wrong(MARZIPAN.id),))
    message = await found.send(view=page.view())
    told = await stage.stranger.click(message, label="Wrong?")
    assert told.modal is None
    assert "no longer in the library" in seen.words(told)


async def test_hostile_words_are_stored_and_shown_as_they_are_typed(stage: Stage) -> None:
    for right in HOSTILE:
        await send(stage, await form(stage), heard="strangers", right=right, note=right)
    stored = await stage.store.mistakes.reported_by(stage.mia.id)
    assert [one.right for one in stored] == list(HOSTILE)


async def test_the_modal_takes_no_more_than_is_stored(stage: Stage) -> None:
    shown = await form(stage, "codeword marzipan tortoise")
    known = fields(shown)
    assert [known[name]["max_length"] for name in ("heard", "right", "note")] == [80, 80, 300]


async def test_the_other_speakers_of_an_episode_are_a_menu(stage: Stage) -> None:
    content = content_of(["Nets are mended with patience.", "And patience with tea."], key="nets")
    episode = replace(episode_of(content, key="nets"), speakers=("Ada Merrow", "Jo \u05d0"))
    quotes = tuple(replace(one, speaker="Ada Merrow", sure=True) for one in content.quotes)
    await stage.store.add(episode, replace(content, quotes=quotes))
    await stage.library.refresh()
    shown = await form(stage, "nets are mended with patience")
    assert [one["value"] for one in fields(shown)["speaker"]["options"]] == ["Jo \u05d0"]
    await send(stage, shown, kind="speaker", speaker=["Jo \u05d0"])
    (stored,) = await stage.store.mistakes.reported_by(stage.mia.id)
    assert (stored.kind, stored.right) == ("speaker", "Jo \u05d0")
