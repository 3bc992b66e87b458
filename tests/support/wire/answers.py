"""How Discord answers: exactly `application/json`, and errors with a code."""

import json
from collections.abc import Mapping
from typing import Any

from aiohttp import web

BODY = web.RequestKey[Any]("body", object)
"""Where a handler finds the decoded body of its request."""


class Refusal(Exception):  # noqa: N818  it is an answer, not a failure
    """Refuse a request as Discord does, with its status and code."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code

    def answer(self) -> web.Response:
        """Return the answer."""
        return reply({"message": str(self), "code": self.code}, self.status)


def reply(body: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> web.Response:
    """Answer with JSON; discord.py reads no other content type, not even with a charset."""
    data = json.dumps(body).encode()
    return web.Response(body=data, status=status, content_type="application/json", headers=headers)
