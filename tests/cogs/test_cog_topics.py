"""`/topic`, as members see it."""

import pytest
import simcord

from tests.support import seen
from tests.support.stage import HARBOUR, Stage, logbook


async def barometer(stage: Stage, **options: object) -> simcord.InteractionResult:
    """Follow the subject that fills more than a page."""
    return await stage.mia.slash(stage.channel, "topic", name="barometer", **options)


async def test_a_mention_is_not_part_of_a_subject(stage: Stage) -> None:
    result = await stage.mia.slash(stage.channel, "topic", name="**lighthouse** <#123456789>")
    assert seen.panel(result).title == "About “lighthouse”"


async def test_a_subject_is_followed_through_all_episodes(stage: Stage) -> None:
    result = await stage.mia.slash(stage.channel, "topic", name="lighthouse")
    assert not result.ephemeral
    assert seen.panel(result).title == "About “lighthouse”"
    assert len(seen.excerpts(result)) >= 2
    told = seen.words(result)
    assert told.index("Bread & \\*Butter\\*") < told.index("The Harbour Lights")
    assert "**lighthouse**" in told
    assert HARBOUR[3] in told.replace("**", "")


async def test_excerpts_come_in_the_order_of_the_conversation(long_stage: Stage) -> None:
    result = await barometer(long_stage, episode="logbook")
    _, content = logbook()
    await long_stage.mia.click(seen.response(result).message, label="In order (2 of 5)")
    shown = seen.excerpts(result)
    await long_stage.mia.click(seen.response(result).message, label="Next (3 of 5)")
    lines = [
        line.replace("**", "").removeprefix("\u2013 ") for line in shown + seen.excerpts(result)
    ]
    places = [content.text.find(line[:40]) for line in lines]
    assert -1 not in places
    assert places == sorted(places)


async def test_pages_are_turned_there_and_back(long_stage: Stage) -> None:
    result = await barometer(long_stage)
    first = seen.words(result)
    assert "page 1 of 5" in first
    assert seen.buttons(result) == ["In order (2 of 5)"]
    await long_stage.mia.click(seen.response(result).message, label="In order (2 of 5)")
    second = seen.words(result)
    assert seen.buttons(result) == ["Next (3 of 5)", "Overview"]
    await long_stage.mia.click(seen.response(result).message, label="Next (3 of 5)")
    await long_stage.mia.click(seen.response(result).message, label="Back")
    assert seen.words(result) == second
    await long_stage.mia.click(seen.response(result).message, label="Overview")
    assert seen.words(result) == first


async def test_pages_are_turned_after_a_restart(long_stage: Stage) -> None:
    result = await barometer(long_stage, episode="logbook")
    await long_stage.restart()
    await long_stage.mia.click(seen.response(result).message, label="In order (2 of 5)")
    assert "page 2 of 5" in seen.words(result)


async def test_somebody_else_gets_a_page_of_their_own(long_stage: Stage) -> None:
    result = await barometer(long_stage)
    first = seen.words(result)
    copy = await long_stage.jonas.click(seen.response(result).message, label="In order (2 of 5)")
    assert copy.ephemeral
    assert "page 2 of 5" in seen.words(copy)
    assert seen.words(result) == first


@pytest.mark.parametrize("episode", ["logbook", None])
async def test_a_button_says_that_its_episode_was_removed(
    long_stage: Stage, episode: str | None
) -> None:
    options = {"episode": episode} if episode else {}
    result = await barometer(long_stage, **options)
    await long_stage.store.remove("logbook", server=None)
    await long_stage.library.refresh()
    gone = await long_stage.mia.click(seen.response(result).message, label="In order (2 of 5)")
    assert gone.ephemeral
    assert seen.words(gone).startswith("This is no longer in the library")


async def test_without_a_name_the_subjects_are_offered(stage: Stage) -> None:
    result = await stage.mia.slash(stage.channel, "topic")
    listed = seen.panel(result).body.split("\n")[0].split(" · ")
    assert set(listed) == {"lighthouse", "fog", "herring", "sourdough", "marzipan"}
    picked = await stage.mia.select(seen.response(result).message, ["lighthouse"])
    assert picked.response is None or picked.response.id == seen.response(result).id
    assert seen.panel(result).title == "About “lighthouse”"


