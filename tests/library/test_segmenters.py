import numpy as np
import pytest
import torch

from course_lib.scenes import stripes
from course_lib.segmenters import (
    UNet,
    WithoutSkips,
    as_batch,
    pixelwise,
    plain,
    predicted_classes,
    seeded,
    train_segmenter,
)


@pytest.mark.parametrize("size", [(8, 8), (9, 7), (4, 5), (11, 6)])
@pytest.mark.parametrize("make", [UNet, WithoutSkips, pixelwise, plain])
def test_every_pixel_gets_its_logits(make, size):
    assert seeded(0, lambda: make(2, 3, 4))(torch.randn(2, 2, *size)).shape == (2, 3, *size)


def field_of(model, side=41):
    """How many rows of the input move the output in the middle."""
    x = torch.randn(1, 1, side, side, requires_grad=True, generator=torch.Generator().manual_seed(0))
    model(x)[0, 0, side // 2, side // 2].backward()
    rows = torch.nonzero(x.grad[0, 0].abs().sum(dim=1) > 0)
    return int(rows.max() - rows.min()) + 1


@pytest.mark.parametrize(("dilations", "field"), [((1,), 3), ((1, 1, 1), 7), ((1, 2, 4), 15)])
def test_the_field_of_a_plain_network_is_one_plus_twice_its_dilations(dilations, field):
    assert field_of(seeded(1, lambda: plain(1, 2, 16, dilations))) == field
    assert field_of(seeded(1, lambda: pixelwise(1, 2))) == 1


def test_without_skips_the_fine_maps_do_not_reach_the_head():
    model, x = seeded(2, lambda: UNet(1, 2, 4)), torch.randn(1, 1, 8, 8)
    cut = WithoutSkips(1, 2, 4)
    cut.load_state_dict(model.state_dict())

    with torch.no_grad():
        model.up1[0].weight[:, :4] = 0
        model.up2[0].weight[:, :8] = 0

    torch.testing.assert_close(model(x), cut(x))


def test_the_generator_alone_decides_what_is_learned():
    X, k = stripes(np.random.default_rng(0), 20)

    one, again, other = (
        train_segmenter(
            seeded(0, lambda: plain(1, 3, 4)),
            as_batch(X),
            torch.tensor(k),
            torch.Generator().manual_seed(seed),
            steps=3,
            batch_size=4,
        )[0].weight
        for seed in (0, 0, 1)
    )

    assert torch.equal(one, again)
    assert not torch.equal(one, other)


def test_an_ignored_label_has_no_influence_and_weights_have():
    X, k = stripes(np.random.default_rng(1), 20)
    changed = X.copy()
    changed[k == 2] = 5

    def trained(X, **options):
        model = seeded(0, lambda: pixelwise(1, 3, 4))
        generator = torch.Generator().manual_seed(0)
        return train_segmenter(model, as_batch(X), torch.tensor(k), generator, 5, 4, **options)[0].weight

    torch.testing.assert_close(trained(X, ignore=2), trained(changed, ignore=2))
    assert not torch.equal(trained(X), trained(X, weights=torch.tensor([0.1, 1.0, 1.0])))


def test_predictions_are_the_largest_logits():
    X, _ = stripes(np.random.default_rng(2), 3)
    model = seeded(0, lambda: plain(1, 3))

    np.testing.assert_array_equal(predicted_classes(model, X), model(as_batch(X)).detach().numpy().argmax(axis=1))
