"""What an argument was like, as data, so that a change can be seen and carried back to its original."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
import torch

from course_lib.checking.values import same
from course_lib.instructor.sandbox.wire import Content, Decoder, Encoder, Node, NotDataError, TooLargeError

KEEP = NotImplemented  # stands for a part that is not data
PLAIN = (type(None), bool, int, float, complex, str, bytes)


@dataclass(frozen=True, eq=False)
class Snapshot:
    """`value` is the data, `node` and `content` its encoding: two snapshots are equal if these are.

    NaN is equal to NaN and 0.0 to -0.0, as in `course_lib.checking.values.same`.
    """

    value: object
    node: object
    content: bytes

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Snapshot):
            return False
        exactly = self.node == other.node and self.content == other.content
        return exactly or _alike(self.node, self.content, other.node, other.content)


def _alike(node: Node, content: Content, other: Node, other_content: Content) -> bool:
    """Do two nodes encode the same numbers, whatever their bits?"""
    if type(node) is float and type(other) is float:
        return node == other or (node != node and other != other)
    if not (isinstance(node, list) and isinstance(other, list)) or not (node and other):
        return node == other
    if len(node) != len(other) or node[0] != other[0]:
        return False
    if node[0] == "a" and node[1:3] + node[4:] != other[1:3] + other[4:]:  # all but where the bytes are
        return False
    if node[0] in ("a", "g", "b"):
        return same(_decoded(node, content), _decoded(other, other_content))
    parts, other_parts = (list(chain(*whole[1:])) if whole[0] == "d" else whole[1:] for whole in (node, other))
    return all(_alike(one, content, two, other_content) for one, two in zip(parts, other_parts, strict=True))


def _decoded(node: Node, content: Content) -> Any:
    return Decoder(content, lambda node: KEEP).value(node)


def snapshot(value: object) -> Snapshot | None:
    """The state of something that can change, None of anything else."""
    try:
        data = _data(value)
        if data is None:
            return None
        encoder = Encoder(lambda part: ["k", "NotImplemented"])
        return Snapshot(data, encoder.node(data), encoder.content)
    except (NotDataError, TooLargeError, RuntimeError, AttributeError, TypeError):
        return None


def _data(value: object) -> Any:
    if isinstance(value, PLAIN):
        return None
    if isinstance(value, np.ndarray | list | dict | set | torch.Tensor):
        return value
    if isinstance(value, tuple):
        return value if any(not isinstance(part, PLAIN) for part in value) else None
    if isinstance(value, torch.nn.Module):
        return _module(value)
    if isinstance(value, torch.optim.Optimizer):
        return value.state_dict()
    if isinstance(value, np.random.Generator):
        return value.bit_generator.state
    if isinstance(value, torch.Generator):
        return value.get_state()
    if isinstance(value, random.Random):
        return value.getstate()
    return None


def _module(module: torch.nn.Module) -> dict:
    parameters = dict(module.named_parameters())
    return {
        "training": {name: part.training for name, part in module.named_modules()},
        "state": {name: tensor.detach() for name, tensor in module.state_dict().items()},
        "grads": {name: parameter.grad for name, parameter in parameters.items()},
        "requires_grad": {name: parameter.requires_grad for name, parameter in parameters.items()},
    }


def with_grad(make: Callable, parts: tuple, grad: torch.Tensor) -> torch.Tensor:
    """A tensor made by its own pickling, and its gradient."""
    tensor = make(*parts)
    tensor.grad = grad
    return tensor


def carry_back(original: Any, now: Any) -> None:
    """Make `original` what its copy has become. Raises ValueError, TypeError, ... if `now` is no state of it."""
    if isinstance(original, torch.nn.Module):
        _module_back(original, now)
    elif isinstance(original, torch.optim.Optimizer):
        original.load_state_dict(now)
    elif isinstance(original, np.random.Generator):
        original.bit_generator.state = now
    elif isinstance(original, torch.Generator):
        original.set_state(now)
    elif isinstance(original, random.Random):
        original.setstate(now)
    else:
        _merged(original, now)


def _module_back(module: torch.nn.Module, now: dict) -> None:
    for name, part in module.named_modules():
        part.training = bool(now["training"][name])
    with torch.no_grad():
        for name, tensor in module.state_dict().items():
            tensor.copy_(now["state"][name])
    for name, parameter in module.named_parameters():
        parameter.requires_grad_(bool(now["requires_grad"][name]))
        _set_grad(parameter, now["grads"][name])


def _set_grad(tensor: torch.Tensor, grad: torch.Tensor | None) -> None:
    if grad is None:
        tensor.grad = None
    elif tensor.grad is not None and tensor.grad.shape == grad.shape:
        tensor.grad.copy_(grad.detach())
    else:
        tensor.grad = grad.detach().clone()


def _merged(old: Any, new: Any) -> Any:
    """`old` changed in place to equal `new` where that is possible, else `new`."""
    if new is KEEP:
        return old
    if isinstance(old, torch.Tensor) and isinstance(new, torch.Tensor):
        with torch.no_grad():
            if old.shape == new.shape and old.dtype == new.dtype:
                old.copy_(new.detach())
            else:
                old.data = new.detach()
        if old.is_leaf:
            old.requires_grad_(new.requires_grad)
            _set_grad(old, new.grad)
        return old
    if type(old) is not type(new):
        return new
    if isinstance(old, np.ndarray):
        return _merged_array(old, new)
    if isinstance(old, list):
        parts = [_merged(*pair) for pair in zip(old, new, strict=False)]
        old[:] = parts + new[len(parts) :]
        return old
    if isinstance(old, tuple):
        return tuple(_merged(*pair) for pair in zip(old, new, strict=True)) if len(old) == len(new) else new
    if isinstance(old, dict):
        items = {key: _merged(old[key], item) if key in old else item for key, item in new.items()}
        old.clear()
        old.update(items)
        return old
    if isinstance(old, set):
        old.clear()
        old.update(new)
        return old
    return new


def _merged_array(old: np.ndarray, new: np.ndarray) -> np.ndarray:
    if old.dtype != new.dtype or old.size != new.size or not old.flags.writeable:
        return new
    if old.shape != new.shape:
        old.shape = new.shape
    np.copyto(old, new)
    return old
