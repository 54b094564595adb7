from inspect import getmembers, isfunction

import numpy as np
import pytest

from course_lib import plotting


def exam_like(x1, x2):
    return np.maximum(x1 - x2, 0) - 3


PICTURES = {
    "plot_neuron": lambda: plotting.plot_neuron([2, -1, 0.5], bias=3),
    "plot_activations": lambda: plotting.plot_activations({"identity": lambda u: u, "tanh": np.tanh}),
    "plot_lines": lambda: plotting.plot_lines([0, 1, 2], {"a": [1, 2, 3], "b": [0, 1, 0]}, marks=[(1, 2)]),
    "plot_terms": lambda: plotting.plot_terms([-2, 4, -4], [0, 1, 2], 1, span=(-1, 3)),
    "plot_network": lambda: plotting.plot_network([[[1, -2], [0, 3]], [[1, 1]]], [[0, 5], [-10]]),
    "plot_surface_and_sign": lambda: plotting.plot_surface_and_sign(exam_like),
    "plot_zones": lambda: plotting.plot_zones(lambda x1, x2: 1 * (x1 > 0) + 2 * (x2 > 0), exam_like),
    "plot_claim": lambda: plotting.plot_claim(np.arange(4), np.arange(4), np.arange(4) > 1, "x > 1"),
    "plot_error_decay": lambda: plotting.plot_error_decay([4, 8], {"ReLU": [0.4, 0.1]}, slopes=(-2,)),
}


def test_every_picture_is_tested():
    assert set(PICTURES) == {name for name, _ in getmembers(plotting, isfunction) if name.startswith("plot_")}


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_drawn_with_words_beside_it(name):
    picture = PICTURES[name]()

    data, metadata = picture._repr_mimebundle_()

    assert data["image/png"].startswith(b"\x89PNG")
    assert data["text/plain"] == metadata["image/png"]["alt"] == picture.alt
    assert picture.alt.endswith(".")


@pytest.mark.parametrize("name", ["plot_zones", "plot_network"])
def test_two_drawings_are_the_same_to_the_byte(name):
    first, second = (PICTURES[name]()._repr_mimebundle_()[0]["image/png"] for _ in range(2))

    assert first == second


@pytest.mark.parametrize("name", ["plot_activations", "plot_lines", "plot_zones", "plot_claim", "plot_error_decay"])
def test_axes_are_labelled(name):
    for axes in PICTURES[name]().axes:
        assert axes.get_xlabel()


def test_the_terms_of_a_zigzag_say_their_slopes():
    words = [text.get_text() for text in PICTURES["plot_terms"]().axes[0].texts]

    assert words == ["slope $-2$", "slope $+2$", "slope $-2$"]


def test_zones_are_numbered_and_counted():
    axes = PICTURES["plot_zones"]().axes[0]

    assert [text.get_text() for text in axes.texts] == ["1", "2", "3", "4"]
    assert axes.get_title().startswith("4 zones")


def test_a_zero_weight_has_no_edge_and_a_negative_one_is_dashed():
    edges = PICTURES["plot_network"]().axes[0].lines

    assert len(edges) == 5
    assert [edge.get_linestyle() for edge in edges].count("--") == 1
