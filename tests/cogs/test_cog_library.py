"""`/library`, as the managers of a server use it."""

import io
import zipfile
from dataclasses import replace
from datetime import date

import pytest

from bot.models import Show
from tests.support import seen
from tests.support.episodes import content_of, episode_of
from tests.support.managing import TALK, imported, keys, manage, press, refused
from tests.support.stage import ELSEWHERE, HOME, Stage


async def test_an_upload_is_reported_before_it_counts(stage: Stage) -> None:
    result = await manage(stage, "add", file=("wells.srt", TALK), title="On *wells*")
    told = seen.words(result)
    assert "Nothing has changed yet." in told
    assert "SubRip, UTF-8" in told
    assert "Ann · 54%" in told
    assert "0:23" in told
    assert "A well is a promise that you make" in told
    assert seen.buttons(result) == ["Import", "Cancel"]
    assert "wells" not in await keys(stage)

    assert "Imported." in await press(stage, result, "Import")
    assert "wells" in await keys(stage)
    assert "wells" not in await keys(stage, ELSEWHERE)
    found = await stage.mia.slash(stage.channel, "quote", words="bucket honest letter dark")
    assert "the only honest letter" in seen.words(found)
    elsewhere = await stage.stranger.slash(stage.elsewhere, "quote", words="bucket honest letter")
    assert "honest letter" not in seen.words(elsewhere).replace("bucket honest letter", "")


async def test_an_upload_that_is_cancelled_leaves_nothing(stage: Stage) -> None:
    result = await manage(stage, "add", file=("wells.srt", TALK))
    assert await press(stage, result, "Cancel") == "Nothing was imported."
    assert "wells" not in await keys(stage)


async def test_an_upload_is_forgotten_by_a_restart_and_says_so(stage: Stage) -> None:
    result = await manage(stage, "add", file=("wells.srt", TALK))
    await stage.restart()
    pressed = await stage.boss.click(seen.response(result).message, label="Import")
    (followup,) = pressed.followups
    assert "send the file again" in followup.content
    assert len(stage.env.errors) == 1


async def test_what_is_no_transcript_is_refused_in_a_sentence(stage: Stage) -> None:
    result = await manage(stage, "add", file=("talk.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3"))
    assert "PDF" in seen.words(result)
    assert seen.buttons(result) == []


async def test_an_archive_is_imported_file_by_file(stage: Stage) -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("one.srt", TALK)
        archive.writestr("two.srt", TALK.replace(b"well", b"pond"))
        archive.writestr("cover.png", b"\x89PNG\r\n\x1a\n")
    result = await manage(stage, "add", file=("season.zip", data.getvalue()))
    assert "3 files, 2 of them transcripts" in seen.words(result)
    await press(stage, result, "Import")
    assert {"one", "two"} <= set(await keys(stage))


async def test_a_key_of_another_server_is_never_named(stage: Stage) -> None:
    result = await stage.rival.slash(stage.elsewhere, "library add", file=("secret.srt", TALK))
    assert "key secret-2" in seen.words(result)
    assert "Party" not in seen.words(result)


async def test_an_own_episode_is_replaced_only_when_told(stage: Stage) -> None:
    await imported(stage)
    changed = TALK.replace(b"a rope and a spoon", b"a rope and a patient spoon")
    refused = await manage(stage, "add", file=("wells.srt", changed))
    assert "set replace to update it" in seen.words(refused)
    result = await manage(stage, "add", file=("wells.srt", changed), replace=True)
    assert "Replaced." in await press(stage, result, "Import")


@pytest.mark.parametrize(
    ("command", "options"),
    [
        ("add", {"file": ("wells.srt", TALK)}),
        ("list", {}),
        ("show", {"episode": "secret"}),
        ("rename", {"episode": "secret", "title": "Mine"}),
        ("remove", {"episode": "secret"}),
        ("hide", {"line": "marzipan tortoise"}),
        ("unhide", {"line": "aaaaaaaaaaaa"}),
        ("speakers", {"episode": "secret"}),
        ("names", {"episode": "secret"}),
        ("shows", {}),
        ("links", {"show": "committee"}),
        ("look", {"show": "committee", "colour": "2E7D5B"}),
        ("follow", {"address": "https://feeds.example/wells"}),
        ("feeds", {}),
        ("unfollow", {"feed": "wells"}),
    ],
)
async def test_members_are_refused_although_discord_was_told_to_allow_them(
    stage: Stage, command: str, options: dict[str, object]
) -> None:
    await stage.open_to_all("library")
    result = await stage.mia.slash(stage.channel, f"library {command}", **options)
    assert result.ephemeral
    assert "You need the Manage Server permission" in seen.words(result)
    assert len(stage.env.errors) == 1


