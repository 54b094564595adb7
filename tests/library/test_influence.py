import numpy as np
import pytest

from course_lib.black_boxes import PATTERNS, WAYS, SequenceModel, pattern
from course_lib.influence import influence, reads_ahead

AHEAD = {"anticausal", "bidirectional", "leaking"}


MODELS = [(name, way) for name in PATTERNS for way in WAYS if way != "gated" or pattern(name, 6).diagonal().all()]


@pytest.mark.parametrize(("name", "way"), MODELS)
def test_every_pattern_is_found_however_it_is_read(name, way):
    reads = pattern(name, 6)

    found = influence(SequenceModel(reads, way), 6, 3, np.random.default_rng(0))

    np.testing.assert_array_equal(found, reads)
    assert reads_ahead(found) == (name in AHEAD)


@pytest.mark.parametrize("way", WAYS)
def test_what_a_row_reads_shows_in_half_of_all_tries_or_more(way):
    """As the exercise promises. 400 tries: half of them less 7 standard errors are 130."""
    rng, model, moved = np.random.default_rng(1), SequenceModel(np.ones((7, 7)), way), np.zeros((7, 7))
    for _ in range(400):
        x = rng.normal(size=(7, 2))
        before = model(x)
        for s in range(7):
            changed = x.copy()
            changed[s] = rng.normal(size=2)
            moved[:, s] += np.abs(model(changed) - before).max(axis=1) > 1e-7

    assert moved.min() > 130


def test_a_model_says_the_same_of_the_same_sequence_and_leaves_it_alone():
    x = np.random.default_rng(2).normal(size=(5, 2))
    kept = x.copy()
    for way in WAYS:
        model = SequenceModel(pattern("causal", 5), way)
        np.testing.assert_array_equal(model(x), model(x))
    np.testing.assert_array_equal(x, kept)


def test_a_model_refuses_what_it_cannot_be():
    with pytest.raises(ValueError, match="no way"):
        SequenceModel(np.eye(2), "loud")
    with pytest.raises(ValueError, match="own row"):
        SequenceModel(pattern("before", 3), "gated")
