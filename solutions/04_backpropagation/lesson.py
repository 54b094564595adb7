# %% [markdown]
# # Lesson 4: Backpropagation
#
# A small network that reads digits has 4 810 weights and biases, and to train it you need the derivative of its loss
# with respect to every one of them, thousands of times. Here is what that costs for one picture, in multiplications:
#
# | | multiplications |
# |---|---|
# | running the network once | 4 736 |
# | all derivatives, by moving each weight a little and running it again | 45 560 320 |
# | all derivatives, by the method of this lesson | 14 208 |
#
# How can 4 810 answers cost no more than three questions? You build the method by loops, by matrices, and as an
# engine, train the network with nothing but NumPy, and compare your derivatives with PyTorch's.
#
# **You will be able to**
#
# - read a derivative off a computational graph, edge by edge;
# - write the backward pass of a network, and find the mistakes in one that somebody else wrote;
# - build an automatic differentiation engine in sixty lines, the principle of PyTorch;
# - train a network that reads nine of ten digits of other people, and know every operation that happened.
#
# **Slides**: deck 003 (chain rule, computational graph, exercise); 000, «Forward - Backward» to «Une conséquence
# inattendue»; 001, p. 25 and 34–37; 004, «Apprentissage des poids partagés».
#
# | | exercise | points |
# |---|---|---|
# | 4.1 | `grad_quadratic`: a first backward pass, by hand | 2 |
# | 4.2 | `forward`: through a network, keeping what was computed | 2 |
# | 4.3 | `backward`: from the loss to every weight | 3 |
# | 4.4 | `check_gradient`: trust no derivative | 2 |
# | 4.5 | `faulty_layers`: which of nine are wrong? | 2 |
# | 4.6 | `layer_backward`: a layer in three matrix lines | 3 |
# | 4.7 | `relu_backward` | 1 |
# | 4.8 | `mlp_gradients`: the whole network | 3 |
# | 4.9 | `topological_order`: who comes before whom | 2 |
# | 4.10 | `Value`: a number that knows its derivatives | 4 |
# | 4.11 | `train_digits`: real digits, NumPy alone | 3 |
# | 4.12 | `to_keep`: an open challenge, a hundred layers and room for four | 3 |
# | 4.13 | `leaked`: whose hand stands on both sides? | 1 |
#
# It takes 165 to 225 minutes, with the cells run from top to bottom.
#
# **Short of time?** Leave out 4.5 and 4.9, and let 4.10 and 4.13 wait for another day: the training at the end needs
# none of them.

# %% setup=true
import zlib
from itertools import pairwise

import numpy as np

from course_lib import activations, autograd, checkpoints, dense, gradients, notebook, training
from course_lib.activations import relu, relu_derivative
from course_lib.checks import (
    check_answer,
    check_close,
    check_equal,
    check_parts,
    check_shape,
    check_that,
    check_unchanged,
)
from course_lib.datasets import digits, validation_digits
from course_lib.losses import cross_entropy, cross_entropy_gradient
from course_lib.parts import part, ranked, sum_of_parts

notebook.prepare()
check, show_test, yours = notebook.tests_of("04_backpropagation")

# %% [markdown]
# ## 1 · A graph with numbers on its edges
#
# Take the smallest network there is: one input $x$, one weight $w$, prediction $\hat y = x\,w$ and loss
# $(\hat y - y)^2$, all plain numbers. At $x = 1$, $y = 2$, $w = 1$ the loss is 1; if $w$ grows a little from there,
# does the loss grow or fall, and how fast?
#
# To know it, draw the computation as a *computational graph* (graphe de calcul), with a node for each number and an
# edge from each operand to its result. Values flow through it from left to right, and then the *chain rule*
# (dérivation des fonctions composées) lets derivatives flow from right to left, for which each node needs two things:
#
# - how fast the loss changes with **my** value, which comes from the right;
# - how fast my value changes with **my operands'**, the local derivative, which I know myself.
#
# Their product is what goes on to the operand:
#
# $$\frac{\partial L}{\partial w} = \frac{\partial L}{\partial \hat y}\;\frac{\partial \hat y}{\partial w}$$

# %%
from course_lib.figures.backpropagation import Graph

Graph()

# %% [markdown]
# Step through it with the slider, and you end with $\partial L/\partial w = -2 \cdot x = -2$: the loss falls, twice
# as fast as $w$ grows.
#
# Now change the numbers: if you set $x = 0$, why does no gradient reach $w$? Then choose the second graph, which is
# the next exercise, and the third, in which one number is used twice: what happens there, where two edges meet?

# %% [markdown]
# ### 4.1 Deck 003's exercise
#
# The model is now $\hat y = x^2 w_2 + x\, w_1 + b$, with $\text{loss} = (\hat y - y)^2$, and everything is a number.
# Walk back through its graph by hand, and then write in Python what you did:
#
# `grad_quadratic(x, y, w1, w2, b)` returns
# $\left(\frac{\partial\,\text{loss}}{\partial w_1}, \frac{\partial\,\text{loss}}{\partial w_2},
# \frac{\partial\,\text{loss}}{\partial b}\right)$
# in this order.
#
# <details><summary>Nudge</summary>
#
# All three have a factor in common. Which node of the graph does it belong to?
#
# </details>
# <details><summary>Pointer</summary>
#
# First $\partial\,\text{loss}/\partial\hat y$, once. Then $\partial\hat y/\partial w_1$, $\partial\hat y/\partial w_2$
# and $\partial\hat y/\partial b$: these are derivatives of a sum in which $x$ is a constant.
#
# </details>
# <details><summary>Worked example, on another function</summary>
#
# For $\hat y = 5 w + c$ and $\text{loss} = \hat y^3$ at $w = 0$, $c = 2$: $\hat y = 2$;
# $\partial\,\text{loss}/\partial\hat y = 3\hat y^2 = 12$; so
# $\partial\,\text{loss}/\partial w = 12 \cdot 5 = 60$ and $\partial\,\text{loss}/\partial c = 12 \cdot 1 = 12$.
#
# </details>


# %% exercise="grad_quadratic" minutes=6 difficulty=1
def grad_quadratic(x, y, w1, w2, b):
    """Derivatives of (x² w2 + x w1 + b - y)².  All arguments are numbers.  Returns (dw1, dw2, db)."""
    ### BEGIN SOLUTION
    y_hat = x**2 * w2 + x * w1 + b
    dy_hat = 2 * (y_hat - y)  # the loss with respect to its only operand
    return dy_hat * x, dy_hat * x**2, dy_hat
    ### END SOLUTION


# %% test="grad_quadratic" points=2
check_answer(grad_quadratic, forbids=["torch.autograd.grad", "torch.Tensor.backward", "course_lib.autograd.Value"])
x, y, w1, w2, b = 3.0, 2.0, -1.0, 0.5, 0.25  # y_hat = 1.75, so the loss is 0.0625
dw1, dw2, db = check_parts(check_unchanged(grad_quadratic, x, y, w1, w2, b), "dw1", "dw2", "db")
check_close(
    "dw1",
    dw1,
    -1.5,
    confusions={
        "swap: w1 is the weight of x, and its derivative comes first.": -4.5,
        "outer: this is the derivative of y_hat. The loss is its square: one factor is missing.": 3.0,
        "seed: the chain begins with the derivative of the loss, not with the loss.": 0.1875,
        "target: the square is of y_hat - y.": 10.5,
    },
)
power = "power: which factor stands beside w2 in y_hat? It does not lose its square: w2 varies, x does not."
check_close("dw2", dw2, -4.5, confusions={power: -1.5, power + " ": -3.0})
check_close("db", db, -0.5, confusions={"bias: b stands in y_hat with the factor 1.": -1.5, "bias: b counts.": 0.0})
### BEGIN HIDDEN TESTS
from course_lib.fresh import fresh_generator

for x, y, w1, w2, b in fresh_generator("grad_quadratic").normal(size=(5, 5)):
    got = check_parts(grad_quadratic(x, y, w1, w2, b), "dw1", "dw2", "db")
    numeric = gradients.numerical_gradient(
        lambda p, x=x, y=y: (x * x * p[1] + x * p[0] + p[2] - y) ** 2, np.array([w1, w2, b])
    )
    check_close("(dw1, dw2, db)", list(got), numeric, rtol=1e-6, atol=1e-8)
numbers = np.array([1.5, -2.0, 0.5, 3.0, -1.0])
for place in range(5):
    x, y, w1, w2, b = (float(number) for number in np.where(np.arange(5) == place, 0, numbers))
    slope = 2 * (x * x * w2 + x * w1 + b - y)
    got = check_parts(grad_quadratic(x, y, w1, w2, b), "dw1", "dw2", "db")
    check_close(f"(dw1, dw2, db) at {x, y, w1, w2, b}", list(got), [slope * x, slope * x * x, slope])
### END HIDDEN TESTS

# %% [markdown]
# ### Why backwards?
#
# The lecture calls the gradient of a network possible, but very costly (possible mais très coûteux). In which way?
# Lesson 3's numerical gradient runs the network twice *for each weight*. With 64 inputs, 64 hidden neurons and 10
# outputs that makes:

# %%
multiplications = 64 * 64 + 64 * 10  # one pass, one example: one for each weight
parameters = multiplications + 64 + 10
print(f"forward, once                    {multiplications:>12,}")
print(f"gradient by finite differences   {2 * parameters * multiplications:>12,}")
print(f"gradient by backpropagation      {3 * multiplications:>12,}   (forward, then at most twice as much backward)")

# %% [markdown]
# Where does a factor of three thousand come from? When an earlier layer needs the derivative with respect to a later
# one, that derivative has already been computed. Going from the loss towards the input, one visits every edge once,
# hence *backpropagation* (rétropropagation du gradient).
#
# For one hidden layer (couche cachée) of $N$ neurons and an input $x \in \mathbb R^d$ it can be written out:
#
# $$f_\theta(x) = \psi\Big(\underbrace{\beta + \sum_{i=1}^N
# v_i\,\phi(\overbrace{\langle w_i, x\rangle + b_i}^{a^{(1)}_i})}_{a^{(2)}}\Big)$$
#
# | most recent first | what is new | what is reused |
# |---|---|---|
# | $\partial_\beta f = \psi'(a^{(2)})$ | $\psi'(a^{(2)})$ | |
# | $\partial_{v_i} f = \psi'(a^{(2)})\,\phi(a^{(1)}_i)$ | | $\psi'(a^{(2)})$; forward: $\phi(a_i^{(1)})$ |
# | $\partial_{b_i} f = \psi'(a^{(2)})\,v_i\,\phi'(a^{(1)}_i)$ | $v_i\,\phi'(a^{(1)}_i)$ | $\psi'(a^{(2)})$ |
# | $\partial_{w_i^j} f = \psi'(a^{(2)})\,v_i\,\phi'(a^{(1)}_i)\,x_j$ | $x_j$ | $\partial_{b_i} f$ |
#
# Here are the formulas, with $\psi = \sigma$ and $\phi = \tanh$, against finite differences:

# %%
generator = np.random.default_rng(0)
v, beta, W, b_hidden, x_one = generator.normal(size=4), 0.3, generator.normal(size=(4, 3)), np.ones(4), np.ones(3)


def hidden_layer_network(v, beta, W, b_hidden):
    return float(activations.sigmoid(beta + v @ np.tanh(W @ x_one + b_hidden)))


a1 = W @ x_one + b_hidden  # (N,)
a2 = beta + v @ np.tanh(a1)  # a number
d_beta = activations.sigmoid_derivative(a2)
d_v = d_beta * np.tanh(a1)
d_b = d_beta * v * activations.tanh_derivative(a1)
d_W = np.outer(d_b, x_one)  # (N, d): row i, column j is d_b[i] * x[j]

for name, at, by_formula, f in [
    ("v", v, d_v, lambda v: hidden_layer_network(v, beta, W, b_hidden)),
    ("beta", beta, d_beta, lambda beta: hidden_layer_network(v, beta, W, b_hidden)),
    ("W", W, d_W, lambda W: hidden_layer_network(v, beta, W, b_hidden)),
    ("b", b_hidden, d_b, lambda b: hidden_layer_network(v, beta, W, b)),
]:
    agrees = np.allclose(gradients.numerical_gradient(f, at), by_formula, atol=1e-9)
    print(f"{name:5} formula and finite differences agree: {agrees}")

# %% [markdown]
# ## 2 · Deck 000's triple loop
#
# Can the same be done for any number of layers? We leave the biases out until section 4. The network then has $z$
# weight matrices, `weights[t]` of shape (outputs, inputs), and its states are
#
# $$A_0 = x, \qquad A_1 = w_0\,x, \qquad A_{t+1} = w_t\,\mathrm{relu}(A_t)\quad (t \ge 1).$$
#
# Each $A_t$ is a vector, and it is what goes *into* the ReLU of layer $t$, not what comes out. The last one, $A_z$,
# has one entry, the network's score $f(x, w)$.
#
# To go backward you will need every $A_t$ again. How much memory does that take, compared with only computing the
# score?

# %% [markdown]
# ### 4.2 Forward, and keep everything
#
# `forward(x, weights)` returns the list $[A_0, A_1, \dots, A_z]$. Take care of both ends, because $x$ is not
# rectified, and nothing rectifies the last state.
#
# <details><summary>Nudge</summary>
#
# Write down the list for two matrices. How many entries does it have, and how many ReLUs were applied?
#
# </details>
# <details><summary>Pointer</summary>
#
# One list that begins with $x$, one loop over the matrices, one new state at each turn, made from the last state of
# the list. The first turn differs from the others.
#
# </details>
# <details><summary>Worked example, on other numbers</summary>
#
# $x = (1, -1)$, $w_0 = \begin{pmatrix}0&2\\1&0\end{pmatrix}$, $w_1 = \begin{pmatrix}3&4\end{pmatrix}$:
# $A_0 = (1, -1)$; $A_1 = w_0 x = (-2, 1)$; $\mathrm{relu}(A_1) = (0, 1)$; $A_2 = w_1 (0, 1) = (4)$.
#
# </details>


# %% exercise="forward" minutes=5 difficulty=1
def forward(x, weights):
    """The states of a network without biases.

    x: (D,).  weights: list of matrices (d_{t+1}, d_t), the first with D columns.
    Returns the list A: A[0] = x, A[1] = weights[0] x, A[t+1] = weights[t] relu(A[t]), each a vector.
    """
    ### BEGIN SOLUTION
    A = [x, weights[0] @ x]
    for w in weights[1:]:
        A.append(w @ relu(A[-1]))
    return A
    ### END SOLUTION


