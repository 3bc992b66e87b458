"""The page of a quote and its buttons, pressed by members after a restart of the bot."""

from collections.abc import AsyncGenerator
from datetime import UTC, datetime

import discord
import pytest
import simcord

from bot.cards.fonts import Fonts
from bot.cards.service import Cards
from bot.client import PullquoteBot
from bot.models import EpisodeEdits, ShowEdits
from tests.support import old_messages, seen
from tests.support.locales import locales
from tests.support.stage import BAKERY, HARBOUR, HOME, SECRET, Stage, episodes

PROMISE = "promise made to strangers"


async def press(
    who: simcord.MemberActor | simcord.UserHandle, shown: simcord.InteractionResult, label: str
) -> simcord.InteractionResult:
    return await who.click(seen.response(shown).message, label=label)


async def find_privately(stage: Stage, words: str = PROMISE) -> simcord.InteractionResult:
    return await stage.mia.slash(stage.channel, "quote", words=words, private=True)


async def test_the_context_leads_through_the_whole_episode_and_back(long_stage: Stage) -> None:
    stage = long_stage
    found = await stage.mia.slash(stage.channel, "quote", words="night 9 the barometer fell again")
    context = await press(stage.jonas, found, "Context")
    assert context.ephemeral
    await stage.restart()
    shown = seen.words(context)
    for label, last in (("More before", "On night 1 "), ("More after", "Entry 16.11 ")):
        while label in seen.buttons(context):
            await press(stage.jonas, context, label)
            assert len(seen.words(context)) < 4_000
        assert last in seen.words(context)
        assert "night 9" not in seen.words(context)
    await press(stage.jonas, context, "Back to the line")
    assert seen.words(context) == shown


async def test_each_press_widens_the_context(stage: Stage) -> None:
    context = await press(stage.mia, await find_privately(stage), "Context")
    assert seen.buttons(context) == ["Listen at 1:01", "More after", "Wrong?"]
    assert HARBOUR[5] in seen.words(context)
    assert HARBOUR[6] not in seen.words(context)
    await press(stage.mia, context, "More after")
    assert HARBOUR[9] in seen.words(context)
    assert seen.excerpts(context) == [HARBOUR[1]]
    await press(stage.mia, context, "More after")
    assert HARBOUR[11] in seen.words(context)
    assert seen.buttons(context) == ["Listen at 1:01", "Wrong?"]


async def test_the_context_of_a_hidden_quote_beside_it_goes_on(stage: Stage) -> None:
    harbour = episodes()[0][1]
    for quote in harbour.quotes[2:8]:
        await stage.store.edits.hide(quote.id, server=None)
    await stage.library.refresh()
    context = await press(stage.mia, await find_privately(stage), "Context")
    await press(stage.mia, context, "More after")
    assert HARBOUR[9] in seen.words(context)
    assert not any(line in seen.words(context) for line in HARBOUR[2:8])


async def test_a_line_found_in_private_is_posted_in_the_finders_name(stage: Stage) -> None:
    found = await find_privately(stage)
    await stage.restart()
    posted = await press(stage.mia, found, "Share")
    assert not posted.ephemeral
    assert seen.line(posted) == HARBOUR[1]
    assert seen.panel(posted).title == "Found by mia"
    assert "Share" not in seen.buttons(posted)
    assert (await press(stage.jonas, posted, "Context")).ephemeral


async def test_the_name_of_who_shares_is_shown_literally(stage: Stage) -> None:
    user = stage.env.create_user("eve", global_name="**@everyone** <@1>")
    eve = stage.home.add_member(user)
    found = await eve.slash(stage.channel, "quote", words=PROMISE, private=True)
    posted = await press(eve, found, "Share")
    assert seen.panel(posted).title == "Found by \\*\\*\\@everyone\\*\\* \\<\\@1\\>"


async def test_nothing_is_shared_in_a_dm_or_by_who_may_not_write(stage: Stage) -> None:
    in_dm = await stage.loner.slash("quote", words=PROMISE, private=True)
    assert "Share" not in seen.buttons(in_dm)
    denied = discord.PermissionOverwrite(send_messages=False)
    writing = discord.PermissionOverwrite(send_messages=True)
    me = stage.home.me
    assert me is not None
    readable = stage.home.create_text_channel(
        "readable", overwrites={stage.home.default_role: denied, me: writing}
    )
    found = await stage.mia.slash(readable, "quote", words=PROMISE, private=True)
    assert "Share" not in seen.buttons(found)
    (of_context,) = [one for one in seen.custom_ids(found) if one.startswith("c:")]
    custom_id = of_context.replace("c:", "qp:")
    message = await old_messages.send(stage, readable, custom_id)
    refused = await stage.mia.click(message, custom_id=custom_id)
    assert refused.ephemeral
    assert seen.words(refused).startswith("You cannot post in this channel")


