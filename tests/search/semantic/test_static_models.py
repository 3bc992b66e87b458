from pathlib import Path

import numpy as np
import pytest

from bot.errors import ModelError
from bot.search.semantic.loading import load_model
from tests.support import sentence_models as made


@pytest.fixture(scope="module")
def wordllama(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made.copy_wordllama(tmp_path_factory.mktemp("models") / "wordllama")


def test_wordllama_finds_what_is_said_in_other_words(wordllama: Path) -> None:
    model = load_model(wordllama)
    passages = [
        "The boat across the bay departs at twelve.",
        "My grandmother kept nine hens behind the bakery.",
        "The museum charges no entry on the first Sunday of a month.",
    ]
    questions = ["When does the ferry leave?", "Who had chickens?", "Which gallery is free?"]
    queries = model.encode(questions, kind="query")
    cosines = queries @ model.encode(passages, kind="passage").T
    assert cosines.argmax(axis=1).tolist() == [0, 1, 2]
    assert np.linalg.norm(queries, axis=1) == pytest.approx(1, abs=1e-5)


def test_wordllama_gives_the_vectors_of_its_package(wordllama: Path) -> None:
    # Made with wordllama 0.4.0.post1: WordLlamaInference(table, tokenizer).embed(texts, norm=True)
    expected = [-0.0825, -0.0062, 0.1184, 0.0763]
    vector = load_model(wordllama).encode(["The ferry leaves at noon."], kind="passage")[0]
    assert vector[:4].tolist() == pytest.approx(expected, abs=1e-3)


def write_table(path: Path, **tensors: np.ndarray) -> None:
    made.write_tensors(path / "model.safetensors", tensors)
    made.write_tokenizer(path / "tokenizer.json")


def unit(vector: np.ndarray) -> list[float]:
    return (vector / np.linalg.norm(vector)).tolist()


TABLE = np.random.default_rng(3).normal(size=(len(made.WORDS), 6)).astype(np.float32)
KITE, SOUP = made.WORDS.index("kite"), made.WORDS.index("soup")


def test_a_model2vec_model_is_the_mean_of_known_tokens(tmp_path: Path) -> None:
    made.write_json(tmp_path / "config.json", {"model_type": "model2vec", "normalize": True})
    write_table(tmp_path, embeddings=TABLE.astype(np.float16))
    vectors = load_model(tmp_path).encode(["kite soup", "kite unheard", "unheard"], kind="query")
    mean = TABLE[[KITE, SOUP]].mean(axis=0)
    assert vectors[0].tolist() == pytest.approx(unit(mean), abs=2e-3)
    assert vectors[1].tolist() == pytest.approx(unit(TABLE[KITE]), abs=2e-3)
    assert not vectors[2].any()


def test_tokens_of_a_model2vec_model_can_share_a_row(tmp_path: Path) -> None:
    made.write_json(tmp_path / "config.json", {"model_type": "model2vec"})
    mapping = np.arange(len(made.WORDS)) % 5
    weights = np.linspace(1, 2, len(made.WORDS)).astype(np.float32)
    write_table(tmp_path, embeddings=TABLE[:5], mapping=mapping, weights=weights)
    vector = load_model(tmp_path).encode(["kite soup"], kind="query")[0]
    mean = (TABLE[KITE % 5] * weights[KITE] + TABLE[SOUP % 5] * weights[SOUP]) / 2
    assert vector.tolist() == pytest.approx(unit(mean), abs=1e-5)


def test_a_static_module_of_sentence_transformers_is_read(tmp_path: Path) -> None:
    kind = "sentence_transformers.sentence_transformer.modules.StaticEmbedding"
    module = {"path": "0_StaticEmbedding", "type": kind}
    made.write_json(tmp_path / "modules.json", [module])
    write_table(tmp_path / "0_StaticEmbedding", **{"embedding.weight": TABLE})
    vector = load_model(tmp_path).encode(["kite"], kind="passage")[0]
    assert vector.tolist() == pytest.approx(unit(TABLE[KITE]), abs=1e-5)


def test_a_table_that_is_too_short_for_its_tokenizer_is_refused(tmp_path: Path) -> None:
    write_table(tmp_path, embeddings=TABLE[:-1])
    with pytest.raises(ModelError, match="fewer vectors than its tokenizer has tokens"):
        load_model(tmp_path)
