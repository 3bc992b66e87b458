"""Hold requests to Discord against Discord's own description of its API.

The description is `discord/openapi.json` beside the corpora. What it leaves out (how long all
embeds of a message may be together, how a command may be named, ...) is checked here as well.
"""

import json
from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from typing import Any, cast

import pytest

from tests.support.contract.commands import check_commands
from tests.support.contract.description import Description, Operation, location
from tests.support.contract.messages import check_message
from tests.support.contract.violation import ContractViolation, Json, demand

__all__ = ["ContractViolation", "available", "check", "require"]

MESSAGE_CALLBACKS = (4, 5, 7)
UPDATE_MESSAGE = 7
BENEATH_A_MESSAGE = ("/threads", "/crosspost")
AUTOCOMPLETE = 8
IN_A_FORUM = "/channels/{channel_id}/threads"

_taken: set[bytes] = set()
"""The hashes of requests that passed: most bots of the tests register the same commands."""


def available() -> bool:
    """Tell whether Discord's description is at hand."""
    return location().is_file()


def require() -> None:
    """Skip the test where Discord's description is absent."""
    if not available():
        pytest.skip("Discord's openapi.json is not here; PULLQUOTE_CORPORA says where it may be")


def check(method: str, path: str, body: Any = None, *, files: Sequence[str] = ()) -> None:
    """Raise ContractViolation unless Discord's API takes this request.

    `path` is what follows `/api/v10`, with its query; `body` the decoded JSON, or of a multipart
    request its `payload_json`; `files` the names of the files uploaded beside it.
    """
    operation = _description().find(method, path)
    request = _hash(operation, body, files=files)
    if request in _taken:
        return
    if operation.template == IN_A_FORUM and isinstance(body, dict):
        body = _without_strays(cast("Json", body))
    try:
        operation.check(body)
        _check_limits(operation, body, files=files)
    except ContractViolation as violation:
        raise ContractViolation(f"{method} {operation.template}: {violation}") from None
    _taken.add(request)


def _hash(operation: Operation, body: Any, *, files: Sequence[str]) -> bytes:
    request = [operation.method, operation.template, body, list(files)]
    return sha256(json.dumps(request).encode()).digest()


def _without_strays(body: Json) -> Json:
    """Leave out what discord.py sends with a post in a forum although it is not described."""
    message = {key: value for key, value in body.get("message", {}).items() if key != "tts"}
    kept = {key: value for key, value in body.items() if key != "type"}
    return kept | {"message": message} if message else body


@cache
def _description() -> Description:
    return Description.load(location())


def _check_limits(operation: Operation, body: Any, *, files: Sequence[str]) -> None:
    if body is None:
        return
    if operation.template.endswith("/callback"):
        _check_callback(body, files=files)
    elif "/commands" in operation.template:
        check_commands(cast("list[Json]", body if isinstance(body, list) else [body]))
    elif operation.template == IN_A_FORUM and "message" in body:
        check_message(body["message"], files=files, edit=False)
    elif operation.template.endswith(BENEATH_A_MESSAGE):
        return
    elif "/messages" in operation.template or operation.template.startswith("/webhooks/"):
        check_message(body, files=files, edit=operation.method == "PATCH")


def _check_callback(body: Json, *, files: Sequence[str]) -> None:
    data: Json = body.get("data") or {}
    if body["type"] == AUTOCOMPLETE:
        for choice in data.get("choices") or ():
            value = choice["value"]
            fits = not isinstance(value, str) or 1 <= len(value) <= 100
            demand(fits, f"the value of choice {choice['name']!r} must have 1 to 100 characters")
    elif body["type"] in MESSAGE_CALLBACKS:
        deferred = body["type"] == MESSAGE_CALLBACKS[1]
        check_message(data, files=files, edit=deferred or body["type"] == UPDATE_MESSAGE)
