import numpy as np
import torch
from sklearn.datasets import load_diabetes
from sklearn.linear_model import Lasso

from course_lib.shrinkage import shrink_step


def test_decay_alone_is_adamw_s():
    start = np.array([3.0, -1.0, 0.5])
    theirs = torch.nn.Parameter(torch.tensor(start))
    optimizer = torch.optim.AdamW([theirs], lr=0.1, betas=(0.0, 0.0), eps=0.0, weight_decay=0.4)
    ours = start

    for gradient in ([2.0, -1.0, 0.5], [-3.0, 0.1, 4.0]):
        theirs.grad = torch.tensor(gradient, dtype=torch.float64)
        optimizer.step()
        ours = shrink_step(ours, np.sign(gradient), 0.1, 0.4, 0.0)  # what Adam makes of a gradient without memory

    np.testing.assert_allclose(ours, theirs.detach(), rtol=1e-9)


def test_many_steps_reach_scikit_learn_s_lasso():
    X, y = load_diabetes(return_X_y=True)
    X, y = X / X.std(axis=0), (y - y.mean()) / y.std()
    theta, rate = np.zeros(10), 0.2

    for _ in range(3000):
        theta = shrink_step(theta, X.T @ (X @ theta - y) / len(y), rate, 0.0, 0.1)

    expected = Lasso(alpha=0.1, fit_intercept=False, tol=1e-10, max_iter=100_000).fit(X, y).coef_
    np.testing.assert_allclose(theta, expected, atol=1e-6)
    assert np.sum(theta == 0) == np.sum(expected == 0) > 0
