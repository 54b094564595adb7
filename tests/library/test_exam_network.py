import numpy as np

from course_lib.dense import mlp
from course_lib.exam_network import exam_g, exam_zones
from course_lib.figures.relu_networks import EXAM_BIASES, EXAM_WEIGHTS

LATTICE = tuple(axis.ravel() for axis in np.meshgrid(np.arange(-40, 41), np.arange(-40, 41)))


def test_the_function_is_the_network_of_the_slide():
    network = mlp(EXAM_WEIGHTS, EXAM_BIASES, np.stack(LATTICE, axis=1))[:, 0]

    np.testing.assert_array_equal(exam_g(*LATTICE), network)


def test_the_function_is_affine_on_each_zone():
    zones = exam_zones(*LATTICE)

    for zone in np.unique(zones):
        x1, x2 = (axis[zones == zone] for axis in LATTICE)
        plane = np.stack([x1, x2, np.ones(len(x1))], axis=1)
        values = exam_g(x1, x2)
        fitted = plane @ np.linalg.lstsq(plane, values, rcond=None)[0]
        np.testing.assert_allclose(fitted, values, atol=1e-9)
