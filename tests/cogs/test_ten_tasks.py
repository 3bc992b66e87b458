"""Ten tasks written down beforehand, and an eleventh, within three touches after typing.

Sending what was typed is a touch, as is every press; a choice from a menu is two, for it has to be
opened. Scrolling and reading are none. A form asks for more words, so that the count begins anew.
"""

import shutil
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import pytest
import simcord

from bot.cards.fonts import Fonts
from bot.cards.service import Cards
from tests.support import seen
from tests.support.stage import HARBOUR, Stage, open_stage

MOST = 3
PROMISE = "lighthouse promise strangers"
QUESTION = "what happened when the lighthouse went electric?"


class Phone:
    """Use the bot as Mia does, and count the touches since she typed."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self._touches = 0

    async def send(self, command: str, **typed: Any) -> simcord.InteractionResult:
        """Type a command and send it."""
        self._touches = 1
        return await self.stage.mia.slash(self.stage.channel, command, **typed)

    async def press(
        self, shown: simcord.InteractionResult, label: str
    ) -> simcord.InteractionResult:
        """Press a button."""
        self._touch()
        return await self.stage.mia.click(seen.response(shown).message, label=label)

    async def choose(
        self, shown: simcord.InteractionResult, label: str
    ) -> simcord.InteractionResult:
        """Open a menu and choose the option whose label has these words."""
        self._touch()
        self._touch()
        menu, value = next(
            (menu["custom_id"], option["value"])
            for menu in seen.menus(shown)
            for option in menu["options"]
            if label in option["label"]
        )
        message = seen.response(shown).message
        return await self.stage.mia.select(message, [value], custom_id=menu)

    async def fill(
        self, form: simcord.InteractionResult, **typed: str
    ) -> simcord.InteractionResult:
        """Type into a form and send it."""
        self._touches = 1
        return await self.stage.mia.submit_modal(form, typed)

    def _touch(self) -> None:
        self._touches += 1
        assert self._touches <= MOST


@pytest.fixture
async def phone(usual_library: Path, tmp_path: Path) -> AsyncGenerator[Phone]:
    shutil.copytree(usual_library, tmp_path, dirs_exist_ok=True)
    async with open_stage(tmp_path) as stage, Cards(Fonts()) as cards:
        await stage.restart(cards=cards)
        yield Phone(stage)


async def test_find_the_line_about_lighthouses_and_strangers(phone: Phone) -> None:
    found = await phone.send("quote", words=PROMISE)
    assert seen.line(found) == HARBOUR[1]


async def test_see_what_was_said_before_and_after_it(phone: Phone) -> None:
    context = await phone.press(await phone.send("quote", words=PROMISE), "Context")
    assert HARBOUR[0] in seen.words(context)
    assert HARBOUR[2] in seen.words(context)


async def test_get_a_picture_of_it(phone: Phone) -> None:
    more = await phone.press(await phone.send("quote", words=PROMISE), "More")
    card = await phone.press(more, "Card")
    (file,) = seen.response(card).attachments
    assert file.filename == "quote.png"


async def test_share_what_was_found_in_private(phone: Phone) -> None:
    found = await phone.send("quote", words=PROMISE, private=True)
    posted = await phone.press(found, "Share")
    assert not posted.ephemeral
    assert seen.line(posted) == HARBOUR[1]


async def test_save_it(phone: Phone) -> None:
    more = await phone.press(await phone.send("quote", words=PROMISE), "More")
    await phone.press(more, "Save")
    assert HARBOUR[1] in seen.words(await phone.send("saved list"))


async def test_vote_for_it(phone: Phone) -> None:
    found = await phone.send("quote", words=PROMISE)
    await phone.press(found, "0")
    assert HARBOUR[1] in seen.words(await phone.send("top"))


async def test_follow_a_subject_to_an_episode(many_stage: Stage) -> None:
    phone = Phone(many_stage)
    subject = await phone.send("topic", name="barometer")
    await phone.choose(subject, "Logbook 2")
    assert "**Logbook 2**" in seen.words(subject)


async def test_jump_to_a_chapter_of_the_summary(phone: Phone) -> None:
    summary = await phone.send("summary", episode="harbour")
    await phone.choose(summary, "Keepers")
    assert seen.panel(summary).title == "1. Keepers"


async def test_ask_again_with_other_words(phone: Phone) -> None:
    form = await phone.press(await phone.send("ask", question=QUESTION), "Ask again")
    asked = await phone.fill(form, question="who kept the northern lighthouse for forty winters?")
    assert "My grandmother kept" in seen.words(asked).replace("**", "")


async def test_correct_a_word_that_was_misheard(phone: Phone) -> None:
    more = await phone.press(await phone.send("quote", words=PROMISE), "More")
    form = await phone.press(more, "Wrong?")
    told = await phone.fill(form, kind="word", heard="strangers", right="Strangways")
    assert told.ephemeral
    (stored,) = await phone.stage.store.mistakes.reported_by(phone.stage.mia.id)
    assert (stored.misheard, stored.right) == ("strangers", "Strangways")


async def test_be_told_when_it_is_said_again(phone: Phone) -> None:
    await phone.send("alert add", phrase="barometer")
    assert "barometer" in seen.words(await phone.send("alert list"))
