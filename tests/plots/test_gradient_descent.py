import numpy as np
import pytest

from course_lib.plots import gradient_descent as plots


@pytest.mark.parametrize(
    "draw",
    [
        lambda: plots.plot_one_weight([1.0, 1.5, 1.8], lambda w: (w - 2) ** 2, (0, 3)),
        lambda: plots.plot_margin_losses({"hinge": lambda m: np.maximum(1 - m, 0)}),
        plots.plot_bad_behaviours,
        lambda: plots.plot_gradient_cloud(np.eye(2), np.ones((3, 2))),
        lambda: plots.plot_descents({"descent": [1, 0.1], "Adam": [1, 0.5]}, title="A race"),
        lambda: plots.plot_forgiveness([0.1, 1.0], {"descent": [1, 0.1], "Adam": [1, 0.5]}, own=(0.3, 2.0)),
    ],
)
def test_every_picture_is_drawn_says_what_it_shows_and_labels_its_axes(draw):
    figure = draw()
    data, metadata = figure._repr_mimebundle_()

    assert data["image/png"].startswith(b"\x89PNG")
    assert metadata["image/png"]["alt"] == figure.alt != ""
    assert all(axes.get_xlabel() for axes in figure.axes)


def test_the_path_of_one_weight_lies_on_its_loss():
    figure = plots.plot_one_weight([1.0, 3.0], lambda w: (w - 2) ** 2, (0, 4))

    np.testing.assert_allclose(figure.axes[0].lines[1].get_xydata(), [[1, 1], [3, 1]])


def test_too_large_a_step_climbs_and_too_small_a_step_hardly_moves():
    small, large, plateau, local = plots.plot_bad_behaviours().axes
    paths = [axes.lines[1].get_xdata() for axes in (small, large, plateau, local)]

    assert abs(paths[0][-1] - paths[0][0]) < 0.5
    assert abs(paths[1][-1]) > abs(paths[1][0])
    assert abs(paths[2][-1] - paths[2][0]) < 0.1
    assert paths[3][-1] < -1
    assert local.lines[0].get_ydata().argmin() > 150  # the deeper valley is on the right
