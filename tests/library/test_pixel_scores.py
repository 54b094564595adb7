import numpy as np
import pytest
from sklearn import metrics

from course_lib.pixel_scores import confusion_matrix, iou_and_dice, recall_and_precision

RNG = np.random.default_rng(0)
K = RNG.integers(4, size=(3, 5, 7))
SAID = RNG.integers(4, size=(3, 5, 7))


def test_it_counts_as_scikit_learn_does():
    np.testing.assert_array_equal(
        confusion_matrix(K, SAID, 5), metrics.confusion_matrix(K.ravel(), SAID.ravel(), labels=range(5))
    )


@pytest.mark.parametrize("ignore", [255, -1, 0, 2])
def test_ignored_pixels_are_those_whose_truth_says_so(ignore):
    k = K.copy()
    k[0, :2] = ignore
    kept = k != ignore

    counted = confusion_matrix(k, SAID, 4, ignore)

    np.testing.assert_array_equal(counted, confusion_matrix(k[kept], SAID[kept], 4))
    assert counted.sum() == kept.sum()


def test_iou_and_dice_are_scikit_learn_s():
    iou, dice, mean = iou_and_dice(confusion_matrix(K, SAID, 4))

    np.testing.assert_allclose(iou, metrics.jaccard_score(K.ravel(), SAID.ravel(), average=None))
    np.testing.assert_allclose(dice, metrics.f1_score(K.ravel(), SAID.ravel(), average=None))
    np.testing.assert_allclose(dice, 2 * iou / (1 + iou))
    assert mean == pytest.approx(iou.mean())


def test_a_class_that_occurs_nowhere_has_no_score_and_one_that_is_only_predicted_has_zero():
    iou, dice, mean = iou_and_dice(np.array([[4, 0, 1], [0, 0, 0], [0, 0, 0]]))

    np.testing.assert_allclose(iou, [0.8, np.nan, 0])
    np.testing.assert_allclose(dice, [8 / 9, np.nan, 0])
    assert mean == pytest.approx(0.4)


def test_nothing_at_all_has_no_score():
    iou, _, mean = iou_and_dice(np.zeros((2, 2)))

    assert np.isnan(iou).all()
    assert np.isnan(mean)


def test_recall_and_precision_are_read_off_rows_and_columns():
    recall, precision = recall_and_precision(np.array([[6, 2], [1, 3]]))

    np.testing.assert_allclose(recall, [6 / 8, 3 / 4])
    np.testing.assert_allclose(precision, [6 / 7, 3 / 5])


def test_classes_outside_and_shapes_that_differ_are_refused():
    with pytest.raises(ValueError, match="outside"):
        confusion_matrix([0, 2], [0, 1], 2)
    with pytest.raises(ValueError, match="outside"):
        confusion_matrix([0, -1], [0, 1], 2)
    with pytest.raises(ValueError, match="shape"):
        confusion_matrix([0, 1], [0], 2)
