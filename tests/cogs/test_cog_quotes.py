"""`/quote`, as members see it."""

import pytest
import simcord

from tests.support import seen
from tests.support.stage import BAKERY, HARBOUR, HOME, SECRET, Stage

PROMISE = "promise made to strangers"


async def ask_twice(stage: Stage) -> simcord.InteractionResult:
    """Ask for something that two lines answer."""
    return await stage.mia.slash(stage.channel, "quote", words="marzipan")


async def test_the_line_is_shown_word_for_word_with_its_source(stage: Stage) -> None:
    result = await stage.mia.slash(stage.channel, "quote", words=PROMISE)
    assert not result.ephemeral
    assert not result.deferred
    assert seen.panel(result).body == f"## “{HARBOUR[1]}”\n\n**Ada Merrow** · Keepers"
    assert seen.panel(result).footer == "The Harbour Lights · Talks · 1 May 2025"
    assert seen.addresses(result) == {"Listen at 1:01": "https://video.example/1?t=61"}


async def test_an_unsure_speaker_is_not_named_and_no_time_is_invented(stage: Stage) -> None:
    result = await stage.mia.slash(stage.channel, "quote", words="sourdough is a pet")
    assert seen.panel(result).body == f"## “{BAKERY[0]}”\n\nFlour · at the start"
    assert not seen.addresses(result)
    assert "A Guess" not in seen.words(result)


async def test_mentions_and_markdown_are_not_looked_for(stage: Stage) -> None:
    words = "<@80351110224678912> **promise made** to <:sail:11112222> ||strangers|| @here"
    marked = await stage.mia.slash(stage.channel, "quote", words=words)
    plain = await stage.mia.slash(stage.channel, "quote", words="promise made to strangers")
    assert seen.words(marked) == seen.words(plain)


async def test_a_mention_alone_is_a_miss(stage: Stage) -> None:
    for command, option in (("quote", "words"), ("topic", "name"), ("ask", "question")):
        result = await stage.mia.slash(stage.channel, command, **{option: "<@80351110224678912>"})
        assert result.ephemeral
        assert seen.words(result).startswith("Nothing close to “\\<\\@80351110224678912\\>”.")


async def test_a_private_answer_is_private(stage: Stage) -> None:
    result = await stage.mia.slash(stage.channel, "quote", words=PROMISE, private=True)
    assert result.ephemeral
    assert HARBOUR[1] in seen.words(result)


async def test_a_miss_is_said_in_private(stage: Stage) -> None:
    result = await stage.mia.slash(stage.channel, "quote", words="quarterly zebra *accountancy*")
    assert result.ephemeral
    assert seen.words(result).startswith("Nothing close to “quarterly zebra \\*accountancy\\*”.")


async def test_a_line_with_most_of_the_words_is_shown_as_a_guess(stage: Stage) -> None:
    result = await stage.mia.slash(stage.channel, "quote", words="lamp week lighthouse")
    assert result.ephemeral
    assert seen.words(result).startswith("I am not sure about")
    assert seen.panel(result).title == "Possible match"
    assert seen.buttons(result) == ["Listen at 3:03", "Context", "Share", "More"]


async def test_a_line_with_few_of_the_words_is_not_shown(stage: Stage) -> None:
    result = await stage.mia.slash(stage.channel, "quote", words="herring zebra accountancy tax")
    assert result.ephemeral
    assert seen.words(result).startswith("Nothing close to")
    assert not seen.excerpts(result)


async def test_the_next_best_is_one_press_away_and_back(stage: Stage) -> None:
    first = await ask_twice(stage)
    assert seen.buttons(first) == ["Next (2 of 2)", "Context", "0", "More"]
    shown = seen.words(first)
    second = await stage.mia.click(seen.response(first).message, label="Next (2 of 2)")
    assert second.response is None or second.response.id == seen.response(first).id
    assert seen.words(first) != shown
    assert seen.buttons(first) == ["Back", "Context", "0", "More"]
    await stage.mia.click(seen.response(first).message, label="Back")
    assert seen.words(first) == shown


async def test_somebody_else_gets_a_page_of_their_own(stage: Stage) -> None:
    first = await ask_twice(stage)
    shown = seen.words(first)
    copy = await stage.jonas.click(seen.response(first).message, label="Next (2 of 2)")
    assert copy.ephemeral
    assert seen.words(first) == shown
    assert seen.words(copy) != shown
    await stage.jonas.click(seen.response(copy).message, label="Back")
    assert seen.words(copy) == shown


