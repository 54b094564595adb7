import numpy as np
import pytest
import torch

from course_lib import pooled_digits
from course_lib.attribution import cam, integrated_gradients, logit_gradient, occlusion, saliency
from course_lib.gradients import numerical_gradient
from course_lib.model_checks import check_model_unchanged
from course_lib.smooth_networks import linear_network, smooth_network


def pictures(seed, *shape):
    return torch.from_numpy(np.random.default_rng(seed).normal(size=shape))


@pytest.mark.parametrize("shape", [(1, 2, 3), (3, 2, 2), (2, 4, 1)])
def test_each_row_is_the_gradient_of_its_own_logit(shape):
    model, x, target = (
        smooth_network(np.random.default_rng(0), shape, 4),
        pictures(1, 3, *shape),
        torch.tensor([2, 0, 3]),
    )

    expected = [
        numerical_gradient(lambda u, t=t: model(torch.from_numpy(u[None]))[0, t].item(), picture.numpy())
        for picture, t in zip(x, target, strict=True)
    ]

    np.testing.assert_allclose(check_model_unchanged(logit_gradient, model, x, target), expected, atol=1e-6)
    np.testing.assert_allclose(
        check_model_unchanged(saliency, model, x, target), np.abs(expected).max(axis=1), atol=1e-6
    )


def test_a_batch_and_its_pictures_alone_have_the_same_saliency():
    model = pooled_digits.pooled_cnn(3).eval()
    x, k = (table[:5] for table in pooled_digits.digit_pictures()[:2])

    alone = torch.cat([saliency(model, x[n : n + 1], k[n : n + 1]) for n in range(5)])

    torch.testing.assert_close(saliency(model, x, k), alone)


def test_the_gap_of_a_smooth_network_falls_like_the_square_of_the_steps():
    model, shape = smooth_network(np.random.default_rng(2), (2, 2, 3), 3), (4, 2, 2, 3)
    x, baseline, target = pictures(3, *shape), pictures(4, *shape), torch.tensor([0, 1, 2, 0])

    gaps = [integrated_gradients(model, x, baseline, target, steps)[1].abs().max().item() for steps in (20, 40, 80)]

    assert gaps[0] / gaps[1] == pytest.approx(4, rel=0.15)
    assert gaps[1] / gaps[2] == pytest.approx(4, rel=0.05)


def test_a_linear_score_is_explained_by_its_terms_and_without_a_gap():
    W = np.random.default_rng(5).normal(size=(3, 6))
    model, x, baseline = linear_network(W, np.ones(3), (1, 2, 3)), pictures(6, 2, 1, 2, 3), pictures(7, 2, 1, 2, 3)

    attributions, gap = integrated_gradients(model, x, baseline, torch.tensor([2, 0]), 3)

    np.testing.assert_allclose(attributions.flatten(1), W[[2, 0]] * (x - baseline).flatten(1).numpy())
    np.testing.assert_allclose(gap, 0, atol=1e-12)


@pytest.mark.parametrize(("size", "stride", "shape"), [(1, 1, (2, 3)), (2, 1, (1, 2)), (2, 3, (1, 1)), (1, 2, (1, 2))])
def test_occlusion_of_a_linear_score_is_the_sum_that_the_square_holds(size, stride, shape):
    W = np.random.default_rng(8).normal(size=(2, 12))
    model, x = linear_network(W, np.zeros(2), (2, 2, 3)), pictures(9, 2, 2, 3)

    found = check_model_unchanged(occlusion, model, x, 1, size, stride, 0.5)

    terms = (W[1].reshape(2, 2, 3) * (x.numpy() - 0.5)).sum(axis=0)
    expected = [
        [terms[i : i + size, j : j + size].sum() for j in range(0, 4 - size, stride)]
        for i in range(0, 3 - size, stride)
    ]
    assert found.shape == shape
    np.testing.assert_allclose(found, expected)


def test_the_mean_of_an_activation_map_is_the_logit_without_its_bias():
    model = pooled_digits.pooled_cnn(4).eval().double()
    x, target = pictures(10, 3, 1, 8, 8), [1, 9, 0]

    last = model[-1]
    maps = cam(pooled_digits.features(model, x).numpy(), last.weight.detach().numpy(), target)

    with torch.no_grad():
        logits = model(x)[range(3), target] - last.bias[target]
    np.testing.assert_allclose(maps.mean(axis=(1, 2)), logits)
