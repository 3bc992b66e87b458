"""Read tensors from a safetensors file without copying it into memory.

https://huggingface.co/docs/safetensors describes the format: the length of a JSON header in eight
bytes, the header, and the tensors. The library of that name copies every tensor that it reads.
Here the file is mapped, so of a table of 250,000 word vectors only the pages that are used take
memory.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from bot.errors import ModelError

Tensor = NDArray[Any]

_TYPES = {"F16": "<f2", "F32": "<f4", "F64": "<f8", "I32": "<i4", "I64": "<i8"}
_LONGEST_HEADER = 10_000_000


def map_tensors(path: Path) -> Mapping[str, Tensor]:
    """Return the tensors of a file by name, read-only; raise ModelError where it is damaged."""
    try:
        data = np.asarray(np.memmap(path, mode="r", dtype=np.uint8))
        length = int.from_bytes(data[:8].tobytes(), "little")
        if not 0 < length <= min(_LONGEST_HEADER, data.size - 8):
            raise damaged(path)
        header = cast(dict[str, Any], json.loads(data[8 : 8 + length].tobytes()))
        body = data[8 + length :]
        return {
            name: _tensor(body, entry)
            for name, entry in header.items()
            if name != "__metadata__" and entry["dtype"] in _TYPES
        }
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise damaged(path) from error


def damaged(path: Path) -> ModelError:
    """Say that a file of a model is missing or cannot be used."""
    problem = "damaged or incomplete" if path.exists() else "missing"
    return ModelError(
        f"{path} is {problem}. Copy the model's folder again, with all files that its author "
        "publishes, or fetch it again with `pullquote model fetch`."
    )


def _tensor(body: NDArray[np.uint8], entry: Mapping[str, Any]) -> Tensor:
    start, end = entry["data_offsets"]
    if not 0 <= start <= end <= body.size:
        message = "a tensor ends after the file"
        raise ValueError(message)
    # Reshaping raises ValueError where the shape does not have as many numbers.
    return body[start:end].view(_TYPES[entry["dtype"]]).reshape(entry["shape"])