# %% test="forward" points=2
check_answer(forward, forbids=["course_lib.dense.mlp_states", "course_lib.dense.mlp"])
x = np.array([1.0, -2.0])
weights = [np.array([[1.0, 2.0], [3.0, -1.0]]), np.array([[1.0, 4.0], [2.0, -1.0]]), np.array([[-1.0, -2.0]])]
A = check_parts(check_unchanged(forward, x, weights), "A[0]", "A[1]", "A[2]", "A[3]")
check_close("A[0]", A[0], x, confusions={"input: x itself is not rectified.": relu(x)})
check_close(
    "A[1]",
    A[1],
    [-3, 5],
    confusions={
        "input: x itself is not rectified.": weights[0] @ relu(x),
        "rows: a row of the matrix holds the weights of one output.": weights[0].T @ x,
        "states: keep what goes into the ReLU, not what comes out.": [0, 5],
    },
)
check_close("A[2]", A[2], [20, -5], confusions={"relu: a ReLU stands between two matrices.": weights[1] @ [-3, 5]})
check_close(
    "A[3]",
    A[3],
    [-20],
    confusions={"last: nothing rectifies the last state.": [0], "relu: a ReLU stands between two matrices.": [-10]},
)
### BEGIN HIDDEN TESTS
from course_lib.fresh import fresh_generator

rng = fresh_generator("forward")
for sizes in [(3, 1), (4, 5, 1), (5, 3, 6, 2, 1)]:
    weights = [rng.normal(size=(d_in, d_out)).T for d_in, d_out in pairwise(sizes)]
    x = rng.normal(size=sizes[0])
    A = check_parts(check_unchanged(forward, x, weights), *[f"A[{t}]" for t in range(len(sizes))])
    expected = dense.mlp_states(weights, [np.zeros(len(w)) for w in weights], x[None])
    for t, state in enumerate(expected):
        check_close(f"A[{t}]", A[t], state[0])
from course_lib.edge_cases import edge_tables

for table in [*edge_tables(3), *edge_tables(1)]:
    for x in (np.full(table.shape[1], -1.5), np.zeros(table.shape[1])):
        weights = [table, rng.normal(size=(2, len(table)))]
        A = check_parts(check_unchanged(forward, x, weights), "A[0]", "A[1]", "A[2]")
        first = [sum(row[i] * x[i] for i in range(len(x))) for row in table]
        second = [sum(row[i] * max(first[i], 0.0) for i in range(len(first))) for row in weights[1]]
        check_close(f"A[1] for weights[0] = {table.tolist()}", A[1], first)
        check_close(f"A[2] for weights[0] = {table.tolist()}", A[2], second)
got = check_unchanged(forward, np.array([3e6, -(2.0**-30)]), [np.eye(2), -np.eye(2), np.eye(2)])
A = check_parts(got, "A[0]", "A[1]", "A[2]", "A[3]")
check_close(
    "A[2] of large numbers", A[2], [-3e6, 0.0], confusions={"cut-off: a ReLU goes on for ever.": [-1000.0, 0.0]}
)
check_close("A[3] of large numbers", A[3], [0.0, 0.0])
### END HIDDEN TESTS

# %% [markdown]
# ### Layer by layer, backwards
#
# The score needs one layer at a time and backpropagation all of them, which is why training takes so much more memory
# than using a network.
#
# How do derivatives pass from one layer to the one before? Take labels $y = \pm1$ and the hinge loss
# $\mathrm{relu}(1 - y\,f(x, w))$, and write $\alpha_t$ for $A_t$ and $x_t = \mathrm{relu}(\alpha_t)$ for what comes
# out of layer $t$. Then
#
# $$\frac{\partial\,\text{loss}}{\partial\alpha_{t,j}}
#   = \sum_i \frac{\partial\,\text{loss}}{\partial\alpha_{t+1,i}}\;w_{t,i,j}\;\mathrm{relu}'(\alpha_{t,j}),$$
#
# where the derivative of ReLU is constant piece by piece: 1 above 0, 0 below, and 0 at 0 by convention.
#
# The sum over $i$ is there because $\alpha_{t,j}$ is *used* by every neuron $i$ of the next layer: if
# $f(u) = a(b(u), c(u))$, then
#
# $$\frac{\partial f}{\partial u} = \frac{\partial a}{\partial b}\frac{\partial b}{\partial u} +
# \frac{\partial a}{\partial c}\frac{\partial c}{\partial u},$$
#
# **a sum over all ways that lead from $u$ to the loss.**

# %% [markdown]
# ### 4.3 Backward
#
# `backward(A, weights, y)` takes the states of 4.2 and a label $y = \pm1$, and returns two lists:
#
# - `DA`, aligned with `A`: `DA[t]` $= \partial\,\text{loss}/\partial A_t$, a vector like `A[t]`, down to `DA[0]`, the
#   gradient with respect to the input;
# - `DW`, aligned with `weights`: `DW[t]` $= \partial\,\text{loss}/\partial w_t$, a matrix like `weights[t]`.
#
# The loss is $\mathrm{relu}(1 - y\,A_z)$ with one score in $A_z$. Nobody has told you how the way back begins, nor what
# `DW[t]` is: on which states does an entry of $w_t$ act, and where is its effect felt first? Write loops or matrix
# products, as you like, and remember at which layer there is no ReLU.
#
# <details><summary>Nudge</summary>
#
# Three things happen, from right to left: a seed at the end, a step from `DA[t+1]` to `DA[t]`, and on the way
# `DW[t]` from `DA[t+1]`.
#
# </details>
# <details><summary>Pointer</summary>
#
# $\partial\,\text{loss}/\partial A_t$ is "transpose of $w_t$ times `DA[t+1]`", and then the mask of the ReLU between
# them. Which array decides the mask: the gradient that arrives, or the state `A[t]`? And for $t = 0$?
#
# </details>
# <details><summary>Worked example, on other numbers</summary>
#
# $A_0 = (1, -1)$, $A_1 = (-2, 1)$, $A_2 = (4)$, with the matrices of the example of 4.2 and $y = -1$. The loss is
# $1 + 4 = 5$, its derivative by the score is $-y = 1$, so `DA[2]` is $(1)$. `DW[1]` $= 1 \cdot \mathrm{relu}(A_1)$ as
# a row: $(0\;\;1)$. `DA[1]`: $w_1^T \cdot 1 = (3, 4)$, masked by $A_1 > 0$: $(0, 4)$. `DW[0]`: rows $0 \cdot (1, -1)$
# and $4 \cdot (1, -1)$. `DA[0]`: $w_0^T (0, 4) = (4, 0)$, no mask.
#
# </details>


# %% exercise="backward" minutes=15 difficulty=3
def backward(A, weights, y):
    """Gradients of the hinge loss relu(1 - y A[-1][0]) of a network without biases.

    A: the list of states, as from `forward`.  weights: list of matrices.  y: -1 or +1.
    Returns (DA, DW): DA[t] like A[t], DW[t] like weights[t].
    """
    ### BEGIN SOLUTION
    seed = -y if 1 - y * A[-1][0] > 0 else 0
    DA, DW = [np.array([float(seed)])], []
    for t in reversed(range(len(weights))):
        inputs = relu(A[t]) if t > 0 else A[0]
        DW.insert(0, np.outer(DA[0], inputs))
        grad = weights[t].T @ DA[0]
        DA.insert(0, grad * relu_derivative(A[t]) if t > 0 else grad)
    return DA, DW
    ### END SOLUTION


# %% test="backward" points=3
check_answer(backward, forbids=["torch.autograd.grad", "torch.Tensor.backward", "course_lib.dense.mlp_backward"])
x = np.array([1.0, -2.0])
weights = [
    np.array([[1.0, 2.0], [3.0, -1.0]]),
    np.array([[1.0, 4.0], [2.0, -1.0], [5.0, 2.0]]),
    np.array([[-1.0, -2.0, 3.0]]),
]
A = [x, np.array([-3.0, 5.0]), np.array([20.0, -5.0, 10.0]), np.array([10.0])]
DA, DW = check_parts(check_unchanged(backward, A, weights, -1), "DA", "DW")
DA = check_parts(DA, "DA[0]", "DA[1]", "DA[2]", "DA[3]")
DW = check_parts(DW, "DW[0]", "DW[1]", "DW[2]")
check_close(
    "DA[3]", DA[3], [1], confusions={"seed: begin with the derivative of the loss, not with the loss itself.": [11]}
)
check_close(
    "DA[2]",
    DA[2],
    [-1, 0, 3],
    confusions={
        "mask: where a ReLU was not active, no gradient passes.": [-1, -2, 3],
        "mask-sign: ask where A[t] > 0, not where the gradient is positive.": [0, 0, 3],
    },
)
check_close("DA[1]", DA[1], [0, 2], confusions={"mask: where a ReLU was not active, no gradient passes.": [14, 2]})
check_close("DA[0]", DA[0], [6, -2], confusions={"input: no ReLU stands behind x, so nothing masks it.": [6, 0]})
check_close(
    "DW[2]",
    DW[2],
    [[20, 0, 10]],
    confusions={
        "states: the weights multiplied relu(A[t]), not A[t].": [[20, -5, 10]],
        "layer: weights[t] leads from layer t to layer t + 1. Whose gradient meets whose state?": np.outer(
            [-1, 0, 3], [20, 0, 10]
        ),
    },
)
check_close("DW[1]", DW[1], [[0, -5], [0, 0], [0, 15]])
check_close("DW[0]", DW[0], [[0, 0], [2, -4]], confusions={"input: x itself is not rectified.": [[0, 0], [2, 0]]})
DA, _ = check_parts(check_unchanged(backward, A, weights, 1), "DA", "DW")
DA = check_parts(DA, "DA[0]", "DA[1]", "DA[2]", "DA[3]")
check_close(
    "with y = +1, DA[3]",
    DA[3],
    [0],
    confusions={"hinge: beyond the margin, 1 - y f < 0, the loss is constant: 0.": [-1]},
)
### BEGIN HIDDEN TESTS
from course_lib.fresh import fresh_generator

rng = fresh_generator("backward")
for sizes in [(3, 1), (4, 5, 1), (5, 3, 6, 2, 1)]:
    weights = [rng.normal(size=(d_in, d_out)).T for d_in, d_out in pairwise(sizes)]
    zeros = [np.zeros(len(w)) for w in weights]
    for y in (-1, 1):
        x = rng.normal(size=sizes[0])
        A = [state[0] for state in dense.mlp_states(weights, zeros, x[None])]
        DA, DW = check_parts(check_unchanged(backward, A, weights, y), "DA", "DW")
        active = 1 - y * A[-1][0] > 0
        expected, _, expected_x = dense.mlp_backward([[-y * active]], weights, zeros, x[None])
        check_close("DA[0]", DA[0], expected_x[0], atol=1e-12)
        for t, grad in enumerate(expected):
            check_close(f"DW[{t}]", DW[t], grad, atol=1e-12)
A = [np.array([0.5]), np.array([2.0]), np.array([1.0])]
DA, DW = check_parts(check_unchanged(backward, A, [np.array([[4.0]]), np.array([[0.5]])], 1), "DA", "DW")
check_close("DA[2] on the margin, where 1 - y f = 0", DA[2], [0.0])
A = [np.array([1.0, 2.0]), np.array([0.0, 3.0, 0.5]), np.array([0.4])]  # inside the margin, and a state that is 0
weights = [np.array([[2.0, -1.0], [1.0, 1.0], [1.0, -0.25]]), np.array([[0.5, 0.2, -0.4]])]
DA, DW = check_parts(check_unchanged(backward, A, weights, 1), "DA", "DW")
check_close("DA[2] inside the margin", DA[2], [-1])
check_close("DA[1] where a state is 0", DA[1], [0, -0.2, 0.4])
check_close("DA[0]", DA[0], [0.2, -0.3])
check_close("DW[0]", DW[0], [[0, 0], [-0.2, -0.4], [0.4, 0.8]])
check_close("DW[1]", DW[1], [[0, -3, -0.5]])
from course_lib.edge_cases import edge_tables

for table in edge_tables(3):
    weights, x = [table, rng.normal(size=(1, len(table)))], np.array([1.0, -0.5, -0.5])
    zeros = [np.zeros(len(w)) for w in weights]
    A = [state[0] for state in dense.mlp_states(weights, zeros, x[None])]
    for y in (-1, 1):
        DA, DW = check_parts(check_unchanged(backward, A, weights, y), "DA", "DW")
        expected, _, expected_x = dense.mlp_backward([[-y * (1 - y * A[-1][0] > 0)]], weights, zeros, x[None])
        check_close(f"DA[0] for weights[0] = {table.tolist()}", DA[0], expected_x[0], atol=1e-12)
        for t, grad in enumerate(expected):
            check_close(f"DW[{t}] for weights[0] = {table.tolist()}", DW[t], grad, atol=1e-12)
hair, speck = 2.0**-20, 2.0**-40  # nearer to 0 than np.isclose can tell, beside 1 and alone
A = [np.array([1.0]), np.array([speck, 2.0]), np.array([1 - hair])]  # a state just above 0, and just inside the margin
DA, DW = check_parts(check_unchanged(backward, A, [np.array([[1.0], [2.0]]), np.array([[3.0, -1.0]])], 1), "DA", "DW")
loose = "loose: nearly 0 is not 0, and nearly on the margin is not on it."
check_close("DA[2] just inside the margin", DA[2], [-1.0], confusions={loose: [0.0]})
check_close("DA[1] where a state is just above 0", DA[1], [-3.0, 1.0], confusions={loose: [0.0, 1.0]})
check_close("DW[1] where a state is just above 0", DW[1], [[-speck, -2.0]])
A = [np.array([1.0]), np.array([0.5, 2.0]), np.array([1 + hair])]
DA, _ = check_parts(check_unchanged(backward, A, [np.array([[1.0], [2.0]]), np.array([[3.0, -1.0]])], 1), "DA", "DW")
check_close("DA[2] just outside the margin", DA[2], [0.0])
### END HIDDEN TESTS

