import numpy as np
import pytest

from course_lib.patches import patchify, unpatchify


@pytest.mark.parametrize(("height", "width", "channels", "patch"), [(4, 6, 2, 2), (6, 3, 1, 3), (2, 2, 3, 1)])
def test_patches_are_squares_in_reading_order_and_can_be_put_together_again(height, width, channels, patch):
    img = np.random.default_rng(0).normal(size=(height, width, channels))

    sequence = patchify(img, patch)

    corners = [(i, j) for i in range(0, height, patch) for j in range(0, width, patch)]
    for row, (i, j) in zip(sequence, corners, strict=True):
        np.testing.assert_array_equal(row, img[i : i + patch, j : j + patch].ravel())
    np.testing.assert_array_equal(unpatchify(sequence, height, width, patch), img)


def test_a_vit_s_picture_gives_196_tokens_of_768_numbers():
    assert patchify(np.zeros((224, 224, 3)), 16).shape == (196, 768)


def test_patches_that_do_not_tile_are_refused():
    with pytest.raises(ValueError, match="3 by 3 do not tile an image of 4 by 6"):
        patchify(np.zeros((4, 6, 1)), 3)
    with pytest.raises(ValueError, match="5 patches: an image of 4 by 6 has 6"):
        unpatchify(np.zeros((5, 4)), 4, 6, 2)
