"""Adversarial examples: attacks along the gradient of the input, training against them, and how to count.

A model is a torch module that gives logits (N, K).  x: (N, …) tensors with values in [0, 1].  y: (N,) int64 classes.
The loss is the cross-entropy.  Nothing here changes its arguments; `adversarial_step` trains its model.
"""

import numpy as np
import torch
from torch.nn import functional


def linear_attack(w, b, x, y, epsilon):
    """The worst inputs for the linear score w·x + b among all that differ from x by at most epsilon a coordinate.

    w: (D,).  b: a number (it plays no part).  x: (N, D).  y: (N,) labels -1/+1.  epsilon: a number >= 0.
    Returns (N, D): each margin y (w·x + b) has lost epsilon ‖w‖₁.  Coordinates with w = 0 stay.  Nothing is clipped.
    Raises ValueError if the shapes do not fit.  Source: Goodfellow, Shlens, Szegedy 2015, section 3.

    >>> linear_attack([2.0, -1.0, 0.0], 0.5, [[1.0, 1.0, 1.0]], [1], 0.25)
    array([[0.75, 1.25, 1.  ]])
    """
    w, x, y = np.asarray(w, dtype=float), np.asarray(x, dtype=float), np.asarray(y)
    if w.ndim != 1 or x.shape != (len(y), len(w)):
        raise ValueError(f"w has shape {w.shape}, x {x.shape} and y {y.shape}: they must be (D,), (N, D) and (N,)")
    return x - epsilon * y[:, None] * np.sign(w)  # (N, D)


def input_gradient(model, x, y):
    """Gradient of the summed cross-entropy with respect to x: row n belongs to example n alone.

    Returns a tensor like x.  The gradients of the model's weights and its mode are left as they are.
    Source: deck 000, «Une conséquence inattendue».

    >>> model = torch.nn.Linear(2, 2, bias=False)
    >>> model.weight.data = torch.tensor([[1.0, 0.0], [-1.0, 0.0]])
    >>> input_gradient(model, torch.zeros(1, 2), torch.tensor([0]))
    tensor([[-1.,  0.]])
    """
    x = x.detach().clone().requires_grad_(True)
    with torch.enable_grad():
        loss = functional.cross_entropy(model(x), y, reduction="sum")
    return torch.autograd.grad(loss, x)[0]


def fgsm(model, x, y, epsilon):
    """One step of size epsilon along the sign of the gradient, clipped to [0, 1].  Returns a tensor like x.

    Source: Goodfellow, Shlens, Szegedy 2015 (fast gradient sign method).
    """
    return (x + epsilon * input_gradient(model, x, y).sign()).clamp(0, 1)


def project(x_adv, x, epsilon):
    """The point nearest to x_adv that lies within epsilon of x in each coordinate and in [0, 1].

    >>> project(torch.tensor([0.9, 0.05, -0.2]), torch.tensor([0.5, 0.1, 0.1]), 0.25)
    tensor([0.7500, 0.0500, 0.0000])
    """
    return torch.clamp(torch.minimum(torch.maximum(x_adv, x - epsilon), x + epsilon), 0, 1)


def pgd(model, x, y, epsilon, step, steps, rng=None):
    """Projected gradient descent (here: ascent): `steps` signed steps of size `step`, each projected back.

    rng: torch.Generator for a start drawn uniformly from the ball, or None to start at x.  Returns a tensor like x.
    Source: Madry et al. 2018, after Kurakin, Goodfellow, Bengio 2017.
    """
    x_adv = x
    if rng is not None:
        noise = 2 * torch.rand(x.shape, generator=rng, dtype=x.dtype) - 1
        x_adv = project(x + epsilon * noise, x, epsilon)
    for _ in range(steps):
        x_adv = project(x_adv + step * input_gradient(model, x_adv, y).sign(), x, epsilon)
    return x_adv


def accuracy(model, x, y):
    """The share of examples whose largest logit is that of their class.  Returns a float."""
    with torch.no_grad():
        return (model(x).argmax(dim=1) == y).double().mean().item()


def robust_accuracy(model, x, y, attack):
    """The share of all examples that are still right after attack(model, x, y).  Returns a float."""
    return accuracy(model, attack(model, x, y), y)


def targeted_fgsm(model, x, target, epsilon):
    """One signed step of size epsilon down the loss of the class `target` (N,), clipped to [0, 1]."""
    return (x - epsilon * input_gradient(model, x, target).sign()).clamp(0, 1)


def adversarial_step(model, optimizer, x, y, epsilon):
    """One step of the optimizer on the mean loss of FGSM examples made of x with the model as it is.

    Returns that loss, from before the step, as a float.  Old gradients are cleared.
    Source: Goodfellow, Shlens, Szegedy 2015, section 6; deck 000, «AIRS».
    """
    x_adv = fgsm(model, x, y, epsilon)
    optimizer.zero_grad()
    loss = functional.cross_entropy(model(x_adv), y)
    loss.backward()
    optimizer.step()
    return loss.item()


def accuracy_table(standard, robust, x, y, attack):
    """Two models (rows) on clean and on attacked examples (columns).  Each is attacked by its own gradient.

    Returns a (2, 2) tensor of float64.  Source: deck 000, «AIRS».
    """
    rows = [[accuracy(model, x, y), robust_accuracy(model, x, y, attack)] for model in (standard, robust)]
    return torch.tensor(rows, dtype=torch.float64)


def auroc(scores_in, scores_out):
    """Area under the ROC curve: the chance that an inside score beats an outside one; a tie counts one half.

    scores_in: (N,).  scores_out: (M,).  Returns a float.  Raises ValueError if one is empty.
    Source: Hanley and McNeil 1982.

    >>> auroc([3.0, 2.0, 2.0], [1.0, 2.0])
    0.8333333333333334
    """
    scores_in, scores_out = np.asarray(scores_in), np.sort(np.asarray(scores_out))
    if not scores_in.size or not scores_out.size:
        raise ValueError("there must be at least one score on each side")
    below = np.searchsorted(scores_out, scores_in, side="left")  # how many outside scores are smaller
    up_to = np.searchsorted(scores_out, scores_in, side="right")  # or equal
    return float((below + up_to).sum() / (2 * scores_in.size * scores_out.size))
