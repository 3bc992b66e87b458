"""The words of the pages themselves, in the language of the current context."""

from dataclasses import dataclass
from datetime import date

from bot.site.pages import EpisodeEntry, Moment
from bot.translation import current_language, format_count, format_date, format_number
from bot.translation import gettext as _

_RIGHT_TO_LEFT = frozenset("ar arc ckb dv fa he ku ks ps sd ug ur yi".split())


@dataclass(frozen=True, slots=True)
class Interface:
    """The words that every page has around what was said; read where the language is known."""

    language: str
    skip: str
    search: str
    search_hint: str
    searching: str
    no_match: str
    failed: str
    shows: str
    newest: str
    all_episodes: str
    best: str
    chapters: str
    contents: str
    topics: str
    opening: str
    guests: str
    speakers: str
    recordings: str
    spoiler: str
    spoiler_note: str
    permalink: str
    in_episode: str
    before: str
    after: str
    missing: str
    missing_note: str
    moved: str
    moved_link: str
    home: str
    made_with: str
    undated: str

    def listen(self, moment: Moment) -> str:
        """Return the words of a link to the recording."""
        texts = {
            "at": _("Listen at {time}"),
            "about": _("Listen at about {time}"),
            "after": _("Listen from {time}"),
        }
        return texts[moment.precision].format(time=moment.clock)

    def time(self, moment: Moment) -> str:
        """Return a time without a link."""
        texts = {"at": "{time}", "about": _("about {time}"), "after": _("after {time}")}
        return texts[moment.precision].format(time=moment.clock)

    def number(self, entry: EpisodeEntry) -> str:
        """Return the number of an episode, "" if it has none."""
        if entry.number is None:
            return ""
        return _("Episode {number}").format(number=format_number(entry.number))

    def date(self, day: date) -> str:
        """Return a date in words."""
        return format_date(day, "long")

    def episodes(self, count: int) -> str:
        """Return a number of episodes."""
        return format_count("{number} episode", "{number} episodes", count)

    def from_show(self, title: str) -> str:
        """Return the source of a quote, for places without markup."""
        return _("A quote from {title}").format(title=title)

    def results(self) -> tuple[str, str]:
        """Return how many results there are, for one and for a number that is filled in later."""
        return _("One episode has it."), _("{number} episodes have it.")


def interface() -> Interface:
    """Return the words in the language of the context."""
    return Interface(
        language=current_language(),
        skip=_("Skip to the content"),
        search=_("Search"),
        search_hint=_("A line, a name, a subject"),
        searching=_("Searching…"),
        no_match=_("Nothing found. Try fewer words, or different ones."),
        failed=_("The search could not be loaded. Reload the page to try again."),
        shows=_("Shows"),
        newest=_("Newest episodes"),
        all_episodes=_("All episodes"),
        best=_("Best lines"),
        chapters=_("Chapters"),
        contents=_("In this episode"),
        topics=_("Topics"),
        opening=_("Before the first chapter"),
        guests=_("With"),
        speakers=_("Speakers"),
        recordings=_("Listen"),
        spoiler=_("Spoiler"),
        spoiler_note=_("Show the lines and chapters, which give the episode away"),
        permalink=_("Link to this passage"),
        in_episode=_("Read it in the episode"),
        before=_("Earlier in the episode"),
        after=_("Later in the episode"),
        missing=_("There is no such page"),
        missing_note=_("The episode may have been removed, or the address is incomplete."),
        moved=_("This quote has another address now"),
        moved_link=_("Go to the quote"),
        home=_("All shows"),
        made_with=_("Verbatim from the transcripts. Made with {name}."),
        undated=_("Without a date"),
    )


def direction(language: str) -> str:
    """Return in which direction a language is written; "auto" where it is not known."""
    if not language:
        return "auto"
    return "rtl" if language.partition("-")[0] in _RIGHT_TO_LEFT else "ltr"
