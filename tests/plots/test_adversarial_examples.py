import numpy as np
import torch

from course_lib.plots.adversarial_examples import (
    plot_accuracy_under,
    plot_confidence,
    plot_gradients,
    plot_hardest,
    plot_shares,
    plot_sticker,
    plot_unseen,
)


def test_each_curve_has_its_name_and_its_shares():
    figure = plot_accuracy_under([0, 0.1], {"noise": [0.9, 0.8], "attack": [0.9, 0.1]}, "A network")

    lines = figure.axes[0].get_lines()
    assert [line.get_label() for line in lines] == ["noise", "attack"]
    np.testing.assert_array_equal(lines[1].get_ydata(), [0.9, 0.1])
    assert figure.alt == "A network. Share read right against epsilon: noise, attack."


def test_orange_is_where_more_ink_raises_the_loss():
    grad = torch.zeros(2, 64)
    grad[0, 3], grad[1, 5] = 2.0, -1.0

    figure = plot_gradients(torch.rand(2, 64), grad, torch.tensor([4, 7]))

    lower = [axes.images[0] for axes in figure.axes if not axes.get_title()]
    red, _, blue, _ = lower[0].cmap(lower[0].norm(lower[0].get_array()))[0, 3]
    assert red > blue
    assert [axes.get_title() for axes in figure.axes if axes.get_title()] == ["4", "7"]


def test_a_table_shows_its_shares_in_per_cent_and_leaves_out_what_is_missing():
    figure = plot_shares([[0.25, np.nan], [1.0, 0.5]], ["a", "b"], ["c", "d"], "from", "to", "Shares")

    assert [text.get_text() for text in figure.axes[0].texts] == ["25", "100", "50"]
    assert figure.alt == "Shares. A table, rows: from a, b; columns: to."


def test_a_group_says_how_much_of_it_is_sure():
    figure = plot_confidence({"known": [0.95, 0.99, 0.2, 0.92], "noise": [0.5, 0.91]})

    assert [axes.texts[0].get_text() for axes in figure.axes] == ["known: 75% above 0.9", "noise: 50% above 0.9"]
    heights = [sum(patch.get_height() for patch in axes.patches) for axes in figure.axes]
    np.testing.assert_allclose(heights, 1)


def test_the_least_sure_come_first():
    probabilities = np.array([[0.9, 0.1], [0.45, 0.55], [0.3, 0.7]])

    figure = plot_hardest(torch.rand(3, 64), torch.tensor([0, 0, 1]), probabilities, count=2)

    assert [axes.get_title() for axes in figure.axes] == ["is 0\nsays 1\n55%", "is 1\nsays 1\n70%"]
    assert figure.alt == "The digits of lowest confidence: 0 read as 1 with 55%, 1 read as 1 with 70%."


def test_a_change_is_shown_beside_its_picture_and_magnified_around_grey():
    x = np.full((2, 4, 4), 0.5)
    changed = {"attacked": x + 0.02, "by a coin": x - 0.01}
    says = {"as it is": ["brick", "grass"], "attacked": ["grass", "gravel"], "by a coin": ["brick", "grass"]}

    figure = plot_unseen(x, changed, says, magnified=10)

    shown = [float(axes.images[0].get_array()[0, 0]) for axes in figure.axes]
    np.testing.assert_allclose(shown, 2 * [0.5, 0.7, 0.52, 0.4, 0.49])
    assert [axes.get_title() for axes in figure.axes][5::2] == [
        "as it is\ngrass",
        "attacked\ngravel",
        "by a coin\ngrass",
    ]
    assert figure.alt == (
        "Pictures, the differences magnified 10 times, and the pictures after the change. "
        "as it is: brick, grass; attacked: grass, gravel; by a coin: brick, grass."
    )


def test_a_sticker_stands_before_the_digits_that_wear_it():
    figure = plot_sticker(np.eye(8) / 2, np.zeros((2, 64)), np.array([3, 5]), np.array([3, 8]))

    assert [axes.get_title() for axes in figure.axes] == ["sticker", "is 3\nsays 3", "is 5\nsays 8"]
    assert figure.alt.endswith("a 3 read as 3, a 5 read as 8.")
