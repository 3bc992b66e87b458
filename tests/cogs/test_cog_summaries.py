"""`/summary`, as members see it."""

from tests.support import seen
from tests.support.stage import HARBOUR, SECRET, Stage


async def test_the_newest_episode_is_summed_up_by_the_titles_of_its_chapters(stage: Stage) -> None:
    result = await stage.mia.slash(stage.channel, "summary")
    assert not result.ephemeral
    assert seen.panel(result).title == "The Harbour Lights"
    lines = seen.panel(result).body.split("\n")
    assert lines[0] == "**1.** Keepers · [Listen at 0:00](https://video.example/1?t=0)"
    assert len(lines) == 6
    assert "page 1 of 3" in seen.words(result)


async def test_the_pages_after_the_overview_have_the_lines(stage: Stage) -> None:
    result = await stage.mia.slash(stage.channel, "summary")
    await stage.mia.click(seen.response(result).message, label="More (2 of 3)")
    first = seen.panel(result).body.split("\n\n")[0]
    assert first == (
        f"**1. Keepers** · at the start\nAda tells of her grandmother.\n"
        f"> {HARBOUR[1]} · [Listen at 1:01](https://video.example/1?t=61)"
    )
    assert "quoted lines are verbatim" in seen.words(result)


async def test_pages_are_turned_before_and_after_a_restart(stage: Stage) -> None:
    result = await stage.mia.slash(stage.channel, "summary", episode="harbour")
    first = seen.words(result)
    await stage.mia.click(seen.response(result).message, label="More (2 of 3)")
    await stage.mia.click(seen.response(result).message, label="More (3 of 3)")
    assert "**5. Part 4**" in seen.words(result)
    await stage.restart()
    await stage.mia.click(seen.response(result).message, label="Overview")
    assert seen.words(result) == first


async def test_a_chapter_is_chosen_from_the_menu_also_after_a_restart(stage: Stage) -> None:
    result = await stage.mia.slash(stage.channel, "summary", episode="harbour")
    await stage.restart()
    await stage.mia.select(seen.response(result).message, ["4"])
    assert "**5. Part 4**" in seen.words(result)
    assert "page 3 of 3" in seen.words(result)


async def test_somebody_else_gets_a_page_of_their_own(stage: Stage) -> None:
    result = await stage.mia.slash(stage.channel, "summary", episode="harbour")
    copy = await stage.jonas.click(seen.response(result).message, label="More (2 of 3)")
    assert copy.ephemeral
    assert "page 2 of 3" in seen.words(copy)
    assert "page 1 of 3" in seen.words(result)


async def test_a_button_says_that_its_episode_was_removed(stage: Stage) -> None:
    result = await stage.mia.slash(stage.channel, "summary", episode="harbour", private=True)
    assert result.ephemeral
    await stage.store.remove("harbour", server=None)
    await stage.library.refresh()
    gone = await stage.mia.click(seen.response(result).message, label="More (2 of 3)")
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
    assert "**1. Flour**" in seen.words(result)