async def test_somebody_elses_copy_of_a_page_can_be_shared(stage: Stage) -> None:
    found = await stage.mia.slash(stage.channel, "quote", words="marzipan")
    assert "Share" not in seen.buttons(found)
    copy = await press(stage.jonas, found, "Next (2 of 2)")
    posted = await press(stage.jonas, copy, "Share")
    assert seen.panel(posted).title == "Found by jonas"
    assert seen.line(posted) == seen.line(copy)


async def test_more_on_this_shows_other_lines_about_the_same(stage: Stage) -> None:
    found = await find_privately(stage)
    more = await press(stage.mia, found, "More")
    assert more.ephemeral
    assert seen.line(more) == HARBOUR[1]
    await stage.restart()
    similar = await press(stage.mia, more, "More on this")
    assert similar.ephemeral
    assert "lighthouse" in seen.line(similar)
    assert seen.line(similar) != HARBOUR[1]
    assert any(label.startswith("Next (2 of ") for label in seen.buttons(similar))


async def test_a_line_that_nothing_is_like_says_so(stage: Stage) -> None:
    found = await find_privately(stage, "salt is the only ingredient")
    more = await press(stage.mia, found, "More")
    similar = await press(stage.mia, more, "More on this")
    assert similar.ephemeral


async def test_another_highlight_is_one_press_away(stage: Stage) -> None:
    found = await stage.mia.slash(stage.channel, "quote")
    shown = {seen.line(found)}
    await stage.restart()
    for _ in range(3):
        await press(stage.mia, found, "Another")
        shown.add(seen.line(found))
    assert shown == {HARBOUR[1], HARBOUR[5], HARBOUR[8], BAKERY[0]}


async def test_another_highlight_keeps_to_the_episode_and_the_speaker(stage: Stage) -> None:
    of_bakery = await stage.mia.slash(stage.channel, "quote", episode="bakery")
    by_ada = await stage.mia.slash(stage.channel, "quote", speaker="Ada Merrow")
    for _ in range(3):
        await press(stage.mia, of_bakery, "Another")
        assert seen.line(of_bakery) == BAKERY[0]
        await press(stage.mia, by_ada, "Another")
        assert seen.line(by_ada) in HARBOUR


async def test_a_suggestion_searches_at_one_press(stage: Stage) -> None:
    missed = await stage.mia.slash(stage.channel, "quote", words="herring zebra accountancy tax")
    assert seen.buttons(missed) == ["Try “herring”"]
    await stage.restart()
    await press(stage.mia, missed, "Try “herring”")
    assert seen.panel(missed).title == "About “herring”"


async def test_a_show_lends_its_colour_and_its_picture(stage: Stage) -> None:
    art = "https://pictures.example/talks.png"
    await stage.store.edits.edit_show("talks", ShowEdits(colour=0xC2571A, art=art), server=None)
    await stage.library.refresh()
    found = await find_privately(stage)
    assert seen.panel(found).accent == 0xC2571A
    assert seen.pictures(found) == {art: "Picture of Talks"}


@pytest.mark.parametrize("label", ["Share", "Context", "More", "Next (2 of 2)"])
async def test_each_button_of_a_line_that_is_gone_says_so(stage: Stage, label: str) -> None:
    found = await find_privately(stage, "marzipan")
    await stage.store.remove("secret", server=HOME)
    await stage.library.refresh()
    gone = await press(stage.mia, found, label)
    assert gone.ephemeral
    assert seen.words(gone).startswith("This is no longer in the library")


async def test_buttons_under_an_embargo_or_of_a_hidden_line_say_that_it_is_gone(
    stage: Stage,
) -> None:
    found, other = await find_privately(stage), await find_privately(stage, "sourdough is a pet")
    more = await press(stage.mia, found, "More")
    await stage.store.edits.hide(episodes()[0][1].quotes[1].id, server=None)
    later = datetime(2027, 1, 1, tzinfo=UTC)
    await stage.store.edits.edit_episode("bakery", EpisodeEdits(embargo=later), server=None)
    await stage.library.refresh()
    for shown, label in (
        (found, "Context"),
        (found, "Share"),
        (more, "More on this"),
        (other, "Share"),
    ):
        gone = await press(stage.mia, shown, label)
        assert gone.ephemeral
        assert seen.words(gone).startswith("This is no longer in the library")


async def test_the_buttons_of_a_private_show_open_nothing_elsewhere(stage: Stage) -> None:
    found = await find_privately(stage, "marzipan tortoise")
    (of_context,) = [one for one in seen.custom_ids(found) if one.startswith("c:")]
    quote = of_context.removeprefix("c:")
    for custom_id in (
        f"c:{quote}",
        f"x:{quote}:-4:4:a",
        f"qm:{quote}",
        f"qs:{quote}",
        f"qp:{quote}",
    ):
        message = await old_messages.send(stage, stage.elsewhere, custom_id)
        gone = await stage.stranger.click(message, custom_id=custom_id)
        assert gone.ephemeral
        assert not any(line in seen.words(gone) for line in SECRET)


