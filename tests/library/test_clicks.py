"""Clicks on wrong places, and their channels."""

import numpy as np
import pytest

from course_lib.clicks import next_clicks, random_clicks, with_clicks


def test_a_click_is_a_small_disc_in_the_channel_of_its_class():
    rng = np.random.default_rng(0)
    X, k = rng.normal(size=(2, 9, 11, 2)), rng.integers(3, size=(2, 9, 11))

    told = with_clicks(X, k, [[(4, 6)], []])

    np.testing.assert_array_equal(told[..., :2], X)
    down, right = np.mgrid[:9, :11]
    np.testing.assert_array_equal(told[0, ..., 2 + k[0, 4, 6]], np.hypot(down - 4, right - 6) <= 2)
    assert told[0, ..., 2:].sum() == 13
    assert not told[1, ..., 2:].any()


def test_there_are_as_many_lists_as_images():
    with pytest.raises(ValueError, match="2 images, 2 label maps and 1 lists of clicks"):
        with_clicks(np.zeros((2, 3, 3, 1)), np.zeros((2, 3, 3), dtype=int), [[]])


def test_random_clicks_lie_in_the_image_and_every_number_of_them_occurs():
    clicks = random_clicks(np.random.default_rng(0), np.zeros((200, 4, 7), dtype=int), 3)

    assert {len(places) for places in clicks} == {0, 1, 2, 3}
    rows, columns = np.array([place for places in clicks for place in places]).T
    assert (rows.min(), rows.max(), columns.min(), columns.max()) == (0, 3, 0, 6)


def test_the_next_click_is_in_the_middle_of_the_widest_error():
    k = np.zeros((2, 12, 12), dtype=int)
    said = k.copy()
    said[0, 1:3, 1:12] = 1  # long, but thin
    said[0, 5:10, 4:9] = 2

    assert next_clicks(k, said, [[(0, 0)], []]) == [[(0, 0), (7, 6)], []]


def test_an_error_that_is_told_moves_the_next_click_on():
    k, said = np.zeros((1, 10, 10), dtype=int), np.zeros((1, 10, 10), dtype=int)
    said[0, 1:6, 1:6], said[0, 7:10, 7:10] = 1, 1
    clicks = next_clicks(k, said, [[]])
    said[0, 1:6, 1:6] = 0

    assert next_clicks(k, said, clicks) == [[(3, 3), (8, 8)]]
