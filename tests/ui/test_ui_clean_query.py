import pytest

from bot.ui import clean_query


@pytest.mark.parametrize(
    "live",
    [
        "<@1>",
        "<@!80351110224678912>",
        "<@&1>",
        "<#1>",
        "<:name:1>",
        "<a:party_parrot:1>",
        "<t:0>",
        "<t:-618709800:R>",
        "</cmd:1>",
        "</daily next:1>",
        "<id:guide>",
        "@everyone",
        "@here",
    ],
)
def test_mentions_and_markup_are_removed(live: str) -> None:
    assert clean_query.clean_query(live) == ""
    assert clean_query.clean_query(f"{live} mind {live} the ropes {live}") == "mind the ropes"


@pytest.mark.parametrize(
    "marked",
    [
        "mind **the** ropes",
        "*mind* __the__ ***ropes***",
        "||mind the|| ~~ropes~~",
        "> mind the\n> ropes",
        "# mind the `ropes`",
        "```mind the ropes```",
        "- mind the\n- _ropes_",
        "\\*mind\\* the ropes",
        "mind [the ropes](https://ropes.example/a?b=1)",
        "mind [the](<https://ropes.example>) ropes",
    ],
)
def test_markdown_around_words_is_dropped(marked: str) -> None:
    assert clean_query.clean_query(marked) == "mind the ropes"


@pytest.mark.parametrize(
    "said",
    [
        "C# and C++ at 3 > 2",
        "snake_case and 2*3",
        "a < b and b > c",
        "me@here.example",
        "rock 'n' roll, half-remembered - or not?",
        "item #4 at 12:30",
        "<not a mention>",
    ],
)
def test_the_words_of_a_query_are_kept(said: str) -> None:
    assert clean_query.clean_query(said) == said


@pytest.mark.parametrize(
    "hostile", ["<", "@", "[", "*", "a_", "\\", "<:a", "</a ", "\n", "> ", "[a](https://"]
)
def test_hostile_input_of_any_length_is_read(hostile: str) -> None:
    # A pattern whose time were not linear would not come back from this.
    assert len(clean_query.clean_query(f"a{hostile * 100_000}b")) <= 100_000 * len(hostile) + 2


@pytest.mark.parametrize(
    "typed",
    [
        '"an exact phrase" and words',
        "“an exact phrase” -word",
        '-word -"a phrase" more',
        "«une phrase» -mot",
        "「東京」 -京都",
        "-e-mail well-known",
    ],
)
def test_the_syntax_of_phrases_and_exclusions_is_kept(typed: str) -> None:
    assert clean_query.clean_query(typed) == typed
    assert clean_query.clean_query(f"> **{typed}** <@80351110224678912>") == typed
