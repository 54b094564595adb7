"""The bank of lesson 08: wrong answers with the hint that each must get, and other right answers."""

import numpy as np
import torch
from torch import nn

from course_lib.instructor.bank.bank import right, wrong
from course_lib.instructor.bank.equivalents import equivalent, judged_by_result

# ---------------------------------------------------------------- activation_gradient


@wrong("activation_gradient", hint="value")
def sigmoid_itself(name, u, alpha=0.1):
    u = np.asarray(u, dtype=float)
    known = {
        "sigmoid": 1 / (1 + np.exp(-u)),
        "tanh": 1 - np.tanh(u) ** 2,
        "relu": np.where(u > 0, 1.0, 0.0),
        "leaky": np.where(u > 0, 1.0, alpha),
        "elu": np.where(u > 0, 1.0, alpha * np.exp(np.minimum(u, 0))),
    }
    if name not in known:
        raise ValueError(name)
    return known[name]


@wrong("activation_gradient", hint="inner")
def sigmoid_of_what_is_no_sigmoid(name, u, alpha=0.1):
    u = np.asarray(u, dtype=float)
    known = {
        "sigmoid": u * (1 - u),
        "tanh": 1 - np.tanh(u) ** 2,
        "relu": np.where(u > 0, 1.0, 0.0),
        "leaky": np.where(u > 0, 1.0, alpha),
        "elu": np.where(u > 0, 1.0, alpha * np.exp(np.minimum(u, 0))),
    }
    if name not in known:
        raise ValueError(name)
    return known[name]


@wrong("activation_gradient", hint="saturate")
def sigmoid_with_the_slope_of_tanh(name, u, alpha=0.1):
    u = np.asarray(u, dtype=float)
    small = np.exp(-np.abs(u))
    known = {
        "sigmoid": 4 * small / (1 + small) ** 2,
        "tanh": 1 - np.tanh(u) ** 2,
        "relu": np.where(u > 0, 1.0, 0.0),
        "leaky": np.where(u > 0, 1.0, alpha),
        "elu": np.where(u > 0, 1.0, alpha * np.exp(np.minimum(u, 0))),
    }
    if name not in known:
        raise ValueError(name)
    return known[name]


@wrong("activation_gradient", hint="square")
def tanh_without_its_square(name, u, alpha=0.1):
    u = np.asarray(u, dtype=float)
    small = np.exp(-np.abs(u))
    known = {
        "sigmoid": small / (1 + small) ** 2,
        "tanh": 1 - np.tanh(u),
        "relu": np.where(u > 0, 1.0, 0.0),
        "leaky": np.where(u > 0, 1.0, alpha),
        "elu": np.where(u > 0, 1.0, alpha * np.exp(np.minimum(u, 0))),
    }
    if name not in known:
        raise ValueError(name)
    return known[name]


@wrong("activation_gradient", hint="inner")
def tanh_of_what_is_no_tanh(name, u, alpha=0.1):
    u = np.asarray(u, dtype=float)
    small = np.exp(-np.abs(u))
    known = {
        "sigmoid": small / (1 + small) ** 2,
        "tanh": 1 - u**2,
        "relu": np.where(u > 0, 1.0, 0.0),
        "leaky": np.where(u > 0, 1.0, alpha),
        "elu": np.where(u > 0, 1.0, alpha * np.exp(np.minimum(u, 0))),
    }
    if name not in known:
        raise ValueError(name)
    return known[name]


@wrong("activation_gradient", hint="value")
def relu_itself(name, u, alpha=0.1):
    u = np.asarray(u, dtype=float)
    small = np.exp(-np.abs(u))
    known = {
        "sigmoid": small / (1 + small) ** 2,
        "tanh": 1 - np.tanh(u) ** 2,
        "relu": np.maximum(u, 0),
        "leaky": np.where(u > 0, 1.0, alpha),
        "elu": np.where(u > 0, 1.0, alpha * np.exp(np.minimum(u, 0))),
    }
    if name not in known:
        raise ValueError(name)
    return known[name]


@wrong("activation_gradient", hint="kink")
def relu_with_a_slope_at_zero(name, u, alpha=0.1):
    u = np.asarray(u, dtype=float)
    small = np.exp(-np.abs(u))
    known = {
        "sigmoid": small / (1 + small) ** 2,
        "tanh": 1 - np.tanh(u) ** 2,
        "relu": np.where(u >= 0, 1.0, 0.0),
        "leaky": np.where(u > 0, 1.0, alpha),
        "elu": np.where(u > 0, 1.0, alpha * np.exp(np.minimum(u, 0))),
    }
    if name not in known:
        raise ValueError(name)
    return known[name]


@wrong("activation_gradient", hint="kink")
def relu_with_half_a_slope_at_zero(name, u, alpha=0.1):
    u = np.asarray(u, dtype=float)
    small = np.exp(-np.abs(u))
    known = {
        "sigmoid": small / (1 + small) ** 2,
        "tanh": 1 - np.tanh(u) ** 2,
        "relu": np.heaviside(u, 0.5),
        "leaky": np.where(u > 0, 1.0, alpha),
        "elu": np.where(u > 0, 1.0, alpha * np.exp(np.minimum(u, 0))),
    }
    if name not in known:
        raise ValueError(name)
    return known[name]


@wrong("activation_gradient", hint="above-one")
def leaky_as_a_maximum(name, u, alpha=0.1):
    u = np.asarray(u, dtype=float)
    small = np.exp(-np.abs(u))
    known = {
        "sigmoid": small / (1 + small) ** 2,
        "tanh": 1 - np.tanh(u) ** 2,
        "relu": np.where(u > 0, 1.0, 0.0),
        "leaky": np.where(u > alpha * u, 1.0, alpha),
        "elu": np.where(u > 0, 1.0, alpha * np.exp(np.minimum(u, 0))),
    }
    if name not in known:
        raise ValueError(name)
    return known[name]


@wrong("activation_gradient", hint="alpha")
def leaky_with_torch_s_slope(name, u, alpha=0.1):
    u = np.asarray(u, dtype=float)
    small = np.exp(-np.abs(u))
    known = {
        "sigmoid": small / (1 + small) ** 2,
        "tanh": 1 - np.tanh(u) ** 2,
        "relu": np.where(u > 0, 1.0, 0.0),
        "leaky": np.where(u > 0, 1.0, 0.01),
        "elu": np.where(u > 0, 1.0, alpha * np.exp(np.minimum(u, 0))),
    }
    if name not in known:
        raise ValueError(name)
    return known[name]


@wrong("activation_gradient", hint="kink")
def leaky_with_one_at_zero(name, u, alpha=0.1):
    u = np.asarray(u, dtype=float)
    small = np.exp(-np.abs(u))
    known = {
        "sigmoid": small / (1 + small) ** 2,
        "tanh": 1 - np.tanh(u) ** 2,
        "relu": np.where(u > 0, 1.0, 0.0),
        "leaky": np.where(u >= 0, 1.0, alpha),
        "elu": np.where(u > 0, 1.0, alpha * np.exp(np.minimum(u, 0))),
    }
    if name not in known:
        raise ValueError(name)
    return known[name]


@wrong("activation_gradient", hint="value")
def leaky_itself(name, u, alpha=0.1):
    u = np.asarray(u, dtype=float)
    small = np.exp(-np.abs(u))
    known = {
        "sigmoid": small / (1 + small) ** 2,
        "tanh": 1 - np.tanh(u) ** 2,
        "relu": np.where(u > 0, 1.0, 0.0),
        "leaky": np.where(u > 0, u, alpha * u),
        "elu": np.where(u > 0, 1.0, alpha * np.exp(np.minimum(u, 0))),
    }
    if name not in known:
        raise ValueError(name)
    return known[name]


@wrong("activation_gradient", hint="value")
def elu_keeps_its_minus_one(name, u, alpha=0.1):
    u = np.asarray(u, dtype=float)
    small = np.exp(-np.abs(u))
    known = {
        "sigmoid": small / (1 + small) ** 2,
        "tanh": 1 - np.tanh(u) ** 2,
        "relu": np.where(u > 0, 1.0, 0.0),
        "leaky": np.where(u > 0, 1.0, alpha),
        "elu": np.where(u > 0, 1.0, alpha * np.expm1(np.minimum(u, 0))),
    }
    if name not in known:
        raise ValueError(name)
    return known[name]


@wrong("activation_gradient", hint="alpha")
def elu_without_alpha(name, u, alpha=0.1):
    u = np.asarray(u, dtype=float)
    small = np.exp(-np.abs(u))
    known = {
        "sigmoid": small / (1 + small) ** 2,
        "tanh": 1 - np.tanh(u) ** 2,
        "relu": np.where(u > 0, 1.0, 0.0),
        "leaky": np.where(u > 0, 1.0, alpha),
        "elu": np.where(u > 0, 1.0, np.exp(np.minimum(u, 0))),
    }
    if name not in known:
        raise ValueError(name)
    return known[name]


@wrong("activation_gradient", hint="kink")
def elu_with_one_at_zero(name, u, alpha=0.1):
    u = np.asarray(u, dtype=float)
    small = np.exp(-np.abs(u))
    known = {
        "sigmoid": small / (1 + small) ** 2,
        "tanh": 1 - np.tanh(u) ** 2,
        "relu": np.where(u > 0, 1.0, 0.0),
        "leaky": np.where(u > 0, 1.0, alpha),
        "elu": np.where(u >= 0, 1.0, alpha * np.exp(np.minimum(u, 0))),
    }
    if name not in known:
        raise ValueError(name)
    return known[name]


@wrong("activation_gradient", hint="overflow")
def sigmoid_as_a_quotient_of_infinities(name, u, alpha=0.1):
    u = np.asarray(u, dtype=float)
    known = {
        "sigmoid": np.exp(u) / (1 + np.exp(u)) ** 2,
        "tanh": 1 - np.tanh(u) ** 2,
        "relu": np.where(u > 0, 1.0, 0.0),
        "leaky": np.where(u > 0, 1.0, alpha),
        "elu": np.where(u > 0, 1.0, alpha * np.exp(np.minimum(u, 0))),
    }
    if name not in known:
        raise ValueError(name)
    return known[name]


@wrong("activation_gradient", hint="digits")
def sigmoid_by_tanh(name, u, alpha=0.1):
    u = np.asarray(u, dtype=float)
    if name == "sigmoid":
        sigma = (1 + np.tanh(u / 2)) / 2
        return sigma * (1 - sigma)
    if name == "tanh":
        return 1 - np.tanh(u) ** 2
    if name == "relu":
        return np.where(u > 0, 1.0, 0.0)
    if name == "leaky":
        return np.where(u > 0, 1.0, alpha)
    if name == "elu":
        return np.where(u > 0, 1.0, alpha * np.exp(np.minimum(u, 0)))
    raise ValueError(name)


@wrong("activation_gradient", hint="unknown")
def nothing_for_another_name(name, u, alpha=0.1):
    u = np.asarray(u, dtype=float)
    small = np.exp(-np.abs(u))
    known = {
        "sigmoid": small / (1 + small) ** 2,
        "tanh": 1 - np.tanh(u) ** 2,
        "relu": np.where(u > 0, 1.0, 0.0),
        "leaky": np.where(u > 0, 1.0, alpha),
        "elu": np.where(u > 0, 1.0, alpha * np.exp(np.minimum(u, 0))),
    }
    if name not in known:
        return np.zeros_like(u)
    return known[name]


@wrong("activation_gradient", hint="KeyError")
def a_key_error_for_another_name(name, u, alpha=0.1):
    u = np.asarray(u, dtype=float)
    small = np.exp(-np.abs(u))
    known = {
        "sigmoid": small / (1 + small) ** 2,
        "tanh": 1 - np.tanh(u) ** 2,
        "relu": np.where(u > 0, 1.0, 0.0),
        "leaky": np.where(u > 0, 1.0, alpha),
        "elu": np.where(u > 0, 1.0, alpha * np.exp(np.minimum(u, 0))),
    }
    return known[name]


@wrong("activation_gradient", hint="in-place")
def overwrites_its_argument(name, u, alpha=0.1):
    u = np.asarray(u, dtype=float)
    small = np.exp(-np.abs(u))
    u *= 1.0 + (u > 0)
    known = {
        "sigmoid": small / (1 + small) ** 2,
        "tanh": 1 - np.tanh(u) ** 2,
        "relu": np.where(u > 0, 1.0, 0.0),
        "leaky": np.where(u > 0, 1.0, alpha),
        "elu": np.where(u > 0, 1.0, alpha * np.exp(np.minimum(u, 0))),
    }
    if name not in known:
        raise ValueError(name)
    return known[name]


@right("activation_gradient")
def one_table_for_all(name, u, alpha=0.1):
    u = np.asarray(u, dtype=float)
    small = np.exp(-np.abs(u))
    known = {
        "sigmoid": small / (1 + small) ** 2,
        "tanh": 1 - np.tanh(u) ** 2,
        "relu": np.where(u > 0, 1.0, 0.0),
        "leaky": np.where(u > 0, 1.0, alpha),
        "elu": np.where(u > 0, 1.0, alpha * np.exp(np.minimum(u, 0))),
    }
    if name not in known:
        raise ValueError(name)
    return known[name]


@right("activation_gradient")
def by_masks(name, u, alpha=0.1):
    u = np.array(u, dtype=float)
    positive = u > 0
    slope = np.ones(u.shape)
    if name == "relu":
        return positive.astype(float)
    if name in ("leaky", "elu"):
        slope[~positive] = alpha
        if name == "elu":
            slope[~positive] *= np.exp(u[~positive])
        return slope
    with np.errstate(over="ignore"):  # 1 / ∞ is 0
        if name == "sigmoid":
            return 0.25 / np.cosh(u / 2) ** 2
        if name == "tanh":
            return 1 / np.cosh(u) ** 2
    raise ValueError("no such activation")


@right("activation_gradient")
def in_torch(name, u, alpha=0.1):
    u = torch.as_tensor(u, dtype=torch.float64)
    one = torch.ones_like(u)
    if name == "sigmoid":
        return torch.sigmoid(u) * torch.sigmoid(-u)
    if name == "tanh":
        return one - torch.tanh(u) ** 2
    if name == "relu":
        return torch.where(u > 0, one, 0 * one)
    if name == "leaky":
        return torch.where(u > 0, one, alpha * one)
    if name == "elu":
        return torch.where(u > 0, one, alpha * torch.exp(u.clamp(max=0)))
    raise ValueError(f"unknown: {name}")


@right("activation_gradient")
def number_by_number(name, u, alpha=0.1):
    import math

    def slope(x):
        if name == "sigmoid":
            return math.exp(-abs(x)) / (1 + math.exp(-abs(x))) ** 2
        if name == "tanh":
            return 1 - math.tanh(x) ** 2
        if name == "relu":
            return 1.0 if x > 0 else 0.0
        if name == "leaky":
            return 1.0 if x > 0 else alpha
        if name == "elu":
            return 1.0 if x > 0 else alpha * math.exp(x)
        raise ValueError(name)

    u = np.asarray(u)
    return np.array([slope(float(x)) for x in u.ravel()]).reshape(u.shape)


# ---------------------------------------------------------------- initial_weights


@wrong("initial_weights", hint="root")
def variance_for_a_deviation(outputs, inputs, kind, rng):
    if kind == "deck":
        variance = 1 / inputs
    elif kind == "xavier":
        variance = 2 / (inputs + outputs)
    elif kind == "he":
        variance = 2 / inputs
    else:
        raise ValueError(kind)
    return rng.normal(0, variance, size=(outputs, inputs))


@wrong("initial_weights", hint="fan-out")
def counts_the_outputs(outputs, inputs, kind, rng):
    if kind == "deck":
        variance = 1 / outputs
    elif kind == "xavier":
        variance = 2 / (inputs + outputs)
    elif kind == "he":
        variance = 2 / outputs
    else:
        raise ValueError(kind)
    return rng.normal(0, np.sqrt(variance), size=(outputs, inputs))


@wrong("initial_weights", hint="mean-of-both")
def one_over_the_sum(outputs, inputs, kind, rng):
    if kind == "deck":
        variance = 1 / inputs
    elif kind == "xavier":
        variance = 1 / (inputs + outputs)
    elif kind == "he":
        variance = 2 / inputs
    else:
        raise ValueError(kind)
    return rng.normal(0, np.sqrt(variance), size=(outputs, inputs))


@wrong("initial_weights", hint="same-kind")
def xavier_as_on_the_slide(outputs, inputs, kind, rng):
    if kind == "deck":
        variance = 1 / inputs
    elif kind == "xavier":
        variance = 2 / (inputs + inputs)
    elif kind == "he":
        variance = 2 / inputs
    else:
        raise ValueError(kind)
    return rng.normal(0, np.sqrt(variance), size=(outputs, inputs))


@wrong("initial_weights", hint="same-kind")
def he_as_on_the_slide(outputs, inputs, kind, rng):
    if kind == "deck":
        variance = 1 / inputs
    elif kind == "xavier":
        variance = 2 / (inputs + outputs)
    elif kind == "he":
        variance = 1 / inputs
    else:
        raise ValueError(kind)
    return rng.normal(0, np.sqrt(variance), size=(outputs, inputs))


@wrong("initial_weights", hint="scale")
def standard_normal_numbers(outputs, inputs, kind, rng):
    if kind == "deck":
        variance = 1 / inputs
    elif kind == "xavier":
        variance = 2 / (inputs + outputs)
    elif kind == "he":
        variance = 2 / inputs
    else:
        raise ValueError(kind)
    return rng.normal(0, np.sqrt(variance / variance), size=(outputs, inputs))


@wrong("initial_weights", hint="normal")
def uniform_numbers(outputs, inputs, kind, rng):
    if kind == "deck":
        variance = 1 / inputs
    elif kind == "xavier":
        variance = 2 / (inputs + outputs)
    elif kind == "he":
        variance = 2 / inputs
    else:
        raise ValueError(kind)
    bound = np.sqrt(3 * variance)
    return rng.uniform(-bound, bound, size=(outputs, inputs))


@wrong("initial_weights", hint="centre")
def numbers_with_a_mean(outputs, inputs, kind, rng):
    if kind == "deck":
        variance = 1 / inputs
    elif kind == "xavier":
        variance = 2 / (inputs + outputs)
    elif kind == "he":
        variance = 2 / inputs
    else:
        raise ValueError(kind)
    return rng.normal(0.2, np.sqrt(0.96), size=(outputs, inputs)) * np.sqrt(variance)


@wrong("initial_weights", hint="independent")
def the_same_row_for_each_unit(outputs, inputs, kind, rng):
    if kind == "deck":
        variance = 1 / inputs
    elif kind == "xavier":
        variance = 2 / (inputs + outputs)
    elif kind == "he":
        variance = 2 / inputs
    else:
        raise ValueError(kind)
    return np.tile(rng.normal(0, np.sqrt(variance), size=inputs), (outputs, 1))


@wrong("initial_weights", hint="shape-order")
def inputs_by_outputs(outputs, inputs, kind, rng):
    if kind == "deck":
        variance = 1 / inputs
    elif kind == "xavier":
        variance = 2 / (inputs + outputs)
    elif kind == "he":
        variance = 2 / inputs
    else:
        raise ValueError(kind)
    return rng.normal(0, np.sqrt(variance), size=(inputs, outputs))


