"""Run the transformer of a sentence-transformers folder: prompt, encoder, pooling, dense layer.

https://sbert.net/docs/sentence_transformer/usage/custom_models.html describes such a folder.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from bot.errors import ModelError
from bot.search.semantic.engines.bert import Bert
from bot.search.semantic.engines.configuration import read_json
from bot.search.semantic.engines.normalisation import normalise
from bot.search.semantic.engines.safetensors import damaged, map_tensors
from bot.search.semantic.engines.tokenisation import open_tokenizer, token_ids
from bot.search.semantic.model import TextKind, Vectors

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Pooling = Literal["mean", "cls"]
Prompts = Mapping[TextKind, str]
Dense = Callable[[NDArray[np.float32]], NDArray[np.float32]]

_TOKENS_IN_BATCH = 1_000
"""Enough for matrix products at full speed, and few enough to stay in the processor's cache."""

_NO_PROMPTS: Prompts = {}
_SEARCH_PROMPTS: Prompts = {"query": "Represent this sentence for searching relevant passages: "}
_KNOWN_PROMPTS: Mapping[str, Prompts] = {
    "e5": {"query": "query: ", "passage": "passage: "},
    "bge": _SEARCH_PROMPTS,
    "leaf": _SEARCH_PROMPTS,
}
"""What the authors of a model ask for, where its folder does not say it, by a part of its name."""

_PASSAGE_NAMES = ("passage", "document")
_LONGEST = 512


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a folder says of the way from a text to its vector, apart from the encoder."""

    pooling: Pooling
    prompts: Prompts
    dense: tuple[Dense, ...]
    longest: int


class Transformer:
    """An encoder with its tokenizer and recipe."""

    def __init__(
        self, identity: str, tokenizer: "Tokenizer", encoder: Bert, recipe: Recipe
    ) -> None:
        self.identity = identity
        self._tokenizer = tokenizer
        self._encoder = encoder
        self._recipe = recipe
        vector = self.encode(["a"], kind="query")
        self.dimensions = vector.shape[1]
        if not np.isfinite(vector).all():
            message = "its vectors are not numbers"
            raise ValueError(message)

    def encode(self, texts: Sequence[str], *, kind: TextKind) -> Vectors:
        """Return the unit vectors of texts, in order."""
        prompt = self._recipe.prompts.get(kind, "")
        ids = token_ids(self._tokenizer, [prompt + text for text in texts])
        pooled = np.zeros((len(texts), self._encoder.dimensions), dtype=np.float32)
        for batch in _batches(ids):
            for row, tokens in zip(batch, self._encoder([ids[i] for i in batch]), strict=True):
                pooled[row] = tokens[0] if self._recipe.pooling == "cls" else tokens.mean(axis=0)
        for dense in self._recipe.dense:
            pooled = dense(pooled)
        return normalise(pooled)


def _batches(ids: Sequence[Sequence[int]]) -> list[list[int]]:
    batches: list[list[int]] = []
    size = _TOKENS_IN_BATCH
    for row, tokens in enumerate(ids):
        if not tokens:
            continue
        if size + len(tokens) > _TOKENS_IN_BATCH:
            batches.append([])
            size = 0
        batches[-1].append(row)
        size += len(tokens)
    return batches


def open_transformer(
    folder: Path, *, modules: Sequence[tuple[str, Path]], identity: str
) -> Transformer:
    """Open the transformer of a folder, with the modules that follow it; raise ModelError."""
    config = read_json(folder / "config.json")
    if config.get("model_type") != "bert":
        raise ModelError(
            f"{folder} is of the kind {config.get('model_type')!r}, which cannot be run. Use one "
            "of the kind 'bert', such as MiniLM, bge-small, e5-small or leaf."
        )
    weights = folder / "model.safetensors"
    try:
        encoder = Bert(map_tensors(weights), config)
        recipe = _read_recipe(folder, modules=modules, longest=encoder.longest)
        tokenizer = open_tokenizer(folder / "tokenizer.json", longest=recipe.longest)
        if tokenizer.get_vocab_size() > encoder.tokens:
            raise damaged(weights)
        return Transformer(identity, tokenizer, encoder, recipe)
    except KeyError as error:
        # A tensor is missing.
        raise damaged(weights) from error


def _read_recipe(folder: Path, *, modules: Sequence[tuple[str, Path]], longest: int) -> Recipe:
    pooling: Pooling = "mean"
    dense: list[Dense] = []
    for kind, path in modules:
        if kind == "Pooling":
            pooling = _pooling(path)
        elif kind == "Dense":
            dense.append(_dense(path))
    stated = read_json(folder / "sentence_bert_config.json", optional=True).get("max_seq_length")
    longest = min(longest, _LONGEST, int(stated or _LONGEST))
    return Recipe(pooling, _prompts(folder), tuple(dense), longest)


def _pooling(path: Path) -> Pooling:
    config = read_json(path / "config.json")
    mode = config.get("pooling_mode")
    if config.get("pooling_mode_cls_token") or mode == "cls":
        return "cls"
    if config.get("pooling_mode_mean_tokens") or mode == "mean":
        return "mean"
    raise ModelError(
        f"{path / 'config.json'} asks for a pooling other than mean or CLS. Use another model."
    )


def _prompts(folder: Path) -> Prompts:
    config = read_json(folder / "config_sentence_transformers.json", optional=True)
    stated: Mapping[str, Any] = config.get("prompts") or {}
    query = str(stated.get("query") or "")
    passage = next((str(stated[name]) for name in _PASSAGE_NAMES if stated.get(name)), "")
    if query or passage:
        return {"query": query, "passage": passage}
    name = folder.name.lower()
    return next((known for part, known in _KNOWN_PROMPTS.items() if part in name), _NO_PROMPTS)


def _dense(path: Path) -> Dense:
    config = read_json(path / "config.json")
    activation = str(config.get("activation_function", "")).rsplit(".", maxsplit=1)[-1]
    if activation not in {"", "Identity", "Tanh"}:
        raise ModelError(f"{path} has a dense layer with {activation}. Use another model.")
    weights = path / "model.safetensors"
    tensors = map_tensors(weights)
    if "linear.weight" not in tensors:
        raise damaged(weights)
    weight = tensors["linear.weight"].astype(np.float32)
    bias = tensors["linear.bias"].astype(np.float32) if "linear.bias" in tensors else np.float32(0)

    def apply(x: NDArray[np.float32]) -> NDArray[np.float32]:
        y = x @ weight.T + bias
        return np.tanh(y) if activation == "Tanh" else y

    return apply
