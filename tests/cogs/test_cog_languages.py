"""Answers in the languages of members and servers."""

from collections.abc import Generator

import pytest

from bot.client import PullquoteBot
from bot.translation import gettext, pgettext, speaking
from bot.ui import errors
from bot.ui.quotes import UNSURE_NOTE
from tests.support import seen
from tests.support.locales import locales
from tests.support.stage import HOME, Stage

PROMISE = "promise made to strangers"
LISTEN = "Listen at {time}"


def german(message: str) -> str:
    """Return a message in German, which differs from the English."""
    with speaking("de"):
        translated = gettext(message)
    assert translated != message
    return translated


def listening(template: str) -> set[str]:
    return {template.format(time="1:01")}


@pytest.fixture
def german_mia(stage: Stage) -> Generator[Stage]:
    """Mia's client is German, her server and everybody else English."""
    with locales({stage.mia.id: "de"}):
        yield stage


async def test_private_answers_are_in_the_language_of_the_member(german_mia: Stage) -> None:
    stage = german_mia
    about = await stage.mia.slash(stage.channel, "about")
    assert german("Searchable here") in seen.words(about)
    quote = await stage.mia.slash(stage.channel, "quote", words=PROMISE, private=True)
    assert set(seen.addresses(quote)) == listening(german(LISTEN))
    assert "01.05.2025" in seen.panel(quote).footer
    english = await stage.jonas.slash(stage.channel, "about")
    assert "Searchable here" in seen.words(english)


async def test_public_answers_are_in_the_language_of_the_server(german_mia: Stage) -> None:
    stage = german_mia
    quote = await stage.mia.slash(stage.channel, "quote", words=PROMISE)
    assert not quote.ephemeral
    assert set(seen.addresses(quote)) == listening(LISTEN)
    assert "1 May 2025" in seen.panel(quote).footer


async def test_a_server_can_choose_another_language_than_that_of_its_locale(stage: Stage) -> None:
    assert isinstance(stage.env.bot, PullquoteBot)
    assert stage.env.bot.servers
    await stage.env.bot.servers.change(HOME, language="de")
    quote = await stage.mia.slash(stage.channel, "quote", words=PROMISE)
    assert set(seen.addresses(quote)) == listening(german(LISTEN))
    private = await stage.mia.slash(stage.channel, "quote", words=PROMISE, private=True)
    assert set(seen.addresses(private)) == listening(LISTEN)
    elsewhere = await stage.stranger.slash(stage.elsewhere, "quote", words=PROMISE)
    assert set(seen.addresses(elsewhere)) == listening(LISTEN)


async def test_the_locale_of_a_server_is_that_of_its_public_answers(stage: Stage) -> None:
    with locales({}, server="de"):
        quote = await stage.mia.slash(stage.channel, "quote", words=PROMISE)
    assert set(seen.addresses(quote)) == listening(german(LISTEN))


async def test_errors_are_in_the_language_of_the_member(german_mia: Stage) -> None:
    stage = german_mia
    unknown = await stage.mia.slash(stage.channel, "quote", words="x", episode="Zebra")
    expected = german("No episode called “{name}”. Episodes here: {titles}.")
    assert seen.words(unknown).startswith(expected.partition("{name}")[0])
    assert len(stage.env.errors) == 1


async def test_an_empty_library_is_told_in_the_language_of_the_member(bare: Stage) -> None:
    with locales({bare.mia.id: "de"}):
        empty = await bare.mia.slash(bare.channel, "summary")
    assert seen.words(empty) == german(errors.EMPTY)
    assert len(bare.env.errors) == 1


async def test_another_member_gets_a_copy_in_their_own_language(stage: Stage) -> None:
    public = await stage.jonas.slash(stage.channel, "quote", words="marzipan")
    await stage.restart()
    with locales({stage.mia.id: "de"}):
        copy = await stage.mia.click(seen.response(public), custom_id=seen.custom_ids(public)[0])
    assert copy.ephemeral
    assert german("at the start") in seen.words(copy)
    assert german("at the start") not in seen.words(public)


async def test_suggestions_are_in_the_language_of_the_member(stage: Stage) -> None:
    with locales({stage.boss.id: "de"}):
        days = await stage.boss.autocomplete(stage.channel, "daily setup", "days", "")
    assert days[0] == {"name": german("Every day"), "value": "every day"}


async def test_names_of_commands_are_registered_in_every_language(stage: Stage) -> None:
    registered = next(one.json for one in stage.env.http_requests if one.method == "PUT")
    assert registered
    (quote,) = (one for one in registered if one["name"] == "quote")
    with speaking("de"):
        assert quote["name_localizations"]["de"] == pgettext("command", "quote")
    assert "en-GB" not in quote["name_localizations"]
    words = next(one for one in quote["options"] if one["name"] == "words")
    assert words["description_localizations"]["de"] == german(words["description"])


async def test_an_unsure_public_answer_and_its_buttons_are_in_the_language_of_the_server(
    german_mia: Stage,
) -> None:
    question = "why is a lighthouse painted white?"
    shown = await german_mia.mia.slash(german_mia.channel, "ask", question=question)
    assert not shown.ephemeral
    assert seen.words(shown).startswith(UNSURE_NOTE)
    assert {"Ask again", "Not useful"} <= set(seen.buttons(shown))


async def test_a_follow_up_that_leads_nowhere_is_refused_in_the_language_of_the_member(
    german_mia: Stage,
) -> None:
    stage = german_mia
    question = "what happened when the lighthouse went electric?"
    shown = await stage.mia.slash(stage.channel, "ask", question=question, episode="harbour")
    again = await stage.mia.click(seen.response(shown).message, label="Ask again")
    await stage.store.remove("harbour", server=None)
    await stage.library.refresh()
    refused = await stage.mia.submit_modal(again, {"question": question})
    assert seen.words(refused) == german(errors.REMOVED)


async def test_mentions_are_answered_in_the_language_that_the_server_chose(stage: Stage) -> None:
    assert isinstance(stage.env.bot, PullquoteBot)
    assert stage.env.bot.servers
    assert stage.env.bot.user
    await stage.env.bot.servers.change(HOME, language="de")
    me = stage.env.bot.user.mention
    await stage.mia.send(stage.channel, f"{me} [harbour @ 0:00] or [harbour @ 2:05]")
    assert stage.channel.last_message
    labels = str([one.to_dict() for one in stage.channel.last_message.components])
    assert german("Context {number}").format(number=2) in labels
