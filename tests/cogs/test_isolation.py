"""Nothing of one server, or under embargo, is told in another, and nobody does what they may not.

`python -m benchmarks.isolation` does all of it; here is one call of each kind.
"""

from collections.abc import Iterable
from functools import partial
from pathlib import Path

import pytest

from bot.import_options import Options
from bot.search.semantic.model import SentenceModel
from bot.transcripts.files import File
from bot.ui import privacy
from tests.support.hashing_model import HashingModel
from tests.support.isolation import forging, options, presses, rights, secrets, unasked
from tests.support.isolation.arena import OURS, STRANGE, THEIRS, Arena, open_arena
from tests.support.isolation.calls import Call, every_call
from tests.support.isolation.comparing import compare
from tests.support.isolation.forging import EVERYTHING, MEMBER, Place
from tests.support.isolation.secrets import Kind, told
from tests.support.managing import TALK

MANAGER = Place("a manager", OURS, MEMBER | forging.MANAGE_SERVER)


def one_of_each(calls: Iterable[Call]) -> list[Call]:
    """Return one call of each kind and subject: the one in the middle."""
    sorted_: dict[tuple[str, str], list[Call]] = {}
    for one in calls:
        sorted_.setdefault((one.kind, one.about), []).append(one)
    return [some[len(some) // 2] for some in sorted_.values()]


def plan(arena: Arena, *, place: Place) -> list[Call]:
    commands, aims = arena.loopback.commands, presses.aims()
    return one_of_each(every_call(commands, place, aims=aims, probes=options.PROBES))


async def test_every_option_button_menu_and_modal_has_its_case(tmp_path: Path) -> None:
    async with open_arena(tmp_path, build=partial(secrets.build, kind="nothing")) as arena:
        found = options.leaves(arena.loopback.commands)
        cases = {one.name: {option["name"] for option in one.options} for one in found}
        assert cases == {name: set(given) for name, given in options.CASES.items()}
        assert presses.classes(arena.bot) == set(presses.BUTTONS)
    assert presses.modals() == set(presses.MODALS)


@pytest.mark.parametrize(
    ("kind", "place", "model"),
    [
        ("private", MANAGER, None),
        ("private", Place("in a DM"), HashingModel()),
    ],
)
async def test_no_answer_tells_whether_there_are_secrets(
    tmp_path: Path, kind: Kind, place: Place, model: SentenceModel | None
) -> None:
    found = await compare(tmp_path, kind, partial(plan, place=place), model=model)
    assert found.done.keys() == {
        "press",
        "modal",
        "message command",
        "mention",
        "autocomplete",
        "command",
    }
    assert (found.told, found.different, found.failed) == ([], [], [])


@pytest.mark.parametrize(("kind", "without"), [("embargoed", "nothing"), ("released", "public")])
async def test_no_search_tells_whether_there_is_or_was_an_embargo(
    tmp_path: Path, kind: Kind, without: Kind
) -> None:
    """Every seventh of the questions has some of those that guess at words or order by rows."""
    found = await unasked.answers(tmp_path / "with", kind, every=7)
    assert found == await unasked.answers(tmp_path / "without", without, every=7)
    assert any("zarnocode" in one for one in found) is (kind == "released")


async def test_what_is_secret_elsewhere_is_told_where_it_belongs(tmp_path: Path) -> None:
    """Else the others would find nothing, whatever is told."""
    at_home = Place("a manager of theirs", THEIRS, EVERYTHING)
    async with open_arena(tmp_path, build=partial(secrets.build, kind="private")) as arena:
        calls = every_call(
            arena.loopback.commands,
            at_home,
            aims=presses.aims(),
            probes=options.PROBES[:1],
            presses=1,
        )
        waiting = {one.kind for one in calls}
        for one in calls:
            if one.kind in waiting and told((await one.run(arena)).words, typed=one.typed):
                waiting.remove(one.kind)
        assert waiting == set()


WEB = {"library follow", "library unfollow"}
"""What fails here for want of a feed."""

WITHOUT_RIGHTS = (
    Place("a member", OURS, MEMBER),
    Place("a member in a thread", OURS, MEMBER, thread=True),
    Place("somebody without a name", OURS, EVERYTHING, nameless=True),
    Place("somebody in a DM", permissions=EVERYTHING),
    Place("somebody in a group", permissions=EVERYTHING, group=True),
    Place("a manager where the bot is not", STRANGE, EVERYTHING),
)


def acts(arena: Arena, place: Place, *, at: presses.Aims) -> list[Call]:
    """Return what changes something: presses, modals, and each command with all its options."""
    calls = every_call(arena.loopback.commands, place, aims=at, probes=(), presses=2)
    commands = {one.about: one for one in calls if one.kind == "command"}
    made = [*(one for one in calls if one.kind in {"press", "modal"}), *commands.values()]
    return sorted(made, key=lambda one: one.about == privacy.ForgetServer.__name__)


async def aims_at_ours(arena: Arena) -> presses.Aims:
    """Return aims at rows of OURS that there are, an upload that waits among them."""
    assert arena.bot.uploads is not None
    upload = await arena.bot.uploads.look_at(
        [File("wells.srt", TALK)], server=int(OURS.id), options=Options(show="board")
    )
    ids = secrets.names()
    return presses.Aims(
        (*ids.own_quotes[:3], ids.public_quotes[0]),
        (*ids.own_episodes, ids.public_episodes[0]),
        tokens=(upload.token,),
    )


async def test_nobody_but_managers_changes_a_server(tmp_path: Path) -> None:
    """Whatever Discord's own app would offer them; and nobody changes what another member owns."""
    database = tmp_path / "library.db"
    async with open_arena(tmp_path, build=partial(secrets.build, kind="private")) as arena:
        aims = await aims_at_ours(arena)
        managing = rights.managers_commands(options.leaves(arena.loopback.commands))
        before = rights.rows(database)
        tried = [
            (place.name, one.about, one.typed, rights.is_refused(await one.run(arena)))
            for place in WITHOUT_RIGHTS
            for one in acts(arena, place, at=aims)
            if place == WITHOUT_RIGHTS[0] or rights.is_managing(one, managing)
        ]
        for_managers = {*rights.MANAGING, *rights.MANAGING_MODALS, *managing}
        assert [one for *one, refused in tried if one[1] in for_managers and not refused] == []
        assert rights.rows(database) == before


async def test_managers_may_do_all_of_that(tmp_path: Path) -> None:
    """Else the others would be refused for other reasons."""
    async with open_arena(tmp_path, build=partial(secrets.build, kind="private")) as arena:
        aims = await aims_at_ours(arena)
        managing = rights.managers_commands(options.leaves(arena.loopback.commands))
        done = {
            one.about
            for one in acts(arena, MANAGER, at=aims)
            if rights.is_managing(one, managing) and (await one.run(arena)).outcome == "answered"
        }
    assert done >= rights.MANAGING | rights.MANAGING_MODALS | (managing - WEB)


@pytest.mark.parametrize("right", [forging.MANAGE_SERVER, forging.ADMINISTRATOR])
async def test_rights_are_those_of_the_press_and_either_is_enough(
    tmp_path: Path, right: int
) -> None:
    """Not those of when the page was opened, nor those in another server."""
    demoted, promoted = Place("demoted", OURS, MEMBER), Place("promoted", OURS, right)
    async with open_arena(tmp_path, build=partial(secrets.build, kind="private")) as arena:
        (leaf,) = (
            one for one in options.leaves(arena.loopback.commands) if one.name == "library remove"
        )
        user, case = forging.member(5), leaf.use({"episode": "board"})
        opened = await arena.do(forging.COMMAND, case, place=promoted, user=user)
        button = forging.Press(f"lr:{secrets.names().own_episodes[0]}")
        assert button.custom_id in opened.words
        refused = await arena.press(button, place=demoted, user=user)
        elsewhere = Place("a manager elsewhere", THEIRS, EVERYTHING)
        gone = await arena.press(button, place=elsewhere, user=user)
        assert rights.is_refused(refused)
        assert (gone.outcome, "board" in await keys(arena)) == ("refused", True)
        assert (await arena.press(button, place=promoted, user=user)).outcome == "answered"
        assert "board" not in await keys(arena)


async def keys(arena: Arena) -> list[str]:
    return [one.key for one in await arena.store.every_episode()]


async def test_the_manager_of_another_server_changes_nothing_here(tmp_path: Path) -> None:
    database = tmp_path / "library.db"
    async with open_arena(tmp_path, build=partial(secrets.build, kind="private")) as arena:
        aims = await aims_at_ours(arena)
        before = ours(rights.rows(database))
        for one in acts(arena, Place("a manager of theirs", THEIRS, EVERYTHING), at=aims):
            await one.run(arena)
        assert ours(rights.rows(database)) == before


def ours(rows: rights.Rows) -> dict[str, frozenset[str]]:
    """Return the rows without those of THEIRS and its episodes, and without versions."""
    ids = secrets.names()
    theirs = (THEIRS.id, secrets.SECRET, *ids.episodes, *ids.quotes)
    return {
        name: frozenset(one for one in some if not any(other in one for other in theirs))
        for name, some in rows.items()
        if name not in {"library", "change"}
    }
