import numpy as np

from course_lib.plots import relu_networks as plots

ROWS = [("x1 > 0,  x2 > 0", 1), ("x1 < 0", -1)]
SQUARE = np.array([[0.0, 0], [1, 0], [1, 1], [0, 1], [0, 0]])


def test_the_surface_stands_beside_every_claim_and_the_words_say_them():
    figure = plots.plot_surface_and_table(lambda x1, x2: x1 - x2, ROWS)

    surface, table = figure.axes
    assert surface.name == "3d"
    words = [text.get_text() for text in table.texts]
    assert words == ["row", "where", "claim", "1", "x1 > 0, x2 > 0", "g > 0", "2", "x1 < 0", "g < 0"]
    assert "1. x1 > 0, x2 > 0: g > 0; 2. x1 < 0: g < 0" in figure.alt


def test_each_drawing_has_its_panel_and_the_misses_are_drawn_against_the_number_of_neurons():
    drawings = {f"{n} neurons": (SQUARE + 0.1, SQUARE[:n]) for n in (2, 3, 4)}
    errors = {"even": {2: 8.0, 4: 4.0}, "where it bends": {2: 4.0, 4: 1.0}}

    figure = plots.plot_outlines(SQUARE, drawings, errors, slopes=(-1, -2))

    *panels, decay = figure.axes
    assert [axes.get_title() for axes in panels] == list(drawings)
    np.testing.assert_array_equal(panels[0].lines[0].get_xydata(), SQUARE + 0.1)
    np.testing.assert_array_equal(panels[0].lines[1].get_xydata(), SQUARE[:2])
    drawn = {line.get_label(): line.get_xydata().tolist() for line in decay.lines}
    assert drawn["even"] == [[2, 8], [4, 4]]
    assert drawn["where it bends"] == [[2, 4], [4, 1]]
    assert decay.get_xscale() == decay.get_yscale() == "log"
    assert "where it bends 4.0 with 2, 1.0 with 4" in figure.alt


def test_the_guides_fall_as_their_slopes_say():
    errors = {"even": {2: 8.0, 4: 4.0}, "bends": {2: 4.0, 4: 1.0}}

    decay = plots.plot_outlines(SQUARE, dict.fromkeys("abc", (SQUARE, SQUARE)), errors, slopes=(-1, -2)).axes[-1]

    ratios = [line.get_ydata()[0] / line.get_ydata()[-1] for line in decay.lines[2:4]]
    np.testing.assert_allclose(ratios, [2, 4])
