"""Lesson 11: the library's functions are the lesson's own, and what the lesson claims."""

import re
from pathlib import Path

import nbformat
import numpy as np
import pytest
import torch

from course_lib import pixel_losses, pixel_scores, scenes, segmenters, tiling, upsampling

pytestmark = pytest.mark.slow

LESSON = Path(__file__).parents[2] / "solutions" / "11_dense_prediction"


@pytest.fixture(scope="module")
def printed():
    """All that the executed notebook prints."""
    notebook = nbformat.read(LESSON / "11_dense_prediction.ipynb", as_version=4)
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    return "".join(output.text for output in outputs if output.output_type == "stream")


@pytest.mark.parametrize("seed", range(3))
def test_library_and_lesson_agree(answers, seed):
    rng = np.random.default_rng(seed)
    u, v, theta = rng.normal(size=(5, 7, 2)), rng.normal(size=(2, 3, 2)), rng.normal(size=(3, 4, 3, 2))
    k, said = rng.integers(4, size=(2, 3, 5)), rng.integers(4, size=(2, 3, 5))
    marked, Z, weights = np.where(rng.random(k.shape) < 0.2, 255, k), rng.normal(size=(2, 3, 5, 4)), rng.random(4)

    for module, name, arguments in [
        (upsampling, "transposed_conv", (v, theta, 2, 1)),
        (upsampling, "overlap_counts", (6, 3, 2)),
        (upsampling, "upsample", (u, 3, "bilinear")),
        (upsampling, "upsample", (u, 2, "nearest")),
        (upsampling, "max_unpool", (v, u, 2)),
        (pixel_scores, "confusion_matrix", (marked, said, 5, 255)),
        (pixel_scores, "iou_and_dice", (rng.integers(3, size=(4, 4)),)),
        (pixel_losses, "class_weights", (marked, 5, 255)),
        (pixel_losses, "pixel_cross_entropy", (Z, marked, weights, 255)),
        (tiling, "sliding_window", (lambda window: window**2, u, 3, 2)),
    ]:
        mine, theirs = getattr(module, name)(*arguments), answers[name](*arguments)
        pairs = zip(mine, theirs, strict=True) if isinstance(mine, tuple) else [(mine, theirs)]
        for one, other in pairs:
            np.testing.assert_allclose(one, other, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("size", [(8, 8), (9, 7)])
def test_both_u_nets_are_one(answers, size):
    mine, theirs = segmenters.seeded(0, lambda: segmenters.UNet(2, 3)), answers["UNet"](2, 3)
    theirs.load_state_dict(mine.state_dict())
    x = torch.randn(2, 2, *size, generator=torch.Generator().manual_seed(0))

    torch.testing.assert_close(mine(x), theirs(x))


def test_both_train_to_the_same_weights(answers):
    X, k = scenes.stripes(np.random.default_rng(0), 20)

    mine, theirs = (
        train(
            segmenters.seeded(0, lambda: segmenters.plain(1, 3, 4)),
            segmenters.as_batch(X),
            torch.tensor(k),
            torch.Generator().manual_seed(0),
            steps=5,
            batch_size=4,
            ignore=0,
        )[0].weight
        for train in (segmenters.train_segmenter, answers["train_segmenter"])
    )

    torch.testing.assert_close(mine, theirs)


def test_the_faulty_steps_are_four_of_the_nine(answers):
    assert answers["faulty_steps"]() == {"flip", "resize", "pad", "one_hot"}


def score(printed, name):
    return float(re.search(rf"^{re.escape(name)} +mean IoU (\S+)$", printed, re.M).group(1))


def test_pixels_are_blind_and_pooling_without_skips_has_lost_the_place(printed):
    assert score(printed, "single pixels") < 0.55
    assert score(printed, "pooling") < 0.65
    assert score(printed, "three 3×3 layers") > 0.9
    assert score(printed, "pooling and skips") > 0.85


def test_a_wider_field_tells_large_from_small(printed):
    narrow, wide = (float(small) for small in re.findall(r"of the small ones (\S+)$", printed, re.M))

    assert wide > narrow + 0.05


def test_the_adjoint_is_no_inverse_and_keeps_its_promise(printed):
    one, other = re.search(r"⟨conv u, v⟩ = (\S+) +⟨u, transposed v⟩ = (\S+)", printed).groups()

    assert one == other
    assert "the same numbers: False" in printed
    assert "turned kernel: True" in printed


def test_the_ranking_hangs_on_the_empty_class(printed):
    assert re.findall(r"^empty class .* better: (\w)$", printed, re.M) == ["A", "B", "A"]


def test_weights_buy_recall_and_pay_with_precision(printed):
    rows = re.findall(r"pixels (\S+) found; of those called specks (\S+) are", printed)
    (recall, precision), (weighted_recall, weighted_precision) = (map(float, row) for row in rows)

    assert weighted_recall > recall
    assert weighted_precision < precision


def test_a_click_is_worth_more_than_the_spot_that_it_covers(printed):
    rows = re.findall(r"^clicks: (\d), mean IoU (\S+); .* put right: (\S+)$", printed, re.M)
    means, pasted = ([float(row[place]) for row in rows] for place in (1, 2))

    assert [row[0] for row in rows] == ["0", "1", "2", "3"]
    assert means == sorted(means)
    assert means[1] > means[0] + 0.03
    assert means[3] > pasted[3] + 0.04


def test_the_landscape_is_read(printed):
    found = [float(mean) for mean in re.findall(r"^stride \d+ .* mean IoU (\S+)$", printed, re.M)]

    assert len(found) == 2
    assert min(found) > 0.6
