"""The pages of `/ask` with their buttons, which keep their state in custom ids and in the title."""

import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any, Self

import discord
from discord import ButtonStyle
from discord.ui import (
    ActionRow,
    Button,
    DynamicItem,
    Item,
    LayoutView,
    TextInput,
    View,
)

from bot.models import Answer, Hit
from bot.records import Outcome
from bot.translation import gettext as _
from bot.ui import (
    clean_query,
    custom_ids,
    errors,
    layout,
    modals,
    passages,
    questions,
    quotes,
    text,
)
from bot.ui.layout import Page
from bot.ui.modals import SubmitHandler
from bot.ui.press import PressHandler
from bot.ui.quote_buttons import send_miss
from bot.ui.reading import (
    counts_questions,
    library_of,
    record_miss,
    record_question,
    scope_of_episode,
)
from bot.ui.responses import answer, edit_message, is_turned_privately, send_private
from bot.ui.topic_buttons import TopicPage

LONGEST = 200
"""The characters of a question."""
_FIELD = "question"

_Interaction = discord.Interaction[Any]


def passages_page(
    question: str,
    hits: Sequence[Hit],
    *,
    sure: bool = True,
    stems: AbstractSet[str] = frozenset(),
    buttons: Sequence[Item[Any]] = (),
) -> Page:
    """Build the page of the passages about a question, which it opens as quotes."""
    listed = hits[: questions.PASSAGES]
    items = (*passages.opening(listed), *buttons)
    return questions.passages(question, listed, sure=sure, stems=stems, buttons=items)


async def send_answer(
    interaction: _Interaction, question: str, result: Answer, *, code: str | None, private: bool
) -> None:
    """Show the passages that answer a question, or may; or say that nothing is close.

    Of those that may, the first has to be more likely right than wrong to be shown in public.
    `code` is that of the scope. What is not found is counted where managers want that.
    """
    sure = result.confidence != "none" and bool(result.hits)
    plausible = questions.shown(result.hits) or list(result.hits[: int(sure)])
    if not plausible and not sure:
        await record_miss(interaction, "ask", question)
        await send_miss(interaction, question, result)
        return
    counted = counts_questions(interaction)

    def build() -> Page:
        note = quotes.unmet_note(result) if sure else _(quotes.UNSURE_NOTE)
        buttons = [AskAgain(code), *_judging(code, counted=counted)]
        page = passages_page(question, plausible, sure=sure, stems=result.stems, buttons=buttons)
        return page.headed(note)

    likely = sure or plausible[0].match.likely
    await answer(interaction, build, private=private or not likely)


class AskAgain(PressHandler, DynamicItem[Button[View]], template=custom_ids.ASK_AGAIN):
    """A button to ask another question, in the same scope."""

    def __init__(self, code: str | None) -> None:
        self.code = code
        label = text.label(_("Ask again"), text.LABEL)
        super().__init__(Button(label=label, custom_id=custom_ids.ask_again(code)))

    @classmethod
    async def from_custom_id(
        cls, _interaction: _Interaction, _item: Item[Any], match: re.Match[str], /
    ) -> Self:
        """Restore the button from its custom id."""
        return cls(custom_ids.optional(match["episode"]))

    async def press(self, interaction: _Interaction) -> None:
        """Ask for the other question, with the earlier one to be changed."""
        message = interaction.message
        earlier = questions.question_of(message) if message else ""
        field: TextInput[Any] = TextInput(
            custom_id=_FIELD, default=earlier[:LONGEST] or None, max_length=LONGEST
        )
        await modals.open_modal(
            interaction,
            title=_("Ask again"),
            custom_id=custom_ids.asked(self.code),
            fields=(modals.labelled(_("Your question"), field),),
        )


