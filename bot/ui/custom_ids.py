"""Build and parse custom ids, which hold the state of buttons so that they survive a restart.

q:<index>:<ids of up to 7 quotes>      a page of `/quote`
t:<page>:<episode id or ->:<subject>   a page of `/topic`; of a scope with a show, a speaker or
                                       dates, its code as in `narrowing` stands for the episode
tj:<episode id or ->:<subject>         the menu of the episodes or chapters of a subject
p:<episode id or ->                    the menu of subjects, with the same codes
so:<page>:<episode id>                 a page of the overview of `/summary`
sc:<number>:<episode id>               a chapter of `/summary`
s:<page>:<episode id>                  a page of `/summary`, of earlier versions
g:<episode id>                         the menu of chapters
o                                      the menu of the passages on a page
o:<quote id>                           the quote of the only passage on a page
aa:<episode id, code or ->             ask again; am:<...> is the modal that asks
aj:<y or n>:<episode id, code or ->    whether an answer was useful
c:<quote id>                           the context of a quote
x:<quote id>:<first>:<last>:<b or a>   another range of it, in quotes from that one on; which end is
                                       kept if not all fit: before or after
qm:<quote id>                          more buttons of a quote
qs:<quote id>                          passages about the same
qp:<quote id>                          post a quote in the channel
k:<quote id>  kp:<quote id>            draw a quote in private, post the picture
qa:<episode id or ->:<speaker or ->    another highlight
d:<yyyymmdd>:<quote id>                the same, beneath the highlight of that local date
e:<episode id>:<quote id>              the same, beneath the announcement of an episode
f:<episode id>                         another line, beneath more lines of an announced episode
w:<yyyymmdd>                           another line, beneath the digest of that local date
al:<alert id>:<quote id>               the same, where a member is told of an alert
l:<page>:<slug of a show or ->         a page of `/library list`
ua:<token>  ud:<token>                 import an upload, discard it
lr:<episode id>  lu:<episode id>       remove an episode, undo that
lh:<quote id>                          hide a quote
dr:<quote id>:<quote id or ->          undo `/daily replace`: the replaced quote, the new pin
hm                                     the commands of managers
w:<quote id>  wm:<quote id>            ask what is wrong in a quote, the modal that does
mq:<number of a mistake>               the reported mistake of that number, or the next one
ma:<number>  me:<number>  mr:<number>  accept a mistake, accept it everywhere, refuse it
mu:<number>                            undo that
dw                                     the modal of `/daily wording`
sv:<quote id>  un:<quote id>           save a line, undo that
v:<quote id>                           the votes for a line
sl:<number of the first line>          a page of `/saved list`
sr:<number of the first line>:<quote id>  delete a saved line from that page
sd  fm                                 delete all saved lines, delete everything about a member
fa  fs                                 ask whether to delete everything of a server, do so
tp:<period>                            the most loved lines of a period
ar                                     the menu that removes an alert
gs                                     begin the setup, below the greeting
su:<step>:<draft>                      a page of the setup; of the daily highlight to be, the draft
                                       has the channel, the time (hhmm) and the time zone, or dashes
sm:<menu>:<draft>                      a menu there: shows, time, zone or language
sc:<draft>                             the menu of channels there
sw:<switch>:<0 or 1>:<draft>           switch a setting off or on there
so:<draft>  sz:<draft>                 ask for another time zone there, and the modal that does
sg:<draft>                             start the daily highlight
"""

import re
from collections.abc import Sequence
from datetime import date, time

from bot.schedules import Draft
from bot.ui import narrowing

LONGEST = 100
"""In characters: Discord's limit."""

QUOTES = 7
SUBJECT = 70
SPEAKER = 80
EVERYWHERE = "-"

