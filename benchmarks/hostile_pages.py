"""Build every page of every hostile text, and count what is live, broken or an error in them.

    python -m benchmarks.hostile_pages

Prints a row for each kind of text: texts, pages built, texts that made problems, and errors. The
exit code is 1 if there is any.
"""

import sys
import time

from tests.support import hostile_texts as texts
from tests.support.hostile_pages import RAW, found_on

KINDS = {
    "mentions": texts.PINGS,
    "links": texts.LINKS,
    "blocks of lines": texts.BLOCKS,
    "marks": texts.MARKS,
    "spoofs": texts.SPOOFS,
    "nothing that shows": texts.EMPTY,
    "layouts": texts.LAYOUTS,
    "code": texts.CODE,
}


def main() -> int:
    """Print the rows and the sum."""
    print(f"{'kind':20}{'texts':>7}{'pages':>7}{'problems':>10}{'errors':>8}")
    wrong = pages = 0
    for kind, corpus in KINDS.items():
        problems = errors = 0
        for name in RAW:
            for one in corpus:
                try:
                    problems += len(found_on(name, [one]))
                except Exception as error:  # noqa: BLE001 - any is counted
                    errors += 1
                    print(f"{name}, {one[:40]!r}: {error!r}"[:200])
        built = len(RAW) * len(corpus)
        pages += built
        wrong += problems + errors
        print(f"{kind:20}{len(corpus):>7}{built:>7,}{problems:>10}{errors:>8}", flush=True)
    print(f"{len(RAW)} builders, {pages:,} pages, {time.process_time():.0f} s of CPU")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
