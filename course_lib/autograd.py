"""A small autograd engine: numbers that remember how they were made, and so know their derivatives.

Micrograd (A. Karpathy) is the model; here the graph is walked without recursion, so that its depth has no limit.
"""

import math
from numbers import Real


class Value:
    """A number in a computational graph. After `out.backward()` the `grad` of each number is ∂out/∂number.

    data: the number.  grad: the derivative, 0 until a backward pass.  _parents: the Values that it was made from.
    _backward: adds this node's share to the gradients of its parents.  Source: deck 003, «Computational graph».

    >>> a, b = Value(2.0), Value(-3.0)
    >>> out = a * b + a**2
    >>> out.backward()
    >>> out.data, a.grad, b.grad
    (-2.0, 1.0, 2.0)
    """

    def __init__(self, data, parents=(), backward=None):
        if not isinstance(data, Real):
            raise ValueError(f"data is {data!r}: a Value holds one number")
        self.data = data
        self.grad = 0.0
        self._parents = tuple(parents)
        self._backward = backward or (lambda grad: None)

    def __add__(self, other):
        other = _as_value(other)

        def backward(grad):
            self.grad += grad
            other.grad += grad

        return Value(self.data + other.data, (self, other), backward)

    def __mul__(self, other):
        other = _as_value(other)

        def backward(grad):
            self.grad += other.data * grad
            other.grad += self.data * grad

        return Value(self.data * other.data, (self, other), backward)

    def __pow__(self, exponent):
        if not isinstance(exponent, Real):
            raise ValueError(f"the exponent is {exponent!r}: it must be a plain number")
        slope = exponent * self.data ** (exponent - 1) if exponent else 0.0
        return self._through(self.data**exponent, slope)

    def relu(self):
        return self._through(max(self.data, 0.0), float(self.data > 0))

    def tanh(self):
        out = math.tanh(self.data)
        return self._through(out, 1 - out**2)

    def exp(self):
        out = math.exp(self.data)
        return self._through(out, out)

    def backward(self):
        """Add ∂self/∂v to the gradient of every leaf v of the graph, as torch does; other nodes start from 0."""
        order = topological_order(self)
        for node in order:
            if node._parents:
                node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            node._backward(node.grad)

    def _through(self, out, slope):
        """The result `out` of a function of this number alone, whose derivative here is `slope`."""

        def backward(grad):
            self.grad += slope * grad

        return Value(out, (self,), backward)

    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return self + -_as_value(other)

    def __rsub__(self, other):
        return _as_value(other) + -self

    def __truediv__(self, other):
        return self * _as_value(other) ** -1

    def __rtruediv__(self, other):
        return _as_value(other) * self**-1

    __radd__, __rmul__ = __add__, __mul__

    def __repr__(self):
        return f"Value(data={self.data:.6g}, grad={self.grad:.6g})"


def topological_order(value):
    """Every node that `value` was made from, and itself: each once, operands before results.

    value: a Value, or anything with `_parents`.  Returns a list; `value` is its last entry.
    The order is that of a depth-first walk, with a stack in the place of recursion.

    >>> a = Value(1.0)
    >>> b = a + 1
    >>> [node.data for node in topological_order(b * a)]
    [1.0, 1, 2.0, 2.0]
    """
    order, seen, stack = [], set(), [(value, False)]
    while stack:
        node, operands_listed = stack.pop()
        if operands_listed:
            order.append(node)
        elif id(node) not in seen:
            seen.add(id(node))
            stack.append((node, True))
            stack.extend((parent, False) for parent in reversed(node._parents))
    return order


class Node:
    """A node of a graph that is only drawn: a name and the names of its operands, nothing to compute.

    operands: {name: names of its operands}; a name without an entry is an input.  `_parents`: the operands as Nodes;
    one name is one object, however often it is used.

    >>> loss = Node("loss", {"loss": ["y_hat", "y"], "y_hat": ["x", "w"]})
    >>> [node.name for node in topological_order(loss)]
    ['x', 'w', 'y_hat', 'y', 'loss']
    """

    def __init__(self, name, operands, known=None):
        self.name = name
        self._operands = operands
        self._known = {} if known is None else known  # shared by the nodes of one graph
        self._known[name] = self

    @property
    def _parents(self):
        names = self._operands.get(self.name, ())
        return tuple(self._known.get(name) or Node(name, self._operands, self._known) for name in names)

    def __repr__(self):
        return f"Node({self.name})"


def _as_value(number):
    return number if isinstance(number, Value) else Value(number)
