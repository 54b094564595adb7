"""The classics: exceptions that everybody meets who computes with arrays, and what each means.

Only what Python, NumPy and torch say is read here; none of our own messages is. A sentence holds no value of the input,
so that it may be told of a hidden part; a detail names the values that do not go together.
"""

import builtins
import difflib
import re
import types
from collections.abc import Callable
from dataclasses import dataclass

from course_lib.checking.place import LONGEST_SOURCE, Place, is_array, kind, with_article

MOST_OPERANDS = 4


@dataclass(frozen=True)
class Classic:
    """A kind of exception.  raised: what Python or a library says; detail: tells what stood there."""

    id: str
    kinds: tuple[type[BaseException], ...]
    raised: re.Pattern
    sentence: str | Callable[[BaseException, Place | None], str]
    detail: Callable[[BaseException, Place], str] | None = None


def _shapes(error: BaseException, place: Place) -> str:
    """ "`w` has shape (3,), `x` has shape (4,)" """
    arrays = [(name, tuple(value.shape)) for name, value in place.operands() if is_array(value)]
    return _listed([f"`{name}` has shape {shape}" for name, shape in arrays])


def _kinds(error: BaseException, place: Place) -> str:
    """ "`k` is a list, `x` a float64 array" """
    values = [(name, value) for name, value in place.operands() if not isinstance(value, types.ModuleType | type)]
    return _listed([f"`{name}` is {kind(value)}" for name, value in values if not callable(value) or is_array(value)])


def _listed(parts: list[str]) -> str:
    return ", ".join(parts[:MOST_OPERANDS])


def _nearest_name(error: NameError, place: Place | None) -> str:
    name = error.name or ""
    known = [*place.frame.f_locals, *place.frame.f_globals, *vars(builtins)] if place else []
    near = difflib.get_close_matches(name, [one for one in known if not one.startswith("_")], 1, 0.6)
    meant = f": is `{near[0]}` meant?" if near else ": is the cell that makes it above, and has it been run?"
    return f"nothing is called `{name}` here{meant}"


def _nearest_attribute(error: AttributeError, place: Place | None) -> str:
    owner, name = getattr(error, "obj", None), error.name or ""
    near = difflib.get_close_matches(name, [one for one in dir(type(owner)) if not one.startswith("_")], 1, 0.6)
    if isinstance(owner, types.ModuleType):
        near = difflib.get_close_matches(name, dir(owner), 1, 0.6)
        what = f"`{owner.__name__}`"
    else:
        what = with_article(type(owner).__name__)
    return f"{what} has no `{name}`" + (f": is `{near[0]}` meant?" if near else ".")


def _nearest_keyword(error: TypeError, place: Place | None) -> str:
    found = re.search(r"keyword argument '(\w+)'|'(\w+)' is an invalid keyword", str(error))
    name = found[1] or found[2]
    return f"the function that is called here takes no argument named `{name}`: look at its signature."


def _calls(error: TypeError, place: Place | None) -> str:
    return "a function is called with too few or too many arguments: compare the call with its signature."


def _of_the_library(error: ValueError, place: Place | None) -> str:
    found = error.__traceback__
    while found is not None and found.tb_next is not None:
        found = found.tb_next
    module = str(found.tb_frame.f_globals.get("__name__", "")) if found else ""
    if not module.startswith("course_lib.") or module.startswith("course_lib.instructor."):
        return ""
    return "a function of the course's library does not take what it is given here: it says what it asks for."


def _own(error: BaseException, place: Place | None) -> str:
    if place is None or not place.source.startswith("raise"):
        return ""
    return "the answer refuses this input itself: does the question allow it?"


def _message(error: BaseException, place: Place) -> str:
    said = (str(error).splitlines() or [""])[0]
    return re.sub(r" \([^()]*[/\\][^()]*\)$", "", said)[:LONGEST_SOURCE]  # the path of a module tells nothing


