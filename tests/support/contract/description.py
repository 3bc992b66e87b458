"""Discord's own description of its API, made fit for validating requests."""

import json
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

from tests.support.contract.schema import Schemas
from tests.support.contract.violation import ContractViolation, Json, demand

METHODS = ("get", "put", "post", "patch", "delete")


def location() -> Path:
    """Return where the description lies: beside the corpora."""
    beside = Path(__file__).parents[3].parent / "shared" / "corpora"
    return Path(os.environ.get("PULLQUOTE_CORPORA") or beside).parent / "discord" / "openapi.json"


_UNDESCRIBED = {"use_nested_fields"}
"""Queries that discord.py sends for posts in forums, and Discord's description leaves out."""


@dataclass(frozen=True, slots=True)
class Operation:
    """Know one method of one path, and validate what is sent to it."""

    method: str
    template: str
    pattern: re.Pattern[str]
    queries: frozenset[str]
    body: Json
    schemas: Schemas

    def check(self, body: Any) -> None:
        """Raise ContractViolation unless the body fits."""
        schema = self.body.get("content", {}).get("application/json", {}).get("schema")
        if body is None:
            demand(not self.body.get("required"), "a body is required")
            return
        demand(schema, "no body is taken")
        self.schemas.check(schema, body)


class Description:
    """Find operations by method and path, literal segments before placeholders."""

    def __init__(self, document: Json) -> None:
        schemas = Schemas(document)
        operations = [
            _operation(method, template, item, schemas)
            for template, item in document["paths"].items()
            for method in METHODS
            if method in item
        ]
        # `.../messages/@original` also matches `.../messages/{message_id}`, and wins.
        self._operations = sorted(operations, key=lambda known: known.template.count("{"))

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read the description from its file."""
        return cls(json.loads(path.read_text(encoding="utf-8")))

    def find(self, method: str, path: str) -> Operation:
        """Return the operation that takes such a request, or raise ContractViolation."""
        parts = urlsplit(path)
        for operation in self._operations:
            if operation.method == method and operation.pattern.fullmatch(parts.path):
                strange = {name for name, _ in parse_qsl(parts.query)} - operation.queries
                strange -= _UNDESCRIBED
                demand(not strange, f"{method} {operation.template} has no query {strange}")
                return operation
        raise ContractViolation(f"Discord's API has no {method} {parts.path}")


def _operation(method: str, template: str, item: Json, schemas: Schemas) -> Operation:
    described: Json = item[method]
    parameters: list[Json] = [*item.get("parameters", ()), *described.get("parameters", ())]
    variables = {known["name"]: known["schema"] for known in parameters if known["in"] == "path"}
    pattern = re.sub(
        r"\\{(\w+)\\}",
        lambda match: _segment(variables.get(match[1], {})),
        re.escape(template),
    )
    return Operation(
        method=method.upper(),
        template=template,
        pattern=re.compile(pattern),
        queries=frozenset(known["name"] for known in parameters if known["in"] == "query"),
        body=described.get("requestBody", {}),
        schemas=schemas,
    )


def _segment(schema: Json) -> str:
    return r"\d+" if schema.get("$ref", "").endswith("/SnowflakeType") else r"[^/]+"
