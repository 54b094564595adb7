# %% [markdown]
# # Lesson 14: The exam room
#
# Two students sit side by side, and each has to find a broken line through four points. One of them writes $w=(-3, 10,
# -12)$ after five minutes. The other is still at it after twenty, and has just reached $w_2=\tfrac{577}{30}$. Same
# question, other numbers.
#
# **When are two questions equally hard, and how do you know that an answer, or a printed sentence, is right?**
#
# **You will be able to**
#
# - mark a solution line by line, so that a slip in line 1 does not cost lines 5 to 7;
# - count the zones of a network, and solve for its weights, without a single rounding error;
# - draw questions whose answers are nice, and say in numbers what nice means;
# - work softmax, attention, backpropagation and momentum by hand, exactly;
# - refute a printed sentence by one example, and tell a mistake from a damaged scan.
#
# **Slides**: deck 000 «Exemple question examen», Q1 to Q5; and one sentence or another of each deck from 000 to 004.
#
# | | exercise | points |
# |---|---|---|
# | 14.1 | `follow_through`: mark before you write | 2 |
# | 14.2 | `count_zones`: exactly | 2 |
# | 14.3 | `exam_network`: whatever the numbers | 2 |
# | 14.4 | `solve_kinks`: a zigzag through points | 2 |
# | 14.5 | `pose_zigzag`: the examiner's side | 3 |
# | 14.6 | `learn_zigzag`: the forbidden way | 2 |
# | 14.7 | `exact_softmax`: by hand | 1 |
# | 14.8 | `exact_attention`: by hand | 2 |
# | 14.9 | `exact_backprop`: by hand | 2 |
# | 14.10 | `exact_momentum`: by hand | 2 |
# | 14.11 | `refute`: twenty sentences | 6 |
# | 14.12 | `verdict`: right, wrong, or torn | 3 |
#
# It takes 170 to 230 minutes. Sections 2 to 4, 5 to 6, 7, and 8 to 9 can be read one without the other. Run the next
# cell first.
#
# **Short of time?** Leave out 14.5, 14.6 and 14.10: the finale runs with the library's functions where yours are
# missing.

# %% setup=true
import zlib
from fractions import Fraction
from itertools import pairwise

import numpy as np

from course_lib import bands, counter_examples, errata, exact_lines, exact_steps, exam_family, notebook
from course_lib.checks import check_answer, check_equal, check_parts, check_shape, check_that, check_unchanged
from course_lib.exact import number, numbers, text
from course_lib.exam.practice import paper, practice, sit
from course_lib.exam_form import check_exact, exactly
from course_lib.figures.exam_room import DifficultyMeter, ExamZones, Refuter
from course_lib.parts import part, sum_of_parts
from course_lib.plots import exam_room as plots

notebook.prepare()
check, show_test, yours = notebook.tests_of("14_exam_room")

# %%
easy = [-5, -1, 2], [-7, -1, 4, 6], [6, -6, 5, -5]
hard = [-6, -1, 3], [-9, 1, 5, 8], [7, -4, 9, -8]
for name, question in (("your neighbour", easy), ("you", hard)):
    print(f"{name:15} w, b = {', '.join(text(exact_lines.solve_kinks(*question)))}")
plots.plot_zigzags({"your neighbour": easy, "you": hard})

# %% [markdown]
# ## 1 · An exam that never runs out
#
# The exam of deck 000 has five questions about one small network. Once you have seen its answers it is spent. But
# nothing in it hangs on its numbers, so let a machine draw others. `practice("kinks", 7)` is a question of the family
# `kinks`, and another seed is another question:

# %%
question = practice("kinks", 7)
question

# %% [markdown]
# Answers are **exact numbers** here: an `int`, a `Fraction`, or a text that `Fraction` reads, such as `"-7/3"`. So
# `"2/6"` is as right as `"1/3"`, and `0.333` is refused, because it has been rounded and nobody can say from what. Your
# answer is marked at once, part by part. Here the weights are wrong, and the bias is right:

# %%
question.mark({"w": [1, 2, 3], "b": question.question.key["b"]})
question.solve()

# %% [markdown]
# **Question.** Draw knots, points and values of a zigzag freely, each between −9 and 9, and solve it. How often are the
# weights whole?
#
# Each dot of the figure below is one draw. To the right: how many digits stand in the question and its answer. Upwards:
# the largest numerator or denominator. Move the box, and read how many draws you throw away for it.

# %%
DifficultyMeter.of(200)

# %% [markdown]
# A freely drawn zigzag is hardly ever nice: next to none of the dots lies in the box that our own exams use. Equal
# difficulty is bought with rejected draws. (The exams that your teacher can hand out with `course exam new` promise it
# in these very numbers: digits within a quarter of the median, no number above a limit, the same count of zones.) In
# section 5 you will be on that side of the desk. First come the answers.
#
# ## 2 · Six units, seven lines
#
# The exam's network, with any whole numbers $a_1,a_2,b_1,b_2\ge1$ and $p,q,r$ of any sign, is
#
# $$g(x)=\big[a_1[x_1]_+-a_2[x_2]_++p\big]_++\big[-b_1[-x_1]_++b_2[-x_2]_+-q\big]_+-r,$$
#
# where $[u]_+=\max(u,0)$. We write it `network = (a1, a2, p, b1, b2, q, r)`; the deck's is `(1, 1, 5, 1, 1, 5, 10)`.
# Who evaluates it by hand writes seven lines: $[x_1]_+$, $[x_2]_+$, $[-x_1]_+$, $[-x_2]_+$, the first bracket, the
# second bracket (each after its ReLU), and $g$.
#
# Somebody has made a slip in the first line. Are all lines below it worth nothing? No fair examiner says so: a line is
# right if it follows from the lines above *as they were written*. That is marking with follow-through (report
# d'erreur), and you are asked to do it before you ever write a solution of your own.
#
# ### 14.1 Mark before you write
#
# `follow_through(network, x1, x2, lines)` takes whole $x_1,x_2$ and the seven exact numbers that somebody wrote. It
# returns seven bools, one for each line. Lines 1 to 4 have nothing above them but $x$. Lines 5 and 6 are judged from
# the written lines 1 to 4, line 7 from the written 5 and 6.
#
# <details><summary>Nudge</summary>
#
# Which of the seven formulas look at $x$ itself? What do the others look at?
#
# </details>
# <details><summary>Pointer</summary>
#
# Write the seven numbers that *should* stand there, given what does stand there, and compare. `numbers(lines)` reads
# exact numbers in any form as fractions, so that `"4"` is equal to 4.
#
# </details>
# <details><summary>Worked example, on a network of two lines</summary>
#
# Of $h(x)=3[x]_+-1$ at $x=2$ somebody wrote 5, then 14. The first line is wrong. The second follows from it:
# $3\cdot5-1=14$. The marks are False, True. Had they written 5, then 5 (the true value!), the marks would be False,
# False.
#
# </details>


# %% exercise="follow_through" minutes=10 difficulty=2
def follow_through(network, x1, x2, lines):
    """For each of the seven lines, whether it is right given the lines above it.

    network: (a1, a2, p, b1, b2, q, r).  x1, x2: whole.  lines: 7 exact numbers.  Returns a list of 7 bools.
    """
    ### BEGIN SOLUTION
    a1, a2, p, b1, b2, q, r = network
    lines = numbers(lines)
    right, up, left, down, first, second, _ = lines
    due = [
        *(max(u, 0) for u in (x1, x2, -x1, -x2)),
        max(a1 * right - a2 * up + p, 0),
        max(-b1 * left + b2 * down - q, 0),
        first + second - r,
    ]
    return [written == correct for written, correct in zip(lines, due, strict=True)]
    ### END SOLUTION


# %% test="follow_through" points=2
check_answer(follow_through, forbids=["course_lib.exam_family.follow_through"])


def marks(network, x1, x2, lines, mistake=""):
    """The marks of seven lines, by somebody who makes this mistake."""
    a1, a2, p, b1, b2, q, r = network
    if mistake == "slopes":
        a1 = a2 = b1 = b2 = 1
    if mistake == "biases":
        p, q = q, p
    sign = -1 if mistake == "q" else 1
    rectified = (lambda u: u) if mistake == "relu" else (lambda u: max(u, Fraction(0)))
    true = [max(Fraction(u), Fraction(0)) for u in (x1, x2, -x1, -x2)]
    inner = [Fraction(u) for u in (x1, x2, -x1, -x2)] if mistake == "inner" else true
    written = [Fraction(one) for one in lines]
    above = true if mistake == "key" else written[:4]
    due = [a1 * above[0] - a2 * above[1] + p, b2 * above[3] - b1 * above[2] - sign * q]
    due = [rectified(u) for u in due]
    last = sum(due if mistake in ("key", "last") else written[4:6]) - (0 if mistake == "r" else r)
    judged = [one == other for one, other in zip(written, [*inner, *due, last], strict=True)]
    return [all(judged[: n + 1]) for n in range(7)] if mistake == "stop" else judged


HINTS = {
    "key": "key: judge a line by the lines above it as they were written, not by the key.",
    "last": "last: line 7 follows from the written lines 5 and 6.",
    "stop": "stop: after a wrong line the next ones can be right again.",
    "slopes": "slopes: each term has its factor: a1, a2, b1, b2.",
    "biases": "biases: p stands in the first bracket, q in the second.",
    "q": "q: it is taken away, whatever its sign.",
    "r": "r: line 7 is g, from which r is taken away.",
    "relu": "relu: lines 5 and 6 are written after their ReLU.",
    "inner": "inner: lines 1 to 4 are written after their ReLU.",
}
NETWORK = (2, 3, 4, 5, 1, -6, 7)
WRITTEN = [
    (4, 3, [5, 3, 0, 0, 5, 6, 4]),  # a slip in line 1, and all else follows from it
    (3, -2, [4, 0, 0, 2, 12, 9, 14]),  # line 1 is wrong, line 6 too; 5 and 7 follow
    (3, -2, [3, 0, 0, 2, 10, 8, 11]),  # all as it should be
    (3, -2, [4, 0, 0, 2, 10, 8, 11]),  # a slip, and then the key's own numbers
    (-3, 5, [0, 5, 3, 0, 0, 0, -7]),  # both brackets are below 0 before their ReLU
    (-1, -4, [0, 0, 1, 4, 4, 5, 2]),
]


def in_words(judged):
    """Seven marks as words."""
    judged = check_shape("the list of marks", judged, (7,))
    return ["right" if mark else "wrong" for mark in judged]


def check_marks(told, network, x1, x2, lines, confusions=None):
    """Check the marks of an answer for seven lines."""
    judged = in_words(check_unchanged(follow_through, network, x1, x2, lines))
    check_equal(f"the list of marks for {told}", judged, in_words(marks(network, x1, x2, lines)), confusions=confusions)


for written in WRITTEN:
    check_marks(
        f"the lines {', '.join(map(str, written[2]))} at {written[:2]}, network {NETWORK},",
        NETWORK,
        *written,
        confusions={hint: in_words(marks(NETWORK, *written, name)) for name, hint in HINTS.items()},
    )
as_texts = 3, -2, ["3", "0", "0/5", "2", "20/2", "8", "11.0"]
texts = {"texts: an exact number may be a text: `numbers(lines)` reads all of them.": ["wrong"] * 7}
check_marks(f"the lines {as_texts[2]} at (3, -2), network {NETWORK},", NETWORK, *as_texts, confusions=texts)
halves = -3, 5, [0, 4, 2, 0, 1, "3/2", "-9/2"]
check_marks(f"the lines {halves[2]} at (-3, 5), network {NETWORK},", NETWORK, *halves)
### BEGIN HIDDEN TESTS
from course_lib.fresh import fresh_generator

