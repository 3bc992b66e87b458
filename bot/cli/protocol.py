"""The JSON lines protocol of `pullquote query`: one answer per request, in order."""

import json
import math
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NoReturn, cast

from bot.cli.console import print_json
from bot.errors import PullquoteError
from bot.models import Answer, Hit, Scope, Suggestion

if TYPE_CHECKING:
    from bot.library import Library

Command = Literal["quote", "topic", "ask", "suggest"]
COMMANDS: tuple[Command, ...] = ("quote", "topic", "ask", "suggest")
OPTIONS = ("quote.words", "topic.name", "speaker", "episode")
MAX_RESULTS = 1000
"""The largest limit of a request."""


class LineError(ValueError):
    """A line is not a valid request; `request_id` is its id, if it has one."""

    def __init__(self, sentence: str, request_id: object = None) -> None:
        super().__init__(sentence)
        self.request_id = request_id


@dataclass(frozen=True, slots=True)
class Request:
    """A valid request."""

    request_id: object
    command: Command
    text: str
    scope: Scope
    limit: int
    option: str | None


async def serve(library: "Library", lines: Iterable[bytes]) -> None:
    """Print an answer for each line, or an error for a line that is not valid.

    Episodes whose embargo ends meanwhile are found from then on.
    """
    for line in lines:
        with suppress(PullquoteError):  # the answer tells what cannot be read
            await library.release()
        print_json(await answer(library, line))


async def answer(library: "Library", line: bytes) -> dict[str, object]:
    """Return the answer or the error for one line."""
    started = time.perf_counter()
    try:
        request = parse_line(line)
    except LineError as error:
        return {"id": error.request_id, "error": str(error)}
    try:
        confidence, results = await _find(library, request)
    except PullquoteError as error:
        return {"id": request.request_id, "error": str(error)}
    spent = round((time.perf_counter() - started) * 1000, 3)
    return {"id": request.request_id, "confidence": confidence, "ms": spent, "results": results}


def parse_line(line: bytes) -> Request:
    """Parse one line; LineError if it is not a valid request."""
    fields = _fields(line)
    request_id = fields.get("id")
    try:
        return _to_request(request_id, fields)
    except LineError as error:
        raise LineError(str(error), request_id) from None


async def search(library: "Library", request: Request) -> Answer:
    """Return the library's answer to a `quote`, `topic` or `ask` request."""
    if request.command == "quote":
        return await library.quote(request.text, request.scope, limit=request.limit)
    if request.command == "topic":
        return await library.topic(request.text, request.scope, limit=request.limit)
    return await library.ask(request.text, request.scope, limit=request.limit)


async def _find(library: "Library", request: Request) -> tuple[str, list[dict[str, object]]]:
    if request.option is None or request.command != "suggest":
        result = await search(library, request)
        return result.confidence, [_result(hit) for hit in result.hits]
    suggestions = await library.suggest(
        request.option, request.text, request.scope, limit=request.limit
    )
    return ("close" if suggestions else "none"), [_choice(suggestion) for suggestion in suggestions]


def _result(hit: Hit) -> dict[str, object]:
    match = hit.match
    return {
        "quote": match.quote,
        "episode": hit.episode.key,
        "start": match.start,
        "end": match.end,
        "text": match.text,
        "display": match.display,
        "speaker": match.speaker,
        "start_ms": match.start_ms,
        "score": match.score,
    }


def _choice(suggestion: Suggestion) -> dict[str, object]:
    return {"name": suggestion.name, "value": suggestion.value}


def _fields(line: bytes) -> dict[str, Any]:
    try:
        decoded: object = json.loads(
            line.decode("utf-8"), parse_constant=_refuse_constant, parse_float=_finite
        )
    except (ValueError, RecursionError):
        message = "The line is not JSON in UTF-8. Write one JSON object per line."
        raise LineError(message) from None
    if not isinstance(decoded, dict):
        message = 'The line is not a JSON object. Write {"id": ..., "command": ..., "text": ...}.'
        raise LineError(message)
    return cast("dict[str, Any]", decoded)


def _to_request(request_id: object, fields: dict[str, Any]) -> Request:
    command = fields.get("command")
    if command not in COMMANDS:
        raise LineError(f"command must be one of {', '.join(COMMANDS)}.")
    text = _string(fields, "text")
    if text is None:
        raise LineError("text must be a string.")
    option = _string(fields, "option")
    if command == "suggest" and option not in OPTIONS:
        raise LineError(f"option must be one of {', '.join(OPTIONS)}.")
    scope = Scope(server=_server(fields.get("server")), episode=_string(fields, "episode"))
    return Request(
        request_id, command, text, scope, limit=_limit(fields.get("limit")), option=option
    )


def _string(fields: dict[str, Any], name: str) -> str | None:
    value = fields.get(name)
    if value is not None and not isinstance(value, str):
        raise LineError(f"{name} must be a string.")
    # JSON can contain half of a surrogate pair, which cannot be encoded as UTF-8.
    if value is not None and any("\ud800" <= character <= "\udfff" for character in value):
        raise LineError(f"{name} must be whole Unicode characters.")
    return value


def _server(value: object) -> int | None:
    # Discord's ids exceed 2**53, so many programs write them as strings.
    if isinstance(value, str) and value.isascii() and value.isdigit():
        value = int(value[:20])
    if value is None:
        return None
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 1 << 63:
        return value
    raise LineError("server must be the id of a Discord server, or null.")


def _limit(value: object) -> int:
    if value is None:
        return 10
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MAX_RESULTS:
        raise LineError(f"limit must be a whole number from 1 to {MAX_RESULTS}.")
    return value


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _finite(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        raise ValueError(digits)
    return value
