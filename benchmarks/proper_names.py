"""List the words of the thesaurus that are names: `python -m benchmarks.proper_names`.

Print `data/words/names.txt`: words that have a capital in nine of ten places, of at least three,
within sentences of the episodes of `changelog/` that search was tuned on.
"""

from collections import Counter
from itertools import pairwise

from benchmarks.corpora import folder
from bot.search.query.background import background_frequency
from bot.search.query.synonyms import load_thesaurus
from bot.text.tokens import stem, words

_SHARE, _LEAST = 0.9, 3
_ENDS, _AROUND = '.?!:…"”*', "\"'“”‘’()[],.;:!?*_"


def main() -> None:
    """Print the names in alphabetical order."""
    seen, capitalised = Counter[str](), Counter[str]()
    for path in sorted((folder() / "changelog").glob("*/*.md"))[::2]:
        for before, typed in pairwise(path.read_text(encoding="utf-8").split()):
            bare = typed.strip(_AROUND)
            folded = words(bare)
            if before[-1] not in _ENDS and len(folded) == 1:
                seen.update(folded)
                capitalised.update(folded if bare[0].isupper() else ())
    for word in sorted(load_thesaurus().words):
        often = seen[word] >= _LEAST and capitalised[word] >= _SHARE * seen[word]
        if often and not background_frequency(stem(word)):
            print(word)


if __name__ == "__main__":
    main()