# %% [markdown]
# ### Backward, as printed
#
# The lecture prints what you have just written as three nested loops. Here they are in Python, letter by letter, with
# layers numbered from 0 for $x$ to $z$ for the score, and with what is left unsaid (how `A` and `DA` begin) filled in
# as kindly as possible. Compare them with yours before you run the cell: will they run?


# %%
def printed_forward(x, w):
    A = [x] + [np.zeros(len(matrix)) for matrix in w]
    for t in range(1, len(A)):
        for i in range(len(A[t])):
            for j in range(len(A[t - 1])):
                A[t][i] += relu(A[t - 1][j]) * w[t - 1][i][j]
    return A


def printed_backward(A, w, partial_loss):
    z = len(w)
    DA = [np.zeros(len(state)) for state in A]
    DA[z][0] = partial_loss  # the lecture: DA[z][1], counting from 1
    for t in range(z, 0, -1):  # the lecture: for t from z to 1
        for j in range(len(A[t])):
            for i in range(len(A[t + 1])):
                DA[t][j] += DA[t + 1][i] * w[t][i][j] * relu_derivative(A[t][j])
    return DA


x_pair, y_pair = np.array([-1.0, 0.75]), 1
w_small = [np.array([[1.0, 2.0], [-1.0, 1.0], [0.5, -1.0]]), np.array([[1.0, -1.0, 1.5]])]
A_printed = printed_forward(x_pair, w_small)
try:
    printed_backward(A_printed, w_small, partial_loss=relu(1 - y_pair * A_printed[-1][0]))
except IndexError as error:
    print("IndexError:", error)

# %% [markdown]
# They do not, because for $t = z$ the loop reads `DA[z+1]`, and there is no layer $z + 1$. If it runs from $z - 1$
# instead, is it right then, and how would you find out without reading it again?
#
# You can ask your own `backward`, but what if you made the same mistake? Better ask the loss itself, by the numerical
# gradient of lesson 3. For $A_1$, the second line below is what the loss says, and the next two are what the code
# says.


# %%
def loss_from(t, state, w, y):
    """The hinge loss, if layer t >= 1 has this state."""
    for matrix in w[t:]:
        state = matrix @ relu(state)
    return float(relu(1 - y * state[0]))


def mended_loop(A, w, seed):
    z = len(w)
    DA = [np.zeros(len(state)) for state in A]
    DA[z][0] = seed
    for t in range(z - 1, 0, -1):
        for j in range(len(A[t])):
            for i in range(len(A[t + 1])):
                DA[t][j] += DA[t + 1][i] * w[t][i][j] * relu_derivative(A[t][j])
    return DA


A_true = [x_pair, w_small[0] @ x_pair]
A_true.append(w_small[1] @ relu(A_true[1]))
loss_value = loss_from(2, A_true[2], w_small, y_pair)
asked = gradients.numerical_gradient(lambda state: loss_from(1, state, w_small, y_pair), A_true[1])
print(f"the loss                                  {loss_value:.4f}")
print("gradient by asking the loss              ", asked.round(6))
print("the loop from z - 1, seed = partial_loss ", mended_loop(A_true, w_small, loss_value)[1])
print("the loop from z - 1, seed = d loss / d f ", mended_loop(A_true, w_small, -y_pair)[1])
print("score, and score if x is rectified first ", A_true[-1], A_printed[-1])

# %% [markdown]
# Four things do not hold, and Python by itself complains of the first one only.
#
# - **The loop** must begin at $z - 1$, since `DA[z]` is the seed.
# - **The seed.** `DA[z][1] = partial_loss`, taken as code, puts the *value* of the loss where its *derivative*
#   belongs, which is $\partial\,\text{loss}/\partial A_z = -y$ where $1 - y f > 0$, and 0 elsewhere. (As a shorthand
#   for "the derivative of partial_loss" it can be read rightly.)
# - **The input.** A forward loop that applies relu to layer $t-1$ always rectifies $x$ too, unlike $f(x, w)$, so that
#   there are two scores above; for $x \ge 0$, pixels for example, nobody notices.
# - **The weights.** Since $\alpha_{t+1,i} = \sum_j x_{t,j}\,w_{t,i,j}$, the derivative with respect to $w_{t,i,j}$ is
#   $\frac{\partial\,\text{loss}}{\partial\alpha_{t+1,i}}\,x_{t,j}$. The lecture says $\alpha_{t,i}$ there, one layer
#   too early, and shapes alone show that an index has slipped:

# %%
DA_1 = mended_loop(A_true, w_small, -y_pair)[1]
DA_0 = w_small[0].T @ DA_1
print("w[0] has shape                    ", w_small[0].shape)
print("outer product of DA[0] and x_0    ", np.outer(DA_0, x_pair).shape, " as the lecture has it")
print("outer product of DA[1] and x_0    ", np.outer(DA_1, x_pair).shape)

# %% [markdown]
# ## 3 · Trust no derivative
#
# You found the wrong seed by asking the loss, so make a tool of that. Take the central differences of lesson 3,
#
# $$n_i = \frac{f(x + h\,e_i) - f(x - h\,e_i)}{2h}.$$
#
# If $a$ is the gradient that somebody claims, its error in each coordinate is
#
# $$\frac{|a_i - n_i|}{\max(1, |a_i|, |n_i|)},$$
#
# which is relative where the derivatives are large, and absolute where they are small.
#
# But $n$ is only an approximation, and it should get better as $h$ gets smaller, so why not take $h = 10^{-15}$?

# %%
from course_lib.figures.backpropagation import StepError

StepError()

# %% [markdown]
# Two errors pull against each other. The formula is off by about $h^2$ (central) or $h$ (one-sided), the straight flank
# on the right. And since numbers have 16 digits only, the difference $f(x+h) - f(x-h)$ loses what both have in common;
# what is left of the rounding is divided by $2h$, and that is the noisy flank on the left, about $10^{-16}/h$. The best
# $h$ of central differences lies near $10^{-5}$. Find it with the slider, and then try 32-bit floats.
#
# ### 4.4 A gradient checker
#
# `check_gradient(f, grad_f, x, h=1e-5)` returns the **largest** error over all coordinates, a number. `f` takes an
# array of the shape of `x` and gives a number; `grad_f` takes the same and gives an array of the shape of `x`, which
# may have any number of axes. You may use `gradients.numerical_gradient`, lesson 3's, or write it again.
#
# <details><summary>Nudge</summary>
#
# Two arrays, `a` and `n`, of the same shape. The rest is one line.
#
# </details>
# <details><summary>Pointer</summary>
#
# `np.maximum` takes the larger of two arrays, entry by entry; `np.max` takes the largest entry of one.
# `np.ndindex(x.shape)` runs over the coordinates of an array of any shape.
#
# </details>
# <details><summary>Worked example, on other numbers</summary>
#
# Claimed $a = (0.5, 40)$, measured $n = (0.3, 50)$. First coordinate: $|0.2| / \max(1, 0.5, 0.3) = 0.2$. Second:
# $10 / 50 = 0.2$. The largest is 0.2, although the second is off by 10.
#
# </details>


# %% exercise="check_gradient" minutes=10 difficulty=2
def check_gradient(f, grad_f, x, h=1e-5):
    """How far grad_f is from central differences of f at x.

    f: array -> number.  grad_f: array -> array of the same shape.  x: any shape.  Returns a float:
    the largest |a - n| / max(1, |a|, |n|), a from grad_f and n by central differences with step h.
    """
    ### BEGIN SOLUTION
    a = grad_f(x)
    n = np.zeros(np.shape(x))
    for where in np.ndindex(n.shape):
        step = np.zeros(n.shape)
        step[where] = h
        n[where] = (f(x + step) - f(x - step)) / (2 * h)
    scale = np.maximum(1, np.maximum(np.abs(a), np.abs(n)))
    return float(np.max(np.abs(a - n) / scale))
    ### END SOLUTION


# %% test="check_gradient" points=2
check_answer(check_gradient, forbids=["course_lib.gradients.check_gradient", "torch.autograd.gradcheck"])
c, x, h = np.array([2.0, -1.0, 0.5]), np.array([1.0, -2.0, 0.5]), 0.5  # a large h, to see how you measure
n, claimed = c * (3 * x**2 + h**2), np.array([6.5, -10.0, 0.9])  # central differences of c x³, and a wrong gradient
one_sided = c * (3 * x**2 + 3 * x * h + h**2)
check_unchanged(check_gradient, lambda x: np.sum(c * x**3), lambda x: claimed, x, h)
error = check_unchanged(check_gradient, lambda x: np.sum(c * x**3), lambda x: claimed, x, h)
relative = np.abs(claimed - n) / np.maximum(1, np.maximum(np.abs(claimed), np.abs(n)))
check_close(
    "the error",
    error,
    0.4,
    confusions={
        "central: the difference is taken from x - h to x + h.": float(
            np.max(np.abs(claimed - one_sided) / np.maximum(1, np.maximum(np.abs(claimed), np.abs(one_sided))))
        ),
        "relative: divide by the size of the derivatives, or 1 if they are smaller.": np.max(np.abs(claimed - n)),
        "small: do not divide by a number below 1.": 0.4 / 0.9,
        "largest: one wrong coordinate is enough: do not average.": relative.mean(),
        "largest: the largest error, not their sum.": relative.sum(),
        "largest: return one number, the largest of these.": relative,
        "step: from x - h to x + h it is 2 h.": float(
            np.max(np.abs(claimed - 2 * n) / np.maximum(1, np.maximum(np.abs(claimed), np.abs(2 * n))))
        ),
    },
    hint="error: compute a and n for these three coordinates by hand, then the three errors.",
)
matrix = np.array([[0.3, -1.2, 2.0], [1.0, 0.7, -0.4]])
error = check_unchanged(check_gradient, lambda u: np.sum(np.sin(u) * u), lambda u: np.cos(u) * u + np.sin(u), matrix)
error = check_shape("the error", error, ())
check_that(error < 1e-8, "right-gradient: a right gradient must pass.", "a right gradient has a large error")
off = 5.0 * (np.arange(6).reshape(2, 3) == 4)
error = check_unchanged(check_gradient, lambda u: np.sum(u**2), lambda u: 2 * u + off, matrix)
error = check_shape("the error", error, ())
check_that(error > 0.5, "coordinates: look at every coordinate, in every row.", "one wrong coordinate of six passes")
### BEGIN HIDDEN TESTS
from course_lib.fresh import fresh_generator

rng = fresh_generator("check_gradient")
for shape in [(1,), (4,), (2, 3), (2, 1, 3)]:
    x, weight = 3 * rng.normal(size=shape[::-1]).T, rng.normal(size=shape)
    off = 0.25 * rng.normal(size=shape)
    n = weight * (3 * x**2 + 0.01)
    a = 3 * weight * x**2 + off
    expected = np.max(np.abs(a - n) / np.maximum(1, np.maximum(np.abs(a), np.abs(n))))
    got = check_unchanged(check_gradient, lambda x, w=weight: np.sum(w * x**3), lambda x, a=a: a, x, h=0.1)
    check_close("the error", got, expected, rtol=1e-9, atol=1e-11)
error = check_unchanged(check_gradient, lambda x: np.sum(x), lambda x: np.full(2, -10.0), np.array([1.0, 3.0]))
check_close("the error of a large gradient with the wrong sign", error, 1.1, rtol=1e-6)
off = 2.0**-18
got = check_unchanged(
    check_gradient, lambda x: np.sum(x), lambda x: np.array([1.0, 1 + off]), np.array([1.0, 3.0]), 0.5
)
check_close(
    "the error of a gradient that is nearly right",
    got,
    off / (1 + off),
    rtol=1e-3,
    confusions={"loose: a small error is an error: return it as it is.": 0.0},
)
from course_lib.edge_cases import edge_tables, edge_vectors

for x in [*edge_vectors(), *edge_tables(3), *edge_tables(1)]:
    weight = 1 + np.arange(x.size).reshape(x.shape)
    a, n = 2 * weight * x + 0.25, 2 * weight * x
    expected = np.max(np.abs(a - n) / np.maximum(1, np.maximum(np.abs(a), np.abs(n))))
    got = check_unchanged(check_gradient, lambda x, w=weight: np.sum(w * x**2), lambda x, a=a: a, x, h=0.5)
    check_close(f"the error at {x.tolist()}", got, expected, rtol=1e-9, atol=1e-11)
    got = check_unchanged(check_gradient, lambda x, w=weight: np.sum(w * x**2), lambda x, n=n: n, x, h=0.5)
    check_close(f"the error of a right gradient at {x.tolist()}", got, 0.0, atol=1e-9)
### END HIDDEN TESTS

# %% [markdown]
# ### 4.5 Which of the nine are wrong?
#
# Here are nine functions of a matrix $u$ of shape (B, D), each with a backward function of somebody's making, which
# is given `grad_out` $= \partial L/\partial\,\text{out}$ and should return $\partial L/\partial u$, both (B, D). A
# colleague has put them all through a gradient checker, and all of them passed.


# %%
def centre(u):
    return u - u.mean(axis=1, keepdims=True)


def centre_backward(grad_out, u):
    return grad_out - grad_out.mean(axis=1, keepdims=True)


def clip(u):
    return np.clip(u, -1, 1)


def clip_backward(grad_out, u):
    return grad_out * (u < 1)


def cumulate(u):
    return np.cumsum(u, axis=1)


def cumulate_backward(grad_out, u):
    return grad_out.sum(axis=1, keepdims=True) - np.cumsum(grad_out, axis=1) + grad_out


def leak(u):
    return np.where(u > 0, u, 0.1 * u)


def leak_backward(grad_out, u):
    return np.where(grad_out > 0, grad_out, 0.1 * grad_out)


def mirror(u):
    return u * u[:, ::-1]


def mirror_backward(grad_out, u):
    return 2 * grad_out * u[:, ::-1]


def roll(u):
    return np.roll(u, 1, axis=1)


def roll_backward(grad_out, u):
    return np.roll(grad_out, 1, axis=1)


def squash(u):
    return 1 / (1 + np.exp(-u))


def squash_backward(grad_out, u):
    return grad_out / (4 * np.cosh(u / 2) ** 2)


def soft_maximum(u):
    exponentials = np.exp(u - u.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True)


def soft_maximum_backward(grad_out, u):
    share = soft_maximum(u)
    return share * (grad_out - (grad_out * share).sum())


def soft_plus(u):
    return np.log1p(np.exp(u))


def soft_plus_backward(grad_out, u):
    return grad_out * (1 - 1 / (1 + np.exp(u)))


