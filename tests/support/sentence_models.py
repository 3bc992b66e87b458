"""Folders of sentence models: a tiny transformer with random weights, and WordLlama's own."""

import importlib.util
import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

Tensors = Mapping[str, NDArray[Any]]

WORDS = [
    "[PAD]",
    "[UNK]",
    "[CLS]",
    "[SEP]",
    *"ask query : the ferry leaves at noon kite soup".split(),
]
HIDDEN, HEADS, LAYERS, LONGEST = 12, 3, 2, 16
CONFIG = {
    "model_type": "bert",
    "num_attention_heads": HEADS,
    "num_hidden_layers": LAYERS,
    "layer_norm_eps": 1e-12,
}


def write_tensors(path: Path, tensors: Tensors) -> None:
    """Write a safetensors file."""
    kinds = {"float16": "F16", "float32": "F32", "int64": "I64"}
    header: dict[str, object] = {"__metadata__": {"format": "pt"}}
    start = 0
    for name, tensor in tensors.items():
        end = start + tensor.nbytes
        shape, kind = list(tensor.shape), kinds[tensor.dtype.name]
        header[name] = {"dtype": kind, "shape": shape, "data_offsets": [start, end]}
        start = end
    written = json.dumps(header).encode()
    body = b"".join(np.ascontiguousarray(tensor).tobytes() for tensor in tensors.values())
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(len(written).to_bytes(8, "little") + written + body)


def write_json(path: Path, content: object) -> None:
    """Write a file of a model's configuration."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content), encoding="utf-8")


def write_tokenizer(path: Path) -> None:
    """Write a tokenizer that knows WORDS, and marks begin and end like BERT's."""
    numbers = {word: number for number, word in enumerate(WORDS)}
    tokenizer = Tokenizer(models.WordPiece(numbers, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    path.parent.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(path))


def transformer_tensors() -> dict[str, NDArray[np.float32]]:
    """Return the weights of a transformer, the same at each call."""
    random = np.random.default_rng(7)

    def draw(*shape: int) -> NDArray[np.float32]:
        return random.normal(0, 0.5, shape).astype(np.float32)

    tensors = {
        "embeddings.word_embeddings.weight": draw(len(WORDS), HIDDEN),
        "embeddings.position_embeddings.weight": draw(LONGEST, HIDDEN),
        "embeddings.token_type_embeddings.weight": draw(2, HIDDEN),
        "embeddings.LayerNorm.weight": draw(HIDDEN),
        "embeddings.LayerNorm.bias": draw(HIDDEN),
    }
    sizes = {
        "attention.self.query": (HIDDEN, HIDDEN),
        "attention.self.key": (HIDDEN, HIDDEN),
        "attention.self.value": (HIDDEN, HIDDEN),
        "attention.output.dense": (HIDDEN, HIDDEN),
        "intermediate.dense": (2 * HIDDEN, HIDDEN),
        "output.dense": (HIDDEN, 2 * HIDDEN),
    }
    for layer in range(LAYERS):
        name = f"encoder.layer.{layer}"
        for part, shape in sizes.items():
            tensors[f"{name}.{part}.weight"] = draw(*shape)
            tensors[f"{name}.{part}.bias"] = draw(shape[0])
        for part in ("attention.output.LayerNorm", "output.LayerNorm"):
            tensors[f"{name}.{part}.weight"] = draw(HIDDEN)
            tensors[f"{name}.{part}.bias"] = draw(HIDDEN)
    return tensors


def write_transformer(folder: Path, *, pooling: str = "mean", longest: int = LONGEST) -> Path:
    """Write a folder as sentence-transformers exports it, and return it."""
    write_json(folder / "config.json", CONFIG)
    write_json(folder / "sentence_bert_config.json", {"max_seq_length": longest})
    write_json(folder / "modules.json", modules("Transformer", "Pooling", "Normalize"))
    pooled = {
        f"pooling_mode_{mode}": mode.startswith(pooling) for mode in ("cls_token", "mean_tokens")
    }
    write_json(folder / "1_Pooling" / "config.json", pooled)
    write_tokenizer(folder / "tokenizer.json")
    write_tensors(folder / "model.safetensors", transformer_tensors())
    return folder


def write_dense(folder: Path, *, activation: str = "Tanh", to: int = 5) -> Tensors:
    """Write a dense layer as sentence-transformers does, and return its weights."""
    random = np.random.default_rng(1)
    tensors = {
        "linear.weight": random.normal(size=(to, HIDDEN)).astype(np.float32),
        "linear.bias": random.normal(size=to).astype(np.float32),
    }
    write_tensors(folder / "model.safetensors", tensors)
    name = f"torch.nn.modules.activation.{activation}"
    write_json(folder / "config.json", {"activation_function": name})
    return tensors


def modules(*kinds: str) -> list[dict[str, object]]:
    """Return the content of modules.json; the first module is in the folder itself."""
    return [
        {"path": f"{place}_{kind}" if place else "", "type": f"sentence_transformers.models.{kind}"}
        for place, kind in enumerate(kinds)
    ]


def copy_wordllama(folder: Path) -> Path:
    """Copy the weights and the tokenizer of the installed package into a folder, and return it."""
    found = importlib.util.find_spec("wordllama")
    assert found is not None
    assert found.origin is not None
    package = Path(found.origin).parent
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(package / "weights" / "l2_supercat_256.safetensors", folder / "model.safetensors")
    tokenizer = package / "tokenizers" / "l2_supercat_tokenizer_config.json"
    shutil.copy(tokenizer, folder / "tokenizer.json")
    return folder