QUOTE = re.compile(rf"q:(?P<index>[0-9]):(?P<quotes>(?:[a-z0-9]{{12}}){{1,{QUOTES}}})")
TOPIC = re.compile(
    rf"t:(?P<page>[0-9]{{1,2}}):(?P<episode>[a-z0-9]{{8}}|-|{narrowing.CODE})"
    rf":(?P<subject>.{{1,{SUBJECT}}})"
)
JUMP = re.compile(
    rf"tj:(?P<episode>[a-z0-9]{{8}}|-|{narrowing.CODE}):(?P<subject>.{{1,{SUBJECT}}})"
)
PICK = re.compile(rf"p:(?P<episode>[a-z0-9]{{8}}|-|{narrowing.CODE})")
OVERVIEW = re.compile(r"so:(?P<page>[0-9]{1,3}):(?P<episode>[a-z0-9]{8})")
ONE_CHAPTER = re.compile(r"sc:(?P<chapter>[0-9]{1,4}):(?P<episode>[a-z0-9]{8})")
SUMMARY = re.compile(r"s:(?P<page>[0-9]{1,3}):(?P<episode>[a-z0-9]{8})")
CHAPTER = re.compile(r"g:(?P<episode>[a-z0-9]{8})")
ASK_AGAIN = re.compile(rf"aa:(?P<episode>[a-z0-9]{{8}}|-|{narrowing.CODE})")
ASKED = re.compile(rf"am:(?P<episode>[a-z0-9]{{8}}|-|{narrowing.CODE})")
JUDGE = re.compile(rf"aj:(?P<useful>[yn]):(?P<episode>[a-z0-9]{{8}}|-|{narrowing.CODE})")
PASSAGES = re.compile(r"o")
PASSAGE = re.compile(r"o:(?P<quote>[a-z0-9]{12})")
CONTEXT = re.compile(r"c:(?P<quote>[a-z0-9]{12})")
POSTED = re.compile(r"(?P<post>d:[0-9]{8}|e:[a-z0-9]{8}|al:[0-9]{1,19}):(?P<quote>[a-z0-9]{12})")
AROUND = re.compile(
    r"x:(?P<quote>[a-z0-9]{12}):(?P<first>-?[0-9]{1,6}):(?P<last>-?[0-9]{1,6}):(?P<end>[ab])"
)
MORE = re.compile(r"qm:(?P<quote>[a-z0-9]{12})")
SIMILAR = re.compile(r"qs:(?P<quote>[a-z0-9]{12})")
SHARE = re.compile(r"qp:(?P<quote>[a-z0-9]{12})")
CARD = re.compile(r"(?P<kind>kp?):(?P<quote>[a-z0-9]{12})")
ANOTHER = re.compile(rf"qa:(?P<episode>[a-z0-9]{{8}}|-):(?P<speaker>.{{1,{SPEAKER}}})")
ANY_LINE = re.compile(r"f:(?P<episode>[a-z0-9]{8})|w:(?P<day>[0-9]{8})")

LIBRARY = re.compile(r"l:(?P<page>[0-9]{1,4}):(?P<show>[^:]{1,80})")
ACCEPT = re.compile(r"ua:(?P<token>[0-9a-f]{16})")
DISCARD = re.compile(r"ud:(?P<token>[0-9a-f]{16})")
REMOVE = re.compile(r"lr:(?P<episode>[a-z0-9]{8})")
UNDO = re.compile(r"lu:(?P<episode>[a-z0-9]{8})")
HIDE = re.compile(r"lh:(?P<quote>[a-z0-9]{12})")
REPLACED = re.compile(r"dr:(?P<quote>[a-z0-9]{12}):(?P<added>[a-z0-9]{12}|-)")
MANAGERS = re.compile(r"hm")
WRONG = re.compile(r"w:(?P<quote>[a-z0-9]{12})")
MISTAKE = re.compile(r"wm:(?P<quote>[a-z0-9]{12})")
QUEUED = re.compile(r"mq:(?P<mistake>[0-9]{1,18})")
DECIDE = re.compile(r"m(?P<how>[aer]):(?P<mistake>[0-9]{1,18})")
REOPEN = re.compile(r"mu:(?P<mistake>[0-9]{1,18})")
TEXTS = re.compile(r"dw")
SAVE = re.compile(r"sv:(?P<quote>[a-z0-9]{12})")
UNSAVE = re.compile(r"un:(?P<quote>[a-z0-9]{12})")
VOTE = re.compile(r"v:(?P<quote>[a-z0-9]{12})")
SAVED = re.compile(r"sl:(?P<first>[0-9]{1,4})")
DELETE_SAVED = re.compile(r"sr:(?P<first>[0-9]{1,4}):(?P<quote>[a-z0-9]{12})")
CLEAR_SAVED = re.compile(r"sd")
FORGET = re.compile(r"fm")
ASK_TO_FORGET_SERVER = re.compile(r"fa")
FORGET_SERVER = re.compile(r"fs")
TOP = re.compile(r"tp:(?P<period>week|month|ever)")
REMOVE_ALERT = re.compile(r"ar")
SET_UP = re.compile(r"gs")
_DRAFT = (
    r"(?P<channel>[0-9]{1,19}|-):(?P<time>(?:[01][0-9]|2[0-3])[0-5][0-9]|-)"
    r":(?P<zone>[A-Za-z0-9_+/-]{1,40})"
)
SETUP_STEP = re.compile(rf"su:(?P<step>shows|channel|time|language|members|overview):{_DRAFT}")
SETUP_MENU = re.compile(rf"sm:(?P<menu>shows|time|zone|language):{_DRAFT}")
SETUP_CHANNEL = re.compile(rf"sc:{_DRAFT}")
SETUP_SWITCH = re.compile(rf"sw:(?P<switch>leaderboard|questions):(?P<on>[01]):{_DRAFT}")
SETUP_ASK_ZONE = re.compile(rf"so:{_DRAFT}")
SETUP_ZONE = re.compile(rf"sz:{_DRAFT}")
SETUP_START = re.compile(rf"sg:{_DRAFT}")

