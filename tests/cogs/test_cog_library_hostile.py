"""`/library`, as hostile or clumsy managers use it."""

import asyncio
import io
import zipfile
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from ipaddress import ip_network

import discord
import pytest
import simcord

from bot.client import PullquoteBot
from bot.curation import Curation
from bot.feeds.fetching import open_fetcher
from bot.feeds.service import FeedService
from bot.models import NameCorrection
from bot.ui import custom_ids
from bot.uploads import Upload
from tests.support import seen
from tests.support.contract.components import LAYOUT_TEXT_LIMIT
from tests.support.feed_xml import item, rss
from tests.support.managing import TALK, imported, keys, manage, press, refused
from tests.support.stage import ELSEWHERE, HOME, NOW, Stage
from tests.support.web import open_website

LOUD = "*a* _b_ <@1> @everyone [x](https://evil.example) \u202e ||c|| `d`"
"""Markup, mentions, a link and a character that turns the direction of the text."""


def archive(files: dict[str, bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in files.items():
            opened.writestr(name, content)
    return data.getvalue()


def fits(result: simcord.InteractionResult) -> bool:
    """Return whether the answer keeps Discord's limits of a layout."""
    return len(seen.words(result)) <= LAYOUT_TEXT_LIMIT


def quiet(words: str) -> bool:
    """Return whether nothing in an answer is alive: no mention, link, markup or turned text."""
    alive = ("<@1>", "@everyone", "[x](", "||c||", "*a*", "_b_", "`d`", "\u202e")
    return not any(one in words.replace("\\@", "") for one in alive)


async def forge(stage: Stage, custom_id: str) -> str:
    """Press a button of the manager's own making, and return the answer."""
    view = discord.ui.View()
    view.add_item(discord.ui.Button[discord.ui.View](label="forged", custom_id=custom_id))
    view.stop()
    channel = stage.env.bot.get_channel(stage.channel.id)
    assert isinstance(channel, discord.TextChannel)
    sent = await channel.send("Look!", view=view)
    pressed = await stage.boss.click(sent, label="forged")
    return answer_of(pressed)


def answer_of(pressed: simcord.InteractionResult) -> str:
    """Return the words that answer a pressed button, in a message of their own if there is one."""
    return pressed.followups[0].content if pressed.followups else seen.words(pressed)


async def test_two_managers_who_agree_at_once_import_once(stage: Stage) -> None:
    result = await manage(stage, "add", file=("wells.srt", TALK))
    token = seen.custom_ids(result)[0].removeprefix("ua:")
    assert isinstance(stage.env.bot, PullquoteBot)
    uploads = stage.env.bot.uploads
    assert uploads is not None
    first, second = await asyncio.gather(
        uploads.accept(token, server=HOME),
        uploads.accept(token, server=HOME),
        return_exceptions=True,
    )
    assert isinstance(first, Upload)
    assert str(second).startswith("This upload was imported or cancelled")
    assert (await keys(stage)).count("wells") == 1


async def test_an_episode_that_was_added_meanwhile_is_not_replaced(stage: Stage) -> None:
    first = await manage(stage, "add", file=("wells.srt", TALK))
    await imported(stage, "wells.srt", title="The other")
    changed = await manage(stage, "add", file=("wells.srt", TALK.replace(b"well", b"pond")))
    told = seen.words(changed)
    assert "This cannot be imported" in told
    assert "set replace" in told
    assert "nothing has changed" in await press(stage, first, "Import")
    (found,) = [one for one in await stage.store.episodes(server=HOME) if one.key == "wells"]
    assert found.title == "The other"


async def test_replace_leaves_a_public_episode_alone(stage: Stage) -> None:
    before = await stage.store.content("harbour")
    result = await manage(stage, "add", file=("harbour.srt", TALK), replace=True)
    assert "key harbour-2" in seen.words(result)
    await press(stage, result, "Import")
    assert await stage.store.content("harbour") == before
    assert "harbour-2" not in await keys(stage, ELSEWHERE)


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("big.txt", lambda: b"word " * 4_000_001, "big.txt is over 20 MB"),
        ("bomb.zip", lambda: archive({"a.txt": bytes(20_000_001)}), "a.txt is over 20 MB"),
        (
            "bombs.zip",
            lambda: archive({f"{n}.txt": bytes(19_999_999) for n in range(4)}),
            "bombs.zip is over 20 MB",
        ),
        (
            "many.zip",
            lambda: archive({f"{n}.srt": TALK for n in range(51)}),
            "many.zip has 51 files: send at most 50",
        ),
        ("empty.zip", lambda: archive({}), "empty.zip is an empty archive"),
        ("broken.zip", lambda: archive({"a.txt": TALK})[:-9] + bytes(9), "broken.zip is damaged"),
    ],
)
async def test_too_much_is_refused_and_nothing_is_kept(
    stage: Stage, name: str, data: Callable[[], bytes], told: str
) -> None:
    before = await keys(stage)
    result = await manage(stage, "add", file=(name, data()))
    assert told in seen.words(result)
    assert seen.buttons(result) == []
    assert await keys(stage) == before
    assert len(stage.env.errors) <= 1