@wrong("initial_weights", hint="global-rng")
def draws_globally(outputs, inputs, kind, rng):
    if kind == "deck":
        variance = 1 / inputs
    elif kind == "xavier":
        variance = 2 / (inputs + outputs)
    elif kind == "he":
        variance = 2 / inputs
    else:
        raise ValueError(kind)
    return np.random.normal(0, np.sqrt(variance), size=(outputs, inputs))


@wrong("initial_weights", hint="ignores-rng")
def a_seed_of_its_own(outputs, inputs, kind, rng):
    if kind == "deck":
        variance = 1 / inputs
    elif kind == "xavier":
        variance = 2 / (inputs + outputs)
    elif kind == "he":
        variance = 2 / inputs
    else:
        raise ValueError(kind)
    return np.random.default_rng(7).normal(0, np.sqrt(variance), size=(outputs, inputs))


@wrong("initial_weights", hint="own-generator")
def a_generator_without_a_seed(outputs, inputs, kind, rng):
    if kind == "deck":
        variance = 1 / inputs
    elif kind == "xavier":
        variance = 2 / (inputs + outputs)
    elif kind == "he":
        variance = 2 / inputs
    else:
        raise ValueError(kind)
    return np.random.default_rng().normal(0, np.sqrt(variance), size=(outputs, inputs))


@wrong("initial_weights", hint="next-layer")
def draws_from_a_copy(outputs, inputs, kind, rng):
    if kind == "deck":
        variance = 1 / inputs
    elif kind == "xavier":
        variance = 2 / (inputs + outputs)
    elif kind == "he":
        variance = 2 / inputs
    else:
        raise ValueError(kind)
    import copy

    return copy.deepcopy(rng).normal(0, np.sqrt(variance), size=(outputs, inputs))


@wrong("initial_weights", hint="unknown")
def he_for_all_others(outputs, inputs, kind, rng):
    if kind == "deck":
        variance = 1 / inputs
    elif kind == "xavier":
        variance = 2 / (inputs + outputs)
    else:
        variance = 2 / inputs
    return rng.normal(0, np.sqrt(variance), size=(outputs, inputs))


@right("initial_weights")
def with_a_scale(outputs, inputs, kind, rng):
    if kind == "deck":
        variance = 1 / inputs
    elif kind == "xavier":
        variance = 2 / (inputs + outputs)
    elif kind == "he":
        variance = 2 / inputs
    else:
        raise ValueError(kind)
    return rng.normal(0, np.sqrt(variance), size=(outputs, inputs))


@right("initial_weights")
def standard_normal_times_a_root(outputs, inputs, kind, rng):
    if kind == "deck":
        variance = 1 / inputs
    elif kind == "xavier":
        variance = 2 / (inputs + outputs)
    elif kind == "he":
        variance = 2 / inputs
    else:
        raise ValueError(kind)
    return rng.standard_normal((outputs, inputs)) * variance**0.5


@right("initial_weights")
def row_by_row(outputs, inputs, kind, rng):
    if kind == "deck":
        variance = 1 / inputs
    elif kind == "xavier":
        variance = 2 / (inputs + outputs)
    elif kind == "he":
        variance = 2 / inputs
    else:
        raise ValueError(kind)
    return np.array([rng.normal(scale=variance**0.5, size=inputs) for _ in range(outputs)])


@right("initial_weights")
def a_tensor(outputs, inputs, kind, rng):
    if kind == "deck":
        variance = 1 / inputs
    elif kind == "xavier":
        variance = 2 / (inputs + outputs)
    elif kind == "he":
        variance = 2 / inputs
    else:
        raise ValueError(kind)
    return torch.from_numpy(rng.standard_normal((outputs, inputs))) * variance**0.5


# ---------------------------------------------------------------- batch_norm


@wrong("batch_norm", hint="axis")
def one_mean_for_the_whole_table(X, gain, bias, running_mean, running_var, training, momentum=0.1, epsilon=1e-5):
    if training:
        if len(X) < 2:
            raise ValueError("one example")
        mean, var = np.full(X.shape[1], X.mean()), np.full(X.shape[1], X.var())
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_var = (1 - momentum) * running_var + momentum * var * len(X) / (len(X) - 1)
    else:
        mean, var = running_mean, running_var
    return gain * (X - mean) / np.sqrt(var + epsilon) + bias, running_mean, running_var


@wrong("batch_norm", hint="axis")
def normalises_each_example(X, gain, bias, running_mean, running_var, training, momentum=0.1, epsilon=1e-5):
    if training:
        if len(X) < 2:
            raise ValueError("one example")
        mean, var = X.mean(axis=0), X.var(axis=0)
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_var = (1 - momentum) * running_var + momentum * var * len(X) / (len(X) - 1)
    else:
        mean, var = running_mean, running_var
    var, mean = (f(X, axis=1, keepdims=True) for f in (np.var, np.mean))
    return gain * (X - mean) / np.sqrt(var + epsilon) + bias, running_mean, running_var


@wrong("batch_norm", hint="unbiased")
def divides_by_one_less(X, gain, bias, running_mean, running_var, training, momentum=0.1, epsilon=1e-5):
    if training:
        if len(X) < 2:
            raise ValueError("one example")
        mean, var = X.mean(axis=0), X.var(axis=0, ddof=1)
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_var = (1 - momentum) * running_var + momentum * var
    else:
        mean, var = running_mean, running_var
    return gain * (X - mean) / np.sqrt(var + epsilon) + bias, running_mean, running_var


@wrong("batch_norm", hint="epsilon")
def epsilon_outside_the_root(X, gain, bias, running_mean, running_var, training, momentum=0.1, epsilon=1e-5):
    if training:
        if len(X) < 2:
            raise ValueError("one example")
        mean, var = X.mean(axis=0), X.var(axis=0)
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_var = (1 - momentum) * running_var + momentum * var * len(X) / (len(X) - 1)
    else:
        mean, var = running_mean, running_var
    return gain * (X - mean) / (np.sqrt(var) + epsilon) + bias, running_mean, running_var


@wrong("batch_norm", hint="epsilon")
def an_epsilon_of_its_own(X, gain, bias, running_mean, running_var, training, momentum=0.1, epsilon=1e-5):
    if training:
        if len(X) < 2:
            raise ValueError("one example")
        mean, var = X.mean(axis=0), X.var(axis=0)
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_var = (1 - momentum) * running_var + momentum * var * len(X) / (len(X) - 1)
    else:
        mean, var = running_mean, running_var
    return gain * (X - mean) / np.sqrt(var + 1e-5) + bias, running_mean, running_var


@wrong("batch_norm", hint="epsilon")
def without_epsilon(X, gain, bias, running_mean, running_var, training, momentum=0.1, epsilon=1e-5):
    if training:
        if len(X) < 2:
            raise ValueError("one example")
        mean, var = X.mean(axis=0), X.var(axis=0)
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_var = (1 - momentum) * running_var + momentum * var * len(X) / (len(X) - 1)
    else:
        mean, var = running_mean, running_var
    return gain * (X - mean) / np.sqrt(var) + bias, running_mean, running_var


@wrong("batch_norm", hint="root")
def divides_by_the_variance(X, gain, bias, running_mean, running_var, training, momentum=0.1, epsilon=1e-5):
    if training:
        if len(X) < 2:
            raise ValueError("one example")
        mean, var = X.mean(axis=0), X.var(axis=0)
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_var = (1 - momentum) * running_var + momentum * var * len(X) / (len(X) - 1)
    else:
        mean, var = running_mean, running_var
    return gain * (X - mean) / (var + epsilon) + bias, running_mean, running_var


@wrong("batch_norm", hint="affine")
def forgets_gain_and_bias(X, gain, bias, running_mean, running_var, training, momentum=0.1, epsilon=1e-5):
    if training:
        if len(X) < 2:
            raise ValueError("one example")
        mean, var = X.mean(axis=0), X.var(axis=0)
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_var = (1 - momentum) * running_var + momentum * var * len(X) / (len(X) - 1)
    else:
        mean, var = running_mean, running_var
    return (X - mean) / np.sqrt(var + epsilon), running_mean, running_var


@wrong("batch_norm", hint="affine")
def forgets_the_bias(X, gain, bias, running_mean, running_var, training, momentum=0.1, epsilon=1e-5):
    if training:
        if len(X) < 2:
            raise ValueError("one example")
        mean, var = X.mean(axis=0), X.var(axis=0)
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_var = (1 - momentum) * running_var + momentum * var * len(X) / (len(X) - 1)
    else:
        mean, var = running_mean, running_var
    return gain * (X - mean) / np.sqrt(var + epsilon), running_mean, running_var


@wrong("batch_norm", hint="affine")
def adds_the_bias_first(X, gain, bias, running_mean, running_var, training, momentum=0.1, epsilon=1e-5):
    if training:
        if len(X) < 2:
            raise ValueError("one example")
        mean, var = X.mean(axis=0), X.var(axis=0)
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_var = (1 - momentum) * running_var + momentum * var * len(X) / (len(X) - 1)
    else:
        mean, var = running_mean, running_var
    return gain * ((X - mean) / np.sqrt(var + epsilon) + bias), running_mean, running_var


@wrong("batch_norm", hint="statistics")
def running_statistics_in_training(X, gain, bias, running_mean, running_var, training, momentum=0.1, epsilon=1e-5):
    if training:
        if len(X) < 2:
            raise ValueError("one example")
        mean, var = X.mean(axis=0), X.var(axis=0)
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_var = (1 - momentum) * running_var + momentum * var * len(X) / (len(X) - 1)
    else:
        mean, var = running_mean, running_var
    mean, var = running_mean, running_var
    return gain * (X - mean) / np.sqrt(var + epsilon) + bias, running_mean, running_var


@wrong("batch_norm", hint="momentum")
def momentum_the_other_way_round(X, gain, bias, running_mean, running_var, training, momentum=0.1, epsilon=1e-5):
    if training:
        if len(X) < 2:
            raise ValueError("one example")
        mean, var = X.mean(axis=0), X.var(axis=0)
        running_mean = momentum * running_mean + (1 - momentum) * mean
        running_var = (1 - momentum) * running_var + momentum * var * len(X) / (len(X) - 1)
    else:
        mean, var = running_mean, running_var
    return gain * (X - mean) / np.sqrt(var + epsilon) + bias, running_mean, running_var


@wrong("batch_norm", hint="running")
def forgets_the_old_mean(X, gain, bias, running_mean, running_var, training, momentum=0.1, epsilon=1e-5):
    if training:
        if len(X) < 2:
            raise ValueError("one example")
        mean, var = X.mean(axis=0), X.var(axis=0)
        running_mean = mean
        running_var = (1 - momentum) * running_var + momentum * var * len(X) / (len(X) - 1)
    else:
        mean, var = running_mean, running_var
    return gain * (X - mean) / np.sqrt(var + epsilon) + bias, running_mean, running_var


@wrong("batch_norm", hint="running")
def adds_to_the_old_mean(X, gain, bias, running_mean, running_var, training, momentum=0.1, epsilon=1e-5):
    if training:
        if len(X) < 2:
            raise ValueError("one example")
        mean, var = X.mean(axis=0), X.var(axis=0)
        running_mean = running_mean + momentum * mean
        running_var = (1 - momentum) * running_var + momentum * var * len(X) / (len(X) - 1)
    else:
        mean, var = running_mean, running_var
    return gain * (X - mean) / np.sqrt(var + epsilon) + bias, running_mean, running_var


@wrong("batch_norm", hint="biased")
def running_variance_as_normalised(X, gain, bias, running_mean, running_var, training, momentum=0.1, epsilon=1e-5):
    if training:
        if len(X) < 2:
            raise ValueError("one example")
        mean, var = X.mean(axis=0), X.var(axis=0)
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_var = (1 - momentum) * running_var + momentum * var
    else:
        mean, var = running_mean, running_var
    return gain * (X - mean) / np.sqrt(var + epsilon) + bias, running_mean, running_var


@wrong("batch_norm", hint="momentum")
def a_variance_the_other_way_round(X, gain, bias, running_mean, running_var, training, momentum=0.1, epsilon=1e-5):
    if training:
        if len(X) < 2:
            raise ValueError("one example")
        mean, var = X.mean(axis=0), X.var(axis=0)
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_var = momentum * running_var + (1 - momentum) * var * len(X) / (len(X) - 1)
    else:
        mean, var = running_mean, running_var
    return gain * (X - mean) / np.sqrt(var + epsilon) + bias, running_mean, running_var


@wrong("batch_norm", hint="running")
def running_variance_stays(X, gain, bias, running_mean, running_var, training, momentum=0.1, epsilon=1e-5):
    if training:
        if len(X) < 2:
            raise ValueError("one example")
        mean, var = X.mean(axis=0), X.var(axis=0)
        running_mean = (1 - momentum) * running_mean + momentum * mean
    else:
        mean, var = running_mean, running_var
    return gain * (X - mean) / np.sqrt(var + epsilon) + bias, running_mean, running_var


@wrong("batch_norm", hint="root")
def running_deviation(X, gain, bias, running_mean, running_var, training, momentum=0.1, epsilon=1e-5):
    if training:
        if len(X) < 2:
            raise ValueError("one example")
        mean, var = X.mean(axis=0), X.var(axis=0)
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_var = (1 - momentum) * running_var + momentum * np.sqrt(var * len(X) / (len(X) - 1))
    else:
        mean, var = running_mean, running_var
    return gain * (X - mean) / np.sqrt(var + epsilon) + bias, running_mean, running_var


@wrong("batch_norm", hint="epsilon")
def epsilon_in_the_running_variance(X, gain, bias, running_mean, running_var, training, momentum=0.1, epsilon=1e-5):
    if training:
        if len(X) < 2:
            raise ValueError("one example")
        mean, var = X.mean(axis=0), X.var(axis=0)
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_var = (1 - momentum) * running_var + momentum * (var * len(X) / (len(X) - 1) + epsilon)
    else:
        mean, var = running_mean, running_var
    return gain * (X - mean) / np.sqrt(var + epsilon) + bias, running_mean, running_var


@wrong("batch_norm", hint="evaluation")
def batch_statistics_in_evaluation(X, gain, bias, running_mean, running_var, training, momentum=0.1, epsilon=1e-5):
    if training:
        if len(X) < 2:
            raise ValueError("one example")
        mean, var = X.mean(axis=0), X.var(axis=0)
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_var = (1 - momentum) * running_var + momentum * var * len(X) / (len(X) - 1)
    else:
        mean, var = X.mean(axis=0), X.var(axis=0)
    return gain * (X - mean) / np.sqrt(var + epsilon) + bias, running_mean, running_var


@wrong("batch_norm", hint="evaluation")
def plain_in_evaluation(X, gain, bias, running_mean, running_var, training, momentum=0.1, epsilon=1e-5):
    if training:
        if len(X) < 2:
            raise ValueError("one example")
        mean, var = X.mean(axis=0), X.var(axis=0)
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_var = (1 - momentum) * running_var + momentum * var * len(X) / (len(X) - 1)
    else:
        Y = (X - running_mean) / np.sqrt(running_var + epsilon)
        return Y, running_mean, running_var
    return gain * (X - mean) / np.sqrt(var + epsilon) + bias, running_mean, running_var


@wrong("batch_norm", hint="frozen")
def counts_in_evaluation_too(X, gain, bias, running_mean, running_var, training, momentum=0.1, epsilon=1e-5):
    if training:
        if len(X) < 2:
            raise ValueError("one example")
        mean, var = X.mean(axis=0), X.var(axis=0)
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_var = (1 - momentum) * running_var + momentum * var * len(X) / (len(X) - 1)
    else:
        mean, var = running_mean, running_var
        running_mean = (1 - momentum) * running_mean + momentum * X.mean(axis=0)
    return gain * (X - mean) / np.sqrt(var + epsilon) + bias, running_mean, running_var


@wrong("batch_norm", hint="one")
def a_variance_of_zero_for_one_example(X, gain, bias, running_mean, running_var, training, momentum=0.1, epsilon=1e-5):
    if training:
        mean, var = X.mean(axis=0), X.var(axis=0)
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_var = (1 - momentum) * running_var + momentum * var * len(X) / max(len(X) - 1, 1)
    else:
        mean, var = running_mean, running_var
    return gain * (X - mean) / np.sqrt(var + epsilon) + bias, running_mean, running_var


@wrong("batch_norm", hint="in-place")
def counts_in_place(X, gain, bias, running_mean, running_var, training, momentum=0.1, epsilon=1e-5):
    if training:
        if len(X) < 2:
            raise ValueError("one example")
        mean, var = X.mean(axis=0), X.var(axis=0)
        running_mean *= 1 - momentum
        running_mean += momentum * mean
        running_var = (1 - momentum) * running_var + momentum * var * len(X) / (len(X) - 1)
    else:
        mean, var = running_mean, running_var
    return gain * (X - mean) / np.sqrt(var + epsilon) + bias, running_mean, running_var


@wrong("batch_norm", hint="type")
def returns_y_alone(X, gain, bias, running_mean, running_var, training, momentum=0.1, epsilon=1e-5):
    if training:
        if len(X) < 2:
            raise ValueError("one example")
        mean, var = X.mean(axis=0), X.var(axis=0)
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_var = (1 - momentum) * running_var + momentum * var * len(X) / (len(X) - 1)
    else:
        mean, var = running_mean, running_var
    return gain * (X - mean) / np.sqrt(var + epsilon) + bias


@right("batch_norm")
def step_by_step(X, gain, bias, running_mean, running_var, training, momentum=0.1, epsilon=1e-5):
    if training:
        if len(X) < 2:
            raise ValueError("one example")
        mean, var = X.mean(axis=0), X.var(axis=0)
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_var = (1 - momentum) * running_var + momentum * var * len(X) / (len(X) - 1)
    else:
        mean, var = running_mean, running_var
    return gain * (X - mean) / np.sqrt(var + epsilon) + bias, running_mean, running_var


@right("batch_norm")
def as_an_affine_map(X, gain, bias, running_mean, running_var, training, momentum=0.1, epsilon=1e-5):
    if training:
        if len(X) < 2:
            raise ValueError("one example")
        mean, var = X.mean(axis=0), X.var(axis=0)
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_var = (1 - momentum) * running_var + momentum * var * len(X) / (len(X) - 1)
    else:
        mean, var = running_mean, running_var
    slope = gain / np.sqrt(var + epsilon)
    return X * slope + (bias - mean * slope), running_mean, running_var


@right("batch_norm")
def column_by_column(X, gain, bias, running_mean, running_var, training, momentum=0.1, epsilon=1e-5):
    N, D = np.shape(X)
    if training and N == 1:
        raise ValueError("a batch of one")
    Y, means, variances = np.zeros((N, D)), np.array(running_mean, dtype=float), np.array(running_var, dtype=float)
    for j in range(D):
        column = [float(x) for x in X[:, j]]
        mean, var = running_mean[j], running_var[j]
        if training:
            mean = sum(column) / N
            squares = sum((x - mean) ** 2 for x in column)
            var = squares / N
            means[j] += momentum * (mean - means[j])
            variances[j] += momentum * (squares / (N - 1) - variances[j])
        Y[:, j] = [gain[j] * (x - mean) / (var + epsilon) ** 0.5 + bias[j] for x in column]
    return Y, means, variances


