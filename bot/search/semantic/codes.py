"""Vectors in fewer bits: signed bytes to keep, and signs to scan; pure.

The cosine of a vector of signed bytes differs from that of the original by less than .01. The signs
alone, one bit a dimension, give a rough order by the number of equal ones (Charikar, STOC 2002), of
which the best are compared again by their bytes.
"""

import numpy as np
from numpy.typing import NDArray

from bot.search.semantic.model import Vectors

Vector = NDArray[np.float32]
"""One unit vector, of shape (dimensions,)."""

ByteVectors = NDArray[np.int8]
"""Vectors of signed bytes, of shape (vectors, dimensions), each scaled to its greatest element."""

SignCodes = NDArray[np.uint64]
"""The signs of vectors in words of 64 bits, of shape (vectors, words)."""

_WORD = 64
_GREATEST = 127


def to_bytes(vectors: Vectors) -> ByteVectors:
    """Return vectors as signed bytes; their lengths are lost, their directions stay."""
    greatest = np.abs(vectors).max(axis=1, keepdims=True, initial=0)
    scaled = vectors * (_GREATEST / np.where(greatest > 0, greatest, 1))
    return np.rint(scaled).astype(np.int8)


def to_codes(vectors: Vectors) -> SignCodes:
    """Return the sign codes of vectors, their last word filled up with zeros."""
    padding = -vectors.shape[1] % _WORD
    signs = np.pad(vectors > 0, ((0, 0), (0, padding)))
    return np.packbits(signs, axis=1).view(np.uint64)


def code_words(dimensions: int) -> int:
    """Return the number of 64-bit words in the sign code of a vector."""
    return -(-dimensions // _WORD)


def cosines(vector: Vector, kept: ByteVectors) -> Vector:
    """Return the cosine of a unit vector to each vector of signed bytes; 0 to one of zeros."""
    floats = kept.astype(np.float32)
    lengths = np.sqrt(np.einsum("ij,ij->i", floats, floats))
    return (floats @ vector) / np.maximum(lengths, np.float32(1))
