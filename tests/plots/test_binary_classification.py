import numpy as np
import pytest

from course_lib import datasets
from course_lib.plots import binary_classification as plots

X, Y = datasets.adults_and_children(np.random.default_rng(0), 30)


def marks(axes):
    """How many points each scatter of a panel has."""
    return [len(found.get_offsets()) for found in axes.collections if len(found.get_offsets()) > 1]


def test_errors_are_bars_with_their_values_and_the_words_say_them():
    figure = plots.plot_errors({"by heart": 0.0, "copies": 0.3, "others": 0.52}, chance=0.5)

    axes = figure.axes[0]
    assert [bar.get_width() for bar in axes.patches][::-1] == [0.0, 0.3, 0.52]
    assert [text.get_text() for text in axes.texts] == ["0.52", "0.30", "0.00", "guessing"]
    assert "by heart: 0.00, copies: 0.30, others: 0.52" in figure.alt


def test_steps_show_what_was_chosen_and_what_the_test_set_said_there():
    errors = {"training": [0.1, 0.05, 0.0], "validation": [0.2, 0.1, 0.15]}
    band = [(0.1, 0.3), (0.05, 0.2), (0.1, 0.2)]

    figure = plots.plot_steps([1, 10, 100], [3.0, 2.0, 1.0], errors, band, chosen=10, reported=(0.12, 0.08, 0.2))

    right = figure.axes[1]
    np.testing.assert_allclose(right.lines[0].get_ydata(), errors["training"])
    np.testing.assert_allclose(right.lines[1].get_ydata(), errors["validation"])
    [bars] = right.containers
    assert bars.lines[0].get_ydata() == [0.12]
    np.testing.assert_allclose(bars.lines[2][0].get_segments()[0][:, 1], [0.08, 0.2])
    assert figure.alt.endswith("at the 10 steps that were chosen the test error is 0.120.")


def test_the_diagram_names_both_moments():
    words = " ".join(text.get_text() for text in plots.plot_learning_and_use().axes[0].texts)

    assert "LEARNING" in words
    assert "inférence" in words
    assert "frozen" in words


def test_people_are_drawn_by_class_and_counted_in_the_alternative():
    figure = plots.plot_people(X, Y)

    assert marks(figure.axes[0]) == [np.sum(Y == -1), np.sum(Y == 1)]
    assert figure.alt == f"{np.sum(Y == 1)} adults and {np.sum(Y == -1)} children by age and weight."


def test_a_line_is_in_the_legend_only_if_it_crosses_the_plane():
    figure = plots.plot_people(X, Y, {"age 18": lambda X: X[:, 0] - 18, "nobody": lambda X: -np.ones(len(X))})

    names = [text.get_text() for text in figure.axes[0].get_legend().get_texts()]
    assert names == ["age 18", "child", "adult"]
    assert "with age 18, nobody" in figure.alt


@pytest.mark.parametrize("count", [1, 3])
def test_each_truth_has_its_panel(count):
    truths = {f"truth {i}": lambda X, i=i: X[:, 0] - 15 - i for i in range(count)}

    figure = plots.plot_truths(X, Y, truths)

    assert [axes.get_title() for axes in figure.axes] == list(truths)


def test_learning_curves_show_the_mean_of_each_error_and_the_floor():
    errors = {"training": [[0.0, 0.1], [0.2, 0.3]], "test": [[0.5, 0.4], [0.3, 0.2]]}

    axes = plots.plot_learning_curves([10, 100], errors, {"Bayes": 0.05}).axes[0]

    drawn = {line.get_label(): line.get_ydata() for line in axes.lines}
    np.testing.assert_allclose(drawn["training"], [0.1, 0.2])
    np.testing.assert_allclose(drawn["test"], [0.4, 0.3])
    np.testing.assert_allclose(drawn["Bayes"], 0.05)


def test_the_best_of_many_shows_what_was_promised_and_what_it_is_worth():
    axes = plots.plot_best_of_many([1, 10], [[0.5, 0.4], [0.5, 0.3]], [[0.5, 0.5], [0.4, 0.6]], truth=0.5).axes[0]

    np.testing.assert_allclose(axes.lines[0].get_ydata(), [0.5, 0.35])
    np.testing.assert_allclose(axes.lines[1].get_ydata(), [0.45, 0.55])


def test_grounds_carry_their_errors_in_the_title_and_in_the_alternative():
    points, labels = np.array([[0.5, 0.5], [-0.5, 0.5]]), np.array([1, -1])

    figure = plots.plot_grounds(points, labels, {"line": lambda X: X[:, 0]}, {"line": 0.25})

    assert "0.25" in figure.axes[0].get_title()
    assert figure.alt.endswith("line 0.25.")