_QUOTE_ID = re.compile(r"[a-z0-9]{12}")


def quote(quotes: Sequence[str], *, index: int) -> str:
    """Return the custom id of a page of `/quote`."""
    return f"q:{index}:{''.join(quotes)}"


def split_quote_ids(joined: str) -> tuple[str, ...]:
    """Split joined quote ids, each of 12 characters."""
    return tuple(_QUOTE_ID.findall(joined))


def topic(subject: str, *, episode: str | None, page: int) -> str:
    """Return the custom id of a page of `/topic`; the subject has at most 70 characters."""
    return f"t:{page}:{episode or EVERYWHERE}:{subject}"


def holds_topic(subject: str, *, episode: str | None) -> bool:
    """Return whether a subject, with an episode's id or a scope's code, fits into a custom id."""
    return bool(subject) and len(topic(subject, episode=episode, page=10)) <= LONGEST


def jump(subject: str, *, episode: str | None) -> str:
    """Return the custom id of the menu of a subject's episodes; it has at most 70 characters."""
    return f"tj:{episode or EVERYWHERE}:{subject}"


def pick(episode: str | None) -> str:
    """Return the custom id of the menu of subjects."""
    return f"p:{episode or EVERYWHERE}"


def overview(episode: str, *, page: int) -> str:
    """Return the custom id of a page of the overview of an episode's chapters."""
    return f"so:{page}:{episode}"


def one_chapter(episode: str, *, chapter: int) -> str:
    """Return the custom id of a chapter, given its number from 0."""
    return f"sc:{chapter}:{episode}"


def summary(episode: str, *, page: int) -> str:
    """Return the custom id of a page of `/summary`, as earlier versions sent it."""
    return f"s:{page}:{episode}"


def chapter(episode: str) -> str:
    """Return the custom id of the menu of an episode's chapters."""
    return f"g:{episode}"


def ask_again(episode: str | None) -> str:
    """Return the custom id of the button that asks again, in an episode or a code's scope."""
    return f"aa:{episode or EVERYWHERE}"


def asked(episode: str | None) -> str:
    """Return the custom id of the modal that asks again."""
    return f"am:{episode or EVERYWHERE}"


def judge(episode: str | None, *, useful: bool) -> str:
    """Return the custom id of the buttons that say whether an answer was useful."""
    return f"aj:{'y' if useful else 'n'}:{episode or EVERYWHERE}"


def passages() -> str:
    """Return the custom id of the menu of passages, whose options are ids of quotes."""
    return "o"


def passage(quote_id: str) -> str:
    """Return the custom id that opens the quote of a passage."""
    return f"o:{quote_id}"


def context(quote_id: str) -> str:
    """Return the custom id of the context of a quote."""
    return f"c:{quote_id}"


def around(quote_id: str, *, first: int, last: int, before: bool) -> str:
    """Return the custom id of a range around a quote; `before` keeps its beginning."""
    return f"x:{quote_id}:{first}:{last}:{'b' if before else 'a'}"


def more(quote_id: str) -> str:
    """Return the custom id of more buttons of a quote."""
    return f"qm:{quote_id}"


def similar(quote_id: str) -> str:
    """Return the custom id of passages about the same as a quote."""
    return f"qs:{quote_id}"


def share(quote_id: str) -> str:
    """Return the custom id that posts a quote in the channel."""
    return f"qp:{quote_id}"


def card(quote_id: str, *, posted: bool) -> str:
    """Return the custom id that draws a quote."""
    return f"{'kp' if posted else 'k'}:{quote_id}"


