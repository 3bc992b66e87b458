import re
from pathlib import Path

from bot.guide import parse_guide
from bot.guide.toml_tables import KEYS

DOCS = (Path(__file__).parents[2] / "docs" / "guide.md").read_text(encoding="utf-8")


def test_the_sample_in_the_docs_can_be_read_and_has_ten_lines() -> None:
    [sample] = re.findall(r"```toml\n(.*?)```", DOCS, re.DOTALL)
    assert len(sample.splitlines()) == 10
    assert parse_guide(sample).episode.guests == ("Ada Lovelace",)


def test_every_key_is_documented_with_its_table() -> None:
    for table, keys in KEYS.items():
        heading = rf"^`.*\[{table}\].*$" if table else "^At the top:$"
        start = re.search(heading, DOCS, re.MULTILINE)
        assert start, table
        section = re.split(r"\n(?:`\[|## )", DOCS[start.end() :])[0]
        for key in keys:
            assert f"`{key}`" in section, f"{key} of [{table}]"
