"""Lesson 05: the library's functions are the lesson's own, and what the lesson claims."""

from pathlib import Path

import numpy as np
import pytest
import torch

from course_lib import accounting, convolution, datasets, image_classifiers

pytestmark = pytest.mark.slow

LESSON = Path(__file__).parents[2] / "solutions" / "05_convolutional_networks"


@pytest.mark.parametrize("seed", range(4))
def test_library_and_lesson_agree_on_convolution(answers, seed):
    rng = np.random.default_rng(seed)
    u, theta, b = rng.normal(size=(7, 6, 2)), rng.normal(size=(3, 2, 2, 4)), rng.normal(size=4)
    stride, padding = 1 + seed % 3, seed % 2

    mine = convolution.conv_layer(u, theta, b, stride, padding)

    np.testing.assert_allclose(mine, answers["conv_layer"](u, theta, b, stride, padding), rtol=1e-12)
    gradients = convolution.conv_backward(mine, u, theta, stride, padding)
    for one, other in zip(gradients, answers["conv_backward"](mine, u, theta, stride, padding), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-10, atol=1e-12)
    for name in ("correlate2d", "convolve2d"):
        one, other = (f(u[:, :, 0], theta[:, :, 0, 0]) for f in (getattr(convolution, name), answers[name]))
        np.testing.assert_allclose(one, other, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize(("size", "stride"), [(2, 2), (3, 2), (2, 3)])
def test_library_and_lesson_agree_on_pooling(answers, size, stride):
    rng = np.random.default_rng(size)
    u = rng.integers(-4, 1, size=(8, 7, 3)).astype(float)

    pooled = convolution.max_pool(u, size, stride)

    np.testing.assert_array_equal(pooled, answers["max_pool"](u, size, stride))
    grad_out = rng.normal(size=pooled.shape)
    one, other = (f(grad_out, u, size, stride) for f in (convolution.max_pool_backward, answers["max_pool_backward"]))
    np.testing.assert_allclose(one, other, rtol=1e-12)


def test_library_and_lesson_agree_on_sizes(answers):
    for kernel in range(1, 8):
        assert convolution.same_padding(kernel) == answers["same_padding"](kernel)
        for stride in (1, 2, 3):
            assert convolution.output_size(20, kernel, stride, 2) == answers["output_size"](20, kernel, stride, 2)


@pytest.mark.parametrize("layers", [accounting.LENET5, accounting.ALEXNET, accounting.VGG16, accounting.VGG19])
def test_library_and_lesson_agree_on_the_accounting(answers, layers):
    windows = [(layer["kernel"], layer["stride"]) for layer in layers if layer["layer"] in ("conv", "pool")]

    assert accounting.count_parameters(layers) == answers["count_parameters"](layers)
    assert accounting.count_activations(layers) == answers["count_activations"](layers)
    assert accounting.receptive_field(windows) == answers["receptive_field"](windows)


def test_library_and_lesson_build_the_same_lenet(answers):
    mine, theirs, x = image_classifiers.LeNet(), answers["LeNet"](), torch.rand(2, 1, 32, 32)

    theirs.load_state_dict(mine.state_dict())

    assert torch.equal(mine(x), theirs(x))


def test_library_and_lesson_train_alike(answers, capfd):
    X, k = torch.rand(150, 1, 2), torch.randint(3, (150,))
    results = []

    for train in (image_classifiers.train, answers["train"]):
        torch.manual_seed(0)
        model = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(2, 3))
        results.append(train(model, X, k, torch.Generator().manual_seed(1), epochs=2)[1].weight)

    assert torch.equal(*results)


def test_a_digit_moved_by_two_pixels_is_farther_than_a_digit_of_another_class():
    _, _, X, k = datasets.mnist()
    X = np.pad(X, ((0, 0), (2, 2), (2, 2)))
    digit = X[np.flatnonzero(k == 7)[3]]

    nearest = np.sqrt(((X[k != 7] - digit) ** 2).sum(axis=(1, 2))).min()

    assert nearest < np.linalg.norm(digit - np.roll(digit, 2, axis=1))


def test_the_nearest_lines_of_the_slides_are_what_the_lesson_says():
    assert 156 + 1600 + 10_080 + 840 == 12_676
    assert accounting.parameters(accounting.LENET5)[1:4] == [156, 0, 2416]
    assert 64 * (5 * 5 + 1) == 1664
    vgg = [(layer["kernel"], layer["stride"]) for layer in accounting.VGG16 if layer["layer"] in ("conv", "pool")]
    assert accounting.receptive_field(vgg) == 212
    assert 4 * accounting.count_activations(accounting.VGG16) == pytest.approx(60.95e6, rel=1e-4)


def test_deck_004_s_colour_example_is_minus_25_as_a_correlation_and_337_as_a_convolution():
    pixels = np.zeros((3, 3, 3))
    pixels[1:, 1:] = np.moveaxis([[[156, 155], [153, 154]], [[167, 166], [164, 165]], [[163, 162], [160, 161]]], 0, -1)
    red, green = [[-1, -1, 1], [0, 1, -1], [0, 1, 1]], [[1, 0, 0], [1, -1, -1], [1, 0, -1]]
    masks = np.stack([red, green, [[0, 1, 1], [0, 1, 0], [1, -1, 1]]], axis=-1)

    values = [convolution.conv_layer(pixels, m[..., None], np.ones(1)).item() for m in (masks, masks[::-1, ::-1])]

    assert values == [-25, 337]
