import numpy as np

from course_lib.plots.transformers import plot_patches, plot_places, plot_token_attention


def pictures_of(figure):
    return [axes.images[0].get_array() for axes in figure.get_axes() if axes.images]


def test_each_patch_has_a_panel_with_its_number():
    img = np.arange(16.0).reshape(4, 4) / 15

    figure = plot_patches(img, 2)

    shown = pictures_of(figure)
    np.testing.assert_array_equal(shown[0], img)
    np.testing.assert_array_equal(shown[2], img[:2, 2:])
    assert [axes.get_title() for axes in figure.get_axes()][1:] == ["1", "2", "3", "4"]
    assert figure.alt == "A picture and its 4 patches of 2 by 2 pixels, in reading order."


def test_a_position_is_most_similar_to_itself():
    places = np.random.default_rng(0).normal(size=(6, 8))

    shown = pictures_of(plot_places(places, columns=3))[:6]

    for number, cosines in enumerate(shown):
        assert cosines.shape == (2, 3)
        assert np.argmax(cosines) == number
        np.testing.assert_allclose(np.max(cosines), 1)


def test_attention_stands_below_its_picture():
    rng = np.random.default_rng(0)
    pictures, looks = rng.uniform(size=(3, 8, 8)), rng.uniform(size=(3, 4, 4))

    figure = plot_token_attention(pictures, looks)

    np.testing.assert_array_equal(pictures_of(figure)[1], pictures[1])
    np.testing.assert_array_equal(pictures_of(figure)[3 + 1], looks[1])
    assert figure.axes[3].images[0].get_clim() == (0, looks.max())
