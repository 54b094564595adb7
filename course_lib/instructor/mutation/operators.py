"""Mutation operators: mutmut's own, and those that code on arrays needs beside them.

An operator takes a libcst node and yields nodes to put in its place, as mutmut's do. `OPERATORS` has them all as
mutmut lists its own: the kind of node, the operator.
"""

from collections.abc import Callable, Iterable
from typing import Any, cast

import libcst as cst
import libcst.matchers as m
from mutmut.mutation.mutators import mutation_operators

Nodes = Iterable[cst.CSTNode]

# What is taken for something else. Each name stands for a function or a method.
SWAPPED_NAMES = {
    "sum": ["mean"],
    "mean": ["sum", "median"],
    "max": ["min"],
    "min": ["max"],
    "amax": ["amin"],
    "argmax": ["argmin"],
    "argmin": ["argmax"],
    "maximum": ["minimum"],
    "minimum": ["maximum"],
    "any": ["all"],
    "all": ["any"],
    "zeros": ["ones"],
    "ones": ["zeros"],
    "zeros_like": ["ones_like"],
    "ones_like": ["zeros_like"],
    "floor": ["ceil"],
    "ceil": ["floor"],
    "sin": ["cos"],
    "cos": ["sin"],
    "hstack": ["vstack"],
    "vstack": ["hstack"],
    "tril": ["triu"],
    "triu": ["tril"],
    "std": ["var"],
    "var": ["std"],
    "cumsum": ["cumprod"],
    "tanh": ["sin"],
    "relu": ["tanh"],
    "sigmoid": ["tanh"],
    "permutation": ["arange"],
}
DROPPED_CALLS = ("abs", "sqrt", "exp", "log", "log1p", "expm1", "square", "flip", "sort", "squeeze")  # f(x) -> x
COPIES = ("copy", "deepcopy", "clone", "array")
COMMUTATIVE = ("maximum", "minimum", "add", "multiply", "max", "min", "isclose", "array_equal", "logical_and", "hypot")
TURNS = ("transpose", "swapaxes")  # of two axes: their order does not matter

_DOES_SOMETHING = m.OneOf(
    m.AugAssign(),
    m.Raise(),
    m.Break(),
    m.Continue(),
    m.Expr(m.Call()),
    m.Assign(targets=[m.AssignTarget(m.Subscript() | m.Attribute())]),
)
_FLIPPED: dict[type[cst.BaseCompOp], Callable[[], cst.BaseCompOp]] = {
    cst.LessThan: cst.GreaterThan,
    cst.GreaterThan: cst.LessThan,
    cst.LessThanEqual: cst.GreaterThanEqual,
    cst.GreaterThanEqual: cst.LessThanEqual,
}
_IN_PLACE: dict[type[cst.BaseBinaryOp], Callable[[], cst.BaseAugOp]] = {
    cst.Add: cst.AddAssign,
    cst.Subtract: cst.SubtractAssign,
    cst.Multiply: cst.MultiplyAssign,
    cst.Divide: cst.DivideAssign,
}


def other_constant(node: cst.BaseNumber) -> Nodes:
    """One less and, of a fraction, its double. mutmut gives one more."""
    if isinstance(node, cst.Integer):
        yield _number(node.evaluated_value - 1)
    elif isinstance(node, cst.Float):
        yield _number(2 * node.evaluated_value)


def other_axis(node: cst.Arg) -> Nodes:
    """Another axis, in `axis=` and `dim=`."""
    if node.keyword is None or node.keyword.value not in ("axis", "dim"):
        return
    text = cst.Module([]).code_for_node(node.value)
    for other in {"0": ["1", "None"], "1": ["0"], "-1": ["0", "-2"], "-2": ["-1"], "2": ["1"]}.get(text, []):
        yield node.with_changes(value=cst.parse_expression(other))


def dropped_transpose(node: cst.Attribute) -> Nodes:
    """`x.T` becomes `x`."""
    if node.attr.value in ("T", "mT"):
        yield node.value


def transposed_operand(node: cst.BinaryOperation) -> Nodes:
    """`A @ B` becomes `B @ A`, `A.T @ B` and `A @ B.T`; of a vector, which is its own `.T`, an error."""
    if not isinstance(node.operator, cst.MatrixMultiply):
        return
    yield node.with_changes(left=_in_parentheses(node.right), right=_in_parentheses(node.left))
    for side in ("left", "right"):
        operand = getattr(node, side)
        if not m.matches(operand, m.Attribute(attr=m.Name("T"))):
            turned = cst.Call(
                cst.Attribute(_in_parentheses(operand), cst.Name("swapaxes")),
                [cst.Arg(cst.Integer("0")), cst.Arg(cst.Integer("1"))],
            )
            yield node.with_changes(**{side: turned})


def other_function(node: cst.Call) -> Nodes:
    """A function or method that is easily taken for this one; or, of one argument, the argument itself."""
    name = _called_name(node)
    for other in SWAPPED_NAMES.get(name, []):
        if isinstance(node.func, cst.Attribute):
            yield node.with_changes(func=node.func.with_changes(attr=cst.Name(other)))
        elif other in ("min", "max", "any", "all", "sum"):  # as names they are Python's own
            yield node.with_changes(func=cst.Name(other))
    if name in DROPPED_CALLS and len(node.args) == 1:
        yield _in_parentheses(node.args[0].value)