async def test_the_list_has_own_and_public_episodes(stage: Stage) -> None:
    told = seen.words(await manage(stage, "list"))
    assert "The Party" in told
    assert "The Harbour Lights" in told
    assert "The Committee** · 1 episode · this server's own" in told
    away = await stage.rival.slash(stage.elsewhere, "library list")
    assert "Party" not in seen.words(away)
    assert "Committee" not in seen.words(away)


async def test_a_long_list_has_pages(stage: Stage) -> None:
    board = Show("board", "Board", HOME)
    for number in range(17):
        content = content_of([f"A well is promise {number}."], key=f"w{number:02}")
        later = episode_of(content, key=f"w{number:02}", show=board)
        await stage.store.add(replace(later, published=date(2025, 6, 1 + number)), content)
    await stage.library.refresh()
    first = await manage(stage, "list")
    assert seen.buttons(first) == ["Next (2 of 2)"]
    second = await press(stage, first, "Next (2 of 2)")
    assert "The Harbour Lights" in second


async def test_an_episode_is_shown_and_changed(stage: Stage) -> None:
    told = seen.words(
        await manage(
            stage,
            "rename",
            episode="secret",
            title="The Surprise",
            number=7,
            published="2025-03-01",
            guests="Ada, Bo Lee",
            link="https://www.youtube.com/watch?v=abc",
            spoiler=True,
            embargo="2026-02-01 18:00 UTC",
        )
    )
    for expected in ("The Surprise", "7", "1 Mar 2025", "Ada, Bo Lee", "youtube", "spoiler"):
        assert expected in told
    assert "not shown before" in told
    cleared = seen.words(await manage(stage, "rename", episode="secret", embargo="none"))
    assert "not shown before" not in cleared
    assert "The Surprise" in seen.words(await manage(stage, "show", episode="secret"))


@pytest.mark.parametrize(
    ("option", "value", "told"),
    [
        ("published", "yesterday", "no date"),
        ("embargo", "soon", "no moment"),
        ("link", "javascript:alert(1)", "cannot be linked"),
    ],
)
async def test_a_wrong_option_is_refused_with_advice(
    stage: Stage, option: str, value: str, told: str
) -> None:
    assert told in await refused(stage, "rename", episode="secret", **{option: value})


async def test_public_episodes_belong_to_the_operator(stage: Stage) -> None:
    line = "lighthouse is a promise made to strangers"
    for command, options in (
        ("remove", {"episode": "harbour"}),
        ("hide", {"line": line}),
        ("rename", {"episode": "harbour", "title": "Mine"}),
    ):
        result = await manage(stage, command, **options)
        assert seen.buttons(result) == []
    assert len(stage.env.errors) == 3
    assert [one.title for one in await stage.store.episodes(server=None)].count("Mine") == 0


async def test_a_removal_is_asked_for_and_can_be_undone(stage: Stage) -> None:
    result = await manage(stage, "remove", episode="secret")
    assert "Remove **The Party** with its" in seen.words(result)
    removed = await stage.boss.click(seen.response(result).message, label="Remove")
    assert "is removed. You can undo this until" in seen.words(removed)
    assert "secret" not in await keys(stage)
    assert "is back, with all its links" in await press(stage, removed, "Undo")
    assert "secret" in await keys(stage)


async def test_a_hidden_line_is_gone_at_once_until_it_is_shown_again(stage: Stage) -> None:
    result = await manage(stage, "hide", line="marzipan tortoise")
    assert "codeword" in seen.words(result)
    assert "Hidden:" in await press(stage, result, "Hide")
    missed = await stage.mia.slash(stage.channel, "quote", words="codeword marzipan tortoise")
    assert "surprise party is marzipan" not in seen.words(missed)
    choices = await stage.boss.autocomplete(stage.channel, "library unhide", "line", "")
    (choice,) = choices
    assert "found again" in seen.words(await manage(stage, "unhide", line=choice["value"]))


async def test_speakers_are_listed_renamed_and_merged(stage: Stage) -> None:
    await imported(stage)
    assert "Ann · 54%" in seen.words(await manage(stage, "speakers", episode="wells"))
    told = seen.words(
        await manage(stage, "speakers", episode="wells", speaker="Ann", name="Ann Lee")
    )
    assert "**Ann** is **Ann Lee** now, in 1 episode." in told
    alone = await refused(stage, "speakers", episode="wells", speaker="Ann Lee")
    assert "give both speaker and name" in alone


