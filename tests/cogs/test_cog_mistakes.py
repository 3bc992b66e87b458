"""What is wrong in an excerpt: members report it, and managers decide."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import discord
import pytest
import simcord
from simcord.components import walk_components

from bot.client import PullquoteBot
from bot.errors import LibraryError, NotFoundError
from bot.models import EpisodeNames
from bot.ui import layout
from bot.ui.correction_buttons import Wrong
from bot.ui.mistakes import Decide, How, Reopen
from tests.support import seen
from tests.support.episodes import content_of, episode_of
from tests.support.managing import manage, press
from tests.support.stage import HARBOUR, HOME, NOW, SECRET, Stage

LIGHT = content_of(HARBOUR, key="harbour").quotes[1]
MARZIPAN = content_of(SECRET, key="secret").quotes[0]
CODEWORD = "codeword marzipan tortoise"
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


async def forge(
    stage: Stage, channel: simcord.ChannelHandle, button: discord.ui.Item[Any]
) -> discord.Message:
    """Let the bot show a button in a channel where it would not."""
    bot = stage.env.bot
    assert isinstance(bot, PullquoteBot)
    found = bot.get_channel(channel.id)
    assert isinstance(found, discord.TextChannel)
    return await found.send(view=layout.sentence("A line.", buttons=(button,)).view())


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
    shown = await form(stage, CODEWORD)
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
    message = await forge(stage, stage.elsewhere, Wrong(MARZIPAN.id))
    told = await stage.stranger.click(message, label="Wrong?")
    assert told.modal is None
    assert "no longer in the library" in seen.words(told)


async def test_hostile_words_are_stored_and_shown_as_they_are_typed(stage: Stage) -> None:
    for right in HOSTILE:
        await send(stage, await form(stage), heard="strangers", right=right, note=right)
    stored = await stage.store.mistakes.reported_by(stage.mia.id)
    assert [one.right for one in stored] == list(HOSTILE)


async def test_the_modal_takes_no_more_than_is_stored(stage: Stage) -> None:
    shown = await form(stage, CODEWORD)
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


def said_below(result: simcord.InteractionResult) -> str:
    """Return the private sentence that a press was answered with, the message left as it is."""
    (told,) = result.followups
    assert told.ephemeral
    return told.content


async def reported(stage: Stage, words: str = CODEWORD, **typed: str | list[str]) -> None:
    """Report a mistake in a line that is private to HOME, as a member does."""
    given = {"heard": "marzipan", "right": "Marcie Pan", **typed}
    assert THANKS in seen.words(await send(stage, await form(stage, words), **given))


async def test_an_accepted_word_is_found_and_marked_at_once_and_the_words_stay(
    stage: Stage,
) -> None:
    await reported(stage)
    queue = await manage(stage, "mistakes")
    assert seen.panel(queue).title == "Report 1 of 1"
    assert "is **marzipan** tortoise" in seen.words(queue)
    assert "marzipan → Marcie Pan" in seen.words(queue)
    assert seen.panel(queue).footer == "1 member reported this"
    await stage.restart()
    assert "**\\[Marcie Pan\\]**" in await press(stage, queue, "Accept")
    found = await stage.mia.slash(stage.channel, "quote", words="marcie pan tortoise")
    assert "[Marcie Pan]" in seen.line(found).replace("\\", "")
    content = await stage.store.content("secret")
    assert content.quotes[0].text == MARZIPAN.text


async def test_a_decision_is_undone_after_a_restart(stage: Stage) -> None:
    await reported(stage)
    for decision in ("Accept", "Refuse"):
        queue = await manage(stage, "mistakes")
        done = await stage.boss.click(seen.response(queue).message, label=decision)
        assert "No report waits" in seen.words(await manage(stage, "mistakes"))
        await stage.restart()
        assert "Report 1 of 1" in await press(stage, done, "Undo")
    assert await stage.store.edits.names("secret", server=HOME) == EpisodeNames((), ())
    found = await stage.mia.slash(stage.channel, "quote", words=CODEWORD)
    assert "Marcie" not in seen.line(found)


async def test_a_speaker_is_named_and_taken_back(stage: Stage) -> None:
    await reported(stage, kind="speaker", right="Jo Marr")
    queue = await manage(stage, "mistakes")
    assert "nobody → Jo Marr" in seen.words(queue)
    assert "Accept in the episode" not in seen.buttons(queue)
    done = await stage.boss.click(seen.response(queue).message, label="Accept")
    found = await stage.mia.slash(stage.channel, "quote", words=CODEWORD)
    assert "Jo Marr" in seen.words(found)
    await press(stage, done, "Undo")
    found = await stage.mia.slash(stage.channel, "quote", words=CODEWORD)
    assert "Jo Marr" not in seen.words(found)


async def test_a_word_is_accepted_in_all_of_the_show_without_an_undo(stage: Stage) -> None:
    await reported(stage)
    queue = await manage(stage, "mistakes")
    done = await stage.boss.click(seen.response(queue).message, label="Accept in all of the show")
    assert "Accepted in all of the show" in seen.words(done)
    assert seen.buttons(done) == ["Next report"]
    assert "No report waits" in await press(stage, done, "Next report")


async def test_reports_are_paged_and_the_list_says_how_many_wait(stage: Stage) -> None:
    assert "wait" not in seen.panel(await manage(stage, "list")).footer
    for right in HOSTILE:
        await reported(stage, right=right, note=right)
    listed = await manage(stage, "list")
    assert seen.panel(listed).footer == "4 reports of mistakes wait: `/library mistakes`"
    checked = await stage.boss.slash(stage.channel, "doctor")
    assert seen.words(checked).startswith("4 reports of mistakes wait: `/library mistakes`\n")
    queue = await manage(stage, "mistakes")
    assert seen.buttons(queue)[-2:] == ["Next", "Context"]
    assert "\\@everyone \\<\\@1\\> \\<\\#2\\>" in seen.words(queue)
    await stage.restart()
    second = await stage.boss.click(seen.response(queue).message, label="Next")
    assert seen.panel(second).title == "Report 2 of 4"
    assert "\\*\\*a\\*\\* \\|\\|b" in seen.words(second)
    done = await stage.boss.click(seen.response(second).message, label="Refuse")
    listed = await manage(stage, "list")
    assert seen.panel(listed).footer == "3 reports of mistakes wait: `/library mistakes`"
    assert "Report 2 of 3" in await press(stage, done, "Next report")


async def test_a_report_of_a_public_show_is_the_operators(stage: Stage) -> None:
    await send(stage, await form(stage), heard="strangers", right="Strangways")
    queue = await manage(stage, "mistakes")
    assert "the operator of this bot decides" in seen.words(queue)
    assert seen.buttons(queue) == ["Context"]
    assert "No report waits" in seen.words(
        await stage.rival.slash(stage.elsewhere, "library mistakes")
    )
    (one,) = await stage.store.mistakes.reported_by(stage.mia.id)
    forged = await forge(stage, stage.channel, Decide(one.id, "a", "Accept"))
    told = said_below(await stage.boss.click(forged, label="Accept"))
    assert told == "This show is public: only the operator of the bot corrects it."
    assert len(stage.env.errors) == 1


@pytest.mark.parametrize("how", ["a", "e", "r"])
async def test_only_the_managers_of_the_server_decide(stage: Stage, how: How) -> None:
    await reported(stage)
    (one,) = await stage.store.mistakes.reported_by(stage.mia.id)
    here = await forge(stage, stage.channel, Decide(one.id, how, "Go"))
    refusal = seen.words(await stage.mia.click(here, label="Go"))
    assert "You need the Manage Server permission" in refusal
    away = await forge(stage, stage.elsewhere, Decide(one.id, how, "Go"))
    assert "decided already" in said_below(await stage.rival.click(away, label="Go"))
    (one,) = await stage.store.mistakes.reported_by(stage.mia.id)
    assert one.status == "open"
    assert {type(error) for error in stage.env.errors} == {LibraryError, NotFoundError}


async def test_an_undo_is_refused_to_others_and_after_ten_minutes(stage: Stage) -> None:
    await reported(stage)
    queue = await manage(stage, "mistakes")
    done = await stage.boss.click(seen.response(queue).message, label="Refuse")
    (one,) = await stage.store.mistakes.reported_by(stage.mia.id)
    away = await forge(stage, stage.elsewhere, Reopen(one.id))
    assert "decided already" in said_below(await stage.rival.click(away, label="Undo"))
    await stage.restart(now=NOW + timedelta(minutes=11))
    late = await stage.boss.click(seen.response(done).message, label="Undo")
    assert "decided already" in said_below(late)
    assert len(stage.env.errors) == 2


async def test_reports_that_say_the_same_are_counted_and_decided_together(stage: Stage) -> None:
    await reported(stage)
    bot = stage.env.bot
    assert isinstance(bot, PullquoteBot)
    assert bot.members is not None
    await bot.members.mistakes.report(
        stage.jonas.id, MARZIPAN.id, "word", server=HOME, misheard="Marzipan", right="MARCIE PAN"
    )
    queue = await manage(stage, "mistakes")
    assert seen.panel(queue).title == "Report 1 of 1"
    assert seen.panel(queue).footer == "2 members reported this"
    await press(stage, queue, "Accept")
    for user in (stage.mia.id, stage.jonas.id):
        (one,) = await stage.store.mistakes.reported_by(user)
        assert (one.status, one.decided_by) == ("accepted", stage.boss.id)