@right("batch_norm")
def with_tensors(X, gain, bias, running_mean, running_var, training, momentum=0.1, epsilon=1e-5):
    X, gain, bias, old_mean, old_var = (
        torch.tensor(np.array(array), dtype=torch.float64) for array in (X, gain, bias, running_mean, running_var)
    )
    if not training:
        return [gain * (X - old_mean) * torch.rsqrt(old_var + epsilon) + bias, old_mean, old_var]
    if X.shape[0] == 1:
        raise ValueError("one example")
    mean, var = X.mean(dim=0), X.var(dim=0, correction=0)
    Y = gain * (X - mean) * torch.rsqrt(var + epsilon) + bias
    return [Y, old_mean.lerp(mean, momentum), old_var.lerp(X.var(dim=0), momentum)]


# ---------------------------------------------------------------- batch_norm_backward


@wrong("batch_norm_backward", hint="paths")
def mean_and_variance_as_constants(grad_out, X, gain, epsilon=1e-5):
    s = np.sqrt(X.var(axis=0) + epsilon)
    x_hat = (X - X.mean(axis=0)) / s
    g = grad_out * gain
    grad_X = g / s
    return grad_X, (grad_out * x_hat).sum(axis=0), grad_out.sum(axis=0)


@wrong("batch_norm_backward", hint="variance")
def forgets_the_variance(grad_out, X, gain, epsilon=1e-5):
    s = np.sqrt(X.var(axis=0) + epsilon)
    x_hat = (X - X.mean(axis=0)) / s
    g = grad_out * gain
    grad_X = (g - g.mean(axis=0)) / s
    return grad_X, (grad_out * x_hat).sum(axis=0), grad_out.sum(axis=0)


@wrong("batch_norm_backward", hint="mean")
def forgets_the_mean(grad_out, X, gain, epsilon=1e-5):
    s = np.sqrt(X.var(axis=0) + epsilon)
    x_hat = (X - X.mean(axis=0)) / s
    g = grad_out * gain
    grad_X = (g - x_hat * (g * x_hat).mean(axis=0)) / s
    return grad_X, (grad_out * x_hat).sum(axis=0), grad_out.sum(axis=0)


@wrong("batch_norm_backward", hint="gain")
def forgets_the_gain(grad_out, X, gain, epsilon=1e-5):
    s = np.sqrt(X.var(axis=0) + epsilon)
    x_hat = (X - X.mean(axis=0)) / s
    g = grad_out
    grad_X = (g - g.mean(axis=0) - x_hat * (g * x_hat).mean(axis=0)) / s
    return grad_X, (grad_out * x_hat).sum(axis=0), grad_out.sum(axis=0)


@wrong("batch_norm_backward", hint="two-checks")
def squares_what_is_normalised(grad_out, X, gain, epsilon=1e-5):
    s = np.sqrt(X.var(axis=0) + epsilon)
    x_hat = (X - X.mean(axis=0)) / s
    g = grad_out * gain
    grad_X = (g - g.mean(axis=0) - x_hat**2 * (g * x_hat).mean(axis=0)) / s
    return grad_X, (grad_out * x_hat).sum(axis=0), grad_out.sum(axis=0)


@wrong("batch_norm_backward", hint="deviation")
def forgets_the_deviation(grad_out, X, gain, epsilon=1e-5):
    s = np.sqrt(X.var(axis=0) + epsilon)
    x_hat = (X - X.mean(axis=0)) / s
    g = grad_out * gain
    grad_X = g - g.mean(axis=0) - x_hat * (g * x_hat).mean(axis=0)
    return grad_X, (grad_out * x_hat).sum(axis=0), grad_out.sum(axis=0)


@wrong("batch_norm_backward", hint="deviation")
def divides_by_the_variance_in_the_gradient(grad_out, X, gain, epsilon=1e-5):
    s = np.sqrt(X.var(axis=0) + epsilon)
    x_hat = (X - X.mean(axis=0)) / s
    g = grad_out * gain
    grad_X = (g - g.mean(axis=0) - x_hat * (g * x_hat).mean(axis=0)) / s**2
    return grad_X, (grad_out * x_hat).sum(axis=0), grad_out.sum(axis=0)


@wrong("batch_norm_backward", hint="epsilon")
def an_epsilon_of_its_own_in_the_gradient(grad_out, X, gain, epsilon=1e-5):
    s = np.sqrt(X.var(axis=0) + 1e-5)
    x_hat = (X - X.mean(axis=0)) / s
    g = grad_out * gain
    grad_X = (g - g.mean(axis=0) - x_hat * (g * x_hat).mean(axis=0)) / s
    return grad_X, (grad_out * x_hat).sum(axis=0), grad_out.sum(axis=0)


@wrong("batch_norm_backward", hint="epsilon")
def forgets_epsilon(grad_out, X, gain, epsilon=1e-5):
    s = np.sqrt(X.var(axis=0) + 1e-12)
    x_hat = (X - X.mean(axis=0)) / s
    g = grad_out * gain
    grad_X = (g - g.mean(axis=0) - x_hat * (g * x_hat).mean(axis=0)) / s
    return grad_X, (grad_out * x_hat).sum(axis=0), grad_out.sum(axis=0)


@wrong("batch_norm_backward", hint="average")
def sums_for_means(grad_out, X, gain, epsilon=1e-5):
    s = np.sqrt(X.var(axis=0) + epsilon)
    x_hat = (X - X.mean(axis=0)) / s
    g = grad_out * gain
    grad_X = (g - g.sum(axis=0) - x_hat * (g * x_hat).sum(axis=0)) / s
    return grad_X, (grad_out * x_hat).sum(axis=0), grad_out.sum(axis=0)


@wrong("batch_norm_backward", hint="unbiased")
def divides_by_one_less_in_the_gradient(grad_out, X, gain, epsilon=1e-5):
    s = np.sqrt(X.var(axis=0) + epsilon)
    x_hat = (X - X.mean(axis=0)) / s
    g = grad_out * gain
    grad_X = (g - g.mean(axis=0) - x_hat * (g * x_hat).sum(axis=0) / (len(X) - 1)) / s
    return grad_X, (grad_out * x_hat).sum(axis=0), grad_out.sum(axis=0)


@wrong("batch_norm_backward", hint="plus")
def adds_the_part_along(grad_out, X, gain, epsilon=1e-5):
    s = np.sqrt(X.var(axis=0) + epsilon)
    x_hat = (X - X.mean(axis=0)) / s
    g = grad_out * gain
    grad_X = (g - g.mean(axis=0) + x_hat * (g * x_hat).mean(axis=0)) / s
    return grad_X, (grad_out * x_hat).sum(axis=0), grad_out.sum(axis=0)


@wrong("batch_norm_backward", hint="axis")
def means_over_the_columns(grad_out, X, gain, epsilon=1e-5):
    s = np.sqrt(X.var(axis=0) + epsilon)
    x_hat = (X - X.mean(axis=0)) / s
    g = grad_out * gain
    grad_X = (g - g.mean(axis=1, keepdims=True) - x_hat * (g * x_hat).mean(axis=1, keepdims=True)) / s
    return grad_X, (grad_out * x_hat).sum(axis=0), grad_out.sum(axis=0)


@wrong("batch_norm_backward", hint="gain-input")
def gain_times_x(grad_out, X, gain, epsilon=1e-5):
    s = np.sqrt(X.var(axis=0) + epsilon)
    x_hat = (X - X.mean(axis=0)) / s
    g = grad_out * gain
    grad_X = (g - g.mean(axis=0) - x_hat * (g * x_hat).mean(axis=0)) / s
    return grad_X, (grad_out * X).sum(axis=0), grad_out.sum(axis=0)


@wrong("batch_norm_backward", hint="gain-input")
def gain_in_its_own_gradient(grad_out, X, gain, epsilon=1e-5):
    s = np.sqrt(X.var(axis=0) + epsilon)
    x_hat = (X - X.mean(axis=0)) / s
    g = grad_out * gain
    grad_X = (g - g.mean(axis=0) - x_hat * (g * x_hat).mean(axis=0)) / s
    return grad_X, (g * x_hat).sum(axis=0), grad_out.sum(axis=0)


@wrong("batch_norm_backward", hint="gain-input")
def gain_times_what_is_centred(grad_out, X, gain, epsilon=1e-5):
    s = np.sqrt(X.var(axis=0) + epsilon)
    x_hat = (X - X.mean(axis=0)) / s
    g = grad_out * gain
    grad_X = (g - g.mean(axis=0) - x_hat * (g * x_hat).mean(axis=0)) / s
    return grad_X, (grad_out * x_hat * s).sum(axis=0), grad_out.sum(axis=0)


@wrong("batch_norm_backward", hint="sum")
def means_over_the_batch(grad_out, X, gain, epsilon=1e-5):
    s = np.sqrt(X.var(axis=0) + epsilon)
    x_hat = (X - X.mean(axis=0)) / s
    g = grad_out * gain
    grad_X = (g - g.mean(axis=0) - x_hat * (g * x_hat).mean(axis=0)) / s
    return grad_X, (grad_out * x_hat).mean(axis=0), grad_out.mean(axis=0)


@wrong("batch_norm_backward", hint="sum")
def a_mean_for_the_bias(grad_out, X, gain, epsilon=1e-5):
    s = np.sqrt(X.var(axis=0) + epsilon)
    x_hat = (X - X.mean(axis=0)) / s
    g = grad_out * gain
    grad_X = (g - g.mean(axis=0) - x_hat * (g * x_hat).mean(axis=0)) / s
    return grad_X, (grad_out * x_hat).sum(axis=0), grad_out.mean(axis=0)


@wrong("batch_norm_backward", hint="swap")
def bias_before_gain(grad_out, X, gain, epsilon=1e-5):
    s = np.sqrt(X.var(axis=0) + epsilon)
    x_hat = (X - X.mean(axis=0)) / s
    g = grad_out * gain
    grad_X = (g - g.mean(axis=0) - x_hat * (g * x_hat).mean(axis=0)) / s
    return grad_X, grad_out.sum(axis=0), (grad_out * x_hat).sum(axis=0)


@wrong("batch_norm_backward", hint="bias-alone")
def gain_in_the_bias(grad_out, X, gain, epsilon=1e-5):
    s = np.sqrt(X.var(axis=0) + epsilon)
    x_hat = (X - X.mean(axis=0)) / s
    g = grad_out * gain
    grad_X = (g - g.mean(axis=0) - x_hat * (g * x_hat).mean(axis=0)) / s
    return grad_X, (grad_out * x_hat).sum(axis=0), g.sum(axis=0)


@wrong("batch_norm_backward", hint="in-place")
def multiplies_in_place(grad_out, X, gain, epsilon=1e-5):
    s = np.sqrt(X.var(axis=0) + epsilon)
    x_hat = (X - X.mean(axis=0)) / s
    grad_out *= gain
    g = grad_out
    grad_X = (g - g.mean(axis=0) - x_hat * (g * x_hat).mean(axis=0)) / s
    return grad_X, (grad_out * x_hat).sum(axis=0), grad_out.sum(axis=0)


@right("batch_norm_backward")
def takes_out_what_cannot_matter(grad_out, X, gain, epsilon=1e-5):
    s = np.sqrt(X.var(axis=0) + epsilon)
    x_hat = (X - X.mean(axis=0)) / s
    g = grad_out * gain
    grad_X = (g - g.mean(axis=0) - x_hat * (g * x_hat).mean(axis=0)) / s
    return grad_X, (grad_out * x_hat).sum(axis=0), grad_out.sum(axis=0)


@right("batch_norm_backward")
def in_three_steps(grad_out, X, gain, epsilon=1e-5):
    N = len(X)
    centred = X - X.mean(axis=0)
    variance = np.mean(centred**2, axis=0)
    root = np.sqrt(variance + epsilon)
    grad_normalized = grad_out * gain
    grad_variance = np.sum(grad_normalized * centred, axis=0) * -0.5 / root**3
    grad_centred = grad_normalized / root + grad_variance * 2 * centred / N
    grad_X = grad_centred - grad_centred.sum(axis=0) / N
    return grad_X, np.sum(grad_out * centred / root, axis=0), np.sum(grad_out, axis=0)


@right("batch_norm_backward")
def by_the_jacobian_of_each_column(grad_out, X, gain, epsilon=1e-5):
    N, D = X.shape
    grad_X, grad_gain = np.zeros((N, D)), np.zeros(D)
    for j in range(D):
        s = np.sqrt(X[:, j].var() + epsilon)
        x_hat = (X[:, j] - X[:, j].mean()) / s
        jacobian = (np.eye(N) - 1 / N - np.outer(x_hat, x_hat) / N) / s
        grad_X[:, j] = jacobian @ grad_out[:, j] * gain[j]
        grad_gain[j] = grad_out[:, j] @ x_hat
    return grad_X, grad_gain, grad_out.sum(axis=0)


@right("batch_norm_backward")
def in_torch_by_hand(grad_out, X, gain, epsilon=1e-5):
    grad_out, X, gain = (torch.tensor(np.array(array)) for array in (grad_out, X, gain))
    s = (X.var(dim=0, correction=0) + epsilon).sqrt()
    x_hat = (X - X.mean(dim=0)) / s
    grad_gain, grad_bias = (grad_out * x_hat).sum(dim=0), grad_out.sum(dim=0)
    return gain / s * (grad_out - grad_bias / len(X) - x_hat * grad_gain / len(X)), grad_gain, grad_bias


# ---------------------------------------------------------------- residual_backward


@wrong("residual_backward", hint="skip")
def without_the_skip(grad_out, X, W1, W2):
    U = X @ W1.T
    grad_U = (grad_out @ W2) * (U > 0)
    return grad_U @ W1, grad_U.T @ X, grad_out.T @ np.maximum(U, 0)


@wrong("residual_backward", hint="branch")
def the_skip_alone(grad_out, X, W1, W2):
    U = X @ W1.T
    grad_U = (grad_out @ W2) * (U > 0)
    return 1.0 * grad_out, grad_U.T @ X, grad_out.T @ np.maximum(U, 0)


@wrong("residual_backward", hint="mask")
def lets_everything_pass(grad_out, X, W1, W2):
    U = X @ W1.T
    grad_U = grad_out @ W2
    return grad_out + grad_U @ W1, grad_U.T @ X, grad_out.T @ np.maximum(U, 0)


@wrong("residual_backward", hint="mask")
def masks_by_the_gradient(grad_out, X, W1, W2):
    U = X @ W1.T
    grad_U = np.maximum(grad_out @ W2, 0)
    return grad_out + grad_U @ W1, grad_U.T @ X, grad_out.T @ np.maximum(U, 0)


@wrong("residual_backward", hint="kink")
def passes_at_the_kink(grad_out, X, W1, W2):
    U = X @ W1.T
    grad_U = (grad_out @ W2) * (U >= 0)
    return grad_out + grad_U @ W1, grad_U.T @ X, grad_out.T @ np.maximum(U, 0)


@wrong("residual_backward", hint="twice")
def two_skips(grad_out, X, W1, W2):
    U = X @ W1.T
    grad_U = (grad_out @ W2) * (U > 0)
    return 2 * grad_out + grad_U @ W1, grad_U.T @ X, grad_out.T @ np.maximum(U, 0)


@wrong("residual_backward", hint="minus")
def subtracts_the_skip(grad_out, X, W1, W2):
    U = X @ W1.T
    grad_U = (grad_out @ W2) * (U > 0)
    return grad_U @ W1 - grad_out, grad_U.T @ X, grad_out.T @ np.maximum(U, 0)


@wrong("residual_backward", hint="sum")
def mean_over_the_batch(grad_out, X, W1, W2):
    U = X @ W1.T
    grad_U = (grad_out @ W2) * (U > 0)
    return grad_out + grad_U @ W1, grad_U.T @ X / len(X), grad_out.T @ np.maximum(U, 0) / len(X)


@wrong("residual_backward", hint="sum")
def mean_of_the_second_matrix(grad_out, X, W1, W2):
    U = X @ W1.T
    grad_U = (grad_out @ W2) * (U > 0)
    return grad_out + grad_U @ W1, grad_U.T @ X, grad_out.T @ np.maximum(U, 0) / len(X)


@wrong("residual_backward", hint="input")
def first_matrix_times_what_comes_from_above(grad_out, X, W1, W2):
    U = X @ W1.T
    grad_U = (grad_out @ W2) * (U > 0)
    return grad_out + grad_U @ W1, grad_U.T @ grad_out, grad_out.T @ np.maximum(U, 0)


@wrong("residual_backward", hint="hidden")
def forgets_the_relu(grad_out, X, W1, W2):
    U = X @ W1.T
    grad_U = (grad_out @ W2) * (U > 0)
    return grad_out + grad_U @ W1, grad_U.T @ X, grad_out.T @ U


@wrong("residual_backward", hint="hidden")
def takes_the_mask_for_the_units(grad_out, X, W1, W2):
    U = X @ W1.T
    grad_U = (grad_out @ W2) * (U > 0)
    return grad_out + grad_U @ W1, grad_U.T @ X, grad_out.T @ (U > 0)


@wrong("residual_backward", hint="transpose")
def transposes_the_first_matrix(grad_out, X, W1, W2):
    U = X @ W1.T
    grad_U = (grad_out @ W2) * (U > 0)
    return grad_out + grad_U @ W1, X.T @ grad_U, grad_out.T @ np.maximum(U, 0)


@wrong("residual_backward", hint="transpose")
def transposes_the_second_matrix(grad_out, X, W1, W2):
    U = X @ W1.T
    grad_U = (grad_out @ W2) * (U > 0)
    return grad_out + grad_U @ W1, grad_U.T @ X, np.maximum(U, 0).T @ grad_out


@wrong("residual_backward", hint="in-place")
def adds_in_place(grad_out, X, W1, W2):
    U = X @ W1.T
    grad_U = (grad_out @ W2) * (U > 0)
    grad_W2 = grad_out.T @ np.maximum(U, 0)
    grad_out += grad_U @ W1
    return grad_out, grad_U.T @ X, grad_W2


@right("residual_backward")
def three_products(grad_out, X, W1, W2):
    U = X @ W1.T
    grad_U = (grad_out @ W2) * (U > 0)
    return grad_out + grad_U @ W1, grad_U.T @ X, grad_out.T @ np.maximum(U, 0)


@right("residual_backward")
def with_einsum(grad_out, X, W1, W2):
    U = X @ W1.T
    grad_U = (grad_out @ W2) * (U > 0)
    return grad_out + grad_U @ W1, np.einsum("nh,nd->hd", grad_U, X), np.einsum("nd,nh->dh", grad_out, U * (U > 0))


