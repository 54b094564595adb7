"""A check for functions that are given a model: they may look at it, and must leave it as it is."""

import copy
from functools import partial

import torch

from course_lib.checking.values import same
from course_lib.checks import CheckError, check_unchanged, watching


def check_model_unchanged(function, model, *arguments, **options):
    """Call function(model, ...) and return its result; fail if model or arguments are not as before.

    Looked at are the model's weights, their gradients and `requires_grad`, the mode of each of its parts, the
    arguments, the `requires_grad` of tensors, and the global random states of NumPy and torch.
    """
    before, flags, random_before = copy.deepcopy(model), _flags(model, arguments), torch.get_rng_state()
    gradients = _gradients(model)
    with watching(model):
        result = check_unchanged(partial(function, model), *arguments, **options)
    name = getattr(function, "__name__", "the answer")
    if _modes(model) != _modes(before):
        _fail(name, "the model's mode was changed", "mode: leave training or evaluation mode as you found it.")
    if not same(gradients, _gradients(model)):
        reason = "weights: somebody may be in the midst of a training step: ask for the gradient of x alone."
        _fail(name, "the .grad of the model's weights was changed", reason)
    if not same(dict(before.state_dict()), dict(model.state_dict())):
        _fail(name, "the model's weights were changed", "in-place: the model is to be looked at, not trained.")
    if _flags(model, arguments) != flags:
        reason = "flag: set requires_grad on a copy, not on what was passed in."
        _fail(name, "the requires_grad of an argument was changed", reason)
    if not torch.equal(torch.get_rng_state(), random_before):
        reason = "global-rng: draw from the generator that is passed in, or not at all."
        _fail(name, "torch's global random state was used", reason)
    return result


def _modes(model):
    return [part.training for part in model.modules()]


def _gradients(model):
    return {name: None if weight.grad is None else weight.grad.clone() for name, weight in model.named_parameters()}


def _flags(model, arguments):
    tensors = [*model.parameters(), *(argument for argument in arguments if isinstance(argument, torch.Tensor))]
    return [tensor.requires_grad for tensor in tensors]


def _fail(name, seen, hint):
    raise CheckError(f"{name}: {seen}.", hint)