async def test_a_subject_is_picked_after_a_restart_and_within_its_episode(stage: Stage) -> None:
    result = await stage.mia.slash(stage.channel, "topic", episode="harbour")
    await stage.restart()
    copy = await stage.jonas.select(seen.response(result).message, ["lighthouse"])
    assert copy.ephemeral
    assert "Bread" not in seen.words(copy)
    assert HARBOUR[3] in seen.words(copy).replace("**", "")


async def test_a_miss_is_said_in_private(stage: Stage) -> None:
    result = await stage.mia.slash(stage.channel, "topic", name="quarterly zebra accountancy")
    assert result.ephemeral
    assert seen.words(result).startswith("Nothing close to “quarterly zebra accountancy”.")


async def test_an_episode_without_subjects_says_so(long_stage: Stage) -> None:
    result = await long_stage.mia.slash(long_stage.channel, "topic", episode="logbook")
    assert result.ephemeral
    assert seen.words(result).startswith("There are no subjects to choose from yet")


async def test_another_servers_subjects_are_not_offered(stage: Stage) -> None:
    listed = await stage.stranger.slash(stage.elsewhere, "topic")
    assert "marzipan" not in seen.words(listed)
    found = await stage.stranger.slash(stage.elsewhere, "topic", name="marzipan")
    assert "tortoise" not in seen.words(found)
    for typed in ("", "mar", "marzipan"):
        offered = await stage.stranger.autocomplete(stage.elsewhere, "topic", "name", typed)
        assert "marzipan" not in str(offered)


async def test_subjects_are_completed(stage: Stage) -> None:
    offered = await stage.mia.autocomplete(stage.channel, "topic", "name", "light")
    assert "lighthouse" in [one["value"] for one in offered]
    keys = await stage.mia.autocomplete(stage.channel, "topic", "episode", "harb")
    assert [one["value"] for one in keys] == ["harbour"]


async def test_an_overview_counts_the_passages_of_an_episode_by_their_place(
    long_stage: Stage,
) -> None:
    result = await barometer(long_stage)
    assert seen.panel(result).body.startswith("at the start · 1\nearly on · 3\n")
    assert seen.panel(result).footer == "The Logbook · 16 passages · page 1 of 5"
    assert 1 <= len(seen.excerpts(result)) <= 2


async def test_a_passage_is_opened_from_the_menu_after_a_restart(stage: Stage) -> None:
    result = await stage.mia.slash(stage.channel, "topic", name="lighthouse")
    await stage.restart()
    message = seen.response(result).message
    (menu,) = [one for one in seen.menus(result) if one["custom_id"] == "o"]
    assert menu["options"][0]["label"].startswith("1 · ")
    opened = await stage.jonas.select(message, [menu["options"][0]["value"]], custom_id="o")
    assert opened.ephemeral
    assert "Context" in seen.buttons(opened)
    await stage.store.remove("bakery", server=None)
    await stage.store.remove("harbour", server=None)
    await stage.library.refresh()
    gone = await stage.mia.select(message, [menu["options"][0]["value"]], custom_id="o")
    assert gone.ephemeral
    assert seen.words(gone).startswith("This is no longer in the library")


async def test_an_episode_is_chosen_from_the_menu(many_stage: Stage) -> None:
    result = await many_stage.mia.slash(many_stage.channel, "topic", name="barometer")
    (jump,) = [one for one in seen.menus(result) if one["custom_id"].startswith("tj:")]
    assert [one["label"] for one in jump["options"]] == ["Logbook 1", "Logbook 2"]
    assert "passages in 2 episodes" in seen.words(result)
    await many_stage.restart()
    await many_stage.mia.select(
        seen.response(result).message, [jump["options"][1]["value"]], custom_id=jump["custom_id"]
    )
    assert "**Logbook 2**" in seen.words(result)
