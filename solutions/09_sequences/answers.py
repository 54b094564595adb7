"""The bank of lesson 09: wrong answers with the hint that each must get, and other right answers."""

import numpy as np
import torch
from torch import nn

from course_lib.instructor.bank.bank import right, wrong
from course_lib.instructor.bank.equivalents import equivalent, exact, judged_by_result

# ---------------------------------------------------------------- rnn


@wrong("rnn", hint="carry")
def starts_from_h0_each_time(X, h0, Wx, Wh, b):
    h, states = h0, []
    for t in range(X.shape[1]):
        h = np.tanh(X[:, t] @ Wx.T + h0 @ Wh.T + b)
        states.append(h)
    return np.stack(states, axis=1)


@wrong("rnn", hint="carry")
def has_no_memory(X, h0, Wx, Wh, b):
    h, states = h0, []
    for t in range(X.shape[1]):
        h = np.tanh(X[:, t] @ Wx.T + b)
        states.append(h)
    return np.stack(states, axis=1)


@wrong("rnn", hint="start")
def starts_from_zero(X, h0, Wx, Wh, b):
    h, states = np.zeros_like(h0), []
    for t in range(X.shape[1]):
        h = np.tanh(X[:, t] @ Wx.T + h @ Wh.T + b)
        states.append(h)
    return np.stack(states, axis=1)


@wrong("rnn", hint="start")
def gives_the_states_before(X, h0, Wx, Wh, b):
    h, states = h0, []
    for t in range(X.shape[1]):
        states.append(h)
        h = np.tanh(X[:, t] @ Wx.T + h @ Wh.T + b)
    return np.stack(states, axis=1)


@wrong("rnn", hint="start")
def gives_h0_too(X, h0, Wx, Wh, b):
    h, states = h0, [h0]
    for t in range(X.shape[1]):
        h = np.tanh(X[:, t] @ Wx.T + h @ Wh.T + b)
        states.append(h)
    return np.stack(states, axis=1)


@wrong("rnn", hint="squash")
def without_tanh(X, h0, Wx, Wh, b):
    h, states = h0, []
    for t in range(X.shape[1]):
        h = X[:, t] @ Wx.T + h @ Wh.T + b
        states.append(h)
    return np.stack(states, axis=1)


@wrong("rnn", hint="squash")
def with_a_sigmoid(X, h0, Wx, Wh, b):
    h, states = h0, []
    for t in range(X.shape[1]):
        h = 1 / (1 + np.exp(-(X[:, t] @ Wx.T + h @ Wh.T + b)))
        states.append(h)
    return np.stack(states, axis=1)


@wrong("rnn", hint="squash")
def tanh_of_the_input_alone(X, h0, Wx, Wh, b):
    h, states = h0, []
    for t in range(X.shape[1]):
        h = np.tanh(X[:, t] @ Wx.T) + h @ Wh.T + b
        states.append(h)
    return np.stack(states, axis=1)


@wrong("rnn", hint="columns")
def wh_without_its_transpose(X, h0, Wx, Wh, b):
    h, states = h0, []
    for t in range(X.shape[1]):
        h = np.tanh(X[:, t] @ Wx.T + h @ Wh + b)
        states.append(h)
    return np.stack(states, axis=1)


@wrong("rnn", hint="bias")
def without_the_bias(X, h0, Wx, Wh, b):
    h, states = h0, []
    for t in range(X.shape[1]):
        h = np.tanh(X[:, t] @ Wx.T + h @ Wh.T)
        states.append(h)
    return np.stack(states, axis=1)


@wrong("rnn", hint="bias")
def two_biases(X, h0, Wx, Wh, b):
    h, states = h0, []
    for t in range(X.shape[1]):
        h = np.tanh(X[:, t] @ Wx.T + h @ Wh.T + b + b)
        states.append(h)
    return np.stack(states, axis=1)


@wrong("rnn", hint="forward")
def reads_from_the_right(X, h0, Wx, Wh, b):
    h, states = h0, []
    for t in reversed(range(X.shape[1])):
        h = np.tanh(X[:, t] @ Wx.T + h @ Wh.T + b)
        states.append(h)
    return np.stack(states, axis=1)


@wrong("rnn", hint="forward")
def reads_from_the_right_and_turns_back(X, h0, Wx, Wh, b):
    h, states = h0, []
    for t in reversed(range(X.shape[1])):
        h = np.tanh(X[:, t] @ Wx.T + h @ Wh.T + b)
        states.append(h)
    return np.stack(states[::-1], axis=1)


@wrong("rnn", hint="all-times")
def the_last_state_alone(X, h0, Wx, Wh, b):
    h, states = h0, []
    for t in range(X.shape[1]):
        h = np.tanh(X[:, t] @ Wx.T + h @ Wh.T + b)
        states.append(h)
    return h


@wrong("rnn", hint="all-times")
def times_before_examples(X, h0, Wx, Wh, b):
    h, states = h0, []
    for t in range(X.shape[1]):
        h = np.tanh(X[:, t] @ Wx.T + h @ Wh.T + b)
        states.append(h)
    return np.stack(states, axis=0)


@wrong("rnn", hint="in-place")
def overwrites_h0(X, h0, Wx, Wh, b):
    h, states = h0, []
    h0 *= 1.5
    for t in range(X.shape[1]):
        h = np.tanh(X[:, t] @ Wx.T + h @ Wh.T + b)
        states.append(h)
    return np.stack(states, axis=1)


@right("rnn")
def fills_an_array(X, h0, Wx, Wh, b):
    N, T, _ = X.shape
    H = np.empty((N, T, len(b)))
    for t in range(T):
        before = h0 if t == 0 else H[:, t - 1]
        H[:, t] = np.tanh(X[:, t] @ Wx.T + before @ Wh.T + b)
    return H


@right("rnn")
def one_example_at_a_time(X, h0, Wx, Wh, b):
    found = []
    for x, h in zip(X, h0, strict=True):
        states = []
        for x_t in x:
            h = np.tanh(Wx @ x_t + Wh @ h + b)
            states.append(h)
        found.append(states)
    return found


@right("rnn")
def in_torch(X, h0, Wx, Wh, b):
    X, h, Wx, Wh, b = (torch.tensor(np.array(array)) for array in (X, h0, Wx, Wh, b))
    states = []
    for x in X.unbind(1):
        h = torch.tanh(x @ Wx.T + h @ Wh.T + b)
        states.append(h)
    return torch.stack(states, 1)


@right("rnn")
def one_matrix_for_both(X, h0, Wx, Wh, b):
    W, h, states = np.concatenate([Wx, Wh], axis=1), h0, []
    for t in range(X.shape[1]):
        h = np.tanh(np.concatenate([X[:, t], h], axis=1) @ W.T + b)
        states.append(h)
    return np.transpose(states, (1, 0, 2))


# ---------------------------------------------------------------- rnn_backward


@wrong("rnn_backward", hint="right")
def forgets_the_stream_from_the_right(grad_H, X, h0, Wx, Wh, b):
    H = recurrent.rnn(X, h0, Wx, Wh, b)
    before = np.concatenate([h0[:, None], H[:, :-1]], axis=1)
    G, right = np.empty(H.shape), np.zeros(h0.shape)
    for t in reversed(range(X.shape[1])):
        G[:, t] = (grad_H[:, t]) * (1 - H[:, t] ** 2)
        right = G[:, t] @ Wh
    grad_Wx = np.einsum("ntq,ntp->qp", G, X)
    grad_Wh = np.einsum("ntq,ntr->qr", G, before)
    return G @ Wx, right, grad_Wx, grad_Wh, G.sum(axis=(0, 1))


@wrong("rnn_backward", hint="above")
def the_loss_of_the_last_step_alone(grad_H, X, h0, Wx, Wh, b):
    H = recurrent.rnn(X, h0, Wx, Wh, b)
    before = np.concatenate([h0[:, None], H[:, :-1]], axis=1)
    G, right = np.empty(H.shape), np.zeros(h0.shape)
    for t in reversed(range(X.shape[1])):
        G[:, t] = ((grad_H[:, t] if t == X.shape[1] - 1 else 0) + right) * (1 - H[:, t] ** 2)
        right = G[:, t] @ Wh
    grad_Wx = np.einsum("ntq,ntp->qp", G, X)
    grad_Wh = np.einsum("ntq,ntr->qr", G, before)
    return G @ Wx, right, grad_Wx, grad_Wh, G.sum(axis=(0, 1))


@wrong("rnn_backward", hint="slope")
def without_the_slope_of_tanh(grad_H, X, h0, Wx, Wh, b):
    H = recurrent.rnn(X, h0, Wx, Wh, b)
    before = np.concatenate([h0[:, None], H[:, :-1]], axis=1)
    G, right = np.empty(H.shape), np.zeros(h0.shape)
    for t in reversed(range(X.shape[1])):
        G[:, t] = grad_H[:, t] + right
        right = G[:, t] @ Wh
    grad_Wx = np.einsum("ntq,ntp->qp", G, X)
    grad_Wh = np.einsum("ntq,ntr->qr", G, before)
    return G @ Wx, right, grad_Wx, grad_Wh, G.sum(axis=(0, 1))


@wrong("rnn_backward", hint="slope")
def slope_without_a_square(grad_H, X, h0, Wx, Wh, b):
    H = recurrent.rnn(X, h0, Wx, Wh, b)
    before = np.concatenate([h0[:, None], H[:, :-1]], axis=1)
    G, right = np.empty(H.shape), np.zeros(h0.shape)
    for t in reversed(range(X.shape[1])):
        G[:, t] = (grad_H[:, t] + right) * (1 - H[:, t])
        right = G[:, t] @ Wh
    grad_Wx = np.einsum("ntq,ntp->qp", G, X)
    grad_Wh = np.einsum("ntq,ntr->qr", G, before)
    return G @ Wx, right, grad_Wx, grad_Wh, G.sum(axis=(0, 1))


@wrong("rnn_backward", hint="slope")
def tanh_of_tanh(grad_H, X, h0, Wx, Wh, b):
    H = recurrent.rnn(X, h0, Wx, Wh, b)
    before = np.concatenate([h0[:, None], H[:, :-1]], axis=1)
    G, right = np.empty(H.shape), np.zeros(h0.shape)
    for t in reversed(range(X.shape[1])):
        G[:, t] = (grad_H[:, t] + right) * (1 - np.tanh(H[:, t]) ** 2)
        right = G[:, t] @ Wh
    grad_Wx = np.einsum("ntq,ntp->qp", G, X)
    grad_Wh = np.einsum("ntq,ntr->qr", G, before)
    return G @ Wx, right, grad_Wx, grad_Wh, G.sum(axis=(0, 1))


@wrong("rnn_backward", hint="slope")
def slope_of_the_state_before(grad_H, X, h0, Wx, Wh, b):
    H = recurrent.rnn(X, h0, Wx, Wh, b)
    before = np.concatenate([h0[:, None], H[:, :-1]], axis=1)
    G, right = np.empty(H.shape), np.zeros(h0.shape)
    for t in reversed(range(X.shape[1])):
        G[:, t] = (grad_H[:, t] + right) * (1 - before[:, t] ** 2)
        right = G[:, t] @ Wh
    grad_Wx = np.einsum("ntq,ntp->qp", G, X)
    grad_Wh = np.einsum("ntq,ntr->qr", G, before)
    return G @ Wx, right, grad_Wx, grad_Wh, G.sum(axis=(0, 1))


@wrong("rnn_backward", hint="back-through")
def back_through_the_transpose(grad_H, X, h0, Wx, Wh, b):
    H = recurrent.rnn(X, h0, Wx, Wh, b)
    before = np.concatenate([h0[:, None], H[:, :-1]], axis=1)
    G, right = np.empty(H.shape), np.zeros(h0.shape)
    for t in reversed(range(X.shape[1])):
        G[:, t] = (grad_H[:, t] + right) * (1 - H[:, t] ** 2)
        right = G[:, t] @ Wh.T
    grad_Wx = np.einsum("ntq,ntp->qp", G, X)
    grad_Wh = np.einsum("ntq,ntr->qr", G, before)
    return G @ Wx, right, grad_Wx, grad_Wh, G.sum(axis=(0, 1))


@wrong("rnn_backward", hint="first")
def grad_h0_without_wh(grad_H, X, h0, Wx, Wh, b):
    H = recurrent.rnn(X, h0, Wx, Wh, b)
    before = np.concatenate([h0[:, None], H[:, :-1]], axis=1)
    G, right = np.empty(H.shape), np.zeros(h0.shape)
    for t in reversed(range(X.shape[1])):
        G[:, t] = (grad_H[:, t] + right) * (1 - H[:, t] ** 2)
        right = G[:, t] @ Wh
    grad_Wx = np.einsum("ntq,ntp->qp", G, X)
    grad_Wh = np.einsum("ntq,ntr->qr", G, before)
    return G @ Wx, G[:, 0], grad_Wx, grad_Wh, G.sum(axis=(0, 1))


@wrong("rnn_backward", hint="first")
def no_gradient_for_h0(grad_H, X, h0, Wx, Wh, b):
    H = recurrent.rnn(X, h0, Wx, Wh, b)
    before = np.concatenate([h0[:, None], H[:, :-1]], axis=1)
    G, right = np.empty(H.shape), np.zeros(h0.shape)
    for t in reversed(range(X.shape[1])):
        G[:, t] = (grad_H[:, t] + right) * (1 - H[:, t] ** 2)
        right = G[:, t] @ Wh
    grad_Wx = np.einsum("ntq,ntp->qp", G, X)
    grad_Wh = np.einsum("ntq,ntr->qr", G, before)
    return G @ Wx, np.zeros(h0.shape), grad_Wx, grad_Wh, G.sum(axis=(0, 1))


@wrong("rnn_backward", hint="first")
def grad_h0_through_the_transpose(grad_H, X, h0, Wx, Wh, b):
    H = recurrent.rnn(X, h0, Wx, Wh, b)
    before = np.concatenate([h0[:, None], H[:, :-1]], axis=1)
    G, right = np.empty(H.shape), np.zeros(h0.shape)
    for t in reversed(range(X.shape[1])):
        G[:, t] = (grad_H[:, t] + right) * (1 - H[:, t] ** 2)
        right = G[:, t] @ Wh
    grad_Wx = np.einsum("ntq,ntp->qp", G, X)
    grad_Wh = np.einsum("ntq,ntr->qr", G, before)
    return G @ Wx, G[:, 0] @ Wh.T, grad_Wx, grad_Wh, G.sum(axis=(0, 1))


@wrong("rnn_backward", hint="sum")
def weights_of_the_first_step_alone(grad_H, X, h0, Wx, Wh, b):
    H = recurrent.rnn(X, h0, Wx, Wh, b)
    before = np.concatenate([h0[:, None], H[:, :-1]], axis=1)
    G, right = np.empty(H.shape), np.zeros(h0.shape)
    for t in reversed(range(X.shape[1])):
        G[:, t] = (grad_H[:, t] + right) * (1 - H[:, t] ** 2)
        right = G[:, t] @ Wh
    grad_Wx = np.einsum("ntq,ntp->qp", G[:, :1], X[:, :1])
    grad_Wh = np.einsum("ntq,ntr->qr", G, before)
    return G @ Wx, right, grad_Wx, grad_Wh, G.sum(axis=(0, 1))


@wrong("rnn_backward", hint="sum")
def mean_over_examples(grad_H, X, h0, Wx, Wh, b):
    H = recurrent.rnn(X, h0, Wx, Wh, b)
    before = np.concatenate([h0[:, None], H[:, :-1]], axis=1)
    G, right = np.empty(H.shape), np.zeros(h0.shape)
    for t in reversed(range(X.shape[1])):
        G[:, t] = (grad_H[:, t] + right) * (1 - H[:, t] ** 2)
        right = G[:, t] @ Wh
    grad_Wx = np.einsum("ntq,ntp->qp", G / len(X), X)
    grad_Wh = np.einsum("ntq,ntr->qr", G, before)
    return G @ Wx, right, grad_Wx, grad_Wh, G.sum(axis=(0, 1))


@wrong("rnn_backward", hint="sum")
def mean_over_times(grad_H, X, h0, Wx, Wh, b):
    H = recurrent.rnn(X, h0, Wx, Wh, b)
    before = np.concatenate([h0[:, None], H[:, :-1]], axis=1)
    G, right = np.empty(H.shape), np.zeros(h0.shape)
    for t in reversed(range(X.shape[1])):
        G[:, t] = (grad_H[:, t] + right) * (1 - H[:, t] ** 2)
        right = G[:, t] @ Wh
    grad_Wx = np.einsum("ntq,ntp->qp", G / X.shape[1], X)
    grad_Wh = np.einsum("ntq,ntr->qr", G, before)
    return G @ Wx, right, grad_Wx, grad_Wh, G.sum(axis=(0, 1))


@wrong("rnn_backward", hint="previous")
def wh_times_the_state_after(grad_H, X, h0, Wx, Wh, b):
    H = recurrent.rnn(X, h0, Wx, Wh, b)
    np.concatenate([h0[:, None], H[:, :-1]], axis=1)
    G, right = np.empty(H.shape), np.zeros(h0.shape)
    for t in reversed(range(X.shape[1])):
        G[:, t] = (grad_H[:, t] + right) * (1 - H[:, t] ** 2)
        right = G[:, t] @ Wh
    grad_Wx = np.einsum("ntq,ntp->qp", G, X)
    grad_Wh = np.einsum("ntq,ntr->qr", G, H)
    return G @ Wx, right, grad_Wx, grad_Wh, G.sum(axis=(0, 1))