@right("residual_backward")
def example_by_example(grad_out, X, W1, W2):
    grad_X, grad_W1, grad_W2 = np.zeros(X.shape), np.zeros(W1.shape), np.zeros(W2.shape)
    for n, (above, x) in enumerate(zip(grad_out, X, strict=True)):
        u = W1 @ x
        back = np.where(u > 0, W2.T @ above, 0)
        grad_X[n] = above + W1.T @ back
        grad_W1 += np.outer(back, x)
        grad_W2 += np.outer(above, np.where(u > 0, u, 0))
    return grad_X, grad_W1, grad_W2


@right("residual_backward")
def a_block_in_torch(grad_out, X, W1, W2):
    grad_out, X, W1, W2 = (torch.tensor(np.array(array)) for array in (grad_out, X, W1, W2))
    hidden = torch.relu(X @ W1.T)
    back = (grad_out @ W2).masked_fill(hidden <= 0, 0.0)
    return grad_out + back @ W1, back.T @ X, grad_out.T @ hidden


# ---------------------------------------------------------------- dropout


@wrong("dropout", hint="kept-or-dropped")
def keeps_with_p(X, p, rng, training):
    if not 0 <= p <= 1:
        raise ValueError(p)
    if not training:
        return X
    if p == 1:
        return np.zeros(X.shape)
    return X * (rng.random(X.shape) < p) / (1 - p)


@wrong("dropout", hint="training")
def drops_in_evaluation_only(X, p, rng, training):
    if not 0 <= p <= 1:
        raise ValueError(p)
    if training:
        return X
    if p == 1:
        return np.zeros(X.shape)
    return X * (rng.random(X.shape) >= p) / (1 - p)


@wrong("dropout", hint="rate")
def always_drops_one_half(X, p, rng, training):
    if not 0 <= p <= 1:
        raise ValueError(p)
    if not training:
        return X
    if p == 1:
        return np.zeros(X.shape)
    return X * (rng.random(X.shape) >= 0.5) / (1 - p)


@wrong("dropout", hint="unscaled")
def does_not_scale(X, p, rng, training):
    if not 0 <= p <= 1:
        raise ValueError(p)
    if not training:
        return X
    if p == 1:
        return np.zeros(X.shape)
    return X * (rng.random(X.shape) >= p)


@wrong("dropout", hint="scale")
def divides_by_p(X, p, rng, training):
    if not 0 <= p <= 1:
        raise ValueError(p)
    if not training:
        return X
    if p == 0:
        return X
    if p == 1:
        return np.zeros(X.shape)
    return X * (rng.random(X.shape) >= p) / p


@wrong("dropout", hint="scale")
def multiplies_by_what_survives(X, p, rng, training):
    if not 0 <= p <= 1:
        raise ValueError(p)
    if not training:
        return X
    if p == 1:
        return np.zeros(X.shape)
    return X * (rng.random(X.shape) >= p) * (1 - p)


@wrong("dropout", hint="each-entry")
def one_mask_for_the_batch(X, p, rng, training):
    if not 0 <= p <= 1:
        raise ValueError(p)
    if not training:
        return X
    if p == 1:
        return np.zeros(X.shape)
    return X * (rng.random(X.shape[-1:]) >= p) / (1 - p)


@wrong("dropout", hint="each-entry")
def drops_whole_examples(X, p, rng, training):
    if not 0 <= p <= 1:
        raise ValueError(p)
    if not training:
        return X
    if p == 1:
        return np.zeros(X.shape)
    return X * (rng.random((len(X), *[1] * (X.ndim - 1))) >= p) / (1 - p)


@wrong("dropout", hint="evaluation")
def scales_in_evaluation_too(X, p, rng, training):
    if not 0 <= p <= 1:
        raise ValueError(p)
    if not training:
        return X * (1 - p)
    if p == 1:
        return np.zeros(X.shape)
    return X * (rng.random(X.shape) >= p) / (1 - p)


@wrong("dropout", hint="evaluation")
def divides_in_evaluation_too(X, p, rng, training):
    if not 0 <= p <= 1:
        raise ValueError(p)
    if not training:
        return X / (1 - p)
    if p == 1:
        return np.zeros(X.shape)
    return X * (rng.random(X.shape) >= p) / (1 - p)


@wrong("dropout", hint="evaluation")
def drops_in_evaluation_too(X, p, rng, training):
    if not 0 <= p <= 1:
        raise ValueError(p)
    if p == 1:
        return np.zeros(X.shape)
    return X * (rng.random(X.shape) >= p) / (1 - p)


@wrong("dropout", hint="all")
def zero_by_zero(X, p, rng, training):
    if not 0 <= p <= 1:
        raise ValueError(p)
    if not training:
        return X
    return X * (rng.random(X.shape) >= p) / (1 - p)


@wrong("dropout", hint="none")
def p_of_zero_is_the_default(X, p, rng, training):
    if not 0 <= p <= 1:
        raise ValueError(p)
    if not training:
        return X
    p = p or 0.5
    if p == 1:
        return np.zeros(X.shape)
    return X * (rng.random(X.shape) >= p) / (1 - p)


@wrong("dropout", hint="next-mask")
def draws_from_a_copy_for_its_masks(X, p, rng, training):
    if not 0 <= p <= 1:
        raise ValueError(p)
    if not training:
        return X
    if p == 1:
        return np.zeros(X.shape)
    import copy

    return X * (copy.deepcopy(rng).random(X.shape) >= p) / (1 - p)


@wrong("dropout", hint="global-rng")
def draws_globally_for_its_masks(X, p, rng, training):
    if not 0 <= p <= 1:
        raise ValueError(p)
    if not training:
        return X
    if p == 1:
        return np.zeros(X.shape)
    return X * (np.random.random(X.shape) >= p) / (1 - p)


@wrong("dropout", hint="own-generator")
def a_generator_without_a_seed_for_its_masks(X, p, rng, training):
    if not 0 <= p <= 1:
        raise ValueError(p)
    if not training:
        return X
    if p == 1:
        return np.zeros(X.shape)
    return X * (np.random.default_rng().random(X.shape) >= p) / (1 - p)


@wrong("dropout", hint="outside")
def accepts_any_p(X, p, rng, training):
    if not training:
        return X
    if p >= 1:
        return np.zeros(X.shape)
    return X * (rng.random(X.shape) >= p) / (1 - p)


@wrong("dropout", hint="outside")
def asks_in_training_only(X, p, rng, training):
    if not training:
        return X
    if not 0 <= p <= 1:
        raise ValueError(p)
    if p == 1:
        return np.zeros(X.shape)
    return X * (rng.random(X.shape) >= p) / (1 - p)


@wrong("dropout", hint="in-place")
def drops_in_place(X, p, rng, training):
    if not 0 <= p <= 1:
        raise ValueError(p)
    if not training:
        return X
    if p == 1:
        return np.zeros(X.shape)
    X[rng.random(X.shape) < p] = 0
    return X / (1 - p)


@right("dropout")
def mask_and_divide(X, p, rng, training):
    if not 0 <= p <= 1:
        raise ValueError(p)
    if not training:
        return X
    if p == 1:
        return np.zeros(X.shape)
    return X * (rng.random(X.shape) >= p) / (1 - p)


@right("dropout")
def chooses_with_binomial(X, p, rng, training):
    if not 0 <= p <= 1:
        raise ValueError(p)
    if not training:
        return X
    if p == 1:
        return np.zeros(X.shape)
    return np.where(rng.binomial(1, 1 - p, size=X.shape) == 1, X / (1 - p), 0.0)


@right("dropout")
def a_mask_of_factors(X, p, rng, training):
    if not 0 <= p <= 1:
        raise ValueError(p)
    if not training:
        return X
    if p == 1:
        return np.zeros(X.shape)
    return np.where(rng.random(X.shape) < p, 0.0, 1 / (1 - p)) * X


@right("dropout")
def a_tensor_for_its_masks(X, p, rng, training):
    if not 0 <= p <= 1:
        raise ValueError(p)
    if not training:
        return X
    if p == 1:
        return np.zeros(X.shape)
    mask = torch.from_numpy(np.asarray(rng.random(X.shape) >= p))
    return torch.as_tensor(np.array(X)) * mask / (1 - p)


# ---------------------------------------------------------------- dropout_faults


@wrong("dropout_faults", hint="rate")
def tries_one_half(drop, rng):
    p, X = 0.5, rng.uniform(-2, -1, size=(4, 8000))
    inputs = [X.copy() for _ in range(3)]
    first, second = np.array(drop(inputs[0], p, rng, True)), np.array(drop(inputs[1], p, rng, True))
    evaluated = np.array(drop(inputs[2], p, rng, False))
    judged = {
        "rate": abs(np.mean(first == 0) - p) < 0.05,
        "scale": np.allclose(first[first != 0] * (1 - p), X[first != 0]),
        "evaluation": np.array_equal(evaluated, X),
        "shared": not np.array_equal(first[0] == 0, first[1] == 0),
        "fixed": not np.array_equal(first == 0, second == 0),
        "changes": all(np.array_equal(given, X) for given in inputs),
    }
    return {name for name, kept in judged.items() if not kept}


@wrong("dropout_faults", hint="rate")
def forgets_the_rate(drop, rng):
    p, X = 0.3, rng.uniform(-2, -1, size=(4, 8000))
    inputs = [X.copy() for _ in range(3)]
    first, second = np.array(drop(inputs[0], p, rng, True)), np.array(drop(inputs[1], p, rng, True))
    evaluated = np.array(drop(inputs[2], p, rng, False))
    judged = {
        "scale": np.allclose(first[first != 0] * (1 - p), X[first != 0]),
        "evaluation": np.array_equal(evaluated, X),
        "shared": not np.array_equal(first[0] == 0, first[1] == 0),
        "fixed": not np.array_equal(first == 0, second == 0),
        "changes": all(np.array_equal(given, X) for given in inputs),
    }
    return {name for name, kept in judged.items() if not kept}


@wrong("dropout_faults", hint="scale")
def forgets_the_scale(drop, rng):
    p, X = 0.3, rng.uniform(-2, -1, size=(4, 8000))
    inputs = [X.copy() for _ in range(3)]
    first, second = np.array(drop(inputs[0], p, rng, True)), np.array(drop(inputs[1], p, rng, True))
    evaluated = np.array(drop(inputs[2], p, rng, False))
    judged = {
        "rate": abs(np.mean(first == 0) - p) < 0.05,
        "evaluation": np.array_equal(evaluated, X),
        "shared": not np.array_equal(first[0] == 0, first[1] == 0),
        "fixed": not np.array_equal(first == 0, second == 0),
        "changes": all(np.array_equal(given, X) for given in inputs),
    }
    return {name for name, kept in judged.items() if not kept}


@wrong("dropout_faults", hint="innocent")
def judges_the_scale_by_the_mean(drop, rng):
    p, X = 0.3, rng.uniform(-2, -1, size=(4, 8000))
    inputs = [X.copy() for _ in range(3)]
    first, second = np.array(drop(inputs[0], p, rng, True)), np.array(drop(inputs[1], p, rng, True))
    evaluated = np.array(drop(inputs[2], p, rng, False))
    judged = {
        "rate": abs(np.mean(first == 0) - p) < 0.05,
        "scale": abs(first.mean() / X.mean() - 1) < 0.05,
        "evaluation": np.array_equal(evaluated, X),
        "shared": not np.array_equal(first[0] == 0, first[1] == 0),
        "fixed": not np.array_equal(first == 0, second == 0),
        "changes": all(np.array_equal(given, X) for given in inputs),
    }
    return {name for name, kept in judged.items() if not kept}


@wrong("dropout_faults", hint="evaluation")
def forgets_the_evaluation(drop, rng):
    p, X = 0.3, rng.uniform(-2, -1, size=(4, 8000))
    inputs = [X.copy() for _ in range(3)]
    first, second = np.array(drop(inputs[0], p, rng, True)), np.array(drop(inputs[1], p, rng, True))
    drop(inputs[2], p, rng, False)
    judged = {
        "rate": abs(np.mean(first == 0) - p) < 0.05,
        "scale": np.allclose(first[first != 0] * (1 - p), X[first != 0]),
        "shared": not np.array_equal(first[0] == 0, first[1] == 0),
        "fixed": not np.array_equal(first == 0, second == 0),
        "changes": all(np.array_equal(given, X) for given in inputs),
    }
    return {name for name, kept in judged.items() if not kept}


@wrong("dropout_faults", hint="shared")
def compares_columns(drop, rng):
    p, X = 0.3, rng.uniform(-2, -1, size=(4, 8000))
    inputs = [X.copy() for _ in range(3)]
    first, second = np.array(drop(inputs[0], p, rng, True)), np.array(drop(inputs[1], p, rng, True))
    evaluated = np.array(drop(inputs[2], p, rng, False))
    judged = {
        "rate": abs(np.mean(first == 0) - p) < 0.05,
        "scale": np.allclose(first[first != 0] * (1 - p), X[first != 0]),
        "evaluation": np.array_equal(evaluated, X),
        "shared": not np.array_equal(first[:, 0] == 0, first[:, 1] == 0) or True,
        "fixed": not np.array_equal(first == 0, second == 0),
        "changes": all(np.array_equal(given, X) for given in inputs),
    }
    return {name for name, kept in judged.items() if not kept}


@wrong("dropout_faults", hint="fixed")
def looks_at_one_call(drop, rng):
    p, X = 0.3, rng.uniform(-2, -1, size=(4, 8000))
    inputs = [X.copy() for _ in range(3)]
    first = np.array(drop(inputs[0], p, rng, True))
    evaluated = np.array(drop(inputs[2], p, rng, False))
    judged = {
        "rate": abs(np.mean(first == 0) - p) < 0.05,
        "scale": np.allclose(first[first != 0] * (1 - p), X[first != 0]),
        "evaluation": np.array_equal(evaluated, X),
        "shared": not np.array_equal(first[0] == 0, first[1] == 0),
        "fixed": True,
        "changes": all(np.array_equal(given, X) for given in inputs),
    }
    return {name for name, kept in judged.items() if not kept}


@wrong("dropout_faults", hint="innocent")
def gives_both_calls_the_same_state(drop, rng):
    p, X = 0.3, rng.uniform(-2, -1, size=(4, 8000))
    inputs = [X.copy() for _ in range(3)]
    first, second = (np.array(drop(given, p, np.random.default_rng(0), True)) for given in inputs[:2])
    evaluated = np.array(drop(inputs[2], p, rng, False))
    judged = {
        "rate": abs(np.mean(first == 0) - p) < 0.05,
        "scale": np.allclose(first[first != 0] * (1 - p), X[first != 0]),
        "evaluation": np.array_equal(evaluated, X),
        "shared": not np.array_equal(first[0] == 0, first[1] == 0),
        "fixed": not np.array_equal(first == 0, second == 0),
        "changes": all(np.array_equal(given, X) for given in inputs),
    }
    return {name for name, kept in judged.items() if not kept}


@wrong("dropout_faults", hint="changes")
def looks_at_training_alone(drop, rng):
    p, X = 0.3, rng.uniform(-2, -1, size=(4, 8000))
    inputs = [X.copy() for _ in range(3)]
    first, second = np.array(drop(inputs[0], p, rng, True)), np.array(drop(inputs[1], p, rng, True))
    evaluated = np.array(drop(inputs[2], p, rng, False))
    judged = {
        "rate": abs(np.mean(first == 0) - p) < 0.05,
        "scale": np.allclose(first[first != 0] * (1 - p), X[first != 0]),
        "evaluation": np.array_equal(evaluated, X),
        "shared": not np.array_equal(first[0] == 0, first[1] == 0),
        "fixed": not np.array_equal(first == 0, second == 0),
        "changes": all(np.array_equal(given, X) for given in inputs[:2]),
    }
    return {name for name, kept in judged.items() if not kept}


@wrong("dropout_faults", hint="changes")
def has_no_copy(drop, rng):
    p, X = 0.3, rng.uniform(-2, -1, size=(4, 8000))
    inputs = [X, X.copy(), X.copy()]
    first, second = np.array(drop(inputs[0], p, rng, True)), np.array(drop(inputs[1], p, rng, True))
    evaluated = np.array(drop(inputs[2], p, rng, False))
    judged = {
        "rate": abs(np.mean(first == 0) - p) < 0.05,
        "scale": np.allclose(first[first != 0] * (1 - p), X[first != 0]),
        "evaluation": np.array_equal(evaluated, X),
        "shared": not np.array_equal(first[0] == 0, first[1] == 0),
        "fixed": not np.array_equal(first == 0, second == 0),
        "changes": all(np.array_equal(given, X) for given in inputs[:1]),
    }
    return {name for name, kept in judged.items() if not kept}


@wrong("dropout_faults", hint="innocent")
def too_few_entries(drop, rng):
    p, X = 0.3, rng.uniform(-2, -1, size=(4, 3))
    inputs = [X.copy() for _ in range(3)]
    first, second = np.array(drop(inputs[0], p, rng, True)), np.array(drop(inputs[1], p, rng, True))
    evaluated = np.array(drop(inputs[2], p, rng, False))
    judged = {
        "rate": abs(np.mean(first == 0) - p) < 0.05,
        "scale": np.allclose(first[first != 0] * (1 - p), X[first != 0]),
        "evaluation": np.array_equal(evaluated, X),
        "shared": not np.array_equal(first[0] == 0, first[1] == 0),
        "fixed": not np.array_equal(first == 0, second == 0),
        "changes": all(np.array_equal(given, X) for given in inputs),
    }
    return {name for name, kept in judged.items() if not kept}


@wrong("dropout_faults", hint="innocent")
def compares_results_and_not_masks(drop, rng):
    p, X = 0.3, rng.uniform(-2, -1, size=(4, 8000))
    inputs = [X.copy() for _ in range(3)]
    first, second = np.array(drop(inputs[0], p, rng, True)), np.array(drop(inputs[1], p, rng, True))
    evaluated = np.array(drop(inputs[2], p, rng, False))
    judged = {
        "rate": abs(np.mean(first != X) - p) < 0.05,
        "scale": np.allclose(first[first != 0] * (1 - p), X[first != 0]),
        "evaluation": np.array_equal(evaluated, X),
        "shared": not np.array_equal(first[0] == 0, first[1] == 0),
        "fixed": not np.array_equal(first == 0, second == 0),
        "changes": all(np.array_equal(given, X) for given in inputs),
    }
    return {name for name, kept in judged.items() if not kept}


@wrong("dropout_faults", hint="names")
def other_names(drop, rng):
    p, X = 0.3, rng.uniform(-2, -1, size=(4, 8000))
    inputs = [X.copy() for _ in range(3)]
    first, second = np.array(drop(inputs[0], p, rng, True)), np.array(drop(inputs[1], p, rng, True))
    evaluated = np.array(drop(inputs[2], p, rng, False))
    judged = {
        "rate": abs(np.mean(first == 0) - p) < 0.05,
        "scale": np.allclose(first[first != 0] * (1 - p), X[first != 0]),
        "evaluation": np.array_equal(evaluated, X),
        "shared": not np.array_equal(first[0] == 0, first[1] == 0),
        "fixed": not np.array_equal(first == 0, second == 0),
        "changes": all(np.array_equal(given, X) for given in inputs),
    }
    return {name.upper() for name, kept in judged.items() if not kept}


