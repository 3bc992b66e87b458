"""Read the JSON files of a model's folder."""

import json
from pathlib import Path
from typing import Any, cast

from bot.search.semantic.engines.safetensors import damaged


def read_json(path: Path, *, optional: bool = False) -> dict[str, Any]:
    """Return the object in a file; raise ModelError where it is missing, unless optional."""
    if optional and not path.exists():
        return {}
    content = _parse(path)
    if not isinstance(content, dict):
        raise damaged(path)
    return cast(dict[str, Any], content)


def read_modules(folder: Path) -> list[tuple[str, Path]]:
    """Return the kind and the folder of each module that `modules.json` lists, in order."""
    path = folder / "modules.json"
    if not path.exists():
        return []
    try:
        return [
            (str(module["type"]).rsplit(".", maxsplit=1)[-1], folder / str(module["path"]))
            for module in _parse(path)
        ]
    except (KeyError, TypeError) as error:
        raise damaged(path) from error


def _parse(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise damaged(path) from error
