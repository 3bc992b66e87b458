"""The judge of what the bot sends finds each kind of harm, and nothing in harmless markup."""

import pytest

from tests.support.judge import problems_in, text_problems

BAD = {
    "@everyone look": "mention",
    "look @here": "mention",
    "<@81000000000000000>": "mention",
    "<@!81000000000000000>": "mention",
    "<@&81000000000000000>": "mention",
    "<#81000000000000000>": "mention",
    "</quote:81000000000000000>": "mention",
    "<id:customize>": "mention",
    "\\\\<@81000000000000000>": "mention",
    "**<@81000000000000000>**": "mention",
    "> quoted <#81000000000000000>": "mention",
    "<t:1700000000:R>": "time",
    "<:smile:81000000000000000>": "emoji",
    "[Listen](https://evil.example)": "link",
    "[Listen](<https://evil.example> 'x')": "link",
    "[a [b] c](https://evil.example)": "link",
    "[a\\](https://fine.example) [b](https://evil.example)": "link",
    "[a](https://fine.example) \\](https\\://evil.example)": "link",
    "https://evil.example": "url",
    "HTTPS://EVIL.EXAMPLE": "url",
    "<https://evil.example>": "url",
    "discord://evil.example": "url",
    "<mailto:a@evil.example>": "url",
    "<a@evil.example>": "url",
    "[x](javascript:alert)": "link",
    "# HEADED": "heading",
    "### HEADED": "heading",
    "fine\n## HEADED": "heading",
    "-# SMALLED": "small",
    "fine\n> QUOTED": "quote",
    ">>> QUOTED": "quote",
    "- LISTED": "list",
    "1. LISTED": "list",
    "> - LISTED": "list",
    "**BOLDED**": "bold",
    "__UNDERED__": "underline",
    "*ITALIC*": "italics",
    "_ITALIC_": "italics",
    "~~STRUCK~~": "struck",
    "||HIDDEN||": "spoiler",
    "`CODED`": "code",
    "```\nCODED\n```": "code",
    "\u202eelpmaxe": "do not show",
    "a\u200bb": "do not show",
    "\u2068open": "isolates",
    "closed\u2069": "isolates",
    "\u2068first\nsecond\u2069": "isolates",
    "Z" + "\u0301" * 9: "marks",
}
GOOD = (
    "### The harbour",
    "-# small print \\-# SMALLED",
    "> \\> QUOTED \\# HEADED",
    "**\\*\\*BOLDED\\*\\***",
    "[Listen at 3:10](https://wells.example/a?t=190)",
    "\\@everyone \\<\\@81000000000000000\\>",
    "\\[Listen\\](https\\://evil.example)",
    "1\\. LISTED",
    "\u2068\u05e9\u05dc\u05d5\u05dd\u2069 \u00b7 Host",
    "<t:1772366400:R> <:bell:12345>",
    "a_b_c 2*3*4 C:\\\\x",
)


@pytest.mark.parametrize(("text", "kind"), BAD.items())
def test_harm_is_found(text: str, kind: str) -> None:
    assert any(kind in one for one in text_problems(text))


@pytest.mark.parametrize("text", GOOD)
def test_what_the_bot_means_is_no_harm(text: str) -> None:
    assert list(text_problems(text)) == []


def test_a_mention_may_be_allowed() -> None:
    assert list(text_problems("<@&12> <#13>", allowed=("@&12", "#13"))) == []


@pytest.mark.parametrize(
    "body",
    [
        {"content": "@everyone"},
        {"content": "x" * 2_001},
        {"content": "fine", "allowed_mentions": {"parse": ["everyone"]}},
        {"type": 4, "data": {"components": [{"type": 10, "content": "# HEADED"}]}},
        {"components": [{"type": 10, "content": "x" * 4_001}]},
        {"components": [{"type": 10, "content": " \u200d"}]},
        {"components": [{"type": 1, "components": [{"type": 2, "style": 2, "custom_id": "a"}]}]},
        {
            "components": [
                {
                    "type": 1,
                    "components": [{"type": 2, "style": 2, "label": "\u3164", "custom_id": "a"}],
                }
            ]
        },
        {
            "components": [
                {
                    "type": 1,
                    "components": [
                        {"type": 2, "style": 5, "label": "Listen", "url": "https://evil.example"}
                    ],
                }
            ]
        },
        {"type": 8, "data": {"choices": [{"name": "\u200b", "value": "a"}]}},
        {"type": 9, "data": {"title": "a\nb", "custom_id": "x", "components": []}},
        {"name": "thread \u202e"},
    ],
)
def test_harm_in_a_request_is_found(body: dict[str, object]) -> None:
    assert problems_in(body)
