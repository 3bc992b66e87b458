"""Turn texts into the token numbers of a model, with the tokenizer in its folder."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import ModelError
from bot.search.semantic.engines.safetensors import damaged

if TYPE_CHECKING:
    from tokenizers import Tokenizer


def require_library() -> "type[Tokenizer]":
    """Return the class that reads tokenizers; raise ModelError if its library is not installed."""
    try:
        from tokenizers import Tokenizer  # noqa: PLC0415 - only whoever has a model needs it
    except ImportError as error:
        raise ModelError(
            "The library `tokenizers`, which sentence models need, is not installed. "
            "Run `pip install pullquote[semantic]`."
        ) from error
    return Tokenizer


def open_tokenizer(path: Path, *, longest: int) -> "Tokenizer":
    """Read a tokenizer that cuts a text after its first `longest` tokens; raise ModelError."""
    library = require_library()
    try:
        tokenizer = library.from_file(str(path))
    except Exception as error:  # the library raises plain Exception
        raise damaged(path) from error
    tokenizer.no_padding()
    # The types of the library leave its options open.
    tokenizer.enable_truncation(longest)  # pyright: ignore[reportUnknownMemberType]
    return tokenizer


def token_ids(
    tokenizer: "Tokenizer", texts: Sequence[str], *, special: bool = True
) -> list[list[int]]:
    """Return the token numbers of each text, with the marks of begin and end where special."""
    # encode_batch() would use all cores.
    return [tokenizer.encode(text, add_special_tokens=special).ids for text in texts]
