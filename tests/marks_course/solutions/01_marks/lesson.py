# %% [markdown]
# # 1 · Marks
# A small lesson with a test in parts.

# %% setup=true
import numpy as np

from course_lib import notebook
from course_lib.checks import check_answer, check_close, check_unchanged
from course_lib.parts import part, ranked, sum_of_parts

notebook.prepare()
check, show_test, yours = notebook.tests_of("01_marks")


# %% exercise="softmax" minutes=3 difficulty=1
def softmax(z):
    """Probabilities from scores.  z: (K,).  Returns (K,)."""
    ### BEGIN SOLUTION
    exponentials = np.exp(z - np.max(z))
    return exponentials / exponentials.sum()
    ### END SOLUTION


# %% test="softmax" points=3.5
check_answer(softmax, forbids=["scipy.special.softmax"])
z = np.log([1.0, 3.0])
ranked(len(z), "scores of an example", best="largest")
with part("small scores", points=2):
    check_close("p", softmax(z), [0.25, 0.75], confusions={"sum: divide by the sum.": [1, 3]})
with part("large scores", points=1):
    check_close("p", softmax(np.array([1000.0, 0.0])), [1, 0], hint="overflow: subtract the largest score first.")
### BEGIN HIDDEN TESTS
with part("small scores"):
    check_close("p", softmax(z[::-1]), [0.75, 0.25], hint="order: each score keeps its place.")
with part("scores stay", points=0.5):
    scores = z + 1
    check_unchanged(softmax, scores)
### END HIDDEN TESTS
sum_of_parts()

# %% [markdown]
# Why does the reference answer subtract the largest score? Write two sentences.

# %% written="why_shift" points=2
# The result does not change, as numerator and denominator are divided by the same number.
# The largest exponent is then 0, so that nothing overflows.