@wrong("rnn_backward", hint="previous")
def wh_without_h0(grad_H, X, h0, Wx, Wh, b):
    H = recurrent.rnn(X, h0, Wx, Wh, b)
    np.concatenate([h0[:, None], H[:, :-1]], axis=1)
    G, right = np.empty(H.shape), np.zeros(h0.shape)
    for t in reversed(range(X.shape[1])):
        G[:, t] = (grad_H[:, t] + right) * (1 - H[:, t] ** 2)
        right = G[:, t] @ Wh
    grad_Wx = np.einsum("ntq,ntp->qp", G, X)
    grad_Wh = np.einsum("ntq,ntr->qr", G[:, 1:], H[:, :-1])
    return G @ Wx, right, grad_Wx, grad_Wh, G.sum(axis=(0, 1))


@wrong("rnn_backward", hint="sum")
def wh_as_a_mean(grad_H, X, h0, Wx, Wh, b):
    H = recurrent.rnn(X, h0, Wx, Wh, b)
    before = np.concatenate([h0[:, None], H[:, :-1]], axis=1)
    G, right = np.empty(H.shape), np.zeros(h0.shape)
    for t in reversed(range(X.shape[1])):
        G[:, t] = (grad_H[:, t] + right) * (1 - H[:, t] ** 2)
        right = G[:, t] @ Wh
    grad_Wx = np.einsum("ntq,ntp->qp", G, X)
    grad_Wh = np.einsum("ntq,ntr->qr", G / len(X), before)
    return G @ Wx, right, grad_Wx, grad_Wh, G.sum(axis=(0, 1))


@wrong("rnn_backward", hint="sum")
def bias_as_a_mean(grad_H, X, h0, Wx, Wh, b):
    H = recurrent.rnn(X, h0, Wx, Wh, b)
    before = np.concatenate([h0[:, None], H[:, :-1]], axis=1)
    G, right = np.empty(H.shape), np.zeros(h0.shape)
    for t in reversed(range(X.shape[1])):
        G[:, t] = (grad_H[:, t] + right) * (1 - H[:, t] ** 2)
        right = G[:, t] @ Wh
    grad_Wx = np.einsum("ntq,ntp->qp", G, X)
    grad_Wh = np.einsum("ntq,ntr->qr", G, before)
    return G @ Wx, right, grad_Wx, grad_Wh, G.sum(axis=1).mean(axis=0)


@wrong("rnn_backward", hint="inside")
def bias_outside_of_tanh(grad_H, X, h0, Wx, Wh, b):
    H = recurrent.rnn(X, h0, Wx, Wh, b)
    before = np.concatenate([h0[:, None], H[:, :-1]], axis=1)
    G, right = np.empty(H.shape), np.zeros(h0.shape)
    for t in reversed(range(X.shape[1])):
        G[:, t] = (grad_H[:, t] + right) * (1 - H[:, t] ** 2)
        right = G[:, t] @ Wh
    grad_Wx = np.einsum("ntq,ntp->qp", G, X)
    grad_Wh = np.einsum("ntq,ntr->qr", G, before)
    return G @ Wx, right, grad_Wx, grad_Wh, grad_H.sum(axis=(0, 1))


@wrong("rnn_backward", hint="inside")
def inputs_outside_of_tanh(grad_H, X, h0, Wx, Wh, b):
    H = recurrent.rnn(X, h0, Wx, Wh, b)
    before = np.concatenate([h0[:, None], H[:, :-1]], axis=1)
    G, right = np.empty(H.shape), np.zeros(h0.shape)
    for t in reversed(range(X.shape[1])):
        G[:, t] = (grad_H[:, t] + right) * (1 - H[:, t] ** 2)
        right = G[:, t] @ Wh
    grad_Wx = np.einsum("ntq,ntp->qp", G, X)
    grad_Wh = np.einsum("ntq,ntr->qr", G, before)
    return grad_H @ Wx, right, grad_Wx, grad_Wh, G.sum(axis=(0, 1))


@wrong("rnn_backward", hint="in-place")
def writes_into_grad_h(grad_H, X, h0, Wx, Wh, b):
    H = recurrent.rnn(X, h0, Wx, Wh, b)
    before = np.concatenate([h0[:, None], H[:, :-1]], axis=1)
    G, right = grad_H, np.zeros(h0.shape)
    for t in reversed(range(X.shape[1])):
        G[:, t] = (grad_H[:, t] + right) * (1 - H[:, t] ** 2)
        right = G[:, t] @ Wh
    grad_Wx = np.einsum("ntq,ntp->qp", G, X)
    grad_Wh = np.einsum("ntq,ntr->qr", G, before)
    return G @ Wx, right, grad_Wx, grad_Wh, G.sum(axis=(0, 1))


@wrong("rnn_backward", hint="own-work")
def by_torch(grad_H, X, h0, Wx, Wh, b):
    leaves = [torch.tensor(array, requires_grad=True) for array in (X, h0, Wx, Wh, b)]
    x, h, wx, wh, bias = leaves
    total = 0
    for t in range(X.shape[1]):
        h = torch.tanh(x[:, t] @ wx.T + h @ wh.T + bias)
        total = total + (h * torch.tensor(grad_H[:, t])).sum()
    return tuple(torch.autograd.grad(total, leaves))


@right("rnn_backward")
def with_einsum(grad_H, X, h0, Wx, Wh, b):
    H = recurrent.rnn(X, h0, Wx, Wh, b)
    before = np.concatenate([h0[:, None], H[:, :-1]], axis=1)
    G, right = np.empty(H.shape), np.zeros(h0.shape)
    for t in reversed(range(X.shape[1])):
        G[:, t] = (grad_H[:, t] + right) * (1 - H[:, t] ** 2)
        right = G[:, t] @ Wh
    grad_Wx = np.einsum("ntq,ntp->qp", G, X)
    grad_Wh = np.einsum("ntq,ntr->qr", G, before)
    return G @ Wx, right, grad_Wx, grad_Wh, G.sum(axis=(0, 1))


@right("rnn_backward")
def example_by_example(grad_H, X, h0, Wx, Wh, b):
    grad_X, grad_h0 = np.empty(X.shape), np.empty(h0.shape)
    grad_Wx, grad_Wh, grad_b = np.zeros(Wx.shape), np.zeros(Wh.shape), np.zeros(b.shape)
    for n in range(len(X)):
        states = [h0[n]]
        for x in X[n]:
            states.append(np.tanh(Wx @ x + Wh @ states[-1] + b))
        carried = np.zeros(len(b))
        for t in range(len(X[n]), 0, -1):
            inside = (grad_H[n, t - 1] + carried) * (1 - states[t] ** 2)
            grad_X[n, t - 1] = Wx.T @ inside
            grad_Wx += np.outer(inside, X[n, t - 1])
            grad_Wh += np.outer(inside, states[t - 1])
            grad_b += inside
            carried = Wh.T @ inside
        grad_h0[n] = carried
    return grad_X, grad_h0, grad_Wx, grad_Wh, grad_b


@right("rnn_backward")
def forward_mode(grad_H, X, h0, Wx, Wh, b):
    """Carry the derivatives of each state by everything along, and never go back."""
    N, T, p = X.shape
    q = len(b)
    sizes = [T * p, q, q * p, q * q, q]
    grads = [np.zeros((N, size)) for size in sizes]
    for n in range(N):
        h, by = h0[n], [np.zeros((q, size)) for size in sizes]
        by[1] = np.eye(q)
        for t in range(T):
            by = [Wh @ block for block in by]
            by[0][:, t * p : (t + 1) * p] += Wx
            for j in range(q):
                by[2][j, j * p : (j + 1) * p] += X[n, t]
                by[3][j, j * q : (j + 1) * q] += h
            by[4] = by[4] + np.eye(q)
            h = np.tanh(Wx @ X[n, t] + Wh @ h + b)
            by = [(1 - h**2)[:, None] * block for block in by]
            for grad, block in zip(grads, by, strict=True):
                grad[n] += grad_H[n, t] @ block
    return (
        grads[0].reshape(X.shape),
        grads[1],
        grads[2].sum(axis=0).reshape(q, p),
        grads[3].sum(axis=0).reshape(q, q),
        grads[4].sum(axis=0),
    )


# ---------------------------------------------------------------- memory_norms


@wrong("memory_norms", hint="rows")
def slopes_on_columns(H, Wh):
    T = len(H)
    product, norms = np.eye(len(Wh)), np.ones(T)
    for t in range(T - 1, 0, -1):
        product = product @ (Wh * (1 - H[t] ** 2))
        norms[t - 1] = np.linalg.norm(product, 2)
    return norms


@wrong("memory_norms", hint="order")
def the_later_step_on_the_right(H, Wh):
    T = len(H)
    product, norms = np.eye(len(Wh)), np.ones(T)
    for t in range(T - 1, 0, -1):
        product = ((1 - H[t] ** 2)[:, None] * Wh) @ product
        norms[t - 1] = np.linalg.norm(product, 2)
    return norms


@wrong("memory_norms", hint="own-slope")
def the_slope_of_the_state_itself(H, Wh):
    T = len(H)
    product, norms = np.eye(len(Wh)), np.ones(T)
    for t in range(T - 1, 0, -1):
        product = product @ ((1 - H[t - 1] ** 2)[:, None] * Wh)
        norms[t - 1] = np.linalg.norm(product, 2)
    return norms


@wrong("memory_norms", hint="slope")
def without_slopes(H, Wh):
    T = len(H)
    product, norms = np.eye(len(Wh)), np.ones(T)
    for t in range(T - 1, 0, -1):
        product = product @ Wh
        norms[t - 1] = np.linalg.norm(product, 2)
    return norms


@wrong("memory_norms", hint="slope")
def slope_without_a_square_of_norms(H, Wh):
    T = len(H)
    product, norms = np.eye(len(Wh)), np.ones(T)
    for t in range(T - 1, 0, -1):
        product = product @ ((1 - H[t])[:, None] * Wh)
        norms[t - 1] = np.linalg.norm(product, 2)
    return norms


@wrong("memory_norms", hint="slope")
def tanh_once_more(H, Wh):
    T = len(H)
    product, norms = np.eye(len(Wh)), np.ones(T)
    for t in range(T - 1, 0, -1):
        product = product @ ((1 - np.tanh(H[t]) ** 2)[:, None] * Wh)
        norms[t - 1] = np.linalg.norm(product, 2)
    return norms


@wrong("memory_norms", hint="spectral")
def frobenius(H, Wh):
    T = len(H)
    product, norms = np.eye(len(Wh)), np.ones(T)
    for t in range(T - 1, 0, -1):
        product = product @ ((1 - H[t] ** 2)[:, None] * Wh)
        norms[t - 1] = np.linalg.norm(product)
    return norms


@wrong("memory_norms", hint="spectral")
def largest_eigenvalue(H, Wh):
    T = len(H)
    product, norms = np.eye(len(Wh)), np.ones(T)
    for t in range(T - 1, 0, -1):
        product = product @ ((1 - H[t] ** 2)[:, None] * Wh)
        norms[t - 1] = np.abs(np.linalg.eigvals(product)).max()
    return norms


@wrong("memory_norms", hint="product")
def product_of_norms(H, Wh):
    norms = np.ones(len(H))
    for t in range(len(H) - 1, 0, -1):
        norms[t - 1] = norms[t] * np.linalg.norm((1 - H[t] ** 2)[:, None] * Wh, 2)
    return norms


@wrong("memory_norms", hint="product")
def one_step_alone(H, Wh):
    T = len(H)
    product, norms = np.eye(len(Wh)), np.ones(T)
    for t in range(T - 1, 0, -1):
        product = np.eye(len(Wh)) @ ((1 - H[t] ** 2)[:, None] * Wh)
        norms[t - 1] = np.linalg.norm(product, 2)
    return norms


@wrong("memory_norms", hint="last")
def one_factor_too_many(H, Wh):
    product, norms = np.eye(len(Wh)), np.ones(len(H))
    for t in range(len(H) - 1, -1, -1):
        product = product @ ((1 - H[t] ** 2)[:, None] * Wh)
        norms[t] = np.linalg.norm(product, 2)
    return norms


@wrong("memory_norms", hint="direction")
def from_the_last_to_the_first(H, Wh):
    T = len(H)
    product, norms = np.eye(len(Wh)), np.ones(T)
    for t in range(T - 1, 0, -1):
        product = product @ ((1 - H[t] ** 2)[:, None] * Wh)
        norms[t - 1] = np.linalg.norm(product, 2)
    return norms[::-1]


@wrong("memory_norms", hint="last")
def without_the_last(H, Wh):
    T = len(H)
    product, norms = np.eye(len(Wh)), np.ones(T)
    for t in range(T - 1, 0, -1):
        product = product @ ((1 - H[t] ** 2)[:, None] * Wh)
        norms[t - 1] = np.linalg.norm(product, 2)
    return norms[:-1]


@wrong("memory_norms", hint="in-place")
def overwrites_the_states(H, Wh):
    T = len(H)
    H *= 1.1
    product, norms = np.eye(len(Wh)), np.ones(T)
    for t in range(T - 1, 0, -1):
        product = product @ ((1 - H[t] ** 2)[:, None] * Wh)
        norms[t - 1] = np.linalg.norm(product, 2)
    return norms


@right("memory_norms")
def by_a_loop(H, Wh):
    T = len(H)
    product, norms = np.eye(len(Wh)), np.ones(T)
    for t in range(T - 1, 0, -1):
        product = product @ ((1 - H[t] ** 2)[:, None] * Wh)
        norms[t - 1] = np.linalg.norm(product, 2)
    return norms


@right("memory_norms")
def each_by_itself(H, Wh):
    found = []
    for t in range(len(H)):
        M = np.eye(len(Wh))
        for h in H[t + 1 :]:
            M = np.diag(1 - h**2) @ Wh @ M
        found.append(np.linalg.svd(M, compute_uv=False)[0])
    return found


@right("memory_norms")
def by_eigenvalues_of_a_square(H, Wh):
    M, found = np.eye(len(Wh)), [1.0]
    for h in reversed(np.asarray(H)[1:]):
        M = M @ (Wh - (h**2)[:, None] * Wh)
        size = np.abs(M).max()
        square = M / size if size > 0 else M
        found.append(size * np.sqrt(np.linalg.eigvalsh(square @ square.T)[-1].clip(0)))
    return np.array(found[::-1])


@right("memory_norms")
def in_torch_of_norms(H, Wh):
    H, Wh = torch.as_tensor(np.array(H)), torch.as_tensor(np.array(Wh))
    product, norms = torch.eye(len(Wh), dtype=torch.float64), [1.0]
    for h in H[1:].flip(0):
        product = product @ torch.diag(1 - h * h) @ Wh
        norms.insert(0, torch.linalg.matrix_norm(product, 2).item())
    return norms


# ---------------------------------------------------------------- clip_gradients


@wrong("clip_gradients", hint="root")
def without_the_root(grads, max_norm):
    norm = float(sum(np.sum(grad**2) for grad in grads))
    factor = max_norm / norm if norm > max_norm else 1.0
    return [factor * grad for grad in grads], norm


@wrong("clip_gradients", hint="together")
def a_sum_of_norms(grads, max_norm):
    norm = float(sum(np.sqrt(np.sum(grad**2)) for grad in grads))
    factor = max_norm / norm if norm > max_norm else 1.0
    return [factor * grad for grad in grads], norm


@wrong("clip_gradients", hint="together")
def the_largest_norm(grads, max_norm):
    norm = float(max(np.sqrt(np.sum(grad**2)) for grad in grads))
    factor = max_norm / norm if norm > max_norm else 1.0
    return [factor * grad for grad in grads], norm


@wrong("clip_gradients", hint="euclid")
def a_sum_of_sizes(grads, max_norm):
    norm = float(sum(np.sum(np.abs(grad)) for grad in grads))
    factor = max_norm / norm if norm > max_norm else 1.0
    return [factor * grad for grad in grads], norm


@wrong("clip_gradients", hint="euclid")
def the_largest_entry(grads, max_norm):
    norm = float(max(np.max(np.abs(grad)) for grad in grads))
    factor = max_norm / norm if norm > max_norm else 1.0
    return [factor * grad for grad in grads], norm


@wrong("clip_gradients", hint="before")
def the_norm_afterwards(grads, max_norm):
    norm = float(np.sqrt(sum(np.sum(grad**2) for grad in grads)))
    factor = max_norm / norm if norm > max_norm else 1.0
    return [factor * grad for grad in grads], min(norm, max_norm)


@wrong("clip_gradients", hint="together")
def each_array_by_itself(grads, max_norm):
    norm = float(np.sqrt(sum(np.sum(grad**2) for grad in grads)))
    clipped = []
    for grad in grads:
        own = np.sqrt(np.sum(grad**2))
        clipped.append(grad * max_norm / own if own > max_norm else grad * 1.0)
    return clipped, norm


@wrong("clip_gradients", hint="shorter")
def scales_up_too(grads, max_norm):
    norm = float(np.sqrt(sum(np.sum(grad**2) for grad in grads)))
    factor = max_norm / norm if norm > 0 else 1.0
    return [factor * grad for grad in grads], norm


@wrong("clip_gradients", hint="factor")
def times_max_norm(grads, max_norm):
    norm = float(np.sqrt(sum(np.sum(grad**2) for grad in grads)))
    factor = max_norm if norm > max_norm else 1.0
    return [factor * grad for grad in grads], norm


@wrong("clip_gradients", hint="factor")
def over_the_norm(grads, max_norm):
    norm = float(np.sqrt(sum(np.sum(grad**2) for grad in grads)))
    factor = 1 / norm if norm > max_norm else 1.0
    return [factor * grad for grad in grads], norm


@wrong("clip_gradients", hint="factor")
def over_the_square(grads, max_norm):
    norm = float(np.sqrt(sum(np.sum(grad**2) for grad in grads)))
    factor = max_norm / norm**2 if norm > max_norm else 1.0
    return [factor * grad for grad in grads], norm


@wrong("clip_gradients", hint="quotient")
def adds_torch_s_epsilon(grads, max_norm):
    norm = float(np.sqrt(sum(np.sum(grad**2) for grad in grads)))
    factor = max_norm / (norm + 1e-6) if norm > max_norm else 1.0
    return [factor * grad for grad in grads], norm


