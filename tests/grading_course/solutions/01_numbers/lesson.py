# %% [markdown]
# # 1 · Numbers
# A small lesson to try the grader on: an answer, an answer that needs another one, an answer that is watched.

# %% setup=true data=["offset.csv"]
import numpy as np

from course_lib import notebook
from course_lib.checks import check_answer, check_close, check_unchanged
from course_lib.fresh import fresh_generator

notebook.prepare()
check, show_test, yours = notebook.tests_of("01_numbers")
offset = float(np.loadtxt("offset.csv"))


# %% exercise="double" minutes=3 difficulty=1
def double(x):
    """Twice x.  x: (N,).  Returns (N,)."""
    ### BEGIN SOLUTION
    return 2 * np.asarray(x)
    ### END SOLUTION


# %% test="double" points=2
check_answer(double)
check_close("doubled", double(np.array([1.0, 3.0])), [2, 6], confusions={"square: twice x, not x times x.": [1, 9]})
### BEGIN HIDDEN TESTS
secret = np.array([31.25, -7.0])
doubled = check_unchanged(double, secret)
check_close("doubled", doubled, 2 * secret, confusions={"absolute: the sign of x counts.": 2 * np.abs(secret)})
### END HIDDEN TESTS

# %%
print("a cell between the exercises")


# %% exercise="quadruple" minutes=3 difficulty=1
def quadruple(x):
    """Four times x.  x: (N,).  Returns (N,)."""
    ### BEGIN SOLUTION
    return 4 * x
    ### END SOLUTION


# %% test="quadruple" points=1
check_answer(quadruple)
check_close("quadrupled", quadruple(np.array([2.0, 3.0])), [8, 12])


# %% exercise="mean" minutes=3 difficulty=1
def mean(x):
    """The mean of x.  x: (N,).  Returns a number."""
    ### BEGIN SOLUTION
    return np.sum(x) / len(x)
    ### END SOLUTION


# %% test="mean" points=1.5
check_answer(mean, forbids=["numpy.mean"])
check_close("the mean", mean(np.array([1.0, 2.0, 6.0])), 3.0)
### BEGIN HIDDEN TESTS
numbers = np.array([4.0, 8.0, 9.5])
check_close("the mean", check_unchanged(mean, numbers) + offset, 21.5 / 3 + 10)
numbers = fresh_generator("mean").normal(size=5)
check_close("the mean", mean(numbers), numbers.sum() / 5)
### END HIDDEN TESTS
