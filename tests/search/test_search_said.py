"""Every spoken word is found, before other words of its stem, and so is every suggestion."""

import asyncio
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest

from bot.episode_preparation import prepare
from bot.import_options import GUIDES, Options
from bot.models import Content, Episode, Match, Scope
from bot.search import Index, open_index
from bot.search.memory.suggestions import truncated
from bot.search.storage.documents import NamePairs, folded_names
from bot.text.languages import ENGLISH
from bot.text.tokens import inflections, usual_words, words
from bot.transcripts import readers
from tests.search.talks import PUBLIC, fill
from tests.support.builders import content, episode

SAMPLES = Path(__file__).parents[2] / "data" / "samples"
OTHERS = (
    "conversation/conversation.txt",
    "changelog/gotime/go-time-262.md",
    "changelog/practicalai/practical-ai-34.md",
    "changelog/shipit/ship-it-40.md",
)

GENERAL = (
    "In general we generate the ledger at night.",
    "The general idea is to generate fewer pages.",
    "They generate a report that is generally wrong.",
    "A generator generates heat, generally speaking.",
    "What you generate by hand you own in general.",
)
SAID_ONCE = "Generics came late to that language."


async def test_the_exact_word_outranks_other_words_of_its_stem(index: Index) -> None:
    said = (*GENERAL, *GENERAL, SAID_ONCE, *GENERAL)
    await fill(index, (episode("stems"), content(said, key="stems", topics=("generics",))))
    for ask in (index.quote, index.topic):
        for typed in ("generics", "Generics"):
            found = await ask(typed, PUBLIC)
            assert found.confidence != "none"
            assert SAID_ONCE in found.matches[0].text
    general = await index.quote("generate fewer pages", PUBLIC)
    assert "generate fewer pages" in general.matches[0].text


async def test_an_inflection_counts_as_the_word(index: Index) -> None:
    said = (*GENERAL, *GENERAL, "That generic was the first of its kind.", *GENERAL)
    await fill(index, (episode("stems"), content(said, key="stems")))
    found = await index.quote("generics", PUBLIC)
    assert "That generic" in found.matches[0].text


@cache
def read(path: Path) -> tuple[Episode, Content]:
    """Read and analyse an episode as an import does; two tests need the samples."""
    prepared = prepare(readers.read(path), key=path.stem, options=Options(guides=(GUIDES,)))
    return prepared.episode, prepared.content


def corrected(text: str, names: NamePairs) -> list[str]:
    """Return the folded words of a text with its misheard names corrected."""
    folded = f" {' '.join(usual_words(text, words(text), [ENGLISH], join_hyphens=True))} "
    for misheard, right in names:
        folded = folded.replace(f" {' '.join(misheard)} ", f" {' '.join(right)} ")
    return folded.split()


def contains_name(folded: Sequence[str], name: str) -> bool:
    """Return whether words contain all words of a name, in any inflection, or all its letters."""
    parts = words(name)
    each = all(not inflections(part).isdisjoint(folded) for part in parts)
    return each or "".join(parts) in "".join(folded)


async def check_suggestions(folder: Path, paths: Sequence[Path]) -> None:
    """Search for everything that autocomplete can suggest from these episodes."""
    made = [await asyncio.to_thread(read, path) for path in paths]
    names = folded_names([name for _, one in made for name in one.names], ENGLISH)
    spoken = "\n".join(
        f" {' '.join(corrected(quote.text, names))} " for _, one in made for quote in one.quotes
    )
    async with open_index(folder) as index:
        await index.apply(upserts=made, removed=(), version=1)
        for name in {topic.name for _, one in made for topic in one.topics}:
            found = await index.topic(truncated(name, more=""), PUBLIC)
            assert found.confidence != "none", name
            # The names of some topics are never spoken as a whole.
            if f" {' '.join(words(name))} " in spoken:
                assert contains_name(corrected(found.matches[0].text, names), name), name
        for _, one in made:
            for best in one.highlights:
                line = truncated(best.text, more="")
                found = await index.quote(line, PUBLIC)
                assert found.confidence != "none", line
                assert _holds(found.matches[0], line), line
        for described, one in made:
            inside = Scope(server=None, episode=described.key)
            assert all(m.episode == described.key for m in (await index.ask("why", inside)).matches)
            for speaker in described.speakers:
                within = Scope(server=None, speaker=speaker)
                first = next(quote for quote in one.quotes if quote.speaker == speaker)
                found = await index.quote(first.text[:100], within)
                assert found.matches
                assert {match.speaker for match in found.matches} == {speaker}


def _holds(match: Match, line: str) -> bool:
    return " ".join(words(line)) in " ".join(words(match.text))


async def test_every_suggestion_of_the_samples_is_found(tmp_path: Path) -> None:
    await check_suggestions(tmp_path, sorted(SAMPLES.glob("*.md")))


async def test_every_suggestion_of_seven_episodes_is_found(tmp_path: Path, corpora: Path) -> None:
    others = [corpora / one for one in OTHERS]
    await check_suggestions(tmp_path, [*sorted(SAMPLES.glob("*.md")), *others])


@pytest.mark.parametrize(
    ("word", "same", "other"),
    [
        ("generics", "generic", "general"),
        ("evals", "eval", "evaluate"),
        ("makes", "making", "maker"),
    ],
)
def test_inflections_exclude_other_words_of_the_stem(word: str, same: str, other: str) -> None:
    assert same in inflections(word)
    assert other not in inflections(word)