@wrong("clip_gradients", hint="unscaled")
def never_scales(grads, max_norm):
    norm = float(np.sqrt(sum(np.sum(grad**2) for grad in grads)))
    factor = 1.0
    return [factor * grad for grad in grads], norm


@wrong("clip_gradients", hint="entries")
def entry_by_entry(grads, max_norm):
    norm = float(np.sqrt(sum(np.sum(grad**2) for grad in grads)))
    max_norm / norm if norm > max_norm else 1.0
    return [np.clip(grad, -max_norm, max_norm) for grad in grads], norm


@wrong("clip_gradients", hint="zero")
def zero_by_zero(grads, max_norm):
    norm = float(np.sqrt(sum(np.sum(grad**2) for grad in grads)))
    factor = np.minimum(1.0, np.float64(max_norm) / norm) * (norm / norm if norm else np.nan)
    return [factor * grad for grad in grads], norm


@wrong("clip_gradients", hint="list")
def one_long_array(grads, max_norm):
    norm = float(np.sqrt(sum(np.sum(grad**2) for grad in grads)))
    factor = max_norm / norm if norm > max_norm else 1.0
    return [np.concatenate([np.ravel(factor * grad) for grad in grads])], norm


@wrong("clip_gradients", hint="in-place")
def in_place(grads, max_norm):
    norm = float(np.sqrt(sum(np.sum(grad**2) for grad in grads)))
    factor = max_norm / norm if norm > max_norm else 1.0
    for grad in grads:
        grad *= factor
    return list(grads), norm


@right("clip_gradients")
def a_sum_of_squares(grads, max_norm):
    norm = float(np.sqrt(sum(np.sum(grad**2) for grad in grads)))
    factor = max_norm / norm if norm > max_norm else 1.0
    return [factor * grad for grad in grads], norm


@right("clip_gradients")
def of_one_long_vector(grads, max_norm):
    norm = np.linalg.norm(np.concatenate([np.ravel(grad) for grad in grads]))
    if norm <= max_norm:
        return [np.array(grad, dtype=float) for grad in grads], float(norm)
    return [np.asarray(grad) / norm * max_norm for grad in grads], float(norm)


@right("clip_gradients")
def by_hypot(grads, max_norm):
    import math

    norm = math.hypot(*(float(entry) for grad in grads for entry in np.ravel(grad)))
    share = min(1.0, max_norm / norm) if norm else 1.0
    return [np.multiply(grad, share) for grad in grads], norm


@right("clip_gradients")
def a_norm_of_norms(grads, max_norm):
    norm = float(np.linalg.norm([np.linalg.norm(grad) for grad in grads]))
    return [grad * (max_norm / max(norm, max_norm)) for grad in grads], norm


# ---------------------------------------------------------------- lstm_step


@wrong("lstm_step", hint="order")
def order_i_f_o_g(x, h, c, W, U, b):
    def σ(u):
        return 1 / (1 + np.exp(-np.clip(u, -500, 500)))

    i, f, o, g = np.split(x @ W.T + h @ U.T + b, 4, axis=1)
    new = σ(f) * c + σ(i) * np.tanh(g)
    return σ(o) * np.tanh(new), new


@wrong("lstm_step", hint="order")
def order_f_i_g_o(x, h, c, W, U, b):
    def σ(u):
        return 1 / (1 + np.exp(-np.clip(u, -500, 500)))

    f, i, g, o = np.split(x @ W.T + h @ U.T + b, 4, axis=1)
    new = σ(f) * c + σ(i) * np.tanh(g)
    return σ(o) * np.tanh(new), new


@wrong("lstm_step", hint="order")
def order_o_f_g_i(x, h, c, W, U, b):
    def σ(u):
        return 1 / (1 + np.exp(-np.clip(u, -500, 500)))

    o, f, g, i = np.split(x @ W.T + h @ U.T + b, 4, axis=1)
    new = σ(f) * c + σ(i) * np.tanh(g)
    return σ(o) * np.tanh(new), new


@wrong("lstm_step", hint="forget")
def forgets_where_the_gate_is_open(x, h, c, W, U, b):
    def σ(u):
        return 1 / (1 + np.exp(-np.clip(u, -500, 500)))

    i, f, g, o = np.split(x @ W.T + h @ U.T + b, 4, axis=1)
    new = (1 - σ(f)) * c + σ(i) * np.tanh(g)
    return σ(o) * np.tanh(new), new


@wrong("lstm_step", hint="forget")
def keeps_all(x, h, c, W, U, b):
    def σ(u):
        return 1 / (1 + np.exp(-np.clip(u, -500, 500)))

    i, _f, g, o = np.split(x @ W.T + h @ U.T + b, 4, axis=1)
    new = c + σ(i) * np.tanh(g)
    return σ(o) * np.tanh(new), new


@wrong("lstm_step", hint="forget")
def keeps_nothing(x, h, c, W, U, b):
    def σ(u):
        return 1 / (1 + np.exp(-np.clip(u, -500, 500)))

    i, _f, g, o = np.split(x @ W.T + h @ U.T + b, 4, axis=1)
    new = σ(i) * np.tanh(g)
    return σ(o) * np.tanh(new), new


@wrong("lstm_step", hint="input")
def writes_without_a_gate(x, h, c, W, U, b):
    def σ(u):
        return 1 / (1 + np.exp(-np.clip(u, -500, 500)))

    _i, f, g, o = np.split(x @ W.T + h @ U.T + b, 4, axis=1)
    new = σ(f) * c + np.tanh(g)
    return σ(o) * np.tanh(new), new


@wrong("lstm_step", hint="input")
def one_minus_the_forget_gate(x, h, c, W, U, b):
    def σ(u):
        return 1 / (1 + np.exp(-np.clip(u, -500, 500)))

    _i, f, g, o = np.split(x @ W.T + h @ U.T + b, 4, axis=1)
    new = σ(f) * c + (1 - σ(f)) * np.tanh(g)
    return σ(o) * np.tanh(new), new


@wrong("lstm_step", hint="candidate")
def sigmoid_of_the_candidate(x, h, c, W, U, b):
    def σ(u):
        return 1 / (1 + np.exp(-np.clip(u, -500, 500)))

    i, f, g, o = np.split(x @ W.T + h @ U.T + b, 4, axis=1)
    new = σ(f) * c + σ(i) * σ(g)
    return σ(o) * np.tanh(new), new


@wrong("lstm_step", hint="candidate")
def candidate_as_it_is(x, h, c, W, U, b):
    def σ(u):
        return 1 / (1 + np.exp(-np.clip(u, -500, 500)))

    i, f, g, o = np.split(x @ W.T + h @ U.T + b, 4, axis=1)
    new = σ(f) * c + σ(i) * g
    return σ(o) * np.tanh(new), new


@wrong("lstm_step", hint="gates")
def gates_by_tanh(x, h, c, W, U, b):
    def σ(u):
        return 1 / (1 + np.exp(-np.clip(u, -500, 500)))

    i, f, g, o = np.split(x @ W.T + h @ U.T + b, 4, axis=1)
    new = np.tanh(f) * c + np.tanh(i) * np.tanh(g)
    return σ(o) * np.tanh(new), new


@wrong("lstm_step", hint="reads-h")
def gates_that_read_the_cell(x, h, c, W, U, b):
    def σ(u):
        return 1 / (1 + np.exp(-np.clip(u, -500, 500)))

    i, f, g, o = np.split(x @ W.T + c @ U.T + b, 4, axis=1)
    new = σ(f) * c + σ(i) * np.tanh(g)
    return σ(o) * np.tanh(new), new


@wrong("lstm_step", hint="reads-h")
def gates_without_the_state(x, h, c, W, U, b):
    def σ(u):
        return 1 / (1 + np.exp(-np.clip(u, -500, 500)))

    i, f, g, o = np.split(x @ W.T + b, 4, axis=1)
    new = σ(f) * c + σ(i) * np.tanh(g)
    return σ(o) * np.tanh(new), new


@wrong("lstm_step", hint="bias")
def without_the_bias_in_a_cell(x, h, c, W, U, b):
    def σ(u):
        return 1 / (1 + np.exp(-np.clip(u, -500, 500)))

    i, f, g, o = np.split(x @ W.T + h @ U.T, 4, axis=1)
    new = σ(f) * c + σ(i) * np.tanh(g)
    return σ(o) * np.tanh(new), new


@wrong("lstm_step", hint="bias")
def two_biases_in_a_cell(x, h, c, W, U, b):
    def σ(u):
        return 1 / (1 + np.exp(-np.clip(u, -500, 500)))

    i, f, g, o = np.split(x @ W.T + h @ U.T + 2 * b, 4, axis=1)
    new = σ(f) * c + σ(i) * np.tanh(g)
    return σ(o) * np.tanh(new), new


@wrong("lstm_step", hint="new-cell")
def h_of_the_old_cell(x, h, c, W, U, b):
    def σ(u):
        return 1 / (1 + np.exp(-np.clip(u, -500, 500)))

    i, f, g, o = np.split(x @ W.T + h @ U.T + b, 4, axis=1)
    new = σ(f) * c + σ(i) * np.tanh(g)
    return σ(o) * np.tanh(c), new


@wrong("lstm_step", hint="output")
def h_without_tanh(x, h, c, W, U, b):
    def σ(u):
        return 1 / (1 + np.exp(-np.clip(u, -500, 500)))

    i, f, g, o = np.split(x @ W.T + h @ U.T + b, 4, axis=1)
    new = σ(f) * c + σ(i) * np.tanh(g)
    return σ(o) * new, new


@wrong("lstm_step", hint="output")
def h_without_a_gate(x, h, c, W, U, b):
    def σ(u):
        return 1 / (1 + np.exp(-np.clip(u, -500, 500)))

    i, f, g, _o = np.split(x @ W.T + h @ U.T + b, 4, axis=1)
    new = σ(f) * c + σ(i) * np.tanh(g)
    return np.tanh(new), new


@wrong("lstm_step", hint="output")
def h_through_the_input_gate(x, h, c, W, U, b):
    def σ(u):
        return 1 / (1 + np.exp(-np.clip(u, -500, 500)))

    i, f, g, _o = np.split(x @ W.T + h @ U.T + b, 4, axis=1)
    new = σ(f) * c + σ(i) * np.tanh(g)
    return σ(i) * np.tanh(new), new


@wrong("lstm_step", hint="cell")
def c_before_h(x, h, c, W, U, b):
    def σ(u):
        return 1 / (1 + np.exp(-np.clip(u, -500, 500)))

    i, f, g, o = np.split(x @ W.T + h @ U.T + b, 4, axis=1)
    new = σ(f) * c + σ(i) * np.tanh(g)
    return new, σ(o) * np.tanh(new)


@wrong("lstm_step", hint="overflow")
def exponentials_that_overflow(x, h, c, W, U, b):
    def σ(u):
        return np.exp(u) / (1 + np.exp(u))

    i, f, g, o = np.split(x @ W.T + h @ U.T + b, 4, axis=1)
    new = σ(f) * c + σ(i) * np.tanh(g)
    return σ(o) * np.tanh(new), new


@wrong("lstm_step", hint="in-place")
def writes_into_the_cell(x, h, c, W, U, b):
    def σ(u):
        return 1 / (1 + np.exp(-np.clip(u, -500, 500)))

    i, f, g, o = np.split(x @ W.T + h @ U.T + b, 4, axis=1)
    new = c
    new *= σ(f)
    new += σ(i) * np.tanh(g)
    return σ(o) * np.tanh(new), new


@right("lstm_step")
def with_clipped_exponents(x, h, c, W, U, b):
    def σ(u):
        return 1 / (1 + np.exp(-np.clip(u, -500, 500)))

    i, f, g, o = np.split(x @ W.T + h @ U.T + b, 4, axis=1)
    new = σ(f) * c + σ(i) * np.tanh(g)
    return σ(o) * np.tanh(new), new


@right("lstm_step")
def in_torch_in_a_cell(x, h, c, W, U, b):
    x, h, c, W, U, b = (torch.tensor(np.array(array)) for array in (x, h, c, W, U, b))
    i, f, g, o = (x @ W.T + h @ U.T + b).chunk(4, dim=1)
    c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
    return torch.sigmoid(o) * torch.tanh(c), c


@right("lstm_step")
def unit_by_unit(x, h, c, W, U, b):
    import math

    def gate(u):
        return 1 / (1 + math.exp(-u)) if u > 0 else math.exp(u) / (1 + math.exp(u))

    q = h.shape[1]
    new_h, new_c = np.empty(h.shape), np.empty(h.shape)
    for n in range(len(h)):
        for j in range(q):
            a = [W[k * q + j] @ x[n] + U[k * q + j] @ h[n] + b[k * q + j] for k in range(4)]
            new_c[n, j] = gate(a[1]) * c[n, j] + gate(a[0]) * math.tanh(a[2])
            new_h[n, j] = gate(a[3]) * math.tanh(new_c[n, j])
    return new_h, new_c


@right("lstm_step")
def block_by_block(x, h, c, W, U, b):
    blocks = np.concatenate([x, h], axis=1) @ np.concatenate([W, U], axis=1).T + b
    blocks = blocks.reshape(len(x), 4, -1)
    gates = 0.5 + 0.5 * np.tanh(0.5 * blocks)
    cell = gates[:, 1] * c + gates[:, 0] * np.tanh(blocks[:, 2])
    return gates[:, 3] * np.tanh(cell), cell


# ---------------------------------------------------------------- gru_step


@wrong("gru_step", hint="reset-place")
def resets_before_the_product(x, h, W, U, b, c):
    def σ(u):
        return 1 / (1 + np.exp(-np.clip(u, -500, 500)))

    q = h.shape[1]
    a, s = x @ W.T + b, h @ U.T + c
    r = σ(a[:, :q] + s[:, :q])
    z = σ(a[:, q : 2 * q] + s[:, q : 2 * q])
    n = np.tanh(a[:, 2 * q :] + (r * h) @ U[2 * q :].T + c[2 * q :])
    return (1 - z) * n + z * h


@wrong("gru_step", hint="reset-place")
def bias_outside_of_the_reset(x, h, W, U, b, c):
    def σ(u):
        return 1 / (1 + np.exp(-np.clip(u, -500, 500)))

    q = h.shape[1]
    a, s = x @ W.T + b, h @ U.T + c
    r = σ(a[:, :q] + s[:, :q])
    z = σ(a[:, q : 2 * q] + s[:, q : 2 * q])
    n = np.tanh(a[:, 2 * q :] + r * (h @ U[2 * q :].T) + c[2 * q :])
    return (1 - z) * n + z * h


@wrong("gru_step", hint="reset-place")
def resets_the_input(x, h, W, U, b, c):
    def σ(u):
        return 1 / (1 + np.exp(-np.clip(u, -500, 500)))

    q = h.shape[1]
    a, s = x @ W.T + b, h @ U.T + c
    r = σ(a[:, :q] + s[:, :q])
    z = σ(a[:, q : 2 * q] + s[:, q : 2 * q])
    n = np.tanh(r * a[:, 2 * q :] + s[:, 2 * q :])
    return (1 - z) * n + z * h


@wrong("gru_step", hint="reset-place")
def resets_both(x, h, W, U, b, c):
    def σ(u):
        return 1 / (1 + np.exp(-np.clip(u, -500, 500)))

    q = h.shape[1]
    a, s = x @ W.T + b, h @ U.T + c
    r = σ(a[:, :q] + s[:, :q])
    z = σ(a[:, q : 2 * q] + s[:, q : 2 * q])
    n = np.tanh(r * (a[:, 2 * q :] + s[:, 2 * q :]))
    return (1 - z) * n + z * h


@wrong("gru_step", hint="reset")
def never_resets(x, h, W, U, b, c):
    def σ(u):
        return 1 / (1 + np.exp(-np.clip(u, -500, 500)))

    q = h.shape[1]
    a, s = x @ W.T + b, h @ U.T + c
    σ(a[:, :q] + s[:, :q])
    z = σ(a[:, q : 2 * q] + s[:, q : 2 * q])
    n = np.tanh(a[:, 2 * q :] + s[:, 2 * q :])
    return (1 - z) * n + z * h


@wrong("gru_step", hint="reset")
def candidate_without_the_state(x, h, W, U, b, c):
    def σ(u):
        return 1 / (1 + np.exp(-np.clip(u, -500, 500)))

    q = h.shape[1]
    a, s = x @ W.T + b, h @ U.T + c
    σ(a[:, :q] + s[:, :q])
    z = σ(a[:, q : 2 * q] + s[:, q : 2 * q])
    n = np.tanh(a[:, 2 * q :])
    return (1 - z) * n + z * h


@wrong("gru_step", hint="update")
def z_the_other_way_round(x, h, W, U, b, c):
    def σ(u):
        return 1 / (1 + np.exp(-np.clip(u, -500, 500)))

    q = h.shape[1]
    a, s = x @ W.T + b, h @ U.T + c
    r = σ(a[:, :q] + s[:, :q])
    z = σ(a[:, q : 2 * q] + s[:, q : 2 * q])
    n = np.tanh(a[:, 2 * q :] + r * s[:, 2 * q :])
    return z * n + (1 - z) * h


@wrong("gru_step", hint="update")
def adds_the_candidate(x, h, W, U, b, c):
    def σ(u):
        return 1 / (1 + np.exp(-np.clip(u, -500, 500)))

    q = h.shape[1]
    a, s = x @ W.T + b, h @ U.T + c
    r = σ(a[:, :q] + s[:, :q])
    z = σ(a[:, q : 2 * q] + s[:, q : 2 * q])
    n = np.tanh(a[:, 2 * q :] + r * s[:, 2 * q :])
    return n + z * h


