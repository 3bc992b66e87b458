"""Load the sentence model of a folder."""

import hashlib
from pathlib import Path

from bot.errors import ModelError
from bot.search.semantic.engines.configuration import read_json, read_modules
from bot.search.semantic.engines.static import open_static
from bot.search.semantic.engines.transformer import open_transformer
from bot.search.semantic.model import SentenceModel

_ARITHMETIC = b"1"
"""Change this whenever the same files give other vectors."""

_READ = (
    "config.json",
    "config_sentence_transformers.json",
    "model.safetensors",
    "modules.json",
    "sentence_bert_config.json",
    "tokenizer.json",
)
"""The names of the files that are read from a model's folder, or from a folder in it."""

_LONGEST_NAME = 60

_DO_NOT_FIT = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""What is raised if a configuration has something else than its format says, or wrong numbers."""


def load_model(folder: Path) -> SentenceModel:
    """Return the model in a folder; raise ModelError that says what is missing or wrong."""
    try:
        if not folder.is_dir():
            raise ModelError(
                f"There is no folder {folder}. Set PULLQUOTE_MODEL to the folder of a model."
            )
        return _open(folder)
    except _DO_NOT_FIT as error:
        raise ModelError(
            f"The model in {folder} cannot be used: its files are not those of one model "
            f"({type(error).__name__}: {error}). Copy the folder again, or use another model."
        ) from error
    except OSError as error:
        raise ModelError(
            f"The model in {folder} cannot be read ({error.strerror}). Check its permissions."
        ) from error


def _open(folder: Path) -> SentenceModel:
    modules = read_modules(folder)
    identity = _identity(folder)
    static = next((path for kind, path in modules if kind == "StaticEmbedding"), None)
    if static is not None or not (modules or _is_transformer(folder)):
        return open_static(folder, tensors_in=static or folder, identity=identity)
    return open_transformer(folder, modules=modules, identity=identity)


def _is_transformer(folder: Path) -> bool:
    # WordLlama's folder has no configuration.
    config = read_json(folder / "config.json", optional=True)
    return config.get("model_type", "model2vec") != "model2vec"


def _identity(folder: Path) -> str:
    """Return the folder's name with a hash of the files that are read from it."""
    digest = hashlib.sha256(_ARITHMETIC)
    found = (path for name in _READ for path in (folder / name, *folder.glob(f"*/{name}")))
    for path in sorted(filter(Path.is_file, found)):
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
        digest.update(path.relative_to(folder).as_posix().encode())
    return f"{folder.name[:_LONGEST_NAME]}-{digest.hexdigest()[:16]}"