rng = fresh_generator("follow_through")
cases = []
for _ in range(60):
    drawn = (*rng.integers(1, 10, 2), rng.integers(-20, 21), *rng.integers(1, 10, 2), *rng.integers(-20, 21, 2))
    drawn = tuple(int(one) for one in drawn)
    x1, x2 = (int(one) for one in rng.integers(-9, 10, 2))
    wrote = [Fraction(u) for u in (max(x1, 0), max(x2, 0), max(-x1, 0), max(-x2, 0))]
    for place in rng.choice(4, int(rng.integers(0, 3)), replace=False):
        wrote[place] += int(rng.integers(1, 4))
    wrote.append(max(drawn[0] * wrote[0] - drawn[1] * wrote[1] + drawn[2], 0))
    wrote.append(max(drawn[4] * wrote[3] - drawn[3] * wrote[2] - drawn[5], 0))
    wrote[4] += int(rng.choice([0, 0, -1, 2]))
    wrote[5] += Fraction(int(rng.choice([0, 0, -1, 2])), 3)
    wrote.append(wrote[4] + wrote[5] - drawn[6] + int(rng.choice([0, 0, 1])))
    cases.append((drawn, x1, x2, [str(one) for one in wrote]))
cases.append((NETWORK, 0, 2, ["1/4", "5/3", "0", "0", "0", "6", "-1"]))  # the first bracket is -1/2 before its ReLU
for case in cases:
    check_marks(f"{', '.join(case[3])} for {case[0]} at ({case[1]}, {case[2]})", *case)
### END HIDDEN TESTS

# %% [markdown]
# Two slips, five lines out of seven:

# %%
my_follow_through = yours(follow_through, exam_family.follow_through)
solution = [10, 2, 0, 0, 13, 0, 4]
print("written:", solution)
print("key:    ", exam_family.lines(exam_family.DECK, 10, 3))
print("marks:  ", "".join(" ✓" if one else " ✗" for one in my_follow_through(exam_family.DECK, 10, 3, solution)))

# %% [markdown]
# ## 3 · How many zones?
#
# A hidden unit is *active* where what it takes in is above 0. The network has six of them: $x_1$, $x_2$, $-x_1$, $-x_2$
# and the two brackets. A *zone* is a piece of the plane on which the same units are active, so that $g$ is affine
# there. Q2 of the exam asks how many there are, and for the deck's numbers the answer is 8.
#
# **Question.** Which of the seven numbers can change it? Write your guess down, then move them.

# %%
ExamZones()

# %% [markdown]
# The slopes bend the borders, and $r$ moves the line $g=0$. Neither makes or destroys a zone. But when $p$ passes
# through 0, a corner passes through the origin.
#
# ### 14.2 Count, exactly
#
# `count_zones(network)` returns how many patterns of the six units occur on an **open** piece of the plane, unbounded
# or not. A pattern that occurs on a line alone, such as «$x_1=0$: neither $x_1$ nor $-x_1$ is active», is no zone. $p$
# and $q$ may be 0 or negative, and as large as they like: a zone may lie far from the origin.
#
# <details><summary>Nudge</summary>
#
# On a vertical line, how does the pattern change? And where can the order of these changes be another one on the next
# line?
#
# </details>
# <details><summary>Pointer</summary>
#
# Take one $x_1$ between any two of the places where something happens ($0$, $-p/a_1$, $q/b_1$), and one outside on each
# side. On each of these vertical lines, take one $x_2$ between any two places where a unit switches. Collect the
# patterns in a set. `Fraction` keeps it exact.
#
# </details>
# <details><summary>Worked example, on one bracket</summary>
#
# Take one bracket alone, $[x_1]_+-[x_2]_++5$, beside the four units. Where $x_2<0$ it is positive: a zone in each of
# the two lower quadrants. Where $x_2>0$ it changes its sign along a line, $x_2=x_1+5$ on the right and $x_2=5$ on the
# left: two zones in each of the upper quadrants. Six in all.
#
# </details>


# %% exercise="count_zones" minutes=15 difficulty=3
def count_zones(network):
    """How many patterns of the six hidden units occur on an open piece of the plane.

    network: (a1, a2, p, b1, b2, q, r).  Returns an int.
    """
    ### BEGIN SOLUTION
    a1, a2, p, b1, b2, q, _ = network

    def between(places):
        places = sorted(set(places))
        middles = [(low + high) / 2 for low, high in pairwise(places)]
        return [places[0] - 1, *middles, places[-1] + 1]

    found = set()
    for x1 in between([Fraction(0), Fraction(-p, a1), Fraction(q, b1)]):
        right, left = max(x1, Fraction(0)), max(-x1, Fraction(0))
        upper, lower = (a1 * right + p) / a2, -(b1 * left + q) / b2
        for x2 in between([Fraction(0), max(upper, Fraction(0)), min(lower, Fraction(0))]):
            first = a1 * right - a2 * max(x2, 0) + p
            second = -b1 * left + b2 * max(-x2, 0) - q
            found.add((x1 > 0, x2 > 0, first > 0, second > 0))
    return len(found)
    ### END SOLUTION


# %% test="count_zones" points=2
check_answer(count_zones, forbids=["course_lib.exam_family.count_zones", "course_lib.exam_network.exam_zones"])


def zones_of(network, reach=None):
    """The patterns at points of [-reach, reach]² that no border meets; at whole points if `reach` is 0."""
    a1, a2, p, b1, b2, q, _ = network
    places = np.arange(-30, 31) if reach == 0 else np.linspace(-reach, reach, 1200) + 1e-4 * np.pi
    x1, x2 = np.meshgrid(places, places)
    first = a1 * np.maximum(x1, 0) - a2 * np.maximum(x2, 0) + p
    second = b2 * np.maximum(-x2, 0) - b1 * np.maximum(-x1, 0) - q
    return len(np.unique(sum((u > 0) * 2**n for n, u in enumerate((x1, x2, -x1, -x2, first, second)))))


for network, expected in [
    ((1, 1, 5, 1, 1, 5, 10), 8),
    ((2, 3, 4, 5, 1, -6, 7), 9),
    ((2, 3, -4, 5, 1, 6, 7), 9),
    ((2, 3, -4, 5, 1, -6, 7), 8),
    ((2, 3, 0, 5, 1, 6, 7), 7),
    ((2, 3, 4, 5, 1, 0, 7), 7),
    ((2, 3, 0, 5, 1, 0, 7), 6),
]:
    p, q = network[2], network[5]
    check_equal(
        f"count_zones({network})",
        check_unchanged(count_zones, network),
        expected,
        confusions={
            "border: a pattern that occurs on a line or at a point alone is no zone.": zones_of(network, 0),
            "constant: 8 is the count for the deck's p and q; what do other signs change?": 8,
            "borders: where p or q is 0, a border still runs from the origin.": 8 - 2 * (p == 0) - 2 * (q == 0),
            "quadrants: inside a quadrant a bracket can change its sign.": 4,
        },
        hint="signs: draw the border of each bracket: which quadrants does it cross?",
    )
far = (7, 1, 900, 1, 8, -2500, 3)
check_equal(
    f"count_zones({far})",
    check_unchanged(count_zones, far),
    9,
    confusions={"window: a zone may lie far from the origin: no window is large enough.": zones_of(far, 100)},
)
### BEGIN HIDDEN TESTS
from course_lib.fresh import fresh_generator

rng = fresh_generator("count_zones")
for sign_p in (-1, 0, 1):
    for sign_q in (-1, 0, 1):
        for largest in (1, 1, 2, 4, 4000, 4000):
            a1, a2, b1, b2 = (int(one) for one in rng.integers(1, 30, 4))
            sizes = rng.integers(1, largest + 1, 2)
            p, q = (sign * int(size) for sign, size in zip((sign_p, sign_q), sizes, strict=True))
            drawn = (a1, a2, p, b1, b2, q, int(rng.integers(-50, 50)))
            # What each sign adds to the four quadrants, as lattices without a point on a border show (tests/library).
            right_count = {(0, 0): 6, (1, 1): 8, (-1, -1): 8, (1, -1): 9, (-1, 1): 9}.get((sign_p, sign_q), 7)
            check_equal(f"count_zones({drawn})", check_unchanged(count_zones, drawn), right_count)
### END HIDDEN TESTS

# %%
my_count_zones = yours(count_zones, exam_family.count_zones)
print("          q < 0  q = 0  q > 0")
for p in (-3, 0, 3):
    counts = [my_count_zones((1, 1, p, 1, 1, q, 10)) for q in (-5, 0, 5)]
    print(f"p = {p:2}  " + "".join(f"{count:7}" for count in counts))
rng = np.random.default_rng(0)
drawn = {
    my_count_zones((*map(int, rng.integers(1, 99, 2)), 3, *map(int, rng.integers(1, 99, 2)), 5, 0)) for _ in range(99)
}
print("99 networks with p = 3, q = 5 and slopes of all kinds:", drawn)

# %% [markdown]
# Only the *signs* of $p$ and $q$ matter. That is a gift to an examiner: whoever wants the same number of zones for a
# whole class fixes two signs, and may draw everything else.
#
# ## 4 · Three matrices
#
# Q3 asks for $g$ as a network
#
# $$g(x)=W_3\big[W_2[W_1x+c_1]_++c_2\big]_++c_3$$
#
# with 4, then 2 hidden neurons and no activation behind the last layer. (In the text that we have of deck 000 the
# statement of Q3 has a plus sign where Q1 has a minus before $[-x_1]_+$. The two disagree; who lost the sign, the
# author or the scanner, nobody can tell. Keep such cases in mind for section 9.)
#
# ### 14.3 Whatever the numbers
#
# `exam_network(network)` returns `(weights, biases)`: three matrices of the shapes (4, 2), (2, 4), (1, 2) and three
# vectors of the shapes (4,), (2,), (1,), all of exact numbers in lists. Any that compute $g$ at every $x$ are right.
#
# <details><summary>Nudge</summary>
#
# What are the four neurons of the first layer, if you read the formula of $g$ from the inside out?
#
# </details>
# <details><summary>Pointer</summary>
#
# A row of a matrix is a neuron. The second layer has one row for each bracket, and each of its four columns is one of
# $[x_1]_+$, $[x_2]_+$, $[-x_1]_+$, $[-x_2]_+$.
#
# </details>
# <details><summary>Worked example, on another function</summary>
#
# $\big[2[x_1]_+-3[x_2]_++4\big]_+-5$ has $W_1=\begin{pmatrix}1&0\\0&1\end{pmatrix}$, $c_1=(0,0)$, $W_2=(2\;\;{-3})$,
# $c_2=(4)$, $W_3=(1)$, $c_3=(-5)$.
#
# </details>


# %% exercise="exam_network" minutes=8 difficulty=1
def exam_network(network):
    """g as a ReLU network of three layers, none after the last.

    network: (a1, a2, p, b1, b2, q, r).  Returns weights (4, 2), (2, 4), (1, 2) and biases (4,), (2,), (1,), in lists.
    """
    ### BEGIN SOLUTION
    a1, a2, p, b1, b2, q, r = network
    weights = [
        [[1, 0], [0, 1], [-1, 0], [0, -1]],
        [[a1, -a2, 0, 0], [0, 0, -b1, b2]],
        [[1, 1]],
    ]
    return weights, [[0, 0, 0, 0], [p, -q], [-r]]
    ### END SOLUTION


# %% test="exam_network" points=2
check_answer(exam_network, forbids=["course_lib.exam_family.exam_network"])


def g_of(network, x1, x2, mistake=""):
    """g at a point, straight from its formula, by somebody who makes this mistake."""
    a1, a2, p, b1, b2, q, r = network
    if mistake == "slopes":
        a1 = a2 = b1 = b2 = 1
    if mistake == "biases":
        p, q = q, p
    q = -q if mistake == "q" else q
    right, up, left, down = (max(u, 0) for u in (x1, x2, -x1, -x2))
    if mistake == "b1":
        b1 = -b1
    if mistake == "negatives":
        left, down = right, up
    if mistake == "exchanged":
        a2, b2, up, down = b2, a2, down, up
    inside = a1 * right - a2 * up + p, b2 * down - b1 * left - q
    return sum(max(u, 0) for u in inside) - {"r": -r, "no-r": 0}.get(mistake, r)


def values_of(network, points):
    """What the network of an answer gives at these points, exactly."""
    weights, biases = check_parts(check_unchanged(exactly(exam_network), network), "the weights", "the biases")
    weights = check_exact("the weights", weights, [[4, 2], [2, 4], [1, 2]])
    biases = check_exact("the biases", biases, [[4], [2], [1]])
    layers = list(zip(numbers(weights), numbers(biases), strict=True))
    found = []
    for point in points:
        u = [Fraction(one) for one in point]
        for depth, (weight, bias) in enumerate(layers):
            u = [sum(w * one for w, one in zip(row, u, strict=True)) + b for row, b in zip(weight, bias, strict=True)]
            u = [max(one, Fraction(0)) for one in u] if depth < 2 else u
        found.append(u[0])
    return text(found)