LAYERS = {
    "centre": (centre, centre_backward),
    "clip": (clip, clip_backward),
    "cumulate": (cumulate, cumulate_backward),
    "leak": (leak, leak_backward),
    "mirror": (mirror, mirror_backward),
    "roll": (roll, roll_backward),
    "squash": (squash, squash_backward),
    "soft_maximum": (soft_maximum, soft_maximum_backward),
    "soft_plus": (soft_plus, soft_plus_backward),
}

u_colleague = np.array([[0.2, 0.5, 0.9]])
my_check_gradient = yours(check_gradient, gradients.check_gradient)
for name, (layer_forward, layer_back) in LAYERS.items():
    error = my_check_gradient(
        lambda u, out=layer_forward: out(u).sum(), lambda u, back=layer_back: back(np.ones_like(u), u), u_colleague
    )
    print(f"{name:13} {'passed' if error < 1e-7 else 'WRONG'}")

# %% [markdown]
# What is weak about this test? Count what is special about its inputs before you read on.
#
# `faulty_layers()` returns the set of the names of the wrong ones. Find them with a better test, for which `LAYERS` and
# `gradients.check_gradient` (the library's) are there to help.
#
# <details><summary>Nudge</summary>
#
# The colleague's loss is `out.sum()`: its gradient is 1 everywhere. All inputs are positive and smaller than 1. There
# is one row. Each of these hides something.
#
# </details>
# <details><summary>Pointer</summary>
#
# Take the loss $L = \sum_{b,d} c_{b,d}\,\mathrm{out}_{b,d}$ with random $c$ of shape (B, D). Its gradient with
# respect to `out` is $c$. So check `lambda u: np.sum(c * out(u))` against `lambda u: back(c, u)`, on a random `u`
# with several rows, with both signs, some entries beyond ±1.
#
# </details>
# <details><summary>Worked example, on another layer</summary>
#
# `swap(u) = u[:, ::-1]` with `swap_backward(g, u) = g`. The sum of the outputs does not change when they are swapped,
# so with an upstream gradient of ones it passes. With $c = (1, 2)$ the loss is $c_1 u_2 + c_2 u_1$: its gradient is
# $(2, 1)$, the function says $(1, 2)$.
#
# </details>


# %% exercise="faulty_layers" minutes=6 difficulty=1
def faulty_layers():
    """The names of the layers above whose backward function is wrong.  Returns a set of strings."""
    ### BEGIN SOLUTION
    return {"clip", "leak", "mirror", "roll", "soft_maximum"}
    ### END SOLUTION


# %% test="faulty_layers" points=2
check_answer(faulty_layers)
found = check_unchanged(faulty_layers)
check_that(
    isinstance(found, set | frozenset | list | tuple),
    "type: return a set of names, such as {'centre', 'roll'}.",
    f"the result is {type(found).__name__}",
)
names = {"centre", "clip", "cumulate", "leak", "mirror", "roll", "squash", "soft_maximum", "soft_plus"}
check_that(set(found) <= names, "names: spell them as in LAYERS.", f"these are no layers: {sorted(set(found) - names)}")
# This test knows the wrong ones by the checksums of their names only.
marks = {zlib.crc32(name.encode()) for name in found}
wrong_marks = {783626958, 1537678154, 2442975849, 2904560743, 3090054234}
check_that(
    marks <= wrong_marks,
    "accused: a right one is among them. Is a coordinate of your u at a kink (0, or ±1), or h too large or too small?",
    f"of the {len(marks)} backward functions that you name, {len(marks - wrong_marks)} must not be there",
)
check_that(
    marks >= wrong_marks,
    "at-large: a wrong one is missing. Several rows, both signs, values beyond 1, random numbers from above?",
    "not all of the wrong ones are found",
)

# %% [markdown]
# A test is as good as its inputs. Ones, zeros, symmetric matrices, a single example and positive numbers are each the
# blind spot of some mistake, so keep them out of the tests that you write.

# %% [markdown]
# ## 4 · The same in three matrix lines
#
# In practice a *batch* of $B$ examples goes through at once, as the rows of a matrix. With biases again, a layer
# (couche) takes $U$ (B, φ) to $\mathrm{out} = U A^T + b$ (B, ψ), with $A$ (ψ, φ) and $b$ (ψ,).
#
# Someone hands you `grad_out` $= \partial L/\partial\,\mathrm{out}$, of the shape of out, and you hand back three
# gradients, each **of the shape of what it belongs to**. That rule alone nearly writes the formulas:
#
# | gradient | must have shape | you have | the only product that fits |
# |---|---|---|---|
# | `grad_A` | (ψ, φ) | `grad_out` (B, ψ), `U` (B, φ) | (ψ, B) · (B, φ) |
# | `grad_U` | (B, φ) | `grad_out` (B, ψ), `A` (ψ, φ) | (B, ψ) · (ψ, φ) |
# | `grad_b` | (ψ,) | `grad_out` (B, ψ) | a sum over … |
#
# Why does the product in the first line sum over the batch? Because the same $A$ is *used* by every example, and so
# it is the sum over all ways once more.

# %% [markdown]
# ### 4.6 A layer
#
# `layer_backward(grad_out, A, U)` returns `(grad_A, grad_b, grad_U)`. There is no mean anywhere: if the loss is a
# mean over the batch, its $1/B$ is already in `grad_out`.
#
# <details><summary>Nudge</summary>
#
# Fill the table's last line: which axis of `grad_out` must disappear?
#
# </details>
# <details><summary>Pointer</summary>
#
# Element by element: $\mathrm{out}_{n,i} = \sum_j A_{i,j} U_{n,j} + b_i$. So
# $\frac{\partial L}{\partial A_{i,j}} = \sum_n G_{n,i}\,U_{n,j}$ with $G$ for `grad_out`. Which of the two is
# transposed when you write this as a matrix product?
#
# </details>
# <details><summary>Worked example, on other numbers</summary>
#
# One example, one neuron: $U = (5\;\;6)$, $A = (3\;\;4)$, `grad_out` $= (2)$. The output is
# $3 \cdot 5 + 4 \cdot 6 + b$. So `grad_A` $= 2 \cdot (5\;\;6) = (10\;\;12)$, `grad_b` $= (2)$, `grad_U`
# $= 2 \cdot (3\;\;4) = (6\;\;8)$. With a second example, its contributions to `grad_A` and `grad_b` are added; its
# `grad_U` is a second row.
#
# </details>


# %% exercise="layer_backward" minutes=12 difficulty=2
def layer_backward(grad_out, A, U):
    """Gradients for out = U Aᵀ + b.

    grad_out: (B, ψ).  A: (ψ, φ).  U: (B, φ).  Returns (grad_A (ψ, φ), grad_b (ψ,), grad_U (B, φ)).
    """
    ### BEGIN SOLUTION
    grad_A = grad_out.T @ U  # (ψ, B) @ (B, φ)
    grad_b = grad_out.sum(axis=0)
    grad_U = grad_out @ A  # (B, ψ) @ (ψ, φ)
    return grad_A, grad_b, grad_U
    ### END SOLUTION


# %% test="layer_backward" points=3
check_answer(
    layer_backward, forbids=["course_lib.dense.layer_backward", "torch.autograd.grad", "torch.Tensor.backward"]
)
A = np.array([[1.0, 2.0], [3.0, -1.0]])
U = np.array([[1.0, -2.0], [0.5, 4.0], [-3.0, 2.0]])
grad_out = np.array([[2.0, -1.0], [-3.0, 5.0], [4.0, 0.5]])
grad_A, grad_b, grad_U = check_parts(check_unchanged(layer_backward, grad_out, A, U), "grad_A", "grad_b", "grad_U")
check_close(
    "grad_A",
    grad_A,
    [[-11.5, -8], [0, 23]],
    confusions={
        "parts: the gradients come back in the order grad_A, grad_b, grad_U.": [[-1, 5], [12, -11], [5.5, 7.5]],
        "last-example: every example adds its part.": [[-12, 8], [-1.5, 1]],
    },
)
check_close(
    "grad_b",
    grad_b,
    [3, 4.5],
    confusions={"batch: all examples share one b: add what each of them says.": grad_out},
    reduces=grad_out,
)
check_close(
    "grad_U",
    grad_U,
    [[-1, 5], [12, -11], [5.5, 7.5]],
    confusions={"weights: the shapes agree, but this A is the wrong way round.": [[0, 7], [7, -14], [5, 11.5]]},
)
### BEGIN HIDDEN TESTS
from course_lib.fresh import fresh_generator

rng = fresh_generator("layer_backward")
for batch, phi, psi in [(1, 3, 2), (5, 4, 2), (2, 1, 3), (4, 2, 4)]:
    A, U, grad_out = [rng.normal(size=size).T for size in ((phi, psi), (phi, batch), (psi, batch))]
    b = rng.normal(size=psi)
    got = check_parts(check_unchanged(layer_backward, grad_out, A, U), "grad_A", "grad_b", "grad_U")
    losses = [
        ("grad_A", lambda A, U=U, b=b, g=grad_out: np.sum(g * (U @ A.T + b)), A),
        ("grad_b", lambda b, U=U, A=A, g=grad_out: np.sum(g * (U @ A.T + b)), b),
        ("grad_U", lambda U, A=A, b=b, g=grad_out: np.sum(g * (U @ A.T + b)), U),
    ]
    for grad, (name, loss, at) in zip(got, losses, strict=True):
        check_close(name, grad, gradients.numerical_gradient(loss, at), rtol=1e-6, atol=1e-7)
from course_lib.edge_cases import edge_tables

for U in [*edge_tables(3), *edge_tables(1)]:
    for of_A, of_grad in ((1, 1), (0, 1), (1, 0)):
        A, grad_out = of_A * rng.normal(size=(2, U.shape[1])), of_grad * rng.normal(size=(len(U), 2))
        grad_A, grad_b, grad_U = check_parts(
            check_unchanged(layer_backward, grad_out, A, U), "grad_A", "grad_b", "grad_U"
        )
        check_close(f"grad_A for U = {U.tolist()}", grad_A, [[sum(g * u) for u in U.T] for g in grad_out.T])
        check_close(f"grad_b for U = {U.tolist()}", grad_b, [sum(g) for g in grad_out.T])
        check_close(f"grad_U for U = {U.tolist()}", grad_U, [[sum(g * a) for a in A.T] for g in grad_out])
### END HIDDEN TESTS

# %% [markdown]
# ### 4.7 Backward through a ReLU
#
# Between two layers stands $\mathrm{out}=\mathrm{relu}(u)$, and `grad_out` says how fast the loss grows with each entry
# of out. Take $u=(3,-2,0)$ and `grad_out` $=(-5,-5,-5)$, and move each $u_i$ up and down by 0.1: by how much does the
# loss change? For two of them one number answers. The third, on the kink, has two answers, and we take the smaller in
# size, as PyTorch does.
#
# So what comes back for *any* `grad_out` and `u` of one shape? `relu_backward(grad_out, u)` returns it, in that shape.
#
# <details><summary>Nudge</summary>
#
# There are two arrays. One of them decides where, the other one what.
#
# </details>
# <details><summary>Pointer</summary>
#
# `u > 0` is an array of booleans; as a factor, True counts 1 and False counts 0.
#
# </details>
# <details><summary>Worked example, on other numbers</summary>
#
# $u = (4, -4)$ and `grad_out` $= (-7, -7)$: the result is $(-7, 0)$. The sign of `grad_out` plays no part.
#
# </details>


# %% exercise="relu_backward" minutes=3 difficulty=1
def relu_backward(grad_out, u):
    """Gradient of the loss with respect to u, for out = relu(u).  grad_out, u: the same shape.  Returns that shape."""
    ### BEGIN SOLUTION
    return grad_out * (u > 0)
    ### END SOLUTION


# %% test="relu_backward" points=1
check_answer(relu_backward, forbids=["course_lib.activations.relu_backward"])
u = np.array([[1.0, -2.0, 0.0], [3.0, -4.0, 0.5]])
grad_out = np.array([[-5.0, 6.0, 7.0], [8.0, -9.0, 2.0]])
check_close(
    "grad_u",
    check_unchanged(relu_backward, grad_out, u),
    [[-5, 0, 0], [8, 0, 2]],
    confusions={
        "mask: ask where u > 0, not where grad_out > 0.": grad_out * (grad_out > 0),
        "chain-rule: multiply by the gradient that comes from above.": (u > 0) * 1.0,
        "kink: at u = 0 exactly the gradient stops.": grad_out * (u >= 0),
        "value: the derivative of relu is 0 or 1, not relu itself.": grad_out * relu(u),
    },
)
### BEGIN HIDDEN TESTS
from course_lib.fresh import fresh_generator

rng = fresh_generator("relu_backward")
for shape in [(1,), (4,), (3, 5), (2, 3, 4)]:
    u, grad_out = rng.normal(size=shape[::-1]).T, rng.normal(size=shape[::-1]).T
    u[np.abs(u) < 1e-3] = 1.0  # the differences must not reach across the kink
    expected = gradients.numerical_gradient(lambda u, g=grad_out: np.sum(g * relu(u)), u, h=1e-7)
    check_close("grad_u", check_unchanged(relu_backward, grad_out, u), expected, rtol=1e-5, atol=1e-7)
from course_lib.edge_cases import edge_tables, edge_vectors

for u in [*edge_vectors(), *edge_tables(3), *edge_tables(1)]:
    grad_out = 1.5 - u[::-1]
    expected = np.where(u > 0, grad_out, 0)
    check_close(f"grad_u for u = {u.tolist()}", check_unchanged(relu_backward, grad_out, u), expected)
### END HIDDEN TESTS

