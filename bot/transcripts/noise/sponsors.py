"""Find advertisements that are read out, from the announcement to where the show goes on; pure.

An announcement ("brought to you by") opens one. It goes on while sentences pitch (an address, a
code, a discount, the sponsor's name), and ends before the show, at the latest after some sentences.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from bot.models import Span
from bot.text.lexicon import table
from bot.text.sentences import split_sentences

_SHOW = (
    "(?:show|episode|podcast|program(?:me)?|interview|conversation|series|segment|week|month"
    "|season)"
)
_TALKED_ABOUT = re.compile(
    r"\b(?:sa(?:id|y|ys|ying)|hear|heard|remember|reads?|wrote|phrase|lines?|words?|every|always"
    r"|never|not|\w+n't|used to|would|could|if|when|whenever|imagine|joke[ds]?|pretend(?:s|ed)?"
    r"|why|how|who|without|stop(?:ped)?|no)\b[^.!?]{0,60}$",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(?:^|[\n*\[#(])\W{0,3}(?:sponsors?|sponsor (?:read|break|message|spot)|ads?|ad (?:read|spot)"
    r"|advert(?:isement|orial)?s?|commercials?|werbung|anzeige|publicité|publicidad|anuncios?"
    r"|publicidade|pubblicità|reclame|advertentie|реклама)\W{0,12}$",
    re.IGNORECASE,
)
_QUOTATION_MARK = re.compile(r"[\"“”„«]")
_NAME = re.compile(r"[A-ZÄÖÜÉА-Я][\w'&-]{2,30}")
_YOU = re.compile(
    r"\b(?:you|your|you're|you'll|ihr|euch|eure|du|dir|vous|votre|vos|tu|te|você|seu|sua|ti|tuo|je"
    r"|jouw|din|dina|вы|вас|ваш\w*)\b",
    re.IGNORECASE,
)
_NO_NAMES = frozenset(
    """this today support brought also and that the they their with our use head your you for get
    thanks thank show episode podcast when what visit learn it's we're i'm here there""".split()
)
_LONGEST, _MOST = 3000, 24
"""In characters and sentences: the most that is taken for one advertisement."""
_GAP, _GAP_TO_CLOSING = 2, 4
"""In sentences: how many without a pitch may follow, and how many before the show is announced."""
_FEW_SIGNS = 2


_OPENING_KEYS = tuple(
    """sponsor brought presented support powered possible funding
    präsentiert gesponsert unterstützt ermöglicht werbung partner sponsoris soutenu proposé offert
    patrocin presentad traíd trae oferec apresentad apoiad support mogelijk aangeboden
    sponsras presenteras samarbete поддержк спонсир поддержив 提供 お送り 赞助 冠名 支持""".split()
)
_PITCH_KEYS = tuple(
    """code percent % .com/ .co/ .io/ .org/ .dev/ .fm/ .app/ slash checkout rabatt gutschein remise
    réduction descuento desconto sconto korting промокод скидк クーポン 割引 优惠码 折扣""".split()
)
"""What a sentence contains that opens an advertisement, or that pitches without announcement.

Looking for these takes a hundredth of the time of the patterns.
"""


_OFFERS = tuple(
    """code off free discount checkout first rabatt gutschein remise réduction descuento cupom
    desconto sconto korting промокод скидк クーポン 割引 优惠码 折扣""".split()
)
"""What a sign contains that offers something: an address alone may be in any talk."""


def is_sponsor_label(label: str) -> bool:
    """Return whether a speaker label, or the text before a turn, names a sponsor's read."""
    return bool(_LABEL.search(label))


def find_advertisements(text: str, turns: Sequence[Span]) -> Iterator[Span]:
    """Yield the advertisements in neighbouring turns of one speaker, in order.

    `text` has spaces in place of asides.
    """
    keys = (*_OPENING_KEYS, *_PITCH_KEYS)
    if any(_has(text[turn.start : turn.end], keys) for turn in turns):
        spans = [one for turn in turns for one in split_sentences(text, turn.start, turn.end)]
        sentences = [text[one.start : one.end].replace("’", "'") for one in spans]
        for first, last in _ranges(spans, sentences):
            yield Span(spans[first].start, spans[last].end)


def _has(words: str, keys: Sequence[str]) -> bool:
    lowered = words.lower()
    return any(key in lowered for key in keys)


def _ranges(spans: Sequence[Span], sentences: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield the first and the last sentence of each advertisement."""
    at = 0
    while at < len(sentences):
        opening = _opening(sentences[at])
        if opening is None and not _pitches_unannounced(sentences, at):
            at += 1
            continue
        names = _names(sentences[at][opening.end() if opening else 0 :])
        last = _last(spans, sentences, first=at, names=names)
        yield at, last
        at = last + 1


def _opening(sentence: str) -> re.Match[str] | None:
    """Return the announcement, unless it is quoted, asked about, negated or told as a story."""
    if not _has(sentence, _OPENING_KEYS):
        return None
    found = _pattern("opening").search(sentence)
    if found is None or sentence.rstrip("\"”').").endswith("?"):
        return None
    before = sentence[: found.start()]
    quoted = len(_QUOTATION_MARK.findall(before)) % 2 == 1
    return None if quoted or _TALKED_ABOUT.search(before) else found


def _pitches_unannounced(sentences: Sequence[str], first: int) -> bool:
    """Return whether a sentence and the next one pitch by several signs without announcement."""
    if not _has(sentences[first], _PITCH_KEYS):
        return False
    signs = _signs(sentences[first])
    offered = any(offer in sign for sign in signs for offer in _OFFERS)
    following = sum(len(_signs(sentence)) for sentence in sentences[first + 1 : first + 2])
    return offered and len(signs) + following > _FEW_SIGNS


def _signs(sentence: str) -> set[str]:
    return {found[0].lower() for found in _pattern("pitch").finditer(sentence)}


def _last(
    spans: Sequence[Span], sentences: Sequence[str], *, first: int, names: frozenset[str]
) -> int:
    """Return the last sentence of the advertisement that begins with sentence `first`."""
    last = first
    for at in range(first + 1, min(first + _MOST, len(sentences))):
        words = sentences[at]
        if spans[at].end - spans[first].start > _LONGEST:
            break
        if at - last <= _GAP_TO_CLOSING + 1 and _pattern("closing").search(words):
            return at
        if _signs(words) or _opening(words) or not names.isdisjoint(_NAME.findall(words)):
            last = at
        elif at - last > _GAP_TO_CLOSING or (at - last > _GAP and not _YOU.search(words)):
            break
    return last


def _names(words: str) -> frozenset[str]:
    """Return the capitalised words after an announcement: the sponsor's name is among them."""
    return frozenset(name for name in _NAME.findall(words) if name.lower() not in _NO_NAMES)


@cache
def _pattern(part: str) -> re.Pattern[str]:
    """Return what any phrase of an opening, a pitch or a closing matches."""
    phrases = (phrase for phrase, its in table("noise", "advertisements") if its == part)
    any_phrase = "|".join(phrase.replace("{show}", _SHOW) for phrase in phrases)
    return re.compile(any_phrase, re.IGNORECASE)