@wrong("dropout_faults", hint="set")
def a_list(drop, rng):
    p, X = 0.3, rng.uniform(-2, -1, size=(4, 8000))
    inputs = [X.copy() for _ in range(3)]
    first, second = np.array(drop(inputs[0], p, rng, True)), np.array(drop(inputs[1], p, rng, True))
    evaluated = np.array(drop(inputs[2], p, rng, False))
    judged = {
        "rate": abs(np.mean(first == 0) - p) < 0.05,
        "scale": np.allclose(first[first != 0] * (1 - p), X[first != 0]),
        "evaluation": np.array_equal(evaluated, X),
        "shared": not np.array_equal(first[0] == 0, first[1] == 0),
        "fixed": not np.array_equal(first == 0, second == 0),
        "changes": all(np.array_equal(given, X) for given in inputs),
    }
    return [name for name, kept in judged.items() if not kept]


@wrong("dropout_faults", hint="innocent")
def zeros_among_the_inputs(drop, rng):
    p, X = 0.3, np.maximum(rng.normal(size=(4, 8000)), 0)
    inputs = [X.copy() for _ in range(3)]
    first, second = np.array(drop(inputs[0], p, rng, True)), np.array(drop(inputs[1], p, rng, True))
    evaluated = np.array(drop(inputs[2], p, rng, False))
    judged = {
        "rate": abs(np.mean(first == 0) - p) < 0.05,
        "scale": np.allclose(first[first != 0] * (1 - p), X[first != 0]),
        "evaluation": np.array_equal(evaluated, X),
        "shared": not np.array_equal(first[0] == 0, first[1] == 0),
        "fixed": not np.array_equal(first == 0, second == 0),
        "changes": all(np.array_equal(given, X) for given in inputs),
    }
    return {name for name, kept in judged.items() if not kept}


@wrong("dropout_faults", hint="scale")
def looks_at_the_largest_survivor(drop, rng):
    p, X = 0.2, rng.uniform(1, 2, size=(3, 10_000))
    inputs = [X.copy(), X.copy(), X.copy()]
    first, second = drop(inputs[0], p, rng, True), drop(inputs[1], p, rng, True)
    evaluated = drop(inputs[2], p, rng, False)
    broken = {
        "rate": abs(np.mean(first == 0) - p) > 0.05,
        "scale": not np.isclose(np.max(first / X), 1 / (1 - p)),
        "evaluation": not np.allclose(evaluated, X),
        "shared": np.array_equal(first[0] == 0, first[1] == 0),
        "fixed": np.array_equal(first == 0, second == 0),
        "changes": not all(np.array_equal(given, X) for given in inputs),
    }
    return {promise for promise, is_broken in broken.items() if is_broken}


@wrong("dropout_faults", hint="own-work")
def asks_the_layer_what_it_breaks(drop, rng):
    return set(drop.breaks)


@wrong("dropout_faults", hint="own-work")
def reads_what_the_layer_has_written_down(drop, rng):
    return set(vars(drop)["breaks"])


@right("dropout_faults")
def a_table_of_judgements(drop, rng):
    p, X = 0.3, rng.uniform(-2, -1, size=(4, 8000))
    inputs = [X.copy() for _ in range(3)]
    first, second = np.array(drop(inputs[0], p, rng, True)), np.array(drop(inputs[1], p, rng, True))
    evaluated = np.array(drop(inputs[2], p, rng, False))
    judged = {
        "rate": abs(np.mean(first == 0) - p) < 0.05,
        "scale": np.allclose(first[first != 0] * (1 - p), X[first != 0]),
        "evaluation": np.array_equal(evaluated, X),
        "shared": not np.array_equal(first[0] == 0, first[1] == 0),
        "fixed": not np.array_equal(first == 0, second == 0),
        "changes": all(np.array_equal(given, X) for given in inputs),
    }
    return {name for name, kept in judged.items() if not kept}


@right("dropout_faults")
def call_by_call(drop, rng):
    """Judge each promise by calls of its own."""
    X, faults = 1 + rng.random((2, 20_000)), set()
    for training in (True, False):
        given = X.copy()
        out = np.array(drop(given, 0.7, rng, training))
        if not np.array_equal(given, X):
            faults.add("changes")
        if not training and not np.array_equal(out, X):
            faults.add("evaluation")
    out = np.array(drop(X.copy(), 0.7, rng, True))
    if abs(np.mean(out == 0) - 0.7) > 0.06:
        faults.add("rate")
    if np.abs(out[out != 0] * 0.3 - X[out != 0]).max() > 1e-9:
        faults.add("scale")
    if np.all((out[0] == 0) == (out[1] == 0)):
        faults.add("shared")
    if np.all((np.array(drop(X.copy(), 0.7, rng, True)) == 0) == (np.array(drop(X.copy(), 0.7, rng, True)) == 0)):
        faults.add("fixed")
    return faults


@right("dropout_faults")
def of_ones(drop, rng):
    p, names = 0.25, []
    ones = np.ones((5, 6000))
    train = [ones.copy(), ones.copy()]
    masks = [drop(given, p, rng, True).copy() for given in train]
    still = ones.copy()
    out = drop(still, p, rng, False).copy()
    share = float((masks[0] == 0).mean())
    names += ["rate"] * (not p - 0.07 < share < p + 0.07)
    names += ["scale"] * (not np.allclose(masks[0][masks[0] != 0], 1 / (1 - p)))
    names += ["evaluation"] * (not np.allclose(out, 1))
    names += ["shared"] * bool((masks[0] == masks[0][:1]).all())
    names += ["fixed"] * bool((masks[0] == masks[1]).all())
    names += ["changes"] * bool((train[0] != 1).any() or (train[1] != 1).any() or (still != 1).any())
    return set(names)


# ---------------------------------------------------------------- shrink_step


@wrong("shrink_step", hint="negative")
def a_relu(theta, direction, learning_rate, decay, lasso):
    v = theta * (1 - learning_rate * decay) - learning_rate * direction
    width = learning_rate * lasso
    return np.maximum(v - width, 0)


@wrong("shrink_step", hint="negative")
def always_down(theta, direction, learning_rate, decay, lasso):
    v = theta * (1 - learning_rate * decay) - learning_rate * direction
    width = learning_rate * lasso
    return v - width


@wrong("shrink_step", hint="stays-zero")
def comes_out_on_the_other_side(theta, direction, learning_rate, decay, lasso):
    v = theta * (1 - learning_rate * decay) - learning_rate * direction
    width = learning_rate * lasso
    return v - width * np.sign(v)


@wrong("shrink_step", hint="hard")
def a_hard_threshold(theta, direction, learning_rate, decay, lasso):
    v = theta * (1 - learning_rate * decay) - learning_rate * direction
    width = learning_rate * lasso
    return np.where(np.abs(v) > width, v, 0)


@wrong("shrink_step", hint="threshold")
def a_threshold_without_the_rate(theta, direction, learning_rate, decay, lasso):
    v = theta * (1 - learning_rate * decay) - learning_rate * direction
    width = lasso
    return np.sign(v) * np.maximum(np.abs(v) - width, 0)


@wrong("shrink_step", hint="threshold")
def no_threshold(theta, direction, learning_rate, decay, lasso):
    v = theta * (1 - learning_rate * decay) - learning_rate * direction
    width = learning_rate * lasso
    return v + 0 * width


@wrong("shrink_step", hint="old")
def decays_what_has_moved(theta, direction, learning_rate, decay, lasso):
    v = (theta - learning_rate * direction) * (1 - learning_rate * decay)
    width = learning_rate * lasso
    return np.sign(v) * np.maximum(np.abs(v) - width, 0)


@wrong("shrink_step", hint="decay")
def decay_without_the_rate(theta, direction, learning_rate, decay, lasso):
    v = theta * (1 - decay) - learning_rate * direction
    width = learning_rate * lasso
    return np.sign(v) * np.maximum(np.abs(v) - width, 0)


@wrong("shrink_step", hint="decay")
def grows(theta, direction, learning_rate, decay, lasso):
    v = theta * (1 + learning_rate * decay) - learning_rate * direction
    width = learning_rate * lasso
    return np.sign(v) * np.maximum(np.abs(v) - width, 0)


@wrong("shrink_step", hint="decay")
def no_decay(theta, direction, learning_rate, decay, lasso):
    v = theta - learning_rate * direction
    width = learning_rate * lasso
    return np.sign(v) * np.maximum(np.abs(v) - width, 0)


@wrong("shrink_step", hint="uphill")
def goes_uphill(theta, direction, learning_rate, decay, lasso):
    v = theta * (1 - learning_rate * decay) + learning_rate * direction
    width = learning_rate * lasso
    return np.sign(v) * np.maximum(np.abs(v) - width, 0)


@wrong("shrink_step", hint="rate")
def a_step_without_the_rate(theta, direction, learning_rate, decay, lasso):
    v = theta * (1 - learning_rate * decay) - direction
    width = learning_rate * lasso
    return np.sign(v) * np.maximum(np.abs(v) - width, 0)


@wrong("shrink_step", hint="no-lasso")
def a_lasso_of_its_own_for_none(theta, direction, learning_rate, decay, lasso):
    v = theta * (1 - learning_rate * decay) - learning_rate * direction
    width = learning_rate * (lasso or 1.0)
    return np.sign(v) * np.maximum(np.abs(v) - width, 0)


@wrong("shrink_step", hint="loose")
def takes_small_numbers_for_zero(theta, direction, learning_rate, decay, lasso):
    v = theta * (1 - learning_rate * decay) - learning_rate * direction
    width = learning_rate * lasso
    return np.where(np.isclose(v, 0), 0.0, np.sign(v) * np.maximum(np.abs(v) - width, 0))


@wrong("shrink_step", hint="first-threshold")
def threshold_before_the_step(theta, direction, learning_rate, decay, lasso):
    v = theta * (1 - learning_rate * decay)
    width = learning_rate * lasso
    return np.sign(v) * np.maximum(np.abs(v) - width, 0) - learning_rate * direction


@wrong("shrink_step", hint="in-place")
def moves_in_place(theta, direction, learning_rate, decay, lasso):
    theta *= 1 - learning_rate * decay
    v = theta - learning_rate * direction
    width = learning_rate * lasso
    return np.sign(v) * np.maximum(np.abs(v) - width, 0)


@right("shrink_step")
def sign_and_length(theta, direction, learning_rate, decay, lasso):
    v = theta * (1 - learning_rate * decay) - learning_rate * direction
    width = learning_rate * lasso
    return np.sign(v) * np.maximum(np.abs(v) - width, 0)


@right("shrink_step")
def three_cases(theta, direction, learning_rate, decay, lasso):
    v = theta * (1 - learning_rate * decay) - learning_rate * direction
    width = learning_rate * lasso
    return np.where(v > width, v - width, np.where(v < -width, v + width, 0.0))


@right("shrink_step")
def two_relus(theta, direction, learning_rate, decay, lasso):
    v = theta * (1 - learning_rate * decay) - learning_rate * direction
    width = learning_rate * lasso
    return np.maximum(v - width, 0) - np.maximum(-v - width, 0)


@right("shrink_step")
def minus_what_is_clipped(theta, direction, learning_rate, decay, lasso):
    v = theta * (1 - learning_rate * decay) - learning_rate * direction
    width = learning_rate * lasso
    return v - np.clip(v, -width, width)


# ---------------------------------------------------------------- scheduled_rate


@wrong("scheduled_rate", hint="first-step")
def begins_at_zero(step, total, warmup, batch_size, base=0.025):
    import math

    peak = base * math.sqrt(batch_size)
    if step >= total:
        return 0.0
    if step < warmup:
        return peak * step / warmup
    share = (step - warmup) / (total - warmup)
    return peak * 0.5 * (1 + math.cos(math.pi * share))


@wrong("scheduled_rate", hint="first-step")
def never_quite_at_the_peak(step, total, warmup, batch_size, base=0.025):
    import math

    peak = base * math.sqrt(batch_size)
    if step >= total:
        return 0.0
    if step < warmup:
        return peak * (step + 1) / (warmup + 1)
    share = (step - warmup) / (total - warmup)
    return peak * 0.5 * (1 + math.cos(math.pi * share))


@wrong("scheduled_rate", hint="root")
def in_proportion_to_the_batch(step, total, warmup, batch_size, base=0.025):
    import math

    peak = base * batch_size
    if step >= total:
        return 0.0
    if step < warmup:
        return peak * (step + 1) / warmup
    share = (step - warmup) / (total - warmup)
    return peak * 0.5 * (1 + math.cos(math.pi * share))


@wrong("scheduled_rate", hint="batch")
def forgets_the_batch(step, total, warmup, batch_size, base=0.025):
    import math

    peak = base
    if step >= total:
        return 0.0
    if step < warmup:
        return peak * (step + 1) / warmup
    share = (step - warmup) / (total - warmup)
    return peak * 0.5 * (1 + math.cos(math.pi * share))


@wrong("scheduled_rate", hint="batch")
def falls_with_the_batch(step, total, warmup, batch_size, base=0.025):
    import math

    peak = base / math.sqrt(batch_size)
    if step >= total:
        return 0.0
    if step < warmup:
        return peak * (step + 1) / warmup
    share = (step - warmup) / (total - warmup)
    return peak * 0.5 * (1 + math.cos(math.pi * share))


@wrong("scheduled_rate", hint="base")
def a_base_of_its_own(step, total, warmup, batch_size, base=0.025):
    import math

    peak = 0.025 * math.sqrt(batch_size)
    if step >= total:
        return 0.0
    if step < warmup:
        return peak * (step + 1) / warmup
    share = (step - warmup) / (total - warmup)
    return peak * 0.5 * (1 + math.cos(math.pi * share))


@wrong("scheduled_rate", hint="warm-up")
def no_warm_up(step, total, warmup, batch_size, base=0.025):
    import math

    peak = base * math.sqrt(batch_size)
    if step >= total:
        return 0.0
    if step < warmup:
        return peak
    share = (step - warmup) / (total - warmup)
    return peak * 0.5 * (1 + math.cos(math.pi * share))


@wrong("scheduled_rate", hint="from-warm-up")
def a_cosine_from_the_start(step, total, warmup, batch_size, base=0.025):
    import math

    peak = base * math.sqrt(batch_size)
    if step >= total:
        return 0.0
    if step < warmup:
        return peak * (step + 1) / warmup
    share = step / total
    return peak * 0.5 * (1 + math.cos(math.pi * share))


@wrong("scheduled_rate", hint="from-warm-up")
def total_without_the_warm_up(step, total, warmup, batch_size, base=0.025):
    import math

    peak = base * math.sqrt(batch_size)
    if step >= total:
        return 0.0
    if step < warmup:
        return peak * (step + 1) / warmup
    share = (step - warmup) / total
    return peak * 0.5 * (1 + math.cos(math.pi * share))


@wrong("scheduled_rate", hint="half-wave")
def a_whole_wave(step, total, warmup, batch_size, base=0.025):
    import math

    peak = base * math.sqrt(batch_size)
    if step >= total:
        return 0.0
    if step < warmup:
        return peak * (step + 1) / warmup
    share = (step - warmup) / (total - warmup)
    return peak * 0.5 * (1 + math.cos(2 * math.pi * share))


@wrong("scheduled_rate", hint="half-wave")
def a_quarter_of_a_wave(step, total, warmup, batch_size, base=0.025):
    import math

    peak = base * math.sqrt(batch_size)
    if step >= total:
        return 0.0
    if step < warmup:
        return peak * (step + 1) / warmup
    share = (step - warmup) / (total - warmup)
    return peak * math.cos(math.pi * share / 2)


@wrong("scheduled_rate", hint="half-wave")
def below_zero(step, total, warmup, batch_size, base=0.025):
    import math

    peak = base * math.sqrt(batch_size)
    if step >= total:
        return 0.0
    if step < warmup:
        return peak * (step + 1) / warmup
    share = (step - warmup) / (total - warmup)
    return peak * math.cos(math.pi * share)


@wrong("scheduled_rate", hint="no-warm-up")
def a_warm_up_of_its_own_for_none(step, total, warmup, batch_size, base=0.025):
    import math

    warmup = warmup or 5
    peak = base * math.sqrt(batch_size)
    if step >= total:
        return 0.0
    if step < warmup:
        return peak * (step + 1) / warmup
    share = (step - warmup) / (total - warmup)
    return peak * 0.5 * (1 + math.cos(math.pi * share))


@wrong("scheduled_rate", hint="last")
def at_zero_one_step_early(step, total, warmup, batch_size, base=0.025):
    import math

    peak = base * math.sqrt(batch_size)
    if step >= total:
        return 0.0
    if step < warmup:
        return peak * (step + 1) / warmup
    share = (step - warmup) / max(total - warmup - 1, 1)
    return peak * 0.5 * (1 + math.cos(math.pi * share))


@wrong("scheduled_rate", hint="cosine")
def a_straight_line(step, total, warmup, batch_size, base=0.025):
    import math

    peak = base * math.sqrt(batch_size)
    if step >= total:
        return 0.0
    if step < warmup:
        return peak * (step + 1) / warmup
    share = (step - warmup) / (total - warmup)
    return peak * (1 - share)


@wrong("scheduled_rate", hint="double")
def twice_the_peak(step, total, warmup, batch_size, base=0.025):
    import math

    peak = base * math.sqrt(batch_size)
    if step >= total:
        return 0.0
    if step < warmup:
        return peak * (step + 1) / warmup
    share = (step - warmup) / (total - warmup)
    return peak * (1 + math.cos(math.pi * share))


@wrong("scheduled_rate", hint="over")
def goes_on_after_the_end(step, total, warmup, batch_size, base=0.025):
    import math

    peak = base * math.sqrt(batch_size)
    if step < warmup:
        return peak * (step + 1) / warmup
    share = (step - warmup) / max(total - warmup, 1)
    return peak * 0.5 * (1 + math.cos(math.pi * share))


@wrong("scheduled_rate", hint="ZeroDivisionError")
def divides_by_the_warm_up_first(step, total, warmup, batch_size, base=0.025):
    import math

    peak = base * math.sqrt(batch_size)
    rise = peak * (step + 1) / warmup
    if step >= total:
        return 0.0
    if step < warmup:
        return rise
    share = (step - warmup) / (total - warmup)
    return peak * 0.5 * (1 + math.cos(math.pi * share))


@right("scheduled_rate")
def in_three_cases(step, total, warmup, batch_size, base=0.025):
    import math

    peak = base * math.sqrt(batch_size)
    if step >= total:
        return 0.0
    if step < warmup:
        return peak * (step + 1) / warmup
    share = (step - warmup) / (total - warmup)
    return peak * 0.5 * (1 + math.cos(math.pi * share))


@right("scheduled_rate")
def a_squared_cosine(step, total, warmup, batch_size, base=0.025):
    import math

    peak = base * math.sqrt(batch_size)
    if step >= total:
        return 0.0
    if step < warmup:
        return peak * (step + 1) / warmup
    share = (step - warmup) / (total - warmup)
    return peak * math.cos(math.pi * share / 2) ** 2


