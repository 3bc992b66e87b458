"""The encoder of BERT with numpy alone: token numbers in, a vector for each token out.

MiniLM, bge, e5 (small, base and large) and leaf are all of this kind. Nearly all time is spent in
matrix products, which are as fast here as in an inference engine
([measurements](../../../docs/semantic.md)). Texts are laid end to end instead of padded to one
length. The architecture: Devlin et al., https://arxiv.org/abs/1810.04805.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.search.semantic.engines.safetensors import Tensor

Array = NDArray[np.float32]

_PREFIXES = ("", "bert.")
"""What the names of the tensors begin with."""


@dataclass(frozen=True, slots=True)
class _Linear:
    weight: Array
    bias: Array

    def __call__(self, x: Array) -> Array:
        product = x @ self.weight.T
        product += self.bias
        return product


@dataclass(frozen=True, slots=True)
class _LayerNorm:
    weight: Array
    bias: Array
    epsilon: float

    def __call__(self, x: Array) -> Array:
        """Normalise the rows of x, in place."""
        x -= x.mean(axis=1, keepdims=True)
        variance = np.einsum("ij,ij->i", x, x) / x.shape[1]
        x /= np.sqrt(variance + self.epsilon, dtype=np.float32)[:, None]
        x *= self.weight
        x += self.bias
        return x


@dataclass(frozen=True, slots=True)
class _Layer:
    query: _Linear
    key: _Linear
    value: _Linear
    attended: _Linear
    attended_norm: _LayerNorm
    intermediate: _Linear
    output: _Linear
    output_norm: _LayerNorm


class Bert:
    """The encoder, with the tensors of a file by their names; KeyError where one is missing."""

    def __init__(self, tensors: Mapping[str, Tensor], config: Mapping[str, Any]) -> None:
        named = _Tensors(tensors, epsilon=float(config.get("layer_norm_eps", 1e-12)))
        self.heads = int(config["num_attention_heads"])
        self._words = named.raw("embeddings.word_embeddings.weight")
        positions = named.array("embeddings.position_embeddings.weight")
        self._positions = positions + named.array("embeddings.token_type_embeddings.weight")[0]
        self._norm = named.layer_norm("embeddings.LayerNorm")
        self._layers = [named.layer(i) for i in range(int(config["num_hidden_layers"]))]

    @property
    def dimensions(self) -> int:
        """The length of a token's vector."""
        return int(self._words.shape[1])

    @property
    def tokens(self) -> int:
        """The number of different tokens."""
        return len(self._words)

    @property
    def longest(self) -> int:
        """The most tokens that a text may have."""
        return len(self._positions)

    def __call__(self, texts: Sequence[Sequence[int]]) -> list[Array]:
        """Return for each text the vectors of its tokens."""
        ends = np.cumsum([len(ids) for ids in texts])
        spans = [slice(start, end) for start, end in pairwise([0, *ends.tolist()])]
        words = self._words[np.concatenate([np.asarray(ids) for ids in texts])]
        places = np.concatenate([np.arange(len(ids)) for ids in texts])
        x = self._norm(words.astype(np.float32) + self._positions[places])
        for layer in self._layers:
            x = self._run(layer, x, spans)
        return [x[span] for span in spans]

    def _run(self, layer: _Layer, x: Array, spans: Sequence[slice]) -> Array:
        query, key, value = layer.query(x), layer.key(x), layer.value(x)
        context = np.empty_like(x)
        for span in spans:
            context[span] = self._attend(query[span], key[span], value[span])
        attended = layer.attended(context)
        attended += x
        attended = layer.attended_norm(attended)
        output = layer.output(_gelu(layer.intermediate(attended)))
        output += attended
        return layer.output_norm(output)

    def _attend(self, query: Array, key: Array, value: Array) -> Array:
        tokens, width = query.shape
        size = width // self.heads
        queries, keys, values = (
            part.reshape(tokens, self.heads, size).transpose(1, 0, 2)
            for part in (query, key, value)
        )
        scores = queries @ keys.transpose(0, 2, 1)
        scores *= np.float32(size**-0.5)
        scores -= scores.max(axis=-1, keepdims=True)
        np.exp(scores, out=scores)
        scores /= scores.sum(axis=-1, keepdims=True)
        return (scores @ values).transpose(1, 0, 2).reshape(tokens, width)


def _gelu(x: Array) -> Array:
    # The tanh form of https://arxiv.org/abs/1606.08415; numpy has no error function.
    y = x * x
    y *= np.float32(0.044715)
    y += np.float32(1)
    y *= x
    y *= np.float32((2 / np.pi) ** 0.5)
    np.tanh(y, out=y)
    y += np.float32(1)
    y *= x
    y *= np.float32(0.5)
    return y


class _Tensors:
    def __init__(self, tensors: Mapping[str, Tensor], *, epsilon: float) -> None:
        self._tensors = tensors
        self._epsilon = epsilon
        probe = "embeddings.word_embeddings.weight"
        self._prefix = next((one for one in _PREFIXES if one + probe in tensors), "")

    def raw(self, name: str) -> Tensor:
        return self._tensors[self._prefix + name]

    def array(self, name: str) -> Array:
        return self.raw(name).astype(np.float32, copy=False)

    def linear(self, name: str) -> _Linear:
        return _Linear(self.array(f"{name}.weight"), self.array(f"{name}.bias"))

    def layer_norm(self, name: str) -> _LayerNorm:
        return _LayerNorm(self.array(f"{name}.weight"), self.array(f"{name}.bias"), self._epsilon)

    def layer(self, number: int) -> _Layer:
        name = f"encoder.layer.{number}"
        return _Layer(
            query=self.linear(f"{name}.attention.self.query"),
            key=self.linear(f"{name}.attention.self.key"),
            value=self.linear(f"{name}.attention.self.value"),
            attended=self.linear(f"{name}.attention.output.dense"),
            attended_norm=self.layer_norm(f"{name}.attention.output.LayerNorm"),
            intermediate=self.linear(f"{name}.intermediate.dense"),
            output=self.linear(f"{name}.output.dense"),
            output_norm=self.layer_norm(f"{name}.output.LayerNorm"),
        )
