"""The schemas of the description: relaxed where Discord is laxer, closed where it is vague."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
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
SCHEMAS = "#/components/schemas/"
KINDS = "x-kinds"
"""Notes beside `anyOf`, for each branch, the values of `type` that it takes; None: also others."""
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
        self._schemas: Json = relaxed["components"]["schemas"]
        resource = DRAFT202012.create_resource(_with_kinds(relaxed, self._schemas))
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
                _rooted(_with_kinds(_relax(schema), self._schemas)),
                registry=self._registry,
                format_checker=_FORMATS,
            )
        return self._validators[key]


def _is_integer(_checker: object, value: object) -> bool:
    if isinstance(value, str):
        return bool(DIGITS.fullmatch(value))
    return isinstance(value, int) and not isinstance(value, bool)


def _fits_any(validator: Any, branches: Sequence[Any], instance: Any, schema: Json) -> Any:
    """Check `anyOf`, first the branches of the instance's `type`: they are few of many."""
    kinds = schema.get(KINDS)
    if kinds and isinstance(instance, dict):
        kind = cast("Json", instance).get("type")
        for branch, taken in zip(branches, kinds, strict=True):
            meant = taken is not None and kind in taken
            if meant and not any(validator.descend(instance, branch)):
                return ()
    return _ANY_OF(validator, branches, instance, schema)


_ANY_OF = Draft202012Validator.VALIDATORS["anyOf"]
_LaxValidator = cast(
    "type[Validator]",
    extend(
        Draft202012Validator,
        validators={"anyOf": _fits_any},
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


def _with_kinds(node: Any, schemas: Json) -> Any:
    """Note beside each `anyOf` in a schema which `type` each of its branches takes, in place."""
    if isinstance(node, dict):
        known = cast("Json", node)
        for value in known.values():
            _with_kinds(value, schemas)
        branches = known.get("anyOf")
        if isinstance(branches, list):
            known[KINDS] = [_kinds(one, schemas) for one in cast("list[Any]", branches)]
    elif isinstance(node, list):
        for item in cast("list[Any]", node):
            _with_kinds(item, schemas)
    return cast("Any", node)


def _kinds(branch: Json, schemas: Json) -> Sequence[Any] | None:
    named = branch.get("$ref", "").removeprefix(SCHEMAS)
    described: Any = schemas.get(named, branch).get("properties", {}).get("type")
    if not isinstance(described, dict):
        return None
    kind = cast("Json", described)
    return [kind["const"]] if "const" in kind else kind.get("enum")


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
