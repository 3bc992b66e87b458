from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from bot.models import NameCorrection, Scope, SearchResult, Suggestion
from bot.search import Index, open_index
from bot.search.semantic.model import SentenceModel
from tests.search.talks import PUBLIC, SECRETS, bees, fill, lighthouses, secrets
from tests.support.builders import content, episode
from tests.support.hashing_model import HashingModel

CANARY = ("zanzibarium", "walrusmat", "clubroom", "zed hush", "oracle")
TYPED = (
    "zanzibarium",
    "zanzibaruim",
    "zanzi barium",
    "the password is kept under the walrusmat",
    "walrus mat",
    "Zed Hush",
    "zed",
    "za",
    "wal",
    "",
    "what is under the mat in our clubroom?",
    "silence",
)
OPTIONS = ("quote.words", "topic.name", "speaker", "episode")
OUTSIDERS = (PUBLIC, Scope(server=8), Scope(server=8, episode="secrets"))


@pytest.fixture(params=[None, HashingModel()], ids=["words", "meaning"])
async def index(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncGenerator[Index]:
    """Open an index, without a model and with one."""
    model: SentenceModel | None = request.param
    async with open_index(tmp_path / "index", model=model) as opened:
        yield opened


async def encode_all(index: Index) -> None:
    while await index.encoding.encode_next():
        pass


@pytest.fixture(autouse=True)
async def _filled(index: Index) -> None:
    episode_, content_ = secrets(server=7)
    named = content(
        SECRETS,
        key="secrets",
        names=[NameCorrection("zanzibarium", "Oracle")],
        topics=("zanzibarium",),
    )
    await fill(index, lighthouses(), (episode_, named), bees())
    await encode_all(index)
    assert content_.text == named.text


@pytest.mark.parametrize("typed", TYPED)
async def test_no_private_text_reaches_another_server(index: Index, typed: str) -> None:
    for scope in OUTSIDERS:
        for ask in (index.quote, index.topic, index.ask):
            found = await ask(typed, scope)
            assert all(match.episode != "secrets" for match in found.matches)
            assert not _leaks(found)
        for option in OPTIONS:
            assert not _leaks(await index.suggest(option, typed, scope))


async def test_a_private_word_does_not_change_the_answers_of_others(index: Index) -> None:
    before = [await index.quote(typed, Scope(server=8)) for typed in TYPED]
    await index.apply(upserts=(), removed=(secrets(server=7)[0].id,), version=2)
    assert [await index.quote(typed, Scope(server=8)) for typed in TYPED] == before


async def test_a_server_finds_its_own_shows_and_public_ones(index: Index) -> None:
    own = Scope(server=7)
    assert (await index.quote("zanzibaruim", own)).matches[0].episode == "secrets"
    assert (await index.quote("the same dance", own)).confidence == "exact"
    assert (await index.topic("zanzibarium", own)).confidence == "close"
    for option in OPTIONS:
        assert _leaks(await index.suggest(option, "", own)) or option == "quote.words"
    assert _leaks(await index.suggest("quote.words", "walru", own))


async def test_a_hidden_episode_is_in_no_answer(index: Index) -> None:
    embargoed = episode("later")
    lines = ["The krakenfish was announced.", "Silence fell over the krakenfish."]
    made = embargoed, content(lines, key="later", topics=("krakenfish",), highlights=(0,))
    await fill(index, made, version=2)
    await encode_all(index)
    scope = Scope(server=None, hidden=frozenset({embargoed.id}))
    assert (await index.quote("krakenfish", PUBLIC)).confidence == "exact"
    for typed in ("krakenfish", "silence", "krak", "krakenfihs", ""):
        for ask in (index.quote, index.topic, index.ask):
            found = await ask(typed, scope)
            assert "kraken" not in str(found)
        for option in OPTIONS:
            assert "kraken" not in str(await index.suggest(option, typed, scope))


def _leaks(answer: SearchResult | tuple[Suggestion, ...]) -> bool:
    """Return whether an answer contains a word of the private show."""
    return any(word in str(answer).casefold() for word in CANARY)
