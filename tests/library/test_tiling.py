import numpy as np
import pytest

from course_lib.tiling import sliding_window, window_starts


@pytest.mark.parametrize("n", [5, 8, 9, 13])
@pytest.mark.parametrize("stride", [1, 2, 3, 5])
def test_windows_cover_the_axis_and_none_comes_twice(n, stride):
    starts = window_starts(n, 5, stride)

    assert len(set(starts)) == len(starts)
    assert (starts[0], starts[-1]) == (0, n - 5)
    assert set().union(*(range(start, start + 5) for start in starts)) == set(range(n))


@pytest.mark.parametrize(("shape", "size", "stride"), [((7, 10, 2), 4, 3), ((4, 4, 1), 4, 1), ((9, 5, 3), 5, 4)])
def test_each_pixel_is_the_mean_over_its_windows(shape, size, stride):
    image = np.random.default_rng(0).normal(size=shape)
    ramp = np.arange(float(size * size)).reshape(size, size)

    def predict(window):
        return np.stack([window.sum(axis=2) + ramp, ramp.T, window[..., 0] * ramp], axis=2)

    got = sliding_window(predict, image, size, stride)

    for i in range(shape[0]):
        for j in range(shape[1]):
            said = [
                predict(image[a : a + size, b : b + size])[i - a, j - b]
                for a in window_starts(shape[0], size, stride)
                for b in window_starts(shape[1], size, stride)
                if 0 <= i - a < size and 0 <= j - b < size
            ]
            np.testing.assert_allclose(got[i, j], np.mean(said, axis=0))


def test_a_window_may_not_be_larger_than_the_image():
    with pytest.raises(ValueError, match="no window"):
        sliding_window(lambda window: window, np.ones((3, 9, 1)), 4, 2)


def test_what_predict_does_to_its_window_stays_there():
    image = np.ones((3, 3, 1))

    sliding_window(lambda window: np.multiply(window, 0, out=window), image, 2, 1)

    assert (image == 1).all()
