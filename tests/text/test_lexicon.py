"""The form of the word lists; each is read by exactly one function."""

import re
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

from bot.text.languages import language
from bot.text.lexicon import (
    DATA,
    DiscourseRole,
    abbreviations,
    closed_class,
    discourse_words,
    emphatic,
    language_names,
    read_classes,
    read_stop_words,
)

PROJECT = Path(__file__).resolve().parents[2]
LISTS = sorted((DATA / "words").glob("*.txt"))
STOP_LISTS = [path for path in LISTS if path.stem.startswith("stop-")]
OTHER_LISTS = [path for path in LISTS if path not in STOP_LISTS]
TABLES = sorted((DATA / "words").glob("*.tsv"))
LANGUAGE_TABLES = sorted((DATA / "languages").glob("*.tsv"))
SOURCES = [path.read_text(encoding="utf-8") for path in PROJECT.glob("bot/**/*.py")]


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.stem)
def test_a_list_has_one_lower_case_word_per_line_sorted_and_without_duplicates(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines, start=1):
        letters = r"[^\W\d_]" if path in STOP_LISTS else "[a-z]"
        assert re.fullmatch(rf"{letters}({letters}|[.'])*", _base(line)), f"{path.name}:{number}"
        assert line == line.lower(), f"{path.name}:{number}: {line!r}"
    assert lines == sorted(set(lines)), f"{path.name} is not sorted, or has a word twice"


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_a_table_has_a_word_and_its_class_or_number_per_line_sorted_and_without_duplicates(
    path: Path,
) -> None:
    _, *lines = path.read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines, start=2):
        assert re.fullmatch(r"[a-z]+\t[a-z0-9. ]+", line), f"{path.name}:{number}: {line!r}"
    assert lines == sorted(set(lines)), f"{path.name} is not sorted, or has a row twice"


@pytest.mark.parametrize("path", LANGUAGE_TABLES, ids=lambda path: path.stem)
def test_a_table_of_languages_has_rows_of_one_size_with_codes_that_are_named(path: Path) -> None:
    header, *lines = path.read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines]
    assert {len(row) for row in rows} == {len(header.split("\t"))}
    assert {row[0] for row in rows} <= language_names().keys()
    assert len({tuple(row[:-1]) for row in rows}) == len(rows)


@pytest.mark.parametrize("role", ["connective", "pronoun", "answer", "opener"])
def test_every_role_has_words_and_phrases_in_german(role: DiscourseRole) -> None:
    assert len(discourse_words("de", role)) > 10
    assert not discourse_words("en", role)


def _base(word: str) -> str:
    """Return a word without vowel signs and tones, which are no letters to a pattern."""
    return "".join(char for char in word if not unicodedata.combining(char) and char.isalpha())


def test_every_stop_list_is_read_by_the_code_of_its_language() -> None:
    codes = [path.stem.removeprefix("stop-") for path in STOP_LISTS]
    assert {"en", "de", "ja"} <= set(codes)
    assert all(language(code).stop_words >= read_stop_words(code) for code in codes)


@pytest.mark.parametrize("path", [*OTHER_LISTS, *TABLES], ids=lambda path: path.stem)
def test_a_file_is_read_by_one_function(path: Path) -> None:
    wanted = f'read_{"words" if path.suffix == ".txt" else "classes"}("{path.stem}")'
    assert sum(source.count(wanted) for source in SOURCES) == 1


def test_no_two_lists_have_the_same_words() -> None:
    texts = [path.read_text(encoding="utf-8") for path in LISTS]
    assert len(set(texts)) == len(texts)


def test_the_words_of_a_list_are_read() -> None:
    assert {"you're", "of"} <= closed_class()
    assert "very" in emphatic()
    assert "e.g" in abbreviations()
    assert ["the", "9.5"] in list(read_classes("reporting"))


def test_importing_reads_no_data_file() -> None:
    """Run in another process, because this one has already read the lists."""
    script = (
        "import sys\n"
        "read = []\n"
        "note = lambda event, args: read.append(str(args[0])) if event == 'open' else None\n"
        "sys.addaudithook(note)\n"
        "import bot.ingest, bot.search, bot.daily.candidates\n"
        f"print([one for one in read if one.startswith({str(DATA)!r})])\n"
    )
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=PROJECT
    )
    assert done.stdout.strip() == "[]"