async def test_an_archive_in_an_archive_is_no_transcript(stage: Stage) -> None:
    nested = archive({"inner.zip": archive({"a.srt": TALK}), "b.srt": TALK})
    told = seen.words(await manage(stage, "add", file=("outer.zip", nested)))
    assert "2 files, 1 of them transcripts" in told


async def test_two_files_of_an_upload_cannot_have_one_key(stage: Stage) -> None:
    files = archive({"a/wells.srt": TALK, "b/wells.vtt": b"WEBVTT\n\n" + TALK})
    result = await manage(stage, "add", file=("both.zip", files), replace=True)
    assert "wells.srt of this upload has the same key, wells" in seen.words(result)
    assert "2 files, 1 of them transcripts" in await press(stage, result, "Import")


async def test_files_that_fail_are_told_first_and_the_rest_is_counted(stage: Stage) -> None:
    files = {f"{n:02}{'x' * 60}.srt": TALK.replace(b"well", b"w%02d" % n) for n in range(32)}
    result = await manage(stage, "add", file=("s.zip", archive({**files, "z.txt": b""})))
    assert fits(result)
    assert seen.panel(result).body.startswith("⚠️ **z.txt**")
    assert "more" in seen.panel(result).body.splitlines()[-1]


async def test_names_with_markup_are_shown_as_they_are(stage: Stage) -> None:
    result = await manage(stage, "add", file=("wells.srt", TALK), title=LOUD, show=LOUD)
    told = [seen.words(result), await press(stage, result, "Import")]
    for command, options in (
        ("list", {}),
        ("show", {"episode": "wells"}),
        ("speakers", {"episode": "wells"}),
        ("speakers", {"episode": "wells", "speaker": "Bob", "name": "*a* @everyone"}),
        ("names", {"episode": "wells", "heard": "bucket", "right": "*a* @everyone"}),
        ("names", {"episode": "wells"}),
        ("rename", {"episode": "wells", "guests": "*a* <@1>"}),
        ("shows", {}),
        ("remove", {"episode": "wells"}),
    ):
        answered = await manage(stage, command, **options)
        assert fits(answered)
        told.append(seen.words(answered))
    assert [words for words in told if not quiet(words)] == []


async def test_fifty_long_speakers_and_many_warnings_fit_into_a_page(stage: Stage) -> None:
    lines = [
        f"{n}\n00:{n:02}:00,000 --> 00:{n:02}:05,000\n{'N' * 76}{n:02}*: A well is a promise "
        f"number {n} to somebody. [laughs] [?] ____\n"
        for n in range(59)
    ]
    name = f"{'k' * 90}.srt"
    data = "\n".join(lines).encode()
    result = await manage(stage, "add", file=(name, data), title="*" * 200)
    assert fits(result)
    await press(stage, result, "Import")
    for command in ("show", "speakers"):
        assert fits(await manage(stage, command, episode="k" * 90))


async def test_two_hundred_misheard_names_fit_into_a_page_and_one_more_is_refused(
    stage: Stage,
) -> None:
    words = [f"w{n}" for n in range(201)]
    spoken = "\n\n".join(f"Ann: A word is {one} and nothing else in this world." for one in words)
    await imported(stage, "words.txt", talk=spoken.encode())
    *most, last, _ = (NameCorrection(one, "*" * 40 + f"x{one}") for one in words)
    for one in most:
        await stage.store.edits.correct_name("words", one, server=HOME)
    curation = Curation(stage.library, stage.store, clock=lambda: NOW)
    await curation.correct_name("words", last.misheard, last.right, server=HOME)
    result = await manage(stage, "names", episode="words")
    assert fits(result)
    assert "and " in seen.panel(result).body.splitlines()[-1]
    sentence = await refused(stage, "names", episode="words", heard="w200", right="x")
    assert sentence == "An episode has 200 misheard names at most; undo one first."


async def test_a_removal_cannot_be_undone_after_ten_minutes(stage: Stage) -> None:
    result = await manage(stage, "remove", episode="secret")
    removed = await stage.boss.click(seen.response(result).message, label="Remove")
    await stage.restart(now=NOW + timedelta(minutes=10))
    pressed = await stage.boss.click(seen.response(removed).message, label="Undo")
    assert "It is too late to undo this" in answer_of(pressed)
    assert len(stage.env.errors) == 1
    assert "secret" not in await keys(stage)


async def test_a_line_of_the_server_is_hidden_though_others_have_better_ones(stage: Stage) -> None:
    talk = TALK.replace(b"A well is a promise", b"A lighthouse is a promise somehow")
    await imported(stage, talk=talk)
    await stage.library.refresh()
    result = await manage(stage, "hide", line="a lighthouse is a promise")
    assert "somehow" in seen.words(result)
    assert seen.buttons(result) == ["Hide"]


