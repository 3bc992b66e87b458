import numpy as np
import pytest

from bot.search.semantic.codes import (
    GREATEST_DISTANCE,
    code_words,
    cosines,
    distances,
    to_bytes,
    to_codes,
    to_question_code,
)
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
