import numpy as np
import pytest

from course_lib import accounting
from course_lib.plots import convolutional_networks as plots


def pictures(count, side=8):
    return np.random.default_rng(0).uniform(size=(count, side, side))


def test_the_nearer_digit_is_named():
    figure = plots.plot_shift(*pictures(3), 9)

    assert [axes.get_title() for axes in figure.axes] == ["a 7", "the same, moved", "a 9: nearer"]
    assert "the 9 that is nearer" in figure.alt


def test_zeros_of_the_matrix_stay_white_and_colours_are_symmetric():
    figure = plots.plot_matrix(np.array([[1.0, -3.0, 0.0], [0.0, 1.0, -3.0]]))

    image = figure.axes[0].images[0]
    assert image.get_array().mask.tolist() == [[False, False, True], [True, False, False]]
    assert image.get_clim() == (-3, 3)


def test_each_class_of_patches_has_its_row():
    figure = plots.plot_patches(pictures(9), np.repeat([0, 1, 2], 3), ("brick", "grass", "gravel"), each=3)

    assert [axes.get_ylabel() for axes in figure.axes] == ["brick", "", "", "grass", "", "", "gravel", "", ""]
    np.testing.assert_array_equal(figure.axes[4].images[0].get_array(), pictures(9)[4])


def test_the_bars_are_millions_of_activations_and_of_parameters():
    figure = plots.plot_costs(accounting.VGG16)

    heights = [[bar.get_height() for bar in axes.patches] for axes in figure.axes]
    assert sum(heights[0]) == pytest.approx(15.237608)
    assert sum(heights[1]) == pytest.approx(138.357544)
    assert figure.axes[1].get_xticklabels()[1].get_text() == "conv 64"
    assert np.argmax(heights[1]) == [layer["layer"] for layer in accounting.VGG16].index("dense")


def test_influence_begins_at_no_influence():
    figure = plots.plot_influence(np.arange(9.0).reshape(3, 3) + 2)

    assert figure.axes[0].images[0].get_clim() == (0, 10)
    assert "3 by 3" in figure.alt


def test_only_misread_digits_are_shown_and_named():
    figure = plots.plot_misread(pictures(4), np.array([1, 2, 3, 4]), np.array([1, 7, 3, 9]), most=4)

    assert [axes.get_title() for axes in figure.axes if axes.images] == ["is 2\nsays 7", "is 4\nsays 9"]
    assert figure.alt == "Misread digits: a 2 read as 7, a 4 read as 9."


def test_each_kernel_stands_above_its_map_and_says_what_it_answers_to():
    kernels = np.random.default_rng(1).normal(size=(2, 5, 5))

    figure = plots.plot_kernels(kernels, pictures(2), ["ink at the top", "plain ink"])

    assert [axes.get_title() for axes in figure.axes if axes.get_title()] == ["1: ink\nat the top", "2: plain ink"]
    assert figure.alt.endswith("1: ink at the top; 2: plain ink.")
    shown = {axes.get_title(): axes.images[0] for axes in figure.axes}
    np.testing.assert_array_equal(shown["2: plain ink"].get_array(), kernels[1])
    assert shown["2: plain ink"].get_clim() == (-np.abs(kernels).max(), np.abs(kernels).max())


@pytest.mark.parametrize(("found", "told"), [((3, 4), "lies on the F"), ((9, 4), "does not lie on the F")])
def test_a_page_says_whether_the_largest_response_lies_on_the_letter(found, told):
    page, kernel = np.random.default_rng(2).normal(size=(2, 12, 12))
    figure = plots.plot_page(page, kernel[:3, :2], page[:10, :11], found, (4, 4))

    assert figure.alt.endswith(f"the largest response {told}.")
    assert [axes.get_title() for axes in figure.axes][1:] == ["the kernel", "its responses"]
    assert len(plots.plot_page(page).axes) == 1
