"""Fully connected layers and the multi-layer perceptron, forward and backward.

B examples; a layer has φ inputs and ψ outputs, and its weights A are (ψ, φ) as in the decks.
"""

from itertools import pairwise

import numpy as np

from course_lib.activations import relu, relu_backward
from course_lib.losses import cross_entropy, cross_entropy_gradient


def layer(A, b, U):
    """One layer of ψ neurons on a batch: each row u of U becomes A u + b.

    A: (ψ, φ).  b: (ψ,).  U: (B, φ).  Returns (B, ψ).
    Raises ValueError if the shapes do not fit.  Source: deck 000, «La couche de neurone».

    >>> layer([[1.0, -1.0]], [0.5], [[3.0, 1.0], [0.0, 2.0]])
    array([[ 2.5],
           [-1.5]])
    """
    A, b, U = np.asarray(A), np.asarray(b), np.asarray(U)
    _require_fit(A, b, U)
    return U @ A.T + b  # (B, φ) @ (φ, ψ) + (ψ,)


def layer_backward(grad_out, A, U):
    """Gradients of the loss for out = layer(A, b, U).

    grad_out: (B, ψ).  A: (ψ, φ).  U: (B, φ).  Returns grad_A (ψ, φ), grad_b (ψ,), grad_U (B, φ).
    Raises ValueError if the shapes do not fit.  Source: deck 001, p. 36.

    >>> grad_A, grad_b, grad_U = layer_backward([[2.0]], [[3.0, 4.0]], [[5.0, 6.0]])
    >>> grad_A, grad_b, grad_U
    (array([[10., 12.]]), array([2.]), array([[6., 8.]]))
    """
    grad_out, A, U = np.asarray(grad_out), np.asarray(A), np.asarray(U)
    if grad_out.ndim != 2 or A.ndim != 2 or grad_out.shape != (len(U), A.shape[0]):
        raise ValueError(f"grad_out has shape {grad_out.shape}: it must be (B, ψ) for A {A.shape}, U {U.shape}")
    _require_fit(A, grad_out[0] if len(grad_out) else np.zeros(A.shape[0]), U)
    return grad_out.T @ U, grad_out.sum(axis=0), grad_out @ A


def collapse(A1, b1, A2, b2):
    """The one layer that does what two do without an activation between them.

    A1: (ψ₁, φ).  b1: (ψ₁,).  A2: (ψ₂, ψ₁).  b2: (ψ₂,).  Returns M (ψ₂, φ), c (ψ₂,).  Source: deck 000, «Le réseau de
    neurone».  Raises ValueError if the shapes do not fit.

    >>> collapse([[1.0, 2.0]], [3.0], [[10.0]], [4.0])
    (array([[10., 20.]]), array([34.]))
    """
    A1, b1, A2, b2 = (np.asarray(part) for part in (A1, b1, A2, b2))
    if A1.ndim != 2 or A2.ndim != 2 or b1.shape != A1.shape[:1] or A2.shape != (*b2.shape, *b1.shape):
        raise ValueError(f"A1 {A1.shape}, b1 {b1.shape}, A2 {A2.shape}, b2 {b2.shape}: they are no two layers in a row")
    return A2 @ A1, A2 @ b1 + b2


def mlp(weights, biases, X):
    """A multi-layer perceptron: ReLU between the layers, none after the last.

    weights: list of (d_l, d_{l-1}).  biases: list of (d_l,).  X: (B, d_0).  Returns (B, d_last).
    Raises ValueError if a shape does not fit.  Source: deck 000, «Le réseau de neurone»; deck 001, p. 20.

    >>> absolute_value = [[1.0], [-1.0]], [[1.0, 1.0]]
    >>> mlp(absolute_value, [[0.0, 0.0], [0.0]], [[-3.0], [2.0]])
    array([[3.],
           [2.]])
    """
    return mlp_states(weights, biases, X)[-1]


def count_parameters(sizes):
    """The number of weights and biases of a multi-layer perceptron.  sizes: numbers of nodes, input first.

    >>> count_parameters([2, 3, 1])
    13
    """
    return sum((inputs + 1) * outputs for inputs, outputs in pairwise(sizes))


def mlp_states(weights, biases, X):
    """What a forward pass computes, layer by layer: [X, a⁽¹⁾, a⁽²⁾, …], each a⁽ˡ⁾ (B, d_l) before its ReLU.

    >>> [state.tolist() for state in mlp_states([[[2.0]], [[-1.0]]], [[1.0], [5.0]], [[-3.0]])]
    [[[-3.0]], [[-5.0]], [[5.0]]]
    """
    if len(weights) != len(biases) or not len(weights):
        raise ValueError(f"{len(weights)} weight matrices and {len(biases)} biases: one bias for each matrix")
    states = [np.asarray(X)]
    for depth, (A, b) in enumerate(zip(weights, biases, strict=True)):
        inputs = relu(states[-1]) if depth else states[-1]  # X itself is not rectified
        states.append(layer(A, b, inputs))
    return states


def mlp_backward(grad_out, weights, biases, X):
    """Gradients of the loss for out = mlp(weights, biases, X).

    grad_out: (B, d_last).  Returns grads_w and grads_b, lists like weights and biases, and grad_X (B, d_0).
    Raises ValueError if a shape does not fit.  Source: deck 001, p. 34-37.

    >>> grads_w, grads_b, grad_X = mlp_backward([[1.0]], [[[2.0]], [[-1.0]]], [[1.0], [5.0]], [[3.0]])
    >>> grads_w[0], grads_w[1], grad_X
    (array([[-3.]]), array([[7.]]), array([[-2.]]))
    """
    states = mlp_states(weights, biases, X)
    grads_w, grads_b = [], []
    for depth in reversed(range(len(weights))):
        inputs = relu(states[depth]) if depth else states[depth]
        grad_A, grad_b, grad_inputs = layer_backward(grad_out, weights[depth], inputs)
        grads_w.insert(0, grad_A)
        grads_b.insert(0, grad_b)
        grad_out = relu_backward(grad_inputs, states[depth]) if depth else grad_inputs
    return grads_w, grads_b, grad_out


def mlp_gradients(weights, biases, X, k):
    """The mean cross-entropy of mlp(weights, biases, X) as scores, and its gradients.

    X: (B, d_0).  k: (B,) classes in 0..d_last-1.  Returns the loss, and grads_w and grads_b, lists like weights and
    biases.  Raises ValueError if a shape does not fit or a target is no class.  Source: deck 001, p. 26 and 34-37.

    >>> loss, grads_w, grads_b = mlp_gradients([[[0.0], [0.0]]], [[0.0, 0.0]], [[3.0]], [0])
    >>> round(loss, 6), grads_w, grads_b
    (0.693147, [array([[-1.5],
           [ 1.5]])], [array([-0.5,  0.5])])
    """
    scores = mlp(weights, biases, X)  # (B, d_last)
    grads_w, grads_b, _ = mlp_backward(cross_entropy_gradient(scores, k), weights, biases, X)
    return cross_entropy(scores, k), grads_w, grads_b


def _require_fit(A, b, U):
    if A.ndim != 2:
        raise ValueError(f"A has shape {A.shape}: a layer's weights are (ψ, φ), outputs first")
    if U.ndim != 2 or U.shape[1] != A.shape[1]:
        raise ValueError(f"U has shape {U.shape}: for A {A.shape} it must be (B, {A.shape[1]})")
    if b.shape != A.shape[:1]:
        raise ValueError(f"b has shape {b.shape}: for A {A.shape} it must be ({A.shape[0]},)")