async def test_buttons_answer_after_a_restart(stage: Stage) -> None:
    first = await ask_twice(stage)
    shown = seen.words(first)
    await stage.restart()
    await stage.mia.click(seen.response(first).message, label="Next (2 of 2)")
    assert seen.words(first) != shown
    context = await stage.mia.click(seen.response(first).message, label="Context")
    assert context.ephemeral


async def test_the_context_is_shown_in_private_in_its_order(stage: Stage) -> None:
    first = await stage.mia.slash(stage.channel, "quote", words=PROMISE)
    context = await stage.jonas.click(seen.response(first).message, label="Context")
    assert context.ephemeral
    blocks = seen.panel(context).body.split("\n\n")
    assert blocks[:3] == [
        f"**Ada Merrow:** {HARBOUR[0]}",
        f"> {HARBOUR[1]}",
        " ".join(HARBOUR[2:6]),
    ]


async def test_a_button_says_that_its_quote_was_removed(stage: Stage) -> None:
    first = await ask_twice(stage)
    await stage.store.remove("secret", server=HOME)
    await stage.library.refresh()
    for label in seen.buttons(first):
        gone = await stage.mia.click(seen.response(first).message, label=label)
        assert gone.ephemeral
        told = ("This is no longer in the library", "This line is not there any more")
        assert seen.words(gone).startswith(told)
    assert len(stage.env.errors) == 1  # the vote is refused


async def test_without_words_a_highlight_is_shown_that_was_not_shown_recently(stage: Stage) -> None:
    results = [await stage.mia.slash(stage.channel, "quote") for _ in range(4)]
    assert len({seen.words(result) for result in results}) == 4
    best = {HARBOUR[1], HARBOUR[5], HARBOUR[8], BAKERY[0]}
    assert {seen.line(one) for one in results} == best


async def test_a_highlight_keeps_to_its_episode_and_speaker(stage: Stage) -> None:
    result = await stage.mia.slash(stage.channel, "quote", episode="bakery")
    assert BAKERY[0] in seen.words(result)
    hers = await stage.mia.slash(stage.channel, "quote", speaker="Ada Merrow")
    assert "**Ada Merrow**" in seen.words(hers)


async def test_nothing_to_show_is_said_in_private(stage: Stage) -> None:
    result = await stage.mia.slash(stage.channel, "quote", episode="secret")
    assert result.ephemeral
    assert seen.words(result).startswith("There are no highlights yet")


async def test_a_speaker_is_found_in_other_case_and_with_other_accents(stage: Stage) -> None:
    for named in ("Ada Merrow", " ada MÉRROW"):
        options = {"words": PROMISE, "speaker": named}
        result = await stage.mia.slash(stage.channel, "quote", **options)
        assert HARBOUR[1] in seen.words(result)
        highlight = await stage.mia.slash(stage.channel, "quote", speaker=named)
        assert not highlight.ephemeral


@pytest.mark.parametrize("named", ["Ada Marow", "Nobody *at* all", "???"])
async def test_an_unknown_speaker_is_answered_with_those_there_are(
    stage: Stage, named: str
) -> None:
    result = await stage.mia.slash(stage.channel, "quote", words=PROMISE, speaker=named)
    assert result.ephemeral
    told = seen.words(result).replace("\\", "")
    assert told == (f"No speaker called “{named}”. Speakers here: “Ada Merrow”.")
    assert len(stage.env.errors) == 1


async def test_where_nobody_is_known_by_name_the_speaker_is_to_be_left_out(stage: Stage) -> None:
    options = {"words": "sourdough", "episode": "secret", "speaker": "Ada"}
    result = await stage.mia.slash(stage.channel, "quote", **options)
    assert "No speakers are known here" in seen.words(result)
    assert len(stage.env.errors) == 1


async def test_words_that_many_lines_have_are_answered_in_private(stage: Stage) -> None:
    often = await stage.mia.slash(stage.channel, "quote", words="in the")
    assert often.ephemeral
    assert seen.words(often).startswith("Many lines have these words: add one that only yours has.")
    assert len(seen.excerpts(often)) == 1
    once = await stage.mia.slash(stage.channel, "quote", words="that you are")
    assert not once.ephemeral
    assert BAKERY[0] in seen.words(once)
    assert "Many lines" not in seen.words(once)


async def test_an_episode_is_found_by_its_title_too(stage: Stage) -> None:
    title = " bread & *butter* "
    result = await stage.mia.slash(stage.channel, "quote", words="lighthouse", episode=title)
    assert BAKERY[4] in seen.words(result)


async def test_an_episode_is_found_by_a_part_that_only_its_title_has(stage: Stage) -> None:
    result = await stage.mia.slash(stage.channel, "quote", words="lighthouse", episode="butter")
    assert BAKERY[4] in seen.words(result)
    for named in ("the", "?"):
        told = await stage.mia.slash(stage.channel, "quote", words="fog", episode=named)
        assert seen.words(told).startswith("No episode called")
    assert len(stage.env.errors) == 2