# %% [markdown]
# ### 4.8 The whole network
#
# Now put it together, for a network of layers with ReLUs between them and none after the last, scores $Z$ (B, K) for
# $K$ classes, and lesson 3's mean cross-entropy of the true classes $k$ (B,). `mlp_gradients(weights, biases, X, k)`
# returns `(loss, grads_w, grads_b)`, a number and two lists, aligned with `weights` and `biases`.
#
# Ready for you are `cross_entropy(Z, k)` and `cross_entropy_gradient(Z, k)` from lesson 3, and the library's
# `dense.layer(A, b, U)`, `dense.layer_backward(grad_out, A, U)` and `activations.relu_backward(grad_out, u)`. Take
# these rather than your own, so that a mistake above does not follow you.
#
# <details><summary>Nudge</summary>
#
# It is 4.2 and 4.3 with bigger pieces. On the way forward, keep what the way back needs.
#
# </details>
# <details><summary>Pointer</summary>
#
# For each layer keep the states before the ReLU: $X$, then each $U A^T + b$. Backward: the first `grad_out` is
# `cross_entropy_gradient(Z, k)`. At each layer, from the last: `layer_backward` with *the inputs that this layer
# saw*, then `relu_backward` with the state of the layer before; not for $X$.
#
# </details>
# <details><summary>Worked example, on a smaller network</summary>
#
# Two layers, written out: `U1 = dense.layer(A1, b1, X)`; `Z = dense.layer(A2, b2, relu(U1))`;
# `g = cross_entropy_gradient(Z, k)`; `grad_A2, grad_b2, g = dense.layer_backward(g, A2, relu(U1))`;
# `g = activations.relu_backward(g, U1)`; `grad_A1, grad_b1, _ = dense.layer_backward(g, A1, X)`.
# Yours does this for any number of layers.
#
# </details>


# %% exercise="mlp_gradients" minutes=15 difficulty=3
def mlp_gradients(weights, biases, X, k):
    """Mean cross-entropy of a multi-layer perceptron, and its gradients.

    weights: list of (d_l, d_{l-1}).  biases: list of (d_l,).  X: (B, d_0).  k: (B,) classes.
    Returns (loss, grads_w, grads_b): a float and two lists like weights and biases.
    """
    ### BEGIN SOLUTION
    states = [X]
    for depth, (A, b) in enumerate(zip(weights, biases, strict=True)):
        states.append(dense.layer(A, b, relu(states[-1]) if depth > 0 else X))
    grad = cross_entropy_gradient(states[-1], k)
    grads_w, grads_b = [], []
    for depth in reversed(range(len(weights))):
        inputs = relu(states[depth]) if depth > 0 else X
        grad_A, grad_b, grad = dense.layer_backward(grad, weights[depth], inputs)
        grad = activations.relu_backward(grad, states[depth])
        grads_w.insert(0, grad_A)
        grads_b.insert(0, grad_b)
    return cross_entropy(states[-1], k), grads_w, grads_b
    ### END SOLUTION


# %% test="mlp_gradients" points=3
check_answer(
    mlp_gradients,
    forbids=[
        "course_lib.dense.mlp_gradients",
        "course_lib.dense.mlp_backward",
        "course_lib.gradients.numerical_gradient",
        "torch.autograd.grad",
        "torch.Tensor.backward",
    ],
)
weights = [np.array([[1.0, -2.0], [0.5, 1.0], [-1.0, 0.5]]), np.array([[1.0, -1.0, 0.5], [-0.5, 2.0, 1.0]])]
biases = [np.array([0.25, -0.5, 1.0]), np.array([-0.25, 0.75])]
X, k = np.array([[1.0, -1.0], [-2.0, 0.5], [0.5, 3.0], [-1.0, -1.5]]), np.array([0, 1, 1, 0])
loss, grads_w, grads_b = check_parts(
    check_unchanged(mlp_gradients, weights, biases, X, k), "loss", "grads_w", "grads_b"
)
_, (expected_w0, expected_w1), (expected_b0, expected_b1) = dense.mlp_gradients(weights, biases, X, k)
U1 = dense.layer(weights[0], biases[0], X)
Z = dense.layer(weights[1], biases[1], relu(U1))
rectified = dense.mlp(weights, biases, relu(X))
check_close(
    "loss",
    loss,
    cross_entropy(Z, k),
    confusions={
        "last: no ReLU after the last layer: scores may be negative.": cross_entropy(relu(Z), k),
        "relu: a ReLU stands between two layers.": cross_entropy(dense.layer(weights[1], biases[1], U1), k),
        "input: X itself is not rectified.": cross_entropy(rectified, k),
    },
)
grads_w = check_parts(grads_w, "grads_w[0]", "grads_w[1]")
grads_b = check_parts(grads_b, "grads_b[0]", "grads_b[1]")
grad_Z = cross_entropy_gradient(Z, k)
check_close(
    "grads_w[1]",
    grads_w[1],
    expected_w1,
    confusions={
        "backwards: the lists run like weights, from the first layer to the last.": expected_w0,
        "states: the last layer saw relu(U), not U.": grad_Z.T @ U1,
    },
)
check_close("grads_b[1]", grads_b[1], expected_b1)
check_close(
    "grads_w[0]",
    grads_w[0],
    expected_w0,
    confusions={
        "mask: the gradient stops where a ReLU was not active.": (grad_Z @ weights[1]).T @ X,
        "input: the first layer saw X as it is.": dense.layer_backward(
            activations.relu_backward(grad_Z @ weights[1], U1), weights[0], relu(X)
        )[0],
    },
)
check_close("grads_b[0]", grads_b[0], expected_b0)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(21)  # near a kink, which other seeds may meet, the differences would be wrong
for sizes, batch in [((3, 4), 5), ((2, 5, 3), 1), ((4, 3, 5, 2), 6)]:
    weights = [rng.normal(size=(d_in, d_out)).T for d_in, d_out in pairwise(sizes)]
    biases = [rng.normal(size=d_out) for d_out in sizes[1:]]
    X, k = rng.normal(size=(sizes[0], batch)).T, rng.integers(sizes[-1], size=batch)
    loss, grads_w, grads_b = check_parts(
        check_unchanged(mlp_gradients, weights, biases, X, k), "loss", "grads_w", "grads_b"
    )
    check_close("loss", loss, cross_entropy(dense.mlp(weights, biases, X), k))
    for depth, (A, b) in enumerate(zip(weights, biases, strict=True)):
        numeric_w = gradients.numerical_gradient(
            lambda A, d=depth, w=weights, b=biases, X=X, k=k: cross_entropy(
                dense.mlp([*w[:d], A, *w[d + 1 :]], b, X), k
            ),
            A,
            h=1e-6,
        )
        numeric_b = gradients.numerical_gradient(
            lambda v, d=depth, w=weights, b=biases, X=X, k=k: cross_entropy(
                dense.mlp(w, [*b[:d], v, *b[d + 1 :]], X), k
            ),
            b,
            h=1e-6,
        )
        check_close(f"grads_w[{depth}]", grads_w[depth], numeric_w, rtol=1e-5, atol=1e-8)
        check_close(f"grads_b[{depth}]", grads_b[depth], numeric_b, rtol=1e-5, atol=1e-8)
large = [np.array([[1000.0], [-1000.0]])]
loss, grads_w, _ = check_parts(
    check_unchanged(mlp_gradients, large, [np.zeros(2)], np.ones((1, 1)), np.array([1])), "l", "w", "b"
)
check_close("loss with scores of ±1000", loss, 2000.0)
check_close("grads_w[0] with scores of ±1000", grads_w[0], [[1.0], [-1.0]])
large, X = [np.array([[1000.0], [999.0]])], np.array([[1.0], [-1.0]])
loss, _, _ = check_parts(check_unchanged(mlp_gradients, large, [np.zeros(2)], X, np.array([1, 0])), "l", "w", "b")
check_close("loss of rows that lie far apart", loss, np.log(1 + np.e))
weights = [np.array([[1.0, -1.0], [2.0, 1.0]]), np.array([[1.0, 2.0], [-1.0, 0.5]])]
_, grads_w, _ = check_parts(
    check_unchanged(mlp_gradients, weights, [np.zeros(2)] * 2, np.ones((1, 2)), np.array([0])), "l", "w", "b"
)
check_close("grads_w[0] of a neuron whose state is 0", np.asarray(grads_w[0])[0], [0.0, 0.0])
from course_lib.edge_cases import edge_tables
from course_lib.fresh import fresh_generator

rng = fresh_generator("mlp_gradients")
weights, biases = [rng.normal(size=(5, 4)), rng.normal(size=(3, 5))], [rng.normal(size=5), rng.normal(size=3)]
X, k = rng.normal(size=(6, 4)), rng.integers(3, size=6)
shares = np.exp(dense.mlp(weights, biases, X))
pull = (shares / shares.sum(axis=1, keepdims=True) - np.eye(3)[k]) / 6
expected_w, expected_b, _ = dense.mlp_backward(pull, weights, biases, X)
_, grads_w, grads_b = check_parts(mlp_gradients(weights, biases, X, k), "loss", "grads_w", "grads_b")
for depth in range(2):
    check_close(f"grads_w[{depth}]", grads_w[depth], expected_w[depth], atol=1e-12)
    check_close(f"grads_b[{depth}]", grads_b[depth], expected_b[depth], atol=1e-12)
for X in [*edge_tables(3), *edge_tables(1)]:
    weights, biases, k = [rng.normal(size=(2, X.shape[1]))], [np.zeros(2)], np.arange(len(X)) % 2
    loss, grads_w, grads_b = check_parts(
        check_unchanged(mlp_gradients, weights, biases, X, k), "loss", "grads_w", "grads_b"
    )
    scores = X @ weights[0].T
    shares = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    pull = (shares - np.eye(2)[k]) / len(X)
    check_close(f"loss for X = {X.tolist()}", loss, -np.mean(np.log(shares[np.arange(len(X)), k])))
    check_close(f"grads_w[0] for X = {X.tolist()}", grads_w[0], pull.T @ X, atol=1e-12)
    check_close(f"grads_b[0] for X = {X.tolist()}", grads_b[0], pull.sum(axis=0), atol=1e-12)
### END HIDDEN TESTS

# %% [markdown]
# ### How far does a gradient reach?
#
# At each layer the gradient is multiplied by $w_t^T$ and by $\phi'$. What happens to it in ten layers if each of these
# factors is, say, one half? And what if each is two?

# %%
from course_lib.figures.backpropagation import GradientNorms

GradientNorms()

# %% [markdown]
# On the logarithmic axis an exponential is a straight slope. Try three things:
#
# - See what the sigmoid, whose derivative is at most 1/4, leaves for the first of 20 layers. This is the *vanishing
#   gradient* (gradient trop plat), and it is why the sigmoid left the hidden layers.
# - With ReLU, which scale of the weights keeps the dots level, and how does it compare with the linear network's?
# - With ReLU and a scale slightly above that, what would a step of gradient descent do to the first layer?
#
# The cure, weights of a size that suits the activation, is lesson 8's; 4.11 uses it as a variance of
# $2/\text{inputs}$.

# %% [markdown]
# ## 5 · An engine in sixty lines
#
# So far *you* differentiated, and the computer multiplied. But each node of the graph needs so little, its operands
# and its local derivative, that the numbers could do it themselves. A `Value` will be a number that remembers its
# operands: writing `loss = (x * w - y) ** 2` computes the loss **and** builds the graph, and `loss.backward()` walks
# it from right to left. PyTorch does just this, with arrays in the place of numbers.
#
# ### 4.9 Who comes before whom
#
# In which order should the nodes be walked? A node may hand on its gradient only when it has all of it, that is,
# after **every** node that uses it. So the graph must be put in order, operands before results and each node once,
# and backward then takes the same order from the end.
#
# `topological_order(value)` returns this list for `value` and everything that it was made from. A node's operands are
# in `node._parents`, a tuple of nodes, empty for an input. Any order that respects the rule is right.
#
# Graphs of single numbers are deep, so **do not use recursion**: Python stops at about 1000 nested calls. To try it on
# graphs of your own, draw them with `autograd.Node`, from a name and a table of who is made from what.

# %%
drawn = autograd.Node("loss", {"loss": ["d"], "d": ["y_hat", "y"], "y_hat": ["x", "w"]})
print(drawn, "has the operands", drawn._parents, "and", drawn._parents[0], "has", drawn._parents[0]._parents)

# %% [markdown]
# <details><summary>Nudge</summary>
#
# When may a node be put on the list? When its operands are on it already. So you come to each node twice: once to ask
# for its operands, once to put it down.
#
# </details>
# <details><summary>Pointer</summary>
#
# Use a list as a stack. Push a pair (node, "its operands are done?"). When a pair comes off with *no*: push the node
# again with *yes*, then its operands with *no*. When it comes off with *yes*: it goes on the result. A set of the
# nodes you have seen keeps everyone to one place.
#
# </details>
# <details><summary>Worked example, on another graph</summary>
#
# `c` is made from `a` and `b`, and `b` from `a`. Write `c?` for "not done", `c!` for "its operands are done"; the top
# of the stack is on the right. `c?` comes off: the stack is `c! a? b?`. `b?` comes off: `c! a? b! a?`. `a?` comes
# off, it has no operands: `c! a? b! a!`. Now `a!` goes on the list, then `b!`: the list is `a b`. `a?` comes off and
# has been seen: nothing. `c!` goes on the list: `a b c`.
#
# </details>


# %% exercise="topological_order" minutes=12 difficulty=2
def topological_order(value):
    """Every node that `value` was made from, and itself: operands before results, each once.

    value: a node; its operands are in value._parents.  Returns a list of nodes, `value` last.  No recursion.
    """
    ### BEGIN SOLUTION
    order, seen, stack = [], set(), [(value, False)]
    while stack:
        node, operands_done = stack.pop()
        if operands_done:
            order.append(node)
        elif id(node) not in seen:
            seen.add(id(node))
            stack.append((node, True))
            stack.extend((parent, False) for parent in node._parents)
    return order
    ### END SOLUTION


# %% test="topological_order" points=2
check_answer(topological_order, forbids=["course_lib.autograd.topological_order"])
operands = {"loss": ["d"], "d": ["y_hat", "y"], "y_hat": ["x", "w"]}
order = check_unchanged(topological_order, autograd.Node("loss", operands))
check_that(
    isinstance(order, list | tuple),
    "type: return a list of nodes.",
    f"the result is {type(order).__name__}, not a list",
)
names = [node.name for node in order]
check_that("loss" in names, "itself: the value itself belongs to the list, at its end.", f"the order is {names}")
check_equal("the nodes, sorted", sorted(names), ["d", "loss", "w", "x", "y", "y_hat"])
check_that(names[0] != "loss", "results-first: operands come before what is made from them.", f"the order is {names}")
# c is used by e, by a short way, and by d, by a long one
operands = {"e": ["c", "d"], "d": ["b"], "b": ["c", "c"], "c": ["a"]}
names = [node.name for node in check_unchanged(topological_order, autograd.Node("e", operands))]
check_that(
    len(names) == len(set(names)), "twice: a node that is used more than once is listed once.", f"the order is {names}"
)
late = [
    f"{used} stands after {user}"
    for user in operands
    for used in operands[user]
    if names.index(used) > names.index(user)
]
check_that(
    not late,
    "too-late: a node must wait until all its operands are listed, on the longest way too.",
    f"the order is {names}: {', '.join(sorted(set(late)))}, which is made from it",
)
check_equal("the order", names, ["a", "c", "b", "d", "e"])
deep = autograd.Node(10_000, {k: [k - 1] for k in range(1, 10_001)})


