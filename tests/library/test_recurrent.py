import numpy as np
import pytest
import torch

from course_lib.gradients import numerical_gradient
from course_lib.recurrent import bidirectional, rnn, rnn_backward

SHAPES = [(1, 1, 1, 1), (3, 5, 2, 4), (2, 1, 3, 1)]  # N, T, p, q


def layer(seed, N, T, p, q):
    """X, h0, Wx, Wh, b."""
    rng = np.random.default_rng(seed)
    return [rng.normal(size=shape) for shape in [(N, T, p), (N, q), (q, p), (q, q), (q,)]]


def weights_for_torch(Wx, Wh, b, ending=""):
    named = {"weight_ih": Wx, "weight_hh": Wh, "bias_ih": b, "bias_hh": 0 * b}
    return {f"{name}_l0{ending}": torch.tensor(value) for name, value in named.items()}


@pytest.mark.parametrize("shape", SHAPES)
def test_rnn_is_torch_s(shape):
    X, h0, Wx, Wh, b = layer(0, *shape)
    theirs = torch.nn.RNN(shape[2], shape[3], batch_first=True, dtype=torch.float64)
    theirs.load_state_dict(weights_for_torch(Wx, Wh, b))

    expected = theirs(torch.tensor(X), torch.tensor(h0)[None])[0].detach().numpy()

    np.testing.assert_allclose(rnn(X, h0, Wx, Wh, b), expected, atol=1e-12)


@pytest.mark.parametrize("number", range(5))
@pytest.mark.parametrize("shape", SHAPES)
def test_rnn_backward_matches_differences(shape, number):
    given = layer(1, *shape)
    grad_H = np.random.default_rng(2).normal(size=(shape[0], shape[1], shape[3]))

    def loss(value):
        return np.sum(grad_H * rnn(*[value if i == number else array for i, array in enumerate(given)]))

    gradient = rnn_backward(grad_H, *given)[number]

    np.testing.assert_allclose(gradient, numerical_gradient(loss, given[number]), rtol=1e-5, atol=1e-7)


def test_a_state_knows_nothing_of_later_inputs():
    X, *rest = layer(3, 2, 6, 3, 4)
    later = X.copy()
    later[:, 4:] += 1

    np.testing.assert_array_equal(rnn(X, *rest)[:, :4], rnn(later, *rest)[:, :4])


def test_bidirectional_is_torch_s():
    X, _, *one = layer(4, 3, 5, 2, 4)
    other = layer(5, 3, 5, 2, 4)[2:]
    theirs = torch.nn.RNN(2, 4, batch_first=True, bidirectional=True, dtype=torch.float64)
    theirs.load_state_dict({**weights_for_torch(*one), **weights_for_torch(*other, "_reverse")})

    expected = theirs(torch.tensor(X))[0].detach().numpy()

    np.testing.assert_allclose(bidirectional(X, one, other), expected, atol=1e-12)


def test_turning_the_time_round_exchanges_the_two_readers():
    X, _, *one = layer(6, 2, 4, 3, 2)
    other = layer(7, 2, 4, 3, 5)[2:]

    turned = bidirectional(X[:, ::-1], other, one)[:, ::-1]

    np.testing.assert_allclose(turned, np.roll(bidirectional(X, one, other), 5, axis=2), atol=1e-12)


@pytest.mark.parametrize("wrong", [{"X": np.ones((2, 3))}, {"h0": np.ones((2, 3))}, {"Wx": np.ones((4, 3))}])
def test_rnn_refuses_shapes_that_do_not_fit(wrong):
    given = dict(zip(("X", "h0", "Wx", "Wh", "b"), layer(0, 2, 3, 2, 4), strict=True))

    with pytest.raises(ValueError, match="must be"):
        rnn(**{**given, **wrong})
