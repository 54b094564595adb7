import numpy as np
import pytest

from course_lib.scenes import discs, mosaics, patchwork, specks, stripes, textures

SCENES = {
    "stripes": stripes,
    "discs": discs,
    "specks": specks,
    "left": lambda rng, n: mosaics(rng, n, "left"),
    "right": lambda rng, n: mosaics(rng, n, "right"),
}


@pytest.mark.parametrize("name", SCENES)
def test_the_generator_decides_the_scenes(name):
    (X, k), (again, k_again), (other, _) = (SCENES[name](np.random.default_rng(seed), 5) for seed in (0, 0, 1))

    assert X.shape == (*k.shape, 1)
    np.testing.assert_array_equal(X, again)
    np.testing.assert_array_equal(k, k_again)
    assert not np.array_equal(X, other)


def test_no_single_pixel_tells_the_stripes_apart():
    X, k = stripes(np.random.default_rng(0), 400, noise=0)

    for kind in (1, 2):
        assert set(np.unique(X[k == kind])) == {-1, 1}
        assert np.mean(X[k == kind]) == pytest.approx(0, abs=0.02)
    assert not X[k == 0].any()


@pytest.mark.parametrize(("kind", "axis"), [(1, 2), (2, 1)])
def test_stripes_are_constant_along_their_direction(kind, axis):
    X, k = stripes(np.random.default_rng(1), 50, noise=0)
    inside = np.minimum(np.take(k, range(23), axis), np.take(k, range(1, 24), axis)) == kind
    inside &= np.maximum(np.take(k, range(23), axis), np.take(k, range(1, 24), axis)) == kind

    assert not np.diff(X[..., 0], axis=axis)[inside].any()


def test_noise_is_the_noise_that_is_asked_for():
    X, k = stripes(np.random.default_rng(2), 200, noise=0.7)

    assert np.std(X[k == 0]) == pytest.approx(0.7, rel=0.02)


def test_discs_are_large_and_small_and_of_one_grey():
    X, k = discs(np.random.default_rng(0), 200, noise=0)
    large, small = ((k == kind).sum(axis=(1, 2)) for kind in (1, 2))

    assert np.pi * 6.5**2 < large.min() <= large.max() < np.pi * 9.5**2
    assert small.max() < 4 * np.pi * 3.7**2
    assert set(np.unique(X[k > 0])) == {1}
    assert (small > 0).mean() > 0.95


def test_photographs_give_nothing_away_by_their_brightness():
    np.testing.assert_allclose(textures().mean(axis=(1, 2)), 0, atol=1e-12)
    np.testing.assert_allclose(textures().std(axis=(1, 2)), 1)


def test_a_mosaic_is_made_of_its_photographs():
    X, k = mosaics(np.random.default_rng(3), 6, "right")
    photographs = textures()[..., 256:]

    for picture, labels in zip(X[..., 0], k, strict=True):
        for kind in np.unique(labels):
            assert np.isin(picture[labels == kind], photographs[kind]).all()
    with pytest.raises(ValueError, match="half"):
        mosaics(np.random.default_rng(0), 1, "top")


def test_a_patchwork_is_made_of_the_right_halves_in_their_places():
    image, k = patchwork(np.random.default_rng(3), 96, 160)
    ground = textures()[:, :96, 256:416]

    for kind in range(3):
        np.testing.assert_array_equal(image[..., 0][k == kind], ground[kind][k == kind])
    with pytest.raises(ValueError, match="512 by 256"):
        patchwork(np.random.default_rng(0), 100, 300)