def length_of_the_order(graph):
    return len(topological_order(graph))


try:
    length = length_of_the_order(deep)
except RecursionError:
    length = None
check_that(
    length is not None,
    "recursion: keep your own stack, a list, in the place of nested calls.",
    "a graph of depth 10 000 exceeds Python's limit of nested calls",
)
check_equal("the length for a chain of 10 001 nodes", length, 10_001)
### BEGIN HIDDEN TESTS
from course_lib.fresh import fresh_generator

rng = fresh_generator("topological_order")
for size in [1, 2, 7, 30]:
    operands = {j: [int(i) for i in rng.integers(j, size=rng.integers(1, 4))] for j in range(1, size)}
    names = [node.name for node in check_unchanged(topological_order, autograd.Node(size - 1, operands))]
    reached = {size - 1}
    for j in range(size - 1, 0, -1):
        reached |= set(operands[j]) if j in reached else set()
    check_equal("the nodes, sorted", sorted(names), sorted(reached))
    check_that(
        all(names.index(i) < names.index(j) for j in names for i in operands.get(j, [])),
        "too-late: a node must wait until all its operands are listed, on the longest way too.",
        f"in a graph of {size} nodes, a result comes before its operand",
    )
### END HIDDEN TESTS

# %% [markdown]
# ### 4.10 A number that knows its derivatives
#
# Write the class `Value`, where a `Value` has `data` (its number), `grad` (a number, 0.0 at first) and `_parents`
# (the Values that it was made from). It understands
#
# - `a + b`, `a * b`, `a - b`, `-a`, with a plain number on either side too: `2 * a`, `1 - a`;
# - `a ** n` for a plain number `n`;
# - `a.relu()`, `a.tanh()`, `a.exp()`;
# - `out.backward()`, after which every Value $v$ that `out` was made from has $\partial\,\text{out}/\partial v$ in
#   `v.grad`.
#
# Each operation makes a new Value that knows its parents and, in `_backward`, how to hand its gradient on to them.
# What is the gradient of a Value that is used twice, as in `a * a`? Section 2 has the answer: a sum over all ways.
#
# For the order take `autograd.topological_order(self)`, the library's, and take the constructor below as it is or
# change it.
#
# <details><summary>Nudge</summary>
#
# Only `+`, `*`, `**` and the three functions need a derivative. `-a` is `a * -1`, and `a - b` is `a + (-b)`.
# Python turns `2 * a` into `a.__rmul__(2)`.
#
# </details>
# <details><summary>Pointer</summary>
#
# An operation: make the result `out = Value(number, (self, other))`; define a little function that **adds** to
# `self.grad` and `other.grad` the local derivative times `out.grad`; store it as `out._backward`; return `out`.
# `backward`: put the nodes in order, set `self.grad = 1.0`, call `_backward` of each from the last to the first.
#
# </details>
# <details><summary>Worked example, on another operation</summary>
#
# The sine:
#
# ```python
# def sin(self):
#     out = Value(math.sin(self.data), (self,))
#
#     def pass_on():
#         self.grad += math.cos(self.data) * out.grad
#
#     out._backward = pass_on
#     return out
# ```
#
# </details>


# %% exercise="Value" minutes=25 difficulty=3
class Value:
    """A number that remembers how it was made: + - * ** relu tanh exp, and backward.

    data: the number.  grad: ∂out/∂self after out.backward().  _parents: the Values that it was made from.
    """

    def __init__(self, data, parents=()):
        self.data = data
        self.grad = 0.0
        self._parents = tuple(parents)
        self._backward = lambda: None  # adds this Value's share to the gradients of its parents

    def __repr__(self):
        return f"Value(data={self.data}, grad={self.grad})"

    def __add__(self, other):
        ### BEGIN SOLUTION
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data + other.data, (self, other))

        def pass_on():
            self.grad += out.grad
            other.grad += out.grad

        out._backward = pass_on
        return out

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data * other.data, (self, other))

        def pass_on():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out._backward = pass_on
        return out

    def _function(self, result, slope):
        """A Value made from this one alone, with this local derivative."""
        out = Value(result, (self,))

        def pass_on():
            self.grad += slope * out.grad

        out._backward = pass_on
        return out

    def __pow__(self, exponent):
        return self._function(self.data**exponent, exponent * self.data ** (exponent - 1))

    def relu(self):
        return self._function(max(self.data, 0.0), float(self.data > 0))

    def tanh(self):
        result = np.tanh(self.data)
        return self._function(result, 1 - result**2)

    def exp(self):
        result = np.exp(self.data)
        return self._function(result, result)

    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return self + -other

    def __rsub__(self, other):
        return -self + other

    __radd__, __rmul__ = __add__, __mul__

    def backward(self):
        self.grad = 1.0
        for node in reversed(autograd.topological_order(self)):
            node._backward()
        ### END SOLUTION


# %% test="Value" points=4
check_answer(Value, forbids=["course_lib.autograd.Value", "torch.tensor", "torch.Tensor"])
a, b, c = Value(2.0), Value(-3.0), Value(5.0)
check_close("(a + c).data", (a + c).data, 7.0)
out = a * b + c
check_close("(a * b + c).data", out.data, -1.0)
check_equal(
    "the data of the parents of a * b, sorted",
    sorted(parent.data for parent in (a * b)._parents),
    [-3.0, 2.0],
)
out.backward()
check_close("out.grad", out.grad, 1.0, confusions={"seed: the derivative of out with respect to itself is 1.": 0.0})
check_close(
    "a.grad in a * b + c",
    a.grad,
    -3.0,
    confusions={
        "product: the derivative of a * b with respect to a is the other factor.": 2.0,
        "handed-on: nothing arrived at a: does every node hand its gradient on, from the last to the first?": 0.0,
    },
)
check_close("b.grad in a * b + c", b.grad, 2.0)
check_close("c.grad in a * b + c", c.grad, 1.0)
a = Value(3.0)
(a * a + a).backward()
used_twice = "accumulate: a is used three times: add to its gradient, do not overwrite it."
check_close("a.grad in a * a + a", a.grad, 7.0, confusions={used_twice: 3.0, used_twice + " ": 1.0})
a = Value(2.0)
b = a * 3
out = (b + 1) * 5 * b + b  # 5 b² + 6 b: its derivative by b is 10 b + 6, and b's by a is 3
out.backward()
check_close(
    "a.grad, where b = 3 a is used by a short way and by a long one",
    a.grad,
    198.0,
    hint="order: a node hands its gradient on once, after all its users have given theirs.",
)
a, b = Value(1.5), Value(-0.5)
out = (2 * a - b) * (1 - a) + (a - 4) * 3 + (5 + -b)
check_close(
    "the value of an expression with plain numbers",
    out.data,
    -3.75,
    confusions={"minus: for 1 - a Python asks a.__rsub__(1). Which is subtracted from which?": -0.25},
)
out.backward()
check_close("a.grad in it", a.grad, -1.5)
check_close("b.grad in it", b.grad, -0.5)
for text, make, x, value, slope in [
    ("a ** 3", lambda a: a**3, -2.0, -8.0, 12.0),
    ("a ** -1", lambda a: a**-1, 0.5, 2.0, -4.0),
    ("a.relu()", lambda a: a.relu(), 2.0, 2.0, 1.0),
    ("a.relu()", lambda a: a.relu(), -2.0, 0.0, 0.0),
    ("a.relu()", lambda a: a.relu(), 0.0, 0.0, 0.0),
    ("a.tanh()", lambda a: a.tanh(), 0.7, np.tanh(0.7), 1 - np.tanh(0.7) ** 2),
    ("a.exp()", lambda a: a.exp(), -0.7, np.exp(-0.7), np.exp(-0.7)),
]:
    a = Value(x)
    out = make(a)
    check_close(f"({text}).data at a = {x}", out.data, value)
    (out * -5).backward()
    exponent = {"exponent: the derivative of a power has an exponent that is smaller by 1.": -5 * slope * x}
    check_close(
        f"a.grad in -5 * {text} at a = {x}",
        a.grad,
        -5 * slope,
        confusions={"chain: multiply the local derivative by out.grad.": slope} | (exponent if "**" in text else {}),
        hint="local: this is not the derivative of the function at this number.",
    )
x = Value(1.0)
out = x
for _ in range(10_000):
    out = out + x
try:
    out.backward()
    gradient = x.grad
except RecursionError:
    gradient = None
check_that(
    gradient is not None,
    "recursion: a loop over the ordered nodes, not calls inside calls.",
    "a graph of depth 10 000 exceeds Python's limit of nested calls",
)
check_close(
    "x.grad in x + x + ... + x, 10 001 times",
    gradient,
    10_001.0,
    confusions={"twice: where a is both operands, both shares are its.": 10_000.0},
)
### BEGIN HIDDEN TESTS
from course_lib.fresh import fresh_generator

rng = fresh_generator("Value")
for _ in range(4):
    start = rng.uniform(-1.5, 1.5, size=3)
    mine, reference = [[kind(float(x)) for x in start] for kind in (Value, autograd.Value)]
    results = []
    for a, b, c in (mine, reference):
        d = (a * b - 2 * c) ** 2 + (b - a).exp() * c.tanh()
        e = d.relu() + (-d).relu() * 0.5 + (d + 4) ** -2 * a
        out = (e * d + 1 - e) * 0.1
        out.backward()
        results.append([out.data, a.grad, b.grad, c.grad])
    check_close("the value and the gradients of a long expression", results[0], results[1], rtol=1e-9)
for text, make, x, value, slope, hint in [
    ("a + a", lambda a: a + a, 3.0, 6.0, 2.0, "twice: where a is both operands, both shares are its."),
    ("a - a", lambda a: a - a, 3.0, 0.0, 0.0, "twice: where a is both operands, both shares are its."),
    ("a ** 2", lambda a: a**2, 0.0, 0.0, 0.0, "zero-power: at 0 a power has a derivative too."),
    ("a ** 1", lambda a: a**1, 0.0, 0.0, 1.0, "zero-power: at 0 a power has a derivative too."),
    ("a ** 0.5", lambda a: a**0.5, 4.0, 2.0, 0.25, "zero-power: n is any plain number."),
    ("a ** 3", lambda a: a**3, 5e3, 1.25e11, 7.5e7, "as-it-is: no number is cut off."),
    ("a.exp()", lambda a: a.exp(), -800.0, 0.0, 0.0, "flat: far below 0 exp is 0."),
    ("a.relu()", lambda a: a.relu(), 2.0**-40, 2.0**-40, 1.0, "loose: a number that is nearly 0 is not 0."),
]:
    a = Value(x)
    with np.errstate(all="ignore"):
        try:
            out = make(a)
            out.backward()
            got = [out.data, a.grad]
        except (ArithmeticError, ValueError):
            got = [np.nan, np.nan]
    check_that(bool(np.all(np.isfinite(got))), hint, f"{text} or its derivative is no number at a = {x}")
    check_close(f"({text}).data and a.grad at a = {x}", got, [value, slope], hint=hint)
for x, value, slope in [(0.5, 0.5, 1.0), (-0.5, 0.0, 0.0)]:
    a = Value(x)
    out = a.relu()
    out.backward()
    check_close(f"(a.relu()).data at a = {x}", out.data, value)
    check_close(f"a.grad in a.relu() at a = {x}", a.grad, slope)
### END HIDDEN TESTS

# %% [markdown]
# Exercise 4.1 needs no derivative by hand any more.

# %%
x_number, y_number = 3.0, 2.0
my_Value = yours(Value, autograd.Value)
w1, w2, b = my_Value(-1.0), my_Value(0.5), my_Value(0.25)
loss = (x_number**2 * w2 + x_number * w1 + b - y_number) ** 2
loss.backward()
print("loss", loss.data, " dw1", w1.grad, " dw2", w2.grad, " db", b.grad)

# %% [markdown]
# With such an engine shared weights (poids partagés) come for free. Suppose that three weights slide over a whole
# signal and are used at each of four places, as lesson 5 will do with images. Each weight is one node with four
# users, and its gradient is the sum of what the four say.

# %%
signal = [1.0, -2.0, 0.5, 3.0, -1.0, 2.0]
my_Value = yours(Value, autograd.Value)
kernel = [my_Value(weight) for weight in (0.5, -1.0, 2.0)]
outputs = [sum(kernel[i] * signal[place + i] for i in range(3)) for place in range(4)]
upstream = [1.0, -3.0, 2.0, 0.5]  # how the loss depends on each output
loss = sum(g * output for g, output in zip(upstream, outputs, strict=True))
loss.backward()
print("by the engine    ", [weight.grad for weight in kernel])
print("summed over places", [sum(upstream[place] * signal[place + i] for place in range(4)) for i in range(3)])

# %% [markdown]
# ### Your engine learns
#
# Can sixty lines train a network? Here are sixty points on two half-moons, which no straight line parts. The network
# has two inputs, eight hidden neurons with tanh and one score, 33 numbers, each of them a `Value`. The loss is lesson
# 1's hinge loss, and the steps are those of lesson 3, on five points at a time.

# %% tolerance=4
from sklearn.datasets import make_moons

from course_lib.classification import error_interval
from course_lib.plots.backpropagation import plot_regions

X_moons, k_moons = make_moons(60, noise=0.15, random_state=0)
y_moons = 2 * k_moons - 1  # (60,): -1 and +1
rng = np.random.default_rng(0)
W_moons = [[my_Value(w) for w in row] for row in rng.normal(size=(8, 2)).tolist()]
b_moons, v_moons = [my_Value(0.0) for _ in range(8)], [my_Value(v) for v in (rng.normal(size=8) / 8**0.5).tolist()]
c_moons = my_Value(0.0)
parameters = [w for row in W_moons for w in row] + b_moons + v_moons + [c_moons]


