"""Judge what the bot sends: nothing in it may be live but what the bot itself meant to be.

It reads texts as Discord does (`discord_markdown`), and knows hostile texts by their words
(`hostile_texts`).
"""

import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any, cast

from tests.support.contract.components import LAYOUT, check_components
from tests.support.contract.violation import ContractViolation
from tests.support.discord_markdown import Node, read, walk
from tests.support.hostile_texts import EVIL, ID

MOST_MARKS = 8
"""Combining marks on one letter; more cover the lines above and below."""

_MARKED = {
    "HEADED": {"heading"},
    "SMALLED": {"small"},
    "QUOTED": {"quote"},
    "LISTED": {"list"},
    "BOLDED": {"bold", "italics"},
    "UNDERED": {"underline"},
    "ITALIC": {"italics"},
    "STRUCK": {"struck"},
    "HIDDEN": {"spoiler"},
    "CODED": {"code"},
}
"""What encloses a word of a hostile text, and nothing before it, if its markup is live."""

_TURNING = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u200e\u200f\u061c")
_OPEN, _CLOSE = "\u2068", "\u2069"
_KEPT = {"\u200d", _OPEN, _CLOSE}
_BLANK = re.compile("[\\s\u200d\u3164\u2800\uffa0\u115f\u1160\u2068\u2069]*")


def problems_in(body: Any, *, allowed: Sequence[str] = ()) -> list[str]:
    """Return a sentence for each problem of the JSON of a request or an answer.

    `allowed` are the mentions that it may have, as `@&12`.
    """
    return [
        f"{problem}: {json.dumps(body, ensure_ascii=True)[:600]}"
        for problem in _problems(body, set(allowed))
    ]


def _problems(body: Any, allowed: set[str]) -> Iterator[str]:
    for message in _messages(body):
        yield from _layout_problems(message)
        mentions = message.get("allowed_mentions")
        if mentions is not None and (mentions.get("parse") or mentions.get("users")):
            yield f"mentions are allowed: {mentions}"
        for text in _texts(message):
            yield from text_problems(text, allowed=allowed)
        for label in _labels(message):
            yield from label_problems(label)
        for url in _urls(message):
            if EVIL in url or not url.startswith(("https://", "http://", "attachment://")):
                yield f"a button or picture leads to {url}"


def text_problems(text: str, *, allowed: Sequence[str] | set[str] = ()) -> Iterator[str]:
    """Yield a sentence for each problem of a text with markup."""
    for node in walk(read(text)):
        if node.kind == "mention" and node.target not in allowed:
            yield f"a mention is live: {node.text}"
        if node.kind in {"time", "emoji"} and (ID in node.target or "17000000" in node.target):
            yield f"a {node.kind} is live: {node.text}"
        if node.kind in {"url", "link"} and (EVIL in node.target.lower() or node.kind == "url"):
            yield f"a {node.kind} is live: {node.shown} to {node.target}"
        if node.kind == "link" and not node.target.startswith(("https://", "http://")):
            yield f"a link leads to {node.target}"
        if node.kind == "heading" and node.target == "#":
            yield f"there is a large heading: {node.shown[:60]}"
        yield from _live_marks(node)
    yield from _character_problems(text)


def _live_marks(node: Node) -> Iterator[str]:
    for word, kinds in _MARKED.items():
        if node.kind in kinds and node.shown.strip(" _*~|`\n\u2068\u200d").startswith(word):
            before = node.shown.strip()[:3]
            if before.startswith(word[:3]):
                yield f"a {node.kind} is live: {node.shown[:60]}"


def _character_problems(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        depth = 0
        for character in line:
            depth += (character == _OPEN) - (character == _CLOSE)
            if depth < 0:
                break
        if depth:
            yield f"the isolates of a line are not balanced: {line[:60]!r}"
    found = {one for one in text if unicodedata.category(one) in {"Cc", "Cf", "Cs", "Zl", "Zp"}}
    unwanted = (found - _KEPT - {"\n"}) | (_TURNING & set(text))
    if unwanted:
        yield f"there are characters that do not show: {sorted(unwanted)!r}"
    run = 0
    for character in text:
        if character != "\u200d":  # marks after it are still on the letter before it
            run = run + 1 if unicodedata.category(character) in {"Mn", "Me"} else 0
        if run > MOST_MARKS:
            yield "there are too many marks on one letter"
            return


def label_problems(label: str) -> Iterator[str]:
    """Yield a sentence for each problem of a text in a place without markup."""
    if _BLANK.fullmatch(label):
        yield f"a label is empty: {label!r}"
    if "\n" in label:
        yield f"a label has several lines: {label!r}"
    yield from _character_problems(label)


def _layout_problems(message: dict[str, Any]) -> Iterator[str]:
    try:
        check_components(message, edit=False)
    except ContractViolation as error:
        yield f"Discord refuses it: {error}"
    for text in _texts(message):
        if _BLANK.fullmatch(text):
            yield f"a text is empty: {text!r}"
    if len(message.get("content") or "") > 2_000:
        yield "the content is too long"


def _messages(body: Any) -> Iterator[dict[str, Any]]:
    """Yield a request, or the data of an answer to an interaction."""
    if not isinstance(body, dict):
        return
    sent = cast("dict[str, Any]", body)
    message: dict[str, Any] = sent["data"] if isinstance(sent.get("data"), dict) else sent
    if message.get("components") and "flags" not in message:
        types = {one.get("type") for one in message["components"]}
        message = {**message, "flags": 0 if types <= {1} else LAYOUT}
    yield message


def _texts(message: dict[str, Any]) -> Iterator[str]:
    if message.get("content"):
        yield message["content"]
    for one in _components(message):
        if one.get("type") == 10:
            yield one["content"]


def _labels(message: dict[str, Any]) -> Iterator[str]:
    names = ("title", "name")
    yield from (str(message[name]) for name in names if message.get(name) is not None)
    yield from (str(one["name"]) for one in message.get("choices") or ())
    for one in _components(message):
        yield from (str(one[name]) for name in ("label", "placeholder") if one.get(name))
        for option in one.get("options") or ():
            yield str(option["label"])


def _urls(message: dict[str, Any]) -> Iterator[str]:
    for one in _components(message):
        if "url" in one and one.get("type") == 2:
            yield one["url"]
        media = [one["media"]] if "media" in one else [i["media"] for i in one.get("items") or ()]
        yield from (str(each["url"]) for each in media)


def _components(message: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield from _walk(message.get("components") or ())


def _walk(components: Sequence[Any]) -> Iterator[dict[str, Any]]:
    for one in components:
        yield one
        yield from _walk(one.get("components") or ())
        for name in ("accessory", "component"):
            if one.get(name):
                yield from _walk([one[name]])
