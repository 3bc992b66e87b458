"""Keep the garbage collector from what stays."""

import gc


def leave_alone() -> None:
    """Take all that is alive now out of the collector's sight.

    To be called when much was read that stays: to look through it again and again holds up everyone
    for as long as 60 ms. Rings of objects that happen to be alive are not freed any more: so this
    is for what is read once or seldom.
    """
    gc.freeze()