def score_of(x):
    """The network's score of one point, as a Value."""
    hidden = [(w[0] * x[0] + w[1] * x[1] + b).tanh() for w, b in zip(W_moons, b_moons, strict=True)]
    return sum(v * h for v, h in zip(v_moons, hidden, strict=True)) + c_moons


def network_of_now():
    """The same network with the numbers of this moment: takes points (M, 2), gives scores (M,)."""
    numbers = np.array([p.data for p in parameters])
    W, b, v, c = numbers[:16].reshape(8, 2), numbers[16:24], numbers[24:32], numbers[32]
    return lambda X: np.tanh(X @ W.T + b) @ v + c


moments = {"before training": network_of_now()}
for epoch in range(40):
    for batch in np.split(rng.permutation(60), 12):
        margins = [int(y_moons[i]) * score_of(X_moons[i].tolist()) for i in batch]
        loss = sum((1 - margin).relu() for margin in margins) * 0.2
        for p in parameters:
            p.grad = 0.0
        loss.backward()
        for p in parameters:
            p.data -= (1 - epoch / 40) * p.grad  # a rate that falls
    if epoch in (4, 39):
        moments[f"after {epoch + 1} epochs"] = network_of_now()

X_fresh, k_fresh = make_moons(1000, noise=0.15, random_state=1)
for moment, scores in moments.items():
    low, high = error_interval(2 * k_fresh - 1, scores(X_fresh))
    right, right_fresh = np.mean(scores(X_moons) * y_moons > 0), np.mean((scores(X_fresh) > 0) == k_fresh)
    print(f"{moment:16} right: {right:6.1%} of the 60, {right_fresh:6.1%} of 1000 fresh ones", end="")
    print(f"   (95 % interval {1 - high:.1%} to {1 - low:.1%})")
print(f"One mini-batch is a graph of {len(autograd.topological_order(loss))} nodes.")
plot_regions(moments, X_moons, y_moons)

# %% [markdown]
# The border gets to its place because 480 times `backward()` told 33 numbers which way is down. Nobody wrote out the
# gradient of this network, and nobody has to if you change it: try `relu` in the place of `tanh`, or another hidden
# layer. Fast it is not, since every number is an object of Python; for pictures we go back to matrices.

# %% [markdown]
# ## 6 · Real digits, nothing but NumPy
#
# Can it learn to read? The data are 1797 handwritten digits of 13 people, 8 by 8 pixels, from the UCI archive.
# `digits()` gives 1347 to learn from and keeps the last 450 aside, in other people's hands, as rows of 64 grey values
# from 0 to 1.

# %%
from course_lib.plots.backpropagation import plot_attack, plot_digits, plot_mistakes

X_train, k_train, X_test, k_test = digits()
plot_digits(X_train[:20], k_train[:20])

# %% [markdown]
# ### 4.11 Train
#
# `train_digits(X, k, rng, ...)` trains a network with at least one hidden layer on pictures X (N, 64) and classes k
# (N,), and returns its `(weights, biases)`, in the format of 4.8. The further arguments need defaults; change them as
# you like.
#
# - Draw everything that is random from `rng`: the first weights, the order of the examples.
# - Begin with weights of variance $2/\text{inputs}$ (normal) and biases 0.
# - An *epoch* is one pass through the data in random order, in mini-batches, with one step
#   $\theta \leftarrow \theta - \lambda\,\nabla\,\text{loss}$ at each batch.
# - The library's `dense.mlp_gradients(weights, biases, X, k)` gives the gradients.
#
# The test trains on the training digits and asks for **90 % of the 450 that your function has never seen**. A right
# answer reaches about 93 % in half a second. Compare rates or sizes on `validation_digits()`, which puts 300 of the
# training digits aside for that: whoever chooses on the 450 can no longer believe what they say.
#
# <details><summary>Nudge</summary>
#
# Three nested things: epochs, batches, parameters. First make it run for one epoch, and print the loss.
#
# </details>
# <details><summary>Pointer</summary>
#
# `rng.permutation(len(X))` is an order; slices of it, of `batch_size` each, are the batches; `X[batch]`, `k[batch]`
# select. New lists `[A - learning_rate * g for A, g in zip(weights, grads_w)]` leave the old arrays alone. If the
# loss jumps about at the end, let the rate fall during training.
#
# </details>
# <details><summary>Worked example, on other numbers</summary>
#
# Five examples, batches of two: the order `[3, 0, 4, 1, 2]` gives the batches `[3, 0]`, `[4, 1]` and `[2]`. One epoch
# is three steps. The last batch is smaller; since the loss is a mean, that needs no care.
#
# </details>


# %% exercise="train_digits" minutes=15 difficulty=2
def train_digits(X, k, rng, hidden=64, epochs=30, batch_size=32, learning_rate=0.5):
    """A network trained on digits.

    X: (N, 64).  k: (N,) classes 0..9.  rng: numpy.random.Generator.  Returns (weights, biases).
    """
    ### BEGIN SOLUTION
    sizes = [X.shape[1], hidden, 10]
    shapes = list(zip(sizes[1:], sizes[:-1], strict=True))
    weights = [np.sqrt(2 / inputs) * rng.normal(size=(outputs, inputs)) for outputs, inputs in shapes]
    biases = [np.zeros(outputs) for outputs, _ in shapes]
    for epoch in range(epochs):
        rate = learning_rate * (1 - epoch / epochs)  # falls to 0: the last steps settle
        order = rng.permutation(len(X))
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]
            _, grads_w, grads_b = dense.mlp_gradients(weights, biases, X[batch], k[batch])
            weights = [A - rate * grad for A, grad in zip(weights, grads_w, strict=True)]
            biases = [b - rate * grad for b, grad in zip(biases, grads_b, strict=True)]
    return weights, biases
    ### END SOLUTION


# %% test="train_digits" points=3
check_answer(
    train_digits,
    forbids=[
        "course_lib.training.train_mlp",
        "torch.nn.Linear",
        "torch.nn.Sequential",
        "torch.tensor",
        "torch.from_numpy",
        "sklearn.neural_network.MLPClassifier",
        "sklearn.linear_model.LogisticRegression",
    ],
    changes=["generator"],
)
X_train, k_train, X_test, k_test = digits()
check_unchanged(train_digits, X_train[:60], k_train[:60], np.random.default_rng(1))
weights, biases = check_parts(train_digits(X_train, k_train, np.random.default_rng(7)), "weights", "biases")
check_that(
    len(weights) >= 2 and len(weights) == len(biases),
    "layers: at least one hidden layer, and a bias vector for each matrix.",
    f"there are {len(weights)} weight matrices and {len(biases)} bias vectors",
)
widths = [64, *[len(b) for b in biases]]
for depth, (A, b, inputs) in enumerate(zip(weights, biases, widths[:-1], strict=True)):
    check_shape(f"weights[{depth}]", A, (len(b), inputs), hint="rows: a weight matrix is (outputs, inputs).")
    check_shape(f"biases[{depth}]", b, (len(A),))
check_equal("the number of outputs", widths[-1], 10)
right_share = training.accuracy(weights, biases, X_test, k_test)
zeros = all(np.allclose(A, 0) for A in weights)
check_that(
    not zeros, "symmetry: with all weights 0, no gradient passes: begin with random ones.", "all weights are still 0"
)
check_that(
    right_share > 0.25,
    "no-learning: is every parameter updated, in the direction that makes the loss smaller?",
    f"{right_share:.1%} of the held-out digits are right, no better than guessing",
)
# With a rate that falls, 60 seeds gave 92.9 % ± 0.4 %, at worst 91.8 %: 90 % is 7 standard deviations away, so that a
# right answer falls short with a probability below 1e-6. (A constant rate of 0.5: 93.1 % ± 0.5 %, of 0.1: 92.2 % ±
# 0.5 %; three layers with momentum: 93.0 % ± 0.6 %, at worst 91.6 %. The last layer alone: 83 % at best.)
check_that(
    right_share >= 0.9,
    "too-early: it learns. Longer, with smaller batches or another rate? Print the loss to see if it still falls.",
    f"{right_share:.1%} of the held-out digits are right, 90 % are asked",
)
### BEGIN HIDDEN TESTS
from course_lib.fresh import fresh_generator

rng = fresh_generator("train_digits")
names, some = rng.permutation(10), rng.permutation(len(X_train))[:300]  # digits whose names nobody knows
few, labels = np.asfortranarray(X_train[some]), names[k_train[some]]
runs = [check_unchanged(train_digits, few, labels, np.random.default_rng(seed)) for seed in (3, 3, 4)]
one, again, other = [np.concatenate([np.ravel(A) for A in weights]) for weights, _ in runs]
check_close("the weights of a second training with the same generator", again, one)
check_that(
    not np.array_equal(one, other),
    "seed: every random number is drawn from rng, the first weights and the order of the examples.",
    "two trainings with different generators end in the same weights",
)
# With one example there is no order: what differs is the first weights.
alone = [check_unchanged(train_digits, few[:1], labels[:1], np.random.default_rng(seed)) for seed in (3, 4)]
check_that(
    not np.array_equal(*[np.concatenate([np.ravel(A) for A in weights]) for weights, _ in alone]),
    "first-weights: draw the first weights from rng, and from nothing else.",
    "two trainings on one example with different generators end in the same weights",
)
# From 300 examples 40 seeds gave 89.6 % ± 1.2 %, at worst 87.1 %: half is 33 standard deviations away.
right_share = training.accuracy(*runs[2], X_test, names[k_test])
check_that(
    right_share >= 0.5,
    "too-early: it learns. Longer, with smaller batches or another rate? Print the loss to see if it still falls.",
    f"with 300 examples to learn from, {right_share:.1%} of the held-out digits are right",
)
### END HIDDEN TESTS

# %% [markdown]
# How far can you believe such a number? Learn from the 1047 of `validation_digits()` and ask its other 300; only when
# everything is decided come all 1347, and the 450 once.

# %%
from course_lib.classification import told_share

my_train_digits = yours(train_digits, training.train_mlp)
X_learn, k_learn, X_valid, k_valid = validation_digits()
trial = my_train_digits(X_learn, k_learn, np.random.default_rng(0))
by_trial = [dense.mlp(*trial, X).argmax(axis=1) for X in (X_learn, X_valid)]
weights, biases = my_train_digits(X_train, k_train, np.random.default_rng(0))
guesses = dense.mlp(weights, biases, X_test).argmax(axis=1)
print("right, with the 95 % interval")
print("the 1047 that it learnt from    ", told_share(by_trial[0] == k_learn))
print("the 300 put aside               ", told_share(by_trial[1] == k_valid))
print("the 450, after learning all 1347", told_share(guesses == k_test))
plot_mistakes(X_test, k_test, guesses)

# %% [markdown]
# What was learnt from says nothing, as always. But the validation set promised more than the test keeps, and in the
# picture the same kind of 1 comes again and again. Would you have read it?
#
# ### Find the leak in this course
#
# In its first version this course shuffled the 1797 digits before it put 450 aside. It trained on none of the 450 and
# chose nothing by them, yet something leaked. Below, each fifth of the table is read by a network that learnt from the
# other four: cut in order, and after shuffling. Which reads more, and why? Answer before you run it.

# %% tolerance=1
X_all, k_all = np.concatenate([X_train, X_test]), np.concatenate([k_train, k_test])  # in the order of the table


def read_by_the_others(order):
    """Which digits are read right by a network that learnt from the other parts.  order: (1797,), to be cut in five."""
    right = np.zeros(len(order), dtype=bool)
    for fifth in np.split(order, [386, 776, 1157, 1415]):
        others = np.setdiff1d(order, fifth)
        network = my_train_digits(X_all[others], k_all[others], np.random.default_rng(0))
        right[fifth] = dense.mlp(*network, X_all[fifth]).argmax(axis=1) == k_all[fifth]
    return right


in_order = np.arange(len(X_all))
print("cut in order  ", told_share(read_by_the_others(in_order)))
print("shuffled first", told_share(read_by_the_others(np.random.default_rng(0).permutation(in_order))))

# %% [markdown]
# A person's digits stand together in the table. Shuffled, every hand is on both sides, and more than half of the
# mistakes stay hidden: that 1 is one hand's, and who has learnt it reads it. So split by what will be new in use: by
# writer, by patient, by day. And an interval knows of luck with digits, not of luck with hands: behind the 450 stand
# four people at most.

# %% [markdown]
# ### An unexpected consequence
#
# In 4.3 you computed `DA[0]`, the gradient with respect to the **input**. It is «une conséquence inattendue», says
# the lecture: the gradient spreads everywhere (se propage partout), so $\nabla_x\,\text{loss}$ is as easy as
# $\nabla_w\,\text{loss}$. The tool that changes $w$ until the loss is about 0 can change $x$ until it is large: the
# lecture's pig, plus 0.005 times something that looks like noise, is an airliner.
#
# Your `mlp_gradients` stops at the weights, and still it knows the rest: the gradient of the first layer's bias *is*
# what arrives at its output $A\,x+b$, and one more factor $A$ takes it to the pixels. What do digits become, if to each
# of their grey values you add 0.15 or subtract it, as the sign of $\nabla_x\,\text{loss}$ decides?

# %%
my_mlp_gradients = yours(mlp_gradients, dense.mlp_gradients)


def gradient_of_picture(x, k):
    """The loss's derivatives by the pixels of one picture.  x: (64,).  k: its class.  Returns (64,)."""
    _, _, grads_b = my_mlp_gradients(weights, biases, x[None], np.array([k]))
    return grads_b[0] @ weights[0]


epsilon = 0.15
grad_X = np.array([gradient_of_picture(x, k) for x, k in zip(X_test, k_test, strict=True)])  # (450, 64)
X_attacked = np.clip(X_test + epsilon * np.sign(grad_X), 0, 1)
attacked = dense.mlp(weights, biases, X_attacked).argmax(axis=1)
X_random = np.clip(X_test + epsilon * np.random.default_rng(1).choice([-1, 1], size=X_test.shape), 0, 1)
random_change = dense.mlp(weights, biases, X_random).argmax(axis=1)
for change, now in [("as they are", guesses), ("signs at random", random_change), ("signs of gradient", attacked)]:
    print(f"right, {change:18} {told_share(now == k_test)}")
fooled = np.flatnonzero((guesses == k_test) & (attacked != k_test))[0]
plot_attack(X_test[fooled], grad_X[fooled], X_attacked[fooled], k_test[fooled], attacked[fooled])

