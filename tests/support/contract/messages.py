"""What Discord demands of messages beyond its description."""

import re
from collections.abc import Iterator, Sequence
from typing import Any, cast

from tests.support.contract.components import check_components
from tests.support.contract.violation import Json, demand

CONTENT_LIMIT = 2000
EMBEDS_LIMIT = 6000
FILES_LIMIT = 10
ATTACHMENT = re.compile(r"attachment://(.+)")
CONTENTS = ("content", "embeds", "components", "sticker_ids", "poll", "message_reference")


def check_message(message: Json, *, files: Sequence[str], edit: bool) -> None:
    """Raise ContractViolation for a message that Discord would refuse.

    An edit may be empty, and may speak of what the message has already.
    """
    content = message.get("content") or ""
    demand(len(content) <= CONTENT_LIMIT, f"content has {len(content)} characters of 2,000")
    _check_embeds(message.get("embeds") or ())
    check_components(message, edit=edit)
    _check_attachments(message, files=files, edit=edit)
    _check_mentions(message.get("allowed_mentions") or {})
    parts = [message.get(name) for name in CONTENTS]
    demand(edit or any(parts) or files, "the message is empty")


def _check_embeds(embeds: Sequence[Json]) -> None:
    for embed in embeds:
        for field in embed.get("fields") or ():
            blank = not field["name"].strip() or not field["value"].strip()
            demand(not blank, f"embed field {field['name']!r} must have a name and a value")
    total = sum(len(text) for embed in embeds for text in _texts(embed))
    demand(total <= EMBEDS_LIMIT, f"the embeds have {total} characters together, of 6,000")


def _texts(embed: Json) -> Iterator[str]:
    yield embed.get("title") or ""
    yield embed.get("description") or ""
    for part, key in (("footer", "text"), ("author", "name")):
        held: Json = embed.get(part) or {}
        yield held.get(key) or ""
    for field in embed.get("fields") or ():
        yield field["name"]
        yield field["value"]


def _check_attachments(message: Json, *, files: Sequence[str], edit: bool) -> None:
    demand(len(files) <= FILES_LIMIT, f"{len(files)} files are uploaded, of 10")
    listed: list[Json] | None = message.get("attachments")
    for attachment in listed or ():
        index = int(attachment["id"])
        known = index < len(files) or index > FILES_LIMIT
        demand(known, f"attachment {index} names no uploaded file")
    names = {*files, *(attachment.get("filename") for attachment in listed or ())}
    if edit and listed is None:
        return  # the message keeps files whose names are not in this request
    for name in _referenced(message):
        demand(name in names, f"attachment://{name} names no file of the message")


def _referenced(node: Any) -> Iterator[str]:
    """Find the files that addresses anywhere in a message speak of."""
    if isinstance(node, dict):
        values = cast("Json", node)
        address = values.get("url")
        match = ATTACHMENT.fullmatch(address) if isinstance(address, str) else None
        if match:
            yield match[1]
        for value in values.values():
            yield from _referenced(value)
    elif isinstance(node, list):
        for item in cast("list[Any]", node):
            yield from _referenced(item)


def _check_mentions(mentions: Json) -> None:
    for kind in ("users", "roles"):
        both = kind in (mentions.get("parse") or ()) and mentions.get(kind)
        demand(not both, f"allowed_mentions must not both parse {kind} and list them")