NETWORK = (2, 3, 4, 5, 7, -6, 9)
POINTS = [(6, 1), (1, 6), (-2, 3), (-3, 1), (5, -4), (1, -8), (-2, -9), (-7, -3), (0, 0), (0, -5)]
check_equal(
    "g at ten points",
    values_of(NETWORK, POINTS),
    text([g_of(NETWORK, *point) for point in POINTS]),
    confusions={
        hint: text([g_of(NETWORK, *point, name) for point in POINTS])
        for name, hint in {
            "slopes": "slopes: the slopes are numbers of the network, not all of them 1.",
            "biases": "biases: p belongs to the first bracket, q to the second.",
            "q": "q: it is taken away from its bracket.",
            "b1": "b1: which sign has the third unit in the second bracket?",
            "r": "r: it is taken away at the end.",
            "no-r": "r: it is taken away at the end. ",
            "negatives": "negatives: the second bracket reads [−x1]₊ and [−x2]₊.",
            "exchanged": "exchanged: which units belong to which bracket, and which slope to which unit?",
        }.items()
    },
    hint="elsewhere: compute g by its formula at this point, and follow the six units.",
)
### BEGIN HIDDEN TESTS
from course_lib.fresh import fresh_generator

rng = fresh_generator("exam_network")
for _ in range(12):
    drawn = (*rng.integers(1, 9, 2), rng.integers(-9, 10), *rng.integers(1, 9, 2), *rng.integers(-9, 10, 2))
    drawn = tuple(map(int, drawn))
    places = [tuple(map(int, one)) for one in rng.integers(-12, 13, size=(40, 2))]
    check_equal(f"g of {drawn}", values_of(drawn, places), text([g_of(drawn, *place) for place in places]))
zero = (3, 2, 0, 4, 1, 0, 0)
places = [(x1, x2) for x1 in range(-3, 4) for x2 in range(-3, 4)]
check_equal(f"g of {zero}", values_of(zero, places), text([g_of(zero, *place) for place in places]))
### END HIDDEN TESTS

# %% [markdown]
# Your matrices for a network that nobody has ever seen, at points all over the plane:

# %%
my_exam_network = yours(exam_network, exam_family.exam_network)


def evaluate(network, x1, x2):
    """g at a point, by the matrices of your network."""
    u = [Fraction(x1), Fraction(x2)]
    for depth, (weight, bias) in enumerate(zip(*my_exam_network(network), strict=True)):
        u = [
            sum(number(w) * one for w, one in zip(row, u, strict=True)) + number(b)
            for row, b in zip(weight, bias, strict=True)
        ]
        u = [max(one, Fraction(0)) for one in u] if depth < 2 else u
    return u[0]


strange = (3, 8, -7, 2, 5, 11, 4)
lattice = [(x1, x2) for x1 in range(-15, 16) for x2 in range(-15, 16)]
agree = sum(evaluate(strange, *point) == exam_family.value(strange, *point) for point in lattice)
print(f"the matrices and the formula agree at {agree} of {len(lattice)} points")

# %% [markdown]
# ## 5 · The zigzag, from both sides of the desk
#
# Q5 asks for $h(x)=\sum_kw_k[x-k]_++b$ with $h(0)>0$, $h(1)<0$, $h(2)>0$, $h(3)<0$. In lesson 2 any such line would do.
# Ask for given values, and it is a system of linear equations: one for each point, with the unknowns $w_1,\dots,w_K,b$.
#
# ### 14.4 Solve
#
# `solve_kinks(knots, points, values)` takes K knots, K + 1 points and as many values: exact numbers, the points
# distinct, all **in any order**. It returns the K + 1 exact numbers $w_1,\dots,w_K,b$ with which
# $h(x)=\sum_kw_k[x-\mathrm{knots}_k]_++b$ goes through all points. If there is not exactly one solution, it raises
# `ValueError`.
#
# <details><summary>Nudge</summary>
#
# Write the matrix of the system for three points. Which column belongs to $b$?
#
# </details>
# <details><summary>Pointer</summary>
#
# Gauss's elimination, with `Fraction`s. Before you divide by a pivot, look for a row in which it is not 0, and
# exchange. If there is none, what does that say about the solutions? Floats will not do: `np.linalg.solve` finds
# «solutions» of singular systems, and no fractions.
#
# </details>
# <details><summary>Worked example, on other numbers</summary>
#
# One knot at 1, the points 0 and 3, the values 5 and −1. The first point lies to the left of the knot: $b=5$. The
# second says $2w+b=-1$, so $w=-3$. With the points 0 and −2 both equations would be about $b$ alone: no solution, or
# infinitely many.
#
# </details>


# %% exercise="solve_kinks" minutes=15 difficulty=2
def solve_kinks(knots, points, values):
    """w_1..w_K, b with which h(x) = Σ w_k [x − knots_k]₊ + b goes through all points.

    knots: (K,).  points, values: (K + 1,).  Exact numbers.  Returns a list of K + 1 exact numbers.
    Raises ValueError if there is not exactly one solution.
    """
    ### BEGIN SOLUTION
    knots, points, values = numbers(knots), numbers(points), numbers(values)
    rows = [[*(max(x - knot, 0) for knot in knots), Fraction(1), y] for x, y in zip(points, values, strict=True)]
    size = len(rows)
    for column in range(size):
        pivot = next((n for n in range(column, size) if rows[n][column] != 0), None)
        if pivot is None:
            raise ValueError("not exactly one solution")
        rows[column], rows[pivot] = rows[pivot], rows[column]
        rows[column] = [entry / rows[column][column] for entry in rows[column]]
        for n in range(size):
            if n != column:
                factor = rows[n][column]
                rows[n] = [entry - factor * other for entry, other in zip(rows[n], rows[column], strict=True)]
    return text([row[-1] for row in rows])
    ### END SOLUTION


# %% test="solve_kinks" points=2
check_answer(solve_kinks, forbids=["course_lib.exact_lines.solve_kinks", "course_lib.exact_lines.solve"])


def line_through(weights, knots, points, mistake=""):
    """The values at these points of the broken line with these weights, the bias last."""
    bends = [[x - knot if mistake == "relu" else max(x - knot, Fraction(0)) for knot in knots] for x in points]
    return [sum(w * u for w, u in zip(weights, row, strict=False)) + weights[-1] for row in bends]


def solved(knots, points, values):
    """What an answer gives, as exact numbers."""
    return check_exact("w and b", check_unchanged(exactly(solve_kinks), knots, points, values), [len(points)])


check_equal(
    "w and b for the deck's four points",
    solved([0, 1, 2], [0, 1, 2, 3], [1, -1, 1, -1]),
    ["-2", "4", "-4", "1"],
    confusions={"bias: b comes last.": ["1", "-2", "4", "-4"]},
)
# The points lie between the knots and before them, in no order: the matrix has hardly a zero.
check_equal(
    "w and b for knots (2, -1, 4), points (6, 1, -3, 3), values (5, -1, 2, 1/2)",
    solved([2, -1, 4], [6, 1, -3, 3], [5, -1, 2, "1/2"]),
    ["9/2", "-3/2", "-9/4", "2"],
    confusions={
        "order: the weights stand in the order of the knots that are passed in.": ["-3/2", "9/2", "-9/4", "2"],
    },
    hint="through: does your line go through all points?",
)
check_equal("w and b for one knot", solved([1], [0, 3], [5, -1]), ["-3", "5"])


def refused(knots, points, values):
    """Whether an answer raises ValueError."""
    try:
        solve_kinks(knots, points, values)
    except ValueError:
        return True
    return False


for told, question in {
    "two points before all knots, with different values": ([0, 1, 2], [-3, -2, 1, 3], [1, -1, 1, -1]),
    "two points before all knots, with equal values": ([0, 1, 2], [-3, -2, 1, 3], [1, 1, 1, -1]),
    "no point behind the last knot": ([0, 1, 7], [-1, 1, 2, 3], [1, -1, 1, -1]),
    "three points between two neighbouring knots": ([0, 10, 20], [1, 2, 3, 30], [1, 2, 4, 0]),
}.items():
    check_that(
        refused(*question),
        "singular: raise ValueError where no solution exists, and where there is more than one.",
        f"of {told} no ValueError came",
    )
### BEGIN HIDDEN TESTS
from course_lib.fresh import fresh_generator

rng = fresh_generator("solve_kinks")
for count in (1, 2, 3, 4, 3, 4, 5):
    bent_at = np.cumsum(rng.integers(1, 4, count)) - 5
    places = np.append(bent_at[0] - 2, bent_at + 1)
    answer = [Fraction(int(rng.integers(1, 9)), int(rng.integers(1, 7))) * int(rng.choice([-1, 1])) for _ in places]
    order, other = rng.permutation(count), rng.permutation(count + 1)
    bent_at, places = bent_at[order].tolist(), places[other].tolist()
    asked = text(line_through(answer, bent_at, places))
    told = f"w and b for knots {bent_at}, points {places}, values {asked}"
    check_equal(told, solved(bent_at, places, asked), text(answer))
close = ["1/3", "2/3"], ["1/4", "1/2", 1], [0, "1/7", -1]
expected = text([Fraction(6, 7), Fraction(-33, 7), 0])
check_equal("w and b for knots 1/3 and 2/3", solved(*close), expected)
check_that(
    refused(["1/3", "1/3"], [0, 1, 2], [1, 2, 3]),
    "singular: raise ValueError where no solution exists, and where there is more than one.",
    "of two equal knots no ValueError came",
)
### END HIDDEN TESTS

# %% [markdown]
# When has a system *no* solution? Two points to the left of all knots both speak of $b$ alone; three points between two
# neighbouring knots ask a straight piece for a bend. A good examiner keeps off both, and that is not all.
#
# ### 14.5 Pose
#
# `pose_zigzag(rng)` draws a new Q5: `(knots, points, values)`, with
#
# - three whole knots and four whole points, each increasing;
# - four whole values, none of them 0, none larger than 9 in size, of alternating sign (either may begin);
# - exactly one solution, which is *whole*, $b$ too; none of $w_1,w_2,w_3$ is 0, none is larger than 20 in size.
#
# Everything random comes from `rng`, and twenty generators must give ten different questions at least. In the answer
# you may call `exact_lines.solve_kinks`, the library's.
#
# <details><summary>Nudge</summary>
#
# You may draw everything and throw away what is not nice. But how many draws in a hundred survive? Look at the figure
# of section 1.
#
# </details>
# <details><summary>Pointer</summary>
#
# Work backwards. If each point lies just behind its knot, at a distance of 1, what divides by what in the elimination?
# Or draw whole weights first, compute the values, and reject what is too large or has the wrong sign. A loop that draws
# until all rules hold is fine.
#
# </details>
# <details><summary>Worked example, on one knot</summary>
#
# To pose $w[x-k]_++b$: draw $k=2$, the points 1 and 4, the values 3 and −5. Then $b=3$ and $2w=-8$: whole. With the
# value −4 it would have been $w=-\tfrac72$, and the question would have been thrown away.
#
# </details>


# %% exercise="pose_zigzag" minutes=15 difficulty=2
def pose_zigzag(rng):
    """A new Q5 with a nice answer.  rng: numpy.random.Generator.

    Returns knots (3 whole numbers, increasing), points (4, increasing), values (4, of alternating sign).
    """
    ### BEGIN SOLUTION
    while True:
        knots = rng.integers(-9, 9) + np.cumsum(rng.integers(1, 4, size=3))
        points = np.append(knots[0] - 1, knots + rng.integers(1, 3, size=3))
        values = rng.integers(1, 10, size=4) * np.array([1, -1, 1, -1]) * rng.choice([-1, 1])
        if np.any(points[1:3] > knots[1:]):  # each point has its knot, or the system may be singular
            continue
        question = knots.tolist(), points.tolist(), values.tolist()
        solution = exact_lines.solve_kinks(*question)
        if all(one.denominator == 1 for one in solution) and all(0 < abs(w) <= 20 for w in solution[:3]):
            return question
    ### END SOLUTION


