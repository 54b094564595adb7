import numpy as np
import pytest
import torch

from course_lib.gated import lstm_step
from course_lib.memory import cell_norms, memory_norms
from course_lib.recurrent import rnn


@pytest.mark.parametrize(("T", "q"), [(1, 1), (5, 3), (4, 1)])
def test_memory_norms_are_those_of_torch_s_jacobians(T, q):
    rng = np.random.default_rng(T)
    X, Wx, Wh, b = rng.normal(size=(1, T, 2)), rng.normal(size=(q, 2)), rng.normal(size=(q, q)), rng.normal(size=q)
    H = rnn(X, np.zeros((1, q)), Wx, Wh, b)[0]
    inside = torch.tensor(X[0] @ Wx.T + b)

    def last(h, t):
        for s in range(t + 1, T):
            h = torch.tanh(inside[s] + torch.tensor(Wh) @ h)
        return h

    jacobians = [torch.autograd.functional.jacobian(lambda h, t=t: last(h, t), torch.tensor(H[t])) for t in range(T)]

    np.testing.assert_allclose(memory_norms(H, Wh), [np.linalg.norm(J.numpy(), 2) for J in jacobians], atol=1e-12)


def test_cell_norms_are_those_of_differences():
    rng = np.random.default_rng(0)
    X, W, U, b = rng.normal(size=(6, 2)), rng.normal(size=(12, 2)), rng.normal(size=(12, 3)), rng.normal(size=12)
    states = [(np.zeros(3), np.zeros(3))]
    for x in X:
        states.append(tuple(part[0] for part in lstm_step(x[None], *(s[None] for s in states[-1]), W, U, b)))

    def last_cell(h, c, t):
        for x in X[t + 1 :]:
            h, c = (part[0] for part in lstm_step(x[None], h[None], c[None], W, U, b))
        return c

    step, norms = 1e-6, cell_norms(X, W, U, b)
    for t in range(6):
        h, c = states[t + 1]
        columns = [(last_cell(h, c + e, t) - last_cell(h, c - e, t)) / (2 * step) for e in step * np.eye(3)]
        assert norms[t] == pytest.approx(np.linalg.norm(np.transpose(columns), 2), rel=1e-6)


def test_open_gates_keep_a_cell_for_ever():
    b = np.concatenate([np.full(2, -50.0), np.full(2, 50.0), np.zeros(4)])

    np.testing.assert_allclose(cell_norms(np.ones((100, 1)), np.zeros((8, 1)), np.zeros((8, 2)), b), 1)