# %% [markdown]
# A random change of the same size does little; spent where the gradient says, it ruins the network. That is an
# *adversarial example* (exemple adversarial), and lesson 6 is about nothing else.

# %% [markdown]
# ### 4.12 An open challenge: a hundred layers, and room for four states
#
# Backpropagation is cheap in operations and dear in memory. To go back through a hundred layers you need the state
# that went into each: first $A_{99}$, then $A_{98}$, down to the input $A_0$. Suppose that your machine holds $A_0$,
# the state that it is working on, and **four** others. What is not kept must be computed again, layer by layer, from
# the last state before it that is. If nothing is kept, that makes $99+98+\dots+1=4950$ layers; with room for all, 99.
#
# `to_keep(start, goal, free)` is asked on each such walk, from the kept state `start` to the state `goal` that is
# needed now: which of the states strictly between the two do you put aside as you pass them? Return a list of at most
# `free` different whole numbers. Once the way back has used a state, its place is free again.
#
# `checkpoints.walks(to_keep, 100, 4)` makes the whole way, and `checkpoints.layers_computed` of that is what you are
# judged by. One point is for fewer than 1200 layers, a second for fewer than 600, a third for fewer than 360.
#
# <details><summary>Nudge</summary>
#
# Four states, evenly spread on the first walk: 1030 layers. What becomes of their places, once the way back has passed
# them?
#
# </details>
# <details><summary>Pointer</summary>
#
# The stretch behind the last kept state is dealt with while all other places are taken, the first stretch when all are
# free again. Should both be equally long?
#
# </details>
# <details><summary>Worked example, on a smaller network</summary>
#
# Seven layers and one place. The first walk, from 0 to 6, computes 6 layers and keeps state 4. State 5 is one layer
# behind that, and then 4 is used up: 7 so far. To state 3 it is a walk of 3 from 0, with a free place again: keep 2.
# Then 2 is there, and 1 costs one layer more: 11.
#
# </details>


# %% exercise="to_keep" minutes=20 difficulty=3
def to_keep(start, goal, free):
    """States to keep on the walk from start to goal: at most `free` numbers strictly between the two, in a list."""
    ### BEGIN SOLUTION
    halfway = [goal - (goal - start) // 2**i for i in range(1, free + 1)]
    return sorted({state for state in halfway if start < state < goal})
    ### END SOLUTION


# %% test="to_keep" points=3
check_answer(to_keep)


def kept_on(start, goal, free):
    """What the answer keeps on one walk, if the rules allow it."""
    kept = check_unchanged(to_keep, start, goal, free)
    listed = isinstance(kept, list | tuple | set | np.ndarray)
    check_that(listed, "list: return a list of numbers of states, [] for none.", f"{type(kept).__name__} came back")
    fault = checkpoints.fault_of(kept, start, goal, free)
    check_that("whole" not in fault and "no list" not in fault, "whole: states have whole numbers: use //.", fault)
    check_that("between" not in fault, "between: only states strictly between start and goal are passed.", fault)
    check_that("twice" not in fault, "twice: a state needs one place only.", fault)
    check_that(not fault, "room: no more states than there are free places.", fault)
    return kept


computed = checkpoints.layers_computed(checkpoints.walks(kept_on, 100, 4))
ranked(computed, "layers computed on the way back through 100, with room for 4 states", best="smallest")
# A count, without chance or rounding. Nothing kept: 4950. Evenly spread on the first walk alone: 1030. One state in the
# middle, whatever is free: 490; evenly spread on each walk: 505. Each at the same share of what is left, 0.40: 372,
# 0.42: 356, 0.45: 338; the reference has 334, and the fewest that any plan needs are 316 (tests/library).
with part("fewer than 1200 layers", points=1):
    check_that(
        computed < 1200,
        "far: a kept state saves most if it lies far from the start, and much lies behind it.",
        f"{computed} layers are computed",
    )
with part("fewer than 600 layers", points=1):
    check_that(
        computed < 600,
        "free: a place that has become free can be used again, on every walk.",
        f"{computed} layers are computed",
    )
with part("fewer than 360 layers", points=1):
    check_that(
        computed < 360,
        "uneven: what is left of the places decides how long a stretch may be: the last has none.",
        f"{computed} layers are computed",
    )
sum_of_parts()

# %% [markdown]
# Here is your plan at work, on a network of a hundred layers of 24 neurons, and beside it exercise 4.3's `backward`,
# which keeps everything. Are the gradients the same?

# %%
done = checkpoints.walks(yours(to_keep, lambda start, goal, free: [(start + goal) // 2]), 100, 4)
rng = np.random.default_rng(0)
w_deep = [rng.normal(size=(24, 24)) * np.sqrt(2 / 24) for _ in range(99)] + [rng.normal(size=(1, 24)) / 24]
x_deep = rng.normal(size=24)
thrifty, most = checkpoints.thrifty_backward(w_deep, x_deep, 1, done)
b_deep = [np.zeros(len(w)) for w in w_deep]
states = [A[0] for A in dense.mlp_states(w_deep, b_deep, x_deep[None])]  # the score is below 1, so the hinge is active
my_backward = yours(backward, lambda A, w, y: (A, dense.mlp_backward([[-1.0]], w, b_deep, A[0][None])[0]))
_, lavish = my_backward(states, w_deep, 1)
agree = all(np.allclose(one, other, rtol=1e-8, atol=0) for one, other in zip(thrifty, lavish, strict=True))
print(f"{len(states)} states kept, 99 layers; or {most} at once, {checkpoints.layers_computed(done)} layers.", end=" ")
print("All gradients agree:", agree)
from course_lib.plots.backpropagation import plot_walks

plot_walks(done, 100)

# %% [markdown]
# Each blue line is a walk, each orange one a state for as long as it is kept. A sixteenth of the memory for three or
# four times the layers: this *checkpointing* is how the largest networks are trained. No plan needs fewer than 316.
# How near do you come, and how would you prove it?

# %% [markdown]
# ### 4.13 Whose hand stands on both sides?
#
# A leak between hands can be counted before anything is trained, if it is known which *group* (writer, patient, day)
# each example comes from. `leaked(groups, train, test)` gets groups (N,), whole numbers from 0, and two arrays of
# indices: the examples to learn from, and those kept aside. It returns how many of those kept aside share their group
# with at least one to learn from. Either array may be empty.
#
# <details><summary>Nudge</summary>
#
# Each example kept aside gives one yes or no. What must you know of the other side to decide it?
#
# </details>
# <details><summary>Pointer</summary>
#
# `groups[test]` has the groups of those kept aside. `np.isin(a, b)` says of each entry of `a` whether it is in `b`.
#
# </details>
# <details><summary>Worked example, on other numbers</summary>
#
# Groups `[7, 7, 9, 9, 9, 2]`, to learn from `[0, 2]`, kept aside `[1, 3, 5]`: 1 shares group 7 with 0, 3 shares group
# 9 with 2, and 5 stands alone. The result is 2.
#
# </details>


# %% exercise="leaked" minutes=5 difficulty=1
def leaked(groups, train, test):
    """How many examples kept aside share their group with one to learn from.

    groups: (N,) whole numbers.  train, test: arrays of indices.  Returns an int.
    """
    ### BEGIN SOLUTION
    return int(np.sum(np.isin(groups[test], groups[train])))
    ### END SOLUTION


# %% test="leaked" points=1
check_answer(leaked)
groups = np.array([5, 3, 3, 5, 8, 8, 5, 1, 3, 8, 8, 6, 4, 1, 6])
train, test = np.array([0, 1, 2, 4, 12]), np.array([3, 6, 5, 7, 8, 11, 9])  # three are in neither
check_equal(
    "the number of examples that leak",
    check_unchanged(leaked, groups, train, test),
    5,
    confusions={
        "groups: count the examples, not the groups.": 3,
        "side: count those kept aside, not those to learn from.": 4,
        "both: count those kept aside alone, not both sides.": 9,
        "pairs: an example that shares its group with two leaks once.": 6,
        "others: these are the ones that do not leak.": 2,
        "rest: to learn from are those in train, not all that are not kept aside.": 7,
        "indices: compare the groups of the examples, not their indices.": 0,
        "share: a number of examples is asked, not their share.": 5 / 7,
    },
)
### BEGIN HIDDEN TESTS
from course_lib.fresh import fresh_generator

nobody = np.array([], dtype=int)
check_equal("the number where nothing is learnt from", leaked(groups, nobody, test), 0)
check_equal("the number where nothing is kept aside", leaked(groups, train, nobody), 0)
check_equal("the number where all leak", leaked(np.zeros(4, dtype=int), np.array([2]), np.array([3, 0, 1])), 3)
check_equal("the number where none leaks", leaked(np.array([0, 1, 1, 0]), np.array([1, 2]), np.array([3, 0])), 0)
rng = fresh_generator("leaked")
for examples in (2, 9, 60):
    for _ in range(4):
        groups, order = rng.integers(examples, size=examples), rng.permutation(examples)
        train, test = order[: examples // 3 + 1], order[examples // 2 + 1 :]
        expected = sum(any(groups[i] == groups[j] for j in train) for i in test)
        check_equal("the number in groups drawn at random", leaked(groups, train, test), int(expected))
### END HIDDEN TESTS

# %% [markdown]
# The table does not say who wrote what, but fourteen times it begins anew with 0 to 9 in order, as if on a new sheet.
# How many of 450 have their sheet on both sides?

# %%
my_leaked = yours(leaked, lambda groups, train, test: int(np.isin(groups[test], groups[train]).sum()))
begins = [130, 256, 386, 516, 646, 776, 905, 1029, 1157, 1287, 1415, 1545, 1667]
sheets = np.searchsorted(begins, in_order, side="right")
shuffled = np.random.default_rng(0).permutation(in_order)
print("digits():      ", my_leaked(sheets, in_order[:-450], in_order[-450:]))
print("shuffled first:", my_leaked(sheets, shuffled[:-450], shuffled[-450:]))

# %% [markdown]
# Shuffled, everything leaks; `digits()` cuts through one sheet alone.

# %% [markdown]
# ### In words: why backwards?
#
# Your network of section 6 has a few thousand weights and one loss. Somebody proposes to do without all of this
# lesson: "I move each weight by $10^{-6}$, compute the loss again, and have the gradient." What does it cost, counted
# in passes through the network, against backpropagation? What else is lost? And think of a function with one input
# and a thousand outputs, all of whose derivatives you need: would you still go backwards?
#
# Write four to six sentences into the cell below (double-click it). A person reads them, no test.

# %% written="why_backwards" points=2 minutes=8 difficulty=2
# - Moving each weight takes one forward pass a weight, thousands for one gradient; backpropagation takes one
#   forward pass and one backward pass that costs about as much or twice as much, for all weights at once, as each
#   node's gradient is computed once and shared by everything before it.
# - Differences are inexact as well: a large step has an error of approximation, a small one an error of rounding
#   (4.4). They remain good for checking.
# - With one input and a thousand outputs one pass forwards, which carries the derivative with respect to the
#   input along, gives all of them; backwards it would take one pass an output. Go from the side where there is
#   less.
#
# 2 points: one pass a weight against about two or three passes, with the reason; the direction follows the
# smaller side. 1 point for one of them.

# %% [markdown]
# ## 7 · The same in four lines of PyTorch
#
# PyTorch builds the graph while it computes, as your `Value` does. Does it find the same derivatives as you? First
# take exercise 4.1, and then the digits network with your weights and your `mlp_gradients`, in double precision.

# %%
import torch

w1, w2, b = [torch.tensor(number, requires_grad=True) for number in (-1.0, 0.5, 0.25)]
loss = (3.0**2 * w2 + 3.0 * w1 + b - 2.0) ** 2
loss.backward()
print("dw1, dw2, db:", w1.grad.item(), w2.grad.item(), b.grad.item())

# %%
numpy_loss, grads_w, grads_b = my_mlp_gradients(weights, biases, X_train, k_train)

by_layer = [
    [torch.tensor(array, dtype=torch.float64, requires_grad=True) for array in part] for part in (weights, biases)
]
U = torch.tensor(X_train)
for depth, (A, b) in enumerate(zip(*by_layer, strict=True)):
    U = (torch.relu(U) if depth else U) @ A.T + b
torch_loss = torch.nn.functional.cross_entropy(U, torch.tensor(k_train))
torch_loss.backward()

print("loss equal to 1e-10:", abs(torch_loss.item() - numpy_loss) < 1e-10)
for letter, by_torch, by_numpy in zip("Ab", by_layer, (grads_w, grads_b), strict=True):
    for depth, (one, other) in enumerate(zip(by_torch, by_numpy, strict=True), start=1):
        equal = np.abs(one.grad.numpy() - other).max() < 1e-10
        print(f"gradient of {letter}{depth}, {one.numel():4} numbers, equal to 1e-10: {equal}")

# %% [markdown]
# All 4 810 derivatives agree to the tenth decimal. From now on you may let PyTorch do it, because you know what it
# does.
#
# ## Summary
#
# - A computation is a graph, in which values go forward and gradients backward, from the loss to everything.
# - What goes over an edge is *gradient of the result × local derivative*, and where several edges leave a node, their
#   gradients are **summed**. Shared weights, batches and `a * a` are all this one rule.
# - All derivatives together cost about two passes more than the loss alone; the price is memory for the states, which
#   can be had for computing some of them again.
# - Each gradient has the shape of what it belongs to. Test it with central differences, $h$ near $10^{-5}$, on inputs
#   that are signed, asymmetric, more than one, and with a random gradient from above.
# - Through many layers a gradient shrinks or grows exponentially, unless the weights suit the activation.
# - The input has a gradient too, which lesson 6 turns against the network. Lesson 5 first lets the same few weights
#   slide over a whole picture.
#
# The lecture's errata have a computation each: `from course_lib import errata; errata.show("E10")` runs one.
#
# ### Further reading
#
# - Rumelhart, Hinton, Williams, *Learning representations by back-propagating errors*, Nature 323, 1986, four pages.
# - Griewank and Walther, *Algorithm 799: revolve*, 2000, has the best plan of 4.12 and its proof.
# - Karpathy, *micrograd*, the engine of section 5 with a lecture.
# - Baydin et al., *Automatic differentiation in machine learning: a survey*, JMLR 18, 2018.
# - Goodfellow, Bengio, Courville, *Deep Learning*, 2016, section 6.5.
# - The graph of section 1 is Sung Kim's, HKUST, *PyTorch Zero to All*.
