"""What of an input speaks for a class: gradients, a path of gradients, a square held over it, maps that add up.

A model is a torch module that gives logits (N, K) for x (N, C, H, W); what is explained is the logit of a class, and
neither its probability nor a loss.  The model is used as it is found, and left so: weights, gradients, flags, mode.
"""

import numpy as np
import torch


def logit_gradient(model, x, target):
    """The gradient of each picture's own logit: row n is ∂ logit[n, target[n]] / ∂ x[n].

    x: (N, C, H, W), with a model in evaluation mode.  target: (N,) int64 classes.  Returns a tensor like x.

    >>> model = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(2, 2, bias=False))
    >>> model[1].weight.data = torch.tensor([[1.0, -2.0], [3.0, 4.0]])
    >>> logit_gradient(model, torch.zeros(2, 1, 1, 2), torch.tensor([0, 1])).flatten(1)
    tensor([[ 1., -2.],
            [ 3.,  4.]])
    """
    x = x.detach().clone().requires_grad_(True)
    with torch.enable_grad():
        logits = model(x).gather(1, target[:, None])  # (N, 1)
        return torch.autograd.grad(logits.sum(), x)[0]


def saliency(model, x, target):
    """|∂ logit / ∂ x| of each picture's target, the largest over the channels.

    x: (N, C, H, W).  target: (N,) int64.  Returns (N, H, W).
    Source: Simonyan, Vedaldi and Zisserman 2014, section 3.1.
    """
    return logit_gradient(model, x, target).abs().amax(dim=1)


def integrated_gradients(model, x, baseline, target, steps):
    """What each entry of x adds to the logit on the straight way from the baseline, and what the sum misses.

    x, baseline: (N, C, H, W).  target: (N,) int64.  steps: gradients on the way, by the midpoint rule.
    Returns attributions (N, C, H, W), signed, and gap (N,): their sum minus logit(x) − logit(baseline).
    Source: Sundararajan, Taly and Yan 2017 («completeness»).
    """
    mean = torch.zeros_like(x)
    for k in range(steps):
        mean += logit_gradient(model, baseline + (k + 0.5) / steps * (x - baseline), target) / steps
    attributions = (x - baseline) * mean
    climbed = _logit(model, x, target) - _logit(model, baseline, target)  # (N,)
    return attributions, attributions.flatten(1).sum(dim=1) - climbed


def occlusion(model, x, target, size, stride, fill):
    """How much the logit of a class falls when a square of the picture is filled, for each place of the square.

    x: one picture (C, H, W).  target: an int.  size, stride: of the square, in pixels.  fill: for all channels.
    Returns (H', W') with H' = ⌊(H − size)/stride⌋ + 1: positive where the square speaks for the class.
    Source: Zeiler and Fergus 2014, section 4.2.
    """
    rows, columns = ((side - size) // stride + 1 for side in x.shape[1:])
    covered = x.detach().repeat(rows * columns, 1, 1, 1)
    for place, picture in enumerate(covered):
        i, j = stride * (place // columns), stride * (place % columns)
        picture[:, i : i + size, j : j + size] = fill
    with torch.no_grad():
        whole, logits = model(x[None])[0, target], model(covered)[:, target]
    return (whole - logits).reshape(rows, columns)


def cam(features, weights, target):
    """Class activation maps: Σ_c weights[target, c] · features[c], signed and not scaled.

    features: (N, C, h, w), as they go into a global average pooling.  weights: (K, C), of the linear layer behind it.
    target: (N,) ints.  Returns (N, h, w), whose mean is the logit without its bias.
    Source: Zhou et al. 2016, equation 2.

    >>> cam(np.array([[[[1.0, 2.0]], [[0.0, 4.0]]]]), np.array([[3.0, -1.0]]), [0])
    array([[[3., 2.]]])
    """
    return np.einsum("nc,nchw->nhw", np.asarray(weights)[np.asarray(target)], np.asarray(features))


def _logit(model, x, target):
    with torch.no_grad():
        return model(x).gather(1, target[:, None])[:, 0]
