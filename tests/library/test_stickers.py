"""Stickers on digits: what is allowed, what is left of a picture, how far the steps of lesson 6's challenge are."""

import numpy as np
import pytest
import torch

from course_lib import stickers
from course_lib.digit_networks import digit_tensors


def test_a_sticker_is_refused_for_its_own_fault():
    nine = np.zeros((8, 8))
    nine[4, :], nine[5, 0] = 0.1, 0.1
    for sticker, fault in [
        (np.zeros(64), "its shape is (64,)"),
        (np.full((8, 8), np.nan), "no finite number"),
        ([["a"] * 8] * 8, "no finite number"),
        (np.diag([0.6] + [0.0] * 7), "changes a pixel by 0.6"),
        (np.diag([-2] + [0] * 7), "changes a pixel by 2"),
        (nine, "changes 9 pixels: it may change 8"),
    ]:
        assert fault in stickers.fault_of(sticker)
        with pytest.raises(ValueError, match=r"shape|finite|change"):
            stickers.score(sticker)
    assert stickers.fault_of(np.eye(8, dtype=np.float32) / 2) == stickers.fault_of(stickers.sticker()) == ""


def test_a_picture_that_wears_a_sticker_stays_a_picture():
    X = digit_tensors()[0][:20]

    worn = stickers.stuck(X, np.eye(8) / 2)

    assert worn.dtype == X.dtype
    assert bool(((worn >= 0) & (worn <= 1)).all())
    np.testing.assert_array_equal(worn[:, 9], (X[:, 9] + 0.5).clamp(max=1))
    np.testing.assert_array_equal(worn[:, 10], X[:, 10])


@pytest.mark.parametrize("held_out", [False, True])
def test_strangers_have_not_seen_the_digits_that_they_are_shown(held_out):
    X, k, X_test, k_test = digit_tensors()

    networks, shown, classes = stickers.strangers(3, 2, held_out=held_out)

    assert len(networks) == 2
    assert torch.equal(shown, X_test if held_out else X[-450:])
    assert torch.equal(classes, k_test if held_out else k[-450:])


def test_chance_finds_nothing_and_a_search_much(monkeypatch):
    """The bounds of the challenge: 17, 22 and 27 %.

    Ten drawings of 24 networks gave 9.2 ± 0.1, 15.2 ± 0.3, 24.6 ± 0.4 and 40.9 ± 1.0.
    """
    monkeypatch.setattr(stickers, "NETWORKS", 8)

    def with_pixels(dark, bright):
        change = np.zeros(64)
        change[dark], change[bright] = 0.5, -0.5
        return change.reshape(8, 8)

    nothing, blot, gradients, searched = (
        stickers.score(sticker, 11, held_out=True)
        for sticker in (
            np.zeros((8, 8)),
            stickers.sticker(),
            with_pixels([16, 20, 35, 36], [26, 29, 30, 38]),
            with_pixels([1, 2, 5, 6, 9, 17, 57, 58], []),
        )
    )

    assert nothing < 11
    assert blot < 17
    assert 22 < gradients < 27
    assert searched > 27