@wrong("gru_step", hint="update")
def without_the_old_state(x, h, W, U, b, c):
    def σ(u):
        return 1 / (1 + np.exp(-np.clip(u, -500, 500)))

    q = h.shape[1]
    a, s = x @ W.T + b, h @ U.T + c
    r = σ(a[:, :q] + s[:, :q])
    z = σ(a[:, q : 2 * q] + s[:, q : 2 * q])
    n = np.tanh(a[:, 2 * q :] + r * s[:, 2 * q :])
    return (1 - z) * n


@wrong("gru_step", hint="order")
def order_z_r_n(x, h, W, U, b, c):
    def σ(u):
        return 1 / (1 + np.exp(-np.clip(u, -500, 500)))

    q = h.shape[1]
    a, s = x @ W.T + b, h @ U.T + c
    z = σ(a[:, :q] + s[:, :q])
    r = σ(a[:, q : 2 * q] + s[:, q : 2 * q])
    n = np.tanh(a[:, 2 * q :] + r * s[:, 2 * q :])
    return (1 - z) * n + z * h


@wrong("gru_step", hint="candidate")
def sigmoid_of_the_candidate_in_a_gru(x, h, W, U, b, c):
    def σ(u):
        return 1 / (1 + np.exp(-np.clip(u, -500, 500)))

    q = h.shape[1]
    a, s = x @ W.T + b, h @ U.T + c
    r = σ(a[:, :q] + s[:, :q])
    z = σ(a[:, q : 2 * q] + s[:, q : 2 * q])
    n = σ(a[:, 2 * q :] + r * s[:, 2 * q :])
    return (1 - z) * n + z * h


@wrong("gru_step", hint="candidate")
def candidate_as_it_is_in_a_gru(x, h, W, U, b, c):
    def σ(u):
        return 1 / (1 + np.exp(-np.clip(u, -500, 500)))

    q = h.shape[1]
    a, s = x @ W.T + b, h @ U.T + c
    r = σ(a[:, :q] + s[:, :q])
    z = σ(a[:, q : 2 * q] + s[:, q : 2 * q])
    n = a[:, 2 * q :] + r * s[:, 2 * q :]
    return (1 - z) * n + z * h


@wrong("gru_step", hint="biases")
def without_biases(x, h, W, U, b, c):
    def σ(u):
        return 1 / (1 + np.exp(-np.clip(u, -500, 500)))

    q = h.shape[1]
    a, s = x @ W.T, h @ U.T
    r = σ(a[:, :q] + s[:, :q])
    z = σ(a[:, q : 2 * q] + s[:, q : 2 * q])
    n = np.tanh(a[:, 2 * q :] + r * s[:, 2 * q :])
    return (1 - z) * n + z * h


@wrong("gru_step", hint="biases")
def without_the_second_bias(x, h, W, U, b, c):
    def σ(u):
        return 1 / (1 + np.exp(-np.clip(u, -500, 500)))

    q = h.shape[1]
    a, s = x @ W.T + b, h @ U.T
    r = σ(a[:, :q] + s[:, :q])
    z = σ(a[:, q : 2 * q] + s[:, q : 2 * q])
    n = np.tanh(a[:, 2 * q :] + r * s[:, 2 * q :])
    return (1 - z) * n + z * h


@wrong("gru_step", hint="overflow")
def exponentials_that_overflow_in_a_gru(x, h, W, U, b, c):
    def σ(u):
        return np.exp(u) / (1 + np.exp(u))

    q = h.shape[1]
    a, s = x @ W.T + b, h @ U.T + c
    r = σ(a[:, :q] + s[:, :q])
    z = σ(a[:, q : 2 * q] + s[:, q : 2 * q])
    n = np.tanh(a[:, 2 * q :] + r * s[:, 2 * q :])
    return (1 - z) * n + z * h


@wrong("gru_step", hint="in-place")
def writes_into_h(x, h, W, U, b, c):
    def σ(u):
        return 1 / (1 + np.exp(-np.clip(u, -500, 500)))

    q = h.shape[1]
    a, s = x @ W.T + b, h @ U.T + c
    r = σ(a[:, :q] + s[:, :q])
    z = σ(a[:, q : 2 * q] + s[:, q : 2 * q])
    n = np.tanh(a[:, 2 * q :] + r * s[:, 2 * q :])
    h *= z
    h += (1 - z) * n
    return h


@right("gru_step")
def by_slices(x, h, W, U, b, c):
    def σ(u):
        return 1 / (1 + np.exp(-np.clip(u, -500, 500)))

    q = h.shape[1]
    a, s = x @ W.T + b, h @ U.T + c
    r = σ(a[:, :q] + s[:, :q])
    z = σ(a[:, q : 2 * q] + s[:, q : 2 * q])
    n = np.tanh(a[:, 2 * q :] + r * s[:, 2 * q :])
    return (1 - z) * n + z * h


@right("gru_step")
def in_torch_in_a_gru(x, h, W, U, b, c):
    x, h, W, U, b, c = (torch.tensor(np.array(array)) for array in (x, h, W, U, b, c))
    a, s = (x @ W.T + b).chunk(3, 1), (h @ U.T + c).chunk(3, 1)
    r, z = torch.sigmoid(a[0] + s[0]), torch.sigmoid(a[1] + s[1])
    return torch.lerp(torch.tanh(a[2] + r * s[2]), h, z)


@right("gru_step")
def as_a_correction(x, h, W, U, b, c):
    """h plus a share of the way to the candidate."""
    a, s = (x @ W.T + b).reshape(len(x), 3, -1), (h @ U.T + c).reshape(len(x), 3, -1)
    gates = 0.5 + 0.5 * np.tanh((a[:, :2] + s[:, :2]) / 2)
    candidate = np.tanh(a[:, 2] + gates[:, 0] * s[:, 2])
    return candidate + gates[:, 1] * (h - candidate)


@right("gru_step")
def example_by_example_in_a_gru(x, h, W, U, b, c):
    def gate(u):
        small = np.exp(-np.abs(u))
        return np.where(u >= 0, 1, small) / (1 + small)

    found = []
    for row, state in zip(x, h, strict=True):
        a, s = np.split(W @ row + b, 3), np.split(U @ state + c, 3)
        z = gate(a[1] + s[1])
        found.append((1 - z) * np.tanh(a[2] + gate(a[0] + s[0]) * s[2]) + z * state)
    return np.array(found)


# ---------------------------------------------------------------- bidirectional


@wrong("bidirectional", hint="turn-back")
def never_turns_back(X, forward, backward):
    def run(X, Wx, Wh, b):
        return recurrent.rnn(X, np.zeros((len(X), len(b))), Wx, Wh, b)

    left = run(X, *forward)
    right = run(X[:, ::-1], *backward)
    return np.concatenate([left, right], axis=2)


@wrong("bidirectional", hint="from-right")
def both_from_the_left(X, forward, backward):
    def run(X, Wx, Wh, b):
        return recurrent.rnn(X, np.zeros((len(X), len(b))), Wx, Wh, b)

    left = run(X, *forward)
    right = run(X, *backward)
    return np.concatenate([left, right], axis=2)


@wrong("bidirectional", hint="from-right")
def turns_the_result_alone(X, forward, backward):
    def run(X, Wx, Wh, b):
        return recurrent.rnn(X, np.zeros((len(X), len(b))), Wx, Wh, b)

    left = run(X, *forward)
    right = run(X, *backward)[:, ::-1]
    return np.concatenate([left, right], axis=2)


@wrong("bidirectional", hint="from-right")
def turns_the_examples(X, forward, backward):
    def run(X, Wx, Wh, b):
        return recurrent.rnn(X, np.zeros((len(X), len(b))), Wx, Wh, b)

    left = run(X, *forward)
    right = run(X[::-1], *backward)[::-1]
    return np.concatenate([left, right], axis=2)


@wrong("bidirectional", hint="from-right")
def turns_the_features(X, forward, backward):
    def run(X, Wx, Wh, b):
        return recurrent.rnn(X, np.zeros((len(X), len(b))), Wx, Wh, b)

    left = run(X, *forward)
    right = run(X[:, :, ::-1], *backward)
    return np.concatenate([left, right], axis=2)


@wrong("bidirectional", hint="first-forward")
def the_right_one_first(X, forward, backward):
    def run(X, Wx, Wh, b):
        return recurrent.rnn(X, np.zeros((len(X), len(b))), Wx, Wh, b)

    left = run(X, *forward)
    right = run(X[:, ::-1], *backward)[:, ::-1]
    return np.concatenate([right, left], axis=2)


@wrong("bidirectional", hint="own-weights")
def the_same_weights_twice(X, forward, backward):
    def run(X, Wx, Wh, b):
        return recurrent.rnn(X, np.zeros((len(X), len(b))), Wx, Wh, b)

    q1, q2 = len(forward[2]), len(backward[2])
    right = run(X[:, ::-1], *(forward if q1 == q2 else backward))[:, ::-1]
    return np.concatenate([run(X, *forward), right], axis=2)


@wrong("bidirectional", hint="own-weights")
def weights_exchanged(X, forward, backward):
    def run(X, Wx, Wh, b):
        return recurrent.rnn(X, np.zeros((len(X), len(b))), Wx, Wh, b)

    if len(forward[2]) == len(backward[2]):
        forward, backward = backward, forward
    return np.concatenate([run(X, *forward), run(X[:, ::-1], *backward)[:, ::-1]], axis=2)


@wrong("bidirectional", hint="same-sequence")
def goes_on_from_the_left_s_last_state(X, forward, backward):
    def run(X, Wx, Wh, b):
        return recurrent.rnn(X, np.zeros((len(X), len(b))), Wx, Wh, b)

    left = run(X, *forward)
    right = recurrent.rnn(X[:, ::-1], np.zeros((len(X), len(backward[2]))) + left[:, -1].mean(), *backward)[:, ::-1]
    return np.concatenate([left, right], axis=2)


@wrong("bidirectional", hint="in-place")
def overwrites_x(X, forward, backward):
    def run(X, Wx, Wh, b):
        return recurrent.rnn(X, np.zeros((len(X), len(b))), Wx, Wh, b)

    X *= 1.5
    left = run(X, *forward)
    right = run(X[:, ::-1], *backward)[:, ::-1]
    return np.concatenate([left, right], axis=2)


@right("bidirectional")
def two_runs(X, forward, backward):
    def run(X, Wx, Wh, b):
        return recurrent.rnn(X, np.zeros((len(X), len(b))), Wx, Wh, b)

    left = run(X, *forward)
    right = run(X[:, ::-1], *backward)[:, ::-1]
    return np.concatenate([left, right], axis=2)


@right("bidirectional")
def by_loops(X, forward, backward):
    N, T, _ = X.shape
    columns = []
    for (Wx, Wh, b), times in [(forward, range(T)), (backward, range(T - 1, -1, -1))]:
        states, h = np.empty((N, T, len(b))), np.zeros((N, len(b)))
        for t in times:
            h = np.tanh(X[:, t] @ Wx.T + h @ Wh.T + b)
            states[:, t] = h
        columns.append(states)
    return np.concatenate(columns, axis=2)


@right("bidirectional")
def in_torch_from_both_ends(X, forward, backward):
    def run(X, Wx, Wh, b):
        h, states = torch.zeros(len(X), len(b), dtype=torch.float64), []
        for t in range(X.shape[1]):
            h = torch.tanh(X[:, t] @ Wx.T + h @ Wh.T + b)
            states.append(h)
        return torch.stack(states, 1)

    one, other = ([torch.tensor(np.array(w)) for w in weights] for weights in (forward, backward))
    X = torch.tensor(np.array(X))
    return torch.cat([run(X, *one), run(X.flip(1), *other).flip(1)], 2)


@right("bidirectional")
def with_flip(X, forward, backward):
    states = []
    for weights, turn in [(forward, lambda A: A), (backward, lambda A: np.flip(A, axis=1))]:
        start = np.zeros((X.shape[0], weights[1].shape[0]))
        states.append(turn(recurrent.rnn(turn(X), start, *weights)))
    return np.concatenate(states, axis=-1)


# ---------------------------------------------------------------- influence


@wrong("influence", hint="row-column")
def columns_and_rows_exchanged(f, T, D, rng):
    found = np.zeros((T, T), dtype=bool)
    for _ in range(60):
        x = rng.standard_normal((T, D))
        before = np.array(f(x.copy()))
        for s in range(T):
            changed = x.copy()
            changed[s] = rng.standard_normal(D)
            moved = np.abs(np.array(f(changed)) - before)
            found[s] |= (moved > 1e-9).any(axis=1)
    return found


@wrong("influence", hint="own")
def always_its_own_row(f, T, D, rng):
    found = np.eye(T, dtype=bool)
    for _ in range(60):
        x = rng.standard_normal((T, D))
        before = np.array(f(x.copy()))
        for s in range(T):
            changed = x.copy()
            changed[s] = rng.standard_normal(D)
            moved = np.abs(np.array(f(changed)) - before)
            found[:, s] |= (moved > 1e-9).any(axis=1)
    return found


@wrong("influence", hint="own")
def never_its_own_row(f, T, D, rng):
    found = np.zeros((T, T), dtype=bool)
    for _ in range(60):
        x = rng.standard_normal((T, D))
        before = np.array(f(x.copy()))
        for s in range(T):
            changed = x.copy()
            changed[s] = rng.standard_normal(D)
            moved = np.abs(np.array(f(changed)) - before)
            found[:, s] |= (moved > 1e-9).any(axis=1)
    return found & ~np.eye(T, dtype=bool)


@wrong("influence", hint="ahead")
def takes_for_granted_that_nobody_reads_ahead(f, T, D, rng):
    found = np.zeros((T, T), dtype=bool)
    for _ in range(60):
        x = rng.standard_normal((T, D))
        before = np.array(f(x.copy()))
        for s in range(T):
            changed = x.copy()
            changed[s] = rng.standard_normal(D)
            moved = np.abs(np.array(f(changed)) - before)
            found[:, s] |= (moved > 1e-9).any(axis=1)
    return np.tril(found)


@wrong("influence", hint="neighbours")
def a_row_of_zeros(f, T, D, rng):
    found = np.zeros((T, T), dtype=bool)
    for _ in range(60):
        x = np.zeros((T, D))
        before = np.array(f(x.copy()))
        for s in range(T):
            changed = x.copy()
            changed[s] = rng.standard_normal(D)
            moved = np.abs(np.array(f(changed)) - before)
            found[:, s] |= (moved > 1e-9).any(axis=1)
    return found


@wrong("influence", hint="features")
def one_feature(f, T, D, rng):
    found = np.zeros((T, T), dtype=bool)
    for _ in range(60):
        x = rng.standard_normal((T, D))
        before = np.array(f(x.copy()))
        for s in range(T):
            changed = x.copy()
            changed[s, 0] = rng.standard_normal()
            moved = np.abs(np.array(f(changed)) - before)
            found[:, s] |= (moved > 1e-9).any(axis=1)
    return found


@wrong("influence", hint="features")
def adds_a_number(f, T, D, rng):
    found = np.zeros((T, T), dtype=bool)
    for _ in range(60):
        x = rng.standard_normal((T, D))
        before = np.array(f(x.copy()))
        for s in range(T):
            changed = x.copy()
            changed[s] += rng.standard_normal()
            moved = np.abs(np.array(f(changed)) - before)
            found[:, s] |= (moved > 1e-9).any(axis=1)
    return found


@wrong("influence", hint="features")
def the_last_feature(f, T, D, rng):
    found = np.zeros((T, T), dtype=bool)
    for _ in range(60):
        x = rng.standard_normal((T, D))
        before = np.array(f(x.copy()))
        for s in range(T):
            changed = x.copy()
            changed[s, -1] = rng.standard_normal()
            moved = np.abs(np.array(f(changed)) - before)
            found[:, s] |= (moved > 1e-9).any(axis=1)
    return found


@wrong("influence", hint="sign")
def turns_the_sign(f, T, D, rng):
    found = np.zeros((T, T), dtype=bool)
    for _ in range(60):
        x = rng.standard_normal((T, D))
        before = np.array(f(x.copy()))
        for s in range(T):
            changed = x.copy()
            changed[s] = -changed[s]
            moved = np.abs(np.array(f(changed)) - before)
            found[:, s] |= (moved > 1e-9).any(axis=1)
    return found


@wrong("influence", hint="negative")
def positive_numbers(f, T, D, rng):
    found = np.zeros((T, T), dtype=bool)
    for _ in range(60):
        x = rng.random((T, D))
        before = np.array(f(x.copy()))
        for s in range(T):
            changed = x.copy()
            changed[s] = rng.random(D)
            moved = np.abs(np.array(f(changed)) - before)
            found[:, s] |= (moved > 1e-9).any(axis=1)
    return found


@wrong("influence", hint="tries")
def one_sequence_for_all_tries(f, T, D, rng):
    found = np.zeros((T, T), dtype=bool)
    x = np.array(rng.standard_normal((T, D)))
    before = np.array(f(x.copy()))
    for _ in range(40):
        for s in range(T):
            changed = x.copy()
            changed[s] = rng.standard_normal(D)
            found[:, s] |= (np.abs(np.array(f(changed)) - before) > 1e-9).any(axis=1)
    return found


@wrong("influence", hint="tries")
def a_single_try(f, T, D, rng):
    found = np.zeros((T, T), dtype=bool)
    for _ in range(1):
        x = rng.standard_normal((T, D))
        before = np.array(f(x.copy()))
        for s in range(T):
            changed = x.copy()
            changed[s] = rng.standard_normal(D)
            moved = np.abs(np.array(f(changed)) - before)
            found[:, s] |= (moved > 1e-9).any(axis=1)
    return found


