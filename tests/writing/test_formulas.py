"""Formulas as MathML: all of the lessons' are read, and nothing that somebody writes is more than a formula."""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from course_lib.instructor.source.course import find_course
from course_lib.instructor.writing.formulas import LONGEST_FORMULA, formula, line_to_html, markdown_to_html

COURSE = find_course(".")
PIECES = ("{", "}", "$", "^", "_", "&", "\\\\", r"\frac", r"\sqrt{", r"\left(", r"\text{", "<b>", '"', "x", "\0")
MATHML = re.compile(r"</?(math|m[a-z]+|semantics|annotation)( [a-z]+=\"[^\"<>]*\")*/?>")


class Collected(IPythonRenderer):
    """A renderer that keeps what it is given as formulas."""

    found: list

    def inline_math(self, body):
        self.found.append((body, False))
        return ""

    def block_math(self, body):
        self.found.append((body, True))
        return ""

    def latex_environment(self, name, body):
        self.found.append((rf"\begin{{{name}}}{body}\end{{{name}}}", True))
        return ""


@pytest.mark.parametrize("name", COURSE.lessons())
def test_every_formula_of_a_lesson_is_read(name):
    renderer = Collected(escape=False)
    renderer.found = []
    for cell in COURSE.lesson(name).cells:
        if cell.kind == "markdown":
            MarkdownWithMath(renderer=renderer).render(cell.source)

    assert len(renderer.found) > 20  # the lesson with the fewest has 22: none is lost on the way
    assert [source for source, is_display in renderer.found if formula(source, is_display) is None] == []


@settings(deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
@example("{" * LONGEST_FORMULA)
@example("{" * 100_000)
@example(r"\sqrt" * (LONGEST_FORMULA // 5))
@example(r"\left(" * 50_000 + r"\right)" * 50_000)
@example(r"\def\a{\a\a}\a")
@example(r"\newcommand\a[1]{" + "{" * 200 + "#1" + "}" * 200 + "}" + r"\a{" * 100 + "x" + "}" * 100)
@example(r"\text{<script>window.top.ran=1</script>}")
@example(r"\href{javascript:window.top.ran=1}{x}")
def test_whatever_is_written_is_a_formula_or_none(source):
    found = formula(source)

    assert found is None or "<" not in MATHML.sub("", found)


def test_a_formula_that_cannot_be_read_stays_as_it_was_written():
    assert markdown_to_html(r"$\nonsense{<b>}$") == "<p><code>$\\nonsense{&lt;b&gt;}$</code></p>\n"


def test_a_heading_is_no_list_and_has_one_level():
    assert line_to_html("2. A *layer* of $n$") == "2. A <em>layer</em> of <math><mi>n</mi></math>"
    assert markdown_to_html("##### x") == '<h3 class="h5">x</h3>\n'
