import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.cli.rendering import render_answer
from bot.models import Answer
from tests.cli.conftest import FERRY, Pullquote
from tests.support.hits import build_hit


def asked(pullquote: Pullquote, *lines: object) -> list[dict[str, Any]]:
    written = [line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines]
    ended = pullquote("query", stdin=b"\n".join(written) + b"\n")
    assert ended.code == 0
    answers = [json.loads(line) for line in ended.out.splitlines()]
    assert len(answers) == len(lines)
    return answers


def test_a_person_gets_the_line_with_its_source(both: Pullquote) -> None:
    ended = both("query", "a question that you ask the wind")
    assert ended.code == 0
    assert "A kite is a question that you ask the wind." in ended.out
    assert "Guest · Kites · " in ended.out


def test_a_query_without_a_close_match_says_so(both: Pullquote) -> None:
    ended = both("query", "zzyzx quuxbar", "--limit", "1")
    assert ended.code == 0
    assert ended.out.startswith("Nothing close.")


def test_a_guess_that_may_be_right_is_not_denied(capsys: pytest.CaptureFixture[str]) -> None:
    hit = build_hit(score=0.45)
    found = replace(hit, match=replace(hit.match, guess=True))
    render_answer(Answer("none", (found,), ("wagons",)))
    assert capsys.readouterr().out.startswith("I am not sure. Is it this one?")


@pytest.mark.parametrize("command", ["topic", "ask"])
def test_a_person_may_ask_in_other_ways(both: Pullquote, command: str) -> None:
    out = both("query", "--command", command, "lighthouse keeper").out
    assert "lighthouse keeper" in out


def test_one_episode_can_be_asked_alone(both: Pullquote) -> None:
    out = both("query", "lighthouse keeper", "--episode", "kites").out
    assert "lighthouse" not in out


def test_an_unknown_episode_is_reported(both: Pullquote) -> None:
    ended = both("query", "anything", "--episode", "absent")
    assert ended.code == 1
    assert "'absent'" in ended.err


def test_an_empty_library_is_reported(pullquote: Pullquote) -> None:
    ended = pullquote("query", "anything")
    assert "The library is empty" in ended.err


def test_a_server_sees_its_own_and_no_other_does(pullquote: Pullquote, ferry: Path) -> None:
    pullquote("add", ferry, "--server", "123")
    line = {"command": "quote", "text": "nobody counts the seagulls"}
    own, other, public = asked(
        pullquote, {**line, "server": 123}, {**line, "server": "124"}, {**line, "server": None}
    )
    assert own["confidence"] == "exact"
    assert other["results"] == public["results"] == []


def test_each_line_is_answered_by_the_contract(both: Pullquote) -> None:
    (answer,) = asked(
        both, {"id": {"any": [1]}, "command": "quote", "text": "my grandmother counted them once"}
    )
    assert list(answer) == ["id", "confidence", "ms", "results"]
    assert answer["id"] == {"any": [1]}
    assert answer["confidence"] == "exact"
    assert isinstance(answer["ms"], float)
    best = answer["results"][0]
    assert list(best) == [
        "quote",
        "episode",
        "start",
        "end",
        "text",
        "display",
        "speaker",
        "start_ms",
        "score",
    ]
    assert FERRY[best["start"] : best["end"]] == best["text"]
    assert best["episode"] == "ferry"


def test_a_keystroke_is_answered_with_choices(both: Pullquote) -> None:
    line = {"id": 1, "command": "suggest", "option": "episode", "text": "ki"}
    (answer,) = asked(both, line)
    assert answer["results"] == [{"name": "Kites", "value": "kites"}]
    (nothing,) = asked(both, {**line, "text": "zzz", "option": "speaker"})
    assert (nothing["confidence"], nothing["results"]) == ("none", [])


def test_answers_come_in_order_despite_invalid_lines(both: Pullquote) -> None:
    good = {"command": "ask", "text": "what does the wind say?"}
    answers = asked(both, {"id": 1, **good}, b"{", b"", {"id": 2}, {"id": 3, **good})
    assert [answer["id"] for answer in answers] == [1, None, None, 2, 3]
    assert ["error" in answer for answer in answers] == [False, True, True, True, False]


GOOD = {"id": 7, "command": "quote", "text": "wind"}


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (b"\xff", "The line is not JSON in UTF-8"),
        (b'{"id": NaN}', "The line is not JSON in UTF-8"),
        (b'{"id": 1e999}', "The line is not JSON in UTF-8"),
        (b"[1, 2]", "The line is not a JSON object"),
        ({**GOOD, "command": "delete"}, "command must be one of quote, topic, ask, suggest."),
        ({**GOOD, "command": ["quote"]}, "command must be one of"),
        ({**GOOD, "text": None}, "text must be a string."),
        ({**GOOD, "text": 3}, "text must be a string."),
        ({**GOOD, "text": "\ud800"}, "text must be whole Unicode characters."),
        ({**GOOD, "episode": 3}, "episode must be a string."),
        ({**GOOD, "limit": 0}, "limit must be a whole number from 1 to 1000."),
        ({**GOOD, "limit": True}, "limit must be a whole number"),
        ({**GOOD, "limit": 2.5}, "limit must be a whole number"),
        ({**GOOD, "server": "here"}, "server must be the id of a Discord server, or null."),
        ({**GOOD, "server": 1 << 63}, "server must be the id"),
        ({**GOOD, "server": False}, "server must be the id"),
        ({**GOOD, "command": "suggest"}, "option must be one of quote.words, topic.name"),
        ({**GOOD, "command": "suggest", "option": "words"}, "option must be one of"),
    ],
    ids=str,
)
def test_an_invalid_line_gets_an_error(both: Pullquote, line: object, sentence: str) -> None:
    (answer,) = asked(both, line)
    assert set(answer) == {"id", "error"}
    assert answer["id"] == (7 if isinstance(line, dict) else None)
    assert str(answer["error"]).startswith(sentence)


def test_a_deeply_nested_line_gets_an_error(both: Pullquote) -> None:
    (answer,) = asked(both, b"[" * 100_000)
    assert str(answer["error"]).startswith("The line is not JSON in UTF-8")


def test_fields_that_are_not_known_are_no_matter(both: Pullquote) -> None:
    (answer,) = asked(both, {**GOOD, "spans": [[0, 1]], "option": None})
    assert answer["id"] == 7
    assert "results" in answer
