"""The schemas of the description: relaxed where Discord is laxer, closed where it is vague."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, cast

from jsonschema import Draft202012Validator, FormatChecker, ValidationError
from jsonschema.protocols import Validator
from jsonschema.validators import (
    extend,  # pyright: ignore[reportUnknownVariableType]  its stub leaves it untyped
)
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from tests.support.contract.violation import ContractViolation, Json

HOME = "urn:discord"
ADDRESS = re.compile(r"(https?|attachment|discord)://\S+")
DIGITS = re.compile(r"-?\d+")
MESSAGE_LIMIT = 240

# What discord.py sends, Discord takes, and the description does not mention.
TOLERATED = {
    "ApplicationCommandCreateRequest": ("nsfw",),
    "ApplicationCommandUpdateRequest": ("nsfw",),
    "ApplicationCommandPatchRequestPartial": ("nsfw",),
    "RichEmbed": ("flags",),
    "IncomingWebhookUpdateRequestPartial": ("tts",),
    "IncomingWebhookUpdateForInteractionCallbackRequestPartial": ("tts",),
    "MessageEditRequestPartial": ("tts",),
}


class Schemas:
    """Validate bodies against schemas of one OpenAPI document."""

    def __init__(self, document: Json) -> None:
        relaxed = _relax(document)
        for name, keys in TOLERATED.items():
            schema = relaxed["components"]["schemas"].get(name, {"properties": {}})
            schema["properties"].update(dict.fromkeys(keys, True))
        resource = DRAFT202012.create_resource(relaxed)
        self._registry: Registry[Any] = Registry[Any]().with_resource(HOME, resource)
        self._validators: dict[str, Validator] = {}

    def check(self, schema: Json, body: Any) -> None:
        """Raise ContractViolation with the rule that the body breaks."""
        errors = list(self._validator(schema).iter_errors(body))
        if errors:
            error = _innermost(errors)
            raise ContractViolation(f"at {error.json_path}: {_describe(error)}")

    def _validator(self, schema: Json) -> Validator:
        key = repr(schema)
        if key not in self._validators:
            self._validators[key] = _LaxValidator(
                _rooted(_relax(schema)), registry=self._registry, format_checker=_FORMATS
            )
        return self._validators[key]


def _is_integer(_checker: object, value: object) -> bool:
    if isinstance(value, str):
        return bool(DIGITS.fullmatch(value))
    return isinstance(value, int) and not isinstance(value, bool)


def _any_of(
    validator: Any, branches: Sequence[Any], body: Any, schema: Any
) -> Iterator[ValidationError]:
    """Look for all errors only where no branch fits: each other branch errs at its type already."""
    if all(next(validator.descend(body, branch), None) for branch in branches):
        yield from Draft202012Validator.VALIDATORS["anyOf"](validator, branches, body, schema)


_LaxValidator = cast(
    "type[Validator]",
    extend(
        Draft202012Validator,
        {"anyOf": _any_of},
        type_checker=Draft202012Validator.TYPE_CHECKER.redefine("integer", _is_integer),
    ),
)
_FORMATS = FormatChecker(())


@_FORMATS.checks("uri")
def _is_address(value: object) -> bool:
    return not isinstance(value, str) or bool(ADDRESS.fullmatch(value))


@_FORMATS.checks("date-time", raises=ValueError)
def _is_moment(value: object) -> bool:
    return not isinstance(value, str) or bool(datetime.fromisoformat(value))


def _relax(node: Any) -> Any:
    """Copy a schema: `oneOf` as `anyOf`, integers as snowflakes, no unknown keys."""
    if isinstance(node, list):
        return [_relax(item) for item in cast("list[Any]", node)]
    if not isinstance(node, dict):
        return node
    known = cast("Json", node)
    if known.get("format") == "snowflake":
        return {"anyOf": [known, {"type": "integer", "minimum": 0}]}
    copy = {("anyOf" if key == "oneOf" else key): _relax(value) for key, value in known.items()}
    if isinstance(copy.get("properties"), dict) and copy.get("type") == "object":
        copy.setdefault("additionalProperties", False)
    return copy


def _rooted(node: Any) -> Any:
    """Point the references of a schema into the registered document."""
    if isinstance(node, list):
        return [_rooted(item) for item in cast("list[Any]", node)]
    if not isinstance(node, dict):
        return node
    pairs = cast("Json", node).items()
    return {key: HOME + value if key == "$ref" else _rooted(value) for key, value in pairs}


def _innermost(errors: Iterable[ValidationError]) -> ValidationError:
    """Follow unions into the branch that was meant, to the rule that it breaks."""
    error = min(errors, key=lambda broken: len(broken.absolute_path))
    while error.context:
        branches: dict[Any, list[ValidationError]] = defaultdict(list)
        for broken in error.context:
            branches[broken.schema_path[0]].append(broken)
        meant = min(branches.values(), key=_strangeness)[0]
        if meant.validator == "const":
            break  # one of several values, none of them meant more than another
        error = meant
    return error


def _strangeness(branch: Sequence[ValidationError]) -> tuple[int, int]:
    """Rank a branch of a union by how unlike the body it is: first by its kind."""
    strange = [
        broken
        for broken in branch
        if (broken.validator in {"enum", "const"} and list(broken.path)[-1:] == ["type"])
        or (broken.validator == "type" and not broken.path)
    ]
    return len(strange), len(branch)


def _describe(error: ValidationError) -> str:
    """Say what is wrong without repeating a long value."""
    if error.validator in {"maxLength", "maxItems"}:
        size = len(cast("str", error.instance))
        return f"has a length of {size}, of at most {error.validator_value}"
    message = error.message
    return message if len(message) <= MESSAGE_LIMIT else f"{message[:MESSAGE_LIMIT]}..."
