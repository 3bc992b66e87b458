import numpy as np
import pytest

from bot.search.semantic.codes import code_words, cosines, to_bytes, to_codes
from bot.search.semantic.model import Vectors


def unit_vectors(count: int, dimensions: int) -> Vectors:
    drawn = np.random.default_rng(1).standard_normal((count, dimensions)).astype(np.float32)
    return drawn / np.linalg.norm(drawn, axis=1, keepdims=True)


@pytest.mark.parametrize("dimensions", [64, 100, 256, 384])
def test_the_cosines_of_bytes_are_those_of_the_vectors(dimensions: int) -> None:
    vectors = unit_vectors(200, dimensions)
    compared = cosines(vectors[0], to_bytes(vectors))
    assert np.abs(compared - vectors @ vectors[0]).max() < 0.01
    assert compared.dtype == np.float32


def test_a_vector_of_zeros_has_no_similarity() -> None:
    zeros = np.zeros((2, 64), np.float32)
    assert cosines(unit_vectors(1, 64)[0], to_bytes(zeros)).tolist() == [0, 0]


@pytest.mark.parametrize("dimensions", [64, 100, 256, 384])
def test_codes_differ_by_the_signs_that_differ(dimensions: int) -> None:
    vectors = unit_vectors(50, dimensions)
    codes = to_codes(vectors)
    assert codes.shape == (50, code_words(dimensions))
    differing = np.bitwise_count(codes ^ codes[0]).sum(axis=1)
    assert differing.tolist() == ((vectors > 0) != (vectors[0] > 0)).sum(axis=1).tolist()