def dropped_copy(node: cst.Call) -> Nodes:
    """`x.copy()`, `np.copy(x)` and `np.array(x)` become `x`."""
    if _called_name(node) not in COPIES:
        return
    if not node.args and isinstance(node.func, cst.Attribute):
        yield node.func.value
    elif len(node.args) == 1 and isinstance(node.args[0].value, cst.Name):
        yield node.args[0].value


def dropped_conversion(node: cst.Call) -> Nodes:
    """`x.astype(t)` becomes `x`, and `x.reshape(s)` too."""
    if isinstance(node.func, cst.Attribute) and node.func.attr.value in ("astype", "reshape"):
        yield node.func.value


def in_place(node: cst.Assign) -> Nodes:
    """`x = x + y` becomes `x += y`, which changes the array that x is."""
    value = node.value
    if (
        len(node.targets) == 1
        and isinstance(node.targets[0].target, cst.Name)
        and isinstance(value, cst.BinaryOperation)
    ):
        changed = _IN_PLACE.get(type(value.operator))
        if changed and value.left.deep_equals(node.targets[0].target):
            yield cst.AugAssign(cast(cst.Name, value.left), changed(), value.right)


def other_range(node: cst.Call) -> Nodes:
    """A range or arange that is one shorter at an end, or one longer."""
    if _called_name(node) not in ("range", "arange") or not node.args or any(arg.star for arg in node.args):
        return
    ends = {0: "stop"} if len(node.args) == 1 else {0: "start", 1: "stop"}
    for place in ends:
        for operator in (cst.Add(), cst.Subtract()):
            value = cst.BinaryOperation(_in_parentheses(node.args[place].value), operator, cst.Integer("1"))
            yield node.with_changes(
                args=[arg.with_changes(value=value) if n == place else arg for n, arg in enumerate(node.args)]
            )


def other_slice(node: cst.Slice) -> Nodes:
    """A slice without one of its ends or its step."""
    for end in ("lower", "upper", "step"):
        if getattr(node, end) is not None:
            yield node.with_changes(**{end: None})


def flipped_comparison(node: cst.ComparisonTarget) -> Nodes:
    """`<` becomes `>`. mutmut makes it `<=`."""
    flipped = _FLIPPED.get(type(node.operator))
    if flipped:
        yield node.with_changes(operator=flipped())


def swapped_arguments(node: cst.Call) -> Nodes:
    """Two neighbouring arguments change places."""
    if _called_name(node) in COMMUTATIVE or (_called_name(node) in TURNS and len(node.args) == 2):
        return
    for place in range(len(node.args) - 1):
        one, other = node.args[place : place + 2]
        if one.keyword or other.keyword or one.star or other.star:
            continue
        swapped = [one.with_changes(value=other.value), other.with_changes(value=one.value)]
        yield node.with_changes(args=[*node.args[:place], *swapped, *node.args[place + 2 :]])


def dropped_term(node: cst.BinaryOperation) -> Nodes:
    """Of `a + b`, `a - b`, `a * b`, `a / b` and `a ** b` one side alone, a removed epsilon among them."""
    if isinstance(node.operator, cst.Add | cst.Subtract | cst.Multiply | cst.Divide | cst.Power | cst.FloorDivide):
        yield _in_parentheses(node.left)
        if not isinstance(node.operator, cst.Power):
            yield _in_parentheses(node.right)


def other_return(node: cst.Return) -> Nodes:
    """A tuple that is returned has two of its parts exchanged."""
    if not isinstance(node.value, cst.Tuple):
        return
    parts = node.value.elements
    for place in range(len(parts) - 1):
        swapped = [
            parts[place].with_changes(value=parts[place + 1].value),
            parts[place + 1].with_changes(value=parts[place].value),
        ]
        elements = [*parts[:place], *swapped, *parts[place + 2 :]]
        yield node.with_changes(value=node.value.with_changes(elements=elements))


def dropped_statement(node: cst.SimpleStatementLine) -> Nodes:
    """A statement that does something becomes `pass`."""
    if len(node.body) == 1 and m.matches(node.body[0], _DOES_SOMETHING):
        yield node.with_changes(body=[cst.Pass()])


def decided_condition(node: cst.If) -> Nodes:
    """An `if` that is always or never taken."""
    yield node.with_changes(test=cst.Name("True"))
    yield node.with_changes(test=cst.Name("False"))


OPERATORS: list[tuple[type, Callable[[Any], Nodes]]] = [
    *mutation_operators,
    (cst.BaseNumber, other_constant),
    (cst.Arg, other_axis),
    (cst.Attribute, dropped_transpose),
    (cst.BinaryOperation, transposed_operand),
    (cst.Call, other_function),
    (cst.Call, dropped_copy),
    (cst.Call, dropped_conversion),
    (cst.Assign, in_place),
    (cst.Call, other_range),
    (cst.Slice, other_slice),
    (cst.ComparisonTarget, flipped_comparison),
    (cst.Call, swapped_arguments),
    (cst.BinaryOperation, dropped_term),
    (cst.Return, other_return),
    (cst.SimpleStatementLine, dropped_statement),
    (cst.If, decided_condition),
]


def _called_name(node: cst.Call) -> str:
    if isinstance(node.func, cst.Attribute):
        return node.func.attr.value
    return node.func.value if isinstance(node.func, cst.Name) else ""


def _in_parentheses(node: cst.BaseExpression) -> cst.BaseExpression:
    if isinstance(node, cst.Name | cst.Call | cst.Attribute | cst.Subscript | cst.BaseNumber) or node.lpar:
        return node
    return node.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])


def _number(value: float) -> cst.BaseExpression:
    return cst.parse_expression(repr(value) if value >= 0 else f"({value!r})")