@wrong("influence", hint="faint")
def looks_for_large_moves(f, T, D, rng):
    found = np.zeros((T, T), dtype=bool)
    for _ in range(60):
        x = rng.standard_normal((T, D))
        before = np.array(f(x.copy()))
        for s in range(T):
            changed = x.copy()
            changed[s] = rng.standard_normal(D)
            moved = np.abs(np.array(f(changed)) - before)
            found[:, s] |= (moved > 1e-2).any(axis=1)
    return found


@wrong("influence", hint="faint")
def np_allclose(f, T, D, rng):
    found = np.zeros((T, T), dtype=bool)
    for _ in range(60):
        x = rng.standard_normal((T, D))
        before = np.array(f(x.copy()))
        for s in range(T):
            changed = x.copy()
            changed[s] = rng.standard_normal(D)
            moved = np.abs(np.array(f(changed)) - before)
            found[:, s] |= ~np.isclose(moved, 0, atol=1e-2).all(axis=1)
    return found


@wrong("influence", hint="booleans")
def moves_as_numbers(f, T, D, rng):
    found = np.zeros((T, T), dtype=bool)
    for _ in range(60):
        x = rng.standard_normal((T, D))
        before = np.array(f(x.copy()))
        for s in range(T):
            changed = x.copy()
            changed[s] = rng.standard_normal(D)
            moved = np.abs(np.array(f(changed)) - before)
            found[:, s] |= (moved > 1e-9).any(axis=1)
    return found.astype(float)


@wrong("influence", hint="redraw")
def compares_with_zero(f, T, D, rng):
    found = np.zeros((T, T), dtype=bool)
    for _ in range(60):
        x = rng.standard_normal((T, D))
        before = np.array(f(x.copy()))
        for s in range(T):
            changed = x.copy()
            changed[s] = rng.standard_normal(D)
            moved = np.abs(np.array(f(changed)) - 0 * before)
            found[:, s] |= (moved > 1e-9).any(axis=1)
    return found


@wrong("influence", hint="redraw")
def changes_pile_up(f, T, D, rng):
    found = np.zeros((T, T), dtype=bool)
    for _ in range(60):
        x = rng.standard_normal((T, D))
        before = np.array(f(x.copy()))
        changed = x.copy()
        for s in range(T):
            changed[s] = rng.standard_normal(D)
            moved = np.abs(np.array(f(changed)) - before)
            found[:, s] |= (moved > 1e-9).any(axis=1)
    return found


@wrong("influence", hint="redraw")
def the_first_column_of_the_result(f, T, D, rng):
    found = np.zeros((T, T), dtype=bool)
    for _ in range(60):
        x = rng.standard_normal((T, D))
        before = np.array(f(x.copy()))
        for s in range(T):
            changed = x.copy()
            changed[s] = rng.standard_normal(D)
            moved = np.abs(np.array(f(changed)) - before)
            found[:, s] |= moved[:, 0] > 1e-9
    return found


@wrong("influence", hint="own-work")
def asks_the_model(f, T, D, rng):
    return np.array(f.reads)


@wrong("influence", hint="own-work")
def reads_what_is_written_down(f, T, D, rng):
    return vars(f)["reads"].copy()


@wrong("influence", hint="global-rng")
def numbers_of_its_own(f, T, D, rng):
    found = np.zeros((T, T), dtype=bool)
    for _ in range(60):
        x = rng.standard_normal((T, D))
        before = np.array(f(x.copy()))
        for s in range(T):
            changed = x.copy()
            changed[s] = np.random.standard_normal(D)
            moved = np.abs(np.array(f(changed)) - before)
            found[:, s] |= (moved > 1e-9).any(axis=1)
    return found


@right("influence")
def sixty_sequences(f, T, D, rng):
    found = np.zeros((T, T), dtype=bool)
    for _ in range(60):
        x = rng.standard_normal((T, D))
        before = np.array(f(x.copy()))
        for s in range(T):
            changed = x.copy()
            changed[s] = rng.standard_normal(D)
            moved = np.abs(np.array(f(changed)) - before)
            found[:, s] |= (moved > 1e-9).any(axis=1)
    return found


@right("influence")
def entry_by_entry_for_influence(f, T, D, rng):
    def reads(t, s):
        for _ in range(45):
            x = rng.normal(size=(T, D))
            y = x.copy()
            y[s] = rng.normal(size=D)
            if np.abs(np.array(f(x))[t] - np.array(f(y))[t]).max() > 1e-9:
                return True
        return False

    return [[reads(t, s) for s in range(T)] for t in range(T)]


@right("influence")
def the_largest_move(f, T, D, rng):
    largest = np.zeros((T, T))
    for _ in range(50):
        x, other = rng.normal(size=(2, T, D))
        told = np.asarray(f(x), dtype=float).copy()
        for s in range(T):
            row = np.arange(T)[:, None] == s
            move = np.abs(np.asarray(f(np.where(row, other, x))) - told).max(axis=1)
            largest[:, s] = np.maximum(largest[:, s], move)
    return largest > 1e-9


@right("influence")
def larger_numbers(f, T, D, rng):
    found = set()
    for _ in range(80):
        x = 2 * rng.normal(size=(T, D))
        base = np.array(f(x.copy()))
        for s in range(T):
            y = x.copy()
            y[s] = 2 * rng.normal(size=D)
            found |= {(int(t), s) for t in np.flatnonzero((np.abs(np.array(f(y)) - base) > 1e-9).any(axis=1))}
    return np.array([[(t, s) in found for s in range(T)] for t in range(T)])


# ---------------------------------------------------------------- perplexity


@wrong("perplexity", hint="padding")
def counts_the_padding(logits, targets):
    if not (targets >= 0).any():
        raise ValueError("nothing to count")
    Z = logits - logits.max(axis=2, keepdims=True)
    losses = np.log(np.exp(Z).sum(axis=2)) - np.take_along_axis(Z, targets[:, :, None] % Z.shape[2], axis=2)[:, :, 0]
    return float(np.exp(losses.mean()))


@wrong("perplexity", hint="padding")
def divides_by_all_places(logits, targets):
    if not (targets >= 0).any():
        raise ValueError("nothing to count")
    Z = logits - logits.max(axis=2, keepdims=True)
    losses = np.log(np.exp(Z).sum(axis=2)) - np.take_along_axis(Z, targets[:, :, None] % Z.shape[2], axis=2)[:, :, 0]
    counted = targets >= 0
    return float(np.exp((losses * counted).mean()))


@wrong("perplexity", hint="together")
def a_mean_of_means(logits, targets):
    if not (targets >= 0).any():
        raise ValueError("nothing to count")
    Z = logits - logits.max(axis=2, keepdims=True)
    losses = np.log(np.exp(Z).sum(axis=2)) - np.take_along_axis(Z, targets[:, :, None] % Z.shape[2], axis=2)[:, :, 0]
    counted = targets >= 0
    return float(np.exp(np.mean((losses * counted).sum(axis=1) / np.maximum(counted.sum(axis=1), 1))))


@wrong("perplexity", hint="together")
def a_mean_of_perplexities(logits, targets):
    if not (targets >= 0).any():
        raise ValueError("nothing to count")
    Z = logits - logits.max(axis=2, keepdims=True)
    losses = np.log(np.exp(Z).sum(axis=2)) - np.take_along_axis(Z, targets[:, :, None] % Z.shape[2], axis=2)[:, :, 0]
    counted = targets >= 0
    return float(np.mean(np.exp((losses * counted).sum(axis=1) / np.maximum(counted.sum(axis=1), 1))))


@wrong("perplexity", hint="exponential")
def the_loss_itself(logits, targets):
    counted = targets >= 0
    if not counted.any():
        raise ValueError("nothing to count")
    Z, k = logits[counted], targets[counted]
    Z = Z - Z.max(axis=1, keepdims=True)
    losses = np.log(np.exp(Z).sum(axis=1)) - Z[np.arange(len(k)), k]
    return float(losses.mean())


@wrong("perplexity", hint="exponential")
def two_to_the_power(logits, targets):
    counted = targets >= 0
    if not counted.any():
        raise ValueError("nothing to count")
    Z, k = logits[counted], targets[counted]
    Z = Z - Z.max(axis=1, keepdims=True)
    losses = np.log(np.exp(Z).sum(axis=1)) - Z[np.arange(len(k)), k]
    return float(2 ** losses.mean())


@wrong("perplexity", hint="exponential")
def logarithm_of_base_two(logits, targets):
    counted = targets >= 0
    if not counted.any():
        raise ValueError("nothing to count")
    Z, k = logits[counted], targets[counted]
    Z = Z - Z.max(axis=1, keepdims=True)
    losses = np.log(np.exp(Z).sum(axis=1)) - Z[np.arange(len(k)), k]
    return float(np.exp(losses.mean() / np.log(2)))


@wrong("perplexity", hint="mean")
def a_sum(logits, targets):
    counted = targets >= 0
    if not counted.any():
        raise ValueError("nothing to count")
    Z, k = logits[counted], targets[counted]
    Z = Z - Z.max(axis=1, keepdims=True)
    losses = np.log(np.exp(Z).sum(axis=1)) - Z[np.arange(len(k)), k]
    return float(np.exp(losses.sum()))


@wrong("perplexity", hint="mean")
def the_mean_of_the_powers(logits, targets):
    counted = targets >= 0
    if not counted.any():
        raise ValueError("nothing to count")
    Z, k = logits[counted], targets[counted]
    Z = Z - Z.max(axis=1, keepdims=True)
    losses = np.log(np.exp(Z).sum(axis=1)) - Z[np.arange(len(k)), k]
    return float(np.exp(losses).mean())


@wrong("perplexity", hint="mean")
def over_the_mean_probability(logits, targets):
    counted = targets >= 0
    if not counted.any():
        raise ValueError("nothing to count")
    Z, k = logits[counted], targets[counted]
    Z = Z - Z.max(axis=1, keepdims=True)
    losses = np.log(np.exp(Z).sum(axis=1)) - Z[np.arange(len(k)), k]
    return float(1 / np.exp(-losses).mean())


@wrong("perplexity", hint="softmax")
def logits_for_logarithms(logits, targets):
    counted = targets >= 0
    if not counted.any():
        raise ValueError("nothing to count")
    Z, k = logits[counted], targets[counted]
    losses = -Z[np.arange(len(k)), k]
    return float(np.exp(losses.mean()))


@wrong("perplexity", hint="minus")
def without_the_minus(logits, targets):
    counted = targets >= 0
    if not counted.any():
        raise ValueError("nothing to count")
    Z, k = logits[counted], targets[counted]
    Z = Z - Z.max(axis=1, keepdims=True)
    losses = np.log(np.exp(Z).sum(axis=1)) - Z[np.arange(len(k)), k]
    return float(np.exp(-losses.mean()))


@wrong("perplexity", hint="overflow")
def exponentials_that_overflow_of_surprise(logits, targets):
    counted = targets >= 0
    if not counted.any():
        raise ValueError("nothing to count")
    Z, k = logits[counted], targets[counted]
    losses = np.log(np.exp(Z).sum(axis=1)) - Z[np.arange(len(k)), k]
    return float(np.exp(losses.mean()))


@wrong("perplexity", hint="underflow")
def the_logarithm_of_a_softmax(logits, targets):
    counted = targets >= 0
    if not counted.any():
        raise ValueError("nothing to count")
    Z, k = logits[counted], targets[counted]
    Z = Z - Z.max(axis=1, keepdims=True)
    p = np.exp(Z - 200) / np.exp(Z - 200).sum(axis=1, keepdims=True)
    losses = -np.log(p[np.arange(len(k)), k])
    return float(np.exp(losses.mean()))


@wrong("perplexity", hint="nothing")
def nothing_is_one(logits, targets):
    counted = targets >= 0
    if not counted.any():
        return 1.0
    Z, k = logits[counted], targets[counted]
    Z = Z - Z.max(axis=1, keepdims=True)
    losses = np.log(np.exp(Z).sum(axis=1)) - Z[np.arange(len(k)), k]
    return float(np.exp(losses.mean()))


@wrong("perplexity", hint="nothing")
def nan_for_nothing(logits, targets):
    counted = targets >= 0
    Z, k = logits[counted], targets[counted]
    Z = Z - Z.max(axis=1, keepdims=True)
    losses = np.log(np.exp(Z).sum(axis=1)) - Z[np.arange(len(k)), k]
    return float(np.exp(losses.mean()))


@wrong("perplexity", hint="in-place")
def overwrites_the_targets(logits, targets):
    counted = targets >= 0
    targets[~counted] = 0
    if not counted.any():
        raise ValueError("nothing to count")
    Z, k = logits[counted], targets[counted]
    Z = Z - Z.max(axis=1, keepdims=True)
    losses = np.log(np.exp(Z).sum(axis=1)) - Z[np.arange(len(k)), k]
    return float(np.exp(losses.mean()))


@right("perplexity")
def over_picked_places(logits, targets):
    counted = targets >= 0
    if not counted.any():
        raise ValueError("nothing to count")
    Z, k = logits[counted], targets[counted]
    Z = Z - Z.max(axis=1, keepdims=True)
    losses = np.log(np.exp(Z).sum(axis=1)) - Z[np.arange(len(k)), k]
    return float(np.exp(losses.mean()))


@right("perplexity")
def place_by_place(logits, targets):
    import math

    losses = []
    for row, marks in zip(logits, targets, strict=True):
        for z, k in zip(row, marks, strict=True):
            if k != -1:
                top = max(float(v) for v in z)
                losses.append(top + math.log(sum(math.exp(float(v) - top) for v in z)) - float(z[k]))
    if not losses:
        raise ValueError("all padding")
    return math.exp(sum(losses) / len(losses))


@right("perplexity")
def with_logaddexp(logits, targets):
    counted = np.array(targets) != -1
    if counted.sum() == 0:
        raise ValueError("no target")
    chosen = np.take_along_axis(np.array(logits), np.where(counted, targets, 0)[..., None], axis=-1)[..., 0]
    losses = np.logaddexp.reduce(np.array(logits), axis=-1) - chosen
    return np.exp(np.sum(losses, where=counted) / counted.sum())


@right("perplexity")
def in_torch_of_surprise(logits, targets):
    Z, k = torch.tensor(np.array(logits)), torch.tensor(np.array(targets))
    counted = k >= 0
    if not counted.any():
        raise ValueError("nothing counts")
    return torch.exp(-Z.log_softmax(-1)[counted].gather(1, k[counted][:, None]).mean()).item()


# ---------------------------------------------------------------- train_reader


@wrong("train_reader", hint="shift")
def targets_not_shifted(model, ids, generator, steps=300):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    for _step in range(steps):
        batch = ids[torch.randint(len(ids), (32,), generator=generator)]
        logits = model(batch)
        optimizer.zero_grad()
        nn.functional.cross_entropy(logits.flatten(0, 1), batch.flatten()).backward()
        optimizer.step()
    return model


@wrong("train_reader", hint="no-learning")
def learns_the_character_before(model, ids, generator, steps=300):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    for _step in range(steps):
        batch = ids[torch.randint(len(ids), (32,), generator=generator)]
        logits = model(batch)[:, 1:]
        optimizer.zero_grad()
        nn.functional.cross_entropy(logits.flatten(0, 1), batch[:, :-1].flatten()).backward()
        optimizer.step()
    return model


@wrong("train_reader", hint="no-learning")
def gradients_pile_up(model, ids, generator, steps=300):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    for _step in range(steps):
        batch = ids[torch.randint(len(ids), (32,), generator=generator)]
        logits = model(batch)[:, :-1]
        nn.functional.cross_entropy(logits.flatten(0, 1), batch[:, 1:].flatten()).backward()
        optimizer.step()
    return model


@wrong("train_reader", hint="too-early")
def the_last_character_alone(model, ids, generator, steps=300):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    for _step in range(steps):
        batch = ids[torch.randint(len(ids), (32,), generator=generator)]
        logits = model(batch)[:, -2:-1]
        optimizer.zero_grad()
        nn.functional.cross_entropy(logits.flatten(0, 1), batch[:, -1:].flatten()).backward()
        optimizer.step()
    return model


@wrong("train_reader", hint="no-learning")
def softmax_before_the_loss(model, ids, generator, steps=300):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    for _step in range(steps):
        batch = ids[torch.randint(len(ids), (32,), generator=generator)]
        logits = model(batch)[:, :-1]
        optimizer.zero_grad()
        nn.functional.cross_entropy(logits.softmax(-1).flatten(0, 1), batch[:, 1:].flatten()).backward()
        optimizer.step()
    return model


@wrong("train_reader", hint="frozen")
def the_output_layer_alone(model, ids, generator, steps=300):
    optimizer = torch.optim.Adam(model.scores.parameters(), lr=1e-2)
    for _step in range(steps):
        batch = ids[torch.randint(len(ids), (32,), generator=generator)]
        logits = model(batch)[:, :-1]
        optimizer.zero_grad()
        nn.functional.cross_entropy(logits.flatten(0, 1), batch[:, 1:].flatten()).backward()
        optimizer.step()
    return model


@wrong("train_reader", hint="no-learning")
def uphill(model, ids, generator, steps=300):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    for _step in range(steps):
        batch = ids[torch.randint(len(ids), (32,), generator=generator)]
        logits = model(batch)[:, :-1]
        optimizer.zero_grad()
        nn.functional.cross_entropy(logits.flatten(0, 1), batch[:, 1:].flatten()).neg().backward()
        optimizer.step()
    return model


@wrong("train_reader", hint="no-learning")
def a_rate_that_is_too_small(model, ids, generator, steps=300):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-5)
    for _step in range(steps):
        batch = ids[torch.randint(len(ids), (32,), generator=generator)]
        logits = model(batch)[:, :-1]
        optimizer.zero_grad()
        nn.functional.cross_entropy(logits.flatten(0, 1), batch[:, 1:].flatten()).backward()
        optimizer.step()
    return model