@right("scheduled_rate")
def from_a_table(step, total, warmup, batch_size, base=0.025):
    rise = np.arange(1, warmup + 1) / max(warmup, 1)
    fall = (1 + np.cos(np.pi * np.arange(total - warmup) / max(total - warmup, 1))) / 2
    table = base * batch_size**0.5 * np.concatenate([rise, fall])
    return float(table[step]) if step < total else 0.0


# ---------------------------------------------------------------- augment


@wrong("augment", hint="own-step")
def one_step_for_all(images, shift, rng):
    count, height, width = images.shape
    framed = np.zeros((count, height + 2 * shift, width + 2 * shift), dtype=images.dtype)
    framed[:, shift : shift + height, shift : shift + width] = images
    moved = np.empty_like(images)
    top, left = rng.integers(0, 2 * shift + 1, size=2)
    for n in range(count):
        moved[n] = framed[n, top : top + height, left : left + width]
    return moved


@wrong("augment", hint="wrap")
def rolls(images, shift, rng):
    count, height, width = images.shape
    framed = np.zeros((count, height + 2 * shift, width + 2 * shift), dtype=images.dtype)
    framed[:, shift : shift + height, shift : shift + width] = images
    moved = np.empty_like(images)
    for n in range(count):
        top, left = rng.integers(0, 2 * shift + 1, size=2)
        moved[n] = np.roll(images[n], (top - shift, left - shift), axis=(0, 1))
    return moved


@wrong("augment", hint="whole")
def repeats_the_border(images, shift, rng):
    count, height, width = images.shape
    framed = np.pad(images, [(0, 0), (shift, shift), (shift, shift)], mode="edge")
    moved = np.empty_like(images)
    for n in range(count):
        top, left = rng.integers(0, 2 * shift + 1, size=2)
        moved[n] = framed[n, top : top + height, left : left + width]
    return moved


@wrong("augment", hint="diagonal")
def dy_is_dx(images, shift, rng):
    count, height, width = images.shape
    framed = np.zeros((count, height + 2 * shift, width + 2 * shift), dtype=images.dtype)
    framed[:, shift : shift + height, shift : shift + width] = images
    moved = np.empty_like(images)
    for n in range(count):
        top = left = rng.integers(0, 2 * shift + 1)
        moved[n] = framed[n, top : top + height, left : left + width]
    return moved


@wrong("augment", hint="both-ends")
def excludes_the_last(images, shift, rng):
    count, height, width = images.shape
    framed = np.zeros((count, height + 2 * shift, width + 2 * shift), dtype=images.dtype)
    framed[:, shift : shift + height, shift : shift + width] = images
    moved = np.empty_like(images)
    for n in range(count):
        top, left = rng.integers(0, max(2 * shift, 1), size=2)
        moved[n] = framed[n, top : top + height, left : left + width]
    return moved


@wrong("augment", hint="both-ends")
def never_stays(images, shift, rng):
    count, height, width = images.shape
    framed = np.zeros((count, height + 2 * shift, width + 2 * shift), dtype=images.dtype)
    framed[:, shift : shift + height, shift : shift + width] = images
    moved = np.empty_like(images)
    for n in range(count):
        top, left = shift * (1 + rng.choice([-1, 1], size=2))
        moved[n] = framed[n, top : top + height, left : left + width]
    return moved


@wrong("augment", hint="both-ends")
def moves_down_and_right_only(images, shift, rng):
    count, height, width = images.shape
    framed = np.zeros((count, height + 2 * shift, width + 2 * shift), dtype=images.dtype)
    framed[:, shift : shift + height, shift : shift + width] = images
    moved = np.empty_like(images)
    for n in range(count):
        top, left = rng.integers(0, shift + 1, size=2)
        moved[n] = framed[n, top : top + height, left : left + width]
    return moved


@wrong("augment", hint="both-ends")
def moves_sideways_only(images, shift, rng):
    count, height, width = images.shape
    framed = np.zeros((count, height + 2 * shift, width + 2 * shift), dtype=images.dtype)
    framed[:, shift : shift + height, shift : shift + width] = images
    moved = np.empty_like(images)
    for n in range(count):
        top, left = shift, rng.integers(0, 2 * shift + 1)
        moved[n] = framed[n, top : top + height, left : left + width]
    return moved


@wrong("augment", hint="too-far")
def one_pixel_more(images, shift, rng):
    if shift:
        shift = shift + 1
    count, height, width = images.shape
    framed = np.zeros((count, height + 2 * shift, width + 2 * shift), dtype=images.dtype)
    framed[:, shift : shift + height, shift : shift + width] = images
    moved = np.empty_like(images)
    for n in range(count):
        top, left = rng.integers(0, 2 * shift + 1, size=2)
        moved[n] = framed[n, top : top + height, left : left + width]
    return moved


@wrong("augment", hint="uniform")
def mostly_stays(images, shift, rng):
    count, height, width = images.shape
    framed = np.zeros((count, height + 2 * shift, width + 2 * shift), dtype=images.dtype)
    framed[:, shift : shift + height, shift : shift + width] = images
    moved = np.empty_like(images)
    for n in range(count):
        top, left = rng.integers(0, 2 * shift + 1, size=2) if rng.random() < 0.5 else (shift, shift)
        moved[n] = framed[n, top : top + height, left : left + width]
    return moved


@wrong("augment", hint="uniform")
def rounds_a_normal_number(images, shift, rng):
    count, height, width = images.shape
    framed = np.zeros((count, height + 2 * shift, width + 2 * shift), dtype=images.dtype)
    framed[:, shift : shift + height, shift : shift + width] = images
    moved = np.empty_like(images)
    for n in range(count):
        top, left = shift + np.clip(np.rint(rng.normal(size=2)), -shift, shift).astype(int)
        moved[n] = framed[n, top : top + height, left : left + width]
    return moved


@wrong("augment", hint="global-rng")
def draws_globally_for_its_steps(images, shift, rng):
    count, height, width = images.shape
    framed = np.zeros((count, height + 2 * shift, width + 2 * shift), dtype=images.dtype)
    framed[:, shift : shift + height, shift : shift + width] = images
    moved = np.empty_like(images)
    for n in range(count):
        top, left = np.random.randint(0, 2 * shift + 1, size=2)
        moved[n] = framed[n, top : top + height, left : left + width]
    return moved


@wrong("augment", hint="own-generator")
def a_generator_without_a_seed_for_its_steps(images, shift, rng):
    count, height, width = images.shape
    framed = np.zeros((count, height + 2 * shift, width + 2 * shift), dtype=images.dtype)
    framed[:, shift : shift + height, shift : shift + width] = images
    rng = np.random.default_rng()
    moved = np.empty_like(images)
    for n in range(count):
        top, left = rng.integers(0, 2 * shift + 1, size=2)
        moved[n] = framed[n, top : top + height, left : left + width]
    return moved


@wrong("augment", hint="ignores-rng")
def a_seed_of_its_own_for_its_steps(images, shift, rng):
    count, height, width = images.shape
    framed = np.zeros((count, height + 2 * shift, width + 2 * shift), dtype=images.dtype)
    framed[:, shift : shift + height, shift : shift + width] = images
    rng = np.random.default_rng(3)
    moved = np.empty_like(images)
    for n in range(count):
        top, left = rng.integers(0, 2 * shift + 1, size=2)
        moved[n] = framed[n, top : top + height, left : left + width]
    return moved


@wrong("augment", hint="next-epoch")
def draws_from_a_copy_for_its_steps(images, shift, rng):
    count, height, width = images.shape
    framed = np.zeros((count, height + 2 * shift, width + 2 * shift), dtype=images.dtype)
    framed[:, shift : shift + height, shift : shift + width] = images
    import copy

    rng = copy.deepcopy(rng)
    moved = np.empty_like(images)
    for n in range(count):
        top, left = rng.integers(0, 2 * shift + 1, size=2)
        moved[n] = framed[n, top : top + height, left : left + width]
    return moved


@wrong("augment", hint="no-shift")
def moves_always(images, shift, rng):
    shift = max(shift, 1)
    count, height, width = images.shape
    framed = np.zeros((count, height + 2 * shift, width + 2 * shift), dtype=images.dtype)
    framed[:, shift : shift + height, shift : shift + width] = images
    moved = np.empty_like(images)
    for n in range(count):
        top, left = rng.integers(0, 2 * shift + 1, size=2)
        moved[n] = framed[n, top : top + height, left : left + width]
    return moved


@wrong("augment", hint="in-place")
def moves_in_place_for_its_steps(images, shift, rng):
    count, height, width = images.shape
    framed = np.zeros((count, height + 2 * shift, width + 2 * shift), dtype=images.dtype)
    framed[:, shift : shift + height, shift : shift + width] = images
    moved = images
    for n in range(count):
        top, left = rng.integers(0, 2 * shift + 1, size=2)
        moved[n] = framed[n, top : top + height, left : left + width]
    return moved


@right("augment")
def a_window_in_a_frame(images, shift, rng):
    count, height, width = images.shape
    framed = np.zeros((count, height + 2 * shift, width + 2 * shift), dtype=images.dtype)
    framed[:, shift : shift + height, shift : shift + width] = images
    moved = np.empty_like(images)
    for n in range(count):
        top, left = rng.integers(0, 2 * shift + 1, size=2)
        moved[n] = framed[n, top : top + height, left : left + width]
    return moved


@right("augment")
def by_index_arrays(images, shift, rng):
    count, height, width = images.shape
    steps = rng.integers(-shift, shift + 1, size=(count, 2))
    n = np.arange(count)[:, None, None]
    i = np.arange(height)[None, :, None] - steps[:, 0, None, None]
    j = np.arange(width)[None, None, :] - steps[:, 1, None, None]
    inside = (i >= 0) & (i < height) & (j >= 0) & (j < width)
    return np.where(inside, images[n, i % height, j % width], 0)


@right("augment")
def rolls_and_erases(images, shift, rng):
    moved = []
    for image in images:
        dy, dx = (int(step) for step in rng.integers(-shift, shift, size=2, endpoint=True))
        picture = np.roll(image, (dy, dx), axis=(0, 1))
        if dy > 0:
            picture[:dy] = 0
        elif dy < 0:
            picture[dy:] = 0
        if dx > 0:
            picture[:, :dx] = 0
        elif dx < 0:
            picture[:, dx:] = 0
        moved.append(picture)
    return np.stack(moved)


@right("augment")
def with_scipy(images, shift, rng):
    from scipy import ndimage

    return np.stack([ndimage.shift(image, rng.integers(-shift, shift + 1, size=2), order=0) for image in images])


# ---------------------------------------------------------------- early_stopping


@wrong("early_stopping", hint="row")
def counts_without_starting_anew(losses, patience):
    best, waited = 0, 0
    for epoch in range(1, len(losses)):
        if losses[epoch] < losses[best]:
            best = epoch
        else:
            waited += 1
        if waited == patience:
            return best, epoch
    return best, len(losses) - 1


@wrong("early_stopping", hint="future")
def never_stops(losses, patience):
    best, waited = 0, 0
    for epoch in range(1, len(losses)):
        if losses[epoch] < losses[best]:
            best, waited = epoch, 0
        else:
            waited += 1
    return best, len(losses) - 1


@wrong("early_stopping", hint="previous")
def compares_with_the_epoch_before(losses, patience):
    best, waited = 0, 0
    for epoch in range(1, len(losses)):
        if losses[epoch] < losses[epoch - 1]:
            best, waited = epoch, 0
        else:
            waited += 1
        if waited == patience:
            return best, epoch
    return best, len(losses) - 1


@wrong("early_stopping", hint="late")
def one_epoch_too_patient(losses, patience):
    best, waited = 0, 0
    for epoch in range(1, len(losses)):
        if losses[epoch] < losses[best]:
            best, waited = epoch, 0
        else:
            waited += 1
        if waited > patience:
            return best, epoch
    return best, len(losses) - 1


@wrong("early_stopping", hint="count")
def two_epochs_too_patient(losses, patience):
    best, waited = 0, 0
    for epoch in range(1, len(losses)):
        if losses[epoch] < losses[best]:
            best, waited = epoch, 0
        else:
            waited += 1
        if waited == patience + 2:
            return best, epoch
    return best, len(losses) - 1


@wrong("early_stopping", hint="first-best")
def the_epoch_before_the_last(losses, patience):
    best, waited = 0, 0
    for epoch in range(1, len(losses)):
        if losses[epoch] < losses[best]:
            best, waited = epoch, 0
        else:
            waited += 1
        if waited == patience:
            return epoch - 1, epoch
    return best, len(losses) - 1


@wrong("early_stopping", hint="early")
def one_epoch_too_impatient(losses, patience):
    best, waited = 0, 0
    for epoch in range(1, len(losses)):
        if losses[epoch] < losses[best]:
            best, waited = epoch, 0
        else:
            waited += 1
        if waited >= patience - 1 and waited > 0:
            return best, epoch
    return best, len(losses) - 1


@wrong("early_stopping", hint="at-best")
def the_best_epoch_twice(losses, patience):
    best, waited = 0, 0
    for epoch in range(1, len(losses)):
        if losses[epoch] < losses[best]:
            best, waited = epoch, 0
        else:
            waited += 1
        if waited == patience:
            return best, best
    return best, len(losses) - 1


@wrong("early_stopping", hint="at-best")
def last_before_best(losses, patience):
    best, waited = 0, 0
    for epoch in range(1, len(losses)):
        if losses[epoch] < losses[best]:
            best, waited = epoch, 0
        else:
            waited += 1
        if waited == patience:
            return epoch, best
    return len(losses) - 1, best


@wrong("early_stopping", hint="loss")
def the_loss_of_the_best_epoch(losses, patience):
    best, waited = 0, 0
    for epoch in range(1, len(losses)):
        if losses[epoch] < losses[best]:
            best, waited = epoch, 0
        else:
            waited += 1
        if waited == patience:
            return losses[best], epoch
    return losses[best], len(losses) - 1


@wrong("early_stopping", hint="strict")
def equal_is_better(losses, patience):
    best, waited = 0, 0
    for epoch in range(1, len(losses)):
        if losses[epoch] <= losses[best]:
            best, waited = epoch, 0
        else:
            waited += 1
        if waited == patience:
            return best, epoch
    return best, len(losses) - 1


@wrong("early_stopping", hint="nan")
def not_worse_is_better(losses, patience):
    best, waited = 0, 0
    for epoch in range(1, len(losses)):
        if not losses[epoch] >= losses[best]:
            best, waited = epoch, 0
        else:
            waited += 1
        if waited == patience:
            return best, epoch
    return best, len(losses) - 1


@wrong("early_stopping", hint="nan")
def skips_what_is_no_number(losses, patience):
    best, waited = 0, 0
    for epoch in range(1, len(losses)):
        if np.isnan(losses[epoch]):
            continue
        if losses[epoch] < losses[best]:
            best, waited = epoch, 0
        else:
            waited += 1
        if waited == patience:
            return best, epoch
    return best, len(losses) - 1


@wrong("early_stopping", hint="nan")
def ends_at_what_is_no_number(losses, patience):
    best, waited = 0, 0
    for epoch in range(1, len(losses)):
        if np.isnan(losses[epoch]):
            return best, epoch
        if losses[epoch] < losses[best]:
            best, waited = epoch, 0
        else:
            waited += 1
        if waited == patience:
            return best, epoch
    return best, len(losses) - 1


@wrong("early_stopping", hint="never")
def one_past_the_end(losses, patience):
    best, waited = 0, 0
    for epoch in range(1, len(losses)):
        if losses[epoch] < losses[best]:
            best, waited = epoch, 0
        else:
            waited += 1
        if waited == patience:
            return best, epoch
    return best, len(losses)


@wrong("early_stopping", hint="future")
def the_lowest_of_all(losses, patience):
    best, waited = 0, 0
    for epoch in range(1, len(losses)):
        if losses[epoch] < losses[best]:
            best, waited = epoch, 0
        else:
            waited += 1
        if waited == patience:
            return int(np.nanargmin(losses)), epoch
    return best, len(losses) - 1


@wrong("early_stopping", hint="type")
def the_best_alone(losses, patience):
    best, waited = 0, 0
    for epoch in range(1, len(losses)):
        if losses[epoch] < losses[best]:
            best, waited = epoch, 0
        else:
            waited += 1
        if waited == patience:
            return best
    return best


@right("early_stopping")
def with_a_count(losses, patience):
    best, waited = 0, 0
    for epoch in range(1, len(losses)):
        if losses[epoch] < losses[best]:
            best, waited = epoch, 0
        else:
            waited += 1
        if waited == patience:
            return best, epoch
    return best, len(losses) - 1


@right("early_stopping")
def with_the_lowest_so_far(losses, patience):
    best, waited, lowest = 0, 0, losses[0]
    for epoch in range(1, len(losses)):
        if losses[epoch] < lowest:
            best, waited, lowest = epoch, 0, losses[epoch]
        else:
            waited += 1
        if waited == patience:
            return best, epoch
    return best, len(losses) - 1


@right("early_stopping")
def by_running_minima(losses, patience):
    filled = np.where(np.isnan(losses), np.inf, losses)
    for last in range(len(filled)):
        best = int(np.argmin(filled[: last + 1]))
        if last - best == patience:
            return best, last
    return int(np.argmin(filled)), len(filled) - 1


@right("early_stopping")
def in_recursion(losses, patience, best=0):
    for epoch in range(best + 1, min(best + patience + 1, len(losses))):
        if losses[epoch] < losses[best]:
            return early_stopping(losses, patience, epoch)
    return best, min(best + patience, len(losses) - 1)


# ---------------------------------------------------------------- fine_tune


@wrong("fine_tune", hint="statistics")
def body_in_training_mode(model, x, y, generator):
    import copy

    tuned = copy.deepcopy(model).train()
    head = tuned[-1]
    with torch.no_grad():
        features = tuned[:-1](x)
        head.weight.zero_()
        head.bias.zero_()
    for parameter in head.parameters():
        parameter.requires_grad_(True)
    optimizer = torch.optim.Adam(head.parameters(), lr=0.01)
    for _ in range(300):
        optimizer.zero_grad()
        nn.functional.cross_entropy(head(features), y).backward()
        optimizer.step()
    return tuned.eval()


@wrong("fine_tune", hint="frozen")
def trains_everything(model, x, y, generator):
    import copy

    tuned = copy.deepcopy(model).eval()
    head = tuned[-1]
    with torch.no_grad():
        head.weight.zero_()
        head.bias.zero_()
    for parameter in head.parameters():
        parameter.requires_grad_(True)
    optimizer = torch.optim.Adam(tuned.parameters(), lr=0.01)
    for _ in range(300):
        optimizer.zero_grad()
        nn.functional.cross_entropy(tuned(x), y).backward()
        optimizer.step()
    return tuned


@wrong("fine_tune", hint="from-zero")
def goes_on_from_the_old_head(model, x, y, generator):
    import copy

    tuned = copy.deepcopy(model).eval()
    head = tuned[-1]
    with torch.no_grad():
        features = tuned[:-1](x)
    for parameter in head.parameters():
        parameter.requires_grad_(True)
    optimizer = torch.optim.Adam(head.parameters(), lr=0.01)
    for _ in range(300):
        optimizer.zero_grad()
        nn.functional.cross_entropy(head(features), y).backward()
        optimizer.step()
    return tuned


