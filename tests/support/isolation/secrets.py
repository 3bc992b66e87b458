"""A library with secrets: of another server, under embargo, removed, or for managers only.

What is secret has SECRET in it, what only the managers of OURS may see has MANAGERS, and what only
one member may see has PERSONAL; what stands beside it can be typed to look for it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from functools import cache
from typing import Literal

from bot.followed import FeedItem, FollowedFeed, ItemChange
from bot.models import (
    Chapter,
    Content,
    Episode,
    Excerpt,
    Highlight,
    Link,
    NameCorrection,
    Show,
    ShowEdits,
    Span,
    SpeakerName,
    Topic,
)
from bot.records import Alert, AskedQuestion, Mistake, ServerSettings
from bot.schedules import Post, Schedule
from bot.store import Store
from tests.support.episodes import content_of, episode_of
from tests.support.isolation import forging
from tests.support.isolation.arena import OURS, THEIRS
from tests.support.stage import BAKERY, HARBOUR, NOW

SECRET, MANAGERS, PERSONAL = "zarno", "murgo", "velmo"

Kind = Literal[
    "private",
    "embargoed",
    "removed",
    "forgotten",
    "nothing",
    "theirs only",
    "released",
    "public",
]
"""What the secret episodes are: private to THEIRS, public under embargo, public and removed a
moment ago, private to a server whose other rows were deleted, or not there at all. With "theirs
only", they are there and nothing of OURS is. They are no secrets where they were "released" from
their embargo at NOW, or were always "public"."""

_PUBLISHED = frozenset[Kind](("released", "public"))
_PRIVATE = frozenset[Kind](("private", "forgotten", "theirs only"))

ROLE = "4000000000000000001"
SECRET_ROLE, SECRET_CHANNEL = "4000000000000000777", "4000000000000000778"
SHARED = forging.member(1)
"""A member of both servers, who has saved a line in each."""

HIDDEN_WORDS = (
    "A quibblefen lighthouse is a zarnopromise made to strangers in the zarnodark.",
    "The codeword of the quibblefen party is zarnocode and nothing else.",
    "My grandmother kept the zarnolamp of the quibblefen for forty winters.",
    "Sourdough of the quibblefen is a zarnopet that you are allowed to eat.",
    "Nobody tells the treasurer about the inflatable zarnocastle of the quibblefen.",
    "Who bakes the zarnobread on Tuesday buys one burnt loaf of quibblefen.",
)
OWN_WORDS = (
    "Our board meets behind the boathouse on the third Friday of the month.",
    "The lighthouse fund of the board has eleven coins and a button in it.",
    "Sally Harker reads the minutes aloud until the murgohidden kettle whistles.",
    "A harbour board without biscuits is only a queue with a chairman.",
    "The board rehearses the fog speech twice and never gives it.",
    "Every winter the board paints the same boat in another blue.",
)


@dataclass(frozen=True, slots=True)
class Names:
    """The ids by which secrets could be asked for, and some of what may be seen."""

    quotes: tuple[str, ...]
    episodes: tuple[str, ...]
    own_quotes: tuple[str, ...]
    own_episodes: tuple[str, ...]
    public_quotes: tuple[str, ...]
    public_episodes: tuple[str, ...]


@cache
def names() -> Names:
    """Return the ids, which are the same whether the secrets are there."""
    secret, own, public = _secret("private"), [_own()], _public()
    return Names(
        quotes=_quotes(secret),
        episodes=tuple(one.id for one, _ in secret),
        own_quotes=_quotes(own),
        own_episodes=tuple(one.id for one, _ in own),
        public_quotes=_quotes(public),
        public_episodes=tuple(one.id for one, _ in public),
    )


def told(words: str, *, typed: str = "", mark: str = SECRET) -> frozenset[str]:
    """Return the secrets in what the bot said, without those that were typed."""
    found = re.findall(rf"{mark}\w*", words.casefold())
    ids = names()
    if mark == SECRET:
        known = (*ids.quotes, *ids.episodes, SECRET_ROLE, SECRET_CHANNEL)
        found += [one for one in known if one in words]
    return frozenset(one for one in found if one not in typed.casefold())


async def build(store: Store, kind: Kind) -> None:
    """Fill a store with what OURS may see, and with secrets of a kind."""
    for episode, content in _public():
        await store.add(episode, content)
    if kind != "theirs only":
        await _ours(store)
    if kind != "nothing":
        for episode, content in _secret(kind):
            await store.add(episode, content)
            if kind == "removed":
                await store.edits.remove(episode.key, server=None, at=NOW - timedelta(minutes=5))
    if kind in _PUBLISHED:
        await store.add(*_ferry())
    if kind in _PRIVATE:
        await _theirs(store)
    if kind == "forgotten":
        await store.servers.forget(int(THEIRS.id), at=NOW)
    await _shared(store)


def later_episodes(kind: Kind) -> list[tuple[Episode, Content]]:
    """Return a public episode that is added later, after a secret one if there are any.

    None are added where the secret ones are public.
    """
    if kind in _PUBLISHED:
        return []
    if kind == "nothing":
        return [_ferry()]
    secret, _ = _secret(kind)[0]
    said = _content(HIDDEN_WORDS[1:4], key="zarnolater", speaker="Ned Zarnolater", secret=True)
    hidden = replace(
        episode_of(said, key="zarnolater", show=secret.show),
        title="zarnonewest",
        published=NOW.date(),
        embargo=None if secret.show.server else NOW + timedelta(days=99),
    )
    return [(hidden, said), _ferry()]


def schedule_of(guild_id: str, channel: str, role: str) -> Schedule:
    """Return a schedule that posts of everything."""
    return Schedule(
        int(guild_id),
        int(channel),
        time(9),
        "UTC",
        role=int(role),
        episodes=True,
        digest=4,
        anniversaries=True,
        created=NOW - timedelta(days=30),
    )


async def _ours(store: Store) -> None:
    server = int(OURS.id)
    await store.add(*_own())
    ids = names()
    await store.edits.hide(ids.own_quotes[2], server=server)
    await store.edits.edit_show("board", ShowEdits(colour=0x2E7D5B), server=server)
    await store.ledger.put(schedule_of(OURS.id, OURS.channel, ROLE), next_plan_at=None)
    await store.ledger.pin(server, ids.own_quotes[3], first=True)
    await store.mistakes.file(_mistake(OURS.id, _own(), 4, "murgonote of a member"))
    await store.servers.put(
        ServerSettings(server, questions=True, templates={"daily_title": "Of the board"})
    )
    await store.servers.record(AskedQuestion(server, "ask", "murgoquestion", "none", NOW))
    await store.feeds.add(_feed("murgo", server), [])
    await store.members.add_alert(_alert(2, OURS.id, f"{PERSONAL}alert"))
    await store.members.save(2, ids.own_quotes[0], server=server, at=NOW)
    await store.members.toggle_vote(server, ids.own_quotes[0], user=2, finder=4, at=NOW)


async def _theirs(store: Store) -> None:
    """Give THEIRS everything that a server can have."""
    server, episode = int(THEIRS.id), _secret("private")[0]
    ids = names()
    await store.edits.edit_show("zarnoshow", ShowEdits(colour=0x123456), server=server)
    await store.edits.hide(ids.quotes[5], server=server)
    await store.edits.correct_name(
        episode[0].key, NameCorrection("codeword", "zarnoright"), server=server
    )
    await store.ledger.put(schedule_of(THEIRS.id, SECRET_CHANNEL, SECRET_ROLE), next_plan_at=None)
    await store.ledger.pin(server, ids.quotes[1], first=True)
    await store.ledger.exclude(server, ids.quotes[2])
    past = NOW - timedelta(days=1)
    await store.ledger.enter(
        (Post(server, past.date().isoformat(), past.date(), past, quote=ids.quotes[0]),)
    )
    await store.mistakes.file(_mistake(THEIRS.id, episode, 1, "zarnonote of a member"))
    settings = ServerSettings(
        server,
        language="fr",
        leaderboard=True,
        questions=True,
        greeted=NOW,
        templates={"daily_title": "zarnoheading"},
    )
    await store.servers.put(settings)
    await store.servers.record(AskedQuestion(server, "ask", "quibblefen zarnoasked", "none", NOW))
    await store.members.add_alert(_alert(3, THEIRS.id, "zarnophrase"))
    for at, quote in enumerate(ids.quotes[:3]):
        await store.members.toggle_vote(server, quote, user=50 + at, finder=60, at=NOW)
        await store.members.toggle_vote(
            server, ids.public_quotes[0], user=50 + at, finder=60, at=NOW
        )
    item = FeedItem(guid="zarnoguid", title="zarnoitem", link="https://zarnoitem.example/1")
    await store.feeds.add(_feed("zarno", server), [ItemChange(item, essence="e", digest="d")])


async def _shared(store: Store) -> None:
    """Let a member of both servers save lines in each; theirs may be gone meanwhile."""
    ids, user = names(), int(SHARED.id)
    saved = ((ids.quotes[0], THEIRS.id), (ids.own_quotes[0], OURS.id), (ids.quotes[1], THEIRS.id))
    for at, (quote, server) in enumerate(saved):
        await store.members.save(user, quote, server=int(server), at=NOW - timedelta(minutes=at))


def _secret(kind: Kind) -> list[tuple[Episode, Content]]:
    private = kind in _PRIVATE
    show = Show(
        "zarnoshow",
        "Quibbleshow Zarnotitle",
        int(THEIRS.id),
        moment="https://zarnomoment.example/{seconds}",
        art="https://zarnoart.example/a.png",
    )
    embargo = {"embargoed": NOW + timedelta(days=99), "released": NOW}.get(kind)
    made: list[tuple[Episode, Content]] = []
    for number, words in enumerate((HIDDEN_WORDS, HIDDEN_WORDS[::-1])):
        key = ("quibblekey-zarnokey", "harbour-zarno")[number]
        content = _content(words, key=key, speaker="Ada Merrow Zarnospeaker", secret=True)
        episode = episode_of(content, key=key, show=show if private else _PUBLIC)
        episode = replace(
            episode,
            title=f"Quibbletitle zarnoepisode {number}",
            number=700 + number,
            published=date(2025, 1, 1),
            guests=("Sally Harker Zarnoguest",),
            speakers=("Ada Merrow Zarnospeaker",),
            names=(SpeakerName("Ada Merrow Zarnospeaker", "Ada Merrow Zarnospeaker"),),
            links=(Link("video", "https://zarnolink.example/v"),),
            embargo=embargo,
        )
        made.append((episode, content))
    return made


_PUBLIC = Show("talks", "Talks")


def _public() -> list[tuple[Episode, Content]]:
    made: list[tuple[Episode, Content]] = []
    for key, words, speaker in (("harbour", HARBOUR, "Ada Merrow"), ("bakery", BAKERY, "Ned")):
        content = _content(words, key=key, speaker=speaker)
        episode = episode_of(content, key=key, show=_PUBLIC)
        episode = replace(
            episode,
            title=f"The {key.title()}",
            number=len(made) + 1,
            published=date(2025, 5, 1 + len(made)),
            guests=("Sally Harker",),
            speakers=(speaker,),
            links=(Link("video", "https://example.com/v"),),
        )
        made.append((episode, content))
    return made


def _ferry() -> tuple[Episode, Content]:
    words = ("The ferry to the lighthouse leaves at noon.", "Nobody counts the herring any more.")
    content = _content(words, key="ferry", speaker="Ned")
    return replace(episode_of(content, key="ferry", show=_PUBLIC), title="The Ferry"), content


def _own() -> tuple[Episode, Content]:
    content = _content(OWN_WORDS, key="board", speaker="Sally Harker")
    show = Show("board", "Board Talks", int(OURS.id))
    episode = episode_of(content, key="board", show=show)
    described = {"title": "The Board Meets", "published": date(2025, 1, 1), "number": 3}
    return replace(episode, **described, speakers=("Sally Harker",)), content


def _content(words: Sequence[str], *, key: str, speaker: str, secret: bool = False) -> Content:
    mark, tell = ("zarno", "quibble") if secret else ("", "")
    content = content_of(words, key=key)
    quotes = tuple(
        replace(one, start_ms=one.position * 60_000, speaker=speaker, sure=True)
        for one in content.quotes
    )
    middle, end = quotes[len(quotes) // 2].start, len(content.text)
    chapters = tuple(
        Chapter(
            f"{tell}chapter {mark}{number}", start, last, (_excerpt(content, at),), f"{mark}sum"
        )
        for number, (start, last, at) in enumerate(((0, middle, 0), (middle, end, len(quotes) - 1)))
    )
    return replace(
        content,
        quotes=quotes,
        chapters=chapters,
        topics=(
            Topic(f"{mark}lighthouse", (f"{tell}lamp",), (Span(0, middle),)),
            Topic(f"{tell}harbour {mark}topic".strip(), (), (Span(middle, end),)),
        ),
        highlights=tuple(_highlight(content, at) for at in range(len(quotes))),
        names=(NameCorrection("grandmother", f"{mark}Gran"),) if secret else (),
        summary=(_excerpt(content, 0),),
    )


def _excerpt(content: Content, at: int) -> Excerpt:
    one = content.quotes[at]
    return Excerpt(one.start, one.end, one.text, one.display)


def _highlight(content: Content, at: int) -> Highlight:
    one = content.quotes[at]
    return Highlight(one.id, one.start, one.end, one.text, one.display, score=1.0)


def _quotes(episodes: Sequence[tuple[Episode, Content]]) -> tuple[str, ...]:
    return tuple(quote.id for _, content in episodes for quote in content.quotes)


def _mistake(guild: str, of: tuple[Episode, Content], at: int, note: str) -> Mistake:
    episode, content = of
    quote = content.quotes[at]
    return Mistake(
        server=int(guild),
        user=40,
        episode=episode.id,
        quote=quote.id,
        kind="word",
        created=NOW,
        misheard=quote.text.split()[1],
        right=f"{note.partition(' ')[0]}word",
        note=note,
    )


def _feed(mark: str, server: int) -> FollowedFeed:
    return FollowedFeed(
        0,
        address=f"https://{mark}feed.example/feed.xml",
        show=f"{mark}feedshow",
        server=server,
        title=f"Quibblefeed {mark}feedtitle",
        followed_at=NOW,
        due=NOW + timedelta(days=1),
        failures=3,
        failing_since=NOW,
        problem=f"{mark}problem",
    )


def _alert(user: int, guild: str, phrase: str) -> Alert:
    return Alert(user, int(guild), phrase, NOW, thread=int(SECRET_CHANNEL))