@wrong("train_reader", hint="no-learning")
def a_rate_that_is_too_large(model, ids, generator, steps=300):
    optimizer = torch.optim.Adam(model.parameters(), lr=3.0)
    for _step in range(steps):
        batch = ids[torch.randint(len(ids), (32,), generator=generator)]
        logits = model(batch)[:, :-1]
        optimizer.zero_grad()
        nn.functional.cross_entropy(logits.flatten(0, 1), batch[:, 1:].flatten()).backward()
        optimizer.step()
    return model


@wrong("train_reader", hint="no-learning")
def plain_descent_with_a_small_rate(model, ids, generator, steps=300):
    optimizer = torch.optim.SGD(model.parameters(), lr=1e-2)
    for _step in range(steps):
        batch = ids[torch.randint(len(ids), (32,), generator=generator)]
        logits = model(batch)[:, :-1]
        optimizer.zero_grad()
        nn.functional.cross_entropy(logits.flatten(0, 1), batch[:, 1:].flatten()).backward()
        optimizer.step()
    return model


@wrong("train_reader", hint="steps")
def passes_for_steps(model, ids, generator, steps=300):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    for _ in range(min(steps, 10)):
        for order in torch.randperm(len(ids), generator=generator).split(16):
            batch = ids[order]
            logits = model(batch)[:, :-1]
            optimizer.zero_grad()
            nn.functional.cross_entropy(logits.flatten(0, 1), batch[:, 1:].flatten()).backward()
            optimizer.step()
    return model


@wrong("train_reader", hint="steps")
def one_step_too_few(model, ids, generator, steps=300):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    for _step in range(1, steps):
        batch = ids[torch.randint(len(ids), (32,), generator=generator)]
        logits = model(batch)[:, :-1]
        optimizer.zero_grad()
        nn.functional.cross_entropy(logits.flatten(0, 1), batch[:, 1:].flatten()).backward()
        optimizer.step()
    return model


@wrong("train_reader", hint="steps")
def always_three_hundred(model, ids, generator, steps=300):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    for _step in range(300):
        batch = ids[torch.randint(len(ids), (32,), generator=generator)]
        logits = model(batch)[:, :-1]
        optimizer.zero_grad()
        nn.functional.cross_entropy(logits.flatten(0, 1), batch[:, 1:].flatten()).backward()
        optimizer.step()
    return model


@wrong("train_reader", hint="batches")
def the_first_windows(model, ids, generator, steps=300):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    for _step in range(steps):
        batch = ids[:32]
        logits = model(batch)[:, :-1]
        optimizer.zero_grad()
        nn.functional.cross_entropy(logits.flatten(0, 1), batch[:, 1:].flatten()).backward()
        optimizer.step()
    return model


@wrong("train_reader", hint="global-rng")
def batches_of_torch_s_state(model, ids, generator, steps=300):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    for _step in range(steps):
        batch = ids[torch.randint(len(ids), (32,))]
        logits = model(batch)[:, :-1]
        optimizer.zero_grad()
        nn.functional.cross_entropy(logits.flatten(0, 1), batch[:, 1:].flatten()).backward()
        optimizer.step()
    return model


@wrong("train_reader", hint="batches")
def a_seed_of_its_own(model, ids, generator, steps=300):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    generator = torch.Generator().manual_seed(0)
    for _step in range(steps):
        batch = ids[torch.randint(len(ids), (32,), generator=generator)]
        logits = model(batch)[:, :-1]
        optimizer.zero_grad()
        nn.functional.cross_entropy(logits.flatten(0, 1), batch[:, 1:].flatten()).backward()
        optimizer.step()
    return model


@wrong("train_reader", hint="own-generator")
def a_generator_without_a_seed(model, ids, generator, steps=300):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    generator = torch.Generator()
    generator.seed()
    for _step in range(steps):
        batch = ids[torch.randint(len(ids), (32,), generator=generator)]
        logits = model(batch)[:, :-1]
        optimizer.zero_grad()
        nn.functional.cross_entropy(logits.flatten(0, 1), batch[:, 1:].flatten()).backward()
        optimizer.step()
    return model


@wrong("train_reader", hint="copy")
def a_copy(model, ids, generator, steps=300):
    import copy

    model = copy.deepcopy(model)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    for _step in range(steps):
        batch = ids[torch.randint(len(ids), (32,), generator=generator)]
        logits = model(batch)[:, :-1]
        optimizer.zero_grad()
        nn.functional.cross_entropy(logits.flatten(0, 1), batch[:, 1:].flatten()).backward()
        optimizer.step()
    return model


@wrong("train_reader", hint="none")
def returns_nothing(model, ids, generator, steps=300):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    for _step in range(steps):
        batch = ids[torch.randint(len(ids), (32,), generator=generator)]
        logits = model(batch)[:, :-1]
        optimizer.zero_grad()
        nn.functional.cross_entropy(logits.flatten(0, 1), batch[:, 1:].flatten()).backward()
        optimizer.step()


@wrong("train_reader", hint="AttributeError")
def returns_the_loss(model, ids, generator, steps=300):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    for _step in range(steps):
        batch = ids[torch.randint(len(ids), (32,), generator=generator)]
        logits = model(batch)[:, :-1]
        optimizer.zero_grad()
        nn.functional.cross_entropy(logits.flatten(0, 1), batch[:, 1:].flatten()).backward()
        optimizer.step()
    return float(logits.detach().mean())


@wrong("train_reader", hint="in-place")
def shuffles_the_windows_in_place(model, ids, generator, steps=300):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    ids[:] = ids[torch.randperm(len(ids), generator=generator)]
    for _step in range(steps):
        batch = ids[torch.randint(len(ids), (32,), generator=generator)]
        logits = model(batch)[:, :-1]
        optimizer.zero_grad()
        nn.functional.cross_entropy(logits.flatten(0, 1), batch[:, 1:].flatten()).backward()
        optimizer.step()
    return model


@right("train_reader")
def without_clipping(model, ids, generator, steps=300):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    for _step in range(steps):
        batch = ids[torch.randint(len(ids), (32,), generator=generator)]
        logits = model(batch)[:, :-1]
        optimizer.zero_grad()
        nn.functional.cross_entropy(logits.flatten(0, 1), batch[:, 1:].flatten()).backward()
        optimizer.step()
    return model


@right("train_reader")
def passes_through_the_text(model, ids, generator, steps=300):
    optimizer, order = torch.optim.RMSprop(model.parameters(), lr=5e-3), []
    for _ in range(steps):
        if not order:
            order = list(torch.randperm(len(ids), generator=generator).split(24))
        batch = ids[order.pop()]
        scores = model(batch)
        loss = nn.functional.cross_entropy(scores[:, :-1].transpose(1, 2), batch[:, 1:])
        model.zero_grad()
        loss.backward()
        optimizer.step()
    return model


@right("train_reader")
def larger_batches_and_half_a_cosine(model, ids, generator, steps=300):
    model.train()
    optimizer = torch.optim.AdamW(model.parameters(), lr=2e-2, weight_decay=1e-4)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps + 1)
    for _ in range(steps):
        batch = ids[torch.randperm(len(ids), generator=generator)[:48]]
        logs = model(batch).log_softmax(-1)[:, :-1]
        loss = -logs.gather(2, batch[:, 1:, None]).mean()
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
    return model.eval()


judged_by_result("train_reader", reason="any training that makes so many updates and reaches the perplexity is right")


# ---------------------------------------------------------------- sample


@wrong("sample", hint="divide")
def times_the_temperature(logits, temperature, n, rng):
    if temperature == 0:
        return np.full(n, np.argmax(logits))
    shares = np.exp((logits - np.max(logits)) * temperature)
    return rng.choice(len(logits), size=n, p=shares / shares.sum())


@wrong("sample", hint="ignored")
def without_temperature(logits, temperature, n, rng):
    if temperature == 0:
        return np.full(n, np.argmax(logits))
    shares = np.exp((logits - np.max(logits)) * 1.0)
    return rng.choice(len(logits), size=n, p=shares / shares.sum())


@wrong("sample", hint="greedy")
def always_the_largest(logits, temperature, n, rng):
    return np.full(n, np.argmax(logits))
    shares = np.exp((logits - np.max(logits)) / temperature)
    return rng.choice(len(logits), size=n, p=shares / shares.sum())


@wrong("sample", hint="before-softmax")
def temperature_of_probabilities(logits, temperature, n, rng):
    if temperature == 0:
        return np.full(n, np.argmax(logits))
    shares = np.exp(logits - np.max(logits))
    shares = np.exp(shares / shares.sum() / temperature)
    return rng.choice(len(logits), size=n, p=shares / shares.sum())


@wrong("sample", hint="weights")
def all_alike(logits, temperature, n, rng):
    if temperature == 0:
        return np.full(n, np.argmax(logits))
    np.exp((logits - np.max(logits)) / temperature)
    return rng.choice(len(logits), size=n, p=None)


@wrong("sample", hint="independent")
def in_order(logits, temperature, n, rng):
    if temperature == 0:
        return np.full(n, np.argmax(logits))
    shares = np.exp((logits - np.max(logits)) / temperature)
    return np.sort(rng.choice(len(logits), size=n, p=shares / shares.sum()))


@wrong("sample", hint="independent")
def counts_of_a_multinomial(logits, temperature, n, rng):
    if temperature == 0:
        return np.full(n, np.argmax(logits))
    shares = np.exp((logits - np.max(logits)) / temperature)
    return np.repeat(np.arange(len(logits)), rng.multinomial(n, shares / shares.sum()))


@wrong("sample", hint="ValueError")
def exponentials_that_overflow_of_draws(logits, temperature, n, rng):
    if temperature == 0:
        return np.full(n, np.argmax(logits))
    shares = np.exp((logits - 0 * np.max(logits[np.isfinite(logits)])) / temperature)
    return rng.choice(len(logits), size=n, p=shares / shares.sum())


@wrong("sample", hint="ValueError")
def divides_by_zero(logits, temperature, n, rng):
    shares = np.exp((logits - np.max(logits)) / temperature)
    return rng.choice(len(logits), size=n, p=shares / shares.sum())


@wrong("sample", hint="zero")
def ties_to_the_last(logits, temperature, n, rng):
    if temperature == 0:
        return np.full(n, len(logits) - 1 - np.argmax(logits[::-1]))
    shares = np.exp((logits - np.max(logits)) / temperature)
    return rng.choice(len(logits), size=n, p=shares / shares.sum())


@wrong("sample", hint="zero")
def ties_at_random(logits, temperature, n, rng):
    if temperature == 0:
        return rng.choice(np.flatnonzero(logits == np.max(logits)), size=n)
    shares = np.exp((logits - np.max(logits)) / temperature)
    return rng.choice(len(logits), size=n, p=shares / shares.sum())


@wrong("sample", hint="numbers")
def the_value_at_zero(logits, temperature, n, rng):
    if temperature == 0:
        return np.full(n, np.max(logits))
    shares = np.exp((logits - np.max(logits)) / temperature)
    return rng.choice(len(logits), size=n, p=shares / shares.sum())


@wrong("sample", hint="never")
def minus_infinity_as_zero(logits, temperature, n, rng):
    if temperature == 0:
        return np.full(n, np.argmax(logits))
    logits = np.where(np.isfinite(logits), logits, 0)
    shares = np.exp((logits - np.max(logits)) / temperature)
    return rng.choice(len(logits), size=n, p=shares / shares.sum())


@wrong("sample", hint="own-generator")
def a_copy_of_rng(logits, temperature, n, rng):
    if temperature == 0:
        return np.full(n, np.argmax(logits))
    import copy

    rng = copy.deepcopy(rng)
    shares = np.exp((logits - np.max(logits)) / temperature)
    return rng.choice(len(logits), size=n, p=shares / shares.sum())


@wrong("sample", hint="global-rng")
def numpy_s_global_state(logits, temperature, n, rng):
    if temperature == 0:
        return np.full(n, np.argmax(logits))
    shares = np.exp((logits - np.max(logits)) / temperature)
    return np.random.choice(len(logits), size=n, p=shares / shares.sum())


@wrong("sample", hint="overflow")
def clips_the_exponents(logits, temperature, n, rng):
    if temperature == 0:
        return np.full(n, np.argmax(logits))
    shares = np.exp(np.clip(logits / temperature, -500, 500))
    return rng.choice(len(logits), size=n, p=shares / shares.sum())


@wrong("sample", hint="law")
def a_floor_for_all(logits, temperature, n, rng):
    if temperature == 0:
        return np.full(n, np.argmax(logits))
    shares = np.exp((logits - np.max(logits)) / temperature)
    return rng.choice(len(logits), size=n, p=(shares / shares.sum() + 0.03) / (1 + 0.03 * len(logits)))


@wrong("sample", hint="draws")
def one_draw(logits, temperature, n, rng):
    if temperature == 0:
        return np.full(n, np.argmax(logits))
    shares = np.exp((logits - np.max(logits)) / temperature)
    return rng.choice(len(logits), size=1, p=shares / shares.sum())


@wrong("sample", hint="numbers")
def characters_from_one(logits, temperature, n, rng):
    if temperature == 0:
        return np.full(n, np.argmax(logits))
    shares = np.exp((logits - np.max(logits)) / temperature)
    return 1 + rng.choice(len(logits), size=n, p=shares / shares.sum())


@wrong("sample", hint="in-place")
def writes_into_the_logits(logits, temperature, n, rng):
    if temperature == 0:
        return np.full(n, np.argmax(logits))
    logits -= np.max(logits)
    shares = np.exp((logits - np.max(logits)) / temperature)
    return rng.choice(len(logits), size=n, p=shares / shares.sum())


@right("sample")
def with_choice(logits, temperature, n, rng):
    if temperature == 0:
        return np.full(n, np.argmax(logits))
    shares = np.exp((logits - np.max(logits)) / temperature)
    return rng.choice(len(logits), size=n, p=shares / shares.sum())


@right("sample")
def by_cumulative_sums(logits, temperature, n, rng):
    if not temperature:
        return np.repeat(np.argmax(logits), n)
    Z = (np.asarray(logits, dtype=float) - np.max(logits)) / temperature
    edges = np.cumsum(np.exp(Z))
    return np.searchsorted(edges, rng.random(n) * edges[-1], side="right")


@right("sample")
def by_gumbel_s_trick(logits, temperature, n, rng):
    Z = np.asarray(logits, dtype=float)
    if temperature == 0:
        return [int(np.argmax(Z))] * n
    return np.argmax((Z - Z.max()) / temperature + rng.gumbel(size=(n, len(Z))), axis=1)


@right("sample")
def one_by_one(logits, temperature, n, rng):
    best = max(range(len(logits)), key=lambda k: logits[k])
    if temperature == 0:
        return [best for _ in range(n)]
    shares = [np.exp((z - logits[best]) / temperature) for z in logits]
    total, found = sum(shares), []
    for mark in rng.uniform(size=n):
        place, k = mark * total, 0
        while place >= shares[k] and k < len(shares) - 1:
            place -= shares[k]
            k += 1
        found.append(k)
    return np.array(found, dtype=int)


# ---------------------------------------------------------------- windows


@wrong("windows", hint="count")
def one_window_too_few(series, length, horizon=1):
    M = len(series) - length - horizon
    if M < 1:
        raise ValueError("too short")
    X = np.array([series[i : i + length] for i in range(M)])
    return X, np.array(series[length + horizon - 1 : length + horizon - 1 + M])


@wrong("windows", hint="count")
def all_windows(series, length, horizon=1):
    M = len(series) - length - horizon + 1
    if M < 1:
        raise ValueError("too short")
    X = np.array([series[i : i + length] for i in range(len(series) - length + 1)])
    return X, np.array(series[length + horizon - 1 :])


@wrong("windows", hint="count")
def ignores_the_horizon(series, length, horizon=1):
    M = len(series) - length
    if M < 1:
        raise ValueError("too short")
    X = np.array([series[i : i + length] for i in range(M)])
    return X, np.array(series[length:])


@wrong("windows", hint="ahead")
def the_very_next_value(series, length, horizon=1):
    M = len(series) - length - horizon + 1
    if M < 1:
        raise ValueError("too short")
    X = np.array([series[i : i + length] for i in range(M)])
    return X, np.array(series[length : length + M])


@wrong("windows", hint="ahead")
def one_place_too_early(series, length, horizon=1):
    M = len(series) - length - horizon + 1
    if M < 1:
        raise ValueError("too short")
    X = np.array([series[i : i + length] for i in range(M)])
    return X, np.array(series[length + horizon - 2 : length + horizon - 2 + M])


@wrong("windows", hint="ahead")
def the_last_value_of_the_window(series, length, horizon=1):
    M = len(series) - length - horizon + 1
    if M < 1:
        raise ValueError("too short")
    X = np.array([series[i : i + length] for i in range(M)])
    return X, X[:, -1].copy()


@wrong("windows", hint="count")
def too_many_y(series, length, horizon=1):
    M = len(series) - length - horizon + 1
    if M < 1:
        raise ValueError("too short")
    X = np.array([series[i : i + length] for i in range(M)])
    return X, np.array(series[length + horizon - 2 :])


@wrong("windows", hint="step")
def windows_side_by_side(series, length, horizon=1):
    M = len(series) - length - horizon + 1
    if M < 1:
        raise ValueError("too short")
    X = np.array([series[i : i + length] for i in range(0, M, length)])
    return X, np.array(series[length + horizon - 1 :])


@wrong("windows", hint="turned")
def from_the_last_to_the_first_of_windows(series, length, horizon=1):
    M = len(series) - length - horizon + 1
    if M < 1:
        raise ValueError("too short")
    X = np.array([series[i : i + length] for i in reversed(range(M))])
    return X, np.array(series[length + horizon - 1 :])


@wrong("windows", hint="turned")
def each_window_reversed(series, length, horizon=1):
    M = len(series) - length - horizon + 1
    if M < 1:
        raise ValueError("too short")
    X = np.array([series[i : i + length][::-1] for i in range(M)])
    return X, np.array(series[length + horizon - 1 :])