@wrong("fine_tune", hint="from-zero")
def a_head_with_random_weights(model, x, y, generator):
    import copy

    tuned = copy.deepcopy(model).eval()
    head = tuned[-1]
    with torch.no_grad():
        features = tuned[:-1](x)
        head.weight.copy_(torch.randn(head.weight.shape, generator=generator) / 10)
        head.bias.zero_()
    for parameter in head.parameters():
        parameter.requires_grad_(True)
    optimizer = torch.optim.Adam(head.parameters(), lr=0.01)
    for _ in range(300):
        optimizer.zero_grad()
        nn.functional.cross_entropy(head(features), y).backward()
        optimizer.step()
    return tuned


@wrong("fine_tune", hint="from-zero")
def keeps_the_old_biases(model, x, y, generator):
    import copy

    tuned = copy.deepcopy(model).eval()
    head = tuned[-1]
    with torch.no_grad():
        features = tuned[:-1](x)
        head.weight.zero_()
    for parameter in head.parameters():
        parameter.requires_grad_(True)
    optimizer = torch.optim.Adam(head.parameters(), lr=0.01)
    for _ in range(300):
        optimizer.zero_grad()
        nn.functional.cross_entropy(head(features), y).backward()
        optimizer.step()
    return tuned


@wrong("fine_tune", hint="untrained")
def returns_zeros(model, x, y, generator):
    import copy

    tuned = copy.deepcopy(model).eval()
    head = tuned[-1]
    with torch.no_grad():
        features = tuned[:-1](x)
        head.weight.zero_()
        head.bias.zero_()
    for parameter in head.parameters():
        parameter.requires_grad_(True)
    optimizer = torch.optim.Adam(head.parameters(), lr=0.01)
    for _ in range(0):
        optimizer.zero_grad()
        nn.functional.cross_entropy(head(features), y).backward()
        optimizer.step()
    return tuned


@wrong("fine_tune", hint="untrained")
def three_steps(model, x, y, generator):
    import copy

    tuned = copy.deepcopy(model).eval()
    head = tuned[-1]
    with torch.no_grad():
        features = tuned[:-1](x)
        head.weight.zero_()
        head.bias.zero_()
    for parameter in head.parameters():
        parameter.requires_grad_(True)
    optimizer = torch.optim.Adam(head.parameters(), lr=0.01)
    for _ in range(3):
        optimizer.zero_grad()
        nn.functional.cross_entropy(head(features), y).backward()
        optimizer.step()
    return tuned


@wrong("fine_tune", hint="evaluation")
def hands_back_in_training_mode(model, x, y, generator):
    import copy

    tuned = copy.deepcopy(model).eval()
    head = tuned[-1]
    with torch.no_grad():
        features = tuned[:-1](x)
        head.weight.zero_()
        head.bias.zero_()
    for parameter in head.parameters():
        parameter.requires_grad_(True)
    optimizer = torch.optim.Adam(head.parameters(), lr=0.01)
    for _ in range(300):
        optimizer.zero_grad()
        nn.functional.cross_entropy(head(features), y).backward()
        optimizer.step()
    return tuned.train()


@wrong("fine_tune", hint="mode")
def trains_the_given_model(model, x, y, generator):
    tuned = model.eval()
    head = tuned[-1]
    with torch.no_grad():
        features = tuned[:-1](x)
        head.weight.zero_()
        head.bias.zero_()
    for parameter in head.parameters():
        parameter.requires_grad_(True)
    optimizer = torch.optim.Adam(head.parameters(), lr=0.01)
    for _ in range(300):
        optimizer.zero_grad()
        nn.functional.cross_entropy(head(features), y).backward()
        optimizer.step()
    return tuned


@wrong("fine_tune", hint="in-place")
def forgets_the_old_head_of_the_model_itself(model, x, y, generator):
    import copy

    tuned = copy.deepcopy(model).eval()
    head = tuned[-1]
    with torch.no_grad():
        features = tuned[:-1](x)
        head.weight.zero_()
        head.bias.zero_()
        model[-1].weight.zero_()
    for parameter in head.parameters():
        parameter.requires_grad_(True)
    optimizer = torch.optim.Adam(head.parameters(), lr=0.01)
    for _ in range(300):
        optimizer.zero_grad()
        nn.functional.cross_entropy(head(features), y).backward()
        optimizer.step()
    return tuned


@wrong("fine_tune", hint="own-generator")
def a_generator_without_a_seed_for_its_batches(model, x, y, generator):
    import copy

    tuned = copy.deepcopy(model).eval()
    head = tuned[-1]
    with torch.no_grad():
        features = tuned[:-1](x)
        head.weight.zero_()
        head.bias.zero_()
    for parameter in head.parameters():
        parameter.requires_grad_(True)
    optimizer = torch.optim.Adam(head.parameters(), lr=0.01)
    own = torch.Generator()
    own.seed()
    for _ in range(300):
        order = torch.randperm(len(x), generator=own)[:20]
        optimizer.zero_grad()
        nn.functional.cross_entropy(head(features[order]), y[order]).backward()
        optimizer.step()
    return tuned


@wrong("fine_tune", hint="accuracy")
def looks_at_forty_examples(model, x, y, generator):
    import copy

    tuned = copy.deepcopy(model).eval()
    head = tuned[-1]
    with torch.no_grad():
        features = tuned[:-1](x)
        head.weight.zero_()
        head.bias.zero_()
    for parameter in head.parameters():
        parameter.requires_grad_(True)
    optimizer = torch.optim.Adam(head.parameters(), lr=0.01)
    for _ in range(300):
        optimizer.zero_grad()
        nn.functional.cross_entropy(head(features[:40]), y[:40]).backward()
        optimizer.step()
    return tuned


@wrong("fine_tune", hint="none")
def returns_nothing(model, x, y, generator):
    import copy

    tuned = copy.deepcopy(model).eval()
    head = tuned[-1]
    with torch.no_grad():
        features = tuned[:-1](x)
        head.weight.zero_()
        head.bias.zero_()
    for parameter in head.parameters():
        parameter.requires_grad_(True)
    optimizer = torch.optim.Adam(head.parameters(), lr=0.01)
    for _ in range(300):
        optimizer.zero_grad()
        nn.functional.cross_entropy(head(features), y).backward()
        optimizer.step()


@wrong("fine_tune", hint="none")
def returns_the_head_s_weights(model, x, y, generator):
    import copy

    tuned = copy.deepcopy(model).eval()
    head = tuned[-1]
    with torch.no_grad():
        features = tuned[:-1](x)
        head.weight.zero_()
        head.bias.zero_()
    for parameter in head.parameters():
        parameter.requires_grad_(True)
    optimizer = torch.optim.Adam(head.parameters(), lr=0.01)
    for _ in range(300):
        optimizer.zero_grad()
        nn.functional.cross_entropy(head(features), y).backward()
        optimizer.step()
    return head.weight.detach()


@wrong("fine_tune", hint="copy")
def returns_the_head_alone(model, x, y, generator):
    import copy

    tuned = copy.deepcopy(model).eval()
    head = tuned[-1]
    with torch.no_grad():
        features = tuned[:-1](x)
        head.weight.zero_()
        head.bias.zero_()
    for parameter in head.parameters():
        parameter.requires_grad_(True)
    optimizer = torch.optim.Adam(head.parameters(), lr=0.01)
    for _ in range(300):
        optimizer.zero_grad()
        nn.functional.cross_entropy(head(features), y).backward()
        optimizer.step()
    return head.eval()


@wrong("fine_tune", hint="mode")
def leaves_the_model_in_evaluation_mode(model, x, y, generator):
    import copy

    tuned = copy.deepcopy(model.eval())
    head = tuned[-1]
    with torch.no_grad():
        features = tuned[:-1](x)
        head.weight.zero_()
        head.bias.zero_()
    for parameter in head.parameters():
        parameter.requires_grad_(True)
    optimizer = torch.optim.Adam(head.parameters(), lr=0.01)
    for _ in range(300):
        optimizer.zero_grad()
        nn.functional.cross_entropy(head(features), y).backward()
        optimizer.step()
    return tuned


@wrong("fine_tune", hint="untrained")
def labels_in_another_order(model, x, y, generator):
    import copy

    tuned = copy.deepcopy(model).eval()
    head = tuned[-1]
    with torch.no_grad():
        features = tuned[:-1](x)
        head.weight.zero_()
        head.bias.zero_()
    for parameter in head.parameters():
        parameter.requires_grad_(True)
    optimizer = torch.optim.Adam(head.parameters(), lr=0.01)
    for _ in range(300):
        optimizer.zero_grad()
        nn.functional.cross_entropy(head(features), y.flip(0)).backward()
        optimizer.step()
    return tuned


@wrong("fine_tune", hint="global-rng")
def draws_the_order_globally(model, x, y, generator):
    import copy

    tuned = copy.deepcopy(model).eval()
    head = tuned[-1]
    with torch.no_grad():
        features = tuned[:-1](x)
        head.weight.zero_()
        head.bias.zero_()
    for parameter in head.parameters():
        parameter.requires_grad_(True)
    optimizer = torch.optim.Adam(head.parameters(), lr=0.01)
    for _ in range(300):
        order = torch.randperm(len(x))[:16]
        optimizer.zero_grad()
        nn.functional.cross_entropy(head(features[order]), y[order]).backward()
        optimizer.step()
    return tuned


@right("fine_tune")
def on_features(model, x, y, generator):
    import copy

    tuned = copy.deepcopy(model).eval()
    head = tuned[-1]
    with torch.no_grad():
        features = tuned[:-1](x)
        head.weight.zero_()
        head.bias.zero_()
    for parameter in head.parameters():
        parameter.requires_grad_(True)
    optimizer = torch.optim.Adam(head.parameters(), lr=0.01)
    for _ in range(300):
        optimizer.zero_grad()
        nn.functional.cross_entropy(head(features), y).backward()
        optimizer.step()
    return tuned


@right("fine_tune")
def with_all_layers_frozen(model, x, y, generator):
    import copy

    tuned = copy.deepcopy(model).eval()
    head = tuned[-1]
    tuned.requires_grad_(False)
    nn.init.zeros_(head.weight)
    nn.init.zeros_(head.bias)
    head.requires_grad_(True)
    optimizer = torch.optim.Adam(head.parameters(), lr=0.01)
    for _ in range(300):
        optimizer.zero_grad()
        nn.functional.cross_entropy(tuned(x), y).backward()
        optimizer.step()
    return tuned


@right("fine_tune")
def in_batches_of_the_generator(model, x, y, generator):
    import copy

    tuned = copy.deepcopy(model).eval()
    head = tuned[-1]
    with torch.no_grad():
        features = tuned[:-1](x)
        head.weight.zero_()
        head.bias.zero_()
    for parameter in head.parameters():
        parameter.requires_grad_(True)
    optimizer = torch.optim.Adam(head.parameters(), lr=0.01)
    for _ in range(100):
        for batch in torch.randperm(len(x), generator=generator).split(20):
            optimizer.zero_grad()
            nn.functional.cross_entropy(head(features[batch]), y[batch]).backward()
            optimizer.step()
    return tuned


@right("fine_tune")
def with_lbfgs(model, x, y, generator):
    import copy

    tuned = copy.deepcopy(model).eval()
    head = tuned[-1]
    with torch.no_grad():
        features = tuned[:-1](x)
        head.weight.zero_()
        head.bias.zero_()
    for parameter in head.parameters():
        parameter.requires_grad_(True)
    optimizer = torch.optim.LBFGS(head.parameters(), max_iter=60)

    def closure():
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(head(features), y) + 1e-4 * head.weight.square().sum()
        loss.backward()
        return loss

    optimizer.step(closure)
    return tuned


# ---------------------------------------------------------------- recipe


@wrong("recipe", hint="moved")
def everything_as_it_is():
    return {}


@wrong("recipe", hint="moved")
def shifts_that_are_too_large():
    return {"shift": 7, "hidden": 128, "epochs": 300}


@wrong("recipe", hint="moved")
def weight_decay_alone():
    return {"hidden": 128, "decay": 0.01}


@wrong("recipe", hint="moved")
def dropout_alone():
    return {"drop": 0.5, "hidden": 128, "epochs": 400}


@wrong("recipe", hint="moved")
def a_rate_that_is_too_small():
    return {"shift": 1, "base": 0.0005}


@wrong("recipe", hint="longer", passes=["more than 67 %"])
def a_small_network():
    return {"shift": 1, "hidden": 12, "epochs": 200}


@wrong("recipe", hint="last", passes=["more than 67 %", "more than 77 %"])
def shifts_alone():
    return {"shift": 1}


@wrong("recipe", hint="settings")
def more_steps_than_there_are():
    return {"shift": 1, "epochs": 2000}


@wrong("recipe", hint="settings")
def a_setting_that_is_none():
    return {"shift": 1, "momentum": 0.9}


@wrong("recipe", hint="settings")
def more_units_than_there_are():
    return {"shift": 1, "hidden": 4096}


@wrong("recipe", hint="settings")
def a_word_for_a_number():
    return {"shift": "one"}


@wrong("recipe", hint="type")
def a_list_of_pairs():
    return [("shift", 1)]


@right("recipe")
def large_and_long():
    return {"shift": 1, "hidden": 128, "epochs": 400, "base": 0.2, "drop": 0.2}


@right("recipe")
def in_small_batches():
    return {"shift": 1, "hidden": 128, "epochs": 190, "batch_size": 10, "base": 0.2, "drop": 0.2}


@right("recipe")
def without_dropout():
    return {"shift": 1, "hidden": 128, "epochs": 400, "base": 0.3}


judged_by_result("fine_tune", reason="any training that fits the head is right: steps, rate and order are open")

judged_by_result("recipe", reason="any settings that reach the bound are right")

equivalent(
    "fine_tune",
    "fault: uses a generator of its own",
    reason="the reference draws nothing: the generator is there for who wants batches in random order",
)

equivalent(
    "shrink_step",
    "three_cases: return np.where(v {> -> >=} width, v - width, np.where(v < -width, v + width, 0.0))",
    "three_cases: return np.where(v > width, v - width, np.where(v {< -> <=} -width, v + width, 0.0))",
    reason="at the threshold itself v comes to 0 either way",
)

equivalent(
    "shrink_step",
    "minus_what_is_clipped: return v - np.clip({v, -width -> -width, v}, width)",
    reason="clip(a, b, c) is min(max(a, b), c), in which a and b may be exchanged",
)

equivalent(
    "shrink_step",
    "fault: wrong if its argument number 2 is 0",
    reason="direction is an array of theta's shape, and no plain number is promised",
)

equivalent(
    "scheduled_rate",
    "from_a_table: rise = np.arange(1, warmup + 1) / max(warmup, {1 -> 0})",
    "from_a_table: fall = (1 + np.cos(np.pi * np.arange(total - warmup) / max(total - warmup, {1 -> 0}))) / 2",
    reason="an empty array may be divided by 0",
)

equivalent(
    "scheduled_rate",
    "from_a_table: fall = (1 + np.cos(np.pi * np.arange(total - warmup) / max(total - warmup, {1 -> 2}))) / 2",
    reason="with one step after the warm-up there is only step 0 of the cosine, which nothing divides",
)

equivalent(
    "scheduled_rate",
    "from_a_table: fall = (1 + np.cos(np.pi * np.arange(total - warmup{nothing -> + 1}) / max(total - warmup, 1))) / 2",
    "from_a_table: fall = (1 + np.cos(np.pi * np.arange(total {- -> +} warmup) / max(total - warmup, 1))) / 2",
    "from_a_table: fall = (1 + np.cos(np.pi * np.arange(total{ - warmup -> nothing}) / max(total - warmup, 1))) / 2",
    reason="a longer table: its further rows are for steps from total on, which are not looked up in it",
)

equivalent("scheduled_rate", "fault: gives no negative number", reason="a rate is not negative")

equivalent(
    "scheduled_rate",
    "fault: takes nearly equal numbers for equal",
    reason="of the arguments only the base is no whole number: there is none that is nearly equal to it",
)

equivalent(
    "early_stopping",
    "by_running_minima: for last in range(len(filled){nothing -> - 1}):",
    reason="whether it stops at the last epoch or comes to the end of the list, the best and the last are the same",
)

equivalent(
    "early_stopping",
    "in_recursion: for epoch in range({best + 1, -> nothing}min(best + patience + 1, len(losses))):",
    "in_recursion: for epoch in range(best + 1{nothing -> - 1}, min(best + patience + 1, len(losses))):",
    "in_recursion: for epoch in range(best{ + 1 -> nothing}, min(best + patience + 1, len(losses))):",
    "in_recursion: for epoch in range({best + -> nothing}1, min(best + patience + 1, len(losses))):",
    "in_recursion: for epoch in range(best + {1 -> 0}, min(best + patience + 1, len(losses))):",
    reason="no loss up to the best so far is strictly below it: looking at them once more changes nothing",
)

equivalent(
    "residual_backward",
    "with_einsum: return (grad_out + grad_U @ W1, np.einsum('nh,nd->hd', grad_U, X), np.einsum('nd,nh->dh"
    "', grad_out, U * (U {> -> >=} 0)))",
    "example_by_example: grad_W2 += np.outer(above, np.where(u {> -> >=} 0, u, 0))",
    reason="at U = 0 the hidden unit is 0 either way",
)

equivalent(
    "residual_backward",
    "example_by_example: grad_X, grad_W1, grad_W2 = ({np.zeros -> np.ones}(X.shape), np.zeros(W1.shape), "
    "np.zeros(W2.shape))",
    reason="each row of grad_X is set afterwards",
)

equivalent(
    "residual_backward",
    "a_block_in_torch: grad_out, X, W1, W2 = (torch.tensor({np.array(array) -> array}) for array in (grad"
    "_out, X, W1, W2))",
    reason="torch.tensor copies an array",
)

equivalent(
    "batch_norm_backward",
    "by_the_jacobian_of_each_column: grad_X, grad_gain = ({np.zeros -> np.ones}((N, D)), np.zeros(D))",
    "by_the_jacobian_of_each_column: grad_X, grad_gain = (np.zeros((N, D)), {np.zeros -> np.ones}(D))",
    reason="each column of grad_X and each entry of grad_gain is set afterwards",
)

equivalent(
    "batch_norm_backward",
    "by_the_jacobian_of_each_column: grad_X[:, j] = {jacobian @ grad_out[:, j] -> grad_out[:, j] @ jacobian} * gain[j]",
    "by_the_jacobian_of_each_column: grad_X[:, j] = {jacobian -> jacobian.swapaxes(0, 1)} @ grad_out[:, j] * gain[j]",
    reason="the Jacobian of a normalised column is symmetric",
)

equivalent(
    "batch_norm_backward",
    "by_the_jacobian_of_each_column: grad_gain[j] = {grad_out[:, j] @ x_hat -> x_hat @ grad_out[:, j]}",
    reason="a scalar product of two vectors is symmetric",
)