# %% test="pose_zigzag" points=3
check_answer(
    pose_zigzag,
    forbids=[
        "course_lib.exact_lines.pose_zigzag",
        "course_lib.exam.practice.practice",
        "course_lib.exam.practice.paper",
    ],
    changes=["generator"],
)


def posed(seed):
    """A question of an answer, as exact numbers in lists."""
    parts = check_parts(check_unchanged(pose_zigzag, np.random.default_rng(seed)), "knots", "points", "values")
    named = zip(("the knots", "the points", "the values"), parts, (3, 4, 4), strict=True)
    return [numbers(check_exact(name, one, [count])) for name, one, count in named]


def check_posed(seed):
    """Check all that a question promises."""
    knots, points, values = question = posed(seed)
    told = f"the question {text(question)}"
    whole = [one.denominator == 1 for row in question for one in row]
    check_that(all(whole), "whole: knots, points and values are whole numbers.", told)
    rising = all(one < other for row in (knots, points) for one, other in pairwise(row))
    check_that(rising, "increasing: knots and points increase, and no two are equal.", told)
    size = max(abs(value) for value in values)
    check_that(0 not in values and size <= 9, "size: a value is from 1 to 9 in size.", told)
    turns = all(one * other < 0 for one, other in pairwise(values))
    check_that(turns, "alternating: each value has the other sign than the one before.", told)
    try:
        *weights, b = exact_lines.solve_kinks(knots, points, values)
    except ValueError:
        weights, b = [], None
    check_that(b is not None, "singular: this question has no solution, or more than one.", told)
    told = f"{told} with the answer {text([*weights, b])}"
    check_that(all(one.denominator == 1 for one in [*weights, b]), "nice: the solution must be whole, b too.", told)
    check_that(0 not in weights, "weights: none of the three may be 0: that knot would have no kink.", told)
    check_that(max(map(abs, weights)) <= 20, "weights: none may be larger than 20 in size.", told)
    return text(question)


drawn = [str(check_posed(seed)) for seed in range(20)]
check_that(
    [str(text(posed(seed))) for seed in range(3)] == drawn[:3],
    "own-generator: everything random comes from rng.",
    "the same generator, twice, gave two different questions",
)
check_that(
    len(set(drawn)) >= 10,
    "repeated: draw the question from rng; a fixed one, or a handful, is soon known.",
    f"20 generators gave {len(set(drawn))} different questions",
)
### BEGIN HIDDEN TESTS
from course_lib.fresh import fresh_generator

seeds = fresh_generator("pose_zigzag").integers(10**6, size=40).tolist()
others = [check_posed(seed) for seed in seeds]
variety = {str(one) for one in others}
check_that(
    len(variety) >= 20,
    "repeated: draw the question from rng; a fixed one, or a handful, is soon known.",
    f"40 generators gave {len(variety)} different questions",
)
### END HIDDEN TESTS

# %% [markdown]
# Four questions of yours, with the answers of your solver:

# %%
my_pose_zigzag = yours(pose_zigzag, exact_lines.pose_zigzag)
my_solve_kinks = yours(solve_kinks, exact_lines.solve_kinks)
rng = np.random.default_rng(14)
for _ in range(4):
    knots, points, values = my_pose_zigzag(rng)
    found = ", ".join(text(my_solve_kinks(knots, points, values)))
    print(f"knots {knots}, through {list(zip(points, values, strict=True))}: {found}".replace("np.int64", ""))

# %% [markdown]
# ## 6 · The forbidden way
#
# The deck adds two words to Q5: «sans algorithme». By hand, then; and the reason is not that an algorithm would be too
# good. Here is the question as data: four bands of $[0,4)$ with labels in turn, a network of your choice, and descent.
# Can it find by itself what you found by elimination?
#
# ### 14.6 Learn it
#
# `learn_zigzag(x, y, rng)` takes points x (N,) in $[0,4)$, in no order, and labels y (N,), −1 or +1. It **trains**
#
# $$f(x)=\sum_hw_{2,h}\,[w_{1,h}x+b_{1,h}]_++b_2,\qquad H\le64,$$
#
# and returns w1 (H,), b1 (H,), w2 (H,) and b2, a float. The borders of the bands lie at 1, 2 and 3, each moved by at
# most 0.2, and the first band has either label. You get 300 points; judged are 500 new ones of the same bands. At least
# 90 % of them must have the sign of $f$, for each of three generators. Ours reaches 99 %, and never less than 97 %; the
# best straight line stays below 75 %.
#
# <details><summary>Nudge</summary>
#
# Three units suffice to *represent* a zigzag. Why would you start with thirty?
#
# </details>
# <details><summary>Pointer</summary>
#
# Put the kinks where the data are: $w_{1,h}=\pm1$, $b_{1,h}=-w_{1,h}k_h$ with $k_h$ drawn from x. Then train everything
# with the logistic loss and Adam (rate 0.05, 500 steps), or only $w_2$ and $b_2$ by least squares.
#
# </details>
# <details><summary>Worked example, on a gradient</summary>
#
# The mean logistic loss $\tfrac1N\sum\ln(1+e^{-yf})$ has $\partial/\partial f_n=-\tfrac1N\,y_n/(1+e^{y_nf_n})$. With
# one unit, $w_1=1$, $b_1=-1$, $x=3$: the unit gives 2, so $\partial f/\partial w_2=2$, $\partial f/\partial
# w_1=3\,w_2$, $\partial f/\partial b_1=w_2$.
#
# </details>


# %% exercise="learn_zigzag" minutes=20 difficulty=2
def learn_zigzag(x, y, rng):
    """Train f(x) = Σ w2 relu(w1 x + b1) + b2, H at most 64, to have the sign of y.

    x: (N,).  y: (N,) −1/+1.  rng: numpy.random.Generator.  Returns w1 (H,), b1 (H,), w2 (H,), b2 (float).
    """
    ### BEGIN SOLUTION
    count = 32
    signs = rng.choice([-1.0, 1.0], size=count)
    parameters = [signs, -signs * rng.choice(x, count), 0.1 * rng.normal(size=count), np.zeros(1)]
    moments = [[np.zeros_like(one), np.zeros_like(one)] for one in parameters]
    for step in range(1, 501):
        w1, b1, w2, b2 = parameters
        u = np.multiply.outer(x, w1) + b1  # (N, H)
        hidden = np.maximum(u, 0)
        grad_out = -y / (1 + np.exp(np.clip(y * (hidden @ w2 + b2), -500, 500))) / len(x)
        grad_u = np.multiply.outer(grad_out, w2) * (u > 0)
        gradients = x @ grad_u, grad_u.sum(axis=0), grad_out @ hidden, grad_out.sum(keepdims=True)
        for n, gradient in enumerate(gradients):
            m, v = moments[n]
            m, v = 0.9 * m + 0.1 * gradient, 0.99 * v + 0.01 * gradient**2
            moments[n] = [m, v]
            scaled = m / (1 - 0.9**step) / (np.sqrt(v / (1 - 0.99**step)) + 1e-8)
            parameters[n] = parameters[n] - 0.05 * (1 - step / 501) * scaled
    w1, b1, w2, b2 = parameters
    return w1, b1, w2, float(b2[0])
    ### END SOLUTION


# %% test="learn_zigzag" points=2
check_answer(learn_zigzag, forbids=["course_lib.bands.learn_zigzag"], changes=["generator"])


def learned(x, y, seed):
    """The network of an answer, of the shapes that were asked for."""
    result = check_unchanged(learn_zigzag, x, y, np.random.default_rng(seed))
    w1, b1, w2, b2 = check_parts(result, "w1", "b1", "w2", "b2")
    size = np.size(w1)
    check_that(0 < size <= 64, "units: from 1 to 64 hidden units.", f"w1 has {size} numbers")
    row = "shape: one number for each unit, without a second axis."
    w1, b1, w2 = (check_shape(name, one, (size,), hint=row) for name, one in (("w1", w1), ("b1", b1), ("w2", w2)))
    b2 = check_shape("b2", b2, ())
    finite = all(np.all(np.isfinite(one)) for one in (w1, b1, w2, b2))
    check_that(finite, "diverged: is the step too large for these gradients?", "a parameter is no finite number")
    return w1, b1, w2, b2


def score(network, x, y):
    """The share of labels that a network has right."""
    w1, b1, w2, b2 = network
    return float(np.mean(y * (np.maximum(x[:, None] * w1 + b1, 0) @ w2 + b2) > 0))


def judge(seed, rng):
    """Check what an answer learns of new bands."""
    zigzag = bands.draw_bands(rng)
    x, y = zigzag.points(300, rng)
    new_x, new_y = zigzag.points(500, rng)
    network = learned(x, y, seed)
    found, seen = score(network, new_x, new_y), score(network, x, y)
    told = f"{found:.0%} of 500 new points are right, at least 90 % are asked for (and {seen:.0%} of those trained on)"
    flipped = found < 0.4
    check_that(not flipped, "sign: most labels are the opposite of what they should be.", told)
    check_that(found >= 0.75 or seen >= 0.9, "line: that is what a straight line, or one kink, can do.", told)
    check_that(found >= 0.9, "few: more units, more steps, or kinks where the data are.", told)
    return network


for seed in range(3):
    judge(seed, np.random.default_rng(seed))
rng = np.random.default_rng(9)
x, y = bands.draw_bands(rng).points(60, rng)
check_that(
    all(np.array_equal(*pair) for pair in zip(learned(x, y, 5), learned(x, y, 5), strict=True)),
    "own-generator: everything random comes from rng.",
    "the same generator, twice, gave two different networks",
)
### BEGIN HIDDEN TESTS
from course_lib.fresh import fresh_generator

rng = fresh_generator("learn_zigzag")
for _ in range(3):
    judge(int(rng.integers(10**6)), rng)
### END HIDDEN TESTS

# %% tags=["nbval-ignore-output"]
my_learn_zigzag = yours(learn_zigzag, bands.learn_zigzag)
rng = np.random.default_rng(1)
zigzag = bands.draw_bands(rng)
x, y = zigzag.points(300, rng)
network = my_learn_zigzag(x, y, rng)
plots.plot_learned(x, y, network, zigzag.borders)

# %% tolerance=6
print(f"{100 * bands.accuracy(network, *zigzag.points(2000, rng)):.0f} % of 2000 new points are right")

# %% [markdown]
# It works, with ten times the units and no exact number anywhere: every weight is something like 1.7320. That is what
# the course's second half answers to its first. Descent finds *a* function that fits; elimination finds *the* one that
# was asked for, and tells you when there is none.

# %% [markdown]
# ## 7 · By hand, exactly
#
# An exam room has no computer. So the questions of deck 001 and 004 are asked with numbers for which $e^z$ and $\sqrt
# d$ come out even. Work each worked example below on paper first; then write the code that solves every instance.
#
# ### 14.7 Softmax
#
# If the logits are $\ln2,\ln3,\ln5$, then $e^z$ is 2, 3, 5: call these the *odds*. `exact_softmax(odds, label)` takes K
# positive exact numbers and a class 0..K−1. It returns the probabilities and the gradient of $-\ln p_{\text{label}}$
# with respect to the **logits**: two lists of K exact numbers.
#
# <details><summary>Nudge</summary>
#
# What does softmax do to the odds?
#
# </details>
# <details><summary>Pointer</summary>
#
# Lesson 3: the gradient with respect to the logits is $p$, less 1 at the right class. `sum` of Fractions is a Fraction.
#
# </details>
# <details><summary>Worked example, on other numbers</summary>
#
# The logits $\ln1$ and $\ln4$, label 0: the odds are 1 : 4, $p=(\tfrac15,\tfrac45)$, and the gradient is
# $(-\tfrac45,\tfrac45)$.
#
# </details>


# %% exercise="exact_softmax" minutes=5 difficulty=1
def exact_softmax(odds, label):
    """Softmax of the logits ln(odds), and the gradient of −ln p_label with respect to the logits.

    odds: K positive exact numbers.  label: 0..K−1.  Returns p and gradient, two lists of K exact numbers.
    """
    ### BEGIN SOLUTION
    odds = numbers(odds)
    p = [one / sum(odds) for one in odds]
    return text(p), text([share - (k == label) for k, share in enumerate(p)])
    ### END SOLUTION


