import numpy as np
import pytest

from bot.search.semantic.codes import (
    GREATEST_DISTANCE,
    Levels,
    code_words,
    cosines,
    distances,
    magnitude_bytes,
    to_codes,
    to_levels,
    to_magnitudes,
    to_question_code,
)
from bot.search.semantic.model import Vectors


def unit_vectors(count: int, dimensions: int) -> Vectors:
    drawn = np.random.default_rng(1).standard_normal((count, dimensions)).astype(np.float32)
    return drawn / np.linalg.norm(drawn, axis=1, keepdims=True)


def kept(vectors: Vectors) -> Levels:
    """Return vectors as they are read again."""
    return to_levels(to_codes(vectors), to_magnitudes(vectors), dimensions=vectors.shape[1])


@pytest.mark.parametrize("dimensions", [64, 100, 256, 384])
def test_the_cosines_in_four_bits_are_nearly_those_of_the_vectors(dimensions: int) -> None:
    vectors = unit_vectors(200, dimensions)
    apart = cosines(vectors[0], kept(vectors)) - vectors @ vectors[0]
    assert apart.dtype == np.float32
    assert apart.std() < 0.12 / dimensions**0.5


def test_three_bits_a_dimension_are_kept_beside_the_sign() -> None:
    assert to_magnitudes(unit_vectors(3, 100)).shape == (3, magnitude_bytes(100)) == (3, 39)


def test_a_few_great_elements_are_not_clipped() -> None:
    vectors = np.zeros((1, 64), np.float32)
    vectors[0, :3] = 0.8, -0.4, 0.2
    assert kept(vectors)[0, :4].tolist() == [7, -4, 2, 0]


def test_a_vector_of_zeros_has_no_similarity() -> None:
    zeros = np.zeros((2, 64), np.float32)
    assert cosines(unit_vectors(1, 64)[0], kept(zeros)).tolist() == [0, 0]


@pytest.mark.parametrize("dimensions", [64, 100, 256, 384])
def test_a_sign_that_differs_counts_by_the_size_of_the_questions_element(dimensions: int) -> None:
    vectors = unit_vectors(50, dimensions)
    codes, question = to_codes(vectors), vectors[0]
    assert codes.shape == (50, code_words(dimensions))
    bound = min(np.abs(question).max(), 2.5 * question.std())
    sizes = np.rint(np.minimum(np.abs(question) / bound, 1) * GREATEST_DISTANCE).astype(int)
    expected = ((vectors > 0) != (question > 0)) @ sizes
    assert distances(codes.T, to_question_code(question)).tolist() == expected.tolist()


def test_the_nearest_signs_are_those_of_the_most_similar_vectors() -> None:
    vectors = unit_vectors(2_000, 384)
    question = vectors[0] + vectors[1:6].sum(axis=0)
    nearest = np.argsort(distances(to_codes(vectors).T, to_question_code(question)), kind="stable")
    assert set(nearest[:6].tolist()) == set(range(6))


def test_a_question_of_zeros_is_at_the_same_distance_from_all() -> None:
    question = to_question_code(np.zeros(64, np.float32))
    assert distances(to_codes(unit_vectors(9, 64)).T, question).tolist() == [0] * 9