equivalent(
    "batch_norm_backward",
    "in_torch_by_hand: grad_out, X, gain = (torch.tensor({np.array(array) -> array}) for array in (grad_out, X, gain))",
    reason="torch.tensor copies an array",
)

equivalent(
    "batch_norm_backward",
    "fault: wrong for matrices of one row",
    reason="it is for batches of two examples at least",
)

equivalent(
    "batch_norm",
    "column_by_column: Y, means, variances = ({np.zeros -> np.ones}((N, D)), np.array(running_mean, dtype"
    "=float), np.array(running_var, dtype=float))",
    reason="each entry of Y is set afterwards",
)

equivalent(
    "batch_norm",
    "column_by_column: Y, means, variances = (np.zeros((N, D)), np.array(running_mean, dtype={float -> No"
    "ne}), np.array(running_var, dtype=float))",
    "column_by_column: Y, means, variances = (np.zeros((N, D)), np.array(running_mean, dtype=float), np.a"
    "rray(running_var, dtype={float -> None}))",
    "with_tensors: X, gain, bias, old_mean, old_var = (torch.tensor(np.array(array), dtype={torch.float64"
    " -> None}) for array in (X, gain, bias, running_mean, running_var))",
    reason="arrays are float64 in this course",
)

equivalent(
    "batch_norm",
    "with_tensors: X, gain, bias, old_mean, old_var = (torch.tensor({np.array(array) -> array}, dtype=tor"
    "ch.float64) for array in (X, gain, bias, running_mean, running_var))",
    reason="torch.tensor copies an array",
)

equivalent(
    "batch_norm",
    "fault: gives no negative number as part 3",
    reason="a variance is not negative",
)

equivalent(
    "activation_gradient",
    "reference: u = np.asarray(u, dtype={float -> None})",
    "one_table_for_all: u = np.asarray(u, dtype={float -> None})",
    "by_masks: u = np.array(u, dtype={float -> None})",
    "by_masks: return positive.astype({float -> None})",
    "in_torch: u = torch.as_tensor(u, dtype={torch.float64 -> None})",
    reason="no step keeps whole numbers whole, and no dtype is as right as float64",
)

equivalent(
    "activation_gradient",
    "reference: return np.where({u > 0, 1.0 -> 1.0, u > 0}, 0.0)",
    "one_table_for_all: known = {'sigmoid': small / (1 + small) ** 2, 'tanh': 1 - np.tanh(u) ** 2, 'relu'"
    ": np.where({u > 0, 1.0 -> 1.0, u > 0}, 0.0), 'leaky': np.where(u > 0, 1.0, alpha), 'elu': np.where(u"
    " > 0, 1.0, alpha * np.exp(np.minimum(u, 0)))}",
    reason="of two numbers the first is taken everywhere, and True is 1, False 0",
)

equivalent(
    "activation_gradient",
    "reference: return np.where(u > 0, 1.0, alpha * np.exp(np.minimum(u, {0 -> 1})))",
    "one_table_for_all: known = {'sigmoid': small / (1 + small) ** 2, 'tanh': 1 - np.tanh(u) ** 2, 'relu'"
    ": np.where(u > 0, 1.0, 0.0), 'leaky': np.where(u > 0, 1.0, alpha), 'elu': np.where(u > 0, 1.0, alpha"
    " * np.exp(np.minimum(u, {0 -> 1})))}",
    "in_torch: return torch.where(u > 0, one, alpha * torch.exp(u.clamp(max={0 -> 1})))",
    reason="where u > 0 the branch is thrown away, and elsewhere u is the smaller one anyway",
)

equivalent(
    "activation_gradient",
    "in_torch: return torch.where(u > 0, one, 0 {* -> /} one)",
    "in_torch: return torch.where(u > 0, one, 0{ * one -> nothing})",
    "in_torch: return torch.where(u > 0, one, alpha {* -> /} one)",
    "in_torch: return torch.where(u > 0, one, alpha{ * one -> nothing})",
    reason="one is a table of ones: to divide by it or to leave it out changes nothing, since where spreads a number",
)

equivalent(
    "dropout",
    "reference: survives = rng.random(X.shape) {>= -> >} p",
    "mask_and_divide: return X * (rng.random(X.shape) {>= -> >} p) / (1 - p)",
    "a_mask_of_factors: return np.where(rng.random(X.shape) {< -> <=} p, 0.0, 1 / (1 - p)) * X",
    "a_tensor_for_its_masks: mask = torch.from_numpy(np.asarray(rng.random(X.shape) {>= -> >} p))",
    reason="a draw that is exactly p has a probability of 2^-53",
)

equivalent(
    "dropout",
    "chooses_with_binomial: if {p == 1 -> False}:",
    "chooses_with_binomial: if p == {1 -> 2}:",
    reason="with p = 1 nothing survives, and what was divided by 0 is thrown away",
)

equivalent(
    "dropout",
    "a_tensor_for_its_masks: return torch.as_tensor({np.array(X) -> X}) * mask / (1 - p)",
    reason="the product is a new tensor, and X is not written to",
)

equivalent(
    "augment",
    "reference: framed = np.pad(images, [(0, {0 -> 1}), (shift, shift), (shift, shift)])",
    "a_window_in_a_frame: framed = np.zeros((count, height + 2 * shift, width + 2 * shift), dtype={images"
    ".dtype -> None})",
    "a_window_in_a_frame: framed = np.zeros((count, height + {2 -> 3} * shift, width + 2 * shift), dtype=images.dtype)",
    "a_window_in_a_frame: framed = np.zeros((count, height + 2 * shift, width + {2 -> 3} * shift), dtype=images.dtype)",
    reason="what a wider frame holds besides is never looked at, and pictures are float64",
)

equivalent(
    "augment",
    "reference: for n, (top, left) in enumerate(rng.integers({0, -> nothing}2 * shift + 1, size=(count, 2))):",
    "a_window_in_a_frame: top, left = rng.integers({0, -> nothing}2 * shift + 1, size=2)",
    reason="one bound alone is the upper one, from 0",
)

equivalent(
    "augment",
    "by_index_arrays: steps = rng.integers(-shift, shift + 1, size=(count, {2 -> 3}))",
    reason="a third column of steps is drawn and not used",
)

equivalent(
    "augment",
    "by_index_arrays: i = np.arange(height)[None, :, None] {- -> +} steps[:, 0, None, None]",
    "by_index_arrays: j = np.arange(width)[None, None, :] {- -> +} steps[:, 1, None, None]",
    reason="−shift … shift is symmetric, so a step and its opposite are as likely",
)

equivalent(
    "augment",
    "rolls_and_erases: if dy {> -> >=} 0:",
    "rolls_and_erases: if dy > {0 -> -1}:",
    "rolls_and_erases: if dx {> -> >=} 0:",
    "rolls_and_erases: if dx > {0 -> -1}:",
    reason="a step of 0 erases picture[:0], which is nothing",
)

equivalent(
    "augment",
    "with_scipy: return np.stack([ndimage.shift(image, rng.integers(-shift, shift + 1, size=2), order={0 "
    "-> 1}) for image in images])",
    reason="a move by whole pixels needs no interpolation",
)

equivalent(
    "dropout_faults",
    "reference: p, X = ({0.2 -> 0.4}, rng.uniform(1, 2, size=(3, 10000)))",
    "reference: p, X = (0.2, rng.uniform(1, {2, -> nothing}size=(3, 10000)))",
    "reference: p, X = (0.2, rng.uniform({1 -> 2}, 2, size=(3, 10000)))",
    "reference: p, X = (0.2, rng.uniform({1 -> 0}, 2, size=(3, 10000)))",
    "reference: p, X = (0.2, rng.uniform(1, {2 -> 3}, size=(3, 10000)))",
    "reference: p, X = (0.2, rng.uniform(1, {2 -> 1}, size=(3, 10000)))",
    "reference: p, X = (0.2, rng.uniform(1, 2, size=({3 -> 4}, 10000)))",
    "reference: p, X = (0.2, rng.uniform(1, 2, size=({3 -> 2}, 10000)))",
    "reference: p, X = (0.2, rng.uniform(1, 2, size=(3, {10000 -> 10001})))",
    "reference: p, X = (0.2, rng.uniform(1, 2, size=(3, {10000 -> 9999})))",
    "a_table_of_judgements: p, X = ({0.3 -> 0.6}, rng.uniform(-2, -1, size=(4, 8000)))",
    "a_table_of_judgements: p, X = (0.3, rng.uniform(-{2, - -> nothing}1, size=(4, 8000)))",
    "a_table_of_judgements: p, X = (0.3, rng.uniform(-2, {-1, -> nothing}size=(4, 8000)))",
    "a_table_of_judgements: p, X = (0.3, rng.uniform(-{2 -> 3}, -1, size=(4, 8000)))",
    "a_table_of_judgements: p, X = (0.3, rng.uniform(-{2 -> 1}, -1, size=(4, 8000)))",
    "a_table_of_judgements: p, X = (0.3, rng.uniform(-2, {- -> +}1, size=(4, 8000)))",
    "a_table_of_judgements: p, X = (0.3, rng.uniform(-2, -{1 -> 2}, size=(4, 8000)))",
    "a_table_of_judgements: p, X = (0.3, rng.uniform(-2, -{1 -> 0}, size=(4, 8000)))",
    "a_table_of_judgements: p, X = (0.3, rng.uniform(-2, -1, size=({4 -> 5}, 8000)))",
    "a_table_of_judgements: p, X = (0.3, rng.uniform(-2, -1, size=({4 -> 3}, 8000)))",
    "a_table_of_judgements: p, X = (0.3, rng.uniform(-2, -1, size=(4, {8000 -> 8001})))",
    "a_table_of_judgements: p, X = (0.3, rng.uniform(-2, -1, size=(4, {8000 -> 7999})))",
    "call_by_call: X, faults = (1 {+ -> -} rng.random((2, 20000)), set())",
    "call_by_call: X, faults = ({1 + -> nothing}rng.random((2, 20000)), set())",
    "call_by_call: X, faults = ({1 -> 2} + rng.random((2, 20000)), set())",
    "call_by_call: X, faults = ({1 -> 0} + rng.random((2, 20000)), set())",
    "call_by_call: X, faults = (1 + rng.random(({2 -> 3}, 20000)), set())",
    "call_by_call: X, faults = (1 + rng.random((2, {20000 -> 20001})), set())",
    "call_by_call: X, faults = (1 + rng.random((2, {20000 -> 19999})), set())",
    "of_ones: ones = np.ones(({5 -> 6}, 6000))",
    "of_ones: ones = np.ones(({5 -> 4}, 6000))",
    "of_ones: ones = np.ones((5, {6000 -> 6001}))",
    "of_ones: ones = np.ones((5, {6000 -> 5999}))",
    reason="any X without zeros and any number of rows from two on tells the same, and at any p but a half",
)

equivalent(
    "dropout_faults",
    "reference: first, second = (drop(inputs[{0 -> 1}], p, rng, True), drop(inputs[1], p, rng, True))",
    "reference: first, second = (drop(inputs[0], p, rng, True), drop(inputs[{1 -> 0}], p, rng, True))",
    "a_table_of_judgements: inputs = [X.copy() for _ in range(3{nothing -> + 1})]",
    "a_table_of_judgements: inputs = [X.copy() for _ in range({3 -> 4})]",
    "a_table_of_judgements: first, second = (np.array(drop(inputs[{0 -> 1}], p, rng, True)), np.array(dro"
    "p(inputs[1], p, rng, True)))",
    "a_table_of_judgements: first, second = (np.array(drop(inputs[0], p, rng, True)), np.array(drop(input"
    "s[{1 -> 0}], p, rng, True)))",
    "call_by_call: if np.all((np.array(drop({X.copy() -> X}, 0.7, rng, True)) == 0) == (np.array(drop(X.c"
    "opy(), 0.7, rng, True)) == 0)):",
    "call_by_call: if np.all((np.array(drop(X.copy(), 0.7, rng, True)) == 0) == (np.array(drop({X.copy() "
    "-> X}, 0.7, rng, True)) == 0)):",
    reason="what a first call has changed is dropped anew by the second, and X is compared with its copy all the same",
)

equivalent(
    "dropout_faults",
    "reference: evaluated = drop(inputs[2], p, rng, {False -> None})",
    "a_table_of_judgements: evaluated = np.array(drop(inputs[2], p, rng, {False -> None}))",
    "of_ones: out = drop(still, p, rng, {False -> None}).copy()",
    reason="a layer takes None for False",
)

equivalent(
    "dropout_faults",
    "reference: if abs(zero.mean() - p) {> -> >=} 0.05:",
    "reference: if abs(zero.mean() - p) > {0.05 -> 0.1}:",
    "a_table_of_judgements: judged = {'rate': abs(np.mean(first == 0) - p) {< -> <=} 0.05, 'scale': np.al"
    "lclose(first[first != 0] * (1 - p), X[first != 0]), 'evaluation': np.array_equal(evaluated, X), 'sha"
    "red': not np.array_equal(first[0] == 0, first[1] == 0), 'fixed': not np.array_equal(first == 0, seco"
    "nd == 0), 'changes': all((np.array_equal(given, X) for given in inputs))}",
    "a_table_of_judgements: judged = {'rate': abs(np.mean(first == 0) - p) < {0.05 -> 0.1}, 'scale': np.a"
    "llclose(first[first != 0] * (1 - p), X[first != 0]), 'evaluation': np.array_equal(evaluated, X), 'sh"
    "ared': not np.array_equal(first[0] == 0, first[1] == 0), 'fixed': not np.array_equal(first == 0, sec"
    "ond == 0), 'changes': all((np.array_equal(given, X) for given in inputs))}",
    "call_by_call: if abs(np.mean(out == 0) - 0.7) {> -> >=} 0.06:",
    "call_by_call: if abs(np.mean(out == 0) - 0.7) > {0.06 -> 0.12}:",
    "call_by_call: if np.abs(out[out != 0] * 0.3 - X[out != 0]).max() {> -> >=} 1e-09:",
    "call_by_call: if np.abs(out[out != 0] * 0.3 - X[out != 0]).max() > {1e-09 -> 1.000000001}:",
    "call_by_call: if np.abs(out[out != 0] * 0.3 - X[out != 0]).max() > {1e -> 2e}-09:",
    "of_ones: names += ['rate'] * (not {p - -> nothing}0.07 < share < p + 0.07)",
    "of_ones: names += ['rate'] * (not p - {0.07 -> 0.14} < share < p + 0.07)",
    "of_ones: names += ['rate'] * (not p - 0.07 {< -> <=} share < p + 0.07)",
    "of_ones: names += ['rate'] * (not p - 0.07 < share {< -> <=} p + 0.07)",
    "of_ones: names += ['rate'] * (not p - 0.07 < share < p + {0.07 -> 0.14})",
    reason="each bound has room on both sides: chance stays far below it, and a fault far above",
)

equivalent(
    "dropout_faults",
    "reference: if not np.allclose({first[survives], X[survives] / (1 - p) -> X[survives] / (1 - p), firs"
    "t[survives]}):",
    "reference: if not np.allclose({evaluated, X -> X, evaluated}):",
    "a_table_of_judgements: judged = {'rate': abs(np.mean(first == 0) - p) < 0.05, 'scale': np.allclose({"
    "first[first != 0] * (1 - p), X[first != 0] -> X[first != 0], first[first != 0] * (1 - p)}), 'evaluat"
    "ion': np.array_equal(evaluated, X), 'shared': not np.array_equal(first[0] == 0, first[1] == 0), 'fix"
    "ed': not np.array_equal(first == 0, second == 0), 'changes': all((np.array_equal(given, X) for given"
    " in inputs))}",
    "of_ones: names += ['scale'] * (not np.allclose({masks[0][masks[0] != 0], 1 / (1 - p) -> 1 / (1 - p),"
    " masks[0][masks[0] != 0]}))",
    "of_ones: names += ['evaluation'] * (not np.allclose({out, 1 -> 1, out}))",
    reason="allclose is symmetric but for its tolerance, which has room",
)

equivalent(
    "dropout_faults",
    "reference: if np.array_equal(zero[{0 -> -1}], zero[1]):",
    "reference: if np.array_equal(zero[0], zero[{1 -> 2}]):",
    "a_table_of_judgements: judged = {'rate': abs(np.mean(first == 0) - p) < 0.05, 'scale': np.allclose(f"
    "irst[first != 0] * (1 - p), X[first != 0]), 'evaluation': np.array_equal(evaluated, X), 'shared': no"
    "t np.array_equal(first[{0 -> -1}] == 0, first[1] == 0), 'fixed': not np.array_equal(first == 0, seco"
    "nd == 0), 'changes': all((np.array_equal(given, X) for given in inputs))}",
    "a_table_of_judgements: judged = {'rate': abs(np.mean(first == 0) - p) < 0.05, 'scale': np.allclose(f"
    "irst[first != 0] * (1 - p), X[first != 0]), 'evaluation': np.array_equal(evaluated, X), 'shared': no"
    "t np.array_equal(first[0] == 0, first[{1 -> 2}] == 0), 'fixed': not np.array_equal(first == 0, secon"
    "d == 0), 'changes': all((np.array_equal(given, X) for given in inputs))}",
    reason="any two rows tell whether all have one mask",
)

equivalent(
    "dropout_faults",
    "of_ones: masks = [drop(given, p, rng, True){.copy() -> nothing} for given in train]",
    "of_ones: still = {ones.copy() -> ones}",
    "of_ones: out = drop(still, p, rng, False){.copy() -> nothing}",
    reason="nothing writes into it afterwards",
)

equivalent(
    "dropout_faults",
    "of_ones: share = float((masks[{0 -> 1}] == 0).mean())",
    "of_ones: share = float((masks[{0 -> -1}] == 0).mean())",
    reason="the share of either call tells",
)

equivalent(
    "dropout_faults",
    "of_ones: names += ['changes'] * bool((train[0] != 1).any() {or -> and} (train[1] != 1).any() or (sti"
    "ll != 1).any())",
    "of_ones: names += ['changes'] * bool((train[0] != 1){.any -> .all}() or (train[1] != 1).any() or (st"
    "ill != 1).any())",
    "of_ones: names += ['changes'] * bool((train[{0 -> 1}] != 1).any() or (train[1] != 1).any() or (still != 1).any())",
    "of_ones: names += ['changes'] * bool((train[{0 -> -1}] != 1).any() or (train[1] != 1).any() or (stil"
    "l != 1).any())",
    "of_ones: names += ['changes'] * bool((train[0] != 1).any() or (train[1] != 1){.any -> .all}() or (st"
    "ill != 1).any())",
    "of_ones: names += ['changes'] * bool((train[0] != 1).any() or (train[{1 -> 0}] != 1).any() or (still != 1).any())",
    reason="each call in training changes X, so that one of the two tells",
)

equivalent(
    "dropout_faults",
    "fault: uses a generator of its own",
    reason="what is drawn decides no verdict: a promise is kept or broken with any generator",
)

equivalent(
    "dropout_faults",
    "of_ones: names {+= -> =} ['rate'] * (not p - 0.07 < share < p + 0.07)",
    reason="the list is empty still",
)
