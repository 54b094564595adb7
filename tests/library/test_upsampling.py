import numpy as np
import pytest
import torch
from torch.nn import functional

from course_lib.convolution import conv_layer, max_pool
from course_lib.upsampling import max_unpool, overlap_counts, transposed_conv, upsample


def channels_first(u):
    return torch.tensor(np.moveaxis(u, 2, 0)[None].copy())


def channels_last(x):
    return np.moveaxis(x[0].numpy(), 0, 2)


@pytest.mark.parametrize(("stride", "padding"), [(1, 0), (2, 0), (2, 1), (3, 1), (4, 0)])
@pytest.mark.parametrize("kernel", [(3, 3), (4, 3), (3, 5)])
def test_it_is_the_adjoint_of_the_layer_and_torch_s(kernel, stride, padding):
    rng = np.random.default_rng(0)
    v, theta = rng.normal(size=(3, 4, 2)), rng.normal(size=(*kernel, 3, 2))

    up = transposed_conv(v, theta, stride, padding)

    u = rng.normal(size=up.shape)
    assert np.sum(conv_layer(u, theta, np.zeros(2), stride, padding) * v) == pytest.approx(np.sum(u * up))
    weight = torch.tensor(theta.transpose(3, 2, 0, 1).copy())  # (ψ, φ, kh, kw)
    theirs = functional.conv_transpose2d(channels_first(v), weight, stride=stride, padding=padding)
    np.testing.assert_allclose(up, channels_last(theirs))


def test_it_goes_up_and_is_no_inverse():
    u, theta = np.arange(5.0).reshape(1, 5, 1), np.array([1.0, 2.0, 1.0]).reshape(1, 3, 1, 1)

    down = conv_layer(u, theta, np.zeros(1), 2, 0)

    up = transposed_conv(down, theta, 2)
    assert up.shape == u.shape
    assert not np.allclose(up, u)


@pytest.mark.parametrize(("n", "kernel", "stride"), [(1, 3, 2), (5, 3, 2), (5, 4, 2), (4, 2, 3), (6, 5, 1), (3, 2, 2)])
def test_counts_are_a_transposed_convolution_of_ones(n, kernel, stride):
    counts = overlap_counts(n, kernel, stride)

    np.testing.assert_array_equal(counts, transposed_row(n, kernel, stride))
    assert counts.dtype.kind == "i"
    assert counts.sum() == n * kernel


def transposed_row(n, kernel, stride):
    weight = torch.ones(1, 1, kernel)
    return functional.conv_transpose1d(torch.ones(1, 1, n), weight, stride=stride)[0, 0].numpy()


def test_an_even_number_of_strides_in_the_kernel_leaves_no_chequers():
    assert set(overlap_counts(9, 3, 2)[2:-2]) == {1, 2}
    assert set(overlap_counts(9, 4, 2)[2:-2]) == {2}


@pytest.mark.parametrize("mode", ["nearest", "bilinear"])
@pytest.mark.parametrize("factor", [1, 2, 3, 5])
@pytest.mark.parametrize("shape", [(3, 4, 2), (1, 5, 1), (1, 1, 3), (2, 1, 1)])
def test_upsampling_is_torch_s(shape, factor, mode):
    u = np.random.default_rng(1).normal(size=shape)
    options = {"align_corners": False} if mode == "bilinear" else {}

    theirs = functional.interpolate(channels_first(u), scale_factor=factor, mode=mode, **options)

    np.testing.assert_allclose(upsample(u, factor, mode), channels_last(theirs), atol=1e-12)


def test_another_mode_is_refused():
    with pytest.raises(ValueError, match="cubic"):
        upsample(np.ones((1, 1, 1)), 2, "cubic")


@pytest.mark.parametrize(("shape", "size"), [((4, 6, 2), 2), ((5, 7, 1), 2), ((7, 6, 3), 3), ((3, 3, 1), 1)])
def test_unpooling_is_torch_s(shape, size):
    rng = np.random.default_rng(2)
    u = rng.normal(size=shape)
    pooled, where = functional.max_pool2d(channels_first(u), size, return_indices=True)
    v = rng.normal(size=(shape[0] // size, shape[1] // size, shape[2]))

    up = max_unpool(v, u, size)

    flat = torch.zeros(1, shape[2], shape[0] * shape[1], dtype=torch.float64)
    flat.scatter_(2, where.flatten(2), channels_first(v).flatten(2))
    np.testing.assert_array_equal(up, channels_last(flat.reshape(1, shape[2], *shape[:2])))
    np.testing.assert_array_equal(channels_last(pooled), max_pool(u, size, size))


def test_ties_go_to_the_first_in_reading_order():
    assert max_unpool(np.array([[[-3.0]]]), np.zeros((2, 2, 1)), 2)[:, :, 0].tolist() == [[-3, 0], [0, 0]]


def test_shapes_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="v has shape"):
        transposed_conv(np.ones((2, 2, 3)), np.ones((3, 3, 3, 2)))
    with pytest.raises(ValueError, match="nothing is left"):
        transposed_conv(np.ones((1, 1, 1)), np.ones((2, 2, 1, 1)), padding=1)
    with pytest.raises(ValueError, match="each must be 1"):
        overlap_counts(0, 3, 1)
