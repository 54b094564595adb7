"""The two losses of a generative adversarial network, and the critic that is best. N real, M generated examples."""

import math

import numpy as np

from course_lib.activations import sigmoid


def gan_losses(real_logits, fake_logits, saturating=False):
    """The critic's loss, the forger's, and the forger's gradient by the logits of its forgeries.

    real_logits: (N,).  fake_logits: (M,).  A positive logit says "real".  loss_d = mean softplus(-real) +
    mean softplus(fake).  loss_g = mean softplus(-fake), or -mean softplus(fake) if saturating.
    Returns loss_d, loss_g (floats), grad_g (M,).  Source: deck 002, «GAN»; Goodfellow et al. 2014.

    >>> loss_d, loss_g, grad_g = gan_losses(np.zeros(1), np.zeros(2))
    >>> round(loss_d, 4), round(loss_g, 4), grad_g.tolist()
    (1.3863, 0.6931, [-0.25, -0.25])
    """
    real, fake = np.asarray(real_logits, dtype=float), np.asarray(fake_logits, dtype=float)
    loss_d = float(softplus(-real).mean() + softplus(fake).mean())
    if saturating:
        return loss_d, float(-softplus(fake).mean()), -sigmoid(fake) / len(fake)
    return loss_d, float(softplus(-fake).mean()), -sigmoid(-fake) / len(fake)


def softplus(u):
    """ln(1 + e^u), for any u."""
    return np.logaddexp(0, u)


def optimal_discriminator(p, q):
    """The best critic between data p and forgeries q, D = p/(p + q), and the Jensen-Shannon divergence of the two.

    p, q: (K,) probabilities on the same points.  D is ½ where both are 0.  The divergence is in nats, in [0, ln 2].
    Returns D (K,), js (float).  Source: Goodfellow et al. 2014; deck 001, p. 27-28 (KL).

    >>> D, js = optimal_discriminator([0.5, 0.5, 0.0], [0.5, 0.0, 0.5])
    >>> D.tolist(), round(js, 4)
    ([0.5, 1.0, 0.0], 0.3466)
    """
    p, q = np.asarray(p, dtype=float), np.asarray(q, dtype=float)
    both = p + q
    D = np.divide(p, both, out=np.full(p.shape, 0.5), where=both > 0)
    js = math.log(2) + (np.sum(p * _log(D)) + np.sum(q * _log(1 - D))) / 2
    return D, float(min(max(js, 0.0), math.log(2)))


def _log(x):
    """The logarithm, and 0 where x is 0: there it is multiplied by 0."""
    return np.log(x, out=np.zeros(x.shape), where=x > 0)
