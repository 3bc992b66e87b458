"""Hold the documents to the code: what there is, is described; what is linked, is there."""

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from bot import settings
from bot.cli.app import command_names

PROJECT = Path(__file__).resolve().parent.parent
SKIPPED = {".git", ".venv", ".ruff_cache", ".pytest_cache", ".hypothesis", "__pycache__"}
# Written in two parts, so that this file itself is not a find.
REGISTRIES = ("py" + "pi.org", "python" + "hosted.org", "npm" + "js.", "deb.deb" + "ian.org")


def read(name: str | Path) -> str:
    return _text(PROJECT / name)


@cache
def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def files(folder: Path = PROJECT) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.name in SKIPPED or path == PROJECT / "data" / "transcripts":
            continue
        if path.is_dir():
            yield from files(path)
        else:
            yield path


@cache
def documents() -> tuple[Path, ...]:
    return tuple(path for path in files() if path.suffix == ".md" and "samples" not in path.parts)


def slash_commands() -> Iterator[str]:
    """Yield each command that a cog declares, by the name that members type."""
    for path in sorted(PROJECT.glob("cogs/*.py")):
        for cog in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(cog, ast.ClassDef):
                group = _keyword(cog, "group_name")
                yield from (f"{group} {name}" if group else name for name in _declared(cog))


def _declared(cog: ast.ClassDef) -> Iterator[str]:
    for node in cog.body:
        if isinstance(node, ast.AsyncFunctionDef):
            yield from (
                _keyword(decorator, "name") or node.name
                for decorator in node.decorator_list
                if isinstance(decorator, ast.Call)
                and ast.unparse(decorator.func) == "app_commands.command"
            )


def _keyword(node: ast.Call | ast.ClassDef, name: str) -> str | None:
    for keyword in node.keywords:
        if keyword.arg == name and isinstance(keyword.value, ast.Constant):
            return str(keyword.value.value)
    return None


def test_every_setting_is_described() -> None:
    described = set(re.findall(r"`(\w+)`", read("docs/settings.md")))
    assert {*settings.names(), *settings.FOR_TESTS} - described == set()


def test_every_setting_stands_in_the_example() -> None:
    given = set(re.findall(r"^#?(\w+)=", read(".env.example"), re.MULTILINE))
    assert settings.names().keys() - given == set()


def test_nothing_else_is_said_to_be_a_setting() -> None:
    known = settings.names().keys() | settings.FOR_TESTS
    for path in [*documents(), PROJECT / ".env.example"]:
        named = set(re.findall(r"\bPULLQUOTE_[A-Z_]+[A-Z]\b", read(path)))
        assert named <= known, f"{path.name} names settings that do not exist"


def test_every_command_of_the_command_line_is_described() -> None:
    described = read("docs/cli.md")
    for name in command_names():
        assert f"\n## pullquote {name}\n" in described
        assert f"| `pullquote {name}` |" in described


def test_every_slash_command_is_described() -> None:
    described = read("docs/commands.md")
    for name in slash_commands():
        assert re.search(rf"^#+ .*`/{name}\b", described, re.MULTILINE), f"/{name} has no heading"


def test_the_slash_commands_are_found() -> None:
    found = set(slash_commands())
    assert {"quote", "topic", "summary", "ask", "help", "about", "doctor"} <= found
    assert {"daily setup", "daily preview", "daily history"} <= found


DAILY = "setup preview next skip pin replace pause resume off history wording".split()
PICTURED = [
    *(f"daily {name}" for name in DAILY),
    *("quote", "topic", "summary", "ask", "saved list", "top", "help", "about", "doctor"),
    *("setup", "alert add", "privacy show", "library add", "library mistakes"),
]
"""The commands that stand with a picture of what they show."""


def test_a_command_stands_with_its_picture() -> None:
    sections = re.split(r"^#{2,3} (?=`/)", read("docs/commands.md"), flags=re.MULTILINE)
    for name in PICTURED:
        (described,) = [one for one in sections if one.startswith(f"`/{name}`")]
        assert re.search(r"!\[[^\]]{10,}\]\(pictures/[\w-]+\.png\)", described), name


PICTURES = sorted((PROJECT / "docs" / "pictures").glob("*.png"))


def test_a_picture_stands_in_a_document_and_is_light() -> None:
    shown = {name for one in documents() for name in re.findall(r"pictures/([^)]+)\)", read(one))}
    assert {path.name for path in PICTURES} - shown == set()
    assert [path.name for path in PICTURES if path.stat().st_size >= 60_000] == []


def test_all_pictures_together_are_light() -> None:
    assert PICTURES
    assert sum(path.stat().st_size for path in PICTURES) < 2_500_000


