import numpy as np
import pytest

from course_lib import losses
from course_lib.gradients import numerical_gradient
from course_lib.hidden_valleys import OPTIMISERS, descend, fault_of, hidden_valleys, score
from course_lib.optimizers import adam_step


def seeded(seed=0):
    return np.random.default_rng(seed)


def test_the_divergence_is_that_of_the_losses_and_the_entropy_too():
    problems, A = hidden_valleys(2, seeded()), seeded(1).normal(size=(2, 6, 4))

    by_place = [
        [losses.kl_divergence(p, losses.softmax(z[None])[0]) for p, z in zip(truth, X @ one, strict=True)]
        for truth, X, one in zip(problems.truth, problems.X, A, strict=True)
    ]
    entropies = [[losses.entropy(p) for p in truth] for truth in problems.truth]

    np.testing.assert_allclose(problems.divergence(A), np.mean(by_place, axis=1))
    np.testing.assert_allclose(problems.entropy(), np.mean(entropies, axis=1))


def test_the_gradient_is_that_of_the_cross_entropy_in_units_of_the_problem():
    problems, A = hidden_valleys(3, seeded()), seeded(1).normal(size=(3, 6, 4))
    U, drawn = problems.examples(5, seeded(2))

    def loss(A):
        means = [losses.cross_entropy(u @ a, k.argmax(axis=1)) for u, a, k in zip(U, A, drawn, strict=True)]
        return float(np.sum(problems.units.ravel() * means))

    np.testing.assert_allclose(problems.gradient(A, U, drawn), numerical_gradient(loss, A), rtol=1e-5, atol=1e-7)


def test_examples_come_up_as_often_as_the_truth_says():
    problems = hidden_valleys(1, seeded())

    _, drawn = problems.examples(100_000, seeded(1))

    np.testing.assert_allclose(drawn.mean(axis=(0, 1)), problems.truth.mean(axis=(0, 1)), atol=0.01)


def test_adam_is_the_step_of_the_optimisers_with_a_rate_that_falls():
    problems = hidden_valleys(1, seeded())
    A = m = v = np.zeros((1, 6, 4))

    rng = seeded(1)
    for t in range(1, 9):
        U, drawn = problems.examples(400, rng)
        A, m, v = adam_step(A, m, v, problems.gradient(A, U, drawn), t, 0.1 * 0.01 ** ((t - 1) / 7), 0.9, 0.999, 1e-8)

    settings = {"optimiser": "adam", "rate": 0.1, "last": 0.01, "batch": 400}
    np.testing.assert_allclose(descend(problems, seeded(1), **settings), A)


@pytest.mark.parametrize("optimiser", OPTIMISERS)
def test_steps_of_no_length_and_of_any_length_win_nothing(optimiser):
    assert score({"optimiser": optimiser, "rate": 0, "batch": 400}, seeded(), 5) == 0
    assert score({"optimiser": optimiser, "rate": 1000, "batch": 400}, seeded(), 5) < 0.3


def test_settings_are_refused_for_their_own_fault():
    for settings, fault in [
        ({"alpha": 0.1}, "no setting"),
        ({"optimiser": "adagrad"}, "must be one of"),
        ({"optimiser": ["adam"]}, "must be one of"),
        ({"rate": float("nan")}, "between 0 and 1000"),
        ({"rate": True}, "between"),
        ({"last": 0}, "between 1e-06 and 1"),
        ({"batch": 8.5}, "whole number"),
    ]:
        assert fault in fault_of(settings)
        with pytest.raises(ValueError, match=fault):
            score(settings, seeded())
    assert fault_of({"optimiser": "adam", "rate": 0.1, "batch": 16.0}) == ""
