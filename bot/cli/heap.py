"""The heap of the C library, which a process that runs for months must not fragment."""

import ctypes

_MMAP_THRESHOLD, _ARENA_MAX = -3, -8
"""Parameters of mallopt(3), as malloc.h of the GNU C library numbers them."""

_ARENAS = 2
_MAPPED_FROM = 2**20
"""In bytes: blocks of this size on are given back to the system as soon as they are free."""


def limit_heap() -> None:
    """Have the GNU C library keep less free memory between used blocks; do nothing elsewhere.

    By itself it has up to eight arenas for each core, and once a large block was freed, it takes
    blocks of up to 32 MB from them, too. Call it before threads are started.
    """
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, TypeError):  # musl, macOS; Windows
        return
    mallopt(_ARENA_MAX, _ARENAS)
    mallopt(_MMAP_THRESHOLD, _MAPPED_FROM)
