# %% [markdown]
# # 1 · A tiny lesson
# It has everything that a lesson has, so that the tools can be tried on it.

# %% setup=true
import numpy as np

from course_lib import notebook
from course_lib.checks import check_answer, check_close, check_equal, check_unchanged
from course_lib.edge_cases import edge_tables, edge_vectors

notebook.prepare()
check, show_test, yours = notebook.tests_of("01_tiny")

# %% [markdown]
# ## Halve the negative
# Half of every negative number, the rest as it is.


# %% exercise="soften" minutes=3 difficulty=1
def soften(u):
    """u: any shape.  Returns the same shape."""
    ### BEGIN SOLUTION
    return np.where(u < 0, 0.5 * u, u)
    ### END SOLUTION


# %% test="soften" points=2
check_answer(soften, forbids=["torch.nn.functional.leaky_relu"])
u = np.array([[1.0, -2.0, 3.0], [0.0, 5.0, -7.0]])
check_unchanged(soften, u)
check_close(
    "the result",
    soften(u),
    [[1, -1, 3], [0, 5, -3.5]],
    confusions={"cut: halve the negative numbers, do not drop them.": np.maximum(u, 0)},
)
### BEGIN HIDDEN TESTS
secret = np.linspace(-9.0, 4.0, 7)
check_close("the result", soften(secret), [-4.5, -41 / 12, -7 / 3, -1.25, -1 / 6, 11 / 6, 4])
for u in [*edge_vectors(), *edge_tables(2), *edge_tables(1)]:
    check_close("the result", soften(u), 0.75 * u + 0.25 * np.abs(u))
### END HIDDEN TESTS

# %%
print(soften(np.array([-1.0, 2.5])))


# %% exercise="count_negative" minutes=3 difficulty=1
def count_negative(u):
    """u: any shape.  Returns an int."""
    ### BEGIN SOLUTION
    return int(np.sum(u < 0))
    ### END SOLUTION


# %% test="count_negative" points=1.5
check_answer(count_negative)
check_equal("the count", count_negative(np.array([-1.0, 0.0, -3.0])), 2, confusions={"zero: 0 is not negative.": 3})
for u in [np.array([-0.5]), np.array([0.0005, -0.0005, 0.0]), np.array([-2.0, -2.0]), np.zeros(2)]:
    check_equal("the count", count_negative(u), sum(1 for value in u if value < 0))