# %% test="exact_softmax" points=1
check_answer(exact_softmax, forbids=["course_lib.exact_steps.exact_softmax"])


def softmaxed(odds, label):
    """p and gradient of an answer, as texts in lowest terms."""
    parts = check_parts(check_unchanged(exactly(exact_softmax), odds, label), "p", "the gradient")
    return [check_exact(name, one, [len(odds)]) for name, one in zip(("p", "the gradient"), parts, strict=True)]


p, gradient = softmaxed([2, 3, 5], 0)
check_equal(
    "p for the odds 2, 3, 5",
    p,
    ["1/5", "3/10", "1/2"],
    confusions={
        "sum: probabilities have the sum 1.": ["2", "3", "5"],
        "largest: divide by the sum, not by the largest.": ["2/5", "3/5", "1"],
        "inverse: the larger the logit, the larger the probability.": ["15/31", "10/31", "6/31"],
        "squares: e^(ln 2) is 2 already.": ["2/19", "9/38", "25/38"],
    },
)
check_equal(
    "the gradient for the odds 2, 3, 5, label 0",
    gradient,
    ["-4/5", "3/10", "1/2"],
    confusions={
        "sign: the loss falls when the logit of the right class grows.": ["4/5", "-3/10", "-1/2"],
        "label: the right class counts: which entry is different?": ["1/5", "3/10", "1/2"],
        "label: classes are counted from 0.": ["1/5", "3/10", "-1/2"],
        "odds: the gradient with respect to the logits, not to the odds.": ["-2/5", "1/10", "1/10"],
        "one: only the right class loses 1; the others get p.": ["-4/5", "0", "0"],
        "loss: of −ln p, not of p itself.": ["4/25", "-3/50", "-1/10"],
    },
)
p, gradient = softmaxed(["1/2", 4, "2/3", 4], 3)
check_equal("p for the odds 1/2, 4, 2/3, 4", p, ["3/55", "24/55", "4/55", "24/55"])
check_equal("the gradient for the odds 1/2, 4, 2/3, 4, label 3", gradient, ["3/55", "24/55", "4/55", "-31/55"])
### BEGIN HIDDEN TESTS
from course_lib.fresh import fresh_generator

rng = fresh_generator("exact_softmax")
for count in (1, 2, 3, 5, 6):
    for _ in range(3):
        bets = [Fraction(*map(int, rng.integers(1, 30, 2))) for _ in range(count)]
        right_class, total = int(rng.integers(count)), sum(bets)
        slopes = [(one if k != right_class else one - total) / total for k, one in enumerate(bets)]
        found = softmaxed(text(bets), right_class)
        told = f"for the odds {text(bets)}, label {right_class}"
        check_equal(f"p {told}", found[0], text([one / total for one in bets]))
        check_equal(f"the gradient {told}", found[1], text(slopes))
many = softmaxed([1, 3] * 400, 701)  # 800 classes, and a label that is large
check_equal("p of class 701 for 800 odds 1, 3, 1, 3, ...", many[0][701], "3/1600")
check_equal("its gradient for the label 701", many[1][699:703], ["3/1600", "1/1600", "-1597/1600", "1/1600"])
### END HIDDEN TESTS

# %% [markdown]
# ### 14.8 Attention
#
# One query meets $n$ tokens. Take the query as $\ln2\cdot q$, and choose numbers for which every score $s_j=q\cdot
# k_j/\sqrt d$ is whole; then the softmax has the odds $2^{s_j}$. Scores of 2, 1, 0 give weights $4:2:1$.
#
# `exact_attention(query, keys, values)` takes q (d,), keys (n, d) and values (n, m), all whole, with $d$ one of 1, 4,
# 9, 16 and $\sqrt d$ a divisor of every $q\cdot k_j$. It returns the weights (n,) and the output (m,), exact numbers in
# lists. A score may be negative, and keys may be equal.
#
# <details><summary>Nudge</summary>
#
# What is $e^{s\ln2}$?
#
# </details>
# <details><summary>Pointer</summary>
#
# `Fraction(2) ** s` is exact for a whole $s$ of either sign, and `math.isqrt(d)` is the root of a square. The output is
# one number for each *column* of the values.
#
# </details>
# <details><summary>Worked example, on other numbers</summary>
#
# $d=4$, $q=(2,0,0,0)$, keys $(3,9,9,9)$ and $(1,0,5,0)$, values $(10, 0)$ and $(0, 5)$. Scores: $6/2=3$ and $2/2=1$.
# Odds $8:2$, weights $\tfrac45,\tfrac15$, output $(8,1)$. Without $\sqrt d$ the weights would be $16:1$.
#
# </details>


