import numpy as np
import pytest
import torch

from course_lib.gated import gru_step, lstm_step


def numbers(seed, *shapes):
    rng = np.random.default_rng(seed)
    return [rng.normal(size=shape) for shape in shapes]


@pytest.mark.parametrize(("N", "p", "q"), [(1, 1, 1), (4, 3, 2), (2, 2, 2)])
def test_lstm_step_is_torch_s(N, p, q):
    x, h, c, W, U, b = numbers(N, (N, p), (N, q), (N, q), (4 * q, p), (4 * q, q), (4 * q,))
    cell = torch.nn.LSTMCell(p, q, dtype=torch.float64)
    state = {"weight_ih": W, "weight_hh": U, "bias_ih": b, "bias_hh": 0 * b}
    cell.load_state_dict({name: torch.tensor(value) for name, value in state.items()})

    theirs = cell(torch.tensor(x), (torch.tensor(h), torch.tensor(c)))

    for mine, other in zip(lstm_step(x, h, c, W, U, b), theirs, strict=True):
        np.testing.assert_allclose(mine, other.detach().numpy(), atol=1e-12)


@pytest.mark.parametrize(("N", "p", "q"), [(1, 1, 1), (4, 3, 2), (2, 2, 2)])
def test_gru_step_is_torch_s(N, p, q):
    x, h, W, U, b, c = numbers(N, (N, p), (N, q), (3 * q, p), (3 * q, q), (3 * q,), (3 * q,))
    cell = torch.nn.GRUCell(p, q, dtype=torch.float64)
    state = {"weight_ih": W, "weight_hh": U, "bias_ih": b, "bias_hh": c}
    cell.load_state_dict({name: torch.tensor(value) for name, value in state.items()})

    theirs = cell(torch.tensor(x), torch.tensor(h)).detach().numpy()

    np.testing.assert_allclose(gru_step(x, h, W, U, b, c), theirs, atol=1e-12)


def test_saturated_gates_keep_or_replace_all():
    x, zero = np.array([[1000.0], [-1000.0]]), np.zeros((3, 1))
    np.testing.assert_allclose(
        gru_step(x, [[0.5], [2.0]], np.ones((3, 1)), zero, np.zeros(3), np.zeros(3)), [[0.5], [-1]]
    )

    _, c = lstm_step(x, [[0.0]] * 2, [[2.0]] * 2, np.ones((4, 1)), np.zeros((4, 1)), np.zeros(4))
    np.testing.assert_allclose(c, [[3], [0]])
