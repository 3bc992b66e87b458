"""Zip archives of transcripts, and archives that are none."""

import io
import zipfile
from pathlib import Path

import pytest

from bot.errors import TranscriptError
from bot.transcripts import files
from bot.transcripts.files import File, entries, is_archive, load_entry


def archive(folder: Path, contents: dict[str, bytes]) -> Path:
    path = folder / "season.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, data in contents.items():
            zipped.writestr(name, data)
    return path


def test_the_files_of_an_archive_are_listed_without_hidden_ones(tmp_path: Path) -> None:
    names = ["b/two.srt", "one.txt", "__MACOSX/._one.txt", ".DS_Store", "b/"]
    path = archive(tmp_path, dict.fromkeys(names, b"We dig."))
    assert is_archive(path)
    assert entries(path) == ("b/two.srt", "one.txt")
    assert load_entry(path, "b/two.srt") == File("two.srt", b"We dig.")


def test_a_name_that_leaves_the_archive_is_only_a_name(tmp_path: Path) -> None:
    path = archive(tmp_path, {"../../etc/one.txt": b"We dig."})
    assert load_entry(path, entries(path)[0]) == File("one.txt", b"We dig.")


def test_a_document_that_is_stored_as_an_archive_is_none(tmp_path: Path) -> None:
    assert not is_archive(archive(tmp_path, {"[Content_Types].xml": b"<Types/>"}))
    (tmp_path / "talk.txt").write_bytes(b"We dig.")
    assert not is_archive(tmp_path / "talk.txt")
    assert not is_archive(tmp_path / "gone.zip")


def test_a_bomb_is_refused_before_it_fills_the_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "LARGEST", 1000)
    path = archive(tmp_path, {"bomb.txt": b" " * 10_000})
    with pytest.raises(TranscriptError, match=r"^bomb.txt is over"):
        load_entry(path, "bomb.txt")


def test_an_archive_of_too_many_files_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MOST_ENTRIES", 2)
    path = archive(tmp_path, dict.fromkeys(["a", "b", "c"], b""))
    with pytest.raises(TranscriptError, match=r"^season.zip has 3 files: divide it"):
        entries(path)


@pytest.mark.parametrize("damage", ["cut off", "changed", "locked"])
def test_a_damaged_or_locked_archive_is_refused_in_one_sentence(
    tmp_path: Path, damage: str
) -> None:
    path = archive(tmp_path, {"one.txt": b"We dig wells by hand. " * 99})
    data = bytearray(path.read_bytes())
    if damage == "cut off":
        del data[len(data) // 2 :]
    elif damage == "changed":
        data[40:60] = bytes(20)
    else:  # the flag of encryption in both headers
        data[6] |= 1
        data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    with pytest.raises(TranscriptError, match=r"^season.zip is damaged, or locked by a password"):
        load_entry(path, "one.txt")


@pytest.mark.parametrize("compression", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_damage_in_a_rare_way_of_compression_is_refused_like_any_other(compression: int) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as zipped:
        zipped.writestr("one.txt", b"We dig wells by hand. " * 99)
    data = bytearray(stream.getvalue())
    data[60:90] = bytes(byte ^ 0xFF for byte in data[60:90])
    with pytest.raises(TranscriptError, match=r"^season.zip is damaged, or locked by a password"):
        load_entry(File("season.zip", bytes(data)), "one.txt")


def test_an_archive_with_a_broken_name_is_none(tmp_path: Path) -> None:
    data = archive(tmp_path, {"wöll.txt": b"We dig."}).read_bytes()
    broken = File("season.zip", data.replace("wöll".encode(), b"w\xff\xffll"))
    assert not is_archive(broken)
    with pytest.raises(TranscriptError, match=r"^season.zip is damaged"):
        entries(broken)
