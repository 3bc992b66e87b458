import os
from pathlib import Path

import pytest

from bot.errors import SiteError
from bot.site.folder import replaced
from bot.site.publishing import Options
from tests.support.stores import open_store
from tests.support.website import everything, fill, lighthouse, write, write_again

SERVER = 123


def files(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Map the paths of all files to their times and bytes."""
    return {
        str(path.relative_to(folder)): (path.stat().st_mtime_ns, path.read_bytes())
        for path in folder.rglob("*")
        if path.is_file()
    }


def write_one(folder: Path, text: str, *, server: int | None = None) -> None:
    with replaced(folder, server=server) as site:
        site.write("", text)


def test_a_folder_with_files_of_others_is_refused(tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "beach.jpg").write_bytes(b"jpg")
    with pytest.raises(SiteError, match="did not write"):
        write_one(tmp_path / "photos", "page")
    assert [path.name for path in tmp_path.iterdir()] == ["photos"]
    assert (tmp_path / "photos" / "beach.jpg").exists()


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes").write_text("mine")
    with pytest.raises(SiteError):
        write_one(tmp_path / "notes", "page")
    assert (tmp_path / "notes").read_text() == "mine"


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    write_one(tmp_path / "site", "page")
    assert (tmp_path / "site" / "index.html").read_text() == "page"


@pytest.mark.parametrize("servers", [(None, SERVER), (SERVER, None), (SERVER, 456)])
def test_pages_of_one_audience_never_replace_those_of_another(
    tmp_path: Path, servers: tuple[int | None, int | None]
) -> None:
    write_one(tmp_path / "site", "first", server=servers[0])
    with pytest.raises(SiteError, match="another audience"):
        write_one(tmp_path / "site", "second", server=servers[1])
    assert (tmp_path / "site" / "index.html").read_text() == "first"


def test_a_failure_leaves_the_folder_as_it_was(tmp_path: Path) -> None:
    write_one(tmp_path / "site", "first")

    def fail() -> None:
        with replaced(tmp_path / "site", server=None) as site:
            site.write("", "second")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert (tmp_path / "site" / "index.html").read_text() == "first"
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_what_others_put_at_the_top_stays(tmp_path: Path) -> None:
    write_one(tmp_path / "site", "first")
    (tmp_path / "site" / "CNAME").write_text("quotes.example.com")
    (tmp_path / "site" / ".git").mkdir()
    (tmp_path / "site" / ".git" / "HEAD").write_text("main")
    write_one(tmp_path / "site", "second")
    assert (tmp_path / "site" / "CNAME").read_text() == "quotes.example.com"
    assert (tmp_path / "site" / ".git" / "HEAD").read_text() == "main"
    assert (tmp_path / "site" / "index.html").read_text() == "second"


def test_a_run_that_was_killed_between_the_folders_is_repaired(tmp_path: Path) -> None:
    write_one(tmp_path / "site", "first")
    (tmp_path / "site" / "CNAME").write_text("quotes.example.com")
    (tmp_path / "site").rename(tmp_path / ".site.old")
    write_one(tmp_path / "site", "second")
    assert (tmp_path / "site" / "CNAME").read_text() == "quotes.example.com"
    assert (tmp_path / "site" / "index.html").read_text() == "second"
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_what_a_killed_run_left_is_cleared(tmp_path: Path) -> None:
    write_one(tmp_path / "site", "first")
    (tmp_path / "site").rename(tmp_path / ".site.new")
    write_one(tmp_path / "site", "second")
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


async def test_nothing_changes_where_nothing_has_changed(tmp_path: Path) -> None:
    async with open_store(f"sqlite+aiosqlite:///{tmp_path / 'library.db'}") as store:
        await fill(store, lighthouse(), lighthouse("island"))
        await write_again(tmp_path / "site", store, options=Options(url="https://a.example"))
        for path in (tmp_path / "site").rglob("*"):
            os.utime(path, ns=(10**18, 10**18))
        before = files(tmp_path / "site")
        await write_again(tmp_path / "site", store, options=Options(url="https://a.example"))
        assert files(tmp_path / "site") == before
        await fill(store, lighthouse("harbour"))
        await write_again(tmp_path / "site", store, options=Options(url="https://a.example"))
        after = files(tmp_path / "site")
        changed = {path for path in before if after.get(path) != before[path]}
        assert "index.html" in changed
        assert not any(path.startswith(("e/", "q/", "assets/")) for path in changed)


async def test_the_pages_are_written_without_search_where_its_library_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:

    def find_nothing(_: str) -> None:
        return None

    monkeypatch.setattr("bot.site.full_text.find_spec", find_nothing)
    written = await write(tmp_path / "site", lighthouse(), options=Options())
    assert not written.searchable
    assert "<script" not in everything(tmp_path / "site")
    assert 'role="search"' not in everything(tmp_path / "site")
