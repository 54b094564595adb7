import numpy as np
import pytest

from course_lib.augmentation import augment


def shifted(image, dy, dx):
    """By a loop over all pixels."""
    out = np.zeros_like(image)
    for i, j in np.ndindex(image.shape):
        if 0 <= i - dy < image.shape[0] and 0 <= j - dx < image.shape[1]:
            out[i, j] = image[i - dy, j - dx]
    return out


@pytest.mark.parametrize("shift", [0, 1, 2])
def test_every_image_is_moved_by_one_of_the_steps_each_as_often(shift):
    image = np.arange(1.0, 13).reshape(3, 4)
    steps = [(dy, dx) for dy in range(-shift, shift + 1) for dx in range(-shift, shift + 1)]
    possible = {shifted(image, *step).tobytes(): step for step in steps}

    out = augment(np.stack([image] * 5000), shift, np.random.default_rng(0))

    found = [possible[moved.tobytes()] for moved in out]
    expected = 5000 / len(steps)
    for step in steps:
        assert abs(found.count(step) - expected) <= 6 * np.sqrt(expected)