def test_every_relative_link_leads_somewhere() -> None:
    for path in documents():
        source = re.sub(r"```.*?```|`[^`\n]*`", "", read(path), flags=re.DOTALL)
        for target in re.findall(r"\]\(([^)\s]+)\)", source):
            if not re.match(r"[a-z]+:|#", target):
                assert (path.parent / target.split("#")[0]).exists(), f"{path.name}: {target}"


@cache
def code_spans(path: Path) -> set[str]:
    source = re.sub(r"```.*?```", "", read(path), flags=re.DOTALL)
    return set(re.findall(r"`([^`\n]+)`", source))


def modules() -> set[str]:
    """Return the dotted names of our modules and packages, `bot.` left out as the docs do."""
    paths = [path.relative_to(PROJECT) for path in files() if path.suffix == ".py"]
    dotted = {".".join(path.with_suffix("").parts).removesuffix(".__init__") for path in paths}
    packages = {".".join(path.parent.parts) for path in paths if path.parent.parts}
    return {name.removeprefix("bot.") for name in dotted | packages}


def test_every_source_file_that_a_document_names_exists() -> None:
    for path in documents():
        # docs/search.md and docs/analysis.md name the modules of the package that they describe.
        homes = [PROJECT, PROJECT / "bot", PROJECT / "bot" / path.stem]
        named = {span for span in code_spans(path) if re.fullmatch(r"[\w/]+\.py", span)}
        missing = [name for name in named if not any((home / name).is_file() for home in homes)]
        assert not missing, f"{path.name} names {missing}"


def test_every_folder_or_file_of_ours_that_a_document_names_exists() -> None:
    ours = re.compile(r"(?:bot|cogs|data|docs|tests|benchmarks|requirements)/[\w./-]*")
    for path in documents():
        named = {span for span in code_spans(path) if ours.fullmatch(span)}
        missing = [name for name in named if not (PROJECT / name).exists()]
        assert not missing, f"{path.name} names {missing}"


def test_every_dotted_module_that_a_document_names_exists() -> None:
    known = modules()
    for path in documents():
        named = {
            span.removeprefix("bot.")
            for span in code_spans(path)
            if re.fullmatch(r"[a-z_]+(?:\.[a-z_]+)+", span) and not span.endswith(".db")
        }
        ours = {name for name in named if name.split(".")[0] in known}
        assert ours <= known, f"{path.name} names {sorted(ours - known)}"


def test_every_benchmark_that_is_named_can_be_run() -> None:
    readable = [path for path in files() if path.suffix in {".md", ".py"}]
    named = {name for path in readable for name in re.findall(r"-m (benchmarks\.\w+)", read(path))}
    assert "benchmarks.quality" in named
    for name in named:
        inner = PROJECT.joinpath(*name.split("."))
        script = inner / "__main__.py" if inner.is_dir() else inner.with_suffix(".py")
        assert '__name__ == "__main__"' in script.read_text(encoding="utf-8"), name


def test_the_readme_names_the_two_commands_that_the_makefile_has() -> None:
    named = re.findall(r"^    make (\w+)$", read("README.md"), re.MULTILINE)
    assert named == ["demo", "test"]
    for target in named:
        assert re.search(rf"^{target}:", read("Makefile"), re.MULTILINE)


def test_ci_runs_the_readme_command_for_the_tests() -> None:
    assert "exec make test" in read(".ci/run")


def test_no_file_names_a_registry() -> None:
    for path in files():
        data = path.read_bytes()
        named = [host for host in REGISTRIES if host.encode() in data]
        assert not named, f"{path.relative_to(PROJECT)} names {named}"


@pytest.mark.parametrize(
    ("name", "extras"), [("run", ["build"]), ("demo", ["build", "demo"]), ("dev", ["build", "dev"])]
)
def test_what_the_project_asks_for_is_locked(name: str, extras: list[str]) -> None:
    project = tomllib.loads(read("pyproject.toml"))["project"]
    optional = [wanted for extra in extras for wanted in project["optional-dependencies"][extra]]
    locked = re.findall(r"^([^\s=]+(?:, \S+\])?)==", read(f"requirements/{name}.txt"), re.MULTILINE)
    for wanted in [*project["dependencies"], *optional]:
        # With its extras: pip before 23.3 takes `a[b]` for unpinned where only `a` is locked.
        distribution = re.split(r"[><=]", wanted)[0].replace(".", "-").replace(",", ", ")
        assert distribution in locked, f"run `make lock`: {distribution} is not in {name}.txt"


@pytest.mark.parametrize("name", ["run", "demo", "dev"])
def test_every_requirement_is_pinned_by_its_hash(name: str) -> None:
    locked = read(f"requirements/{name}.txt")
    pins = re.findall(r"^[a-z][^\n]*==[^\n]* \\\n    --hash=sha256:", locked, re.MULTILINE)
    assert len(pins) == len(re.findall(r"^[a-z]", locked, re.MULTILINE)) > 10
    assert "hatchling==" in locked
    assert "editables==" in locked
    assert "make lock" in locked
