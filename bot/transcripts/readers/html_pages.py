"""Read HTML: that of Podcasting 2.0, and web pages that have a transcript in them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date

from bot.errors import TranscriptError
from bot.models import Dropped, Transcript
from bot.transcripts.composition import Caption, compose
from bot.transcripts.readers.documents import Paragraph, TableRow, compose_paragraphs
from bot.transcripts.readers.html_events import Page, read_page
from bot.transcripts.readers.html_passages import Passage, PassageReader, clock_time
from bot.transcripts.readers.html_regions import find_region
from bot.transcripts.readers.numbered_speakers import name_speakers
from bot.transcripts.readers.text_cleaning import clean_text
from bot.transcripts.timestamps import CLOCK, format_milliseconds
from bot.translation import N_
from bot.translation import gettext as _

_DOCUMENT = re.compile(
    r"\s{0,100}(?:<\?xml[^>]{0,200}>\s{0,100})?(?:<!--(?:(?!-->)[\s\S]){0,2000}-->\s{0,100}){0,5}"
    r"<(?:!doctype\s{1,9}html|html|head|body)\b",
    re.IGNORECASE,
)
_FRAGMENT = re.compile(
    r"\s{0,100}<(?:cite|time|p|div|article|section|main|h[1-6]|details|dl|table|ul|ol|span|strong|b|"
    r"blockquote|figure|header|meta|title|!--|link|style)\b",
    re.IGNORECASE,
)
_CLOSED = re.compile(r"</(?:cite|time|p|div|article|section|dd|td|li|span|details)>", re.IGNORECASE)
_MARKDOWN = frozenset({".md", ".markdown"})
_FRAGMENT_WITHIN, _FRAGMENT_TAGS = 20_000, 2
_LEADING_TIME = re.compile(rf"\s{{0,3}}[\[(]?(?P<time>{CLOCK})[\])]?[\s:–—-]{{1,5}}")
_ERRORS = re.compile(
    r"log ?in|sign ?in|anmelden|connexion|access denied|forbidden|not found|page introuvable|error|"
    r"just a moment|attention required|captcha|are you (?:a )?(?:human|robot)|unavailable|"
    r"\b40[134]\b|"
    r"\b50[0234]\b|subscribe to|paywall",
    re.IGNORECASE,
)
_FEW_WORDS, _ENOUGH_WORDS = 400, 150
_LONGEST_TITLE = 300
_SEPARATORS = re.compile(r"\s[|·•»–—-]\s")


def recognises(text: str, suffix: str) -> bool:
    """Return whether the text is a page, or begins with a block of HTML and has several."""
    if _DOCUMENT.match(text):
        return True
    if suffix in _MARKDOWN or not _FRAGMENT.match(text):
        return False
    return len(_CLOSED.findall(text[:_FRAGMENT_WITHIN])) >= _FRAGMENT_TAGS


def parse(text: str, data: bytes) -> Transcript:
    """Parse the transcript in a page; raise TranscriptError where it has none."""
    page = read_page(text)
    region, is_named = find_region(page.events)
    found = list(PassageReader().read(region))
    transcript = _labelled(found, data) if _has_speakers(found) else _plain(found, data)
    words = len(transcript.text.split())
    if words < _FEW_WORDS and (page.has_password or _ERRORS.search(page.title[:200])):
        raise TranscriptError(
            _(
                "This web page asks to log in, or tells of an error, and has no transcript: "
                "open it in a browser, copy the transcript into a .txt file, and add that."
            )
        )
    if not is_named and words < _ENOUGH_WORDS and not (transcript.cues or _speakers(transcript)):
        raise TranscriptError(
            _(
                "This web page has no transcript in it: open it in a browser, copy the "
                "transcript into a .txt file, and add that."
            )
        )
    return replace(
        transcript,
        title=_title(page) or transcript.title,
        language=page.language[:20] or transcript.language,
        published=_published(page) or transcript.published,
    )


def _has_speakers(found: Iterable[Passage | TableRow]) -> bool:
    return any(one.speaker and not one.is_heading for one in found if isinstance(one, Passage))


def _speakers(transcript: Transcript) -> set[str]:
    return {turn.speaker for turn in transcript.turns if turn.speaker}


def _plain(found: Iterable[Passage | TableRow], data: bytes) -> Transcript:
    """Return the transcript of passages whose labels are in their text, if anywhere."""
    paragraphs = [one if isinstance(one, TableRow) else _paragraph(one) for one in found]
    return compose_paragraphs(paragraphs, data=data, format="HTML")


def _paragraph(passage: Passage) -> Paragraph:
    if passage.start_ms is None or passage.is_heading:
        return Paragraph(passage.text, is_heading=passage.is_heading)
    return Paragraph(f"[{format_milliseconds(passage.start_ms)}] {passage.text}")


def _labelled(found: Sequence[Passage | TableRow], data: bytes) -> Transcript:
    """Return the transcript of passages whose tags state the speakers."""
    passages = [one for one in found if isinstance(one, Passage) and not one.is_heading]
    first = next(at for at, one in enumerate(passages) if one.speaker)
    captions = name_speakers(_captions(passages[first:]), {})
    composed = compose(captions, data=data, format="HTML")
    if not first:
        return composed
    example = passages[0].text[:100]
    return replace(
        composed, dropped=(Dropped(N_("text before the first speaker"), first, example),)
    )


def _captions(passages: Iterable[Passage]) -> Iterator[Caption]:
    waiting: int | None = None
    for passage in passages:
        text, time = passage.text.replace("**", ""), passage.start_ms
        stated = _LEADING_TIME.match(text)
        alone = clock_time(text)
        if alone is not None:
            waiting = alone
            continue
        if stated and time is None:
            time, text = clock_time(stated["time"]), text[stated.end() :]
        yield Caption(text, waiting if time is None else time, None, passage.speaker)
        waiting = None


def _title(page: Page) -> str | None:
    stated = page.meta.get("og:title") or page.title
    title = " ".join(clean_text(stated[:_LONGEST_TITLE]).split())
    return _SEPARATORS.split(title)[0].strip() or None


def _published(page: Page) -> date | None:
    for key in ("article:published_time", "date", "dc.date", "datepublished"):
        with suppress(ValueError):
            return date.fromisoformat(page.meta.get(key, "")[:10])
    return None
