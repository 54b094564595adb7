import numpy as np
import pytest
import torch
from torch import nn

from course_lib import accounting, image_classifiers


def two_directions(n=120):
    """Points on a circle in three classes: X (n, 1, 2), k (n,)."""
    angles = 2 * torch.pi * torch.rand(n, generator=torch.Generator().manual_seed(0))
    return torch.stack([angles.cos(), angles.sin()], dim=1)[:, None], (3 * angles / (2 * torch.pi)).long()


def linear(seed=0):
    torch.manual_seed(seed)
    return nn.Sequential(nn.Flatten(), nn.Linear(2, 3))


def test_lenet_has_the_parameters_of_the_slide_s_table():
    model = image_classifiers.LeNet()

    assert sum(p.numel() for p in model.parameters()) == accounting.count_parameters(accounting.LENET5)
    assert model(torch.zeros(2, 1, 32, 32)).shape == (2, 10)


def test_the_maps_are_those_that_the_scores_are_made_of():
    torch.manual_seed(0)
    model, x = image_classifiers.LeNet(), torch.rand(3, 1, 32, 32)

    first, second = model.maps(x)

    assert first.shape == (3, 6, 28, 28)
    assert second.shape == (3, 16, 10, 10)
    hidden = torch.relu(model.conv3(nn.functional.max_pool2d(second, 2))).flatten(1)
    torch.testing.assert_close(model.dense2(torch.relu(model.dense1(hidden))), model(x))


def test_training_learns_and_leaves_the_model_ready_to_use():
    X, k = two_directions()

    model = image_classifiers.train(linear(), X, k, torch.Generator().manual_seed(1), epochs=30, learning_rate=0.1)

    assert image_classifiers.accuracy(model, X, k) > 0.9
    assert not model.training


def test_the_same_seeds_train_the_same_network():
    X, k = two_directions()

    models = [image_classifiers.train(linear(), X, k, torch.Generator().manual_seed(seed)) for seed in (1, 1, 2)]

    first, again, other = (model[1].weight for model in models)
    assert torch.equal(first, again)
    assert not torch.equal(first, other)


def test_progress_sees_every_batch_of_every_epoch():
    X, k = two_directions()
    seen = []

    def progress(batches):
        seen.append([len(batch) for batch in batches])
        return batches

    image_classifiers.train(linear(), X, k, torch.Generator(), epochs=2, batch_size=50, progress=progress)

    assert seen == [[50, 50, 20]] * 2


def test_pictures_and_classes_must_be_equally_many():
    X, k = two_directions()

    with pytest.raises(ValueError, match="120 pictures and k 100 classes"):
        image_classifiers.train(linear(), X, k[:100], torch.Generator())


def test_copies_are_moved_by_two_pixels_and_filled_with_zeros():
    picture = torch.rand(1, 1, 6, 5)

    same, down, up, right, left = image_classifiers.shifted_copies(picture)[:, 0]

    assert torch.equal(same, picture[0, 0])
    for moved, shift in [(down, (2, 0)), (up, (-2, 0)), (right, (0, 2)), (left, (0, -2))]:
        expected = np.roll(np.pad(picture[0, 0].numpy(), 2), shift, axis=(0, 1))[2:-2, 2:-2]
        np.testing.assert_array_equal(moved.numpy(), expected)
