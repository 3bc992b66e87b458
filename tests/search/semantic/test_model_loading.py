import math
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from bot.search.semantic.loading import load_model
from tests.support import sentence_models as made

Array = NDArray[np.float64]

TEXTS = ["The ferry leaves at noon", "kite", "ask the kite : soup at noon", "the the soup"]


@pytest.fixture(scope="module")
def wordllama(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made.copy_wordllama(tmp_path_factory.mktemp("models") / "wordllama")


def ids(text: str) -> list[int]:
    return [2, *(made.WORDS.index(word) for word in text.lower().split()), 3]


def gelu(x: Array) -> Array:
    return np.array([value / 2 * (1 + math.erf(value / math.sqrt(2))) for value in x.flat]).reshape(
        x.shape
    )


def encode(text: str, *, pooling: str = "mean") -> Array:
    x = token_vectors(text)
    vector = x[0] if pooling == "cls" else x.mean(axis=0)
    return vector / np.linalg.norm(vector)


def token_vectors(text: str) -> Array:
    """Return the vectors of tokens straight from the paper: one text, double precision, erf."""
    w = {name: tensor.astype(np.float64) for name, tensor in made.transformer_tensors().items()}
    numbers = ids(text)
    x = w["embeddings.word_embeddings.weight"][numbers]
    x = x + w["embeddings.position_embeddings.weight"][: len(numbers)]
    x = x + w["embeddings.token_type_embeddings.weight"][0]

    def norm(x: Array, name: str) -> Array:
        scaled = (x - x.mean(1, keepdims=True)) / x.std(1, keepdims=True)
        return scaled * w[f"{name}.weight"] + w[f"{name}.bias"]

    def linear(x: Array, name: str) -> Array:
        return x @ w[f"{name}.weight"].T + w[f"{name}.bias"]

    x = norm(x, "embeddings.LayerNorm")
    for layer in range(made.LAYERS):
        name, size = f"encoder.layer.{layer}", made.HIDDEN // made.HEADS
        heads: list[Array] = []
        for head in range(made.HEADS):
            part = slice(head * size, (head + 1) * size)
            q, k, v = (
                linear(x, f"{name}.attention.self.{which}")[:, part]
                for which in ("query", "key", "value")
            )
            scores = np.exp(q @ k.T / math.sqrt(size))
            heads.append(scores / scores.sum(1, keepdims=True) @ v)
        attended = linear(np.concatenate(heads, axis=1), f"{name}.attention.output.dense")
        x = norm(x + attended, f"{name}.attention.output.LayerNorm")
        inner = gelu(linear(x, f"{name}.intermediate.dense"))
        x = norm(x + linear(inner, f"{name}.output.dense"), f"{name}.output.LayerNorm")
    return x


@pytest.mark.parametrize("pooling", ["mean", "cls"])
def test_a_transformer_gives_the_vectors_of_the_paper(tmp_path: Path, pooling: str) -> None:
    model = load_model(made.write_transformer(tmp_path / "tiny", pooling=pooling))
    vectors = model.encode(TEXTS, kind="passage")
    expected = np.array([encode(text, pooling=pooling) for text in TEXTS])
    assert (vectors * expected).sum(axis=1) == pytest.approx(1, abs=1e-5)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-6)
    assert vectors.dtype == np.float32
    assert vectors.shape == (len(TEXTS), model.dimensions)


def test_a_text_has_one_vector_whatever_is_encoded_beside_it(tmp_path: Path) -> None:
    model = load_model(made.write_transformer(tmp_path / "tiny"))
    many = model.encode(TEXTS * 90, kind="passage")
    for row, text in enumerate(TEXTS):
        alone = model.encode([text], kind="passage")[0]
        assert many[row] == pytest.approx(alone, abs=1e-5)
        assert many[row + len(TEXTS) * 89] == pytest.approx(alone, abs=1e-5)


def test_no_texts_have_no_vectors(tmp_path: Path, wordllama: Path) -> None:
    for folder in (made.write_transformer(tmp_path / "tiny"), wordllama):
        model = load_model(folder)
        assert model.encode([], kind="query").shape == (0, model.dimensions)


def test_a_query_gets_the_prompt_that_the_folder_states(tmp_path: Path) -> None:
    folder = made.write_transformer(tmp_path / "tiny")
    prompts = {"prompts": {"query": "ask : ", "document": "soup "}}
    made.write_json(folder / "config_sentence_transformers.json", prompts)
    model = load_model(folder)
    query, passage = (model.encode(["kite"], kind=kind)[0] for kind in ("query", "passage"))
    assert query @ encode("ask : kite") == pytest.approx(1, abs=1e-5)
    assert passage @ encode("soup kite") == pytest.approx(1, abs=1e-5)


def test_a_query_gets_the_prompt_that_is_known_for_the_model(tmp_path: Path) -> None:
    model = load_model(made.write_transformer(tmp_path / "E5-small-v2"))
    vector = model.encode(["kite"], kind="query")[0]
    assert vector @ encode("query : kite") == pytest.approx(1, abs=1e-5)


def test_a_dense_layer_follows_the_pooling(tmp_path: Path) -> None:
    folder = made.write_transformer(tmp_path / "tiny")
    names = ("Transformer", "Pooling", "Dense", "Normalize")
    made.write_json(folder / "modules.json", made.modules(*names))
    dense = made.write_dense(folder / "2_Dense")
    made.write_json(folder / "1_Pooling" / "config.json", {"pooling_mode_cls_token": True})
    model = load_model(folder)
    assert model.dimensions == 5
    expected = np.tanh(dense["linear.weight"] @ token_vectors("kite")[0] + dense["linear.bias"])
    vector = model.encode(["kite"], kind="query")[0]
    assert vector @ expected / np.linalg.norm(expected) == pytest.approx(1, abs=1e-5)


def test_what_is_longer_than_the_model_reads_is_cut(tmp_path: Path) -> None:
    model = load_model(made.write_transformer(tmp_path / "tiny", longest=6))
    longer = model.encode(["the ferry leaves at noon kite soup"], kind="passage")[0]
    assert longer @ encode("the ferry leaves at") == pytest.approx(1, abs=1e-5)
