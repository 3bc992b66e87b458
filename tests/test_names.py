"""Hold public names to the glossary of docs/architecture.md: a word has one meaning."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
SOURCES = [
    path
    for path in sorted([*PROJECT.glob("bot/**/*.py"), *PROJECT.glob("cogs/**/*.py")])
    if "versions" not in path.parts  # released migrations are never edited
]

RETIRED_NAMES = {
    "apart": "without_overlaps",
    "Bitmaps": "PostingCache",
    "Board": "RotationState",
    "Coming": "UpcomingPost",
    "Contender": "Candidate",
    "Courier": "Worker",
    "Delivery": "Scheduler",
    "Judged": "ScoredLine",
    "Letter": "OutgoingPost",
    "Line": "Utterance, or HighlightSuggestion",
    "Listing": "SparsePostings",
    "Move": "IndexDelta",
    "Offers": "PartitionSuggestions",
    "Part": "SaturationWeight, ChapterMark or NameTokens",
    "Place": "AnchorPoint, UtteranceContext or progress",
    "Plan": "PlannedPosts or SummaryBudget",
    "Poster": "PostingPort",
    "Reading": "SpellingOptions",
    "Row": "Document",
    "Run": "DocumentRun",
    "Said": "TermCounts",
    "Standing": "PostingList",
    "Talk": "ContextCounts",
    "Told": "IndexTerms",
    "View": "SearchScope",
    "Visible": "MergedDictionary",
    "Window": "Passage",
    "Word": "Token or AnchorWord",
    "hold": "defer",
    "leave_alone": "freeze_gc",
    "near": "fuzzy_lookup",
    "put_in": "add",
    "settle": "finish",
    "take_out": "delete",
}
"""Whole names, with the name to use instead."""

RETIRED_WORDS = {
    "alike": "similar",
    "asker": "request_id",
    "barred": "excluded",
    "bitmaps": "posting_cache",
    "catalogue": "snapshot",
    "contender": "candidate",
    "courier": "worker",
    "everyday": "background_frequency",
    "faint": "low_weight",
    "gone": "removed",
    "heard": "phonetic, or misheard",
    "heir": "replacement",
    "heirs": "replacement_ids",
    "letter": "outgoing",
    "levelling": "offsets",
    "likeness": "similarity",
    "listing": "sparse postings",
    "mate": "synonym",
    "mates": "synonyms",
    "meant": "corrected",
    "offers": "suggestions",
    "owning": "process_lock",
    "pace": "rate_limiter",
    "poke": "wake",
    "quotability": "highlight_model",
    "ripe": "next_plan_at",
    "room": "partition",
    "rooms": "partitions",
    "said": "count_terms, or spoken",
    "seldom": "rare",
    "shelf": "episode_range",
    "shelves": "episode_ranges",
    "sound": "phonetic_code",
    "squeezed": "letters",
    "striking": "emotion_lexicon",
    "tagging": "noun_detection",
    "telling": "idf, or informative",
    "told": "a verb that says what is returned",
    "traits": "features",
    "typed": "query",
    "unsaid": "uncovered",
    "vocabulary": "dictionary",
    "voice": "speaker",
    "voices": "speakers",
    "wished": "options",
    "wishes": "schedule_options",
    "wording": "lexicon",
    "worth": "score, weight or gain",
}
"""Words that may be no part of a public name, with the word to use instead."""

KEPT = {("toml_tables", "heard"): "a key of the guide's format"}
"""Modules and public names that hold a retired word all the same, with the reason."""


@cache
def public(path: Path) -> tuple[tuple[str, int], ...]:
    """Return the names that others may use: modules, definitions, fields, parameters of both."""
    return (path.stem, 1), *_public(ast.parse(path.read_text(encoding="utf-8")).body)


def _public(body: list[ast.stmt]) -> Iterator[tuple[str, int]]:
    for node in body:
        names: list[str] = []
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            names = [node.name]
        elif isinstance(node, ast.Assign):
            names = [one.id for one in node.targets if isinstance(one, ast.Name)]
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names = [node.target.id]
        shown = [name for name in names if not name.startswith("_")]
        yield from ((name, node.lineno) for name in shown)
        if isinstance(node, ast.ClassDef):
            yield from _public(node.body)
        elif shown and isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            given = node.args
            parameters = (*given.posonlyargs, *given.args, *given.kwonlyargs)
            yield from ((one.arg, one.lineno) for one in parameters if one.arg[0] != "_")


def parts(name: str) -> list[str]:
    """Return the words of a name: `EpisodeRange` and `episode_range` have the same two."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower().split("_")


def instead(name: str) -> str | None:
    """Return what a retired name is to be called."""
    found = (RETIRED_WORDS[part] for part in parts(name) if part in RETIRED_WORDS)
    return RETIRED_NAMES.get(name) or next(found, None)


def glossary() -> list[tuple[str, str, str]]:
    """Return the rows of the glossary: a term, its name in the code, its definition."""
    source = (PROJECT / "docs" / "architecture.md").read_text(encoding="utf-8")
    section = source.split("## Glossary")[1]
    return re.findall(r"^\| ([\w' -]+) \| `(\w+)` \| ([^|]+) \|$", section, re.MULTILINE)


def test_no_retired_name_comes_back() -> None:
    found = [
        f"{path.relative_to(PROJECT)}:{line}: `{name}`, use {better}"
        for path in SOURCES
        for name, line in public(path)
        if (better := instead(name)) and (path.stem, name) not in KEPT
    ]
    assert not found, "\n".join(found)


def test_a_retired_word_is_found_within_a_name() -> None:
    assert instead("Shelf") == instead("shelf_of") == "episode_range"
    assert instead("Room") == "partition"
    assert instead("mushroom") is None


def test_every_name_that_is_kept_is_in_the_code() -> None:
    assert KEPT.keys() <= {(path.stem, name) for path in SOURCES for name, _ in public(path)}


def test_every_term_of_the_glossary_is_in_the_code() -> None:
    names = {name for path in SOURCES for name, _ in public(path)}
    assert [term for term, name, _ in glossary() if name not in names] == []


def test_the_glossary_is_alphabetical_and_has_a_sentence_for_each_term() -> None:
    terms = [term for term, _, _ in glossary()]
    assert len(terms) >= 60
    assert terms == sorted(set(terms))
    assert all(re.fullmatch(r"[A-Z].+\.", definition) for _, _, definition in glossary())


def test_no_two_terms_share_a_name_in_the_code() -> None:
    names = [name for _, name, _ in glossary()]
    assert len(names) == len(set(names))