@pytest.mark.parametrize("embargo", ["2025-12-31 18:00", "0001-01-01 00:00+14:00"])
async def test_an_embargo_in_the_past_is_refused(stage: Stage, embargo: str) -> None:
    sentence = await refused(stage, "rename", episode="secret", embargo=embargo)
    assert "embargo is over" in sentence or "is no moment" in sentence


async def test_the_show_of_another_server_is_not_found(stage: Stage) -> None:
    result = await stage.rival.slash(
        stage.elsewhere, "library add", file=("wells.srt", TALK), show="committee"
    )
    await stage.rival.click(seen.response(result).message, label="Import")
    shows = {one.show for one in await stage.store.every_episode() if one.show.slug == "committee"}
    assert {(one.server, one.title) for one in shows} == {
        (HOME, "The Committee"),
        (ELSEWHERE, "committee"),
    }
    assert "no show" in await refused(stage, "links", show="elsewhere's", service="youtube")
    assert "Party" not in seen.words(
        await stage.rival.slash(stage.elsewhere, "library list", show="committee")
    )


async def test_a_show_that_is_typed_otherwise_keeps_its_title(stage: Stage) -> None:
    await imported(stage, show="the  COMMITTEE")
    shows = {one.show.title for one in await stage.store.episodes(server=HOME) if one.show.server}
    assert shows == {"The Committee"}


async def test_buttons_forged_from_other_servers_find_nothing(stage: Stage) -> None:
    theirs = await stage.rival.slash(stage.elsewhere, "library add", file=("wells.srt", TALK))
    await stage.rival.click(seen.response(theirs).message, label="Import")
    waiting = await stage.rival.slash(
        stage.elsewhere, "library add", file=("pond.srt", TALK.replace(b"well", b"pond"))
    )
    (accept, discard) = seen.custom_ids(waiting)
    (episode,) = [one for one in await stage.store.episodes(server=ELSEWHERE) if one.show.server]
    (quote, *_) = (await stage.store.content("wells")).quotes
    forged = {
        custom_ids.remove(episode.id): custom_ids.remove("a" * 8),
        custom_ids.undo(episode.id): custom_ids.undo("a" * 8),
        custom_ids.hide(quote.id): custom_ids.hide("a" * 12),
        accept: custom_ids.accept("a" * 16),
    }
    for real, unknown in forged.items():
        told = await forge(stage, real)
        absent = await forge(stage, unknown)
        assert told.replace(quote.id, "") == absent.replace("a" * 12, "")
    assert len(stage.env.errors) == 2 * len(forged)
    await forge(stage, discard)
    assert "Imported." in seen.words(
        await stage.rival.click(seen.response(waiting).message, label="Import")
    )
    page = await forge(stage, custom_ids.library(episode.show.slug, page=0))
    assert "no episodes here" in page


async def test_a_button_that_is_forged_for_a_public_episode_changes_nothing(stage: Stage) -> None:
    (harbour,) = [one for one in await stage.store.every_episode() if one.key == "harbour"]
    await forge(stage, custom_ids.remove(harbour.id))
    assert len(stage.env.errors) == 1
    assert "harbour" in await keys(stage)


@asynccontextmanager
async def no_lock() -> AsyncGenerator[None]:
    yield


async def test_a_feed_is_followed_listed_and_left(stage: Stage) -> None:
    service = FeedService(
        stage.store,
        clock=lambda: NOW,
        open_fetcher=lambda: open_fetcher(
            agent="Pullquote/test",
            clock=lambda: NOW,
            permitted=(ip_network("127.0.0.1/32"),),
            deadline=5,
        ),
        lock=no_lock,
    )
    async with open_website() as website:
        address = website.put("/feed", rss(item("1", "One"), title=LOUD), Content_Type="text/xml")
        await stage.restart(feeds=service)
        told = await manage(stage, "follow", address=address)
        assert "This feed is followed" in seen.words(told)
        assert quiet(seen.words(told))
        assert "followed already" in await refused(stage, "follow", address=address)
        private = "http://169.254.169.254/feed"
        await stage.boss.slash(stage.channel, "library follow", address=private)
        await stage.boss.slash(stage.channel, "library follow", address="file:///etc/passwd")
        assert len(stage.env.errors) == 3
    assert "1 item" in seen.words(await manage(stage, "feeds"))
    away = await stage.rival.slash(stage.elsewhere, "library feeds")
    assert "follows no feeds" in seen.words(away)
    theirs = await stage.rival.slash(stage.elsewhere, "library unfollow", feed=address)
    assert seen.words(theirs).startswith("No feed is followed as")
    assert len(stage.env.errors) == 4
    choices = await stage.boss.autocomplete(stage.channel, "library unfollow", "feed", "")
    assert [one["value"] for one in choices] == [address]
    left = await manage(stage, "unfollow", feed=address)
    assert "is not followed any more" in seen.words(left)