async def test_an_unknown_episode_is_answered_with_those_there_are(stage: Stage) -> None:
    result = await stage.mia.slash(stage.channel, "quote", words="fog", episode="no*pe")
    assert result.ephemeral
    told = seen.words(result)
    assert told.startswith("No episode called “no\\*pe”. Episodes here: “")
    assert "“The Harbour Lights”" in told
    assert "“Bread & \\*Butter\\*”" in told
    assert len(stage.env.errors) == 1


async def test_a_dm_sees_public_shows_only(stage: Stage) -> None:
    found = await stage.loner.slash("quote", words=PROMISE)
    assert HARBOUR[1] in seen.words(found)
    hidden = await stage.loner.slash("quote", words="marzipan tortoise")
    assert "marzipan tortoise is" not in seen.words(hidden)
    assert SECRET[0] not in seen.words(hidden)


async def test_where_only_the_member_has_installed_it_public_shows_are_seen(stage: Stage) -> None:
    stage.env.backend.emit("GUILD_DELETE", {"id": str(HOME)})
    found = await stage.mia.slash(stage.channel, "quote", words=PROMISE)
    assert HARBOUR[1] in seen.words(found)
    hidden = await stage.mia.slash(stage.channel, "quote", words="marzipan")
    assert not any(line in seen.words(hidden) for line in SECRET)
    offered = await stage.mia.autocomplete(stage.channel, "quote", "episode", "")
    assert "secret" not in str(offered)


async def test_buttons_answer_in_a_dm(stage: Stage) -> None:
    found = await stage.loner.slash("quote", words=PROMISE)
    context = await stage.loner.click(seen.response(found).message, label="Context")
    assert HARBOUR[2] in seen.words(context)


async def test_another_server_never_sees_a_private_show(stage: Stage) -> None:
    for options in ({"words": "marzipan tortoise"}, {"words": SECRET[1][:-1]}, {}):
        result = await stage.stranger.slash(stage.elsewhere, "quote", **options)
        assert not any(line in seen.words(result) for line in SECRET)
    refused = await stage.stranger.slash(stage.elsewhere, "quote", episode="secret")
    assert "The Party" not in seen.words(refused)
    assert len(stage.env.errors) == 1


async def test_the_options_are_completed(stage: Stage) -> None:
    lines = await stage.mia.autocomplete(stage.channel, "quote", "words", "lighthou")
    assert lines
    assert all(1 <= len(one["value"]) <= 100 for one in lines)
    quoted = await stage.mia.autocomplete(stage.channel, "quote", "words", "> <@8035111> lighthou")
    assert quoted == lines
    speakers = await stage.mia.autocomplete(stage.channel, "quote", "speaker", "ada")
    assert [one["value"] for one in speakers] == ["Ada Merrow"]
    keys = await stage.mia.autocomplete(stage.channel, "quote", "episode", "")
    assert {one["value"] for one in keys} == {"harbour", "bakery", "secret"}


async def test_completed_lines_are_found(stage: Stage) -> None:
    lines = await stage.mia.autocomplete(stage.channel, "quote", "words", "lighthou")
    result = await stage.mia.slash(stage.channel, "quote", words=lines[0]["value"])
    assert not result.ephemeral


async def test_no_completion_shows_another_servers_show(stage: Stage) -> None:
    for option in ("words", "speaker", "episode"):
        for typed in ("", "marz", "secret", "The Party", "tortoise"):
            offered = await stage.stranger.autocomplete(stage.elsewhere, "quote", option, typed)
            told = str(offered).casefold()
            assert not any(one in told for one in ("marzipan", "secret", "party", "committee"))


async def test_an_empty_library_says_what_is_missing(bare: Stage) -> None:
    result = await bare.mia.slash(bare.channel, "quote", words="anything")
    assert result.ephemeral
    assert seen.words(result).startswith("There are no episodes here yet")
    assert len(bare.env.errors) == 1


async def test_at_most_seven_excerpts_are_leafed_through(long_stage: Stage) -> None:
    mia, words = long_stage.mia, "the barometer fell again"
    result = await mia.slash(long_stage.channel, "quote", words=words)
    assert seen.buttons(result) == ["Next (2 of 7)", "Context", "0", "More"]
    assert all(len(one) <= 100 for one in seen.custom_ids(result))
    for n in range(3, 8):
        await mia.click(seen.response(result).message, label=f"Next ({n - 1} of 7)")
        assert seen.buttons(result) == [f"Next ({n} of 7)", "Back", "Context", "0", "More"]