# %% exercise="exact_attention" minutes=10 difficulty=2
def exact_attention(query, keys, values):
    """softmax(ln 2 · query keysᵀ / √d) values, for one query.

    query: (d,).  keys: (n, d).  values: (n, m).  Whole.  Returns weights (n,) and output (m,), exact numbers in lists.
    """
    ### BEGIN SOLUTION
    root = next(r for r in range(1, len(query) + 1) if r * r == len(query))
    scores = [sum(a * b for a, b in zip(query, key, strict=True)) // root for key in keys]
    odds = [Fraction(2) ** score for score in scores]
    weights = [one / sum(odds) for one in odds]
    output = [sum(w * v for w, v in zip(weights, column, strict=True)) for column in zip(*values, strict=True)]
    return text(weights), text(output)
    ### END SOLUTION


# %% test="exact_attention" points=2
check_answer(
    exact_attention,
    forbids=["course_lib.exact_steps.exact_attention", "course_lib.exact_steps.attention"],
)


def attended(query, keys, values):
    """Weights and output of an answer, as texts in lowest terms."""
    result = check_unchanged(exactly(exact_attention), query, keys, values)
    weights, output = check_parts(result, "the weights", "the output")
    return check_exact("the weights", weights, [len(keys)]), check_exact("the output", output, [len(values[0])])


def mixed(odds, values):
    """The weights that are in proportion to these odds, and what they make of the values."""
    weights = [Fraction(one) / sum(odds) for one in odds]
    output = [sum(w * row[m] for w, row in zip(weights, values, strict=True)) for m in range(len(values[0]))]
    return text(weights), text(output)


query, keys = [2, -1, 0, 3], [[1, 0, 5, 2], [0, 2, 1, 0], [3, 0, -2, 0]]  # scores 4, -1, 3
values = [[3, -2], [-1, 5], [4, 1]]
weights, output = attended(query, keys, values)
right_weights, right_output = mixed([32, 1, 16], values)
check_equal(
    "the weights for scores 4, −1, 3",
    weights,
    right_weights,
    confusions={
        "root: the scores are divided by √d.": mixed([Fraction(2) ** s for s in (8, -2, 6)], values)[0],
        "root: by √d, not by d.": mixed([8, 1, 4], values)[0],
        "normalise: the weights have the sum 1.": ["16", "1/2", "8"],
        "scores: the weights are in proportion to 2 to the power of the scores.": mixed([4, -1, 3], values)[0],
        "relu: a negative score is a small weight, not none.": mixed([16, 1, 8], values)[0],
        "squares: e^(s ln 2) is 2 to the power s.": mixed([16, 1, 9], values)[0],
        "sign: the larger the score, the larger the weight.": mixed([1, 32, 2], values)[0],
    },
    hint="weights: scores first, then 2 to their power, then divide by the sum.",
)
check_equal(
    "the output",
    output,
    right_output,
    confusions={
        "hard: every token contributes by its weight, not the best alone.": ["3", "-2"],
        "mean: every token contributes by its weight.": ["2", "4/3"],
        "normalise: the weights have the sum 1. ": ["159/2", "-43/2"],
    },
    hint="output: one number for each column of the values.",
)
weights, output = attended([3], [[0], [1], [0], [-1]], [[7], [-7], [1], [2]])  # d = 1, equal keys
check_equal("the weights for scores 0, 3, 0, −3", weights, ["8/81", "64/81", "8/81", "1/81"])
check_equal("the output for scores 0, 3, 0, −3", output, ["-382/81"])
### BEGIN HIDDEN TESTS
from course_lib.fresh import fresh_generator

rng = fresh_generator("exact_attention")
for root, count, width in [(1, 3, 2), (2, 2, 3), (2, 5, 1), (3, 3, 2), (3, 1, 4), (2, 4, 4)]:
    for _ in range(2):
        asked = rng.integers(-3, 4, root**2)
        asked[0] = root  # so that the first number of a key can bring its score to whatever is wanted
        offered = rng.integers(-3, 4, (count, root**2))
        wanted = rng.integers(-4, 5, count)
        offered[:, 0] = wanted - offered[:, 1:] @ asked[1:]
        offered[:, 1:] *= root
        given = rng.integers(-9, 10, (count, width)).tolist()
        found = attended(asked.tolist(), offered.tolist(), given)
        due = mixed([Fraction(2) ** int(score) for score in wanted], given)
        told = f"for the query {asked.tolist()}, keys {offered.tolist()}, values {given}"
        check_equal(f"the weights {told}", found[0], due[0])
        check_equal(f"the output {told}", found[1], due[1])
### END HIDDEN TESTS

# %% [markdown]
# ### 14.9 Backpropagation
#
# $h=[w_1x+b_1]_+$, $\hat y=w_2\cdot h+b_2$, and the loss is $(\hat y-y)^2$, for one example. `exact_backprop(x, y, w1,
# b1, w2, b2)` takes x (D,), w1 (H, D), b1 (H,), w2 (H,) and the numbers y and b2, all exact. It returns `(loss, gw1,
# gb1, gw2, gb2)`: the loss and its gradients in the shapes of the parameters. The ReLU has the slope 0 at 0.
#
# <details><summary>Nudge</summary>
#
# Which number flows into all of the gradients?
#
# </details>
# <details><summary>Pointer</summary>
#
# $\partial L/\partial\hat y=2(\hat y-y)$. From there to $b_2$ it is one factor, to $w_2$ another, to $b_1$ through
# $w_2$ and the switch of the unit, and to $w_1$ one factor more.
#
# </details>
# <details><summary>Worked example, on other numbers</summary>
#
# $x=2$, one unit with $w_1=3$, $b_1=-1$, $w_2=4$, $b_2=-17$, $y=1$. Forward: $u=5$, $h=5$, $\hat y=3$, $L=4$. Back:
# $\partial L/\partial\hat y=4$; $b_2$: 4; $w_2$: $4\cdot5=20$; $b_1$: $4\cdot4=16$; $w_1$: $16\cdot2=32$.
#
# </details>


# %% exercise="exact_backprop" minutes=12 difficulty=2
def exact_backprop(x, y, w1, b1, w2, b2):
    """Loss and gradients of (w2·relu(w1 x + b1) + b2 − y)², exactly.

    x: (D,).  w1: (H, D).  b1, w2: (H,).  y, b2: numbers.  Returns loss, gw1 (H, D), gb1 (H,), gw2 (H,), gb2.
    """
    ### BEGIN SOLUTION
    x, w1, b1, w2 = numbers(x), numbers(w1), numbers(b1), numbers(w2)
    u = [sum(w * one for w, one in zip(row, x, strict=True)) + b for row, b in zip(w1, b1, strict=True)]
    h = [max(one, Fraction(0)) for one in u]
    error = sum(w * one for w, one in zip(w2, h, strict=True)) + number(b2) - number(y)
    grad_out = 2 * error
    gb1 = [grad_out * w if one > 0 else Fraction(0) for w, one in zip(w2, u, strict=True)]
    gw1 = [[slope * one for one in x] for slope in gb1]
    return text(error**2), text(gw1), text(gb1), text([grad_out * one for one in h]), text(grad_out)
    ### END SOLUTION


# %% test="exact_backprop" points=2
check_answer(
    exact_backprop,
    forbids=["course_lib.exact_steps.exact_backprop", "course_lib.exact_steps.backprop"],
)
NAMES = "the loss", "gw1", "gb1", "gw2", "gb2"


def passed_back(question):
    """The five results of an answer, as texts in lowest terms."""
    parts = check_parts(check_unchanged(exactly(exact_backprop), *question), *NAMES)
    units, inputs = len(question[2]), len(question[0])
    forms = [], [units, inputs], [units], [units], []
    return [check_exact(name, one, form) for name, one, form in zip(NAMES, parts, forms, strict=True)]


def loss_of(x, y, w1, b1, w2, b2):
    """The loss alone."""
    u = [sum(Fraction(w) * Fraction(one) for w, one in zip(row, x, strict=True)) for row in w1]
    h = [max(one + Fraction(b), Fraction(0)) for one, b in zip(u, b1, strict=True)]
    return (sum(Fraction(w) * one for w, one in zip(w2, h, strict=True)) + Fraction(b2) - Fraction(y)) ** 2


QUESTION = [3, -2], 5, [[1, 2], [2, -1], [-3, 1], [2, 3]], [4, -1, 2, 0], [-2, 3, 7, 9], "1/2"
# u = 3, 7, -9, 0: of four units two are active, and the last is at 0 exactly; ŷ = 31/2, ŷ − y = 21/2
loss, gw1, gb1, gw2, gb2 = passed_back(QUESTION)
check_equal(
    "the loss",
    loss,
    "441/4",
    confusions={
        "square: the square of the error.": "21/2",
        "half: there is no ½ in this loss.": "441/8",
        "bias: b2 belongs to the output.": "100",
        "relu: of a unit that is off nothing passes.": text((Fraction(21, 2) - 63) ** 2),
    },
    hint="forward: u, then h, then ŷ, on paper.",
)
check_equal(
    "gb2",
    gb2,
    "21",
    confusions={
        "two: the derivative of a square has a factor of 2.": "21/2",
        "sign: the error is ŷ − y.": "-21",
    },
)
check_equal(
    "gw2",
    gw2,
    ["63", "147", "0", "0"],
    confusions={
        "two: the derivative of a square has a factor of 2. ": ["63/2", "147/2", "0", "0"],
        "hidden: the gradient by w2 has h in it, after its ReLU.": ["63", "147", "-189", "0"],
        "sign: the error is ŷ − y. ": ["-63", "-147", "0", "0"],
        "hidden: the gradient by w2 has h in it.": ["-42", "63", "147", "189"],
    },
)
check_equal(
    "gb1",
    gb1,
    ["-42", "63", "0", "0"],
    confusions={
        "switch: nothing passes through a unit that is off.": ["-42", "63", "147", "189"],
        "kink: at u = 0 the slope of the ReLU is 0.": ["-42", "63", "0", "189"],
        "through: the gradient reaches b1 through w2.": ["21", "21", "0", "0"],
    },
)
check_equal(
    "gw1",
    gw1,
    text([[-126, 84], [189, -126], [0, 0], [0, 0]]),
    confusions={
        "input: w1 is multiplied by x.": text([[-42, -42], [63, 63], [0, 0], [0, 0]]),
        "through: the gradient reaches w1 through w2.": text([[63, -42], [63, -42], [0, 0], [0, 0]]),
        "switch: nothing passes through a unit that is off. ": text(
            [[-126, 84], [189, -126], [441, -294], [567, -378]]
        ),
    },
)
### BEGIN HIDDEN TESTS
from course_lib.fresh import fresh_generator

rng = fresh_generator("exact_backprop")


def slope(question, part, place):
    """The derivative by one number, exactly: between kinks the loss is a parabola in it."""
    shift, ends = Fraction(1, 10**6), []
    for step in (shift, -shift):
        moved = [[*one] if isinstance(one, list) else one for one in question]
        if part in (3, 4):
            moved[part][place] += step
        elif part == 5:
            moved[part] += step
        else:
            moved[part] = [[*row] for row in moved[part]]
            moved[part][place[0]][place[1]] += step
        ends.append(loss_of(*moved))
    return (ends[0] - ends[1]) / (2 * shift)


for inputs, units in [(1, 1), (2, 3), (3, 2), (4, 5), (2, 6), (3, 3)]:
    w1 = [[Fraction(int(one), 2) for one in row] for row in rng.integers(-6, 7, (units, inputs))]
    b1, w2 = ([Fraction(int(one)) for one in rng.integers(-5, 6, units)] for _ in range(2))
    x = [Fraction(int(one), 3) for one in rng.integers(-8, 9, inputs)]
    b1 = [b + Fraction(1, 7) for b in b1]  # no unit is at its kink: u is a multiple of 1/6, and a seventh
    y, b2 = (Fraction(int(one), 4) for one in rng.integers(-30, 31, 2))
    asked = [x, y, w1, b1, w2, b2]
    found = passed_back([text(one) for one in asked])
    due = [
        loss_of(*asked),
        [[slope(asked, 2, (h, d)) for d in range(inputs)] for h in range(units)],
        [slope(asked, 3, h) for h in range(units)],
        [slope(asked, 4, h) for h in range(units)],
        slope(asked, 5, None),
    ]
    for name, one, expected in zip(NAMES, found, due, strict=True):
        check_equal(f"{name} for {', '.join(str(text(part)) for part in asked)}", one, text(expected))
dead = [1, 2], 3, [[-1, 0], [0, -1]], [0, 2], [5, 7], "-1"  # one unit is off, the other at its kink
for name, one, expected in zip(NAMES, passed_back(dead), (16, [[0, 0], [0, 0]], [0, 0], [0, 0], -8), strict=True):
    check_equal(f"{name} where no unit is active", one, text(expected))
### END HIDDEN TESTS

# %% [markdown]
# ### 14.10 Momentum
#
# On the bowl $F(\theta)=\tfrac12\sum_ic_i\theta_i^2$ the gradient is $c_i\theta_i$, and each step is a little
# arithmetic. With $V=0$ first, one step is
#
# $$V\leftarrow\beta V+\alpha\nabla F(\theta)\quad\text{or, with Nesterov,}\quad V\leftarrow\beta V+\alpha\nabla
# F(\theta-\beta V);\qquad\theta\leftarrow\theta-V.$$
#
# `exact_momentum(curvature, theta, alpha, beta, steps, nesterov)` returns $\theta$ after each step: `steps` rows of as
# many exact numbers as theta has. (Nesterov looks ahead to where the old $V$ alone would lead, and that is
# $\theta-\beta V$.)
#
# <details><summary>Nudge</summary>
#
# In which order do $V$ and $\theta$ change, and which of the two is carried on?
#
# </details>
# <details><summary>Pointer</summary>
#
# Each coordinate lives by itself, with its own curvature. With $\beta=0$, and in the first step always, both methods
# are the same; so look at three steps before you believe your code.
#
# </details>
# <details><summary>Worked example, on other numbers</summary>
#
# $c=1$, $\theta=8$, $\alpha=\beta=\tfrac12$. Plain: $V=4$, $\theta=4$; $V=2+2=4$, $\theta=0$; $V=2+0=2$, $\theta=-2$.
# Nesterov: $V=4$, $\theta=4$; it looks at $4-2=2$, $V=2+1=3$, $\theta=1$.
#
# </details>


# %% exercise="exact_momentum" minutes=10 difficulty=2
def exact_momentum(curvature, theta, alpha, beta, steps, nesterov):
    """Descent with momentum on F(θ) = ½ Σ c_i θ_i², V = 0 first.

    curvature, theta: (n,).  alpha, beta: numbers.  All exact.  Returns θ after each step, (steps, n), exact numbers.
    """
    ### BEGIN SOLUTION
    curvature, theta = numbers(curvature), numbers(theta)
    alpha, beta = number(alpha), number(beta)
    velocity, path = [Fraction(0)] * len(theta), []
    for _ in range(steps):
        at = [t - beta * v for t, v in zip(theta, velocity, strict=True)] if nesterov else theta
        velocity = [beta * v + alpha * c * t for v, c, t in zip(velocity, curvature, at, strict=True)]
        theta = [t - v for t, v in zip(theta, velocity, strict=True)]
        path.append(theta)
    return text(path)
    ### END SOLUTION


# %% test="exact_momentum" points=2
check_answer(
    exact_momentum,
    forbids=["course_lib.exact_steps.exact_momentum", "course_lib.exact_steps.momentum_step"],
)


def walked(curvature, theta, alpha, beta, steps, nesterov):
    """θ after each step of an answer, as texts in lowest terms."""
    path = check_unchanged(exactly(exact_momentum), curvature, theta, alpha, beta, steps, nesterov)
    return check_exact("θ after each step", path, [steps, len(theta)])


def walk(curvature, theta, alpha, beta, steps, nesterov, mistake=""):
    """The same, coordinate by coordinate, by somebody who makes this mistake."""
    alpha, beta, columns = Fraction(alpha), Fraction(beta), []
    sign = -1 if mistake == "plus" else 1
    for c, t in zip(map(Fraction, curvature), map(Fraction, theta), strict=True):
        c = {"curvature": Fraction(curvature[0]), "two": 2 * c}.get(mistake, c)
        v, column = Fraction(0), []
        for _ in range(steps):
            look = t - sign * beta * v if nesterov and mistake != "same" else t
            push = alpha * c * look
            if mistake == "forgets":
                v = push
            elif mistake == "mean":
                v = beta * v + (1 - beta) * push
            elif mistake == "outside":
                v = alpha * (beta * v + c * look)
            else:
                v = beta * v + push
            t = t + v if mistake == "uphill" else t - v
            column.append(v if mistake == "velocity" else t)
        columns.append(column)
    return text([list(row) for row in zip(*columns, strict=True)])


SLIPS = {
    "forgets": "forgets: V carries β times what it was.",
    "mean": "mean: the gradient is multiplied by α alone; it is a sum, no mean.",
    "outside": "outside: βV is not multiplied by α.",
    "uphill": "uphill: θ ← θ − V goes down.",
    "velocity": "velocity: θ after each step, not V.",
    "curvature": "curvature: each coordinate has its own.",
    "two": "two: the ½ of F takes the 2 of the square away.",
}
CASE = [2, 5], [8, -12], "1/4", "1/2", 3
check_equal(
    "θ of three plain steps",
    walked(*CASE, False),
    text([[4, 3], [0, "27/4"], [-2, "3/16"]]),
    confusions={hint: walk(*CASE, False, name) for name, hint in SLIPS.items()}
    | {"plain: without nesterov the gradient is taken at θ.": walk(*CASE, True)},
    hint="steps: V first, then θ, and V is carried on: compare with the worked example.",
)
check_equal(
    "θ of three steps with nesterov",
    walked(*CASE, True),
    text([[4, 3], [1, "-21/8"], ["-1/4", "87/64"]]),
    confusions={
        "ahead: nesterov takes the gradient at θ − βV.": walk(*CASE, True, "same"),
        "plus: where would V alone lead? θ − V, so look that way.": walk(*CASE, True, "plus"),
    },
    hint="steps: V first, then θ, and V is carried on: compare with the worked example. ",
)
check_equal("θ of one step", walked([3, 3, 3], [1, -2, "1/3"], "1/6", "9/10", 1, True), [["1/2", "-1", "1/6"]])
### BEGIN HIDDEN TESTS
from course_lib.fresh import fresh_generator

rng = fresh_generator("exact_momentum")
for size, length in [(1, 4), (2, 3), (3, 2), (2, 1), (4, 5)]:
    for memory in ("0", "2/3", "1/10"):
        bowl = text([Fraction(*map(int, rng.integers(1, 9, 2))) for _ in range(size)])
        start = text([Fraction(int(rng.integers(-20, 21)), int(rng.integers(1, 5))) for _ in range(size)])
        rate = str(Fraction(1, int(rng.integers(2, 9))))
        for look_ahead in (False, True):
            case = bowl, start, rate, memory, length, look_ahead
            check_equal(f"θ after each step of exact_momentum{case}", walked(*case), walk(*case))
### END HIDDEN TESTS

# %% [markdown]
# What looking ahead buys: the same narrow bowl, the same numbers, with and without. And what exactness costs: look at
# the last θ.

# %%
my_exact_momentum = yours(exact_momentum, exact_steps.exact_momentum)
for nesterov in (False, True):
    path = numbers(my_exact_momentum([1, 10], [8, 8], "1/8", "3/4", 8, nesterov))
    heights = [float(c1**2 / 2 + 5 * c2**2) for c1, c2 in path]
    print(f"{'Nesterov' if nesterov else 'plain':9} F = " + "  ".join(f"{height:6.1f}" for height in heights))
print(f"Nesterov's last θ: ({', '.join(text(path[-1]))})")

# %% [markdown]
# ## 8 · The hunt
#
# Everything that this course says of the lecture decks has been run, and some of what they print does not hold. Now you
# are the one to show it. Below are twenty sentences **as printed** in the text that we have of the decks. For each one,
# find an example on which the sentence and the truth part. One is enough; any valid one counts.
#
# Some of the examples are hard to stumble upon. At $p=\tfrac12$, with a symmetric kernel, with a square matrix, the
# wrong formula and the right one give the same number, and these are exactly the examples that slides use. Move the
# four sliders below until sentence and truth part.

# %%
Refuter()

# %% [markdown]
# **Deck 000**
#
# - **E1** Q1, table of signs: for the deck's network, $x_1<0$, $x_2<0$ and $x_1-x_2>5$ imply $g(x)>0$. *Your example:*
#   `[x1, x2]`, whole, of which the row speaks, and $g\le0$.
# - **E3** Q5, matrix form: $-[x]_++[x-1]_+-[x-2]_++1$ is the zigzag $1-2[x]_++4[x-1]_+-4[x-2]_+$. *Your example:* `x`,
#   where they differ.
# - **E4** «La vision par ordinateur»: an RGB image of 480 × 340 is a point of $[0,255]^{163200}$. *Your example:* the
#   right exponent.
# - **E5** «Convolution, Pooling»: of rows $0,\dots,H-1$ the window of reach $\delta$ leaves the image for $h<\delta$
#   and $h>H-\delta$. *Your example:* `[H, δ, h]` with $0\le h<H$, $\delta\ge1$, $2\delta<H$, where this is not so.
# - **E6** «La descente de gradient»: if $F(u+h)=F(u)+\nabla F\cdot h+\rho(h)$ with $\rho(h)\to0$ as $h\to0$, then
#   $\nabla F$ is the gradient. *Your example:* an exponent $e$, so that $\rho=\lvert h\rvert^e$ goes to 0 and yet the
#   sentence fails.
# - **E7** same slide, pseudo code: halving the step until $F$ decreases leads to a point with $\nabla F=0$. *Your
#   example:* a start `u0` for $F(u)=u^2+\tfrac14$ if $\lvert u\rvert\le1$, else $\tfrac34u^2+\tfrac12\lvert u\rvert$,
#   from which 30 steps (each begins with $\lambda=1$) keep $\lvert\nabla F\rvert>1$.
# - **E9** «Forward - Backward»: the gradient by $w[t]$, which takes layer $t$ to layer $t+1$, is the outer product of
#   the gradient by $\alpha[t]$ with $x[t]$. *Your example:* `[units of layer t, units of layer t+1]` for which its
#   shape is not that of $w[t]$.
# - **E10** same slide: the backward pass starts from the loss's *value*, $[1-yf]_+$. *Your example:* `[y, f]`,
#   $y=\pm1$, where it is not the derivative by $f$.
# - **E11** same slide: with layers $0..z$, for $t$ from $z$ down to 1, DA[t] is computed from DA[t+1]. *Your example:*
#   `[z, t]` with $1\le t\le z$ where DA[t+1] does not exist.
#
# **Deck 001**
#
# - **E20** p. 33: one step of the algorithm, $\theta-\gamma\nabla v(Z)$, is $\theta-\gamma\nabla
#   v(Z)+\gamma\varepsilon$ with $\varepsilon=\nabla V-\nabla v(Z)$. *Your example:* `[∇V, ∇v]`, two numbers.
# - **E22** p. 38: a unit $a$ is dropped with probability $p$; at test time multiply it by $p$, to have the mean. *Your
#   example:* `[p, a]` with $0<p<1$.
# - **E23** p. 43: $\sum_tf(t)\,g(x+t)$ is the convolution of $f$ and $g$. *Your example:* `[f, g]`, two lists of at
#   most 8 numbers, $f$ not longer than $g$, whose valid correlation and valid convolution differ.
#
# **Deck 004**
#
# - **E34** «LeNet5»: layer C2 has 64 (5 · 5 + 1) = 1600 parameters. *Your example:* the right number, for 16 maps with
#   5 × 5 kernels which read all 6 maps below.
# - **E35** «LeNet5»: the network has 60,206 parameters in all. *Your example:* the right number, for the layers 1@32 →
#   6@28 → 16@10 → 120@1 → 84 → 10 (5 × 5 kernels, pooling between without parameters).
# - **E42** «VGG16»: 24 M numbers of activations. *Your example:* the right number: the outputs of all layers of VGG16
#   once, poolings and the input included, ReLU in place.
# - **E41** «Stride et padding»: one row of zeros on every side keeps the size. *Your example:* `[n, kernel]` with
#   $1\le$ kernel $\le n$.
# - **E43** «Query, Key, Value»: softmax$(W_qQ\,[W_kK]^T)$, with the tokens in the rows of $Q$ (n, d) and $W_q$ of shape
#   (d_k, d). *Your example:* `[n, d, d_k]` for which the product does not exist.
# - **E44** «Positional encoding»: $p(t+\Delta)-p(t)$ does not depend on $t$. ($p$ as in lesson 7.) *Your example:* `[d,
#   Δ, t1, t2]`, whole, $d$ even and at most 64, with differences more than 0.001 apart.
# - **E46** «Mieux gérer le pas»: Nesterov looks ahead to $\theta+\beta V$, with $\theta\leftarrow\theta-V$. *Your
#   example:* `[αλ, β]`, $0<\beta<1$, for which this diverges on $\tfrac\lambda2\theta^2$ and $\theta-\beta V$ does not.
# - **E47** same slide: one $\alpha$ is both the step and the decay of RMSprop. *Your example:* `α` with
#   $\tfrac12\le\alpha<1$ for which, on $\tfrac12\theta^2$ from $\theta=1$, $U=0$, $\varepsilon=10^{-8}$,
#   $\lvert\theta\rvert$ still passes 0.05 in steps 100 to 200.
#
# ### 14.11 Twenty counter-examples
#
# `refute()` returns a dict from the ids above to your examples: exact numbers, or lists of them as the tables say. A
# float is read as what it is. The three decks give their points apart, so begin where you like.
#
# <details><summary>Nudge</summary>
#
# For each sentence ask: what would make both sides *equal*? Then leave that place.
#
# </details>
# <details><summary>Pointer</summary>
#
# Search: a loop over small whole numbers finds most of them in a line. `counter_examples.fault_of("E41", [9, 3])` says
# what is wrong with an example, or None. For E4, E34, E35 and E42 lesson 5 has the tools.
#
# </details>
# <details><summary>Worked example, on another sentence</summary>
#
# «The square of a number is larger than the number»: from 2 on it is, and at −1 too. Both are equal at 0 and at 1. So
# look between: ½.
#
# </details>


# %% exercise="refute" minutes=30 difficulty=3
def refute():
    """A counter-example for each of the twenty claims.  Returns a dict from ids to examples."""
    ### BEGIN SOLUTION
    return {
        "E1": [-1, -7],
        "E3": 1,
        "E4": 480 * 340 * 3,
        "E5": [7, 2, 5],
        "E6": "1/2",
        "E7": 2,
        "E9": [3, 4],
        "E10": [1, "1/2"],
        "E11": [3, 3],
        "E20": [1, 2],
        "E22": ["1/5", 1],
        "E23": [[1, 2], [0, 1, 0]],
        "E34": 16 * (6 * 5 * 5 + 1),
        "E35": 61706,
        "E42": 15237608,
        "E41": [7, 5],
        "E43": [5, 4, 3],
        "E44": [8, 3, 0, 5],
        "E46": ["1/5", "9/10"],
        "E47": "9/10",
    }
    ### END SOLUTION


# %% test="refute" points=6
check_answer(refute)
found = check_unchanged(exactly(refute))
check_that(
    isinstance(found, dict), "type: return a dict from ids to examples.", f"the result is {type(found).__name__}"
)
COUNTED = {
    "form": "form: compare with what the table asks for.",
    "premise": "premise: the sentence does not speak of this example.",
    "agrees": "agrees: here the sentence happens to hold: look elsewhere.",
    "half": "half: at ½ nobody can tell p from 1 − p.",
    "symmetric": "symmetric: a symmetric kernel is its own mirror image.",
    "square": "square: where two sizes are equal, a wrong shape cannot be seen.",
    "kernel": "kernel: for which kernel is one row of zeros just right?",
    "count": "count: count again, layer by layer.",
}


def check_refuted(name, example):
    """Check that an example refutes a sentence."""
    fault = counter_examples.fault_of(name, example)
    if fault is not None:
        check_that(False, COUNTED[fault.kind], f"{name}: {fault.said}")


def check_deck(names):
    """Check the examples for the sentences of a deck."""
    missing = [name for name in names if name not in found]
    check_that(
        not missing, "missing: an example for each sentence of the deck.", f"no example for {', '.join(missing)}"
    )
    for name in names:
        check_refuted(name, found[name])


with part("deck 000", points=3):
    check_deck(["E1", "E3", "E4", "E5", "E6", "E7", "E9", "E10", "E11"])
with part("deck 001", points=1):
    check_deck(["E20", "E22", "E23"])
with part("deck 004", points=2):
    check_deck(["E34", "E35", "E42", "E41", "E43", "E44", "E46", "E47"])
sum_of_parts()

# %% [markdown]
# What you have found, against what the decks print. Two of these sentences may be a matter of reading: E22's «réduire
# d'un facteur p» can mean «by the share p», and E35 is a digit away from a total of the paper. You refuted what is
# *printed*, and nothing else. That distinction is the subject of the last exercise.
#
# ## 9 · Wrong, or torn?
#
# Our text of the decks was extracted by machine: pictures are lost, and now and then a sign, a bar, a letter. An
# examiner who takes a torn page for a student's mistake is unjust, and so is a reader who does it to an author. There
# are four verdicts:
#
# - `OK`: it was run and holds as printed (a rule of thumb counts if it does what it says);
# - `WRONG`: it contradicts arithmetic, its own definitions, or its own other lines, and no lost sign saves it;
# - `INEXACT`: right in the main, a simplification, or a loose word;
# - `AMBIG`: as printed it does not hold (or cannot be read), and a lost sign, a lost column or a second reading is
#   possible.
#
# - **V1** (000, Q1) The developed form of $g$: $[x_1-x_2+5]_+-10$ for $x_1,x_2>0$, $[x_1-x_2-5]_+-5$ for $x_1,x_2<0$,
#   and so on.
# - **V2** (000, Q1) The row of the table: $x_1<0$, $x_2<0$, $x_1-x_2>5$ gives $g>0$.
# - **V3** (000, Q3) The statement has $+[-x_1]_+$ where Q1, Q4 and the network drawn as its answer have $-[-x_1]_+$.
# - **V4** (000, Q2) «8 zones».
# - **V5** (000, Q5) The matrix form of the zigzag has the row $(-1,1,-1)$; the scalar answer above it has −2, 4, −4.
# - **V6** (000, «Le réseau de neurone») Two layers without an activation between them are one:
#   $A'(Au+b)+b'=(A'A)u+(A'b+b')$.
# - **V7** (000, «Du neurone au réseau») $u\mapsto\alpha\cdot u+\beta$ is called a *linear* filter.
# - **V8** (001, p. 13) $\tanh(x)=e^xe^{-x}/(e^x+e^{-x})$
# - **V9** (000, «La vision par ordinateur») An RGB image of 480 × 340 has 163 200 numbers.
# - **V10** (000, «La descente de gradient») Halving the step until $F$ decreases converges to a point where the
#   gradient is 0.
# - **V11** (000, «Fonction de perte») The hinge loss $[1-yf]_+$ is nowhere below the 0-1 error.
# - **V12** (001, p. 21) A network with 2 inputs, 3 hidden neurons and 1 output has 13 parameters.
# - **V13** (001, p. 27) $H(p,q)=H(p)+\mathrm{KL}(p\Vert q)$
# - **V14** (001, p. 43) $\sum_tf(t)g(x+t)$ is a convolution «au sens mathématique du terme».
# - **V15** (004, «Stride et Padding») «Stride = 2x3»; the result beside it belongs to 3 down and 2 right.
# - **V16** (000 and 004) The size behind a convolution is $(h+2\,\mathrm{pad}-\mathrm{kernel})/\mathrm{stride}+1$;
#   nothing is said of rounding.
# - **V17** (004, «LeNet5») Layer C2: 64 (5 · 5 + 1) = 1600 parameters.
# - **V18** (004, «Autres architectures») A table of four networks with accuracies, parameters and «FLOP»: 1.5 B for
#   AlexNet and 19.6 B for VGG, in units that are not said.
# - **V19** (004, «Le pooling») Reductions must be differentiable; max pooling is one of them.
# - **V20** (004, «VGG16») 24 M numbers of activations, above a list of layers that adds up to 15.2 M.
# - **V21** (004, «Positional encoding») The difference of two encodings does not depend on $t$.
# - **V22** (004, Nesterov) $V\leftarrow\beta V+\alpha\nabla L(\theta+\beta V)$ with $\theta\leftarrow\theta-V$.
# - **V23** (004, Momentum) The direction of the update is a weighted *mean* of the gradients before.
# - **V24** (004, «Impact de la taille du minibatch») $\eta=0.025\sqrt B$ keeps the noise of a step the same for every
#   batch size $B$.
#
# ### 14.12 Four verdicts
#
# `verdict()` returns a dict from V1 to V24 to one of the four words, in upper case. To call AMBIG wrong costs as much
# as to miss a wrong one.
#
# <details><summary>Nudge</summary>
#
# For each printed line ask two things. Does it hold, if you run it? And if not: is there *one* lost character, or one
# other reading, with which it would?
#
# </details>
# <details><summary>Pointer</summary>
#
# A number that contradicts the product beside it is not torn. A formula with a minus missing between two exponentials
# may be. A sentence that everybody understands and that a theorem would say otherwise is inexact.
#
# </details>
# <details><summary>Worked example, on other sentences</summary>
#
# «7 · 8 = 54» is WRONG. «x2 = 9 for x = 3» is AMBIG: an exponent may have been lowered. «A photograph is a vector» is
# INEXACT: it is once you have chosen an order. «The sum of softmax is 1» is OK.
#
# </details>


# %% exercise="verdict" minutes=12 difficulty=2
def verdict():
    """OK, WRONG, INEXACT or AMBIG for each of V1 to V24.  Returns a dict from ids to words."""
    ### BEGIN SOLUTION
    words = {
        "OK": "V1 V4 V6 V11 V12 V13 V24",
        "WRONG": "V2 V5 V9 V10 V14 V17 V20 V21 V22",
        "INEXACT": "V7 V16 V19 V23",
        "AMBIG": "V3 V8 V15 V18",
    }
    return {claim: word for word, claims in words.items() for claim in claims.split()}
    ### END SOLUTION


# %% test="verdict" points=3
check_answer(verdict)
found = check_unchanged(verdict)
check_that(isinstance(found, dict), "type: return a dict from ids to words.", f"the result is {type(found).__name__}")
WORDS = "OK", "WRONG", "INEXACT", "AMBIG"
# This test knows the verdicts by the checksums of claim and word only.
MARKS = {
    2537873280, 3632807122, 3736868633, 2694459314, 489620060, 177465145, 1489474602, 3703260131,
    3666831400, 391804770, 291621257, 64251495, 3144155394, 3809825649, 3844176058, 1686196637,
    3539814892, 2230720890, 3141049932, 2580902017, 1067612981, 239755688, 3307319249, 1629438827,
}  # fmt: skip
MISTAKEN = {
    ("AMBIG", "WRONG"): "doubt: a damaged scan, or a second reading, is nobody's error.",
    ("AMBIG", "OK"): "lost: as it is printed it does not hold, or cannot be read.",
    ("AMBIG", "INEXACT"): "lost: as it is printed it does not hold, or cannot be read.",
    ("OK", "WRONG"): "accused: run it: it holds.",
    ("OK", "INEXACT"): "accused: run it: it holds.",
    ("OK", "AMBIG"): "accused: run it: it holds.",
    ("WRONG", "OK"): "missed: run it: it does not hold.",
    ("WRONG", "INEXACT"): "mild: this is no loose word: it contradicts arithmetic, or itself.",
    ("WRONG", "AMBIG"): "certain: no lost sign and no second reading saves this one.",
    ("INEXACT", "OK"): "loose: true in the main, but not as a theorem would say it.",
    ("INEXACT", "WRONG"): "harsh: a loose word is no contradiction.",
    ("INEXACT", "AMBIG"): "harsh: a loose word is no contradiction, and no damage.",
}


def check_verdicts(numbers_of_claims):
    """Check some of the verdicts; which of them is wrong is for the reader to find."""
    claims = [f"V{n}" for n in numbers_of_claims]
    strange = [claim for claim in claims if found.get(claim) not in WORDS]
    check_that(
        not strange,
        "words: a verdict for each, one of the four words, in upper case.",
        f"no such verdict for {', '.join(strange)}",
    )
    right = {claim: word for claim in claims for word in WORDS if zlib.crc32(f"{claim} {word}".encode()) in MARKS}
    wrong = [(right[claim], found[claim]) for claim in claims if found[claim] != right[claim]]
    if wrong:
        told = f"of the verdicts on {claims[0]} to {claims[-1]}, {len(wrong)} not right"
        check_that(False, MISTAKEN[wrong[0]], f"{told}; the first of them says {wrong[0][1]}")


with part("V1 to V8", points=1):
    check_verdicts(range(1, 9))
with part("V9 to V16", points=1):
    check_verdicts(range(9, 17))
with part("V17 to V24", points=1):
    check_verdicts(range(17, 25))
sum_of_parts()

# %% [markdown]
# All of it is in a table that runs: 55 entries, each with its words, a careful verdict and, where there is something to
# compute, the computation. What was neither in the hunt nor among the verdicts (typos, names and dates, conventions)
# stands there too. One of them, and then how the verdicts are spread:

# %%
errata.show("E38")
print()
for word in errata.VERDICTS:
    ids = [one.id for one in (*errata.ERRATA, *errata.CONFIRMED) if one.verdict == word]
    print(f"{word:12} {len(ids):2}: {' '.join(ids)}")

# %% [markdown]
# ## Your paper
#
# Write your own name into the next cell. What it draws is a whole exam: eight questions, two points each, ninety
# minutes, with numbers that nobody else has. Print it, or answer in the notebook: `exam[0].mark({"values": [...],
# "counts": [...]})` marks an answer, and `exam[0].solve()` shows how it is done.

# %%
from IPython.display import display

exam = paper("Ada Lovelace")
for question in exam:
    display(question)

# %% [markdown]
# And now something that no student has done before an exam: let your *functions* sit it. What you wrote in this lesson
# knows nothing of these numbers.

# %%
my_exact_softmax = yours(exact_softmax, exact_steps.exact_softmax)
my_exact_attention = yours(exact_attention, exact_steps.exact_attention)
my_exact_backprop = yours(exact_backprop, exact_steps.exact_backprop)


def signs(network, points, size):
    """The values of g at the points, and how often it is negative, zero, positive on the lattice."""
    found = [evaluate(network, x1, x2) for x1 in range(-size, size + 1) for x2 in range(-size, size + 1)]
    counts = [sum((g > 0) - (g < 0) == sign for g in found) for sign in (-1, 0, 1)]
    return {"values": text([evaluate(network, *point) for point in points]), "counts": counts}


def zones(network):
    return {"zones": my_count_zones(network), "corners": text(exam_family.corners(network))}


def mlp(network):
    weights, biases = my_exam_network(network)
    return {"weights": weights, "biases": biases}


def kinks(knots, points, values):
    *w, b = text(my_solve_kinks(knots, points, values))
    return {"w": w, "b": b}


def softmax(odds, shift, label):
    p, gradient = map(text, my_exact_softmax(odds, label))  # a shift of all logits changes neither
    return {"p": p, "gradient": gradient, "loss": text(1 / number(p[label]))}


def attention(query, keys, values):
    root = int(len(query) ** 0.5)
    products = [sum(a * b for a, b in zip(query, key, strict=True)) for key in keys]
    scores = [product // root for product in products]
    weights, output = map(text, my_exact_attention(query, keys, values))
    return {"scores": scores, "weights": weights, "output": output}


def backprop(x, y, w1, b1, w2, b2):
    loss, gw1, gb1, gw2, gb2 = map(text, my_exact_backprop(x, y, w1, b1, w2, b2))
    output = y + number(gb2) / 2  # as the gradient by b2 is 2 (output − y)
    return {"output": text(output), "loss": loss, "w1": gw1, "b1": gb1, "w2": gw2, "b2": gb2}


def optimizer(method, curvature, theta, alpha, beta, steps):
    return {"thetas": text(my_exact_momentum(curvature, theta, alpha, beta, steps, method == "nesterov"))}


solvers = {f.__name__: f for f in (signs, zones, mlp, kinks, softmax, attention, backprop, optimizer)}
points = sit(exam, solvers)

# %% [markdown]
# Full marks, in less than a second, for any name you type. What an exam asks of *you*, then, cannot be the computing.
# It asks whether you know what is being computed, and whether you notice when it comes out wrong. Here is a last test
# of that: the same exam, answered by functions of which one forgets something. Where do the points go?

# %%
sit(exam, solvers | {"optimizer": lambda method, **rest: optimizer("momentum", **rest)})
print()
sit(
    paper("Grace Hopper"),
    solvers | {"attention": lambda query, keys, values: attention([2 * q for q in query], keys, values)},
)
print()

# %% [markdown]
# ### In words: «we all had the same exam»
#
# In another school every student gets the same question with the numbers changed at random, and the office writes: «all
# papers are equivalent, since the same formula solves them.» One student had a singular system, another weights with
# denominators of 420, a third the deck's own numbers.
#
# What would you have the office measure before it prints, and what would you have it do with papers that are already
# marked? And what can no such number see?
#
# Double-click the cell below and write four to six sentences. No test reads it: a person does.

# %% written="same_exam" points=2 minutes=8 difficulty=2
# - Before printing: that each question has exactly one answer, exactly; then digits, the largest numerator or
#   denominator, the size of the key, the number of zones; and that their spread in the class is small. Draw again what
#   is outside.
# - Known questions (the deck's numbers) and keys that many share are unfair in the other direction: exclude and count
#   them.
# - Papers that are marked: the singular question cannot be answered, so «no solution» is the right answer, or its
#   points go to all; for the others, follow-through keeps what the arithmetic cost, and nobody loses points afterwards.
# - No number sees what a student happens to have practised, how a sign is easily overlooked, or time lost on the
#   question before; the marks of the class by question tell some of it, afterwards.
#
# 2 points: a measure before printing, what to do with a marked singular question, and one thing that is not seen. 1
# point for two of the three.

# %% [markdown]
# ## Summary
#
# - Two questions are equally hard if numbers say so: digits, the largest number, zones, the size of the key. It is
#   bought with draws that are thrown away, or with questions made backwards from their answer.
# - Marking with follow-through asks of each line whether it follows from the lines above, as they were written.
# - The number of zones of the exam's network hangs on the signs of $p$ and $q$ alone: 8 if they are equal, 9 if they
#   are not, 7 or 6 where one or both are 0.
# - A zigzag through given points is a linear system. Exact arithmetic says when it has no answer; descent never does.
# - With odds for logits, powers of two for scores and whole weights, all of deep learning's small algorithms can be
#   done on paper.
# - An example refutes a sentence if premise and truth part from print. Symmetric kernels, $p=\tfrac12$ and square
#   matrices hide mistakes: never test with them.
# - As printed is not the same as by the author.
#
# **Next**: nothing. You have reached the end of the course. Draw a paper for a friend.
#
# **Further reading**
#
# - G. Montúfar, R. Pascanu, K. Cho and Y. Bengio, *On the number of linear regions of deep neural networks*, 2014.
# - I. Lakatos, *Proofs and Refutations*, 1976: what a counter-example does to a sentence.
# - M. West, G. Herman and C. Zilles, *PrairieLearn: mastery-based online problem solving with adaptive scoring and
#   recommendations driven by machine learning*, 2015: random variants of questions.
