"""Odd texts of which some transcripts have some, for property tests of the text pipeline."""

from hypothesis import settings
from hypothesis import strategies as st

_FRAGMENTS = st.sampled_from(
    """
    the The is I i so that very you know. yes? No. Yeah, ... … -- - – " “ ” ' ’ ( ) [ ] * ** _ __ `
    `` # > >> & &quot; &#39; &amp; \\ \\[laughs\\] [12:34] (laughs) [music] [unintelligible MARK
    ANNA LEE: **Ann:** **Break:** [a](http://b.c) C++ 2.0 Dr. e.g. Ω é 。 、 あ漢字 ! ? , ; : +
    """.split()
)
_SPACES = st.sampled_from([" ", " ", " ", "", "\n", "\n\n", "\r\n", "\r", "\t", "\u00a0", "\u2028"])

speech = st.lists(st.tuples(_FRAGMENTS, _SPACES), max_size=60).map(
    lambda pairs: "".join(f"{fragment}{space}" for fragment, space in pairs)
)
"""Words, marks and markup in any order."""

anything = st.text(max_size=300) | speech
"""Any text at all."""

unhurried = settings(deadline=None)
"""How long an example takes says more about the machine than about the text."""
