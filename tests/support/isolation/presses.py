"""The buttons, menus and modals of the bot, with custom ids that nobody was shown.

Each kind has its cases here by the name of its class, so that a new one fails the tests until it
has some, too.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bot.client import SUBMISSIONS, PullquoteBot
from bot.models import Scope
from bot.ui import (
    alerts,
    card_buttons,
    context_buttons,
    correction_buttons,
    custom_ids,
    daily_buttons,
    help,  # noqa: A004 - the module of the bot
    library_buttons,
    member_buttons,
    mistakes,
    narrowing,
    passage_buttons,
    posted,
    privacy,
    question_buttons,
    quote_buttons,
    saved,
    setup_buttons,
    summary_buttons,
    top,
    topic_buttons,
)
from tests.support.isolation.arena import OURS
from tests.support.isolation.forging import BUTTON, CHANNEL_MENU, MENU, Press
from tests.support.isolation.secrets import SECRET_CHANNEL, names

_UNKNOWN_QUOTE, _UNKNOWN_EPISODE = "a2a2a2a2a2a2", "b3b3b3b3"
_DRAFTS = (f"{OURS.channel}:0900:Europe/Berlin", f"{SECRET_CHANNEL}:0900:UTC", "-:-:-")


@dataclass(frozen=True, slots=True)
class Aims:
    """What custom ids are made of: quotes and episodes, numbers of rows, and tokens of uploads.

    The first of the quotes and episodes are those of others; the last are unknown.
    """

    quotes: tuple[str, ...]
    episodes: tuple[str, ...]
    mistakes: tuple[int, ...] = (1, 2, 3, 99)
    alerts: tuple[int, ...] = (1, 2, 99)
    tokens: tuple[str, ...] = ("0" * 16,)

    @property
    def codes(self) -> tuple[str, ...]:
        """Return the codes of scopes that name secrets."""
        scopes = (
            Scope(None, show="zarnoshow"),
            Scope(None, speaker="Ada Merrow Zarnospeaker"),
            Scope(None, show="talks", speaker="Ada Merrow"),
        )
        return (*self.episodes, *(narrowing.to_code(one, episode=None) or "-" for one in scopes))


def aims(tokens: Sequence[str] = ()) -> Aims:
    """Return what is aimed at: secrets, what is ours, what is public, and what is nowhere."""
    ids = names()
    quotes = (*ids.quotes[:3], ids.own_quotes[0], ids.own_quotes[2], ids.public_quotes[1])
    episodes = (*ids.episodes, *ids.own_episodes, ids.public_episodes[0])
    return Aims(
        (*quotes, _UNKNOWN_QUOTE),
        (*episodes, _UNKNOWN_EPISODE),
        tokens=(*tokens, "0" * 16),
    )


Forge = Callable[[Aims], Sequence[Press]]


def _each_quote(*forms: str) -> Forge:
    return lambda aims: [Press(form.format(one)) for form in forms for one in aims.quotes]


def _each_episode(*forms: str) -> Forge:
    return lambda aims: [Press(form.format(one)) for form in forms for one in aims.episodes]


def _each_mistake(*forms: str) -> Forge:
    return lambda aims: [Press(form.format(one)) for form in forms for one in aims.mistakes]


def _always(*ids: str) -> Forge:
    return lambda _: [Press(one) for one in ids]


def _each_draft(*forms: str) -> Forge:
    return _always(*(form.format(draft) for form in forms for draft in _DRAFTS))


def _subjects(form: str, *, kind: int = BUTTON, values: tuple[str, ...] = ()) -> Forge:
    subjects = ("lighthouse", "zarnolighthouse", "quibblelamp", "quibblefen")

    def forge(aims: Aims) -> list[Press]:
        codes = ("-", *aims.codes)
        made = [form.format(code, subject) for code in codes for subject in subjects]
        return [Press(one, values, kind) for one in made if len(one) <= custom_ids.LONGEST]

    return forge


def _passages(aims: Aims) -> list[Press]:
    return [Press("o", (one,), MENU) for one in aims.quotes]


def _pages(aims: Aims) -> list[Press]:
    joined = "".join(aims.quotes[:7])
    return [Press(f"q:{at}:{joined}") for at in range(len(aims.quotes[:7]))]


def _picks(aims: Aims) -> list[Press]:
    subjects = ("lighthouse", "zarnolighthouse", "quibblelamp")
    return [Press(f"p:{code}", (one,), MENU) for code in ("-", *aims.codes) for one in subjects]


def _chapters(aims: Aims) -> list[Press]:
    return [Press(f"g:{one}", (at,), MENU) for one in aims.episodes for at in ("0", "1", "99")]


def _others(aims: Aims) -> list[Press]:
    speakers = ("-", "Ada Merrow", "Ada Merrow Zarnospeaker")
    return [
        Press(f"qa:{one}:{name}")
        for one in ("-", *aims.codes)
        for name in speakers
        if "~" not in one
    ]


def _replacements(aims: Aims) -> list[Press]:
    return [Press(f"dr:{one}:{other}") for one in aims.quotes for other in ("-", aims.quotes[0])]


def _posts(aims: Aims) -> list[Press]:
    forms = ("d:20260101:{}", f"e:{aims.episodes[0]}:{{}}", *(f"al:{n}:{{}}" for n in aims.alerts))
    return [Press(form.format(one)) for form in forms for one in aims.quotes]


def _menus(_: Aims) -> list[Press]:
    chosen = {
        "shows": ("talks", "zarnoshow", "board"),
        "time": ("09:00:00",),
        "zone": ("Europe/Berlin",),
        "language": ("en",),
    }
    return [
        Press(f"sm:{menu}:{_DRAFTS[0]}", (one,), MENU)
        for menu, values in chosen.items()
        for one in values
    ]


def _alerts(aims: Aims) -> list[Press]:
    return [Press("ar", (str(one),), MENU) for one in aims.alerts]


def _channels(_: Aims) -> list[Press]:
    return [
        Press(f"sc:{draft}", (channel,), CHANNEL_MENU)
        for draft in _DRAFTS[:2]
        for channel in (OURS.channel, SECRET_CHANNEL)
    ]


def _lists(_: Aims) -> list[Press]:
    return [Press(f"l:{page}:{show}") for page in (0, 3) for show in ("-", "talks", "zarnoshow")]


BUTTONS: Mapping[type, Forge] = {
    quote_buttons.QuotePage: _pages,
    quote_buttons.Another: _others,
    quote_buttons.More: _each_quote("qm:{}"),
    quote_buttons.Similar: _each_quote("qs:{}"),
    quote_buttons.Share: _each_quote("qp:{}"),
    card_buttons.DrawCard: _each_quote("k:{}", "kp:{}"),
    context_buttons.Context: _each_quote("c:{}"),
    context_buttons.Posted: _posts,
    context_buttons.Around: _each_quote("x:{}:-9:9:b", "x:{}:0:3:a"),
    passage_buttons.OpenPassages: _passages,
    passage_buttons.OpenPassage: _each_quote("o:{}"),
    question_buttons.AskAgain: lambda aims: [Press(f"aa:{one}") for one in ("-", *aims.codes)],
    question_buttons.Judge: lambda aims: [
        Press(f"aj:{useful}:{one}") for useful in "yn" for one in ("-", *aims.codes)
    ],
    topic_buttons.TopicPage: _subjects("t:0:{}:{}"),
    topic_buttons.TopicJump: _subjects("tj:{}:{}", kind=MENU, values=("0",)),
    topic_buttons.TopicPick: _picks,
    summary_buttons.Overview: _each_episode("so:0:{}", "so:99:{}"),
    summary_buttons.OneChapter: _each_episode("sc:0:{}", "sc:99:{}"),
    summary_buttons.SummaryPage: _each_episode("s:0:{}"),
    summary_buttons.ChapterPick: _chapters,
    posted.AnyLine: lambda aims: [
        *(Press(f"f:{one}") for one in aims.episodes),
        Press("w:20260101"),
    ],
    library_buttons.AcceptUpload: lambda aims: [Press(f"ua:{one}") for one in aims.tokens],
    library_buttons.DiscardUpload: lambda aims: [Press(f"ud:{one}") for one in aims.tokens],
    library_buttons.LibraryPage: _lists,
    library_buttons.RemoveEpisode: _each_episode("lr:{}"),
    library_buttons.Undo: _each_episode("lu:{}"),
    library_buttons.HideQuote: _each_quote("lh:{}"),
    daily_buttons.UndoReplacement: _replacements,
    help.ManagerCommands: _always("hm"),
    correction_buttons.Wrong: _each_quote("w:{}"),
    mistakes.Queued: _each_mistake("mq:{}"),
    mistakes.Decide: _each_mistake("mr:{}", "ma:{}", "me:{}"),
    mistakes.Reopen: _each_mistake("mu:{}"),
    member_buttons.Save: _each_quote("sv:{}"),
    member_buttons.Unsave: _each_quote("un:{}"),
    member_buttons.Vote: _each_quote("v:{}"),
    saved.TurnSaved: _always("sl:0", "sl:1", "sl:9999"),
    saved.DeleteSaved: _each_quote("sr:0:{}"),
    saved.ClearSaved: _always("sd"),
    alerts.RemoveAlert: _alerts,
    top.TopPeriod: _always("tp:week", "tp:month", "tp:ever"),
    privacy.Forget: _always("fm"),
    privacy.AskToForgetServer: _always(custom_ids.ASK_TO_FORGET_SERVER.pattern),
    privacy.ForgetServer: _always(custom_ids.FORGET_SERVER.pattern),
    setup_buttons.SetUp: _always("gs"),
    setup_buttons.SetupStep: _each_draft(
        "su:shows:{}", "su:channel:{}", "su:time:{}", "su:members:{}", "su:overview:{}"
    ),
    setup_buttons.SetupMenu: _menus,
    setup_buttons.SetupChannel: _channels,
    setup_buttons.SetupSwitch: _each_draft("sw:leaderboard:1:{}", "sw:questions:0:{}"),
    setup_buttons.AskZone: _each_draft("so:{}"),
    setup_buttons.StartDaily: _each_draft("sg:{}"),
}
"""The cases of every class of buttons and menus."""

_WORDS = {"kind": "word", "heard": "quibblefen", "right": "fen", "note": "A note"}

MODALS: Mapping[str, Callable[[Aims], Sequence[tuple[str, Mapping[str, str]]]]] = {
    custom_ids.MISTAKE.pattern: lambda aims: [
        *((f"wm:{one}", _WORDS) for one in aims.quotes),
        *((f"wm:{one}", {"kind": "speaker", "right": "Somebody"}) for one in aims.quotes),
    ],
    custom_ids.ASKED.pattern: lambda aims: [
        (f"am:{code}", {"question": words})
        for code in ("-", *aims.codes)
        for words in ("What is the codeword of the quibblefen?", "Who keeps the lighthouse?")
    ],
    custom_ids.SETUP_ZONE.pattern: lambda _: [
        (f"sz:{draft}", {"zone": "Berlin"}) for draft in _DRAFTS
    ],
    custom_ids.TEXTS.pattern: lambda _: [("dw", {"daily_title": "Of the day", "daily_lead": ""})],
}
"""The cases of every modal, by the form of its custom id: what is sent with its fields."""


def classes(bot: PullquoteBot) -> set[type]:
    """Return the classes of buttons and menus that the bot answers."""
    views = bot._connection._view_store  # pyright: ignore[reportPrivateUsage] - what it looks them up in
    return set(views._dynamic_items.values())  # pyright: ignore[reportPrivateUsage]


def modals() -> set[str]:
    """Return the forms of the custom ids of all modals."""
    return {one.template.pattern for one in SUBMISSIONS}