def holds_speaker(speaker: str) -> bool:
    """Return whether a speaker's name fits into a custom id."""
    return re.fullmatch(rf".{{1,{SPEAKER}}}", speaker) is not None


def another(*, episode: str | None, speaker: str | None) -> str:
    """Return the custom id of another highlight; which holds the speaker."""
    return f"qa:{episode or EVERYWHERE}:{speaker or EVERYWHERE}"


def day(local: date, quote_id: str) -> str:
    """Return the custom id of the context of a day's highlight, the same at every attempt."""
    return f"d:{local:%Y%m%d}:{quote_id}"


def announcement(episode: str, quote_id: str) -> str:
    """Return the custom id of the context of the line that announces an episode."""
    return f"e:{episode}:{quote_id}"


def more_lines(episode: str) -> str:
    """Return the custom id of another line of an episode, beneath more lines of it."""
    return f"f:{episode}"


def digest(local: date) -> str:
    """Return the custom id of another line, beneath the digest of a date."""
    return f"w:{local:%Y%m%d}"


def alert(alert_id: int, quote_id: str) -> str:
    """Return the custom id of the context of a line of an alert, the same at every attempt."""
    return f"al:{alert_id}:{quote_id}"


def library(show: str | None, *, page: int) -> str:
    """Return the custom id of a page of `/library list`."""
    return f"l:{page}:{show or EVERYWHERE}"


def accept(token: str) -> str:
    """Return the custom id that imports an upload."""
    return f"ua:{token}"


def discard(token: str) -> str:
    """Return the custom id that discards an upload."""
    return f"ud:{token}"


def remove(episode_id: str) -> str:
    """Return the custom id that removes an episode."""
    return f"lr:{episode_id}"


def undo(episode_id: str) -> str:
    """Return the custom id that restores a removed episode."""
    return f"lu:{episode_id}"


def replaced(quote_id: str, *, added: str | None) -> str:
    """Return the custom id that undoes a replacement; `added` was pinned by it."""
    return f"dr:{quote_id}:{added or EVERYWHERE}"


def hide(quote_id: str) -> str:
    """Return the custom id that hides a quote."""
    return f"lh:{quote_id}"


def wrong(quote_id: str) -> str:
    """Return the custom id that asks what is wrong in a quote."""
    return f"w:{quote_id}"


def mistake(quote_id: str) -> str:
    """Return the custom id of the modal by which a mistake in a quote is reported."""
    return f"wm:{quote_id}"


def queued(mistake_id: int) -> str:
    """Return the custom id of a reported mistake, or of the next one where it is decided."""
    return f"mq:{mistake_id}"


def decide(mistake_id: int, *, how: str) -> str:
    """Return the custom id that accepts (a), accepts everywhere (e) or refuses (r) a mistake."""
    return f"m{how}:{mistake_id}"


def reopen(mistake_id: int) -> str:
    """Return the custom id that undoes a decision on a mistake."""
    return f"mu:{mistake_id}"


def save(quote_id: str) -> str:
    """Return the custom id that saves a line."""
    return f"sv:{quote_id}"


def unsave(quote_id: str) -> str:
    """Return the custom id that undoes the saving of a line."""
    return f"un:{quote_id}"


def vote(quote_id: str) -> str:
    """Return the custom id of the votes for a line."""
    return f"v:{quote_id}"


def saved(first: int) -> str:
    """Return the custom id of the page of saved lines from a number on."""
    return f"sl:{first}"


def delete_saved(quote_id: str, *, first: int) -> str:
    """Return the custom id that deletes a saved line from the page that begins with a number."""
    return f"sr:{first}:{quote_id}"


def top(period: str) -> str:
    """Return the custom id of the most loved lines of a period."""
    return f"tp:{period}"


def setup(kind: str, draft: Draft) -> str:
    """Return a custom id of the setup: its beginning, as in `su:time`, and the draft."""
    at = f"{draft.time:%H%M}" if draft.time else EVERYWHERE
    return f"{kind}:{draft.channel or EVERYWHERE}:{at}:{draft.zone or EVERYWHERE}"


def draft_in(match: re.Match[str]) -> Draft:
    """Return the draft in a custom id of the setup."""
    channel, at, zone = (optional(match[name]) for name in ("channel", "time", "zone"))
    return Draft(
        int(channel) if channel else None,
        time(int(at[:2]), int(at[2:])) if at else None,
        zone,
    )


def optional(part: str) -> str | None:
    """Return an id or a slug from a custom id; None where it has a dash instead."""
    return None if part == EVERYWHERE else part