@pytest.fixture
async def drawn(stage: Stage) -> AsyncGenerator[Stage]:
    """A stage whose bot draws cards."""
    async with Cards(Fonts()) as cards:
        await stage.restart(cards=cards)
        yield stage


async def test_a_card_is_drawn_in_private_and_posted_by_a_press(drawn: Stage) -> None:
    more = await press(drawn.mia, await find_privately(drawn), "More")
    card = await press(drawn.mia, more, "Card")
    assert card.ephemeral
    (file,) = seen.response(card).attachments
    assert file.filename == "quote.png"
    assert HARBOUR[1] in str(file.description)
    posted = await press(drawn.mia, card, "Share")
    assert not posted.ephemeral
    assert seen.words(posted) == "-# Found by mia"
    assert seen.response(posted).attachments
    in_dm = await drawn.loner.slash("quote", words=PROMISE)
    of_dm = await press(drawn.loner, await press(drawn.loner, in_dm, "More"), "Card")
    assert seen.buttons(of_dm) == []


async def test_a_posted_card_is_in_the_language_of_the_server(drawn: Stage) -> None:
    more = await press(drawn.mia, await find_privately(drawn), "More")
    card = await press(drawn.mia, more, "Card")
    with locales({drawn.mia.id: "de"}):
        posted = await press(drawn.mia, card, "Share")
    shown, again = (seen.response(one).attachments[0].description for one in (card, posted))
    assert "at 1:01" in str(shown)
    assert again == shown


async def test_no_card_is_offered_of_a_spoiler_or_where_none_can_be_drawn(drawn: Stage) -> None:
    await drawn.store.edits.edit_episode("harbour", EpisodeEdits(spoiler=True), server=None)
    await drawn.library.refresh()
    more = await press(drawn.mia, await find_privately(drawn), "More")
    assert "Card" not in seen.buttons(more)
    await drawn.restart()
    other = await find_privately(drawn, "sourdough is a pet")
    assert "Card" not in seen.buttons(await press(drawn.mia, other, "More"))


async def test_the_card_of_a_line_that_is_gone_or_covered_is_refused(drawn: Stage) -> None:
    found, other = await find_privately(drawn), await find_privately(drawn, "sourdough is a pet")
    cards = [
        await press(drawn.mia, await press(drawn.mia, one, "More"), "Card")
        for one in (found, other)
    ]
    await drawn.store.edits.edit_episode("harbour", EpisodeEdits(spoiler=True), server=None)
    await drawn.store.remove("bakery", server=None)
    await drawn.library.refresh()
    refused = [await press(drawn.mia, one, "Share") for one in cards]
    assert all(one.ephemeral for one in refused)
    assert seen.words(refused[0]).startswith("This line cannot be drawn")
    assert seen.words(refused[1]).startswith("This is no longer in the library")


async def test_a_vote_is_counted_on_the_page_and_kept_when_it_is_turned(stage: Stage) -> None:
    found = await stage.mia.slash(stage.channel, "quote", words="marzipan")
    await stage.restart()
    await press(stage.jonas, found, "0")
    assert "1" in seen.buttons(found)
    await press(stage.mia, found, "Next (2 of 2)")
    assert "0" in seen.buttons(found)
    await press(stage.mia, found, "Back")
    assert "1" in seen.buttons(found)


async def test_nobody_votes_in_private_or_in_a_dm(stage: Stage) -> None:
    in_dm = await stage.loner.slash("quote", words=PROMISE)
    assert seen.buttons(in_dm) == ["Listen at 1:01", "Context", "More"]
    found = await find_privately(stage)
    assert seen.buttons(found) == ["Listen at 1:01", "Context", "Share", "More"]


async def test_a_line_is_saved_from_its_page(stage: Stage) -> None:
    more = await press(stage.mia, await find_privately(stage), "More")
    await stage.restart()
    saved = await press(stage.mia, more, "Save")
    assert saved.ephemeral
    assert seen.words(saved).startswith("Saved.")


async def test_the_title_links_to_the_site_but_not_that_of_a_private_show(stage: Stage) -> None:
    assert isinstance(stage.env.bot, PullquoteBot)
    stage.env.bot.site = "https://pages.example/talks/"
    described, content = episodes()[0]
    address = f"https://pages.example/talks/e/{described.id}/#{content.quotes[1].id}"
    found = await find_privately(stage)
    assert seen.panel(found).footer == f"[The Harbour Lights]({address}) · Talks · 1 May 2025"
    secret = await find_privately(stage, "marzipan tortoise")
    assert "pages.example" not in seen.words(secret)