async def test_misheard_names_are_added_listed_and_taken_back(stage: Stage) -> None:
    assert "No misheard name" in seen.words(await manage(stage, "names", episode="secret"))
    told = await manage(stage, "names", episode="secret", heard="marzipan", right="*Martha* Pan")
    assert r"**marzipan** is shown as **\[\*Martha\* Pan\]**" in seen.words(told)
    assert "· 2 times" in seen.words(told)
    await stage.library.refresh()
    found = await stage.mia.slash(stage.channel, "quote", words="party is Martha Pan tortoise")
    assert r"surprise party is \[\*Martha\* Pan\] tortoise" in seen.words(found)
    choices = await stage.boss.autocomplete(stage.channel, "library names", "heard", "")
    assert choices == []
    undone = await manage(stage, "names", episode="secret", heard="Marzipan", undo=True)
    assert "is no longer taken for" in seen.words(undone)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"heard": "marzipan"}, "Give heard and right"),
        ({"right": "Martha"}, "Give heard and right"),
        ({"undo": True}, "Give heard and right"),
        ({"heard": "marzipan", "right": "Martha", "undo": True}, "Give heard and right"),
        ({"heard": "marzipan", "undo": True}, "Nobody corrected “marzipan”"),
        ({"heard": "Napoleon", "right": "Bony"}, "is not in this episode"),
    ],
)
async def test_a_misheard_name_that_cannot_be_changed_is_refused(
    stage: Stage, options: dict[str, object], told: str
) -> None:
    assert told in await refused(stage, "names", episode="secret", **options)


async def test_misheard_names_of_public_episodes_are_the_operators(stage: Stage) -> None:
    await manage(stage, "names", episode="harbour")
    options = {"heard": "lighthouse", "right": "Light House"}
    assert "only the operator" in await refused(stage, "names", episode="harbour", **options)


async def test_a_server_chooses_which_public_shows_it_searches(stage: Stage) -> None:
    assert "public" in seen.words(await manage(stage, "shows"))
    sentence = await refused(stage, "shows", search="no such show")
    assert "There is no public show" in sentence
    assert "public" in seen.words(await manage(stage, "shows", search="all"))


async def test_links_of_a_show_are_set(stage: Stage) -> None:
    told = seen.words(
        await manage(stage, "links", show="committee", service="youtube", offset=30, drifts=True)
    )
    assert "youtube" in told
    assert "30 seconds later" in told
    assert "approximate" in told
    wrong = await refused(stage, "links", show="committee", service="by pigeon")
    assert "does not say how to link" in wrong


async def test_the_colour_and_the_picture_of_a_show_are_set_and_taken_away(stage: Stage) -> None:
    art = "https://pictures.example/committee.png"
    result = await manage(stage, "look", show="committee", colour="#2e7D5b", art=art)
    assert seen.panel(result).accent == 0x2E7D5B
    assert "This is its picture." in seen.words(result)
    assert (await stage.store.edits.show("committee", server=HOME)).art == art
    told = seen.words(await manage(stage, "look", show="committee", colour="none", art="none"))
    assert "no colour of its own" in told
    assert "no picture" in told


@pytest.mark.parametrize("colour", ["green", "12345", "0x1234", "１２３４５６"])
async def test_what_is_no_colour_is_refused(stage: Stage, colour: str) -> None:
    assert "six digits" in await refused(stage, "look", show="committee", colour=colour)


async def test_a_picture_has_a_safe_address_and_a_show_of_its_own_server(stage: Stage) -> None:
    await refused(stage, "look", show="committee", art="http://pictures.example/a.png")
    assert len(stage.env.errors) == 1
    shown = await stage.boss.slash(stage.channel, "library look", show="talks", colour="112233")
    assert "show" in seen.words(shown)
    assert len(stage.env.errors) == 2
    assert all(one.show.colour is None for one in await stage.store.episodes(server=HOME))


async def test_a_bot_without_feeds_says_so(stage: Stage) -> None:
    assert "does not follow feeds" in await refused(stage, "feeds")


async def test_autocomplete_tells_members_nothing(stage: Stage) -> None:
    await stage.open_to_all("library")
    for command, option in (("show", "episode"), ("remove", "episode"), ("list", "show")):
        assert await stage.mia.autocomplete(stage.channel, f"library {command}", option, "") == []