@wrong("windows", hint="short")
def never_refuses(series, length, horizon=1):
    M = len(series) - length - horizon + 1
    X = np.array([series[i : i + length] for i in range(M)])
    return X, np.array(series[length + horizon - 1 :])


@wrong("windows", hint="ValueError")
def refuses_a_single_window(series, length, horizon=1):
    M = len(series) - length - horizon + 1
    if M < 2:
        raise ValueError("too short")
    X = np.array([series[i : i + length] for i in range(M)])
    return X, np.array(series[length + horizon - 1 :])


@wrong("windows", hint="count")
def a_default_of_two(series, length, horizon=2):
    M = len(series) - length - horizon + 1
    if M < 1:
        raise ValueError("too short")
    X = np.array([series[i : i + length] for i in range(M)])
    return X, np.array(series[length + horizon - 1 :])


@wrong("windows", hint="in-place")
def overwrites_the_series(series, length, horizon=1):
    M = len(series) - length - horizon + 1
    if M < 1:
        raise ValueError("too short")
    series[:] = series - series.mean()
    X = np.array([series[i : i + length] for i in range(M)])
    return X, np.array(series[length + horizon - 1 :])


@right("windows")
def by_slices_of_windows(series, length, horizon=1):
    M = len(series) - length - horizon + 1
    if M < 1:
        raise ValueError("too short")
    X = np.array([series[i : i + length] for i in range(M)])
    return X, np.array(series[length + horizon - 1 :])


@right("windows")
def by_an_index_table(series, length, horizon=1):
    first = np.arange(len(series) - length - horizon + 1)
    if len(first) == 0:
        raise ValueError(f"no window of {length}")
    return np.asarray(series)[first[:, None] + np.arange(length)], np.asarray(series)[first + length - 1 + horizon]


@right("windows")
def by_a_sliding_view(series, length, horizon=1):
    if len(series) < length + horizon:
        raise ValueError("shorter than one window and its horizon")
    both = np.lib.stride_tricks.sliding_window_view(series, length + horizon)
    return both[:, :length].copy(), both[:, -1].copy()


@right("windows")
def with_lists(series, length, horizon=1):
    X, y, values = [], [], [float(value) for value in series]
    while len(X) + length + horizon <= len(values):
        y.append(values[len(X) + length + horizon - 1])
        X.append(values[len(X) : len(X) + length])
    if not X:
        raise ValueError("not one window")
    return X, y


# ---------------------------------------------------------------- forecast


@wrong("forecast", hint="trend")
def the_year_before(past):
    return float(past[-1])


@wrong("forecast", hint="trend")
def the_mean(past):
    return float(np.mean(past))


@wrong("forecast", hint="trend")
def a_straight_line(past):
    return float(2 * past[-1] - past[-2])


@wrong("forecast", hint="trend")
def eleven_years_ago(past):
    return float(past[-11])


@wrong("forecast", hint="trend")
def the_mean_of_three_years(past):
    return float(past[-3:].mean())


@wrong("forecast", hint="wave", passes=["below 0.7"])
def two_years(past):
    roots = np.asarray(past)
    X, y = forecasts.windows(roots, 2)
    weights = forecasts.fit_linear(X, y)
    return float(forecasts.linear(weights, roots[None, -2:])[0])


@wrong("forecast", hint="wave", passes=["below 0.7"])
def three_years(past):
    roots = np.asarray(past)
    X, y = forecasts.windows(roots, 3)
    weights = forecasts.fit_linear(X, y)
    return float(forecasts.linear(weights, roots[None, -3:])[0])


@wrong("forecast", hint="wave", passes=["below 0.7"])
def two_years_of_roots(past):
    roots = np.sqrt(np.maximum(past, 0))
    X, y = forecasts.windows(roots, 2)
    weights = forecasts.fit_linear(X, y)
    return float(forecasts.linear(weights, roots[None, -2:])[0] ** 2)


@wrong("forecast", hint="scale", passes=["below 0.7", "below 0.56"])
def nine_years(past):
    roots = np.asarray(past)
    X, y = forecasts.windows(roots, 9)
    weights = forecasts.fit_linear(X, y)
    return float(forecasts.linear(weights, roots[None, -9:])[0])


@wrong("forecast", hint="scale", passes=["below 0.7", "below 0.56"])
def twelve_years(past):
    roots = np.asarray(past)
    X, y = forecasts.windows(roots, 12)
    weights = forecasts.fit_linear(X, y)
    return float(forecasts.linear(weights, roots[None, -12:])[0])


@wrong("forecast", hint="trend")
def roots_that_stay_roots(past):
    roots = np.sqrt(np.maximum(past, 0))
    X, y = forecasts.windows(roots, 9)
    weights = forecasts.fit_linear(X, y)
    return float(forecasts.linear(weights, roots[None, -9:])[0])


@wrong("forecast", hint="trend")
def standardised(past):
    roots = np.sqrt(np.maximum(past, 0))
    X, y = forecasts.windows(roots, 9)
    weights = forecasts.fit_linear(X, y)
    return float((forecasts.linear(weights, roots[None, -9:])[0] ** 2 - past.mean()) / past.std())


@wrong("forecast", hint="count")
def a_power_too_many(past):
    roots = np.sqrt(np.maximum(past, 0))
    X, y = forecasts.windows(roots, 9)
    weights = forecasts.fit_linear(X, y)
    return float(forecasts.linear(weights, roots[None, -9:])[0] ** 4)


@wrong("forecast", hint="one")
def all_of_them(past):
    roots = np.sqrt(np.maximum(past, 0))
    X, y = forecasts.windows(roots, 9)
    weights = forecasts.fit_linear(X, y)
    return forecasts.linear(weights, X) ** 2


@wrong("forecast", hint="own-work")
def looks_it_up(past):
    from course_lib import datasets

    return float(datasets.sunspots()[1][len(past)])


@wrong("forecast", hint="in-place")
def overwrites_the_past(past):
    past[:] = np.maximum(past, 1)
    roots = np.sqrt(np.maximum(past, 0))
    X, y = forecasts.windows(roots, 9)
    weights = forecasts.fit_linear(X, y)
    return float(forecasts.linear(weights, roots[None, -9:])[0] ** 2)


@right("forecast")
def ten_roots_by_numpy(past):
    u = np.sqrt(np.asarray(past, dtype=float))
    table = np.column_stack([u[10 - k : len(u) - k] for k in range(1, 11)] + [np.ones(len(u) - 10)])
    weights = np.linalg.lstsq(table, u[10:], rcond=None)[0]
    return max(float(np.append(u[-1:-11:-1], 1) @ weights), 0) ** 2


@right("forecast")
def eleven_roots_with_a_little_ridge(past):
    u = np.sqrt(np.clip(past, 0, None))
    mean = u.mean()
    X = np.lib.stride_tricks.sliding_window_view(u - mean, 12)
    weights = np.linalg.solve(X[:, :-1].T @ X[:, :-1] + np.eye(11), X[:, :-1].T @ X[:, -1])
    return float((mean + (u[-11:] - mean) @ weights) ** 2)


@right("forecast")
def logarithms(past):
    u = np.log(np.asarray(past) + 20)
    X, y = forecasts.windows(u, 10)
    weights = forecasts.fit_linear(X, y)
    return np.exp(forecasts.linear(weights, u[None, -10:])[0]) - 20


judged_by_result("forecast", reason="any forecast that reaches the bounds is right")


exact("perplexity", reason="a perplexity of e^600 is promised, and float32 ends at e^88")

exact("clip_gradients", reason="entries up to 1e150 are promised to be clipped, and float32 ends at 3e38")

equivalent("memory_norms", "fault: gives no negative number", reason="a norm is not negative")

equivalent(
    "clip_gradients",
    "fault: wrong if its argument number 2 is 0",
    reason="the bound is promised to be positive",
)
equivalent("clip_gradients", "fault: gives no negative number as part 2", reason="a norm is not negative")

equivalent(
    "lstm_step",
    "fault: wrong for vectors of one entry",
    reason="the only vector is the bias, which has four entries at the least",
)

equivalent(
    "gru_step",
    "fault: wrong for vectors of one entry",
    reason="the only vectors are the biases, which have three entries at the least",
)

equivalent(
    "influence",
    "fault: uses a generator of its own",
    reason="any random sequences find the same pattern: what comes back is not random",
)

equivalent("perplexity", "fault: gives no negative number", reason="a perplexity is 1 at the least")

equivalent(
    "windows",
    "fault: wrong for vectors of one entry",
    reason="a series of one value has no window, and the answer is a ValueError",
)

equivalent(
    "bidirectional",
    "fault: changes its argument number 2",
    "fault: changes its argument number 3",
    reason="the fault changes arrays, lists and dictionaries, and leaves a tuple as it is",
)

equivalent(
    "rnn",
    "in_torch: X, h, Wx, Wh, b = (torch.tensor({np.array(array) -> array}) for array in (X, h0, Wx, Wh, b))",
    reason="torch takes the array as it is",
)

equivalent(
    "rnn_backward",
    "reference: grad_X, grad_Wx, grad_Wh, grad_b = ({np.zeros -> np.ones}(X.shape), np.zeros(Wx.shape), n"
    "p.zeros(Wh.shape), np.zeros(b.shape))",
    reason="each of its rows is written before it is returned",
)

equivalent(
    "rnn_backward",
    "forward_mode: by[0][:, t * p:(t + 1) * p] {+= -> =} Wx",
    reason="that block is still 0 there",
)

equivalent(
    "memory_norms",
    "each_by_itself: M = np.diag(1 - h ** 2){nothing -> .swapaxes(0, 1)} @ Wh @ M",
    reason="a diagonal matrix is its own transpose",
)

equivalent(
    "memory_norms",
    "each_by_itself: found.append(np.linalg.svd(M, compute_uv={False -> None})[0])",
    reason="None is as false as False",
)

equivalent(
    "memory_norms",
    "by_eigenvalues_of_a_square: found.append(size * np.sqrt(np.linalg.eigvalsh(square @ square.T)[-1].cl"
    "ip({0 -> None})))",
    reason="the largest eigenvalue of such a product is not negative",
)

equivalent(
    "memory_norms",
    "by_eigenvalues_of_a_square: found.append(size * np.sqrt(np.linalg.eigvalsh({square @ square.T -> squ"
    "are.T @ square})[-1].clip(0)))",
    reason="both products have the same eigenvalues",
)

equivalent(
    "memory_norms",
    "by_eigenvalues_of_a_square: found.append(size * np.sqrt(np.linalg.eigvalsh(square @ square.T)[-1].cl"
    "ip({0 -> 1})))",
    reason="an entry of the scaled matrix is 1, so the largest eigenvalue is 1 at the least; of zeros the size is 0",
)

equivalent(
    "memory_norms",
    "by_eigenvalues_of_a_square: found.append(size * np.sqrt(np.linalg.eigvalsh(square @ square.T)[-1].cl"
    "ip({0 -> -1})))",
    reason="the largest eigenvalue of such a product is not negative",
)

equivalent(
    "memory_norms",
    "in_torch_of_norms: H, Wh = (torch.as_tensor({np.array(H) -> H}), torch.as_tensor(np.array(Wh)))",
    reason="torch takes the array as it is",
)

equivalent(
    "memory_norms",
    "in_torch_of_norms: H, Wh = (torch.as_tensor(np.array(H)), torch.as_tensor({np.array(Wh) -> Wh}))",
    reason="torch takes the array as it is",
)

equivalent(
    "memory_norms",
    "in_torch_of_norms: product = product @ torch.diag(1 - h * h){nothing -> .swapaxes(0, 1)} @ Wh",
    reason="a diagonal matrix is its own transpose",
)

equivalent(
    "clip_gradients",
    "reference: factor = max_norm / norm if norm {> -> >=} max_norm else 1.0",
    reason="where the norm is the bound the factor is 1",
)

equivalent(
    "clip_gradients",
    "a_sum_of_squares: factor = max_norm / norm if norm {> -> >=} max_norm else 1.0",
    reason="where the norm is the bound the factor is 1",
)

equivalent(
    "clip_gradients",
    "of_one_long_vector: if norm {<= -> <} max_norm:",
    reason="where the norm is the bound the factor is 1",
)

equivalent(
    "clip_gradients",
    "of_one_long_vector: return ([np.array(grad, dtype={float -> None}) for grad in grads], float(norm))",
    reason="gradients are floats already",
)

equivalent(
    "clip_gradients",
    "by_hypot: share = min(1.0, max_norm / norm) if norm else {1.0 -> 2.0}",
    reason="zeros stay zeros, whatever they are multiplied by",
)

equivalent(
    "lstm_step",
    "with_clipped_exponents: return 1 / (1 + np.exp(-np.clip(u, {-500 -> None}, 500)))",
    reason="an infinite exponential gives the same 0 or 1",
)

equivalent(
    "lstm_step",
    "with_clipped_exponents: return 1 / (1 + np.exp(-np.clip(u, -500, {500 -> None})))",
    reason="an infinite exponential gives the same 0 or 1",
)

equivalent(
    "lstm_step",
    "with_clipped_exponents: return 1 / (1 + np.exp(-np.clip({u, -500 -> -500, u}, 500)))",
    reason="the larger of two numbers, in either order",
)

equivalent(
    "lstm_step",
    "with_clipped_exponents: return 1 / (1 + np.exp(-np.clip(u, -{500 -> 501}, 500)))",
    reason="so far out the gate is 0 or 1 in all digits",
)

equivalent(
    "lstm_step",
    "with_clipped_exponents: return 1 / (1 + np.exp(-np.clip(u, -{500 -> 499}, 500)))",
    reason="so far out the gate is 0 or 1 in all digits",
)

equivalent(
    "lstm_step",
    "with_clipped_exponents: return 1 / (1 + np.exp(-np.clip(u, -500, {500 -> 501})))",
    reason="so far out the gate is 0 or 1 in all digits",
)

equivalent(
    "lstm_step",
    "with_clipped_exponents: return 1 / (1 + np.exp(-np.clip(u, -500, {500 -> 499})))",
    reason="so far out the gate is 0 or 1 in all digits",
)

equivalent(
    "lstm_step",
    "in_torch_in_a_cell: x, h, c, W, U, b = (torch.tensor({np.array(array) -> array}) for array in (x, h, c, W, U, b))",
    reason="torch takes the array as it is",
)

equivalent(
    "lstm_step",
    "unit_by_unit: return 1 / (1 + math.exp(-u)) if u {> -> >=} 0 else math.exp(u) / (1 + math.exp(u))",
    reason="both formulas are the same function, and neither overflows there",
)

equivalent(
    "lstm_step",
    "unit_by_unit: return 1 / (1 + math.exp(-u)) if u > {0 -> 1} else math.exp(u) / (1 + math.exp(u))",
    reason="both formulas are the same function, and neither overflows there",
)

equivalent(
    "lstm_step",
    "unit_by_unit: return 1 / (1 + math.exp(-u)) if u > {0 -> -1} else math.exp(u) / (1 + math.exp(u))",
    reason="both formulas are the same function, and neither overflows there",
)

equivalent(
    "lstm_step",
    "unit_by_unit: a = [{W[k * q + j] @ x[n -> x[n] @ W[k * q + j}] + U[k * q + j] @ h[n] + b[k * q + j] "
    "for k in range(4)]",
    reason="a product of two vectors has no order",
)

equivalent(
    "lstm_step",
    "unit_by_unit: a = [W[k * q + j] @ x[n] + {U[k * q + j] @ h[n -> h[n] @ U[k * q + j}] + b[k * q + j] "
    "for k in range(4)]",
    reason="a product of two vectors has no order",
)

equivalent(
    "lstm_step",
    "block_by_block: blocks = blocks.reshape(len(x), 4, -{1 -> 2})",
    reason="NumPy takes any negative length as the one that is left",
)

equivalent(
    "gru_step",
    "by_slices: return 1 / (1 + np.exp(-np.clip(u, {-500 -> None}, 500)))",
    reason="an infinite exponential gives the same 0 or 1",
)

equivalent(
    "gru_step",
    "by_slices: return 1 / (1 + np.exp(-np.clip(u, -500, {500 -> None})))",
    reason="an infinite exponential gives the same 0 or 1",
)

equivalent(
    "gru_step",
    "by_slices: return 1 / (1 + np.exp(-np.clip({u, -500 -> -500, u}, 500)))",
    reason="the larger of two numbers, in either order",
)

equivalent(
    "gru_step",
    "by_slices: return 1 / (1 + np.exp(-np.clip(u, -{500 -> 501}, 500)))",
    reason="so far out the gate is 0 or 1 in all digits",
)

equivalent(
    "gru_step",
    "by_slices: return 1 / (1 + np.exp(-np.clip(u, -{500 -> 499}, 500)))",
    reason="so far out the gate is 0 or 1 in all digits",
)

equivalent(
    "gru_step",
    "by_slices: return 1 / (1 + np.exp(-np.clip(u, -500, {500 -> 501})))",
    reason="so far out the gate is 0 or 1 in all digits",
)

equivalent(
    "gru_step",
    "by_slices: return 1 / (1 + np.exp(-np.clip(u, -500, {500 -> 499})))",
    reason="so far out the gate is 0 or 1 in all digits",
)

equivalent(
    "gru_step",
    "in_torch_in_a_gru: x, h, W, U, b, c = (torch.tensor({np.array(array) -> array}) for array in (x, h, W, U, b, c))",
    reason="torch takes the array as it is",
)

equivalent(
    "gru_step",
    "as_a_correction: a, s = ((x @ W.T + b).reshape(len(x), 3, -{1 -> 2}), (h @ U.T + c).reshape(len(x), 3, -1))",
    reason="NumPy takes any negative length as the one that is left",
)

equivalent(
    "gru_step",
    "as_a_correction: a, s = ((x @ W.T + b).reshape(len(x), 3, -1), (h @ U.T + c).reshape(len(x), 3, -{1 -> 2}))",
    reason="NumPy takes any negative length as the one that is left",
)

