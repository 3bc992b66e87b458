"""Read what a member sees in an answer."""

import re
from typing import Any

import discord
import simcord


def embed(result: simcord.InteractionResult) -> discord.Embed:
    """Return the one embed of an answer."""
    (only,) = response(result).embeds
    return only


def words(result: simcord.InteractionResult) -> str:
    """Return all the words of an answer."""
    shown = response(result)
    parts = [shown.content]
    for one in shown.embeds:
        fields = [text for field in one.fields for text in (field.name, field.value)]
        parts += [one.title, one.description, one.footer.text, one.author.name, *fields]
    return "\n".join(part for part in parts if part)


def excerpts(result: simcord.InteractionResult) -> list[str]:
    """Return the block quotes of an answer, in the order they are shown."""
    blocks = re.findall(r"(?:^> .*\n?)+", embed(result).description or "", re.MULTILINE)
    return [block.removeprefix("> ").rstrip("\n").replace("\n> ", "\n") for block in blocks]


def buttons(result: simcord.InteractionResult) -> list[str]:
    """Return the labels of the buttons of an answer."""
    return [str(one["label"]) for one in _items(result) if "label" in one]


def custom_ids(result: simcord.InteractionResult) -> list[str]:
    """Return the ids of the buttons of an answer."""
    return [str(one["custom_id"]) for one in _items(result)]


def response(result: simcord.InteractionResult) -> simcord.ResponseMessage:
    """Return the message of an answer; there must be one."""
    assert result.response is not None
    return result.response


def _items(result: simcord.InteractionResult) -> list[dict[str, Any]]:
    return [one for row in response(result).components for one in row["components"]]
