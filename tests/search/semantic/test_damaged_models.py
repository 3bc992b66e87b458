import json
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from bot.errors import ModelError
from bot.search.semantic.catalog import KNOWN_MODELS, model_folder
from bot.search.semantic.loading import load_model
from tests.support import sentence_models as made


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    return made.write_transformer(tmp_path / "tiny")


def refusal(folder: Path) -> str:
    with pytest.raises(ModelError) as refused:
        load_model(folder)
    sentence = str(refused.value)
    assert sentence.count("\n") == 0
    return sentence


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json", "config.json"])
def test_a_missing_file_is_named(tiny: Path, name: str) -> None:
    (tiny / name).unlink()
    assert f"{tiny / name} is missing" in refusal(tiny)


def halve(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def empty(path: Path) -> None:
    path.write_bytes(b"")


def scramble(path: Path) -> None:
    path.write_bytes(b"\xff\x00" * 50)


def answer_instead(path: Path) -> None:
    path.write_text("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n")


@pytest.mark.parametrize("damage", [halve, empty, scramble, answer_instead])
@pytest.mark.parametrize(
    "name",
    ["model.safetensors", "tokenizer.json", "config.json", "modules.json", "1_Pooling/config.json"],
)
def test_a_damaged_file_is_named(tiny: Path, name: str, damage: Callable[[Path], None]) -> None:
    damage(tiny / name)
    assert f"{tiny / name} is damaged or incomplete" in refusal(tiny)


def test_a_missing_tensor_is_damage(tiny: Path) -> None:
    tensors = made.transformer_tensors()
    del tensors["encoder.layer.1.output.dense.weight"]
    made.write_tensors(tiny / "model.safetensors", tensors)
    assert "model.safetensors is damaged or incomplete" in refusal(tiny)


@pytest.mark.parametrize("shape", [(3,), (made.HIDDEN, 3)])
def test_a_tensor_of_another_shape_is_refused(tiny: Path, shape: tuple[int, ...]) -> None:
    wrong = {"encoder.layer.1.output.dense.weight": np.zeros(shape, dtype=np.float32)}
    made.write_tensors(tiny / "model.safetensors", made.transformer_tensors() | wrong)
    assert "its files are not those of one model" in refusal(tiny)


@pytest.mark.parametrize("offsets", [[0, 10**9], [-8, 0], [8, 0], [0, 3], "none", None])
def test_a_header_cannot_lead_out_of_the_file(tiny: Path, offsets: object) -> None:
    entry = {"dtype": "F32", "shape": [1], "data_offsets": offsets}
    header = json.dumps({"embeddings.word_embeddings.weight": entry}).encode()
    path = tiny / "model.safetensors"
    path.write_bytes(len(header).to_bytes(8, "little") + header + b"\0" * 8)
    assert f"{path} is damaged or incomplete" in refusal(tiny)


def test_another_kind_of_model_is_refused(tiny: Path) -> None:
    made.write_json(tiny / "config.json", {"model_type": "mpnet"})
    assert "'mpnet', which cannot be run" in refusal(tiny)


def test_another_kind_of_pooling_is_refused(tiny: Path) -> None:
    made.write_json(tiny / "1_Pooling" / "config.json", {"pooling_mode_max_tokens": True})
    assert "a pooling other than mean or CLS" in refusal(tiny)


def test_without_the_extra_the_sentence_says_how_to_install_it(
    tiny: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "tokenizers", None)
    assert refusal(tiny).endswith("Run `pip install pullquote[semantic]`.")


def test_the_identity_changes_with_what_is_read_and_with_nothing_else(tiny: Path) -> None:
    before = load_model(tiny).identity
    (tiny / "README.md").write_text("About this model.")
    assert load_model(tiny).identity == before
    made.write_json(tiny / "1_Pooling" / "config.json", {"pooling_mode_cls_token": True})
    assert load_model(tiny).identity != before
    assert len(load_model(made.write_transformer(tiny.parent / ("x" * 200))).identity) <= 100


def test_a_name_leads_to_the_fetched_folder(tmp_path: Path) -> None:
    (tmp_path / "models" / "all-MiniLM-L6-v2").mkdir(parents=True)
    (tmp_path / "models" / "mine").mkdir()
    assert model_folder("all-minilm-l6-v2", data_dir=tmp_path).name == "all-MiniLM-L6-v2"
    assert model_folder("mine", data_dir=tmp_path) == tmp_path / "models" / "mine"
    assert model_folder(str(tmp_path), data_dir=tmp_path / "other") == tmp_path


@pytest.mark.parametrize(
    ("named", "sentence"),
    [
        ("wordllama", "Run `pullquote model fetch wordllama`."),
        ("wordlama", "`pullquote model list` shows the names"),
        ("./nowhere", "There is no folder nowhere."),
        ("~nobody-has-this-name/mine", "There is no folder ~nobody-has-this-name/mine."),
    ],
)
def test_what_names_no_folder_is_told(tmp_path: Path, named: str, sentence: str) -> None:
    with pytest.raises(ModelError) as refused:
        model_folder(named, data_dir=tmp_path)
    assert sentence in str(refused.value)


def test_no_file_of_a_known_model_leads_out_of_its_folder() -> None:
    for known in KNOWN_MODELS:
        for name in known.package.files:
            assert not Path(name).is_absolute()
            assert ".." not in Path(name).parts
