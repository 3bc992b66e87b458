"""What holds for any text of others where members read it: in messages, on cards, in a terminal."""

import unicodedata

from bot.cards.line_breaks import LONGEST_WORD, clusters, pieces
from bot.cli import console
from bot.ui import text
from bot.ui.clean_query import clean_query
from bot.ui.templates import TEMPLATES, fill, problem_of
from tests.support.discord_markdown import read, walk
from tests.support.judge import label_problems, text_problems

_LANGUAGES = ("en", "ja", "th", "zh", "ar", "")
_LIMITS = (20, 100, 2000)
_LONGEST = 3000
_KEPT = {"bold", "italics", "underline", "emoji", "text"}
"""What managers may use in the texts of their posts; two pairs of marks for italics underline."""


def check_shown(data: bytes) -> None:
    """Show a text in a message: it is read there as it is, and nothing in it is live."""
    typed = data.decode("utf-8", errors="replace")[:_LONGEST]
    escaped = text.escape(typed)
    assert "".join(one.shown for one in read(escaped)) == text.plain(typed)
    assert text.plain(text.plain(typed)) == text.plain(typed)
    _check_text(escaped)
    for limit in _LIMITS:
        whole = text.escaped(typed, limit)
        assert len(whole) <= limit
        assert bool(whole) == bool(typed)
        _check_text(whole)
        named = text.label(typed, limit)
        assert len(named) <= limit
        assert not typed or not list(label_problems(named)), named
        for hidden in (False, True):
            quoted = text.block_quote(typed, limit, hidden=hidden)
            assert len(quoted) <= limit
            _check_quote(quoted, hidden=hidden)
    _check_text(text.escape(clean_query(typed)))
    _check_terminal(typed)


def check_wording(data: bytes) -> None:
    """Fill a text of managers; values stay as they are, and no more than emphasis is live."""
    typed = data.decode("utf-8", errors="replace")[:_LONGEST]
    for template in TEMPLATES:
        if problem := problem_of(typed, template):
            assert problem.endswith("."), problem
            assert len(problem) <= 700
            continue
        filled = fill(typed, dict.fromkeys(template.placeholders, "\N{BELL}"))
        assert len(filled) <= 3 * len(typed) + 10
        kinds = {node.kind for node in walk(read(filled))}
        assert kinds <= _KEPT | {"struck"}, (filled, kinds)


def check_card_text(data: bytes) -> None:
    """Divide a text for the lines of a card: the pieces are the text, and none is too long."""
    language = _LANGUAGES[data[0] % len(_LANGUAGES)] if data else ""
    words = " ".join(data[1:].decode("utf-8", errors="replace").split())
    assert "".join(clusters(words)) == words
    divided = pieces(words, language)
    joined = "".join(one.text + " " * one.space for one in divided)
    assert joined == words
    assert all(one.text for one in divided) or not words
    assert all(len(clusters(one.text)) <= LONGEST_WORD for one in divided), divided


def _check_text(shown: str) -> None:
    problems = list(text_problems(shown))
    assert not problems, problems


def _check_quote(quoted: str, *, hidden: bool) -> None:
    kinds = {node.kind for node in walk(read(quoted))}
    assert kinds <= {"quote", "text"} | ({"spoiler"} if hidden else set()), (quoted, kinds)


def _check_terminal(typed: str) -> None:
    printed = console.plain(typed)
    assert not any(unicodedata.category(one) in {"Cc", "Cf"} for one in printed if one != "\n")
