"""Members see who speaks: names where they are sure, a dash for anybody else."""

from dataclasses import replace

from bot.models import Answer, SpokenTurn
from bot.ui import context, questions, quotes, spoken, topics
from tests.support.hits import build_hit, build_quotes
from tests.support.seen import panel_of

TURNS = (
    SpokenTurn("Ann_Lee", "Who kept the lamp?"),
    SpokenTurn(None, "My *aunt*."),
    SpokenTurn("Ann_Lee", "Alone?"),
)
SHOWN = "> **Ann\\_Lee:** Who kept the lamp?\n> \u2013 My \\*aunt\\*.\n> **Ann\\_Lee:** Alone?"


def test_every_turn_of_an_excerpt_names_its_speaker() -> None:
    hit = build_hit(turns=TURNS, display="Who kept the lamp?\nMy *aunt*.\nAlone?")
    for page in (
        quotes.quote(hit),
        questions.passages("Who kept it?", [hit]),
        topics.topic(topics.arrange("lamp", Answer("close", (hit,))), page=0),
    ):
        assert SHOWN in panel_of(page).body


def test_one_turn_is_shown_without_a_mark() -> None:
    hit = build_hit(display="A lamp is patient.", speaker="Ann")
    assert spoken.block_quote(hit.match, 100) == "> A lamp is patient."


def test_turns_of_a_spoiler_are_covered() -> None:
    match = build_hit(turns=TURNS).match
    covered = spoken.block_quote(match, 200, hidden=True).split("\n")
    assert covered[1] == "> ||\u2013 My \\*aunt\\*.||"


def test_what_does_not_fit_never_cuts_a_name() -> None:
    match = build_hit(
        turns=(SpokenTurn("Ann Lee", "Yes."), SpokenTurn("Bo Ek", "A b c d e f."))
    ).match
    for limit in range(30, 80):
        shown = spoken.block_quote(match, limit)
        assert len(shown) <= limit
        assert shown.count("**") == 2 * shown.count(":** ")


def test_the_context_names_each_voice_once_a_turn() -> None:
    said = build_quotes(
        ("Ann", "Was it dark?"),
        ("Bo", "It was night."),
        ("Bo", "The lamp was out."),
        ("Bo", "I lit it again."),
        (None, "Well done."),
        core=2,
    )
    shown = panel_of(context.page("quote0000001", said, build_hit(speaker="Bo"))).body
    assert shown.split("\n\n")[:5] == [
        "**Ann:** Was it dark?",
        "**Bo:** It was night.",
        "> The lamp was out.",
        "I lit it again.",
        "\u2013 Well done.",
    ]


def test_the_context_names_nobody_who_is_not_sure() -> None:
    said = build_quotes(("Ann", "Was it dark?"), (None, "It was."), core=1)
    unsure = (replace(said[0], sure=False), said[1])
    shown = panel_of(context.page("quote0000001", unsure, build_hit())).body
    assert "Ann" not in shown
    assert shown.startswith("\u2013 Was it dark?\n\n> \u2013 It was.")


def test_the_context_of_one_unknown_voice_has_no_marks() -> None:
    said = tuple(replace(one, turn=1) for one in build_quotes((None, "Ah."), (None, "Oh."), core=1))
    shown = panel_of(context.page("quote0000001", said, build_hit())).body
    assert shown.startswith("Ah.\n\n> Oh.")


def test_names_of_many_turns_from_right_to_left_are_never_cut() -> None:
    turn = SpokenTurn(
        "\u05d3\u05e0\u05d4 \u05dc\u05d5\u05d9 \u05db\u05d4\u05df", "\u05e9\u05dc\u05d5\u05dd"
    )
    match = build_hit(turns=(turn,) * 12).match
    for limit in range(100, 500):
        for hidden in (False, True):
            shown = spoken.block_quote(match, limit, hidden=hidden)
            assert all(line.count("**") == 2 for line in shown.split("\n"))
