import shutil
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import ModelError
from bot.search.semantic.loading import load_model
from tests.support import sentence_models as made

KEYS = {
    "config.json": "model_type num_attention_heads num_hidden_layers layer_norm_eps",
    "modules.json": "",
    "1_Pooling/config.json": "pooling_mode pooling_mode_cls_token pooling_mode_mean_tokens",
    "sentence_bert_config.json": "max_seq_length",
    "config_sentence_transformers.json": "prompts",
    "2_Dense/config.json": "activation_function",
}

scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
anything = st.recursive(
    scalars | st.sampled_from(["bert", "cls", "Pooling", "1_Pooling", "Dense", "StaticEmbedding"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["path", "type", "query", "passage", "model_type"]), inner, max_size=3
        )
    ),
    max_leaves=5,
)


@st.composite
def written(draw: st.DrawFn) -> tuple[str, Any]:
    """Draw a file of a model's folder, and something else that stands in it."""
    name = draw(st.sampled_from(sorted(KEYS)))
    config = made.CONFIG if name == "config.json" else {}
    known = {key: draw(anything) for key in KEYS[name].split() if draw(st.booleans())}
    return name, draw(st.just({**config, **known}) | anything)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made.write_transformer(tmp_path_factory.mktemp("models") / "tiny")


@given(written())
def test_whatever_a_folder_says_it_is_used_or_refused(whole: Path, file: tuple[str, Any]) -> None:
    folder = whole.with_name("other")
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(whole, folder)
    modules = made.modules("Transformer", "Pooling", "Dense", "Normalize")
    made.write_json(folder / "modules.json", modules)
    made.write_dense(folder / "2_Dense")
    made.write_json(folder / file[0], file[1])
    with suppress(ModelError):
        model = load_model(folder)
        for kind in ("query", "passage"):
            assert model.encode(["kite", ""], kind=kind).shape == (2, model.dimensions)
