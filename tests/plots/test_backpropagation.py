import numpy as np

from course_lib.checkpoints import walks
from course_lib.plots.backpropagation import plot_attack, plot_digits, plot_mistakes, plot_regions, plot_walks


def pictures(count):
    return np.random.default_rng(0).uniform(size=(count, 64))


def test_each_digit_has_a_panel_with_its_class():
    figure = plot_digits(pictures(13), np.arange(13) % 10)

    titles = [axes.get_title() for axes in figure.axes if axes.images]
    assert titles == [str(k % 10) for k in range(13)]
    assert "13 handwritten digits: 0, 1," in figure.alt


def test_only_mistakes_are_shown_and_named():
    figure = plot_mistakes(pictures(4), np.array([1, 2, 3, 4]), np.array([1, 7, 3, 9]))

    assert [axes.get_title() for axes in figure.axes if axes.images] == ["is 2\nsays 7", "is 4\nsays 9"]
    assert figure.alt == "Misread digits: a 2 read as 7, a 4 read as 9."


def test_an_attack_shows_the_digit_the_gradient_and_the_changed_digit():
    x, grad_x, changed = pictures(3)

    figure = plot_attack(x, grad_x - 0.5, changed, 3, 8)

    shown = [axes.images[0].get_array() for axes in figure.axes[:3]]
    for picture, expected in zip(shown, (x, grad_x - 0.5, changed), strict=True):
        np.testing.assert_array_equal(picture, expected.reshape(8, 8))
    low, high = figure.axes[1].images[0].get_clim()
    assert low == -high


def test_the_regions_of_each_moment_stand_under_the_points():
    X, y = np.array([[-1.0, 0.0], [1.0, 0.5], [2.0, 1.0]]), np.array([-1, 1, 1])

    figure = plot_regions({"before": lambda X: X[:, 0], "after": lambda X: X[:, 0] - 1.5}, X, y)

    assert [axes.get_title() for axes in figure.axes] == ["before", "after"]
    assert figure.alt == "Blue discs and red triangles, and the regions of both: before; after."
    for axes, border in zip(figure.axes, (0, 1.5), strict=True):
        discs, triangles = axes.lines
        np.testing.assert_array_equal(discs.get_xydata(), X[:1])
        np.testing.assert_array_equal(triangles.get_xydata(), X[1:])
        _, line = axes.collections  # the two regions, and what divides them
        np.testing.assert_allclose(line.get_paths()[0].vertices[:, 0], border, atol=1e-9)


def test_a_walk_climbs_as_many_layers_as_it_computes():
    figure = plot_walks(walks(lambda start, goal, free: [2] if start < 2 < goal else [], depth=5, room=1), 5)

    axes = figure.axes[0]
    climbs = [line.get_xydata().tolist() for line in axes.lines if len(set(line.get_ydata())) == 2]
    assert climbs == [[[0, 0], [4, 4]], [[4, 2], [5, 3]], [[5, 0], [6, 1]]]
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("layers computed so far", "state")
    assert "4 down to 1, 6 layers" in figure.alt