def _said(*parts: str) -> re.Pattern:
    return re.compile("|".join(parts))


ANYTHING = re.compile("")
ARRAYS = (ValueError, RuntimeError, TypeError, IndexError)
OF_ARRAYS = "shape|ndim|size|dtype|T|dot|mean|sum|std|var|max|min|argmax|argmin|reshape|astype|flatten|transpose"
OF_TORCH = "unsqueeze|detach|backward|grad|requires_grad|numpy|permute|float|long|double|expand"
OF_NUMPY = "astype|copy|fill|ptp"

# The first that fits counts: what is more special stands first.
CLASSICS = (
    Classic(
        "ambiguous-truth",
        (ValueError, RuntimeError),
        _said("truth value of an array", "Boolean value of Tensor", "truth value of an empty array"),
        "a whole array stands where one True or False is asked: `if`, `while`, `and`, `or`, `not`, `max` and `in` "
        "decide once. For each number on its own there are `&`, `|`, `~`, np.where and np.maximum; for all together "
        ".any() and .all().",
        _kinds,
    ),
    Classic(
        "shapes",
        ARRAYS,
        _said(
            "could not( be)? broadcast",
            "mismatch in its core dimension",
            "not aligned",
            "must match the size of tensor",
            "shapes cannot be multiplied",
            "inconsistent tensor size",
            "size mismatch",
            "must match the existing size",
            "does not have enough dimensions",
            "1D tensors expected",
            "not broadcastable",
            "shape mismatch",
            "Incompatible shapes",
            "non-broadcastable",
            "does not match the broadcast shape",
            "batch1 and batch2",
            "to match target batch_size",
            "different number of elements",
            "vector and matrix",
        ),
        "the shapes do not fit together. In `a @ b` the last axis of a is as long as the first of b (the last but one "
        "of a matrix); in `a + b` axes are compared from the right, and each pair is equal or one of them is 1.",
        _shapes,
    ),
    Classic(
        "subscripts",
        ARRAYS,
        _said("einstein sum", r"einsum\(\)", "each subscript must be"),
        "in the text that einsum is given each array has as many letters as axes, and what stands behind the arrow "
        "stands before it too.",
        _shapes,
    ),
    Classic(
        "where",
        (ValueError, TypeError),
        _said("either both or neither of x and y", r"where\(\) received an invalid combination"),
        "np.where and torch.where take a condition, and what stands where it holds and where it does not: three "
        "together.",
    ),
    Classic(
        "lengths",
        (ValueError,),
        _said(r"zip\(\) argument \d+ is (shorter|longer)"),
        "what is walked through together does not have the same length.",
        _kinds,
    ),
    Classic(
        "channels",
        (RuntimeError,),
        _said("expected input.* to have .* channels", "Invalid channel dimensions", "[Ee]xpected .* channels"),
        "the layer takes another number of channels than what comes in has: those stand in axis 1, and a layer begins "
        "with as many as the one before ends with.",
        _shapes,
    ),
    Classic(
        "window",
        (RuntimeError,),
        _said("Kernel size can't be greater than", "Calculated padded input size", "Output size is too small"),
        "the window is larger than what is left of the picture: how large is it after each layer before?",
        _shapes,
    ),
    Classic(
        "layer-sizes",
        (RuntimeError,),
        _said("expected bias to be", "expected (weight|running_mean|running_var) to"),
        "the parameters of a layer do not go together: a bias has one number for each output.",
        _shapes,
    ),
    Classic(
        "square",
        (ValueError, RuntimeError),
        _said("must be square", "square matrices"),
        "this is done with a matrix that has as many rows as columns alone.",
        _shapes,
    ),
    Classic(
        "parts-differ",
        ARRAYS,
        _said(
            "input array dimensions except",
            "must have same number of dimensions",
            "all input arrays must have",
            "stack expects each tensor",
            "Sizes of tensors must match except",
            "need at least one array",
            "expects a non-empty",
            "expected a non-empty",
            "does not result in an equal division",
        ),
        "what is joined into one array does not fit: there is nothing to join, or the parts differ along another axis "
        "than the one that they are joined along.",
        _shapes,
    ),
    Classic(
        "reshape",
        ARRAYS,
        _said(
            "cannot reshape array",
            "is invalid for input of size",
            "can only specify one unknown",
            "cannot infer",
            "don't multiply up",
        ),
        "a reshape keeps every number: the lengths that are asked must multiply to as many as there are. One of them "
        "may be -1, which is then found.",
        _shapes,
    ),
    Classic(
        "ragged",
        ARRAYS,
        _said("setting an array element with a sequence", "inhomogeneous", "expected sequence of length"),
        "rows of different lengths make no array; or a whole array is written to a place for one number.",
        _kinds,
    ),
    Classic(
        "one-number",
        ARRAYS,
        _said(
            "only length-1 arrays",
            "only size-1 arrays",
            "only 0-dimensional arrays",
            "only one element tensors",
            "cannot be converted to Scalar",
            "can only convert an array of size 1",
        ),
        "one number is asked where an array of several stands: functions of `math` and float() take one at a time, "
        "those of NumPy and torch a whole array.",
        _kinds,
    ),
    Classic(
        "list",
        (TypeError,),
        _said("(list|tuple) indices must be integers or slices, not tuple"),
        "x[0, 1] asks an array; a list of lists is asked x[0][1].",
        _kinds,
    ),
    Classic(
        "axis",
        (ValueError, IndexError, RuntimeError),
        _said(
            r"axis -?\d+ is out of bounds",
            "Dimension out of range",
            "'axis' entry is out of bounds",
            "duplicate value in 'axis'",
            "axes don't match array",
            "repeated axis",
            "out of range for array of ndim",
            "number of dimensions in the tensor input does not match",
            "duplicate dims",
            "must have at least 2 dimensions",
        ),
        "there is no such axis: an array of n axes has the axes 0 to n - 1, and -1 is its last. Has a sum or an index "
        "before taken one away?",
        _shapes,
    ),
    Classic(
        "too-many-indices",
        (IndexError,),
        _said("too many indices"),
        "there are more indices than axes.",
        _shapes,
    ),
    Classic(
        "index-kind",
        (IndexError, TypeError),
        _said(
            "only integers, slices",
            "indices must be integers",
            "tensors used as indices must be",
            "cannot be interpreted as an integer",
            "expected a sequence of integers",
            "slice indices must be integers",
            "arrays used as indices must be",
            "only integer tensors",
            "must be of integral type",
            "boolean index did not match",
        ),
        "an index or a count is a whole number, a slice, or a mask of the array's own shape: `/` makes a float, `//` "
        "and int() do not.",
        _kinds,
    ),
    Classic(
        "index",
        (IndexError,),
        _said("out of bounds", "out of range", "index is out of bounds", "pop from empty"),
        "an index leads past the end: the first of n stands at 0, the last at n - 1.",
        _shapes,
    ),
    Classic(
        "leaf-in-place",
        (RuntimeError,),
        _said("leaf Variable that requires grad"),
        "a parameter is changed in place while torch records what is done with it: update it under torch.no_grad(), "
        "or make a new tensor.",
    ),
    Classic(
        "overwritten",
        (RuntimeError,),
        _said("modified by an inplace operation"),
        "a value that the backward pass still needs was changed in place (`+=`, an assignment to a part of it): make "
        "a new one.",
    ),
    Classic(
        "graph-freed",
        (RuntimeError,),
        _said("backward through the graph a second time"),
        "backward ran twice through the same computation: compute the loss anew for each step, or detach what is kept "
        "from the step before.",
    ),
    Classic(
        "no-graph",
        (RuntimeError,),
        _said(
            "does not require grad and does not have a grad_fn",
            "Tensors does not require grad",
            "appears to not have been used in the graph",
        ),
        "nothing leads from the loss back to what a gradient is asked for: has it requires_grad=True, and was it cut "
        "off on the way by detach, torch.no_grad, .data, .item or NumPy?",
    ),
    Classic(
        "scalar-loss",
        (RuntimeError,),
        _said("grad can be implicitly created only for scalar"),
        "backward begins at one number: take the sum or the mean of the losses first.",
        _shapes,
    ),
    Classic(
        "detach",
        (RuntimeError,),
        _said(r"Can't call numpy\(\) on Tensor that requires grad"),
        "a tensor that requires a gradient does not become an array by itself: .detach() it first.",
    ),
    Classic(
        "dtype",
        ARRAYS,
        _said(
            "expected scalar type",
            "have the same dtype",
            "expected target dtype",
            "Cannot cast ufunc",
            "can't be cast to the desired",
            "casting rule",
            "not implemented for 'Long'",
            "not implemented for 'Int'",
            "not implemented for 'Bool'",
            "only Tensors of floating point",
            "must be of type",
            "Only Tensors of floating point",
            "expected floating point",
            "expected m1 and m2",
            "dtype must be",
            "not implemented for 'Float'",
        ),
        "these kinds of numbers do not go together: an array of whole numbers takes no fractions in place, classes "
        "are whole numbers (torch.long), and weights and inputs have one precision.",
        _kinds,
    ),
    Classic(
        "none",
        (TypeError, AttributeError, RuntimeError),
        _said("NoneType", r"\(\) not None"),
        "None stands where a value is needed. A function without `return` gives None, and so do methods that change "
        "something in place (sort, append, shuffle).",
        _kinds,
    ),
    Classic(
        "list",
        (TypeError,),
        _said(
            "multiply sequence by non-int",
            "can only concatenate (list|tuple)",
            "unsupported operand type.*'(list|tuple)'",
            "bad operand type for .*'(list|tuple)'",
            "not supported between instances of '(list|tuple)'",
            "not supported between instances of '.*' and '(list|tuple)'",
        ),
        "a list does not compute: `+` joins lists, `*` repeats them. np.array(...) makes an array of it, which "
        "computes number by number.",
        _kinds,
    ),
    Classic(
        "list",
        (AttributeError,),
        _said(rf"'(list|tuple|float|int)' object has no attribute '({OF_ARRAYS})'"),
        "a list or a plain number has no such attribute: np.array(...) makes an array of it.",
        _kinds,
    ),
    Classic(
        "other-library",
        (TypeError, AttributeError, RuntimeError),
        _said(
            rf"'numpy\.\w+' object has no attribute '({OF_TORCH}|softmax|relu|log_softmax)'",
            rf"'Tensor' object has no attribute '({OF_NUMPY})'",
            r"must be Tensor, not numpy",
            r"expected np\.ndarray \(got",
            "must be Tensor, not (float|int|list|tuple)",
            "'numpy.ndarray' and 'Tensor'",
            "'Tensor' and 'numpy.ndarray'",
            "received an invalid combination of arguments",
            "must be tuple of ints",
        ),
        "an array of NumPy stands where a tensor of torch is asked, or the reverse, or an argument has the other "
        "library's name (axis or dim, keepdims or keepdim).",
        _kinds,
    ),
    Classic("attribute", (AttributeError,), _said("has no attribute"), _nearest_attribute),
    Classic(
        "before-assignment",
        (UnboundLocalError,),
        ANYTHING,
        "a name is read before anything was assigned to it. A name that a function assigns anywhere is its own "
        "everywhere in it; was it to begin with a value before the loop?",
        _message,
    ),
    Classic("name", (NameError,), _said("is not defined"), _nearest_name),
    Classic(
        "keyword",
        (TypeError,),
        _said(r"unexpected keyword argument '\w+'", r"'\w+' is an invalid keyword"),
        _nearest_keyword,
    ),
    Classic(
        "arguments",
        (TypeError,),
        _said(
            "missing .* required",
            r"takes .* positional arguments? but",
            "multiple values for argument",
            r"takes no arguments",
            "takes exactly",
            "expected at (least|most)",
            r"expected \d+ arguments",
        ),
        _calls,
        _message,
    ),
    Classic(
        "not-callable",
        (TypeError,),
        _said("object is not callable"),
        "what is called here is no function: is a `*` missing before the bracket, or has a variable taken the name of "
        "a function?",
        _message,
    ),
    Classic(
        "unpack",
        (TypeError, ValueError),
        _said("too many values to unpack", "not enough values to unpack", "cannot unpack non-iterable"),
        "there are more or fewer values on the right than names on the left: what does the call give back?",
        _message,
    ),
    Classic(
        "not-a-sequence",
        (TypeError,),
        _said(
            "is not iterable", "is not subscriptable", r"has no len\(\)", "len\\(\\) of unsized", "iteration over a 0-d"
        ),
        "a single number stands where several are asked: `for` needs range(n), and a number has no parts.",
        _kinds,
    ),
    Classic(
        "text",
        (TypeError,),
        _said("'str'", "must be str", "can only concatenate str"),
        "a text does not compute with numbers: float(...) reads a number from it, str(...) or an f-string makes one.",
        _kinds,
    ),
    Classic(
        "unchangeable",
        (TypeError, ValueError),
        _said("does not support item assignment", "assignment destination is read-only", "output array is read-only"),
        "this cannot be changed in place: a tuple never can, and an array that is read-only belongs to somebody else. "
        "Make a new one.",
        _kinds,
    ),
    Classic("key", (KeyError,), ANYTHING, "the dictionary has no such key: print its keys.", _message),
    Classic(
        "empty",
        (ValueError, RuntimeError),
        _said(
            "numel\\(\\) == 0",
            "zero-size array",
            "arg is an empty sequence",
            "iterable argument is empty",
            "attempt to get arg(max|min) of an empty",
        ),
        "there is nothing to choose from: the array or list is empty here. Can an input or a selection be empty?",
    ),
    Classic(
        "division",
        (ZeroDivisionError,),
        ANYTHING,
        "something is divided by 0: can a count, a sum or a spread be 0 for this input?",
    ),
    Classic(
        "overflow",
        (OverflowError,),
        ANYTHING,
        "a number became too large for its kind: exp of a large number, or a whole number that its array cannot hold. "
        "Subtract the largest first, or compute in float64.",
    ),
    Classic(
        "domain",
        (ValueError,),
        _said("math domain error", "expected a (positive|nonnegative) input"),
        "a logarithm or a root of a number that has none: can the input be 0 or negative here?",
    ),
    Classic(
        "singular",
        (ArithmeticError, ValueError, RuntimeError),
        _said("[Ss]ingular matrix", "singular"),
        "a matrix without an inverse: two of its rows or columns tell the same.",
        _shapes,
    ),
    Classic(
        "endless",
        (RecursionError,),
        ANYTHING,
        "the function calls itself without end: does every call come nearer to a case that calls no more?",
    ),
    Classic(
        "module",
        (ImportError,),
        ANYTHING,
        "this module or name cannot be imported: is it spelled right, and does the course have it?",
        _message,
    ),
    Classic("own-refusal", (Exception,), ANYTHING, _own, _message),
    Classic("library", (ValueError, TypeError), ANYTHING, _of_the_library, _message),
    Classic(
        "operands",
        (TypeError,),
        _said(
            "unsupported operand type",
            "not supported between",
            "bad operand type",
            "ufunc .* not supported for the input types",
        ),
        "these two kinds of things do not go together in this operation.",
        _kinds,
    ),
)
