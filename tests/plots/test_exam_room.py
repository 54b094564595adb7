import numpy as np

from course_lib.plots import exam_room


def test_each_zigzag_passes_through_its_points():
    figure = exam_room.plot_zigzags({"one": ([0, 1, 2], [0, 1, 2, 3], [1, -1, 1, -1]), "two": ([1], [0, 3], [5, -1])})

    for axes, (points, values) in zip(figure.axes, [([0, 1, 2, 3], [1, -1, 1, -1]), ([0, 3], [5, -1])], strict=True):
        x, y = next(line for line in axes.lines if len(line.get_xdata()) > 10).get_data()
        np.testing.assert_allclose(np.interp(points, x, y), values, atol=0.05)
    assert [axes.get_title() for axes in figure.axes] == ["one", "two"]


def test_a_learned_line_is_drawn_over_its_points_and_borders():
    network = np.array([1.0]), np.array([-2.0]), np.array([3.0]), -1.0
    figure = exam_room.plot_learned(np.array([0.5, 3.0]), np.array([-1.0, 1.0]), network, (1.0, 2.0, 3.0))

    x, y = next(line for line in figure.axes[0].lines if len(line.get_xdata()) > 10).get_data()
    np.testing.assert_allclose(np.interp([1.0, 3.0], x, y), [-1.0, 2.0], atol=0.02)
    assert "3.0" in figure.alt
