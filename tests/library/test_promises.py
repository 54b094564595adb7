import numpy as np
import pytest

from course_lib import classification, promises


@pytest.mark.parametrize(
    ("settings", "fault"),
    [
        ({"rate": 0.1}, "no setting"),
        ({"learn": 0}, "from 2 to 190"),
        ({"learn": 99.5}, "whole number"),
        ({"choose": True}, "whole number"),
        ({"steps": 20}, "a list of one to six"),
        ({"steps": []}, "a list of one to six"),
        ({"steps": [61]}, "from 1 to 60"),
        ({"z": float("nan")}, "between 0 and 3"),
        ({"counted": "learn"}, "on those who"),
        ({"learn": 160}, "there are 200"),
        ({"choose": 0}, "nobody to choose"),
        ({"learn": 145}, "on 5 people"),
        ({"choose": 5, "counted": "choose"}, "on 5 people"),
    ],
)
def test_a_way_that_cannot_be_gone_is_refused_for_its_own_fault(settings, fault):
    assert fault in promises.fault_of(settings)
    with pytest.raises(ValueError, match=fault):
        promises.tried(settings, 0)


def test_the_neurons_of_all_worlds_are_those_of_each():
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(3, 12, 4)), rng.choice([-1.0, 1.0], size=(3, 12))

    for (w, b), steps in zip(promises._learned(X, y, [2, 7]), [2, 7], strict=True):
        for world in range(3):
            alone = classification.train_linear(X[world], y[world], promises.RATE, steps)
            np.testing.assert_allclose(w[world], alone[0])
            np.testing.assert_allclose(b[world], alone[1])
            found = promises._errors(w, b, X, y)[world]
            assert found == classification.error_rate(y[world], X[world] @ w[world] + b[world])
            _, high = classification.error_interval(y[world], X[world] @ w[world] + b[world], 1.5)
            np.testing.assert_allclose(promises._upper_end(found, 12, 1.5), high)


def test_the_real_error_is_what_many_others_find():
    apart, w, b = 1.25, np.array([0.5, -0.25, 0.5]), 0.3
    rng = np.random.default_rng(1)
    y = rng.choice([-1.0, 1.0], size=400_000)
    X = rng.normal(size=(400_000, 3))
    X[:, 0] += apart * y

    length = np.linalg.norm(w)
    real = sum(promises.normal_cdf((side * b - w[0] * apart) / length) for side in (-1, 1)) / 2

    assert abs(classification.error_rate(y, X @ w + b) - real) < 5 * 0.5 / 400_000**0.5


def test_no_neuron_is_better_than_bayes_and_the_usual_way_keeps_its_promise():
    bayes, real, promised = promises.tried({}, 3, worlds=300)

    assert np.all(real >= bayes)
    assert np.mean(promised < real) < 0.05
    assert promises.cost_and_broken({}, 3, worlds=300)[0] == pytest.approx(100 * np.mean(promised - bayes))
