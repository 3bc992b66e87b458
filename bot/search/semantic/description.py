"""Describe a model's folder for a person: its licence and its size."""

import re
from pathlib import Path

from bot.search.semantic.catalog import known_model

_UNKNOWN = "not stated in its folder"


def licence(folder: Path) -> str:
    """Return the licence that is known of a model, or stated in its folder."""
    if known := known_model(folder.name):
        return known.licence
    try:
        card = (folder / "README.md").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return _UNKNOWN
    # Model cards begin with YAML: https://huggingface.co/docs/hub/model-cards
    stated = re.match(r"---\n(?:.*\n)*?license: *(\S+)", card)
    return stated[1] if stated else _UNKNOWN


def size(folder: Path) -> int:
    """Return the bytes of all files in a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