equivalent(
    "gru_step",
    "example_by_example_in_a_gru: return np.where(u {>= -> >} 0, 1, small) / (1 + small)",
    reason="both formulas are the same function, and neither overflows there",
)

equivalent(
    "gru_step",
    "example_by_example_in_a_gru: return {np.array(found) -> found}",
    reason="a list of rows is read as the array that it is",
)

equivalent(
    "bidirectional",
    "reference: left = recurrent.rnn(X, np.zeros((len(X), len(forward[{2 -> 1}]))), *forward)",
    reason="all of them have as many rows, or columns, as there are units",
)

equivalent(
    "bidirectional",
    "reference: right = recurrent.rnn(X[:, ::-1], np.zeros((len(X), len(backward[{2 -> 1}]))), *backward)",
    reason="all of them have as many rows, or columns, as there are units",
)

equivalent(
    "bidirectional",
    "in_torch_from_both_ends: h, states = (torch.zeros(len({X), len( -> nothing}b), dtype=torch.float64), [])",
    reason="one zero state is added to that of each example",
)

equivalent(
    "bidirectional",
    "in_torch_from_both_ends: one, other = ([torch.tensor({np.array(w) -> w}) for w in weights] for weigh"
    "ts in (forward, backward))",
    reason="torch takes the array as it is",
)

equivalent(
    "bidirectional",
    "in_torch_from_both_ends: X = torch.tensor({np.array(X) -> X})",
    reason="torch takes the array as it is",
)

equivalent(
    "bidirectional",
    "with_flip: start = np.zeros((X.shape[0], weights[{1 -> 2}].shape[0]))",
    reason="all of them have as many rows, or columns, as there are units",
)

equivalent(
    "bidirectional",
    "with_flip: start = np.zeros((X.shape[0], weights[{1 -> 0}].shape[0]))",
    reason="all of them have as many rows, or columns, as there are units",
)

equivalent(
    "bidirectional",
    "with_flip: start = np.zeros((X.shape[0], weights[1].shape[{0 -> 1}]))",
    reason="all of them have as many rows, or columns, as there are units",
)

equivalent(
    "bidirectional",
    "with_flip: start = np.zeros((X.shape[0], weights[1].shape[{0 -> -1}]))",
    reason="all of them have as many rows, or columns, as there are units",
)

equivalent(
    "influence",
    "reference: for _ in range(40{nothing -> + 1}):",
    reason="one try more or less misses nothing that the others find",
)

equivalent(
    "influence",
    "reference: for _ in range(40{nothing -> - 1}):",
    reason="one try more or less misses nothing that the others find",
)

equivalent(
    "influence",
    "reference: for _ in range({40 -> 41}):",
    reason="one try more or less misses nothing that the others find",
)

equivalent(
    "influence",
    "reference: for _ in range({40 -> 39}):",
    reason="one try more or less misses nothing that the others find",
)

equivalent(
    "influence",
    "reference: before = np.array(f({x.copy() -> x}))",
    reason="the model leaves what it is given as it is",
)

equivalent(
    "influence",
    "reference: changed[s] = rng.normal(size={D -> None})",
    reason="one new number for all features of a row changes sums and differences to the old row alike",
)

equivalent(
    "influence",
    "reference: found[:, s] |= {np.abs -> nothing}(np.array(f(changed)) - before).max(axis=1) > 1e-09",
    reason="in half of all tries the result moves upwards",
)

equivalent(
    "influence",
    "reference: found[:, s] |= np.abs(np.array(f(changed)) - before).max(axis=1) {> -> >=} 1e-09",
    reason="in half of all tries the result moves upwards",
)

equivalent(
    "influence",
    "reference: found[:, s] |= np.abs(np.array(f(changed)) - before).max(axis=1) > {1e -> 2e}-09",
    reason="in half of all tries the result moves upwards",
)

equivalent(
    "influence",
    "sixty_sequences: for _ in range(60{nothing -> + 1}):",
    reason="one try more or less misses nothing that the others find",
)

equivalent(
    "influence",
    "sixty_sequences: for _ in range(60{nothing -> - 1}):",
    reason="one try more or less misses nothing that the others find",
)

equivalent(
    "influence",
    "sixty_sequences: for _ in range({60 -> 61}):",
    reason="one try more or less misses nothing that the others find",
)

equivalent(
    "influence",
    "sixty_sequences: for _ in range({60 -> 59}):",
    reason="one try more or less misses nothing that the others find",
)

equivalent(
    "influence",
    "sixty_sequences: before = np.array(f({x.copy() -> x}))",
    reason="the model leaves what it is given as it is",
)

equivalent(
    "influence",
    "sixty_sequences: changed[s] = rng.standard_normal({D -> None})",
    reason="one new number for all features of a row changes sums and differences to the old row alike",
)

equivalent(
    "influence",
    "sixty_sequences: moved = {np.abs(np.array(f(changed)) - before) -> np.array(f(changed)) - before}",
    reason="in half of all tries the result moves upwards",
)

equivalent(
    "influence",
    "sixty_sequences: found[:, s] |= (moved {> -> >=} 1e-09).any(axis=1)",
    reason="no move is of just this size",
)

equivalent(
    "influence",
    "sixty_sequences: found[:, s] |= (moved > {1e -> 2e}-09).any(axis=1)",
    reason="what moves, moves by more than either",
)

equivalent(
    "influence",
    "entry_by_entry_for_influence: for _ in range(45{nothing -> + 1}):",
    reason="one try more or less misses nothing that the others find",
)

equivalent(
    "influence",
    "entry_by_entry_for_influence: for _ in range(45{nothing -> - 1}):",
    reason="one try more or less misses nothing that the others find",
)

equivalent(
    "influence",
    "entry_by_entry_for_influence: for _ in range({45 -> 46}):",
    reason="one try more or less misses nothing that the others find",
)

equivalent(
    "influence",
    "entry_by_entry_for_influence: for _ in range({45 -> 44}):",
    reason="one try more or less misses nothing that the others find",
)

equivalent(
    "influence",
    "entry_by_entry_for_influence: y[s] = rng.normal(size={D -> None})",
    reason="one new number for all features of a row changes sums and differences to the old row alike",
)

equivalent(
    "influence",
    "entry_by_entry_for_influence: if {np.abs -> nothing}(np.array(f(x))[t] - np.array(f(y))[t]).max() > 1e-09:",
    reason="in half of all tries the result moves upwards",
)

equivalent(
    "influence",
    "entry_by_entry_for_influence: if np.abs(np.array(f(x))[t] - np.array(f(y))[t]).max() {> -> >=} 1e-09:",
    reason="in half of all tries the result moves upwards",
)

equivalent(
    "influence",
    "entry_by_entry_for_influence: if np.abs(np.array(f(x))[t] - np.array(f(y))[t]).max() > {1e -> 2e}-09:",
    reason="in half of all tries the result moves upwards",
)

equivalent(
    "influence",
    "the_largest_move: for _ in range(50{nothing -> + 1}):",
    reason="one try more or less misses nothing that the others find",
)

equivalent(
    "influence",
    "the_largest_move: for _ in range(50{nothing -> - 1}):",
    reason="one try more or less misses nothing that the others find",
)

equivalent(
    "influence",
    "the_largest_move: for _ in range({50 -> 51}):",
    reason="one try more or less misses nothing that the others find",
)

equivalent(
    "influence",
    "the_largest_move: for _ in range({50 -> 49}):",
    reason="one try more or less misses nothing that the others find",
)

equivalent(
    "influence",
    "the_largest_move: told = np.asarray(f(x), dtype=float){.copy() -> nothing}",
    reason="the model leaves what it is given as it is",
)

equivalent(
    "influence",
    "the_largest_move: told = np.asarray(f(x), dtype={float -> None}).copy()",
    reason="what a model gives are floats",
)

equivalent(
    "influence",
    "the_largest_move: move = {np.abs -> nothing}(np.asarray(f(np.where(row, other, x))) - told).max(axis=1)",
    reason="in half of all tries the result moves upwards",
)

equivalent(
    "influence",
    "the_largest_move: return largest {> -> >=} 1e-09",
    reason="no move is of just this size",
)

equivalent(
    "influence",
    "the_largest_move: return largest > {1e -> 2e}-09",
    reason="what moves, moves by more than either",
)

equivalent(
    "influence",
    "larger_numbers: for _ in range(80{nothing -> + 1}):",
    reason="one try more or less misses nothing that the others find",
)

equivalent(
    "influence",
    "larger_numbers: for _ in range(80{nothing -> - 1}):",
    reason="one try more or less misses nothing that the others find",
)

equivalent(
    "influence",
    "larger_numbers: for _ in range({80 -> 81}):",
    reason="one try more or less misses nothing that the others find",
)

equivalent(
    "influence",
    "larger_numbers: for _ in range({80 -> 79}):",
    reason="one try more or less misses nothing that the others find",
)

equivalent(
    "influence",
    "larger_numbers: x = 2 {* -> /} rng.normal(size=(T, D))",
    reason="sequences of another size show the same pattern",
)

equivalent(
    "influence",
    "larger_numbers: x = {2 * -> nothing}rng.normal(size=(T, D))",
    reason="sequences of another size show the same pattern",
)

equivalent(
    "influence",
    "larger_numbers: x = {2 -> 3} * rng.normal(size=(T, D))",
    reason="sequences of another size show the same pattern",
)

equivalent(
    "influence",
    "larger_numbers: x = {2 -> 1} * rng.normal(size=(T, D))",
    reason="sequences of another size show the same pattern",
)

equivalent(
    "influence",
    "larger_numbers: base = np.array(f({x.copy() -> x}))",
    reason="the model leaves what it is given as it is",
)

equivalent(
    "influence",
    "larger_numbers: y[s] = 2 {* -> /} rng.normal(size=D)",
    reason="sequences of another size show the same pattern",
)

equivalent(
    "influence",
    "larger_numbers: y[s] = 2{ * rng.normal(size=D) -> nothing}",
    reason="sequences of another size show the same pattern",
)

equivalent(
    "influence",
    "larger_numbers: y[s] = {2 * -> nothing}rng.normal(size=D)",
    reason="sequences of another size show the same pattern",
)

equivalent(
    "influence",
    "larger_numbers: y[s] = {2 -> 3} * rng.normal(size=D)",
    reason="sequences of another size show the same pattern",
)

equivalent(
    "influence",
    "larger_numbers: y[s] = {2 -> 1} * rng.normal(size=D)",
    reason="sequences of another size show the same pattern",
)

equivalent(
    "influence",
    "larger_numbers: y[s] = 2 * rng.normal(size={D -> None})",
    reason="one new number for all features of a row changes sums and differences to the old row alike",
)

equivalent(
    "influence",
    "larger_numbers: found |= {(int(t), s) for t in np.flatnonzero(({np.abs(np.array(f(y)) - base) -> np."
    "array(f(y)) - base} > 1e-09).any(axis=1))}",
    reason="in half of all tries the result moves upwards",
)

equivalent(
    "influence",
    "larger_numbers: found |= {(int(t), s) for t in np.flatnonzero((np.abs(np.array(f(y)) - base) {> -> >"
    "=} 1e-09).any(axis=1))}",
    reason="in half of all tries the result moves upwards",
)

equivalent(
    "influence",
    "larger_numbers: found |= {(int(t), s) for t in np.flatnonzero((np.abs(np.array(f(y)) - base) > {1e -"
    "> 2e}-09).any(axis=1))}",
    reason="in half of all tries the result moves upwards",
)

equivalent(
    "perplexity",
    "reference: Z {= Z - -> -=} Z.max(axis=1, keepdims=True)",
    reason="what is picked by a mask is a copy already",
)

equivalent(
    "perplexity",
    "over_picked_places: Z {= Z - -> -=} Z.max(axis=1, keepdims=True)",
    reason="what is picked by a mask is a copy already",
)

equivalent(
    "perplexity",
    "with_logaddexp: counted = {np.array(targets) -> targets} != -1",
    reason="an array is taken as it is",
)

equivalent(
    "perplexity",
    "with_logaddexp: if {counted.sum -> counted.mean}() == 0:",
    reason="both are 0 where nothing counts, and nowhere else",
)

equivalent(
    "perplexity",
    "with_logaddexp: chosen = np.take_along_axis(np.array(logits), np.where(counted, targets, 0)[..., Non"
    "e]{, axis=-1 -> nothing})[..., 0]",
    reason="it is the last axis by itself",
)

equivalent(
    "perplexity",
    "with_logaddexp: chosen = np.take_along_axis({np.array(logits) -> logits}, np.where(counted, targets,"
    " 0)[..., None], axis=-1)[..., 0]",
    reason="an array is taken as it is",
)

equivalent(
    "perplexity",
    "with_logaddexp: chosen = np.take_along_axis(np.array(logits), np.where(counted, targets, {0 -> -1})["
    "..., None], axis=-1)[..., 0]",
    reason="what stands there is not counted",
)

equivalent(
    "perplexity",
    "with_logaddexp: chosen = np.take_along_axis(np.array(logits), np.where(counted, targets, 0)[..., Non"
    "e], axis=-1)[..., {0 -> -1}]",
    reason="the axis has one entry",
)

equivalent(
    "perplexity",
    "with_logaddexp: losses = np.logaddexp.reduce({np.array(logits) -> logits}, axis=-1) - chosen",
    reason="an array is taken as it is",
)

equivalent(
    "perplexity",
    "in_torch_of_surprise: Z, k = (torch.tensor({np.array(logits) -> logits}), torch.tensor(np.array(targets)))",
    reason="an array is taken as it is",
)

equivalent(
    "perplexity",
    "in_torch_of_surprise: Z, k = (torch.tensor(np.array(logits)), torch.tensor({np.array(targets) -> targets}))",
    reason="an array is taken as it is",
)

equivalent(
    "train_reader",
    "fault: gives its first argument back",
    reason="the model that was trained is the first argument",
)

equivalent(
    "sample",
    "by_cumulative_sums: Z = (np.asarray(logits, dtype={float -> None}) - np.max(logits)) / temperature",
    reason="they are that already",
)

equivalent(
    "sample",
    "by_cumulative_sums: return np.searchsorted(edges, rng.random(n) * edges[-1]{, side='right' -> nothing})",
    reason="a draw falls on an edge with probability 0",
)

equivalent(
    "sample",
    "by_gumbel_s_trick: Z = np.asarray(logits, dtype={float -> None})",
    reason="they are that already",
)

equivalent(
    "sample",
    "by_gumbel_s_trick: if {temperature == 0 -> False}:",
    reason="0/0 is a NaN, which argmax takes for the largest, and the others are minus infinity",
)

equivalent(
    "sample",
    "by_gumbel_s_trick: if temperature == {0 -> -1}:",
    reason="0/0 is a NaN, which argmax takes for the largest, and the others are minus infinity",
)

equivalent(
    "sample",
    "by_gumbel_s_trick: return np.argmax((Z {- -> +} Z.max()) / temperature + rng.gumbel(size=(n, len(Z))), axis=1)",
    reason="what is added to all logits changes no largest one",
)

equivalent(
    "sample",
    "by_gumbel_s_trick: return np.argmax({(Z - Z.max()) -> Z} / temperature + rng.gumbel(size=(n, len(Z))), axis=1)",
    reason="what is added to all logits changes no largest one",
)

equivalent(
    "sample",
    "one_by_one: while place {>= -> >} shares[k] and k < len(shares) - 1:",
    reason="a draw falls on an edge with probability 0",
)

equivalent(
    "sample",
    "one_by_one: while place >= shares[k] and k {< -> <=} len(shares) - 1:",
    reason="the last share is 1, which no draw reaches",
)

equivalent(
    "sample",
    "one_by_one: while place >= shares[k] and k < len(shares) {- -> +} 1:",
    reason="the last share is 1, which no draw reaches",
)

equivalent(
    "sample",
    "one_by_one: while place >= shares[k] and k < len(shares){ - 1 -> nothing}:",
    reason="the last share is 1, which no draw reaches",
)

equivalent(
    "sample",
    "one_by_one: while place >= shares[k] and k < len(shares) - {1 -> 0}:",
    reason="the last share is 1, which no draw reaches",
)

equivalent(
    "sample",
    "one_by_one: return np.array(found, dtype={int -> None})",
    reason="they are that already",
)

equivalent(
    "windows",
    "by_a_sliding_view: if {len(series) < length + horizon -> False}:",
    reason="sliding_window_view raises a ValueError where there is no window",
)

equivalent(
    "windows",
    "by_a_sliding_view: if len(series) < length {+ -> -} horizon:",
    reason="sliding_window_view raises a ValueError where there is no window",
)

equivalent(
    "windows",
    "by_a_sliding_view: if len(series) < length{ + horizon -> nothing}:",
    reason="sliding_window_view raises a ValueError where there is no window",
)

equivalent(
    "windows",
    "by_a_sliding_view: if len(series) < {length + -> nothing}horizon:",
    reason="sliding_window_view raises a ValueError where there is no window",
)

equivalent(
    "windows",
    "by_a_sliding_view: {raise ValueError('shorter than one window and its horizon') -> pass}",
    reason="sliding_window_view raises a ValueError where there is no window",
)

equivalent(
    "windows",
    "by_a_sliding_view: return (both[:, :length].copy(), both[:, -1]{.copy() -> nothing})",
    reason="X alone is asked to be an array of its own",
)

equivalent(
    "forecast",
    "fault: is one per mille off",
    reason="a forecast is judged by its error, which so small a change leaves where it is",
)

equivalent(
    "forecast",
    "fault: drops the decimals",
    reason="a forecast is judged by its error, which so small a change leaves where it is",
)

equivalent(
    "forecast",
    "fault: gives half precision",
    reason="a forecast is judged by its error, which so small a change leaves where it is",
)
