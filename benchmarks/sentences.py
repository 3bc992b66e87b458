"""Measure sentence boundaries against those marked by hand, and list the offset of each error.

python -m benchmarks.sentences
"""

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

from benchmarks import corpora
from bot.text.sentences import split_sentences

MARKS = Path(__file__).parent / "annotations" / "sentences.json"


def main() -> None:
    """Print precision, recall, F1 and the errors as offsets, without words of the transcript."""
    marked: dict[str, Any] = json.loads(MARKS.read_text("utf-8"))
    data = (corpora.folder() / "conversation" / "conversation.txt").read_bytes()
    if hashlib.sha256(data).hexdigest() != marked["transcript_sha256"]:
        sys.exit("The marks belong to another transcript, so their offsets do not apply.")
    start, end = marked["covers"]
    right = set(marked["ends"])
    found = {span.end for span in split_sentences(data.decode("utf-8"), start, end)}
    hits = len(right & found)
    precision, recall = hits / len(found), hits / len(right)
    print(f"{'sentences marked':<22}{len(right)}")
    print(f"{'precision':<22}{precision:.4f}")
    print(f"{'recall':<22}{recall:.4f}")
    print(f"{'F1':<22}{2 * hits / (len(found) + len(right)):.4f}")
    print(f"{'ends missed':<22}{sorted(right - found)}")
    print(f"{'ends too many':<22}{sorted(found - right)}")


if __name__ == "__main__":
    main()
