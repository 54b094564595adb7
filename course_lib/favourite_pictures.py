"""The picture that a unit likes best: gradient ascent on the input, in a ball."""

import torch


def maximize_activation(model, x, unit, steps, step, radius):
    """Climb from x: `steps` steps of length `step` along the gradient of a logit, each brought back into the ball.

    model: torch module, (N, C, H, W) to logits (N, K).  x: the start (C, H, W).  unit: whose logit is raised.
    radius: of the ball about 0, in Euclidean length over the whole picture.  Where the gradient is 0 the picture stays.
    Returns (C, H, W); without a step x itself, wherever it lies.
    Source: Simonyan, Vedaldi and Zisserman 2014, section 2; deck 004, «Comprendre les architectures».

    >>> model = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(2, 1, bias=False))
    >>> model[1].weight.data = torch.tensor([[3.0, 4.0]])
    >>> maximize_activation(model, torch.zeros(1, 1, 2), 0, 8, 1.0, 5.0)
    tensor([[[3., 4.]]])
    """
    x = x.detach().clone()
    for _ in range(steps):
        leaf = x.clone().requires_grad_(True)
        with torch.enable_grad():
            grad = torch.autograd.grad(model(leaf[None])[0, unit], leaf)[0]
        length = grad.norm()
        if length > 0:
            x = x + step * grad / length
        if x.norm() > radius:
            x = x * radius / x.norm()
    return x