class Judge(PressHandler, DynamicItem[Button[View]], template=custom_ids.JUDGE):
    """A button that says whether an answer was useful."""

    def __init__(self, code: str | None, *, useful: bool) -> None:
        self.code = code
        self.useful = useful
        label = _("Useful") if useful else _("Not useful")
        super().__init__(
            Button(
                label=text.label(label, text.LABEL),
                style=ButtonStyle.secondary,
                custom_id=custom_ids.judge(code, useful=useful),
            )
        )

    @classmethod
    async def from_custom_id(
        cls, _interaction: _Interaction, _item: Item[Any], match: re.Match[str], /
    ) -> Self:
        """Restore the button from its custom id."""
        return cls(custom_ids.optional(match["episode"]), useful=match["useful"] == "y")

    async def press(self, interaction: _Interaction) -> None:
        """Count what the member says who asked, and offer other ways to ask."""
        message = interaction.message
        if message is None or not _is_asker(interaction, message):
            await send_private(interaction, _("Only who asked can judge the answer: use `/ask`."))
            return
        question = questions.question_of(message)
        outcome: Outcome = "useful" if self.useful else "unhelpful"
        counted = await record_question(interaction, "ask", question, outcome=outcome)
        await _take_judging_away(interaction, message)
        told = _noted(counted=counted)
        if self.useful:
            await send_private(interaction, told)
            return
        page = await self._other_ways(interaction, question, told)
        await answer(interaction, lambda: page, private=True)

    async def _other_ways(self, interaction: _Interaction, question: str, told: str) -> Page:
        scope = await scope_of_episode(interaction, self.code)
        near = await library_of(interaction).near_topics(question, scope) if scope else ()
        subjects = [text.plain(name)[: custom_ids.SUBJECT] for name in near]
        buttons = [
            TopicPage(name, episode=self.code, page=0, label=name) for name in subjects if name
        ]
        sentence = _("Not what you meant? Follow a subject near it, or ask in other words.")
        return layout.page(
            told,
            sentence,
            title=text.escaped(question, text.TITLE),
            buttons=(*buttons, AskAgain(self.code)),
        )


BUTTONS = (AskAgain, Judge)
"""The button classes; the client registers them so that buttons in old messages work."""


async def _ask(interaction: _Interaction, match: re.Match[str], typed: Mapping[str, str]) -> None:
    """Answer the question that was sent with the modal."""
    code, question = match["episode"], typed.get(_FIELD, "")
    scope = await scope_of_episode(interaction, custom_ids.optional(code))
    if scope is None:
        await send_private(interaction, _(errors.REMOVED))
        return
    query = clean_query.clean_query(question)
    result = await library_of(interaction).ask(query, scope, limit=questions.PASSAGES)
    await send_answer(
        interaction,
        question,
        result,
        code=custom_ids.optional(code),
        private=is_turned_privately(interaction),
    )


SUBMISSIONS = (SubmitHandler(custom_ids.ASKED, _ask),)
"""The handlers of the modals, which the client asks."""


def _judging(code: str | None, *, counted: bool) -> list[Judge]:
    """Return the buttons to judge an answer; praise is only of use where it is counted."""
    useful = [Judge(code, useful=True)] if counted else []
    return [*useful, Judge(code, useful=False)]


def _noted(*, counted: bool) -> str:
    if counted:
        return _("Noted for the managers of this server for 30 days, without your name.")
    return _("Thank you. Nothing was noted: the managers of this server do not collect it.")


def _is_asker(interaction: _Interaction, message: discord.Message) -> bool:
    asked = message.interaction_metadata
    return asked is not None and asked.user.id == interaction.user.id


async def _take_judging_away(interaction: _Interaction, message: discord.Message) -> None:
    """Remove the buttons from an answer that has been judged, so that nobody counts twice."""
    view = LayoutView.from_message(message)
    for row in view.walk_children():
        if isinstance(row, ActionRow):
            for item in list(row.children):
                if custom_ids.JUDGE.fullmatch(str(getattr(item, "custom_id", ""))):
                    row.remove_item(item)
    view.stop()
    await edit_message(interaction, view)
