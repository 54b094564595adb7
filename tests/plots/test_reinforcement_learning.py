import numpy as np

from course_lib import worlds
from course_lib.plots.reinforcement_learning import plot_cliff


def test_the_cliff_shows_each_agent_s_path_and_its_earnings():
    world, rng = worlds.cliff(), np.random.default_rng(0)
    edge = [36, *range(24, 36), 47]
    detour = [36, 24, *range(12, 24), 35, 47]

    figure = plot_cliff(world, {"bold": (edge, -rng.random(300)), "shy": (detour, -rng.random(300))})

    grid, curve = figure.axes
    bold, shy = grid.get_lines()
    np.testing.assert_allclose(bold.get_xdata(), np.mod(edge, 12))
    np.testing.assert_allclose(np.round(shy.get_ydata()), np.array(detour) // 12)
    assert [line.get_label() for line in curve.get_lines()] == ["bold", "shy"]
    assert len(curve.get_lines()[0].get_xdata()) == 251
    assert "cliff" in figure.alt
